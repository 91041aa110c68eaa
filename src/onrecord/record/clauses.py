"""A condition that SQL has no common words for, written by each kind of database in its own."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import BigInteger, Boolean, ColumnElement, Integer, Text, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from onrecord.record.escaping import EscapedText, escaped


class _Listed(TypeDecorator[Collection[Any]]):
    """A list as the one parameter that SQLite takes: JSON, its texts escaped, as SQLite's strings of JSON end
    at U+0000."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Collection[Any] | None, _: Any) -> str:
        return json.dumps([escaped(each) if isinstance(each, str) else each for each in value or ()])


NUMBERS = _Listed().with_variant(ARRAY(BigInteger), "postgresql")
WORDS = _Listed().with_variant(ARRAY(EscapedText), "postgresql")


class Among(FunctionElement[bool]):
    """Whether a column has one of the values of a list; `sqlite` and `postgresql` tell how it is written."""

    name = "among"
    type = Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> "Among":
        """As it is: SQLAlchemy would have SQLite compare it with 1, and SQLite then use no index."""
        return self


def among(tested: ColumnElement[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Whether a column has one of these values, of which there may be more than a database takes
    parameters."""
    kind = NUMBERS if isinstance(tested.type, Integer) else WORDS
    return Among(tested, bindparam(None, sorted(values), type_=kind, unique=True))
