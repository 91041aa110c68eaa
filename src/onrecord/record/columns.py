"""The sorts of columns that a record has, a letter each, upper case where it may be null; what each holds.

i integer, f number, t text, b bytes, o true or false; "*" is anything.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, Column, Float, Integer, LargeBinary, String

# A Boolean is asked for before an Integer, as a text in SQLAlchemy is a String.
SORTS: tuple[tuple[type, str], ...] = (
    (Boolean, "o"),
    (Integer, "i"),
    (Float, "f"),
    (LargeBinary, "b"),
    (String, "t"),
)
HOLD: dict[str, tuple[type, ...]] = {"i": (int,), "f": (float, int), "t": (str,), "b": (bytes,), "o": (bool,)}


def sorts_of(columns: Iterable[Column[Any]]) -> str:
    """The sorts of these columns. Raises TypeError for one of another sort."""
    return "".join(map(_sort, columns))


def _sort(column: Column[Any]) -> str:
    for kind, sort in SORTS:
        if isinstance(column.type, kind):
            return sort.upper() if column.nullable else sort
    raise TypeError(f"{column} is of a type that no backup knows: {column.type!r}")


def fits(sort: str, value: object) -> bool:
    """Whether a column of this sort holds such a value."""
    if sort == "*":
        return not isinstance(value, list | dict)
    if value is None:
        return sort.isupper()
    return type(value) in HOLD[sort.lower()]
