"""Scores to attributions, in the order of the text; the nested ones follow the one they stand in."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from onrecord.attribution.confidence import confidence
from onrecord.attribution.passage import Passage, found_in
from onrecord.attribution.quoting import marks_of, unquoted
from onrecord.data import table
from onrecord.encoder import Encoder, Scores, Settings
from onrecord.nouns import Article, Attribution, Span

DEPTH = 2
"""How deep statements within statements are followed: a third level was never seen in news."""
WORD = re.compile(r"\w+")
STRICT = 0.9
LEAST_WITHIN = 6
"""Words that a content has at least to be read again: who, a cue and something said."""
OWN = frozenset({"i", "we", "you", "me", "us"})
PRONOUNS = frozenset({"he", "she", "it", "they", "his", "her", "its", "their", "who", "which"})
PRONOUNS |= {"this", "that", "these", "those", "one", "some", "many", "others"}


def attributions_of(article: Article, scores: Scores, encoder: Encoder) -> tuple[Attribution, ...]:
    """Every attribution of an article with at least the confidence that the encoder's settings ask.

    Contents are read again for what stands within them. Ids count from 1 in the order of the text;
    "3.1" is the first within "3".
    """
    marks = marks_of(article.text, article.speaking())
    found = _found(Passage(article.text, marks, scores), encoder.settings, encoder.settings.threshold)
    numbered = [replace(a, id=str(n)) for n, a in enumerate(found, 1)]
    headlines = [b.span for b in article.blocks if b.role == "headline"]
    flagged = [_headline(a, headlines) for a in numbered]
    return tuple(_with_nested(article.text, flagged, encoder, DEPTH - 1))


def _headline(attribution: Attribution, headlines: list[Span]) -> Attribution:
    start = attribution.content[0].start
    if any(s <= start < e for s, e in headlines):
        return replace(attribution, flags=(*attribution.flags, "headline"))
    return attribution


def _found(passage: Passage, settings: Settings, threshold: float) -> list[Attribution]:
    """What a passage says, in order, as far as its confidence reaches the threshold."""
    sure = (
        # Four digits: what a float's last bits hold differs between processors.
        replace(attribution, confidence=round(confidence(named, settings.weights), 4))
        for attribution, named in found_in(passage, settings)
    )
    kept = (a for a in sure if a.confidence >= threshold)
    return sorted(kept, key=lambda a: (min(s for _, s in a.spans), a.content))


def _with_nested(text: str, outer: list[Attribution], encoder: Encoder, depth: int) -> Iterator[Attribution]:
    """Each attribution, then those in its content: a quotation is a small text and is read as one."""
    inner: dict[str, list[Attribution]] = {}
    parts = (
        sorted((span, a.id) for a in outer for span in _readable(text, a, encoder.settings)) if depth else []
    )
    if parts:
        spans = [span for span, _ in parts]
        passage = Passage(text, marks_of(text, spans), encoder.score(text, spans))
        for found in _found(passage, encoder.settings, encoder.settings.threshold):
            _, owner = parts[bisect_right(parts, found.content[0].start, key=lambda p: p[0].start) - 1]
            # Without a speaker of its own it is the outer speaker's wording, and no other statement.
            if _stands(text, found, encoder.settings):
                number = len(inner.setdefault(owner, [])) + 1
                inner[owner].append(replace(found, id=f"{owner}.{number}", within=owner))
    for attribution in outer:
        yield attribution
        yield from _with_nested(text, inner.get(attribution.id, []), encoder, depth - 1)


def _stands(text: str, found: Attribution, settings: Settings) -> bool:
    """Whether what was found within a content is a statement of its own.

    It has a source, and that is not the outer speaker; inner quotation marks are proof enough, without
    them it needs the nested threshold, and more of a pronoun: whom "he" means in another's words is a harder
    question.
    """
    if not found.source or _is_outer(text, found) or not _says(text, found):
        return False
    needed = settings.nested_threshold
    if _all_in(text, found, PRONOUNS):
        needed = max(needed, settings.pronoun_threshold)
    return found.kind == "direct" or found.confidence >= needed


def _says(text: str, found: Attribution) -> bool:
    """Whether its cue has a word of saying or thinking: inside a quotation too much else looks like one."""
    return any(_has_cue(span.of(text)) for span in found.cue)


def _is_outer(text: str, found: Attribution) -> bool:
    """Whether the source is the outer speaker or who is spoken to: "I think" is wording, no statement."""
    return _all_in(text, found, OWN)


def _all_in(text: str, found: Attribution, words: frozenset[str]) -> bool:
    return all(s.of(text).lower() in words for s in found.source)


def _readable(text: str, attribution: Attribution, settings: Settings) -> list[Span]:
    """The spans of a content that are read again: where a word of saying stands in them.

    Of an indirect one, which has no inner marks as proof, a strict threshold keeps next to nothing (one
    statement in 84 articles, for a tenth of the time), so it is read again for a lenient one alone.
    """
    if attribution.kind == "indirect" and settings.nested_threshold > STRICT:
        return []
    spans = [unquoted(text, s) for s in attribution.content]
    return [s for s in spans if len(s.of(text).split()) >= LEAST_WITHIN and _has_cue(s.of(text))]


def _has_cue(words: str) -> bool:
    return not _cues().isdisjoint(WORD.findall(words.lower()))


@cache
def _cues() -> frozenset[str]:
    return frozenset(table("cues")["words"].split())
