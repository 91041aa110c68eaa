"""Scores to attributions, in the order of the text; the nested ones follow the one they stand in."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from onrecord.attribution.confidence import confidence, features
from onrecord.attribution.linking import Candidate, alone, candidates
from onrecord.attribution.quoting import (
    Marks,
    flags_of,
    insertions_of,
    kind_of,
    marks_of,
    quoted_share,
    trimmed,
)
from onrecord.attribution.tagging import Run, runs
from onrecord.encoder import Encoder, Scores
from onrecord.nouns import Article, Attribution, Span

DEPTH = 2
"""How deep statements within statements are followed: a third level was never seen in news."""
LEAST_WITHIN = 6
"""Words that a content has at least to be read again: who, a cue and something said."""
LONE_SHARE = 0.8
"""Share of a paragraph's content in quotation marks from which it may stand without a cue."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text being read: the article's, or the contents of its attributions."""

    text: str
    marks: Marks
    scores: Scores


def attributions_of(
    article: Article, scores: Scores, encoder: Encoder, min_confidence: float | None = None
) -> tuple[Attribution, ...]:
    """Every attribution of an article with at least the confidence given (by default the bundle's).

    Contents are read again for what stands within them. Ids count from 1 in the order of the text;
    "3.1" is the first within "3".
    """
    threshold = encoder.settings.threshold if min_confidence is None else min_confidence
    marks = marks_of(article.text, article.speaking())
    found = _found(Passage(article.text, marks, scores), encoder, threshold)
    numbered = [replace(a, id=str(n)) for n, a in enumerate(found, 1)]
    headlines = [b.span for b in article.blocks if b.role == "headline"]
    flagged = [_headline(a, headlines) for a in numbered]
    nested_threshold = encoder.settings.nested_threshold if min_confidence is None else min_confidence
    return tuple(_with_nested(article.text, flagged, encoder, nested_threshold, DEPTH - 1))


def _headline(attribution: Attribution, headlines: list[Span]) -> Attribution:
    start = attribution.content[0].start
    if any(s <= start < e for s, e in headlines):
        return replace(attribution, flags=(*attribution.flags, "headline"))
    return attribution


def _found(passage: Passage, encoder: Encoder, threshold: float) -> list[Attribution]:
    settings = encoder.settings
    out = []
    for paragraph in runs(passage.scores, settings.keep_bias):
        paragraph = [r for r in paragraph if _says(passage, r)]
        those = candidates(passage.scores, paragraph)
        those += [c for c in alone(paragraph) if _share(passage, c) >= LONE_SHARE]
        for candidate in those:
            attribution = _attribution(passage, candidate, len(those), settings.weights)
            if attribution.confidence >= threshold:
                out.append(attribution)
    return sorted(out, key=lambda a: (min(s for _, s in a.spans), a.content))


def _says(passage: Passage, run: Run) -> bool:
    """Whether a run has a letter or digit, or is a cue: a colon and a dash are cues too."""
    start, end = passage.scores.pieces.start[run.start], passage.scores.pieces.end[run.end - 1]
    return run.role == "cue" or any(c.isalnum() for c in passage.text[start:end])


def _share(passage: Passage, candidate: Candidate) -> float:
    return quoted_share(passage.text, _spans(passage.scores, candidate.contents), passage.marks)


def _attribution(
    passage: Passage, candidate: Candidate, rivals: int, weights: dict[str, float] | None
) -> Attribution:
    content = _spans(passage.scores, candidate.contents)
    share = quoted_share(passage.text, content, passage.marks)
    named = features(passage.scores, candidate, share, rivals)
    flags = flags_of(content, passage.marks)
    return Attribution(
        id="",
        kind=kind_of(passage.text, content, share),
        source=_spans(passage.scores, (candidate.source,)) if candidate.source else (),
        cue=_spans(passage.scores, (candidate.cue,)) if candidate.cue else (),
        content=content,
        insertions=insertions_of(passage.text, content),
        flags=flags if candidate.cue else (*flags, "no cue"),
        # Four digits: what a float's last bits hold differs between processors.
        confidence=round(confidence(named, weights), 4),
    )


def _spans(scores: Scores, of: tuple[Run, ...]) -> tuple[Span, ...]:
    starts, ends = scores.pieces.start, scores.pieces.end
    return tuple(Span(int(starts[r.start]), int(ends[r.end - 1])) for r in of)


def _with_nested(
    text: str, outer: list[Attribution], encoder: Encoder, threshold: float, depth: int
) -> Iterator[Attribution]:
    """Each attribution, then those in its content: a quotation is a small text and is read as one."""
    inner: dict[str, list[Attribution]] = {}
    parts = sorted((span, a.id) for a in outer for span in _readable(text, a)) if depth else []
    if parts:
        spans = [span for span, _ in parts]
        passage = Passage(text, marks_of(text, spans), encoder.score(text, spans))
        for found in _found(passage, encoder, threshold):
            _, owner = parts[bisect_right(parts, found.content[0].start, key=lambda p: p[0].start) - 1]
            # Without a speaker of its own it is the outer speaker's wording, and no other statement.
            if found.cue and found.source:
                number = len(inner.setdefault(owner, [])) + 1
                inner[owner].append(replace(found, id=f"{owner}.{number}", within=owner))
    for attribution in outer:
        yield attribution
        yield from _with_nested(text, inner.get(attribution.id, []), encoder, threshold, depth - 1)


def _readable(text: str, attribution: Attribution) -> list[Span]:
    spans = [trimmed(text, s) for s in attribution.content]
    return [s for s in spans if len(re.findall(r"\w+", s.of(text))) >= LEAST_WITHIN]
