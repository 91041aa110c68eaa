"""The marked passages and the told acts that training learns from."""

import gzip
import json
from pathlib import Path

import pytest

from evaluation.passages import ACTS, BrokenPassageError, passages, unmarked

TRAINING = Path(__file__).parents[2] / "training"


def test_marks_become_spans_of_the_text_that_is_left() -> None:
    text, statements = unmarked(
        "Ferry talks end\n<demand><t>“It has to be back,”</t> <s>the mayor</s> <c>said</c>. "
        "<t>“By June.”</t></demand> Rain fell. <state><t>“Nine run.”</t></state>"
    )
    assert text == "Ferry talks end\n“It has to be back,” the mayor said. “By June.” Rain fell. “Nine run.”"
    roles = ("source", "cue", "content")
    told = [
        {**{role: [text[s:e] for s, e in each[role]] for role in roles}, "act": each["act"]}
        for each in statements
    ]
    assert told == [
        {
            "source": ["the mayor"],
            "cue": ["said"],
            "content": ["“It has to be back,”", "“By June.”"],
            "act": "demand",
        },
        {"source": [], "cue": [], "content": ["“Nine run.”"], "act": "state"},
    ]


def test_a_statement_within_a_content_says_which_it_stands_in() -> None:
    text, (outer, inner, after) = unmarked(
        "<state><t>“<demand><s>The owners</s> <c>told</c> us <t>to sign</t></demand>, twice,”</t> <s>she</s> "
        "<c>said</c></state>. <ask><t>“Why?”</t></ask>"
    )
    assert [text[s:e] for s, e in outer["content"]] == ["“The owners told us to sign, twice,”"]
    assert [text[s:e] for s, e in inner["content"]] == ["to sign"]
    assert (outer["id"], inner["id"], inner["within"], after["id"]) == ("1", "2", "1", "3")
    assert "within" not in outer
    assert "within" not in after


@pytest.mark.parametrize(
    "marked",
    [
        "<state><t>open",
        "<state><t>no end</t>",
        "<state>no content</state>",
        "<t>outside</t>",
        "<state><deny><t>within</t></deny></state>",
        "<state><s><deny><t>within a source</t></deny></s><t>a</t></state>",
        "<state><t><deny><t>left open</t></t></state>",
        "<state><t>other</state></t>",
        "<state><t>a <s>b</s></t></state>",
        "</state>",
        "<says><t>unknown</t></says>",
    ],
)
def test_marks_that_do_not_fit_are_an_error(marked: str) -> None:
    with pytest.raises(BrokenPassageError):
        unmarked(marked)


def test_an_error_names_its_file_and_passage(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("### Fine\n\n### Broken <ask><t>Why?</t>\n", encoding="utf-8")
    with pytest.raises(BrokenPassageError, match=r"one\.txt, passage 2"):
        list(passages(tmp_path))


def test_our_passages_are_whole_and_have_every_act_often() -> None:
    met = dict.fromkeys(ACTS, 0)
    folders = [TRAINING / "passages" / name for name in ("", "nested", "held_out", "nested/held_out")]
    for article in (article for folder in folders for article in passages(folder)):
        for statement in article["attributions"]:
            met[statement["act"]] += 1
            for role in ("source", "cue", "content"):
                assert all(0 <= s < e <= len(article["text"]) for s, e in statement[role])
    assert min(met.values()) >= 300


@pytest.mark.parametrize("name", ["acts", "more_acts"])
def test_told_acts_are_acts_and_their_spans_are_spans(name: str) -> None:
    with gzip.open(TRAINING / f"labels/{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for article in map(json.loads, lines):
            for statement in article["statements"]:
                told = statement["act"]
                assert set([told] if isinstance(told, str) else told) <= set(ACTS)
                assert all(s < e for role in ("cue", "content") for s, e in statement[role])
                assert statement["content"]
