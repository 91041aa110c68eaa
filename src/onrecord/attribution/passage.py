"""What a text being read says, each candidate with the figures that its confidence is made of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from onrecord.attribution.confidence import features
from onrecord.attribution.layout import Pair, headed, labelled, signed, turn
from onrecord.attribution.linking import Candidate, alone, asked, candidates
from onrecord.attribution.quoting import Marks, flags_of, insertions_of, kind_of, quoted_share
from onrecord.attribution.tagging import Run, joined, runs
from onrecord.encoder import Scores, Settings
from onrecord.nouns import Attribution, Span

LONE_SHARE = 0.8
"""Share of a paragraph's content in quotation marks from which it may stand without a cue."""
DOUBLE_OPENS = re.compile("''|[\"\u201c\u201e\u00ab]")
NO_CUE = "no cue"
UNSPACED = "\u0e00"
"""From Thai on there are scripts without spaces between words."""
QUOTED = frozenset("\"'\u201d\u2019\u00bb")
SIGNS = frozenset(":\u2013\u2014\u2015-")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text being read: the article's, or the contents of its attributions."""

    text: str
    marks: Marks
    scores: Scores


def found_in(passage: Passage, settings: Settings) -> Iterator[tuple[Attribution, dict[str, float]]]:
    """Every candidate, its confidence still to be had from the named figures beside it.

    A quotation that its paragraph leaves open goes on where the next one opens with a mark, as printers
    have it; it stays one attribution.
    """
    before: list[tuple[Attribution, dict[str, float]]] = []
    announced: tuple[Candidate, ...] = ()
    for paragraph in runs(passage.scores, settings.keep_bias, settings.cue_bias):
        telling = [r for r in joined(paragraph) if _says(passage, r)]
        those = candidates(passage.scores, telling)
        lone = [c for c in alone(telling) if _share(passage, c) >= LONE_SHARE]
        here = [_attribution(passage, c, len(those) + len(lone)) for c in (*those, *lone)]
        if lone and before and _goes_on(passage, before[-1][0], here[0][0]):
            before[-1] = _longer(passage, before[-1], here[0][0])
            continue
        if lone and announced:
            here = [(_said_by(passage, here[0][0], announced[0]), here[0][1])]
        announced = _announcing(passage, telling)
        yield from before
        before = here
    yield from before


def _longer(
    passage: Passage, before: tuple[Attribution, dict[str, float]], here: Attribution
) -> tuple[Attribution, dict[str, float]]:
    content = (*before[0].content, *here.content)
    return replace(
        before[0],
        content=content,
        insertions=insertions_of(passage.text, content),
        flags=(*flags_of(here.content, passage.marks), *(f for f in before[0].flags if f == NO_CUE)),
    ), before[1]


def _announcing(passage: Passage, telling: list[Run]) -> tuple[Candidate, ...]:
    """The last cue of a paragraph that ends in a colon, with its source: what follows is said there."""
    cues = [r for r in telling if r.role == "cue"]
    if not cues:
        return ()
    last = int(passage.scores.pieces.end[cues[-1].end - 1])
    rest = passage.text[last : last + 200].split("\n", 1)[0].rstrip()
    ends = passage.text[last - 1] == ":" if not rest else rest.endswith(":")
    return (asked(passage.scores, cues[-1], telling),) if ends else ()


def _said_by(passage: Passage, lone: Attribution, announced: Candidate) -> Attribution:
    if lone.cue or announced.cue is None:
        return lone
    return replace(
        lone,
        cue=_spans(passage, (announced.cue,)),
        source=_spans(passage, (announced.source,)) if announced.source else (),
        flags=tuple(f for f in lone.flags if f != NO_CUE),
    )


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
    if run.role == "cue":
        return True
    starts, ends = passage.scores.pieces.edges
    return 1 in passage.marks.counted[starts[run.start] : ends[run.end - 1]]


def _share(passage: Passage, candidate: Candidate) -> float:
    return quoted_share(_spans(passage, candidate.contents), passage.marks)


def _attribution(passage: Passage, candidate: Candidate, rivals: int) -> tuple[Attribution, dict[str, float]]:
    content = _spans(passage, candidate.contents)
    share = quoted_share(content, passage.marks)
    named = features(passage.scores, candidate, share, rivals)
    source = _spans(passage, (candidate.source,)) if candidate.source else ()
    cue = _spans(passage, (candidate.cue,)) if candidate.cue else ()
    if not cue:
        (source, cue), first = _laid_out(passage, content)
        content = (first, *content[1:])
    if cue and not source and cue[0].of(passage.text) in SIGNS:
        source = _of_the_article(passage, labelled(passage.text, cue[0]))
    flags = flags_of(content, passage.marks)
    attribution = Attribution(
        id="",
        kind=kind_of(passage.text, content, share),
        source=source,
        cue=cue,
        content=content,
        insertions=insertions_of(passage.text, content),
        flags=flags if cue else (*flags, NO_CUE),
    )
    return attribution, named


def _laid_out(passage: Passage, content: tuple[Span, ...]) -> tuple[Pair, Span]:
    """What the layout says of who speaks, furniture left aside; and the first span without a turn's label."""
    text, first = passage.text, content[0]
    pair = headed(text, first.start)
    if not pair[1]:
        pair, first = turn(text, first)
    if not pair[1]:
        pair = signed(text, content[-1].end)
    source, cue = (_of_the_article(passage, spans) for spans in pair)
    return ((source, cue) if source and cue else ((), ())), first


def _of_the_article(passage: Passage, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """The spans, if none of them stands in furniture."""
    return spans if all(0 not in passage.marks.speaks[s:e] for s, e in spans) else ()


def _spans(passage: Passage, of: tuple[Run, ...]) -> tuple[Span, ...]:
    """The runs as spans of whole words, such as nothing but white space parts as one; a quotation that ends
    stays apart from the next."""
    starts, ends = passage.scores.pieces.edges
    out: list[Span] = []
    for run in of:
        start, end = _whole(passage.text, Span(starts[run.start], ends[run.end - 1]))
        before = out[-1] if out else None
        if (
            before
            and passage.text[before.end - 1] not in QUOTED
            and passage.text[before.end : start].isspace()
        ):
            out[-1] = Span(before.start, end)
        elif before and start < before.end:
            out[-1] = Span(before.start, max(before.end, end))
        else:
            out.append(Span(start, end))
    return tuple(out)


def _whole(text: str, span: Span) -> Span:
    """The span with the rest of a word that it begins or ends in: tags are told of pieces of words."""
    start, end = span
    while start > 0 and _one_word(text[start - 1], text[start]):
        start -= 1
    while end < len(text) and _one_word(text[end - 1], text[end]):
        end += 1
    return Span(start, end)


def _one_word(one: str, other: str) -> bool:
    """Whether two characters side by side are of one word; of scripts that write no spaces nobody knows."""
    return one.isalnum() and other.isalnum() and max(one, other) < UNSPACED
