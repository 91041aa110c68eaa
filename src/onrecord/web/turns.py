"""Whose turn it is, where something is made for one after the other."""

import asyncio
from collections import Counter

from onrecord.web.guard import RefusedError

MOST_WAITING = 30
MOST_OF_ONE = 3
"""Places of one visitor, so that nobody takes them all; whoever opens articles one by one needs one."""


class Turns:
    """Those who wait for a very long article, in the order in which they came."""

    def __init__(self) -> None:
        self._free = asyncio.Lock()
        self._waiting: Counter[str] = Counter()

    async def take(self, visitor: str) -> None:
        """Wait for one's turn. Raises RefusedError where too many wait, or this visitor waits too often."""
        if self._waiting[visitor] >= MOST_OF_ONE:
            said = "You wait for several very long articles already: try again when they are there."
            raise RefusedError(503, "Busy", said)
        if self._waiting.total() >= MOST_WAITING:
            raise RefusedError(503, "Busy", "Many ask for very long articles: try again in a minute.")
        self._waiting[visitor] += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= Counter((visitor,))  # which drops who waits for nothing

    def give(self) -> None:
        """Let the next one have it."""
        self._free.release()
