"""The record: what was added comes out, once, in one order, whatever happens beside it."""

import random
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import RecordError
from onrecord.identity import article_id, named
from onrecord.nouns import Block, Confidences, Page, Reading, Span, Target
from onrecord.record import Record
from onrecord.rows import rows_of
from onrecord.share import article_lines
from tests.record.made import QUICK, article_again, harbour, pages_and_readings
from tests.stores import Place, Stores, kept

Made = Sequence[tuple[Page, Reading]]
MADE = st.lists(pages_and_readings(), max_size=4, unique_by=lambda made: (made[0].address, made[0].sha256))


def export(stores: Stores, made: Made) -> str:
    with kept(stores) as place, Record(place) as record:
        for page, reading in made:
            record.add(page, reading)
        return "".join(article_lines(record.readings()))


@QUICK
@given(MADE)
def test_what_was_added_comes_out_equal(stores: Stores, made: Made):
    with kept(stores) as place, Record(place) as record:
        assert [record.add(*each) for each in made].count("unchanged") == 0
        expected = sorted(
            (named(reading) for _, reading in made),
            key=lambda each: (each.article.id.encode(), each.article.page, each.bundle.encode()),
        )
        assert list(record.readings()) == expected
        for page, reading in made:
            was = record.article(article_id(reading.article))
            assert was.reading == named(reading)
            assert record.add(page, reading) == ("unchanged" if was.newest else "revised")
            assert record.add(page, reading) == "unchanged"
            assert record.article(page.address) == replace(was, newest=True)
        assert record.count() == len(made)
        assert [
            each for checked in record.verify(lambda page: derived(made, page)) for each in checked.failures
        ] == []


def derived(made: Made, page: Page):
    return next(
        reading.article
        for known, reading in made
        if (known.address, known.sha256) == (page.address, page.sha256)
    )


@settings(deadline=None, max_examples=15)
@given(MADE, st.randoms(use_true_random=False))
def test_the_order_of_adding_does_not_tell(stores: Stores, made: Made, chance: random.Random):
    other = list(made)
    chance.shuffle(other)
    assert export(stores, made) == export(stores, other)


def test_reading_again_changes_no_row(stores: Stores, place: Place):
    page, reading = harbour()
    with Record(place) as record:
        assert record.add(page, reading) == "added"
        before = stores.contents(place)
        later = replace(page, fetched="2031-01-01T00:00:00Z")
        assert record.add(later, reading) == "unchanged"
        assert record.has(page, "small")
        assert not record.has(page, "base")
        assert stores.contents(place) == before


def test_a_page_that_changed_is_a_new_revision_and_the_old_one_stays(place: Place):
    page, reading = harbour()
    newer, told_newer = harbour(data=page.data + b"\n", title="Harbour tolls: a correction")
    with Record(place) as record:
        assert [record.add(page, reading), record.add(newer, told_newer)] == ["added", "revised"]
        assert {row.title for row in record.search("tolls")} == {"Harbour tolls: a correction"}
        now, before = record.article("harbour.txt"), record.article(article_id(reading.article))
        assert (now.revision, now.newest, now.reading) == (2, True, named(told_newer))
        assert (before.revision, before.newest, before.reading) == (1, False, named(reading))
        assert len(list(record.readings())) == 2
        assert [each.article.title for each in record.readings(newest=True)] == [
            "Harbour tolls: a correction"
        ]


def test_the_versions_of_a_page_are_told_and_their_bytes_come_back(place: Place):
    page, reading = harbour()
    newer, again = harbour(data=page.data + b"\n")
    with Record(place) as record:
        with pytest.raises(RecordError, match="no article"):
            record.revisions(page.address)
        record.add(page, reading)
        record.add(newer, again)
        told = record.revisions(page.address)
        assert [(each.number, each.page, each.shown) for each in told] == [
            (1, page.sha256, False),
            (2, newer.sha256, True),
        ]
        assert [each.article for each in told] == [article_id(each.article) for each in (reading, again)]
        assert record.page(page.address, page.sha256) == page
        assert record.page(page.address, newer.sha256) == newer
        with pytest.raises(RecordError, match="holds no page"):
            record.page("elsewhere", page.sha256)


def test_another_bundle_gives_another_reading_of_the_same_revision(place: Place):
    page, reading = harbour()
    _, better = harbour(bundle="base")
    better = replace(better, statements=better.statements[:1])
    with Record(place) as record:
        assert [record.add(page, reading), record.add(page, better)] == ["added", "revised"]
        assert [row.id for row in record.search()] == [rows_of(better)[0].id]
        shown = record.statement(rows_of(better)[0].id)
        assert (shown.reading.bundle, shown.revision, shown.newest) == ("base", 1, True)
        dropped = record.statement(rows_of(reading)[1].id)
        assert (dropped.reading.bundle, dropped.newest) == ("small", False)


def test_a_page_that_changes_back_is_shown_as_it_is_now(stores: Stores, place: Place):
    old, newer = harbour(), harbour(data=b"newer", title="Harbour tolls: a correction")
    with Record(place) as record:
        assert [record.add(*each) for each in (old, newer)] == ["added", "revised"]
        record.match()  # what is shown decides which utterances there are
        exported, before = list(record.readings()), stores.contents(place)
        assert record.add(*old) == "revised"
        back = stores.contents(place)
        assert back != before
        assert {row.title for row in record.search("tolls")} == {"Harbour tolls to rise"}
        now = record.article("harbour.txt")
        assert (now.revision, now.newest, now.reading) == (1, True, named(old[1]))
        assert not record.article(article_id(newer[1].article)).newest
        assert list(record.readings(newest=True)) == [named(old[1])]
        assert record.add(*old) == "unchanged"
        assert stores.contents(place) == back
        assert list(record.readings()) == exported
        assert record.add(*newer) == "revised"
        record.match()
        assert stores.contents(place) == before
        assert not [
            failure for each in record.verify(article_again_of(old, newer)) for failure in each.failures
        ]


def article_again_of(*made: tuple[Page, Reading]):
    return lambda page: derived(made, page)


def test_a_reading_by_another_threshold_gives_way_when_the_first_is_wanted_again(place: Place):
    page, reading = harbour()
    everything = replace(reading, bundle="small@0")
    fewer = replace(reading, statements=reading.statements[:1])
    with Record(place) as record:
        assert [record.add(page, each) for each in (fewer, everything, fewer, fewer)] == [
            "added", "revised", "revised", "unchanged",
        ]  # fmt: skip
        assert [row.id for row in record.search()] == [rows_of(fewer)[0].id]
        assert [(each.name, each.statements) for each in record.speakers()] == [("Inês Côrte-Real", 1)]
        assert record.count() == 2


def test_the_same_bytes_at_two_addresses_are_kept_once(stores: Stores, place: Place):
    with Record(place) as record:
        for address in ("b.txt", "a.txt"):
            record.add(*harbour(address))
        shown = record.statement(rows_of(harbour()[1])[0].id)
        assert shown.reading.article.id == "a.txt"
    assert sum('INSERT INTO "pages"' in line for line in stores.contents(place)) == 1


def test_a_statement_is_shown_in_its_place(place: Place):
    page, reading = harbour()
    whole = rows_of(reading)[1].id
    with Record(place) as record:
        record.add(page, reading)
        for id in (whole, whole[:5], whole.upper(), f" {whole} "):
            shown = record.show(id)
            assert shown == record.statement(id)
            assert shown.statement is not None
            assert shown.statement.attribution.id == whole
            assert shown.reading.article.text == reading.article.text
        assert record.show("harbour.txt") == record.article(article_id(reading.article)[:6])


@pytest.mark.parametrize("id", ["", "fffffffffffff", "zebra", "%", "\0", "ffffffffffff"])
def test_an_unknown_id_is_told(place: Place, id: str):
    with Record(place) as record:
        record.add(*harbour())
        for find in (record.statement, record.article, record.show):
            with pytest.raises(RecordError, match=r"there is no (statement|article)"):
                find(id)


def test_an_ambiguous_id_lists_the_candidates(place: Place):
    with Record(place) as record:
        ids = []
        for number in range(40):
            page, reading = harbour(f"{number}.txt", data=b"%d" % number)
            record.add(page, reading)
            ids += [row.id for row in rows_of(reading)]
        first = min(ids)
        alike = sorted(id for id in ids if id[0] == first[0])
        with pytest.raises(RecordError) as caught:
            record.statement(first[0])
        assert all(id in caught.value.message for id in alike[:10])


def test_speakers_are_counted(place: Place):
    with Record(place) as record:
        record.add(*harbour())
        record.add(*harbour("other.txt", data=b"other", outlet="Sines Post"))
        page, reading = harbour("less.txt", data=b"less")
        record.add(page, replace(reading, statements=reading.statements[1:2]))
        outlets = ("Alvor Echo", "Sines Post")
        counted = [
            (row.name, row.type, row.statements, row.articles, row.outlets) for row in record.speakers()
        ]
        assert counted == [
            ("Tomé Vaz", "person", 3, 3, outlets),
            ("Inês Côrte-Real", "person", 2, 2, outlets),
            ("the port", "person", 2, 2, outlets),
        ]


def with_first(reading: Reading, **changes: Any) -> Reading:
    first, *others = reading.statements
    return replace(reading, statements=(replace(first, **changes), *others))


def test_what_is_not_of_the_page_is_refused(place: Place):
    page, reading = harbour()
    article = reading.article
    wrong = {
        "not of this page": replace(reading, article=replace(article, id="other.txt")),
        "other bytes": replace(reading, article=replace(article, page="")),
        "outside the text": replace(reading, article=replace(article, text="short")),
        "a block": replace(reading, article=replace(article, blocks=(Block("body", Span(-1, 4)),))),
        "is nan, which is no probability": replace(
            reading,
            statements=tuple(
                replace(each, attribution=replace(each.attribution, confidence=float("nan")))
                for each in reading.statements
            ),
        ),
        "a confidence .act. is 1.2": with_first(reading, confidences=Confidences(act=1.2)),
        "a confidence .target. is -1": with_first(reading, targets=(Target("x", "for", None, -1),)),
        "a target .* is outside the text": with_first(reading, targets=(Target("x", "for", Span(0, 9999)),)),
        "when.* is outside the text": with_first(reading, when=Span(-1, 5)),
        "said_on is 'soon', which is no date": with_first(reading, said_on="soon"),
        "lone surrogate": replace(reading, article=replace(article, title="\ud800")),
    }
    with Record(place) as record:
        for said, unfit in wrong.items():
            with pytest.raises(RecordError, match=said):
                record.add(page, unfit)
        assert list(record.readings()) == []
        assert record.add(page, reading) == "added"


def test_text_with_nul_is_kept_and_found(place: Place):
    page, reading = harbour()
    text = reading.article.text.replace("rise in", "rise\0in")
    reading = replace(reading, article=replace(reading.article, text=text))
    with Record(place) as record:
        record.add(page, reading)
        assert list(record.readings()) == [named(reading)]
        [row] = record.search("May")
        assert row.words.startswith("“The tolls will rise\0in May,”")
        assert [span.of(row.words) for span in row.highlights] == ["May"]


def test_verification_of_a_sound_record(place: Place):
    with Record(place) as record:
        record.add(*harbour())
        record.add(*harbour("empty.txt", data=b""))
        checked = list(record.verify(article_again))
        assert [each.address for each in checked] == ["", "empty.txt", "harbour.txt"]
        assert [(each.statements, each.spans) for each in checked[1:]] == [(3, 13), (3, 13)]
        assert [failure for each in checked for failure in each.failures] == []
