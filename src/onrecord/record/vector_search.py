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
from sqlalchemy.dialects.postgresql import ARRAY, JSON, TSQUERY, TSVECTOR

from onrecord.record import folding, vectors
from onrecord.record.clauses import among
from onrecord.record.query import SPOKEN, Sought
from onrecord.record.schema import INDEX, NAMES_INDEX, WORD_COLUMNS, WORDS, speaker_aliases

VECTORS = {"said": SPOKEN, "around": tuple(each for each in WORD_COLUMNS if each not in SPOKEN)}
LOOKED_UP = {name: literal_column(f"{WORDS}.{name}", TSVECTOR) for name in VECTORS}
WEIGHTS = "{0.1, 0.2, 0.5, 1.0}"
"""What a hit counts for: cue, source, who said it, what was said."""
BY_LENGTH = 1
"""Of ts_rank: a hit in a long statement counts less."""

COLUMNS = {"rowid": "bigint", **dict.fromkeys(WORD_COLUMNS, "text"), **dict.fromkeys(VECTORS, "tsvector")}
FEW_ROWS = 6_000
"""Rows that are looked at one by one."""
MOST_NAMES = 50
"""Names looked up at once by their words."""


def words_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the index holds of a statement."""
    words = {name: folding.tokens(row[name]) for name in WORD_COLUMNS}
    folded = {name: vectors.spaced(found) for name, found in words.items()}
    looked_up = {name: vectors.vector([words[each] for each in each_of]) for name, each_of in VECTORS.items()}
    looked_up["said"] += "".join(f" '{each}'" for each in vectors.days_of(row["rowid"]))
    return {"rowid": row["rowid"], **folded, **looked_up}


def alias_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """A form of a name, and what its index holds of it."""
    return {**row, "folded": vectors.spaced(folding.tokens(row["words"]))}


def name_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the index of names holds of a form of a name that is in its table."""
    return {"rowid": row["id"], "words": vectors.spaced(folding.tokens(row["words"]))}


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


def is_rare(connection: Connection, sought: Sequence[Sought]) -> bool:
    """Whether the server, by what it last counted of the most frequent words, takes it that few rows have
    all that is sought: these are looked at sooner than asked for in slices (20 ms to 80 ms for a word in
    1,500 of a million)."""
    asked = select(INDEX.c.rowid).where(matching(sought)).compile(dialect=connection.dialect)
    told = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {asked}", dict(asked.params)).scalar_one()
    return bool(told[0]["Plan"]["Plan Rows"] <= FEW_ROWS)


def rank(sought: Sequence[Sought]) -> ColumnElement[Any]:
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
    return -func.ts_rank(weights, LOOKED_UP["said"], cast(literal(asked, Text), TSQUERY), BY_LENGTH)


def of_names(names: Sequence[str]) -> ColumnElement[bool] | None:
    """The condition that a row has all words of one of these names as its speaker's; None for too many."""
    folded = [folding.tokens(name.replace("\0", " ")) for name in names]
    if not 0 < len(folded) <= MOST_NAMES or not all(folded):
        return None
    _, label = _labels(("speaker",))
    asked = " | ".join(f"({vectors.query(words, label)})" for words in folded)
    return LOOKED_UP["said"].bool_op("@@")(cast(literal(asked, Text), TSQUERY))


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


def indexed(connection: Connection, rows: Sequence[int]) -> Mapping[int, tuple[Any, ...]]:
    """What the index holds in these rows, without the day that their numbers have as well."""
    listed = [func.tsvector_to_array(each, type_=ARRAY(Text)) for each in LOOKED_UP.values()]
    found = connection.execute(select(INDEX, *listed).where(among(INDEX.c.rowid, rows)))
    return {
        each[0]: (*each[1:-2], frozenset(each[-2]) ^ vectors.days_of(each[0]), frozenset(each[-1]))
        for each in found
    }


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
