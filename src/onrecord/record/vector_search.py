"""Search in PostgreSQL. The index holds words as they were folded, so that it finds what SQLite finds.

A row of `statement_words` has each column's folded words (`" the tolls rise "`), in which phrases are found,
and two tsvectors, in which words are: `said` of the columns of SPOKEN, `around` of the others.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSON, TSQUERY, TSVECTOR

from onrecord.record import folding, vectors
from onrecord.record.bulk_insert import as_json, given
from onrecord.record.clauses import among
from onrecord.record.highlighting import CLOSE, OPEN
from onrecord.record.query import SPOKEN, Sought
from onrecord.record.schema import INDEX, NAMES, NAMES_INDEX, WORD_COLUMNS, WORDS, speaker_aliases

VECTORS = {"said": SPOKEN, "around": tuple(each for each in WORD_COLUMNS if each not in SPOKEN)}
LOOKED_UP = {name: literal_column(f"{WORDS}.{name}", TSVECTOR) for name in VECTORS}
WEIGHTS = "{0.1, 0.2, 0.5, 1.0}"
"""What a hit counts for: cue, source, who said it, what was said."""
BY_LENGTH = 1
"""Of ts_rank: a hit in a long statement counts less."""

_COLUMNS = {"id": "integer", **dict.fromkeys(WORD_COLUMNS, "text"), **dict.fromkeys(VECTORS, "tsvector")}
INSERT_WORDS = text(
    f"INSERT INTO {WORDS} (rowid, {', '.join(tuple(_COLUMNS)[1:])}) "
    f"SELECT {', '.join(_COLUMNS)} FROM {given(_COLUMNS)}"
)
INSERT_ALIASES = text(
    f"WITH each AS (SELECT * FROM {given({'speaker': 'integer', 'words': 'text', 'folded': 'text'})}), "
    "kept AS (INSERT INTO speaker_aliases (speaker, words) SELECT speaker, words FROM each "
    "ON CONFLICT DO NOTHING RETURNING id, speaker, words) "
    f"INSERT INTO {NAMES} (rowid, words) SELECT id, folded FROM kept JOIN each USING (speaker, words)"
)
INSERT_NAMES = text(
    f"INSERT INTO {NAMES} (rowid, words) SELECT id, words FROM {given({'id': 'integer', 'words': 'text'})}"
)
INDEXED = text(
    f"SELECT rowid, {', '.join(WORD_COLUMNS)}, tsvector_to_array(said), tsvector_to_array(around) "
    f"FROM {WORDS} WHERE rowid IN (SELECT id FROM statements WHERE article = :article)"
)


def add_words(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put statements into the index."""
    listed = []
    for row in rows:
        words = {name: folding.tokens(row[name]) for name in WORD_COLUMNS}
        folded = {name: vectors.spaced(found) for name, found in words.items()}
        looked_up = {
            name: vectors.vector([words[each] for each in each_of]) for name, each_of in VECTORS.items()
        }
        listed.append({"id": row["id"], **folded, **looked_up})
    connection.execute(INSERT_WORDS, {"rows": as_json(listed)})


def add_aliases(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put forms of names into their table, and what is new into their index."""
    listed = [{**row, "folded": vectors.spaced(folding.tokens(row["words"]))} for row in rows]
    connection.execute(INSERT_ALIASES, {"rows": as_json(listed)})


def index_aliases(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Put forms of names that are in their table into their index."""
    listed = [{"id": row["id"], "words": vectors.spaced(folding.tokens(row["words"]))} for row in rows]
    connection.execute(INSERT_NAMES, {"rows": as_json(listed)})


def matching(sought: Sequence[Sought]) -> ColumnElement[bool]:
    """The condition that a row of the index has all that is sought. Words are looked up; of phrases, and of
    words too long to be looked up, the text is compared as well."""
    conditions: list[ColumnElement[bool]] = []
    for columns, any_of in sought:
        found = [_in_columns(columns, words) for term in any_of if (words := folding.tokens(term))]
        conditions.append(or_(false(), *found))
    return and_(*conditions)


def _in_columns(columns: Sequence[str], words: Sequence[str]) -> ColumnElement[bool]:
    name, labels = _labels(columns)
    asked = cast(literal(vectors.query(words, labels), Text), TSQUERY)
    looked_up: ColumnElement[bool] = LOOKED_UP[name].bool_op("@@")(asked)
    if len(words) == 1 and len(words[0]) <= vectors.LONGEST:
        return looked_up
    there = [func.strpos(INDEX.c[each], literal(vectors.spaced(words), Text)) > 0 for each in columns]
    return and_(looked_up, or_(*there))


@cache
def _labels(columns: tuple[str, ...]) -> tuple[str, str]:
    """The vector that these columns are in, and their labels there."""
    name = next(name for name, its_columns in VECTORS.items() if set(columns) <= set(its_columns))
    return name, "".join(vectors.LABELS[VECTORS[name].index(each)] for each in columns)


def best_first(sought: Sequence[Sought]) -> ColumnElement[Any]:
    """What has more of the words, in what was said before who said it, and is short."""
    words = {
        word
        for columns, any_of in sought
        if columns == SPOKEN
        for term in any_of
        for word in folding.tokens(term)
    }
    asked = " | ".join(vectors.query([word]) for word in sorted(words))
    weights = text(f"CAST('{WEIGHTS}' AS real[])")
    return func.ts_rank(weights, LOOKED_UP["said"], cast(literal(asked, Text), TSQUERY), BY_LENGTH).desc()


def one_of_few(number: ColumnElement[int], few: Sequence[int]) -> ColumnElement[bool]:
    """The condition that a row is one of these few."""
    return among(number, few)


def marked(sought: Sequence[Sought], hits: Mapping[int, str]) -> Mapping[int, str]:
    """What was said in each hit, with what was sought set off by marks."""
    phrases = [folding.tokens(term) for columns, any_of in sought if "words" in columns for term in any_of]
    return {hit: folding.marked(said.replace("\0", " "), phrases, OPEN, CLOSE) for hit, said in hits.items()}


def named_so(terms: Sequence[str]) -> Select[Any]:
    """The ids of the names that have all these words and phrases in one of their forms."""
    wanted = select(speaker_aliases.c.speaker).join(NAMES_INDEX, NAMES_INDEX.c.rowid == speaker_aliases.c.id)
    for term in terms:
        words = folding.tokens(term)
        wanted = wanted.where(
            NAMES_INDEX.c.words.like(literal(f"%{vectors.spaced(words)}%", Text)) if words else false()
        )
    return wanted


def flagged(flags: ColumnElement[str], flag: str) -> ColumnElement[bool]:
    """The condition that a list of flags has this one, compared as it is stored: JSON's own strings may hold
    U+0000, which PostgreSQL's may not."""
    each = func.json_array_elements(cast(flags, JSON)).table_valued("value", name="flags")
    same = cast(each.c.value, Text) == literal(json.dumps(flag), Text)
    return and_(flags != "[]", exists(select(each.c.value).where(same)))


def indexed(connection: Connection, article: int) -> Mapping[int, tuple[Any, ...]]:
    """What the index holds of the statements of an article."""
    rows = connection.execute(INDEXED, {"article": article})
    return {row[0]: (*row[1:-2], frozenset(row[-2]), frozenset(row[-1])) for row in rows}


def unindexed(connection: Connection, aliases: Mapping[int, str]) -> Collection[int]:
    """Those of the forms of names whose words the index does not hold."""
    kept = select(NAMES_INDEX.c.rowid, NAMES_INDEX.c.words).where(among(NAMES_INDEX.c.rowid, list(aliases)))
    held = dict(connection.execute(kept).all())
    wanted = {number: vectors.spaced(folding.tokens(words)) for number, words in aliases.items()}
    return [number for number, words in wanted.items() if held.get(number) != words]


def to_be_indexed(words: Mapping[str, str]) -> tuple[Any, ...]:
    """What the index should hold of a statement."""
    folded = {name: folding.tokens(words[name]) for name in WORD_COLUMNS}
    looked_up = (
        frozenset(word[: vectors.LONGEST] for name in its_columns for word in folded[name])
        for its_columns in VECTORS.values()
    )
    return (*(vectors.spaced(folded[name]) for name in WORD_COLUMNS), *looked_up)
