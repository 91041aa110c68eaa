"""The evidence itself: the saved page of an article."""

import zlib

from sqlalchemy import Connection, select

from onrecord.errors import RecordError
from onrecord.nouns import Page
from onrecord.record import lookup
from onrecord.record.schema import articles, pages


def page_behind(connection: Connection, prefix: str) -> Page:
    """The page of the article that `lookup.article` shows, whose text is not loaded. Raises RecordError."""
    row, address = lookup.row_of(connection, prefix)
    sha256 = connection.execute(select(articles.c.page).where(articles.c.id == row)).scalar_one()
    return page_of(connection, address, sha256)


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
