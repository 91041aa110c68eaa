"""The indexes of search made anew from the tables, where rows came in by another way than `writing`."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import SQLAlchemyError

from onrecord.record import days
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
        both = INDEX.outerjoin(statements, statements.c.id == days.statement(INDEX.c.rowid))
        more = func.count() - func.count(statements.c.id.distinct())  # one row for each is enough
        count = connection.execute(select(more).select_from(both)).scalar_one()
    except SQLAlchemyError as error:
        yield database_of(connection).meaning_of(error)
        return
    if count:
        yield f"the index of search holds {count:,} statements that the record does not"


def _index_articles(connection: Connection, ids: Sequence[int]) -> None:
    wanted = select(articles.c.id, articles.c.text, articles.c.published).where(articles.c.id.in_(ids))
    found = {row.id: row for row in connection.execute(wanted)}
    of = dict(
        connection.execute(
            select(statements.c.id, statements.c.article).where(statements.c.article.in_(ids))
        ).all()
    )
    listed = []
    for number, told in sorted(by_row(connection, sorted(ids)).items()):
        article = found[of[number]]
        row = days.row(article.published, number)
        listed.append({"rowid": row, **searched(told, article.text)})
    for start in range(0, len(listed), AT_ONCE):
        database_of(connection).put_in(connection, {INDEX: listed[start : start + AT_ONCE]})
