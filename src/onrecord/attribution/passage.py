"""What a text being read says, each candidate with the figures that its confidence is made of."""

from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.attribution.confidence import features
from onrecord.attribution.linking import Candidate, alone, candidates
from onrecord.attribution.quoting import Marks, flags_of, insertions_of, kind_of, quoted_share
from onrecord.attribution.tagging import Run, runs
from onrecord.encoder import Scores
from onrecord.nouns import Attribution, Span

LONE_SHARE = 0.8
"""Share of a paragraph's content in quotation marks from which it may stand without a cue."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A text being read: the article's, or the contents of its attributions."""

    text: str
    marks: Marks
    scores: Scores


def found_in(passage: Passage, keep_bias: float) -> Iterator[tuple[Attribution, dict[str, float]]]:
    """Every candidate, its confidence still to be had from the named figures beside it."""
    for paragraph in runs(passage.scores, keep_bias):
        telling = [r for r in paragraph if _says(passage, r)]
        those = candidates(passage.scores, telling)
        those += [c for c in alone(telling) if _share(passage, c) >= LONE_SHARE]
        for candidate in those:
            yield _attribution(passage, candidate, len(those))


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
    flags = flags_of(content, passage.marks)
    attribution = Attribution(
        id="",
        kind=kind_of(passage.text, content, share),
        source=_spans(passage.scores, (candidate.source,)) if candidate.source else (),
        cue=_spans(passage.scores, (candidate.cue,)) if candidate.cue else (),
        content=content,
        insertions=insertions_of(passage.text, content),
        flags=flags if candidate.cue else (*flags, "no cue"),
    )
    return attribution, named


def _spans(scores: Scores, of: tuple[Run, ...]) -> tuple[Span, ...]:
    starts, ends = scores.pieces.start, scores.pieces.end
    return tuple(Span(int(starts[r.start]), int(ends[r.end - 1])) for r in of)
