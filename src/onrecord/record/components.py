"""What belongs together, out of the tables: wordings that reach each other by links, and who tells them.

An utterance follows from such a component alone, so that no other part of the record need be read.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, and_, func, select

from onrecord.record.clauses import among
from onrecord.record.grouping import Speakers
from onrecord.record.identities import speakers_around
from onrecord.record.matching import CONTENT, GAP, crowded_among, known_wordings, signed
from onrecord.record.naming import sort_of
from onrecord.record.schema import articles, outlets, spans, statement_wordings, statements, wording_links
from onrecord.utterance.alignment import logit_of, own_logit
from onrecord.utterance.candidates import keys_of
from onrecord.utterance.clusters import Group, Telling, grouped
from onrecord.utterance.decisions import UtteranceDecision, applied
from onrecord.utterance.wording import Wording, order_of


@dataclass
class Tellings:
    """Statements that search shows, as they tell an utterance: each with its row, and the names of those
    speakers who are known."""

    rows: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    told: dict[int, Telling] = field(default_factory=dict)


class Component:
    """All wordings that some wordings reach by links that count, by what people decided, or by statements
    of one id; with all that tell them."""

    def __init__(
        self, connection: Connection, wordings: Iterable[int], decisions: Sequence[UtteranceDecision]
    ) -> None:
        self.connection, self.decisions = connection, decisions
        self.wordings: dict[int, Wording] = {}
        self.statements: dict[int, int] = {}
        self._keys: dict[int, frozenset[int]] = {}
        self._crowded: dict[int, bool] = {}
        self._linked: dict[int, dict[int, float]] = {}
        self._ties = _ties(connection, decisions)
        self._gather(set(wordings))
        self.tellings = tellings(connection, self.statements)

    @property
    def members(self) -> Collection[int]:
        """Its wordings; of others it is known that links to them do not count."""
        return self._linked.keys()

    def groups(self) -> list[Group]:
        """The utterances of these wordings."""
        told: dict[int, list[Telling]] = {number: [] for number in self._linked}
        for statement, telling in self.tellings.told.items():
            told[self.statements[statement]].append(telling)
        order = sorted(told, key=lambda number: order_of(self.wordings[number]))
        return applied(grouped(order, told, self._links), self.decisions)

    def _links(self, number: int) -> Mapping[int, float]:
        return {number: own_logit(self.wordings[number]), **self._linked[number]}

    def _gather(self, asked: set[int]) -> None:
        while asked:
            found = self._link(asked)
            found.update(other for number in asked for other in self._ties.get(number, ()))
            self._tell(asked)
            found.update(_of_same_names(self.connection, asked))
            asked = {number for number in found if number not in self._linked}

    def _link(self, asked: set[int]) -> set[int]:
        """The links that count of these wordings, and where they lead."""
        table = wording_links
        wanted = select(table.c.one, table.c.other, table.c.strength).where(among(table.c.one, asked))
        rows = self.connection.execute(wanted).all()
        self._learn({*asked, *(row.other for row in rows)} - self.wordings.keys())
        for number in asked:
            self._linked[number] = {}
        for one, other, strength in rows:
            if any(not self._crowded[key] for key in self._keys[one] & self._keys[other]):
                self._linked[one][other] = logit_of(strength)
        return {other for number in asked for other in self._linked[number]}

    def _learn(self, numbers: set[int]) -> None:
        """What has to be known of wordings to say which of their links count."""
        new: set[int] = set()
        for number, known in known_wordings(self.connection, numbers):
            self.wordings[number] = known.wording
            both = keys_of(known.wording)
            self._keys[number] = frozenset(signed(key) for those in both for key in those)
            new |= self._keys[number]
        new -= self._crowded.keys()
        crowded = crowded_among(self.connection, new)
        self._crowded.update((key, key in crowded) for key in new)

    def _tell(self, asked: set[int]) -> None:
        table = statement_wordings
        wanted = select(table.c.statement, table.c.wording).where(among(table.c.wording, asked))
        self.statements.update((row[0], row[1]) for row in self.connection.execute(wanted))


def _ties(connection: Connection, decisions: Sequence[UtteranceDecision]) -> dict[int, set[int]]:
    """Wordings that people's decisions tie to each other."""
    merges = [each for each in decisions if each.holds and each.action == "merge"]
    if not merges:
        return {}
    names = {name for each in merges for name in (*each.one, *each.other)}
    of_name: dict[str, set[int]] = defaultdict(set)
    for name, wording in connection.execute(wordings_of_names(names)):
        of_name[name].add(wording)
    ties: dict[int, set[int]] = defaultdict(set)
    for each in merges:
        tied = {number for name in (*each.one, *each.other) for number in of_name[name]}
        for number in tied:
            ties[number] |= tied
    return ties


def wordings_of_names(names: Collection[str]) -> Any:
    """A query of the wordings of statements with these ids, each with its id."""
    return (
        select(statements.c.name, statement_wordings.c.wording)
        .join(statement_wordings, statement_wordings.c.statement == statements.c.id)
        .where(among(statements.c.name, names))
    )


def _of_same_names(connection: Connection, asked: Collection[int]) -> set[int]:
    """The wordings of statements that have the ids of these wordings' statements: one page may be read in
    two ways."""
    other, its = statements.alias(), statement_wordings.alias()
    wanted = (
        select(its.c.wording)
        .select_from(statement_wordings)
        .join(statements, statements.c.id == statement_wordings.c.statement)
        .join(other, and_(other.c.name == statements.c.name, other.c.id != statements.c.id))
        .join(its, its.c.statement == other.c.id)
        .where(among(statement_wordings.c.wording, asked), its.c.wording != statement_wordings.c.wording)
    )
    return set(connection.execute(wanted.distinct()).scalars())


def tellings(connection: Connection, numbers: Collection[int]) -> Tellings:
    """The statements of these rows that search shows. Of the same bytes at several addresses the first
    address counts, so that they are one article."""
    rows = connection.execute(_rows(numbers)).all()
    found = [list(those) for _, those in groupby(rows, itemgetter(0))]
    second = _second(connection, {those[0].name for those in found})
    found = [those for those in found if those[0].id not in second]
    speakers = speakers_around(connection, {those[0].speaker for those in found} - {None})
    reader, result = _Reader(speakers), Tellings()
    for those in found:
        telling, name = reader.telling(those)
        result.told[those[0].id] = telling
        result.rows[telling.name] = those[0].id
        if name:
            result.names[telling.name] = name
    return result


def _rows(numbers: Collection[int]) -> Any:
    """Statements that are shown, a row for each span of what was said."""
    return (
        select(
            statements.c.id,
            statements.c.name,
            statements.c.speaker,
            statements.c.resolved,
            statements.c.said_on,
            articles.c.address,
            articles.c.published,
            outlets.c.name.label("outlet"),
            spans.c.words,
        )
        .join(articles, statements.c.article == articles.c.id)
        .outerjoin(outlets, articles.c.outlet == outlets.c.id)
        .outerjoin(spans, and_(spans.c.statement == statements.c.id, spans.c.role == CONTENT))
        .where(articles.c.shown == 1, statements.c.counts == 1, among(statements.c.id, numbers))
        .order_by(statements.c.id, spans.c.position)
    )


def _second(connection: Connection, names: Collection[str]) -> set[int]:
    """Of the statements that are shown more than once under one id, all but the first."""
    repeated = select(statements.c.name).where(among(statements.c.name, names)).group_by(statements.c.name)
    twice = connection.execute(repeated.having(func.count() > 1)).scalars().all()
    if not twice:
        return set()
    wanted = (
        select(statements.c.name, statements.c.id)
        .join(articles, statements.c.article == articles.c.id)
        .where(articles.c.shown == 1, statements.c.counts == 1, among(statements.c.name, twice))
        .order_by(statements.c.name, articles.c.address, statements.c.position, statements.c.id)
    )
    return {
        number
        for _, those in groupby(connection.execute(wanted), itemgetter(0))
        for _, number in list(those)[1:]
    }


class _Reader:
    """Makes tellings of rows: whoever is one speaker in the record is one here."""

    def __init__(self, speakers: Speakers) -> None:
        self.speakers = speakers
        self.by_id = {name.id: name for name in speakers.names}
        self.apart = speakers.splits()

    def telling(self, rows: Sequence[Any]) -> tuple[Telling, str]:
        """A statement, with its speaker's name or ""."""
        row = rows[0]
        words = GAP.join(each.words for each in rows if each.words is not None)
        telling = Telling(
            row.name,
            words,
            said_on=row.said_on,
            published=row.published,
            outlet=row.outlet,
            article=row.address,
        )
        name = self.by_id.get(row.speaker)
        if name is None:
            return telling, ""
        identity = self.speakers.speaker(name.id, row.address)
        # What could not be followed is nobody's, unless people said whose it is.
        followed = row.resolved or (row.address in self.apart and identity != self.speakers.speaker(name.id))
        if not followed:
            return telling, ""
        known = self.speakers.known_as(name, row.address)
        telling = telling._replace(speaker=_key(identity), sort=sort_of(known.type if known else name.type))
        return telling, known.name if known else name.name


def identities(speakers: Speakers) -> Iterator[tuple[int, str]]:
    """Who each name is: all of it that decides which utterance a statement tells."""
    places = ("", *sorted(speakers.splits()))
    for name in speakers.names:
        told: dict[str, str] = {}
        for place in places:
            known = speakers.known_as(name, place)
            sort = sort_of(known.type if known else name.type)
            who = f"{speakers.speaker(name.id, place)}\t{sort}"
            if not told or told[""] != who:
                told[place] = who
        yield name.id, "\n".join(f"{place}\t{who}" for place, who in told.items())


def _key(identity: str) -> str | None:
    """The words of a speaker's name, out of its identity ("person jonas keller|m", "made body port")."""
    words = identity.removeprefix("made ").partition(" ")[2]
    return words.partition("|")[0] or None
