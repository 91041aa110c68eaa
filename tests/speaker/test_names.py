"""Names: which may be one person's, what they tell of gender, and where they stand in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.nouns import Article, Block, Span
from onrecord.speaker.cast import cast_of
from onrecord.speaker.layout import layout_of
from onrecord.speaker.mentions import names_in
from onrecord.speaker.names import gender_of, key_of, same_name


def in_text(text):
    article = Article("made", text, (Block("body", Span(0, len(text))),))
    return article, layout_of(article)


def keys(text):
    article, layout = in_text(text)
    return [" ".join(name.key) for name in names_in(article, layout, ())]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Marta Oduya", "Marta Oduya", True),
        ("Marta J. Oduya", "Marta Oduya", True),
        ("M. Oduya", "Marta Oduya", True),
        ("Bill Harker", "William Harker", True),
        ("Bill Harker", "Robert Harker", False),
        ("Marta Oduya", "Peter Oduya", False),
        ("Marta Oduya", "Marta Ruiz", False),
        ("Ana Vega-Soto", "Ana Vega", True),
        ("José Núñez", "Jose Nunez", True),
        ("John Harker Jr.", "John Harker", True),
        ("Harker", "John Harker", False),
    ],
)
def test_same_name(one, other, same):
    assert same_name(key_of(one.split()), key_of(other.split())) is same
    assert same_name(key_of(other.split()), key_of(one.split())) is same


@pytest.mark.parametrize(
    ("titles", "name", "gender"),
    [
        (["mrs"], "Oduya", "female"),
        (["king"], "Harald", "male"),
        (["chairwoman"], "Robin Oduya", "female"),
        (["mr"], "Lindsey Oduya", "male"),
        ([], "Vladimir Oduya", "male"),
        ([], "Theresa Oduya", "female"),
        ([], "Robin Oduya", None),
        ([], "Oduya", None),
    ],
)
def test_gender(titles, name, gender):
    assert gender_of(titles, key_of(name.split())) == gender


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It was said by Russian President Vladimir Ozerov.", ["vladimir ozerov"]),
        ("We met Ursula von der Brink and Carlos de la Peña.", ["ursula von der brink", "carlos de la pena"]),
        ("Then Bashar al-Tamimi spoke.", ["bashar al-tamimi"]),
        ("He saw al-Tamimi there.", ["al-tamimi"]),
        ("Sen. Ruth Falk (D-Ore.) and Gov. J. T. Marsh spoke.", ["ruth falk", "j t marsh"]),
        ("The chief economist Mara Obst agreed with Mrs. Lund.", ["mara obst", "lund"]),
        ("On Tuesday Ozerov met Secretary of State John Marsh.", ["ozerov", "john marsh"]),
        (
            "The Department of Fair Trade and the Bank of Ruritania.",
            ["department of fair trade", "bank of ruritania"],
        ),
        ("Prime Minister Theresa May met Stephen King.", ["theresa may", "stephen king"]),
        ("Republicans and Democrats said so.", []),
        ("The Food and Drug Administration waited.", ["food and drug administration"]),
        ("D’Arcy O’Neill said Zoë’s word.", ["d'arcy o'neill", "zoe"]),
        ("we see @Marsh, #Lund and me@Example.", []),
    ],
)
def test_names_in_text(text, expected):
    assert keys(text) == expected


def test_a_run_is_cut_at_the_edge_of_a_source():
    article, layout = in_text("Ozerov Slams Critics at the summit.")
    assert names_in(article, layout, [0, 6])[0].key == ("ozerov",)


def figures(text):
    article, layout = in_text(text)
    return {f.name: f for f in cast_of(article, layout).figures if f.names}


def test_surname_given_name_and_acronym_join_their_figure():
    cast = figures(
        "Marta Oduya leads the Union of Night Bakers (UNB). Oduya joined the UNB in May. Marta was young."
    )
    assert len(cast["Marta Oduya"].names) == 3
    assert len(cast["Union of Night Bakers"].names) == 3


def test_offices_and_ages_are_told():
    cast = figures(
        "Jo Falk, 42, the mayor of Brill, met Utah's governor, Lee Marsh, and spokesman Ed Lund. "
        "An attorney for the town, Ann Wick, was there. Kim Roe is a professor of law."
    )
    told = {name: {t.head for t in figure.told} for name, figure in cast.items()}
    assert told["Jo Falk"] == {"mayor"}
    assert cast["Jo Falk"].ages == {42}
    assert told["Lee Marsh"] == {"governor"}
    assert told["Ed Lund"] == {"spokesman"}
    assert told["Ann Wick"] == {"attorney"}
    assert told["Kim Roe"] == {"professor"}


def test_mr_and_ms_of_one_surname_are_two():
    cast = figures("Carl Wick and Dora Wick came. Mr. Wick sat down. Ms. Wick left. Mr. Wick smiled.")
    assert len(cast["Carl Wick"].names) == 3
    assert len(cast["Dora Wick"].names) == 2


def test_a_title_outweighs_the_given_name():
    cast = figures("Senator Lindsey Wick came. Mr. Wick sat down.")
    assert cast["Lindsey Wick"].gender == "male"
    assert len(cast["Lindsey Wick"].names) == 2


def test_a_couple_shares_its_surname():
    assert {"Paul Wick", "Dora Wick"} <= set(figures("We met Paul and Dora Wick there."))


WORDS = st.lists(
    st.sampled_from(
        ["Mara", "Lund", "the", "President", "of", "al-Wick", "J.", "said", ",", "'s", "Bank", "\n", "(UNB)"]
    ),
    max_size=60,
)


@given(st.one_of(st.text(max_size=300), WORDS.map(" ".join)))
def test_names_are_verbatim_and_in_order(text):
    article, layout = in_text(text)
    cast = cast_of(article, layout)
    for name, bearers in zip(cast.names, cast.bearers, strict=True):
        assert 0 <= name.whole.start <= name.span.start < name.span.end == name.whole.end <= len(text)
        assert name.key
        assert bearers
    assert list(cast.starts) == sorted(cast.starts)
