"""Pages, articles, speakers, statements and their words.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op

from onrecord.record.escaping import EscapedText
from onrecord.record.migrations.parts import parts

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TEXT = sa.Text().with_variant(EscapedText(), "postgresql")


def upgrade() -> None:
    """Make all the tables."""
    parts().mark_as_ours()
    _pages_and_articles()
    _statements()
    parts().make_words()


def _pages_and_articles() -> None:
    op.create_table(
        "outlets",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", TEXT, nullable=False, unique=True),
    )
    op.create_table(
        "pages",
        sa.Column("sha256", TEXT, primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("compressed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("address", TEXT, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("page", TEXT, sa.ForeignKey("pages.sha256"), nullable=False),
        sa.Column("bundle", TEXT, nullable=False),
        sa.Column("shown", sa.Integer, nullable=False),
        sa.Column("declared_type", TEXT),
        sa.Column("fetched", TEXT),
        sa.Column("title", TEXT),
        sa.Column("byline", TEXT),
        sa.Column("outlet", sa.Integer, sa.ForeignKey("outlets.id")),
        sa.Column("published", TEXT),
        sa.Column("url", TEXT),
        sa.Column("language", TEXT),
        sa.Column("text", TEXT, nullable=False),
        sa.UniqueConstraint("address", "page", "bundle", name="one_reading"),
    )
    op.create_index("articles_by_name", "articles", ["name"])
    parts().index_articles_by_date()
    op.create_index("articles_by_page", "articles", ["page"])
    op.create_index("articles_by_outlet", "articles", ["outlet"])
    op.create_table(
        "blocks",
        sa.Column("article", sa.Integer, sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )


def _statements() -> None:
    op.create_table(
        "speakers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.UniqueConstraint("name", "type", name="one_speaker"),
    )
    op.create_table(
        "statements",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("article", sa.Integer, sa.ForeignKey("articles.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("within", TEXT),
        sa.Column("speaker", sa.Integer, sa.ForeignKey("speakers.id")),
        sa.Column("resolved", sa.Integer, nullable=False),
        sa.Column("act", TEXT),
        sa.Column("said_on", TEXT),
        sa.Column("flags", TEXT, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.UniqueConstraint("article", "position", name="one_position"),
    )
    op.create_index("statements_by_name", "statements", ["name"])
    op.create_index("statements_by_speaker", "statements", ["speaker"])
    op.create_table(
        "spans",
        sa.Column("statement", sa.Integer, sa.ForeignKey("statements.id"), primary_key=True),
        sa.Column("role", TEXT, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("words", TEXT, nullable=False),
        sa.Column("reason", TEXT),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "targets",
        sa.Column("statement", sa.Integer, sa.ForeignKey("statements.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("stance", TEXT, nullable=False),
        sa.Column("start", sa.Integer),
        sa.Column("end", sa.Integer),
        sqlite_with_rowid=False,
    )
