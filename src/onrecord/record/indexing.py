"""The indexes of search made anew from the tables, where rows came in by another way than `writing`."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, exists, func, select
from sqlalchemy.exc import SQLAlchemyError

from onrecord.record.database import database_of
from onrecord.record.loading import by_row
from onrecord.record.schema import INDEX, articles, speaker_aliases, statements
from onrecord.record.writing import searched

CHUNK = 64
AT_ONCE = 1000


def make_indexes(connection: Connection) -> None:
    """Empty the indexes of search and fill them from the tables."""
    database = database_of(connection)
    database.clear_indexes(connection)
    ids = connection.execute(select(articles.c.id).order_by(articles.c.id)).scalars().all()
    for start in range(0, len(ids), CHUNK):
        _index_articles(connection, ids[start : start + CHUNK])
    last = 0
    forms = select(speaker_aliases.c.id, speaker_aliases.c.words)
    wanted = forms.order_by(speaker_aliases.c.id).limit(AT_ONCE)
    while found := connection.execute(wanted.where(speaker_aliases.c.id > last)).all():
        database.index_aliases(connection, [{"id": row.id, "words": row.words} for row in found])
        last = found[-1].id


def strays(connection: Connection) -> Iterator[str]:
    """What the index of search holds that is no statement's."""
    try:
        there = exists().where(statements.c.id == INDEX.c.rowid)
        count = connection.execute(select(func.count()).select_from(INDEX).where(~there)).scalar_one()
    except SQLAlchemyError as error:
        yield database_of(connection).meaning_of(error)
        return
    if count:
        yield f"the index of search holds {count:,} statements that the record does not"


def _index_articles(connection: Connection, ids: Sequence[int]) -> None:
    texts = dict(
        connection.execute(select(articles.c.id, articles.c.text).where(articles.c.id.in_(ids))).all()
    )
    of = dict(
        connection.execute(
            select(statements.c.id, statements.c.article).where(statements.c.article.in_(ids))
        ).all()
    )
    told = sorted(by_row(connection, sorted(ids)).items())
    listed = [{"id": number, **searched(each, texts[of[number]])} for number, each in told]
    for start in range(0, len(listed), AT_ONCE):
        database_of(connection).add_words(connection, listed[start : start + AT_ONCE])
