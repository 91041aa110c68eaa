"""Pages that could not be read, and why.

Revision: 0007
"""

import sqlalchemy as sa
from alembic import op

from onrecord.record.escaping import EscapedText

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(EscapedText(), "postgresql")


def upgrade() -> None:
    """A row for each address that failed since it was last read."""
    op.create_table(
        "page_failures",
        sa.Column("address", TEXT, primary_key=True),
        sa.Column("step", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("first", TEXT, nullable=False),
        sa.Column("last", TEXT, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("page_failures_by_time", "page_failures", ["last"])


def downgrade() -> None:
    """Forget what failed."""
    op.drop_table("page_failures")
