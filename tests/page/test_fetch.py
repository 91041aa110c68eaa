"""Files, folders, standard input and JSON lines: what is a page, what is an error, and in which order."""

import gzip
import io
import json
import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.errors import FetchError, PageError
from onrecord.nouns import Page
from onrecord.page.fetch import Limits, pages_at

SMALL = Limits(file_bytes=1000, line_bytes=500, inflation=20, inflation_from=100_000)


def told(pages: Iterable[Page | PageError]) -> list[str]:
    """Each page's address, and each error's with its reason."""
    return [p.address if isinstance(p, Page) else f"{p.page}: {p.message}" for p in pages]


def line(identity: object, text: object = "She said so.", **others: object) -> bytes:
    return json.dumps({"id": identity, "text": text, **others}).encode() + b"\n"


def test_a_file_is_its_bytes_under_the_path_as_given(tmp_path: Path) -> None:
    for name, declared in (
        ("a.html", "text/html"),
        ("b.HTM", "text/html"),
        ("c.txt", "text/plain"),
        ("d.xhtml", "application/xhtml+xml"),
        ("e", None),
        ("f.md", None),
    ):
        path = tmp_path / name
        path.write_bytes(b"\xff words \x00")
        (page,) = pages_at(str(path))
        assert page == Page(b"\xff words \x00", str(path), declared_type=declared)


def test_a_folder_is_read_in_order_without_the_hidden_and_the_foreign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    names = ["b.html", "a.txt", "sub/z.htm", "sub/.hidden.html", ".git/c.html", "sub/deep/y.HTML", "x.css"]
    for name in names:
        path = tmp_path / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("words")
    (tmp_path / "news" / "c.jsonl").write_bytes(line("one") + line("two"))
    (tmp_path / "news" / "sub" / "d.jsonl.gz").write_bytes(gzip.compress(line("three")))
    (tmp_path / "news" / "sub" / "loop").symlink_to(tmp_path / "news", target_is_directory=True)
    (tmp_path / "news" / "sub" / "self.html").symlink_to("self.html")
    (tmp_path / "news" / "sub" / "gone.html").symlink_to("nowhere")
    found = told(pages_at("news"))
    assert found[:7] == [
        "news/a.txt", "news/b.html", "one", "two", "three", "news/sub/deep/y.HTML",
        "news/sub/gone.html: no such file or folder",
    ]  # fmt: skip
    assert found[7].startswith("news/sub/self.html: ")
    assert found[8:] == ["news/sub/z.htm"]


def test_a_folder_without_pages_says_so(tmp_path: Path) -> None:
    (tmp_path / "notes.css").write_text("")
    (error,) = pages_at(str(tmp_path))
    assert isinstance(error, FetchError)
    assert "no page in this folder" in error.message


def test_a_folder_may_be_twelve_hundred_deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made and removed from within: a path given to the system ends at 4,096 bytes, and what removes a
    test's old folders calls itself once for each level."""
    names = (["news"] + ["d"] * 400) * 3
    monkeypatch.chdir(tmp_path)
    for name in names:
        Path(name).mkdir()
        os.chdir(name)
    Path("deep.txt").write_text("words")
    try:
        monkeypatch.chdir(tmp_path)
        assert told(pages_at("news"))[-1].endswith("deep.txt")
    finally:
        os.chdir(tmp_path)
        for name in names:
            os.chdir(name)
        Path("deep.txt").unlink()
        for name in reversed(names):
            os.chdir("..")
            Path(name).rmdir()


def fifo(path: Path) -> str:
    os.mkfifo(path)
    return str(path)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda p: str(p), "no such file or folder"),
        (fifo, "not a regular file"),
        (lambda p: "/dev/zero", "not a regular file"),
        (lambda p: "/dev/stdin/..", ""),
        (lambda p: f"{p}\0.html", "not a path"),
        (lambda p: "x" * 5000, "file name too long"),
        (lambda p: "", "an empty address"),
        (lambda p: "ftp://example.org/a.html", "only http and https are fetched"),
        (lambda p: f"file://{p}", "only http and https are fetched"),
        (lambda p: "javascript://x", "only http and https are fetched"),
        (lambda p: str(p.parent / "a\ud800b"), "not a path"),
    ],
)
def test_what_is_no_file_is_an_error_and_its_neighbours_are_read(
    tmp_path: Path, make: Callable[[Path], str], reason: str
) -> None:
    good = tmp_path / "good.txt"
    good.write_text("words")
    before, *found, after = pages_at(good, make(tmp_path / "x.html"), good)
    assert isinstance(before, Page)
    assert isinstance(after, Page)
    for error in found:
        assert isinstance(error, FetchError)
        assert reason in error.message
        error.page.encode("utf-8")


def test_no_permission_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("words")
    path.chmod(0)
    may_read_all = os.geteuid() == 0
    assert told(pages_at(path)) == ([str(path)] if may_read_all else [f"{path}: no permission to read it"])


def test_a_name_that_is_not_utf8_is_read_and_can_be_stored(tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9\n.html"
    with open(path, "wb") as file:  # noqa: PTH123 - a path of bytes
        file.write(b"words")
    (page,) = pages_at(tmp_path)
    assert page == Page(b"words", f"{tmp_path}/caf\\xe9\n.html", declared_type="text/html")


def test_a_file_is_limited_in_size(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 1000)
    assert told(pages_at(path, limits=SMALL)) == [str(path)]
    path.write_bytes(b"x" * 1001)
    assert told(pages_at(path, limits=SMALL)) == [f"{path}: larger than 0.001 MB"]


def test_a_file_that_grows_for_ever_ends_at_the_limit() -> None:
    assert stat.S_ISREG(os.stat("/proc/self/maps").st_mode)  # noqa: PTH116
    (page,) = pages_at("/proc/self/maps")
    assert isinstance(page, Page)


LINES = [
    (line("a"), "a"),
    (line(7), "7"),
    (line(None), "x.jsonl:3"),
    (line(""), "x.jsonl:4"),
    (b'{"text": "words"}\n', "x.jsonl:5"),
    (b'{"id": "cut", "te\n', "x.jsonl:6: not a line of JSON"),
    (b"[1, 2]\n", "x.jsonl:7: a line of JSON, but not an object"),
    (b'"words"\n', "x.jsonl:8: a line of JSON, but not an object"),
    (b'{"id": "no text"}\n', "no text: no text in it: line 9"),
    (line("number", 5), "number: no text in it: line 10"),
    (line("none", None), "none: no text in it: line 11"),
    (line("list", ["a"]), "list: no text in it: line 12"),
    (line("a"), "a: the id is there already: line 13 has that of line 1"),
    (line(True), "x.jsonl:14: the id is neither text nor a number"),
    (line(1.5), "x.jsonl:15: the id is neither text nor a number"),
    (line({}), "x.jsonl:16: the id is neither text nor a number"),
    (line("\ud800"), "x.jsonl:17: the id holds half a character"),
    (b"[" * 200_000 + b"\n", "x.jsonl:18: not a line of JSON: nested too deeply"),
    (b'{"id": ' + b"9" * 5000 + b', "text": "words"}\n', "x.jsonl:19: not a line of JSON"),
    (b'{"id": "\xe9", "text": "words"}\n', "x.jsonl:20: not a line of JSON"),
    (b'{"id": "a\x00b", "text": "words"}\n', "x.jsonl:21: not a line of JSON"),
    (b'{"id": "n", "text": "words", "score": NaN}\r\n', "n"),
    (line("empty", ""), "empty"),
    (line("x\u2028y\n", "one\u2028two"), "x\u2028y\n"),
    (b'{"id": "last", "text": "no end of line"}', "last"),
]


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_each_line_is_a_page_or_an_error_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("x.jsonl").write_bytes(pack(b"".join(given for given, _ in LINES)))
    found = told(pages_at("x.jsonl"))
    assert len(found) == len(LINES)
    for told_one, (_, expected) in zip(found, LINES, strict=True):
        assert told_one.startswith(expected)


def test_a_page_of_a_line_is_the_line(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"\xef\xbb\xbf  " + line("a") + b"\n \t\n" + line("b").replace(b"\n", b"\r\n"))
    assert list(pages_at(path)) == [
        Page(line("a").strip(), "a", declared_type="application/json"),
        Page(line("b").strip(), "b", declared_type="application/json"),
    ]


def test_a_long_line_costs_itself_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(line("a") + line("long", "x" * 2000) + line("b") + line("end", "x" * 2000).strip())
    assert told(pages_at(path, limits=SMALL)) == [
        "a",
        f"{path}:2: line longer than 0.0005 MB",
        "b",
        f"{path}:4: line longer than 0.0005 MB",
    ]


def test_lines_of_utf16_are_named_as_such(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes((line("a") * 3).decode().encode("utf-16"))
    assert told(pages_at(path)) == [f"{path}: UTF-16 and not UTF-8"]


def test_damaged_gzip_keeps_the_lines_before_the_damage(tmp_path: Path) -> None:
    many = [line(str(n), os.urandom(200).hex()) for n in range(200)]
    whole = gzip.compress(b"".join(many))
    path = tmp_path / "x.jsonl.gz"
    path.write_bytes(whole[: len(whole) // 2])
    *read, error = told(pages_at(path))
    assert 50 < len(read) < 150
    assert read == [str(n) for n in range(len(read))]
    assert error == f"{path}:{len(read) + 1}: the gzip file ends too early"
    path.write_bytes(whole[: len(whole) // 2] + bytes(100) + whole[len(whole) // 2 + 100 :])
    *read, error = told(pages_at(path))
    assert read
    assert "damaged" in error or "not a line of JSON" in error
    path.write_bytes(gzip.compress(line("a")) + gzip.compress(line("b")))
    assert told(pages_at(path)) == ["a", "b"]
    path.write_bytes(line("not packed"))
    assert told(pages_at(path)) == ["not packed"]


@pytest.mark.parametrize("filling", [b"\n", b" ", b"x"])
def test_a_gzip_bomb_is_refused_and_the_lines_before_it_are_kept(tmp_path: Path, filling: bytes) -> None:
    path = tmp_path / "x.jsonl.gz"
    path.write_bytes(gzip.compress(line("a") + line("b") + filling * 30_000_000))
    *read, error = told(pages_at(path, limits=SMALL))
    assert read[:2] == ["a", "b"]
    assert "grows more than 20 times" in error


@pytest.mark.parametrize(
    ("given_bytes", "expected"),
    [
        (line("a") + line("b"), ["a", "b"]),
        (b"\n " + line("a"), ["a"]),
        (gzip.compress(line("a") + line("b"), mtime=0), ["a", "b"]),
        (b"{}", ["-:1: no text in it"]),
        (b"<html><p>words", ["-"]),
        (gzip.compress(b"<html><p>words", mtime=0), ["-"]),
        (b"", ["-"]),
        (b"{curly} words", ["-"]),
        (b"x" * 1001, ["-: larger than 0.001 MB"]),
        (b"\x1f\x8b broken", ["-: the gzip file"]),
        (gzip.compress(b"x" * 30_000_000, mtime=0), ["-: "]),
    ],
)
def test_standard_input_is_lines_or_one_page(given_bytes: bytes, expected: list[str]) -> None:
    found = told(pages_at("-", stdin=io.BytesIO(given_bytes), limits=SMALL))
    assert len(found) == len(expected)
    assert all(f.startswith(e) for f, e in zip(found, expected, strict=True))


def test_standard_input_is_read_as_it_comes() -> None:
    """A line is given before the next one is there: who feeds a pipe need not end it first."""
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as stdin, os.fdopen(writer, "wb", buffering=0) as feed:
        feed.write(line("a"))
        pages = pages_at("-", stdin=stdin)
        assert told([next(pages)]) == ["a"]
        feed.write(line("b"))
        assert told([next(pages)]) == ["b"]
        pages.close()


def test_no_standard_input_says_so() -> None:
    assert told(pages_at("-")) == ["-: no standard input"]


@given(st.lists(st.binary(max_size=60)))
def test_any_bytes_give_one_item_a_line(
    tmp_path_factory: pytest.TempPathFactory, given_lines: list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("any") / "x.jsonl"
    given_lines = [each.replace(b"\n", b"") for each in given_lines]
    path.write_bytes(b'{"text": "first"}\n' + b"\n".join(given_lines))
    found = list(pages_at(path))
    assert len(found) == 1 + sum(1 for each in given_lines if each.strip())
