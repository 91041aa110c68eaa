"""Speakers by their source's own words, where no name is to be had."""

import re
from collections.abc import Sequence

from onrecord.nouns import Mention, Span, Speaker, SpeakerType
from onrecord.speaker.phrases import type_of
from onrecord.speaker.tables import lexicon

AFTERTHOUGHT = re.compile(r",? (?:who|which|whose)\b|, (?!and\b)|\s?[\u2014\u2013(]| -{1,2} ")
"""Where what is only added to a description begins: "the alliance, which includes …"."""
CLAUSE = re.compile(r" (?:who|whose|which)\b")
BARE = 2
"""Words before a clause that say too little without it: "those who …"."""
BY_PRONOUN: dict[str, SpeakerType] = {
    "plural": "group",
    "first_plural": "group",
    "both": "group",
    "neuter": "organization",
}


def own_words(
    text: str, spans: Sequence[Span], words: Sequence[str], *, resolved: bool = True, kind: str = ""
) -> Speaker:
    """A speaker by the source's own words, without a leading article and what is only added.

    `words` are those of the phrase that says what it is; `kind` is the pronoun's, if it is one.
    """
    name = trimmed(" ".join(span.of(text) for span in spans))
    if words and words != ["people"]:
        name = _without_afterthought(name)
    if name.endswith(("'s", "\u2019s")):
        name = name[:-2]
    mentions = (Mention(Span(*spans[0]), "source"),)
    if kind in BY_PRONOUN:
        return Speaker(name, BY_PRONOUN[kind], mentions, resolved)
    if words and words[-1] == "group" and " of " in name:
        return Speaker(name, "group", mentions, resolved)
    return Speaker(name, "unnamed" if kind else type_of(words, lexicon()), mentions, resolved)


def _without_afterthought(name: str) -> str:
    """Cut what is only added; a clause without a comma is kept where nearly nothing stands before it."""
    kept = AFTERTHOUGHT.split(name, maxsplit=1)[0]
    clause = CLAUSE.match(name, len(kept))
    if clause is None or len(kept.split()) > BARE:
        return kept or name
    return name[: clause.end()] + AFTERTHOUGHT.split(name[clause.end() :], maxsplit=1)[0]


def trimmed(words: str) -> str:
    """Words without white space, dashes, "by" and an article around them."""
    text = " ".join(words.split()).strip(" ,;:\u2014\u2013-")
    for leading in (("from", "by"), ("the", "a", "an")):
        first, _, rest = text.partition(" ")
        text = rest if rest and first.lower() in leading else text
    return text
