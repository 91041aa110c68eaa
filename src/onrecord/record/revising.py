"""The versions of a page that the record holds, and what changed from one to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from onrecord.errors import NotFoundError
from onrecord.record import lookup
from onrecord.record.loading import load
from onrecord.record.schema import articles, statements
from onrecord.revision import Comparison, compared

STEP = "revisions"


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of a page: its number at its address, the SHA-256 of its bytes, when it was fetched (None
    for a file), the article's id, the bundles that read it, the one read last last, how many statements that
    one gave, and whether it is what search shows."""

    number: int
    page: str
    fetched: str | None
    article: str
    bundles: tuple[str, ...]
    statements: int
    shown: bool


@dataclass(frozen=True, slots=True)
class RevisionDiff:
    """Two versions of the page at an address, and what became of their statements and blocks."""

    address: str
    old: Revision
    new: Revision
    comparison: Comparison


def revisions(connection: Connection, prefix: str) -> tuple[Revision, ...]:
    """All versions of the page at an address, by their numbers."""
    address = _address(connection, prefix)
    told = (
        select(func.count())
        .where(statements.c.article == articles.c.id, statements.c.corrected == 0)
        .scalar_subquery()
    )
    names = ("id", "revision", "page", "fetched", "name", "bundle", "shown")
    wanted = select(*(articles.c[name] for name in names), told.label("told"))
    found: dict[int, list[Any]] = {}
    for row in connection.execute(wanted.where(articles.c.address == address).order_by(articles.c.id)):
        found.setdefault(row.revision, []).append(row)
    return tuple(_revision(number, rows) for number, rows in sorted(found.items()))


def _address(connection: Connection, prefix: str) -> str:
    there = select(articles.c.id).where(articles.c.address == prefix).limit(1)
    if connection.execute(there).first() is not None:
        return prefix
    return lookup.row_of(connection, prefix)[1]


def _revision(number: int, rows: Sequence[Any]) -> Revision:
    return Revision(
        number=number,
        page=rows[0].page,
        fetched=rows[0].fetched,
        article=rows[0].name,
        bundles=tuple(row.bundle for row in rows),
        statements=rows[-1].told,
        shown=any(row.shown for row in rows),
    )


def diff(connection: Connection, prefix: str, old: int | None, new: int | None) -> RevisionDiff:
    """What changed between two versions. Raises NotFoundError where one of them is not there."""
    address = _address(connection, prefix)
    known = {each.number: each for each in revisions(connection, address)}
    if new is None:
        others = [number for number, each in known.items() if number != old]
        shown = [number for number in others if known[number].shown]
        new = max(shown or others, default=None)
    if old is None:
        old = max((number for number in known if new is not None and number < new), default=None)
        old = old if old is not None else min((n for n in known if n != new), default=None)
    if old is None or new is None:
        raise NotFoundError(f"{address} has one version only: there is nothing to compare", step=STEP)
    for number in (old, new):
        if number not in known:
            listed = ", ".join(map(str, known))
            raise NotFoundError(f"{address} has no version {number}: it has {listed}", step=STEP)
    bundles = _alike(known[old].bundles, known[new].bundles)
    rows = [
        _row(connection, address, number, bundle) for number, bundle in zip((old, new), bundles, strict=True)
    ]
    older, newer = (load(connection, [row], "read")[0] for row in rows)
    return RevisionDiff(address, known[old], known[new], compared(older, newer))


def _alike(old: Sequence[str], new: Sequence[str]) -> tuple[str, str]:
    """The bundle that read both, the last in the newer version; else the last of each."""
    both = [each for each in new if each in old]
    return (both[-1], both[-1]) if both else (old[-1], new[-1])


def _row(connection: Connection, address: str, number: int, bundle: str) -> int:
    here = (articles.c.address == address, articles.c.revision == number, articles.c.bundle == bundle)
    return int(connection.execute(select(articles.c.id).where(*here)).scalar_one())
