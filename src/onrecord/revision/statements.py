"""What became of each statement: kept, moved, reworded, added or removed.

A statement is the same where all its words (source, cue, content) stand unchanged at the place that answers
theirs and the newer reading has one with that content: so another bundle's reading of the same page has it
too. Of the others, equal words at another place are moved; then what is alike is reworded, with the
statements around it as evidence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from onrecord.identity import joined
from onrecord.nouns import Article, Attribution, Reading, Span, Statement
from onrecord.revision.blocks import BlockChange, block_changes
from onrecord.revision.placing import PAIRS, WORD, Placing, placing

Sort = Literal["kept", "moved", "reworded", "added", "removed"]
ALIKE = 0.6
"""Share of the words in common from which on a statement is reworded; each neighbour on its side counts for
NEIGHBOUR more, but below LEAST no neighbour helps. Set by hand on edited pages of our own."""
LEAST, NEIGHBOUR = 0.4, 0.1
FRAME = 0.3
"""What it counts that source and cue stand unchanged around other words; it helps from NEARLY on."""
NEARLY = 0.2
NEAR = PAIRS // 100


class Places(NamedTuple):
    """Where the words of a statement stand."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a statement; `alike` is the share of its words that both readings have."""

    sort: Sort
    old: Statement | None
    new: Statement | None
    alike: float = 1.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two readings of one address, the older first."""

    old: Article
    new: Article
    statements: tuple[Fate, ...]
    blocks: tuple[BlockChange, ...]

    def count(self, sort: Sort) -> int:
        """How many statements had this fate."""
        return sum(fate.sort == sort for fate in self.statements)


def places_of(attribution: Attribution) -> Places:
    """Where the words of an attribution stand."""
    return Places(attribution.source, attribution.cue, attribution.content)


def placed(places: Places, where: Placing) -> Places | None:
    """Where the same words stand in the other text; None where some are gone."""
    found = [[where.place(span) for span in spans] for spans in places]
    if any(span is None for spans in found for span in spans):
        return None
    return Places(*(tuple(span for span in spans if span is not None) for spans in found))


def located(places: Places, told: Sequence[Attribution]) -> Attribution | None:
    """The attribution with this content, and among several the one with this source and cue, or else the
    only one with this source; None where that does not tell."""
    if not places.content:
        return next((each for each in told if places_of(each) == places), None)
    alike = [each for each in told if each.content == places.content]
    exact = [each for each in alike if places_of(each) == places]
    if exact or len(alike) < 2:
        return next(iter(exact or alike), None)
    same = [each for each in alike if each.source == places.source]
    return same[0] if len(same) == 1 else None


def compared(old: Reading, new: Reading) -> Comparison:
    """The comparison of two readings."""
    where = placing(old.article.text, new.article.text)
    fates = [*_same(old, new, where)]
    left, right = _rest(old, fates, "old"), _rest(new, fates, "new")
    fates += _moved(old, left, new, right)
    left, right = _rest(old, fates, "old"), _rest(new, fates, "new")
    fates += _reworded(old, left, new, right, fates, where)
    fates += [Fate("removed", each, None, 0.0) for each in _rest(old, fates, "old")]
    fates += [Fate("added", None, each, 0.0) for each in _rest(new, fates, "new")]
    ordered = _ordered(old, new, fates)
    return Comparison(
        old.article, new.article, tuple(ordered), block_changes(old.article, new.article, where)
    )


def _rest(reading: Reading, fates: Sequence[Fate], side: Literal["old", "new"]) -> list[Statement]:
    met = {id(getattr(fate, side)) for fate in fates}
    return [each for each in reading.statements if id(each) not in met]


def _same(old: Reading, new: Reading, where: Placing) -> Iterator[Fate]:
    """What stands, in the same words, where it stood or where its paragraph went."""
    free = {id(each.attribution): each for each in new.statements}
    for statement in old.statements:
        found = placed(places_of(statement.attribution), where)
        if found is None:
            continue
        its = located(found, [each.attribution for each in free.values()])
        if its is not None:
            content = statement.attribution.content
            moved = bool(content) and where.moved(content[0])
            yield Fate("moved" if moved else "kept", statement, free.pop(id(its)))


def _moved(
    old: Reading, left: Sequence[Statement], new: Reading, right: Sequence[Statement]
) -> Iterator[Fate]:
    """Equal words elsewhere, where they are told once on either side."""
    here = [_words(old.article, each) for each in left]
    there = [_words(new.article, each) for each in right]
    for words, statement in zip(here, left, strict=True):
        if words[-1] and here.count(words) == there.count(words) == 1:
            yield Fate("moved", statement, right[there.index(words)])


def _words(article: Article, statement: Statement) -> tuple[str, ...]:
    return tuple(joined(article.text, spans) for spans in places_of(statement.attribution))


def _reworded(
    old: Reading,
    left: Sequence[Statement],
    new: Reading,
    right: Sequence[Statement],
    fates: Sequence[Fate],
    where: Placing,
) -> Iterator[Fate]:
    here = {id(each): n for n, each in enumerate(old.statements)}
    there = {id(each): n for n, each in enumerate(new.statements)}
    answers = {here[id(fate.old)]: there[id(fate.new)] for fate in fates if fate.old and fate.new}
    contents = [WORD.findall(_words(old.article, each)[-1].casefold()) for each in left]
    others = [WORD.findall(_words(new.article, each)[-1].casefold()) for each in right]
    few = len(left) * len(right) <= PAIRS
    found = []
    for n, one in enumerate(left):
        for m, other in enumerate(right):
            if not few and abs(n - m) > NEAR:
                continue
            alike = _alike(contents[n], others[m])
            i, j = here[id(one)], there[id(other)]
            near = (answers.get(i - 1, -2) == j - 1) + (answers.get(i + 1, -2) == j + 1)
            framed = _framed(one.attribution, other.attribution, where)
            sure = alike + NEIGHBOUR * near + FRAME * framed
            if alike >= (NEARLY if framed else LEAST) and sure >= ALIKE:
                found.append((-sure, abs(i - j), n, m, alike))
    used: set[tuple[str, int]] = set()
    for _, _, n, m, alike in sorted(found):
        if not {("old", n), ("new", m)} & used:
            used |= {("old", n), ("new", m)}
            yield Fate("reworded", left[n], right[m], alike)


def _framed(one: Attribution, other: Attribution, where: Placing) -> bool:
    """Whether source and cue stand, in the same words, around both."""
    frame = placed(Places(one.source, one.cue, ()), where)
    return bool(one.source and one.cue) and frame == Places(other.source, other.cue, ())


def _alike(one: Sequence[str], other: Sequence[str]) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= NEARLY else 0.0


def _ordered(old: Reading, new: Reading, fates: Sequence[Fate]) -> list[Fate]:
    """In the order of the newer reading, what was removed after what stood before it."""
    there = {id(each): n for n, each in enumerate(new.statements)}
    by_old = {id(fate.old): fate for fate in fates if fate.old}
    keys: dict[int, tuple[int, int, int]] = {
        id(fate): (there[id(fate.new)], 0, 0) for fate in fates if fate.new
    }
    after = -1
    for n, statement in enumerate(old.statements):
        fate = by_old[id(statement)]
        if fate.new is None:
            keys[id(fate)] = (after, 1, n)
        elif fate.sort != "moved":
            after = there[id(fate.new)]
    return sorted(fates, key=lambda fate: keys[id(fate)])
