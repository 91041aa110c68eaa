"""Pages of very long articles, which are made one after the other, so that nobody else waits for them.

To load an article of 4,000 statements takes a processor for half a second, one of 20,000 for three seconds.
Ten readers of it would take all the threads that make pages; here they wait for each other without one, and
only one of them shares the processor with everybody else.
"""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from onrecord.web.site import Here, Reader

LONG = 2_000
"""Statements of a very long article; an ordinary one has twenty, a report of 20,000 words 1,500."""


async def _in_turn(request: Request, site: Here, reader: Reader) -> AsyncIterator[None]:
    # The id is taken from the path itself, as a parameter here would stand beside the view's own in OpenAPI.
    if await run_in_threadpool(site.record.statements_beside, request.path_params["id"]) < LONG:
        yield
        return
    await site.turns.take()
    try:
        yield
    finally:
        site.turns.give()


# Until the page is made, not until it was taken: who takes it slowly would else hold up the others.
Lane = Annotated[None, Depends(_in_turn, scope="function")]
"""Of a view whose path has the `id` of an article or statement: it is made in turn if the article is long."""
