"""What a mention refers to, by the encoder: a pointer from its pieces to those of other mentions.

The pointer is a softmax over the pieces around and "nothing", as in training; what falls on a place is the
sum over its pieces (mention pairs by dot products: Kirstain et al. 2021, "Coreference Resolution
without Span Representations", here without their bilinear forms).
"""

from collections.abc import Callable, Sequence

import numpy as np

from onrecord.encoder.scores import LINK, Scores
from onrecord.nouns import Span

BACK, AHEAD = 400, 60
"""Pieces before and after a mention that it may point to."""


Pointer = Callable[[Span, Sequence[Span]], Sequence[float]]
"""How likely a mention means what stands at each of some places."""


def pointer_of(scores: Scores) -> Pointer | None:
    """What tells whom a mention means; None where the bundle cannot."""
    return References(scores).chances if scores.references.ndim == 3 else None


class References:
    """`chances(mention, places)`: a probability for each place."""

    def __init__(self, scores: Scores) -> None:
        self._scores = scores
        self._known: dict[Span, tuple[int, list[float]]] = {}
        self._within: dict[Span, tuple[int, int]] = {}

    def chances(self, mention: Span, places: Sequence[Span]) -> list[float]:
        """How likely the mention means what stands at each place; 0 for those out of reach."""
        first, after = self._place(mention)
        if first == after:
            return [0.0] * len(places)
        if mention not in self._known:
            self._known[mention] = self._shares(first, after)
        low, before = self._known[mention]  # before[i]: what falls on the i pieces from `low` on
        last = len(before) - 1
        out = []
        for place in places:
            start, end = (at - low for at in self._place(place))
            far = end <= 0 or start >= last
            out.append(0.0 if far else before[min(end, last)] - before[max(start, 0)])
        return out

    def _place(self, span: Span) -> tuple[int, int]:
        if span not in self._within:
            self._within[span] = self._scores.pieces.within(span)
        return self._within[span]

    def _shares(self, first: int, after: int) -> tuple[int, list[float]]:
        low, high = max(0, first - BACK), min(len(self._scores.pieces), after + AHEAD)
        query = self._scores.references[first:after, 0].mean(axis=0)
        logits = (self._scores.references[low:high, 1] @ query / LINK**0.5).astype(np.float64)
        logits[first - low : after - low] = -1e4
        alone = float(self._scores.column("alone")[first:after].mean())
        top = max(float(logits.max()), alone)
        shares = np.exp(logits - top)
        before = np.concatenate(([0.0], shares.cumsum())) / (shares.sum() + np.exp(alone - top))
        return low, before.tolist()
