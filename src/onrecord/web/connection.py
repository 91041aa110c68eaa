"""One connection of a browser, which has to say what it wants, and to take what it gets, in time."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from onrecord.web.settings import is_loopback, network_of

HEAD_S = 10.0
"""Seconds for the head of a request. Without a limit, those who never finish one would take all places."""
STALLED_S = 30.0
"""Seconds for which nothing of an answer is taken."""
MOST_OF_ONE = 100
"""Connections of one address. A browser has six; an office behind one address has room for several."""


class Connection(H11Protocol):
    """uvicorn's own, with these limits."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._head: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._since = 0.0

    @property
    def waits(self) -> bool:
        """Whether we wait for the other side: for a request, for the rest of one, or for it to take an
        answer."""
        idle = self.cycle is None or self.cycle.response_complete
        return idle or self._stalled is not None or self.conn.their_state is h11.SEND_BODY

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._since = self.loop.time()
        self._head = self.loop.call_later(HEAD_S, transport.abort)
        self._make_room()

    def _make_room(self) -> None:
        """Break off what lets us wait longest, where an address has as many connections as it may: so those
        who are slow on purpose, and often, take each other's places and nobody else's. A proxy that is
        trusted has all visitors behind its one address."""
        own = [each for each in self.connections if isinstance(each, Connection) and self._is_beside(each)]
        if self.client is None or len(own) < MOST_OF_ONE:
            return
        if self.config.proxy_headers and is_loopback(self.client[0]):
            return
        slow = min((each for each in own if each.waits), key=lambda each: each._since, default=self)
        slow.transport.abort()

    def _is_beside(self, other: "Connection") -> bool:
        if other is self or self.client is None or other.client is None or other.transport.is_closing():
            return False
        return network_of(self.client[0]) == network_of(other.client[0])

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        answering = self.cycle is not None and not self.cycle.response_complete
        if answering and self._head is not None:
            self._head.cancel()
            self._head = None
        elif not answering and self._head is None:
            self._head = self.loop.call_later(HEAD_S, self.transport.abort)

    def on_response_complete(self) -> None:
        # The time for what comes next is kept by uvicorn until its first byte is there.
        if self._head is not None:
            self._head.cancel()
            self._head = None
        self._since = self.loop.time()
        super().on_response_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stalled = self._stalled or self.loop.call_later(STALLED_S, self.transport.abort)

    def resume_writing(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in (self._head, self._stalled):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)
