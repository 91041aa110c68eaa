"""The network of a discourse: who takes which side on whom, or who sides with whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.network import one_mode, two_mode
from onrecord.network.settings import Settings
from onrecord.network.stands import STANCES, Party, Stand, in_period

Part = Literal["speaker", "target"]
Uses = dict[tuple[int, int, int], int]
Behind = dict[tuple[int, int, int], list[Stand]]


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
    numbers = {part: {identity: n for n, identity in enumerate(found)} for part, found in order.items()}
    behind: Behind = defaultdict(list)
    for stand in kept:
        place = (numbers["speaker"][stand.speaker], numbers["target"][stand.target])
        behind[*place, STANCES.index(stand.stance)].append(stand)
    uses = {use: _count(behind[use], settings.counted) for use in sorted(behind)}
    nodes = tuple(_nodes(kept, order, parties, settings))
    made = len({stand.statement for stand in kept})
    if settings.mode == "two":
        sides = tuple(_sides(uses, behind, settings))
        return Network(settings, _tied(nodes, sides, settings), sides, (), made, undated)
    ties = tuple(_ties(uses, behind, settings))
    return Network(settings, _tied(nodes, ties, settings), (), ties, made, undated)


def _in_period(stands: Iterable[Stand], settings: Settings) -> tuple[list[Stand], int]:
    """The stands of the period in an order of their own, each statement's on a target once; and how many
    statements have no date where one is needed."""
    bounded = settings.since is not None or settings.until is not None
    once: dict[tuple[str, str, str, str], Stand] = {}
    undated: set[str] = set()
    for stand in stands:
        if in_period(stand.day, settings.since, settings.until):
            known = (stand.statement, stand.speaker, stand.target, stand.stance)
            if known not in once or _when(stand) < _when(once[known]):
                once[known] = stand
        elif bounded and stand.day is None:
            undated.add(stand.statement)
    return sorted(once.values(), key=_when), len(undated)


def _when(stand: Stand) -> tuple[str, str, str, str, str, str]:
    return stand.day or "~", stand.statement, stand.article, stand.speaker, stand.target, stand.stance


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


def _count(stands: Sequence[Stand], counted: str) -> int:
    if counted == "once":
        return 1
    return len({stand.article if counted == "article" else stand.statement for stand in stands})


def _nodes(
    stands: Iterable[Stand],
    order: Mapping[Part, list[str]],
    parties: Mapping[str, Party],
    settings: Settings,
) -> Iterator[Node]:
    theirs: dict[tuple[Part, str], list[Stand]] = defaultdict(list)
    for stand in stands:
        theirs["speaker", stand.speaker].append(stand)
        theirs["target", stand.target].append(stand)
    parts: tuple[Part, ...] = ("speaker", "target") if settings.mode == "two" else ("speaker",)
    for part in parts:
        for number, identity in enumerate(order[part], 1):
            found = theirs[part, identity]
            yield Node(
                id=f"{part[0]}{number}",
                part=part,
                party=parties[identity],
                statements=len(_ids(found)),
                favourable=len(_ids(_of(found, "for"))),
                opposed=len(_ids(_of(found, "against"))),
                first=_first(found),
                last=_last(found),
            )


def _of(stands: Iterable[Stand], stance: str) -> Iterator[Stand]:
    return (stand for stand in stands if stand.stance == stance)


def _first(stands: Iterable[Stand]) -> str | None:
    return min((stand.day for stand in stands if stand.day is not None), default=None)


def _last(stands: Iterable[Stand]) -> str | None:
    return max((stand.day for stand in stands if stand.day is not None), default=None)


def _ids(stands: Iterable[Stand]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stand.statement for stand in stands))


def _sides(uses: Uses, behind: Behind, settings: Settings) -> Iterator[Side]:
    for (speaker, target), weight in two_mode.sides(uses, settings.normalise).items():
        if abs(weight) < settings.least_weight:
            continue
        both = [behind.get((speaker, target, stance), []) for stance in (0, 1)]
        found = sorted((stand for side in both for stand in side), key=_when)
        yield Side(
            source=f"s{speaker + 1}",
            target=f"t{target + 1}",
            weight=weight,
            favourable=len(_ids(both[0])),
            opposed=len(_ids(both[1])),
            first=_first(found),
            last=_last(found),
            statements=_ids(found),
        )


def _ties(uses: Uses, behind: Behind, settings: Settings) -> Iterator[Tie]:
    common = one_mode.shared(uses)
    activity = one_mode.activities(uses)
    stances: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for speaker, target, stance in uses:
        stances[speaker].add((target, stance))
    alike, unlike = settings.mode != "conflict", settings.mode != "congruence"
    for (one, other), found in sorted(common.items()):
        weight = one_mode.weight(found, activity[one], activity[other], settings.mode, settings.normalise)
        if abs(weight) < settings.least_weight or not (
            (alike and found.congruence) or (unlike and found.conflict)
        ):
            continue
        agreed = stances[one] & stances[other]
        disagreed = stances[one] & {(target, 1 - stance) for target, stance in stances[other]}
        places = [(each, *use) for use in agreed for each in (one, other)] if alike else []
        if unlike:
            places += [(one, *use) for use in disagreed]
            places += [(other, target, 1 - stance) for target, stance in disagreed]
        stood = sorted((stand for place in set(places) for stand in behind[place]), key=_when)
        yield Tie(
            source=f"s{one + 1}",
            target=f"s{other + 1}",
            weight=weight,
            congruence=found.congruence,
            conflict=found.conflict,
            agreed=len({target for target, _ in agreed}),
            disagreed=len({target for target, _ in disagreed}),
            first=_first(stood),
            last=_last(stood),
            statements=_ids(stood),
        )


def _tied(
    nodes: tuple[Node, ...], edges: Iterable[Side] | Iterable[Tie], settings: Settings
) -> tuple[Node, ...]:
    if settings.isolates:
        return nodes
    tied = {end for edge in edges for end in (edge.source, edge.target)}
    return tuple(node for node in nodes if node.id in tied)
