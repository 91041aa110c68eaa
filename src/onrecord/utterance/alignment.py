"""Two wordings side by side: which words answer which, how surely both tell one utterance, and how related.

The longest common subsequence of stems is taken first, then words that stand elsewhere in the other; a
logistic model of three figures decides. Which wording is given first makes no difference to the chance.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from onrecord.utterance.wording import Wording, order_of
from onrecord.utterance.words import stem_of

Relation = Literal["identical", "trimmed", "reworded", "different"]
Pairs = tuple[tuple[int, int], ...]

# Learned on the quote pairs' development part by `python -m evaluation.utterances PAIRS --fit`; with other
# events' pairs deciding, F1 of "same" is 0.986, over reworded and different pairs alone 0.937. What was tried
# and gave nothing more: order kept, longest run, gaps within, rare words missed, numbers and negations that
# differ, words around the quotation that both articles have, words that begin alike.
BIAS, LIGHTER, HEAVIER, RUNS = -8.98, 8.5, 4.4, 1.0

LEAST = 190
"""Hundredths of a rare word: a wording that says less is no part of another, only the same as its equal. Of
the parts in the quote pairs none says less; names of laws and offices do."""
NEVER = -30.0
SCALE = 10_000


class Figures(NamedTuple):
    """What the model is given: the share of the lighter wording that the other has, in whatever order; the
    share of the heavier that stands in common runs of two words and more; the logarithm of that weight."""

    lighter: float
    heavier: float
    runs: float

    @property
    def logit(self) -> float:
        return BIAS + LIGHTER * self.lighter + HEAVIER * self.heavier + RUNS * self.runs


class Alignment(NamedTuple):
    """How the first of two wordings relates to the second: `kept` are the pairs of words in order, `moved`
    those that stand elsewhere; `logit` says how surely both tell one utterance, `relation` how, "trimmed"
    where one is a part of the other as it stands (or in as many parts as it has ellipses)."""

    relation: Relation
    logit: float
    kept: Pairs
    moved: Pairs = ()

    @property
    def chance(self) -> float:
        """The probability that both tell one utterance, to four digits."""
        return round(1 / (1 + math.exp(-max(-30.0, min(30.0, self.logit)))), 4)


def aligned(one: Wording, other: Wording) -> Alignment:
    """The alignment of two wordings."""
    if order_of(other) > order_of(one):  # always the heavier second, so that both ways give the same
        turned = aligned(other, one)
        return turned._replace(kept=_turned(turned.kept), moved=_turned(turned.moved))
    stems, others = one.stems, other.stems
    kept = common(stems, others)
    moved = elsewhere(stems, others, kept)
    logit = round(figures(one, other, (*kept, *moved)).logit, 4)
    if one.forms != other.forms and sum(one.weights) < LEAST:
        logit = NEVER
    return Alignment(_relation(one, other, logit, kept), logit, tuple(kept), tuple(moved))


def own_logit(wording: Wording) -> float:
    """What aligning a wording with itself says: all of its words stand in one run."""
    weight = wording.weight
    runs = weight if len(wording.forms) > 1 else 0
    most = max(1, weight)
    return round(Figures(weight / most, runs / most, math.log(0.5 + runs / 100)).logit, 4)


def figures(one: Wording, other: Wording, pairs: Sequence[tuple[int, int]]) -> Figures:
    """The model's figures, of the lighter wording, the heavier one and the pairs of their words."""
    weights, others = one.weights, other.weights
    matched = set(pairs)
    shared = runs = 0
    for i, j in pairs:
        weight = min(weights[i], others[j])
        shared += weight
        if (i - 1, j - 1) in matched or (i + 1, j + 1) in matched:
            runs += weight
    least, most = sorted((sum(weights), sum(others)))
    return Figures(shared / max(1, least), runs / max(1, most), math.log(0.5 + runs / 100))


def strength_of(logit: float) -> int:
    """A logit as it is kept: in ten-thousandths, exactly."""
    return round(logit * SCALE)


def logit_of(strength: int) -> float:
    """The logit that was kept."""
    return strength / SCALE


def could_be_one(one: Wording, other: Wording) -> bool:
    """Whether the words in common, in whatever order, could make two wordings one utterance: what the
    alignment can say at best, for a tenth of its time."""
    least, most = sum(one.weights), sum(other.weights)
    if least > most:
        one, other, least, most = other, one, most, least
    bag = set(map(stem_of, other.forms))
    shared = sum(
        [weight for form, weight in zip(one.forms, one.weights, strict=True) if stem_of(form) in bag]
    )
    return Figures(shared / max(1, least), shared / max(1, most), math.log(0.5 + shared / 100)).logit > 0


def common(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """A longest common subsequence, bit-parallel (Hyyrö 2004): a row of the table is one integer, in which
    a zero stands where the row's count rises."""
    places: dict[str, int] = {}
    for j, stem in enumerate(other):
        places[stem] = places.get(stem, 0) | 1 << j
    full = row = (1 << len(other)) - 1
    rows = [row]
    for stem in one:
        here = row & places.get(stem, 0)
        row = ((row + here) | (row - here)) & full
        rows.append(row)
    found: list[tuple[int, int]] = []
    i, j = len(one), len(other)
    while i and j:
        if one[i - 1] == other[j - 1]:
            i, j = i - 1, j - 1
            found.append((i, j))
        elif rows[i] >> (j - 1) & 1:
            j -= 1
        else:
            i -= 1
    found.reverse()
    return found


def elsewhere(
    one: Sequence[str], other: Sequence[str], kept: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Pairs of words beside those kept in order."""
    if len(kept) in (len(one), len(other)):
        return []
    here, there = {i for i, _ in kept}, {j for _, j in kept}
    free: dict[str, list[int]] = {}
    for j, stem in enumerate(other):
        if j not in there:
            free.setdefault(stem, []).append(j)
    found = []
    for i, stem in enumerate(one):
        if i not in here and free.get(stem):
            found.append((i, free[stem].pop(0)))
    return found


def _relation(one: Wording, other: Wording, logit: float, kept: Sequence[tuple[int, int]]) -> Relation:
    if logit <= 0:
        return "different"
    if one.forms == other.forms:
        return "identical"
    small, large = (one, other) if len(one.forms) <= len(other.forms) else (other, one)
    return "trimmed" if is_part(small, large) else "reworded"


def is_part(small: Wording, large: Wording) -> bool:
    """Whether a wording stands in another as it is, in one piece or in one more than it has ellipses."""
    forms, others = small.forms, large.forms
    for n in range(len(others) - len(forms) + 1):
        if others[n] == forms[0] and others[n : n + len(forms)] == forms:
            return True
    if not small.gaps:
        return False
    pairs = common(forms, others)
    breaks = sum(b[1] != a[1] + 1 for a, b in pairwise(pairs))
    return len(pairs) == len(forms) and breaks <= small.gaps


def _turned(pairs: Pairs) -> Pairs:
    return tuple((j, i) for i, j in pairs)
