"""What people say of statements, beside what was read.

Revision: 0004
"""

import sqlalchemy as sa
from alembic import op

from onrecord.record.escaping import EscapedText

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(EscapedText(), "postgresql")
COLUMNS = ("counts", "corrected", "review", "set_by_people")
DERIVED = "(SELECT id FROM statements WHERE corrected = 1)"
HANGING = (("spans", "statement"), ("targets", "statement"), ("statement_words", "rowid"))


def upgrade() -> None:
    """Add the log of corrections, and what follows from it to the statements."""
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("made", TEXT, nullable=False),
        sa.Column("made_by", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("address", TEXT, nullable=False),
        sa.Column("page", TEXT, nullable=False),
        sa.Column("bundle", TEXT, nullable=False),
        sa.Column("statement", TEXT, nullable=False),
        sa.Column("places", TEXT, nullable=False),
        sa.Column("machine", TEXT),
        sa.Column("value", TEXT),
        sa.Column("note", TEXT),
        sa.Column("undone", sa.Integer, sa.ForeignKey("corrections.id")),
    )
    op.create_index("corrections_by_address", "corrections", ["address"])
    op.create_index("corrections_by_page", "corrections", ["page"])
    op.create_index("corrections_by_statement", "corrections", ["statement"])
    op.add_column("statements", sa.Column("counts", sa.Integer, nullable=False, server_default="1"))
    op.add_column("statements", sa.Column("corrected", sa.Integer, nullable=False, server_default="0"))
    op.add_column("statements", sa.Column("review", TEXT))
    op.add_column("statements", sa.Column("set_by_people", TEXT, nullable=False, server_default="[]"))
    op.create_index("statements_by_review", "statements", ["review", "confidence"])


def downgrade() -> None:
    """Leave the tables as 0003 made them: what was read stays, what people said of it is lost."""
    for table, column in HANGING:
        op.execute(f"DELETE FROM {table} WHERE {column} IN {DERIVED}")
    op.execute("DELETE FROM statements WHERE corrected = 1")
    op.drop_index("statements_by_review", "statements")
    for name in COLUMNS:
        op.drop_column("statements", name)
    op.drop_table("corrections")
