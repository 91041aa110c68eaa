"""The record in a PostgreSQL database, searched by tsvector, and for names by trigram."""

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any, TypeVar

from sqlalchemy import (
    URL,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Table,
    bindparam,
    create_engine,
    insert,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from onrecord.errors import RecordError
from onrecord.record import time_slices, vector_search
from onrecord.record.bulk_insert import binary, inserting
from onrecord.record.clauses import WORDS as TEXTS
from onrecord.record.clauses import Among, among
from onrecord.record.database import KEPT_IN, LONE_SURROGATE, Indexed, in_use
from onrecord.record.migrating import bring_up
from onrecord.record.query import Sought
from onrecord.record.schema import APPLICATION_ID, NAMES, NAMES_INDEX, WORDS, metadata

T = TypeVar("T")
CONNECT_S = 10
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 2.0
"""How long to wait for a server before a piece of work is tried again: twice as long each time."""
SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
SETTINGS = "-c jit=off -c client_min_messages=warning"
"""Queries take milliseconds, which compiling them would multiply."""
# One writer at a time, of one record: there may be several in a database, each in a schema of its own.
LOCK = f"pg_advisory_xact_lock({APPLICATION_ID}, hashtext(current_schema()))"
WRITING = text(f"SELECT CAST(pg_current_xact_id() AS text), {LOCK}")
# What writes the same again and again is planned once (`_preparing`), when a table may be empty: it must not
# be read through when it has grown.
PLANNED_ONCE = (
    "set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true)"
)
WRITING_ALIKE = text(f"SELECT CAST(pg_current_xact_id() AS text), {LOCK}, {PLANNED_ONCE}")
WRITERS = text(
    "SELECT pid, usename, host(client_addr) AS place, coalesce(xact_start, backend_start) AS since "
    "FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND granted "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
    f"AND classid = {APPLICATION_ID} "
    "AND objid = CAST(CAST(hashtext(current_schema()) AS bigint) & 4294967295 AS oid)"
)
STATUS = text("SELECT pg_xact_status(CAST(:transaction AS xid8))")
TABLES = text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
OURS = text("SELECT obj_description(CAST('alembic_version' AS regclass), 'pg_class')")
VERSION = text("SELECT max(version_num) FROM alembic_version")
BROKEN = text("SELECT CAST(indexrelid AS regclass) FROM pg_index WHERE NOT indisvalid")

# What PostgreSQL says, by its codes or, where it gives none, by its words; and what it means.
MEANINGS = (
    ("28P01", "refuses the password"),
    ("password authentication failed", "refuses the password"),
    ("no password supplied", "asks for a password: give it in the URL, in PGPASSWORD or in ~/.pgpass"),
    ("no pg_hba.conf entry", "refuses this user from here"),
    ("failed to resolve host", "cannot be reached: there is no such host"),
    ("could not translate host name", "cannot be reached: there is no such host"),
    ("connection refused", "cannot be reached: no server answers there"),
    ("timeout expired", "cannot be reached: no server answers there"),
    ("connection timeout", "cannot be reached: no server answers there"),
    ("25006", "cannot be written: the server or this user may only read"),
    ("42501", "may not be used so by this user: its permissions do not suffice"),
    (
        "53100",
        "cannot be written: the server's disk is full; make room there and try again, all that was kept "
        "before is there",
    ),
    ("53300", "cannot be reached: the server has too many connections"),
    ("54", "cannot take this: it is longer than PostgreSQL indexes (about 2,700 bytes a name or address)"),
)
TRANSIENT = ("40001", "40P01", "57P01", "57P02", "57P03", "08")
"""Codes, or classes of them, of what may go well when it is tried again: a conflict, a lost connection, a
server that starts or stops."""
LOST = ("connection refused", "server closed the connection", "connection is lost", "terminating connection")
UNFIT = ("22", "54")
"""Classes of codes for data that the database does not take."""


class Postgresql:
    """A database on a server, by its URL. `wait` is how long to wait for another writer, and for a server
    that was lost, in seconds."""

    def __init__(self, place: str, name: str, *, create: bool, wait: float) -> None:
        url = _url(place)
        self.name = name
        self.wait = wait
        self.engine = create_engine(
            url.difference_update_query(["options"]),
            connect_args={
                "connect_timeout": CONNECT_S,
                "options": self._options(url),
                "prepare_threshold": None,  # a plan made for any words and any number of ids fits none
            },
            execution_options={KEPT_IN: self},
        )
        try:
            with self._plain_words():
                self.engine.connect().close()  # a server that is not there is told at once
                self._again(lambda: self._bring_up(create))
        except RecordError:
            self.engine.dispose()
            raise

    def _bring_up(self, create: bool) -> None:
        with self.engine.connect() as connection:
            if not create:
                self._check_is_there(connection)
            bring_up(self, connection)

    def _options(self, url: URL) -> str:
        given = url.query.get("options", "")
        given = given if isinstance(given, str) else " ".join(given)
        return f"{SETTINGS} -c lock_timeout={max(1, int(self.wait * 1000))} {given}"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the record, whatever is written beside it."""
        self.read(lambda connection: connection.execute(text("SELECT 1")))  # else it may be lost already
        with self._plain_words(), self._snapshot() as connection:
            yield connection

    @contextmanager
    def _snapshot(self) -> Iterator[Connection]:
        with self.engine.connect().execution_options(**SNAPSHOT) as connection, connection.begin():
            yield connection

    def read(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns in such a transaction."""

        def once() -> T:
            with self._snapshot() as connection:
                return work(connection)

        with self._plain_words():
            return self._again(once)

    def write(self, work: Callable[[Connection], T], *, page: str = "", alike: bool = False) -> T:
        """What `work` returns in a transaction that is the only one to write, and does all or nothing."""
        with self._plain_words(page):
            return self._again(lambda: self._write_once(work, alike))

    def _write_once(self, work: Callable[[Connection], T], alike: bool) -> T:
        with self.engine.connect() as connection:
            with connection.begin() as transaction:
                with self._preparing(connection) if alike else nullcontext():
                    number, *_ = connection.execute(WRITING_ALIKE if alike else WRITING).one()
                    result = work(connection)
                try:
                    transaction.commit()
                except DBAPIError as error:
                    if not _is_transient(error) or not self._again(lambda: self._was_kept(number)):
                        raise
            return result

    @contextmanager
    def _preparing(self, connection: Connection) -> Iterator[None]:
        """What is executed within is planned once a connection: of all that an article takes, half the
        server's time. What searches is not, as a plan made for any words fits none."""
        driver: Any = connection.connection.driver_connection
        driver.prepare_threshold = 0
        try:
            yield
        finally:
            driver.prepare_threshold = None

    def _was_kept(self, transaction: str) -> bool:
        """Whether a transaction whose end was not heard of went well: the server knows."""
        deadline = time.monotonic() + self.wait
        while True:
            with self.engine.connect() as connection:
                status = connection.execute(STATUS, {"transaction": transaction}).scalar_one()
            if status == "committed":
                return True
            if status == "aborted":
                return False
            if status is None or time.monotonic() > deadline:
                said = f"{self.name} does not tell whether it kept what was written last"
                raise RecordError(said, step="record")
            time.sleep(FIRST_PAUSE_S)

    def _again(self, work: Callable[[], T]) -> T:
        """What `work` returns, tried again while the server may come back and there is time."""
        deadline, pause = time.monotonic() + self.wait, FIRST_PAUSE_S
        while True:
            try:
                return work()
            except DBAPIError as error:
                if not _is_transient(error) or time.monotonic() + pause > deadline:
                    raise
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_S)

    @contextmanager
    def _plain_words(self, page: str = "") -> Iterator[None]:
        """Raises RecordError for whatever the database raises within."""
        try:
            yield
        except UnicodeEncodeError as error:
            raise RecordError(LONE_SURROGATE, step="record") from error
        except SQLAlchemyError as error:
            unfit = page if _code(error).startswith(UNFIT) else ""
            raise RecordError(f"{self.name} {self.meaning_of(error)}", page=unfit, step="record") from error

    def meaning_of(self, error: Exception) -> str:
        """What an error means, in words that follow the database's name."""
        cause = error.orig if isinstance(error, DBAPIError) else error
        code, said = _code(error), str(cause).casefold()
        if code == "55P03":
            return in_use(self._writers(), self.wait)
        for sign, meaning in MEANINGS:
            if (code and code.startswith(sign)) or (not sign[:2].isdigit() and sign in said):
                return meaning
        if code == "3D000" or ("database" in said and "does not exist" in said):
            return "is no database: make it with `createdb`, or ask whoever looks after the server"
        return f"could not be used: {' '.join(str(cause).split())}"

    def _writers(self) -> str:
        """Who writes to the record, as far as the server tells: " (me from 10.0.0.7, …)" or ""."""
        try:
            with self.engine.connect() as connection:
                rows = connection.execute(WRITERS).all()
        except SQLAlchemyError:
            return ""
        told = [
            f"{row.usename or 'a user'} from {row.place or 'the server itself'}, process {row.pid}, "
            f"since {row.since:%H:%M:%S}" for row in rows
        ]  # fmt: skip
        return f" ({'; '.join(told)})" if told else ""

    def version(self, connection: Connection) -> str | None:
        """The last migration that the schema has had; None for an empty one."""
        tables = set(connection.execute(TABLES).scalars())
        if not tables:
            return None
        if "alembic_version" not in tables or connection.execute(OURS).scalar_one() != "Onrecord":
            said = "holds other tables, and no record: give the record a database or schema of its own"
            raise RecordError(f"{self.name} {said}", step="record")
        return str(connection.execute(VERSION).scalar_one())

    def _check_is_there(self, connection: Connection) -> None:
        with connection.begin():
            if self.version(connection) is None:
                raise RecordError(f"there is no record at {self.name}", step="record")

    @contextmanager
    def changing(self, connection: Connection, version: str | None) -> Iterator[None]:
        """A transaction for changing the tables that nobody else is in."""
        with connection.begin():
            connection.execute(WRITING)
            encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
            if encoding != "UTF8":
                raise RecordError(f"{self.name} keeps text as {encoding}; a record needs UTF8", step="record")
            yield

    def put_in(self, connection: Connection, rows: Mapping[FromClause, Sequence[Mapping[str, Any]]]) -> None:
        """All rows in one message."""
        connection.execute(*inserting(rows))

    def add_rows(self, connection: Connection, table: FromClause, rows: Sequence[Mapping[str, Any]]) -> None:
        """Those with bytes one by one: as a list, all of them are in memory several times over."""
        if rows and isinstance(table, Table) and binary(table):
            connection.execute(insert(table), list(rows))
        elif rows:
            connection.execute(*inserting({table: rows}, as_given=True))

    def add_numbers(
        self, connection: Connection, table: Table, rows: Sequence[tuple[int, ...]], *, new: bool = True
    ) -> None:
        """Put rows of numbers into a table: a list for each column is one message, read fastest."""
        if rows:
            lists = ", ".join(["CAST(%s AS bigint[])"] * len(table.columns))
            known = "" if new else " ON CONFLICT DO NOTHING"
            made = f"INSERT INTO {table.name} SELECT * FROM unnest({lists}){known}"
            connection.exec_driver_sql(made, tuple(map(list, zip(*rows, strict=True))))

    def much_at_once(self, connection: Connection) -> None:
        """The server's memory is its own affair: nothing to do."""

    @staticmethod
    def given(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
        """One parameter for all, so that the statement can be prepared."""
        return Among(column, bindparam(name, type_=TEXTS))

    def clear_indexes(self, connection: Connection) -> None:
        """Empty the index of search and that of the forms of names."""
        connection.exec_driver_sql(f"DELETE FROM {WORDS}")
        connection.exec_driver_sql(f"DELETE FROM {NAMES}")

    def index_aliases(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Put forms of names that are in their table into their index."""
        self.add_rows(connection, NAMES_INDEX, list(map(vector_search.name_row, rows)))

    def number_on(self, connection: Connection) -> None:
        """Let each sequence go on after the greatest number that there is."""
        for table in metadata.sorted_tables:
            for column in table.primary_key.columns:
                if column is table.autoincrement_column:
                    last = f'(SELECT coalesce(max("{column.name}"), 0) + 1 FROM "{table.name}")'
                    sequence = f"pg_get_serial_sequence('{table.name}', '{column.name}')"
                    connection.exec_driver_sql(f"SELECT setval({sequence}, {last}, false)")

    def drop_all(self, connection: Connection) -> None:
        """Drop all of the record's tables, the views of them, and what their triggers do."""
        names = (WORDS, NAMES, *metadata.tables, "alembic_version")
        connection.exec_driver_sql(f"DROP TABLE {', '.join(names)} CASCADE")
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS note_changed_article")

    def matching(self, sought: Sequence[Sought]) -> ColumnElement[bool]:
        """The condition that a row of the index of search has all that is sought."""
        return vector_search.matching(sought)

    def rank(self, sought: Sequence[Sought]) -> ColumnElement[Any]:
        """What to order such rows by."""
        return vector_search.rank(sought)

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
        """The index tells no order: of what is frequent it is asked for slices of time, one after the other,
        until there are enough."""
        if rare or vector_search.is_rare(connection, sought):
            return time_slices.at_once(wanted, period, count)
        return time_slices.newest(connection, wanted, period, count)

    def of_names(self, names: Sequence[str]) -> ColumnElement[bool] | None:
        """The names' words in the index."""
        return vector_search.of_names(names)

    def one_of_few(self, number: ColumnElement[int], few: Sequence[int]) -> ColumnElement[bool]:
        """The condition that a row that matches is one of these few statements."""
        return among(number, few)

    def named_so(self, terms: Sequence[str]) -> Select[Any]:
        """The ids of the names that have all these words and phrases in one of their forms."""
        return vector_search.named_so(terms)

    def flagged(self, flags: ColumnElement[str], flag: str) -> ColumnElement[bool]:
        """The condition that a list of flags, as it is stored, has this one."""
        return vector_search.flagged(flags, flag)

    def problems(self, connection: Connection) -> Iterator[str]:
        """What is wrong with the database as a whole: rows that name what is not there (the server sees to
        that unless somebody tells it not to), and indexes that are not whole."""
        for name in connection.execute(BROKEN).scalars():
            yield f"the index {name} is not whole"
        for table in metadata.sorted_tables:
            for key in sorted(table.foreign_keys, key=lambda each: each.parent.name):
                other = key.column.table.alias()
                there = other.select().where(other.c[key.column.name] == key.parent).exists()
                lost = table.select().where(key.parent.is_not(None), ~there)
                for _ in connection.execute(lost.with_only_columns(key.parent)):
                    yield f"a row of {table.name} has no {key.column.table.name}"

    def indexed(self, connection: Connection, rows: Sequence[int]) -> Mapping[int, Indexed]:
        """What the index of search holds in these rows."""
        return vector_search.indexed(connection, rows)

    def unindexed(self, connection: Connection, aliases: Mapping[int, str]) -> Collection[int]:
        """Those of the forms of names whose words the index does not hold."""
        return vector_search.unindexed(connection, aliases)

    def to_be_indexed(self, words: Mapping[str, str]) -> Indexed:
        """What the index should hold of a statement: its words, folded, and those that are looked up."""
        return vector_search.to_be_indexed(words)


@compiles(Among, "postgresql")
def _among(element: Among, compiler: SQLCompiler, **options: Any) -> str:
    tested, values = (compiler.process(each, **options) for each in element.clauses)
    return f"({tested} = ANY ({values}))"


def _url(place: str) -> URL:
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        said = "a record in PostgreSQL needs its driver: pip install 'onrecord[postgresql]'"
        raise RecordError(f"{said} ({error})", step="record") from error
    try:
        return make_url(place).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError) as error:
        said = "the record's URL cannot be understood: it is postgresql://user@host:port/database"
        raise RecordError(said, step="record") from error


def _code(error: Exception) -> str:
    """PostgreSQL's code of an error, "" where there is none."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlstate", None) or ""


def _is_transient(error: DBAPIError) -> bool:
    """Whether it may go well when it is tried again."""
    code = _code(error)
    if code:
        return code.startswith(TRANSIENT)
    said = str(error.orig).casefold()
    return error.connection_invalidated or any(sign in said for sign in LOST)
