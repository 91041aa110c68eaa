"""Our measures are those of the scorers that lie beside the data sets."""

import importlib
import random
import sys
from itertools import islice, pairwise

import pytest

from evaluation.corpora import articles
from evaluation.metrics import ROLES, exact_spans, same_phrase, same_speaker, who_said_what
from evaluation.statements import labels_of, scorer

ARTICLES = 40


@pytest.fixture(scope="module")
def tool(shared_data):
    folder = str(shared_data.parent / "tools")
    sys.path.insert(0, folder)
    try:
        return importlib.import_module("score_attributions")
    finally:
        sys.path.remove(folder)


def perturbed(article, rng):
    """The gold with spans moved, split, emptied and exchanged, attributions lost and doubled."""
    length = len(article["text"])
    out = []
    for a in article["attributions"]:
        if rng.random() < 0.15:
            continue
        made = {role: list(a[role]) for role in ROLES}
        for role in ROLES:
            chance = rng.random()
            if chance < 0.4:
                made[role] = [moved(s, e, rng, length) for s, e in made[role]]
            elif chance < 0.45:
                made[role] = []
            elif chance < 0.55 and made[role]:
                s, e = made[role][0]
                middle = rng.randint(s, e)
                made[role] = [[x, y] for x, y in ([s, middle], [middle, e]) if x < y]
        out += [made] * (2 if rng.random() < 0.05 else 1)
    for one, other in pairwise(out):
        if rng.random() < 0.1:
            one["source"], other["source"] = other["source"], one["source"]
    rng.shuffle(out)
    return out


def moved(start, end, rng, length):
    start = min(max(0, start + round(rng.gauss(0, 8))), length - 1)
    return [start, min(max(start + 1, end + round(rng.gauss(0, 8))), length)]


@pytest.fixture(scope="module")
def cases(shared_data):
    rng = random.Random(11)
    gold = islice(articles(shared_data / "polnear" / "dev.jsonl.gz"), ARTICLES)
    return [(a["text"], a["attributions"], perturbed(a, rng)) for a in gold]


@pytest.mark.parametrize(("measure", "floor"), [("who_said_what", 0.5), ("who_said_what_strict", 0.9)])
def test_who_said_what(measure, floor, tool, cases):
    theirs = tool.summarise([tool.score_article(*case) for case in cases])[measure]
    ours = who_said_what(cases, floor)
    assert (ours.hits, ours.predicted, ours.gold) == (theirs["hits"], theirs["predicted"], theirs["gold"])
    figures = (theirs["precision"], theirs["recall"], theirs["f1"])
    assert (ours.precision, ours.recall, ours.f1) == pytest.approx(figures)
    assert 0 < ours.hits < ours.gold


@pytest.mark.parametrize("role", ROLES)
def test_exact_spans(role, tool, cases):
    hits = predicted = gold = 0
    for text, theirs, ours in cases:
        there, here = ({tool.unit([s], text) for a in side for s in a[role]} for side in (theirs, ours))
        hits, predicted, gold = hits + len(there & here), predicted + len(here), gold + len(there)
    measure = exact_spans(cases, role)
    assert (measure.hits, measure.predicted, measure.gold) == (hits, predicted, gold)
    assert 0 < hits < gold


@pytest.fixture(scope="module")
def labels(shared_data):
    """The labels of each article, with its text."""
    texts = {a["id"]: a["text"] for a in articles(shared_data / "polnear" / "dev.jsonl.gz")}
    return [(texts[name], list(those.values())) for name, those in labels_of(shared_data).items()]


def shortened(name):
    """A name, its last word and its first, without its first, and in a title."""
    words = name.split()
    return {name, words[-1], words[0], " ".join(words[1:]), f"President {name}", f"the {name} and others", ""}


def test_same_speaker(shared_data, labels):
    theirs = scorer(shared_data)
    agreed = checked = 0
    for text, those in labels:
        known = set(theirs.words(text))
        names = sorted({label["speaker"] for label in those if label["speaker"]})
        for label in those:
            for predicted in sorted(
                {p for name in (label["speaker"] or "", *names[:4]) if name for p in shortened(name)}
            ):
                case = (label["speaker"], label["type"], predicted)
                same = bool(theirs.same_speaker(*case, known))
                assert same_speaker(*case, text) is same, case
                agreed, checked = agreed + same, checked + 1
    assert 0 < agreed < checked


def test_same_phrase(shared_data, labels):
    theirs = scorer(shared_data)
    phrases = sorted(
        {
            label[slot]
            for _, those in labels
            for label in those
            for slot in ("when", "occasion")
            if label[slot]
        }
    )
    said = {(one, other) for one in phrases for other in phrases} | {
        (p, f"on {p} in the city") for p in phrases
    }
    same = {pair for pair in said if theirs.same_phrase(*pair)}
    assert {pair for pair in said if same_phrase(*pair)} == same
    assert len(phrases) <= len(same) < len(said)
