"""How long one reading of the record may take: what takes longer is broken off, and stalls nobody else."""

import sqlite3
from time import monotonic

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError

from onrecord.record.sqlite import WRITES

STEPS = 20_000
"""Steps of SQLite's machine between two looks at the clock: about a millisecond."""
BROKEN_OFF = "57014"
"""What PostgreSQL calls a query that was cancelled."""


def limit(engine: Engine, seconds: float) -> None:
    """Let no transaction that only reads go on for more than so many seconds."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "begin", lambda connection: _watch(connection, seconds))
        for end in ("commit", "rollback"):
            event.listen(engine, end, lambda connection: _watch(connection, None))
    else:
        event.listen(engine, "begin", lambda connection: _bound(connection, seconds))


def broken_off(error: BaseException | None) -> bool:
    """Whether this error, or what caused it, is that the time was up."""
    while error is not None:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(cause, sqlite3.OperationalError) and "interrupted" in str(cause):
            return True
        if getattr(cause, "sqlstate", None) == BROKEN_OFF:
            return True
        error = error.__cause__
    return False


def _watch(connection: Connection, seconds: float | None) -> None:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    if seconds is None or _writes(connection):
        driver.set_progress_handler(None, 0)
        return
    end = monotonic() + seconds
    driver.set_progress_handler(lambda: monotonic() > end, STEPS)


def _bound(connection: Connection, seconds: float) -> None:
    if not _writes(connection):
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")


def _writes(connection: Connection) -> bool:
    options = connection.get_execution_options()
    if connection.dialect.name == "sqlite":
        return bool(options.get(WRITES))
    return not options.get("postgresql_readonly")
