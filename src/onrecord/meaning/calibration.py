"""From what speaks for a value to a probability: a logistic model a column, its coefficients the bundle's.

They are learned on annotated articles that the network never saw (training.calibration).
"""

import math
from collections.abc import Mapping

Evidence = Mapping[str, float]
"""Named figures that speak for a value; "raw", a probability that the network gives, is always among them."""
Columns = Mapping[str, Mapping[str, float]]
LEAST = 1e-3


def chance_of(evidence: Evidence, column: str, columns: Columns | None) -> float:
    """The probability that a value is right, to four digits (more differ between processors); the raw one
    where the bundle has no coefficients for the column."""
    weights = (columns or {}).get(column)
    if weights is None:
        return round(evidence["raw"], 4)
    logit = weights["bias"] + sum([weights.get(name, 0.0) * value for name, value in evidence.items()])
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))), 4)


def threshold_of(column: str, columns: Columns | None) -> float:
    """The probability below which a column stays empty."""
    return (columns or {}).get(column, {}).get("threshold", 0.0)


def logit(chance: float) -> float:
    """The logit of a probability, kept between those of 0.001 and 0.999."""
    chance = min(1 - LEAST, max(LEAST, chance))
    return math.log(chance / (1 - chance))
