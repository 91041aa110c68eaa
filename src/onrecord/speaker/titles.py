"""Titles of works in quotation marks, with capitals throughout: their words are no names of their own."""

import re
from bisect import bisect_right
from collections.abc import Sequence

from onrecord.nouns import Span
from onrecord.speaker.layout import Layout
from onrecord.speaker.mentions import Name
from onrecord.speaker.tables import fold, lexicon

LEAST, LONGEST = 4, 16
"""Words of such a title: shorter ones are names as often, longer ones are headlines of their own."""
BEFORE, AFTER = re.compile(r"(?<![\w'\u2019])([\w'\u2019]+) \Z"), re.compile(r" ([\w'\u2019]+)")
SMALL = 3
"""Letters of a word that may be without a capital."""


def without_titles(names: Sequence[Name], layout: Layout) -> list[Name]:
    """The names without those words of titles in quotation marks that name nobody elsewhere."""
    names = [name for name in names if not _flanked(name, layout)]
    spans = list(zip(layout.quotation_starts, layout.quotation_ends, strict=True))
    titles = [Span(*span) for span in spans if _titled(layout.text[slice(*span)])]
    if not titles:
        return names
    starts = [title.start for title in titles]

    def inside(name: Name) -> bool:
        at = bisect_right(starts, name.span.start) - 1
        return at >= 0 and name.span.end <= titles[at].end

    elsewhere = {word for name in names if not inside(name) for word in name.key}
    given = lexicon().given
    return [
        name
        for name in names
        if not inside(name)
        or name.sort not in ("unknown", "person")
        or name.key[0] in given
        or elsewhere & {*name.key}
    ]


def _flanked(name: Name, layout: Layout) -> bool:
    """True for "Want" in "… You Don't Want To …": between words that have a capital in titles alone."""
    before = BEFORE.search(layout.text, max(0, name.whole.start - 20), name.whole.start)
    after = AFTER.match(layout.text, name.span.end)
    if before is None or after is None or name.sort != "unknown":
        return False
    begins = layout.sentence_start(before.start(1)) == before.start(1)
    return not begins and _small(before.group(1)) and _small(after.group(1))


def _small(word: str) -> bool:
    table = lexicon()
    plain = fold(word)
    return word[0].isupper() and plain in table.never and plain not in table.calendar


def _titled(quoted: str) -> bool:
    """Whether all but the small words have capitals, one at least that none has within a sentence."""
    words = [word.strip("\"\u201c\u201d'\u2018\u2019`.,:;!?()") for word in quoted.split()[: LONGEST + 1]]
    words = [word for word in words if word[:1].isalpha()]
    if not LEAST <= len(words) <= LONGEST:
        return False
    return all(word[0].isupper() for word in words if len(word) > SMALL) and any(
        word[0].isupper() and not word.isupper() and word.lower() in lexicon().never for word in words[1:]
    )
