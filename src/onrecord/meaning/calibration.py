"""From what the network says to a probability: Platt's scaling (Platt 1999), a slope and a bias a column.

They come with the bundle and are learned on annotated articles that the network never saw
(training.calibration).
"""

import math
from collections.abc import Mapping
from typing import NamedTuple

LEAST = 1e-4


class Calibration(NamedTuple):
    """A column's slope and bias on the logit, and the probability below which the column stays empty."""

    slope: float = 1.0
    bias: float = 0.0
    threshold: float = 0.0

    def chance(self, raw: float) -> float:
        """The probability that goes with a raw one, to four digits: more differ between processors."""
        raw = min(1 - LEAST, max(LEAST, raw))
        logit = self.bias + self.slope * math.log(raw / (1 - raw))
        return round(1 / (1 + math.exp(-logit)), 4)


def calibration_of(columns: Mapping[str, Mapping[str, float]] | None, column: str) -> Calibration:
    """That of a column; the raw probability where the bundle has none."""
    return Calibration(**(columns or {}).get(column, {}))


def chance_of(
    evidence: Mapping[str, float], columns: Mapping[str, Mapping[str, float]] | None
) -> float | None:
    """The probability that a speaker is right, of what speaks for it; None where the bundle cannot tell."""
    weights = (columns or {}).get("speaker")
    if weights is None:
        return None
    logit = weights.get("bias", 0.0) + sum(weights.get(name, 0.0) * value for name, value in evidence.items())
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))), 4)
