"""How sure: a logistic model over what the encoder's scores say of a candidate.

The coefficients come with the bundle. They are learned on articles annotated by hand that are none of
the network's own (training.confidence), so that the figure is a probability on articles never seen:
that source and content are right, by the who_said_what measure.
"""

import math

import numpy as np

from onrecord.attribution.linking import Candidate
from onrecord.attribution.tagging import Run
from onrecord.encoder import Scores

FIRST = {"source": 1, "cue": 3, "content": 5}


def features(scores: Scores, candidate: Candidate, quoted: float, rivals: int) -> dict[str, float]:
    """Named figures of a candidate. `quoted`: the share of its content inside quotation marks;
    `rivals`: the candidates of its paragraph."""
    out = {"bias": 1.0, "quoted": quoted, "mixed": float(0.05 < quoted < 0.9), "rivals": min(rivals, 8) / 4}
    contents = candidate.contents
    length = sum(c.end - c.start for c in contents)
    out["length"] = math.log(length)
    out["short"] = float(length <= 3)
    out["contents"] = float(len(contents) > 1)
    out |= _run("content", scores, contents)
    out["no_cue"] = float(candidate.cue is None)
    if candidate.cue is None:
        return out
    out |= _run("cue", scores, (candidate.cue,))
    out["cue_length"] = math.log(candidate.cue.end - candidate.cue.start)
    out["content_link"] = candidate.content_link
    out["link_sure"] = math.exp(candidate.content_link)
    out["link_rival"] = math.exp(candidate.rivals)
    out["gap"] = math.log1p(min(_gap(candidate.cue, c) for c in contents))
    out["after"] = float(contents[0].start > candidate.cue.start)
    out["source_link"] = candidate.source_link
    out["source_link_sure"] = math.exp(candidate.source_link)
    out["no_source"] = float(candidate.source is None)
    if candidate.source is not None:
        out |= _run("source", scores, (candidate.source,))
        out["source_length"] = math.log(candidate.source.end - candidate.source.start)
        out["source_gap"] = math.log1p(_gap(candidate.cue, candidate.source))
        out["source_inside"] = float(any(c.start <= candidate.source.start < c.end for c in contents))
    return out


def _run(role: str, scores: Scores, parts: tuple[Run, ...]) -> dict[str, float]:
    """How sure the tags of a role's runs are: over all pieces, at the worst, at both ends."""
    first = FIRST[role]
    tags = scores.tags
    each = [scores.inside[first // 2, p.start : p.end] for p in parts]
    inside = each[0] if len(each) == 1 else np.concatenate(each)
    begins = [float(tags[p.start, first]) for p in parts]
    # The end is sure where the next piece does not go on.
    ends = [
        math.log1p(-min(0.999999, math.exp(float(tags[p.end, first + 1]))))
        if p.end < len(tags) and scores.pieces.paragraph[p.end] == scores.pieces.paragraph[p.start]
        else 0.0
        for p in parts
    ]
    return {
        f"{role}_mean": float(np.add.reduce(inside)) / len(inside),
        f"{role}_sure": float(np.add.reduce(np.exp(inside))) / len(inside),
        f"{role}_worst": max(float(np.minimum.reduce(inside)), -8.0),
        f"{role}_begin": max(min(begins), -8.0),
        f"{role}_end": max(min(ends), -8.0),
        f"{role}_edges": math.exp(min(begins) + min(ends)),
    }


def _gap(one: Run, other: Run) -> int:
    return max(0, max(one.start, other.start) - min(one.end, other.end))


def confidence(named: dict[str, float], weights: dict[str, float] | None) -> float:
    """The probability, in [0, 1]; without weights, the share of sure pieces in the content."""
    if named.get("no_cue"):
        # A quotation that stands alone: PolNeAR has too few to learn from. As sure as its words are.
        return named["content_sure"] * named["quoted"]
    if weights is None:
        return min(1.0, max(0.0, named.get("content_sure", 0.0)))
    logit = sum(weights.get(name, 0.0) * value for name, value in named.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))
