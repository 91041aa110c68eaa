"""Which statements tell the same words, and what people decided about that.

Revision: 0003
"""

import sqlalchemy as sa
from alembic import op

from onrecord.record.escaping import EscapedText
from onrecord.record.migrations.parts import parts

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(EscapedText(), "postgresql")
TABLES = (
    "decided_statements", "utterance_decisions", "utterance_marks", "speaker_identities",
    "statement_utterances", "utterances", "changed_articles", "stale_wordings", "wording_links",
    "crowded_keys", "recent_keys", "wording_keys", "statement_wordings", "wordings",
)  # fmt: skip


def upgrade() -> None:
    """Make the tables. They are filled when the statements are compared: of a large record that takes
    minutes, and nobody should wait for it who wants to search."""
    _wordings()
    _keys()
    _utterances()
    _decisions()
    parts().watch_shown()


def _number(name: str, *more: sa.ForeignKey) -> sa.Column[int]:
    """A column of a primary key that is given, not counted."""
    return sa.Column(name, sa.Integer, *more, primary_key=True, autoincrement=False)


def _wordings() -> None:
    op.create_table(
        "wordings",
        _number("id"),
        sa.Column("digest", sa.BigInteger, nullable=False),
        sa.Column("forms", TEXT, nullable=False),
        sa.Column("weights", sa.LargeBinary, nullable=False),
        sa.Column("gaps", sa.Integer, nullable=False),
        sa.Column("sketch", sa.BigInteger, nullable=False),
    )
    op.create_index("wordings_by_digest", "wordings", ["digest"])
    op.create_table(
        "statement_wordings",
        _number("statement", sa.ForeignKey("statements.id")),
        sa.Column("wording", sa.Integer, sa.ForeignKey("wordings.id"), nullable=False),
    )
    op.create_index("statement_wordings_by_wording", "statement_wordings", ["wording"])
    op.create_table(
        "wording_links",
        _number("one", sa.ForeignKey("wordings.id")),
        _number("other"),
        sa.Column("strength", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )


def _keys() -> None:
    for table in ("wording_keys", "recent_keys"):
        op.create_table(
            table,
            sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
            _number("wording"),
            sqlite_with_rowid=False,
        )
    op.create_table(
        "crowded_keys",
        sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )


def _utterances() -> None:
    op.create_table("stale_wordings", _number("wording"))
    op.create_table("changed_articles", _number("article"))
    op.create_table(
        "utterances",
        _number("statement", sa.ForeignKey("statements.id")),
        sa.Column("articles", sa.Integer, nullable=False),
        sa.Column("statements", sa.Integer, nullable=False),
        sa.Column("published", TEXT),
        sa.Column("name", TEXT, nullable=False),
    )
    op.create_index("utterances_by_articles", "utterances", ["articles", "statements"])
    op.create_table(
        "statement_utterances",
        _number("statement", sa.ForeignKey("statements.id")),
        sa.Column("utterance", sa.Integer, nullable=False),
    )
    op.create_index("statement_utterances_by_utterance", "statement_utterances", ["utterance"])
    op.create_table(
        "speaker_identities",
        _number("speaker", sa.ForeignKey("speakers.id")),
        sa.Column("identity", TEXT, nullable=False),
    )
    op.create_table(
        "utterance_marks",
        sa.Column("name", TEXT, primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )


def _decisions() -> None:
    op.create_table(
        "utterance_decisions",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("made", TEXT, nullable=False),
        sa.Column("made_by", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("undone", sa.Integer, sa.ForeignKey("utterance_decisions.id")),
    )
    op.create_table(
        "decided_statements",
        _number("decision", sa.ForeignKey("utterance_decisions.id")),
        _number("side"),
        _number("position"),
        sa.Column("statement", TEXT, nullable=False),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Leave the tables as 0002 made them. What people decided about utterances is lost."""
    parts().watch_shown_no_more()
    for table in TABLES:
        op.drop_table(table)
