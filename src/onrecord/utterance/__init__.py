"""What was said once and is told by several statements: identical, trimmed or reworded.

`words` and `wording` make of a quotation what is compared, `alignment` decides on two of them, `differences`
tells who cut what; `candidates` says which are compared at all, `clusters` makes utterances of the links,
`index` does so as statements arrive, `decisions` are what people lay over that, and `variants` is what is
shown.
"""

from onrecord.utterance.clusters import Telling
from onrecord.utterance.decisions import UtteranceDecision
from onrecord.utterance.differences import Comparison, Edit, compared
from onrecord.utterance.index import UtteranceIndex
from onrecord.utterance.variants import Told, Utterance, Variant

__all__ = [
    "Comparison",
    "Edit",
    "Telling",
    "Told",
    "Utterance",
    "UtteranceDecision",
    "UtteranceIndex",
    "Variant",
    "compared",
]
