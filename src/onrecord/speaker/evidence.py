"""What speaks for a speaker, as named figures: a bundle's coefficients make a confidence of them."""

import math

from onrecord.nouns import Attribution, Span, Speaker
from onrecord.speaker.scene import Scene

LEAST = 0.003
"""What the encoder's pointer says at least: its logarithm is taken."""


def evidence_of(scene: Scene, attribution: Attribution, speaker: Speaker | None) -> dict[str, float]:
    """How the name was found: the reasons of its chain, its type, what the encoder's pointer says of it."""
    if speaker is None:
        return {"raw": 0.5, "nobody": 1.0}
    out = {"raw": 0.5, "unresolved": float(not speaker.resolved), f"type {speaker.type}": 1.0}
    reasons = [mention.reason for mention in speaker.mentions[1:]]
    out["own words"] = float(not reasons and speaker.type != "person")
    for reason in reasons:
        out[reason] = 1.0
    out["one word"] = float(" " not in speaker.name)
    out["nested"] = float(attribution.within is not None)
    if "pronoun" in reasons and scene.refers is not None:
        places = sorted({m.span for m in speaker.mentions[1:]} | _spoken(scene, speaker))
        told = sum(scene.refers(speaker.mentions[0].span, places))
        out["pointer"] = math.log(max(told, LEAST))
    return out


def _spoken(scene: Scene, speaker: Speaker) -> set[Span]:
    """The places where a speaker is named or has spoken."""
    name = speaker.name
    spoken = {turn.span for turn in scene.turns if turn.speaker is not None and turn.speaker.name == name}
    return spoken.union(scene.spots().get(name, ()))
