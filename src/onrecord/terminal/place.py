"""An article or a statement in its place: its words marked where they stand, the way to the name beside."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from rich.console import RenderableType
from rich.style import Style
from rich.table import Table
from rich.text import Text

from onrecord.identity import joined
from onrecord.nouns import SPEAKING_ROLES, Block, Reading, Span, Statement
from onrecord.plover import plover_of
from onrecord.record import Shown
from onrecord.rows import Decided, KnownAs, words_of
from onrecord.share.screen import printable
from onrecord.terminal.statements import head

FURNITURE = Style(dim=True)
LABEL = Style(dim=True, italic=True)
# Painted in this order: source and cue may stand within the content and are painted over it.
ROLES = {
    "content": Style(color="green"),
    "source": Style(color="cyan", bold=True),
    "cue": Style(color="yellow"),
    "mention": Style(color="cyan", underline=True),
    "addressee": Style(color="magenta", underline=True),
    "occasion": Style(color="magenta", underline=True),
    "when": Style(color="magenta", underline=True),
    "for": Style(underline=True, bold=True),
    "against": Style(underline=True, bold=True),
}
LABELS = {"addressee": "to", "occasion": "where", "when": "when", "for": "for", "against": "against"}


class Mark(NamedTuple):
    """A place in the text with its role; the label stands after its words, so that no colour is needed."""

    span: Span
    role: str
    label: str = ""


def in_place(shown: Shown, decided: Decided | None = None) -> list[RenderableType]:
    """An article with all its statements, or one statement with the paragraphs around it, marked where
    they stand; furniture grey, its role before it. To be printed with a blank line after each."""
    reading, article = shown.reading, shown.reading.article
    one = shown.statement
    more = [] if shown.newest else [f"version {shown.revision}, since replaced"]
    parts: list[RenderableType] = [head(article, *more)]
    if one is None:
        marks = [mark for each in reading.statements for mark in _marks(each)]
        numbers = list(range(len(article.blocks)))
    else:
        marks = [*_marks(one, labels=True)]
        numbers = _around(article.blocks, marks)
        speaker = one.speaker
        parts.append(particulars(reading, one, decided(article.id, speaker) if decided and speaker else None))
    inside = _by_block(article.blocks, marks)
    for before, number in zip((None, *numbers), numbers, strict=False):
        gap = "…\n\n" if before is not None and number > before + 1 else ""
        parts.append(_paragraph(article.text, article.blocks[number], inside[number], gap))
    return parts


def particulars(reading: Reading, statement: Statement, known_as: KnownAs | None = None) -> Table:
    """What is known of a statement, a line each, with the confidence of each column that has one."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    for name, value, confidence in _known(reading.article.text, statement, known_as):
        if value:
            sure = "" if confidence is None else f"{confidence:.2f}"
            grid.add_row(Text(name, style="dim"), Text(printable(value)), Text(sure, style="dim"))
    return grid


def _known(
    text: str, statement: Statement, known_as: KnownAs | None
) -> Iterator[tuple[str, str | None, float | None]]:
    attribution, speaker, sure = statement.attribution, statement.speaker, statement.confidences
    yield "statement", attribution.id, attribution.confidence
    yield "speaker", f"{speaker.name} ({speaker.type})" if speaker else "none is named", sure.speaker
    if speaker is not None:
        yield "", None if speaker.resolved else "the name could not be followed further", None
        yield from (("", step, None) for step in chain(statement, text))
    if known_as is not None:
        yield "", _as_decided(known_as), None
    yield "said", joined(text, attribution.content), None
    yield "source", joined(text, attribution.source), None
    yield "cue", joined(text, attribution.cue), None
    yield "kind", attribution.kind, None
    plover = plover_of(statement.act, joined(text, attribution.cue))
    yield "act", f"{statement.act} (PLOVER: {plover})" if plover else statement.act, sure.act
    for target in statement.targets:
        read = words_of(target.span, text)
        place = f": “{read}” ({_at(target.span)})" if target.span and read is not None else ""
        yield target.stance, f"{target.name}{place}", target.confidence
    yield "said to", _placed(statement.addressee, text), sure.addressee
    yield "occasion", _placed(statement.occasion, text), sure.occasion
    yield "when", _placed(statement.when, text), sure.when
    yield "said on", statement.said_on, None
    yield "within", attribution.within, None
    yield "note", "; ".join(attribution.flags + statement.flags), None
    yield "stands at", ", ".join(map(_at, attribution.content)), None


def chain(statement: Statement, text: str) -> list[str]:
    """The way from the source to the name, a step each: its words, its place, and why it was taken."""
    mentions = statement.speaker.mentions if statement.speaker else ()
    return [
        f"{number}  “{' '.join(mention.span.of(text).split())}” ({_at(mention.span)}): {mention.reason}"
        for number, mention in enumerate(mentions, start=1)
    ]


def _as_decided(known_as: KnownAs) -> str:
    identifier = f", {known_as.identifier}" if known_as.identifier else ""
    return f"by people’s decision: {known_as.name} ({known_as.type}{identifier})"


def _placed(span: Span | None, text: str) -> str | None:
    return None if span is None else f"{span.of(text)} ({_at(span)})"


def _at(span: Span) -> str:
    return f"{span.start}–{span.end}"


def _marks(statement: Statement, *, labels: bool = False) -> list[Mark]:
    """All that a statement marks in the text, in the order in which it is painted."""
    marks = [Mark(span, role) for role, span in statement.attribution.spans]
    mentions = statement.speaker.mentions if labels and statement.speaker else ()
    if len(mentions) > 1:
        marks += [Mark(each.span, "mention", str(number)) for number, each in enumerate(mentions, start=1)]
    for role in ("addressee", "occasion", "when"):
        span: Span | None = getattr(statement, role)
        if span is not None:
            marks.append(Mark(span, role, LABELS[role]))
    marks += [Mark(each.span, each.stance, each.stance) for each in statement.targets if each.span]
    marks.sort(key=lambda mark: list(ROLES).index(mark.role))
    return marks if labels else [mark._replace(label="") for mark in marks]


def _by_block(blocks: tuple[Block, ...], marks: Iterable[Mark]) -> list[list[Mark]]:
    """For each block the marks that touch it, in the order in which they are painted."""
    ends = [block.span.end for block in blocks]  # ascending: blocks are in order and disjoint
    found: list[list[Mark]] = [[] for _ in blocks]
    for mark in marks:
        for number in range(bisect_right(ends, mark.span.start), len(blocks)):
            if blocks[number].span.start >= mark.span.end:
                break
            found[number].append(mark)
    return found


def _around(blocks: tuple[Block, ...], marks: Iterable[Mark]) -> list[int]:
    """The numbers of the blocks that a statement's marks touch, and the nearest ones that speak."""
    spans = [mark.span for mark in marks]
    touched = {n for n, block in enumerate(blocks) if any(_overlap(block.span, span) for span in spans)}
    near = {n + step for n in touched for step in (-1, 1) if 0 <= n + step < len(blocks)}
    wanted = touched | {n for n in near if blocks[n].role in SPEAKING_ROLES}
    return sorted(wanted)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _paragraph(text: str, block: Block, inside: list[Mark], before: str) -> Text:
    """One block, cut wherever a mark begins or ends: what is printed may be longer than the words."""
    start, end = block.span
    cuts = sorted({start, end, *(min(max(at, start), end) for mark in inside for at in mark.span)})
    speaks = block.role in SPEAKING_ROLES
    base = Style(bold=True) if block.role in ("headline", "subheading") else Style()
    paragraph = Text()
    paragraph.append(before, style="dim")
    if not speaks:
        paragraph.append(f"[{block.role}] ", style=FURNITURE)
    for here, after in pairwise(cuts):
        styles = [ROLES[mark.role] for mark in inside if mark.span.start <= here and after <= mark.span.end]
        style = Style.combine([base, *styles]) if speaks else FURNITURE
        paragraph.append(printable(text[here:after], lines=True), style=style)
        labels = dict.fromkeys(mark.label for mark in inside if mark.label and mark.span.end == after)
        if labels:
            paragraph.append(f"[{', '.join(labels)}]", style=LABEL)
    return paragraph
