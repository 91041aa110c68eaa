"""Two readings of one address: which words stand where they stood, and what became of each statement.

`placing` finds the words of one text in another, `statements` says which statement is which, `blocks` tells
what changed in the page. Pure: nothing here knows a database, and the same two readings give the same answer.
"""

from onrecord.revision.blocks import BlockChange, WordEdit, block_changes, word_edits
from onrecord.revision.placing import Placing, placing
from onrecord.revision.statements import Comparison, Fate, Places, Sort, compared, located, places_of

__all__ = [
    "BlockChange",
    "Comparison",
    "Fate",
    "Places",
    "Placing",
    "Sort",
    "WordEdit",
    "block_changes",
    "compared",
    "located",
    "places_of",
    "placing",
    "word_edits",
]
