"""What people said of statements, read: one statement with both values, the list, the orphans, the queue."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Select, exists, func, or_, select

from onrecord.errors import RecordError
from onrecord.nouns import Statement
from onrecord.record import lookup
from onrecord.record.clauses import among
from onrecord.record.correcting import log, standing_of
from onrecord.record.corrections import Correction, Orphan, Standing, values_of
from onrecord.record.corrections import Values as Values
from onrecord.record.query import Query
from onrecord.record.schema import articles, corrections, statements
from onrecord.record.searching import all_hits, rows_of_hits
from onrecord.rows import Row

LOOKED_AT = exists().where(statements.c.article == articles.c.id, statements.c.review.is_not(None))
"""The condition that people looked at some statement of an article."""
AT_HOME = (
    select(corrections.c.id)
    .join(statements, statements.c.name == corrections.c.statement)
    .join(articles, statements.c.article == articles.c.id)
    .where(articles.c.shown == 1, articles.c.address == corrections.c.address)
    .where(articles.c.page == corrections.c.page)
)
"""The corrections whose page is still what search shows, with their statement in it: none is an orphan."""
ACTIONS = ("accept", "reject", "change", "add", "note", "undo")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A statement with all that people said of it: as it stands, as the machine read it (None where it missed
    it), all their corrections in order, and `version`, the number of the last, to be given back as `seen`.
    `now` and `machine_values` are the columns in plain values, places as {"span", "words"}."""

    id: str
    statement: Statement
    machine: Statement | None
    now: Values
    machine_values: Values | None
    version: int
    corrections: tuple[Correction, ...]


def reviewed(connection: Connection, prefix: str) -> Reviewed:
    """The statement of the only id that begins so. Raises RecordError."""
    shown = lookup.statement(connection, prefix)
    assert shown.statement is not None
    name, text = shown.statement.attribution.id, shown.reading.article.text
    found = standing_of(connection, shown.row)
    machine = found.bases[name] if found.was_read(name) else None
    return Reviewed(
        id=name,
        statement=found.as_left(name),
        machine=machine,
        now=values_of(found.as_left(name), text),
        machine_values=values_of(machine, text) if machine else None,
        version=found.version(name),
        corrections=tuple(found.histories.get(name, ())),
    )


def of_article(connection: Connection, prefix: str) -> Standing | None:
    """An article with all that people said of it; None where nobody said anything. Raises RecordError."""
    row, address = lookup.row_of(connection, prefix)
    made = log(connection, address)
    return standing_of(connection, row, made) if made else None


def has_any(connection: Connection) -> bool:
    """Whether people said anything of any statement."""
    return connection.execute(select(corrections.c.id).limit(1)).first() is not None


def listed(
    connection: Connection,
    prefix: str | None,
    by: str | None,
    action: str | None,
    address: str | None,
    limit: int | None,
) -> tuple[Correction, ...]:
    """Corrections in their order, the last of them where there is a limit."""
    if action is not None and action not in ACTIONS:
        raise RecordError(f"{action!r} is none of {', '.join(ACTIONS)}", step="corrections")
    found = log(connection, address) if prefix is None else reviewed(connection, prefix).corrections
    chosen = [
        each
        for each in found
        if (by is None or each.made_by == by) and (action is None or each.action == action)
    ]
    return tuple(chosen if limit is None else chosen[max(0, len(chosen) - limit) :])


def orphans(connection: Connection) -> tuple[Orphan, ...]:
    """The corrections that hold, but whose statement is gone from what search shows of their address."""
    made = [each for each in log(connection) if each.holds and each.action != "undo"]
    at_home = frozenset(connection.execute(AT_HOME).scalars())
    away = [each for each in made if each.number not in at_home]
    lost: list[Orphan] = []
    for address in dict.fromkeys(each.address for each in away):
        here = [each for each in away if each.address == address]
        wanted = select(articles.c.id).where(articles.c.address == address, articles.c.shown == 1)
        row = connection.execute(wanted).scalar()
        if row is None:
            lost += [Orphan(each, "its address is not in the record") for each in here]
            continue
        found = standing_of(connection, row).orphans
        lost += [Orphan(each, found[each.number]) for each in here if each.number in found]
    return tuple(sorted(lost, key=lambda each: each.correction.number))


def queue(connection: Connection, query: Query, passing: Collection[str] = ()) -> tuple[Row, ...]:
    """Statements that nobody has looked at, least sure first, but for those of these ids."""
    query = replace(query, review=query.review or "unreviewed")
    if query.limit <= 0 or query.asks_in_vain:
        return ()
    hits = _waiting(connection, query).order_by(statements.c.confidence, statements.c.id)
    if passing:
        hits = hits.where(~among(statements.c.name, passing))
    hits = hits.limit(query.limit).offset(query.offset or None)
    return rows_of_hits(connection, query, connection.execute(hits).scalars().all())


def waiting(connection: Connection, query: Query) -> int:
    """How many statements are in the queue, counted up to the limit of the query."""
    query = replace(query, review=query.review or "unreviewed")
    if query.limit <= 0 or query.asks_in_vain:
        return 0
    hits = _waiting(connection, query).limit(query.limit).subquery()
    return int(connection.execute(select(func.count()).select_from(hits)).scalar_one())


def _waiting(connection: Connection, query: Query) -> Select[Any]:
    hits = all_hits(connection, query)
    rare = query.sought or query.has_speaker or query.said_since or query.said_until
    if query.review == "unreviewed" and not rare:
        # Their index has them in this order: 0.1 ms, where sorting 150,000 took 400.
        hits = hits.where(statements.c.review.is_(None))
    return hits


def counted(connection: Connection) -> dict[str, int]:
    """How many statements that search shows are in which state of review."""
    rows = connection.execute(
        select(func.coalesce(statements.c.review, "unreviewed"), func.count())
        .join(articles, statements.c.article == articles.c.id)
        .where(articles.c.shown == 1, or_(statements.c.counts == 1, statements.c.review == "rejected"))
        .group_by(statements.c.review)
    )
    return {str(state): int(count) for state, count in rows}


def people(connection: Connection) -> tuple[str, ...]:
    """Who corrected anything."""
    wanted = select(corrections.c.made_by).distinct().order_by(corrections.c.made_by)
    return tuple(connection.execute(wanted).scalars())
