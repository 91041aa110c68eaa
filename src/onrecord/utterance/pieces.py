"""A wording held against a longer one, in the pieces in which it is shown: the same, cut, put in, moved.

The edits tell places in two texts; here they become one text in reading order, with the punctuation of the
shorter wording. Those who show it give each sort its signs.
"""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from onrecord.nouns import Span
from onrecord.utterance.differences import Edit

PieceSort = Literal["same", "cut", "cut with ellipsis", "put in", "moved away", "moved here"]
CLOSING = frozenset(" \t\n.,;:!?…)]}”’\"'")
"""What follows a word without a space."""


class Piece(NamedTuple):
    """Some words, all of one sort."""

    sort: PieceSort
    text: str


def pieces(whole: str, part: str, edits: Sequence[Edit]) -> Iterator[Piece]:
    """The words of `part`, and among them those of `whole` that it has not; those of `part` are all there."""
    at, after_mark, ends_in_space, begun = 0, False, False, False
    for edit in edits:
        plain = ""
        if edit.part is not None and edit.part.start >= at:
            plain = part[at : edit.part.start]
            if after_mark and (plain or part[edit.part.start])[0] not in CLOSING:
                plain = " " + plain
        if edit.sort == "same":
            assert edit.part is not None
            start = max(at, edit.part.start)
            plain += part[start : max(start, edit.part.end)]
            after_mark = False
        begun, ends_in_space = begun or bool(plain), plain[-1].isspace() if plain else ends_in_space
        if (
            edit.sort != "same"
            and begun
            and not ends_in_space
            and (edit.part is None or edit.part.start < at)
        ):
            plain += " "
        if plain:
            yield Piece("same", plain)
        if edit.sort != "same":
            yield from _marked(edit, whole, part)
            begun, ends_in_space, after_mark = True, False, True
        at = max(at, edit.part.end if edit.part else at)
    if part[at:]:
        yield Piece("same", part[at:])


def _marked(edit: Edit, whole: str, part: str) -> Iterator[Piece]:
    def of(text: str, span: Span | None, sort: PieceSort) -> Iterator[Piece]:
        if span is not None:
            yield Piece(sort, span.of(text))

    if edit.sort == "moved":
        yield from of(whole, edit.whole, "moved away")
        yield from of(part, edit.part, "moved here")
    else:
        yield from of(whole, edit.whole, "cut with ellipsis" if edit.marked else "cut")
        yield from of(part, edit.part, "put in")
