"""The articles of the record as a list."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, or_, select

from onrecord.record.query import Query
from onrecord.record.schema import articles, outlets, statements
from onrecord.record.searching import outlets_of

NEWEST_FIRST = (articles.c.published.desc().nulls_last(), articles.c.address, articles.c.page)
COLUMNS = (
    "address",
    "title",
    "byline",
    "published",
    "fetched",
    "url",
    "language",
    "page",
    "bundle",
    "revision",
)


@dataclass(frozen=True, slots=True)
class Listed:
    """An article in the record with its id, its place among the versions of its page (`revision`), the
    saved page's SHA-256, and how many statements it has."""

    id: str
    address: str
    title: str | None
    byline: str | None
    published: str | None
    fetched: str | None
    url: str | None
    language: str | None
    page: str
    bundle: str
    revision: int
    outlet: str | None
    statements: int


def articles_in(
    connection: Connection,
    *,
    outlet: str | None,
    since: str | None,
    until: str | None,
    address: str | None,
    limit: int,
    offset: int,
) -> tuple[Listed, ...]:
    """Those published last first, then by address: an order without ties, as an address shows one. Raises
    RecordError for what is no date."""
    Query(since=since, until=until)  # what is no date is told as in search
    chosen = select(articles.c.id).where(articles.c.shown == 1, *_in_period(since, until))
    if outlet is not None:
        chosen = chosen.where(articles.c.outlet.in_(outlets_of(connection, outlet)))
    if address is not None:
        chosen = chosen.where(articles.c.address == address)
    ids = connection.execute(chosen.order_by(*NEWEST_FIRST).limit(limit).offset(offset)).scalars().all()
    those = (statements.c.article == articles.c.id, statements.c.counts == 1)
    told = select(func.count()).where(*those).scalar_subquery()
    wanted = (
        select(
            articles.c.name.label("id"),
            *(articles.c[name] for name in COLUMNS),
            outlets.c.name.label("outlet"),
            told.label("statements"),
        )
        .outerjoin(outlets, articles.c.outlet == outlets.c.id)
        .where(articles.c.id.in_(ids))
        .order_by(*NEWEST_FIRST)
    )
    return tuple(Listed(**row) for row in connection.execute(wanted).mappings())


def _in_period(since: str | None, until: str | None) -> Iterator[ColumnElement[bool]]:
    """As in search: both ends taken in, and what is dated less precisely where it may be meant."""
    if since is not None:
        less_precise = [since[:length] for length in (4, 7) if length < len(since)]
        yield or_(articles.c.published >= since, articles.c.published.in_(less_precise))
    if until is not None:
        yield articles.c.published < until + "~"
