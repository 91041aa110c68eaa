"""What a person at a terminal sees: statements under their article, words in their place, speakers, sums.

All that comes from a page passes `printable` on its way, so that it is shown and never obeyed.
"""

from onrecord.terminal.corrections import corrections_table, orphans_table, review_shown
from onrecord.terminal.place import in_place
from onrecord.terminal.positions import positions_table
from onrecord.terminal.revisions import diff_shown, revisions_table
from onrecord.terminal.speakers import decisions_table, speaker_details, speakers_table
from onrecord.terminal.statements import article_with_statements, statements
from onrecord.terminal.tally import Tally
from onrecord.terminal.utterances import utterance_shown, utterances_table

__all__ = [
    "Tally",
    "article_with_statements",
    "corrections_table",
    "decisions_table",
    "diff_shown",
    "in_place",
    "orphans_table",
    "positions_table",
    "review_shown",
    "revisions_table",
    "speaker_details",
    "speakers_table",
    "statements",
    "utterance_shown",
    "utterances_table",
]
