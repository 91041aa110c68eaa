"""Sources that the rules leave open and the encoder's pointer decides, and who says "I" on a page."""

import pytest

from onrecord.speaker import speakers_of, who_of
from tests.speaker.made import made


def to(text, *words):
    """A pointer that falls on these words wherever they stand, in equal parts."""

    def refers(mention, places):
        return [float(any(place.of(text) == word for word in words)) * 0.9 for place in places]

    return refers


def names(marked, *words, **values):
    article, attributions = made(marked, **values)
    found = speakers_of(article, attributions, to(article.text, *words) if words else None)
    return [speaker.name if speaker is not None else None for speaker in found]


TWO = """
Martin Oduya met Peter Vance at the depot on Monday. <1:s:He> <1:k:said> <1:c:the strike was over>.
"""


@pytest.mark.parametrize(("word", "name"), [("Peter Vance", "Peter Vance"), ("Martin Oduya", "Martin Oduya")])
def test_the_pointer_tells_apart_those_who_are_equal_to_the_rules(word, name):
    assert names(TWO, word) == [name]


def test_what_contradicts_the_gender_is_out_whatever_the_pointer_says():
    marked = "Martin Oduya met Ruth Vance at the depot. <1:s:She> <1:k:said> <1:c:the strike was over>."
    assert names(marked, "Martin Oduya") == ["Ruth Vance"]


@pytest.mark.parametrize(
    ("marked", "words", "name"),
    [
        (
            "The union leaders left the hall before the managers came. "
            "<1:s:They> <1:k:said> <1:c:the offer was an insult>.",
            ("union leaders",),
            "union leaders",
        ),
        (
            "Some dockers and drivers stood by the gate. <1:s:They> <1:k:said> <1:c:nobody had asked them>.",
            ("dockers and drivers",),
            "dockers and drivers",
        ),
        (
            "Half the 400 national security experts, <1:s:who> <1:k:warned> <1:c:of a long winter>, left.",
            (),
            "400 national security experts",
        ),
    ],
)
def test_phrases_without_a_name(marked, words, name):
    assert names(marked, *words) == [name]


def test_a_description_that_no_rule_follows():
    marked = """
Greta Brandt and Ursula Marr spoke first. The hall was full.

<1:s:The heiress> <1:k:said> <1:c:the harbour was hers>.
"""
    assert names(marked) == ["heiress"]
    assert names(marked, "Ursula Marr") == ["Ursula Marr"]


def test_an_indefinite_description_is_somebody_else():
    marked = "Greta Brandt spoke first. <1:s:An heiress> <1:k:said> <1:c:the harbour was hers>."
    assert names(marked, "Greta Brandt") == ["heiress"]


@pytest.mark.parametrize(
    ("title", "byline", "name"),
    [
        ("Interview with harbour master Greta Brandt", None, "Greta Brandt"),
        ("Remarks by Greta Brandt at the opening of the lock", None, "Greta Brandt"),
        ("Greta Brandt: What the tide took", None, "Greta Brandt"),
        ("Greta Brandt: What the tide took", "Otto Kraus", "Otto Kraus"),
        ("Greta Brandt wins the vote", None, "I"),
        ("Why Greta Brandt lost: a story", None, "I"),
        ("Interview with Greta Brandt and Otto Kraus", None, "I"),
        ("Interview with Greta Brandt", "Newswire", "Greta Brandt"),
        ("The court of Greta Brandt", "Ruritania State Court", "I"),
        ("Interview with the International Brotherhood", None, "I"),
    ],
)
def test_who_says_i(title, byline, name):
    marked = f"# {title}\n\nGreta Brandt runs the port with Otto Kraus.\n\n<1:s:I> <1:k:think> <1:c:it tips>."
    values = {"title": title} | ({"byline": byline} if byline else {})
    assert names(marked, **values) == [name]


def test_who_asks_in_an_interview_is_not_the_one_interviewed():
    title = "Interview with Greta Brandt"
    marked = f"# {title}\n\nGreta Brandt runs the port.\n\n<1:s:I> wanted to ask <1:c:if you like it>.\n\n"
    assert names(marked + "<2:s:I> think <2:c:it tips>.", title=title) == ["I", "Greta Brandt"]


def test_you_is_the_one_interviewed_and_else_nobody():
    marked = "# {}\n\nGreta Brandt runs the port.\n\nWhat do <1:s:you> <1:k:think> <1:c:of the lock>?"
    title = "Interview with Greta Brandt"
    assert names(marked.format(title), title=title) == ["Greta Brandt"]
    assert names(marked.format("The port"), title="The port") == [None]


def test_a_source_that_is_read_a_word_short_cuts_no_name():
    marked = (
        "Nobody listens, Greta <1:s:Brandt> <1:k:said> <1:c:on the quay>. <2:s:She> <2:k:left> <2:c:early>."
    )
    assert names(marked)[1] == "Greta Brandt"


def test_a_single_female_name_is_no_man():
    marked = (
        "Melanie met Karl Østby. <1:s:He> <1:k:said> <1:c:it rained>. <2:s:She> <2:k:said> <2:c:it snowed>."
    )
    assert names(marked) == ["Karl Østby", "Melanie"]


def test_whom_other_words_mean():
    marked = "Greta Brandt arrived. <1:s:Otto Kraus> <1:k:accused> <1:c:her of lying about the lock>."
    article, attributions = made(marked)
    who = who_of(article, attributions)
    start = article.text.index("her of")
    place = type(attributions[0].source[0])(start, start + 3)
    assert who.at(place, 0).name == "Greta Brandt"
    assert [span.of(article.text) for span in who.names(0, len(article.text))] == [
        "Greta Brandt",
        "Otto Kraus",
    ]


def test_evidence_names_how_a_speaker_was_found():
    article, attributions = made(TWO)
    who = who_of(article, attributions, to(article.text, "Peter Vance"))
    (evidence,) = who.evidence
    assert evidence["pronoun"] == 1.0
    assert evidence["pointer"] == pytest.approx(-0.105, abs=0.01)
    assert all(isinstance(value, float) for value in evidence.values())


@pytest.mark.parametrize(
    ("first", "name"),
    [
        ("Larkwell took silver in spring", "Larkwell"),
        ("Portugal missed both starts as a keeper", "Portugal"),
        ("Then Larkwell took silver in spring", "Larkwell"),
    ],
)
def test_the_pointer_takes_for_a_person_what_no_table_knows_as_one(first, name):
    """A name that begins sentences alone, and one that is known as a country."""
    marked = f"{first} behind Martin Oduya. <1:s:He> <1:k:said> <1:c:nobody had helped>."
    assert names(marked, name) == [name]
    assert names(marked, "Martin Oduya") == ["Martin Oduya"]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        (
            "The board heard from 40 retired pilots -- most of them young -- <1:s:who> <1:k:called> "
            "<1:c:the harbour unsafe>.",
            "40 retired pilots",
        ),
        (
            "The board heard from 40 retired pilots \u2014 most of whom live here \u2014 <1:s:who> "
            "<1:k:called> <1:c:the harbour unsafe>.",
            "40 retired pilots",
        ),
        ("She wrote to a candidate for governor, <1:s:who> <1:k:said> <1:c:it was late>.", "candidate"),
        (
            "Ruth Vance, the Labour candidate for governor, came late. Crowds waited for the candidate for "
            "governor, <1:s:who> <1:k:said> <1:c:it was late>.",
            "Ruth Vance",
        ),
    ],
)
def test_whom_a_relative_pronoun_takes_up(marked, name):
    assert names(marked) == [name]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Sarah Quell: What the tide left", "Sarah Quell"),
        ("What the tide left", "I"),
        ("Fishing: What the tide left", "I"),
    ],
)
def test_a_column_is_its_authors_whom_the_text_does_not_name(title, name):
    assert names(f"# {title}\n\nNo boats left. <1:s:I> <1:k:think> <1:c:it tips>.", title=title) == [name]


@pytest.mark.parametrize(
    ("marked", "name"),
    [
        ("Most of the ratepayers <1:s:who> <1:k:prefer> <1:c:the old lock> live here.", "ratepayers"),
        ("The tinkerer <1:s:who> <1:k:wants> <1:c:a new lock> came late.", "tinkerer"),
        ("They met Ruth Vance (<1:s:whose> <1:k:job> was <1:c:to know>).", "Ruth Vance"),
    ],
)
def test_who_takes_up_the_phrase_before_it_though_no_table_knows_its_head(marked, name):
    assert names(marked) == [name]
