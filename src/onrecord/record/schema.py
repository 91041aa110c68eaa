"""The tables of the record, as this program writes and reads them.

    outlets ◄── articles ──► pages          one row of `articles` is one reading: (address, page, bundle)
                  ▲  ▲
             blocks  statements ──► speakers ◄── speaker_aliases ─ speaker_words (an index, the same numbers)
                      ▲   ▲   ▲
                  spans targets statement_words (an index, numbered by day and statement)

A row of `speakers` is a name as it was read, with its type. Which of them are one speaker follows from
their keys (`naming`) and from what people decided, which is only ever added to:

    speaker_decisions ◄── split_articles, speaker_links

Which statements tell one utterance is kept, too. All of it but the decisions follows from the statements:

    statements ◄── statement_wordings ──► wordings ◄── wording_links
                                             ▲──────── wording_keys, recent_keys; crowded_keys
    statement_utterances ──► utterances      ▲──────── stale_wordings (what is to be grouped anew)
    utterance_decisions ◄── decided_statements

What people say of statements is only ever added to `corrections`, by addresses, pages and ids of statements,
never by row ids. What follows from it is kept beside what was read, which is never written over: a further
row of `statements` for each that was changed or added (`corrected`), and marks on those that were read.

Pages that could not be read stand by themselves in `page_failures`, by address, until they are read.

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
    text,
)

from onrecord.record.escaping import EscapedText

APPLICATION_ID = 0x4F6E5263
"""The mark of whose database it is, where SQLite keeps one, and of whose locks: "OnRc"."""

NEWEST = "0008"
"""The last of the migrations that this program knows."""

WORDS = "statement_words"
"""The index of search: a row a statement, its `rowid` made by `days.row`, with these columns in order."""

WORD_COLUMNS = ("words", "speaker", "source", "cue", "addressee", "occasion", "for_whom", "against_whom")

NAMES = "speaker_words"
"""The index of the forms in which speakers are named, of the same numbers as `speaker_aliases`."""

TEXT = Text().with_variant(EscapedText(), "postgresql")
"""Any text. SQLite takes it as it is."""

LARGE = {"large": True}
"""Of a column that may hold megabytes: few rows are taken at once."""

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
    Column("compressed", LargeBinary, nullable=False, info=LARGE),
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
    Column("text", TEXT, nullable=False, info=LARGE),
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
    # Follows from `corrections`: whether search finds it, whether it is people's row of it, what they said.
    Column("counts", Integer, nullable=False, server_default="1"),
    Column("corrected", Integer, nullable=False, server_default="0"),
    Column("review", TEXT),
    Column("set_by_people", TEXT, nullable=False, server_default="[]"),
    UniqueConstraint("article", "position", name="one_position"),
    Index("statements_by_name", "name"),
    Index("statements_by_speaker", "speaker"),
    Index("statements_by_day", "said_on"),
    Index("statements_by_review", "review", "confidence"),
)

corrections = Table(
    "corrections",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("made", TEXT, nullable=False),
    Column("made_by", TEXT, nullable=False),
    Column("action", TEXT, nullable=False),
    Column("address", TEXT, nullable=False),
    Column("page", TEXT, nullable=False),
    Column("bundle", TEXT, nullable=False),
    Column("statement", TEXT, nullable=False),
    Column("places", TEXT, nullable=False),
    Column("machine", TEXT),
    Column("value", TEXT),
    Column("note", TEXT),
    Column("undone", Integer, ForeignKey("corrections.id")),
    Index("corrections_by_address", "address"),
    Index("corrections_by_page", "page"),
    Index("corrections_by_statement", "statement"),
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

# What of a quotation is compared with others. The digest finds it, and need not be unique.
wordings = Table(
    "wordings",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("digest", BigInteger, nullable=False),
    Column("forms", TEXT, nullable=False),
    Column("weights", LargeBinary, nullable=False),
    Column("gaps", Integer, nullable=False),
    Column("sketch", BigInteger, nullable=False),
    Index("wordings_by_digest", "digest"),
)

statement_wordings = Table(
    "statement_wordings",
    metadata,
    Column("statement", Integer, ForeignKey("statements.id"), primary_key=True, autoincrement=False),
    Column("wording", Integer, ForeignKey("wordings.id"), nullable=False),
    Index("statement_wordings_by_wording", "wording"),
)

# The keys are hashes, so that each new one touches another page of the table: those that came last are kept
# in a small table of the same form, and put into the large one many at a time, in order.
wording_keys = Table(
    "wording_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("wording", Integer, primary_key=True, autoincrement=False),
)

recent_keys = Table(
    "recent_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("wording", Integer, primary_key=True, autoincrement=False),
)

crowded_keys = Table(
    "crowded_keys",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
)

# Both directions are kept; `strength` is the logit in ten-thousandths.
wording_links = Table(
    "wording_links",
    metadata,
    Column("one", Integer, ForeignKey("wordings.id"), primary_key=True, autoincrement=False),
    Column("other", Integer, primary_key=True, autoincrement=False),
    Column("strength", Integer, nullable=False),
)

stale_wordings = Table(
    "stale_wordings",
    metadata,
    Column("wording", Integer, primary_key=True, autoincrement=False),
)

# Filled by a trigger: articles that search shows no more, or again.
changed_articles = Table(
    "changed_articles",
    metadata,
    Column("article", Integer, primary_key=True, autoincrement=False),
)

# An utterance is known by its earliest statement; of what search does not show there is none.
# `published` of what has no date is "~", which comes after all dates.
utterances = Table(
    "utterances",
    metadata,
    Column("statement", Integer, ForeignKey("statements.id"), primary_key=True, autoincrement=False),
    Column("articles", Integer, nullable=False),
    Column("statements", Integer, nullable=False),
    Column("published", TEXT),
    Column("name", TEXT, nullable=False),
    Index("utterances_in_order", text("articles DESC"), text("statements DESC"), "published", "name"),
)

statement_utterances = Table(
    "statement_utterances",
    metadata,
    Column("statement", Integer, ForeignKey("statements.id"), primary_key=True, autoincrement=False),
    Column("utterance", Integer, nullable=False),
    Index("statement_utterances_by_utterance", "utterance"),
)

# Who each name was when the utterances were made, so that a change is noticed.
speaker_identities = Table(
    "speaker_identities",
    metadata,
    Column("speaker", Integer, ForeignKey("speakers.id"), primary_key=True, autoincrement=False),
    Column("identity", TEXT, nullable=False),
)

utterance_marks = Table(
    "utterance_marks",
    metadata,
    Column("name", TEXT, primary_key=True),
    Column("number", Integer, nullable=False),
)

# Ids of statements, which are made of the evidence, and no row ids: a decision holds for other readings, too.
utterance_decisions = Table(
    "utterance_decisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("made", TEXT, nullable=False),
    Column("made_by", TEXT, nullable=False),
    Column("action", TEXT, nullable=False),
    Column("undone", Integer, ForeignKey("utterance_decisions.id")),
)

decided_statements = Table(
    "decided_statements",
    metadata,
    Column("decision", Integer, ForeignKey("utterance_decisions.id"), primary_key=True),
    Column("side", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("statement", TEXT, nullable=False),
)

MATCHED = (
    statement_utterances, utterances, stale_wordings, changed_articles, wording_links, crowded_keys,
    recent_keys, wording_keys, statement_wordings, wordings, speaker_identities, utterance_marks,
)  # fmt: skip
"""What follows from the statements, in an order in which it can be emptied."""

# By address and no row id: what failed has no row anywhere else.
page_failures = Table(
    "page_failures",
    metadata,
    Column("address", TEXT, primary_key=True),
    Column("step", TEXT, nullable=False),
    Column("reason", TEXT, nullable=False),
    Column("times", Integer, nullable=False),
    Column("first", TEXT, nullable=False),
    Column("last", TEXT, nullable=False),
    Index("page_failures_by_time", "last"),
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
