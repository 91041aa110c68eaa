"""Positions: what one speaker says for or against one target, in time, and where that may have turned.

A turn is a candidate to be checked, and never a verdict: what was read may be wrong, a statement may tell
of the past, and of the same thing something else may be meant.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Literal

from onrecord.network.stands import STANCES, Party, Stand

NO_DATE = "no date"
VAGUE = "date too vague to be placed"
BOTH = "for and against on one date"
PRECISIONS = (4, 7)
"""Characters of a year and of a month."""


@dataclass(frozen=True, slots=True)
class Position:
    """A stand, and what keeps it out of the turns, if anything does: it has no date; its month or year
    holds a statement of the other stance, so that which came first is not known; or both stances are of one
    date, within which no order is known."""

    stand: Stand
    note: str = ""

    @property
    def placed(self) -> bool:
        """Whether it has its place in time."""
        return self.note not in (NO_DATE, VAGUE)


@dataclass(frozen=True, slots=True)
class Turn:
    """A change of stance to be checked; "back" where the speaker took the later stance earlier on.

    `left` are the ids of all statements of the earlier stance since the turn before, the last of them of
    the day `last`; `taken` those of the later one until the next turn, the first of the day `first`;
    `between` those of dates between the two that have both stances."""

    kind: Literal["turn", "back"]
    before: str
    after: str
    last: str
    first: str
    left: tuple[str, ...]
    taken: tuple[str, ...]
    between: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Positions:
    """A speaker's positions on a target in the order of time, those without a place in it at the end."""

    speaker: Party
    target: Party
    positions: tuple[Position, ...]
    turns: tuple[Turn, ...]

    def count(self, stance: str) -> int:
        """How many statements have this stance."""
        return len({each.stand.statement for each in self.positions if each.stand.stance == stance})


def positions_of(stands: Iterable[Stand], parties: Mapping[str, Party]) -> tuple[Positions, ...]:
    """For each speaker and target their positions: those with turns first, then by number of statements,
    then by name. A statement that is met twice, at two addresses, counts once."""
    together: dict[tuple[str, str], dict[tuple[str, str], Stand]] = defaultdict(dict)
    for stand in sorted(stands, key=attrgetter("order")):
        together[stand.speaker, stand.target].setdefault((stand.statement, stand.stance), stand)
    found = [
        _positions(parties[speaker], parties[target], list(theirs.values()))
        for (speaker, target), theirs in together.items()
    ]
    return tuple(sorted(found, key=_rank))


def _rank(each: Positions) -> tuple[bool, int, str, str, str, str]:
    ends = each.target.name, each.target.identity, each.speaker.name, each.speaker.identity
    return not each.turns, -sum(map(each.count, STANCES)), *ends


def _positions(speaker: Party, target: Party, stands: Sequence[Stand]) -> Positions:
    noted = list(_noted(stands))
    placed = [each for each in noted if each.placed]
    unplaced = [each for each in noted if not each.placed]
    return Positions(speaker, target, (*placed, *unplaced), tuple(_turns(placed)))


def _noted(stands: Iterable[Stand]) -> Iterator[Position]:
    stands = list(stands)
    known = {(stand.day, stand.stance) for stand in stands if stand.day}
    within = {(day[:length], its) for day, its in known if day for length in PRECISIONS if length < len(day)}
    for stand in stands:
        other = STANCES[1 - STANCES.index(stand.stance)]
        if stand.day is None:
            yield Position(stand, NO_DATE)
        elif (stand.day, other) in within:
            yield Position(stand, VAGUE)
        elif (stand.day, other) in known:
            yield Position(stand, BOTH)
        else:
            yield Position(stand)


def _turns(placed: Iterable[Position]) -> Iterator[Turn]:
    runs: list[tuple[str, list[Stand], list[Stand]]] = []
    """Stance, its stands without a break, and those of both stances right before."""
    mixed: list[Stand] = []
    for (note, stance), group in groupby(placed, lambda each: (each.note, _stance(each))):
        stands = [each.stand for each in group]
        if note == BOTH:
            mixed += stands
        elif runs and runs[-1][0] == stance:
            runs[-1][1].extend(stands)
            mixed = []
        else:
            runs.append((stance, stands, mixed))
            mixed = []
    for number in range(1, len(runs)):
        (before, left, _), (after, taken, between) = runs[number - 1 : number + 1]
        days = left[-1].day or "", taken[0].day or ""
        kind: Literal["turn", "back"] = "turn" if number == 1 else "back"
        yield Turn(kind, before, after, *days, _ids(left), _ids(taken), _ids(between))


def _stance(position: Position) -> str:
    return "" if position.note == BOTH else position.stand.stance


def _ids(stands: Iterable[Stand]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stand.statement for stand in stands))
