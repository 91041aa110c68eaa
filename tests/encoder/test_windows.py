"""A text is cut into pieces and the pieces into windows: nothing is lost, nothing is taken twice."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.encoder.bundle import LEAST_WINDOW, find
from onrecord.encoder.windows import (
    OVERLAP,
    PARAGRAPH,
    QUOTE_STATES,
    SURFACES,
    Cutter,
    Pieces,
    pieces,
    windows,
)
from onrecord.encoder.wordpiece import word_pieces
from onrecord.nouns import Span

LENGTHS = st.integers(LEAST_WINDOW, 300)
PARAGRAPHS = st.lists(st.integers(0, 40) | st.integers(41, 700), max_size=12)


@pytest.fixture(scope="module")
def tokenizer() -> Cutter:
    """The shipped bundle's, that neither pads nor cuts short."""
    return word_pieces(find("small") / "tokenizer.json")


def of_paragraphs(lengths: list[int]) -> Pieces:
    """Paragraphs of so many pieces each, every one behind its marker."""
    ids = [n for length in lengths for n in (PARAGRAPH, *[1000] * length)]
    numbers = [n for n, length in enumerate(lengths) for _ in range(length + 1)]
    places = np.arange(len(ids), dtype=np.int32)
    return Pieces(
        np.array(ids, np.int64), np.zeros(len(ids), np.int64), places, places, np.array(numbers, np.int32)
    )


@settings(deadline=None)
@given(PARAGRAPHS, LENGTHS)
def test_every_piece_is_kept_once(lengths: list[int], length: int):
    of = of_paragraphs(lengths)
    kept = [i for w in windows(of, length) for i in range(w.keep_start, w.keep_end)]
    assert kept == list(range(len(of)))


@settings(deadline=None)
@given(PARAGRAPHS, LENGTHS)
def test_windows_fit_and_cut_no_paragraph_that_fits(lengths: list[int], length: int):
    of = of_paragraphs(lengths)
    starts = {int(i) for i in np.flatnonzero(of.ids == PARAGRAPH)} | {len(of)}
    for w in windows(of, length):
        assert w.start <= w.keep_start < w.keep_end <= w.end <= w.start + length - 2
        for edge, kept in ((w.start, w.keep_start), (w.end, w.keep_end)):
            if edge in starts:
                assert kept == edge
            else:  # cut within a paragraph: what is kept stands apart from the cut
                assert abs(edge - kept) == OVERLAP // 2
                assert lengths[of.paragraph[edge]] + 1 > length - 2


def test_paragraphs_are_packed():
    assert len(list(windows(of_paragraphs([9] * 12), 122))) == 1
    assert len(list(windows(of_paragraphs([9] * 13), 122))) == 2
    assert list(windows(of_paragraphs([]), 122)) == []


TEXTS = {
    "empty": "",
    "only spaces": " \n\t\r\n \u00a0 \u2028 ",
    "one word": "Go",
    "paragraphs": "One two.\n\n  Three four.\r\n\u2028Five\x0bsix\x0cseven\x85eight",
    "lone surrogates": "\ud800 said \udfff\ud800\n\udc00",
    "beyond the first plane": "😀 said “𝒜 → 𝓑”\n𝟘",
    "accents": "Café said: «Zürich, naïve, E\u0301cole»",
    "nothing to print": "a\x00b\u200bc\u202ed\ufeff",
    "not a letter": "— … ‽ “” '' 5\" 12,000.50%",
    "scripts": "東京で「行く」と言った。 قال «نعم» сказал",
    "a long word": "x" * 100_000,
    "a long paragraph": "They said no. " * 2_000,
    "many paragraphs": "Go.\n" * 2_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_pieces_stand_verbatim_in_the_text(text: str, tokenizer: Cutter):
    of = pieces(text, tokenizer)
    markers = of.ids == PARAGRAPH
    assert (of.start[markers] == of.end[markers]).all()
    assert (of.start[~markers] < of.end[~markers]).all()
    assert ((of.surface >= 0) & (of.surface < SURFACES)).all()
    assert all(one <= other for one, other in pairwise(of.start.tolist()))
    assert markers.sum() == sum(1 for line in text.splitlines() if line.strip())
    covered = np.zeros(len(text), dtype=bool)
    for start, end in zip(of.start.tolist(), of.end.tolist(), strict=True):
        assert 0 <= start <= end <= len(text)
        covered[start:end] = True
    words = [i for i, c in enumerate(text) if c.isalnum()]
    assert covered[words].all()
    kept = [i for w in windows(of, 128) for i in range(w.keep_start, w.keep_end)]
    assert kept == list(range(len(of)))


@settings(deadline=None)
@given(text=st.text() | st.text("aé\n \r\u2028“”'\"\ud800😀.-"))
def test_any_text_is_cut_where_its_lines_end(text: str, tokenizer: Cutter):
    of = pieces(text, tokenizer)
    for number in range(int(of.paragraph.max(initial=-1)) + 1):
        here = of.paragraph == number
        piece = text[of.start[here].min() : of.end[here].max()]
        assert not {"\n", "\r", "\u2028", "\u2029", "\x85", "\v", "\f"} & set(piece)
        assert (np.flatnonzero(here)[0] == np.flatnonzero(here & (of.ids == PARAGRAPH))).all()


def test_only_the_parts_are_cut(tokenizer: Cutter):
    text = "Donate now!\nAnn Poe said yes.\nRead more\n“No,” said Bo Roe.\n"
    parts = [
        Span(text.index(part), text.index(part) + len(part))
        for part in ("Ann Poe said yes.", "“No,” said Bo Roe.")
    ]
    of = pieces(text, tokenizer, parts)
    assert all(any(s <= a and b <= e for s, e in parts) for a, b in zip(of.start, of.end, strict=True))
    alone = pieces("Ann Poe said yes.\n“No,” said Bo Roe.", tokenizer)
    assert of.ids.tolist() == alone.ids.tolist()
    assert of.surface.tolist() == alone.surface.tolist()
    assert of.paragraph.tolist() == alone.paragraph.tolist()
    assert len(pieces(text, tokenizer, [])) == 0


def test_surfaces_tell_case_and_quotation(tokenizer: Cutter):
    text = "He said “Yes” to NATO, 'not now' or never."
    of = pieces(text, tokenizer)
    read = {
        text[s:e]: divmod(int(surface), QUOTE_STATES)
        for s, e, surface in zip(of.start, of.end, of.surface, strict=True)
    }
    none, lower, title, upper, marker = range(5)
    assert read[""] == (marker, 0)
    assert read["He"] == (title, 0)
    assert read["said"] == (lower, 0)
    assert read["“"] == read["”"] == (none, 3)
    assert read["Yes"] == (title, 1)
    assert read["NATO"] == (upper, 0)
    assert read["not"] == read["now"] == (lower, 2)
    assert read["'"] == (none, 3)
    assert read["never"] == (lower, 0)
