"""Who is one speaker: the names of the record grouped by their keys, then by what people decided.

Pure: the same names and decisions, in whatever order the names came, give the same speakers.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.record.naming import SORTS, NameKey, fold, name_key, sort_of
from onrecord.rows import KnownAs

Action = Literal["merge", "split", "link", "undo"]
UNTYPED = ("person", "organization")
"""Whom a link without a type is of: whoever of these sorts bears the name."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it was read, with its type: a row of `speakers`."""

    id: int
    name: str
    type: str
    key: NameKey


@dataclass(frozen=True, slots=True)
class Link:
    """A speaker's identifier elsewhere, such as Wikidata's; without a type, of whoever has the name."""

    name: str
    identifier: str
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about speakers, in words that hold for whatever is read later.

    `merge`: `name` is `other_name`. `split`: in `articles` (addresses) `name` is `other_name`. `link`:
    `links` tell identifiers. `undo`: the decision `undone` holds no more. `made` is an ISO 8601 time in
    UTC; `holds` is false for what was undone.
    """

    number: int
    made: str
    made_by: str
    action: Action
    name: str | None = None
    type: str | None = None
    other_name: str | None = None
    other_type: str | None = None
    articles: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    undone: int | None = None
    holds: bool = True

    def __str__(self) -> str:
        match self.action:
            case "merge":
                return f"{self.name} is {self.other_name}"
            case "split":
                return f"{self.name} is {self.other_name} in {', '.join(self.articles)}"
            case "undo":
                return f"number {self.undone} undone"
        return f"{len(self.links)} identifier{'' if len(self.links) == 1 else 's'}"


def holding(decisions: Iterable[tuple[int, int | None]]) -> frozenset[int]:
    """The numbers of the decisions that hold, of (number, what it undoes): an undone undo undoes nothing."""
    dead: set[int] = set()
    for number, undone in sorted(decisions, reverse=True):
        if undone is not None and number not in dead:
            dead.add(undone)
    return frozenset(number for number, _ in decisions if number not in dead)


@dataclass(frozen=True, slots=True)
class Split:
    """In one article the groups `members` are another speaker."""

    members: frozenset[str]
    becomes: str


class Speakers:
    """Which of the given names are which speaker. A speaker is told by its group: the key of its names,
    with what tells them apart, or a group of its own where people split one that has no other name."""

    def __init__(self, names: Sequence[Name], decisions: Sequence[Decision] = ()) -> None:
        self.names = names
        self.decisions = decisions
        keys: dict[str, list[Name]] = defaultdict(list)
        for name in names:
            keys[name.key.key].append(name)
        self._keys: Mapping[str, list[Name]] = keys
        self._apart = {key: _apart(found) for key, found in keys.items()}
        self.groups = {name.id: self._group(name.key) for name in names}
        self._parents: dict[str, str] = {}
        self._splits: dict[str, list[Split]] = defaultdict(list)
        self._told: dict[str, tuple[str, str]] = {}
        self._identifiers: dict[str, str] = {}
        held = [decision for decision in decisions if decision.holds]
        for decision in held:
            self._apply(decision)
        self._link([link for decision in held for link in decision.links])

    def _group(self, key: NameKey) -> str:
        by_initials, by_generation = self._apart.get(key.key, (False, False))
        more = (key.initials if by_initials else "", key.generation if by_generation else "")
        return "|".join((key.key, *more)) if any(more) else key.key

    def group_of(self, name: str, type: str) -> str:
        """The group of a name, be it read or given by people."""
        made = _made(name, type)
        return made if made in self._told else self._group(name_key(name, sort_of(type)))

    def _apply(self, decision: Decision) -> None:
        name, kind = decision.name or "", decision.type or ""
        other = (decision.other_name or "", decision.other_type or kind)
        top = self._top(self.group_of(name, kind))
        if decision.action == "merge":
            into = self.group_of(*other)
            if self._top(into) != top:
                self._parents[top] = self._top(into)
            self._told[into] = other
        elif decision.action == "split":
            members = frozenset((top, *(group for group in self._parents if self._top(group) == top)))
            becomes = self.group_of(*other)
            becomes = _made(*other) if becomes in members else becomes
            self._told[becomes] = other
            for address in decision.articles:
                self._splits[address].append(Split(members, becomes))

    def _link(self, links: Iterable[Link]) -> None:
        own: dict[str, str] = {}
        for link in links:
            for kind in [link.type] if link.type else UNTYPED:
                group = self.group_of(link.name, kind)
                self._identifiers[self._top(group)] = own[group] = link.identifier
        self._identifiers.update(own)

    def _top(self, group: str) -> str:
        while group in self._parents:
            group = self._parents[group]
        return group

    def speaker(self, id: int, address: str = "") -> str:
        """The speaker that a name stands for in the article at this address."""
        group = self.groups[id]
        for split in self._splits.get(address, ()):
            if group in split.members:
                group = split.becomes
        return self._top(group)

    def speaker_named(self, name: str, type: str) -> str:
        """The speaker of a name, be it read or given by people."""
        return self._top(self.group_of(name, type))

    def splits(self) -> frozenset[str]:
        """The addresses where a name may stand for somebody else than elsewhere."""
        return frozenset(self._splits)

    def told(self, speaker: str) -> tuple[str, str] | None:
        """The name and type that people gave a speaker."""
        return self._told.get(speaker)

    def all_told(self) -> Iterator[tuple[str, str, str]]:
        """All names that people gave: of which speaker, the name and its type."""
        yield from ((self._top(group), name, kind) for group, (name, kind) in self._told.items())

    def identifier(self, speaker: str) -> str | None:
        """What a speaker was linked to."""
        return self._identifiers.get(speaker)

    def identified(self, identifier: str) -> frozenset[str]:
        """The speakers that were linked to this identifier."""
        return frozenset(group for group, known in self._identifiers.items() if known == identifier)

    def known_as(self, name: Name, address: str) -> KnownAs | None:
        """What people decided about a name in an article; None where they decided nothing."""
        speaker = self.speaker(name.id, address)
        told = self._told.get(speaker) if speaker != self.groups[name.id] else None
        identifier = self._identifiers.get(speaker)
        if told is None and identifier is None:
            return None
        return KnownAs(*(told or (name.name, name.type)), identifier)

    def bearing(self, typed: str, type: str | None = None, address: str = "") -> frozenset[str]:
        """The speakers that bear the name typed, in the article at this address: several where it is of a
        person and of a body, or where they are told apart by what was not typed."""
        found: set[str] = set()
        for sort in [sort_of(type)] if type else SORTS:
            key = name_key(typed, sort)
            members = self._keys.get(key.key, [])
            alike = [each for each in members if self.groups[each.id] == self._group(key)]
            found.update(self.speaker(each.id, address) for each in alike or members)
        for speaker, name, kind in self.all_told():
            if fold(name) == fold(typed) and (type is None or sort_of(kind) == sort_of(type)):
                found.add(speaker)
        return frozenset(found)


def _made(name: str, type: str) -> str:
    """The group of a name that people gave to tell its speaker apart from others of the same name."""
    return f"made {sort_of(type)} {fold(name)}"


def _apart(names: Iterable[Name]) -> tuple[bool, bool]:
    """Whether names of one key contradict each other in their initials, and in their generation."""
    initials = sorted({name.key.initials for name in names}, key=len)
    generations = {name.key.generation for name in names if name.key.generation}
    return any(not initials[-1].startswith(each) for each in initials), len(generations) > 1
