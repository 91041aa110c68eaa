"""The tables of the record, as this program writes and reads them.

    outlets ◄── articles ──► pages          one row of `articles` is one reading: (address, page, bundle)
                  ▲  ▲
             blocks  statements ──► speakers ◄── speaker_aliases ─ speaker_words (an index, the same numbers)
                      ▲   ▲   ▲
                  spans targets statement_words (an index, numbered by day and statement)

A row of `speakers` is a name as it was read, with its type. Which of them are one speaker follows from
their keys (`naming`) and from what people decided, which is only ever added to:

    speaker_decisions ◄── split_articles, speaker_links

How a database comes to have them is told by `migrations`; a test holds the two together. The two indexes
are each database's own affair (FTS5 tables in `sqlite`, tables with a column for looking up in `postgresql`).
"""

from sqlalchemy import (
    BigInteger,
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
    column,
    table,
)

from onrecord.record.escaping import EscapedText

APPLICATION_ID = 0x4F6E5263
"""The mark of whose database it is, where SQLite keeps one, and of whose locks: "OnRc"."""

NEWEST = "0006"
"""The last of the migrations that this program knows."""

WORDS = "statement_words"
"""The index of search: a row a statement, its `rowid` made by `days.row`, with these columns in order."""

WORD_COLUMNS = ("words", "speaker", "source", "cue", "addressee", "occasion", "for_whom", "against_whom")

NAMES = "speaker_words"
"""The index of the forms in which speakers are named, of the same numbers as `speaker_aliases`."""

TEXT = Text().with_variant(EscapedText(), "postgresql")
"""Any text. SQLite takes it as it is."""

INDEX = table(WORDS, column("rowid", BigInteger), *(column(name, Text) for name in WORD_COLUMNS))
NAMES_INDEX = table(NAMES, column("rowid", Integer), column("words", Text))

metadata = MetaData()

outlets = Table(
    "outlets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", TEXT, nullable=False, unique=True),
)

# The bytes alone. How they were declared and when they were fetched belongs to each address that they
# were found at (`articles`): the same bytes may be declared in two ways, and are then read in two ways.
pages = Table(
    "pages",
    metadata,
    Column("sha256", TEXT, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("compressed", LargeBinary, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("address", TEXT, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("page", TEXT, ForeignKey("pages.sha256"), nullable=False),
    Column("bundle", TEXT, nullable=False),
    Column("shown", Integer, nullable=False),
    Column("declared_type", TEXT),
    Column("fetched", TEXT),
    Column("title", TEXT),
    Column("byline", TEXT),
    Column("outlet", Integer, ForeignKey("outlets.id")),
    Column("published", TEXT),
    Column("url", TEXT),
    Column("language", TEXT),
    Column("text", TEXT, nullable=False),
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
    Column("role", TEXT, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
)

speakers = Table(
    "speakers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("type", TEXT, nullable=False),
    Column("key", TEXT, nullable=False),
    Column("initials", TEXT, nullable=False),
    Column("generation", TEXT, nullable=False),
    Column("surname", TEXT, nullable=False),
    UniqueConstraint("name", "type", name="one_speaker"),
    Index("speakers_by_key", "key"),
    Index("speakers_by_surname", "surname"),
)

speaker_aliases = Table(
    "speaker_aliases",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("speaker", Integer, ForeignKey("speakers.id"), nullable=False),
    Column("words", TEXT, nullable=False),
    UniqueConstraint("speaker", "words", name="one_alias"),
)

# Names, types and addresses, and no row ids: a decision holds for what is read later and by other bundles.
speaker_decisions = Table(
    "speaker_decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("made", TEXT, nullable=False),
    Column("made_by", TEXT, nullable=False),
    Column("action", TEXT, nullable=False),
    Column("name", TEXT),
    Column("type", TEXT),
    Column("other_name", TEXT),
    Column("other_type", TEXT),
    Column("undone", Integer, ForeignKey("speaker_decisions.id")),
)

split_articles = Table(
    "split_articles",
    metadata,
    Column("decision", Integer, ForeignKey("speaker_decisions.id"), primary_key=True),
    Column("address", TEXT, primary_key=True),
)

speaker_links = Table(
    "speaker_links",
    metadata,
    Column("decision", Integer, ForeignKey("speaker_decisions.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("type", TEXT),
    Column("key", TEXT, nullable=False),
    Column("identifier", TEXT, nullable=False),
    Index("speaker_links_by_key", "key"),
    Index("speaker_links_by_identifier", "identifier"),
)

statements = Table(
    "statements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("article", Integer, ForeignKey("articles.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("kind", TEXT, nullable=False),
    Column("within", TEXT),
    Column("speaker", Integer, ForeignKey("speakers.id")),
    Column("resolved", Integer, nullable=False),
    Column("act", TEXT),
    Column("said_on", TEXT),
    Column("flags", TEXT, nullable=False),
    Column("column_flags", TEXT, nullable=False, server_default="[]"),
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
    Column("role", TEXT, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("words", TEXT, nullable=False),
    Column("reason", TEXT),
)

targets = Table(
    "targets",
    metadata,
    Column("statement", Integer, ForeignKey("statements.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("name", TEXT, nullable=False),
    Column("stance", TEXT, nullable=False),
    Column("start", Integer),
    Column("end", Integer),
    Column("words", TEXT),
    Column("confidence", Float, nullable=False, server_default="1.0"),
)

WRITTEN = (
    pages,
    outlets,
    speakers,
    articles,
    blocks,
    statements,
    spans,
    targets,
    INDEX,
    speaker_aliases,
)
"""What a reading is written to, each after those that it names."""
MAY_BE_THERE = (pages, speaker_aliases)
"""Of these the rows that are there already are written again, and let be."""
