"""Circumstances of a statement, as exact spans: whom it was said to, on what occasion, when.

Each piece has tags for each slot, and a cue points to the pieces of its slots, or to none: the tags say
where a phrase begins and ends, the pointer says whose it is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from onrecord.encoder import Scores
from onrecord.encoder.scores import AIM, SLOTS
from onrecord.nouns import Attribution, Span

REACH = 250
"""Pieces around a cue that it may point to."""
GOES_ON = 0.2
"""Probability of a tag from which a piece belongs to a phrase: the pointer decides whether it counts."""
TRIMMED = " \t\n\u00a0,;:.\u2014\u2013-\"\u201c\u201d"
CLOSERS = {"(": ")", "[": "]"}


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase that a cue points to, and how much of its pointer falls there."""

    span: Span
    share: float


class Slots:
    """The slots of an article's statements."""

    def __init__(self, text: str, scores: Scores) -> None:
        self._text, self._scores = text, scores
        self._able = scores.aims.ndim > 2
        if self._able:
            logits = scores.column("slots").reshape(-1, len(SLOTS), 3)
            shifted = np.exp(logits - logits.max(axis=2, keepdims=True))
            self._tags: NDArray[np.float32] = shifted / shifted.sum(axis=2, keepdims=True)

    def found(self, slot: str, attribution: Attribution, more: Sequence[Span] = ()) -> list[Found]:
        """The phrases of a slot that an attribution's cue points to, the likeliest first.

        `more`: places that count as phrases beside those that the tags show.
        """
        pointer = self._pointer(SLOTS.index(slot), attribution) if self._able else None
        if pointer is None:
            return []
        low, shares = pointer
        phrases = list(self._phrases(SLOTS.index(slot), low, low + len(shares)))
        phrases += [place for place in (self._scores.pieces.within(s) for s in more) if place not in phrases]
        found = []
        for first, after in phrases:
            share = float(shares[max(0, first - low) : max(0, after - low)].sum())
            span = self._trimmed(first, after)
            if share > 0.01 and span is not None:
                found.append(Found(span, min(share, 1.0)))
        return sorted(found, key=lambda f: (-f.share, f.span))

    def _pointer(self, slot: int, attribution: Attribution) -> tuple[int, NDArray[np.float64]] | None:
        """The first piece in reach of the cue, and what falls on each from there on."""
        scores = self._scores
        places = [scores.pieces.within(span) for span in attribution.cue]
        cue = np.concatenate([np.arange(first, after) for first, after in places]) if places else np.zeros(0)
        if not len(cue):
            return None
        cue = cue.astype(np.int64)
        low, high = max(0, int(cue[0]) - REACH), min(len(scores.pieces), int(cue[-1]) + 1 + REACH)
        query = scores.aims[cue, slot, 0].mean(axis=0)
        logits = (scores.aims[low:high, slot, 1] @ query / AIM**0.5).astype(np.float64)
        none = float(scores.column("absent")[cue, slot].mean())
        top = max(float(logits.max()), none)
        shares = np.exp(logits - top)
        return low, shares / (shares.sum() + np.exp(none - top))

    def _phrases(self, slot: int, low: int, high: int) -> Iterator[tuple[int, int]]:
        """Runs of pieces whose tags are the slot's; a piece that likely begins one ends the run before."""
        begins, goes_on = self._tags[low:high, slot, 1], self._tags[low:high, slot, 2]
        inside = begins + goes_on >= GOES_ON
        paragraph = self._scores.pieces.paragraph[low:high]
        starts = [
            i
            for i in np.flatnonzero(inside).tolist()
            if i == 0
            or not inside[i - 1]
            or begins[i] > max(goes_on[i], 0.5)
            or paragraph[i] != paragraph[i - 1]
        ]
        for start, following in pairwise([*starts, high - low]):
            end = start + 1
            while end < following and inside[end]:
                end += 1
            yield low + start, low + end

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
