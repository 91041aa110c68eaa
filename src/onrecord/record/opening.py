"""Opening the database: connections, migrations, and errors in plain words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from onrecord.errors import RecordError
from onrecord.record.schema import APPLICATION_ID, NEWEST

MIGRATIONS = Path(__file__).parent / "migrations"
WRITES = "onrecord_writes"

# What SQLite says, and what it means to someone who has a file and no database at heart.
MEANINGS = (
    ("database is locked", "is in use by another program; try again when that has finished"),
    ("file is not a database", "is no record: it is a file of another kind, or its beginning is damaged"),
    ("malformed", "is damaged"),
    ("could not decode", "is damaged: it holds text that is not UTF-8"),
    ("readonly", "cannot be written here: the file or its folder is read-only"),
    ("unable to open", "cannot be opened: the file or its folder may not be read or written"),
    ("full", "cannot be written: the disk is full"),
    ("disk i/o", "cannot be read or written: the disk gave an error"),
    ("too big", "cannot take this: it is larger than SQLite holds (about 1 GB)"),
)


def opened(path: Path, *, create: bool, wait: float) -> Engine:
    """The engine of the record at `path`, its tables brought up to this program's.

    `wait` is how long to wait for another writer, in seconds. Raises RecordError.
    """
    _check_place(path, create)
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": wait, "isolation_level": None, "check_same_thread": False},
    )
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "begin", _begin)
    try:
        with plain_words(path), engine.connect() as connection:
            _bring_up(connection, path)
    except RecordError:
        engine.dispose()
        raise
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that sees one state of the record, whatever is written beside it."""
    with plain_words(_path(engine)), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes all or nothing; it waits until it is the only writer."""
    with (
        plain_words(_path(engine)),
        engine.connect().execution_options(**{WRITES: True}) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def plain_words(path: Path) -> Iterator[None]:
    """Raises RecordError for whatever the database raises within."""
    try:
        yield
    except UnicodeEncodeError as error:
        raise RecordError("a text holds a lone surrogate, which is no character", step="record") from error
    except (SQLAlchemyError, sqlite3.Error, UnicodeDecodeError) as error:
        # sqlite3 decodes its own messages, which may quote what is damaged.
        raise RecordError(f"{path} {meaning_of(error)}", step="record") from error


def meaning_of(error: Exception) -> str:
    """What a database's error means, in words that follow the file's name."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, UnicodeDecodeError):
        return "is damaged: it holds text that is not UTF-8"
    for sign, meaning in MEANINGS:
        if sign in str(cause).casefold():
            return meaning
    return f"could not be used: {cause}"


def _path(engine: Engine) -> Path:
    return Path(engine.url.database or "")


def _check_place(path: Path, create: bool) -> None:
    if "\0" in str(path):
        raise RecordError(f"{str(path)!r} cannot be opened: no file has such a name", step="record")
    try:
        exists, is_file, folder = path.exists(), path.is_file(), path.parent.is_dir()
    except OSError as error:
        raise RecordError(f"{str(path)!r} cannot be opened: {error}", step="record") from error
    if exists and not is_file:
        raise RecordError(
            f"{path} is {'a folder' if path.is_dir() else 'no file'}, not a record", step="record"
        )
    if not exists and not create:
        raise RecordError(f"there is no record at {path}", step="record")
    if not folder:
        raise RecordError(f"there is no folder {path.parent} to keep the record in", step="record")


def _prepare_connection(connection: sqlite3.Connection, _: object) -> None:
    for pragma in ("foreign_keys = ON", "synchronous = NORMAL", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A transaction that read first and wrote later could not wait for another writer.
    writes = connection.get_execution_options().get(WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _bring_up(connection: Connection, path: Path) -> None:
    """Make the tables of a new database, or bring an older one up; refuse what is not ours."""
    with connection.begin():
        version = _version(connection, path)
    if version == NEWEST:
        return
    if version is None:
        _driver(connection).execute("PRAGMA journal_mode = WAL")
    with connection.execution_options(**{WRITES: True}).begin():
        version = _version(connection, path)  # another program may have been faster
        if version != NEWEST:
            _migrate(connection, path, version)


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise RecordError("the record needs Python's own sqlite3", step="record")
    return driver


def _version(connection: Connection, path: Path) -> str | None:
    """The last migration that the database has had; None for a new, empty one."""
    tables = set(connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars())
    if not tables:
        return None
    mark = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    if mark != APPLICATION_ID or "alembic_version" not in tables:
        raise RecordError(f"{path} is an SQLite database, but no record of Onrecord", step="record")
    return str(connection.exec_driver_sql("SELECT max(version_num) FROM alembic_version").scalar_one())


def _migrate(connection: Connection, path: Path, version: str | None) -> None:
    from alembic import command  # 0.1 s to import, and seldom needed
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise RecordError(
            f"{path} was written by a newer Onrecord (its tables are of {version}, this program's of "
            f"{NEWEST}); install a newer Onrecord to use it",
            step="record",
        )
    command.upgrade(config, "head")
