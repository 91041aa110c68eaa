"""Search: the statements that a query finds, as rows."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

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
from onrecord.record import days, folding
from onrecord.record.clauses import among
from onrecord.record.database import database_of
from onrecord.record.highlighting import CLOSE, OPEN, offsets
from onrecord.record.identities import asked_for, decided, ids_of, statements_of
from onrecord.record.loading import confidences_of, flags_of, review_of, target_of
from onrecord.record.naming import outlets_named
from onrecord.record.query import YIELDS, Query
from onrecord.record.schema import INDEX, articles, outlets, spans, speakers, statements, targets
from onrecord.rows import Decided, Row

FEW = 20_000
"""Statements that are looked at one by one where an index finds them; of more than these the newest are
soon met by going back in time."""
SHOWN_ROLES = ("source", "cue", "content", "addressee", "occasion", "when")

RANKED = 2_001
"""So many of what has the words, the newest, are put in order by how well they match. Of more than these,
which only frequent words have, what is older follows, the newest first. One more than is paged through
and counted (`facets`), so that whether there are more is known without looking for what is older."""
NEWEST = (articles.c.published, articles.c.address, articles.c.page, statements.c.position)
NEWEST_FIRST = (NEWEST[0].desc().nulls_last(), *NEWEST[1:])


def search(connection: Connection, query: Query) -> tuple[Row, ...]:
    """The statements found: best first where words are given, else newest first."""
    if query.limit <= 0 or query.asks_in_vain:
        return ()
    return rows_of_hits(connection, query, hits_of(connection, query))


def rows_of_hits(connection: Connection, query: Query, hits: Sequence[int]) -> tuple[Row, ...]:
    """The statements of these row ids, in their order, with what was sought marked."""
    rows = dict(_rows(connection, hits))
    said = {hit: rows[hit].words for hit in hits}
    marked = _marked(query, said) if query.has_words else {}
    return tuple(replace(rows[hit], highlights=offsets(marked.get(hit, ""), said[hit])) for hit in hits)


def _marked(query: Query, said: Mapping[int, str]) -> dict[int, str]:
    """What was said in each hit, with what was sought set off by marks."""
    phrases = [
        folding.tokens(term) for columns, any_of in query.sought if "words" in columns for term in any_of
    ]
    return {
        hit: folding.marked(words.replace("\0", " "), phrases, OPEN, CLOSE) for hit, words in said.items()
    }


def hits_of(connection: Connection, query: Query) -> list[int]:
    """The row ids of the statements found, in their order."""
    if query.sought:
        return _with_words(connection, query)
    hits, are_few = _without_words(connection, query)
    newest: Sequence[ColumnElement[Any]] = NEWEST_FIRST
    if are_few:
        # Without a bare column of `articles` SQLite begins with the few, and not with the newest article.
        newest = (func.coalesce(articles.c.published, "").desc(), *NEWEST_FIRST[1:])
    hits = hits.order_by(*newest).limit(query.limit).offset(query.offset or None)
    return list(connection.execute(hits).scalars())


def all_hits(connection: Connection, query: Query) -> Select[Any]:
    """The row ids of all statements that a query finds, in no order."""
    if query.sought:
        return _within_period(_matching(connection, query)[0], query)
    return _without_words(connection, query)[0]


def _without_words(connection: Connection, query: Query) -> tuple[Select[Any], bool]:
    """The statements that the filters ask for; and whether their own indexes tell that they are few."""
    asked = _wanted(connection, query)
    few = _few(connection, asked)
    hits = select(statements.c.id).join(articles, statements.c.article == articles.c.id)
    hits = hits.where(*asked.theirs, *_filters(connection, query))
    if few is None:
        return hits.where(articles.c.shown == 1), False
    return hits.where(among(statements.c.id, few), func.coalesce(articles.c.shown, 0) == 1), True


def _within_period(wanted: Select[Any], query: Query) -> Select[Any]:
    return wanted.where(*days.within(INDEX.c.rowid, query.since, query.until))


def _with_words(connection: Connection, query: Query) -> list[int]:
    """Those of the newest are put in order by how well they match, and what is older follows, the newest
    first: a frequent word is in hundreds of thousands of statements, of which one is hardly better than
    another."""
    wanted, rare = _matching(connection, query)
    if not query.has_words:
        listed = (
            _within_period(wanted, query)
            .order_by(*NEWEST_FIRST)
            .limit(query.limit)
            .offset(query.offset or None)
        )
        return list(connection.execute(listed).scalars())
    found: list[int] = []
    if query.offset < RANKED:
        found = _best(connection, query, wanted, rare)
    if query.offset + query.limit > RANKED and len(found) == max(0, RANKED - query.offset):
        found += _older(connection, query, wanted, rare, query.limit - len(found))
    return found


def _best(connection: Connection, query: Query, wanted: Select[Any], rare: bool) -> list[int]:
    """Out of the newest that match, the best."""
    database = database_of(connection)
    ranked = wanted.add_columns(database.rank(query.sought).label("rank"), *NEWEST)
    period = (query.since, query.until)
    newest = database.newest(connection, ranked, query.sought, period, RANKED, rare=rare)
    its = newest.c
    order = (its.rank, its.published.desc().nulls_last(), its.address, its.page, its.position)
    best = select(its.id).order_by(*order).limit(query.limit).offset(query.offset or None)
    return list(connection.execute(best).scalars())


def _older(connection: Connection, query: Query, wanted: Select[Any], rare: bool, limit: int) -> list[int]:
    """What matches and is older than what is put in order, the newest first."""
    numbered = wanted.add_columns(INDEX.c.rowid.label("row"))
    period, most = (query.since, query.until), query.offset + query.limit
    its = database_of(connection).newest(connection, numbered, query.sought, period, most, rare=rare).c
    older = select(its.id).order_by(its.row.desc()).offset(max(query.offset, RANKED)).limit(limit)
    return list(connection.execute(older).scalars())


def _matching(connection: Connection, query: Query) -> tuple[Select[Any], bool]:
    """The statements with all words that are asked for and all that the filters ask; and whether the index
    tells apart whose they are, so that they are few."""
    database, number = database_of(connection), days.statement(INDEX.c.rowid)
    wanted = (
        select(statements.c.id)
        .select_from(INDEX)
        .join(statements, statements.c.id == number)
        .join(articles, statements.c.article == articles.c.id)
        .where(database.matching(query.sought), articles.c.shown == 1, *_filters(connection, query))
    )
    asked = _wanted(connection, query)
    wanted = wanted.where(*asked.theirs)
    named = database.of_names(asked.names) if asked.names else None
    if named is not None:
        return wanted.where(named), True
    few = _few(connection, asked)
    return wanted if few is None else wanted.where(database.one_of_few(number, few)), False


class _Wanted(NamedTuple):
    """Whose statements are asked for and when they were said: the conditions of it; those of all that may
    be meant, which have indexes of their own; and the names that the speakers asked for have."""

    theirs: Sequence[ColumnElement[bool]] = ()
    candidates: Sequence[ColumnElement[bool]] = ()
    names: Sequence[str] = ()


def _wanted(connection: Connection, query: Query) -> _Wanted:
    said = tuple(_within(statements.c.said_on, query.said_since, query.said_until))
    if query.speaker is None or not query.has_speaker:
        return _Wanted(said, said)
    known, wanted = asked_for(connection, query.speaker)
    ids = ids_of(known, wanted)
    numbers = set(ids)
    return _Wanted(
        (*said, statements_of(known, wanted)),
        (*said, among(statements.c.speaker, ids)),
        tuple({name.name for name in known.names if name.id in numbers}),
    )


def _few(connection: Connection, wanted: _Wanted) -> Sequence[int] | None:
    """The ids of all that may be meant where they are few: what is rare is found by its own index."""
    if not wanted.candidates:
        return None
    listed = select(statements.c.id).where(*wanted.candidates).limit(FEW + 1)
    ids = connection.execute(listed).scalars().all()
    return ids if len(ids) <= FEW else None


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
        yield articles.c.outlet.in_(outlets_of(connection, query.outlet))
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
        yielding = select(days.statement(INDEX.c.rowid)).where(database_of(connection).matching([YIELDS]))
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


def outlets_of(connection: Connection, wanted: str) -> list[int]:
    """The outlets that a name which was typed means."""
    return outlets_named(dict(connection.execute(select(outlets.c.id, outlets.c.name)).all()), wanted)


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
