"""Search: what is found, in which order, and that nothing typed is an error."""

from calendar import isleap
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from onrecord.errors import RecordError
from onrecord.nouns import DATE, Speaker, Target
from onrecord.record import Record
from onrecord.record.clauses import among
from onrecord.record.query import Filters, Query
from onrecord.record.schema import statements
from onrecord.rows import rows_of
from tests.record.made import QUICK, harbour, whole
from tests.stores import Place, Stores, kept

TYPED = st.text(st.sampled_from("ab “”\"'*^:+-()\0\ud800{}ANDORNEAR.,/\\é\u0301🙂"), max_size=20)


@pytest.fixture(scope="module")
def record(stores: Stores) -> Iterator[Record]:
    with kept(stores) as place, Record(place) as record:
        record.add(*harbour())
        page, reading = harbour(
            "late.txt", data=b"late", outlet="Sines Post", published="2025-01-02T08:00:00Z"
        )
        accused = replace(reading.statements[1], act="accuse")
        record.add(page, replace(reading, statements=(accused,)))
        page, reading = harbour("undated.txt", data=b"undated", outlet="Sines Post & Sons")
        undated = replace(reading, article=replace(reading.article, published=None))
        record.add(page, replace(undated, statements=reading.statements[:1]))
        yield record


def found(record: Record, words: str = "", **options: object) -> list[tuple[str, str | None]]:
    return [(row.address, row.speaker) for row in record.search(words, **options)]  # type: ignore[arg-type]


INES = [("harbour.txt", "Inês Côrte-Real"), ("undated.txt", "Inês Côrte-Real")]
VAZ = [("late.txt", "Tomé Vaz"), ("harbour.txt", "Tomé Vaz")]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("tolls may", INES),
        ("TOLLS", INES),
        ("“nobody likes”", INES),
        ('"likes nobody"', []),
        ('"nobody likes', INES),
        ("cortê-real", INES),
        ("cote-real", []),
        ("vaz promised", VAZ),
        ("tolls AND may", []),
        ("toll*", []),
        ("!!!", []),
        ("🙂 tolls", INES),
        ("tolls — may", INES),
        ("speaker:vaz", []),
    ],
)
def test_words_and_phrases(record: Record, words: str, expected: list[tuple[str, str]]):
    assert found(record, words) == expected


@QUICK
@given(TYPED, TYPED)
def test_nothing_typed_is_an_error(record: Record, words: str, speaker: str):
    for row in record.search(words, speaker=speaker):
        assert all(span.of(row.words) for span in row.highlights)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"speaker": "ines"}, INES),
        ({"speaker": "Real Inês"}, INES),
        ({"speaker": "—"}, []),
        ({"speaker": " "}, [VAZ[0], INES[0], VAZ[1], ("harbour.txt", "the port"), INES[1]]),
        ({"outlet": "sines post"}, VAZ[:1]),
        ({"outlet": "Sines"}, [VAZ[0], INES[1]]),
        ({"outlet": "Nowhere"}, []),
        ({"act": "accuse"}, VAZ[:1]),
        ({"kind": "direct", "speaker": "vaz"}, VAZ),
        ({"kind": "mixed"}, []),
        ({"since": "2024-03-05", "speaker": "vaz"}, VAZ),
        ({"since": "2024-03-06"}, VAZ[:1]),
        ({"until": "2024", "speaker": "vaz"}, VAZ[1:]),
        ({"until": "2025-01-02", "speaker": "vaz"}, VAZ),
        ({"until": "2025-01-01", "speaker": "vaz"}, VAZ[1:]),
        ({"since": "2025", "until": "2024"}, []),
        ({"min_confidence": 0.9}, INES),
        ({"limit": 1}, VAZ[:1]),
        ({"limit": 0}, []),
        ({"limit": -1}, []),
    ],
)
def test_filters(record: Record, options: dict[str, object], expected: list[tuple[str, str]]):
    assert found(record, **options) == expected
    if "speaker" not in options:
        assert set(found(record, "vaz", **options)) == {each for each in expected if each in VAZ}


@pytest.fixture(scope="module")
def columns(stores: Stores) -> Iterator[Record]:
    """Four statements: an accusation and a concession of one page, and two of another, less known."""
    with kept(stores) as place, Record(place) as record:
        record.add(*whole())
        page, reading = harbour("plain.txt", published="2023-01-01", outlet="Alvor Echo")
        one, two, _ = reading.statements
        vague = replace(one, said_on="2023", act="agree", speaker=replace(one.speaker, resolved=False))
        port = Speaker("the port", "organization")
        denied = replace(
            two, act="deny", said_on="2023-11-20", speaker=port, targets=(Target("Vaz", "against"),)
        )
        record.add(page, replace(reading, statements=(vague, denied)))
        yield record


ACCUSED, CONCEDED, VAGUE, DENIED = "accused", "conceded", "vague", "denied"
IN_SHORT = {("accuse", "2024-03-07"): ACCUSED, ("agree", "2024-03"): CONCEDED, ("agree", "2023"): VAGUE}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, {ACCUSED, CONCEDED, VAGUE, DENIED}),
        ({"speaker": "ms corte"}, {ACCUSED, CONCEDED, VAGUE}),
        ({"speaker_type": "organization"}, {DENIED}),
        ({"speaker_type": "document"}, set()),
        ({"resolved": True}, {ACCUSED, CONCEDED, DENIED}),
        ({"act": "agree"}, {CONCEDED, VAGUE}),
        ({"plover": "ACCUSE"}, {ACCUSED}),
        ({"plover": "AGREE"}, {VAGUE}),
        ({"plover": "CONCEDE"}, {CONCEDED}),
        ({"plover": "CONCEDE", "act": "accuse"}, set()),
        ({"plover": "CONCEDE", "words": "error"}, {CONCEDED}),
        ({"target": "shipowners"}, {ACCUSED}),
        ({"target": "shipowners", "stance": "against"}, {ACCUSED}),
        ({"target": "shipowners", "stance": "for"}, set()),
        ({"target": "THE PORT", "stance": "for"}, {ACCUSED}),
        ({"target": "vaz"}, {DENIED}),
        ({"target": "…"}, set()),
        ({"stance": "against"}, {ACCUSED, DENIED}),
        ({"stance": "for"}, {ACCUSED}),
        ({"addressee": "judges"}, {ACCUSED}),
        ({"addressee": "hearing"}, set()),
        ({"occasion": "hearing"}, {ACCUSED}),
        ({"words": "judges"}, set()),
        ({"words": "shipowners", "addressee": "judges"}, {ACCUSED}),
        ({"flag": "occasion is far"}, {ACCUSED}),
        ({"flag": "odd mark"}, {DENIED}),
        ({"flag": "odd"}, set()),
        ({"flag": '", "'}, set()),
        ({"said_since": "2024"}, {ACCUSED, CONCEDED}),
        ({"said_since": "2024-03-08"}, {CONCEDED}),
        ({"said_since": "2024-04"}, set()),
        ({"said_since": "2023-06-15"}, {ACCUSED, CONCEDED, VAGUE, DENIED}),
        ({"said_until": "2024-03-01"}, {CONCEDED, VAGUE, DENIED}),
        ({"said_until": "2024-02"}, {VAGUE, DENIED}),
        ({"said_until": "2023-11"}, {VAGUE, DENIED}),
        ({"said_until": "2023-11-19"}, {VAGUE}),
        ({"said_until": "2022"}, set()),
        ({"said_since": "2023-11-20", "said_until": "2023-11-20"}, {VAGUE, DENIED}),
        ({"said_since": "2024", "speaker": "corte", "words": "error"}, {CONCEDED}),
        ({"min_confidence": 0.9}, {ACCUSED, VAGUE}),
    ],
)
def test_filters_of_columns(columns: Record, options: dict[str, object], expected: set[str]):
    rows = columns.search(**options)  # type: ignore[arg-type]
    assert {IN_SHORT.get((row.act, row.said_on), DENIED) for row in rows} == expected
    assert all(row in columns.search(**{**options, "limit": 99}) for row in rows)  # type: ignore[arg-type]


@pytest.mark.parametrize("option", ["act", "plover", "stance", "kind", "speaker_type"])
@pytest.mark.parametrize("value", ["sing", "", "'; DROP TABLE statements; --", "\0", "\ud800"])
def test_what_no_column_holds_is_told(columns: Record, option: str, value: str):
    with pytest.raises(RecordError, match=f"{option}: .* is none of"):
        columns.search(**{option: value})  # type: ignore[arg-type]


HOSTILE = st.text(
    st.sampled_from("ab %_\"'`;()[]{}*:^+-=\0\ud800\u202e\x1b…") | st.characters(), max_size=12
) | st.sampled_from(["' OR 1=1 --", '") OR speaker MATCH ("', "'; DROP TABLE statements; --", "NEAR(a b)"])


@QUICK
@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            ["words", "speaker", "target", "addressee", "occasion", "flag", "outlet"], HOSTILE
        ),
    )
)
def test_no_filter_is_sql(columns: Record, options: dict[str, str]):
    found = columns.search(**options)  # type: ignore[arg-type]
    assert set(found) <= set(columns.search())
    assert len(columns.search()) == 4


def test_a_filter_for_each_field():
    assert set(Filters.__annotations__) == {each.name for each in fields(Query)} - {"words"}


def test_a_row_tells_all_columns(columns: Record):
    expected = rows_of(whole()[1])
    assert set(columns.search(since="2024")) == set(expected)
    assert expected[0].plover == "ACCUSE"
    assert (expected[0].addressee, expected[0].occasion, expected[0].when) == (
        "the judges", "a hearing", "on Thursday",
    )  # fmt: skip


@pytest.mark.parametrize("day", [
    "yesterday", "2024-3-5", "05/03/2024", "2024-03-05T10:00", "", "２０２４",
    "0000", "0000-99", "2024-00", "2024-13", "2024-03-00", "2024-04-31", "2023-02-29",
    "1900-02-29", "2024-02-30",
])  # fmt: skip
def test_what_is_no_date_is_told(record: Record, day: str):
    with pytest.raises(RecordError, match="is no date like"):
        record.search(since=day)


def test_dates_are_those_of_the_calendar():
    years = [*range(1, 12), 100, 400, 1000, 1900, 2000, 2023, 2024, 9999]
    for year, month, day in product(years, range(1, 13), range(1, 32)):
        try:
            date(year, month, day)
        except ValueError:
            assert not DATE.fullmatch(f"{year:04}-{month:02}-{day:02}")
        else:
            for length in (4, 7, 10):
                assert DATE.fullmatch(f"{year:04}-{month:02}-{day:02}"[:length])
    leap = [year for year in range(10_000) if DATE.fullmatch(f"{year:04}-02-29")]
    assert leap == [year for year in range(1, 10_000) if isleap(year)]


def test_a_row_tells_all_that_the_reading_does(record: Record):
    [expected, *_] = rows_of(harbour()[1])
    [row] = record.search("tolls", until="2024")
    assert replace(row, highlights=()) == expected
    assert [span.of(row.words) for span in row.highlights] == ["tolls"]


def test_phrases_are_highlighted_whole(record: Record):
    row, _ = record.search('"the tolls" likes')
    assert [span.of(row.words) for span in row.highlights] == ["The tolls", "likes"]


def test_what_is_said_outranks_who_says_it(place: Place):
    with Record(place) as record:
        page, reading = harbour()
        named_so = replace(reading.statements[1], speaker=Speaker("Tolls", "person"))
        record.add(page, replace(reading, statements=(named_so, reading.statements[0])))
        assert [row.speaker for row in record.search("tolls")] == ["Inês Côrte-Real", "Tolls"]


def test_the_marks_of_highlights_in_a_page_highlight_nothing(place: Place):
    page, reading = harbour()
    text = reading.article.text.replace("ll rise", "\ufdd0\ufdd1 rise")
    reading = replace(reading, article=replace(reading.article, text=text))
    with Record(place) as record:
        record.add(page, reading)
        [row] = record.search("May")
        assert "\ufdd0\ufdd1" in row.words
        assert row.highlights == ()


def test_a_list_of_values_is_compared_as_an_index_can_use_it():
    """With "= 1" behind it, a speaker's search took SQLite four times as long."""
    wanted = select(statements.c.id).where(among(statements.c.speaker, [2, 1]), statements.c.act == "ask")
    for dialect, said in ((sqlite, "IN (SELECT value FROM json_each(?))) AND"), (postgresql, "= ANY (")):
        compiled = str(wanted.compile(dialect=dialect.dialect()))
        assert f"statements.speaker {said}" in compiled
        assert "= 1" not in compiled
