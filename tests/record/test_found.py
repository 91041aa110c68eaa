"""What a search found as a whole, on both stores: how many, in which order, page by page, and facets."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Connection

from onrecord.errors import RecordError
from onrecord.identity import named
from onrecord.nouns import Article, Attribution, Block, Page, Reading, Span, Speaker, Statement, Target
from onrecord.record import Record, facets, loading, store
from onrecord.record.browsing import Wanted
from onrecord.record.picking import Picked
from onrecord.record.query import Query
from onrecord.share import as_json
from tests.record.made import harbour, whole
from tests.stores import Place

ACTS = ("state", "deny", "accuse", None)
TYPES = ("person", "organization")
NAMES = ("Ada Quill", "Bruno Vane", "Harbour Board")


def made(number: int) -> tuple[Page, Reading]:
    """An article of four statements; some have no date, some no outlet."""
    chance = random.Random(number)
    text = f"number {number} tolls\n"
    page = Page(text.encode(), f"article {number}")
    told = []
    for n in range(4):
        name = chance.choice(NAMES)
        speaker = Speaker(name, "organization" if name == "Harbour Board" else "person")
        flags = ("no cue",) if chance.random() < 0.3 else ()
        aims = (Target("the port", chance.choice(("for", "against"))),) if n % 2 else ()
        where = (Span(0, len(text) - 1),)
        kind = chance.choice(("direct", "indirect"))
        attribution = Attribution(
            f"a{n}", kind, (), (), where, flags=flags, confidence=round(chance.random(), 2)
        )
        speaker_or_none = speaker if n else None
        more_flags = ("act unsure",) if n == 3 else ()
        told.append(Statement(attribution, speaker_or_none, chance.choice(ACTS), aims, flags=more_flags))  # type: ignore[arg-type]
    day = None if number % 7 == 0 else f"202{number % 3}-{number % 12 + 1:02}-01"
    outlet = None if number % 5 == 0 else f"Outlet {number % 3}"
    article = Article(
        page.address, text, (Block("body", where[0]),), published=day, outlet=outlet, page=page.sha256
    )
    return page, Reading(article, tuple(told), "made")


@pytest.fixture
def record(place: Place):
    with Record(place) as found:
        for number in range(12):
            found.add(*made(number))
        yield found


def test_all_orders_hold_the_same_and_pages_add_up(record: Record):
    wanted = [row.id for row in record.search(limit=1000)]
    assert [row.id for row in record.found(Query(), size=100).rows] == wanted
    for sort in ("newest", "oldest", "surest"):
        pages = [record.found(Query(), sort=sort, page=page, size=9) for page in range(1, 7)]
        assert {found.pages for found in pages} == {6}
        listed = [row for found in pages for row in found.rows]
        assert {row.id for row in listed} == set(wanted)
        assert len(listed) == 48
        if sort == "surest":
            assert [row.confidence for row in listed] == sorted(
                (row.confidence for row in listed), reverse=True
            )
        else:
            days = [row.published for row in listed if row.published]
            assert days == sorted(days, reverse=sort == "newest")
            assert listed[-1].published is None
    assert record.found(Query(), page=99, size=9).page == 6
    assert record.found(Query(), page=-1, size=0).page == 1


@pytest.mark.parametrize(
    "query",
    [
        Query(),
        Query("tolls"),
        Query(act="deny"),
        Query(speaker="Ada"),
        Query(kind="direct"),
        Query("number 3"),
    ],
    ids=str,
)
def test_facets_count_what_the_rows_have(record: Record, query: Query):
    found = record.found(query, size=100)
    rows = record.search(**{name: getattr(query, name) for name in query.__slots__} | {"limit": 1000})
    assert found.total == len(rows)
    assert not found.more

    def counted(name: str) -> dict[str, int]:
        return {value.word: value.count for value in found.facets.get(name, ())}

    assert counted("act") == Counter(row.act for row in rows if row.act)
    assert counted("kind") == Counter(row.kind for row in rows)
    assert counted("speaker") == Counter(row.speaker for row in rows if row.speaker)
    assert counted("speaker_type") == Counter(row.speaker_type for row in rows if row.speaker_type)
    assert counted("outlet") == Counter(row.outlet for row in rows if row.outlet)
    assert counted("flag") == Counter(flag for row in rows for flag in row.flags + row.column_flags)
    assert counted("stance") == Counter(target.stance for row in rows for target in row.targets)
    assert counted("target") == Counter({"the port": sum(bool(row.targets) for row in rows)} if rows else {})
    assert counted("min_confidence") == {
        repr(least): number
        for least in facets.SURE
        if (number := sum(row.confidence >= least for row in rows))
    }


def test_each_value_of_a_facet_filters_to_its_count(record: Record):
    for name, values in record.found(Query()).facets.items():
        for value in values:
            asked = {"since": value.word, "until": value.word} if name == "period" else {name: value.word}
            if name == "min_confidence":
                asked = {name: float(value.word)}
            assert record.found(Query(**asked)).total == value.count, (name, value)


def test_of_more_than_is_looked_at_it_says_so(record: Record, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(facets, "MOST", 10)
    found = record.found(Query(), size=7)
    assert (found.total, found.more, found.pages, len(found.rows)) == (10, True, 2, 7)
    assert sum(value.count for value in found.facets["kind"]) == 10
    newest = [row.id for row in record.search(limit=10)]
    surest = record.found(Query(), sort="surest", size=10)
    assert {row.id for row in surest.rows} == set(newest)
    assert len(list(record.rows_found(Query()))) == 48


@pytest.mark.parametrize("words", ["", "tolls", "zzzz"])
@pytest.mark.parametrize("sort", [None, *facets.SORTS])
def test_all_that_is_found_is_in_the_order_of_its_pages(record: Record, words: str, sort: facets.Sort | None):
    for query in (Query(words), Query(words, act="deny"), Query(words, since="2021", until="2023")):
        wanted = [row.id for row in record.found(query, sort=sort, size=100).rows]
        assert [row.id for row in record.rows_found(query, sort)] == wanted
        told = list(record.readings_at(record.all_found(query, sort)))
        ids = [each.attribution.id for reading in told for each in reading.statements]
        assert sorted(ids) == sorted(wanted)
        first = dict.fromkeys(row.address for row in record.rows_found(query, sort))
        assert [reading.article.id for reading in told] == list(first)
        assert all(as_json(named(reading)) == as_json(reading) for reading in told)


def test_what_people_said_is_in_what_is_cut_out(place: Place):
    with Record(place) as record:
        record.add(*harbour())
        ids = [row.id for row in record.search(limit=100)]
        record.correct(ids[0], {"act": "deny"}, by="me")
        record.reject(ids[1], by="me")
        [whole] = record.readings()
        [cut] = record.readings_at(record.all_found(Query()))
        assert cut.statements == whole.statements
        [cut] = record.readings_at(record.all_found(Query(review="corrected")))
        assert [(each.attribution.id, each.act) for each in cut.statements] == [(ids[0], "deny")]
        [cut] = record.readings_at(record.all_found(Query(review="rejected")))
        assert [each.attribution.id for each in cut.statements] == [ids[1]]
        assert list(record.readings_at(record.all_named([]))) == []


def test_of_what_was_reviewed_only_what_is_asked_for_is_loaded(
    record: Record, monkeypatch: pytest.MonkeyPatch
):
    rows = record.search(act="deny", limit=100)
    for id in {row.address: row.id for row in record.search(limit=100)}.values():
        record.accept(id, by="me")
    record.reject(rows[0].id, by="me")
    queries = [Query(act="deny", review=each) for each in ("reviewed", "rejected")]
    wanted = {row.address for query in queries for row in record.rows_found(query)}
    assert 0 < len(wanted) < 12
    loaded: list[int] = []

    def load(connection: Connection, ids: Sequence[int], *more: Any) -> list[Reading]:
        loaded.extend(ids)
        return loading.load(connection, ids, *more)

    monkeypatch.setattr(store, "load", load)
    every = [each for each in record.readings(reviewed=True) if each.article.id in wanted]
    loaded.clear()
    assert list(record.readings(reviewed=True, found_by=queries)) == every
    assert len(loaded) == len(wanted)
    assert list(record.readings(found_by=[])) == []


def _picks(record: Record) -> list[Picked]:
    """All statements, as whoever writes them out picks them: the corrected one is by Ada Quill."""
    [ada] = record.browsing().speaker("Ada Quill")
    return [
        record.all_found(Query()),
        record.all_found(Query("tolls")),
        record.all_named([(row.id, row.address) for row in record.search(limit=100)]),
        record.browsing().all_told(ada, Wanted()),
    ]


def _corrected(record: Record) -> str:
    """The id of a statement of Ada Quill's that was corrected, the last row of the record."""
    [row] = record.search(speaker="Ada Quill", limit=1)
    record.correct(row.id, {"act": "promise"}, by="me")
    return row.id


def test_what_is_picked_is_written_while_others_write(record: Record):
    id = _corrected(record)
    [here] = (row.address for row in record.search(limit=100) if row.id == id)
    picks = _picks(record)
    before = [[row.id for row in record.rows_at(each)] for each in picks]
    other = next(row.id for row in record.search(speaker="Bruno", limit=100) if row.address != here)
    record.correct(other, {"act": "promise"}, by="me")
    record.add(*made(12))
    for picked, ids in zip(picks, before, strict=True):
        assert [row.id for row in record.rows_at(picked)] == ids
        told = [each.attribution.id for one in record.readings_at(picked) for each in one.statements]
        assert sorted(told) == sorted(ids)


@pytest.mark.parametrize("then", ["gone", "corrected", "read"])
def test_what_is_picked_breaks_off_where_its_numbers_are_others(record: Record, then: str):
    id = _corrected(record)
    for picked in _picks(record):
        rows, readings = record.rows_at(picked), record.readings_at(picked)
        record.undo_correction(by="me", statement=id)
        other = ""
        if then == "corrected":
            other = next(row.id for row in record.search(speaker="Bruno", limit=100) if not row.review)
            record.correct(other, {"act": "promise"}, by="me")
        elif then == "read":
            record.add(*made(100 + record.count()))
        for told in (rows, readings):
            with pytest.raises(RecordError, match="corrected while they were being written"):
                list(told)
        if other:
            record.undo_correction(by="me", statement=other)
        record.correct(id, {"act": "promise"}, by="me")


def test_what_is_written_is_looked_at_each_time(record: Record, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(facets, "AT_ONCE", 1)
    monkeypatch.setattr(store, "CHUNK", 1)
    id = _corrected(record)
    picked = record.all_found(Query(), "surest")
    last = [row.id for row in record.rows_at(picked)].index(id)
    rows, readings = record.rows_at(picked), record.readings_at(picked)
    if last:
        next(rows)
    next(readings)
    record.undo_correction(by="me", statement=id)
    for told in (rows, readings):
        with pytest.raises(RecordError, match="corrected while they were being written"):
            list(told)


def test_rare_values_are_found_by_their_index(record: Record, monkeypatch: pytest.MonkeyPatch):
    asked = [
        Query(speaker_type=each, **more)
        for each in ("organization", "person")
        for more in ({}, {"act": "deny"})
    ]
    rare = [[row.id for row in record.found(query, size=100).rows] for query in asked]
    monkeypatch.setattr(facets, "RARE", 0)
    record._windows._kept.clear()
    assert [[row.id for row in record.found(query, size=100).rows] for query in asked] == rare


def test_of_frequent_values_the_newest_are_looked_at(record: Record, monkeypatch: pytest.MonkeyPatch):
    for query in (Query(kind="direct"), Query(act="deny"), Query(min_confidence=0.1, until="2021")):
        monkeypatch.setattr(facets, "RARE", 8000)
        record._windows._kept.clear()
        wanted = [row.id for row in record.found(query, size=100).rows]
        monkeypatch.setattr(facets, "RARE", 0)
        for late, enough in ((3, 1), (3, 1000), (1000, 1)):
            monkeypatch.setattr(facets, "LATE", late)
            monkeypatch.setattr(facets, "ENOUGH", enough)
            record._windows._kept.clear()
            found = record.found(query, size=100)
            listed = [row.id for row in found.rows]
            assert listed == wanted[: len(listed)]
            assert (len(listed) < len(wanted)) == found.more == (late == 3 and enough == 1)
        assert [row.id for row in record.rows_found(query)] == wanted


def test_what_was_kept_goes_when_the_record_changes(record: Record):
    assert record.found(Query("tolls")).total == 48
    record.add(*made(12))
    assert record.found(Query("tolls")).total == 52
    page, reading = made(3)
    newer = replace(page, data=page.data + b"!")
    fewer = replace(
        reading, article=replace(reading.article, page=newer.sha256), statements=reading.statements[:1]
    )
    record.add(newer, fewer)
    assert record.found(Query("tolls")).total == 49
    record.add(page, reading)  # the page changes back
    assert record.found(Query("tolls")).total == 52
    record.merge_speakers("Ada Quill", "Bruno Vane", by="me")
    assert record.found(Query()).facets["speaker"][0].word == "Bruno Vane"


def test_what_was_found_is_marked(place: Place):
    with Record(place) as record:
        record.add(*harbour())
        [row] = record.found(Query("tolls")).rows
        assert [span.of(row.words) for span in row.highlights] == ["tolls"]
        assert list(record.rows_found(Query("tolls"))) == [row]
        assert record.found(Query("tolls"), facets=False).facets == {}


@pytest.mark.parametrize("query", [Query("???"), Query("zyzzyva"), Query(flag="none such")], ids=str)
def test_nothing_found_is_no_error(place: Place, query: Query):
    with Record(place) as record:
        record.add(*harbour())
        found = record.found(query)
        assert (found.rows, found.total, found.more, found.pages, dict(found.facets)) == ((), 0, False, 1, {})
        assert list(record.rows_found(query)) == []


def test_an_unknown_order_is_refused(place: Place):
    with Record(place) as record, pytest.raises(RecordError, match="is none of best, newest, oldest, surest"):
        record.found(Query(), sort="loudest")  # type: ignore[arg-type]


def test_the_contents_count_what_is_shown(place: Place):
    with Record(place) as record:
        empty = record.contents()
        assert (empty.articles, empty.statements, empty.first, empty.years) == (0, 0, None, ())
        assert record.newest() == ()
        record.add(*harbour())
        record.add(*harbour(data=b"changed"))
        record.add(*whole())
        held = record.contents()
        assert (held.articles, held.statements, held.replaced, held.outlets) == (2, 5, 1, 1)
        assert (held.first, held.last) == ("2024-03-05", "2024-03-08")
        assert held.years == (("2024", 2),)
        assert held.largest == (("Alvor Echo", 1),)
        assert record.contents() is held
        newest = record.newest()
        assert [(each.address, each.statements) for each in newest] == [
            ("hearing.txt", 2),
            ("harbour.txt", 3),
        ]
        assert record.article(newest[0].id).reading.article.id == "hearing.txt"
