"""Pages of very long articles, which are made one after the other, so that nobody else waits for them.

To load an article of 4,000 statements takes a processor for half a second, one of 20,000 for three seconds.
Ten readers of it would take all the threads that make pages; here they wait for each other without one, and
only one of them shares the processor with everybody else.
"""

from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from onrecord.web.guard import RefusedError
from onrecord.web.settings import network_of
from onrecord.web.site import Here, Reader

LONG = 2_000
"""Statements of a very long article; an ordinary one has twenty, a report of 20,000 words 1,500."""


def in_lane(id_of: Callable[..., Any]) -> Any:
    """What a view depends on that is made in turn if its article is long: that of the id that the dependency
    `id_of` tells. It stands behind a view's form, so that nobody holds the turn while a form arrives, and as
    nobody could read the form after it: to learn whether the client is gone takes what came of it."""

    async def in_turn(
        request: Request, site: Here, reader: Reader, id: Annotated[str, Depends(id_of)]
    ) -> AsyncIterator[None]:
        if not id or await run_in_threadpool(site.record.statements_beside, id) < LONG:
            yield
            return
        await site.turns.take(network_of(request.client.host) if request.client else "")
        try:
            if await request.is_disconnected():
                raise RefusedError(503, "Gone", "Whoever asked for this went away while it waited.")
            yield
        finally:
            site.turns.give()

    # Until the page is made, not until it was taken: who takes it slowly would else hold up the others.
    return Depends(in_turn, scope="function")


async def _in_path(request: Request) -> str:
    # From the path itself, as a parameter here would stand beside the view's own in OpenAPI.
    return str(request.path_params["id"])


Lane = Annotated[None, in_lane(_in_path)]
"""Of a view whose path has the `id` of an article or statement."""
