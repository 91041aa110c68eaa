"""What the migrations do in each database's own way, by the database that they run in."""

from types import ModuleType

from alembic import op

from onrecord.record.migrations import postgresql_parts, sqlite_parts

PARTS = {"sqlite": sqlite_parts, "postgresql": postgresql_parts}


def parts() -> ModuleType:
    """The module of the database that is being migrated."""
    return PARTS[op.get_bind().dialect.name]
