"""Rows for PostgreSQL: those of all tables in one message, as JSON, which is made and read fastest.

One after the other, ten statements took 20 ms on the way to the server, as arrays 9 ms; with a message a
table, an article of ten statements took about twenty messages there and back.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import FromClause, LargeBinary, Table, TextClause, text
from sqlalchemy.dialects import postgresql

from onrecord.record import vector_search
from onrecord.record.escaping import escaped
from onrecord.record.schema import INDEX, MAY_BE_THERE, NAMES, NAMES_INDEX, speaker_aliases

Rows = Sequence[Mapping[str, Any]]
Columns = tuple[str, ...]
MADE = {INDEX: vector_search.words_row, speaker_aliases: vector_search.alias_row}
"""What is put in beside what is given: words, folded."""
NEW_NAMES = (
    "INSERT INTO speaker_aliases (speaker, words) SELECT speaker, words FROM given_speaker_aliases "
    "ON CONFLICT DO NOTHING RETURNING id, speaker, words"
)
INDEX_NAMES = (
    f"INSERT INTO {NAMES} (rowid, words) SELECT id, folded FROM put_speaker_aliases "
    "JOIN given_speaker_aliases USING (speaker, words)"
)


def inserting(
    rows: Mapping[FromClause, Rows], *, as_given: bool = False
) -> tuple[TextClause, dict[str, Any]]:
    """The statement that puts in all these rows, and its parameters. Whether they name rows that are there
    is looked at when all are in. With `as_given` nothing is put in beside them, and none may be there."""
    parameters: dict[str, Any] = {}
    shapes: list[tuple[FromClause, Columns]] = []
    for table, listed in rows.items():
        if not listed:
            continue
        if table in MADE and not as_given:
            listed = list(map(MADE[table], listed))
        shapes.append((table, tuple(listed[0])))
        blobs = binary(table)
        for name in blobs:
            parameters[f"{table}_{name}"] = [row[name] for row in listed]
        parameters[str(table)] = _as_json(listed, blobs)
    return _statement(tuple(shapes), as_given), parameters


@lru_cache(maxsize=64)
def binary(table: FromClause) -> Columns:
    """The names of the columns that hold bytes."""
    return tuple(each.name for each in table.c if isinstance(each.type, LargeBinary))


def _as_json(rows: Rows, without: Columns) -> str:
    """Rows as they are stored, without what JSON cannot hold. Few have a character that is kept escaped:
    to look at each value takes as long as all else that is done with the rows."""
    if without:
        rows = [{name: value for name, value in row.items() if name not in without} for row in rows]
    made = json.dumps(rows, ensure_ascii=False, check_circular=False)
    if "\\u0000" not in made and "\\u0001" not in made:
        return made
    listed = [
        {name: escaped(value) if isinstance(value, str) else value for name, value in row.items()}
        for row in rows
    ]
    return json.dumps(listed, ensure_ascii=False, check_circular=False)


@lru_cache(maxsize=64)
def _statement(shapes: tuple[tuple[FromClause, Columns], ...], as_given: bool) -> TextClause:
    parts: dict[str, str] = {}
    for table, columns in shapes:
        parts[f"given_{table}"] = _given(table, columns)
        if table is speaker_aliases and not as_given:
            parts[f"put_{table}"] = NEW_NAMES
            parts["put_names"] = INDEX_NAMES
        else:
            listed = ", ".join(f'"{each}"' for each in columns)
            made = f"INSERT INTO {table} ({listed}) SELECT {listed} FROM given_{table}"
            let_be = table in MAY_BE_THERE and not as_given
            parts[f"put_{table}"] = f"{made} ON CONFLICT DO NOTHING" if let_be else made
    return text(f"WITH {', '.join(f'{name} AS ({made})' for name, made in parts.items())} SELECT 1")


def _given(table: FromClause, columns: Columns) -> str:
    """The rows of a table, out of its parameters."""
    kinds = _kinds(table)
    blobs = binary(table)
    told = ", ".join(f'"{each}" {kinds[each]}' for each in columns if each not in blobs)
    made = f"json_to_recordset(CAST(:{table} AS json)) AS ({told})"
    if not blobs:
        return f"SELECT * FROM {made}"
    arrays = ", ".join(f"CAST(:{table}_{each} AS bytea[])" for each in blobs)
    names = ", ".join(f'"{each}"' for each in (*[each for each in columns if each not in blobs], *blobs))
    return f"SELECT * FROM ROWS FROM ({made}, unnest({arrays})) AS given ({names})"


def _kinds(table: FromClause) -> Mapping[str, str]:
    if table is INDEX:
        return vector_search.COLUMNS
    if table is NAMES_INDEX:
        return {"rowid": "integer", "words": "text"}
    assert isinstance(table, Table)
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    kinds = {each.name: each.type.compile(dialect=dialect).partition(" COLLATE")[0] for each in table.c}
    return kinds | {"folded": "text"}
