"""One URL: asked politely, for a limited time, up to a limited size; every hop of it checked anew."""

import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module

import httpx

from onrecord.errors import FetchError, PageError
from onrecord.nouns import Page
from onrecord.page.fetch import without_login
from onrecord.page.fetch.addresses import CheckedTransport, Deadline
from onrecord.page.fetch.limits import LIMITS, Limits
from onrecord.page.fetch.robots import allowed

VERSION = import_module("onrecord").__version__  # an `import` of the roof would turn the arrows around
AGENT = f"Onrecord/{VERSION} (+https://github.com/onrecord/onrecord; reads who said what)"
HEADERS = {
    "User-Agent": AGENT,
    "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9,application/json;q=0.8,*/*;q=0.1",
    "Accept-Encoding": "gzip, deflate",
}
READ_TYPES = ("application/xhtml+xml", "application/json")
"""Besides text/*; a reply without a type is taken as well."""
MOVED = frozenset({301, 302, 303, 307, 308})
NO_URL = (httpx.InvalidURL, ValueError)
"""What an address that is none raises: httpx's own error, or that of the names (IDNA) or of the encoding,
and those only when the address is used."""


class Web:
    """Fetches pages. Knows the robots.txt of the sites it asked, and forgets them with the run.

    `client` may be any httpx.Client (in tests, one on a transport of their own); the one that is made
    here connects to checked addresses alone.
    """

    def __init__(
        self, limits: Limits = LIMITS, *, allow_private: bool = False, client: httpx.Client | None = None
    ) -> None:
        self._limits = limits
        self._deadline = Deadline()
        self._client = client or httpx.Client(
            transport=CheckedTransport(self._deadline, allow_private=allow_private),
            timeout=httpx.Timeout(limits.read, connect=limits.connect),
            trust_env=False,
        )
        self._robots: dict[str, str | None] = {}

    def close(self) -> None:
        self._client.close()

    def get(self, address: str) -> Page | PageError:
        """The page at a URL."""
        self._deadline.start(self._limits.total)
        self._client.cookies.clear()  # one page's cookies would make the next page's result depend on it
        try:
            response, data = self._followed(address, self._limits.web_bytes, ask_robots=True)
        except (FetchError, httpx.HTTPError, *NO_URL) as cause:
            return FetchError(_reason(cause), page=without_login(address), step="fetch")
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        return Page(data, address, fetched=now, declared_type=response.headers.get("content-type"))

    def _followed(self, address: str, most: int, *, ask_robots: bool) -> tuple[httpx.Response, bytes]:
        url = _checked(httpx.URL(address))
        for _ in range(self._limits.redirects + 1):
            if ask_robots and not self._may(url):
                raise FetchError(f"robots.txt does not allow it: {url.host}")
            with self._client.stream("GET", url, headers=HEADERS, follow_redirects=False) as response:
                if response.status_code in MOVED and "location" in response.headers:
                    url = _checked(url.join(response.headers["location"]).copy_with(fragment=None))
                    continue
                if ask_robots:
                    _check(response)
                found = response.status_code == 200
                return response, _body(response, most, cut=not ask_robots) if found else b""
        raise FetchError(f"more than {self._limits.redirects} redirects")

    def _may(self, url: httpx.URL) -> bool:
        """What robots.txt says. Missing (4xx): all may be read; out of order (5xx, no answer): nothing."""
        site = f"{url.scheme}://{url.netloc.decode('ascii')}"
        if site not in self._robots:
            try:
                response, data = self._followed(
                    f"{site}/robots.txt", self._limits.robots_bytes, ask_robots=False
                )
            except (httpx.HTTPError, *NO_URL) as cause:
                raise FetchError(f"robots.txt cannot be asked: {_reason(cause)}") from cause
            status = response.status_code
            self._robots[site] = None if status >= 500 else data.decode("utf-8", "replace")
        robots = self._robots[site]
        if robots is None:
            raise FetchError("robots.txt is out of order, which by RFC 9309 forbids all")
        return allowed(robots, url.raw_path.decode("ascii"))


def _checked(url: httpx.URL) -> httpx.URL:
    if url.scheme not in ("http", "https"):
        raise FetchError("only http and https are fetched")
    if not url.host:
        raise FetchError("a URL without a host")
    if url.userinfo:
        raise FetchError("a URL with a user name or password is not fetched")
    return url


def _check(response: httpx.Response) -> None:
    if response.status_code >= 400:
        raise FetchError(f"the server answered {response.status_code} {response.reason_phrase}".rstrip())
    if response.status_code != 200:
        raise FetchError(f"the server answered {response.status_code}, which is no page")
    media = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media and not media.startswith("text/") and media not in READ_TYPES:
        raise FetchError(f"not a page of text: its type is {media[:80]}")


def _body(response: httpx.Response, most: int, *, cut: bool) -> bytes:
    """The body, unpacked. Beyond `most` bytes it is refused, or cut off where `cut` (robots.txt)."""
    data = bytearray()
    for part in _unpacked(response, most):
        data += part
        if len(data) > most:
            if not cut:
                raise FetchError(f"larger than {most / 1e6:g} MB")
            break
    return bytes(data[:most])


def _unpacked(response: httpx.Response, most: int) -> Iterator[bytes]:
    """The parts of a body, never more than `most` bytes + 1 unpacked at once (httpx unpacks a part whole,
    and 64 KB of gzip may hold 66 MB)."""
    if response.is_stream_consumed:  # a client of the caller's, which read and unpacked it
        yield response.content
        return
    coding = response.headers.get("content-encoding", "").strip().lower()
    raw = response.iter_raw()
    if coding in ("", "identity"):
        yield from raw
    elif coding in ("gzip", "x-gzip", "deflate"):
        yield from _inflated(raw, coding, most)
    else:
        raise FetchError(f"packed in a way that was not asked for: {coding[:40]}")


def _inflated(raw: Iterator[bytes], coding: str, most: int) -> Iterator[bytes]:
    unpacker = None
    try:
        for part in raw:
            if unpacker is None and part:
                # "deflate" should be zlib, and some servers send it bare: a zlib stream begins with x8
                bare = coding == "deflate" and part[0] & 0x0F != 8
                unpacker = zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS | 32)
            if unpacker is not None:
                yield unpacker.decompress(part, most + 1)
    except zlib.error as cause:
        raise FetchError("its compression is damaged") from cause
    if unpacker is not None and not unpacker.eof:
        raise FetchError("it ends too early")


def _reason(cause: Exception) -> str:
    match cause:
        case FetchError():
            return cause.message
        case httpx.TimeoutException():
            return "the server takes too long"
        case UnicodeEncodeError():
            return "not a URL: it holds what no URL may hold, such as half a character (a lone surrogate)"
        case httpx.InvalidURL() | ValueError():
            return f"not a URL: {cause}"
        case httpx.RemoteProtocolError():
            return f"the server's answer is broken: {cause}"
        case _:
            return f"no connection: {cause}"
