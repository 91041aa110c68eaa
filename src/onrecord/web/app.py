"""The site, put together: guard, views, failures."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from onrecord import __version__
from onrecord.record import Record
from onrecord.web import api
from onrecord.web.adding import Queue
from onrecord.web.comparing import Comparing
from onrecord.web.failures import refusal, tell_failures
from onrecord.web.guard import Guard
from onrecord.web.passwords import Door
from onrecord.web.repeated import Repeated
from onrecord.web.sessions import Sessions
from onrecord.web.settings import Settings
from onrecord.web.site import Site
from onrecord.web.sittings import Sittings
from onrecord.web.statics import static
from onrecord.web.turns import Turns
from onrecord.web.views import ROUTERS


def made(settings: Settings) -> FastAPI:
    """The site on a record, which it opens and, when it is done, closes. Raises RecordError."""
    record = Record(settings.record, create=not settings.read_only, patience=settings.query_seconds)
    queue, comparing = Queue(settings, record), Comparing(record)

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        # Each view that asks the record holds a thread and a connection: so many at once, and no more.
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.threads
        try:
            yield
        finally:
            queue.close()
            comparing.close()
            record.close()

    app = FastAPI(
        title="Onrecord",
        version=__version__,
        redirect_slashes=False,  # such redirects would name whatever host was asked for
        openapi_url=None,  # web.api.document has it, for those who may read
        docs_url=None,  # those pages would ask other hosts for their scripts: /api is our own
        redoc_url=None,
        lifespan=running,
        middleware=[
            Middleware(Guard, settings=settings, refuse=refusal),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        ],
    )
    door = Door(settings.passwords)
    repeated = Repeated(record, comparing)
    app.state.site = Site(settings, record, Sessions(settings), door, queue, comparing, repeated, Turns())
    app.state.sittings = Sittings()
    app.add_route("/static/{digest}/{name:path}", static, include_in_schema=False)
    for router in ROUTERS:
        app.include_router(router)
    api.put_on(app)
    tell_failures(app)
    return app
