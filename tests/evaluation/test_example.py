"""Scoring a page with furniture: what is counted, on pages of our own."""

import json

import pytest

from evaluation import example, furniture
from evaluation.metrics import Pair
from onrecord.nouns import Article, Attribution, Block, Span, Speaker, Statement

PAGE = """Council shuts the old bridge

The old bridge will be shut on Monday, the council said.

"Nobody should drive over it," said Ada Holm, the engineer.

We have a small favour to ask. If you can, please support our journalism from £1 a month. Thank you.
"""
HEADLINE, FIRST, QUOTED, APPEAL = (
    (PAGE.index(line), PAGE.index(line) + len(line)) for line in PAGE.splitlines() if line
)
GOLD_ROLES = [
    {"role": "title", "span": HEADLINE},
    {"role": "body", "span": FIRST},
    {"role": "body", "span": QUOTED},
    {"role": "appeal", "span": APPEAL},
]


def at(part):
    return [PAGE.index(part), PAGE.index(part) + len(part)]


GOLD = [
    {
        "id": "1",
        "source": [at("the council")],
        "cue": [at("said.")],
        "content": [at("The old bridge will be shut on Monday")],
    },
    {
        "id": "10",
        "source": [at("Ada Holm, the engineer")],
        "cue": [at("said Ada")],
        "content": [at("Nobody should drive over it")],
    },
]
LABELS = {
    "1": {"speaker": "the council", "type": "organization"},
    "10": {"speaker": "Ada Holm", "type": "person"},
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    gold = {"id": "made", "text": PAGE, "roles": GOLD_ROLES, "attributions": GOLD}
    (tmp_path / "gold.jsonl").write_text(json.dumps(gold) + "\n", "utf-8")
    (tmp_path / "labels.jsonl").write_text(json.dumps({"id": "made", "labels": LABELS}) + "\n", "utf-8")
    return tmp_path


def test_figures_of_a_page(folder, encoder):
    figures = example.figures(folder, encoder)
    assert figures["statements in the gold"] == 2
    assert figures["statements from the appeal"] == 0
    assert figures["roles of blocks right"] == figures["verbatim"] == 1.0
    assert figures["lost opening mark: right speaker"] == 1.0
    assert figures["no speaker beside it: right speaker"] == 0.0, "this page has no such quotation"


def test_another_text_is_not_scored(folder, encoder):
    (folder / "page.txt").write_text(PAGE.replace("Monday", "Friday"), "utf-8")
    with pytest.raises(SystemExit, match="not the gold's"):
        example.figures(folder, encoder)


def article(*roles):
    spans = (HEADLINE, FIRST, QUOTED, APPEAL)
    return Article("made", PAGE, tuple(Block(r, Span(*s)) for r, s in zip(roles, spans, strict=True) if r))


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        (("headline", "body", "body", "appeal"), [True, True, True, True]),
        (("headline", "body", "body", "body"), [True, True, True, False]),
        (("standfirst", "body", None, "appeal"), [False, True, False, True]),
    ],
)
def test_right_roles(roles, expected):
    assert example.right_roles(GOLD_ROLES, article(*roles)) == expected


def test_a_block_cut_in_two_is_right_if_both_halves_are():
    middle = FIRST[0] + 3
    halves = (Block("body", Span(FIRST[0], middle)), Block("body", Span(middle, FIRST[1])))
    assert example.right_roles(GOLD_ROLES[1:2], Article("made", PAGE, halves)) == [True]
    halves = (halves[0], Block("caption", halves[1].span))
    assert example.right_roles(GOLD_ROLES[1:2], Article("made", PAGE, halves)) == [False]


def test_from_furniture():
    empty = {"source": (), "cue": ()}
    ours = [{**empty, "content": content} for content in ([FIRST], [APPEAL], [FIRST, APPEAL])]
    assert example.from_furniture(GOLD_ROLES, ours) == 2


def test_right_speakers():
    def statement(name):
        speaker = Speaker(name, "person") if name else None
        return Statement(Attribution("1", "direct", (), (), (Span(*QUOTED),)), speaker)

    ours = [statement("the council"), statement("Bo Lind"), statement("Ada Holm")]
    pairs = [Pair(0, 0, 1.0, 1.0), Pair(1, 1, 1.0, 1.0)]
    assert example.right_speakers(GOLD, LABELS, ours, pairs, PAGE) == {"1"}
    assert example.right_speakers(GOLD, LABELS, ours, [Pair(1, 2, 1.0, 1.0)], PAGE) == {"10"}


def statements(*told):
    """Statements with speaker, act, addressee and occasion."""
    attribution = Attribution("1", "direct", (), (), (Span(*QUOTED),))
    return [
        Statement(attribution, Speaker(name, "person"), act=act, addressee=to, occasion=on)
        for name, act, to, on in told
    ]


COLUMNS = {
    "1": {**LABELS["1"], "act": "promise"},
    "6": {**LABELS["10"], "act": "state", "addressee": "the council", "occasion": "old bridge"},
}
SIX = [GOLD[0], {**GOLD[1], "id": "6"}]
COUNCIL, BRIDGE = Span(*at("the council")), Span(*at("The old bridge"))


@pytest.mark.parametrize(
    ("told", "contents", "expected"),
    [
        pytest.param(
            [("the council", "promise", None, None), ("Ada Holm", "state", COUNCIL, BRIDGE)],
            (1.0, 1.0),
            (2, 1.0, 2, 1.0, 1.0),
            id="all right",
        ),
        pytest.param(
            [("Ada Holm", "promise", COUNCIL, BRIDGE), ("Ada Holm", "ask", None, COUNCIL)],
            (1.0, 1.0),
            (2, 0.5, 1, 0.0, 0.0),
            id="a wrong speaker, a wrong act, and the scene at another statement",
        ),
        pytest.param(
            [("the council", "promise", None, None), ("Ada Holm", "state", COUNCIL, BRIDGE)],
            (1.0, 0.4),
            (1, 1.0, 1, 0.0, 0.0),
            id="one is not aligned",
        ),
        pytest.param([], (), (0, 0.0, 0, 0.0, 0.0), id="none read"),
    ],
)
def test_columns_right(told, contents, expected):
    """Contents decide which statements are compared, whatever the sources."""
    paired = [Pair(n, n, content, 0.0) for n, content in enumerate(contents)]
    assert tuple(example.columns_right(SIX, COLUMNS, statements(*told), paired, PAGE).values()) == expected


def test_furniture_counts_statements_of_pages_that_are_articles(tmp_path, encoder):
    file = tmp_path / "appeals.jsonl"
    appeal = PAGE[slice(*APPEAL)]
    file.write_text(json.dumps({"id": "a", "text": appeal}) + "\n", "utf-8")
    figures = furniture.figures(file, encoder)
    assert (figures["pages"], figures["statements in an article's name"]) == (2, 0)
    assert figures["share of characters known as furniture"] == 1.0
    file.write_text(json.dumps({"id": "b", "text": PAGE[slice(*QUOTED)]}) + "\n", "utf-8")
    assert furniture.figures(file, encoder)["statements in an article's name"] == 2, "as text, as JSON"
