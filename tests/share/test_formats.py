"""JSON lines, CSV and tables: lossless, and harmless in a terminal or spreadsheet."""

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from rich.console import Console, RenderableType

from onrecord.nouns import Reading, Span, Target
from onrecord.record import Candidate, Decision, Shown, SpeakerDetails, SpeakerRow
from onrecord.rows import KnownAs, Row, rows_of
from onrecord.share import article_lines, as_json, csv_lines, printable, row_lines
from onrecord.terminal import in_place, speaker_details, speakers_table, statements
from onrecord.terminal.statements import deed
from tests.record.made import QUICK, READINGS, harbour, whole

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


FORMULA = '=HYPERLINK("http://alvor.example";"x")'
NEW_CELLS = ("addressee", "occasion", "when", "said_on", "known_as", "identifier", "flags")


def everywhere(words: str) -> Row:
    """A row with these words in every column that a page or a person fills."""
    return replace(
        rows_of(whole()[1])[0],
        addressee=words,
        occasion=words,
        when=words,
        said_on=words,
        flags=(words,),
        column_flags=(words,),
        targets=(Target(words, "for"), Target(words, "against", Span(0, 3), 0.5)),
        known_as=KnownAs(words, words, words),
    )


def test_no_new_cell_is_a_formula():
    [record] = csv.DictReader(io.StringIO("".join(csv_lines([everywhere(FORMULA)])), newline=""))
    assert set(record["guarded"].split()) == set(NEW_CELLS)
    assert all(record[name].startswith("'=") for name in NEW_CELLS)
    assert record["targets"] == f"for: {FORMULA}; against: {FORMULA}"


def test_all_columns_stand_in_csv_and_json():
    [record, _] = csv.DictReader(io.StringIO("".join(csv_lines(rows_of(whole()[1]))), newline=""))
    shown = {name: record[name] for name in ("act", "plover", "targets", "target_spans", "addressee")}
    assert shown == {
        "act": "accuse",
        "plover": "ACCUSE",
        "targets": "against: the shipowners; for: the port",
        "target_spans": "[[71, 85], null]",
        "addressee": "the judges",
    }
    assert (record["occasion"], record["when"], record["said_on"]) == (
        "a hearing",
        "on Thursday",
        "2024-03-07",
    )
    assert (record["when_span"], record["flags"]) == ("[34, 45]", "occasion is far")
    assert record["confidences"].startswith(
        "speaker 0.95; act 0.81; addressee 0.92; occasion 0.64; when 0.99; "
    )
    [line, second] = row_lines(rows_of(whole()[1]))
    value = json.loads(line)
    assert (value["act"], value["plover"], value["said_on"]) == ("accuse", "ACCUSE", "2024-03-07")
    assert value["when"] == {"words": "on Thursday", "span": [34, 45]}
    assert value["targets"][0] == {
        "name": "the shipowners", "stance": "against", "span": [71, 85], "confidence": 0.7,
    }  # fmt: skip
    assert value["confidences"] == {
        "speaker": 0.95,
        "act": 0.81,
        "addressee": 0.92,
        "occasion": 0.64,
        "when": 0.99,
    }
    assert (json.loads(second)["plover"], json.loads(second)["confidences"]) == ("CONCEDE", {})


def test_a_page_commands_no_terminal_in_any_column():
    hostile = "\x1b]0;owned\x07 \x9b31m [bold red]no[/bold red] \u202eesrever :smile: end"
    row = everywhere(hostile)
    _, reading = whole()
    text = "".join(sign if sign.isalnum() else "\x1b" for sign in reading.article.text)
    first = reading.statements[0]
    first = replace(
        first, targets=row.targets, flags=(hostile,), speaker=replace(first.speaker, name=hostile)
    )
    reading = replace(reading, article=replace(reading.article, text=text), statements=(first,))
    decided = lambda *_: row.known_as  # noqa: E731
    speaker = SpeakerRow(
        hostile, hostile, 1, 1, hostile, hostile, (hostile,), (hostile,), hostile, (), hostile, True
    )
    decision = Decision(1, hostile, hostile, "split", hostile, hostile, hostile, hostile, (hostile,))
    details = SpeakerDetails(
        speaker,
        ((hostile, 1),),
        ((hostile, 1),),
        (("for", hostile, 1),),
        (Candidate(speaker, hostile),),
        (decision,),
    )
    parts = [
        statements([row]),
        *in_place(Shown(reading, 1, True, first), decided),
        speakers_table([speaker]),
        speaker_details(details),
    ]
    out = io.StringIO()
    console = Console(file=out, width=300, force_terminal=True, color_system=None)
    for part in parts:
        console.print(part, markup=False, emoji=False)
    assert not [sign for sign in out.getvalue() if sign in "\x07\x9b\u202e\x1b"]
    assert "[bold red]no[/bold red]" in out.getvalue()


DEEDS = [
    ("accuse", [("the league", "against")], "accused the league"),
    ("accuse", [("a", "against"), ("b", "for"), ("c", "against")], "accused a, c, for b"),
    ("support", [("the port", "for")], "supported the port"),
    ("support", [("the port", "against")], "supported, against the port"),
    ("promise", [("the port", "for")], "promised, for the port"),
    ("deny", [], "denied"),
    (None, [("the port", "against")], "against the port"),
    (None, [], ""),
]  # fmt: skip


@pytest.mark.parametrize(("act", "targets", "said"), DEEDS)
def test_deeds(act: str | None, targets: list[tuple[str, str]], said: str):
    assert deed(act, [Target(name, stance) for name, stance in targets]) == said  # type: ignore[arg-type]


def test_what_is_not_known_takes_no_room():
    [accused, _] = rows_of(whole()[1])
    lines = [line.rstrip() for line in plain(statements([accused]), 80).splitlines()]
    assert lines[:4] == [
        "Inês Côrte-Real               the shipowners robbed the port",
        "accused the shipowners, for   to the judges · a hearing · on Thursday",
        "the port                      (2024-03-07)",
        f"direct 0.90 {accused.id}      occasion is far",
    ]
    bare = rows_of(harbour()[1])[0]
    assert len(plain(statements([bare]), 120).splitlines()) == 2


def plain(part: RenderableType, width: int) -> str:
    out = io.StringIO()
    Console(file=out, width=width, color_system=None).print(part)
    return out.getvalue()


def test_the_way_to_the_name_is_shown_in_its_order_and_in_place():
    _, reading = whole()
    shown = Shown(reading, 1, True, reading.statements[0])
    text = "\n".join(plain(part, 200) for part in in_place(shown))
    lines = [" ".join(line.split()) for line in text.splitlines()]
    at = lines.index("speaker Inês Côrte-Real (person) 0.95")
    assert lines[at + 1 : at + 3] == ["1 “she” (46–49): source", "2 “Ms Côrte-Real” (0–13): pronoun"]
    assert "act accuse (PLOVER: ACCUSE) 0.81" in lines
    assert "against the shipowners: “the shipowners” (71–85) 0.70" in lines
    assert "for the port 0.25" in lines
    assert {
        "said to the judges (55–65) 0.92",
        "occasion a hearing (24–33) 0.64",
        "said on 2024-03-07",
    } <= set(lines)
    assert "note occasion is far" in lines
    assert (
        "Ms Côrte-Real[2] spoke. At a hearing[where] on Thursday[when] she[1] told the judges[to] that "
        "the shipowners[against] robbed the port, and conceded an error."
    ) in lines
    colours = io.StringIO()
    console = Console(file=colours, width=200, force_terminal=True, color_system="standard")
    for part in in_place(shown):
        console.print(part)
    assert "\x1b[4;35mthe judges\x1b[0m" in colours.getvalue()
    assert "\x1b[4;36mMs Côrte-Real\x1b[0m" in colours.getvalue()


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
