"""Who takes which stance on whom: read row by row out of the database, speakers and targets made one.

A target's name has no type and was read in one article. It is a speaker where, in this order,

1. one of the speakers of its article bears it;
2. it is a bare surname, no body bears it, and one of the persons who speak in its article has it;
3. one speaker of the record bears it, by the same keys and decisions by which names are one speaker.

Otherwise it is a target by its name, whatever its case, accents and article. A description ("officials") is
never taken for the speaker of the same description, as it may mean others.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, select

from onrecord.network import DatedBy, Network, Party, Positions, Settings, Stand, network_of, positions_of
from onrecord.record import deciding, speaking
from onrecord.record.grouping import Name, Speakers
from onrecord.record.identities import all_speakers, among, ids_of
from onrecord.record.naming import bare_surname, fold, name_key, name_words, sort_of
from onrecord.record.schema import articles, outlets, spans, statements, targets

AT_ONCE = 500
"""Rows fetched, and statements looked up, by one query."""
NAMED = ("person", "organization")
"""A type of each sort of speaker that has a name."""
Read = tuple[int, Stand]
"""A stand, with the row of its statement."""


def network(connection: Connection, settings: Settings) -> Network:
    """The network of all that search shows."""
    reader = _Reader(all_speakers(connection))
    stands = [stand for _, stand in reader.read(connection)]
    parties = reader.parties(stands)
    if not settings.unnamed:
        stands = [stand for stand in stands if sort_of(parties[stand.speaker].type or "") != "unnamed"]
    return network_of(stands, parties, settings)


def positions(
    connection: Connection, speaker: str, target: str | None, type: str | None
) -> tuple[Positions, ...]:
    """The positions of the speaker of this name on each target, or on those of this name, or else of these
    words of it. Raises RecordError where there is no such speaker, or several."""
    _, row = deciding.one_speaker(connection, speaker, type, exact=False)
    speakers = all_speakers(connection)
    reader = _Reader(speakers)
    read = [each for each in reader.read(connection, row.key) if each[1].speaker == row.key]
    if target is not None:
        wanted = _meant(target, [stand for _, stand in read], speakers)
        read = [each for each in read if each[1].target in wanted]
    stands = list(_with_words(connection, read))
    parties = reader.parties(stands)
    known = {stand.target for stand in stands} | {row.key}
    for each in speaking.speaker_rows(connection, speakers, only=known):
        parties[each.key] = Party(each.key, each.name, each.type)
    return positions_of(stands, parties)


def _meant(typed: str, stands: Sequence[Stand], speakers: Speakers) -> set[str]:
    """The targets of the name typed; where there is none, those with all of its words in a name."""
    borne = _bearing(speakers, typed) | {_own(typed)}
    exact = {stand.target for stand in stands if stand.target in borne}
    words = name_words(typed)
    if exact or not words:
        return exact
    told = {speaker: name for speaker, name, _ in speakers.all_told()}
    return {
        stand.target
        for stand in stands
        if words <= name_words(stand.name) or words <= name_words(told.get(stand.target, ""))
    }


def _with_words(connection: Connection, read: Sequence[Read]) -> Iterator[Stand]:
    """The stands with what was said."""
    for start in range(0, len(read), AT_ONCE):
        some = read[start : start + AT_ONCE]
        wanted = (
            select(spans.c.statement, spans.c.words)
            .where(spans.c.statement.in_({row for row, _ in some}), spans.c.role == "content")
            .order_by(spans.c.statement, spans.c.position)
        )
        words: dict[int, list[str]] = defaultdict(list)
        for row, piece in connection.execute(wanted):
            words[row].append(piece)
        yield from (stand._replace(words=" … ".join(words[row])) for row, stand in some)


def _rows(only: Collection[int] | None) -> Select[Any]:
    """All statements that are shown, with their targets; or those of articles where these names speak."""
    wanted = (
        select(
            articles.c.id,
            articles.c.address,
            articles.c.published,
            outlets.c.name,
            statements.c.id,
            statements.c.name,
            statements.c.speaker,
            statements.c.resolved,
            statements.c.act,
            statements.c.said_on,
            targets.c.name,
            targets.c.stance,
            targets.c.confidence,
        )
        .join(articles, statements.c.article == articles.c.id)
        .outerjoin(outlets, articles.c.outlet == outlets.c.id)
        .outerjoin(targets, targets.c.statement == statements.c.id)
        .where(articles.c.shown == 1, statements.c.speaker.is_not(None))
        .order_by(articles.c.id, statements.c.id, targets.c.position)
    )
    if only is not None:
        theirs = statements.alias("theirs")
        here = select(theirs.c.article).where(among(theirs.c.speaker, only))
        wanted = wanted.where(articles.c.id.in_(here))
    return wanted


@dataclass
class _Cast:
    """Who speaks in one article: identities, and those of persons by their surnames."""

    speakers: set[str] = field(default_factory=set)
    surnames: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


class _Reader:
    """Reads stands, and counts by which names their speakers and targets are called."""

    def __init__(self, speakers: Speakers) -> None:
        self.speakers = speakers
        self.by_id = {name.id: name for name in speakers.names}
        self.apart = speakers.splits()
        self.called: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        self.named: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        self.borne: dict[str, frozenset[str]] = {}
        self.owned: dict[str, str] = {}

    def read(self, connection: Connection, only: str | None = None) -> Iterator[Read]:
        """The stands of all whose source was followed, or of articles where one speaker speaks, article by
        article: no more than one article's rows are held."""
        ids = None if only is None else ids_of(self.speakers, [only])
        rows = connection.execute(_rows(ids), execution_options={"yield_per": AT_ONCE})
        for _, found in groupby(rows, lambda row: row[0]):
            yield from self._article(list(found))

    def _article(self, rows: Sequence[Any]) -> Iterator[Read]:
        address = rows[0][1]
        cast = _Cast()
        told: dict[int, str] = {}
        for row in rows:
            statement, name = row[4], self.by_id.get(row[6])
            if statement in told or name is None or not self._followed(name, row[7], address):
                continue
            told[statement] = identity = self.speakers.speaker(name.id, address)
            self.called[identity][name.name, name.type] += 1
            cast.speakers.add(identity)
            if name.key.surname:
                cast.surnames[name.key.surname].add(identity)
        for row in rows:
            if row[10] is not None and row[4] in told:
                yield row[4], self._stand(row, told[row[4]], cast)

    def _followed(self, name: Name, resolved: int, address: str) -> bool:
        """Whether a source was followed, or people said whose words these are."""
        if resolved or address not in self.apart:
            return bool(resolved)
        return self.speakers.speaker(name.id, address) != self.speakers.speaker(name.id)

    def _stand(self, row: Any, speaker: str, cast: _Cast) -> Stand:
        _, address, published, outlet, _, id, _, _, act, said_on, name, stance, confidence = row
        target = self._target(name, address, cast)
        self.named[target][name, ""] += 1
        day = said_on or (published or "")[:10] or None
        dated_by: DatedBy | None = None if day is None else "said" if said_on else "published"
        return Stand(id, address, speaker, target, stance, day, dated_by, act, name, outlet, confidence)

    def _target(self, name: str, address: str, cast: _Cast) -> str:
        """Whom the name of a target means in an article (see above)."""
        borne = self._bearing(name, address)
        here = borne & cast.speakers
        if len(here) == 1:
            return next(iter(here))
        if not here and all(each.startswith("person ") for each in borne):
            bearers = cast.surnames.get(bare_surname(name), ())
            if len(bearers) == 1:
                return next(iter(bearers))
        if len(borne) == 1:
            return next(iter(borne))
        if name not in self.owned:
            self.owned[name] = _own(name)
        return self.owned[name]

    def _bearing(self, name: str, address: str) -> frozenset[str]:
        if address in self.apart:
            return _bearing(self.speakers, name, address)
        if name not in self.borne:
            self.borne[name] = _bearing(self.speakers, name)
        return self.borne[name]

    def parties(self, stands: Iterable[Stand]) -> dict[str, Party]:
        """All speakers and targets of the stands by their identities."""
        found = {identity for stand in stands for identity in (stand.speaker, stand.target)}
        of_speakers = defaultdict(list)
        for name in self.speakers.names:
            of_speakers[self.speakers.speaker(name.id)].append((name.name, name.type))
        return {each: self._party(each, of_speakers.get(each, ())) for each in found}

    def _party(self, identity: str, names: Iterable[tuple[str, str]]) -> Party:
        """By the name that people gave, else that read most often of the speaker, else of the target."""
        told = self.speakers.told(identity)
        if told is None and identity in self.called:
            told = speaking.most_read(self.called[identity])
        if told is None and names:
            told = speaking.most_read(Counter(names))
        if told is not None:
            return Party(identity, *told)
        return Party(identity, speaking.most_read(self.named[identity])[0])


def _bearing(speakers: Speakers, name: str, address: str = "") -> frozenset[str]:
    return frozenset().union(*(speakers.bearing(name, each, address) for each in NAMED))


def _own(name: str) -> str:
    """The identity of a target whom no speaker's name means."""
    return f"target {name_key(name, 'body').key.removeprefix('body ') or fold(name)}"
