"""PLOVER: the class of political events that each act of a statement maps to.

PLOVER (Open Event Data Alliance) codes what was done; only acts of speaking have a class here. Source of
the classes: Halterman et al., "PLOVER and POLECAT: a new political event ontology and dataset" (2023).
"""

import re
from collections.abc import Mapping
from typing import Literal, get_args

from onrecord.nouns import Act

Plover = Literal[
    "CONSULT", "ACCUSE", "REJECT", "REQUEST", "COOPERATE", "AGREE", "CONCEDE", "THREATEN", "SUPPORT"
]
PLOVER: tuple[Plover, ...] = get_args(Plover)

CLASSES: Mapping[Act, Plover] = {
    "ask": "CONSULT",
    "accuse": "ACCUSE",
    "criticise": "ACCUSE",
    "deny": "REJECT",
    "demand": "REQUEST",
    "propose": "COOPERATE",
    "promise": "AGREE",
    "threaten": "THREATEN",
    "support": "SUPPORT",
    "agree": "AGREE",
}
"""To state, to predict and to believe are no events: they have no class."""

# fmt: off
CONCEDING = frozenset(
    {
        "concede", "concedes", "conceded", "conceding", "concession", "admit", "admits", "admitted",
        "admitting", "admittedly", "admission", "acknowledge", "acknowledges", "acknowledged",
        "acknowledging", "acknowledgement", "acknowledgment", "apologise", "apologises", "apologised",
        "apologising", "apologize", "apologizes", "apologized", "apologizing", "apology", "apologies",
        "confess", "confesses", "confessed", "confessing", "confession", "sorry", "regret", "regrets",
        "regretted", "regretting",
    }
)
# fmt: on
"""Words of a cue by which to agree is to yield."""


def plover_of(act: Act | None, cue_words: str = "") -> Plover | None:
    """The PLOVER class of an act, None where it has none; "agree" is CONCEDE where its cue concedes."""
    if act is None:
        return None
    if act == "agree" and CONCEDING.intersection(re.findall(r"\w+", cue_words.lower())):
        return "CONCEDE"
    return CLASSES.get(act)
