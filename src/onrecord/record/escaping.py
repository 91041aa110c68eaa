"""Text for a database that takes all of Unicode except U+0000."""

from typing import Any

from sqlalchemy import Text
from sqlalchemy.types import TypeDecorator


class EscapedText(TypeDecorator[str]):
    """Text in which U+0000 is kept as two characters, U+0001 twice, and U+0001 as itself with U+0002.

    Nothing is lost, other text stays as it is, and the order of code points is kept: the two that change
    are the first two there are. Ordered by code points, whatever the database's locale.
    """

    impl = Text
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(collation="C")

    def process_bind_param(self, value: str | None, _: Any) -> str | None:
        return value if value is None else escaped(value)

    def process_result_value(self, value: str | None, _: Any) -> str | None:
        if isinstance(value, str) and "\1" in value:
            return value.replace("\1\1", "\0").replace("\1\2", "\1")
        return value


def escaped(text: str) -> str:
    """The text as it is stored."""
    if "\0" in text or "\1" in text:
        return text.replace("\1", "\1\2").replace("\0", "\1\1")
    return text
