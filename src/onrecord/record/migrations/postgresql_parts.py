"""What the migrations do in PostgreSQL's own way."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from onrecord.record.escaping import EscapedText
from onrecord.record.folding import tokens
from onrecord.record.vectors import spaced, vector

FIRST = ("words", "speaker", "source", "cue")
MORE = ("addressee", "occasion", "for_whom", "against_whom")
AT_ONCE = 1000
PENDING = "gin_pending_list_limit = 256"
"""Kilobytes of new words that wait to be put into the index: each slice of time is looked for in all of
them, which took 5 ms a slice with PostgreSQL's 4 MB."""
DAY = (
    "CASE WHEN published ~ '^[0-9]{4}' THEN 10000 * substr(published, 1, 4)::integer + "
    "CASE WHEN published ~ '^....-[0-9]{2}' THEN 100 * substr(published, 6, 2)::integer + "
    "CASE WHEN published ~ '^....-..-[0-9]{2}' THEN substr(published, 9, 2)::integer "
    "ELSE 0 END ELSE 0 END ELSE 0 END"
)
LOOKED_UP = (
    "array_to_tsvector(ARRAY['@' || lpad((told.day / 100)::text, 6, '0'), "
    "'@' || lpad(told.day::text, 8, '0')])"
)

TEXTS = sa.table("articles", sa.column("id"), sa.column("text", EscapedText()))
TOLD = sa.table("statements", sa.column("id"), sa.column("article"))
SPANS = sa.table(
    "spans", *map(sa.column, ("statement", "role", "position")), sa.column("words", EscapedText())
)
TARGETS = sa.table(
    "targets",
    *map(sa.column, ("statement", "position", "stance", "start", "end")),
    *(sa.column(name, EscapedText()) for name in ("name", "words")),
)


def mark_as_ours() -> None:
    """Tell whose tables they are."""
    op.execute("COMMENT ON TABLE alembic_version IS 'Onrecord'")


def index_articles_by_date() -> None:
    """The index for what is newest; what has no date comes last, as in SQLite."""
    op.execute("CREATE INDEX articles_by_date ON articles (shown, published DESC NULLS LAST)")


def make_words() -> None:
    """The index of search, as 0001 has it."""
    _folded_columns("CREATE TABLE statement_words (rowid integer PRIMARY KEY, {})", FIRST, "said")


def _folded_columns(statement: str, columns: Sequence[str], looked_up: str, each: str = "") -> None:
    listed = [f"{each}{column} text COLLATE \"C\" NOT NULL DEFAULT '  '" for column in columns]
    listed.append(f"{each}{looked_up} tsvector NOT NULL DEFAULT ''")
    op.execute(statement.format(", ".join(listed)))
    op.execute(f"CREATE INDEX statement_words_{looked_up} ON statement_words USING gin ({looked_up})")


def fill_target_words() -> None:
    """The words of the targets, from the articles' texts: where U+0000 is escaped, SQL would miscount."""
    connection = op.get_bind()
    wanted = (
        sa.select(TARGETS.c.statement, TARGETS.c.position, TARGETS.c.start, TARGETS.c.end, TEXTS.c.text)
        .join(TOLD, TOLD.c.id == TARGETS.c.statement)
        .join(TEXTS, TEXTS.c.id == TOLD.c.article)
        .where(TARGETS.c.start.is_not(None))
    )
    change = (
        sa.update(TARGETS)
        .where(TARGETS.c.statement == sa.bindparam("of"), TARGETS.c.position == sa.bindparam("at"))
        .values(words=sa.bindparam("its_words", type_=EscapedText()))
    )
    for rows in connection.execute(wanted).partitions(AT_ONCE):
        found = [{"of": of, "at": at, "its_words": text[start:end]} for of, at, start, end, text in rows]
        connection.execute(change, found)


def widen_words() -> None:
    """The index of search, as 0002 has it."""
    _folded_columns("ALTER TABLE statement_words {}", MORE, "around", "ADD COLUMN ")
    connection = op.get_bind()
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    spans = sa.select(SPANS.c.statement, SPANS.c.role, SPANS.c.words)
    spans = spans.where(SPANS.c.role.in_(MORE[:2])).order_by(SPANS.c.position)
    for statement, role, words in connection.execute(spans):
        found[statement][role].append(words)
    aims = sa.select(TARGETS.c.statement, TARGETS.c.stance, TARGETS.c.name).order_by(TARGETS.c.position)
    for statement, stance, name in connection.execute(aims):
        found[statement][f"{stance}_whom"].append(name)
    change = sa.text(
        f"UPDATE statement_words SET {', '.join(f'{column} = :{column}' for column in MORE)}, "
        "around = CAST(:around AS tsvector) WHERE rowid = :id"
    )
    rows = []
    for statement, columns in found.items():
        folded = [tokens(" … ".join(columns[column]).replace("\0", " ")) for column in MORE]
        words = {column: spaced(each) for column, each in zip(MORE, folded, strict=True)}
        rows.append({"id": statement, **words, "around": vector(folded)})
    if rows:
        connection.execute(change, rows)


def narrow_words() -> None:
    """The index of search, again as 0001 has it."""
    for column in (*MORE, "around"):
        op.drop_column("statement_words", column)


def make_names() -> None:
    """The index of the forms of names, by the trigrams of their words."""
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute(
        "CREATE TABLE speaker_words (rowid integer PRIMARY KEY REFERENCES speaker_aliases, "
        'words text COLLATE "C" NOT NULL)'
    )
    # It may be another schema's, where a database holds several records.
    where = sa.text("SELECT CAST(extnamespace AS regnamespace) FROM pg_extension WHERE extname = 'pg_trgm'")
    schema = op.get_bind().execute(where).scalar_one()
    op.execute(
        f"CREATE INDEX speaker_words_by_trigram ON speaker_words USING gin (words {schema}.gin_trgm_ops)"
    )


def add_aliases(aliases: sa.TableClause, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put forms of names into their table and index."""
    for row in rows:
        key: int = op.get_bind().execute(sa.insert(aliases).returning(sa.column("id")), row).scalar_one()
        words = {"id": key, "words": spaced(tokens(row["words"]))}
        op.get_bind().execute(sa.text("INSERT INTO speaker_words VALUES (:id, :words)"), words)


def watch_shown() -> None:
    """Whatever changes which reading of a page is shown, it is noted."""
    op.execute(
        "CREATE FUNCTION note_changed_article() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO changed_articles (article) VALUES (new.id) ON CONFLICT DO NOTHING; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER article_shown AFTER UPDATE OF shown ON articles FOR EACH ROW "
        "WHEN (old.shown <> new.shown) EXECUTE FUNCTION note_changed_article()"
    )


def watch_shown_no_more() -> None:
    """Take that back."""
    op.execute("DROP TRIGGER article_shown ON articles")
    op.execute("DROP FUNCTION note_changed_article()")


def joined_words(role: str) -> str:
    """The words of a statement's spans of this role, as an expression of SQL."""
    return (
        "(SELECT string_agg(words, ' … ' ORDER BY position) FROM spans "
        f"WHERE spans.statement = statements.id AND role = '{role}')"
    )


def number_words_by_day() -> None:
    """The index of search, as 0006 has it: with each row's month and day among its words."""
    op.execute("DROP INDEX statement_words_said")
    op.execute("ALTER TABLE statement_words ALTER COLUMN rowid TYPE bigint")
    op.execute(
        f"UPDATE statement_words SET rowid = (told.day::bigint << 32) | rowid, said = said || {LOOKED_UP} "
        f"FROM (SELECT statements.id, {DAY} AS day FROM statements "
        "JOIN articles ON articles.id = statements.article) AS told WHERE told.id = rowid"
    )
    op.execute(f"CREATE INDEX statement_words_said ON statement_words USING gin (said) WITH ({PENDING})")
    op.execute(f"ALTER INDEX statement_words_around SET ({PENDING})")


def number_words_by_statement() -> None:
    """The index of search, again as 0002 has it; and the numbers that the database gives go on where those
    of 0006 ended."""
    op.execute("DROP INDEX statement_words_said")
    op.execute(
        "UPDATE statement_words SET rowid = rowid & 4294967295, "
        f"said = ts_delete(said, tsvector_to_array({LOOKED_UP.replace('told.day', '(rowid >> 32)')}))"
    )
    op.execute("ALTER TABLE statement_words ALTER COLUMN rowid TYPE integer")
    op.execute("CREATE INDEX statement_words_said ON statement_words USING gin (said)")
    op.execute("ALTER INDEX statement_words_around RESET (gin_pending_list_limit)")
    for table in ("outlets", "speakers", "articles"):
        last = f"SELECT max(id) FROM {table} HAVING max(id) IS NOT NULL"
        op.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), ({last}))")
