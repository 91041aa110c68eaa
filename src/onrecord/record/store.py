"""The record: one database with pages, articles, statements and their search."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Unpack

from sqlalchemy import Connection, func, select

from onrecord.errors import RecordError
from onrecord.network import Network, Options, Positions, Settings
from onrecord.nouns import Page, Reading
from onrecord.record import deciding, identities, lookup, opening, speaking, stances, writing
from onrecord.record.grouping import Decision, Link
from onrecord.record.loading import load
from onrecord.record.lookup import Shown
from onrecord.record.query import Filters, Query
from onrecord.record.schema import articles
from onrecord.record.searching import search
from onrecord.record.speaking import SpeakerDetails, SpeakerRow
from onrecord.record.verification import ArticleOf, Verified, verified
from onrecord.record.writing import Outcome, Prepared
from onrecord.rows import Decided, Row, rows_of

if TYPE_CHECKING:
    from onrecord.utterance import Told

WAIT_S = 30.0
CHUNK = 64
"""Readings loaded by one query: an export holds so many in memory."""


class Record:
    """The record at a path, one SQLite file, or in the PostgreSQL database at a URL; its tables are made
    if they are missing and `create` is true. `name` tells where it is, without a password.

    A reading is known by its address, the bytes of its page and the bundle: adding it again changes
    nothing. Other bytes at the same address are a new revision, another bundle gives a new reading of
    the same one; what was there stays, and what was read last is what search shows, be it new or seen
    before (a page may change and change back). Only what is shown follows the order of reading. `wait` is
    how long to wait for another program that writes, in seconds. Every method raises RecordError,
    in plain words, for what goes wrong.
    """

    def __init__(self, place: Path | str, *, create: bool = True, wait: float = WAIT_S) -> None:
        self._database = opening.opened(place, create=create, wait=wait)
        self.name = self._database.name
        self.path = None if opening.is_url(place) else Path(place).absolute()

    def __enter__(self) -> "Record":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._database.engine.dispose()

    def add(self, page: Page, reading: Reading) -> Outcome:
        """Keep a page and its reading, all or nothing: "added" for an address not met before, "revised"
        where it takes the place of other bytes or another bundle's reading, "unchanged" where it is there
        and shown already."""
        return self._write([writing.prepared(page, reading)])[0]

    def _write(self, readings: Sequence[Prepared]) -> list[Outcome]:
        """All or nothing; an error of one alone is its page's."""
        page = readings[0].page.address if len(readings) == 1 else ""
        return self._database.write(lambda connection: writing.write(connection, readings), page=page)

    def add_all(self, readings: Iterable[tuple[Page, Reading]]) -> Iterator[Outcome | RecordError]:
        """Keep pages and their readings as `add` does, many in one transaction: the outcome of each, or the
        error for which it alone was refused. What was yielded is kept. Raises RecordError where the record
        itself is in trouble; what was not yielded by then is not kept."""
        for batch in writing.batches(readings):
            yield from self._added(batch)

    def _added(self, batch: Sequence[Prepared | RecordError]) -> list[Outcome | RecordError]:
        fit = [each for each in batch if isinstance(each, Prepared)]
        try:
            wrote = iter(self._write(fit) if fit else ())
        except RecordError as error:
            if len(batch) > 1:  # each in a transaction of its own: one of them may be to blame
                return [outcome for each in batch for outcome in self._added([each])]
            if not (error.page or isinstance(error.__cause__, UnicodeError)):
                raise
            return [error]
        return [each if isinstance(each, RecordError) else next(wrote) for each in batch]

    def has(self, page: Page, bundle: str) -> bool:
        """Whether this page, at its address, was read by this bundle: it need not be read again."""
        return self._database.read(lambda connection: writing.is_known(connection, page, bundle))

    def count(self) -> int:
        """How many readings it holds: so many come from `readings`."""
        counted = select(func.count(articles.c.id))
        return self._database.read(lambda connection: connection.execute(counted).scalar_one())

    def search(self, words: str = "", **filters: Unpack[Filters]) -> tuple[Row, ...]:
        """Statements with these words and "phrases", best first; without words, newest first.

        Case and accents do not count. `speaker` is any words of a name, as it was read or as people gave
        it, or an identifier; it finds all that its bearer said under other names. The filters are told by
        `query.Query`.
        """
        query = Query(words, **filters)
        return self._database.read(lambda connection: search(connection, query))

    def statement(self, id: str) -> Shown:
        """The statement of this id, or of the only one that begins so, in its newest reading."""
        return self._database.read(lambda connection: lookup.statement(connection, id))

    def article(self, id: str) -> Shown:
        """The article of this id, or of the only one that begins so; an address is taken as well."""
        return self._database.read(lambda connection: lookup.article(connection, id))

    def show(self, id: str) -> Shown:
        """The article at this address, or else the statement or article of this id or beginning of one."""
        return self._database.read(lambda connection: lookup.either(connection, id))

    def readings(self, *, newest: bool = False) -> Iterator[Reading]:
        """All readings, by address, page and bundle: an order that does not tell in which they came.

        Revision numbers do tell it, so they neither order what is exported nor stand in it. With
        `newest`, only what search shows: one reading for each address.
        """
        order = select(articles.c.id).order_by(articles.c.address, articles.c.page, articles.c.bundle)
        with self._database.reading() as connection:
            wanted = order.where(articles.c.shown == 1) if newest else order
            ids = connection.execute(wanted).scalars().all()
            for start in range(0, len(ids), CHUNK):
                yield from load(connection, ids[start : start + CHUNK])

    def rows(self) -> Iterator[Row]:
        """All statements as rows, in the order of `readings`, with what people decided about speakers."""
        known_as = self.decided()
        for each in self.readings():
            yield from rows_of(each, known_as)

    def decided(self) -> Decided | None:
        """Who speakers are by people's decisions as they stand now; None where there are none."""
        return self._database.read(identities.decided)

    def speakers(self, *, unnamed: bool = False, limit: int | None = None) -> tuple[SpeakerRow, ...]:
        """Who speaks in what search shows, each one row over all articles, most statements first, then by
        name; with `unnamed` those whom no article names, each told by the words of its description."""

        def rows(connection: Connection) -> tuple[SpeakerRow, ...]:
            known = identities.all_speakers(connection)
            return speaking.speaker_rows(connection, known, unnamed=unnamed, limit=limit)

        return self._database.read(rows)

    def speaker(self, name: str, *, type: str | None = None) -> SpeakerDetails:
        """What there is to know of the speaker of this name (or of these words of it); `type` tells several
        apart. Raises RecordError, with the candidates, where there is none or several."""

        def details(connection: Connection) -> SpeakerDetails:
            known, row = deciding.one_speaker(connection, name, type, exact=False)
            return speaking.details(connection, known, row)

        return self._database.read(details)

    def positions(
        self, speaker: str, target: str | None = None, *, type: str | None = None
    ) -> tuple[Positions, ...]:
        """What the speaker of this name (or of these words of it) says for and against whom or what, in
        time, with the turns that one may want to check; `target` is any words of a target's name. `type`
        tells several speakers apart. Raises RecordError where there is none or several."""
        return self._database.read(lambda connection: stances.positions(connection, speaker, target, type))

    def network(self, **options: Unpack[Options]) -> Network:
        """Who takes which side on whom, or who sides with whom, in what search shows; the options are told
        by `network.Settings`."""
        settings = Settings(**options)
        return self._database.read(lambda connection: stances.network(connection, settings))

    def utterances(self, words: str = "", *, least: int = 2, limit: int = 50) -> "tuple[Told, ...]":
        """What was said once and stands in at least `least` articles, that of most articles first; with
        words and "phrases", where one telling has them all. Reckoned anew from what search shows."""
        from onrecord.record import telling  # and with it numpy, which nothing else here needs

        return self._database.read(lambda connection: telling.utterances(connection, words, least, limit))

    def utterance(self, id: str) -> "Told":
        """The utterance that the statement of this id, or of the only one that begins so, belongs to, be it
        told once. Raises RecordError where there is none or several, or search does not show it."""
        from onrecord.record import telling  # and with it numpy, which nothing else here needs

        return self._database.read(lambda connection: telling.utterance(connection, id))

    def merge_speakers(self, name: str, into: str, *, by: str, type: str | None = None) -> Decision:
        """Let the speaker `name` be the speaker `into` in all articles, also those read later. `by` is who
        decides. Raises RecordError for names that are unknown, ambiguous, or one speaker already."""
        return self._database.write(lambda connection: deciding.merge(connection, name, into, type, by))

    def split_speaker(
        self, name: str, articles: Iterable[str], other: str, *, by: str, type: str | None = None
    ) -> Decision:
        """Let the speaker `name` be another one, named `other`, in these articles (ids or addresses).
        Raises RecordError."""
        found_in = tuple(articles)
        return self._database.write(
            lambda connection: deciding.split(connection, name, found_in, other, type, by)
        )

    def link_speakers(self, links: Iterable[Link], *, by: str) -> Decision | None:
        """Keep identifiers of speakers, whether the record has them yet or not. One decision for all, None
        where nothing is new. Raises RecordError."""
        wanted = tuple(links)
        return self._database.write(lambda connection: deciding.link(connection, wanted, by))

    def undo(self, number: int | None = None, *, by: str) -> Decision:
        """Let a decision about speakers, the last one without a number, hold no more; returns it. Undoing
        an undoing makes what it undid hold again. Raises RecordError."""
        return self._database.write(lambda connection: deciding.undo(connection, number, by))

    def decisions(self) -> tuple[Decision, ...]:
        """All decisions about speakers, in the order in which they were made."""
        return self._database.read(identities.decisions)

    def verify(self, article_of: ArticleOf | None = None) -> Iterator[Verified]:
        """Hold all of the record against the saved pages: first the database as a whole, then every
        reading, with what was counted and each failure. Tampering is told, never raised."""
        if article_of is None:
            from onrecord import page  # the readers of HTML, which nothing else here needs

            article_of = page.article_of
        with self._database.reading() as connection:
            yield from verified(connection, article_of)
