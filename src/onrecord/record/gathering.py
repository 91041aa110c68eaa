"""What is counted when people leaf through speakers, held in memory as columns of numbers.

A million statements are counted anew for each page that somebody looks at: by speaker, act, target, outlet,
day. SQL has to go to each of them for that, which takes seconds; columns of numbers take milliseconds, and
about 60 bytes a statement. Only numbers are held; words are read from the database for what is shown.

The columns are those of the articles that search shows. Before each use it is looked whether they still are
(a millisecond; for pages that are shown again as they were before, which takes longer, once a second), and
what came, went or was decided since is taken over, article by article.
"""

from collections.abc import Callable, Collection
from functools import partial
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any

import numpy as np
from sqlalchemy import Connection, func, select

from onrecord.errors import RecordError
from onrecord.record import figures
from onrecord.record.clauses import among
from onrecord.record.figures import NAMES, Codes, Columns
from onrecord.record.gathered import Gathered
from onrecord.record.grouping import Speakers
from onrecord.record.identities import all_speakers
from onrecord.record.picking import Stamp, corrected_since, stamp
from onrecord.record.schema import articles, outlets

Read = Callable[[Callable[[Connection], Any]], Any]
"""Does work in a transaction of its own, as `Database.read` does."""

ARTICLES_AT_ONCE = 5_000
"""Articles read by one transaction: about a second of work, so that a limit of time is never met."""
PATIENCE_S = 1.0
"""How long whoever asks waits for what changed, before they are shown what was there."""
FIRST_PATIENCE_S = 20.0
"""How long they wait at first, before they are told to come back: about two million statements."""
LOOK_S = 1.0
"""How often it is looked whether pages are shown again as they were before."""
SHOWN = select(articles.c.id).where(articles.c.shown == 1)
TITLES = select(outlets.c.id, outlets.c.name)


def shown_sum(connection: Connection) -> tuple[int, int]:
    """What changes when a page is shown again as it was before, which adds nothing to the record."""
    counted = select(func.count(articles.c.id), func.coalesce(func.sum(articles.c.id), 0))
    count, total = connection.execute(counted.where(articles.c.shown == 1)).one()
    return int(count), int(total)


class Gatherer:
    """Keeps what was gathered of one record up to date. To be used by several threads."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._lock = Lock()
        self._done: Event | None = None
        self._error: BaseException | None = None
        self._stamp: Stamp | None = None
        self._shown, self._looked = (0, 0), 0.0
        self._columns = Columns(*(np.zeros(0, np.int64) for _ in NAMES))
        self._acts, self._aims = Codes(), Codes()
        self._gathered: Gathered | None = None

    def gathered(self) -> Gathered:
        """What search shows now. Where there is much to be taken over, what was shown before: it is taken
        over meanwhile, and shown to whoever asks next. Raises RecordError."""
        is_new = self._is_new()
        with self._lock:
            before = self._gathered
            if before is not None and not is_new:
                return before
            done = self._done or self._start()
        done.wait(FIRST_PATIENCE_S if before is None else PATIENCE_S)
        with self._lock:
            if done.is_set() and self._error is not None:
                raise self._error
            if self._gathered is None:
                raise RecordError("the record is still being read", step="gathering")
            return self._gathered

    def begin(self) -> None:
        """Gather what is shown, in a thread, so that nobody needs to wait for it."""
        with self._lock:
            if self._gathered is None and self._done is None:
                self._start()

    def _start(self) -> Event:
        self._done = Event()
        Thread(target=self._renew, args=(self._done,), daemon=True).start()
        return self._done

    def _is_new(self) -> bool:
        """Whether there is anything that was not taken over yet."""
        if self._read(stamp) != self._stamp:
            return True
        if monotonic() - self._looked < LOOK_S:
            return False
        self._looked = monotonic()
        return bool(self._read(shown_sum) != self._shown)

    def _renew(self, done: Event) -> None:
        error: BaseException | None = None
        try:
            self._take_over()
        except BaseException as raised:
            error = raised
        with self._lock:
            self._error, self._done = error, None
        done.set()

    def _take_over(self) -> None:
        now: Stamp = self._read(stamp)
        sums = self._read(shown_sum)
        shown = self._read(lambda connection: set(connection.execute(SHOWN).scalars()))
        held = set(self._columns.paper.tolist())
        since = self._stamp.correction if self._stamp else now.correction
        stay = held & shown - self._read(lambda connection: _corrected(connection, since))
        columns, new = self._columns.without(held - stay), sorted(shown - stay)
        parts = [columns]
        for start in range(0, len(new), ARTICLES_AT_ONCE):
            some = new[start : start + ARTICLES_AT_ONCE]
            parts.append(self._read(partial(figures.read, some=some, acts=self._acts, aims=self._aims)))
        columns = Columns(*(np.concatenate([getattr(part, name) for part in parts]) for name in NAMES))
        known: Speakers = self._read(all_speakers)
        titles = self._read(lambda connection: dict(connection.execute(TITLES).all()))
        apart: dict[int, str] = self._read(lambda connection: _addresses(connection, known.splits()))
        acts, aims = tuple(self._acts.words), tuple(self._aims.words)
        gathered = Gathered(columns, known, acts, aims, titles, apart, now)
        gathered.prepare()
        with self._lock:
            self._columns, self._gathered, self._stamp = columns, gathered, now
            self._shown, self._looked = sums, monotonic()


def _corrected(connection: Connection, since: int) -> set[int]:
    """The articles that corrections later than this one may have changed."""
    return set(connection.execute(select(articles.c.id).where(corrected_since(since))).scalars())


def _addresses(connection: Connection, apart: Collection[str]) -> dict[int, str]:
    """The articles in which a name may be somebody else."""
    if not apart:
        return {}
    wanted = select(articles.c.id, articles.c.address).where(among(articles.c.address, apart))
    return dict(connection.execute(wanted).all())
