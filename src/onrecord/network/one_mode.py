"""Speakers and speakers: the congruence and conflict networks of Discourse Network Analyzer.

With x(i, j, k) how often speaker i takes stance k on target j, k' the other stance, and a(i) = Σ_j Σ_k
x(i, j, k) the speaker's activity:

    congruence(i, i') = Φ( Σ_j Σ_k x(i, j, k) x(i', j, k) )
    conflict(i, i')   = Φ( Σ_j Σ_k x(i, j, k) x(i', j, k') )
    subtract(i, i')   = congruence(i, i') - conflict(i, i')

    Φ no:       w
    Φ average:  w / ½ (a(i) + a(i'))                                       "average activity"
    Φ jaccard:  w / ( Σ x(i, j, k) [x(i', j, k) = 0] + Σ x(i', j, k) [x(i, j, k) = 0]
                      + Σ x(i, j, k) x(i', j, k) )
    Φ cosine:   w / ( √a(i)² √a(i')² )

Where everything counts once, x is 0 or 1, and congruence without normalisation is the number of pairs of
target and stance that two speakers share. The denominator of "cosine" is the product of the activities, as
DNA has it, not the Euclidean one; of subtract both terms have the same denominator.

Source: P. Leifeld, J. Gruber, F. R. Bossner, Discourse Network Analyzer Manual, chapter "Methods for
Network Construction", sections "Construction of One-Mode Networks" (binary case) and "Normalisation for
One-Mode Networks"; P. Leifeld, Discourse Network Analysis: Policy Debates as Dynamic Networks, in: The
Oxford Handbook of Political Networks, 2017; the same in DNA's own Exporter (computeOneModeMatrix).
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations, product
from math import comb
from typing import NamedTuple

from onrecord.errors import RecordError
from onrecord.network.two_mode import Uses

MOST_PAIRS = 500_000
"""Pairs of speakers who may speak of the same target, for more of which no network is made: those of a
thousand speakers. Of 200,000 statements 349,416 ties took 480 MB; 20,000 speakers of one target would have
200 million."""


class Shared(NamedTuple):
    """What two speakers have in common, not normalised: the sums of the formulas above.
    `own` and `other` are what each of them says on what they agree about."""

    congruence: int
    conflict: int
    own: int
    other: int


def shared(uses: Uses) -> dict[tuple[int, int], Shared]:
    """What any two speakers (by number, the lower first) share who speak of the same target.
    Raises RecordError where they are too many to be held."""
    takers: dict[int, tuple[dict[int, int], dict[int, int]]] = defaultdict(lambda: ({}, {}))
    for (speaker, target, stance), count in uses.items():
        takers[target][stance][speaker] = count
    _check(takers.values())
    sums: dict[tuple[int, int], list[int]] = {}
    for both in takers.values():
        for side in both:
            for (one, x), (other, y) in combinations(sorted(side.items()), 2):
                found = sums.setdefault((one, other), [0, 0, 0, 0])
                found[0] += x * y
                found[2] += x
                found[3] += y
        for (one, x), (other, y) in product(both[0].items(), both[1].items()):
            if one != other:
                pair = (one, other) if one < other else (other, one)
                sums.setdefault(pair, [0, 0, 0, 0])[1] += x * y
    return {pair: Shared(*found) for pair, found in sums.items()}


def _check(takers: Iterable[tuple[dict[int, int], dict[int, int]]]) -> None:
    """Raises RecordError where there may be too many pairs: each target's own, but at most all there are."""
    everybody: set[int] = set()
    pairs = 0
    for favourable, opposed in takers:
        everybody.update(favourable, opposed)
        pairs += comb(len(favourable.keys() | opposed.keys()), 2)
    pairs = min(pairs, comb(len(everybody), 2))
    if pairs > MOST_PAIRS:
        raise RecordError(
            f"{pairs:,} pairs of speakers may speak of the same target; more than {MOST_PAIRS:,} are too "
            "many: leave out speakers of few statements (a higher least), or take a shorter period",
            step="network",
        )


def activities(uses: Uses) -> dict[int, int]:
    """a(i): how much each speaker says."""
    sums: dict[int, int] = defaultdict(int)
    for (speaker, _, _), count in uses.items():
        sums[speaker] += count
    return sums


def weight(found: Shared, own: int, other: int, mode: str, normalise: str) -> float:
    """The weight of a tie between speakers of these activities."""
    raw = {
        "congruence": found.congruence,
        "conflict": found.conflict,
        "subtract": found.congruence - found.conflict,
    }[mode]
    match normalise:
        case "average":
            return raw / ((own + other) / 2)
        case "jaccard":
            return raw / (own - found.own + other - found.other + found.congruence)
        case "cosine":
            return raw / (own * other)
    return float(raw)
