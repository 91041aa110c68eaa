"""Pages that could not be read: by address, why, and how often, until they are read after all."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from onrecord.errors import PageError
from onrecord.record.schema import page_failures

LONGEST_ADDRESS = 2000
"""Bytes of an address that are kept: PostgreSQL's indexes hold about 2,700."""
LONGEST_REASON = 1000
"""Characters of a reason, which may quote what a server answered."""


@dataclass(frozen=True, slots=True)
class FailedPage:
    """A page that could not be read: at which step ("fetch", "page" …) and why, the last time; how many
    `times` since it was last read, the `first` and the `last` of them (ISO 8601, UTC)."""

    address: str
    step: str
    reason: str
    times: int
    first: str
    last: str


def failures(connection: Connection, limit: int | None) -> tuple[FailedPage, ...]:
    """All of them, what failed last first."""
    its = page_failures.c
    wanted = select(its.address, its.step, its.reason, its.times, its.first, its.last)
    rows = connection.execute(wanted.order_by(its.last.desc(), its.address).limit(limit))
    return tuple(FailedPage(*row) for row in rows)


def count(connection: Connection) -> int:
    """How many there are."""
    return int(connection.execute(select(func.count()).select_from(page_failures)).scalar_one())


def note(connection: Connection, error: PageError) -> None:
    """Keep that a page failed."""
    address, now = kept_address(error.page), datetime.now(UTC).isoformat(timespec="seconds")
    now = now.replace("+00:00", "Z")
    why = {"step": _plain(error.step), "reason": _plain(error.message)[:LONGEST_REASON], "last": now}
    again = update(page_failures).where(page_failures.c.address == address)
    changed = connection.execute(again.values(times=page_failures.c.times + 1, **why))
    if not changed.rowcount:
        connection.execute(insert(page_failures).values(address=address, times=1, first=now, **why))


def forget(connection: Connection, address: str) -> None:
    """The page at this address was read."""
    connection.execute(delete(page_failures).where(page_failures.c.address == kept_address(address)))


def kept_address(address: str) -> str:
    """An address as it stands in the table: what is too long is cut."""
    return _plain(address).encode()[:LONGEST_ADDRESS].decode(errors="ignore")


def _plain(words: str) -> str:
    """Words that any database takes: half of a surrogate pair is written out."""
    return words.encode("utf-8", "backslashreplace").decode()
