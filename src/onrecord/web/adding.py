"""Pages that are added in the browser: a queue, and one thread that fetches and reads what stands in it.

One thread, since the encoder takes all the cores it is given, and a page a second is fast enough for people.
What fails is kept in the record as well, until it is read.
"""

import io
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import PurePosixPath
from threading import Condition, Thread
from typing import Literal, NamedTuple

from onrecord.errors import OnrecordError, PageError
from onrecord.identity import article_id
from onrecord.nouns import Page, Reading
from onrecord.page.fetch import without_login
from onrecord.page.fetch.disk import TYPES
from onrecord.page.fetch.limits import LIMITS, Limits
from onrecord.page.fetch.lines import pages_of_stream
from onrecord.record import Record
from onrecord.web.settings import Settings

log = logging.getLogger("onrecord.web")
State = Literal["waiting", "fetching", "reading", "read", "failed"]
MOST_WAITING = 200
MOST_BYTES = 100_000_000
"""Of what was uploaded and waits."""
REMEMBERED = 100
"""Pages that are done, and still told."""
LONGEST_ADDRESS = 2000


@dataclass(frozen=True, slots=True)
class Given:
    """A page to be added: the URL to fetch it from, what was uploaded or pasted, or why that is none."""

    address: str
    page: Page | PageError | None = None

    @property
    def size(self) -> int:
        return len(self.page.data) if isinstance(self.page, Page) else 0


@dataclass(frozen=True, slots=True)
class Added:
    """How far a page has come: its `number` in the order of adding, who added it, its `state`; when it was
    read its article's id and title, what it was to the record ("added", "revised", "unchanged") and how many
    statements it has; when it failed the step and the reason."""

    number: int
    address: str
    by: str
    state: State = "waiting"
    article: str = ""
    title: str = ""
    outcome: str = ""
    statements: int = 0
    step: str = ""
    reason: str = ""


class Progress(NamedTuple):
    """All that is told of, the last added first, and how many are not done yet."""

    pages: tuple[Added, ...]
    to_do: int


class FullError(OnrecordError):
    """So much waits already that no more is taken."""


@dataclass(slots=True)
class _Kept:
    """What waits, and how far each page has come, by its number."""

    waiting: deque[tuple[int, Given]] = field(default_factory=deque)
    told: dict[int, Added] = field(default_factory=dict)
    last: int = 0


class Queue:
    """Of one site. The thread is started with the first page, and ends with the program."""

    def __init__(self, settings: Settings, record: Record, limits: Limits = LIMITS) -> None:
        self._settings, self._record, self._limits = settings, record, limits
        self._kept = _Kept()
        self._change = Condition()
        self._thread: Thread | None = None
        self._closed = False

    def add(self, pages: Sequence[Given], by: str) -> tuple[Added, ...]:
        """Let these wait for their turn, all or none. Raises FullError."""
        with self._change:
            waiting = self._kept.waiting
            size = sum(each.size for _, each in waiting) + sum(each.size for each in pages)
            if len(waiting) + len(pages) > MOST_WAITING or size > MOST_BYTES:
                most = (
                    f"at most {MOST_WAITING} pages ({MOST_BYTES // 1_000_000} MB) can wait, {len(waiting)} do"
                )
                raise FullError(f"{most}: add fewer, or read them with onrecord read", step="add")
            new = self._kept.last + 1
            for each in pages:
                self._kept.last += 1
                waiting.append((self._kept.last, each))
                self._kept.told[self._kept.last] = Added(self._kept.last, each.address, by)
            self._forget()
            if self._thread is None and pages:
                self._thread = Thread(target=self._work, name="onrecord-add", daemon=True)
                self._thread.start()
            self._change.notify_all()
            return tuple(self._kept.told[number] for number in range(new, self._kept.last + 1))

    def progress(self) -> Progress:
        """How far everything is."""
        with self._change:
            told = tuple(self._kept.told[number] for number in sorted(self._kept.told, reverse=True))
        return Progress(told, sum(each.state not in ("read", "failed") for each in told))

    def close(self) -> None:
        """Take nothing more up; what is being read is not waited for."""
        with self._change:
            self._closed = True
            self._kept.waiting.clear()
            self._change.notify_all()

    def _forget(self) -> None:
        done = [number for number, each in self._kept.told.items() if each.state in ("read", "failed")]
        for number in sorted(done)[: max(0, len(done) - REMEMBERED)]:
            del self._kept.told[number]

    def _work(self) -> None:
        while True:
            with self._change:
                self._change.wait_for(lambda: self._closed or self._kept.waiting)
                if self._closed:
                    return
                number, given = self._kept.waiting.popleft()
            try:
                self._read(number, given)
            except Exception as error:  # the thread is the only one: it goes on, whatever happens
                log.exception("a page could not be added")
                said = error.message if isinstance(error, OnrecordError) else "something went wrong"
                step = error.step if isinstance(error, OnrecordError) else "add"
                self._tell(number, state="failed", step=step, reason=said)

    def _read(self, number: int, given: Given) -> None:
        from onrecord.bulk.one import encoder_of, read_page  # heavy, and of no use to who only reads
        from onrecord.bulk.workers import Wanted
        from onrecord.web.taking import read_by

        page = given.page
        if page is None:
            self._tell(number, state="fetching")
            page = self._fetched(given.address)
        if isinstance(page, PageError):
            self._failed(number, page)
            return
        self._tell(number, state="reading")
        reading = read_page(page, encoder_of(Wanted(self._settings.bundle)), read_by)
        if isinstance(reading, PageError):
            self._failed(number, reading)
            return
        self._keep(number, page, reading)

    def _fetched(self, address: str) -> Page | PageError:
        from onrecord.page.fetch.web import Web

        web = Web(self._limits, allow_private=self._settings.allow_private)
        try:
            return web.get(address)
        finally:
            web.close()

    def _keep(self, number: int, page: Page, reading: Reading) -> None:
        outcome = self._record.add(page, reading)
        self._record.read_after_all(page.address)
        self._tell(
            number,
            state="read",
            article=article_id(reading.article),
            title=reading.article.title or page.address,
            outcome=outcome,
            statements=len(reading.statements),
        )

    def _failed(self, number: int, error: PageError) -> None:
        self._record.not_read(error)
        self._tell(number, state="failed", step=error.step, reason=error.message)

    def _tell(self, number: int, **change: str | int) -> None:
        with self._change:
            self._kept.told[number] = replace(self._kept.told[number], **change)  # type: ignore[arg-type]


def urls_in(typed: str) -> list[Given]:
    """The URLs typed, one a line, each once. Raises PageError for what is none: no file of this computer is
    read by its path."""
    found: dict[str, Given] = {}
    for line in filter(None, map(str.strip, typed.splitlines())):
        if not line.casefold().startswith(("http://", "https://")):
            raise PageError(
                f"{without_login(line)[:80]!r} does not begin with http:// or https://", step="add"
            )
        if without_login(line) != line:
            said = "holds a user name or password, which is never sent: leave it out"
            raise PageError(f"{without_login(line)[:80]!r} {said}", step="add")
        if len(line) > LONGEST_ADDRESS:
            raise PageError(f"{line[:80]!r} … is longer than any address", step="add")
        found[line] = Given(line)
    return list(found.values())


def uploaded(name: str, data: bytes, limits: Limits = LIMITS) -> list[Given]:
    """The pages in a file that was uploaded: one, or the lines of JSON, of which no more are looked at than
    could wait. A page is known by its bytes, and its name stands beside: two that are called index.html are
    not one."""
    plain = _named(name)
    found: list[Given] = []
    for each in islice(pages_of_stream(io.BytesIO(data), plain, limits), MOST_WAITING + 1):
        if isinstance(each, PageError):
            found.append(Given(each.page, each))
            continue
        if each.address == plain:
            declared = TYPES.get(PurePosixPath(plain).suffix.lower())
            each = replace(each, address=f"upload/{each.sha256[:12]}/{plain}", declared_type=declared)
        found.append(Given(each.address, each))
    return found


def pasted(text: str, address: str = "") -> list[Given]:
    """A page that was pasted, known by where it is from, if that is said, else by its words. Raises
    PageError."""
    if not text.strip():
        return []
    address = without_login("".join(each for each in " ".join(address.split()) if each.isprintable()))
    if len(address) > LONGEST_ADDRESS:
        raise PageError(f"{address[:80]!r} … is longer than any address", step="add")
    try:
        page = Page(text.replace("\r\n", "\n").encode(), address)
    except UnicodeEncodeError as error:
        raise PageError("the text holds half a character (a lone surrogate)", step="add") from error
    page = page if address else replace(page, address=f"paste/{page.sha256[:12]}")
    return [Given(page.address, replace(page, declared_type=_declared(text)))]


def _declared(text: str) -> str:
    """Text is plain unless it begins as markup does."""
    return f"text/{'html' if text.lstrip().startswith('<') else 'plain'}; charset=utf-8"


def _named(name: str) -> str:
    """A file's own name, without a folder and without what no name should hold."""
    last = name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(each for each in last if each.isprintable()).strip(". ")
    return printable.encode("utf-8", "ignore").decode()[-120:] or "page"
