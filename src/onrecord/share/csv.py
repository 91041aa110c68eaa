"""CSV: one statement a row (RFC 4180: commas, CRLF, UTF-8 without a mark).

A spreadsheet takes a cell that begins with = + - @ for a formula, and a page may well hold such words.
Such a cell gets a leading apostrophe, and the column `guarded` names each cell that got one: without it,
the cell is again what stands in the page. The words are so neither dangerous by default nor ever changed
without saying so. `guard=False` writes the words as they are, for programs that are no spreadsheets.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator

from onrecord.nouns import Span
from onrecord.rows import Row

COLUMNS = (
    "id",
    "article",
    "outlet",
    "published",
    "title",
    "url",
    "speaker",
    "speaker_type",
    "resolved",
    "kind",
    "source",
    "cue",
    "content",
    "act",
    "within",
    "flags",
    "confidence",
    "source_spans",
    "cue_spans",
    "content_spans",
    "guarded",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""OWASP's list for CSV injection, with the full-width forms that spreadsheets in East Asia take as well."""


def csv_lines(rows: Iterable[Row], *, guard: bool = True) -> Iterator[str]:
    """The head, then one record for each statement, each with its end of line."""
    yield _record(COLUMNS)
    for row in rows:
        cells = _cells(row)
        dangerous = [
            name
            for name, cell in zip(COLUMNS, cells, strict=False)
            if guard and cell.startswith(FORMULA_STARTS)
        ]
        guarded = [
            f"'{cell}" if name in dangerous else cell for name, cell in zip(COLUMNS, cells, strict=False)
        ]
        yield _record((*guarded, " ".join(dangerous)))


def _cells(row: Row) -> tuple[str, ...]:
    """All cells but the last, `guarded`."""
    return (
        row.id,
        row.address,
        row.outlet or "",
        row.published or "",
        row.title or "",
        row.url or "",
        row.speaker or "",
        row.speaker_type or "",
        "yes" if row.resolved else "no",
        row.kind,
        row.source,
        row.cue,
        row.words,
        row.act or "",
        row.within or "",
        "; ".join(row.flags),
        repr(row.confidence),
        _spans(row.source_spans),
        _spans(row.cue_spans),
        _spans(row.content_spans),
    )


def _spans(spans: tuple[Span, ...]) -> str:
    return json.dumps([list(span) for span in spans])


def _record(cells: Iterable[str]) -> str:
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
