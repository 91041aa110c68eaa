"""What a text being read says, each candidate with the figures that its confidence is made of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from onrecord.attribution.confidence import features
from onrecord.attribution.linking import Candidate, alone, candidates
from onrecord.attribution.quoting import Marks, flags_of, insertions_of, kind_of, quoted_share
from onrecord.attribution.tagging import Run, runs
from onrecord.encoder import Scores
from onrecord.nouns import Attribution, Span

LONE_SHARE = 0.8
"""Share of a paragraph's content in quotation marks from which it may stand without a cue."""
FARTHEST = 120
DOUBLE_OPENS = re.compile("''|[\"\u201c\u201e\u00ab]")
VERBLESS = re.compile(
    r"\W*(?:\d{1,2}[.:]\d\d ?(?:[ap]\.?m\.?)?\W+)?"  # a live-blog's time
    r"(?P<source>[A-Z\u00c0-\u00de][^:\u2013\u2014\u2015.!?\"\u201c\u201d]{0,80}?)"
    r"\s*(?P<cue>[:\u2013\u2014\u2015])\W*"
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A text being read: the article's, or the contents of its attributions."""

    text: str
    marks: Marks
    scores: Scores


def found_in(passage: Passage, keep_bias: float) -> Iterator[tuple[Attribution, dict[str, float]]]:
    """Every candidate, its confidence still to be had from the named figures beside it.

    A quotation that its paragraph leaves open goes on where the next one opens with a mark, as printers
    have it; it stays one attribution.
    """
    before: list[tuple[Attribution, dict[str, float]]] = []
    for paragraph in runs(passage.scores, keep_bias):
        telling = [r for r in paragraph if _says(passage, r)]
        those = candidates(passage.scores, telling)
        those += [c for c in alone(telling) if _share(passage, c) >= LONE_SHARE]
        here = [_attribution(passage, c, len(those)) for c in those]
        if len(here) == 1 and before and _goes_on(passage, before[-1][0], here[0][0]):
            longer = (*before[-1][0].content, *here[0][0].content)
            before[-1] = (
                replace(
                    before[-1][0],
                    content=longer,
                    insertions=insertions_of(passage.text, longer),
                    flags=flags_of(here[0][0].content, passage.marks),
                ),
                before[-1][1],
            )
            continue
        yield from before
        before = here
    yield from before


def _goes_on(passage: Passage, before: Attribution, here: Attribution) -> bool:
    """Whether `here` is only the next paragraph of the quotation that ends `before`."""
    if here.cue or here.source or not before.content:
        return False
    end, start = before.content[-1].end, here.content[0].start
    between = passage.text[end:start]
    opened = DOUBLE_OPENS.match(passage.text[start:]) or DOUBLE_OPENS.search(between[between.rfind("\n") :])
    return bool(passage.marks.unclosed[end - 1] and opened and not any(c.isalnum() for c in between))


def _says(passage: Passage, run: Run) -> bool:
    """Whether a run has a letter or digit, or is a cue: a colon and a dash are cues too."""
    start, end = passage.scores.pieces.start[run.start], passage.scores.pieces.end[run.end - 1]
    return run.role == "cue" or any(c.isalnum() for c in passage.text[start:end])


def _share(passage: Passage, candidate: Candidate) -> float:
    return quoted_share(passage.text, _spans(passage.scores, candidate.contents), passage.marks)


def _attribution(passage: Passage, candidate: Candidate, rivals: int) -> tuple[Attribution, dict[str, float]]:
    content = _spans(passage.scores, candidate.contents)
    share = quoted_share(passage.text, content, passage.marks)
    named = features(passage.scores, candidate, share, rivals)
    source = _spans(passage.scores, (candidate.source,)) if candidate.source else ()
    cue = _spans(passage.scores, (candidate.cue,)) if candidate.cue else ()
    if not cue:
        source, cue = _verbless(passage.text, content[0].start)
    flags = flags_of(content, passage.marks)
    attribution = Attribution(
        id="",
        kind=kind_of(passage.text, content, share),
        source=source,
        cue=cue,
        content=content,
        insertions=insertions_of(passage.text, content),
        flags=flags if cue else (*flags, "no cue"),
    )
    return attribution, named


def _verbless(text: str, start: int) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
    """Source and cue of a quotation that follows "Name:" or "Name –" at the head of its paragraph."""
    head = max((text.rfind(sign, 0, start) for sign in "\n\r\u2028\u2029"), default=-1) + 1
    match = VERBLESS.fullmatch(text, max(head, start - FARTHEST), start)
    if match is None:
        return (), ()
    return (Span(*match.span("source")),), (Span(*match.span("cue")),)


def _spans(scores: Scores, of: tuple[Run, ...]) -> tuple[Span, ...]:
    starts, ends = scores.pieces.start, scores.pieces.end
    return tuple(Span(int(starts[r.start]), int(ends[r.end - 1])) for r in of)
