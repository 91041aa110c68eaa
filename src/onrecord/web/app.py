"""The site, put together: guard, views, failures."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio.to_thread
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from onrecord import __version__
from onrecord.record import Record
from onrecord.web.failures import refusal, tell_failures
from onrecord.web.guard import Guard
from onrecord.web.passwords import Door
from onrecord.web.sessions import Sessions
from onrecord.web.settings import Settings
from onrecord.web.site import Site
from onrecord.web.sittings import Sittings
from onrecord.web.statics import static
from onrecord.web.views import ROUTERS


def made(settings: Settings) -> FastAPI:
    """The site on a record, which it opens and, when it is done, closes. Raises RecordError."""
    record = Record(settings.record, create=not settings.read_only, patience=settings.query_seconds)

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        # Each view that asks the record holds a thread and a connection: so many at once, and no more.
        anyio.to_thread.current_default_thread_limiter().total_tokens = settings.threads
        try:
            yield
        finally:
            record.close()

    app = FastAPI(
        title="Onrecord",
        version=__version__,
        redirect_slashes=False,  # such redirects would name whatever host was asked for
        openapi_url="/api/v1/openapi.json",
        docs_url=None,  # those pages would ask other hosts for their scripts
        redoc_url=None,
        lifespan=running,
        middleware=[
            Middleware(Guard, settings=settings, refuse=refusal),
            Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        ],
    )
    app.state.site = Site(settings, record, Sessions(settings), Door(settings.passwords))
    app.state.sittings = Sittings()
    app.add_route("/static/{digest}/{name:path}", static, include_in_schema=False)
    for router in ROUTERS:
        app.include_router(router)
    tell_failures(app)
    return app
