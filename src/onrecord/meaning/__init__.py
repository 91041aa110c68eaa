"""What a statement does, to whom, when and on what occasion, for or against whom.

`acts` reads the act, `circumstance` the phrases that a cue points to, `dates` makes a day of the words for
it, `target` says for or against whom; `calibration` tells how sure each is; `statements` ties them.
"""

from onrecord.meaning.statements import statements_of

__all__ = ["statements_of"]
