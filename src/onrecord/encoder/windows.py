"""Text to the encoder's input and back: pieces with their place in the text, and windows over them.

Every paragraph is preceded by a marker piece. Windows are packed with whole paragraphs; a paragraph
longer than a window is cut with an overlap, and each piece takes its scores from the one window in
which it is not near a cut. Offsets are code points of the text throughout.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from onrecord.nouns import Span
from onrecord.quotation import quotations

CLS, SEP, PARAGRAPH = 101, 102, 2
CASES = 5  # none, lower, Title, UPPER, marker
QUOTE_STATES = 4  # outside, inside double marks, inside single marks, a mark itself
SURFACES = CASES * QUOTE_STATES
OVERLAP = 64
PARAGRAPHS = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]*\S[^\n\r\v\f\x85\u2028\u2029]*")


Cutter = Callable[[str], Sequence[tuple[int, int, int]]]
"""What cuts a paragraph into word pieces: (id, start, end) of each, in code points of the paragraph."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """Word pieces of a text, the marker pieces among them: arrays of one length n.

    `start` and `end` are code points into the text (a marker has start == end, its paragraph's
    start); `surface` is case × quote state; `paragraph` counts paragraphs from 0.
    """

    ids: NDArray[np.int64]
    surface: NDArray[np.int64]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    paragraph: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.ids)

    def within(self, place: Span) -> tuple[int, int]:
        """The numbers [first, after) of the pieces that touch a place, no marker before the first."""
        starts, ends = self.edges
        first, after = bisect_right(ends, place.start), bisect_left(starts, place.end)
        while first < after and starts[first] == ends[first]:
            first += 1
        return first, max(first, after)

    @cached_property
    def edges(self) -> tuple[list[int], list[int]]:
        """`start` and `end` as plain numbers: one place is found ten times as fast as with arrays."""
        return self.start.tolist(), self.end.tolist()


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces [start, end) go in, the scores of [keep_start, keep_end) are taken."""

    start: int
    end: int
    keep_start: int
    keep_end: int


def pieces(text: str, cutter: Cutter, parts: Sequence[Span] | None = None) -> Pieces:
    """Cut `text`, or only its `parts`, into word pieces, paragraph by paragraph."""
    found = [
        (m.start(), m.end())
        for s, e in (parts if parts is not None else (Span(0, len(text)),))
        for m in PARAGRAPHS.finditer(text, s, e)
    ]
    ids: list[int] = []
    spans: list[tuple[int, int]] = []
    paragraph: list[int] = []
    for number, (at, end) in enumerate(found):
        cut = cutter(text[at:end])
        ids.append(PARAGRAPH)
        ids += [piece for piece, _, _ in cut]
        spans.append((at, at))
        spans += [(at + s, at + e) for _, s, e in cut]
        paragraph += [number] * (len(cut) + 1)
    places = np.array(spans, dtype=np.int32).reshape(-1, 2)
    return Pieces(
        np.array(ids, dtype=np.int64),
        _surface(text, found, spans),
        places[:, 0],
        places[:, 1],
        np.array(paragraph, dtype=np.int32),
    )


def _surface(text: str, paragraphs: list[tuple[int, int]], spans: list[tuple[int, int]]) -> NDArray[np.int64]:
    state = bytearray(len(text) + 1)
    for start, end in paragraphs:
        for q in quotations(text[start:end]):
            if q.single and state[start + q.inner_start]:
                continue
            s, inner, after, e = (start + i for i in (q.start, q.inner_start, q.inner_end, q.end))
            if q.opened:
                state[inner:after] = (b"\x02" if q.single else b"\x01") * (after - inner)
            state[s:inner] = b"\x03" * (inner - s)
            state[after:e] = b"\x03" * (e - after)
    return np.array([_case(text[s:e]) * QUOTE_STATES + state[s] for s, e in spans], dtype=np.int64)


def _case(piece: str) -> int:
    if not piece:
        return 4
    if piece.islower():
        return 1
    if piece[0].isupper():
        return 3 if len(piece) > 1 and piece.isupper() else 2
    return 0


def windows(of: Pieces, length: int) -> Iterator[Window]:
    """Windows of at most `length` pieces, the two that frame each window counted in."""
    room = length - 2
    starts = [int(i) for i in np.flatnonzero(of.ids == PARAGRAPH)] + [len(of)]
    first = 0
    for here, after in pairwise(starts):
        if after - first <= room:
            continue
        if here > first:
            yield Window(first, here, first, here)
        first = here
        while after - first > room:
            left = 0 if first == here else OVERLAP // 2
            yield Window(first, first + room, first + left, first + room - OVERLAP // 2)
            first += room - OVERLAP
        if first > here:
            yield Window(first, after, first + OVERLAP // 2, after)
            first = after
    if first < len(of):
        yield Window(first, len(of), first, len(of))
