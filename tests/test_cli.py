"""The command line as a user meets it: what stands on which stream, and the exit status."""

import csv
import gzip
import io
import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from click.testing import Result
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.record import Record
from tests.postgresql import Server
from tests.stores import Place, Stores

LINES = ("jsonl", "csv", "schema-org", "web-annotation", "citron")
KELLER = "The fees rise in spring.\n\n“Nobody asked the fishermen,” said Anna Keller.\n"
BRANDT = (
    "A vote is planned.\n\n“We were never told of it,” said Tom Brandt.\n\nHe denied that he had slept.\n"
)
FOUL = (
    "The plan \x1b[31m was\x9b2J odd.\n\n"
    "“No \x1b]0;title\x07 \u202e way [bold]now[/bold],” said Anna \x1b[5mKeller.\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to be in, with a wide terminal and no record named by the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("ONRECORD_RECORD", raising=False)
    return tmp_path


@pytest.fixture
def store(folder: Path, stores: Stores, place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Where the record is that the environment names: a file in the folder, or a database of a server."""
    if stores.kind == "sqlite":
        return Path("onrecord.db")
    monkeypatch.setenv("ONRECORD_RECORD", str(place))
    return place


@pytest.fixture
def pages(folder: Path, store: Place) -> Path:
    """Two pages in a folder, already read."""
    (folder / "news").mkdir()
    (folder / "news" / "keller.txt").write_text(KELLER)
    (folder / "news" / "brandt.txt").write_text(BRANDT)
    assert onrecord("read", "news").exit_code == 0
    return folder


def onrecord(*arguments: str, stdin: bytes = b"", **environment: str) -> Result:
    return CliRunner(env=environment).invoke(app, arguments, input=stdin)


def program(*arguments: str, **options: Any) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "onrecord", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **options,
    )


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def line(identity: object, text: str = KELLER, **others: object) -> str:
    return json.dumps({"id": identity, "text": text} | others) + "\n"


def test_alone_it_shows_help_with_examples() -> None:
    result = onrecord()
    assert result.exit_code == 0
    assert "Examples:" in result.stdout
    assert "onrecord search" in result.stdout


def test_the_version() -> None:
    assert onrecord("--version").stdout == "onrecord 0.1.0\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["read"],
        ["read", "a", "--to", "xml"],
        ["read", "a", "--jobs", "0"],
        ["read", "a", "--jobs", "many"],
        ["read", "a", "--min-confidence", "2"],
        ["read", "a", "--bogus"],
        ["search", "a", "--kind", "shouted"],
        ["search", "--stance", "with"],
        ["search", "--speaker-type", "king"],
        ["speakers", "merge", "Keller"],
        ["speakers", "split", "Keller", "--as", "X"],
        ["speakers", "undo", "0"],
        ["speakers", "link"],
        ["speakers", "Keller", "Brandt"],
        ["show"],
        ["export", "--to", "table"],
        ["export", "--to", "parquet"],
        ["search", "a", "--to", "parquet"],
        ["search", "a", "--to", "brat", "--output", "x"],
        ["read", "a", "--to", "brat"],
        ["read", "a", "--output", "x"],
        ["convert", "a"],
        ["convert", "a", "--from", "song"],
        ["convert", "a", "--from", "brat", "--to", "table"],
        ["bogus"],
    ],
)
def test_wrong_usage_has_status_2(folder: Path, arguments: list[str]) -> None:
    result = onrecord(*arguments)
    assert result.exit_code == 2
    assert "Usage:" in result.stderr
    assert not list(folder.iterdir())


def test_read_prints_statements_under_their_article_and_keeps_them(pages: Path, store: Place) -> None:
    result = onrecord("read", "news", "--no-record")
    assert result.exit_code == 0
    assert "2 pages read, " in result.stderr
    shown = " ".join(result.stdout.split())
    assert shown.index("news/brandt.txt") < shown.index("Tom Brandt") < shown.index("news/keller.txt")
    assert "“Nobody asked the fishermen,”" in shown
    assert isinstance(store, str) or (pages / "onrecord.db").is_file()


@pytest.mark.parametrize("width", ["40", "80", "120"])
def test_tables_keep_to_the_width(pages: Path, width: str) -> None:
    for command in (["read", "news"], ["search"], ["speakers"]):
        shown = onrecord(*command, COLUMNS=width).stdout
        assert max(map(len, shown.splitlines())) <= int(width)
        assert "Keller" in shown


def test_reading_again_changes_nothing(pages: Path, store: Place) -> None:
    before = onrecord("export").stdout
    result = onrecord("read", "news")
    assert f"In {store}: 2 unchanged." in result.stderr
    (pages / "news" / "keller.txt").write_text(KELLER + "\nMore is to come.\n")
    assert "1 revised, 1 unchanged." in onrecord("read", "news").stderr
    after = onrecord("export").stdout
    assert set(before.splitlines()) < set(after.splitlines())


def test_a_database_is_named_by_its_url_without_a_password(folder: Path, postgresql: Server) -> None:
    (folder / "a.txt").write_text(KELLER)
    url = postgresql.empty()
    result = onrecord("read", "a.txt", "--record", url.replace("postgres@", "postgres:secret@"))
    assert f"In {url.replace('postgres@', 'postgres:***@')}: 1 added." in result.stderr
    assert "Keller" in onrecord("search", "fishermen", "--record", url).stdout
    result = onrecord("search", "a", "--record", url + "x")
    assert result.exit_code == 1
    assert result.stderr.startswith("onrecord: record: postgresql://")
    assert result.stderr.count("\n") == 1
    assert [path.name for path in folder.iterdir()] == ["a.txt"]
    postgresql.drop(url)


def test_the_record_is_named_by_option_or_environment(folder: Path) -> None:
    (folder / "a.txt").write_text(KELLER)
    assert onrecord("read", "a.txt", "--record", "one.db").exit_code == 0
    assert onrecord("read", "a.txt", ONRECORD_RECORD="two.db").exit_code == 0
    assert onrecord("read", "a.txt", "--no-record", ONRECORD_RECORD="three.db").exit_code == 0
    assert {p.name for p in folder.glob("*.db")} == {"one.db", "two.db"}
    assert "Keller" in onrecord("search", "fishermen", ONRECORD_RECORD="two.db").stdout


BATCH = (
    line("a")
    + "\n  \n"
    + line("b", "", title="Nothing in it")
    + '{"id": "cut", "te\n'
    + line(7, BRANDT, outlet="The Courier", published="2024-05-03")
    + line("a")
    + line("é\u2028", KELLER)
    + '{"text": "No name."}'
)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_batch_has_a_line_for_each_line(folder: Path, jobs: str) -> None:
    (folder / "articles.jsonl").write_text(BATCH, encoding="utf-8")
    result = onrecord("read", "articles.jsonl", "--no-record", "--to", "jsonl", "--jobs", jobs)
    found = lines(result)
    assert [each["id"] for each in found] == [
        "a", "b", "articles.jsonl:5", "7", "a", "é\u2028", "articles.jsonl:9",
    ]  # fmt: skip
    assert ["error" in each for each in found] == [False, True, True, False, True, False, False]
    assert all(set(each) == {"id", "error"} for each in found if "error" in each)
    assert (found[0]["text"], found[3]["text"]) == (KELLER, BRANDT)
    assert (found[3]["outlet"], found[3]["published"]) == ("The Courier", "2024-05-03")
    assert any(each["speaker"]["name"] == "Anna Keller" for each in found[0]["attributions"])
    assert result.exit_code == 1
    assert "4 pages read" in result.stderr
    assert "3 pages not read:" in result.stderr
    assert "not a line of JSON: articles.jsonl:5" in result.stderr
    assert not list(folder.glob("*.db"))


def test_standard_input(folder: Path) -> None:
    for given in (BATCH.encode(), gzip.compress(BATCH.encode())):
        assert len(lines(onrecord("read", "-", "--no-record", "--to", "jsonl", stdin=given))) == 7
    (found,) = lines(onrecord("read", "-", "--no-record", "--to", "jsonl", stdin=KELLER.encode()))
    assert (found["id"], found["text"]) == ("-", KELLER)
    (failed,) = lines(onrecord("read", "-", "--no-record", "--to", "jsonl", stdin=b""))
    assert failed["id"] == "-"


def test_what_fails_is_kept_in_the_record_until_it_is_read(pages: Path, store: Place) -> None:
    late = pages / "late.txt"
    assert onrecord("read", "late.txt", "news/keller.txt").exit_code == 1
    assert onrecord("read", "late.txt", "--no-record").exit_code == 1
    with Record(store) as record:
        assert [(each.address, each.step, each.times) for each in record.failures()] == [
            ("late.txt", "fetch", 1)
        ]
    late.write_text(KELLER)
    assert onrecord("read", "late.txt").exit_code == 0
    with Record(store) as record:
        assert record.failures() == ()


def test_no_lines_are_no_pages_and_no_failure(folder: Path) -> None:
    (folder / "none.jsonl").write_text("\n\n")
    result = onrecord("read", "none.jsonl", "--no-record", "--to", "jsonl")
    assert (result.stdout, result.exit_code) == ("", 0)
    assert "0 pages read" in result.stderr


def test_csv_has_one_head_and_a_row_a_statement(pages: Path) -> None:
    for command in (["read", "news", "--to", "csv"], ["export", "--to", "csv"], ["search", "--to", "csv"]):
        rows = list(csv.DictReader(io.StringIO(onrecord(*command).stdout)))
        assert {row["speaker"] for row in rows} >= {"Anna Keller", "Tom Brandt"}
        assert {row["article"] for row in rows} == {"news/keller.txt", "news/brandt.txt"}


def test_the_export_does_not_depend_on_order_or_jobs(pages: Path) -> None:
    onrecord("read", "news/keller.txt", "news/brandt.txt", "--record", "other.db", "--jobs", "2")
    for to in LINES:
        assert (
            onrecord("export", "--to", to).stdout
            == onrecord("export", "--to", to, "--record", "other.db").stdout
        )


def test_every_form_of_lines_is_the_same_in_a_file(pages: Path) -> None:
    for to in LINES:
        assert onrecord("export", "--to", to, "--output", "out").stdout == ""
        assert Path("out").read_bytes() == onrecord("export", "--to", to).stdout_bytes
        read = onrecord("read", "news", "--no-record", "--to", to)
        assert read.exit_code == 0
        assert read.stdout_bytes == Path("out").read_bytes()
    assert not list(pages.glob("*.part"))


def test_json_ld_is_a_document_an_article(pages: Path) -> None:
    one, two = lines(onrecord("export", "--to", "schema-org"))
    assert {each["@graph"][1]["creator"]["name"] for each in (one, two)} == {"Anna Keller", "Tom Brandt"}
    assert [each["type"] for each in lines(onrecord("export", "--to", "web-annotation"))] == (
        ["AnnotationPage"] * 2
    )
    assert [len(each["quotes"]) > 0 for each in lines(onrecord("export", "--to", "citron"))] == [True] * 2


def test_parquet_goes_to_a_file(pages: Path) -> None:
    for command in (["export"], ["search"], ["read", "news", "--no-record"]):
        assert onrecord(*command, "--to", "parquet", "--output", "out.parquet").exit_code == 0
        speakers = pyarrow.parquet.read_table("out.parquet").column("speaker").to_pylist()
        assert {"Anna Keller", "Tom Brandt"} <= set(speakers)
    Path("kept.parquet").write_text("as it was")
    failed = onrecord("export", "--to", "parquet", "--output", "kept.parquet", "--record", "no.db")
    assert failed.exit_code == 1
    assert Path("kept.parquet").read_text() == "as it was"
    refused = onrecord("export", "--to", "parquet", "--output", "news")
    assert refused.exit_code == 1
    assert refused.stderr == "onrecord: news: output: cannot be written: Is a directory\n"


def test_a_form_that_needs_a_package_says_so_before_it_reads(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = onrecord("read", "a.txt", "--to", "parquet", "--output", "x.parquet")
    assert result.exit_code == 1
    assert result.stderr == (
        "onrecord: parquet: pyarrow is needed and not installed: pip install 'onrecord[parquet]'\n"
    )
    assert not list(folder.iterdir())


def test_brat_there_and_back(pages: Path) -> None:
    assert onrecord("export", "--to", "brat", "--output", "work").exit_code == 0
    assert len(list(Path("work").glob("*.ann"))) == 2
    again = onrecord("export", "--to", "brat", "--output", "work")
    assert again.exit_code == 1
    assert "work: brat: the folder is not empty" in again.stderr
    told, exported = lines(onrecord("convert", "work", "--from", "brat")), lines(onrecord("export"))
    assert sorted(told, key=lambda each: each["id"]) == exported


def test_citron_takes_a_file_an_article_from_a_folder(pages: Path) -> None:
    Path("set").mkdir()
    assert onrecord("export", "--to", "citron", "--output", "set").exit_code == 0
    assert len(list(Path("set").glob("*.json"))) == 2
    told, exported = lines(onrecord("convert", "set", "--from", "citron")), lines(onrecord("export"))
    assert sorted(each["text"] for each in told) == sorted(each["text"] for each in exported)


@pytest.mark.parametrize("form", ["web-annotation", "jsonl"])
def test_what_goes_out_comes_back(pages: Path, form: str) -> None:
    onrecord("export", "--to", form, "--output", "out")
    assert onrecord("convert", "out", "--from", form).stdout == onrecord("export").stdout


def test_a_file_that_cannot_be_converted_is_named_and_costs_no_other_one(pages: Path) -> None:
    good = onrecord("export", "--to", "citron").stdout
    Path("bad.json").write_text('{"text": "He said \x1b[31m no", "quotes": [{"cue": 5}]}')
    Path("good.json").write_text(good.splitlines()[0] + "\n{cut\n" + good.splitlines()[1] + "\n")
    result = onrecord("convert", "bad.json", "good.json", "none.json", "--from", "citron")
    assert result.exit_code == 1
    assert len(lines(result)) == 2
    assert [each.partition(": ")[0] for each in result.stderr.splitlines()] == [
        "bad.json", "good.json, line 2", "none.json",
    ]  # fmt: skip


def test_min_confidence_leaves_out_what_is_less_sure_and_what_stands_within_it(pages: Path) -> None:
    def read(least: str) -> list[Any]:
        return lines(onrecord("read", "news", "--no-record", "--to", "jsonl", "--min-confidence", least))

    everything, sure = read("0"), read("0.9")
    for all_of, some in zip(everything, sure, strict=True):
        kept = {each["id"] for each in some["attributions"]}
        low = {each["id"] for each in all_of["attributions"] if each["confidence"] < 0.9}
        assert kept <= {each["id"] for each in all_of["attributions"]} - low
        assert all(each["within"] is None or each["within"] in kept for each in some["attributions"])
    assert not any(each["attributions"] for each in read("1"))


def test_search(pages: Path) -> None:
    assert "Keller" in onrecord("search", "fishermen").stdout
    assert "1 found." in onrecord("search", "fishermen").stderr
    assert onrecord("search", "nobody asked").stdout
    assert not onrecord("search", "asked nobody").stdout  # one argument is a phrase
    assert onrecord("search", "asked", "nobody").stdout
    assert "Brandt" not in onrecord("search", "--speaker", "keller").stdout
    assert onrecord("search", "--speaker", "brandt", "--kind", "direct").stdout
    assert len(lines(onrecord("search", "--to", "jsonl", "--limit", "1"))) == 1
    assert onrecord("search", "nothing of the kind").stdout == ""
    for odd in ('"', "'; drop table", "a AND (", "*", "NEAR(", "\ud800", "é" * 5000, "-x"):
        assert onrecord("search", "--", odd).exit_code == 0
    result = onrecord("search", "--since", "yesterday")
    assert result.exit_code == 1
    assert "is no date" in result.stderr


def test_show_an_article_and_a_statement_in_their_place(pages: Path) -> None:
    (row,) = lines(onrecord("search", "fishermen", "--to", "jsonl"))
    shown = onrecord("show", row["id"][:8]).stdout
    assert "Anna Keller (person)" in shown
    assert "“Nobody asked the fishermen,” said Anna Keller." in shown
    whole = onrecord("show", row["article"]["key"]).stdout
    assert all(part in whole for part in KELLER.strip().split("\n\n"))
    assert "\x1b" not in shown + whole
    assert onrecord("show", "news/keller.txt").stdout == whole
    marked = onrecord("show", row["id"], FORCE_COLOR="1").stdout
    assert "\x1b[32m“Nobody asked the fishermen,”" in marked
    result = onrecord("show", "fff")
    assert result.exit_code == 1
    assert "no statement or article 'fff'" in result.stderr


def test_speakers_and_verify(pages: Path) -> None:
    assert "Tom Brandt" in onrecord("speakers").stdout
    result = onrecord("verify")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "all hold" in result.stderr


def test_search_by_columns(pages: Path, store: Place) -> None:
    from tests.record.made import whole

    with Record(store) as record:
        record.add(*whole())
    for filters in (
        ["--act", "accuse"],
        ["--plover", "accuse"],
        ["--target", "shipowners", "--stance", "against"],
        ["--addressee", "judges", "--occasion", "hearing", "--resolved", "--speaker-type", "person"],
        ["--said-since", "2024-03-07", "--said-until", "2024-03", "--flag", "occasion is far"],
    ):
        result = onrecord("search", *filters)
        assert result.stderr == "1 found.\n", (filters, result.stderr)
        shown = " ".join(result.stdout.split())
        assert "accused the shipowners, for" in shown
        assert "to the judges · a hearing · on Thursday (2024-03-07)" in shown
    for odd in ("'; drop table statements; --", "sing"):
        result = onrecord("search", "--act", odd)
        assert result.exit_code == 1
        assert "is none of state, ask" in result.stderr
    assert "is no date" in onrecord("search", "--said-since", "Thursday").stderr


def test_one_speaker_is_shown_merged_split_linked_and_undone(pages: Path, store: Place) -> None:
    def names() -> set[str]:
        with Record(store) as record:
            return {row.name for row in record.speakers()}

    before = names()
    assert {"Anna Keller", "Tom Brandt"} <= before
    assert "news/keller.txt" not in onrecord("speakers", "keller").stdout
    assert "The fishermen's" not in onrecord("speakers", "anna keller").stdout
    details = " ".join(onrecord("speakers", "anna keller").stdout.split())
    assert "Anna Keller type person statements 1 in 1 article" in details
    assert "named as Anna Keller 1" in details
    result = onrecord("speakers", "merge", "tom brandt", "--into", "anna keller", "--by", "Ana")
    assert (result.exit_code, result.stderr) == (0, "1: Tom Brandt is Anna Keller\n")
    assert "Tom Brandt" not in names()
    found = onrecord("search", "told").stdout.splitlines()
    assert found[0].startswith("Anna Keller ")
    assert found[1].startswith("read as Tom Brandt")
    result = onrecord(
        "speakers", "split", "Anna Keller", "news/keller.txt", "--as", "Eva Keller", ONRECORD_BY="Eva"
    )
    assert result.stderr == "2: Anna Keller is Eva Keller in news/keller.txt\n"
    assert {"Anna Keller", "Eva Keller"} <= names()
    Path("people.csv").write_text("name,identifier\nEva Keller,Q1\nNobody Here,Q2\n")
    assert onrecord("speakers", "link", "people.csv").stderr == "3: 2 identifiers\n"
    assert onrecord("speakers", "link", "people.csv").stderr == "Nothing new in it.\n"
    assert "Q1" in onrecord("speakers").stdout
    (row,) = csv.DictReader(io.StringIO(onrecord("search", "--speaker", "Q1", "--to", "csv").stdout))
    assert (row["speaker"], row["known_as"], row["identifier"]) == ("Anna Keller", "Eva Keller", "Q1")
    exported = lines(onrecord("export"))
    known = [each["speaker"].get("known_as") for article in exported for each in article["attributions"]]
    assert {"name": "Eva Keller", "type": "person", "identifier": "Q1"} in known
    decided = onrecord("speakers", "decisions").stdout
    assert decided.index("link: 2 identifiers") < decided.index("split: Anna") < decided.index("merge: Tom")
    assert "by Ana" in decided
    assert "by Eva" in decided
    shown = onrecord("show", row["id"]).stdout
    assert "by people’s decision: Eva Keller (person, Q1)" in shown
    assert onrecord("speakers", "undo", "2").stderr.startswith("2: undone: Anna Keller is Eva")
    for _ in range(2):
        assert onrecord("speakers", "undo").exit_code == 0
    assert names() == before
    assert "(undone)" in onrecord("speakers", "decisions").stdout
    assert onrecord("verify").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["Nobody"], "no speaker in the record is named 'Nobody'"),
        (["merge", "kell", "--into", "Tom Brandt"], "no speaker in the record is named 'kell'"),
        (["merge", "keller", "--into", "Tom Brandt"], "there is 'Anna Keller' (person)"),
        (["merge", "Anna Keller", "--into", "anna KELLER"], "are one speaker already"),
        (["split", "Anna Keller", "news/brandt.txt", "--as", "X"], "says nothing in news/brandt.txt"),
        (["split", "Anna Keller", "gone.txt", "--as", "X"], "there is no article 'gone.txt'"),
        (["undo"], "there is nothing to undo"),
        (["undo", "7"], "there is no decision 7"),
        (["link", "gone.csv"], "cannot be read as a table"),
        (["link", "news/keller.txt"], "no column name or identifier"),
    ],
)
def test_what_cannot_be_decided_is_told_in_a_sentence(pages: Path, arguments: list[str], said: str) -> None:
    result = onrecord("speakers", *arguments)
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert "0 decisions." in onrecord("speakers", "decisions").stderr


def test_help_of_speakers_tells_of_names_and_commands() -> None:
    for arguments in (["speakers", "--help"], ["speakers", "-h"]):
        told = onrecord(*arguments).stdout
        assert "with a NAME" in told
        assert all(command in told for command in ("merge", "split", "undo", "link", "decisions"))
    assert "--into" in onrecord("speakers", "merge", "--help").stdout


TAMPER = ("UPDATE articles SET text = replace(text, 'fishermen', 'fisherman')", ())


def test_verify_names_what_fails(pages: Path, stores: Stores, store: Place) -> None:
    assert stores.tamper(store, TAMPER)
    result = onrecord("verify")
    assert result.exit_code == 1
    assert "news/keller.txt" in result.stdout
    assert "fail." in result.stderr


@pytest.mark.parametrize("command", [["search", "a"], ["show", "a"], ["speakers"], ["verify"], ["export"]])
def test_a_record_that_is_not_there_or_none_is_told_in_a_sentence(folder: Path, command: list[str]) -> None:
    result = onrecord(*command)
    assert result.exit_code == 1
    assert "there is no record at" in result.stderr
    assert not list(folder.iterdir())
    (folder / "onrecord.db").write_bytes(b"no database" * 500)
    result = onrecord(*command)
    assert result.exit_code == 1
    assert result.stderr.startswith("onrecord: ")
    assert result.stderr.count("\n") == 1


def test_what_cannot_be_read_is_counted_with_its_reason(folder: Path) -> None:
    (folder / "a.txt").write_text(KELLER)
    (folder / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    result = onrecord(
        "read", "a.txt", "gone.html", "gone.txt", "b.png", "ftp://x.example/", "http://127.0.0.1:1/"
    )
    assert result.exit_code == 1
    assert "1 page read" in result.stderr
    assert "5 pages not read:" in result.stderr
    assert "2  no such file or folder: gone.html, and 1 more" in result.stderr
    assert "a private address is not asked" in result.stderr
    assert "1 added" in result.stderr
    result = onrecord("read", "http://xn--/", "http://a/\ud800", "a.txt", "--no-record")
    assert result.exit_code == 1
    assert "1 page read" in result.stderr
    assert "2  not a URL: http://xn--/" in result.stderr


def test_a_missing_bundle_is_told_in_a_sentence(folder: Path) -> None:
    (folder / "a.txt").write_text(KELLER)
    for jobs in ("1", "2"):
        result = onrecord("read", "a.txt", "--no-record", "--bundle", "nowhere", "--jobs", jobs)
        assert result.exit_code == 1
        assert "no bundle 'nowhere'" in result.stderr
        assert "Traceback" not in result.stderr


def test_no_control_character_of_a_page_reaches_the_terminal(folder: Path, store: Place) -> None:
    name = "foul\x1b[2J\n.jsonl"
    (folder / name).write_text(line("an \x1b[31mid", FOUL, title="A \x1b[1mtitle\x07") + "{}\n")
    for command in (["read", name], ["show", "an \x1b[31mid"], ["search", "way"], ["speakers"], ["verify"]):
        result = onrecord(*command)
        for told in (result.stdout, result.stderr):
            assert not [
                c for c in told if (c < " " and c != "\n") or "\x7f" <= c < "\xa0" or c in "\u202e\u2066"
            ]
    assert "[bold]now[/bold]" in onrecord("show", "an \x1b[31mid").stdout


def test_a_name_that_begins_with_a_dash(folder: Path) -> None:
    (folder / "-a.txt").write_text(KELLER)
    assert onrecord("read", "--no-record", "--", "-a.txt").exit_code == 0


def test_a_reader_that_leaves_early_is_no_error(pages: Path) -> None:
    """As `| head -1` does."""
    (pages / "many.jsonl").write_text("".join(line(n) for n in range(200)))
    for command in (["read", "many.jsonl", "--to", "jsonl"], ["export"]):
        run = program(*command)
        assert run.stdout
        assert run.stderr
        assert run.stdout.readline().startswith(b'{"id"')
        run.stdout.close()
        told = run.stderr.read().decode()
        run.stderr.close()
        assert run.wait() in (0, 1)
        assert "Traceback" not in told
        assert "Exception" not in told
    assert onrecord("verify").exit_code == 0


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_ends_in_a_sentence_and_leaves_the_record_whole(folder: Path, store: Place, jobs: str) -> None:
    feed, stdin = os.pipe()
    run = program("read", "-", "--to", "jsonl", "--jobs", jobs, stdin=feed, start_new_session=True)
    os.close(feed)
    assert run.stdout
    assert run.stderr
    os.write(stdin, "".join(line(n) for n in range(60)).encode())
    assert json.loads(run.stdout.readline())["id"] == "0"  # it waits for more now, or reads on
    os.killpg(run.pid, signal.SIGINT)
    _, told = run.communicate()
    os.close(stdin)
    assert run.returncode == 130
    assert "Stopped." in told.decode()
    assert "Traceback" not in told.decode()
    assert onrecord("verify").exit_code == 0
    assert lines(onrecord("export"))[0]["id"] == "0"


def test_debug_shows_where(folder: Path) -> None:
    (folder / "onrecord.db").write_bytes(b"no database" * 500)
    for arguments in (["speakers", "--debug"], ["--debug", "speakers"]):
        run = program(*arguments)
        told = run.communicate()[1].decode()
        assert "Traceback" in told
        assert run.returncode == 1


def test_a_person_who_waits_sees_progress_and_the_data_stays_clean(pages: Path) -> None:
    """Standard error is a terminal, standard output a file."""
    with Path("out.jsonl").open("wb") as out:
        told = at_a_terminal("read", "news", "--to", "jsonl", stdout=out)
    assert b" pages" in told
    assert b"2 pages read" in told
    assert len([json.loads(each) for each in Path("out.jsonl").read_text().splitlines()]) == 2
    with Path("out.jsonl").open("wb") as out:
        assert b" of 2 articles" in at_a_terminal("export", stdout=out)
    assert len(Path("out.jsonl").read_text().splitlines()) == 2


def test_verify_shows_progress_at_a_terminal_and_none_elsewhere(
    pages: Path, stores: Stores, store: Place
) -> None:
    told = at_a_terminal("verify")
    assert b" of 3 checks" in told  # the database as a whole, and two articles
    assert b"all hold" in told
    assert onrecord("verify").stderr.count("\n") == 1
    assert stores.tamper(store, TAMPER)
    told = at_a_terminal("verify", status=1)
    assert b"news/keller.txt: text: " in told
    assert b"fail." in told


def test_what_a_page_says_commands_no_terminal_in_any_form_and_stays_exact_in_a_file(
    folder: Path, store: Place
) -> None:
    Path("foul.txt").write_text(FOUL)
    assert onrecord("read", "foul.txt", "--min-confidence", "0").exit_code == 0
    for command in (["export"], ["search"], ["read", "foul.txt", "--no-record"]):
        for to in ("csv", "jsonl"):
            told = at_a_terminal(*command, "--to", to).decode()
            assert not set(told) & set("\x1b\x07\x9b\u202e"), (command, to)
            assert "way [bold]now[/bold]" in told
    exact = onrecord("export", "--to", "csv").stdout_bytes
    assert b"\x1b]0;title\x07 \xe2\x80\xae way" in exact
    assert exact.count(b"\r\n") == len(list(csv.reader(io.StringIO(exact.decode(), newline=""))))


def at_a_terminal(*arguments: str, stdout: Any = None, status: int = 0) -> bytes:
    """What a terminal gets: standard error, and standard output where it goes nowhere else."""
    terminal, other = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "onrecord", *arguments],
        stdout=stdout or other, stderr=other, check=False, env={**os.environ, "TERM": "xterm"},
    )  # fmt: skip
    os.close(other)
    told = b""
    try:
        while part := os.read(terminal, 65536):
            told += part
    except OSError:  # how Linux ends a terminal that nobody writes to
        pass
    finally:
        os.close(terminal)
    assert done.returncode == status, told
    return told


def test_output_is_utf8_whatever_the_locale(pages: Path) -> None:
    run = program("export", env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"})
    out, told = run.communicate()
    assert run.returncode == 0, told
    assert "“Nobody asked the fishermen,”" in out.decode("utf-8")


@pytest.fixture
def debate(folder: Path) -> Path:
    """A record in which Ana Vaz turns on the port, and Bo Dahl agrees with what she said first."""
    from tests.record.test_stances import page

    with Record("onrecord.db") as record:
        record.add(
            *page("a.txt", ("Ana Vaz", "+", "the Port"), ("Bo Dahl", "+", "the port"), day="2023-01-02")
        )
        record.add(
            *page(
                "b.txt", ("Ana Vaz", "-", "the \x1b[31mport"), ("Ana Vaz", "-", "the port"), day="2024-01-02"
            )
        )
    return folder


def test_positions_are_no_form_of_annotation(debate: Path) -> None:
    result = onrecord("positions", "ana vaz", "--to", "brat")
    assert result.exit_code == 2
    assert "'brat' is not one of" in result.stderr


def test_positions_tell_turns_with_their_ids(debate: Path) -> None:
    assert onrecord("positions", "ana vaz", "port").stderr == "1 target, 1 turn to check.\n"
    result = onrecord("positions", "ana vaz")
    assert result.exit_code == 0
    assert "2 targets, 1 turn to check." in result.stderr
    assert "to check: for until 2023-01-02, against from 2024-01-02" in result.stdout
    assert "\x1b" not in result.stdout
    told = lines(onrecord("positions", "ana vaz", "the port", "--to", "jsonl"))
    [turn] = told[0]["turns"]
    for id in (*turn["left"], *turn["taken"]):
        assert id in result.stdout
        assert onrecord("show", id).exit_code == 0
    rows = list(csv.DictReader(io.StringIO(onrecord("positions", "Vaz", "--to", "csv").stdout, newline="")))
    assert [(row["target"], row["stance"], row["leaves"], row["takes"]) for row in rows[:2]] == [
        ("the port", "for", "1", ""), ("the port", "against", "", "1"),
    ]  # fmt: skip
    assert onrecord("positions", "Dahl", "nothing").stderr == "0 targets, 0 turns to check.\n"
    unknown = onrecord("positions", "Nobody")
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert "no speaker in the record is named 'Nobody'" in unknown.stderr


@pytest.mark.parametrize("width", ["40", "80", "120"])
def test_positions_keep_to_the_width(debate: Path, width: str) -> None:
    shown = onrecord("positions", "ana vaz", COLUMNS=width).stdout
    assert max(map(len, shown.splitlines())) <= int(width)


@pytest.mark.parametrize(
    ("options", "name", "said"),
    [
        ([], "who.graphml", "4 nodes and 3 edges from 4 statements. In who.graphml."),
        (["--mode", "congruence"], "who.gexf", "2 nodes and 1 edge from 4 statements. In who.gexf."),
        (
            ["--mode", "subtract", "--until", "2023"],
            "who.CSV",
            "2 nodes and 1 edge from 2 statements. In who.CSV.",
        ),
        (
            ["--mode", "conflict", "--no-isolates", "--least", "2"],
            "no.csv",
            "0 nodes and 0 edges from 3 statements",
        ),
        (
            ["--normalise", "activity", "--least-weight", "0.5"],
            "a.csv",
            "4 nodes and 1 edge from 4 statements",
        ),
        (["--outlet", "nowhere"], "none.csv", "0 nodes and 0 edges from 0 statements"),
        (["--speaker", "nobody", "--act", "deny"], "nobody.csv", "0 nodes and 0 edges"),
        (["--speaker-type", "country", "--target", "zoo"], "zoo.csv", "0 nodes and 0 edges"),
    ],
)
def test_networks_are_written(debate: Path, options: list[str], name: str, said: str) -> None:
    result = onrecord("network", *options, "-o", name)
    assert (result.exit_code, result.stdout) == (0, ""), result.stderr
    assert said in result.stderr
    assert (debate / name).stat().st_size


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["-o", "who.txt"], 2, "must end in .graphml, .gexf or .csv"),
        ([], 2, "Missing option"),
        (["-o", "who.csv", "--least", "0"], 2, "Invalid value for '--least'"),
        (["-o", "who.csv", "--normalise", "jaccard"], 1, "is none of no, activity, prominence (mode two)"),
        (["-o", "who.csv", "--since", "May"], 1, "'May' is no date"),
        (["-o", "who.csv", "--act", "sing"], 1, "act: 'sing' is none of"),
        (["-o", "nowhere/who.csv"], 1, "nowhere/who.csv cannot be written"),
    ],
)
def test_networks_that_cannot_be_written(debate: Path, arguments: list[str], status: int, words: str) -> None:
    result = onrecord("network", *arguments)
    assert result.exit_code == status
    assert words in " ".join(result.stderr.split())


def test_without_networkx_the_command_says_how_to_install_it(
    debate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "networkx", None)
    result = onrecord("network", "-o", "who.gexf")
    assert (result.exit_code, (debate / "who.gexf").exists()) == (1, False)
    assert "pip install 'onrecord[network]'" in result.stderr
    assert onrecord("network", "-o", "who.csv").exit_code == 0


@pytest.fixture
def retold(folder: Path, store: Place) -> Path:
    """A record in which two outlets tell what Mara Teng said, one without its “not”."""
    from tests.record.test_utterances_of_record import PAGES, page_telling

    with Record(store if isinstance(store, Path) else str(store)) as record:
        for each in PAGES:
            record.add(*each)
        hostile = "The \x1b[31mharbour council will not dredge the northern channel"
        record.add(*page_telling("d.txt", ("Mara Teng", hostile), day=None, outlet="Od\x1bd"))
    return folder


def test_utterances_are_listed(retold: Path) -> None:
    result = onrecord("utterances")
    assert (result.exit_code, result.stderr) == (0, "2 found.\n")
    shown = " ".join(result.stdout.split())
    assert "4 articles The harbour council will not dredge the northern channel before" in shown
    assert "first 2024-03-04 in Echo" in shown
    assert "\x1b" not in result.stdout
    assert onrecord("utterances", "--limit", "1").stderr == "The first 1.\n"
    assert onrecord("utterances", "old pier").stderr == "1 found.\n"
    assert onrecord("utterances", "pier old").stderr == "0 found.\n"
    assert onrecord("utterances", "--least", "1").stderr == "3 found.\n"
    [told] = lines(onrecord("utterances", "spawned", "--to", "jsonl"))
    assert (told["articles"], told["speakers"]) == (4, ["Mara Teng"])
    assert len(told["variants"]) == 3
    assert [each["outlet"] for each in told["variants"][0]["told"]] == ["Echo", "Courier"]


def test_an_utterance_is_shown_with_what_was_cut(retold: Path) -> None:
    [told] = lines(onrecord("utterances", "spawned", "--to", "jsonl"))
    result = onrecord("utterance", told["id"])
    assert result.exit_code == 0
    shown = " ".join(result.stdout.split())
    for part in ("will [-not-] dredge", "negation dropped", "the longest wording", "[-before the"):
        assert part in shown
    assert "\x1b" not in result.stdout
    assert lines(onrecord("utterance", told["id"][:9], "--to", "jsonl")) == [told]
    unknown = onrecord("utterance", "00")
    assert (unknown.exit_code, unknown.stderr) == (
        1,
        "onrecord: record: there is no statement '00' in the record\n",
    )


def test_utterances_are_merged_split_and_undone(retold: Path) -> None:
    [channel] = lines(onrecord("utterances", "spawned", "--to", "jsonl"))
    [lamps] = lines(onrecord("utterances", "lamp", "--to", "jsonl"))
    result = onrecord("utterance", "merge", lamps["id"], "--into", channel["id"][:9], "--by", "Ana")
    assert (result.exit_code, result.stderr) == (0, f"1: {lamps['id']} tells the same as {channel['id']}\n")
    [both] = lines(onrecord("utterances", "--to", "jsonl"))
    assert [each["by"] for each in both["decisions"]] == ["Ana"]
    assert "merge: " in onrecord("utterance", both["id"]).stdout
    assert onrecord("utterance", "undo").stderr.startswith("1: undone: ")
    assert len(lines(onrecord("utterances", "--to", "jsonl"))) == 2
    cut = channel["variants"][-1]["told"][0]["id"]
    assert onrecord("utterance", "split", cut, ONRECORD_BY="Eva").stderr.startswith(
        f"3: {cut} tells something"
    )
    [rest] = lines(onrecord("utterances", "spawned", "--to", "jsonl"))
    assert rest["articles"] < channel["articles"]
    shown = " ".join(onrecord("utterance", "decisions").stdout.split())
    assert shown.index("split: ") < shown.index("undo: number 1") < shown.index("(undone)")
    assert "by Eva" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["merge", "00", "--into", "00"], "there is no statement '00'"),
        (["split", "zz"], "there is no statement 'zz'"),
        (["undo"], "there is nothing to undo about utterances"),
        (["undo", "7"], "there is no decision 7 about utterances"),
    ],
)
def test_what_cannot_be_decided_about_utterances_is_told(
    retold: Path, arguments: list[str], said: str
) -> None:
    result = onrecord("utterance", *arguments)
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert said in result.stderr
    assert "0 decisions." in onrecord("utterance", "decisions").stderr


@pytest.mark.parametrize("width", ["40", "80", "120"])
def test_utterances_keep_to_the_width(retold: Path, width: str) -> None:
    [told] = lines(onrecord("utterances", "spawned", "--to", "jsonl"))
    for command in (["utterances"], ["utterance", told["id"]]):
        shown = onrecord(*command, COLUMNS=width).stdout
        assert max(map(len, shown.splitlines())) <= int(width)
