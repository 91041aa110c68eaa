"""What one wording has and another has not, word by word, and whether that turns what was said around.

They are told from the longer wording to the shorter: "cut" stands in the longer alone, "added" in the shorter
alone, "changed" in each another way. Nothing here decides whether both are one utterance.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from onrecord.nouns import Span
from onrecord.utterance.alignment import Pairs, Relation, aligned
from onrecord.utterance.wording import wording_of_words
from onrecord.utterance.words import Word, listed, numerals, stem_of, words_of

Sort = Literal["same", "cut", "added", "changed", "moved"]
Flag = Literal[
    "negation dropped",
    "negation added",
    "condition dropped",
    "condition added",
    "number changed",
    "name changed",
]
SENTENCE = re.compile(r"[.!?\u2026][\"'\u201d\u2019)\]]*\s")
CLAUSE = re.compile(r"[.!?,;:\u2013\u2014()]|\b(?:and|but|or|because|so)\b|\s-\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Edit:
    """Some words of both texts, None where there are none. `marked`: an ellipsis tells that words are cut."""

    sort: Sort
    whole: Span | None
    part: Span | None
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two texts, the longer first: how they relate, the probability that both tell one utterance, all words
    of both in order as edits, and flags."""

    relation: Relation
    chance: float
    edits: tuple[Edit, ...]
    flags: tuple[Flag, ...]

    @property
    def cut(self) -> tuple[Span, ...]:
        """The places of the longer text that the other has not."""
        return tuple(edit.whole for edit in self.edits if edit.sort == "cut" and edit.whole)


@dataclass(frozen=True, slots=True)
class _Side:
    text: str
    words: Sequence[Word]
    free: frozenset[int]
    """Words that have no counterpart in the other text."""
    kept: tuple[int, ...]

    def between(self, one: int, other: int) -> str:
        """The text between two words, with both."""
        first, last = sorted((one, other))
        return self.text[self.words[first].span.start : self.words[last].span.end]

    def lost(self, those: frozenset[str], border: re.Pattern[str]) -> int:
        """How many of these words have no counterpart, but stand beside one that has, no border between."""
        count = 0
        for n in self.free:
            if stem_of(self.words[n].form) in those:
                near = [
                    *[k for k in self.kept if k < n][-1:],
                    *[k for k in self.kept if k > n][:1],
                ]
                count += any(not border.search(self.between(n, k)) for k in near)
        return count


def compared(whole: str, part: str) -> Comparison:
    """The comparison of two texts, in this order."""
    words, others = words_of(whole), words_of(part)
    found = aligned(wording_of_words(whole, words), wording_of_words(part, others))
    moved = set(found.moved)
    kept, there = tuple(i for i, _ in found.kept), tuple(j for _, j in found.kept)
    left = frozenset(range(len(words))) - {i for i, _ in (*found.kept, *moved)}
    right = frozenset(range(len(others))) - {j for _, j in (*found.kept, *moved)}
    edits = tuple(_merged(list(_edits(words, others, found.kept, left, right))))
    sides = (_Side(whole, words, left, kept), _Side(part, others, right, there))
    return Comparison(found.relation, found.chance, edits, tuple(_flags(*sides, found.kept)))


def _edits(
    words: Sequence[Word], others: Sequence[Word], kept: Pairs, left: frozenset[int], right: frozenset[int]
) -> Iterator[Edit]:
    """What stands between the words that were kept in order, and those words."""
    i0 = j0 = 0
    for i, j in (*kept, (len(words), len(others))):
        here, there = _span(words[i0:i]), _span(others[j0:j])
        lone = any(n in left for n in range(i0, i)), any(n in right for n in range(j0, j))
        marked = any(word.after_gap for word in others[j0 : j + 1])
        if here or there:
            sort: Sort = "moved" if not any(lone) else "changed"
            if sort == "changed" and not (here and there):
                sort = "cut" if here else "added"
            yield Edit(sort, here, there, marked and here is not None)
        if i < len(words):
            same = words[i].form == others[j].form
            yield Edit("same" if same else "changed", words[i].span, others[j].span)
        i0, j0 = i + 1, j + 1


def _merged(edits: Sequence[Edit]) -> Iterator[Edit]:
    """Neighbours that are the same, as one."""
    last: Edit | None = None
    for edit in edits:
        if (
            last
            and last.sort == edit.sort == "same"
            and last.whole
            and last.part
            and edit.whole
            and edit.part
        ):
            whole, part = Span(last.whole[0], edit.whole[1]), Span(last.part[0], edit.part[1])
            last = Edit("same", whole, part)
            continue
        if last:
            yield last
        last = edit
    if last:
        yield last


def _flags(one: _Side, other: _Side, kept: Pairs) -> Iterator[Flag]:
    negations = [side.lost(listed("negations"), CLAUSE) for side in (one, other)]
    conditions = [side.lost(listed("conditions"), SENTENCE) for side in (one, other)]
    if negations[0] > negations[1]:
        yield "negation dropped"
    elif negations[1] > negations[0]:
        yield "negation added"
    if conditions[0] > conditions[1]:
        yield "condition dropped"
    elif conditions[1] > conditions[0]:
        yield "condition added"
    gaps = list(_gaps(one, other, kept))
    if any(_numbers(a) and _numbers(b) for a, b in gaps):
        yield "number changed"
    if any(_capitals(one, a) and _capitals(other, b) for a, b in gaps):
        yield "name changed"


def _gaps(one: _Side, other: _Side, kept: Pairs) -> Iterator[tuple[list[Word], list[Word]]]:
    """The words without a counterpart between each two words that were kept in order."""
    i0 = j0 = 0
    for i, j in (*kept, (len(one.words), len(other.words))):
        here = [one.words[n] for n in range(i0, i) if n in one.free]
        there = [other.words[n] for n in range(j0, j) if n in other.free]
        if here and there and kept:
            yield here, there
        i0, j0 = i + 1, j + 1


def _numbers(words: Sequence[Word]) -> bool:
    return any(word.form[0].isdigit() or word.form in numerals() for word in words)


def _capitals(side: _Side, words: Sequence[Word]) -> bool:
    """Whether a name is among the words: a capital where no sentence begins."""
    for word in words:
        before = side.text[: word.span.start].rstrip(" \"'\u201c\u2018([")
        heavy = stem_of(word.form) not in listed("light")
        if heavy and side.text[word.span.start].isupper() and before and before[-1] not in ".!?:\u2026":
            return True
    return False


def _span(words: Sequence[Word]) -> Span | None:
    return Span(words[0].span.start, words[-1].span.end) if words else None
