"""Views: the record as a person asks for it, who opens the database with a program of another's.

Neither database alters a table that a view names. A migration that does drops them first, with `drop_views`
of the definitions that hold before it, and makes those that hold after it.
"""

from collections.abc import Mapping

from alembic import op

from onrecord.record.migrations.parts import parts


def make_views(views: Mapping[str, str]) -> None:
    """Make views of these names. `{words:ROLE}` in a definition becomes the words of a statement's spans of
    that role, with an ellipsis between them."""
    for name, definition in views.items():
        for role in ("content", "source", "cue", "addressee", "occasion", "when"):
            definition = definition.replace(f"{{words:{role}}}", parts().joined_words(role))
        op.execute(f"CREATE VIEW {name} AS {definition}")


def drop_views(views: Mapping[str, str]) -> None:
    """Drop views of these names, those that refer to others first."""
    for name in reversed(list(views)):
        op.execute(f"DROP VIEW {name}")
