"""Speakers and targets: the affiliation network of Discourse Network Analyzer.

With x(i, j, k) how often speaker i takes stance k on target j, and k either "for" or "against":

    weight(i, j) = Φ( x(i, j, for) - x(i, j, against) )                     DNA's "subtract"
    Φ no:         w
    Φ activity:   w / Σ_j Σ_k x(i, j, k)                                    of all that the speaker says
    Φ prominence: w / Σ_i Σ_k x(i, j, k)                                    of all that is said of the target

Source: P. Leifeld, J. Gruber, F. R. Bossner, Discourse Network Analyzer Manual, chapter "Methods for
Network Construction", sections "Affiliation Networks" and "Normalisation of Affiliation Networks"; the
same in DNA's own Exporter (computeTwoModeMatrix). An edge of weight 0 says as much for as against; DNA's
matrix cannot tell it from no edge at all.
"""

from collections import defaultdict
from collections.abc import Mapping

Uses = Mapping[tuple[int, int, int], int]
"""x: how often a speaker (by number) takes a stance (0 for, 1 against) on a target (by number)."""


def sides(uses: Uses, normalise: str) -> dict[tuple[int, int], float]:
    """The weight of each speaker's side on each target, by their numbers."""
    raw: dict[tuple[int, int], int] = defaultdict(int)
    by_speaker: dict[int, int] = defaultdict(int)
    by_target: dict[int, int] = defaultdict(int)
    for (speaker, target, stance), count in uses.items():
        raw[speaker, target] += -count if stance else count
        by_speaker[speaker] += count
        by_target[target] += count
    if normalise == "activity":
        return {pair: weight / by_speaker[pair[0]] for pair, weight in raw.items()}
    if normalise == "prominence":
        return {pair: weight / by_target[pair[1]] for pair, weight in raw.items()}
    return {pair: float(weight) for pair, weight in raw.items()}
