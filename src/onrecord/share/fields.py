"""The fields of a JSON object that somebody else wrote: each is checked, and an error names the field."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from onrecord.errors import ArticleError, OnrecordError
from onrecord.nouns import DATE, NO_DATE, Span
from onrecord.share.incoming import quoted

T = TypeVar("T")
Fails = Callable[[str, str], OnrecordError]
"""The error for a message and a file."""


def article_error(message: str, page: str) -> OnrecordError:
    """What is not of the Interchange form."""
    return ArticleError(message, page=page, step="interchange")


class Fields:
    """The fields of one JSON object, each taken with its type checked.

    `place` says where in the file it stands, `page` is the file; `fails` makes the error of a message.
    """

    def __init__(self, value: object, place: str, page: str, fails: Fails = article_error) -> None:
        self.place, self.page, self.fails = place, page, fails
        if not isinstance(value, Mapping):
            raise self.error("", "is not an object")
        self.value: Mapping[str, Any] = value

    def error(self, name: str, problem: str) -> OnrecordError:
        where = ".".join(part for part in (self.place, name) if part) or "the article"
        return self.fails(f"{where} {problem}", self.page)

    def text(self, name: str) -> str:
        found = self.value.get(name)
        if not isinstance(found, str):
            raise self.error(name, "is missing" if found is None else "is not a text")
        return found

    def text_or_none(self, name: str) -> str | None:
        return None if self.value.get(name) is None else self.text(name)

    def day(self, name: str) -> str | None:
        found = self.text_or_none(name)
        if found is not None and not DATE.fullmatch(found):
            raise self.error(name, f"{quoted(found)} {NO_DATE}")
        return found

    def texts(self, name: str) -> tuple[str, ...]:
        found = self._list(name)
        if not all(isinstance(item, str) for item in found):
            raise self.error(name, "is not a list of texts")
        return tuple(found)

    def truth(self, name: str, default: bool) -> bool:
        found = self.value.get(name, default)
        if not isinstance(found, bool):
            raise self.error(name, "is neither true nor false")
        return found

    def probability(self, name: str, default: float) -> float:
        found = self.value.get(name, default)
        if isinstance(found, bool) or not isinstance(found, int | float):
            raise self.error(name, "is not a number")
        if not 0 <= found <= 1:
            raise self.error(name, f"is {quoted(found)}, which is no probability")
        return float(found)

    def one_of(self, name: str, known: tuple[str, ...], default: str | None = None) -> str:
        found = self.value.get(name, default)
        if found not in known:
            raise self.error(name, f"is none of {', '.join(known)}")
        return cast(str, found)

    def span(self, name: str, length: int) -> Span | None:
        found = self.value.get(name)
        return None if found is None else self._span(name, found, length)

    def spans(self, name: str, length: int) -> tuple[Span, ...]:
        return tuple(self._span(name, item, length) for item in self._list(name))

    def each(self, name: str, make: "Callable[[Fields], T]") -> tuple[T, ...]:
        place = f"{self.place}.{name}" if self.place else name
        return tuple(
            make(Fields(item, f"{place}[{number}]", self.page, self.fails))
            for number, item in enumerate(self._list(name))
        )

    def inner(self, name: str, make: "Callable[[Fields], T]") -> T | None:
        found = self.value.get(name)
        return (
            None
            if found is None
            else make(Fields(found, f"{self.place}.{name}".lstrip("."), self.page, self.fails))
        )

    def _list(self, name: str) -> list[Any]:
        found = self.value.get(name)
        if found is not None and not isinstance(found, list):
            raise self.error(name, "is not a list")
        return found or []

    def _span(self, name: str, found: object, length: int) -> Span:
        match found:
            case [int(start), int(end)] if not isinstance(start, bool) and not isinstance(end, bool):
                if 0 <= start <= end <= length:
                    return Span(start, end)
                raise self.error(name, f"{quoted(found)} is outside the text (0 to {length})")
        raise self.error(name, "is not a span [start, end]")
