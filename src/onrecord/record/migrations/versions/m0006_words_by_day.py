"""Rows of the index of search in the order of publication; who writes numbers the rows.

Revision: 0006
"""

from onrecord.record.migrations.parts import parts

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Number the rows of the index by day."""
    parts().number_words_by_day()


def downgrade() -> None:
    """Number them as their statements are."""
    parts().number_words_by_statement()
