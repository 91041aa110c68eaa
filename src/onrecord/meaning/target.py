"""For or against whom or what a statement speaks.

A cue points to the mentions of its target, as to its circumstances; what falls on the mentions of the same
one adds up. The stance is read at those mentions and at the cue. Names are followed as those of speakers are.
"""

import math
from collections.abc import Callable, Sequence
from functools import cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from onrecord.data import table
from onrecord.encoder import Scores
from onrecord.meaning.acts import ACTS, mean_over, softmax
from onrecord.meaning.calibration import Columns, chance_of, threshold_of
from onrecord.meaning.circumstance import FLOOR, Found, Slots
from onrecord.nouns import Attribution, Span, Target

Named = Callable[[Span], str | None]
"""The name of whom or what some words of a statement mean; None where they lead nowhere."""
STANCES: tuple[Literal["for"], Literal["against"]] = ("for", "against")
QUOTES = " \"'\u2018\u2019\u201c\u201d"
LEAST = 0.05
"""Share of the pointer below which a phrase is not asked whom it means: asking costs more than it finds."""
MOST = 2
"""Targets of one statement: who is set against whom."""


def targets_of(
    slots: Slots,
    scores: Scores,
    attribution: Attribution,
    acts: NDArray[np.float64] | None,
    names: Sequence[Span],
    named: Named,
    columns: Columns | None,
) -> tuple[Target, ...]:
    """The targets that are likely enough, the likeliest first.

    `acts`: the probabilities of the statement's acts; `names`: places of names to look at.
    """
    by_name: dict[str, list[Found]] = {}
    for found in slots.found("target", attribution, names, LEAST):
        name = (named(found.span) or "").strip(QUOTES)
        if name and not _empty(name):
            by_name.setdefault(name, []).append(found)
    out = []
    for name, places in by_name.items():
        stance = stance_of(scores, attribution, [p.span for p in places], columns)
        side = int(stance[1:].argmax())
        chance = chance_of(evidence_of(places, stance, acts), "target", columns)
        if chance >= threshold_of("target", columns):
            out.append(Target(name, STANCES[side], places[0].span, chance))
    out.sort(key=lambda t: (-t.confidence, t.span or Span(0, 0)))
    return _apart(out)[:MOST]


def _apart(likeliest_first: Sequence[Target]) -> tuple[Target, ...]:
    """Without those that share a likelier one's place: "Orsini" in "Ted Orsini" is nobody else."""
    kept: list[Target] = []
    for target in likeliest_first:
        if not any(_share_a_place(target.span, other.span) for other in kept):
            kept.append(target)
    return tuple(kept)


def _share_a_place(one: Span | None, other: Span | None) -> bool:
    return one is not None and other is not None and one.start < other.end and other.start < one.end


def evidence_of(
    places: Sequence[Found], stance: NDArray[np.float64], acts: NDArray[np.float64] | None
) -> dict[str, float]:
    """What speaks for a target and its stance: pointer and tags of all its places, and what is done."""
    share = _joint(places)
    sided = float(stance[1:].max() / stance[1:].sum())
    out = {
        "raw": share * sided,
        "pointed": math.log(share + FLOOR),
        "sided": sided,
        "neutral": float(stance[0]),
        "places": math.log(len(places)),
        **{
            name: max(p.evidence[name] for p in places)
            for name in ("tagged", "begun", "in content", "in cue", "in source")
        },
        **{name: min(p.evidence[name] for p in places) for name in ("far", "paragraphs")},
    }
    if acts is not None:
        out |= {f"act {act}": float(chance) for act, chance in zip(ACTS, acts, strict=True)}
    return out


def stance_of(
    scores: Scores,
    attribution: Attribution | None,
    mentions: Sequence[Span],
    columns: Columns | None = None,
) -> NDArray[np.float64]:
    """Probabilities of neutral, for and against, of what is said of the mentions: (3,).

    The bundle's `columns` may add something to the logit of `for`, the rarest of them, that the network says
    too seldom.
    """
    logits = mean_over(scores, scores.column("stances"), mentions)
    if attribution is not None:
        logits = logits + mean_over(scores, scores.column("stances_told"), attribution.cue)
    if len(logits):
        logits[1] += (columns or {}).get("stance", {}).get("for", 0.0)
    return softmax(logits)


def _empty(name: str) -> bool:
    """Whether a name has none but small words: a part of a phrase, or a pronoun that led nowhere."""
    return _small().issuperset(name.lower().replace("\u2019", "'").split())


@cache
def _small() -> frozenset[str]:
    return frozenset(table("speaker_words")["never"].split())


def _joint(places: Sequence[Found]) -> float:
    """What falls on several places; those that overlap count once."""
    total, end = 0.0, -1
    for place in sorted(places, key=lambda p: (p.span.start, -p.span.end)):
        if place.span.start >= end:
            total += place.share
            end = place.span.end
    return min(1.0, total)
