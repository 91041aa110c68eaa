"""What the encoder says of a text: arrays with one row a word piece, and who may say it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from onrecord.encoder.windows import Pieces
from onrecord.nouns import Span

TAGS = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
LINK = 64


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Of n pieces: `tags` (n, 7) log-probabilities in the order of TAGS; `no_source` (n,) the logit
    that a cue has no source; `links` (n, 4, 64) the projections whose dot products over 8 are the
    logits of links: content's query, cue's key, cue's query, source's key."""

    pieces: Pieces
    tags: NDArray[np.float32]
    no_source: NDArray[np.float32]
    links: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a bundle says of how its scores are to be read; its card has the measurements behind the figures.

    `keep_bias` is taken from the score of O, so that decoding finds more than it keeps; `weights` are
    the coefficients of the confidence by name of feature; `threshold` the confidence below which a
    statement is dropped, `nested_threshold` the same inside another statement's content.
    """

    keep_bias: float = 0.0
    weights: dict[str, float] | None = None
    threshold: float = 0.0
    nested_threshold: float = 0.5

    def at(self, threshold: float) -> "Settings":
        """The settings with another threshold; what stands within another statement never needs less
        confidence than it did, unless the user asks for more than the bundle keeps."""
        nested = threshold if threshold < self.threshold else max(threshold, self.nested_threshold)
        return replace(self, threshold=threshold, nested_threshold=nested)


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
