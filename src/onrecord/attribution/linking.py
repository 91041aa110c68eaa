"""Runs and link scores to candidates: each content takes its likeliest cue, each cue its source or none."""

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.attribution.tagging import Run
from onrecord.encoder import Scores

REACH = 256
"""Pieces to either side in which a link is looked for: a training window. 99 % stay in a paragraph."""
CHANCE = 1e-9
LEAST = math.log(CHANCE)
"""The least log-probability of a link, and that of one out of reach."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cue with what points to it and where it points: the raw form of an attribution.

    The figures are log-probabilities: of the best link of the contents (their mean) and of the
    source's. `cue` is None for a quotation that stands alone in its paragraph.
    """

    cue: Run | None
    source: Run | None
    contents: tuple[Run, ...]
    content_link: float = 0.0
    source_link: float = 0.0
    rivals: float = 0.0


def candidates(scores: Scores, paragraph: list[Run]) -> list[Candidate]:
    """The candidates of one paragraph, in the order of their cues."""
    cues = [r for r in paragraph if r.role == "cue"]
    sources = [r for r in paragraph if r.role == "source"]
    if not cues:
        return []
    taken: dict[int, list[tuple[Run, float, float]]] = {}
    low, high = paragraph[0].start, paragraph[-1].end
    for content in (r for r in paragraph if r.role == "content"):
        chances = _chances(scores, content, cues, 0, low, high)
        chance = max(chances)
        best = chances.index(chance)
        rival = max((*chances[:best], *chances[best + 1 :]), default=LEAST)
        taken.setdefault(best, []).append((content, chance, rival))
    out = []
    for number, cue in enumerate(cues):
        if number not in taken:
            continue
        contents = taken[number]
        source, source_link = _source(scores, cue, sources, low, high)
        out.append(
            Candidate(
                cue,
                source,
                tuple(c for c, _, _ in contents),
                sum(p for _, p, _ in contents) / len(contents),
                source_link,
                max(r for _, _, r in contents),
            )
        )
    return out


def alone(paragraph: list[Run]) -> list[Candidate]:
    """The contents of a paragraph in which nothing says who speaks, as one candidate."""
    if any(r.role == "cue" for r in paragraph):
        return []
    contents = tuple(r for r in paragraph if r.role == "content")
    return [Candidate(None, None, contents)] if contents else []


def asked(scores: Scores, cue: Run, paragraph: list[Run]) -> Candidate:
    """A cue with its source and, as yet, no content."""
    sources = [r for r in paragraph if r.role == "source"]
    source, chance = _source(scores, cue, sources, paragraph[0].start, paragraph[-1].end)
    return Candidate(cue, source, (), source_link=chance)


def _source(scores: Scores, cue: Run, sources: list[Run], low: int, high: int) -> tuple[Run | None, float]:
    chances = _chances(scores, cue, sources, 2, low, high, or_none=True)
    # The last chance is that of having none.
    best = chances.index(max(chances))
    return (sources[best] if best < len(sources) else None), chances[best]


def _chances(
    scores: Scores, run: Run, targets: list[Run], query: int, low: int, high: int, or_none: bool = False
) -> list[float]:
    """Mean over the run's pieces of the log-probability of pointing into each target (and, last, at
    none); the probabilities are shared out over all pieces in reach, as in training.

    Only the ends of a run longer than the reach are asked: time and memory stay linear in the text.
    """
    low, high = max(low, run.start - REACH), min(high, run.end + REACH)
    asked: slice | NDArray[np.int64] = slice(run.start, run.end)
    if run.end - run.start > REACH:
        asked = np.r_[run.start : run.start + REACH // 2, run.end - REACH // 2 : run.end]
    logits = (scores.links[asked, query] @ scores.links[low:high, query + 1].T / 8).astype(np.float64)
    if or_none:
        logits = np.concatenate((logits, scores.no_source[asked, None]), axis=1)
    shares = np.exp(logits - np.maximum.reduce(logits, axis=1, keepdims=True))
    first = bisect_right(targets, low, key=lambda t: t.end)
    after = bisect_left(targets, high, key=lambda t: t.start)
    places = ((max(t.start, low) - low, min(t.end, high) - low) for t in targets[first:after])
    there = [np.add.reduce(shares[:, start:end], axis=1) for start, end in places]
    if or_none:
        there.append(shares[:, -1])
    if not there:
        return [LEAST] * len(targets)
    falls = np.array(there) / np.add.reduce(shares, axis=1)
    found: list[float] = np.log(np.maximum(falls, CHANCE)).mean(axis=1).tolist()
    beyond = [LEAST] * (len(targets) - after)
    return [LEAST] * first + found[: after - first] + beyond + found[after - first :]
