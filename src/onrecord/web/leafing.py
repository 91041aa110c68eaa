"""Addresses with what was asked for in them, and the pages of a long list."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import urlencode

from onrecord.errors import RecordError

Asked = Mapping[str, str | int | float | None]
MOST_PAGES = 100_000
MOST_UNKNOWN = 5
LONGEST = 1_000
"""Characters of a field. A quotation is pasted whole; each of its words is looked up."""


def href(path: str, asked: Asked, **other: str | int | float | None) -> str:
    """The address of a path with what is asked for, some of it otherwise; what is empty is left out."""
    known = {name: value for name, value in {**asked, **other}.items() if value not in (None, "", False)}
    query = urlencode(
        {name: 1 if value is True else value for name, value in known.items()}, errors="replace"
    )
    return f"{path}?{query}" if query else path


def number_of_page(asked: str | int) -> int:
    """The page that is asked for in an address; the first one where that is no number of a page."""
    digits = str(asked).strip().lstrip("0")
    if not (digits.isascii() and digits.isdigit()):
        return 1
    return min(int(digits[:9]), MOST_PAGES)


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where one is in a long list: `page` of `pages`, the numbers of the `first` and the `last` shown of
    `total`, and the addresses of the pages before and after, "" for none."""

    page: int
    pages: int
    first: int
    last: int
    total: int
    before: str
    after: str


def leaf(path: str, asked: Asked, *, page: int, size: int, total: int) -> Leaf:
    """The leaf of this page."""
    pages = max(1, -(-total // size))
    page = min(page, pages)
    return Leaf(
        page=page,
        pages=pages,
        first=min((page - 1) * size + 1, total),
        last=min(page * size, total),
        total=total,
        before=href(path, asked, page=page - 1 if page > 2 else None) if page > 1 else "",
        after=href(path, asked, page=page + 1) if page < pages else "",
    )


def fitting(name: str, typed: str) -> str:
    """What was typed into the field of this name. Raises RecordError where it is too long: words that were
    cut would find what nobody asked for."""
    if len(typed) > LONGEST:
        said = f"{len(typed):,} characters were given, and at most {LONGEST:,} can be looked for"
        raise RecordError(f"{name}: {said}", step="search")
    return typed


def typed(name: str, value: str) -> str:
    """What was typed into the field of this name, in single spaces. Raises RecordError."""
    return fitting(name, " ".join(value.split()))


@dataclass(frozen=True, slots=True)
class Unknown:
    """A parameter of an address that nothing takes, and the one that may be meant, "" for none."""

    name: str
    like: str


def unknown_in(parameters: Iterable[str], known: Collection[str]) -> tuple[Unknown, ...]:
    """Those of an address that are none of the known ones; of very many the first."""
    odd = [name for name in dict.fromkeys(parameters) if name not in known][:MOST_UNKNOWN]
    return tuple(Unknown(name, next(iter(get_close_matches(name[:50], known, 1)), "")) for name in odd)


def refuse_unknown(parameters: Iterable[str], known: Collection[str]) -> None:
    """See that an address asks for nothing that is not known: a file cannot tell that it holds more than was
    meant. Raises RecordError."""
    for each in unknown_in(parameters, known):
        like = f"; {each.like!r} may be meant" if each.like else ""
        raise RecordError(f"nothing is called {each.name[:50]!r} here{like}", step="search")


def given(**asked: str) -> Iterator[tuple[str, str | None]]:
    """What was typed into a form, None where nothing was. Raises RecordError."""
    for name, value in asked.items():
        yield name, typed(name, value) or None
