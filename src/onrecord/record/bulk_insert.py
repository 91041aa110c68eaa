"""Rows for PostgreSQL: any number of them in one message, as JSON, which is made and read fastest.

One after the other, ten statements took 20 ms on the way to the server, as arrays 9 ms.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Executable, LargeBinary, Table, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import insert

from onrecord.record.escaping import escaped

Rows = Sequence[Mapping[str, Any]]


def inserting(table: Table, rows: Rows, *, new: bool) -> tuple[Executable, Any]:
    """The statement that puts in rows, all with the same columns, and its parameters."""
    names = tuple(rows[0])
    if any(isinstance(table.c[name].type, LargeBinary) for name in names):
        return insert(table).on_conflict_do_nothing(), rows
    return _statement(table, names, new), {"rows": as_json(rows)}


def as_json(rows: Rows) -> str:
    """Rows as they are stored."""
    listed = [
        {name: escaped(value) if isinstance(value, str) else value for name, value in row.items()}
        for row in rows
    ]
    return json.dumps(listed, ensure_ascii=False, check_circular=False)


def given(columns: Mapping[str, str]) -> str:
    """The rows as a table, of these columns and their types."""
    told = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    return f"json_to_recordset(CAST(:rows AS json)) AS given ({told})"


@cache
def _statement(table: Table, names: Sequence[str], new: bool) -> Executable:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    columns = {name: table.c[name].type.compile(dialect=dialect).partition(" COLLATE")[0] for name in names}
    listed = ", ".join(f'"{name}"' for name in names)
    made = f'INSERT INTO "{table.name}" ({listed}) SELECT {listed} FROM {given(columns)}'
    return text(made if new else f"{made} ON CONFLICT DO NOTHING")
