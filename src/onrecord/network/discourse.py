"""The network of a discourse: who takes which side on whom, or who sides with whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal, NamedTuple

from onrecord.network import one_mode, two_mode
from onrecord.network.settings import Settings
from onrecord.network.stands import STANCES, Party, Stand, in_period

Part = Literal["speaker", "target"]
PARTS: tuple[Part, ...] = ("speaker", "target")
Uses = dict[tuple[int, int, int], int]
Behind = dict[tuple[int, int, int], list[int]]
"""The stands of a speaker's stance on a target, all of them numbers; those of stands are in order of time."""


@dataclass(frozen=True, slots=True)
class Node:
    """A speaker or a target in a network. Who is both is a node of each part, with the same identity.

    `id` is of this network alone; `statements` have a stance, so many for and so many against; `first` and
    `last` are their dates, as far as they are known."""

    id: str
    part: Part
    party: Party
    statements: int
    favourable: int
    opposed: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Side:
    """A speaker's side on a target (ids of nodes): the weight, how many statements are for and how many
    against, their dates, and their ids in the order of time."""

    source: str
    target: str
    weight: float
    favourable: int
    opposed: int
    first: str | None
    last: str | None
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """Two speakers (ids of nodes) who speak of the same targets: the weight, their congruence and conflict
    before it was normalised, on how many targets they agree and disagree, and the ids of the statements
    that stand behind the weight, with their dates."""

    source: str
    target: str
    weight: float
    congruence: int
    conflict: int
    agreed: int
    disagreed: int
    first: str | None
    last: str | None
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes by part and name, and edges in the order of their nodes. `undated` statements had no date and
    were left out for that reason, as a period was asked for."""

    settings: Settings
    nodes: tuple[Node, ...]
    sides: tuple[Side, ...] = ()
    ties: tuple[Tie, ...] = ()
    statements: int = 0
    undated: int = 0

    @property
    def edges(self) -> tuple[Side | Tie, ...]:
        """The sides or the ties, by mode."""
        return self.sides if self.settings.mode == "two" else self.ties


def network_of(stands: Iterable[Stand], parties: Mapping[str, Party], settings: Settings) -> Network:
    """The network of these stands, whatever their order; `parties` tells all identities that they name.

    A statement that is met twice, at two addresses, counts once. Raises RecordError where speakers have
    too many pairs.
    """
    kept, undated = _in_period(stands, settings)
    kept = _of_enough(kept, settings)
    order: dict[Part, list[str]] = {
        "speaker": _ordered({stand.speaker for stand in kept}, parties),
        "target": _ordered({stand.target for stand in kept}, parties),
    }
    behind = _behind(kept, order)
    uses = {use: _count(kept, behind[use], settings.counted) for use in sorted(behind)}
    made = len({stand.statement for stand in kept})
    nodes = tuple(_nodes(kept, order, parties, settings))
    if settings.mode == "two":
        sides = tuple(_sides(kept, uses, behind, settings))
        return Network(settings, _tied(nodes, sides, settings), sides, (), made, undated)
    ties = tuple(_ties(kept, uses, behind, settings))
    return Network(settings, _tied(nodes, ties, settings), (), ties, made, undated)


def _in_period(stands: Iterable[Stand], settings: Settings) -> tuple[list[Stand], int]:
    """The stands of the period in the order of time, each statement's on a target once; and how many
    statements have no date where one is needed."""
    bounded = settings.since is not None or settings.until is not None
    once: dict[tuple[str, str, str, str], Stand] = {}
    undated: set[str] = set()
    for stand in stands:
        if not bounded or in_period(stand.day, settings.since, settings.until):
            known = (stand.statement, stand.speaker, stand.target, stand.stance)
            before = once.setdefault(known, stand)
            if before is not stand and stand.order < before.order:
                once[known] = stand
        elif stand.day is None:
            undated.add(stand.statement)
    return sorted(once.values(), key=_time), len(undated)


def _time(stand: Stand) -> tuple[str, ...]:
    """What stands that are there once are sorted by: no two are equal in this much of their order."""
    return stand.day or "~", stand.statement, stand.stance, stand.speaker, stand.target


def _of_enough(stands: list[Stand], settings: Settings) -> list[Stand]:
    """Those of speakers, and with targets on targets, of enough statements. Both are counted before any is
    left out."""
    if settings.least <= 1:
        return stands
    by_speaker: dict[str, set[str]] = defaultdict(set)
    by_target: dict[str, set[str]] = defaultdict(set)
    for stand in stands:
        by_speaker[stand.speaker].add(stand.statement)
        by_target[stand.target].add(stand.statement)
    return [
        stand
        for stand in stands
        if len(by_speaker[stand.speaker]) >= settings.least
        and (settings.mode != "two" or len(by_target[stand.target]) >= settings.least)
    ]


def _ordered(identities: Iterable[str], parties: Mapping[str, Party]) -> list[str]:
    return sorted(identities, key=lambda each: (parties[each].name, parties[each].type or "", each))


def _behind(kept: Sequence[Stand], order: Mapping[Part, list[str]]) -> Behind:
    speakers, targets = ({each: n for n, each in enumerate(order[part])} for part in PARTS)
    behind: Behind = defaultdict(list)
    for number, stand in enumerate(kept):
        stance = STANCES.index(stand.stance)
        behind[speakers[stand.speaker], targets[stand.target], stance].append(number)
    return behind


def _count(kept: Sequence[Stand], numbers: Sequence[int], counted: str) -> int:
    if counted == "once" or len(numbers) == 1:
        return 1
    if counted == "article":
        return len({kept[number].article for number in numbers})
    return len({kept[number].statement for number in numbers})


class _Told(NamedTuple):
    """What stands tell together: their statements in the order of time, and the dates."""

    statements: tuple[str, ...]
    first: str | None
    last: str | None


def _told(kept: Sequence[Stand], numbers: Iterable[int]) -> _Told:
    stands = [kept[number] for number in sorted(numbers)]
    ids = tuple(dict.fromkeys([stand.statement for stand in stands]))
    first, last = stands[0].day, stands[-1].day
    if last is None:  # those without a date come last
        last = next((stand.day for stand in reversed(stands) if stand.day is not None), None)
    return _Told(ids, first, last)


def _nodes(
    kept: Sequence[Stand],
    order: Mapping[Part, list[str]],
    parties: Mapping[str, Party],
    settings: Settings,
) -> Iterator[Node]:
    for part in PARTS if settings.mode == "two" else PARTS[:1]:
        theirs: dict[str, list[int]] = defaultdict(list)
        for number, stand in enumerate(kept):
            theirs[stand.speaker if part == "speaker" else stand.target].append(number)
        for place, identity in enumerate(order[part], 1):
            numbers = theirs[identity]
            told = _told(kept, numbers)
            sides = {(kept[number].statement, kept[number].stance) for number in numbers}
            favourable = sum(stance == "for" for _, stance in sides)
            yield Node(
                id=f"{part[0]}{place}",
                part=part,
                party=parties[identity],
                statements=len(told.statements),
                favourable=favourable,
                opposed=len(sides) - favourable,
                first=told.first,
                last=told.last,
            )


def _sides(kept: Sequence[Stand], uses: Uses, behind: Behind, settings: Settings) -> Iterator[Side]:
    for (speaker, target), weight in two_mode.sides(uses, settings.normalise).items():
        if abs(weight) < settings.least_weight:
            continue
        favourable = behind.get((speaker, target, 0), [])
        opposed = behind.get((speaker, target, 1), [])
        told = _told(kept, favourable + opposed)
        yield Side(
            source=f"s{speaker + 1}",
            target=f"t{target + 1}",
            weight=weight,
            favourable=len(favourable),
            opposed=len(opposed),
            first=told.first,
            last=told.last,
            statements=told.statements,
        )


def _ties(kept: Sequence[Stand], uses: Uses, behind: Behind, settings: Settings) -> Iterator[Tie]:
    common = one_mode.shared(uses)
    activity = one_mode.activities(uses)
    stances: dict[int, set[tuple[int, int]]] = defaultdict(set)
    opposite: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for speaker, target, stance in uses:
        stances[speaker].add((target, stance))
        opposite[speaker].add((target, 1 - stance))
    alike, unlike = settings.mode != "conflict", settings.mode != "congruence"
    for one, other in sorted(common):
        found = common[one, other]
        weight = one_mode.weight(found, activity[one], activity[other], settings.mode, settings.normalise)
        if abs(weight) < settings.least_weight or not (
            (alike and found.congruence) or (unlike and found.conflict)
        ):
            continue
        agreed = stances[one] & stances[other]
        disagreed = stances[one] & opposite[other]
        places = {(each, *use) for use in agreed for each in (one, other)} if alike else set()
        if unlike:
            places |= {(one, *use) for use in disagreed}
            places |= {(other, target, 1 - stance) for target, stance in disagreed}
        told = _told(kept, chain.from_iterable(behind[place] for place in places))
        yield Tie(
            source=f"s{one + 1}",
            target=f"s{other + 1}",
            weight=weight,
            congruence=found.congruence,
            conflict=found.conflict,
            agreed=len({target for target, _ in agreed}),
            disagreed=len({target for target, _ in disagreed}),
            first=told.first,
            last=told.last,
            statements=told.statements,
        )


def _tied(nodes: tuple[Node, ...], edges: Iterable[Side | Tie], settings: Settings) -> tuple[Node, ...]:
    if settings.isolates:
        return nodes
    tied = {end for edge in edges for end in (edge.source, edge.target)}
    return tuple(node for node in nodes if node.id in tied)
