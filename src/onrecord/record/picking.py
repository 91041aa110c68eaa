"""Statements picked out to be written, by the numbers of their rows, and whether these are still theirs.

A long list is written out by many transactions, and others may change the record meanwhile. What people make
of statements is removed when they decide otherwise, and the next one written is given its number.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, func, not_, or_, select

from onrecord.errors import RecordError
from onrecord.record.clauses import among
from onrecord.record.schema import articles, corrections, speaker_decisions, speakers, statements


class Stamp(NamedTuple):
    """What changes with whatever is counted: the newest article, name, decision and correction."""

    article: int
    name: int
    decision: int
    correction: int


@dataclass(frozen=True, slots=True)
class Picked:
    """The numbers of statements, in an order, and the record's stamp when they were theirs."""

    numbers: Sequence[int]
    stamp: Stamp


def stamp(connection: Connection) -> Stamp:
    """The record's stamp now."""
    newest = (
        select(func.coalesce(func.max(table.c.id), 0)).scalar_subquery()
        for table in (articles, speakers, speaker_decisions, corrections)
    )
    return Stamp(*map(int, connection.execute(select(*newest)).one()))


def corrected_since(number: int) -> ColumnElement[bool]:
    """The condition that an article is one of those that corrections later than this one may have changed:
    at their address, or wherever else their page was met, in all versions."""
    late = corrections.c.id > number
    addresses, pages = (select(corrections.c[name]).where(late) for name in ("address", "page"))
    same = select(articles.c.address).where(articles.c.page.in_(pages))
    return or_(articles.c.address.in_(addresses), articles.c.address.in_(same))


def check(connection: Connection, numbers: Collection[int], then: Stamp) -> None:
    """See that these numbers are of the statements that they were of at this stamp. Raises RecordError where
    one is gone or may be another's: it is a row that people made, in an article that was corrected since, or
    one of an article that came since."""
    now = stamp(connection)
    if (now.article, now.correction) == (then.article, then.correction):
        return
    touched = select(articles.c.id).where(corrected_since(then.correction))
    others = and_(statements.c.corrected == 1, statements.c.article.in_(touched))
    same = select(func.count()).where(
        among(statements.c.id, numbers), statements.c.article <= then.article, not_(others)
    )
    if connection.execute(same).scalar_one() != len(set(numbers)):
        raise RecordError("statements were corrected while they were being written out", step="export")
