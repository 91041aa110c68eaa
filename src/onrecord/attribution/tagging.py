"""Tag scores to runs: the best sequence of tags in each paragraph (Viterbi 1967), cut into runs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from onrecord.encoder import Scores

ROLES: tuple[Literal["source", "cue", "content"], ...] = ("source", "cue", "content")


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces [start, end) of one role, within one paragraph; never a marker piece."""

    role: Literal["source", "cue", "content"]
    start: int
    end: int


def runs(scores: Scores, keep_bias: float, cue_bias: float = 0.0) -> list[list[Run]]:
    """The runs of each paragraph, in order. `keep_bias` is taken from the score of O: the higher, the
    more is found; `cue_bias` from that of a cue's going on: the higher, the shorter are cues."""
    return [_cut(_best(scores.tags[s:e], keep_bias, cue_bias), s) for s, e in paragraphs(scores)]


def joined(paragraph: Sequence[Run]) -> Iterator[Run]:
    """A paragraph's runs, sources side by side as one. A name that the network never met is often begun anew
    at its second word, and then was nobody's: 23 such in 60 held-out articles, which raises exact sources
    from 0.8272 to 0.8283 and F1 from 0.7716 to 0.7739 there."""
    before: Run | None = None
    for run in paragraph:
        if before is not None and before.end == run.start and before.role == run.role == "source":
            before = Run(run.role, before.start, run.end)
            continue
        if before is not None:
            yield before
        before = run
    if before is not None:
        yield before


def paragraphs(scores: Scores) -> Iterator[tuple[int, int]]:
    """[start, end) of each paragraph's pieces, its marker left out."""
    numbers = scores.pieces.paragraph
    if not len(numbers):
        return
    changes = [0, *(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(numbers)]
    for start, end in pairwise(changes):
        yield start + 1, end


def _best(tags: NDArray[np.float32], keep_bias: float, cue_bias: float) -> list[int]:
    """The best sequence in which I-x follows only B-x or I-x.

    Plain floats: seven states are too few for numpy to gain by.
    """
    never = -1e30
    back: list[tuple[int, int, int, int]] = []
    best = (0.0, never, never, never, never, never, never)
    for row in tags.tolist():
        top = max(best)
        at = best.index(top)
        source = 1 if best[1] >= best[2] else 2
        cue = 3 if best[3] >= best[4] else 4
        content = 5 if best[5] >= best[6] else 6
        back.append((at, source, cue, content))
        best = (
            top + row[0] - keep_bias,
            top + row[1],
            best[source] + row[2],
            top + row[3],
            best[cue] + row[4] - cue_bias,
            top + row[5],
            best[content] + row[6],
        )
    if not back:
        return []
    state = best.index(max(best))
    out = [state]
    for at, source, cue, content in reversed(back[1:]):
        state = (at, at, source, at, cue, at, content)[state]
        out.append(state)
    out.reverse()
    return out


def _cut(tags: list[int], offset: int) -> list[Run]:
    out: list[Run] = []
    start = 0
    for i in range(1, len(tags) + 1):
        if i == len(tags) or tags[i] != 2 * ((tags[start] + 1) // 2) or tags[start] == 0:
            if tags[start]:
                out.append(Run(ROLES[(tags[start] - 1) // 2], offset + start, offset + i))
            start = i
    return out
