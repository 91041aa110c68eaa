"""An article's text cut into flat pieces, each with all the marks that lie on it.

Spans nest and cross as they like; tags cannot. So the text is cut wherever a span begins or ends, and each
piece says which spans it belongs to.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

from onrecord.nouns import SPEAKING_ROLES, Block, Reading, Span, Statement
from onrecord.web.parts import Part, blocks_in, touches

LETTERS = {
    "content": "c",
    "source": "s",
    "cue": "q",
    "insertion": "i",
    "mention": "m",
    "addressee": "a",
    "occasion": "o",
    "when": "w",
    "for": "f",
    "against": "g",
}
"""What stands in `data-m` for each role, before the statement's number."""
SEEN = ("content", "source", "cue", "insertion")
"""The roles that are marked for all statements at once; the others only for the one that is looked at."""
DEEPEST = 3


class Mark(NamedTuple):
    """A place with its role in the statement of this number."""

    span: Span
    role: str
    number: int


class Label(NamedTuple):
    """The number of a statement, to stand where its words begin; `first` for the first of its places."""

    number: int
    first: bool


Labels = Mapping[int, Sequence[Label]]
"""By place in the text."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that the same marks lie on. `classes` tells how they look, `marks` which roles in which
    statements they have ("c12 s13"), `labels` which statements begin here."""

    text: str
    classes: str = ""
    marks: str = ""
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block, and where it begins (`at`)."""

    role: str
    pieces: tuple[Piece, ...]
    at: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """Blocks that stand together: one that speaks, or furniture of one role."""

    role: str
    speaks: bool
    paragraphs: tuple[Paragraph, ...]


def passages(
    text: str,
    blocks: Sequence[Block],
    statements: Sequence[Statement],
    chosen: int | None = None,
    numbers: Sequence[int] = (),
) -> tuple[Passage, ...]:
    """These blocks of an article, in order. Statements are numbered from 1, in their order, unless their
    `numbers` are given; what belongs to the `chosen` one is lit."""
    counted = list(zip(numbers or range(1, len(statements) + 1), statements, strict=True))
    marks = [mark for number, each in counted for mark in marks_of(each, number)]
    inside = _by_block(blocks, marks)
    labels = _labels(text, counted)
    places = sorted(labels)
    paragraphs = (
        Paragraph(
            block.role,
            tuple(_pieces(text, block.span, own, _within(labels, places, block), chosen)),
            block.span.start,
        )
        for block, own in zip(blocks, inside, strict=True)
    )
    return tuple(_grouped(paragraphs))


def passages_in(reading: Reading, part: Part | None, chosen: int | None = None) -> tuple[Passage, ...]:
    """A part of an article, or all of it, with every mark in it: the mention that names somebody may stand in
    another part than what they say."""
    article = reading.article
    if part is None:
        return passages(article.text, article.blocks, reading.statements, chosen)
    own = [
        (number, each)
        for number, each in enumerate(reading.statements, 1)
        if touches(part, (mark.span for mark in marks_of(each)))
    ]
    return passages(
        article.text,
        blocks_in(part, article.blocks),
        [each for _, each in own],
        chosen,
        [number for number, _ in own],
    )


def marks_of(statement: Statement, number: int = 1) -> Iterator[Mark]:
    """Every place that a statement has in the text."""
    attribution = statement.attribution
    for role, span in attribution.spans:
        yield Mark(span, role, number)
    for span in attribution.insertions:
        yield Mark(span, "insertion", number)
    if statement.speaker is not None and len(statement.speaker.mentions) > 1:
        for mention in statement.speaker.mentions:
            yield Mark(mention.span, "mention", number)
    for role in ("addressee", "occasion", "when"):
        place: Span | None = getattr(statement, role)
        if place is not None:
            yield Mark(place, role, number)
    for target in statement.targets:
        if target.span is not None:
            yield Mark(target.span, target.stance, number)


def around(blocks: Sequence[Block], spans: Sequence[Span]) -> list[Block]:
    """The blocks that any of the places touches, and the nearest ones that speak."""
    touched = {
        number
        for number, block in enumerate(blocks)
        if any(block.span.start < span.end and span.start < block.span.end for span in spans)
    }
    near = {number + step for number in touched for step in (-1, 1)}
    speaking = {n for n in near if 0 <= n < len(blocks) and blocks[n].role in SPEAKING_ROLES}
    return [blocks[number] for number in sorted(touched | speaking)]


def _by_block(blocks: Sequence[Block], marks: Iterable[Mark]) -> list[list[Mark]]:
    """For each block the marks that touch it, by where they begin."""
    ordered = sorted((mark for mark in marks if mark.span.start < mark.span.end), key=lambda m: m.span)
    found: list[list[Mark]] = []
    going: list[Mark] = []
    at = before = 0
    for block in blocks:
        start, end = block.span
        if start < before:  # blocks out of order, which only others' readings can have: begin anew
            going, at = [], 0
        before = start
        going = [mark for mark in going if mark.span.end > start]
        while at < len(ordered) and ordered[at].span.start < end:
            if ordered[at].span.end > start:
                going.append(ordered[at])
            at += 1
        found.append([mark for mark in going if mark.span.start < end])
    return found


def _within(labels: Labels, places: Sequence[int], block: Block) -> Labels:
    """The labels that stand in a block."""
    first, last = bisect_left(places, block.span.start), bisect_left(places, block.span.end)
    return {place: labels[place] for place in places[first:last]}


def _pieces(
    text: str, block: Span, marks: Sequence[Mark], labels: Labels, chosen: int | None
) -> Iterator[Piece]:
    start, end = block
    opening: dict[int, list[Mark]] = defaultdict(list)
    closing: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        opening[max(start, mark.span.start)].append(mark)
        closing[min(end, mark.span.end)].append(mark)
    cuts = sorted({start, end, *opening, *closing, *labels})
    going: dict[Mark, None] = {}
    for here, after in pairwise(cuts):
        for mark in closing[here]:
            going.pop(mark, None)
        going.update(dict.fromkeys(opening[here]))
        yield Piece(
            text[here:after],
            _classes(going, chosen),
            " ".join(dict.fromkeys(f"{LETTERS[mark.role]}{mark.number}" for mark in going)),
            tuple(labels.get(here, ())),
        )


def _classes(going: Iterable[Mark], chosen: int | None) -> str:
    """Which roles lie here, how many contents lie upon each other, and what is lit."""
    roles: dict[str, set[int]] = defaultdict(set)
    for mark in going:
        roles[mark.role].add(mark.number)
    names = [LETTERS[role] for role in SEEN if role in roles]
    depth = min(len(roles["content"]), DEEPEST)
    if depth > 1:
        names.append(f"d{depth}")
    if chosen is not None:
        names += [f"lit-{LETTERS[role]}" for role, numbers in roles.items() if chosen in numbers]
    return " ".join(names)


def _labels(text: str, counted: Iterable[tuple[int, Statement]]) -> Labels:
    """By place, the statements whose words begin there: their contents, or what there is of them. A span
    that goes on where the one before ended gets none."""
    found: dict[int, list[Label]] = defaultdict(list)
    for number, statement in counted:
        attribution = statement.attribution
        before: Span | None = None
        for span in sorted(attribution.content or attribution.cue or attribution.source):
            if before is None or text[before.end : span.start].strip(" \"'“”‘’"):
                found[span.start].append(Label(number, before is None))
            before = span
    return found


def _grouped(paragraphs: Iterable[Paragraph]) -> Iterator[Passage]:
    counted = enumerate(paragraphs)
    keyed = groupby(counted, key=lambda item: (item[1].role, item[0] if _speaks(item[1]) else -1))
    for (role, _), items in keyed:
        yield Passage(role, role in SPEAKING_ROLES, tuple(paragraph for _, paragraph in items))


def _speaks(paragraph: Paragraph) -> bool:
    return paragraph.role in SPEAKING_ROLES
