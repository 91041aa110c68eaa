"""Each content takes its likeliest cue, each cue its source or none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.attribution.linking import REACH, alone, candidates
from onrecord.attribution.tagging import Run
from onrecord.encoder import Scores
from onrecord.encoder.scores import LINK
from tests.attribution.told import scores

ROLES = ("source", "cue", "content")


def laid(pattern: list[tuple[str, int]]) -> list[Run]:
    """Runs of these roles and lengths behind a marker; "" leaves pieces free."""
    out, at = [], 1
    for role, length in pattern:
        if role:
            out.append(Run(role, at, at + length))
        at += length
    return out


def linked(pattern: list[tuple[str, int]], seed: int, no_source: float = 0.0) -> Scores:
    n = sum(length for _, length in pattern)
    links = np.random.default_rng(seed).normal(size=(n + 1, 4, LINK))
    of = scores(np.zeros((n, 7)), [n], links)
    of.no_source[:] = no_source
    return of


PATTERNS = st.lists(st.tuples(st.sampled_from((*ROLES, "")), st.integers(1, 6)), min_size=1, max_size=14)


@settings(deadline=None)
@given(PATTERNS, st.integers(0, 2**32 - 1))
def test_every_content_speaks_once(pattern: list[tuple[str, int]], seed: int):
    paragraph = laid(pattern)
    found = candidates(linked(pattern, seed), paragraph)
    contents = [c for candidate in found for c in candidate.contents]
    cues = [candidate.cue for candidate in found]
    assert len({c.start for c in cues if c}) == len(cues)
    if any(r.role == "cue" for r in paragraph):
        assert sorted(contents, key=lambda r: r.start) == [r for r in paragraph if r.role == "content"]
        assert alone(paragraph) == []
    else:
        assert found == []
        assert [c for a in alone(paragraph) for c in a.contents] == [
            r for r in paragraph if r.role == "content"
        ]
    for candidate in found:
        assert candidate.source is None or candidate.source in paragraph
        assert candidate.contents == tuple(sorted(candidate.contents, key=lambda r: r.start))
        assert candidate.content_link <= 0
        assert candidate.source_link <= 0


@settings(deadline=None)
@given(PATTERNS, st.integers(0, 2**32 - 1))
def test_each_takes_the_likeliest(pattern: list[tuple[str, int]], seed: int):
    """Against the plain sum over all pieces of the paragraph's runs, one piece at a time."""
    paragraph = laid(pattern)
    of = linked(pattern, seed)

    def chance(run: Run, target: Run, query: int) -> float:
        low, high = paragraph[0].start, paragraph[-1].end
        total = 0.0
        for i in range(run.start, run.end):
            worth = np.exp(of.links[low:high, query + 1].astype(float) @ of.links[i, query] / 8)
            none = np.exp(of.no_source[i]) if query else 0.0
            total += np.log(worth[target.start - low : target.end - low].sum() / (worth.sum() + none))
        return total / (run.end - run.start)

    for candidate in candidates(of, paragraph):
        assert candidate.cue is not None
        links = []
        for content in candidate.contents:
            chances = [chance(content, r, 0) for r in paragraph if r.role == "cue"]
            assert np.isclose(chance(content, candidate.cue, 0), max(chances), atol=1e-4)
            links.append(max(chances))
        assert np.isclose(candidate.content_link, np.mean(links), atol=1e-4)
        if candidate.source:
            chances = [chance(candidate.cue, r, 2) for r in paragraph if r.role == "source"]
            assert np.isclose(chance(candidate.cue, candidate.source, 2), max(chances), atol=1e-4)


def test_a_cue_may_have_no_source():
    pattern = [("content", 3), ("cue", 1), ("source", 2)]
    (sure,) = candidates(linked(pattern, 1, no_source=50.0), laid(pattern))
    assert sure.source is None
    assert sure.source_link == pytest.approx(0)
    (unsure,) = candidates(linked(pattern, 1, no_source=-50.0), laid(pattern))
    assert unsure.source == Run("source", 5, 7)


def test_a_cue_out_of_reach_loses_to_one_in_reach():
    pattern = [("cue", 1), ("", REACH + 40), ("content", 3), ("", 30), ("cue", 1)]
    (found,) = candidates(linked(pattern, 2), laid(pattern))
    assert found.cue == laid(pattern)[-1]


@pytest.mark.parametrize("length", [REACH - 1, REACH, REACH + 1, 4 * REACH, 20_000])
def test_a_content_of_any_length_finds_its_cue(length: int):
    pattern = [("source", 2), ("cue", 2), ("content", length), ("cue", 1), ("source", 1)]
    of = linked(pattern, 3)
    paragraph = laid(pattern)
    for run in (paragraph[1], paragraph[2]):
        of.links[run.start : run.end, 0 if run.role == "content" else 1] = 2.0
    (found,) = candidates(of, paragraph)
    assert found.cue == paragraph[1]
    assert np.isfinite(found.content_link)
