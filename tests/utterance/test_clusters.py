"""Utterances of statements that arrive: which are one, who had it first, and that no order tells."""

import random
from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.utterance import Telling, UtteranceIndex
from onrecord.utterance.candidates import LIMITS, Postings, keys_of
from onrecord.utterance.clusters import said_range
from onrecord.utterance.wording import wording_of

SPEECH = "The storm has taken our boats, but it will never take the courage of the crews of Norham."
FIRST = "The storm has taken our boats"
SECOND = "it will never take the courage of the crews"
BOILERPLATE = "We take the safety of our passengers very seriously and work closely with the authorities."
SLOGAN = "Fair quotas for every harbour"
TENG, ARDEN, BOARD = "mara teng", "nils arden", "norham fishery board"
MAY_1, MAY_2, MAY_9 = "2022-05-01", "2022-05-02", "2022-05-09"


def telling(name, text, speaker=TENG, said_on=MAY_1, published=MAY_1, sort="person", outlet="Courier"):
    return Telling(name, text, speaker, sort, said_on, published, outlet, f"{name}.html")


def clusters(*told):
    index = UtteranceIndex()
    for each in told:
        index.add(each)
    found = index.clusters()
    for utterance in index.utterances():
        for each in utterance.told:
            assert index.utterance_of(each.name) == utterance
    return sorted("".join(sorted(names)) for names in found)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        pytest.param([telling("a", SPEECH), telling("b", SPEECH, outlet="Post")], ["ab"], id="two outlets"),
        pytest.param(
            [telling("a", SPEECH), telling("b", FIRST), telling("c", SECOND)],
            ["abc"],
            id="two parts that share no word",
        ),
        pytest.param(
            [telling("b", FIRST), telling("c", SECOND)], ["b", "c"], id="the parts without the whole"
        ),
        pytest.param(
            [telling("a", SPEECH), telling("b", SPEECH, None, None, None)], ["ab"], id="nothing is known"
        ),
        pytest.param([telling("a", SPEECH), telling("b", SPEECH, "teng")], ["ab"], id="a surname"),
        pytest.param(
            [telling("a", SPEECH), telling("b", SPEECH, BOARD, sort="body")],
            ["ab"],
            id="a person speaks for a body",
        ),
        pytest.param([telling("a", SLOGAN), telling("b", SLOGAN, said_on=MAY_2)], ["ab"], id="a day's doubt"),
        pytest.param(
            [telling("a", SLOGAN), telling("b", SLOGAN, said_on=MAY_9, published=MAY_9)],
            ["a", "b"],
            id="a slogan on two days",
        ),
        pytest.param(
            [telling("a", SPEECH), telling("b", SPEECH, said_on=MAY_9, published=MAY_9)],
            ["a", "b"],
            id="a speech given again",
        ),
        pytest.param(
            [telling("a", SPEECH), telling("b", SPEECH, said_on=None, published="2022-06-20")],
            ["ab"],
            id="a speech quoted weeks later",
        ),
        pytest.param(
            [telling("a", "No quotas"), telling("b", "No quotas", said_on=None, published="2022-09-01")],
            ["a", "b"],
            id="two words months later",
        ),
        pytest.param(
            [telling("a", SPEECH, said_on="2022-05"), telling("b", SPEECH, said_on=MAY_9)],
            ["ab"],
            id="a month holds its days",
        ),
        pytest.param(
            [telling("a", SPEECH, said_on=MAY_9), telling("b", SPEECH, said_on=None)],
            ["a", "b"],
            id="told before it was said",
        ),
        pytest.param(
            [telling("a", BOILERPLATE), telling("b", BOILERPLATE, ARDEN)],
            ["a", "b"],
            id="boilerplate of two speakers",
        ),
        pytest.param(
            [
                telling("a", BOILERPLATE, "norham ferries", sort="body"),
                telling("b", BOILERPLATE.replace("closely", "fully"), "selby airways", sort="body"),
            ],
            ["a", "b"],
            id="nearly the same boilerplate of two bodies",
        ),
        pytest.param(
            [
                telling("a", SPEECH),
                telling("b", f"{FIRST} and the board has taken the rest of them", said_on=None),
                telling("c", FIRST),
            ],
            ["ac", "b"],
            id="a part of two speeches ties neither to the other",
        ),
        pytest.param(
            [
                telling("a", SPEECH, said_on=None, published=None),
                telling("b", SPEECH),
                telling("c", SPEECH, said_on=MAY_9, published=MAY_9),
            ],
            ["ab", "c"],
            id="one without a date ties no days",
        ),
        pytest.param(
            [telling("a", SPEECH, None), telling("b", SPEECH), telling("c", SPEECH, ARDEN)],
            ["ab", "c"],
            id="one without a speaker ties no speakers",
        ),
        pytest.param(
            [
                telling("a", "The board caused the collapse of this fishery by negligence", said_on=None),
                telling(
                    "b",
                    "The collapse that the board caused was by a negligence "
                    "of a kind that no fishery has seen and that this court should punish",
                    "norham cooperative",
                    None,
                    sort="body",
                ),
            ],
            ["a", "b"],
            id="a speech and a lawsuit",
        ),
        pytest.param(
            [
                telling("a", "We didn't lose the nets that the board lent us"),
                telling("b", "I think we didn't lose the nets that the board lent us", "teng"),
            ],
            ["ab"],
            id="more in front",
        ),
        pytest.param(
            [telling("a", ""), telling("b", "..."), telling("c", "«»", ARDEN)], ["a", "b", "c"], id="no words"
        ),
    ],
)
def test_which_are_one(told, expected):
    assert clusters(*told) == expected
    assert clusters(*reversed(told)) == expected


def test_an_utterance_as_it_is_shown():
    told = [
        telling("a", "the courage of the crews of Norham", outlet="Gazette", published=MAY_2),
        telling("b", SPEECH, outlet="Post", published="2022-05-01T14:00:00"),
        telling("c", SPEECH.upper(), outlet="Courier", published="2022-05-01T12:00:00"),
        telling("d", SPEECH.replace("never ", ""), outlet="Echo", published="2022-05-03"),
    ]
    index = UtteranceIndex()
    for each in told:
        index.add(each)
    utterance = index.utterance_of("a")
    assert [each.name for each in utterance.told] == ["c", "b", "a", "d"]
    assert utterance.name == "c"
    assert [each.outlet for each in utterance.first] == ["Courier"]
    longest, without, short = utterance.variants
    assert {each.name for each in longest.told} <= {"b", "c"}
    assert longest.comparison.relation == "identical"
    assert (short.text, short.comparison.relation) == (told[0].text, "trimmed")
    named = {variant.told[0].name: variant.comparison.flags for variant in utterance.variants}
    assert named["d"] == ("negation dropped",)
    assert without.told


def test_a_day_without_a_time_leaves_open_who_was_first():
    index = UtteranceIndex()
    index.add(telling("a", SPEECH, published="2022-05-01T12:00:00", outlet="Post"))
    index.add(telling("b", SPEECH, published=MAY_1, outlet="Courier"))
    index.add(telling("c", SPEECH, published=None, outlet="Echo"))
    assert {each.outlet for each in index.utterance_of("a").first} == {"Post", "Courier"}


def test_nobody_was_first_without_dates():
    index = UtteranceIndex()
    index.add(telling("a", SPEECH, published=None))
    assert index.utterance_of("a").first == ()
    with pytest.raises(KeyError):
        index.utterance_of("b")


def test_adding_again_changes_nothing():
    index = UtteranceIndex()
    for _ in range(3):
        index.add(telling("a", SPEECH))
    assert (len(index), "a" in index) == (1, True)
    assert len(index.utterance_of("a").told) == 1


def made(seed, count):
    """Statements of few words, so that much of it is nearly the same."""
    chance = random.Random(seed)
    words = ["storm", "boats", "courage", "crews", "harbour", "board", "quota", "net", "ferry", "hull",
             "winter", "will", "never", "take", "the", "of", "not", "if", "our"]  # fmt: skip
    speeches = [chance.choices(words, k=chance.randrange(4, 25)) for _ in range(count // 5)]
    for n in range(count):
        speech = list(chance.choice(speeches))
        if chance.random() < 0.5:
            start = chance.randrange(len(speech) // 2)
            speech = speech[start : chance.randrange(start + 2, len(speech) + 1)]
        if chance.random() < 0.3:
            speech[chance.randrange(len(speech))] = chance.choice(words)
        yield telling(
            f"{n:04}",
            " ".join(speech),
            chance.choice([TENG, ARDEN, "teng", None]),
            chance.choice([None, MAY_1, MAY_2, MAY_9, "2022-05"]),
            chance.choice([None, MAY_2, MAY_9, "2022-07-01"]),
            chance.choice(["person", "person", "body", "unnamed"]),
        )


@pytest.mark.parametrize("limits", [LIMITS, (2, 3)], ids=["as shipped", "many keys are crowded"])
def test_twenty_orders_give_the_same_utterances(limits, monkeypatch):
    monkeypatch.setattr("onrecord.utterance.index.LIMITS", limits)
    told = list(made(3, 250))
    found = set()
    for seed in range(20):
        random.Random(seed).shuffle(told)
        index = UtteranceIndex()
        for each in told:
            index.add(each)
        found.add(index.clusters())
    (one,) = found
    assert sum(map(len, one)) == len(told)
    assert 20 < len(one) < len(told)


@pytest.mark.parametrize("limits", [LIMITS, (2, 3)], ids=["as shipped", "many keys are crowded"])
def test_one_utterance_is_found_as_all_are(limits, monkeypatch):
    monkeypatch.setattr("onrecord.utterance.index.LIMITS", limits)
    for seed, count in ((5, 200), *((seed, 40) for seed in range(10))):
        index = UtteranceIndex()
        for each in made(seed, count):
            index.add(each)
        for utterance in index.utterances():
            for each in utterance.told:
                assert index.utterance_of(each.name) == utterance


def test_a_part_that_days_cut_off_keeps_all_its_members():
    """Both second parts are one with the leader alone, and are found from each other."""
    told = [
        telling("a", SPEECH, said_on=None, published=None),
        telling("b", FIRST, said_on=MAY_1, published=None),
        telling("c", FIRST, said_on=MAY_9, published=None),
        telling("d", SECOND, said_on=MAY_9, published=None),
    ]
    assert clusters(*told) == clusters(*reversed(told)) == ["ab", "cd"]


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_nothing_is_lost_and_days_apart_are_apart(seed):
    index = UtteranceIndex()
    told = list(made(seed, 40))
    for each in told:
        index.add(each)
    found = list(index.utterances())
    assert Counter(each.name for u in found for each in u.told) == Counter(each.name for each in told)
    for utterance in found:
        ranges = [r for each in utterance.told if (r := said_range(each.said_on))]
        assert all(a[0] - b[1] <= 1 and b[0] - a[1] <= 1 for a, b in combinations(ranges, 2))


@pytest.mark.parametrize(
    ("said_on", "days"),
    [
        ("2022-02-03", 1),
        ("2022-02", 28),
        ("2024-02", 29),
        ("2022-12", 31),
        ("2022", 365),
        (None, 0),
        ("soon", 0),
        ("2022-02-03T12:00", 1),
        ("2022-13", 0),
    ],
)
def test_days_of_a_date(said_on, days):
    found = said_range(said_on)
    assert (found[1] - found[0] + 1 if found else 0) == days


def test_keys_overlook_words_of_grammar_and_order_of_sentences():
    one, other = (set().union(*keys_of(wording_of(text))) for text in (SPEECH, f"Well, {SECOND} in winter"))
    assert one & other
    assert keys_of(wording_of("We will not")) == keys_of(wording_of("comment")) == ((), ())


def test_keys_are_the_same_on_every_machine():
    assert keys_of(wording_of("torn nets")) == ((9260942348939424430,), ())


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3)), max_size=3000))
def test_postings_are_a_table_of_lists(asked):
    """Against a plain dictionary, growing included."""
    postings, plain = Postings(), {}
    for number, (key, spread) in enumerate(asked):
        key = (key * 0x9E3779B97F4A7C15 + (spread << 63)) & (1 << 64) - 1
        had = plain.setdefault(key, [])
        given = postings.put(key, number, 5)
        assert sorted(given) == (had if len(had) < 5 else [])
        had.append(number)
        assert postings.crowded(key) is (len(had) > 5)


def test_postings_grow():
    postings = Postings()
    keys = [(n * 0x9E3779B97F4A7C15) & (1 << 64) - 1 for n in range(5000)]
    for round_ in range(2):
        for n, key in enumerate(keys):
            assert postings.put(key, n + round_ * 5000, 8) == ([n] if round_ else [])
