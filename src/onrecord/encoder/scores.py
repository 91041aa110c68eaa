"""What the encoder says of a text: arrays with one row a word piece, and who may say it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from onrecord.encoder.windows import Pieces
from onrecord.nouns import Span

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
LINK = 64
SLOTS = ("addressee", "occasion", "when", "target")
STANCES = ("neutral", "for", "against")
ACTS = 13
TYPES = 7
AIM = 32
PARTS = {
    "slots": 3 * len(SLOTS),
    "absent": len(SLOTS),
    "acts": ACTS,
    "acts_told": ACTS,
    "stances": len(STANCES),
    "stances_told": len(STANCES),
    "types": TYPES,
    "alone": 1,
}
"""What the columns of a piece are, in order, and how many: for each slot whether it is outside, begins or
goes on; of a cue, that it has none of each slot; the act by a cue's pieces and by a content's; the stance by
a target's pieces and by a cue's; the speaker's type by a source's; that a mention refers to nothing."""


def _nothing() -> NDArray[np.float32]:
    return np.zeros((0, 0), dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Scores:
    """Of n pieces: `tags` (n, 7) log-probabilities in the order of TAGS; `no_source` (n,) the logit
    that a cue has no source; `links` (n, 4, 64) the projections whose dot products over 8 are the
    logits of links: content's query, cue's key, cue's query, source's key; `columns` (n, 56) logits, see
    PARTS; `aims` (n, 4, 2, 32) for each slot a cue's query and the slot's key, their products over √32
    logits; `references` (n, 2, 64) a mention's query and the key of what it refers to, over 8.

    The last three are empty, (0, 0), where a bundle has no such heads.
    """

    pieces: Pieces
    tags: NDArray[np.float32]
    no_source: NDArray[np.float32]
    links: NDArray[np.float32]
    columns: NDArray[np.float32] = field(default_factory=_nothing)
    aims: NDArray[np.float32] = field(default_factory=_nothing)
    references: NDArray[np.float32] = field(default_factory=_nothing)

    @cached_property
    def inside(self) -> NDArray[np.float32]:
        """The log-probability (3, n) that each piece is of a source, a cue, a content."""
        return np.logaddexp(self.tags[:, 1::2].T.copy(), self.tags[:, 2::2].T.copy())

    def column(self, part: str) -> NDArray[np.float32]:
        """The logits of one part of the columns, (n, k); empty where the bundle has none."""
        begin = 0
        for name, width in PARTS.items():
            if name == part:
                return self.columns[:, begin : begin + width]
            begin += width
        raise KeyError(part)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a bundle says of how its scores are to be read; its card has the measurements behind the figures.

    `keep_bias` is taken from the score of O, so that decoding finds more than it keeps, `cue_bias` from the
    score of a cue's further pieces, since a network lets cues run on; `weights` are
    the coefficients of the confidence by name of feature; `threshold` the confidence below which a
    statement is dropped, `nested_threshold` the same inside another statement's content, and
    `pronoun_threshold` there, if it is more, where the source is a pronoun; `columns` the calibration of each
    other column: slope, bias, threshold.
    """

    keep_bias: float = 0.0
    cue_bias: float = 0.0
    weights: dict[str, float] | None = None
    threshold: float = 0.0
    nested_threshold: float = 0.5
    pronoun_threshold: float = 0.0
    columns: dict[str, dict[str, float]] | None = None

    def at(self, threshold: float) -> "Settings":
        """The settings with another threshold; what stands within another statement never needs less
        confidence than it did, unless the user asks for more than the bundle keeps."""
        if threshold < self.threshold:
            return replace(self, threshold=threshold, nested_threshold=threshold, pronoun_threshold=0.0)
        return replace(self, threshold=threshold, nested_threshold=max(threshold, self.nested_threshold))


class Encoder(Protocol):
    """Scores a text. The result depends on the arguments and the bundle alone."""

    @property
    def name(self) -> str:
        """The bundle's name and the first digits of its digest."""
        ...

    @property
    def settings(self) -> Settings: ...

    def score(self, text: str, parts: Sequence[Span]) -> Scores:
        """Score the paragraphs of `parts` (spans of `text`, in order), each read once."""
        ...
