"""The phrases that a cue points to: where they begin and end, and whose they are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.meaning.circumstance import REACH, Slots
from onrecord.nouns import Attribution, Span
from tests.meaning.scored import Scored, headless, place, said

TEXT = (
    "On Tuesday the dean told union leaders, students and parents at a crowded meeting in Harwick, Mass. "
    "that fees would rise at 9 p.m. sharp.\nThe rector wrote to the alumni (by letter) on Friday."
)


def found(scored, slot, cue, *, more=(), text=TEXT):
    slots = Slots(text, scored.done())
    return slots.found(slot, said(text, cue=cue), [place(text, words) for words in more])


@pytest.mark.parametrize(
    ("slot", "tagged", "expected"),
    [
        pytest.param("addressee", "union leaders", "union leaders", id="as tagged"),
        pytest.param("addressee", "union leaders,", "union leaders", id="no comma at the end"),
        pytest.param("addressee", ", students and parents", "students and parents", id="none at the start"),
        pytest.param("occasion", "a crowded meeting in Harwick, Mass.", None, id="the full stop of Mass."),
        pytest.param("when", "at 9 p.m.", None, id="the full stops of p.m."),
        pytest.param("when", "on Friday.", "on Friday", id="the sentence's full stop"),
        pytest.param("when", "Tuesday", "On Tuesday", id="one word, and the one that leads it"),
        pytest.param("when", "Tues", "On Tuesday", id="a word half tagged at its start"),
        pytest.param("when", "day", "On Tuesday", id="a word half tagged at its end"),
        pytest.param("addressee", "ders, stud", "leaders, students", id="two words half tagged"),
    ],
)
def test_where_a_phrase_ends(slot, tagged, expected):
    scored = Scored(TEXT).tag(slot, tagged).aim(slot, "told", **{tagged.replace(" ", "_"): 0.9})
    (phrase,) = found(scored, slot, "told")
    assert phrase.span.of(TEXT) == (expected or tagged)
    assert phrase.share == pytest.approx(0.9, abs=1e-3)


def test_the_tags_say_where_and_the_pointer_says_whose():
    scored = Scored(TEXT).tag("addressee", "union leaders").tag("addressee", "the alumni")
    scored.aim("addressee", "told", union_leaders=0.7, the_alumni=0.2)
    assert [f.span.of(TEXT) for f in found(scored, "addressee", "told")] == ["union leaders", "the alumni"]
    scored.aim("addressee", "told", union_leaders=0.1, the_alumni=0.2)
    assert [f.span.of(TEXT) for f in found(scored, "addressee", "told")] == ["the alumni", "union leaders"]


def test_a_pointer_at_part_of_a_phrase_takes_all_of_it():
    scored = Scored(TEXT).tag("occasion", "a crowded meeting").aim("occasion", "told", meeting=0.8)
    (phrase,) = found(scored, "occasion", "told")
    assert phrase.span.of(TEXT) == "a crowded meeting"
    assert phrase.share == pytest.approx(0.8, abs=1e-3)


def test_a_new_beginning_ends_the_phrase_before():
    scored = Scored(TEXT).tag("addressee", "union leaders").tag("addressee", ", students")
    scored.aim("addressee", "told", union_leaders=0.5, students=0.4)
    assert [f.span.of(TEXT) for f in found(scored, "addressee", "told")] == ["union leaders", "students"]


def test_a_phrase_ends_with_its_paragraph():
    scored = Scored(TEXT).tag("when", "sharp.\nThe rector").aim("when", "told", sharp=0.6, rector=0.3)
    assert [f.span.of(TEXT) for f in found(scored, "when", "told")] == ["sharp", "The rector"]


def test_the_slots_do_not_mix():
    scored = Scored(TEXT).tag("addressee", "union leaders").aim("occasion", "told", union_leaders=0.9)
    assert found(scored, "occasion", "told") == []
    assert found(scored, "addressee", "told") == []


def test_a_cue_that_points_to_nothing_has_no_phrase():
    assert found(Scored(TEXT).tag("addressee", "union leaders"), "addressee", "told") == []


def test_tags_alone_of_another_cue_are_not_taken():
    scored = Scored(TEXT).tag("addressee", "the alumni").aim("addressee", "wrote", the_alumni=0.9)
    assert [f.span.of(TEXT) for f in found(scored, "addressee", "wrote")] == ["the alumni"]
    assert found(scored, "addressee", "told") == []


def test_other_places_may_be_told():
    """Names count as phrases where no tag shows them, and once where one does."""
    scored = Scored(TEXT).tag("target", "The rector").aim("target", "wrote", The_rector=0.5, Harwick=0.4)
    phrases = found(scored, "target", "wrote", more=("Harwick", "The rector", "Mass"))
    assert [f.span.of(TEXT) for f in phrases] == ["The rector", "Harwick"]


@pytest.mark.parametrize("cue", ["", " ", "told"])
def test_no_heads_or_no_cue_no_phrase(cue):
    attribution = said(TEXT, cue=cue)
    assert Slots(TEXT, headless(TEXT)).found("when", attribution) == []
    scored = Scored(TEXT).tag("when", "on Friday").aim("when", "told", on_Friday=0.9)
    assert bool(Slots(TEXT, scored.done()).found("when", attribution)) is (cue == "told")


def test_what_is_out_of_reach_is_not_pointed_to():
    near, far = ("la " * n + "on Friday the dean said no." for n in (REACH // 3, 2 * REACH))
    for text, count in ((near, 1), (far, 0)):
        words = f"on Monday {text}"
        scored = Scored(words).tag("when", "on Monday").aim("when", "said", on_Monday=0.9)
        assert len(found(scored, "when", "said", text=words)) == count


def test_the_evidence_tells_the_place():
    scored = Scored(TEXT).tag("addressee", "union leaders").tag("addressee", "the alumni")
    scored.aim("addressee", "told", union_leaders=0.5, the_alumni=0.4)
    here, there = (f.evidence for f in found(scored, "addressee", "told"))
    assert here["raw"] == pytest.approx(0.5, abs=1e-3)
    assert here["tagged"] == pytest.approx(1, abs=1e-3)
    assert (here["paragraphs"], there["paragraphs"]) == (0.0, 1.0)
    assert here["far"] < there["far"]
    assert here["after"] == 1.0


@pytest.mark.parametrize(
    ("text", "cue", "count"),
    [
        ("Ann said no and left on Friday", "said", 0),
        ("Ann said nothing. She left on Friday", "said", 1),
        ("Ann said no! \u201cNever.\u201d She left. It rained. He came on Friday", "said", 2),  # at most
        ("Ann said Mr. Roe and J. Poe of the U.S. Bank left on Friday", "said", 0),
        ("Ann replied. She left on Friday", "replied", 0),  # its sign stands behind, and no word before it
        ("Ann replied. She left on Friday", "repli", 1),
        ("Ann replied. She left on Friday", "replie", 0),  # one letter is an initial
        ("Ann replied... she left on Friday", "repli", 0),
    ],
)
def test_sentences_between_cue_and_phrase_are_counted(text, cue, count):
    scored = Scored(text).tag("when", "on Friday").aim("when", cue, on_Friday=0.9)
    (phrase,) = found(scored, "when", cue, text=text)
    assert phrase.evidence["sentences"] == count


HOSTILE = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        ["\x00" * 40, "said " * 900, "said\n" * 60, "a\u0301" * 50, ".,;:\u201d", "\u2028said\u2029"]
    ),
)
SPANS = st.lists(
    st.tuples(st.integers(0, 90), st.integers(0, 90)).map(lambda p: Span(*sorted(p))), max_size=3
)


@given(HOSTILE, SPANS.map(tuple), st.integers(0, 2**32 - 1))
def test_phrases_lie_in_the_text_whatever_is_scored(text, cue, seed):
    random = np.random.default_rng(seed)
    scored = Scored(text)
    scored.columns[:] = random.normal(0, 3, scored.columns.shape)
    scored.aims[:] = random.normal(0, 3, scored.aims.shape)
    slots = Slots(text, scored.done())
    attribution = Attribution("1", "direct", (), tuple(s for s in cue if s.end <= len(text)), ())
    for slot in ("addressee", "occasion", "when", "target"):
        phrases = slots.found(slot, attribution)
        assert phrases == slots.found(slot, attribution)
        assert [f.share for f in phrases] == sorted((f.share for f in phrases), reverse=True)
        for phrase in phrases:
            assert 0 <= phrase.span.start < phrase.span.end <= len(text)
            assert phrase.span.of(text).strip()
            assert 0 <= phrase.share <= 1
