"""The tables of the record, as this program writes and reads them.

    outlets ◄── articles ──► pages          one row of `articles` is one reading: (address, page, bundle)
                  ▲  ▲
             blocks  statements ──► speakers
                      ▲   ▲   ▲
                  spans targets statement_words (FTS5, the same rowid)

How a database comes to have them is told by `migrations`; a test holds the two together.
"""

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

APPLICATION_ID = 0x4F6E5263
"""SQLite's mark of whose file it is: "OnRc"."""

NEWEST = "0001"
"""The last of the migrations that this program knows."""

WORDS = "statement_words"
"""The FTS5 table; its columns are words, speaker, source and cue, in this order."""

metadata = MetaData()

outlets = Table(
    "outlets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

# The bytes alone. How they were declared and when they were fetched belongs to each address that they
# were found at (`articles`): the same bytes may be declared in two ways, and are then read in two ways.
pages = Table(
    "pages",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("compressed", LargeBinary, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("page", Text, ForeignKey("pages.sha256"), nullable=False),
    Column("bundle", Text, nullable=False),
    Column("shown", Integer, nullable=False),
    Column("declared_type", Text),
    Column("fetched", Text),
    Column("title", Text),
    Column("byline", Text),
    Column("outlet", Integer, ForeignKey("outlets.id")),
    Column("published", Text),
    Column("url", Text),
    Column("language", Text),
    Column("text", Text, nullable=False),
    UniqueConstraint("address", "page", "bundle", name="one_reading"),
    Index("articles_by_name", "name"),
    Index("articles_by_date", "shown", "published"),
    Index("articles_by_page", "page"),
    Index("articles_by_outlet", "outlet"),
)

blocks = Table(
    "blocks",
    metadata,
    Column("article", Integer, ForeignKey("articles.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("role", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

speakers = Table(
    "speakers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("type", Text, nullable=False),
    UniqueConstraint("name", "type", name="one_speaker"),
)

statements = Table(
    "statements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("article", Integer, ForeignKey("articles.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("within", Text),
    Column("speaker", Integer, ForeignKey("speakers.id")),
    Column("resolved", Integer, nullable=False),
    Column("act", Text),
    Column("said_on", Text),
    Column("flags", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    UniqueConstraint("article", "position", name="one_position"),
    Index("statements_by_name", "name"),
    Index("statements_by_speaker", "speaker"),
)

spans = Table(
    "spans",
    metadata,
    Column("statement", Integer, ForeignKey("statements.id"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("words", Text, nullable=False),
    Column("reason", Text),
)

targets = Table(
    "targets",
    metadata,
    Column("statement", Integer, ForeignKey("statements.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("stance", Text, nullable=False),
    Column("start", Integer),
    Column("end", Integer),
)
