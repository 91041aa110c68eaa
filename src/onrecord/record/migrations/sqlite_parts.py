"""What the migrations do in SQLite's own way."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

TOKENS = "tokenize = 'unicode61 remove_diacritics 2'"
CIRCUMSTANCE = (
    "coalesce((SELECT replace(group_concat(words, ' … '), char(0), ' ') FROM spans "
    "WHERE spans.statement = old_words.rowid AND role = '{}'), '')"
)
NAMED = (
    "coalesce((SELECT replace(group_concat(name, ' … '), char(0), ' ') FROM targets "
    "WHERE targets.statement = old_words.rowid AND stance = '{}'), '')"
)
FIRST = "words, speaker, source, cue"
DIGITS = "[0-9][0-9]"
DAY = (
    f"CASE WHEN published GLOB '{DIGITS}{DIGITS}*' THEN 10000 * substr(published, 1, 4) + "
    f"CASE WHEN published GLOB '????-{DIGITS}*' THEN 100 * substr(published, 6, 2) + "
    f"CASE WHEN published GLOB '????-??-{DIGITS}*' THEN substr(published, 9, 2) "
    "ELSE 0 END ELSE 0 END ELSE 0 END"
)
ALL = f"{FIRST}, addressee, occasion, for_whom, against_whom"


def mark_as_ours() -> None:
    """Tell whose file it is."""
    op.execute("PRAGMA application_id = 1332630115")


def index_articles_by_date() -> None:
    """The index for what is newest."""
    op.create_index("articles_by_date", "articles", ["shown", "published"])


def make_words() -> None:
    """The index of search, as 0001 has it."""
    op.execute(f"CREATE VIRTUAL TABLE statement_words USING fts5({FIRST}, {TOKENS})")


def fill_target_words() -> None:
    """The words of the targets, from the articles' texts."""
    op.execute(
        'UPDATE targets SET words = (SELECT substr(text, targets.start + 1, targets."end" - targets.start) '
        "FROM articles JOIN statements ON statements.article = articles.id "
        "WHERE statements.id = targets.statement) WHERE start IS NOT NULL"
    )


def widen_words() -> None:
    """The index of search, as 0002 has it."""
    more = [CIRCUMSTANCE.format(role) for role in ("addressee", "occasion")]
    more += [NAMED.format(stance) for stance in ("for", "against")]
    _rebuild_words(f"{FIRST}, addressee, occasion, for_whom, against_whom", ", ".join([FIRST, *more]))


def narrow_words() -> None:
    """The index of search, again as 0001 has it."""
    _rebuild_words(FIRST, FIRST)


def _rebuild_words(columns: str, values: str, number: str = "rowid") -> None:
    op.execute("ALTER TABLE statement_words RENAME TO old_words")
    op.execute(f"CREATE VIRTUAL TABLE statement_words USING fts5({columns}, {TOKENS})")
    filled = f"INSERT INTO statement_words (rowid, {columns}) SELECT {number}, {values} FROM old_words"
    op.execute(filled)
    op.execute("DROP TABLE old_words")


def make_names() -> None:
    """The index of the forms of names, and what keeps it in step."""
    op.execute(
        f"CREATE VIRTUAL TABLE speaker_words USING fts5(words, content = 'speaker_aliases', "
        f"content_rowid = 'id', {TOKENS})"
    )
    op.execute(
        "CREATE TRIGGER speaker_alias_words AFTER INSERT ON speaker_aliases BEGIN "
        "INSERT INTO speaker_words (rowid, words) VALUES (new.id, new.words); END"
    )


def add_aliases(aliases: sa.TableClause, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put forms of names into their table."""
    op.get_bind().execute(sa.insert(aliases), rows)


def watch_shown() -> None:
    """Whatever changes which reading of a page is shown, it is noted."""
    op.execute(
        "CREATE TRIGGER article_shown AFTER UPDATE OF shown ON articles WHEN old.shown <> new.shown BEGIN "
        "INSERT OR IGNORE INTO changed_articles (article) VALUES (new.id); END"
    )


def watch_shown_no_more() -> None:
    """Take that back."""
    op.execute("DROP TRIGGER article_shown")


def joined_words(role: str) -> str:
    """The words of a statement's spans of this role, as an expression of SQL."""
    return (
        "(SELECT group_concat(words, ' … ') FROM (SELECT words FROM spans "
        f"WHERE spans.statement = statements.id AND role = '{role}' ORDER BY position))"
    )


def number_words_by_day() -> None:
    """The index of search, as 0006 has it."""
    published = (
        f"(SELECT {DAY} FROM statements JOIN articles ON articles.id = statements.article "
        "WHERE statements.id = old_words.rowid)"
    )
    _rebuild_words(ALL, ALL, f"coalesce({published}, 0) << 32 | rowid")


def number_words_by_statement() -> None:
    """The index of search, again as 0002 has it."""
    _rebuild_words(ALL, ALL, "rowid & 4294967295")
