"""Corrections: people's values count, the machine's stay beside them, nothing is lost or moved silently."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.errors import ConflictError, RecordError
from onrecord.identity import named
from onrecord.nouns import Span
from onrecord.record import Record
from onrecord.share import article_lines, as_json, from_json
from tests.record.made import CHARACTERS, harbour, pages_and_readings, whole
from tests.record.paged import LIND, MAYOR, OTHER, REIS, again, named_one, paged, with_bundle
from tests.stores import Place, Stores, kept

COURT, HEARING = whole()
TEXT = HEARING.article.text
ACCUSED = named_one(HEARING, "robbed")


def at(words: str, text: str = TEXT) -> list[int]:
    start = text.index(words)
    return [start, start + len(words)]


def failures(record: Record, *made: Any) -> list[str]:
    return [str(each) for checked in record.verify(again(*made)) for each in checked.failures]


def exported(record: Record) -> str:
    return "".join(article_lines(record.readings(), record.decided()))


@pytest.fixture
def court(place: Place):
    """A record of one page in which every column is read."""
    with Record(place) as record:
        record.add(COURT, HEARING)
        yield record


@pytest.mark.parametrize(
    ("change", "field", "expected"),
    [
        ({"speaker": "Eva Vaz"}, "speaker", "Eva Vaz"),
        ({"speaker": {"type": "organization"}}, "speaker_type", "organization"),
        ({"speaker": None}, "speaker", None),
        ({"act": "deny"}, "act", "deny"),
        ({"act": None}, "plover", None),
        ({"kind": "mixed"}, "kind", "mixed"),
        ({"said_on": "2024-02"}, "said_on", "2024-02"),
        ({"addressee": None}, "addressee", None),
        ({"addressee": "she"}, "addressee_span", Span(*at("she"))),
        ({"occasion": at("hearing")}, "occasion", "hearing"),
        ({"when": {"span": at("Thursday")}}, "when", "Thursday"),
        ({"when": {"words": "Thursday"}}, "when", "Thursday"),
        ({"targets": []}, "targets", ()),
        ({"targets": [{"name": "Port", "stance": "for", "span": at("port")}]}, "targets", "Port for port"),
        ({"source": [at("Ms Côrte-Real")]}, "source", "Ms Côrte-Real"),
        ({"source": []}, "source_spans", ()),
        ({"cue": "conceded"}, "cue", "conceded"),
        ({"content": [at("an error"), at("robbed")]}, "words", "robbed … an error"),
    ],
)
def test_any_column_can_be_set(court: Record, change: dict[str, Any], field: str, expected: Any):
    before = exported(court)
    made = court.correct(ACCUSED, change, by="ann", note="seen on paper")
    [row] = [row for row in court.search() if row.id == ACCUSED]
    value = getattr(row, field)
    if field == "targets" and value:
        value = " ".join((value[0].name, value[0].stance, value[0].span.of(TEXT)))
    assert value == expected
    assert (row.review.state, row.review.columns) == ("corrected", made.columns)
    assert court.statement(ACCUSED).statement.review == row.review
    assert (made.made_by, made.page, made.address, made.bundle) == (
        "ann",
        COURT.sha256,
        "hearing.txt",
        "small",
    )
    assert [each.note for each in court.corrections()] == ["seen on paper"]
    found = court.reviewed(ACCUSED)
    assert found.machine == named(HEARING).statements[0]
    assert {column: found.machine_values[column] for column in made.columns} == made.machine
    assert {column: found.now[column] for column in made.columns} == made.value
    assert failures(court, (COURT, HEARING)) == []
    assert next(court.readings(corrected=False)) == named(HEARING)
    court.undo_correction(by="bob")
    assert exported(court) == before
    assert failures(court, (COURT, HEARING)) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, "nothing is to be changed"),
        ({"mood": "grim"}, "'mood' is none of the columns speaker, act"),
        ({"act": "shout"}, "'shout' is none of state, ask, accuse"),
        ({"act": 7}, "7 is no text"),
        ({"kind": None}, "it is one of direct, indirect, mixed"),
        ({"said_on": "Thursday"}, "no date like"),
        ({"said_on": "2024-13"}, "no date like"),
        ({"said_on": "2024-02-30"}, "no date like"),
        ({"speaker": ""}, None),
        ({"speaker": " "}, "1 to 200 characters"),
        ({"speaker": "a" * 201}, "1 to 200 characters"),
        ({"speaker": "Eva\x1b[31mVaz"}, "characters that are no text"),
        ({"speaker": "Eva \ud800"}, "characters that are no text"),
        ({"speaker": {"name": "Eva", "type": "ghost"}}, "'ghost' is no type of speaker"),
        ({"speaker": 3}, "has no name"),
        ({"when": [5, 5]}, "outside the text .*, or empty"),
        ({"when": [5, 5000]}, "outside the text"),
        ({"when": [-3, 4]}, "outside the text"),
        ({"when": [True, 4]}, "is no place"),
        ({"when": "on Friday"}, "does not stand in the article"),
        ({"when": " "}, "no words are given"),
        ({"addressee": "the"}, r"stands several times; give the place: \d+-\d+ \(…"),
        ({"content": []}, "a statement says something"),
        ({"content": [at("robbed the"), at("the port")]}, "overlap"),
        ({"targets": "Port"}, "a list of names"),
        ({"targets": [{"name": "Port", "stance": "maybe"}]}, "none of for, against"),
        ({"targets": [{"stance": "for"}]}, "has no name"),
        ({"act": "accuse"}, "act is accuse already"),
    ],
)
def test_what_cannot_be_says_why_and_changes_nothing(
    court: Record, change: dict[str, Any], problem: str | None
):
    if problem is None:
        court.correct(ACCUSED, change, by="ann")
        return
    with pytest.raises(RecordError, match=problem):
        court.correct(ACCUSED, change, by="ann")
    assert court.corrections() == ()
    assert failures(court, (COURT, HEARING)) == []


@pytest.mark.parametrize(
    ("by", "note", "problem"),
    [
        ("", "x", "who corrects"),
        ("a\nb", "x", "who corrects"),
        ("ann", "x" * 10_001, "at most 10,000 characters"),
        ("ann", "bell \x07", "characters that are no text"),
        ("ann", "half \udc00", "characters that are no text"),
        ("ann", "  ", "a note without words"),
    ],
)
def test_notes_and_names_are_text(court: Record, by: str, note: str, problem: str):
    with pytest.raises(RecordError, match=problem):
        court.note(ACCUSED, note, by=by)
    assert court.corrections() == ()


def test_a_note_is_kept_and_changes_nothing(court: Record):
    before = exported(court)
    court.note(ACCUSED, "“so”\n\tshe <b>says</b> \u202e", by="ann")
    assert exported(court) == before
    assert court.corrections(ACCUSED)[0].note == "“so”\n\tshe <b>says</b> \u202e"


def test_what_is_rejected_is_found_by_those_who_ask_for_it(court: Record):
    court.reject(ACCUSED, by="ann")
    assert court.search("robbed") == court.search(target="shipowners") == ()
    [row] = court.search("robbed", review="rejected")
    assert row.review.state == "rejected"
    assert court.positions("Côrte-Real") == ()
    assert len(court.network().edges) == 0
    assert len(next(court.readings()).statements) == 1
    assert court.speakers()[0].statements == 1
    assert court.statement(ACCUSED).statement.review.state == "rejected"
    assert failures(court, (COURT, HEARING)) == []
    court.accept(ACCUSED, by="bob")
    assert len(court.search("robbed", review="accepted")) == 1


def test_people_s_values_are_what_everything_shows(court: Record):
    targets = [{"name": "the council", "stance": "for"}]
    court.correct(ACCUSED, {"speaker": "Eva Vaz", "act": "support", "targets": targets}, by="ann")
    assert [row.id for row in court.search("robbed", speaker="Vaz", act="support", target="council")] == [
        ACCUSED
    ]
    assert court.search("robbed", speaker="Côrte-Real") == ()
    assert court.search(act="accuse") == court.search(target="shipowners") == ()
    [position] = court.positions("Eva Vaz")
    assert position.count("for") == 1
    assert {row.name: row.statements for row in court.speakers()} == {"Eva Vaz": 1, "Inês Côrte-Real": 1}
    assert [row.speaker for row in court.rows()] == ["Eva Vaz", "Inês Côrte-Real"]
    assert court.utterance(ACCUSED).speakers == ("Eva Vaz",)
    line = as_json(next(court.readings()))
    assert line["attributions"][0]["review"] == {
        "state": "corrected",
        "columns": ["speaker", "act", "targets"],
    }
    assert from_json(line) == next(court.readings())
    court.merge_speakers("Eva Vaz", "Inês Côrte-Real", by="ann")
    assert court.speakers()[0].statements == 2


@pytest.mark.parametrize(
    ("review", "found"),
    [
        ("unreviewed", "a2"), ("accepted", "a1"), ("corrected", "a3"), ("added", "new"), ("rejected", ""),
        ("reviewed", "a1 a3 new"), (None, "a1 a2 a3 new"),
    ],
)  # fmt: skip
def test_search_tells_what_people_looked_at(place: Place, review: str | None, found: str):
    page, reading = harbour()
    names = {each.attribution.id: f"a{n}" for n, each in enumerate(named(reading).statements, 1)}
    with Record(place) as record:
        record.add(page, reading)
        ids = {name: id for id, name in names.items()}
        record.accept(ids["a1"], by="ann")
        record.correct(ids["a3"], {"act": "promise"}, by="ann")
        made = record.add_statement("harbour.txt", {"content": "runs the port of Alvor"}, by="ann")
        rows = record.search(review=review)
        assert {names.get(row.id, "new") for row in rows} == set(found.split())
        # What people looked at is above every threshold.
        sure = {names.get(row.id, "new") for row in record.search(review=review, min_confidence=0.99)}
        assert sure == set(found.split()) - {"a2"}
        assert [row.id for row in record.queue()] == [ids["a2"]]
        assert record.review_counts() == {"unreviewed": 1, "accepted": 1, "corrected": 1, "added": 1}
        assert made.statement in {row.id for row in record.search("Alvor")}


def test_the_queue_begins_with_what_is_least_sure(place: Place):
    with Record(place) as record:
        record.add(*harbour())
        assert [row.confidence for row in record.queue()] == [0.4, 0.8, 0.97]
        assert [row.confidence for row in record.queue(min_confidence=0.5, limit=1)] == [0.8]
        assert [row.speaker for row in record.queue("tolls")] == ["Inês Côrte-Real"]
        assert record.queue("…") == record.queue(limit=0) == ()
        first, second, last = record.queue()
        assert record.queue(passing={first.id, last.id, "elsewhere"}) == (second,)
        assert record.queue(passing=[first.id], limit=1) == (second,)
        assert [record.waiting(), record.waiting(limit=2), record.waiting("tolls")] == [3, 2, 1]
        assert record.waiting("…") == record.waiting(limit=0) == record.waiting(review="rejected") == 0
        record.accept(first.id, by="ann")
        assert [record.waiting(), record.waiting(review="accepted")] == [2, 1]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Inês", ["Inês Côrte-Real"]),
        ("ines cor", ["Inês Côrte-Real"]),
        ("Ms Vaz", ["Tomé Vaz"]),
        ("leader Vaz", ["Tomé Vaz"]),
        ("%", []),
        ("", []),
        ("\0", []),
        ("nobody of that name", []),
    ],
)
def test_names_are_found_by_their_beginning_or_surname(place: Place, typed: str, names: list[str]):
    with Record(place) as record:
        record.add(*harbour())
        assert [name for name, _ in record.names_like(typed)] == names


def test_an_article_is_told_with_all_that_people_said_of_it(court: Record):
    assert court.article_review(COURT.address) is None
    kept, gone = (each.attribution.id for each in court.article(COURT.address).reading.statements)
    court.reject(gone, by="ann")
    court.note(kept, "look again", by="ben")
    found = court.article_review(COURT.address)
    assert found is not None
    states = {each.attribution.id: each.review and each.review.state for each in found.statements}
    assert states == {kept: None, gone: "rejected"}
    assert {name: [each.action for each in made] for name, made in found.histories.items()} == {
        gone: ["reject"],
        kept: ["note"],
    }
    assert found.orphans == found.lost == {}


def test_whoever_has_not_seen_the_last_correction_is_told_of_it(court: Record):
    first = court.correct(ACCUSED, {"act": "deny"}, by="ann", seen=0)
    with pytest.raises(ConflictError, match=r"corrected since: ann, .*: act accuse → deny"):
        court.correct(ACCUSED, {"act": "ask"}, by="bob", seen=0)
    for act in (court.accept, court.reject):
        with pytest.raises(ConflictError):
            act(ACCUSED, by="bob", seen=0)
    with pytest.raises(ConflictError):
        court.undo_correction(by="bob", statement=ACCUSED, seen=0)
    with pytest.raises(ConflictError, match="has no correction 99"):
        court.accept(ACCUSED, by="bob", seen=99)
    assert court.reviewed(ACCUSED).version == first.number
    court.correct(ACCUSED, {"act": "ask"}, by="bob", seen=first.number)
    other = named_one(HEARING, "an error")
    court.correct(other, {"act": "ask"}, by="bob", seen=0)  # another statement is another matter
    assert court.search("robbed")[0].act == "ask"


def test_undoing_can_be_undone(court: Record):
    acts = lambda: court.search("robbed")[0].act  # noqa: E731
    court.correct(ACCUSED, {"act": "deny"}, by="ann")
    court.correct(ACCUSED, {"act": "ask"}, by="ann")
    assert acts() == "ask"
    assert court.undo_correction(by="ann").number == 2
    assert acts() == "deny"
    assert court.undo_correction(1, by="ann").number == 1
    assert acts() == "accuse"
    court.undo_correction(4, by="ann")  # number 1 holds again
    assert acts() == "deny"
    court.undo_correction(3, by="ann")
    assert acts() == "ask"
    assert [each.holds for each in court.corrections()] == [True, True, False, False, True, True]
    for number, problem in ((77, "there is no correction 77"), (3, "undone already")):
        with pytest.raises(RecordError, match=problem):
            court.undo_correction(number, by="ann")
    with pytest.raises(RecordError, match="of another statement"):
        court.undo_correction(1, by="ann", statement=named_one(HEARING, "an error"))


def test_a_statement_that_was_missed_is_added(place: Place):
    with Record(place) as record:
        record.add(*harbour())
        before = exported(record)
        values = {"content": "runs the port of Alvor", "source": "Inês Côrte-Real", "speaker": "Eva Vaz"}
        made = record.add_statement("harbour.txt", values, by="ann", note="a clause")
        [row] = record.search("runs")
        assert (row.id, row.speaker, row.words) == (made.statement, "Eva Vaz", "runs the port of Alvor")
        assert [each.attribution.id for each in next(record.readings()).statements].index(row.id) == 1
        with pytest.raises(RecordError, match="is there already"):
            record.add_statement("harbour.txt", values, by="ann")
        with pytest.raises(RecordError, match="needs its content"):
            record.add_statement("harbour.txt", {"act": "ask"}, by="ann")
        record.correct(row.id, {"act": "state"}, by="bob")
        assert record.search("runs")[0].review.state == "added"
        assert record.reviewed(row.id).machine is None
        assert failures(record, harbour()) == []
        record.reject(row.id, by="bob")
        assert record.search("runs") == ()
        assert len(record.search("runs", review="rejected")) == 1
        record.undo_correction(1, by="bob")
        assert record.search("runs", review="rejected") == ()
        assert exported(record) == before
        assert [each.correction.number for each in record.orphans()] == [2, 3]
        assert failures(record, harbour()) == []


@pytest.mark.parametrize("more", [{}, {"source": "Bo Lind"}, {"source": "Ana Reis", "cue": "said"}])
def test_what_the_machine_has_read_is_not_added_again(ferry: Record, more: dict[str, str]):
    """It would be a correction of that statement, with an id that nothing has."""
    before = exported(ferry)
    id = ferry.search("June")[0].id
    with pytest.raises(RecordError, match=f"there already.* {id}"):
        ferry.add_statement("ferry.html", {"content": "the ferry will stop in June", **more}, by="bob")
    assert exported(ferry) == before
    made = ferry.add_statement("ferry.html", {"content": "the ferry will stop", **more}, by="bob")
    assert ferry.statement(made.statement).statement.attribution.id == made.statement


def test_a_name_that_was_taken_back_is_nobody_s(court: Record):
    before = court.speakers()
    court.correct(ACCUSED, {"speaker": "Zoë Côrte-Real"}, by="ann")
    court.undo_correction(by="ann")
    assert court.speakers() == before
    assert court.search(speaker="Zoë") == ()


CORRECTED = {"speaker": "Bodil Lind", "addressee": "the council"}


@pytest.fixture
def ferry(place: Place):
    """A record of a page with a corrected statement, a rejected one and an added one."""
    made = paged([REIS, LIND, MAYOR])
    with Record(place) as record:
        record.add(*made)
        record.correct(named_one(made[1], "asked"), CORRECTED, by="ann")
        record.reject(named_one(made[1], "trade"), by="ann")
        record.add_statement("ferry.html", {"content": "a hearing on Monday", "source": "Ana Reis"}, by="ann")
        yield record


def left(record: Record) -> str:
    """What people's corrections made of the page as it is now."""
    rows = [*record.search(limit=99), *record.search(review="rejected")]
    told = {f"{row.review.state} {row.speaker or '-'}: {row.words}" for row in rows if row.review}
    return "; ".join(sorted(told))


LINDS = "corrected Bodil Lind: “We were not asked,”; "
ALL = f"added -: a hearing on Monday; {LINDS}rejected The mayor: trade returns"


@pytest.mark.parametrize(
    ("paragraphs", "expected", "lost"),
    [
        ([REIS, LIND, MAYOR], ALL, ()),
        ([OTHER, MAYOR, LIND, REIS], ALL, ()),
        ([LIND + " " + MAYOR + " " + REIS], ALL, ()),
        ([REIS.replace("June", "July"), LIND, MAYOR], ALL, ()),
        ([REIS, LIND.replace("Thursday", "Friday"), MAYOR], ALL, ()),
        ([REIS, MAYOR], ALL.replace(LINDS, ""), (1,)),
        # The statement is there, and the words that the correction needs are not: it holds not in part.
        ([REIS, LIND.replace("the council", "everybody"), MAYOR],
         ALL.replace(LINDS, ""), (1,)),
        ([REIS, LIND.replace("We were", "We had been"), MAYOR],
         ALL.replace(LINDS, ""), (1,)),
        # Another source is another statement, whatever it says.
        ([REIS, LIND.replace("Bo Lind", "Eva Sand"), MAYOR],
         ALL.replace(LINDS, ""), (1,)),
        ([OTHER], "", (1, 2, 3)),
    ],
)  # fmt: skip
def test_corrections_follow_their_words_and_no_others(
    ferry: Record, paragraphs: list[str], expected: str, lost: tuple[int, ...]
):
    said = (
        (LIND, "Bo Lind", "told", "“We were not asked,”"),
        ("", "Eva Sand", "told", "“We were not asked,”"),
        ("", "Bo Lind", "told", "“We had been not asked,”"),
        (MAYOR, "The mayor", "hopes", "trade returns"),
    )
    said = (*said, (REIS, "Ana Reis", "said", "the ferry will stop in June"))
    first, then = paged([REIS, LIND, MAYOR]), paged(paragraphs, said=said)
    ferry.add(*then)
    assert left(ferry) == expected
    assert tuple(each.correction.number for each in ferry.orphans()) == lost
    assert len(ferry.corrections()) == 3
    assert failures(ferry, first, then) == []
    ferry.add(*first)
    assert left(ferry) == ALL
    assert ferry.orphans() == ()


def test_corrections_hold_of_another_bundle_s_reading(ferry: Record):
    first = paged([REIS, LIND, MAYOR])
    said = (("", "Lind", "told the", "“We were not asked,”"), (REIS, "Ana Reis", "said", "hearing on Monday"),
            (MAYOR, "The mayor", "hopes", "trade returns"))  # fmt: skip
    other = with_bundle(paged([REIS, LIND, MAYOR], said=said), "base")
    assert ferry.add(*other) == "revised"
    assert "corrected Bodil Lind: “We were not asked,”" in left(ferry)
    assert "rejected The mayor: trade returns" in left(ferry)
    assert ferry.orphans() == ()
    assert failures(ferry, first) == []


def test_what_people_added_and_a_bundle_reads_later_is_one_statement(ferry: Record):
    said = (("", "Ana Reis", "said", "a hearing on Monday"),)
    ferry.add(*with_bundle(paged([REIS, LIND, MAYOR], said=said), "base"))
    [row] = ferry.search("hearing")
    assert (row.review.state, row.speaker) == ("corrected", "Ana Reis")


def test_two_people_on_two_versions_correct_one_statement(ferry: Record):
    later = paged([OTHER, LIND, REIS])
    ferry.add(*later)
    [row] = ferry.search("asked")
    assert row.id != ferry.corrections()[0].statement
    found = ferry.reviewed(row.id)
    assert [str(each) for each in found.corrections] == [str(ferry.corrections()[0])]
    with pytest.raises(ConflictError, match="ann"):
        ferry.correct(row.id, {"act": "deny"}, by="bob", seen=0)
    ferry.correct(row.id, {"act": "deny"}, by="bob", seen=found.version)
    ferry.add(*paged([REIS, LIND, MAYOR]))
    [row] = ferry.search("asked")
    assert (row.speaker, row.act, row.addressee) == ("Bodil Lind", "deny", "the council")


def test_the_same_bytes_at_another_address_have_the_same_corrections(ferry: Record):
    copy = paged([REIS, LIND, MAYOR], address="copy.html")
    ferry.add(*copy)
    assert [row.speaker for row in ferry.search("asked")] == ["Bodil Lind"] * 2
    ferry.undo_correction(1, by="ann")
    assert [row.speaker for row in ferry.search("asked")] == ["Bo Lind"] * 2
    assert failures(ferry, copy, paged([REIS, LIND, MAYOR])) == []


@settings(deadline=None, max_examples=8)
@given(st.randoms(use_true_random=False))
def test_corrections_follow_paragraphs_in_any_order(stores: Stores, chance: random.Random):
    paragraphs = [REIS, LIND, MAYOR]
    first = paged(paragraphs)
    with kept(stores) as place, Record(place) as record:
        record.add(*first)
        record.correct(named_one(first[1], "asked"), CORRECTED, by="ann")
        for _ in range(2):
            moved = [*paragraphs, OTHER]
            chance.shuffle(moved)
            record.add(*paged(moved))
            assert left(record) == "corrected Bodil Lind: “We were not asked,”"
            assert record.orphans() == ()


@settings(deadline=None, max_examples=8)
@given(st.randoms(use_true_random=False))
def test_no_edit_of_a_page_loses_a_correction(stores: Stores, chance: random.Random):
    first = paged([REIS, LIND, MAYOR])
    with kept(stores) as place, Record(place) as record:
        record.add(*first)
        record.correct(named_one(first[1], "asked"), CORRECTED, by="ann")
        made = [first]
        for _ in range(2):
            words = " ".join(made[-1][1].article.text.split()).split(" ")
            for _ in range(chance.randrange(1, 6)):
                at = chance.randrange(len(words))
                words[at : at + chance.randrange(3)] = chance.choice([[], ["so"], words[:2]])
            made.append(paged([" ".join(words)]))
            record.add(*made[-1])
            [row] = [row for row in record.search("asked", limit=9) if row.review] or [None]
            lost = [each.correction.number for each in record.orphans()]
            assert (lost == [1]) != (row is not None)
            assert row is None or (row.speaker, row.words) == ("Bodil Lind", "“We were not asked,”")
            assert len(record.corrections()) == 1
        assert failures(record, *made) == []
        record.add(*first)
        assert left(record) == "corrected Bodil Lind: “We were not asked,”"


@st.composite
def changes(draw: st.DrawFn, text: str) -> dict[str, Any]:
    """Any change, be it possible or not."""
    place = st.integers(-1, len(text) + 1)
    spans = st.tuples(place, place).map(list)
    names = st.text(CHARACTERS, max_size=8)
    target = st.fixed_dictionaries({"name": names, "stance": st.sampled_from(["for", "against"])})
    values = {
        "speaker": st.none() | names,
        "act": st.sampled_from(["deny", "ask", None]),
        "said_on": st.sampled_from(["2021", None]),
        "when": spans | names | st.none(),
        "targets": st.lists(target, max_size=2),
        "content": st.lists(spans, min_size=1, max_size=2),
    }
    return draw(st.fixed_dictionaries({}, optional=values))


@settings(deadline=None, max_examples=12)
@given(pages_and_readings(), st.data())
def test_to_correct_and_to_undo_leaves_no_trace(stores: Stores, made: Any, data: st.DataObject):
    page, reading = made
    with kept(stores) as place, Record(place) as record:
        record.add(page, reading)
        before, ids = exported(record), [each.attribution.id for each in named(reading).statements]
        if not ids:
            return
        for _ in range(data.draw(st.integers(1, 4))):
            id = data.draw(st.sampled_from(ids))
            try:
                record.correct(id, data.draw(changes(reading.article.text)), by="ann")
            except RecordError:
                record.reject(id, by="bob")
            assert len(record.search(limit=99)) == len(next(record.readings()).statements)
        assert failures(record, made) == []
        for each in record.corrections():
            record.undo_correction(each.number, by="ann")
        assert exported(record) == before
        assert failures(record, made) == []


def test_annotations_made_elsewhere_become_corrections(court: Record):
    value = as_json(next(court.readings()))
    first, second = value["attributions"]
    first |= {
        "act": "deny",
        "speaker": {"name": "Eva Vaz", "type": "person"},
        "when": None,
        "when_span": None,
    }
    new = {**second, "id": "n1", "content": [at("the judges")], "act": None, "within": None}
    edited = from_json({**value, "attributions": [first, new]})
    made = court.annotate(edited, by="ann")
    assert [(each.action, each.columns) for each in made[:2]] == [
        ("change", ("speaker", "act", "when")), ("reject", ()),
    ]  # fmt: skip
    assert (made[2].action, made[2].value["content"][0]["words"]) == ("add", "the judges")
    assert failures(court, (COURT, HEARING)) == []
    assert court.annotate(edited, by="ann") == ()
    back = court.annotate(from_json({**value, "attributions": [first, second, new]}), by="bob")
    assert [each.action for each in back] == ["change"]
    assert court.search("error")[0].review.state == "corrected"
    for other, problem in (
        ({"id": "nowhere.txt"}, "no article at this address"),
        ({"text": value["text"] + "!"}, "its text is not that of the record"),
    ):
        with pytest.raises(RecordError, match=problem):
            court.annotate(from_json({**value, **other}), by="ann")


def test_what_was_left_as_it_is_can_count_as_accepted(court: Record):
    made = court.annotate(next(court.readings()), by="ann", accept=True)
    assert [each.action for each in made] == ["accept", "accept"]
    assert court.queue() == ()
    assert court.annotate(next(court.readings()), by="ann", accept=True) == ()


def test_revisions_are_told_with_what_changed(ferry: Record):
    first, later = paged([REIS, LIND, MAYOR]), paged([OTHER, LIND, REIS])
    ferry.add(*later)
    old, new = ferry.revisions("ferry.html")
    assert (old.number, old.statements, old.shown) == (1, 3, False)
    assert (new.number, new.statements, new.shown, new.page) == (2, 2, True, later[0].sha256)
    diff = ferry.revision_diff("ferry.html")
    assert (diff.old.number, diff.new.number) == (1, 2)
    assert [each.sort for each in diff.comparison.statements] == ["moved", "kept", "removed"]
    back = ferry.revision_diff("ferry.html", 2, 1)
    assert [each.sort for each in back.comparison.statements].count("added") == 1
    ferry.add(*first)
    assert (ferry.revision_diff("ferry.html").old.number, ferry.revisions("ferry.html")[0].shown) == (2, True)
    with pytest.raises(RecordError, match="has no version 7: it has 1, 2"):
        ferry.revision_diff("ferry.html", 7, 1)
    with pytest.raises(RecordError, match="there is no article"):
        ferry.revisions("nowhere.html")


def test_one_version_alone_has_nothing_to_be_compared_with(court: Record):
    with pytest.raises(RecordError, match="one version only"):
        court.revision_diff("hearing.txt")


@pytest.mark.parametrize(
    ("command", "values", "said"),
    [
        ("UPDATE statements SET counts = 1 - counts WHERE corrected = 0", (), "its marks are others"),
        ("UPDATE statements SET review = 'accepted' WHERE corrected = 1", (), "its marks are others"),
        ("UPDATE statements SET act = 'ask' WHERE corrected = 1", (), "otherwise than people left it"),
        ("UPDATE statements SET set_by_people = '[]'", (), "its marks are others"),
        ('UPDATE spans SET "end" = "end" - 1 WHERE role = \'when\'', (), "stands at"),
        ("UPDATE corrections SET value = replace(value, 'Thursday', 'Friday')", (), "other words than the"),
        ("UPDATE corrections SET value = 'x'", (), "cannot be understood"),
        ("UPDATE corrections SET places = '[[[9999, 99999]], [], []]'", (), "stands outside the text"),
        ("DELETE FROM statement_words WHERE rowid & 4294967295 IN "
         "(SELECT id FROM statements WHERE corrected = 1)", (), "the index holds other words"),
        ("UPDATE corrections SET action = 'reject'", (), "its marks are others"),
    ],
)  # fmt: skip
def test_tampering_with_corrections_is_found(
    stores: Stores, place: Place, command: str, values: tuple[object, ...], said: str
):
    with Record(place) as record:
        record.add(COURT, HEARING)
        record.correct(ACCUSED, {"act": "deny", "when": at("Thursday")}, by="ann")
        assert failures(record, (COURT, HEARING)) == []
    assert stores.tamper(place, (command, values))
    with Record(place) as record:
        assert any(said in each for each in failures(record, (COURT, HEARING))), failures(
            record, (COURT, HEARING)
        )


def test_the_log_holds_for_pages_read_later_in_any_order(places: Callable[[], Place]):
    first, later = paged([REIS, LIND, MAYOR]), paged([OTHER, LIND, REIS])
    exports = []
    for order in ((first, later), (later, first)):
        with Record(places()) as record:
            for each in order:
                record.add(*each)
            record.correct(named_one(first[1], "asked"), CORRECTED, by="ann")
            exports.append(exported(record))
    assert exports[0] == exports[1]
    assert exports[0].count("Bodil Lind") == 2


def test_a_reading_with_reviews_keeps_its_ids(court: Record):
    court.correct(ACCUSED, {"content": at("shipowners")}, by="ann")
    reading = next(court.readings())
    assert reading.statements[0].attribution.id == ACCUSED
    assert named(reading) == reading
    assert named(replace(reading, reviewed=False)) != reading
