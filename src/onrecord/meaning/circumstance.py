"""Circumstances of a statement, as exact spans: whom it was said to, on what occasion, when.

Each piece has tags for each slot, and a cue points to the pieces of its slots, or to none: the tags say
where a phrase begins and ends, the pointer says whose it is.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

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
SENTENCE = re.compile(r"(\w*)[.!?][\"\u201d\u2019')]*\s+(?=[\"\u201c\u2018(]?[A-Z])")
"""Where a sentence ends and the next begins, with the word before: it may be an abbreviation."""
LAST_WORD = re.compile(r"(?<!\w)(\w+)[ \u00a0]\Z")
FAR = 500
"""Code points between a cue and a phrase that are looked at for the ends of sentences."""
TRIMMED = ' \t\n\u00a0,;:.\u2014\u2013-"\u201c\u201d'


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
        self._able = scores.aims.ndim > 2
        self._tags = [_tags(scores, slot) for slot in range(len(SLOTS))] if self._able else []
        self._phrases = [_phrases(scores, tags) for tags in self._tags]

    def found(self, slot: str, attribution: Attribution, more: Sequence[Span] = ()) -> list[Found]:
        """The phrases of a slot that an attribution's cue points to, the likeliest first.

        `more`: places that count as phrases beside those that the tags show.
        """
        number = SLOTS.index(slot)
        pointer = self._pointer(number, attribution) if self._able else None
        if pointer is None:
            return []
        low, before = pointer  # before[i]: what falls on the i pieces from `low` on
        starts, ends = self._phrases[number]
        here = slice(int(ends.searchsorted(low, "right")), int(starts.searchsorted(low + len(before) - 1)))
        phrases = list(zip(starts[here].tolist(), ends[here].tolist(), strict=True))
        phrases += sorted({self._scores.pieces.within(place) for place in more} - set(phrases))
        found = []
        for first, after in phrases:
            first_in, after_in = (min(max(0, at - low), len(before) - 1) for at in (first, after))
            share = min(1.0, float(before[after_in] - before[first_in]))
            span = self._trimmed(first, after) if after_in > first_in and share > LEAST else None
            if span is not None:
                tags = self._tags[number][first:after].sum(axis=1)
                span = self._led(span) if slot == "when" else span
                found.append(Found(span, share, self._evidence(span, share, tags, attribution)))
        return sorted(found, key=lambda f: (-f.share, f.span))

    def _led(self, span: Span) -> Span:
        """A time with the word that leads it, which the tags may miss: "last week", "for months"."""
        before = LAST_WORD.search(self._text, max(0, span.start - 20), span.start)
        return Span(before.start(1), span.end) if before and before[1].lower() in _leads() else span

    def _evidence(
        self, span: Span, share: float, tags: NDArray[np.float32], attribution: Attribution
    ) -> dict[str, float]:
        """Pointer and tags, and where the phrase stands to the cue."""
        cue = min(attribution.cue, key=lambda c: _gap(c, span))
        start, end = min(cue.end, span.end), max(cue.start, span.start)
        between = self._text[start : min(end, start + FAR)]
        return {
            "raw": share,
            "pointed": math.log(share + FLOOR),
            "tagged": float(tags.mean()),
            "begun": float(tags[0]),
            "far": math.log1p(_gap(cue, span)),
            "sentences": float(min(2, _sentences(between))),
            "paragraphs": float("\n" in between),
            "in cue": float(any(c.start <= span.start and span.end <= c.end for c in attribution.cue)),
            "in content": float(any(c.start <= span.start < c.end for c in attribution.content)),
            "in source": float(any(c.start <= span.start < c.end for c in attribution.source)),
            "after": float(span.start >= cue.end),
            "long": math.log1p(span.end - span.start),
        }

    def _pointer(self, slot: int, attribution: Attribution) -> tuple[int, NDArray[np.float64]] | None:
        """The first piece in reach of the cue, and what falls on the pieces from there up to each; None
        where the cue points nowhere."""
        scores = self._scores
        places = [scores.pieces.within(span) for span in attribution.cue]
        cue = [piece for first, after in places for piece in range(first, after)]
        if not cue:
            return None
        low, high = max(0, cue[0] - REACH), min(len(scores.pieces), cue[-1] + 1 + REACH)
        query = scores.aims[cue, slot, 0].mean(axis=0)
        logits = (scores.aims[low:high, slot, 1] @ query / AIM**0.5).astype(np.float64)
        none = float(scores.column("absent")[cue, slot].mean())
        top = max(float(logits.max()), none)
        shares = np.exp(logits - top)
        absent = float(np.exp(none - top))
        total = float(shares.sum())
        if total < LEAST * (total + absent):
            return None
        return low, np.concatenate(([0.0], shares.cumsum())) / (total + absent)

    def _trimmed(self, first: int, after: int) -> Span | None:
        """The words of some pieces, whole, without signs at their ends."""
        pieces = self._scores.pieces
        start, end = int(pieces.start[first]), int(pieces.end[after - 1])
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


def _sentences(between: str) -> int:
    """How many sentences end in a stretch of text."""
    return sum(len(word) > 1 and word.lower() not in _abbreviations() for word in SENTENCE.findall(between))


@cache
def _leads() -> frozenset[str]:
    return frozenset(table("when_phrases")["circumstance"]["leads"].split())


@cache
def _abbreviations() -> frozenset[str]:
    return frozenset(table("speaker_words")["abbreviations"].split())


def _gap(one: Span, other: Span) -> int:
    return max(0, max(one.start, other.start) - min(one.end, other.end))


def _tags(scores: Scores, slot: int) -> NDArray[np.float32]:
    """The probability (n, 2) that each piece begins a phrase of the slot or goes on with it."""
    logits = scores.column("slots").reshape(-1, len(SLOTS), 3)[:, slot]
    tags = np.exp(logits - logits.max(axis=1, keepdims=True))
    out: NDArray[np.float32] = (tags / tags.sum(axis=1, keepdims=True))[:, 1:]
    return out


def _phrases(scores: Scores, tags: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
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
    return np.flatnonzero(inside & cut), np.flatnonzero(inside & last) + 1
