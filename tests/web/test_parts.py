"""Where a long article is cut."""

import pytest

from onrecord.nouns import Attribution, Block, Span, Statement
from onrecord.web.marking import passages
from onrecord.web.parts import MOST, STATEMENT, STEP, Part, blocks_in, is_in, part_with, parts_of


def article(*lengths: int, every: int = 0) -> tuple[str, list[Block], list[Statement]]:
    """A text of blocks as long as these, with a statement after so many characters."""
    text, blocks = "", []
    for length in lengths:
        words = ("words " * (length // 6 + 1))[: length - 1] + "."
        blocks.append(Block("body", Span(len(text), len(text) + length)))
        text += words + "\n\n"
    places = range(0, len(text) - 20, every) if every else ()
    told = [Statement(Attribution(f"a{at}", "direct", (), (), (Span(at, at + 20),)), None) for at in places]
    return text, blocks, told


@pytest.mark.parametrize(
    ("lengths", "every", "number"),
    [
        ((), 0, 1),
        ((1,), 0, 1),
        ((MOST - 2,), 0, 1),
        ((1000,) * 120, 0, 1),
        ((1000,) * 200, 0, 2),
        ((500,) * 200, 100, 2),
        ((2_000_000,), 0, 15),
        ((2_000_000,), 100, 29),
    ],
)
def test_a_part_is_no_heavier_than_it_may_be(lengths: tuple[int, ...], every: int, number: int) -> None:
    text, blocks, told = article(*lengths, every=every)
    parts = parts_of(text, blocks, told)
    assert len(parts) == number
    assert [each.number for each in parts] == list(range(1, number + 1))
    assert "".join(each.span.of(text) for each in parts) == text
    for each in parts:
        weight = len(each.span.of(text)) + STATEMENT * sum(one is each for one in _parts_with(parts, told))
        assert weight <= MOST + 2 * STEP * (1 + STATEMENT // (every or STATEMENT))


def _parts_with(parts: tuple[Part, ...], told: list[Statement]) -> list[Part]:
    return [part_with(parts, each) for each in told]


def test_it_is_cut_between_blocks_or_words() -> None:
    text, blocks, _ = article(*[900] * 400)
    starts = {block.span.start for block in blocks}
    assert {each.span.start for each in parts_of(text, blocks, ())} <= starts
    text, blocks, _ = article(1_000_000)
    for each in parts_of(text, blocks, ())[1:]:
        assert text[each.span.start - 1] == " "


def test_all_words_and_marks_stand_in_the_parts_once() -> None:
    text, blocks, told = article(200_000, 300, 90_000, every=390)
    parts = parts_of(text, blocks, told)
    shown, numbers = "", []
    for part in parts:
        own = [(number, each) for number, each in enumerate(told, 1) if is_in(part, each)]
        found = passages(
            text, blocks_in(part, blocks), [each for _, each in own], None, [number for number, _ in own]
        )
        pieces = [piece for each in found for paragraph in each.paragraphs for piece in paragraph.pieces]
        shown += "".join(piece.text for piece in pieces)
        numbers += [label.number for piece in pieces for label in piece.labels if label.first]
    assert shown == text.replace("\n", "")
    assert numbers == list(range(1, len(told) + 1))


def test_a_statement_across_a_seam_is_in_both_parts() -> None:
    text, blocks, _ = article(200_000)
    one, two = parts_of(text, blocks, ())
    seam = one.span.end
    across = Statement(Attribution("a", "direct", (), (), (Span(seam - 5, seam + 5),)), None)
    assert is_in(one, across)
    assert is_in(two, across)
    assert part_with((one, two), across) == one
    before = Statement(Attribution("a", "direct", (), (), (Span(seam - 5, seam),)), None)
    assert not is_in(two, before)
