"""Utterances as their statements arrive, in any order with the same result.

    statement ──► wording ──► keys ──► candidates ──► alignment ──► links ──► utterances
                  one row a wording, however often it is told       when they are asked for

Adding compares a wording with the few that share a key with it; what is an utterance is worked out when it
is asked for, from the links around. Everything is in memory: a record keeps the same in tables
(`record.matching`), and a test holds the two together.
"""

from array import array
from collections.abc import Iterable, Iterator
from sys import intern

from onrecord.utterance.alignment import aligned, could_be_one, logit_of, own_logit, strength_of
from onrecord.utterance.candidates import LIMITS, Keys, Postings, alike, keys_of, sketch_of
from onrecord.utterance.clusters import Group, Telling, grouped, parted, stars
from onrecord.utterance.variants import Utterance, utterance_of_group
from onrecord.utterance.wording import Wording, order_of, wording_of


class UtteranceIndex:
    """Statements, each added once. Which are one utterance depends on what was added alone."""

    def __init__(self) -> None:
        self._wordings: list[Wording] = []
        self._numbers: dict[Wording, int] = {}
        self._told: list[list[Telling]] = []
        self._names: dict[str, int] = {}
        self._postings = Postings()
        self._sketches = array("Q")
        self._chains = array("i")  # for each wording its newest link, -1 where it has none
        self._others = array("I")
        self._strengths = array("i")
        self._before = array("i")

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def add(self, telling: Telling) -> None:
        """Adds a statement. One whose name is there changes nothing: a name is made of the evidence."""
        if telling.name in self._names:
            return
        number = self._number(wording_of(telling.text))
        self._told[number].append(_interned(telling))
        self._names[telling.name] = number

    def know(self, text: str) -> None:
        """Adds words that count for which keys are crowded, and that nobody tells (any more)."""
        self._number(wording_of(text))

    def _number(self, wording: Wording) -> int:
        """The number of a wording, compared with others if it is new."""
        number = self._numbers.get(wording)
        if number is None:
            number = len(self._wordings)
            self._numbers[wording] = number
            self._wordings.append(wording)
            self._told.append([])
            self._chains.append(-1)
            self._link(number, wording)
        return number

    def utterance_of(self, name: str) -> Utterance:
        """The utterance that the statement of this name tells. Raises KeyError where there is none."""
        number = self._names[name]
        above = self._above([number])
        star = _with(name, stars(above, self._told, self._links))
        leader = star[0][0]
        around = self._above([number, leader, *self._linked(leader)])  # where all can be that join it
        if around != above:
            star = _with(name, stars(around, self._told, self._links))
        group = _with(name, parted(star, self._links))
        return utterance_of_group([telling for _, telling in group])

    def utterances(self, *, least: int = 1) -> Iterator[Utterance]:
        """All utterances that at least so many statements tell, those that say most first."""
        for group in self._all():
            if len(group) >= least:
                yield utterance_of_group([telling for _, telling in group])

    def clusters(self) -> frozenset[frozenset[str]]:
        """All utterances as sets of their statements' names."""
        groups = self._all()
        return frozenset(frozenset(telling.name for _, telling in group) for group in groups)

    def _link(self, number: int, wording: Wording) -> None:
        """Compares a new wording with its candidates."""
        near: set[int] = set()
        sketch, sketches = sketch_of(wording), self._sketches
        sketches.append(sketch)
        for keys, limit in zip(keys_of(wording), LIMITS, strict=True):
            for key in keys:
                near.update(self._postings.put(key, number, limit))
        for other in near:
            known = self._wordings[other]
            if alike(sketch, sketches[other]) and could_be_one(wording, known):
                logit = aligned(wording, known).logit
                if logit > 0:
                    self._note(number, other, logit)
                    self._note(other, number, logit)

    def _note(self, number: int, other: int, logit: float) -> None:
        self._before.append(self._chains[number])
        self._chains[number] = len(self._others)
        self._others.append(other)
        self._strengths.append(strength_of(logit))

    def _linked(self, number: int) -> dict[int, float]:
        """The wordings that are one utterance with this one by their words, and the logits; those that only
        share keys that have become crowded were no candidates."""
        found: dict[int, float] = {}
        mine: frozenset[int] | None = None
        link = self._chains[number]
        while link >= 0:
            other = self._others[link]
            mine = mine if mine is not None else self._keys(number)
            if mine & self._keys(other):
                found[other] = logit_of(self._strengths[link])
            link = self._before[link]
        return found

    def _links(self, number: int) -> dict[int, float]:
        return {number: own_logit(self._wordings[number]), **self._linked(number)}

    def _all(self) -> list[Group]:
        order = sorted(range(len(self._wordings)), key=lambda n: order_of(self._wordings[n]))
        return grouped(order, self._told, self._links)

    def _keys(self, number: int) -> frozenset[int]:
        """The keys of a wording that make candidates."""
        keys: Keys = keys_of(self._wordings[number])
        return frozenset(key for those in keys for key in those if not self._postings.crowded(key))

    def _above(self, numbers: Iterable[int]) -> list[int]:
        """These wordings and all that can lead them, in order."""
        orders: dict[int, tuple[int, Wording]] = {}
        asked = list(numbers)
        while asked:
            number = asked.pop()
            if number not in orders:
                orders[number] = order_of(self._wordings[number])
                asked += [n for n in self._linked(number) if order_of(self._wordings[n]) < orders[number]]
        return sorted(orders, key=orders.__getitem__)


def _with(name: str, groups: Iterable[Group]) -> Group:
    """The group that has the statement of this name."""
    return next(group for group in groups if any(telling.name == name for _, telling in group))


def _interned(telling: Telling) -> Telling:
    """The same with words that many statements share kept once."""
    speaker, said_on, published, outlet = (
        intern(each) if each else None
        for each in (telling.speaker, telling.said_on, telling.published, telling.outlet)
    )
    return telling._replace(
        speaker=speaker, said_on=said_on, published=published, outlet=outlet, article=intern(telling.article)
    )
