"""Where the words of one text stand in another: runs of equal characters, found coarse to fine.

Whole lines first, in order and then moved; then, of the lines that are left, sentences; then the words of
sentences that are alike. Words that stand in several places are placed by what stands around them, and where
that does not tell, they have no place: nothing is guessed.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from typing import NamedTuple

from onrecord.nouns import Span

LINE = re.compile(r"[^\n]*[^\n\s][^\n]*")
SENTENCE = re.compile(r"\S.*?(?:[.!?…][\"'”’)\]]*(?=\s)|\Z)", re.DOTALL)
TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
WORD = re.compile(r"\w+")
MANY = 2000
"""Units of a text from which on those that stand very often find no partner: comparing them all would take
time by the square."""
PAIRS = 40_000
"""Sentences of one text times those of the other that are compared, each with each."""
ALIKE = 0.6
"""Share of the words that two sentences have in common, from which on one is the other, changed."""


class Run(NamedTuple):
    """So many characters from `old` on stand unchanged from `new` on; `in_flow` is false for what moved."""

    old: int
    new: int
    length: int
    in_flow: bool = True


class Placing:
    """The places of one text in another."""

    def __init__(self, old: str, new: str, runs: Iterable[Run]) -> None:
        self.old, self.new = old, new
        self.runs = tuple(sorted(runs))

    @cached_property
    def _starts(self) -> list[int]:
        return [run.old for run in self.runs]

    def _run_at(self, at: int) -> Run | None:
        number = bisect_right(self._starts, at) - 1
        if number >= 0 and at < self.runs[number].old + self.runs[number].length:
            return self.runs[number]
        return None

    def place(self, span: Span) -> Span | None:
        """Where the same words stand in the other text; None where they are gone."""
        last = max(span.start, span.end - 1)
        first_run, last_run = self._run_at(span.start), self._run_at(last)
        if first_run is None or last_run is None:
            whole = self.old == self.new  # at the very end of a text is no character
            return span if whole and span.end <= len(self.old) else None
        start = first_run.new + span.start - first_run.old
        end = last_run.new + last - last_run.old + (span.end > span.start)
        found = Span(start, end)
        return found if start <= end and found.of(self.new) == span.of(self.old) else None

    def moved(self, span: Span) -> bool:
        """Whether what stands there stands at another place in the flow of the other text."""
        run = self._run_at(span.start)
        return run is not None and not run.in_flow


def placing(old: str, new: str) -> Placing:
    """The places of the first text in the second."""
    if old == new:
        return Placing(old, new, [Run(0, 0, len(old))] if old else [])
    runs: list[Run] = []
    left, right = _units(LINE, old), _units(LINE, new)
    for finer in (None, SENTENCE):
        if finer is not None:
            left, right = _finer(finer, old, left), _finer(finer, new, right)
        pairs = [*_in_order(old, left, new, right)]
        left, right = _without(left, right, pairs)
        runs += _runs(pairs)
        pairs = [*_elsewhere(old, left, new, right)]
        left, right = _without(left, right, pairs)
        runs += _runs(pairs)
    for one, other in _alike(old, left, new, right):
        runs += _words(old, one, new, other)
    return Placing(old, new, _flowing(runs))


Pair = tuple[Span, Span]


def _units(form: re.Pattern[str], text: str) -> list[Span]:
    return [Span(*found.span()) for found in form.finditer(text)]


def _finer(form: re.Pattern[str], text: str, units: Sequence[Span]) -> list[Span]:
    return [Span(*found.span()) for unit in units for found in form.finditer(text, *unit)]


def _without(
    left: Sequence[Span], right: Sequence[Span], pairs: Sequence[Pair]
) -> tuple[list[Span], list[Span]]:
    here, there = {one for one, _ in pairs}, {other for _, other in pairs}
    return [each for each in left if each not in here], [each for each in right if each not in there]


def _runs(pairs: Iterable[Pair]) -> Iterator[Run]:
    yield from (Run(one.start, other.start, one.end - one.start) for one, other in pairs)


def matching(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The numbers of equal units of two sequences, in order."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        yield start, start
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    inner, others = one[start : len(one) - end], other[start : len(other) - end]
    matcher = SequenceMatcher(None, inner, others, autojunk=len(others) > MANY)
    for at, there, length in matcher.get_matching_blocks():
        yield from ((start + at + n, start + there + n) for n in range(length))
    for n in range(end, 0, -1):
        yield len(one) - n, len(other) - n


def _in_order(old: str, left: Sequence[Span], new: str, right: Sequence[Span]) -> Iterator[Pair]:
    texts, others = [span.of(old) for span in left], [span.of(new) for span in right]
    yield from ((left[i], right[j]) for i, j in matching(texts, others))


def _elsewhere(old: str, left: Sequence[Span], new: str, right: Sequence[Span]) -> Iterator[Pair]:
    """Equal units that moved; of those that stand several times only as many as there were."""
    here: dict[str, list[Span]] = defaultdict(list)
    there: dict[str, list[Span]] = defaultdict(list)
    for spans, text, found in ((left, old, here), (right, new, there)):
        for span in spans:
            found[span.of(text)].append(span)
    for words, spans in here.items():
        if len(spans) == len(there.get(words, ())):
            yield from zip(spans, there[words], strict=True)


def _alike(old: str, left: Sequence[Span], new: str, right: Sequence[Span]) -> Iterator[Pair]:
    """Sentences that were changed, each with what it became: the likest first, then the nearest in order."""
    bags = [Counter(WORD.findall(span.of(old).casefold())) for span in left]
    others = [Counter(WORD.findall(span.of(new).casefold())) for span in right]
    if len(bags) * len(others) <= PAIRS:
        asked = [(i, j) for i in range(len(bags)) for j in range(len(others))]
    else:
        asked = [(n, n) for n in range(min(len(bags), len(others)))]
    found = []
    for i, j in asked:
        share = _share(bags[i], others[j])
        if share >= ALIKE:
            found.append((-share, abs(i / max(1, len(bags)) - j / max(1, len(others))), i, j))
    here: set[int] = set()
    there: set[int] = set()
    for _, _, i, j in sorted(found):
        if i not in here and j not in there:
            here.add(i)
            there.add(j)
            yield left[i], right[j]


def _share(one: Counter[str], other: Counter[str]) -> float:
    """Of the words of both the share that both have."""
    both = one.total() + other.total()
    return 2 * (one & other).total() / both if both else 0.0


def _words(old: str, one: Span, new: str, other: Span) -> Iterator[Run]:
    """The words that two sentences share, in order."""
    here, there = _finer(TOKEN, old, [one]), _finer(TOKEN, new, [other])
    for mine, its in _in_order(old, here, new, there):
        yield Run(mine.start, its.start, mine.end - mine.start)


def _flowing(runs: Iterable[Run]) -> list[Run]:
    """The runs with what moved told: what is not in the heaviest rising sequence of places."""
    ordered = _joined(sorted(runs))
    ranks = {new: n + 1 for n, new in enumerate(sorted(run.new for run in ordered))}
    best: list[tuple[int, int]] = [(0, -1)] * (len(ordered) + 1)  # a Fenwick tree of maxima, by place
    before: list[int] = []
    weights: list[int] = []
    for n, run in enumerate(ordered):
        rank, top = ranks[run.new] - 1, (0, -1)
        while rank > 0:
            top = max(top, best[rank])
            rank -= rank & -rank
        before.append(top[1])
        weights.append(top[0] + run.length)
        rank = ranks[run.new]
        while rank < len(best):
            best[rank] = max(best[rank], (weights[n], n))
            rank += rank & -rank
    at = max(range(len(ordered)), key=lambda n: weights[n], default=-1)
    flowing: set[int] = set()
    while at >= 0:
        flowing.add(at)
        at = before[at]
    return [run._replace(in_flow=n in flowing) for n, run in enumerate(ordered)]


def _joined(runs: Sequence[Run]) -> list[Run]:
    """Runs that follow each other in both texts, as one."""
    found: list[Run] = []
    for run in runs:
        last = found[-1] if found else None
        if last and last.old + last.length == run.old and last.new + last.length == run.new:
            found[-1] = last._replace(length=last.length + run.length)
        else:
            found.append(run)
    return found
