"""The text of an article cut into pieces: nothing lost, nothing added, every piece with its marks."""

from hypothesis import given

from onrecord.nouns import Attribution, Block, Page, Reading, Span, Statement
from onrecord.web.marking import Piece, passages
from tests.record.made import QUICK, pages_and_readings

TEXT = "Ann said that Bob said no and left."
WHOLE = (Block("body", Span(0, len(TEXT))),)


def span(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def told(*contents: Span, source: str = "Ann") -> Statement:
    return Statement(Attribution("x", "indirect", (span(source),), (), contents), None)


def pieces(*statements: Statement, chosen: int | None = None) -> list[Piece]:
    [passage] = passages(TEXT, WHOLE, statements, chosen)
    return list(passage.paragraphs[0].pieces)


def marked(found: list[Piece]) -> dict[str, str]:
    return {piece.text: piece.marks for piece in found if piece.marks}


def test_a_statement_within_another_is_told_apart() -> None:
    outer, inner = told(span("that Bob said no and left")), told(span("no"), source="Bob")
    found = pieces(outer, inner)
    assert marked(found) == {
        "Ann": "s1",
        "that ": "c1",
        "Bob": "c1 s2",
        " said ": "c1",
        "no": "c1 c2",
        " and left": "c1",
    }
    assert {piece.text: piece.classes for piece in found}["no"] == "c d2"


def test_statements_that_cross_are_told_apart() -> None:
    found = marked(pieces(told(span("that Bob said")), told(span("said no and"), source="Bob")))
    assert found["Bob"] == "c1 s2"
    assert found["said"] == "c1 c2"
    assert found[" no and"] == "c2"


def test_several_places_of_one_statement_carry_its_number() -> None:
    found = pieces(told(span("that Bob"), span("no")))
    assert [(label.number, label.first) for piece in found for label in piece.labels] == [
        (1, True),
        (1, False),
    ]


def test_what_is_chosen_is_lit() -> None:
    found = pieces(told(span("no")), told(span("left"), source="Bob"), chosen=2)
    assert {p.text: p.classes for p in found if "lit" in p.classes} == {
        "Bob": "s lit-s",
        "left": "c lit-c",
    }


def test_furniture_of_one_role_stands_together() -> None:
    text = "Menu\nHome\nNews.\nMore\n"
    blocks = (
        Block("navigation", Span(0, 4)),
        Block("navigation", Span(5, 9)),
        Block("body", Span(10, 15)),
        Block("related", Span(16, 20)),
    )
    found = passages(text, blocks, ())
    assert [(each.role, each.speaks, len(each.paragraphs)) for each in found] == [
        ("navigation", False, 2),
        ("body", True, 1),
        ("related", False, 1),
    ]


@QUICK
@given(pages_and_readings())
def test_the_text_of_every_block_is_kept_to_the_letter(made: tuple[Page, Reading]) -> None:
    article, statements = made[1].article, made[1].statements
    found = passages(article.text, article.blocks, statements, 1)
    kept = [
        "".join(piece.text for piece in paragraph.pieces)
        for passage in found
        for paragraph in passage.paragraphs
    ]
    assert kept == [block.span.of(article.text) for block in article.blocks]


@QUICK
@given(pages_and_readings())
def test_each_piece_has_the_marks_that_lie_on_it(made: tuple[Page, Reading]) -> None:
    article, statements = made[1].article, made[1].statements
    found = [part for each in passages(article.text, article.blocks, statements) for part in each.paragraphs]
    for block, paragraph in zip(article.blocks, found, strict=True):
        at = block.span.start
        for piece in paragraph.pieces:
            here = Span(at, at + len(piece.text))
            at = here.end
            wanted = {
                f"c{number}"
                for number, each in enumerate(statements, 1)
                for content in each.attribution.content
                if content.start <= here.start and here.end <= content.end
            }
            assert {mark for mark in piece.marks.split() if mark[0] == "c"} == wanted
