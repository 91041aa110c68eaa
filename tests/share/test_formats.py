"""JSON lines, CSV and tables: lossless, and harmless in a terminal or spreadsheet."""

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from rich.console import Console

from onrecord.nouns import Reading, Span
from onrecord.rows import Row, rows_of
from onrecord.share import article_lines, as_json, csv_lines, printable, row_lines
from onrecord.terminal import statements
from tests.record.made import QUICK, READINGS, harbour

COMMANDS = "\x1b\x07\x08\x9b\u202e\u2066"


def row_saying(words: str) -> Row:
    return replace(rows_of(harbour()[1])[0], words=words)


@QUICK
@given(READINGS)
def test_a_line_is_a_line(reading: Reading):
    [line] = article_lines([reading])
    assert json.loads(line) == as_json(reading)
    assert line.splitlines() == [line[:-1]]
    assert not set(line) & set(COMMANDS[:4])
    assert [json.loads(each)["content"]["words"] for each in row_lines(rows_of(reading))] == [
        row.words for row in rows_of(reading)
    ]


def test_equal_readings_give_equal_lines_and_letters_stay_letters():
    [line], [again] = article_lines([harbour()[1]]), article_lines([harbour()[1]])
    assert line == again
    assert "Inês Côrte-Real" in line
    assert '"confidence": 0.97' in line


@QUICK
@given(READINGS)
def test_csv_gives_back_every_word(reading: Reading):
    rows = rows_of(reading)
    for guard in (True, False):
        text = "".join(csv_lines(rows, guard=guard))
        records = list(csv.DictReader(io.StringIO(text, newline="")))
        assert len(records) == len(rows)
        for record, row in zip(records, rows, strict=True):
            guarded = record["guarded"].split()
            shown = {name: cell[1:] if name in guarded else cell for name, cell in record.items()}
            assert (shown["source"], shown["content"], shown["cue"]) == (row.source, row.words, row.cue)
            assert shown["speaker"] == (row.speaker or "")
            assert json.loads(shown["content_spans"]) == [list(span) for span in row.content_spans]
            assert float(shown["confidence"]) == row.confidence


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠"])
def test_no_cell_is_a_formula(start: str):
    words = f'{start}HYPERLINK("http://alvor.example";"tolls")'
    text = "".join(csv_lines([row_saying(words)]))
    [record] = csv.DictReader(io.StringIO(text, newline=""))
    assert record["content"] == "'" + words
    assert record["guarded"] == "content"
    [plain] = csv.DictReader(io.StringIO("".join(csv_lines([row_saying(words)], guard=False)), newline=""))
    assert (plain["content"], plain["guarded"]) == (words, "")


def test_an_apostrophe_of_the_page_is_no_guard():
    [record] = csv.DictReader(io.StringIO("".join(csv_lines([row_saying("'=1")])), newline=""))
    assert (record["content"], record["guarded"]) == ("'=1", "")


def shown(rows: list[Row]) -> str:
    out = io.StringIO()
    console = Console(file=out, width=300, force_terminal=True, color_system="truecolor")
    console.print(statements(rows, where=True), markup=False, emoji=False)
    return out.getvalue()


def test_a_page_commands_no_terminal():
    hostile = "\x1b]0;owned\x07 \x9b31m [bold red]no[/bold red] [link=x]y[/link] \u202eesrever :smile: end"
    output = shown([row_saying(hostile)])
    for text in (
        "\\x1b]0;owned\\x07",
        "\\x9b31m",
        "[bold red]no[/bold red]",
        "\\u202eesrever",
        ":smile: end",
    ):
        assert text in output
    assert not set(output) & set("\x07\x9b\u202e")


def test_every_cell_is_made_harmless():
    texts = {name: f"{name}\x1b[31m" for name in ("id", "speaker", "outlet", "kind", "words", "title")}
    output = shown([replace(rows_of(harbour()[1])[0], **texts)])
    assert "\x1b[31m" not in output
    assert output.count("\\x1b[31m") == len(texts)


def test_highlights_are_set_off():
    row = replace(rows_of(harbour()[1])[0], words="The tolls\x1b rise", highlights=(Span(4, 9),))
    assert "The \x1b[1;7mtolls\x1b[0m\\x1b rise" in shown([row])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("a\nb\tc\u2028d", "a b c d"),
        ("\0\x7f\x85", "\\x00\\x7f\\x85"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\U000e0041"),
        ("नि\u200dर 👩\u200d🚀", "नि\u200dर 👩\u200d🚀"),
    ],
)
def test_printable(text: str, expected: str):
    assert printable(text) == expected


def test_printable_may_keep_lines():
    assert printable("a\nb\rc", lines=True) == "a\nb c"
