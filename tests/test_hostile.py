"""Broken and hostile input: each case gives a clear error or a sound reading, and its neighbours are read.

A reading is sound when every span lies in the text, in a block that speaks, and the blocks cover all that
is not white space. What each case is expected to be ("read", "error", or "either" where both are right)
stands beside it.
"""

import bz2
import gzip
import io
import json
import lzma
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from onrecord.bulk import read_all
from onrecord.errors import PageError
from onrecord.nouns import Page, Reading
from onrecord.page.fetch import pages_at

STORY = (
    "The harbour authority will raise its fees next spring.\n\n"
    "“Nobody asked the fishermen,” said Anna Keller, who chairs the union.\n\n"
    "The authority denied that it had acted in secret.\n"
)
HTML = (
    "<!doctype html><html lang='en'><head><title>Harbour fees to rise</title></head><body><article>"
    "<h1>Harbour fees to rise</h1>"
    + "".join(f"<p>{p}</p>" for p in STORY.split("\n\n"))
    + "</article></body></html>"
)
NOISE = random.Random(20).randbytes(60_000)
MARKS = "\"'“”‘’«`"


@dataclass(frozen=True)
class Case:
    """One page, and what it should come to."""

    name: str
    data: bytes | Callable[[], bytes]
    expected: str = "either"
    declared: str | None = None


def text(name: str, content: str, expected: str = "either", declared: str | None = "text/plain") -> Case:
    return Case(name, content.encode("utf-8", "surrogatepass"), expected, declared)


def html(name: str, content: str, expected: str = "either") -> Case:
    return Case(name, content.encode("utf-8", "surrogatepass"), expected, "text/html")


def article(name: str, expected: str = "either", **fields: object) -> Case:
    line = json.dumps({"id": name} | fields).encode()
    return Case(name, line, expected, "application/json")


def line(name: str, data: bytes, expected: str = "either") -> Case:
    return Case(name, data, expected, "application/json")


def zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("page.html", HTML)
    return packed.getvalue()


def entities() -> str:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY e0 "ha">{levels}]><html><p>&e11;</p></html>'


def with_head(more: str) -> str:
    return HTML.replace("<head>", "<head>" + more)


def with_body(more: str) -> str:
    return HTML.replace("<h1>", more + "<h1>")


def many(tag: str, count: int) -> str:
    return f"<html><body>{f'<{tag}>' * count}{STORY}{f'</{tag}>' * count}</body></html>"


EMPTY = [
    Case("nothing", b"", "error"),
    Case("one blank", b" ", "error"),
    Case("white space", b" \t\r\n\x0b\x0c" * 500, "error"),
    text("odd white space", "\u00a0\u2003\u3000\u200b\ufeff\u2028" * 100),
    Case("a byte order mark alone", b"\xef\xbb\xbf", "error"),
    html("an empty body", "<html><head><title>T</title></head><body></body></html>"),
    html("a script alone", "<html><body><script>var a = 'She said no.';</script></body></html>", "error"),
    html("a frameset", '<html><frameset cols="*"><frame src="a.html"></frameset></html>', "error"),
    Case("a NUL", b"\0", "error"),
]
BINARY = [
    Case("png", b"\x89PNG\r\n\x1a\n" + NOISE, "error"),
    Case("jpeg as html", b"\xff\xd8\xff\xe0" + NOISE, "error", "text/html"),
    Case("gif as text", b"GIF89a" + NOISE, "error", "text/plain"),
    Case("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + NOISE, "error", "text/html"),
    Case("zip", zipped, "error"),
    Case("gzip", gzip.compress(HTML.encode()), "error"),
    Case("half a gzip", gzip.compress(HTML.encode())[:80], "error"),
    Case("bzip2", bz2.compress(HTML.encode()), "error"),
    Case("xz", lzma.compress(HTML.encode()), "error"),
    Case("elf", b"\x7fELF\x02\x01\x01" + NOISE, "error"),
    Case("random bytes", NOISE, "error"),
    Case("random bytes as html", NOISE, "error", "text/html"),
    Case("NULs", bytes(100_000), "error"),
    Case("every byte", bytes(range(256)) * 20, "either"),
    Case("declared a picture", HTML.encode(), "error", "image/png"),
]
CUT = [
    *(
        Case(f"html cut at {cut} %", HTML.encode()[: len(HTML) * cut // 100], "either")
        for cut in (3, 20, 45, 70, 97)
    ),
    Case("utf-8 cut in a character", STORY.encode()[: STORY.encode().index(b"\x80\x9c") + 1] * 2, "read"),
    Case("json cut", b'{"id": "x", "text": "She sa', "error", "application/json"),
    html("an open tag", f"<html><body><p>{STORY}<a href='", "either"),
    html("an open comment", f"<html><body><p>{STORY}</p><!-- and so on", "read"),
    html("an open script", f"<html><body><p>{STORY}</p><script>var x = 1;", "read"),
    html("no end to anything", "<html><body><div><p>" + STORY.replace("\n\n", "<p>"), "read"),
]
CHARSETS = [
    Case(
        "latin-1 undeclared",
        STORY.replace("“", "«").replace("”", "»").encode("latin-1"),
        "read",
        "text/plain",
    ),
    Case("windows-1252 undeclared", STORY.encode("cp1252"), "read", "text/plain"),
    Case("windows-1252 called utf-8", HTML.encode("cp1252"), "read", "text/html; charset=utf-8"),
    Case("utf-8 called latin-1", HTML.encode(), "read", "text/html; charset=iso-8859-1"),
    Case("utf-8 called ascii", STORY.encode(), "read", "text/plain; charset=us-ascii"),
    Case("utf-8 called utf-16", HTML.encode(), "either", "text/html; charset=utf-16"),
    Case("a charset that is none", HTML.encode(), "read", "text/html; charset=klingon"),
    Case("a charset of code", HTML.encode(), "read", "text/html; charset=rot13"),
    Case("a charset of 1,000 letters", HTML.encode(), "read", "text/html; charset=" + "x" * 1000),
    Case("a declared type that is none", HTML.encode(), "read", ";;;charset==;"),
    Case("utf-16 with its mark", HTML.encode("utf-16"), "read", "text/html"),
    Case("utf-16 without", HTML.encode("utf-16-le"), "either", "text/html"),
    Case("utf-16 of odd length", HTML.encode("utf-16")[:-1], "either", "text/html"),
    Case("utf-32", HTML.encode("utf-32"), "either", "text/html"),
    Case("utf-7", HTML.encode("utf-7"), "either", "text/html; charset=utf-7"),
    Case(
        "shift-jis",
        "港の料金は上がる。「誰も聞かなかった」と言った。\n".encode("shift_jis") * 9,
        "either",
        "text/plain",
    ),
    Case("ebcdic", STORY.replace("“", '"').replace("”", '"').encode("cp500"), "either", "text/plain"),
    Case("utf-8 broken here and there", STORY.encode().replace(b"e", b"e\xff"), "either", "text/plain"),
    Case(
        "overlong utf-8", b"The mayor said no\xc0\xae\xc0\xae again, he said.\n" * 5, "either", "text/plain"
    ),
    html("a meta charset that lies", HTML.replace("<head>", "<head><meta charset='utf-16'>"), "read"),
]
CHARACTERS = [
    text("lone surrogates", STORY.replace("e", "\ud800"), "either"),
    text("NULs in words", STORY.replace("a", "a\0"), "either"),
    text("control characters", STORY.replace(" ", " \x1b[31m\x07 "), "either"),
    text("right to left", "אמר ראש העיר: “לא נוותר”.\n\nقال الوزير «لن نتراجع».\n" * 30),
    text("bidirectional controls", STORY.replace(" ", " \u202e\u2066"), "read"),
    text("joiners and marks", "He said “e" + "\u0301\u200d" * 5_000 + "”.\n"),
    text("emoji alone", "👩‍👩‍👧‍👦🏳️‍🌈🇺🇳" * 2_000),
    text("punctuation alone", "…!?—;:,.()[]{}" * 500),
    text("digits alone", "1234567890 " * 1_000),
    text("plane 16", "\U0010ffff\U000fffff said “no”. " * 500),
    text("carriage returns", STORY.replace("\n", "\r"), "read"),
    text("line and paragraph separators", STORY.replace("\n\n", "\u2029").replace(", ", ",\u2028"), "read"),
    text("form feeds", STORY.replace("\n\n", "\x0c"), "read"),
    text("vertical tabs and NEL", STORY.replace("\n\n", "\x0b\x85"), "either"),
    text("soft hyphens and zero width", "\u200b".join(STORY) + "\u00ad" * 999),
    html("entities of odd characters", f"<p>{STORY}&#0;&#xD800;&#x110000;&#99999999999;&bogus;&</p>", "read"),
]
QUOTATION = [
    *(text(f"10,000 of {mark}", f"{mark} " * 10_000) for mark in MARKS),
    *(text(f"10,000 of {mark} in words", f"{mark}so he said" * 10_000) for mark in "“'"),
    text("10,000 doubled apostrophes", "''" * 10_000 + " he said."),
    text("marks of every kind in words", "".join(f"{a}a{b}b" for a in MARKS for b in MARKS) * 20),
    text("nested quotations", "“‘" * 2_000 + "no" + "’”" * 2_000 + " she said."),
    text("brackets open", "[" * 10_000 + STORY),
    text("brackets closed", STORY + ")]}" * 3_000),
]
SHAPES = [
    text("one word of 1 MB", "a" * 1_000_000),
    text("one word of 1 MB in a story", STORY + "x" * 1_000_000 + "\n\n" + STORY),
    text("one line of 50 KB of words", "he said that it was so and " * 1_850),
    text("one sentence of commas", "said, " * 5_000),
    text("5,000 paragraphs", "".join(f"No {n}.\n\n" for n in range(5_000))),
    text("100,000 empty lines", STORY + "\n" * 100_000 + STORY, "read"),
    Case("25 MB of words", lambda: b"so it is said. " * 1_700_000, "error", "text/plain"),
    Case("50 MB of blanks", lambda: b" " * 50_000_000, "error", "text/plain"),
    Case("50 MB of html", lambda: b"<p>no</p>" * 5_600_000, "error", "text/html"),
    text("html inside text", HTML, "read"),
    Case("html without a type", HTML.encode(), "read"),
    html("text called html", STORY, "read"),
    html(
        "less-than signs",
        "<html><body><p>" + STORY + "a < b <c <<d >> e" * 200 + "</p></body></html>",
        "read",
    ),
]
MARKUP = [
    html("50,000 nested divs", many("div", 50_000)),
    html("50,000 nested quotations", many("blockquote", 50_000)),
    html("20,000 nested inline tags", many("b", 20_000)),
    html("5,000 nested tables", many("table><tr><td", 5_000)),
    html("5,000 lists", "<html><body>" + "<ul><li>said</li></ul>" * 5_000 + STORY + "</body></html>"),
    html("an entity bomb", entities()),
    html("an external entity", f'<!DOCTYPE h [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>{STORY}&x;</p>'),
    html("svg", f"<svg xmlns='http://www.w3.org/2000/svg'><text>{STORY}</text><script>a(1)</script></svg>"),
    html(
        "xml", f"<?xml version='1.0'?><rss><channel><item><description>{STORY}</description></item></channel>"
    ),
    html("a script that ends in a string", with_body("<script>'</script>'</script>")),
    html("comments and CDATA", with_body("<!-- a -- > b --><![CDATA[ He said no. ]]><!>"), "read"),
    html("a picture of 3 MB", with_body(f'<img src="data:image/png;base64,{"A" * 3_000_000}">'), "read"),
    html("an attribute of 1 MB", with_body(f'<p class="{"x" * 1_000_000}">')),
    html("100,000 attributes", with_body("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">")),
    html("tags that overlap", HTML.replace("<p>", "<p><b><i></b><table></i><td>")),
    html("twenty bodies", HTML.replace("<body>", "<body>" * 20), "read"),
    html(
        "bad json-ld", with_head('<script type="application/ld+json">{"@type": [[{"a": NaN</script>'), "read"
    ),
    html("deep json-ld", with_head(f'<script type="application/ld+json">{"[" * 50_000}</script>'), "read"),
    html(
        "a base that leads nowhere", with_head('<base href="http://[::1"><link rel="canonical" href="//[b">')
    ),
    html("a template", f"<html><body><template><p>{STORY}</p></template><p>{STORY}</p></body></html>"),
    html("noscript", f"<html><body><noscript><p>{STORY}</p></noscript></body></html>"),
]
DEEP = b'{"id": "d", "text": "no", "x": '
JSON = [
    article("text that is a number", "error", text=5),
    article("text that is a list", "error", text=["a"]),
    article("text that is nothing", "error", text=None),
    article("text of blanks", "error", text=" \n "),
    article("text with NaN beside it", text=STORY, score=float("nan")),
    article("particulars of odd types", text=STORY, title=5, url=["x"], outlet={}, published=True),
    article("a date that is none", "read", text=STORY, published="the day after"),
    article("lone surrogates in json", text=STORY.replace("e", "\ud800")),
    article("NULs in json", text=STORY.replace(" ", " \0")),
    article("1,000 more fields", "read", text=STORY, **{f"f{n}": n for n in range(1000)}),
    line("deep json", DEEP + b"[" * 100_000, "error"),
    line("deep json that ends", DEEP + b"[" * 90_000 + b"]" * 90_000 + b"}", "error"),
    line("json that is a list", b'["a"]', "error"),
    line("json in utf-16", json.dumps({"id": "u", "text": STORY}).encode("utf-16")),
    line("not json", b"She said no.", "error"),
    line("a number of 5,000 digits", b'{"id": "n", "text": "no", "n": ' + b"9" * 5000 + b"}"),
]
CASES = [*EMPTY, *BINARY, *CUT, *CHARSETS, *CHARACTERS, *QUOTATION, *SHAPES, *MARKUP, *JSON]
NEIGHBOUR = Page(STORY.encode(), "neighbour", None, "text/plain")


def test_there_are_enough_cases_and_each_has_its_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60


def sound(reading: Reading) -> None:
    """Raises AssertionError unless all places hold."""
    words, blocks = reading.article.text, reading.article.blocks
    words.encode("utf-8")
    at = 0
    for block in blocks:
        assert at <= block.span.start < block.span.end <= len(words)
        assert not words[at : block.span.start].strip()
        at = block.span.end
    assert not words[at:].strip()
    speaking = reading.article.speaking()
    for statement in reading.statements:
        assert statement.attribution.content
        assert 0.0 <= statement.attribution.confidence <= 1.0
        for _, span in statement.attribution.spans:
            assert any(part.start <= span.start < span.end <= part.end for part in speaking), span
        for mention in statement.speaker.mentions if statement.speaker else ():
            assert 0 <= mention.span.start < mention.span.end <= len(words)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_page_gives_an_error_or_a_sound_reading(case: Case) -> None:
    data = case.data if isinstance(case.data, bytes) else case.data()
    page = Page(data, case.name, None, case.declared)
    (_, before), (_, outcome), (_, after) = read_all([NEIGHBOUR, page, NEIGHBOUR])
    assert before == after
    assert isinstance(before, Reading)
    assert before.statements
    if isinstance(outcome, PageError):
        assert case.expected != "read", outcome
        assert outcome.page == case.name
        assert not outcome.message.startswith("unexpected"), outcome
        assert len(outcome.message) > 10
    else:
        assert case.expected != "error", outcome.article.text[:200]
        sound(outcome)


def test_paths_of_every_kind_cost_themselves_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Odd names, loops, pipes, devices, in one folder and beside it."""
    monkeypatch.chdir(tmp_path)
    Path("news").mkdir()
    folder = os.fsencode(tmp_path / "news")
    for name in (
        b"-n.txt",
        b"a\nb.txt",
        b"caf\xe9.txt",
        b"~.txt",
        b"$(x).txt",
        b"%s.txt",
        b"x" * 200 + b".txt",
    ):
        with open(os.path.join(folder, name), "wb") as file:  # noqa: PTH123, PTH118 - a path of bytes
            file.write(STORY.encode())
    os.mkfifo(os.path.join(folder, b"pipe.txt"))  # noqa: PTH118
    Path("news/loop").symlink_to("..", target_is_directory=True)
    Path("news/zero.txt").symlink_to("/dev/zero")
    Path("news/self.txt").symlink_to("self.txt")
    addresses = ["news", "news/../news/-n.txt", "../" * 40 + "no such.txt", "/dev/random", "nul\0.txt", ""]
    outcomes = [outcome for _, outcome in read_all(pages_at(*addresses))]
    read = [outcome.article.id for outcome in outcomes if isinstance(outcome, Reading)]
    failed = [outcome.page for outcome in outcomes if isinstance(outcome, PageError)]
    assert len(read) == 8
    assert "news/caf\\xe9.txt" in read
    assert sorted(Path(name).name for name in failed) == [
        "", "no such.txt", "nul\0.txt", "pipe.txt", "random", "self.txt", "zero.txt",
    ]  # fmt: skip


def test_the_program_reads_on_past_all_of_it(tmp_path: Path) -> None:
    """All cases as files, with two processes, kept in a record: every good page is in it, and it holds."""
    small = [case for case in CASES if isinstance(case.data, bytes) and len(case.data) < 5_000]
    for number, case in enumerate(small):
        suffix = {"text/html": "html", "application/json": "jsonl"}.get(case.declared or "", "txt")
        (tmp_path / f"{number:03}.{suffix}").write_bytes(case.data if isinstance(case.data, bytes) else b"")
    (tmp_path / "zz.txt").write_text(STORY)
    record = ["--record", str(tmp_path / "r.db")]
    done = onrecord("read", str(tmp_path), *record, "--jobs", "2", "--to", "jsonl")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1
    assert len(lines) >= len(small)
    assert lines[-1]["id"] == str(tmp_path / "zz.txt")
    assert "Traceback" not in done.stderr
    assert "unexpected" not in done.stderr
    assert onrecord("verify", *record).returncode == 0
    exported = onrecord("export", *record).stdout.splitlines()
    assert len(exported) == sum("error" not in line for line in lines)


def onrecord(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "onrecord", *arguments], capture_output=True, encoding="utf-8", check=False
    )
