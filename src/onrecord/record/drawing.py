"""The network of a discourse as it can be drawn and clicked: as much of it as a picture can hold.

What is drawn is made by the same `network_of` as `Record.network`; of a network that is too large only the
nodes with most statements are taken, before anything is weighed, and how many were left out is told.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from threading import Lock
from typing import Any, Literal

import numpy as np

from onrecord.errors import NotFoundError
from onrecord.network import Network, Settings, Side, Stand, Tie, network_of
from onrecord.record.browsing import day_told, exact_stands, in_period, parties_of
from onrecord.record.figures import Flags, Numbers
from onrecord.record.gathered import KINDS, Gathered, Stands, first
from onrecord.record.gathering import Gatherer
from onrecord.record.picking import Picked
from onrecord.record.searching import rows_told
from onrecord.rows import Row

MOST, EDGES = 60, 240
"""Speakers, and targets, and edges between them, that a picture can hold."""
KEPT = 64
"""Networks held, so that the page, its picture and its edges need not each make it anew."""
MOST_STANDS, FEWEST = 4_000, 20
"""Stands of which a picture is made, which take a tenth of a second; of more, fewer speakers and targets are
taken, but not fewer than that."""
Edge = Side | Tie


@dataclass(frozen=True, slots=True)
class Drawn:
    """A network to be drawn: its `edges` are the strongest, and the nodes those that it has by its settings.
    `speakers` and `targets` are how many there are before the cut, `strongest` how many edges before theirs;
    `cut` is true where nodes with few statements were left out."""

    network: Network
    edges: tuple[Edge, ...]
    speakers: int
    targets: int
    strongest: int
    cut: bool


class Drawing:
    """Makes networks to be drawn, and tells what is behind them. To be used by several threads."""

    def __init__(self, gatherer: Gatherer, read: Callable[[Callable[[Any], Any]], Any]) -> None:
        self._gatherer, self._read = gatherer, read
        self._lock = Lock()
        self._kept: OrderedDict[tuple[int, Settings, int, int], tuple[Gathered, Drawn]] = OrderedDict()

    def drawn(self, settings: Settings, *, most: int = MOST, edges: int = EDGES) -> Drawn:
        """The network with at most so many speakers, so many targets and so many edges."""
        return self._drawn(self._gatherer.gathered(), settings, most, edges)

    def _drawn(self, held: Gathered, settings: Settings, most: int = MOST, edges: int = EDGES) -> Drawn:
        key = (id(held), settings, most, edges)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][1]
        made = _drawn(held, settings, most, edges)
        with self._lock:
            self._kept[key] = held, made  # with what it is of, so that its number is nobody else's
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made

    def whole(self, settings: Settings) -> Network:
        """All of the network, as `Record.network` makes it."""
        held = self._gatherer.gathered()
        kept, undated = _asked(held, settings)
        stands = held.stands[kept]
        told = self._read(lambda connection: exact_stands(connection, held, stands))
        parties = parties_of(held, np.append(stands.speaker, stands.target))
        return replace(network_of(told, parties, settings), undated=undated)

    def behind(
        self, settings: Settings, one: str, other: str, *, start: int = 0, limit: int = 25
    ) -> tuple[Edge, Network, tuple[Row, ...]]:
        """The edge between two nodes (identities), its network, and some of the statements behind it, in
        the order of time. Raises RecordError where there is no such edge in what is drawn."""
        held = self._gatherer.gathered()
        found = self._drawn(held, settings)
        edge = _between(found, settings, one, other)
        ids = _numbers_behind(held, edge)[start : start + limit]
        told = self._read(partial(rows_told, hits=ids))
        return edge, found.network, told

    def all_behind(self, settings: Settings, one: str, other: str) -> Picked:
        """All statements behind an edge, in the order of time. Raises RecordError as `behind`."""
        held = self._gatherer.gathered()
        edge = _between(self._drawn(held, settings), settings, one, other)
        return Picked(_numbers_behind(held, edge), held.stamp)


def _between(found: Drawn, settings: Settings, one: str, other: str) -> Edge:
    ends = {node.id: (node.party.identity, node.part) for node in found.network.nodes}
    wanted = {(one, "speaker"), (other, "target" if settings.mode == "two" else "speaker")}
    for edge in found.edges:
        if {ends[edge.source], ends[edge.target]} == wanted:
            return edge
    raise NotFoundError("there is no such edge in this network", step="network")


def _numbers_behind(held: Gathered, edge: Edge) -> list[int]:
    numbers: list[int] = held.columns.said[np.array(edge.statements, np.int64)].tolist()
    return numbers


def _asked(held: Gathered, settings: Settings) -> tuple[Numbers, int]:
    """The stands of whom and of when it is asked for, by their numbers, and how many statements have no
    date, if one is needed."""
    stands = held.stands
    kept = np.ones(len(stands.row), bool)
    if not settings.with_unnamed and held.count:
        kept &= ~held.nameless[stands.speaker]
    if settings.speaker:
        kept &= _among(stands.speaker, held.speakers_named(settings.speaker))
    if settings.speaker_type and held.count:
        kept &= held.kinds[stands.speaker] == KINDS.index(settings.speaker_type)
    if settings.act:
        act = held.acts.index(settings.act) if settings.act in held.acts else -1
        kept &= held.columns.act[stands.row] == act
    if settings.target:
        kept &= _among(stands.target, held.targets_named(stands, settings.target))
    if settings.outlet:
        kept &= held.in_outlets(stands, settings.outlet)
    if settings.since is None and settings.until is None:
        return np.flatnonzero(kept), 0
    undated = len(np.unique(held.columns.same[stands.row[kept & (stands.day == 0)]]))
    return np.flatnonzero(kept & in_period(stands.day, settings.since, settings.until)), undated


def _drawn(held: Gathered, settings: Settings, most: int, edges: int) -> Drawn:
    kept, undated = _asked(held, settings)
    two = settings.mode == "two"
    if settings.least > 1:
        kept = _of_enough(held, kept, settings)
    speakers, targets = (_met(of[kept]) for of in (held.stands.speaker, held.stands.target))
    cut = len(kept) > MOST_STANDS or speakers > most or (two and targets > most)
    if cut:
        kept = _foremost(held.stands, kept, most, two)
    stands = held.stands[kept]
    parties = parties_of(held, np.append(stands.speaker, stands.target))
    made = network_of(_numbered(held, stands), parties, replace(settings, least=1, since=None, until=None))
    made = replace(made, settings=settings, undated=undated)
    found: Sequence[Edge] = made.edges
    strongest = sorted(
        found, key=lambda edge: (-abs(edge.weight), -len(edge.statements), edge.source, edge.target)
    )
    return Drawn(made, tuple(strongest[:edges]), speakers, targets if two else 0, len(found), cut)


def _among(values: Numbers, chosen: Sequence[int]) -> Flags:
    """Which of them are one of those chosen."""
    flags = np.zeros(int(max(values.max(initial=0), *chosen, 0)) + 1, bool)
    flags[list(chosen)] = True
    return flags[values]


def _of_enough(held: Gathered, kept: Numbers, settings: Settings) -> Numbers:
    """Those of speakers, and with targets on targets, of enough statements."""
    stands, least = held.stands, settings.least
    leads = stands.leads[kept]
    if settings.target:  # the first stand of a statement may be one on another target
        leads = first(held.told[stands.row[kept]] * held.count + stands.speaker[kept])
    by_speaker = np.bincount(stands.speaker[kept][leads], minlength=held.count)
    enough = by_speaker[stands.speaker[kept]] >= least
    if settings.mode == "two":
        by_target = np.bincount(stands.target[kept][stands.meets[kept]], minlength=len(held.identities))
        enough &= by_target[stands.target[kept]] >= least
    return kept[enough]


def _foremost(stands: Stands, kept: Numbers, most: int, two: bool) -> Numbers:
    """Those of the targets with most statements, and of the speakers who say most of these."""
    while True:
        if two:  # fewer of the same targets each time, so that only their own stands are looked at again
            kept = kept[_among_top(stands.target[kept], most)]
        foremost = kept[_among_top(stands.speaker[kept], most)]
        if len(foremost) <= MOST_STANDS or most <= FEWEST:
            return foremost if two else _spoken_of_by_most(stands, foremost)
        most = most * 3 // 4


def _spoken_of_by_most(stands: Stands, kept: Numbers) -> Numbers:
    """Those on the targets of which most of the speakers speak: on others they neither agree nor disagree."""
    targets, at = np.unique(stands.target[kept], return_inverse=True)
    by = np.unique(np.stack((at, stands.speaker[kept])), axis=1)[0]
    speakers, counts = (np.bincount(each, minlength=len(targets)) for each in (by, at))
    order = np.lexsort((-counts, -speakers))
    fit = np.count_nonzero(np.cumsum(counts[order]) <= MOST_STANDS)
    chosen = np.zeros(len(targets), bool)
    chosen[order[: max(1, fit)]] = True
    return kept[chosen[at]]


def _among_top(values: Numbers, most: int) -> Flags:
    """Which of them are one of the values that are met most often, the lower of two that are alike."""
    counts = np.bincount(values)
    chosen = np.zeros(len(counts), bool)
    chosen[np.argsort(-counts, kind="stable")[:most]] = True
    return chosen[values]


def _met(values: Numbers) -> int:
    """How many different ones there are."""
    return int(np.count_nonzero(np.bincount(values))) if len(values) else 0


def _numbered(held: Gathered, stands: Stands) -> list[Stand]:
    """Stands that tell rows for ids and numbers for addresses: all that weighing them needs, without a word
    from the database."""
    days: dict[int, str | None] = {
        day: day_told(day) if day else None for day in np.unique(stands.day).tolist()
    }
    columns = (
        stands.row.tolist(),
        held.paper[stands.row].tolist(),
        stands.speaker.tolist(),
        stands.target.tolist(),
        stands.against.tolist(),
        stands.day.tolist(),
    )
    sides: tuple[Literal["for"], Literal["against"]] = ("for", "against")
    return [
        Stand(
            str(row), str(paper), held.identities[speaker], held.identities[target], sides[against], days[day]
        )
        for row, paper, speaker, target, against, day in zip(*columns, strict=True)
    ]
