"""A set of statements, all of it, as a file: the forms of `onrecord export`, by the same writers."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from threading import Lock
from typing import NamedTuple

from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from onrecord.nouns import Reading
from onrecord.record import Record
from onrecord.record.picking import Picked
from onrecord.record.query import Query
from onrecord.rows import Decided, Row
from onrecord.share import (
    brat_files,
    citron_files,
    csv_lines,
    row_lines,
    schema_org_lines,
    web_annotation_lines,
    write_parquet,
    zipped,
)

PIECE = 64 * 1024
TOGETHER = 50
"""Lines sent at once."""
RETRY_S = 5
_parquet = Lock()


class Form(NamedTuple):
    """A link to a set of statements as a file: the form's name and the URL."""

    name: str
    url: str


TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "jsonl": "application/jsonl; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
    "schema-org": "application/jsonl; charset=utf-8",
    "web-annotation": "application/jsonl; charset=utf-8",
    "brat": "application/zip",
    "citron": "application/zip",
}
"""The forms with the types of their files: those of statements, then those of articles, which have the
statements of the set alone. A folder comes as a ZIP file."""
ENDINGS = {
    "schema-org": "schema-org.jsonl",
    "web-annotation": "web-annotation.jsonl",
    "brat": "brat.zip",
    "citron": "citron.zip",
}
NEEDS = {"parquet": "pyarrow"}


def installed() -> tuple[str, ...]:
    """The forms that this installation can write."""
    return tuple(name for name in TYPES if name not in NEEDS or find_spec(NEEDS[name]) is not None)


def forms(url: Callable[[str], str]) -> tuple[Form, ...]:
    """The links to a set as a file of each form, by what makes a form's file name a URL."""
    return tuple(Form(name, url(f"statements.{name}")) for name in installed())


def exported(
    record: Record, picked: Picked, form: str, query: Query | None = None, *, head_alone: bool
) -> Response:
    """These statements as a file, what was sought in them marked. What goes wrong before the first of them is
    an error, what goes wrong later breaks the download off. With `head_alone` nothing is written. Raises
    HTTPException for a form that there is not."""
    if form not in installed():
        raise HTTPException(404)
    name = f'attachment; filename="statements.{ENDINGS.get(form, form)}"'
    pieces = iter(()) if head_alone else _begun(_together(_written(record, picked, form, query)))
    return StreamingResponse(pieces, media_type=TYPES[form], headers={"Content-Disposition": name})


def _written(record: Record, picked: Picked, form: str, query: Query | None) -> "Parts":
    return (
        OF_ROWS[form](record.rows_at(picked, query))
        if form in OF_ROWS
        else OF_READINGS[form](record.readings_at(picked), record.decided())
    )


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


def _as_brat(readings: Iterator[Reading], decided: Decided | None) -> Iterator[bytes]:
    return zipped(brat_files(readings, decided))


def _as_citron(readings: Iterator[Reading], _: Decided | None) -> Iterator[bytes]:
    return zipped(citron_files(readings))


Parts = Iterator[str] | Iterator[bytes]
OF_ROWS: Mapping[str, Callable[[Iterator[Row]], Parts]] = {
    "csv": csv_lines,
    "jsonl": row_lines,
    "parquet": _as_parquet,
}
OF_READINGS: Mapping[str, Callable[[Iterator[Reading], Decided | None], Parts]] = {
    "schema-org": schema_org_lines,
    "web-annotation": web_annotation_lines,
    "brat": _as_brat,
    "citron": _as_citron,
}
