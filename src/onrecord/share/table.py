"""One statement as a row of typed columns: what Parquet and data frames hold.

The columns are named as those of CSV are, but each has its type: no cell is a list written as text, and
none needs a guard, since no spreadsheet takes it for a formula. Half of a surrogate pair, which no UTF-8
can hold, becomes U+FFFD (one character for one, so that every span still holds), and `replaced` names the
columns in which that was done.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from onrecord.nouns import Span, Target
from onrecord.rows import Row

Kind = Literal["text", "truth", "number", "texts", "span", "spans", "targets"]
SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what its cells are, and how one is had from a row."""

    name: str
    kind: Kind
    of: Callable[[Row], Any]


COLUMNS: tuple[Column, ...] = (
    Column("id", "text", lambda row: row.id),
    Column("article", "text", lambda row: row.address),
    Column("article_id", "text", lambda row: row.article),
    Column("outlet", "text", lambda row: row.outlet),
    Column("published", "text", lambda row: row.published),
    Column("title", "text", lambda row: row.title),
    Column("url", "text", lambda row: row.url),
    Column("speaker", "text", lambda row: row.speaker),
    Column("speaker_type", "text", lambda row: row.speaker_type),
    Column("resolved", "truth", lambda row: row.resolved),
    Column("known_as", "text", lambda row: row.known_as and row.known_as.name),
    Column("known_as_type", "text", lambda row: row.known_as and row.known_as.type),
    Column("identifier", "text", lambda row: row.known_as and row.known_as.identifier),
    Column("kind", "text", lambda row: row.kind),
    Column("source", "text", lambda row: row.source),
    Column("cue", "text", lambda row: row.cue),
    Column("content", "text", lambda row: row.words),
    Column("act", "text", lambda row: row.act),
    Column("plover", "text", lambda row: row.plover),
    Column("targets", "targets", lambda row: [_target(target) for target in row.targets]),
    Column("addressee", "text", lambda row: row.addressee),
    Column("occasion", "text", lambda row: row.occasion),
    Column("when", "text", lambda row: row.when),
    Column("said_on", "text", lambda row: row.said_on),
    Column("within", "text", lambda row: row.within),
    Column("flags", "texts", lambda row: list(row.flags)),
    Column("column_flags", "texts", lambda row: list(row.column_flags)),
    Column("confidence", "number", lambda row: row.confidence),
    Column("speaker_confidence", "number", lambda row: row.confidences.speaker),
    Column("act_confidence", "number", lambda row: row.confidences.act),
    Column("addressee_confidence", "number", lambda row: row.confidences.addressee),
    Column("occasion_confidence", "number", lambda row: row.confidences.occasion),
    Column("when_confidence", "number", lambda row: row.confidences.when),
    Column("review", "text", lambda row: row.review and row.review.state),
    Column("set_by_people", "texts", lambda row: list(row.review.columns) if row.review else []),
    Column("source_spans", "spans", lambda row: _spans(row.source_spans)),
    Column("cue_spans", "spans", lambda row: _spans(row.cue_spans)),
    Column("content_spans", "spans", lambda row: _spans(row.content_spans)),
    Column("addressee_span", "span", lambda row: _span(row.addressee_span)),
    Column("occasion_span", "span", lambda row: _span(row.occasion_span)),
    Column("when_span", "span", lambda row: _span(row.when_span)),
)
REPLACED = Column("replaced", "texts", lambda row: [])
"""The last column: which ones of a row hold U+FFFD in the place of half a surrogate pair."""


def table_row(row: Row) -> dict[str, Any]:
    """All cells of a row, by their columns' names; None where there is nothing."""
    cells = {column.name: column.of(row) for column in COLUMNS}
    whole = {name: _encodable(cell) for name, cell in cells.items()}
    return {**whole, REPLACED.name: [name for name, cell in cells.items() if whole[name] != cell]}


def encodable(text: str) -> str:
    """The text with U+FFFD for each half of a surrogate pair: as long, and UTF-8 can hold it."""
    return SURROGATE.sub("\ufffd", text)


def _encodable(cell: Any) -> Any:
    if isinstance(cell, str):
        return encodable(cell)
    if isinstance(cell, list):
        return [_encodable(each) for each in cell]
    if isinstance(cell, dict):
        return {name: _encodable(each) for name, each in cell.items()}
    return cell


def _span(span: Span | None) -> dict[str, int] | None:
    return None if span is None else {"start": span.start, "end": span.end}


def _spans(spans: Iterable[Span]) -> list[dict[str, int] | None]:
    return [_span(span) for span in spans]


def _target(target: Target) -> dict[str, Any]:
    return {
        "name": target.name,
        "stance": target.stance,
        "span": _span(target.span),
        "confidence": target.confidence,
    }
