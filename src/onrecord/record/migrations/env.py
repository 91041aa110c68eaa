"""Alembic's door to the migrations: it runs them in the transaction that the record has begun."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
