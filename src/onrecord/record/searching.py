"""Search: the statements that a query finds, as rows."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Select,
    exists,
    func,
    or_,
    select,
)

from onrecord.nouns import Span, Speaker
from onrecord.plover import plover_of
from onrecord.record.clauses import among
from onrecord.record.database import database_of
from onrecord.record.highlighting import offsets
from onrecord.record.identities import asked_for, decided, ids_of, statements_of
from onrecord.record.loading import confidences_of, flags_of, review_of, target_of
from onrecord.record.query import YIELDS, Query
from onrecord.record.schema import INDEX, articles, outlets, spans, speakers, statements, targets
from onrecord.rows import Decided, Row

FEW = 20_000
"""Statements that are looked at one by one where an index finds them; of more than these the newest are
soon met by going back in time."""
SHOWN_ROLES = ("source", "cue", "content", "addressee", "occasion", "when")

NEWEST_FIRST = (
    articles.c.published.desc().nulls_last(),
    articles.c.address,
    articles.c.page,
    statements.c.position,
)


def search(connection: Connection, query: Query) -> tuple[Row, ...]:
    """The statements found: best first where words are given, else newest first."""
    if query.limit <= 0 or query.asks_in_vain:
        return ()
    return rows_of_hits(connection, query, hits_of(connection, query))


def rows_of_hits(connection: Connection, query: Query, wanted: Select[Any]) -> tuple[Row, ...]:
    """The statements of these row ids, in their order, with what was sought marked."""
    hits = list(connection.execute(wanted).scalars())
    rows = dict(_rows(connection, hits))
    said = {hit: rows[hit].words for hit in hits}
    marked = database_of(connection).marked(connection, query.sought, said) if query.has_words else {}
    return tuple(replace(rows[hit], highlights=offsets(marked.get(hit, ""), said[hit])) for hit in hits)


def hits_of(connection: Connection, query: Query) -> Select[Any]:
    """The row ids of the statements found, in their order."""
    database, sought = database_of(connection), query.sought
    theirs, few = _of_speaker(connection, query)
    hits = (
        select(statements.c.id)
        .join(articles, statements.c.article == articles.c.id)
        .where(*theirs, *_filters(connection, query))
        .limit(query.limit)
        .offset(query.offset)
    )
    newest: Sequence[ColumnElement[Any]] = NEWEST_FIRST
    if sought:
        hits = hits.join(INDEX, INDEX.c.rowid == statements.c.id).where(database.matching(sought))
        if few is not None:
            hits = hits.where(database.one_of_few(INDEX.c.rowid, few))
    elif few is not None:
        # Without a bare column of `articles` SQLite begins with the few, and not with the newest article.
        newest = (func.coalesce(articles.c.published, "").desc(), *NEWEST_FIRST[1:])
        hits = hits.where(among(statements.c.id, few), func.coalesce(articles.c.shown, 0) == 1)
    if sought or few is None:
        hits = hits.where(articles.c.shown == 1)
    best = [database.best_first(sought)] if sought and query.has_words else []
    return hits.order_by(*best, *newest)


def _of_speaker(
    connection: Connection, query: Query
) -> tuple[list[ColumnElement[bool]], Sequence[int] | None]:
    """The condition that a statement is the speaker's, and was said in time, if that is asked for; and the
    ids of all that may be meant where they are few: what is rare is found by its own index."""
    said = list(_within(statements.c.said_on, query.said_since, query.said_until))
    theirs, candidates = list(said), list(said)
    if query.speaker is not None and query.has_speaker:
        speakers, wanted = asked_for(connection, query.speaker)
        theirs.append(statements_of(speakers, wanted))
        candidates.append(among(statements.c.speaker, ids_of(speakers, wanted)))
    if not candidates:
        return [], None
    ids = connection.execute(select(statements.c.id).where(*candidates).limit(FEW + 1)).scalars().all()
    return theirs, ids if len(ids) <= FEW else None


def _filters(connection: Connection, query: Query) -> Iterator[ColumnElement[bool]]:
    if query.speaker_type is not None:
        # By way of each statement's speaker: nearly all of a record's speakers may be of one type.
        its = select(speakers.c.type).where(speakers.c.id == statements.c.speaker).scalar_subquery()
        yield its == query.speaker_type
    if query.resolved:
        yield statements.c.resolved == 1
    yield from _of_acts(connection, query)
    if query.stance is not None and not query.target:
        yield exists().where(targets.c.statement == statements.c.id, targets.c.stance == query.stance)
    if query.flag is not None:
        flagged = database_of(connection).flagged
        yield or_(flagged(statements.c.flags, query.flag), flagged(statements.c.column_flags, query.flag))
    if query.outlet is not None:
        yield articles.c.outlet.in_(_outlets(connection, query.outlet))
    if query.kind is not None:
        yield statements.c.kind == query.kind
    if query.min_confidence > 0:
        yield or_(statements.c.confidence >= query.min_confidence, statements.c.review.is_not(None))
    yield from _of_review(query)
    yield from _within(articles.c.published, query.since, query.until)


def _of_review(query: Query) -> Iterator[ColumnElement[bool]]:
    """What people rejected is found by those who ask for it, and what they replaced by nobody."""
    if query.review == "rejected":
        yield statements.c.review == "rejected"
        return
    yield statements.c.counts == 1
    if query.review == "unreviewed":
        # Of nearly all statements it is so: an index of that would be the long way round.
        yield func.coalesce(statements.c.review, "") == ""
    elif query.review == "reviewed":
        yield statements.c.review.is_not(None)
    elif query.review is not None:
        yield statements.c.review == query.review


def _of_acts(connection: Connection, query: Query) -> Iterator[ColumnElement[bool]]:
    if query.acts is None:
        return
    yield statements.c.act.in_(query.acts)
    if query.plover == "AGREE":
        yielding = select(INDEX.c.rowid).where(database_of(connection).matching([YIELDS]))
        yield or_(statements.c.act != "agree", statements.c.id.not_in(yielding))


def _within(
    day: ColumnElement[str | None], since: str | None, until: str | None
) -> Iterator[ColumnElement[bool]]:
    """Days of a period, among them those told as a month or year that the period touches.

    ISO 8601 sorts as text; "~" sorts after all that a date may hold.
    """
    if since is not None:
        less_precise = [since[:length] for length in (4, 7) if length < len(since)]
        yield day >= since[:4]
        yield or_(day >= since, day.in_(less_precise)) if less_precise else day >= since
    if until is not None:
        yield day < until + "~"


def _outlets(connection: Connection, wanted: str) -> list[int]:
    """The outlets of this name, whatever its case; where there is none, those whose name contains it."""
    wanted = wanted.strip().casefold()
    names = connection.execute(select(outlets.c.id, outlets.c.name)).all()
    exact = [number for number, name in names if name.casefold() == wanted]
    return exact or [number for number, name in names if wanted in name.casefold()]


def _rows(connection: Connection, hits: Sequence[int]) -> Iterator[tuple[int, Row]]:
    places: dict[int, dict[str, list[RowMapping]]] = defaultdict(lambda: defaultdict(list))
    wanted = select(spans).where(spans.c.statement.in_(hits), spans.c.role.in_(SHOWN_ROLES))
    for span in connection.execute(wanted.order_by(spans.c.position)).mappings():
        places[span["statement"]][span["role"]].append(span)
    aims: dict[int, list[RowMapping]] = defaultdict(list)
    for aim in connection.execute(
        select(targets).where(targets.c.statement.in_(hits)).order_by(targets.c.position)
    ).mappings():
        aims[aim["statement"]].append(aim)
    found = (
        select(
            *(each for each in statements.c if each.name not in ("speaker", "article")),
            speakers.c.id.label("speaker_id"),
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
    told = connection.execute(found).mappings().all()
    known_as = decided(connection, {row["speaker_id"] for row in told if row["speaker_id"] is not None})
    for row in told:
        yield row["id"], _row(row, places[row["id"]], aims[row["id"]], known_as)


def _row(
    row: RowMapping, places: dict[str, list[RowMapping]], aims: list[RowMapping], known_as: Decided | None
) -> Row:
    words = {role: " … ".join(span["words"] for span in found) for role, found in places.items()}
    at = {role: tuple(Span(span["start"], span["end"]) for span in found) for role, found in places.items()}
    speaker = Speaker(row["speaker"], row["speaker_type"]) if row["speaker"] is not None else None
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
        plover=plover_of(row["act"], words.get("cue", "")),
        targets=tuple(map(target_of, aims)),
        addressee=words.get("addressee"),
        occasion=words.get("occasion"),
        when=words.get("when"),
        said_on=row["said_on"],
        addressee_span=next(iter(at.get("addressee", ())), None),
        occasion_span=next(iter(at.get("occasion", ())), None),
        when_span=next(iter(at.get("when", ())), None),
        column_flags=flags_of(row["column_flags"], row["name"]),
        confidences=confidences_of(row),
        known_as=known_as(row["address"], speaker) if known_as and speaker else None,
        review=review_of(row),
    )


def rows_told(connection: Connection, hits: Sequence[int]) -> tuple[Row, ...]:
    """The statements of these row ids, in their order."""
    rows = dict(_rows(connection, hits))
    return tuple(rows[hit] for hit in hits if hit in rows)
