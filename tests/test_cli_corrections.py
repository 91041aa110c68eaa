"""Corrections and revisions on the command line, as a user meets them."""

import json
import re
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.record import Record
from tests.record.made import HARBOUR, harbour, whole
from tests.record.paged import LIND, MAYOR, OTHER, REIS, named_one, paged
from tests.stores import Place, Stores

COURT, HEARING = whole()
ACCUSED = named_one(HEARING, "robbed")
ROBBED = HEARING.article.text.index("robbed")


def onrecord(*arguments: str, **environment: str) -> Result:
    return CliRunner(env={"COLUMNS": "110", **environment}).invoke(app, arguments)


@pytest.fixture
def folder(tmp_path: Path, stores: Stores, place: Place, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to be in; the record that the environment names holds a hearing and the harbour."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ONRECORD_RECORD", str(place))
    monkeypatch.setenv("ONRECORD_BY", "ann")
    with Record(place) as record:
        record.add(COURT, HEARING)
        record.add(*harbour())
    return tmp_path


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (["act=deny"], "1: act accuse → deny"),
        (["speaker=Eva Vaz", "type=organization"],
         "speaker Inês Côrte-Real (person) → Eva Vaz (organization)"),
        (["speaker="], "speaker Inês Côrte-Real (person) → nothing"),
        (["type=group"], "Inês Côrte-Real (group)"),
        (["when=Thursday", "said_on="], "said_on 2024-03-07 → nothing; when on Thursday → Thursday"),
        (["for=Council", "against=the port@92-100"], "→ for Council, against the port"),
        (["targets="], "targets against the shipowners, for the port → nothing"),
        ([f"content={ROBBED}-{ROBBED + 6}", "content=an error"],
         "content the shipowners robbed the port → robbed … an error"),
        (["accept"], "1: accepted"),
        (["reject"], "1: rejected"),
        (["--note", "so it is"], "1: noted: so it is"),
    ],
)  # fmt: skip
def test_a_statement_is_corrected(folder: Path, changes: list[str], said: str):
    result = onrecord("correct", ACCUSED[:8], *changes)
    assert result.exit_code == 0, result.stderr
    assert said in " ".join(result.stderr.split())
    shown = " ".join(onrecord("show", ACCUSED).stdout.split())
    assert re.search(r"by ann", shown)
    assert onrecord("correct", ACCUSED, "undo").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([ACCUSED], "what is to be done?"),
        ([ACCUSED, "shout"], "'shout' is no change"),
        ([ACCUSED, "act=shout"], "is none of state, ask, accuse"),
        ([ACCUSED, "mood=grim"], "is none of the columns"),
        ([ACCUSED, "accept", "act=deny"], "one at a time"),
        ([ACCUSED, "accept", "reject"], "one at a time"),
        ([ACCUSED, "act=deny", "act=ask"], "act is set twice"),
        ([ACCUSED, "when=on Friday"], "does not stand in the article"),
        ([ACCUSED, "addressee=the"], "stands several times; give the place: "),
        ([ACCUSED, "when=900-999"], "outside the text"),
        ([ACCUSED, "undo"], "there is nothing to undo"),
        (["--undo", "4"], "there is no correction 4"),
        (["ffff", "accept"], "there is no statement 'ffff'"),
        (["hearing.txt", "add", "act=ask"], "needs its content"),
        ([], "which statement?"),
        (["--from", "nowhere.jsonl"], "cannot be read"),
        ([ACCUSED, "accept", "--seen", "3"], "has no correction 3"),
        ([ACCUSED, "accept", "--by", "a\x1bb"], "who corrects holds characters that are no text"),
    ],
)
def test_what_goes_wrong_is_said_in_one_line(folder: Path, arguments: list[str], said: str):
    result = onrecord("correct", *arguments)
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert "\x1b" not in result.stderr
    assert onrecord("corrections").stderr == "0 corrections.\n"


def test_both_values_are_shown_with_who_and_when(folder: Path):
    onrecord("correct", ACCUSED, "act=deny", "--note", "on paper")
    onrecord("correct", ACCUSED, "when=Thursday", "--by", "bob")
    shown = " ".join(onrecord("show", ACCUSED).stdout.split())
    assert "act deny (PLOVER: REJECT)" in shown
    assert "changed by a person (act, when)" in shown
    assert "act accuse → deny" in shown
    assert "“on paper”" in shown
    assert re.search(r"20\d\d-\d\d-\d\dT[\d:]+\+00:00 by bob", shown)
    assert "corrected by a person: act, when" in " ".join(onrecord("search", "robbed").stdout.split())


def test_corrections_are_listed(folder: Path):
    onrecord("correct", ACCUSED, "act=deny")
    onrecord("correct", ACCUSED, "accept", "--by", "bob")
    onrecord("correct", "--undo", "1", "--by", "bob")
    listed = onrecord("corrections")
    assert "act accuse → deny (undone)" in " ".join(listed.stdout.split())
    assert listed.stderr == "3 corrections.\n"
    assert onrecord("corrections", "--by", "bob").stderr == "2 corrections.\n"
    assert onrecord("corrections", "--action", "accept").stderr == "1 correction.\n"
    assert onrecord("corrections", ACCUSED[:9], "--limit", "1").stderr == "1 correction.\n"
    assert onrecord("corrections", "--address", "harbour.txt").stderr == "0 corrections.\n"
    [first, *_] = map(json.loads, onrecord("corrections", "--to", "jsonl").stdout.splitlines())
    assert (first["value"], first["machine"], first["holds"]) == ({"act": "deny"}, {"act": "accuse"}, False)


def test_what_was_missed_is_added_and_what_was_rejected_is_asked_for(folder: Path):
    added = onrecord("correct", "harbour.txt", "add", "content=runs the port of Alvor", "speaker=Eva Vaz")
    [id] = re.findall(r"1: ([0-9a-f]{12}) added", added.stderr)
    assert "Eva Vaz" in onrecord("search", "runs").stdout
    onrecord("correct", id, "reject")
    assert onrecord("search", "runs").stderr == "0 found.\n"
    assert id in onrecord("search", "runs", "--review", "rejected").stdout
    assert "search does not find it" in onrecord("show", id).stdout
    assert onrecord("search", "--queue").stderr == "5 found.\n"


def test_exports_hold_people_s_values_or_the_machine_s(folder: Path):
    before = onrecord("export").stdout
    onrecord("correct", ACCUSED, "act=deny")
    assert onrecord("export", "--as-read").stdout == before
    assert before != onrecord("export").stdout
    [line] = onrecord("export", "--corrected").stdout.splitlines()
    first, second = json.loads(line)["attributions"]
    assert (first["act"], first["review"]) == ("deny", {"state": "corrected", "columns": ["act"]})
    assert "review" not in second
    cells = onrecord("export", "--to", "csv").stdout
    assert ",corrected,act," in cells
    onrecord("correct", ACCUSED, "undo")
    assert onrecord("export").stdout == before


@pytest.mark.parametrize("form", ["brat", "web-annotation", "jsonl"])
def test_annotations_come_back_as_corrections(folder: Path, form: str):
    out = folder / ("work" if form == "brat" else f"work.{form}")
    assert onrecord("export", "--to", form, "--output", str(out)).exit_code == 0
    assert onrecord("correct", "--from", str(out)).stderr == "2 articles: nothing differs.\n"
    for file in sorted(out.glob("*.ann")) if form == "brat" else [out]:
        text = file.read_text("utf-8")
        text = re.sub(r"\bAct (T\d+) accuse", r"Act \1 deny", text)
        text = text.replace('"act": "accuse"', '"act": "deny"').replace(
            '"value": "accuse"', '"value": "deny"'
        )
        file.write_text(text, "utf-8")
    assert onrecord("correct", "--from", str(out), "--by", "bob").stderr == "2 articles: 1 changed.\n"
    assert ACCUSED in onrecord("search", "robbed", "--act", "deny", "--review", "corrected").stdout
    assert onrecord("correct", "--from", str(out), "--accept").stderr == "2 articles: 4 accepted.\n"
    assert onrecord("search", "--queue").stderr == "0 found.\n"


def test_a_file_of_other_texts_corrects_nothing(folder: Path):
    other = {"id": "hearing.txt", "text": "Another text.", "attributions": []}
    (folder / "a.jsonl").write_text(json.dumps(other) + "\n" + json.dumps({**other, "id": "x"}) + "\n{}\n")
    result = onrecord("correct", "--from", "a.jsonl")
    assert result.exit_code == 1
    assert "hearing.txt: correct: its text is not that of the record" in result.stderr
    assert "the record has no article at this address" in result.stderr
    assert "0 articles: nothing differs." in result.stderr
    assert onrecord("corrections").stderr == "0 corrections.\n"


def test_versions_of_a_page_are_told_by_signs(folder: Path, place: Place):
    first = paged([REIS, LIND, MAYOR])
    with Record(place) as record:
        record.add(*first)
    assert onrecord("revisions", "ferry.html").stderr == "1 version.\n"
    assert json.loads(onrecord("revisions", "ferry.html", "--to", "jsonl").stdout)["number"] == 1
    onrecord("correct", named_one(first[1], "trade"), "act=believe")
    with Record(place) as record:
        record.add(*paged([OTHER, LIND, REIS.replace("Monday", "Friday")]))
    result = onrecord("revisions", "ferry.html")
    shown = result.stdout
    assert result.stderr == "2 versions.\n"
    assert "+ Nobody else spoke." in shown
    assert "- The mayor hopes that trade returns." in shown
    assert "[-Monday-]{+Friday+}" in shown
    assert "> Ana Reis: the ferry will stop in June" in shown or "> Bo Lind" in shown
    assert "statements: 1 kept, 1 moved, 1 removed" in shown
    line = json.loads(onrecord("revisions", "ferry.html", "--to", "jsonl").stdout)
    assert sorted(each["sort"] for each in line["statements"]) == ["kept", "moved", "removed"]
    assert {"sort": "cut", "words": "Monday"} in [each for block in line["blocks"] for each in block["edits"]]
    lost = onrecord("corrections", "--orphans")
    assert lost.stderr == "1 orphan.\n"
    assert "its words are gone" in lost.stdout
    assert "version 2 → 1" in onrecord("revisions", "ferry.html", "--old", "2", "--new", "1").stdout
    assert "has no version 5" in onrecord("revisions", "ferry.html", "--old", "5").stderr
    assert "there is no article" in onrecord("revisions", "nowhere").stderr


def test_what_a_page_says_is_shown_and_never_obeyed(folder: Path, place: Place):
    said = [("", "Eve", "said", "\x1b[31mred [bold]\x9b")]
    with Record(place) as record:
        record.add(*paged(["Eve said \x1b[31mred [bold]\x9b words."], address="e\x1b.txt", said=said))
        record.add(*paged(["Eve said \x1b[31mred [bold]\x9b \x07terms."], address="e\x1b.txt", said=said))
        [row] = record.search("bold")
        record.note(row.id, "[bold]now", by="[red]")
    for arguments in (["corrections"], ["revisions", row.article], ["show", row.id]):
        shown = onrecord(*arguments).stdout
        assert not set("\x1b\x9b\x07") & set(shown)
        assert "[bold]" in shown


def test_words_typed_with_other_spaces_are_found(folder: Path):
    assert "promised no rise" in HARBOUR
    id = onrecord("search", "rise", "--speaker", "port", "--to", "jsonl").stdout
    result = onrecord("correct", json.loads(id.splitlines()[0])["id"], "cue=had  promised")
    assert "cue promised → had promised" in result.stderr
