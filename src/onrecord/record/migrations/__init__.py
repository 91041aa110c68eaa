"""The migrations of the record: named, in order, each all or nothing. Alembic runs them on opening."""
