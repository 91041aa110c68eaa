"""The site at a port, until it is told to end."""

import gc
import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from onrecord.errors import OnrecordError
from onrecord.web import app_of
from onrecord.web.connection import Connection
from onrecord.web.settings import Settings

GRACE_S = 3
"""Seconds that answers under way are given when the site ends."""
COLLECTED_AFTER = (10_000, 20, 50)
"""Python looks through all objects for what only refers to itself when so many were made: by its own figures
one network in twenty waits for that, 120 ms of a record of a million statements whose own work is 27 ms."""


def serve(settings: Settings, tell: Callable[[str], None]) -> None:
    """Serve until Ctrl-C; `tell` is given the URL when it can be opened. Raises OnrecordError."""
    app: Any = app_of(settings)
    with listening(settings.host, settings.port) as at:
        tell(url_of(settings.host, at.getsockname()[1]))
        app.state.site.record.gather()
        app.state.site.comparing.begin()
        server(app, settings).run(sockets=[at])


def server(app: object, settings: Settings) -> uvicorn.Server:
    """The server, not yet running; this program's objects are looked through less often from now on."""
    gc.set_threshold(*COLLECTED_AFTER)
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        http=Connection,
        ws="none",
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=True,
        # Whom a proxy speaks for is believed of none but one on this computer, and where one was told of.
        proxy_headers=bool(settings.url),
        forwarded_allow_ips=["127.0.0.0/8", "::1", "::ffff:127.0.0.0/104"],
        timeout_keep_alive=10,
        timeout_graceful_shutdown=GRACE_S,
        limit_concurrency=settings.most_connections,
        h11_max_incomplete_event_size=32_768,
    )
    return uvicorn.Server(config)


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises OnrecordError, in plain words."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        made = socket.socket(family, kind, protocol)
    except OSError as error:
        raise OnrecordError(f"there is no host {host!r} on this computer", step="serve") from error
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(512)
        made.setblocking(False)
    except OSError as error:
        made.close()
        raise OnrecordError(_why(error, host, port), step="serve") from error
    return made


def url_of(host: str, port: int) -> str:
    """Where a browser finds the site."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}/"


def _why(error: OSError, host: str, port: int) -> str:
    if isinstance(error, PermissionError):
        return f"port {port} may not be used: ports below 1024 are for the system; choose another with --port"
    if "in use" in str(error):
        return f"port {port} is in use, perhaps by another onrecord serve: choose another with --port"
    return f"{host} is no address of this computer: {error.strerror or error}"
