"""What stands before every view: which hosts the site answers to, who may change anything, how large and how
slow a request may be, and what a browser is told not to do."""

import asyncio
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from onrecord.web.faults import Fault
from onrecord.web.settings import Settings, is_loopback, network_of

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEAD_ALONE = "onrecord.head"
"""In the scope of a request of which nobody takes more than the head of its answer."""
UPLOADS = ("/add", "/api/v1/articles", "/api/v1/read")
"""Where requests may be large: pages come in here."""

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
# The referrer is told to the site itself alone: with "no-referrer" a browser would send "Origin: null" with
# our own forms, too, and the check of Origin could not tell them from another site's.
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
}

Refuse = Callable[[Scope, Exception], ASGIApp]
"""Makes the answer to a request that is refused or went wrong, of what happened."""


class RefusedError(Exception):
    """A request that is not answered: the status, its title, what happened, and which fields are wrong."""

    def __init__(self, status: int, title: str, detail: str, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(detail)
        self.status, self.title, self.detail, self.faults = status, title, detail, faults


class _EnoughError(Exception):
    """Only the head of an answer was asked for, and it is told: the rest need not be made."""


class Guard:
    """Lets through what may be asked, and answers for what failed; `refuse` tells what happened."""

    def __init__(self, app: ASGIApp, settings: Settings, refuse: Refuse) -> None:
        self._app, self._settings, self._refuse = app, settings, refuse
        self._arriving: dict[str, dict[Body, None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, started = Headers(scope=scope), False
        head_alone = scope["method"] == "HEAD"
        if head_alone:
            # Every page and file answers to it, and says the same of itself.
            scope = {**scope, "method": "GET", HEAD_ALONE: True}

        async def sent(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                if body.error is not None and not refusing:
                    raise body.error  # whatever a view made of it
                started = True
                told = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    told.setdefault(name, value)
                told.setdefault("Cache-Control", "private, no-cache")
            elif head_alone:
                await send({"type": "http.response.body", "body": b""})
                if message.get("more_body"):
                    raise _EnoughError
                return
            await send(message)

        limits, large = self._settings, scope["path"] in UPLOADS
        cap = limits.upload_bytes if large else limits.form_bytes
        body = Body(receive, cap, limits.upload_seconds if large else limits.form_seconds, headers)
        refusing = False
        visitor = network_of(scope["client"][0]) if scope.get("client") else ""
        try:
            self._wait_for(visitor, body)
            self._check(scope, headers, cap)
            await self._app(scope, body.receive, sent)
        except _EnoughError:
            return
        except Exception as error:
            if started:
                raise
            refusing = True
            await self._refuse(scope, body.error or error)(scope, receive, sent)
        finally:
            self._arriving[visitor].pop(body)
            if not self._arriving[visitor]:
                del self._arriving[visitor]

    def _wait_for(self, visitor: str, body: "Body") -> None:
        """Take up a request of a visitor. Of one who has many under way, the oldest that has not arrived as a
        whole is given up: behind a proxy that is the only place where one visitor is told from another."""
        under_way = self._arriving.setdefault(visitor, {})
        under_way[body] = None
        late = [each for each in under_way if each.is_awaited]
        for each in late[: -self._settings.arriving]:
            each.give_up()

    def _check(self, scope: Scope, headers: Headers, cap: int) -> None:
        """Raises RefusedError."""
        # A page of another site could have its own name point here: a loopback site answers to its own.
        host, public = headers.get("host", ""), self._settings.netloc
        if self._settings.is_local and not is_loopback(_host(host)) and not (public and _is(host, public)):
            said = "at the address that it was given" if public else "at its computer's own address"
            raise RefusedError(421, "Not this site", f"This site answers {said}.")
        if scope["method"] not in SAFE and not self._is_from_here(headers):
            raise RefusedError(
                403, "From another site", "Another site asked for this change: nothing was changed."
            )
        declared = headers.get("content-length", "0")
        if declared.isdecimal() and int(declared[:18]) > cap:
            raise _too_large(cap)

    def _is_from_here(self, headers: Headers) -> bool:
        """Whether a request that changes something comes from the site's own pages, or from no browser."""
        origin = headers.get("origin")
        if origin is not None and origin != self._settings.url and _netloc(origin) != headers.get("host", ""):
            return False
        return headers.get("sec-fetch-site") in (None, "same-origin", "none")


class Body:
    """A request's body as it comes in, counted and timed as a whole. `error` is what is wrong with it."""

    def __init__(self, receive: Receive, cap: int, seconds: float, headers: Headers) -> None:
        self._receive, self._cap, self._seconds = receive, cap, seconds
        self._size = 0
        self._end: float | None = None
        self._timer: asyncio.Timeout | None = None
        self._whole = self._given_up = False
        self._is_any = "transfer-encoding" in headers or headers.get("content-length", "0") != "0"
        self.error: RefusedError | None = None

    @property
    def is_awaited(self) -> bool:
        """Whether there is a rest of it that is waited for, or will be."""
        return self._is_any and not self._whole and not self._given_up

    def give_up(self) -> None:
        """Wait no longer for the rest of it."""
        self._given_up = True
        if self._timer is not None and not self._timer.expired():
            self._timer.reschedule(0)

    async def receive(self) -> Message:
        """The next part of it. Raises RefusedError."""
        if self._whole:
            return await self._receive()  # waits for the browser to go away, however long that takes
        now = asyncio.get_running_loop().time()
        self._end = now if self._given_up else self._end or now + self._seconds
        try:
            async with asyncio.timeout_at(self._end) as self._timer:
                message = await self._receive()
        except TimeoutError:
            self.error = RefusedError(408, "Too slow", "What was sent took too long to arrive.")
            raise self.error from None
        finally:
            self._timer = None
        self._size += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._size > self._cap:
            self.error = _too_large(self._cap)
            raise self.error
        return message


def _too_large(cap: int) -> RefusedError:
    return RefusedError(413, "Too large", f"At most {cap / 1_000_000:g} MB may be sent at once.")


def _is(netloc: str, public: str) -> bool:
    """Whether a header Host tells this public host: the port that a scheme has by itself may stand there."""
    return netloc.casefold() in (public, f"{public}:443", f"{public}:80")


def _host(netloc: str) -> str:
    """The host of a header Host; "" of one that is none."""
    try:
        parts = urlsplit(f"//{netloc}")
        return (parts.hostname or "") if parts.netloc == netloc and "@" not in netloc else ""
    except ValueError:
        return ""


def _netloc(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
