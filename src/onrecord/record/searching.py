"""Search: the statements that a query finds, as rows."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    RowMapping,
    Select,
    column,
    func,
    literal_column,
    select,
    table,
)

from onrecord.nouns import Span
from onrecord.record.loading import flags_of
from onrecord.record.query import Query
from onrecord.record.schema import WORDS, articles, outlets, spans, speakers, statements
from onrecord.rows import Row

WEIGHTS = (10.0, 5.0, 2.0, 1.0)
"""What a hit counts for in bm25, by the index's columns: what was said, who said it, source, cue."""

# Two noncharacters of Unicode set off the hits. Words that held both would get no highlights (see
# `_offsets`), never wrong ones.
OPEN, CLOSE = "\ufdd0\ufdd1", "\ufdd1\ufdd0"
MARK = re.compile(f"({OPEN}|{CLOSE})")

INDEX = table(WORDS, column("rowid", Integer))
INDEX_ITSELF: ColumnElement[Any] = literal_column(WORDS)
NEWEST_FIRST = (articles.c.published.desc(), articles.c.address, articles.c.page, statements.c.position)


def search(connection: Connection, query: Query) -> tuple[Row, ...]:
    """The statements found: best first where words are given, else newest first."""
    match = query.match
    if query.limit <= 0 or ((query.has_words or query.has_speaker) and match is None):
        return ()
    hits = list(connection.execute(_hits(connection, query, match)).scalars())
    rows = dict(_rows(connection, hits))
    marked = _marked(connection, match, hits) if match and query.has_words else {}
    return tuple(
        replace(rows[hit], highlights=_offsets(marked.get(hit, ""), rows[hit].words)) for hit in hits
    )


def _hits(connection: Connection, query: Query, match: str | None) -> Select[Any]:
    """The row ids of the statements found, in their order."""
    hits = (
        select(statements.c.id)
        .join(articles, statements.c.article == articles.c.id)
        .where(articles.c.shown == 1, *_filters(connection, query))
        .limit(query.limit)
    )
    if match is not None:
        hits = hits.join(INDEX, INDEX.c.rowid == statements.c.id).where(INDEX_ITSELF.op("MATCH")(match))
    best = [func.bm25(INDEX_ITSELF, *WEIGHTS)] if match and query.has_words else []
    return hits.order_by(*best, *NEWEST_FIRST)


def _filters(connection: Connection, query: Query) -> Iterator[ColumnElement[bool]]:
    if query.outlet is not None:
        yield articles.c.outlet.in_(_outlets(connection, query.outlet))
    if query.act is not None:
        yield statements.c.act == query.act
    if query.kind is not None:
        yield statements.c.kind == query.kind
    if query.min_confidence > 0:
        yield statements.c.confidence >= query.min_confidence
    if query.since is not None:
        yield articles.c.published >= query.since
    if query.until is not None:
        yield articles.c.published < query.until + "~"  # "~" sorts after all that a date may hold


def _outlets(connection: Connection, wanted: str) -> list[int]:
    """The outlets of this name, whatever its case; where there is none, those whose name contains it."""
    wanted = wanted.strip().casefold()
    names = connection.execute(select(outlets.c.id, outlets.c.name)).all()
    exact = [number for number, name in names if name.casefold() == wanted]
    return exact or [number for number, name in names if wanted in name.casefold()]


def _rows(connection: Connection, hits: Sequence[int]) -> Iterator[tuple[int, Row]]:
    places: dict[int, dict[str, list[RowMapping]]] = defaultdict(lambda: defaultdict(list))
    roles = ("source", "cue", "content")
    wanted = select(spans).where(spans.c.statement.in_(hits), spans.c.role.in_(roles))
    for span in connection.execute(wanted.order_by(spans.c.position)).mappings():
        places[span["statement"]][span["role"]].append(span)
    found = (
        select(
            *(each for each in statements.c if each.name not in ("speaker", "article")),
            speakers.c.name.label("speaker"),
            speakers.c.type.label("speaker_type"),
            outlets.c.name.label("outlet"),
            articles.c.name.label("article"),
            *(articles.c[name] for name in ("address", "published", "title", "url")),
        )
        .join(articles, statements.c.article == articles.c.id)
        .outerjoin(speakers, statements.c.speaker == speakers.c.id)
        .outerjoin(outlets, articles.c.outlet == outlets.c.id)
        .where(statements.c.id.in_(hits))
    )
    for row in connection.execute(found).mappings():
        yield row["id"], _row(row, places[row["id"]])


def _row(row: RowMapping, places: dict[str, list[RowMapping]]) -> Row:
    words = {role: " … ".join(span["words"] for span in found) for role, found in places.items()}
    at = {role: tuple(Span(span["start"], span["end"]) for span in found) for role, found in places.items()}
    return Row(
        id=row["name"],
        article=row["article"],
        address=row["address"],
        outlet=row["outlet"],
        published=row["published"],
        title=row["title"],
        url=row["url"],
        speaker=row["speaker"],
        speaker_type=row["speaker_type"],
        resolved=bool(row["resolved"]),
        kind=row["kind"],
        source=words.get("source", ""),
        cue=words.get("cue", ""),
        words=words.get("content", ""),
        act=row["act"],
        within=row["within"],
        flags=flags_of(row["flags"], row["name"]),
        confidence=row["confidence"],
        source_spans=at.get("source", ()),
        cue_spans=at.get("cue", ()),
        content_spans=at.get("content", ()),
    )


def _marked(connection: Connection, match: str, hits: Sequence[int]) -> dict[int, str]:
    """What was said in each hit, with what was searched for set off by marks.

    A query of its own: in that which sorts, SQLite would set the marks in every match.
    """
    marked = func.highlight(INDEX_ITSELF, 0, OPEN, CLOSE)
    wanted = select(INDEX.c.rowid, marked).where(INDEX_ITSELF.op("MATCH")(match), INDEX.c.rowid.in_(hits))
    return dict(connection.execute(wanted).all())


def _offsets(marked: str, words: str) -> tuple[Span, ...]:
    """Where the marks stand, as spans of the words without them."""
    found: list[Span] = []
    plain: list[str] = []
    at = start = 0
    for part in MARK.split(marked):
        if part == OPEN:
            start = at
        elif part == CLOSE:
            found.append(Span(start, at))
        else:
            plain.append(part)
            at += len(part)
    return tuple(found) if "".join(plain) == words.replace("\0", " ") else ()
