"""Which statements of the record tell the same words: reckoned when asked, from what search shows.

Nothing of it is stored. All statements that are shown are read row by row and put into an index in memory,
whoever asks; docs/UTTERANCES.md has the measurements.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Select, and_, select

from onrecord.errors import RecordError
from onrecord.record import days, lookup
from onrecord.record.database import database_of
from onrecord.record.grouping import Speakers
from onrecord.record.identities import all_speakers
from onrecord.record.naming import sort_of
from onrecord.record.query import Sought, terms
from onrecord.record.schema import INDEX, articles, outlets, spans, statements
from onrecord.utterance import Telling, Told, Utterance, UtteranceIndex

AT_ONCE = 1000
"""Rows fetched by one query."""
LATEST = "~"
"""Sorts after all that a date may hold."""


def utterances(connection: Connection, words: str, least: int, limit: int) -> tuple[Told, ...]:
    """The utterances that at least so many articles tell, one telling with all of the words if some are
    given; those of most articles first, then of most statements, the earliest, by name."""
    named = _naming(connection, words) if words.strip() else None
    index, names = _indexed(connection)
    found = [
        told
        for utterance in index.utterances(least=least)
        if named is None or any(telling.name in named for telling in utterance.told)
        if (told := _told(utterance, names)).articles >= least
    ]
    return tuple(sorted(found, key=_rank)[:limit])


def utterance(connection: Connection, prefix: str) -> Told:
    """The utterance that the statement of the only id that begins so belongs to. Raises RecordError."""
    statement = lookup.statement_id(connection, prefix)
    index, names = _indexed(connection)
    if statement not in index:
        raise RecordError(
            f"{statement} is of a version since replaced, and only what search shows is compared",
            step="record",
        )
    return _told(index.utterance_of(statement), names)


def _told(utterance: Utterance, names: Mapping[str, str]) -> Told:
    return Told(utterance, {each.name: names[each.name] for each in utterance.told if each.name in names})


def _rank(told: Told) -> tuple[int, int, str, str]:
    first = told.utterance.told[0]
    return -told.articles, -len(told.utterance.told), first.published or LATEST, first.name


def _naming(connection: Connection, words: str) -> frozenset[str]:
    """The ids of the statements of which what was said has all of the words; none for signs alone."""
    sought = [Sought(("words",), (term,)) for term in terms(words)]
    if not sought:
        return frozenset()
    wanted = (
        select(statements.c.name)
        .join(INDEX, days.statement(INDEX.c.rowid) == statements.c.id)
        .where(database_of(connection).matching(sought))
    )
    return frozenset(connection.execute(wanted).scalars())


def _indexed(connection: Connection) -> tuple[UtteranceIndex, dict[str, str]]:
    """All statements that are shown, and the names of their speakers. Of the same bytes at several
    addresses the first address counts, so that they are one article."""
    speakers = all_speakers(connection)
    reader = _Reader(speakers)
    index = UtteranceIndex()
    names: dict[str, str] = {}
    rows = connection.execute(_rows(), execution_options={"yield_per": AT_ONCE})
    for telling, name in reader.tellings(rows):
        if telling.name not in index and name:
            names[telling.name] = name
        index.add(telling)
    return index, names


def _rows() -> Select[Any]:
    """All statements that are shown, a row for each span of what was said."""
    return (
        select(
            statements.c.id,
            statements.c.name,
            statements.c.speaker,
            statements.c.resolved,
            statements.c.said_on,
            articles.c.address,
            articles.c.published,
            outlets.c.name,
            spans.c.words,
        )
        .join(articles, statements.c.article == articles.c.id)
        .outerjoin(outlets, articles.c.outlet == outlets.c.id)
        .outerjoin(spans, and_(spans.c.statement == statements.c.id, spans.c.role == "content"))
        .where(articles.c.shown == 1)
        .order_by(articles.c.address, statements.c.position, spans.c.position)
    )


class _Reader:
    """Makes tellings of rows: whoever is one speaker in the record is one here."""

    def __init__(self, speakers: Speakers) -> None:
        self.speakers = speakers
        self.by_id = {name.id: name for name in speakers.names}
        self.apart = speakers.splits()

    def tellings(self, rows: Iterable[Any]) -> Iterator[tuple[Telling, str]]:
        """Each statement, with its speaker's name or ""."""
        for _, found in groupby(rows, itemgetter(0)):
            yield self._telling(list(found))

    def _telling(self, rows: Sequence[Any]) -> tuple[Telling, str]:
        _, statement, speaker, resolved, said_on, address, published, outlet, _ = rows[0]
        words = " … ".join(row[8] for row in rows if row[8] is not None)
        telling = Telling(
            statement, words, said_on=said_on, published=published, outlet=outlet, article=address
        )
        name = self.by_id.get(speaker)
        if name is None:
            return telling, ""
        identity = self.speakers.speaker(name.id, address)
        # What could not be followed is nobody's, unless people said whose it is.
        if not resolved and (address not in self.apart or identity == self.speakers.speaker(name.id)):
            return telling, ""
        known = self.speakers.known_as(name, address)
        sort = sort_of(known.type if known else name.type)
        telling = telling._replace(speaker=_key(identity), sort=sort)
        return telling, known.name if known else name.name


def _key(identity: str) -> str | None:
    """The words of a speaker's name, out of its identity ("person jonas keller|m", "made body port")."""
    words = identity.removeprefix("made ").partition(" ")[2]
    return words.partition("|")[0] or None
