"""The measures, against cases worked out by hand and against what must hold of any measure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.metrics import (
    F1,
    calibration_error,
    exact_spans,
    name_words,
    pairs,
    same_phrase,
    same_speaker,
    trimmed,
    who_said_what,
)

TEXT = 'Ada Holm said the bridge was safe. "Close it now," said Bo Lind, "or pay." '
TEXT += "One union agreed: wages fell.\n"


def at(part: str, text: str = TEXT) -> list[int]:
    start = text.index(part)
    return [start, start + len(part)]


GOLD = [
    {"source": [at("Ada Holm")], "cue": [at("said")], "content": [at("the bridge was safe")]},
    {"source": [at("Bo Lind")], "cue": [at("said")], "content": [at('"Close it now,"'), at('"or pay."')]},
    {"source": [], "cue": [at("agreed")], "content": [at("wages fell")]},
]


def hits(predicted, floor=0.5):
    return who_said_what([(TEXT, GOLD, predicted)], floor).hits


@pytest.mark.parametrize(
    ("changed", "loose", "strict"),
    [
        pytest.param({}, 3, 3, id="the gold itself"),
        pytest.param({1: {"content": [at("Close it now"), at("or pay")]}}, 3, 3, id="marks do not count"),
        pytest.param({2: {"content": [at("wages fell.")]}}, 3, 3, id="a full stop does not count"),
        pytest.param({0: {"content": [at("said the bridge was safe")]}}, 3, 2, id="a little too long"),
        pytest.param({0: {"content": [at("safe")]}}, 2, 2, id="4 of 16 letters"),
        pytest.param({1: {"content": [at('"or pay."')]}}, 2, 2, id="5 of 15 letters"),
        pytest.param({0: {"source": [at("Bo Lind")]}}, 2, 2, id="the wrong source"),
        pytest.param({0: {"source": [at("Ada")]}}, 2, 2, id="3 of 7 letters of the source"),
        pytest.param({0: {"source": [at("Holm")]}}, 3, 2, id="4 of 7 letters of the source"),
        pytest.param({0: {"source": []}}, 2, 2, id="the source left out"),
        pytest.param({2: {"source": [at("One union")]}}, 2, 2, id="a source where there is none"),
        pytest.param({0: {"cue": []}}, 3, 3, id="the cue is not asked for"),
    ],
)
def test_hits(changed, loose, strict):
    predicted = [{**a, **changed.get(i, {})} for i, a in enumerate(GOLD)]
    assert (hits(predicted), hits(predicted, 0.9)) == (loose, strict)


def test_one_gold_gives_one_hit():
    measure = who_said_what([(TEXT, GOLD, [*GOLD, *GOLD])])
    assert (measure.hits, measure.predicted, measure.gold) == (3, 6, 3)
    assert (measure.precision, measure.recall, measure.f1) == (0.5, 1.0, pytest.approx(2 / 3))


def test_the_better_source_breaks_the_tie():
    wrong = {**GOLD[0], "source": [at("Bo Lind")]}
    (pair,) = pairs([GOLD[0]], [wrong, GOLD[0]], TEXT)
    assert (pair.predicted, pair.source) == (1, 1.0)


def test_nothing_read_scores_nothing():
    assert who_said_what([(TEXT, GOLD, [])]) == F1(0, 0, 3)
    assert F1().f1 == F1().precision == F1().recall == 0.0


@pytest.mark.parametrize(
    ("predicted", "expected"),
    [
        ([GOLD[0]["content"][0]], (1, 1)),
        ([at("the bridge was safe.")], (1, 1)),
        ([at("bridge was safe")], (0, 1)),
        ([GOLD[0]["content"][0], GOLD[0]["content"][0]], (1, 1)),
        ([at("the bridge"), at("was safe")], (0, 2)),
    ],
)
def test_exact_spans(predicted, expected):
    measure = exact_spans([(TEXT, [GOLD[0]], [{"source": [], "cue": [], "content": predicted}])], "content")
    assert (measure.hits, measure.predicted, measure.gold) == (*expected, 1)


@given(st.text(max_size=40), st.data())
def test_trimming_stays_inside_and_keeps_what_counts(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    low, high = trimmed((start, end), text)
    assert start <= low <= high <= end
    assert trimmed((low, high), text) == (low, high)


spans = st.lists(st.tuples(st.integers(0, 99), st.integers(1, 30)), min_size=1, max_size=2).map(
    lambda those: [[s, min(s + n, len(TEXT))] for s, n in those if s < len(TEXT)]
)
attributions = st.lists(
    st.fixed_dictionaries({"source": spans | st.just([]), "cue": spans, "content": spans}), max_size=6
)


@given(attributions, attributions)
def test_pairing_is_one_to_one_and_symmetric_in_its_hits(one, other):
    found = pairs(one, other, TEXT)
    assert len({p.gold for p in found}) == len({p.predicted for p in found}) == len(found)
    assert all(0 < p.content <= 1 and 0 <= p.source <= 1 for p in found)
    assert who_said_what([(TEXT, one, other)], 0.9).hits <= who_said_what([(TEXT, one, other)]).hits


@given(attributions)
def test_everything_agrees_with_itself(some):
    assert who_said_what([(TEXT, some, some)], 0.9).hits == len(some)


@pytest.mark.parametrize(
    ("chances", "right", "expected"),
    [
        ([], [], 0.0),
        ([1.0, 1.0], [True, True], 0.0),
        ([1.0, 1.0], [False, False], 1.0),
        ([0.75, 0.75, 0.75, 0.75], [True, True, True, False], 0.0),
        ([0.95, 0.05], [False, False], 0.5),
    ],
)
def test_calibration_error(chances, right, expected):
    assert calibration_error(chances, right) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("gold", "kind", "predicted", "same"),
    [
        ("Ada Holm", "person", "Ada Holm", True),
        ("Ada Holm", "person", "Prime Minister Ada Holm", True),
        ("Ada Holm", "person", "ÁDA HOLM", True),
        ("Ada Holm", "person", "Holm", False),
        ("Ida Holm", "person", "Holm", True),
        ("Ada Holm", "person", "Bo Holm", False),
        ("Ada Holm", "person", "Ada", False),
        ("the union", "group", "union", True),
        ("One union of dockers", "group", "union", False),
        ("One union of dockers", "group", "dockers union", True),
        (None, "none", None, True),
        (None, "none", "Ada Holm", False),
        ("Ada Holm", "person", None, False),
        ("Аня", "person", "Бор", False),
    ],
)
def test_same_speaker(gold, kind, predicted, same):
    """The surname alone is enough only where the text has no more."""
    assert same_speaker(gold, kind, predicted, TEXT) is same


def test_titles_count_where_there_is_nothing_else():
    assert name_words("The President") == ["the", "president"]


@pytest.mark.parametrize(
    ("gold", "predicted", "same"),
    [
        ("on Thursday", "Thursday", True),
        ("on Thursday", "late on Thursday evening", False),
        ("the annual meeting", "annual meeting in Harwick", True),
        ("a rally", "A Rally", True),
        ("a rally", "a meeting", False),
        ("the dean\u2019s office", "dean's office", True),
        ("the", "on", True),
    ],
)
def test_same_phrase(gold, predicted, same):
    """Half of the words that are not small, shared; two that have none are alike."""
    assert same_phrase(gold, predicted) is same
