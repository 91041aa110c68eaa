"""The record: one database with pages, articles, statements and their search."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Unpack

from sqlalchemy import Connection, func, select

from onrecord.errors import PageError, RecordError
from onrecord.network import Network, Options, Positions, Settings
from onrecord.nouns import Page, Reading
from onrecord.record import (
    annotating,
    backup,
    contents,
    correcting,
    deciding,
    evidence,
    facets,
    failing,
    identities,
    listing,
    lookup,
    opening,
    reviewing,
    revising,
    speaking,
    stances,
    writing,
)
from onrecord.record.archive import Backup
from onrecord.record.clauses import among
from onrecord.record.contents import Contents, NewArticle
from onrecord.record.corrections import Correction, Orphan, Standing
from onrecord.record.facets import Found, Sort, Windows
from onrecord.record.failing import FailedPage
from onrecord.record.grouping import Decision, Link
from onrecord.record.listing import Listed
from onrecord.record.loading import load
from onrecord.record.lookup import Shown
from onrecord.record.patience import limit
from onrecord.record.picking import Picked, Stamp, check
from onrecord.record.query import Filters, Query
from onrecord.record.reviewing import Reviewed
from onrecord.record.revising import Revision, RevisionDiff
from onrecord.record.schema import articles
from onrecord.record.searching import search
from onrecord.record.speaking import SpeakerDetails, SpeakerRow
from onrecord.record.verification import ArticleOf, Verified, verified
from onrecord.record.writing import Outcome, Prepared
from onrecord.rows import Decided, Row, rows_of

if TYPE_CHECKING:
    from onrecord.record.browsing import Browsing
    from onrecord.record.drawing import Drawing
    from onrecord.record.gathering import Gatherer
    from onrecord.record.matching import Matcher
    from onrecord.utterance import Told, UtteranceDecision

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
    how long to wait for another program that writes, in seconds, and `patience` how long reading may take
    before it is broken off. Every method raises RecordError, in plain words, for what goes wrong.
    """

    def __init__(
        self, place: Path | str, *, create: bool = True, wait: float = WAIT_S, patience: float | None = None
    ) -> None:
        self._database = opening.opened(place, create=create, wait=wait)
        self._matcher: Matcher | None = None
        self._windows = Windows()
        self._contents: tuple[str, Contents] | None = None
        if patience is not None:
            limit(self._database.engine, patience)
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
        return self._database.write(
            lambda connection: correcting.keep(connection, readings), page=page, alike=True
        )

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

    def found(
        self, query: Query, *, sort: Sort | None = None, page: int = 1, size: int = 20, facets: bool = True
    ) -> Found:
        """A page of what a query finds, with how many there are and what they have in common. `sort` is
        "best" (with words only), "newest", "oldest" or "surest"; the query's `limit` does not count. What
        was found is kept for a while, so that other pages of it, and other sizes, come at once."""
        return self._database.read(
            lambda connection: self._windows.found(connection, query, sort, page, size, facets)
        )

    def rows_found(self, query: Query, sort: Sort | None = None) -> Iterator[Row]:
        """All that a query finds, in one of the orders of `found`, to write it out. The query's `limit` does
        not count."""
        yield from self.rows_at(self.all_found(query, sort), query)

    def all_found(self, query: Query, sort: Sort | None = None) -> Picked:
        """All that a query finds, in one of the orders of `found`: for `rows_at` and `readings_at`."""
        return self._database.read(lambda connection: facets.all_hits(connection, query, sort))

    def all_named(self, wanted: Sequence[tuple[str, str]]) -> Picked:
        """The statements of these ids at these addresses, as search shows them."""
        return self._database.read(lambda connection: facets.named(connection, wanted))

    def rows_at(self, picked: Picked, query: Query | None = None) -> Iterator[Row]:
        """These statements, some hundreds read at a time; with what was sought in them marked. Others may
        write to the record meanwhile; raises RecordError where a statement was corrected so that it cannot
        be written as it was picked."""
        for start in range(0, len(picked.numbers), facets.AT_ONCE):
            yield from self._told(
                query or Query(), picked.numbers[start : start + facets.AT_ONCE], picked.stamp
            )

    def readings_at(self, picked: Picked) -> Iterator[Reading]:
        """The articles in which these statements stand, in the order in which they are met first, each with
        these of its statements alone. Raises RecordError as `rows_at`."""
        found = self._database.read(lambda connection: facets.articles_of(connection, picked))
        articles = list(found)
        for start in range(0, len(articles), CHUNK):
            yield from self._cut(articles[start : start + CHUNK], found, picked.stamp)

    def _told(self, query: Query, ids: Sequence[int], then: Stamp) -> tuple[Row, ...]:
        def work(connection: Connection) -> tuple[Row, ...]:
            check(connection, ids, then)
            return facets.told(connection, query, ids)

        return self._database.read(work)

    def _cut(self, ids: Sequence[int], found: Mapping[int, Sequence[int]], then: Stamp) -> list[Reading]:
        only = [number for each in ids for number in found[each]]

        def work(connection: Connection) -> list[Reading]:
            check(connection, only, then)
            return load(connection, ids, only=only)

        return self._database.read(work)

    def contents(self) -> Contents:
        """How much of what search shows there is, and of which time and outlets."""
        self._contents = self._database.read(lambda connection: contents.known(connection, self._contents))
        return self._contents[1]

    def newest(self, limit: int = 10) -> tuple[NewArticle, ...]:
        """The articles that were published last."""
        return self._database.read(lambda connection: contents.newest(connection, limit))

    def state(self) -> str:
        """Changes whenever what search shows does, or who is whom: for keeping what was made of it."""
        return self._database.read(contents.state)

    def failures(self, limit: int | None = None) -> tuple[FailedPage, ...]:
        """The pages that could not be read since they were last read, what failed last first."""
        return self._database.read(lambda connection: failing.failures(connection, limit))

    def not_read(self, error: PageError) -> None:
        """Keep that the page of this error could not be read, and why."""
        if error.page:
            self._database.write(lambda connection: failing.note(connection, error))

    def read_after_all(self, address: str) -> None:
        """Forget that the page at this address could not be read."""
        self._database.write(lambda connection: failing.forget(connection, address))

    def articles(
        self,
        *,
        outlet: str | None = None,
        since: str | None = None,
        until: str | None = None,
        address: str | None = None,
        limit: int = 50,
        offset: int = 0,
    ) -> tuple[Listed, ...]:
        """The articles that search shows, those published last first, then by address; of an outlet (any
        words of its name), published in a period, or at one address."""
        return self._database.read(
            lambda connection: listing.articles_in(
                connection,
                outlet=outlet,
                since=since,
                until=until,
                address=address,
                limit=limit,
                offset=offset,
            )
        )

    def statement(self, id: str) -> Shown:
        """The statement of this id, or of the only one that begins so, in its newest reading."""
        return self._database.read(lambda connection: lookup.statement(connection, id))

    def article(self, id: str) -> Shown:
        """The article of this id, or of the only one that begins so; an address is taken as well."""
        return self._database.read(lambda connection: lookup.article(connection, id))

    def statements_beside(self, id: str) -> int:
        """How many statements stand in the article of this id or address, or in that of the statement of
        this id: how much there is to show. 0 where there is none."""
        return self._database.read(lambda connection: lookup.beside(connection, id))

    def show(self, id: str) -> Shown:
        """The article at this address, or else the statement or article of this id or beginning of one."""
        return self._database.read(lambda connection: lookup.either(connection, id))

    def page(self, address: str, sha256: str) -> Page:
        """The saved page of this hash as it was found at this address."""
        return self._database.read(lambda connection: evidence.page_of(connection, address, sha256))

    def page_behind(self, id: str) -> Page:
        """The saved page of the article of this id or address, as `article` finds it."""
        return self._database.read(lambda connection: evidence.page_behind(connection, id))

    def readings(
        self,
        *,
        newest: bool = False,
        corrected: bool = True,
        reviewed: bool = False,
        found_by: Sequence[Query] | None = None,
    ) -> Iterator[Reading]:
        """All readings, by address, page and bundle: an order that does not tell in which they came.

        Revision numbers do tell it, so they neither order what is exported nor stand in it. With
        `newest`, only what search shows: one reading for each address. Where people corrected statements,
        these are as they left them, unless `corrected` is false: then all is as it was read. With `reviewed`,
        only the articles of which people looked at some statement; with `found_by` only those of which one
        of these queries finds some statement.
        """
        order = select(articles.c.id).order_by(articles.c.address, articles.c.page, articles.c.bundle)
        with self._database.reading() as connection:
            wanted = order.where(articles.c.shown == 1) if newest else order
            if reviewed:
                wanted = wanted.where(reviewing.LOOKED_AT)
            if found_by is not None:
                wanted = wanted.where(among(articles.c.id, facets.articles_found(connection, found_by)))
            ids = connection.execute(wanted).scalars().all()
            for start in range(0, len(ids), CHUNK):
                yield from load(connection, ids[start : start + CHUNK], "counting" if corrected else "read")

    def rows(self) -> Iterator[Row]:
        """All statements as rows, in the order of `readings`, with what people decided about speakers."""
        known_as = self.decided()
        for each in self.readings():
            yield from rows_of(each, known_as)

    @cached_property
    def _gatherer(self) -> "Gatherer":
        from onrecord.record.gathering import Gatherer  # and with it numpy, which nothing else here needs

        return Gatherer(self._database.read)

    def gather(self) -> None:
        """Begin to count for `browsing` and `drawing`, and do not wait for it."""
        self._gatherer.begin()

    def browsing(self) -> "Browsing":
        """What people ask who leaf through speakers: lists, counts and statements of what search shows now,
        counted in memory; the first call reads all of it."""
        from onrecord.record.browsing import Browsing

        return Browsing(self._gatherer.gathered(), self._database.read)

    @cached_property
    def drawing(self) -> "Drawing":
        """Networks to be drawn, and what is behind them, of the same that `browsing` counts."""
        from onrecord.record.drawing import Drawing

        return Drawing(self._gatherer, self._database.read)

    def decided(self, reading: Reading | None = None) -> Decided | None:
        """Who speakers (of this reading alone, if one is given: sooner told) are by people's decisions as
        they stand now; None where there are none."""

        def made(connection: Connection) -> Decided | None:
            if reading is None:
                return identities.decided(connection)
            spoke = [each.speaker for each in reading.statements if each.speaker is not None]
            return identities.decided(connection, identities.ids_as_read(connection, spoke))

        return self._database.read(made)

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

    def match(self, *, settle: bool = True) -> int:
        """Compare the statements that were not compared yet with all that was said before, so that it is
        known which tell one utterance; a thousand in a transaction. With `settle`, keep the utterances that
        changed ready, too. Returns how many statements there were. Whoever asks for utterances, or decides on
        them, does so first; nothing is lost where it was not done before."""
        from onrecord.record import matching, settling  # and with them numpy, which nothing else here needs

        if self._matcher is None:
            self._matcher = matching.Matcher()
        done, left = 0, self._database.read(matching.pending)
        # Another program may compare the same at the same time: then there is less left than there was.
        while done < left and (found := self._matcher.kept(self._database.write(self._matcher.match))):
            done += found
        if settle and not self._database.read(settling.is_settled):
            while self._database.write(settling.settle):
                pass
        return done

    def unmatched(self) -> int:
        """How many statements were not compared yet; it is done at some thousands a second."""
        from onrecord.record import matching

        return self._database.read(matching.pending)

    def is_matched(self, *, settled: bool = True) -> bool:
        """Whether `match` has nothing left to do, with `settled` also to keep utterances ready: then whoever
        asks for them waits for nothing."""
        from onrecord.record import matching, settling

        def matched(connection: Connection) -> bool:
            return not matching.pending(connection) and (not settled or settling.is_settled(connection))

        return self._database.read(matched)

    def utterances(
        self,
        words: str = "",
        *,
        least: int = 2,
        limit: int = 50,
        offset: int = 0,
        after: str | None = None,
        before: str | None = None,
    ) -> "tuple[Told, ...]":
        """What was said once and stands in at least `least` articles, that of most articles first; with
        words and "phrases", where one telling has them all. Only what search shows counts. `after` and
        `before` are ids of statements: what follows their utterance in that list, or comes just before it,
        is found as quickly at its end as at its beginning."""
        self._catch_up(settle=True)
        from onrecord.record import telling

        part = telling.Listing(limit, offset, after, before)
        return self._database.read(lambda connection: telling.utterances(connection, words, least, part))

    def utterance(self, id: str) -> "Told":
        """The utterance that the statement of this id, or of the only one that begins so, belongs to, be it
        told once. Raises RecordError where there is none or several, or search does not show it."""
        self._catch_up(settle=False)
        from onrecord.record import telling

        return self._database.read(lambda connection: telling.utterance(connection, id))

    def _catch_up(self, *, settle: bool) -> None:
        """Where the record cannot be written, whoever asks gets what is there."""
        from onrecord.record import matching

        try:
            self.match(settle=settle)
        except RecordError as error:
            if not self._database.read(matching.compared):
                said = (
                    f"its statements were not compared with each other yet, which has to be written: {error}"
                )
                raise RecordError(said, step="record") from error

    def merge_utterances(
        self, one: str, other: str, *, by: str, seen: int | None = None
    ) -> "UtteranceDecision":
        """Let what the statements of these two ids tell be one utterance, also in what is read later. `by` is
        who decides, `seen` the number of the last decision about utterances that they know of (0 for none):
        where somebody decided about these since, ConflictError says who, and what. Raises RecordError for ids
        that are unknown, or tell one utterance already."""
        return self._decide(lambda decide, connection: decide.merge(connection, one, other, by, seen))

    def split_utterance(self, *ids: str, by: str, seen: int | None = None) -> "UtteranceDecision":
        """Let the statements of these ids, all of one utterance, tell another one than the others that tell
        it now. What is read later in words that these alone have goes with them. Raises RecordError, and
        ConflictError as `merge_utterances`."""
        return self._decide(lambda decide, connection: decide.split(connection, ids, by, seen))

    def undo_utterances(
        self, number: int | None = None, *, by: str, seen: int | None = None
    ) -> "UtteranceDecision":
        """Let a decision about utterances, the last one without a number, hold no more; returns it. Undoing
        an undoing makes what it undid hold again. Raises RecordError, and ConflictError where anything was
        decided about utterances since the decision `seen`."""
        return self._decide(lambda decide, connection: decide.undo(connection, number, by, seen))

    def _decide(self, work: "Callable[[Any, Connection], UtteranceDecision]") -> "UtteranceDecision":
        self.match(settle=False)
        from onrecord.record import telling

        return self._database.write(lambda connection: work(telling, connection))

    def utterance_decisions(self) -> "tuple[UtteranceDecision, ...]":
        """All decisions about utterances, in the order in which they were made."""
        from onrecord.record import joining

        return self._database.read(joining.decisions)

    def merge_speakers(
        self, name: str, into: str, *, by: str, type: str | None = None, seen: int | None = None
    ) -> Decision:
        """Let the speaker `name` be the speaker `into` in all articles, also those read later. `by` is who
        decides, `seen` the number of the last decision that they know of (0 for none): where somebody
        decided about these names since, ConflictError says who, and what. Raises RecordError for names that
        are unknown, ambiguous, or one speaker already."""

        def work(connection: Connection) -> Decision:
            deciding.check_seen(connection, seen, (name, into))
            return deciding.merge(connection, name, into, type, by)

        return self._database.write(work)

    def split_speaker(
        self,
        name: str,
        articles: Iterable[str],
        other: str,
        *,
        by: str,
        type: str | None = None,
        seen: int | None = None,
    ) -> Decision:
        """Let the speaker `name` be another one, named `other`, in these articles (ids or addresses).
        Raises RecordError, and ConflictError as `merge_speakers`."""
        found_in = tuple(articles)

        def work(connection: Connection) -> Decision:
            deciding.check_seen(connection, seen, (name, other))
            return deciding.split(connection, name, found_in, other, type, by)

        return self._database.write(work)

    def link_speakers(self, links: Iterable[Link], *, by: str, seen: int | None = None) -> Decision | None:
        """Keep identifiers of speakers, whether the record has them yet or not. One decision for all, None
        where nothing is new. Raises RecordError, and ConflictError as `merge_speakers`."""
        wanted = tuple(links)

        def work(connection: Connection) -> Decision | None:
            deciding.check_seen(connection, seen, [each.name for each in wanted])
            return deciding.link(connection, wanted, by)

        return self._database.write(work)

    def undo(self, number: int | None = None, *, by: str, seen: int | None = None) -> Decision:
        """Let a decision about speakers, the last one without a number, hold no more; returns it. Undoing
        an undoing makes what it undid hold again. Raises RecordError, and ConflictError where anything was
        decided since the decision `seen`."""

        def work(connection: Connection) -> Decision:
            deciding.check_seen(connection, seen)
            return deciding.undo(connection, number, by)

        return self._database.write(work)

    def decisions(self) -> tuple[Decision, ...]:
        """All decisions about speakers, in the order in which they were made."""
        return self._database.read(identities.decisions)

    def correct(
        self,
        id: str,
        change: Mapping[str, Any],
        *,
        by: str,
        note: str | None = None,
        seen: int | None = None,
    ) -> Correction:
        """Set columns of a statement: {"act": "deny", "speaker": {"name": "Eva Vaz", "type": "person"}}.

        Columns are those of `corrections.COLUMNS`. `addressee`, `occasion` and `when` are a place, `source`,
        `cue` and `content` a list of them: [start, end), or the very words, looked up in the article.
        `targets` is a list of {"name", "stance", "span"?}. None empties a column. `by` is who corrects,
        `seen` the number of the last correction that this person has seen of the statement (0 for none):
        where somebody corrected it since, ConflictError says who, and what. Raises RecordError.
        """
        return self._corrected(id, "change", by, change, note, seen)

    def accept(self, id: str, *, by: str, note: str | None = None, seen: int | None = None) -> Correction:
        """Say that a statement is right as it stands. Raises RecordError, and ConflictError as `correct`."""
        return self._corrected(id, "accept", by, None, note, seen)

    def reject(self, id: str, *, by: str, note: str | None = None, seen: int | None = None) -> Correction:
        """Say that it is no statement: search finds it no more unless asked for what is rejected. Raises
        RecordError, and ConflictError as `correct`."""
        return self._corrected(id, "reject", by, None, note, seen)

    def note(self, id: str, note: str, *, by: str, seen: int | None = None) -> Correction:
        """Write a note beside a statement. Raises RecordError, and ConflictError as `correct`."""
        return self._corrected(id, "note", by, None, note, seen)

    def _corrected(
        self,
        id: str,
        action: str,
        by: str,
        change: Mapping[str, Any] | None,
        note: str | None,
        seen: int | None,
    ) -> Correction:
        return self._database.write(
            lambda connection: correcting.correct(connection, id, action, by, change, note, seen)
        )

    def add_statement(
        self, article: str, values: Mapping[str, Any], *, by: str, note: str | None = None
    ) -> Correction:
        """Add a statement that the machine missed to the article of this id or address; `values` as
        `correct` takes them, with `content`. Its id is the correction's `statement`. Raises RecordError."""
        return self._database.write(lambda connection: correcting.add(connection, article, values, by, note))

    def annotate(self, reading: Reading, *, by: str, accept: bool = False) -> tuple[Correction, ...]:
        """Take what somebody annotated elsewhere (an article as `share.brat_in` and its like read it) as
        corrections: what differs is changed, what is new added, what is missing rejected; with `accept` the
        rest is accepted. Doing so twice changes nothing. Raises RecordError where the record has no such
        article, or other text at its address."""
        return self._database.write(lambda connection: annotating.annotate(connection, reading, by, accept))

    def undo_correction(
        self,
        number: int | None = None,
        *,
        by: str,
        statement: str | None = None,
        seen: int | None = None,
    ) -> Correction:
        """Let a correction hold no more: that of a number, or the last one, of all or of a statement;
        returns it. Undoing an undoing makes what it undid hold again. Raises RecordError, ConflictError."""
        return self._database.write(
            lambda connection: correcting.undo(connection, number, by, statement, seen)
        )

    def reviewed(self, id: str) -> Reviewed:
        """A statement as it stands and as it was read, with all corrections of it and their `version`."""
        return self._database.read(lambda connection: reviewing.reviewed(connection, id))

    def has_corrections(self) -> bool:
        """Whether people said anything of any statement, be it that it holds or not."""
        return self._database.read(reviewing.has_any)

    def corrections(
        self,
        statement: str | None = None,
        *,
        by: str | None = None,
        action: str | None = None,
        address: str | None = None,
        limit: int | None = None,
    ) -> tuple[Correction, ...]:
        """Corrections in the order in which they were made, undone ones too: of all statements, or of one;
        by somebody; of one kind; at an address; with `limit` the last ones."""
        return self._database.read(
            lambda connection: reviewing.listed(connection, statement, by, action, address, limit)
        )

    def orphans(self) -> tuple[Orphan, ...]:
        """Corrections whose statement is gone from its page as it is now; they come back when it does."""
        return self._database.read(reviewing.orphans)

    def revisions(self, address: str) -> tuple[Revision, ...]:
        """The versions of the page at this address (or of the article of this id), in the order in which
        they were met. Raises RecordError."""
        return self._database.read(lambda connection: revising.revisions(connection, address))

    def revision_diff(self, address: str, old: int | None = None, new: int | None = None) -> RevisionDiff:
        """What became of each statement and block from one version of a page to another, by their numbers:
        without `new` the one that search shows, without `old` the one before it. Raises RecordError."""
        return self._database.read(lambda connection: revising.diff(connection, address, old, new))

    def queue(
        self, words: str = "", *, passing: Collection[str] = (), **filters: Unpack[Filters]
    ) -> tuple[Row, ...]:
        """Statements that nobody has looked at yet, least sure first, with the words and filters of
        `search`; those of the ids in `passing` are passed over."""
        query = Query(words, **filters)
        return self._database.read(lambda connection: reviewing.queue(connection, query, passing))

    def waiting(self, words: str = "", **filters: Unpack[Filters]) -> int:
        """How many statements `queue` has with these words and filters, counted up to the `limit`."""
        query = Query(words, **filters)
        return self._database.read(lambda connection: reviewing.waiting(connection, query))

    def article_review(self, id: str) -> Standing | None:
        """The article of this id or address with all that people said of it: every statement as they left
        it, the rejected ones too, the corrections of each, and which have lost their statement there. None
        where nobody said anything."""
        return self._database.read(lambda connection: reviewing.of_article(connection, id))

    def names_like(self, words: str, *, limit: int = 20) -> tuple[tuple[str, str], ...]:
        """Names, with their types, of speakers in the record that begin like these words or have their last
        word as a surname."""
        return self._database.read(lambda connection: speaking.names_like(connection, words, limit))

    def review_counts(self) -> dict[str, int]:
        """How many statements that search shows are "unreviewed", "accepted", "corrected" …"""
        return self._database.read(reviewing.counted)

    def backup(self, path: Path | str, *, force: bool = False) -> Backup:
        """Write all of the record, as it is at this moment, to one file, which is there when it is whole;
        others may write to the record meanwhile. `restore` makes a record of it, of either kind. What is
        at the path already is replaced only with `force`."""
        return backup.back_up(self._database, Path(path), force=force)

    def verify(self, article_of: ArticleOf | None = None) -> Iterator[Verified]:
        """Hold all of the record against the saved pages: first the database as a whole, then every
        reading, with what was counted and each failure. Tampering is told, never raised."""
        if article_of is None:
            from onrecord import page  # the readers of HTML, which nothing else here needs

            article_of = page.article_of
        with self._database.reading() as connection:
            yield from verified(connection, article_of)
