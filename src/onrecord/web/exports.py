"""What a search found, all of it, as a file: one route for each form of rows."""

import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from threading import Lock
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from onrecord.record import Record
from onrecord.record.query import Query
from onrecord.rows import Row
from onrecord.share import csv_lines, row_lines, write_parquet
from onrecord.web.asked import Asked

PIECE = 64 * 1024
TOGETHER = 50
"""Lines sent at once."""
RETRY_S = 5
_parquet = Lock()


class Form(NamedTuple):
    """A form of rows: its name, which is its file's ending, and the URL of what was found in it."""

    name: str
    url: str


TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "jsonl": "application/jsonl; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
NEEDS = {"parquet": "pyarrow"}


def installed() -> tuple[str, ...]:
    """The forms that this installation can write."""
    return tuple(name for name in TYPES if name not in NEEDS or find_spec(NEEDS[name]) is not None)


def forms(asked: Asked) -> tuple[Form, ...]:
    """The links to what was found, as a file of each form."""
    return tuple(Form(name, asked.url(f"/search/statements.{name}")) for name in installed())


def exported(record: Record, query: Query, form: str) -> Response:
    """All that a query finds, as a file. What goes wrong before the first row is an error, what goes wrong
    later breaks the download off."""
    write: dict[str, Callable[[Iterator[Row]], Iterator[str] | Iterator[bytes]]]
    write = {"csv": csv_lines, "jsonl": row_lines, "parquet": _as_parquet}
    pieces = _begun(_together(write[form](record.rows_found(query))))
    name = f'attachment; filename="statements.{form}"'
    return StreamingResponse(pieces, media_type=TYPES[form], headers={"Content-Disposition": name})


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """With the first piece made, so that its errors are told in the place of a file."""
    first = next(pieces, b"")

    def whole() -> Iterator[bytes]:
        yield first
        yield from pieces

    return whole()


def _together(parts: Iterator[str] | Iterator[bytes]) -> Iterator[bytes]:
    """Some lines in one piece: each goes through a thread by itself."""
    held: list[bytes] = []
    for part in parts:
        held.append(part if isinstance(part, bytes) else part.encode())
        if len(held) >= TOGETHER or len(held[-1]) >= PIECE:
            yield b"".join(held)
            held = []
    if held:
        yield b"".join(held)


def _as_parquet(rows: Iterator[Row]) -> Iterator[bytes]:
    """Written whole before it is sent, one at a time."""
    if not _parquet.acquire(blocking=False):
        said = "A Parquet file is being written: try again in a moment."
        raise HTTPException(503, said, {"Retry-After": str(RETRY_S)})
    with tempfile.TemporaryFile() as file:
        try:
            write_parquet(rows, file)
        finally:
            _parquet.release()
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece
