"""Utterances in the order in which they are listed, so that any page of the list is found by the index.

Revision: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What has no date comes after all that has one; the order is an index's."""
    op.execute("UPDATE utterances SET published = '~' WHERE published IS NULL")
    op.create_index(
        "utterances_in_order",
        "utterances",
        [sa.text("articles DESC"), sa.text("statements DESC"), "published", "name"],
    )
    op.drop_index("utterances_by_articles", "utterances")


def downgrade() -> None:
    """The order is made when it is asked for."""
    op.create_index("utterances_by_articles", "utterances", ["articles", "statements"])
    op.drop_index("utterances_in_order", "utterances")
    op.execute("UPDATE utterances SET published = NULL WHERE published = '~'")
