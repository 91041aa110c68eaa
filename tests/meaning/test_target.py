"""For or against whom: mentions of one that add up, and the stance read at them and at the cue."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.encoder.scores import STANCES
from onrecord.meaning.circumstance import Slots
from onrecord.meaning.target import MOST, evidence_of, stance_of, targets_of
from onrecord.nouns import Span
from tests.meaning.scored import Scored, headless, place, said

TEXT = "Nils Arden said the port board had lied to Vera Holt. Holt, he said, was right and the board was not."
NAMES = {
    "the port board": "the port board",
    "the board": "the port board",
    "Vera Holt": "Vera Holt",
    "Holt": "Vera Holt",
}


def named(span):
    return NAMES.get(span.of(TEXT))


def targets(scored, names=(), columns=None, cue="said"):
    scores = scored.done()
    places = [place(TEXT, words) for words in names]
    return targets_of(Slots(TEXT, scores), scores, said(TEXT, cue=cue), None, places, named, columns)


def tagged(*phrases):
    scored = Scored(TEXT)
    for words in phrases:
        scored.tag("target", words)
    return scored


def test_a_target_has_name_stance_and_place():
    scored = tagged("Vera Holt").aim("target", "said", Vera_Holt=0.8).stance("Vera Holt", "for")
    (target,) = targets(scored)
    assert (target.name, target.stance, target.span.of(TEXT)) == ("Vera Holt", "for", "Vera Holt")
    assert target.confidence == pytest.approx(0.8, abs=1e-3)


def test_mentions_of_one_add_up():
    """Neither place of the board's alone has as much as Holt's."""
    scored = tagged("the port board", "the board", "Vera Holt")
    scored.aim("target", "said", the_port_board=0.3, the_board=0.28, Vera_Holt=0.4)
    scored.stance("the port board", "against").stance("the board", "against").stance("Vera Holt", "for")
    first, second = targets(scored)
    assert (first.name, first.stance, first.span.of(TEXT)) == ("the port board", "against", "the port board")
    assert first.confidence == pytest.approx(0.58, abs=2e-3)
    assert (second.name, second.stance) == ("Vera Holt", "for")


def test_a_name_within_a_phrase_counts_once():
    scored = tagged("Vera Holt").aim("target", "said", Vera_Holt=0.6).stance("Vera Holt", "for")
    (target,) = targets(scored, names=("Holt",))
    assert target.confidence == pytest.approx(0.6, abs=1e-3)


def test_a_name_may_be_a_target_without_tags():
    scored = Scored(TEXT).aim("target", "said", the_board=0.7).stance("the board", "against")
    assert targets(scored) == ()
    (target,) = targets(scored, names=("the board",))
    assert (target.name, target.span.of(TEXT)) == ("the port board", "the board")


def test_what_leads_nowhere_is_no_target():
    """The pronoun has the most of the pointer, and nobody knows whom it means."""
    scored = (
        tagged("he", "Vera Holt").aim("target", "said", he=0.8, Vera_Holt=0.15).stance("Vera Holt", "for")
    )
    assert [t.name for t in targets(scored)] == ["Vera Holt"]


def test_two_at_most():
    others = {"Nils Arden": "Nils Arden", **NAMES}
    scored = tagged("Nils Arden", "the port board", "Vera Holt")
    scored.aim("target", "said", Nils_Arden=0.2, the_port_board=0.3, Vera_Holt=0.4)
    scores = scored.done()
    found = targets_of(
        Slots(TEXT, scores), scores, said(TEXT, cue="said"), None, (), lambda s: others.get(s.of(TEXT)), None
    )
    assert [t.name for t in found] == ["Vera Holt", "the port board"]
    assert len(found) == MOST


def test_a_part_of_a_name_at_its_place_is_no_second_target():
    """Each leads to a name of its own, as where the page names a namesake."""
    scored = Scored(TEXT).aim("target", "said", Vera_Holt=0.5).stance("Vera Holt", "for")
    scores = scored.done()
    places = [place(TEXT, "Vera Holt"), place(TEXT, "Vera")]
    found = targets_of(
        Slots(TEXT, scores), scores, said(TEXT, cue="said"), None, places, lambda s: s.of(TEXT), None
    )
    assert [t.name for t in found] == ["Vera Holt"]


COLUMNS = {"target": {"bias": 0.0, "raw": 2.0, "threshold": 0.7}}


@pytest.mark.parametrize(("share", "kept"), [(0.3, False), (0.42, False), (0.43, True), (0.9, True)])
def test_what_is_not_likely_enough_stays_empty(share, kept):
    """1 / (1 + exp(-2 × 0.4236)) is 0.7."""
    scored = tagged("Vera Holt").aim("target", "said", Vera_Holt=share).stance("Vera Holt", "for")
    assert bool(targets(scored, columns=COLUMNS)) is kept


def test_no_heads_no_targets():
    scores = headless(TEXT)
    assert (
        targets_of(
            Slots(TEXT, scores), scores, said(TEXT, cue="said"), None, [place(TEXT, "Holt")], named, None
        )
        == ()
    )


@pytest.mark.parametrize(
    ("at_mentions", "at_cue", "expected"),
    [
        pytest.param({"Vera Holt": ("for", 3)}, None, "for", id="at the mention"),
        pytest.param({"Vera Holt": ("for", 2)}, ("against", 3), "against", id="the cue says more"),
        pytest.param({"Vera Holt": ("for", 3)}, ("against", 2), "for", id="the mention says more"),
        pytest.param(
            {"Vera Holt": ("for", 3), "Holt, he": ("against", 9)}, None, "against", id="the mean of two"
        ),
        pytest.param({"the port board": ("against", 9)}, None, "neutral", id="another's counts for nothing"),
    ],
)
def test_stance_of(at_mentions, at_cue, expected):
    scored = Scored(TEXT).stance("Vera Holt", "neutral", 1)
    for words, (stance, logit) in at_mentions.items():
        scored.stance(words, stance, logit)
    if at_cue:
        scored.stance("said", *at_cue, part="stances_told")
    mentions = [place(TEXT, "Vera Holt")]
    mentions += [place(TEXT, "Holt", 1)] if "Holt, he" in at_mentions else []
    chances = stance_of(scored.done(), said(TEXT, cue="said"), mentions)
    assert chances.sum() == pytest.approx(1)
    assert STANCES[int(chances.argmax())] == expected
    if not at_cue:
        assert (stance_of(scored.done(), None, mentions) == chances).all(), "a sentence alone has no cue"


def test_the_evidence_tells_all_places_and_the_act():
    scored = tagged("the port board", "the board").aim("target", "said", the_port_board=0.3, the_board=0.2)
    scores = scored.stance("the port board", "against").done()
    attribution = said(TEXT, cue="said")
    places = Slots(TEXT, scores).found("target", attribution)
    stance = stance_of(scores, attribution, [p.span for p in places])
    evidence = evidence_of(places, stance, None)
    assert evidence["raw"] == pytest.approx(0.5 * evidence["sided"], abs=1e-3)
    assert evidence["places"] == pytest.approx(0.6931, abs=1e-3)


def test_a_bundle_may_count_for_a_little_more():
    scores = Scored(TEXT).stance("Holt", "against").done()
    place = (Span(TEXT.index("Holt"), TEXT.index("Holt") + 4),)
    plain, more = (stance_of(scores, None, place, c) for c in (None, {"stance": {"for": 50.0}}))
    assert STANCES[plain.argmax()] == "against"
    assert STANCES[more.argmax()] == "for"


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)).map(lambda p: Span(*p)), max_size=3))
def test_no_mentions_raise(mentions):
    """Empty ones, reversed ones and those beyond the text among them."""
    chances = stance_of(Scored(TEXT).stance("Holt", "for").done(), said(TEXT, cue="said"), mentions)
    assert chances.sum() == pytest.approx(1)
    assert (chances >= 0).all()
