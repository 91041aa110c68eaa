"""Quotations as words: what is one form, what one stem, and what weighs how much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.utterance.wording import FULL, wording_of
from onrecord.utterance.words import stems_of, words_of


def forms(text):
    return [word.form for word in words_of(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The harbour’s closed", "the HARBOR closed"),
        ("We won't pay", "we will not pay"),
        ("They can’t and cannot", "They can not and can not"),
        ("there ’ s a storm, we ’ ll wait", "there's a storm; we'll wait"),
        ("the E.U. at 6 p.m.", "the EU at 6 pm"),
        ("the eleventh hour", "the 11th hour"),
        ("1,000 crews", "1000 crews"),
        ("We realised that the centre favoured a café", "we realized that the center favored a cafe"),
        ("an eleventh - hour rule", "an 11th-hour rule"),
        ("ﬁne “nets”", 'fine "nets"'),
    ],
)
def test_one_form(one, other):
    assert forms(one) == forms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the ferries sailed", "the ferry sails"),
        ("she has decided", "she had decided"),
        ("it would be stopped", "it will be stopping"),
        ("he took the memoranda", "he takes the memos"),
        ("quick", "quickly"),
    ],
)
def test_one_stem(one, other):
    assert forms(one) != forms(other)
    assert stems_of(one) == stems_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("we will", "we will not"),
        ("if it rains", "when it rains"),
        ("40 boats", "30 boats"),
        ("north", "south"),
    ],
)
def test_other_stems(one, other):
    assert stems_of(one) != stems_of(other)


def test_words_know_their_place_brackets_and_ellipses():
    text = "They [the crews] can't ... sail … [sic]"
    words = words_of(text)
    assert [w.span.of(text) for w in words] == ["They", "the", "crews", "can't", "can't", "sail", "sic"]
    assert [w.form for w in words if w.inserted] == ["the", "crews", "sic"]
    assert [w.form for w in words if w.after_gap] == ["sail", "sic"]


def test_a_bracket_that_stays_open_inserts_nothing():
    assert not any(w.inserted for w in words_of("They [the crews sail; and ] back) they come"[:20]))


def test_weights():
    wording = wording_of("we trawl for cod in the Norham Fishery Board waters")
    weights = dict(zip(wording.forms, wording.weights, strict=True))
    assert weights["the"] < weights["for"] < weights["trawl"] == FULL
    assert weights["norham"] == weights["board"] == round(FULL / 3), "a name of three words weighs as one"


def test_what_an_editor_put_in_weighs_less():
    bare, bracketed = wording_of("the trawlers sank"), wording_of("the [trawlers] sank")
    assert bare.forms == bracketed.forms
    assert bare.weight > bracketed.weight


def test_capitals_of_a_title_name_nobody():
    title = wording_of("Ferry Captain Refuses Winter Crossing After Engine Trouble")
    assert title.weight == wording_of("ferry captain refuses winter crossing after engine trouble").weight


@given(st.text(max_size=80))
def test_any_text_has_a_wording(text):
    words = words_of(text)
    wording = wording_of(text)
    assert len(wording.weights) == len(wording.forms) == len(wording.stems) == len(words)
    assert all(0 <= w.span.start < w.span.end <= len(text) for w in words)
    assert all(word.form for word in words)
