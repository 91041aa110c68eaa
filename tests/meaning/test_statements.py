"""All columns of an article's statements: what is filled, what stays empty, and what is flagged."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.encoder import Settings
from onrecord.encoder.references import pointer_of
from onrecord.meaning import statements_of
from onrecord.meaning.acts import ACTS
from onrecord.nouns import Article, Attribution, Block, Confidences, Span
from onrecord.speaker import who_of
from tests.meaning.scored import Scored, headless
from tests.speaker.made import made

ARTICLE, ATTRIBUTIONS = made(
    """
    # Harbour board under fire
    On Thursday <1:s:Vera Holt> <1:k:accused> <1:c:the Harwick Port Board of hiding the survey>.
    <2:s:She> <2:k:told> the Senate committee the next day that <2:c:the board must publish it>.
    <3:c:"We have nothing to add,"> <3:k:said> <3:s:a clerk>.
    """.replace("\n    ", "\n"),
    published="2024-05-10",
)
TEXT = ARTICLE.text


def scored():
    out = Scored(TEXT)
    out.act("accused", "accuse").act("told", "state", 2).act(
        "the board must publish it", "demand", 3, "acts_told"
    )
    out.act("said", "deny", 0.2)
    out.tag("when", "On Thursday").tag("when", "the next day").tag("addressee", "the Senate committee")
    out.tag("target", "the Harwick Port Board")
    out.aim("when", "accused", On_Thursday=0.9).aim("when", "told", the_next_day=0.95)
    out.aim("addressee", "told", the_Senate_committee=0.8)
    out.aim("target", "accused", the_Harwick_Port_Board=0.7).stance("the Harwick Port Board", "against")
    return out


def read(scores, columns=None, article=ARTICLE, attributions=ATTRIBUTIONS):
    who = who_of(article, attributions, pointer_of(scores))
    return statements_of(article, attributions, who, scores, Settings(columns=columns))


def words(span):
    return span.of(TEXT) if span else None


def test_every_column():
    first, second, third = read(scored().done())
    assert [s.attribution for s in (first, second, third)] == list(ATTRIBUTIONS)
    assert [s.speaker.name for s in (first, second, third)] == ["Vera Holt", "Vera Holt", "clerk"]
    assert [s.act for s in (first, second, third)] == ["accuse", "demand", "deny"]
    assert [words(s.when) for s in (first, second, third)] == ["On Thursday", "the next day", None]
    assert [words(s.addressee) for s in (first, second, third)] == [None, "the Senate committee", None]
    assert [s.occasion for s in (first, second, third)] == [None, None, None]
    (target,) = first.targets
    assert (target.name, target.stance, words(target.span)) == (
        "Harwick Port Board",
        "against",
        "the Harwick Port Board",
    )
    assert second.targets == third.targets == ()


def test_days_are_counted_from_the_day_that_the_article_has_come_to():
    """Published on a Friday: Thursday is the 9th, and "the next day" is seen from there."""
    first, second, third = read(scored().done())
    assert [s.said_on for s in (first, second, third)] == ["2024-05-09", "2024-05-10", None]
    alone = read(scored().done(), attributions=ATTRIBUTIONS[1:])
    assert words(alone[0].when) == "the next day"
    assert alone[0].said_on is None, "no day to count from"


def test_without_a_day_of_publication_there_are_words_and_no_date():
    first, *_ = read(scored().done(), article=replace(ARTICLE, published=None))
    assert words(first.when) == "On Thursday"
    assert first.said_on is None


def test_confidences():
    first, second, third = read(scored().done())
    assert first.confidences.act == pytest.approx(1, abs=1e-3)
    assert first.confidences.when == pytest.approx(0.9, abs=1e-3)
    assert first.targets[0].confidence == pytest.approx(0.7, abs=1e-3)
    assert second.confidences.addressee == pytest.approx(0.8, abs=1e-3)
    assert (first.confidences.addressee, third.confidences.when) == (None, None)
    assert first.confidences.speaker is None, "nobody measured it"


def test_without_heads_all_new_columns_are_empty():
    for statement in read(headless(TEXT)):
        assert statement.act is None
        assert statement.targets == ()
        assert statement.addressee is statement.occasion is statement.when is statement.said_on is None
        assert statement.confidences == Confidences()
        assert statement.flags == ()
        assert statement.speaker is not None


def bias(column, value, threshold=0.0):
    return {column: {"bias": value, "threshold": threshold}}


@pytest.mark.parametrize(
    ("column", "value"), [("act", "act"), ("when", "when"), ("addressee", "addressee"), ("target", "targets")]
)
def test_what_is_not_sure_enough_stays_empty(column, value):
    """A logit of 0 is a chance of 0.5: enough for a threshold of 0.5, not for one above it."""
    kept = read(scored().done(), bias(column, 0.0, 0.5))
    empty = read(scored().done(), bias(column, 0.0, 0.51))
    assert any(getattr(s, value) for s in kept)
    assert not any(getattr(s, value) for s in empty)
    assert all(getattr(s.confidences, column, None) is None for s in empty)
    if column == "when":
        assert not any(s.said_on for s in empty), "no date without its words"


@pytest.mark.parametrize(
    ("columns", "flags"),
    [
        pytest.param(None, [(), (), ("act unsure",)], id="the clerk's act is one of thirteen"),
        pytest.param(bias("act", 2.0), [(), (), ()], id="sure of all acts"),
        pytest.param(bias("act", -1.0), [("act unsure",)] * 3, id="sure of no act"),
        pytest.param(
            bias("speaker", -1.0) | bias("act", 2.0), [("speaker unsure",)] * 3, id="sure of no speaker"
        ),
        pytest.param(bias("speaker", 1.0) | bias("act", 2.0), [()] * 3, id="sure of all"),
        pytest.param(bias("act", -1.0, 0.5), [()] * 3, id="what is empty is not unsure"),
    ],
)
def test_flags(columns, flags):
    assert [s.flags for s in read(scored().done(), columns)] == flags


def test_an_unresolved_speaker_is_flagged():
    article, attributions = made(
        "<1:s:He> <1:k:said> <1:c:it was late>.\n<2:c:Nothing was lost>, <2:k:it was said>."
    )
    first, second = read(Scored(article.text).done(), bias("act", 2.0), article, attributions)
    assert first.speaker is not None
    assert not first.speaker.resolved
    assert first.flags == ("speaker unresolved",)
    assert second.speaker is None
    assert second.flags == ()
    assert second.confidences.speaker is None


def test_a_pronoun_within_what_is_said_is_followed():
    article, attributions = made(
        "Nils Arden left. <1:s:Vera Holt> <1:k:said> <1:c:she would never forgive the Harwick Port Board>."
    )
    out = Scored(article.text).tag("target", "she").aim("target", "said", she=0.9).stance("she", "for")
    (statement,) = read(out.done(), None, article, attributions)
    assert [(t.name, t.stance) for t in statement.targets] == [("Vera Holt", "for")]


def test_reading_again_gives_the_same():
    assert read(scored().done()) == read(scored().done())


def test_no_attributions_no_statements():
    assert read(scored().done(), attributions=()) == ()


TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120),
    st.sampled_from(
        [
            "\x00said\x00 Ann Poe\x00.",
            "Ann Poe said no. " * 60,
            '"' * 80,
            "He said she said he said it on Monday to them.",
            "\u202eAnn Poe\u202c said \ufeffno\u200b.",
            "on 31 February 99999, Ann Poe said",
        ]
    ),
)
SPANS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda p: Span(*sorted(p))), max_size=2
).map(tuple)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.lists(st.tuples(SPANS, SPANS, SPANS), max_size=3), st.integers(0, 2**32 - 1))
def test_any_text_any_spans_any_scores(text, those, seed):
    """Nothing raises, every span lies in the text, every probability is one."""
    random = np.random.default_rng(seed)
    out = Scored(text)
    for array in (out.columns, out.aims, out.references):
        array[:] = random.normal(0, 4, array.shape)
    inside = [tuple(tuple(s for s in spans if s.end <= len(text)) for spans in each) for each in those]
    attributions = tuple(Attribution(str(n), "indirect", *spans) for n, spans in enumerate(inside))
    article = Article("made", text, (Block("body", Span(0, len(text))),), published="2024-05-10")
    found = read(out.done(), None, article, attributions)
    assert [s.attribution for s in found] == list(attributions)
    assert found == read(out.done(), None, article, attributions)
    for statement in found:
        assert statement.act in ACTS
        assert len(statement.targets) <= 2
        places = [
            statement.addressee,
            statement.occasion,
            statement.when,
            *(t.span for t in statement.targets),
        ]
        assert all(0 <= p.start < p.end <= len(text) for p in places if p is not None)
        told = statement.confidences
        chances = [
            told.act,
            told.addressee,
            told.occasion,
            told.when,
            *(t.confidence for t in statement.targets),
        ]
        assert all(0 <= c <= 1 for c in chances if c is not None)
        assert statement.said_on is None or statement.when is not None
