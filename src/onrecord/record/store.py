"""The record: one SQLite file with pages, articles, statements and their search."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from sqlalchemy import Connection, func, select

from onrecord.identity import named
from onrecord.nouns import Page, Reading
from onrecord.record import lookup, opening, writing
from onrecord.record.loading import load
from onrecord.record.lookup import Shown
from onrecord.record.query import Query
from onrecord.record.schema import articles, outlets, speakers, statements
from onrecord.record.searching import search
from onrecord.record.verification import ArticleOf, Verified, verified
from onrecord.record.writing import Outcome
from onrecord.rows import Row

WAIT_S = 30.0
CHUNK = 64
"""Readings loaded by one query: an export holds so many in memory."""


@dataclass(frozen=True, slots=True)
class SpeakerCount:
    """A speaker, in how many statements and articles, and in which outlets, in alphabetical order."""

    name: str
    type: str
    statements: int
    articles: int
    outlets: tuple[str, ...]


class Record:
    """The record at a path; made there if it is missing and `create` is true.

    A reading is known by its address, the bytes of its page and the bundle: adding it again changes
    nothing. Other bytes at the same address are a new revision, another bundle gives a new reading of
    the same one; what was there stays, and what was read last is what search shows, be it new or seen
    before (a page may change and change back). Only what is shown follows the order of reading. `wait` is
    how long to wait for another program that writes, in seconds. Every method raises RecordError,
    in plain words, for what goes wrong.
    """

    def __init__(self, path: Path | str, *, create: bool = True, wait: float = WAIT_S) -> None:
        self.path = Path(path).absolute()
        self._engine = opening.opened(self.path, create=create, wait=wait)

    def __enter__(self) -> "Record":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    def add(self, page: Page, reading: Reading) -> Outcome:
        """Keep a page and its reading, all or nothing: "added" for an address not met before, "revised"
        where it takes the place of other bytes or another bundle's reading, "unchanged" where it is there
        and shown already."""
        writing.check(page, reading)
        with opening.reading(self._engine) as connection:
            known = writing.known(connection, page, reading.bundle)
        if known is not None and known.shown:
            return "unchanged"
        reading, page_row = named(reading), writing.compressed(page)
        with opening.writing(self._engine) as connection:
            known = writing.known(connection, page, reading.bundle)  # another program may have been faster
            if known is not None:
                return "unchanged" if known.shown else writing.show_again(connection, page, known)
            return writing.write(connection, page, reading, page_row)

    def has(self, page: Page, bundle: str) -> bool:
        """Whether this page, at its address, was read by this bundle: it need not be read again."""
        with opening.reading(self._engine) as connection:
            return writing.known(connection, page, bundle) is not None

    def count(self) -> int:
        """How many readings it holds: so many come from `readings`."""
        with opening.reading(self._engine) as connection:
            return connection.execute(select(func.count(articles.c.id))).scalar_one()

    def search(
        self,
        words: str = "",
        *,
        speaker: str | None = None,
        outlet: str | None = None,
        act: str | None = None,
        kind: str | None = None,
        since: str | None = None,
        until: str | None = None,
        min_confidence: float = 0.0,
        limit: int = 50,
    ) -> tuple[Row, ...]:
        """Statements with these words and "phrases", best first; without words, newest first.

        Case and accents do not count. `speaker` is any part of the name, in whole words; `since` and
        `until` are of publication: a year, a month or a day, both taken in.
        """
        query = Query(words, speaker, outlet, act, kind, since, until, min_confidence, limit)
        with opening.reading(self._engine) as connection:
            return search(connection, query)

    def statement(self, id: str) -> Shown:
        """The statement of this id, or of the only one that begins so, in its newest reading."""
        with opening.reading(self._engine) as connection:
            return lookup.statement(connection, id)

    def article(self, id: str) -> Shown:
        """The article of this id, or of the only one that begins so; an address is taken as well."""
        with opening.reading(self._engine) as connection:
            return lookup.article(connection, id)

    def show(self, id: str) -> Shown:
        """The article at this address, or else the statement or article of this id or beginning of one."""
        with opening.reading(self._engine) as connection:
            return lookup.either(connection, id)

    def readings(self, *, newest: bool = False) -> Iterator[Reading]:
        """All readings, by address, page and bundle: an order that does not tell in which they came.

        Revision numbers do tell it, so they neither order what is exported nor stand in it. With
        `newest`, only what search shows: one reading for each address.
        """
        order = select(articles.c.id).order_by(articles.c.address, articles.c.page, articles.c.bundle)
        with opening.reading(self._engine) as connection:
            wanted = order.where(articles.c.shown == 1) if newest else order
            ids = connection.execute(wanted).scalars().all()
            for start in range(0, len(ids), CHUNK):
                yield from load(connection, ids[start : start + CHUNK])

    def speakers(self) -> tuple[SpeakerCount, ...]:
        """Who speaks in what search shows, most statements first, then by name."""
        count = func.count(statements.c.id)
        with opening.reading(self._engine) as connection:
            rows = connection.execute(
                select(
                    speakers.c.id,
                    speakers.c.name,
                    speakers.c.type,
                    count,
                    func.count(statements.c.article.distinct()),
                )
                .join(statements, statements.c.speaker == speakers.c.id)
                .join(articles, statements.c.article == articles.c.id)
                .where(articles.c.shown == 1)
                .group_by(speakers.c.id)
                .order_by(count.desc(), speakers.c.name, speakers.c.type)
            ).all()
            where = _outlets_by_speaker(connection)
        return tuple(
            SpeakerCount(name, kind, told, written, tuple(where.get(number, ())))
            for number, name, kind, told, written in rows
        )

    def verify(self, article_of: ArticleOf | None = None) -> Iterator[Verified]:
        """Hold all of the record against the saved pages: first the database as a whole, then every
        reading, with what was counted and each failure. Tampering is told, never raised."""
        if article_of is None:
            from onrecord import page  # the readers of HTML, which nothing else here needs

            article_of = page.article_of
        with opening.reading(self._engine) as connection:
            yield from verified(connection, article_of)


def _outlets_by_speaker(connection: Connection) -> dict[int, list[str]]:
    rows = connection.execute(
        select(statements.c.speaker, outlets.c.name)
        .join(articles, statements.c.article == articles.c.id)
        .join(outlets, articles.c.outlet == outlets.c.id)
        .where(articles.c.shown == 1, statements.c.speaker.is_not(None))
        .distinct()
        .order_by(outlets.c.name)
    )
    where: dict[int, list[str]] = {}
    for speaker, outlet in rows:
        where.setdefault(speaker, []).append(outlet)
    return where
