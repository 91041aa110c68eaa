"""The act: by the cue's pieces and over the content's, and by a table of cue words alone."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.data import table
from onrecord.meaning.acts import ACTS, act_by_cue, act_of, evidence_of
from onrecord.nouns import Attribution, Span
from tests.meaning.scored import Scored, headless, said

TEXT = "The harbour board said the ferries must stop and then told everyone that it was sorry."
SAID = said(TEXT, cue="said", content="the ferries must stop")


@pytest.mark.parametrize(
    ("written", "act"),
    [
        pytest.param([("said", "state", 3, "acts")], "state", id="the cue's"),
        pytest.param([("the ferries must stop", "demand", 3, "acts_told")], "demand", id="the content's"),
        pytest.param(
            [("said", "state", 3, "acts"), ("the ferries must stop", "demand", 4, "acts_told")],
            "demand",
            id="both, the content surer",
        ),
        pytest.param(
            [("said", "deny", 4, "acts"), ("the ferries must stop", "demand", 3, "acts_told")],
            "deny",
            id="both, the cue surer: a mean over pieces, so that a long content has no more say",
        ),
        pytest.param(
            [
                ("said", "state", 2, "acts"),
                ("said", "accuse", 1.5, "acts"),
                ("must", "accuse", 4, "acts_told"),
            ],
            "accuse",
            id="what both half say",
        ),
        pytest.param(
            [("said", "state", 1, "acts"), ("sorry", "agree", 9, "acts_told"), ("told", "ask", 9, "acts")],
            "state",
            id="words of no span of its own count for nothing",
        ),
        pytest.param(
            [("said", "state", 1, "acts"), ("the ferries must stop", "ask", 9, "acts")],
            "state",
            id="the cue's scores are not asked over the content",
        ),
    ],
)
def test_act_of(written, act):
    scored = Scored(TEXT)
    for words, name, logit, part in written:
        scored.act(words, name, logit, part)
    found, chances = act_of(scored.done(), SAID)
    assert found == act
    assert chances.shape == (len(ACTS),)
    assert chances.sum() == pytest.approx(1)
    assert ACTS[int(chances.argmax())] == act


@pytest.mark.parametrize(
    ("cue", "weight", "act"),
    [
        ("denied that", 2.0, "deny"),
        ("denied that", 0.5, "demand"),  # the scores are a logit ahead
        ("denied that", 0.0, "demand"),
        ("said", 9.0, "demand"),  # a word that tells nothing
        ("", 9.0, "demand"),
    ],
)
def test_the_table_counts_beside_the_scores(cue, weight, act):
    found, chances = act_of(Scored(TEXT).act("said", "demand", 1).done(), SAID, cue, weight)
    assert found == act
    assert chances.sum() == pytest.approx(1)


def test_a_bundle_without_act_heads_reads_none():
    assert act_of(headless(TEXT), SAID) is None


@pytest.mark.parametrize("attribution", [said(TEXT), said(TEXT, cue="said"), said(TEXT, content="sorry")])
def test_what_is_missing_says_nothing(attribution):
    """Without cue or content the other speaks alone; without both all acts are as likely."""
    scores = Scored(TEXT).act("said", "deny").act("sorry", "agree", part="acts_told").done()
    found, chances = act_of(scores, attribution)
    expected = "deny" if attribution.cue else "agree" if attribution.content else ACTS[0]
    assert found == expected
    assert chances.max() == pytest.approx(
        1 if attribution.cue or attribution.content else 1 / len(ACTS), abs=1e-3
    )


def test_evidence_is_how_likely_and_how_far_ahead():
    chances = np.full(len(ACTS), 0.02)
    chances[3], chances[5] = 0.5, 0.28
    evidence = evidence_of(chances)
    assert evidence["raw"] == 0.5
    assert evidence["likely"] == pytest.approx(0)
    assert evidence["ahead"] == pytest.approx(0.22)


@pytest.mark.parametrize(
    ("words", "act"),
    [
        ("said", "state"),
        ("told reporters", "state"),
        ("", "state"),
        ("\x00", "state"),
        ("has vowed", "promise"),
        ("DENIED", "deny"),
        ("denied and promised", "deny"),
        ("promised, and denied,", "promise"),
        ("couldn\u2019t have warned", "threaten"),
        ("unaccused", "state"),
        ("warning", "threaten"),
    ],
)
def test_act_by_cue(words, act):
    assert act_by_cue(words) == act


def test_the_table_of_cues():
    """Every act but the default has words, none of them two acts."""
    acts = {act: words.split() for act, words in table("acts").items()}
    assert set(acts) == set(ACTS) - {"state"}
    every = [word for words in acts.values() for word in words]
    assert len(every) == len(set(every))
    assert all(act_by_cue(word) == act for act, words in acts.items() for word in words)


@given(st.text(max_size=60))
def test_any_cue_has_an_act(words):
    assert act_by_cue(words) in ACTS


spans = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 200)).map(lambda p: Span(*p)), max_size=3).map(
    tuple
)


@given(spans, spans)
def test_no_spans_raise(cue, content):
    """Empty ones, reversed ones and those beyond the text among them."""
    found = act_of(Scored(TEXT).act("said", "deny").done(), Attribution("1", "direct", (), cue, content))
    assert found is not None
    assert found[0] in ACTS
    assert 0 <= found[1].min() <= found[1].max() <= 1
