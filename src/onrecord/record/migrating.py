"""Bringing the tables of a database up to this program's."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection

from onrecord.errors import RecordError
from onrecord.record.schema import NEWEST

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


class Migrated(Protocol):
    """What a database has to tell and do for that."""

    @property
    def name(self) -> str:
        """What a person is told of where the record is."""

    def version(self, connection: Connection) -> str | None:
        """The last migration that the database has had; None for a new, empty one. Raises RecordError for
        what is no record of ours."""

    def changing(self, connection: Connection, version: str | None) -> AbstractContextManager[None]:
        """A transaction for changing the tables of the version found, if any, that nobody else is in."""


def bring_up(database: Migrated, connection: Connection) -> None:
    """Make the tables of a new database, or bring an older one up; refuse what is not ours."""
    with connection.begin():
        version = database.version(connection)
    if version == NEWEST:
        return
    with database.changing(connection, version):
        version = database.version(connection)  # another program may have been faster
        if version != NEWEST:
            _migrate(connection, database.name, version)


def _migrate(connection: Connection, name: str, version: str | None) -> None:
    if version is not None and version not in revisions():
        raise RecordError(
            f"{name} was written by a newer Onrecord (its tables are of {version}, this program's of "
            f"{NEWEST}); install a newer Onrecord to use it",
            step="record",
        )
    migrate(connection)


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring tables up to a revision, in the transaction that the connection is in."""
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def revisions() -> frozenset[str]:
    """All migrations that this program knows."""
    from alembic.script import ScriptDirectory

    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def _config() -> "Config":
    from alembic.config import Config  # 0.1 s to import, and seldom needed

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config
