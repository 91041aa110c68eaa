"""What people decide about utterances: that two are one, or that some statements tell another one.

Pure: a decision names statements by their ids, which are made of the evidence, and is laid over what was
found. It names those that stood on both sides when it was made: where the statement that the person named is
no more there, the next one stands for it; and what arrives later is on no side, and goes with those of its
words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.utterance.clusters import Group, Member

UtteranceAction = Literal["merge", "split", "undo"]


@dataclass(frozen=True, slots=True)
class UtteranceDecision:
    """What somebody decided about utterances, by the ids of statements.

    `merge`: what `one` and `other` tell is one utterance. `split`: `one` tell another utterance than `other`.
    `undo`: the decision `undone` holds no more. The first id of a side is the one that was named. `made` is
    an ISO 8601 time in UTC; `holds` is false for what was undone; `orphan` is true where search shows no
    statement of a side any more: then it changes nothing, until one comes back.
    """

    number: int
    made: str
    made_by: str
    action: UtteranceAction
    one: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    undone: int | None = None
    holds: bool = True
    orphan: bool = False

    def __str__(self) -> str:
        match self.action:
            case "merge":
                return f"{self.one[0]} tells the same as {self.other[0]}"
            case "split":
                return f"{', '.join(self.one)} {_tell(self.one)} something else than {self.other[0]}"
        return f"number {self.undone} undone"


def applied(groups: Sequence[Group], decisions: Iterable[UtteranceDecision]) -> list[Group]:
    """Utterances as people want them, of those that were found: decisions in their order."""
    found = {n: list(group) for n, group in enumerate(groups)}
    places = {telling.name: n for n, group in found.items() for _, telling in group}
    for decision in decisions:
        if not decision.holds:
            continue
        if decision.action == "merge":
            _merge(found, places, decision)
        elif decision.action == "split":
            _split(found, places, decision)
    return list(found.values())


def _merge(found: dict[int, Group], places: dict[str, int], decision: UtteranceDecision) -> None:
    sides = (next((name for name in side if name in places), None) for side in (decision.one, decision.other))
    one, other = (None if name is None else places[name] for name in sides)
    if one is None or other is None or one == other:
        return
    moved = found.pop(one)
    found[other] += moved
    places.update((telling.name, other) for _, telling in moved)


def _split(found: dict[int, Group], places: dict[str, int], decision: UtteranceDecision) -> None:
    out, kept = frozenset(decision.one), frozenset(decision.other)
    for place in sorted({places[name] for name in out if name in places}):
        group = found[place]
        if not any(telling.name in kept for _, telling in group):
            continue
        moved = _going(group, out, kept)
        new = max(found) + 1
        found[new] = moved
        gone = {telling.name for _, telling in moved}
        found[place] = [member for member in group if member[1].name not in gone]
        places.update((name, new) for name in gone)


def _going(group: Group, out: frozenset[str], kept: frozenset[str]) -> list[Member]:
    """Those that are split off; with them what came later in words that these alone have."""
    theirs = {number for number, telling in group if telling.name in out}
    theirs -= {number for number, telling in group if telling.name in kept}
    return [
        (number, telling)
        for number, telling in group
        if telling.name in out or (number in theirs and telling.name not in kept)
    ]


def _tell(names: Sequence[str]) -> str:
    return "tells" if len(names) == 1 else "tell"
