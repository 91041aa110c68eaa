"""The record in one SQLite file, searched by FTS5."""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    Table,
    and_,
    bindparam,
    create_engine,
    event,
    exists,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from onrecord.errors import RecordError
from onrecord.record import days
from onrecord.record.clauses import Among, among
from onrecord.record.database import KEPT_IN, LONE_SURROGATE, Indexed, in_use
from onrecord.record.files import check_place, not_allowed, writers_of
from onrecord.record.folding import tokens
from onrecord.record.migrating import bring_up
from onrecord.record.query import Sought
from onrecord.record.schema import (
    APPLICATION_ID,
    INDEX,
    MAY_BE_THERE,
    NAMES,
    NAMES_INDEX,
    WORD_COLUMNS,
    WORDS,
    metadata,
    speaker_aliases,
)

T = TypeVar("T")
WRITES = "onrecord_writes"
CACHE_KIB = 400 << 10
"""For comparing statements: of a million the keys and wordings take some 400 MB; what is not
touched is not kept."""
LOG_PAGES = 32_000
"""Pages in the log before they are put into the file (128 MB): the same are written again and again."""
WEIGHTS = (10.0, 5.0, 2.0, 1.0, 0.0, 0.0, 0.0, 0.0)
"""What a hit counts for in bm25, by the index's columns: what was said, who said it, source, cue; hits in
the others are asked for by name and all alike."""

INDEX_ITSELF: ColumnElement[Any] = literal_column(WORDS)
NAMED = text(f"SELECT 1 FROM {NAMES} WHERE {NAMES} MATCH :words AND rowid = :id")

UNESCAPED = "replace(replace(value, char(1, 1), char(0)), char(1, 2), char(1))"
"""A text of a list as it was before `escaping.escaped`."""

# What SQLite says, and what it means to someone who has a file and no database at heart.
MEANINGS = (
    ("file is not a database", "is no record: it is a file of another kind, or its beginning is damaged"),
    ("malformed", "is damaged"),
    ("could not decode", "is damaged: it holds text that is not UTF-8"),
    (
        "full",
        "cannot be written: the disk is full; make room and try again, all that was kept before is there",
    ),
    ("disk i/o", "cannot be read or written: the disk gave an error"),
    ("too big", "cannot take this: it is larger than SQLite holds (about 1 GB)"),
)


class Sqlite:
    """A file. `wait` is how long to wait for another writer, in seconds."""

    def __init__(self, path: Path, *, create: bool, wait: float) -> None:
        self.path, self.name, self.wait = path, str(path), wait
        check_place(path, create)
        self.engine = create_engine(
            URL.create("sqlite", database=str(path)),
            connect_args={"timeout": wait, "isolation_level": None, "check_same_thread": False},
            execution_options={KEPT_IN: self},
        )
        event.listen(self.engine, "connect", _prepare_connection)
        event.listen(self.engine, "begin", _begin)
        try:
            with self._plain_words(), self.engine.connect() as connection:
                bring_up(self, connection)
        except RecordError:
            self.engine.dispose()
            raise

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the record."""
        with self._plain_words(), self.engine.connect() as connection, connection.begin():
            yield connection

    def read(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns in such a transaction."""
        with self.reading() as connection:
            return work(connection)

    def write(self, work: Callable[[Connection], T], *, page: str = "", alike: bool = False) -> T:
        """What `work` returns in a transaction that writes all or nothing; it waits until it is the only
        writer."""
        with (
            self._plain_words(),
            self.engine.connect().execution_options(**{WRITES: True}) as connection,
            connection.begin(),
        ):
            return work(connection)

    @contextmanager
    def _plain_words(self) -> Iterator[None]:
        """Raises RecordError for whatever the database raises within."""
        try:
            yield
        except UnicodeEncodeError as error:
            raise RecordError(LONE_SURROGATE, step="record") from error
        except (SQLAlchemyError, sqlite3.Error, UnicodeDecodeError) as error:
            # sqlite3 decodes its own messages, which may quote what is damaged.
            raise RecordError(f"{self.name} {self.meaning_of(error)}", step="record") from error

    def meaning_of(self, error: Exception) -> str:
        """What an error means, in words that follow the file's name."""
        cause = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(cause, UnicodeDecodeError):
            return "is damaged: it holds text that is not UTF-8"
        said = str(cause).casefold()
        if "database is locked" in said:
            return in_use(writers_of(self.path), self.wait)
        if "readonly" in said or "unable to open" in said:
            return f"cannot be {'written' if 'readonly' in said else 'opened'}: {not_allowed(self.path)}"
        for sign, meaning in MEANINGS:
            if sign in said:
                return meaning
        return f"could not be used: {cause}"

    def version(self, connection: Connection) -> str | None:
        """The last migration that the file has had; None for a new, empty one."""
        tables = set(connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars())
        if not tables:
            return None
        mark = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
        if mark != APPLICATION_ID or "alembic_version" not in tables:
            raise RecordError(f"{self.name} is an SQLite database, but no record of Onrecord", step="record")
        return str(connection.exec_driver_sql("SELECT max(version_num) FROM alembic_version").scalar_one())

    @contextmanager
    def changing(self, connection: Connection, version: str | None) -> Iterator[None]:
        """A transaction for changing the tables of the version found, if any, that nobody else is in."""
        if version is None:
            _driver(connection).execute("PRAGMA journal_mode = WAL")
        with connection.execution_options(**{WRITES: True}).begin():
            yield

    def put_in(self, connection: Connection, rows: Mapping[FromClause, Sequence[Mapping[str, Any]]]) -> None:
        """By SQLite's own driver: SQLAlchemy would look at each of the values, as long as SQLite writes them.
        A trigger puts forms of names into their index."""
        for into, listed in rows.items():
            self.add_rows(connection, into, listed)

    def add_rows(self, connection: Connection, table: FromClause, rows: Sequence[Mapping[str, Any]]) -> None:
        """By the driver itself."""
        if rows:
            connection.exec_driver_sql(_inserting(table, tuple(rows[0])), list(map(dict, rows)))

    def add_numbers(
        self, connection: Connection, table: Table, rows: Sequence[tuple[int, ...]], *, new: bool = True
    ) -> None:
        """Put rows of numbers into a table; by the driver itself, in a third of SQLAlchemy's time."""
        if rows:
            known = "" if new else "OR IGNORE "
            marks = ", ".join("?" * len(table.columns))
            connection.exec_driver_sql(f"INSERT {known}INTO {table.name} VALUES ({marks})", list(rows))

    def much_at_once(self, connection: Connection) -> None:
        """Keep more pages than the usual 2 MB, and put them from the log into the file less often."""
        for pragma in (f"cache_size = -{CACHE_KIB}", f"wal_autocheckpoint = {LOG_PAGES}"):
            connection.exec_driver_sql(f"PRAGMA {pragma}")

    @staticmethod
    def given(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
        """A parameter for each: SQLite's lists (JSON) end texts at U+0000."""
        return column.in_(bindparam(name, expanding=True))

    def clear_indexes(self, connection: Connection) -> None:
        """The index of names is FTS5's to empty, as its words are those of another table."""
        connection.exec_driver_sql(f"DELETE FROM {WORDS}")
        connection.exec_driver_sql(f"INSERT INTO {NAMES} ({NAMES}) VALUES ('delete-all')")

    def index_aliases(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Put forms of names that are in their table into their index."""
        listed = [{"rowid": row["id"], "words": row["words"]} for row in rows]
        self.add_rows(connection, NAMES_INDEX, listed)

    def number_on(self, connection: Connection) -> None:
        """SQLite takes the greatest number that there is."""

    def drop_all(self, connection: Connection) -> None:
        """Views first, then the indexes, then each table before those that it refers to."""
        views = "SELECT name FROM sqlite_master WHERE type = 'view'"
        for name in connection.exec_driver_sql(views).scalars().all():
            connection.exec_driver_sql(f'DROP VIEW "{name}"')
        for name in (WORDS, NAMES, *(table.name for table in reversed(metadata.sorted_tables))):
            connection.exec_driver_sql(f"DROP TABLE {name}")
        connection.exec_driver_sql("DROP TABLE alembic_version")

    def matching(self, sought: Sequence[Sought]) -> ColumnElement[bool]:
        """FTS5's own condition."""
        return INDEX_ITSELF.bool_op("MATCH")(_expression(sought))

    def rank(self, sought: Sequence[Sought]) -> ColumnElement[Any]:
        """FTS5's own order."""
        return func.bm25(INDEX_ITSELF, *WEIGHTS)

    def newest(
        self,
        connection: Connection,
        wanted: Select[Any],
        sought: Sequence[Sought],
        period: tuple[str | None, str | None],
        count: int,
        *,
        rare: bool,
    ) -> FromClause:
        """FTS5 goes back through its rows, and stops when it has enough."""
        rows = wanted.where(*days.within(INDEX.c.rowid, *period))
        return rows.order_by(INDEX.c.rowid.desc()).limit(count).subquery()

    def of_names(self, names: Sequence[str]) -> ColumnElement[bool] | None:
        """None: few statements are told apart sooner than names are looked up."""
        return None

    def one_of_few(self, number: ColumnElement[int], few: Sequence[int]) -> ColumnElement[bool]:
        """Of the row's number a part: FTS5 would look up each of the few, ten times the time of passing over
        the others (0.8 ms for 342 of 4,872 matches in 200,000 statements)."""
        return among(number, few)

    def named_so(self, terms: Sequence[str]) -> Select[Any]:
        """The ids of the names that have all these words and phrases in one of their forms."""
        match = " AND ".join(f'"{term}"' for term in terms)
        return (
            select(speaker_aliases.c.speaker)
            .join(NAMES_INDEX, NAMES_INDEX.c.rowid == speaker_aliases.c.id)
            .where(literal_column(NAMES).bool_op("MATCH")(match))
        )

    def flagged(self, flags: ColumnElement[str], flag: str) -> ColumnElement[bool]:
        """The condition that a list of flags, as it is stored, has this one."""
        each = func.json_each(flags).table_valued("value")
        told = func.instr(flags, json.dumps(flag)) > 0  # a value of json_each ends at U+0000
        return and_(flags != "[]", told, exists(select(each.c.value).where(each.c.value == flag)))

    def problems(self, connection: Connection) -> Iterator[str]:
        """What is wrong with the file as a whole."""
        for pragma in ("integrity_check", "foreign_key_check"):
            try:
                rows = connection.exec_driver_sql(f"PRAGMA {pragma}").all()
            except SQLAlchemyError as error:
                yield self.meaning_of(error)
                continue
            for row in rows:
                if tuple(row) != ("ok",):
                    yield str(row[0]) if pragma == "integrity_check" else f"a row of {row[0]} has no {row[2]}"

    def indexed(self, connection: Connection, rows: Sequence[int]) -> Mapping[int, Indexed]:
        """What the index of search holds in these rows."""
        found = connection.execute(select(INDEX).where(among(INDEX.c.rowid, rows)))
        return {each[0]: tuple(each[1:]) for each in found}

    def unindexed(self, connection: Connection, aliases: Mapping[int, str]) -> Collection[int]:
        """Those of the forms of names that FTS5 does not find by their words."""
        asked = {number: " ".join(f'"{word}"' for word in tokens(words)) for number, words in aliases.items()}
        return [
            number
            for number, match in asked.items()
            if match and connection.execute(NAMED, {"id": number, "words": match}).first() is None
        ]

    def to_be_indexed(self, words: Mapping[str, str]) -> Indexed:
        """What the index should hold of a statement: its words."""
        return tuple(words[column] for column in WORD_COLUMNS)


@compiles(Among, "sqlite")
def _among(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    column, _ = element.clauses
    tested, values = (compiler.process(each, **options) for each in element.clauses)
    value = "value" if isinstance(column.type, Integer) else UNESCAPED
    return f"({tested} IN (SELECT {value} FROM json_each({values})))"


@lru_cache(maxsize=64)
def _inserting(into: FromClause, columns: tuple[str, ...]) -> str:
    listed = ", ".join(f'"{each}"' for each in columns)
    made = f"INSERT INTO {into} ({listed}) VALUES (:{', :'.join(columns)})"
    return f"{made} ON CONFLICT DO NOTHING" if into in MAY_BE_THERE else made


def _expression(sought: Sequence[Sought]) -> str:
    """In FTS5's language; the words and phrases hold no quotation marks."""
    parts = []
    for columns, any_of in sought:
        found = " OR ".join(f'"{term}"' for term in any_of)
        parts.append(f"{{{' '.join(columns)}}} : ({found})")
    return " AND ".join(parts)


def _prepare_connection(connection: sqlite3.Connection, _: object) -> None:
    for pragma in ("foreign_keys = ON", "synchronous = NORMAL", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A transaction that read first and wrote later could not wait for another writer.
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise RecordError("the record needs Python's own sqlite3", step="record")
    return driver
