"""JSON lines, plain or gzipped: one article a line, and one error for each line that is none.

A line is `{"id", "text", "title"?, "url"?, "outlet"?, "published"?}`; one without an id is called
"<file>:<line number>".
"""

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import BinaryIO

from onrecord.errors import FetchError, PageError
from onrecord.nouns import Page
from onrecord.page.fetch.limits import Limits
from onrecord.page.fetch.streams import DAMAGE, buffered, reason

BOM = b"\xef\xbb\xbf"
UTF16 = (b"\xff\xfe", b"\xfe\xff")
OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*[\"}]")
SURROGATE = re.compile("[\ud800-\udfff]")


def pages_of_stream(stream: BinaryIO, name: str, limits: Limits) -> Iterator[Page | PageError]:
    """Standard input: JSON lines if it begins with a JSON object, else one page; unpacked if gzipped."""
    try:
        source = buffered(stream, limits)
        if OBJECT.match(source.peek(64)):
            yield from pages_of_lines(source, name, limits)
            return
        data = source.read(limits.file_bytes + 1)
    except DAMAGE as cause:
        yield FetchError(reason(cause), page=name, step="fetch")
        return
    if len(data) > limits.file_bytes:
        yield FetchError(f"larger than {limits.file_bytes / 1e6:g} MB", page=name, step="fetch")
    else:
        yield Page(data, name)


def pages_of_lines(file: BinaryIO, name: str, limits: Limits) -> Iterator[Page | PageError]:
    """A page for each line that is an article, an error for each other one; blank lines skipped."""
    # On disk beyond 2 MB: ids of millions take no memory. Whichever thread clears the stream away, closes.
    with closing(sqlite3.connect("", check_same_thread=False)) as seen:
        seen.execute("create table ids (id blob primary key, line integer) without rowid")
        for number, line in _numbered(file, name, limits):
            if isinstance(line, PageError):
                yield line
            elif number == 1 and line.startswith(UTF16):
                yield FetchError("UTF-16 and not UTF-8", page=name, step="fetch")
                return
            else:
                yield _page(line, name, number, seen)


def _numbered(file: BinaryIO, name: str, limits: Limits) -> Iterator[tuple[int, bytes | PageError]]:
    number = 0
    try:
        source = buffered(file, limits)
        while line := source.readline(limits.line_bytes + 1):
            number += 1
            if len(line) > limits.line_bytes:
                while line and not line.endswith(b"\n"):
                    line = source.readline(limits.line_bytes)
                size = f"{limits.line_bytes / 1e6:g} MB"
                yield number, FetchError(f"line longer than {size}", page=f"{name}:{number}", step="fetch")
            elif stripped := line.removeprefix(BOM if number == 1 else b"").strip():
                yield number, stripped
    except DAMAGE as cause:
        yield number + 1, FetchError(reason(cause), page=f"{name}:{number + 1}", step="fetch")


def _page(line: bytes, name: str, number: int, seen: sqlite3.Connection) -> Page | PageError:
    place = f"{name}:{number}"
    try:
        said = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError) as cause:
        what = "nested too deeply" if isinstance(cause, RecursionError) else str(cause)
        return FetchError(f"not a line of JSON: {what}", page=place, step="fetch")
    if not isinstance(said, dict):
        return FetchError("a line of JSON, but not an object", page=place, step="fetch")
    identity = said.get("id")
    if identity is None or identity == "":
        identity = place
    if isinstance(identity, bool) or not isinstance(identity, str | int):
        return FetchError("the id is neither text nor a number", page=place, step="fetch")
    identity = str(identity)
    if SURROGATE.search(identity):
        return FetchError("the id holds half a character (a lone surrogate)", page=place, step="fetch")
    if not isinstance(said.get("text"), str):
        return FetchError(f"no text in it: line {number}", page=identity, step="fetch")
    if (line_before := _line_of(identity, number, seen)) != number:
        what = f"the id is there already: line {number} has that of line {line_before}"
        return FetchError(what, page=identity, step="fetch")
    return Page(line, identity, declared_type="application/json")


def _line_of(identity: str, number: int, seen: sqlite3.Connection) -> int:
    """The line that had this id first."""
    digest = hashlib.blake2b(identity.encode("utf-8"), digest_size=16).digest()
    seen.execute("insert or ignore into ids values (?, ?)", (digest, number))
    first: int = seen.execute("select line from ids where id = ?", (digest,)).fetchone()[0]
    return first
