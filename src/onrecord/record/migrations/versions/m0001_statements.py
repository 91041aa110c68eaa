"""Pages, articles, speakers, statements and their words.

Revision: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all the tables."""
    op.execute("PRAGMA application_id = 1332630115")
    _pages_and_articles()
    _statements()
    op.execute(
        "CREATE VIRTUAL TABLE statement_words USING fts5("
        "words, speaker, source, cue, tokenize = 'unicode61 remove_diacritics 2')"
    )


def _pages_and_articles() -> None:
    op.create_table(
        "outlets",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
    )
    op.create_table(
        "pages",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("compressed", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("page", sa.Text, sa.ForeignKey("pages.sha256"), nullable=False),
        sa.Column("bundle", sa.Text, nullable=False),
        sa.Column("shown", sa.Integer, nullable=False),
        sa.Column("declared_type", sa.Text),
        sa.Column("fetched", sa.Text),
        sa.Column("title", sa.Text),
        sa.Column("byline", sa.Text),
        sa.Column("outlet", sa.Integer, sa.ForeignKey("outlets.id")),
        sa.Column("published", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("text", sa.Text, nullable=False),
        sa.UniqueConstraint("address", "page", "bundle", name="one_reading"),
    )
    op.create_index("articles_by_name", "articles", ["name"])
    op.create_index("articles_by_date", "articles", ["shown", "published"])
    op.create_index("articles_by_page", "articles", ["page"])
    op.create_index("articles_by_outlet", "articles", ["outlet"])
    op.create_table(
        "blocks",
        sa.Column("article", sa.Integer, sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sqlite_with_rowid=False,
    )


def _statements() -> None:
    op.create_table(
        "speakers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.UniqueConstraint("name", "type", name="one_speaker"),
    )
    op.create_table(
        "statements",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("article", sa.Integer, sa.ForeignKey("articles.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("within", sa.Text),
        sa.Column("speaker", sa.Integer, sa.ForeignKey("speakers.id")),
        sa.Column("resolved", sa.Integer, nullable=False),
        sa.Column("act", sa.Text),
        sa.Column("said_on", sa.Text),
        sa.Column("flags", sa.Text, nullable=False),
        sa.Column("confidence", sa.Float, nullable=False),
        sa.UniqueConstraint("article", "position", name="one_position"),
    )
    op.create_index("statements_by_name", "statements", ["name"])
    op.create_index("statements_by_speaker", "statements", ["speaker"])
    op.create_table(
        "spans",
        sa.Column("statement", sa.Integer, sa.ForeignKey("statements.id"), primary_key=True),
        sa.Column("role", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "targets",
        sa.Column("statement", sa.Integer, sa.ForeignKey("statements.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("stance", sa.Text, nullable=False),
        sa.Column("start", sa.Integer),
        sa.Column("end", sa.Integer),
        sqlite_with_rowid=False,
    )
