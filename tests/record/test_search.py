"""Search: what is found, in which order, and that nothing typed is an error."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import RecordError
from onrecord.nouns import Speaker
from onrecord.record import Record
from onrecord.rows import rows_of
from tests.record.made import QUICK, harbour

TYPED = st.text(st.sampled_from("ab “”\"'*^:+-()\0\ud800{}ANDORNEAR.,/\\é\u0301🙂"), max_size=20)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    with Record(tmp_path_factory.mktemp("search") / "onrecord.db") as record:
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


@pytest.mark.parametrize("day", ["yesterday", "2024-3-5", "05/03/2024", "2024-03-05T10:00", "", "２０２４"])
def test_what_is_no_date_is_told(record: Record, day: str):
    with pytest.raises(RecordError, match="is no date like"):
        record.search(since=day)


def test_a_row_tells_all_that_the_reading_does(record: Record):
    [expected, *_] = rows_of(harbour()[1])
    [row] = record.search("tolls", until="2024")
    assert replace(row, highlights=()) == expected
    assert [span.of(row.words) for span in row.highlights] == ["tolls"]


def test_phrases_are_highlighted_whole(record: Record):
    row, _ = record.search('"the tolls" likes')
    assert [span.of(row.words) for span in row.highlights] == ["The tolls", "likes"]


def test_what_is_said_outranks_who_says_it(tmp_path: Path):
    with Record(tmp_path / "r.db") as record:
        page, reading = harbour()
        named_so = replace(reading.statements[1], speaker=Speaker("Tolls", "person"))
        record.add(page, replace(reading, statements=(named_so, reading.statements[0])))
        assert [row.speaker for row in record.search("tolls")] == ["Inês Côrte-Real", "Tolls"]


def test_the_marks_of_highlights_in_a_page_highlight_nothing(tmp_path: Path):
    page, reading = harbour()
    text = reading.article.text.replace("ll rise", "\ufdd0\ufdd1 rise")
    reading = replace(reading, article=replace(reading.article, text=text))
    with Record(tmp_path / "r.db") as record:
        record.add(page, reading)
        [row] = record.search("May")
        assert "\ufdd0\ufdd1" in row.words
        assert row.highlights == ()
