"""The evidence itself: the saved page of an article, and the versions of it that were seen."""

import zlib
from dataclasses import dataclass

from sqlalchemy import Connection, select

from onrecord.errors import RecordError
from onrecord.nouns import Page
from onrecord.record.schema import articles, pages


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of a page seen at an address, as one bundle read it. `article` is its id; `shown` is true
    for the one that search shows."""

    article: str
    number: int
    page: str
    bundle: str
    fetched: str | None
    published: str | None
    shown: bool


def revisions(connection: Connection, address: str) -> tuple[Revision, ...]:
    """All versions at an address, in the order in which they were first seen."""
    columns = (articles.c.name, articles.c.revision, articles.c.page, articles.c.bundle, articles.c.fetched)
    wanted = select(*columns, articles.c.published, articles.c.shown).where(articles.c.address == address)
    rows = connection.execute(wanted.order_by(articles.c.revision, articles.c.id)).all()
    return tuple(Revision(*row[:6], shown=bool(row.shown)) for row in rows)


def page_of(connection: Connection, address: str, sha256: str) -> Page:
    """The page of this hash as it was found at this address. Raises RecordError."""
    wanted = (
        select(articles.c.fetched, articles.c.declared_type, pages.c.compressed, pages.c.size)
        .join(pages, pages.c.sha256 == articles.c.page)
        .where(articles.c.address == address, articles.c.page == sha256)
    )
    row = connection.execute(wanted.limit(1)).first()
    if row is None:
        raise RecordError(f"the record holds no page {sha256} of {address}", step="record")
    try:
        data = zlib.decompressobj().decompress(row.compressed, row.size + 1)
    except zlib.error as error:
        raise RecordError(f"the saved page of {address} is damaged: {error}", step="record") from error
    return Page(data, address, row.fetched, row.declared_type)
