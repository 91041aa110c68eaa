"""The best tags are the best: against every sequence that there is."""

from itertools import pairwise, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from onrecord.attribution.tagging import Run, joined, runs
from onrecord.encoder import TAGS, Encoder
from onrecord.nouns import Page
from onrecord.reading import read
from tests.attribution.told import scores

FIGURES = st.floats(-8, 0, width=32)


def rows(most: int) -> st.SearchStrategy[NDArray[np.float64]]:
    row = st.lists(FIGURES, min_size=7, max_size=7)
    return st.lists(row, min_size=1, max_size=most).map(np.array)


def allowed(tags: tuple[int, ...]) -> bool:
    """Whether I-x follows only B-x or I-x."""
    return all(
        not TAGS[after].startswith("I-") or TAGS[before][2:] == TAGS[after][2:]
        for before, after in pairwise((0, *tags))
    )


SEQUENCES = {n: [t for t in product(range(7), repeat=n) if allowed(t)] for n in range(1, 5)}


def tags_of(found: list[Run], n: int) -> tuple[int, ...]:
    """The tags that runs come from; pieces count from 1, behind the marker."""
    tags = [0] * n
    for run in found:
        first = 1 + 2 * ("source", "cue", "content").index(run.role)
        tags[run.start - 1] = first
        tags[run.start : run.end - 1] = [first + 1] * (run.end - run.start - 1)
    return tuple(tags)


@settings(deadline=None)
@given(rows(4), st.floats(0, 4, width=32), st.floats(-1, 1, width=32))
def test_best_of_all_sequences(tags: NDArray[np.float64], keep_bias: float, cue_bias: float):
    n = len(tags)
    (found,) = runs(scores(tags, [n]), keep_bias, cue_bias)
    told = tags.astype(np.float32).astype(float)
    told[:, 0] -= keep_bias
    told[:, 4] -= cue_bias

    def worth(sequence: tuple[int, ...]) -> float:
        return sum(told[i, tag] for i, tag in enumerate(sequence))

    assert allowed(tags_of(found, n))
    assert np.isclose(worth(tags_of(found, n)), max(map(worth, SEQUENCES[n])), atol=1e-6)


@settings(deadline=None)
@given(rows(12), st.floats(0, 3), st.floats(0, 3))
def test_a_higher_bias_finds_no_less(tags: NDArray[np.float64], one: float, other: float):
    tagged = [
        sum(r.end - r.start for r in runs(scores(tags, [len(tags)]), bias)[0])
        for bias in sorted((one, other))
    ]
    assert tagged[0] <= tagged[1]


@settings(deadline=None)
@given(rows(20), st.data())
def test_runs_keep_to_their_paragraphs(tags: NDArray[np.float64], data: st.DataObject):
    cuts = data.draw(st.lists(st.integers(0, len(tags)), max_size=4).map(sorted))
    lengths = [after - before for before, after in pairwise([0, *cuts, len(tags)])]
    of = scores(tags, lengths)
    found = runs(of, 0.0)
    assert len(found) == len(lengths)
    for number, paragraph in enumerate(found):
        for run in paragraph:
            assert run.start < run.end
            assert (of.pieces.paragraph[run.start : run.end] == number).all()
            assert (of.pieces.end[run.start : run.end] > of.pieces.start[run.start : run.end]).all()
        assert all(one.end <= other.start for one, other in pairwise(paragraph))


def test_two_that_touch_stay_two():
    tags = np.full((4, 7), -9.0)
    tags[[0, 1, 2, 3], [5, 6, 5, 3]] = -0.1
    assert runs(scores(tags, [4]), 0.0) == [[Run("content", 1, 3), Run("content", 3, 4), Run("cue", 4, 5)]]


@pytest.mark.parametrize(
    ("paragraph", "wanted"),
    [
        ([("source", 1, 2), ("source", 2, 6)], [("source", 1, 6)]),
        ([("source", 1, 2), ("source", 2, 3), ("source", 3, 4)], [("source", 1, 4)]),
        ([("source", 1, 2), ("source", 3, 4)], [("source", 1, 2), ("source", 3, 4)]),
        ([("content", 1, 2), ("content", 2, 4)], [("content", 1, 2), ("content", 2, 4)]),
        ([("cue", 0, 1), ("source", 1, 2), ("cue", 2, 3)], [("cue", 0, 1), ("source", 1, 2), ("cue", 2, 3)]),
        ([], []),
    ],
)
def test_sources_side_by_side_are_one(paragraph: list[Any], wanted: list[Any]):
    assert list(joined([Run(*run) for run in paragraph])) == [Run(*run) for run in wanted]


@pytest.mark.parametrize("name", ["Inês Côrte-Real", "Zdzisława Łęcka-Brzozowska", "Ngozi Achebe-Moss"])
def test_a_name_never_met_is_whole(name: str, encoder: Encoder):
    text = (
        f"Harbour tolls to rise\n\n“The tolls will rise in May,” said {name}, who runs the port of Alvor.\n"
    )
    found = read(Page(text.encode(), "page.txt"), encoder)
    (source,) = found.statements[0].attribution.source
    assert source.of(text).startswith(name)


def test_nothing_gives_nothing():
    assert runs(scores(np.zeros((0, 7)), []), 0.0) == []
