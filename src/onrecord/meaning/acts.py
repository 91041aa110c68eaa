"""What a statement does: the act by the encoder's scores at its cue and over its content.

The thirteen acts are those of nouns.Act. A table of cue words alone (data/acts.toml) is right in less than
half of the cases, since "said" does everything; where it knows a cue's word, that counts beside the scores.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import cast, get_args

import numpy as np
from numpy.typing import NDArray

from onrecord.data import table
from onrecord.encoder import Scores
from onrecord.meaning.calibration import logit
from onrecord.nouns import Act, Attribution, Span

ACTS: tuple[str, ...] = get_args(Act)
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def act_of(
    scores: Scores, attribution: Attribution, cue: str = "", by_cue: float = 0.0
) -> tuple[Act, NDArray[np.float64]] | None:
    """The likeliest act and the probabilities of all, in the order of ACTS; None without act heads.

    `by_cue`: what the act that the table tells by the words of `cue` counts, as a logit.
    """
    at_cue, over = scores.column("acts"), scores.column("acts_told")
    if not at_cue.shape[1]:
        return None
    logits = mean_over(scores, at_cue, attribution.cue) + mean_over(scores, over, attribution.content)
    told = act_by_cue(cue)
    if told != "state":
        logits[ACTS.index(told)] += by_cue
    chances = softmax(logits)
    return cast(Act, ACTS[int(chances.argmax())]), chances


def evidence_of(chances: NDArray[np.float64]) -> dict[str, float]:
    """What speaks for the likeliest act: how likely it is, and how much more than the next."""
    second, first = sorted(chances.tolist())[-2:]
    return {"raw": first, "likely": logit(first), "ahead": first - second}


def mean_over(scores: Scores, of: NDArray[np.float32], spans: Sequence[Span]) -> NDArray[np.float64]:
    """The mean of (n, k) over the pieces of spans; zeros (k,) where there are none."""
    total, count = np.zeros(of.shape[1], dtype=np.float64), 0
    for span in spans:
        first, after = scores.pieces.within(span)
        total += of[first:after].sum(axis=0, dtype=np.float64)
        count += after - first
    return total / max(count, 1)


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    shares = np.exp(logits - logits.max())
    out: NDArray[np.float64] = shares / shares.sum()
    return out


def act_by_cue(words: str) -> Act:
    """The act that a cue's words tell by themselves: the first that the table knows, else `state`."""
    told = _cues()
    for word in WORD.findall(words.lower().replace("\u2019", "'")):
        if word in told:
            return told[word]
    return "state"


@cache
def _cues() -> dict[str, Act]:
    return {word: cast(Act, act) for act, words in table("acts").items() for word in words.split()}
