"""Who takes which stance on whom: read row by row out of the database, speakers and targets made one.

A target's name has no type and was read in one article. It is a speaker where, in this order,

1. one of the speakers of its article bears it;
2. it is a bare surname, no body bears it, and one of the persons who speak in its article has it;
3. one speaker of the record bears it, by the same keys and decisions by which names are one speaker.

Otherwise it is a target by its name, whatever its case, accents and article. A description ("officials") is
never taken for the speaker of the same description, as it may mean others.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select

from onrecord.network import DatedBy, Network, Party, Positions, Settings, Stand, network_of, positions_of
from onrecord.record import deciding, speaking
from onrecord.record.grouping import Speakers
from onrecord.record.identities import all_speakers, ids_of
from onrecord.record.naming import bare_surname, fold, name_key, name_words, outlets_named, sort_of
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
    parties = reader.parties(connection, stands)
    names: dict[int, str] = dict(connection.execute(select(outlets.c.id, outlets.c.name)).all())
    return network_of(_asked(stands, parties, reader.speakers, names, settings), parties, settings)


def _asked(
    stands: Sequence[Stand],
    parties: Mapping[str, Party],
    speakers: Speakers,
    outlet_names: Mapping[int, str],
    settings: Settings,
) -> list[Stand]:
    """The stands that a network is asked of, whenever they were taken."""
    keeps: list[Callable[[Stand], bool]] = []
    if not settings.with_unnamed:
        keeps.append(lambda stand: sort_of(parties[stand.speaker].type or "") != "unnamed")
    if settings.speaker:
        found = meant(settings.speaker, speakers, {stand.speaker for stand in stands}, all_names(speakers))
        keeps.append(lambda stand: stand.speaker in found)
    if settings.speaker_type:
        keeps.append(lambda stand: parties[stand.speaker].type == settings.speaker_type)
    if settings.act:
        keeps.append(lambda stand: stand.act == settings.act)
    if settings.target:
        aims = _targets_meant(settings.target, stands, speakers)
        keeps.append(lambda stand: stand.target in aims)
    if settings.outlet:
        wanted = {outlet_names[each] for each in outlets_named(outlet_names, settings.outlet)}
        keeps.append(lambda stand: stand.outlet in wanted)
    return [stand for stand in stands if all(keep(stand) for keep in keeps)]


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
        wanted = _targets_meant(target, [stand for _, stand in read], speakers)
        read = [each for each in read if each[1].target in wanted]
    stands = list(_with_words(connection, read))
    return positions_of(stands, reader.parties(connection, stands))


def meant(
    typed: str, speakers: Speakers, present: Collection[str], names: Iterable[tuple[str, str]]
) -> frozenset[str]:
    """Whom a name that was typed means among the speakers or targets `present`: those that bear it; where
    there is none, those with all of its words in one of their `names`."""
    borne = (_bearing(speakers, typed) | {_own(typed)}).intersection(present)
    words = name_words(typed)
    if borne or not words:
        return borne
    return frozenset(each for each, name in names if each in present and words <= name_words(name))


def all_names(speakers: Speakers) -> Iterator[tuple[str, str]]:
    """All speakers with each of their names."""
    yield from ((speakers.speaker(name.id), name.name) for name in speakers.names)
    yield from ((speaker, name) for speaker, name, _ in speakers.all_told())


def _targets_meant(typed: str, stands: Iterable[Stand], speakers: Speakers) -> frozenset[str]:
    """Which of the targets a name means, as they were read and by their names as speakers."""
    read = {(stand.target, stand.name) for stand in stands}
    return meant(typed, speakers, {target for target, _ in read}, chain(read, all_names(speakers)))


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
        .where(articles.c.shown == 1, statements.c.counts == 1, statements.c.speaker.is_not(None))
        .order_by(articles.c.id, statements.c.id, targets.c.position)
    )
    if only is not None:
        theirs = statements.alias("theirs")
        here = select(theirs.c.article).where(theirs.c.speaker.in_(only), theirs.c.counts == 1)
        wanted = wanted.where(articles.c.id.in_(here))
    return wanted


@dataclass
class Cast:
    """Who speaks in one article: identities, and those of persons by their surnames."""

    speakers: set[str] = field(default_factory=set)
    surnames: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


class Meant(NamedTuple):
    """Whom the name of a target may mean: the speakers that bear it, the surname that it is if it may be
    somebody's of the article, and whom it means where the article does not tell."""

    borne: frozenset[str]
    surname: str
    otherwise: str


class _Reader:
    """Reads stands, and counts by which names targets are called."""

    def __init__(self, speakers: Speakers) -> None:
        self.speakers = speakers
        self.by_id = {name.id: (name, name.key.surname) for name in speakers.names}
        self.apart = speakers.splits()
        self.named: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        self.meant: dict[str, Meant] = {}

    def read(self, connection: Connection, only: str | None = None) -> Iterator[Read]:
        """The stands of all whose source was followed, or of articles where one speaker speaks, article by
        article: no more than one article's rows are held."""
        ids = None if only is None else ids_of(self.speakers, [only])
        rows = connection.execute(_rows(ids), execution_options={"yield_per": AT_ONCE})
        for _, found in groupby(rows, itemgetter(0)):
            yield from self._article(list(found))

    def _article(self, rows: Sequence[Any]) -> list[Read]:
        address = rows[0][1]
        cast = Cast()
        told: dict[int, str] = {}
        for row in rows:
            statement, speaker = row[4], row[6]
            if statement in told or speaker not in self.by_id:
                continue
            name, surname = self.by_id[speaker]
            identity = self.speakers.speaker(speaker, address)
            # What could not be followed is nobody's, unless people said whose it is.
            if not row[7] and (address not in self.apart or identity == self.speakers.speaker(name.id)):
                continue
            told[statement] = identity
            cast.speakers.add(identity)
            if surname:
                cast.surnames[surname].add(identity)
        return [
            (row[4], self._stand(row, told[row[4]], cast))
            for row in rows
            if row[10] is not None and row[4] in told
        ]

    def _stand(self, row: Any, speaker: str, cast: Cast) -> Stand:
        _, address, published, outlet, _, id, _, _, act, said_on, name, stance, confidence = row
        target = self._target(name, address, cast)
        self.named[target][name, ""] += 1
        day = said_on or (published or "")[:10] or None
        dated_by: DatedBy | None = None if day is None else "said" if said_on else "published"
        return Stand(id, address, speaker, target, stance, day, dated_by, act, name, outlet, confidence)

    def _target(self, name: str, address: str, cast: Cast) -> str:
        """Whom the name of a target means in an article (see above)."""
        if address in self.apart:
            meant = meant_by(self.speakers, name, address)
        elif name in self.meant:
            meant = self.meant[name]
        else:
            meant = self.meant[name] = meant_by(self.speakers, name)
        return meant_in(cast, meant)

    def parties(self, connection: Connection, stands: Iterable[Stand]) -> dict[str, Party]:
        """All speakers and targets of the stands by their identities."""
        called = _called(connection, self.speakers)
        found = {identity for stand in stands for identity in (stand.speaker, stand.target)}
        return {each: self._party(each, called.get(each)) for each in found}

    def _party(self, identity: str, called: Counter[tuple[str, str]] | None) -> Party:
        """By the name that people gave, else that read most often of the speaker, else of the target."""
        told = self.speakers.told(identity)
        if told is None and called:
            told = speaking.most_read(called)
        if told is not None:
            return Party(identity, *told)
        return Party(identity, speaking.most_read(self.named[identity])[0])


def _called(connection: Connection, speakers: Speakers) -> dict[str, Counter[tuple[str, str]]]:
    """How often each speaker is read by which name and type, in what is shown and was followed."""
    counted = (
        select(statements.c.speaker, func.count())
        .join(articles, statements.c.article == articles.c.id)
        .where(articles.c.shown == 1, statements.c.counts == 1, statements.c.resolved == 1)
        .group_by(statements.c.speaker)
    )
    counts: dict[int | None, int] = dict(connection.execute(counted).all())
    called: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for name in speakers.names:
        called[speakers.speaker(name.id)][name.name, name.type] += counts.get(name.id, 0)
    return called


def meant_by(speakers: Speakers, name: str, address: str = "") -> Meant:
    """Whom the name of a target may mean, in the article at this address."""
    borne = _bearing(speakers, name, address)
    persons = all(each.startswith("person ") for each in borne)
    otherwise = next(iter(borne)) if len(borne) == 1 else _own(name)
    return Meant(borne, bare_surname(name) if persons else "", otherwise)


def meant_in(cast: Cast, meant: Meant) -> str:
    """Whom it means in an article with this cast (see above)."""
    if not meant.borne.isdisjoint(cast.speakers):
        here = meant.borne & cast.speakers
        return next(iter(here)) if len(here) == 1 else meant.otherwise
    if meant.surname in cast.surnames:
        bearers = cast.surnames[meant.surname]
        return next(iter(bearers)) if len(bearers) == 1 else meant.otherwise
    return meant.otherwise


def _bearing(speakers: Speakers, name: str, address: str = "") -> frozenset[str]:
    return frozenset().union(*(speakers.bearing(name, each, address) for each in NAMED))


def _own(name: str) -> str:
    """The identity of a target whom no speaker's name means."""
    return f"target {name_key(name, 'body').key.removeprefix('body ') or fold(name)}"
