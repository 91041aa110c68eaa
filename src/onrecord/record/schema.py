"""The tables of the record, as this program writes and reads them.

    outlets ◄── articles ──► pages          one row of `articles` is one reading: (address, page, bundle)
                  ▲  ▲
             blocks  statements ──► speakers ◄── speaker_aliases ─ speaker_words (FTS5, the same rowid)
                      ▲   ▲   ▲
                  spans targets statement_words (FTS5, the same rowid)

A row of `speakers` is a name as it was read, with its type. Which of them are one speaker follows from
their keys (`naming`) and from what people decided, which is only ever added to:

    speaker_decisions ◄── split_articles, speaker_links

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

NEWEST = "0002"
"""The last of the migrations that this program knows."""

WORDS = "statement_words"
"""The FTS5 table of statements; its columns are those of WORD_COLUMNS, in this order."""

WORD_COLUMNS = ("words", "speaker", "source", "cue", "addressee", "occasion", "for_whom", "against_whom")

NAMES = "speaker_words"
"""The FTS5 table of the forms in which speakers are named. The database itself keeps it in step."""

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
    Column("key", Text, nullable=False),
    Column("initials", Text, nullable=False),
    Column("generation", Text, nullable=False),
    Column("surname", Text, nullable=False),
    UniqueConstraint("name", "type", name="one_speaker"),
    Index("speakers_by_key", "key"),
    Index("speakers_by_surname", "surname"),
)

speaker_aliases = Table(
    "speaker_aliases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("speaker", Integer, ForeignKey("speakers.id"), nullable=False),
    Column("words", Text, nullable=False),
    UniqueConstraint("speaker", "words", name="one_alias"),
)

# Names, types and addresses, and no row ids: a decision holds for what is read later and by other bundles.
speaker_decisions = Table(
    "speaker_decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("made", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("name", Text),
    Column("type", Text),
    Column("other_name", Text),
    Column("other_type", Text),
    Column("undone", Integer, ForeignKey("speaker_decisions.id")),
)

split_articles = Table(
    "split_articles",
    metadata,
    Column("decision", Integer, ForeignKey("speaker_decisions.id"), primary_key=True),
    Column("address", Text, primary_key=True),
)

speaker_links = Table(
    "speaker_links",
    metadata,
    Column("decision", Integer, ForeignKey("speaker_decisions.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("type", Text),
    Column("key", Text, nullable=False),
    Column("identifier", Text, nullable=False),
    Index("speaker_links_by_key", "key"),
    Index("speaker_links_by_identifier", "identifier"),
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
    Column("column_flags", Text, nullable=False, server_default="[]"),
    Column("confidence", Float, nullable=False),
    Column("speaker_confidence", Float),
    Column("act_confidence", Float),
    Column("addressee_confidence", Float),
    Column("occasion_confidence", Float),
    Column("when_confidence", Float),
    UniqueConstraint("article", "position", name="one_position"),
    Index("statements_by_name", "name"),
    Index("statements_by_speaker", "speaker"),
    Index("statements_by_day", "said_on"),
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
    Column("words", Text),
    Column("confidence", Float, nullable=False, server_default="1.0"),
)
