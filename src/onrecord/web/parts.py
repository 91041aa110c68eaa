"""A long article in parts: where it is cut, and which statements stand in each part."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from onrecord.nouns import Block, Span, Statement

MOST = 140_000
"""What a part may weigh: one for a character, STATEMENT for a statement. A full part has 97 KB on the wire if
its words are drawn at random, which is the worst, and most articles are one part."""
STATEMENT = 100
STEP = 5_000
"""Characters after which a block may be cut that is longer than that."""
SPACE = re.compile(r"\s")


class Part(NamedTuple):
    """A part of an article: its number, counted from 1, and where it stands in the text."""

    number: int
    span: Span


def parts_of(text: str, blocks: Sequence[Block], statements: Sequence[Statement]) -> tuple[Part, ...]:
    """The parts of an article, of about the same weight: one, unless it is long. It is cut where blocks end,
    and only those that are longer than any paragraph are cut within."""
    places = sorted(begin_of(each) for each in statements)
    total = len(text) + STATEMENT * len(places)
    aim, cuts, since = total / max(1, ceil(total / MOST)), [0], 0
    for seam in sorted(set(_seams(text, blocks))) if total > MOST else ():
        weight = seam + STATEMENT * bisect_left(places, seam)
        if weight - since >= aim:
            cuts.append(seam)
            since = weight
    spans = (Span(start, end) for start, end in pairwise([*cuts, len(text)]))
    return tuple(Part(number, span) for number, span in enumerate(spans, 1))


def part_with(parts: Sequence[Part], statement: Statement) -> Part:
    """The part in which a statement begins."""
    return part_at(parts, begin_of(statement))


def part_at(parts: Sequence[Part], place: int) -> Part:
    """The part in which a place stands."""
    return next((each for each in parts if place < each.span.end), parts[-1])


def is_in(part: Part, statement: Statement) -> bool:
    """Whether any of its words stand in a part: at a seam, it may be in two."""
    attribution = statement.attribution
    return touches(part, (*attribution.content, *attribution.cue, *attribution.source))


def touches(part: Part, spans: Iterable[Span]) -> bool:
    """Whether any of these places stands in a part."""
    start, end = part.span
    return any(span.start < end and start < span.end for span in spans)


def blocks_in(part: Part, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks of a part, and what of a block stands in it."""
    start, end = part.span
    return tuple(
        Block(each.role, Span(max(start, each.span.start), min(end, each.span.end)))
        for each in blocks
        if each.span.start < end and start < each.span.end
    )


def begin_of(statement: Statement) -> int:
    """Where a statement begins: the place of its number in the text."""
    attribution = statement.attribution
    return min(
        (span.start for span in attribution.content or attribution.cue or attribution.source), default=0
    )


def _seams(text: str, blocks: Sequence[Block]) -> Iterator[int]:
    """Where an article may be cut."""
    for block in blocks:
        start, end = block.span
        if start:
            yield start
        for at in range(start + STEP, end - STEP, STEP):
            found = SPACE.search(text, at, at + STEP)
            yield found.end() if found else at
