"""The kinds of database that a record may be kept in, each with what the tests do to it behind its back."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from onrecord.record import Record
from tests.postgresql import Server

Place = Path | str
Command = tuple[str, tuple[object, ...]]


class Files:
    """SQLite."""

    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._empty = folder / "empty.db"
        Record(self._empty).close()

    def new(self) -> Path:
        """Where no record is yet."""
        self._count += 1
        return self._folder / f"{self._count}.db"

    def empty(self) -> Path:
        """An empty record: making one anew takes twenty times as long as copying it."""
        return Path(shutil.copyfile(self._empty, self.new()))

    def remove(self, place: Place) -> None:
        for path in self._folder.glob(f"{Path(place).name}*"):
            path.unlink()

    def tamper(self, place: Place, *commands: Command) -> bool:
        """Change what is stored; false where the database does not let anybody do so."""
        with closing(sqlite3.connect(place, isolation_level=None)) as connection:
            for command, values in commands:
                connection.execute(command, values)
        return True

    def contents(self, place: Place) -> list[str]:
        """All that is stored."""
        with closing(sqlite3.connect(place)) as connection:
            return list(connection.iterdump())


class Databases:
    """PostgreSQL."""

    kind = "postgresql"

    def __init__(self, server: Server) -> None:
        self.server = server

    def new(self) -> str:
        return self.server.empty()

    def empty(self) -> str:
        return self.server.fresh()

    def remove(self, place: Place) -> None:
        self.server.drop(str(place))

    def tamper(self, place: Place, *commands: Command) -> bool:
        import psycopg

        with psycopg.connect(str(place), autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")  # no foreign keys are watched
            for command, values in commands:
                adapted = re.sub(r"\bx'(\w+)'", r"'\\x\1'::bytea", command.replace("%", "%%"))
                try:
                    connection.execute(adapted.replace("?", "%s"), values or ())
                except (psycopg.DataError, psycopg.ProgrammingError, psycopg.IntegrityError):
                    return False
        return True

    def contents(self, place: Place) -> list[str]:
        import psycopg

        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        with psycopg.connect(str(place)) as connection:
            return [
                f'INSERT INTO "{table}" VALUES {row}'
                for (table,) in connection.execute(tables).fetchall()
                for row in sorted(map(str, connection.execute(f'SELECT * FROM "{table}"').fetchall()))
            ]


Stores = Files | Databases


@contextmanager
def kept(stores: Stores) -> Iterator[Place]:
    """An empty record's place, for as long as it is needed."""
    place = stores.empty()
    try:
        yield place
    finally:
        stores.remove(place)
