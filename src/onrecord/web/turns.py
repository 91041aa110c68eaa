"""Whose turn it is, where something is made for one after the other."""

import asyncio

from onrecord.web.guard import RefusedError

MOST_WAITING = 30


class Turns:
    """Those who wait for a very long article, in the order in which they came."""

    def __init__(self) -> None:
        self._free = asyncio.Lock()
        self._waiting = 0

    async def take(self) -> None:
        """Wait for one's turn. Raises RefusedError where too many wait."""
        if self._waiting >= MOST_WAITING:
            raise RefusedError(503, "Busy", "Many ask for very long articles: try again in a minute.")
        self._waiting += 1
        try:
            await self._free.acquire()
        finally:
            self._waiting -= 1

    def give(self) -> None:
        """Let the next one have it."""
        self._free.release()
