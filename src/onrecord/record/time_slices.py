"""The newest of what PostgreSQL finds, though its index for words knows no order.

Each row of the index has its day and month among its words. So the index can be asked for the matches of a
few days, then of twice as many before them, until there are enough: of a frequent word it finds a few
thousand, not hundreds of thousands.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, repeat
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Connection,
    FromClause,
    Select,
    Text,
    cast,
    column,
    func,
    literal,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY

from onrecord.record import days, vectors
from onrecord.record.schema import INDEX, WORDS
from onrecord.record.vector_search import LOOKED_UP

DAYS, SLICED = 64, 600
"""Days with statements that are told apart, the newest; months are before them, up to so many in all."""

# Each step is one look into the index of the rows' numbers.
STEPS = text(
    f"WITH RECURSIVE found (day, n) AS (SELECT (SELECT max(rowid) FROM {WORDS} "
    f"WHERE rowid BETWEEN :first AND :last) >> {days.BITS}, 1 UNION ALL "
    f"SELECT (SELECT max(rowid) FROM {WORDS} WHERE rowid >= :first AND rowid < "
    f"(CASE WHEN n <= :days THEN day ELSE day / 100 * 100 END) << {days.BITS}) >> {days.BITS}, n + 1 "
    f"FROM found WHERE day IS NOT NULL AND n <= {SLICED}) "
    "SELECT day FROM found WHERE day IS NOT NULL ORDER BY n"
)


class Slice(NamedTuple):
    """Some days, as they are looked up, and the numbers between which their rows are."""

    asked: str
    first: int
    last: int


def at_once(wanted: Select[Any], period: tuple[str | None, str | None], count: int) -> FromClause:
    """The rows of `wanted`, which has INDEX, with the `count` highest numbers there, out of all."""
    rows = wanted.where(*days.within(INDEX.c.rowid, *period))
    return rows.order_by(INDEX.c.rowid.desc()).limit(count).subquery("newest")


def newest(
    connection: Connection, wanted: Select[Any], period: tuple[str | None, str | None], count: int
) -> FromClause:
    """The same, out of slices of time."""
    first, last = days.bounds(*period)
    met = connection.execute(STEPS, {"first": first, "last": last, "days": DAYS}).scalars().all()
    slices = list(sliced(met, first, last))
    given = func.unnest(
        cast(literal([each.asked for each in slices], ARRAY(Text)), ARRAY(TSQUERY)),
        literal([each.first for each in slices], ARRAY(BigInteger)),
        literal([each.last for each in slices], ARRAY(BigInteger)),
    ).table_valued(column("asked", TSQUERY), column("first", BigInteger), column("last", BigInteger))
    part = given.render_derived("part")
    rows = wanted.where(
        LOOKED_UP["said"].bool_op("@@")(part.c.asked),
        INDEX.c.rowid.between(part.c.first, part.c.last),
        *days.within(INDEX.c.rowid, *period)[1:],
    )
    hits = rows.order_by(INDEX.c.rowid.desc()).lateral("hit")
    return select(hits).select_from(part).join(hits, true()).limit(count).subquery("newest")


def sliced(met: Sequence[int], first: int, last: int) -> Iterator[Slice]:
    """Slices of time out of the days met, the newest first, each about twice as long as the one before."""
    told, rest = met[:DAYS], met[DAYS:SLICED]
    for group in grouped(told, chain((1,), doubling())):
        yield Slice(" | ".join(f"'@{day:08}'" for day in group), group[-1] << days.BITS, last)
        last = (group[-1] << days.BITS) - 1
    for group in grouped(rest, chain.from_iterable(repeat(size, 2) for size in doubling())):
        lowest = max(first, group[-1] // 100 * 100 << days.BITS)
        yield Slice(" | ".join(f"'{vectors.month(day)}'" for day in group), lowest, last)
        last = lowest - 1
    if len(met) > SLICED:
        yield Slice("'@':*", first, last)  # whatever is older


def doubling() -> Iterator[int]:
    """1, 2, 4 …"""
    size = 1
    while True:
        yield size
        size *= 2


def grouped(listed: Sequence[int], sizes: Iterator[int]) -> Iterator[Sequence[int]]:
    """Parts of a list, of these sizes."""
    at = 0
    while at < len(listed):
        size = next(sizes)
        yield listed[at : at + size]
        at += size
