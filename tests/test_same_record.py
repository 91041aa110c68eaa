"""The same pages give the same record: whatever their order, whatever the number of processes."""

import json
import sqlite3
from contextlib import closing
from html import escape
from pathlib import Path

import pytest
from typer.testing import CliRunner

from onrecord.cli import app

SPEAKERS = ("Anna Keller", "Tom Brandt", "Ruth Okafor, the harbour master,", "a spokesman for the port")
SAYINGS = (
    "“We will wait {n} days,” said {who}. “Then the gates close.”",
    "{who} said on Monday that the fees would rise by {n} percent.",
    "According to {who}, the vote on section {n} was never valid.",
    "{who} denied having signed letter {n}, and warned: “Nobody should = believe @that, or +{n}.”",
    "“He told me that ‘{n} is enough’,” {who} recalled.\n\n“I did not believe him.",
)
HTML = """<!doctype html><html lang="en"><head><title>{title}</title>
<meta property="og:site_name" content="The {outlet}"><meta property="article:published_time" content="{day}">
</head><body><nav><a href="/">Home</a></nav><article><h1>{title}</h1>{body}</article>
<footer><p>Copyright The {outlet}</p></footer></body></html>"""


def text(number: int) -> str:
    """Two statements, of which every third page shares one with the page before."""
    said = [
        SAYINGS[n % len(SAYINGS)].format(n=n, who=SPEAKERS[n % len(SPEAKERS)])
        for n in (number, number - 1 if number % 3 == 0 else number + 7)
    ]
    return "\n\n".join([f"The council met for the {number}th time.", *said]) + "\n"


def html(number: int) -> str:
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in text(number).split("\n\n"))
    day = f"2024-05-{number % 28 + 1:02}"
    return HTML.format(
        title=f"Council, day {number}", outlet=("Courier", "Echo")[number % 2], day=day, body=body
    )


def lines(numbers: range) -> list[str]:
    return [
        json.dumps({"id": f"line {n}", "text": text(n), "outlet": "The Wire", "published": "2024-06-01"})
        + "\n"
        for n in numbers
    ]


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A hundred: forty of HTML, thirty of text (one with the bytes of another), thirty lines of a file."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ONRECORD_RECORD", raising=False)
    for n in range(40):
        Path(f"{n}.html").write_text(html(n), encoding="utf-8")
    for n in range(40, 70):
        Path(f"{n}.txt").write_text(text(41 if n == 69 else n), encoding="utf-8")
    Path("wire.jsonl").write_text("".join(lines(range(70, 100))), encoding="utf-8")
    return [*(f"{n}.html" for n in range(40)), "wire.jsonl", *(f"{n}.txt" for n in range(40, 70))]


def onrecord(*arguments: str) -> tuple[bytes, str]:
    """Standard output and standard error of a command that went well."""
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.stderr
    return result.stdout_bytes, result.stderr


def rows(record: str) -> list[str]:
    """All tables, those of the search index among them."""
    with closing(sqlite3.connect(record)) as database:
        return list(database.iterdump())


def test_the_record_depends_on_the_pages_alone(pages: list[str]) -> None:
    _, told = onrecord("read", *pages, "--record", "one.db", "--to", "csv")
    assert "In one.db: 100 added." in told

    Path("wire.jsonl").write_text("".join(reversed(lines(range(70, 100)))), encoding="utf-8")
    _, told = onrecord("read", *reversed(pages), "--record", "other.db", "--jobs", "2", "--to", "csv")
    assert "In other.db: 100 added." in told
    for to in ("jsonl", "csv"):
        (one, _), (other, _) = (
            onrecord("export", "--to", to, "--record", name) for name in ("one.db", "other.db")
        )
        assert one == other
        assert one.count(b"\n") > 100 - (to == "jsonl")

    before = rows("one.db")
    _, told = onrecord("read", *pages, "--record", "one.db", "--to", "csv")
    assert "In one.db: 100 unchanged." in told
    assert rows("one.db") == before
    assert "all hold" in onrecord("verify", "--record", "one.db")[1]
