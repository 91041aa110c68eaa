"""From evidence to a probability."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.meaning.calibration import LEAST, chance_of, logit, threshold_of

COLUMNS = {
    "when": {"bias": -1.0, "raw": 2.0, "far": -0.5, "threshold": 0.4},
    "act": {"bias": 0.5},
}


@pytest.mark.parametrize(
    ("evidence", "column", "columns", "expected"),
    [
        pytest.param(
            {"raw": 0.7}, "when", None, 0.7, id="a bundle without coefficients: as the network has it"
        ),
        pytest.param({"raw": 0.7}, "when", {}, 0.7, id="none at all"),
        pytest.param({"raw": 0.7, "far": 9.0}, "target", COLUMNS, 0.7, id="none for this column"),
        pytest.param({"raw": 0.123456}, "target", COLUMNS, 0.1235, id="four digits"),
        pytest.param({"raw": 0.5}, "when", COLUMNS, 0.5, id="a logit of nothing"),
        pytest.param({"raw": 1.0, "far": 2.0}, "when", COLUMNS, 0.5, id="one for, one against"),
        pytest.param({"raw": 1.0}, "when", COLUMNS, round(1 / (1 + math.exp(-1)), 4), id="a logit of one"),
        pytest.param(
            {"raw": 0.9, "new": 7.0}, "when", COLUMNS, round(1 / (1 + math.exp(-0.8)), 4), id="unknown"
        ),
        pytest.param({"raw": 0.1}, "act", COLUMNS, round(1 / (1 + math.exp(-0.5)), 4), id="the bias alone"),
        pytest.param({"raw": 1.0, "far": 1e9}, "when", COLUMNS, 0.0, id="nothing overflows, downwards"),
        pytest.param({"raw": 1.0, "far": -1e9}, "when", COLUMNS, 1.0, id="nothing overflows, upwards"),
    ],
)
def test_chance_of(evidence, column, columns, expected):
    assert chance_of(evidence, column, columns) == expected


@pytest.mark.parametrize(
    ("column", "columns", "expected"),
    [
        ("when", COLUMNS, 0.4),
        ("act", COLUMNS, 0.0),
        ("target", COLUMNS, 0.0),
        ("when", None, 0.0),
        ("when", {}, 0.0),
    ],
)
def test_threshold_of(column, columns, expected):
    assert threshold_of(column, columns) == expected


@pytest.mark.parametrize(("chance", "expected"), [(0.5, 0.0), (0.0, math.log(LEAST / (1 - LEAST)))])
def test_logit(chance, expected):
    assert logit(chance) == pytest.approx(expected)
    assert logit(1 - chance) == pytest.approx(-expected)


figures = st.floats(-1e12, 1e12)


@given(st.dictionaries(st.text(max_size=8), figures, max_size=6), figures, st.floats(0, 1))
def test_a_chance_is_one(weights, value, raw):
    columns = {"when": {"bias": 0.0, **weights}}
    chance = chance_of(dict.fromkeys(weights, value) | {"raw": raw}, "when", columns)
    assert 0 <= chance <= 1
    assert round(chance, 4) == chance


@given(st.floats(0, 1), st.floats(0, 1))
def test_logit_keeps_the_order(one, other):
    assert (logit(one) <= logit(other)) or one > other
