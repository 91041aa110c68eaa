"""Measures of attributions against an annotator's.

who_said_what: predicted and gold attributions are paired one to one by the overlap (intersection over
union, IoU) of their contents' characters, best first; a pair is a hit when the contents' IoU is at
least 0.5 and the sources agree (both empty, or IoU at least 0.5); strict asks 0.9 of both. Only
letters, digits and symbols count, so that nobody gains by a quotation mark or a full stop.
spans: exact F1 of single spans of a role, trimmed to what counts (as CofeNet, Wang et al. 2022).
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

Spans = Sequence[Sequence[int]]
ROLES = ("source", "cue", "content")


@dataclass(frozen=True, slots=True)
class F1:
    """Hits, and how many were predicted and are in the gold."""

    hits: int = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: "F1") -> "F1":
        return F1(self.hits + other.hits, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def precision(self) -> float:
        return self.hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.hits / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.hits / (self.predicted + self.gold) if self.predicted + self.gold else 0.0


@cache
def counts(char: str) -> bool:
    """Whether a character counts: letters, digits, marks, symbols; not space, punctuation, controls."""
    return unicodedata.category(char)[0] not in "PZC" and char not in "`\u00b4"


def characters(spans: Spans, text: str) -> frozenset[int]:
    """Offsets of the characters that count; of all where none does."""
    inside = [i for s, e in spans for i in range(s, e)]
    return frozenset(i for i in inside if counts(text[i])) or frozenset(inside)


def iou(one: frozenset[int], other: frozenset[int]) -> float:
    union = len(one | other)
    return len(one & other) / union if union else 0.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Gold and predicted attribution, by number, with the IoU of contents and sources."""

    gold: int
    predicted: int
    content: float
    source: float

    def hit(self, floor: float = 0.5) -> bool:
        return self.content >= floor and self.source >= floor


def pairs(gold: Sequence[Any], predicted: Sequence[Any], text: str) -> list[Pair]:
    """The one-to-one pairing, best content first, the sources' IoU breaking ties."""
    sides = [
        [(characters(a["source"], text), characters(a["content"], text)) for a in side]
        for side in (gold, predicted)
    ]
    owners: dict[int, set[int]] = {}
    for j, (_, content) in enumerate(sides[1]):
        for i in content:
            owners.setdefault(i, set()).add(j)
    possible = []
    for i, (source, content) in enumerate(sides[0]):
        for j in sorted({j for c in content for j in owners.get(c, ())}):
            other_source, other = sides[1][j]
            same = 1.0 if not source and not other_source else iou(source, other_source)
            possible.append((-iou(content, other), -same, i, j))
    out: list[Pair] = []
    used_gold: set[int] = set()
    used: set[int] = set()
    for minus_content, minus_source, i, j in sorted(possible):
        if i not in used_gold and j not in used:
            used_gold.add(i)
            used.add(j)
            out.append(Pair(i, j, -minus_content, -minus_source))
    return out


def who_said_what(articles: Iterable[tuple[str, Sequence[Any], Sequence[Any]]], floor: float = 0.5) -> F1:
    """The measure over articles, each (text, gold, predicted)."""
    total = F1()
    for text, gold, predicted in articles:
        hits = sum(p.hit(floor) for p in pairs(gold, predicted, text))
        total += F1(hits, len(predicted), len(gold))
    return total


def trimmed(span: Sequence[int], text: str) -> tuple[int, int]:
    """The span without what does not count at its ends; itself where nothing counts."""
    start, end = span
    while start < end and not counts(text[start]):
        start += 1
    while end > start and not counts(text[end - 1]):
        end -= 1
    return (start, end) if start < end else (span[0], span[1])


def exact_spans(articles: Iterable[tuple[str, Sequence[Any], Sequence[Any]]], role: str) -> F1:
    """Exact F1 of the single spans of a role over articles, each (text, gold, predicted)."""
    total = F1()
    for text, gold, predicted in articles:
        theirs, ours = ({trimmed(s, text) for a in side for s in a[role]} for side in (gold, predicted))
        total += F1(len(theirs & ours), len(ours), len(theirs))
    return total


def calibration_error(chances: Sequence[float], hits: Sequence[bool], bins: int = 10) -> float:
    """Expected calibration error (Naeini et al. 2015) over `bins` equal-width bins, in [0, 1]."""
    total = 0.0
    for b in range(bins):
        inside = [i for i, c in enumerate(chances) if min(int(c * bins), bins - 1) == b]
        if inside:
            total += abs(sum(chances[i] for i in inside) - sum(hits[i] for i in inside))
    return total / len(chances) if chances else 0.0


WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
SMALL_WORDS = """
the a an on in at of to for from with by during after before his her their its
"""
TITLES = """
mr mrs ms miss dr sir lord lady president vice prime minister senator sen rep representative governor gov
secretary general gen chairman chairwoman professor prof judge justice king queen prince princess pope
chancellor mayor congressman congresswoman former
"""
SMALL = frozenset(SMALL_WORDS.split())
UNSAID = SMALL | frozenset(TITLES.split())
"""Small words and titles, which do not tell one name from another."""


def plain_words(words: str) -> list[str]:
    """The words without accents and case."""
    plain = "".join(
        c for c in unicodedata.normalize("NFKD", words).casefold() if not unicodedata.combining(c)
    )
    return WORD.findall(plain.replace("\u2019", "'"))


def name_words(name: str) -> list[str]:
    """The words of a name that count, without accents, case, titles and articles; all if none would stay."""
    words = plain_words(name)
    return [w for w in words if w not in UNSAID] or words


def same_speaker(gold: str | None, kind: str, predicted: str | None, text: str) -> bool:
    """Whether two names are of the same speaker.

    Equal in the words that count; or, of a person, the same last word and one name within the other,
    where the prediction has more than the surname or the text gives no more; or, of others, half of the
    words shared.
    """
    if not gold or not predicted:
        return not gold and not predicted
    ours, theirs = name_words(predicted), name_words(gold)
    if ours == theirs or not ours or not theirs:
        return ours == theirs
    if kind != "person":
        return len({*ours} & {*theirs}) >= 0.5 * len({*ours, *theirs})
    within = {*ours} <= {*theirs} or {*theirs} <= {*ours}
    enough = len(ours) > 1 or len(theirs) == 1 or not {*theirs} <= {*name_words(text)}
    return ours[-1] == theirs[-1] and within and enough


def same_phrase(gold: str, predicted: str) -> bool:
    """Whether two phrases of a circumstance agree: half of the words shared, small ones left out."""
    ours, theirs = ({w for w in plain_words(phrase) if w not in SMALL} for phrase in (predicted, gold))
    return 2 * len(ours & theirs) >= len(ours | theirs)
