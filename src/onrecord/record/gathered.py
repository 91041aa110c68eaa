"""What search shows, put in order for counting: whose each statement is, and which stand it takes.

Speakers and targets are numbers here (`identities` tells them), those of speakers first. All of it follows
from the columns, the names and the decisions; `browsing` asks it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, get_args

import numpy as np

from onrecord.nouns import SpeakerType
from onrecord.record.figures import Columns, Flags, Numbers
from onrecord.record.grouping import Name, Speakers
from onrecord.record.naming import fold, name_words, outlets_named, sort_of
from onrecord.record.picking import Stamp
from onrecord.record.speaking import most_read
from onrecord.record.stances import Cast, Meant, meant, meant_by, meant_in

KINDS: tuple[str, ...] = get_args(SpeakerType)
PREPARED = (
    *("stands_by_speaker", "called", "written", "aim_words", "nameless", "kinds"),
    *("articles", "period", "ranked", "by_surname"),
)
NEVER = 99_999_999
"""Sorts after all days."""


@dataclass(frozen=True, slots=True)
class Stands:
    """For and against whom or what statements speak, each statement's stance on a target once: the `row` of
    the statement, whose it is, the `target` (as it was read: `aim`), and whether `against` it. `leads` is
    true for the first stand of a statement, `meets` for the first on its target, so that statements can be
    counted by speaker and by target."""

    row: Numbers
    speaker: Numbers
    target: Numbers
    aim: Numbers
    against: Numbers
    day: Numbers
    leads: Flags
    meets: Flags

    def __getitem__(self, kept: Numbers | Flags | slice) -> "Stands":
        return Stands(*(getattr(self, name)[kept] for name in Stands.__slots__))


class Gathered:
    """See the module. `who` tells for each statement whose it is, -1 where its source was not followed."""

    def __init__(
        self,
        columns: Columns,
        speakers: Speakers,
        acts: Sequence[str],
        aims: Sequence[str],
        outlets: Mapping[int, str],
        apart: Mapping[int, str],
        stamp: Stamp,
    ) -> None:
        self.columns = columns = _in_order(columns)
        self.speakers, self.acts, self.aims, self.outlets = speakers, acts, aims, outlets
        self.by_id = {name.id: name for name in speakers.names}
        self.identities: list[str] = []
        self.numbers: dict[str, int] = {}
        self.stamp = stamp
        self._apart = apart
        self.paper = np.searchsorted(columns.paper, columns.article)
        self.who = self._whose()
        self.count = len(self.identities)
        """How many of the identities are of speakers; they come first."""
        self._order = np.argsort(self.who, kind="stable")
        self._starts = np.searchsorted(self.who[self._order], np.arange(self.count + 1))
        self.statements = np.diff(self._starts)
        self._read_as = self._names_read()
        self.names = [self._named(number) for number in range(self.count)]
        """The name and type of each speaker."""

    def _number(self, identity: str) -> int:
        number = self.numbers.setdefault(identity, len(self.identities))
        if number == len(self.identities):
            self.identities.append(identity)
        return number

    def _whose(self) -> Numbers:
        columns, speakers = self.columns, self.speakers
        owner = np.full(max(self.by_id, default=0) + 1, -1)
        for name in speakers.names:
            owner[name.id] = self._number(speakers.speaker(name.id))
        read = np.where(columns.name < len(owner), columns.name, 0)
        who = owner[read]
        followed = columns.followed == 1
        for article, address in self._apart.items():
            for row in np.flatnonzero(columns.article == article):
                id = int(columns.name[row])
                if id in self.by_id and (its := self._number(speakers.speaker(id, address))) != who[row]:
                    # What could not be followed is nobody's, unless people said whose it is.
                    who[row], followed[row] = its, True
        return np.where(followed, who, -1)

    def rows_of(self, number: int) -> Numbers:
        """The rows of a speaker's statements."""
        return self._order[self._starts[number] : self._starts[number + 1]]

    def _names_read(self) -> dict[int, Counter[tuple[str, str]]]:
        """As whom each speaker was read, with the number of statements."""
        rows = self._order[self._starts[0] :] if len(self._starts) else self._order[:0]
        width = max(self.by_id, default=0) + 1
        pairs, counts = np.unique(self.who[rows] * width + self.columns.name[rows], return_counts=True)
        found: dict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
        for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
            name = self.by_id[pair % width]
            found[pair // width][name.name, name.type] += count
        return found

    @cached_property
    def bearers(self) -> Mapping[int, Sequence[Name]]:
        """The names of each speaker, wherever they are not split."""
        found: dict[int, list[Name]] = defaultdict(list)
        for name in self.speakers.names:
            found[self.numbers[self.speakers.speaker(name.id)]].append(name)
        return found

    def read_as(self, number: int) -> Counter[tuple[str, str]]:
        """As whom a speaker was read; of one whose statements were not followed, each of its names."""
        found = self._read_as.get(number)
        return found or Counter({(name.name, name.type): 0 for name in self.bearers.get(number, ())})

    def _named(self, number: int) -> tuple[str, str]:
        identity = self.identities[number]
        told = self.speakers.told(identity)
        read = None if told else self.read_as(number)
        return told or (most_read(read) if read else (identity, "unnamed"))

    @cached_property
    def written(self) -> list[str]:
        """What a speaker's name is looked up in: all its names, folded."""
        found = [[fold(name)] for name, _ in self.names]
        for number, names in self.bearers.items():
            found[number] += [fold(name.name) for name in names]
        for speaker, name, _ in self.speakers.all_told():
            if speaker in self.numbers and self.numbers[speaker] < self.count:
                found[self.numbers[speaker]].append(fold(name))
        return [" | ".join(dict.fromkeys(names)) for names in found]

    def speakers_named(self, typed: str) -> list[int]:
        """The speakers whom a name means among those who take a stand."""
        present = {self.identities[each] for each in _met(self.stands.speaker)}
        return [self.numbers[each] for each in meant(typed, self.speakers, present, self._names_like(typed))]

    def targets_named(self, stands: Stands, typed: str) -> list[int]:
        """The targets whom a name means among those of some stands."""
        present = {self.identities[each] for each in _met(stands.target)}
        names = chain(self._read_like(stands, typed), self._names_like(typed))
        return [self.numbers[each] for each in meant(typed, self.speakers, present, names)]

    def _names_like(self, typed: str) -> Iterator[tuple[str, str]]:
        """The speakers that may be meant by words of a name, each with each of their names."""
        words = name_words(typed)
        for number, written in enumerate(self.written):
            if all(word in written for word in words):
                yield from ((self.identities[number], name.name) for name in self.bearers.get(number, ()))
        yield from ((speaker, name) for speaker, name, _ in self.speakers.all_told())

    @cached_property
    def aim_words(self) -> list[str]:
        """The words of each name of a target, as they are compared, with a space around each."""
        return [f" {' '.join(name_words(name))} " for name in self.aims]

    def _read_like(self, stands: Stands, typed: str) -> Iterator[tuple[str, str]]:
        """The targets that may be meant by words of a name, as they were read."""
        words = name_words(typed)
        like = [all(f" {word} " in name for word in words) for name in self.aim_words]
        some = stands[np.array(like, bool)[stands.aim]]
        for target, aim in set(zip(some.target.tolist(), some.aim.tolist(), strict=True)):
            yield self.identities[target], self.aims[aim]

    @cached_property
    def nameless(self) -> Flags:
        """Which speakers no article names."""
        return np.array([sort_of(kind) == "unnamed" for _, kind in self.names], bool)

    @cached_property
    def kinds(self) -> Numbers:
        """The type of each speaker, as a number of KINDS."""
        known = {kind: number for number, kind in enumerate(KINDS)}
        return np.array([known.get(kind, -1) for _, kind in self.names], np.int64)

    @cached_property
    def ranked(self) -> Mapping[str, Numbers]:
        """The speakers in each order that a list may have."""
        counts, days, names = self.statements.tolist(), self.period[1].tolist(), self.names
        keys: dict[str, Callable[[int], tuple[Any, ...]]] = {
            "statements": lambda each: (-counts[each], names[each], each),
            "name": lambda each: (fold(names[each][0]), -counts[each], each),
            "last": lambda each: (-days[each], -counts[each], names[each], each),
        }
        those = range(self.count)
        return {name: np.array(sorted(those, key=key), np.int64) for name, key in keys.items()}

    def most_first(self, chosen: Iterable[int]) -> list[int]:
        """These speakers, those with most statements first."""
        return sorted(chosen, key=lambda each: (-self.statements[each], self.names[each], each))

    @cached_property
    def articles(self) -> Numbers:
        """In how many articles each speaker speaks."""
        told = self.who >= 0
        width = len(self.columns.paper) + 1
        pairs = np.unique(self.who[told] * width + self.paper[told])
        return np.bincount(pairs // width, minlength=self.count)

    @cached_property
    def period(self) -> tuple[Numbers, Numbers]:
        """The first and the last day on which each speaker was in an article, NEVER and 0 for none."""
        told = self.who >= 0
        seen = self.columns.seen[self.paper[told]]
        first, last = np.full(self.count, NEVER), np.zeros(self.count, np.int64)
        np.minimum.at(first, self.who[told], np.where(seen > 0, seen, NEVER))
        np.maximum.at(last, self.who[told], seen)
        return first, last

    @cached_property
    def told(self) -> Numbers:
        """A small number of each statement, which is the same wherever it is met."""
        return np.unique(self.columns.same, return_inverse=True)[1]

    @cached_property
    def stands(self) -> Stands:
        """All stands of all whose statements were followed."""
        columns = self.columns
        row = np.searchsorted(columns.said, columns.aimed)
        kept = self.who[row] >= 0
        row, aim, against = row[kept], columns.aim[kept], columns.against[kept]
        target = self._meant(row, aim)
        day = columns.day[row]
        order = np.argsort(np.where(day > 0, day, NEVER), kind="stable")
        row, aim, against, target, day = (each[order] for each in (row, aim, against, target, day))
        speaker, told = self.who[row], self.told[row]
        width = len(self.identities)
        _, once = np.unique((told * width + target) * 2 + against, return_index=True)
        once.sort()
        row, aim, against, target, day, speaker, told = (
            each[once] for each in (row, aim, against, target, day, speaker, told)
        )
        leads, meets = first(told * width + speaker), first(told * width + target)
        return Stands(row, speaker, target, aim, against, day, leads, meets)

    def _meant(self, row: Numbers, aim: Numbers) -> Numbers:
        """Whom targets mean. Most names mean the same everywhere; the others need the article's cast."""
        surnames = {name.key.surname for name in self.speakers.names if name.key.surname}
        meanings: dict[int, Meant] = {}
        everywhere = np.zeros(len(self.aims) + 1, np.int64)
        varies = np.zeros(len(self.aims) + 1, bool)
        for each in np.unique(aim).tolist():
            meant = meanings[each] = meant_by(self.speakers, self.aims[each])
            everywhere[each] = self._number(meant.otherwise)
            varies[each] = len(meant.borne) > 1 or meant.surname in surnames
        found = everywhere[aim]
        article = self.columns.article[row]
        split = np.isin(article, np.array(list(self._apart), np.int64))
        casts: dict[int, Cast] = {}
        for at in np.flatnonzero(varies[aim] | split).tolist():
            number = int(article[at])
            if number not in casts:
                casts[number] = self._cast(number)
            meant = meanings[int(aim[at])]
            if address := self._apart.get(number):
                meant = meant_by(self.speakers, self.aims[int(aim[at])], address)
            found[at] = self._number(meant_in(casts[number], meant))
        return found

    @cached_property
    def _by_article(self) -> tuple[Numbers, Numbers]:
        order = np.argsort(self.columns.article, kind="stable")
        return order, self.columns.article[order]

    def _cast(self, article: int) -> Cast:
        cast, (order, sorted_) = Cast(), self._by_article
        start, end = np.searchsorted(sorted_, [article, article + 1])
        for row in order[start:end].tolist():
            if self.who[row] >= 0:
                identity = self.identities[self.who[row]]
                cast.speakers.add(identity)
                if surname := self.by_id[int(self.columns.name[row])].key.surname:
                    cast.surnames[surname].add(identity)
        return cast

    @cached_property
    def called(self) -> Mapping[int, str]:
        """What each target is called: the speaker's name, else as it was read most often."""
        stands = self.stands
        width = len(self.aims) + 1
        pairs, counts = np.unique(stands.target * width + stands.aim, return_counts=True)
        best: dict[int, tuple[int, int, str]] = {}
        for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
            target, name = pair // width, self.aims[pair % width]
            ranked = (-count, -len(name), name)
            best[target] = min(best.get(target, ranked), ranked)
        return {
            target: self.names[target][0] if target < self.count else ranked[2]
            for target, ranked in best.items()
        }

    @cached_property
    def stands_by_speaker(self) -> tuple[Numbers, Numbers]:
        """The stands in the order of their speakers, and where each speaker's begin."""
        order = np.argsort(self.stands.speaker, kind="stable")
        return order, np.searchsorted(self.stands.speaker[order], np.arange(self.count + 1))

    def stands_of(self, number: int) -> Stands:
        """A speaker's stands, in the order of time."""
        order, starts = self.stands_by_speaker
        return self.stands[order[starts[number] : starts[number + 1]]]

    @cached_property
    def by_surname(self) -> Mapping[str, Sequence[Name]]:
        """All names by their surnames, or else by their keys."""
        found: dict[str, list[Name]] = defaultdict(list)
        for name in self.speakers.names:
            found[name.key.surname or name.key.key].append(name)
        return found

    def in_outlets(self, stands: Stands, typed: str) -> Flags:
        """Which stands are of statements that outlets of this name have, be it among others."""
        wanted = np.isin(self.columns.outlet, outlets_named(self.outlets, typed))
        there = np.zeros(len(self.told), bool)
        there[self.told[wanted[self.paper]]] = True
        return there[self.told[stands.row]]

    def prepare(self) -> None:
        """Do now what would be done when it is first asked for, by several at once perhaps."""
        for name in PREPARED:
            getattr(self, name)

    def bearing(self, name: str, type: str | None = None) -> Iterator[int]:
        """The speakers that bear this name."""
        for identity in sorted(self.speakers.bearing(name, type)):
            if identity in self.numbers and self.numbers[identity] < self.count:
                yield self.numbers[identity]


def _met(values: Numbers) -> list[int]:
    """The different ones of small numbers."""
    found: list[int] = np.flatnonzero(np.bincount(values)).tolist()
    return found


def first(keys: Numbers) -> Flags:
    """Which of these are the first of their kind."""
    found = np.zeros(len(keys), bool)
    found[np.unique(keys, return_index=True)[1]] = True
    return found


def _in_order(columns: Columns) -> Columns:
    """Articles and statements by their numbers."""
    papers, said, aims = (
        np.argsort(columns.paper),
        np.argsort(columns.said),
        np.argsort(columns.aimed, kind="stable"),
    )
    at = {"paper": papers, "seen": papers, "outlet": papers, "aimed": aims, "aim": aims, "against": aims}
    return Columns(*(getattr(columns, name)[at.get(name, said)] for name in Columns.__slots__))
