"""CSV: one statement a row (RFC 4180: commas, CRLF, UTF-8 without a mark).

A spreadsheet takes a cell that begins with = + - @ for a formula, and a page may well hold such words.
Such a cell gets a leading apostrophe, and the column `guarded` names each cell that got one: without it,
the cell is again what stands in the page. The words are so neither dangerous by default nor ever changed
without saying so. `guard=False` writes the words as they are, for programs that are no spreadsheets.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

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
    "known_as",
    "identifier",
    "kind",
    "source",
    "cue",
    "content",
    "act",
    "plover",
    "targets",
    "addressee",
    "occasion",
    "when",
    "said_on",
    "within",
    "flags",
    "confidence",
    "confidences",
    "review",
    "set_by_people",
    "source_spans",
    "cue_spans",
    "content_spans",
    "target_spans",
    "addressee_span",
    "occasion_span",
    "when_span",
    "guarded",
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""OWASP's list for CSV injection, with the full-width forms that spreadsheets in East Asia take as well."""


def csv_lines(rows: Iterable[Row], *, guard: bool = True) -> Iterator[str]:
    """The head, then one record for each statement, each with its end of line."""
    return guarded_lines(COLUMNS[:-1], map(_cells, rows), guard=guard)


def guarded_lines(
    columns: Sequence[str], rows: Iterable[Sequence[str | float]], *, guard: bool = True
) -> Iterator[str]:
    """A table with the column `guarded` behind these. Numbers of ours are no formulas, be they negative."""
    yield _record((*columns, "guarded"))
    for cells in rows:
        dangerous = [guard and isinstance(cell, str) and cell.startswith(FORMULA_STARTS) for cell in cells]
        shown = [f"'{cell}" if danger else cell for cell, danger in zip(cells, dangerous, strict=True)]
        names = [name for name, danger in zip(columns, dangerous, strict=True) if danger]
        yield _record((*shown, " ".join(names)))


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
        row.known_as.name if row.known_as else "",
        (row.known_as.identifier if row.known_as else None) or "",
        row.kind,
        row.source,
        row.cue,
        row.words,
        row.act or "",
        row.plover or "",
        "; ".join(f"{target.stance}: {target.name}" for target in row.targets),
        row.addressee or "",
        row.occasion or "",
        row.when or "",
        row.said_on or "",
        row.within or "",
        "; ".join(row.flags + row.column_flags),
        repr(row.confidence),
        "; ".join(_confidences(row)),
        row.review.state if row.review else "",
        " ".join(row.review.columns) if row.review else "",
        _spans(row.source_spans),
        _spans(row.cue_spans),
        _spans(row.content_spans),
        _spans([target.span for target in row.targets]) if row.targets else "",
        *(
            json.dumps(place) if place else ""
            for place in (row.addressee_span, row.occasion_span, row.when_span)
        ),
    )


def _confidences(row: Row) -> Iterator[str]:
    """The columns' confidences, as far as there are any: "act 0.81"."""
    yield from (f"{name} {value!r}" for name, value in asdict(row.confidences).items() if value is not None)
    yield from (f"target {number} {target.confidence!r}" for number, target in enumerate(row.targets, 1))


def _spans(spans: Sequence[Span | None]) -> str:
    return json.dumps(spans)


def _record(cells: Iterable[str | float]) -> str:
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
