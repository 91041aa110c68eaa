"""Rows of the index of search, numbered so that they stand in the order of publication.

The number of a statement's row is its day and, in the lower 32 bits, its own number. So what is newest is
read first, and a period is a range of rows: neither has to look at each of the hundreds of thousands of
statements that a frequent word finds.
"""

import re

from sqlalchemy import BigInteger, ColumnElement, cast, or_

BITS = 32
OWN = 2**BITS - 1
"""The part of a row's number that is the statement's."""
DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")
LATEST = 9999_99_99


def day(published: str | None) -> int:
    """The day as a number: 20240305, 20240300 for a month, 20240000 for a year, 0 for what has none."""
    found = DATE.match(published or "")
    return int("".join(part or "00" for part in found.groups())) if found else 0


def of(number: int) -> int:
    """The day of a row, by its number."""
    return number >> BITS


def row(published: str | None, statement: int) -> int:
    """The number of a statement's row."""
    return day(published) << BITS | statement


def statement(number: ColumnElement[int]) -> ColumnElement[int]:
    """The statement's own number, of a row's."""
    return number.bitwise_and(cast(OWN, BigInteger))


def bounds(since: str | None, until: str | None) -> tuple[int, int]:
    """The first and last number of rows that a period may have: from the beginning of its first year, as a
    statement may be dated by a year alone."""
    first = day(since[:4]) << BITS if since else 0
    return first, (_end(until) if until else LATEST) << BITS | OWN


def _end(until: str) -> int:
    return int(until.replace("-", "").ljust(8, "9"))


def within(number: ColumnElement[int], since: str | None, until: str | None) -> list[ColumnElement[bool]]:
    """The conditions that a row may be of a period. Rows of less precise dates that it touches are."""
    if not since and not until:
        return []
    first, last = bounds(since, until)
    conditions: list[ColumnElement[bool]] = [number.between(first, last)]
    if since and len(since) > 4:
        conditions.append(or_(number >= day(since) << BITS, *_vague(number, since)))
    return conditions


def _vague(number: ColumnElement[int], since: str) -> list[ColumnElement[bool]]:
    """The conditions that a row is of the year or month that a date stands in."""
    firsts = {day(since[:length]) << BITS for length in (4, 7) if length < len(since)}
    return [number.between(first, first | OWN) for first in sorted(firsts)]
