"""Taking a page in: what was sent becomes a page, and the page a reading, without stalling anybody else.

Reading holds a processor for seconds, and fetching waits for somebody else's server. Each has threads of its
own, few and apart from those that make views; who comes when too many wait already is told to come back.
"""

import json
from collections.abc import Callable
from typing import TypeVar, TypeVarTuple, Unpack

import anyio.to_thread
from anyio import CapacityLimiter

from onrecord.bulk.one import encoder_of
from onrecord.bulk.workers import Wanted
from onrecord.errors import FetchError, PageError
from onrecord.nouns import Page, Reading
from onrecord.page import article_of
from onrecord.page.fetch import without_login
from onrecord.page.fetch.web import Web
from onrecord.reading import read_article
from onrecord.web.faults import Fault
from onrecord.web.guard import RefusedError
from onrecord.web.settings import Settings

T = TypeVar("T")
Args = TypeVarTuple("Args")

READERS, FETCHERS = 2, 4
"""Pages that are read, and that are fetched, at once."""
MOST_WAITING = 20
LONGEST_TEXT = 400_000
"""Characters of an article: some 65,000 words, three times the longest report of a newspaper. More "
"would hold a
processor for a minute and longer."""
LONGEST_ADDRESS = 2_000


class Slots:
    """The places for those who have something read or fetched."""

    def __init__(self) -> None:
        self._readers, self._fetchers = CapacityLimiter(READERS), CapacityLimiter(FETCHERS)
        self._waiting = 0

    async def read(self, work: Callable[[Unpack[Args]], T], *args: *Args) -> T:
        """Do what takes a processor. Raises RefusedError where too many wait."""
        return await self._in(self._readers, work, *args)

    async def fetch(self, work: Callable[[Unpack[Args]], T], *args: *Args) -> T:
        """Do what waits for another server. Raises RefusedError where too many wait."""
        return await self._in(self._fetchers, work, *args)

    async def _in(self, limiter: CapacityLimiter, work: Callable[[Unpack[Args]], T], *args: *Args) -> T:
        if self._waiting >= MOST_WAITING:
            raise RefusedError(503, "Busy", "Many pages are being read already: try again in a minute.")
        self._waiting += 1
        try:
            return await anyio.to_thread.run_sync(work, *args, limiter=limiter)
        finally:
            self._waiting -= 1


def page_of_text(text: str, address: str, about: dict[str, str | None]) -> Page:
    """A text as a page, taken exactly as it stands, with what is told `about` it: title, url, outlet …"""
    told = {name: value for name, value in about.items() if value}
    data = json.dumps({"id": address, "text": text, **told}).encode()
    return Page(data, address, None, "application/json")


def page_of_html(html: str, address: str) -> Page:
    """HTML as a page. Raises RefusedError for half of a surrogate pair, which no encoding has."""
    try:
        return Page(html.encode(), address, None, "text/html; charset=utf-8")
    except UnicodeEncodeError:
        fault = Fault("body", "html", "holds half of a surrogate pair, which is no character")
        raise RefusedError(400, "This cannot be asked so", f"{fault}.".capitalize(), (fault,)) from None


def fetched(url: str, settings: Settings) -> Page:
    """The page at a URL of the web; no private or local address is asked unless the site's keeper allows it.
    Raises FetchError."""
    if not url.lower().startswith(("http://", "https://")):
        raise FetchError("only http and https are fetched", page=without_login(url), step="fetch")
    web = Web(allow_private=settings.allow_private)
    try:
        found = web.get(url)
    finally:
        web.close()
    if isinstance(found, PageError):
        raise found
    return found


def read(page: Page, settings: Settings) -> Reading:
    """The reading of a page. Raises PageError, and RefusedError for a text that is too long."""
    article = article_of(page)
    if len(article.text) > LONGEST_TEXT:
        said = f"The text has {len(article.text):,} characters, and at most {LONGEST_TEXT:,} are read here"
        raise RefusedError(413, "Too long", f"{said}. Send it in parts, or read it with onrecord add.")
    return read_article(article, encoder_of(Wanted(settings.bundle, None)))
