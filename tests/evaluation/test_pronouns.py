"""GAP's measure, and who is taken for whom, on records of our own."""

import json

import pytest

from evaluation import pronouns
from evaluation.pronouns import Decided, error, figures_of, means, measured
from onrecord.nouns import Attribution, Span
from onrecord.page import article_of
from onrecord.speaker import who_of
from tests.meaning.scored import place

TEXT = "Vera Holt wrote the report on the harbour. Later she sent it to Nils Arden, and Holt was thanked."


def record(pronoun="she", a="Vera Holt", b="Nils Arden", meant="a", text=TEXT, **more):
    spans = {
        key: {"span": list(place(text, words)), "text": words, "coref": key == meant}
        for key, words in (("a", a), ("b", b), ("pronoun", pronoun))
    }
    return {"id": "made-1", "text": text, **spans, **more}


def who(text, pronoun):
    line = json.dumps({"text": text}).encode()
    article = article_of(pronouns.page_of({"id": "made", "text": json.loads(line)["text"]}))
    return who_of(article, (Attribution("1", "indirect", (place(text, pronoun),), (), ()),))


@pytest.mark.parametrize(
    ("words", "nth", "meant"),
    [
        pytest.param("Vera Holt", 0, True, id="the place that the pronoun goes back to"),
        pytest.param("Holt", 1, True, id="the surname, later"),
        pytest.param("Nils Arden", 0, False, id="another"),
        pytest.param("harbour", 0, False, id="no name"),
    ],
)
def test_means(words, nth, meant):
    assert means(who(TEXT, "she"), place(TEXT, words, nth)) is meant


def test_a_pronoun_that_leads_nowhere_means_nobody():
    text = "It rained. Then he left, said Vera Holt."
    assert not means(who(text, "he"), place(text, "Vera Holt"))


def decided(gold, ours, pointer=(False, False), pronoun="she"):
    return Decided(record(pronoun, text=TEXT.replace("she", pronoun)), gold, ours, pointer, None)


A, B, NEITHER, BOTH = (True, False), (False, True), (False, False), (True, True)


@pytest.mark.parametrize(
    ("those", "counts"),
    [
        ([(A, A), (B, B)], (2, 2, 2)),
        ([(A, B)], (0, 1, 1)),
        ([(A, NEITHER)], (0, 0, 1)),
        ([(NEITHER, A)], (0, 1, 0)),
        ([(NEITHER, NEITHER)], (0, 0, 0)),
        ([(A, BOTH), (B, A)], (1, 3, 2)),
    ],
)
def test_measured(those, counts):
    found = measured([decided(*each) for each in those], "ours")
    assert (found.hits, found.predicted, found.gold) == counts


def test_figures_by_gender():
    those = [
        decided(A, A, B),
        decided(A, B, A),
        decided(B, B, B, "his"),
        decided(NEITHER, NEITHER, A, "He"),
    ]
    figures = figures_of(those)
    assert figures["F1"] == pytest.approx(2 / 3, abs=1e-4)
    assert (figures["F1 feminine"], figures["F1 masculine"]) == (0.5, 1.0)
    assert figures["bias, feminine / masculine"] == 0.5
    assert figures["pointer alone: F1"] == pytest.approx(4 / 7, abs=1e-4)
    assert figures["neither is meant: neither taken"] == 1.0


def test_nothing_to_measure_on():
    assert set(figures_of([]).values()) == {0.0}


def test_an_error_shows_the_pronoun_in_its_place():
    told = error(decided(A, B, A))
    assert "Later [[she]] sent" in told["text"]
    assert (told["meant"], told["found"], told["pointer"]) == (["Vera Holt"], None, "right")


def test_figures_of_a_file(tmp_path, encoder):
    file = tmp_path / "gap.jsonl"
    other = "Nils Arden came home. Soon he slept, and Piet Orlan with his dog too."
    records = [record(), record("he", "Nils Arden", "Piet Orlan", text=other, id="made-2")]
    file.write_text("".join(json.dumps(r) + "\n" for r in records), "utf-8")
    figures = pronouns.figures(file, encoder)
    assert (figures["precision"], figures["recall"]) == (1.0, 1.0)
    assert figures["bias, feminine / masculine"] == 1.0


def test_spans_of_no_name_are_compared_by_their_words():
    """A name that the cast does not have, at the place of another word."""
    assert not means(who(TEXT, "she"), Span(0, 0))
