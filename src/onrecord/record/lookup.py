"""Finding one statement or article by its id, or by as much of it as is unmistakable."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Column, Connection, Select, Table, func, select

from onrecord.errors import NotFoundError, RecordError
from onrecord.nouns import Reading, Statement
from onrecord.record.loading import load
from onrecord.record.schema import articles, statements

CANDIDATES = 10
"""How many ids are listed where several begin alike."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An article in the record, with the statement that was asked for, if one was.

    `revision` counts the versions of the page seen at its address; `newest` is false for one that was
    replaced, by a newer version or by another bundle's reading.
    """

    reading: Reading
    revision: int
    newest: bool
    statement: Statement | None = None
    row: int = field(default=0, repr=False, compare=False)


def statement(connection: Connection, prefix: str) -> Shown:
    """The statement of the only id that begins so. Raises RecordError where there is none or several."""
    return _statement(connection, statement_id(connection, prefix))


def statement_id(connection: Connection, prefix: str) -> str:
    """The only id of a statement that begins so. Raises RecordError where there is none or several."""
    return _only(_begin_so(connection, statements, prefix), "statement", prefix)


def article(connection: Connection, prefix: str) -> Shown:
    """The article at this address, or of the only id that begins so. Raises RecordError."""
    found = _at_address(connection, prefix)
    return found or _article(connection, _only(_begin_so(connection, articles, prefix), "article", prefix))


def row_of(connection: Connection, prefix: str) -> tuple[int, str]:
    """The row in `articles` that `article` shows, and its address. Raises RecordError."""
    row = connection.execute(_readings().where(articles.c.address == prefix)).first()
    if row is None:
        name = _only(_begin_so(connection, articles, prefix), "article", prefix)
        row = connection.execute(_readings().where(articles.c.name == name)).one()
    return row.id, row.address


def beside(connection: Connection, prefix: str) -> int:
    """How many statements the article of this id or address has, or the article that the statement of this
    id stands in; 0 where there is none, or several."""
    try:
        told = _begin_so(connection, statements, prefix)
        if len(told) == 1:
            wanted = _readings().join(statements, statements.c.article == articles.c.id)
            row = connection.execute(wanted.where(statements.c.name == told[0])).one().id
        else:
            row, _ = row_of(connection, prefix)
    except NotFoundError:
        return 0
    its = select(func.count()).select_from(statements).where(statements.c.article == row)
    return int(connection.execute(its).scalar_one())


def either(connection: Connection, prefix: str) -> Shown:
    """The article at this address, or what has the only id that begins so. Raises RecordError."""
    found = _at_address(connection, prefix)
    if found is not None:
        return found
    told = _begin_so(connection, statements, prefix)
    written = _begin_so(connection, articles, prefix)
    name = _only([*told, *written], "statement or article", prefix)
    return _statement(connection, name) if told else _article(connection, name)


def _begin_so(connection: Connection, table: Table, prefix: str) -> list[str]:
    """The ids of this table that begin so: the one itself if it is whole, at most one more than are told."""
    prefix = prefix.strip().lower()
    if not prefix or not set(prefix) <= set("0123456789abcdef"):
        return []
    name: Column[str] = table.c.name
    alike = select(name).where(name >= prefix, name < prefix + "g").distinct().order_by(name)
    return list(connection.execute(alike.limit(CANDIDATES + 1)).scalars())


def _only(names: Sequence[str], noun: str, prefix: str) -> str:
    if not names:
        raise NotFoundError(f"there is no {noun} {prefix!r} in the record", step="record")
    if len(names) > 1:
        listed = ", ".join(names[:CANDIDATES]) + (", …" if len(names) > CANDIDATES else "")
        raise NotFoundError(f"{prefix!r} is not enough: it may be {listed}", step="record")
    return names[0]


def _at_address(connection: Connection, address: str) -> Shown | None:
    return _newest(connection, _readings().where(articles.c.address == address))


def _article(connection: Connection, name: str) -> Shown:
    return _there(_newest(connection, _readings().where(articles.c.name == name)), name)


def _statement(connection: Connection, name: str) -> Shown:
    """Of the same bytes at several addresses, the first address."""
    wanted = _readings().join(statements, statements.c.article == articles.c.id)
    shown = _there(_newest(connection, wanted.where(statements.c.name == name)), name)
    told = [each for each in shown.reading.statements if each.attribution.id == name]
    if not told:  # people rejected it
        [whole] = load(connection, [shown.row], "all")
        told = [each for each in whole.statements if each.attribution.id == name and each.review]
    return replace(shown, statement=told[0])


def _readings() -> Select[tuple[int, int, int, str]]:
    head = select(articles.c.id, articles.c.revision, articles.c.shown, articles.c.address)
    return head.order_by(articles.c.shown.desc(), articles.c.address, articles.c.id.desc()).limit(1)


def _newest(connection: Connection, wanted: Select[tuple[int, int, int, str]]) -> Shown | None:
    row = connection.execute(wanted).first()
    if row is None:
        return None
    [reading] = load(connection, [row.id])
    return Shown(reading, row.revision, bool(row.shown), row=row.id)


def _there(shown: Shown | None, name: str) -> Shown:
    if shown is None:
        raise RecordError(f"the record names {name} and does not hold it: it is damaged", step="record")
    return shown
