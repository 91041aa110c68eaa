"""The pointer from a mention to what it refers to: arrays in, probabilities out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.encoder.references import AHEAD, BACK, References, pointer_of
from onrecord.nouns import Span
from tests.meaning.scored import Scored, headless, place

TEXT = "Vera Holt met Nils Arden.\nShe said that she would go, Holt's office confirmed."
SHE, HOLT, ARDEN, AGAIN = (place(TEXT, words) for words in ("She", "Vera Holt", "Nils Arden", "Holt's"))


def test_a_bundle_without_such_a_head_has_no_pointer():
    assert pointer_of(headless(TEXT)) is None


def test_what_falls_on_each_place():
    refers = pointer_of(Scored(TEXT).refer(SHE, {HOLT: 0.6, ARDEN: 0.1, AGAIN: 0.2}).done())
    assert refers is not None
    assert refers(SHE, [ARDEN, AGAIN, HOLT]) == pytest.approx([0.1, 0.2, 0.6], abs=1e-3)
    assert refers(SHE, []) == []
    assert refers(SHE, [Span(HOLT.start, ARDEN.end)]) == pytest.approx([0.7], abs=1e-3), (
        "both, and what is between"
    )


def test_a_mention_may_refer_to_nothing():
    refers = pointer_of(Scored(TEXT).refer(SHE, {HOLT: 0.05}).done())
    assert refers is not None
    assert sum(refers(SHE, [HOLT, ARDEN, AGAIN])) == pytest.approx(0.05, abs=1e-3)


def test_no_mention_refers_to_itself():
    """Its own pieces, however much they are like it, are left out; nothing falls on them."""
    scored = Scored(TEXT).refer(HOLT, {SHE: 0.5})
    scored.references[scored.rows(HOLT), 1, 0] = 800
    refers = pointer_of(scored.done())
    assert refers is not None
    own, she = refers(HOLT, [HOLT, SHE])
    assert own == 0
    assert she == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize(
    "mention", [Span(5, 5), Span(9_000, 9_004), Span(25, 26)], ids=["empty", "beyond", "space"]
)
def test_what_has_no_pieces_means_nothing(mention):
    refers = pointer_of(Scored(TEXT).refer(SHE, {HOLT: 0.9}).done())
    assert refers is not None
    assert refers(mention, [HOLT, ARDEN]) == [0.0, 0.0]
    assert refers(SHE, [mention]) == [0.0]


@pytest.mark.parametrize(
    ("before", "between", "reached"),
    [
        pytest.param(0, BACK // 2, True, id="behind, near"),
        pytest.param(0, BACK + 20, False, id="behind, out of reach"),
        pytest.param(AHEAD // 2, 0, True, id="ahead, near"),
        pytest.param(AHEAD + 20, 0, False, id="ahead, out of reach"),
    ],
)
def test_reach(before, between, reached):
    """Pieces on both sides of the mention; the name stands behind it, or ahead where `before` is told."""
    text = f"she {'la ' * before}Holt" if before else f"Holt {'la ' * between}she"
    mention, name = place(text, "she"), place(text, "Holt")
    refers = pointer_of(Scored(text).refer(mention, {name: 0.9}).done())
    assert refers is not None
    assert refers(mention, [name])[0] == pytest.approx(0.9 if reached else 0.0, abs=1e-3)


def test_the_order_of_asking_changes_nothing():
    scored = Scored(TEXT).refer(SHE, {HOLT: 0.6, ARDEN: 0.3})
    one, other = References(scored.done()), References(scored.done())
    later = one.chances(ARDEN, [HOLT]), one.chances(SHE, [HOLT])
    assert (later[1], later[0]) == (other.chances(SHE, [HOLT]), other.chances(ARDEN, [HOLT]))


places = st.tuples(st.integers(0, 120), st.integers(0, 120)).map(lambda p: Span(*p))


@given(
    st.one_of(st.text(max_size=80), st.sampled_from(["\x00" * 30, "word " * 700, "\n\n\n", "a\u0301" * 40])),
    places,
    st.lists(places, max_size=4),
    st.integers(0, 2**32 - 1),
)
def test_chances_are_chances(text, mention, names, seed):
    random = np.random.default_rng(seed)
    scored = Scored(text)
    scored.references[:] = random.normal(0, 5, scored.references.shape)
    scored.part("alone")[:] = random.normal(0, 5, scored.part("alone").shape)
    chances = References(scored.done()).chances(mention, names)
    assert len(chances) == len(names)
    assert all(0 <= chance <= 1 + 1e-9 for chance in chances)
