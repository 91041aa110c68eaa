"""What is in the record: how much, of which time, and what is newest."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select

from onrecord.record.schema import articles, outlets, speaker_decisions, speakers, statements

MOST_OUTLETS = 12


@dataclass(frozen=True, slots=True)
class Contents:
    """What search shows: `articles` and `statements`, how many `names` of speakers were read; the `first` and
    `last` day of publication, where any is known, and how many articles are of each year (`years`); how many
    `outlets`, and the `largest` with their articles. `replaced` counts older versions of pages."""

    articles: int
    statements: int
    names: int
    outlets: int
    replaced: int
    first: str | None
    last: str | None
    years: tuple[tuple[str, int], ...]
    largest: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class NewArticle:
    """An article with its id, and how many statements it has."""

    id: str
    address: str
    title: str | None
    outlet: str | None
    published: str | None
    statements: int


def known(connection: Connection, before: tuple[str, Contents] | None) -> tuple[str, Contents]:
    """What the record holds in its present state, which is told beside it; counted only where that is
    another than `before`."""
    now = state(connection)
    return before if before is not None and before[0] == now else (now, contents(connection))


def contents(connection: Connection) -> Contents:
    """Counted by way of the indexes."""
    shown, replaced = _by_shown(connection)
    within = select(articles.c.id).where(articles.c.shown == 0)
    hidden = _count(connection, select(func.count()).where(statements.c.article.in_(within)))
    year = func.substr(articles.c.published, 1, 4)
    years = (
        select(year, func.count())
        .where(articles.c.shown == 1, articles.c.published.is_not(None))
        .group_by(year)
        .order_by(year)
    )
    span = select(func.min(articles.c.published), func.max(articles.c.published))
    first, last = connection.execute(span.where(articles.c.shown == 1)).one()
    outlet_of = (
        select(outlets.c.name, func.count(articles.c.id))
        .join(articles, articles.c.outlet == outlets.c.id)
        .where(articles.c.shown == 1)
        .group_by(outlets.c.id, outlets.c.name)
        .order_by(func.count(articles.c.id).desc(), outlets.c.name)
    )
    largest = [(name, number) for name, number in connection.execute(outlet_of)]
    return Contents(
        articles=shown,
        statements=_count(connection, select(func.count()).select_from(statements)) - hidden,
        names=_count(connection, select(func.count()).select_from(speakers)),
        outlets=len(largest),
        replaced=replaced,
        first=first,
        last=last,
        years=tuple((name, number) for name, number in connection.execute(years)),
        largest=tuple(largest[:MOST_OUTLETS]),
    )


def newest(connection: Connection, limit: int) -> tuple[NewArticle, ...]:
    """Those published last, of the same day by address."""
    order = (articles.c.published.desc().nulls_last(), articles.c.address, articles.c.page)
    first = select(articles.c.id).where(articles.c.shown == 1).order_by(*order).limit(limit)
    ids = list(connection.execute(first).scalars())  # counted only of these, not of all of a day
    told = select(func.count()).where(statements.c.article == articles.c.id).scalar_subquery()
    columns = (*(articles.c[name] for name in ("name", "address", "title")), outlets.c.name)
    wanted = (
        select(*columns, articles.c.published, told)
        .outerjoin(outlets, articles.c.outlet == outlets.c.id)
        .where(articles.c.id.in_(ids))
        .order_by(*order)
    )
    rows: Iterable[Any] = connection.execute(wanted)
    return tuple(NewArticle(*row) for row in rows)


def state(connection: Connection) -> str:
    """Of rows that are only ever added to, the last; of versions that were replaced, which they are."""
    replaced = select(func.count(), func.sum(articles.c.id)).where(articles.c.shown == 0)
    last = [select(func.max(table.c.id)).scalar_subquery() for table in (articles, speaker_decisions)]
    numbers = connection.execute(select(*last)).one()
    return " ".join(str(number or 0) for number in (*numbers, *connection.execute(replaced).one()))


def _by_shown(connection: Connection) -> tuple[int, int]:
    wanted = select(articles.c.shown, func.count()).group_by(articles.c.shown)
    counted = {shown: number for shown, number in connection.execute(wanted)}  # noqa: C416
    return counted.get(1, 0), counted.get(0, 0)


def _count(connection: Connection, counted: Select[int]) -> int:
    return int(connection.execute(counted).scalar_one())
