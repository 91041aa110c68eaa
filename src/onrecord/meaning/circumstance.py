"""Circumstances of a statement, as exact spans: whom it was said to, on what occasion, when.

Each piece has tags for each slot, and a cue points to the pieces of its slots, or to none: the tags say
where a phrase begins and ends, the pointer says whose it is.
"""

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from onrecord.data import table
from onrecord.encoder import Scores
from onrecord.encoder.scores import AIM, SLOTS
from onrecord.nouns import Attribution, Span

REACH = 250
"""Pieces around a cue that it may point to."""
GOES_ON = 0.2
"""Probability of a tag from which a piece belongs to a phrase: the pointer decides whether it counts."""
LEAST, FLOOR = 0.005, 0.003
"""Share of a pointer below which a phrase is not looked at, and what is added before its logarithm."""
SENTENCE = re.compile(r"[.!?][\"\u201d\u2019')]*\s+[\"\u201c\u2018(]?(?=[A-Z])")
"""Where a sentence ends and the next begins."""
LAST_WORD = re.compile(r"(?<!\w)(\w+)[ \u00a0]\Z")
FAR = 500
"""Code points between a cue and a phrase that are looked at for the ends of sentences."""
TRIMMED = ' \t\n\u00a0,;:.\u2014\u2013-"\u201c\u201d'

Pointer = tuple[int, NDArray[np.float64]]
"""The first piece in reach of a cue, and what falls on the pieces from there up to each."""


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase that a cue may mean: how much of its pointer falls there, and all that speaks for it."""

    span: Span
    share: float
    evidence: dict[str, float]


class Slots:
    """The slots of an article's statements."""

    def __init__(self, text: str, scores: Scores) -> None:
        self._text, self._scores = text, scores
        self._asked: tuple[Attribution, list[Pointer | None]] | None = None
        self._able = scores.aims.ndim > 2
        if self._able:
            tags = _tags(scores)
            self._keys = np.ascontiguousarray(scores.aims[:, :, 1].swapaxes(0, 1))
            self._inside = np.ascontiguousarray(tags.sum(axis=2).T)
            self._phrases = [_phrases(scores, tags[:, slot]) for slot in range(len(SLOTS))]

    def found(
        self, slot: str, attribution: Attribution, more: Sequence[Span] = (), least: float = LEAST
    ) -> list[Found]:
        """The phrases of a slot that an attribution's cue points to, the likeliest first.

        `more`: places that count as phrases beside those that the tags show; `least`: what falls on a phrase
        that is looked at.
        """
        number = SLOTS.index(slot)
        pointer = self._pointer(number, attribution) if self._able else None
        if pointer is None:
            return []
        found = []
        for share, first, after in self._pointed(number, pointer, more):
            span = self._trimmed(first, after) if share >= least else None
            if span is not None:
                span = self._led(span) if slot == "when" else span
                tags = self._inside[number, first:after]
                found.append(Found(span, share, self._evidence(span, share, tags, attribution)))
        return sorted(found, key=lambda f: (-f.share, f.span))

    def _pointed(
        self, number: int, pointer: Pointer, more: Sequence[Span]
    ) -> Iterator[tuple[float, int, int]]:
        """What falls on each phrase in reach, and its pieces."""
        low, before = pointer
        last = len(before) - 1
        starts, ends = self._phrases[number]
        here = slice(bisect_right(ends, low), bisect_left(starts, low + last))
        phrases = list(zip(starts[here], ends[here], strict=True))
        phrases += sorted({self._scores.pieces.within(place) for place in more}.difference(phrases))
        for first, after in phrases:
            first_in, after_in = max(0, first - low), min(after - low, last)
            if after_in > first_in:
                yield min(1.0, float(before[after_in] - before[first_in])), first, after

    def _led(self, span: Span) -> Span:
        """A time with the word that leads it, which the tags may miss: "last week", "for months"."""
        before = LAST_WORD.search(self._text, max(0, span.start - 20), span.start)
        return Span(before.start(1), span.end) if before and before[1].lower() in _leads() else span

    def _evidence(
        self, span: Span, share: float, tags: NDArray[np.float32], attribution: Attribution
    ) -> dict[str, float]:
        """Pointer and tags, and where the phrase stands to the cue."""
        cues = attribution.cue
        cue = cues[0] if len(cues) == 1 else min(cues, key=lambda c: _gap(c, span))
        gap = _gap(cue, span)
        start, end = min(cue.end, span.end), max(cue.start, span.start)
        end = min(end, start + FAR)
        return {
            "raw": share,
            "pointed": math.log(share + FLOOR),
            "tagged": float(np.add.reduce(tags) / len(tags)),
            "begun": float(tags[0]),
            "far": math.log1p(gap),
            "sentences": float(min(2, self._sentences(start, end))),
            "paragraphs": float(self._text.find("\n", start, end) >= 0),
            "in cue": float(any(c.start <= span.start and span.end <= c.end for c in cues)),
            "in content": float(any(c.start <= span.start < c.end for c in attribution.content)),
            "in source": float(any(c.start <= span.start < c.end for c in attribution.source)),
            "after": float(span.start >= cue.end),
            "long": math.log1p(span.end - span.start),
        }

    @cached_property
    def _stops(self) -> tuple[list[int], list[int], list[int], list[int]]:
        """The signs that may end a sentence, where the words before them begin, the capitals that follow,
        and how many of the signs up to each do end one."""
        found = [match.span() for match in SENTENCE.finditer(self._text)]
        signs = [sign for sign, _ in found]
        words = [_word_before(self._text, sign) for sign in signs]
        ended = (_ends(self._text[word:sign]) for word, sign in zip(words, signs, strict=True))
        return signs, words, [capital for _, capital in found], [0, *accumulate(ended)]

    def _sentences(self, start: int, end: int) -> int:
        """How many sentences end in a stretch of text."""
        signs, words, capitals, ended = self._stops
        first, after = bisect_left(signs, start), bisect_left(capitals, end)
        if first >= after:
            return 0
        if words[first] < start:  # of its word only a part is in the stretch
            return _ends(self._text[start : signs[first]]) + ended[after] - ended[first + 1]
        return ended[after] - ended[first]

    def _pointer(self, slot: int, attribution: Attribution) -> Pointer | None:
        """Where the cue points for a slot; None where it points nowhere."""
        if self._asked is None or self._asked[0] is not attribution:
            self._asked = attribution, self._pointers(attribution)
        return self._asked[1][slot]

    def _pointers(self, attribution: Attribution) -> list[Pointer | None]:
        """The same for all slots, which takes little more time than for one."""
        scores = self._scores
        places = [scores.pieces.within(span) for span in attribution.cue]
        cue = [piece for first, after in places for piece in range(first, after)]
        if not cue:
            return [None] * len(SLOTS)
        low, high = max(0, cue[0] - REACH), min(len(scores.pieces), cue[-1] + 1 + REACH)
        queries = scores.aims[:, :, 0][cue].mean(axis=0)
        logits = (self._keys[:, low:high] @ queries[:, :, None])[:, :, 0] / AIM**0.5
        none = np.ascontiguousarray(scores.column("absent")[cue].T).mean(axis=1).astype(np.float64)
        top = np.maximum(logits.max(axis=1), none)
        shares = np.exp(logits.astype(np.float64) - top[:, None])
        total, absent = shares.sum(axis=1), np.exp(none - top)
        before = np.zeros((len(SLOTS), high - low + 1))
        np.cumsum(shares, axis=1, out=before[:, 1:])
        before /= (total + absent)[:, None]
        points = (total >= LEAST * (total + absent)).tolist()
        return [(low, before[slot]) if points[slot] else None for slot in range(len(SLOTS))]

    def _trimmed(self, first: int, after: int) -> Span | None:
        """The words of some pieces, whole, without signs at their ends."""
        starts, ends = self._scores.pieces.edges
        start, end = starts[first], ends[after - 1]
        while start > 0 and start < end and self._text[start - 1].isalnum() and self._text[start].isalnum():
            start -= 1
        while end < len(self._text) and self._text[end - 1].isalnum() and self._text[end].isalnum():
            end += 1
        while start < end and self._text[start] in TRIMMED:
            start += 1
        while end > start and self._text[end - 1] in TRIMMED and not _abbreviated(self._text, start, end):
            end -= 1
        return Span(start, end) if end > start else None


def _abbreviated(text: str, start: int, end: int) -> bool:
    """Whether a full stop at the end belongs to the last word: "Mich.", "p.m."."""
    last = text[start:end].rsplit(maxsplit=1)[-1] if text[start:end].split() else ""
    return last.endswith(".") and (last.count(".") > 1 or (len(last) <= 5 and last[:1].isupper()))


def _word_before(text: str, at: int) -> int:
    """Where the word before a place begins."""
    while at and (text[at - 1].isalnum() or text[at - 1] == "_"):
        at -= 1
    return at


def _ends(word: str) -> bool:
    """Whether a word with a full stop ends a sentence: it is neither an initial nor an abbreviation."""
    return len(word) > 1 and word.lower() not in _abbreviations()


@cache
def _leads() -> frozenset[str]:
    return frozenset(table("when_phrases")["circumstance"]["leads"].split())


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(table("speaker_words")["abbreviations"].split())


def _gap(one: Span, other: Span) -> int:
    return max(0, max(one.start, other.start) - min(one.end, other.end))


def _tags(scores: Scores) -> NDArray[np.float32]:
    """The probability (n, 4, 2) that each piece begins a phrase of a slot or goes on with it."""
    logits = scores.column("slots").reshape(-1, len(SLOTS), 3)
    tags = np.exp(logits - logits.max(axis=2, keepdims=True))
    out: NDArray[np.float32] = (tags / tags.sum(axis=2, keepdims=True))[:, :, 1:]
    return out


def _phrases(scores: Scores, tags: NDArray[np.float32]) -> tuple[list[int], list[int]]:
    """Where the runs of pieces with a slot's tags start and end, in order.

    A piece that likely begins one ends the run before.
    """
    begins, goes_on = tags[:, 0], tags[:, 1]
    inside = begins + goes_on >= GOES_ON
    paragraph = scores.pieces.paragraph
    cut = np.ones(len(inside), dtype=bool)
    cut[1:] = ~inside[:-1] | (begins[1:] > np.maximum(goes_on[1:], 0.5)) | (paragraph[1:] != paragraph[:-1])
    last = np.ones(len(inside), dtype=bool)
    last[:-1] = ~inside[1:] | cut[1:]
    return np.flatnonzero(inside & cut).tolist(), (np.flatnonzero(inside & last) + 1).tolist()
