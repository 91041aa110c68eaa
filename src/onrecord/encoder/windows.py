"""Text to the encoder's input and back: pieces with their place in the text, and windows over them.

Every paragraph is preceded by a marker piece. Windows are packed with whole paragraphs; a paragraph
longer than a window is cut with an overlap, and each piece takes its scores from the one window in
which it is not near a cut. Offsets are code points of the text throughout.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from onrecord.quotation import quotations

CLS, SEP, PARAGRAPH = 101, 102, 2
CASES = 5  # none, lower, Title, UPPER, marker
QUOTE_STATES = 4  # outside, inside double marks, inside single marks, a mark itself
SURFACES = CASES * QUOTE_STATES
OVERLAP = 64
PARAGRAPHS = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]*\S[^\n\r\v\f\x85\u2028\u2029]*")


@dataclass(frozen=True, slots=True, eq=False)
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


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces [start, end) go in, the scores of [keep_start, keep_end) are taken."""

    start: int
    end: int
    keep_start: int
    keep_end: int


def pieces(text: str, tokenizer: Tokenizer) -> Pieces:
    """Cut `text` into word pieces, paragraph by paragraph."""
    ids: list[int] = []
    spans: list[tuple[int, int]] = []
    paragraph: list[int] = []
    found = list(PARAGRAPHS.finditer(text))
    # Lone surrogates cannot be encoded; one code point stands in for one, so that offsets hold.
    clean = [m.group().encode("utf-16", "surrogatepass").decode("utf-16", "replace") for m in found]
    clean = [c if len(c) == len(m.group()) else _without_surrogates(m.group()) for c, m in zip(clean, found)]
    for number, (match, encoding) in enumerate(
        zip(found, tokenizer.encode_batch(clean, add_special_tokens=False), strict=True)
    ):
        at = match.start()
        ids.append(PARAGRAPH)
        ids += encoding.ids
        spans.append((at, at))
        spans += [(at + s, at + e) for s, e in encoding.offsets]
        paragraph += [number] * (len(encoding.ids) + 1)
    places = np.array(spans, dtype=np.int32).reshape(-1, 2)
    return Pieces(
        np.array(ids, dtype=np.int64),
        _surface(text, spans),
        places[:, 0],
        places[:, 1],
        np.array(paragraph, dtype=np.int32),
    )


def _without_surrogates(text: str) -> str:
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _surface(text: str, spans: list[tuple[int, int]]) -> NDArray[np.int64]:
    state = bytearray(len(text) + 1)
    for q in quotations(text):
        inside = 2 if q.single else 1
        if not q.single or not state[q.inner_start]:
            if q.opened:
                state[q.inner_start : q.inner_end] = bytes([inside]) * (q.inner_end - q.inner_start)
            state[q.start : q.inner_start] = b"\x03" * (q.inner_start - q.start)
            state[q.inner_end : q.end] = b"\x03" * (q.end - q.inner_end)
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
    for here, after in zip(starts, starts[1:], strict=False):
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
