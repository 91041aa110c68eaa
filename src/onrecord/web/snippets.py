"""Words of a statement as a list shows them: cut to a length, around what was found, with that marked."""

from collections.abc import Sequence
from typing import NamedTuple

from onrecord.nouns import Span

LONGEST = 320
BEFORE = 90
"""Characters shown of a long statement, and of these before the first that was found."""


class Piece(NamedTuple):
    """Words, and whether they were searched for."""

    text: str
    found: bool = False


def snippet(words: str, found: Sequence[Span] = (), longest: int = LONGEST) -> tuple[Piece, ...]:
    """The words, or the part of them in which the first of what was found stands."""
    start, end = _part(words, found[0].start if found else 0, longest)
    pieces = [Piece("… ")] if start else []
    at = start
    for span in found:
        if span.end <= start or span.start >= end:
            continue
        here = Span(max(span.start, start), min(span.end, end))
        if at < here.start:
            pieces.append(Piece(words[at : here.start]))
        pieces.append(Piece(words[here.start : here.end], True))
        at = here.end
    if at < end:
        pieces.append(Piece(words[at:end]))
    return tuple(pieces) + ((Piece(" …"),) if end < len(words) else ())


def _part(words: str, first: int, longest: int) -> tuple[int, int]:
    """Where the part begins and ends: between words, if there is a gap nearby."""
    if len(words) <= longest:
        return 0, len(words)
    start = 0
    if first > longest * 2 // 3:
        start = first - BEFORE
        gap = words.find(" ", start, first)
        start = gap + 1 if gap >= 0 else start
    end = min(len(words), start + longest)
    if end < len(words):
        gap = words.rfind(" ", max(first, end - 40), end)
        end = gap if gap > first else end
    return start, end
