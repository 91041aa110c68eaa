"""Two wordings: one utterance or not, in what relation, and what the one cut of the other."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.utterance.alignment import aligned, common, could_be_one, logit_of, own_logit, strength_of
from onrecord.utterance.differences import compared
from onrecord.utterance.wording import wording_of

# Hard pairs of our own writing.
PAIRS = [
    pytest.param(
        "The ferry will not sail before the hull is mended.",
        "the ferry will not sail before the hull is mended,",
        "identical",
        id="punctuation and capitals",
    ),
    pytest.param(
        "We don't favour a new harbour.", "We do not favor a new harbor", "identical", id="spelling"
    ),
    pytest.param(
        "The ferry will not sail before the hull is mended.",
        "will not sail before the hull is mended",
        "trimmed",
        id="the beginning is cut",
    ),
    pytest.param(
        "The crews, who have waited since March, were promised fair quotas by the ministry.",
        "The crews ... were promised fair quotas by the ministry",
        "trimmed",
        id="an ellipsis",
    ),
    pytest.param(
        "The crews, who have waited since March, were promised fair quotas by the ministry.",
        "The crews were promised fair quotas by the ministry",
        "reworded",
        id="cut within, and no ellipsis tells",
    ),
    pytest.param(
        "They have fished here for two centuries and nobody asked them.",
        "[The islanders] have fished here for two centuries and nobody asked them.",
        "reworded",
        id="a bracket instead of a pronoun",
    ),
    pytest.param(
        "We stand by Norham's crews until the last net is mended",
        "We stand by [Norham's] crews until the last net is mended",
        "identical",
        id="a bracket around a word",
    ),
    pytest.param(
        "The storm has taken our boats but it will never take our courage.",
        "The storm took our boats, but will never take away our courage.",
        "reworded",
        id="a translation",
    ),
    pytest.param(
        "The quota law is an insult to every fisherman on this coast.",
        "This quota law is insulting to every fisherman on our coast.",
        "reworded",
        id="another translation",
    ),
    pytest.param(
        "I think we didn't mend the nets the way the board wants us to.",
        "I don't think we mended the nets the way the board wanted us to.",
        "reworded",
        id="a negation that moved",
    ),
    pytest.param(
        "Only together can the islands save the cod.",
        "The islands can save the cod only together.",
        "reworded",
        id="turned around",
    ),
    pytest.param(
        "The board caused the collapse of the fishery through negligence of a kind never seen on this coast.",
        "The negligence of the ministry led to a decline of a kind that the fishery has seen before.",
        "different",
        id="one matter, in a lawsuit and a speech",
    ),
    pytest.param("the Norham Fishery Board Act", "We will not obey the Norham Fishery Board Act, which "
                 "is unjust and was written by people who never mended a net.",
                 "different", id="the name of a law"),
    pytest.param("and not as it was", "The ministry must answer the crews and not as it was, and pay them in "
                 "full for the winter that they lost.", "different", id="words of grammar"),
    pytest.param("We have no comment at this time.", "We have the nets and the boats to last this winter.",
                 "different", id="nothing but words of grammar in common"),
    pytest.param("", "Nothing was said", "different", id="no words"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "relation"), PAIRS)
def test_relation(one, other, relation):
    there = aligned(wording_of(one), wording_of(other))
    back = aligned(wording_of(other), wording_of(one))
    assert there.relation == back.relation == relation
    assert there.chance == back.chance
    assert (there.chance > 0.5) is (relation != "different")


WORDS = st.lists(st.sampled_from(["cod", "nets", "boat", "the", "a", "not", "mended", "storm"]), max_size=9)


@given(WORDS, WORDS)
def test_common_is_a_longest_common_subsequence(one, other):
    counts = [[0] * (len(other) + 1) for _ in range(len(one) + 1)]
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            counts[i + 1][j + 1] = counts[i][j] + 1 if a == b else max(counts[i][j + 1], counts[i + 1][j])
    pairs = common(one, other)
    assert len(pairs) == counts[-1][-1]
    assert all(one[i] == other[j] for i, j in pairs)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(pairs))


@given(WORDS, WORDS)
def test_which_comes_first_makes_no_difference(one, other):
    a, b = wording_of(" ".join(one)), wording_of(" ".join(other))
    there, back = aligned(a, b), aligned(b, a)
    assert (there.logit, there.relation) == (back.logit, back.relation)
    assert there.kept == tuple((i, j) for j, i in back.kept)
    assert could_be_one(a, b) or there.relation == "different"


@given(st.text("ab cd…'[]NOT 12", max_size=40))
def test_a_wording_beside_itself_is_one_run(text):
    wording = wording_of(text)
    assert own_logit(wording) == aligned(wording, wording).logit


@given(st.integers(-300_000, 300_000).map(lambda number: round(number / 10_000, 4)))
def test_a_logit_is_kept_exactly(logit):
    assert logit_of(strength_of(logit)) == logit


@pytest.mark.parametrize(
    ("whole", "part", "flags"),
    [
        ("We will not close the harbour.", "We will close the harbour.", ["negation dropped"]),
        ("We'll close the harbour.", "We won't close the harbour.", ["negation added"]),
        ("I never said the ferry should stop.", "the ferry should stop", ["negation dropped"]),
        ("I'm not sorry and I have no regrets about the nets.", "I have no regrets about the nets", []),
        ("I think we didn't mend the nets.", "I don't think we mended the nets.", []),
        (
            "If the hull is mended, the ferry will sail again.",
            "the ferry will sail again",
            ["condition dropped"],
        ),
        ("The ferry will sail unless it storms.", "The ferry will sail", ["condition dropped"]),
        ("It may storm if it likes. The ferry will sail in May.", "The ferry will sail in May", []),
        ("We lost 40 boats to the storm", "We lost 30 boats to the storm", ["number changed"]),
        ("We lost two million crowns in May", "We lost two billion crowns in May", ["number changed"]),
        ("We lost eleven boats to the storm", "We lost 11 boats to the storm", []),
        ("The ferry to Norham is lost", "The ferry to Selby is lost", ["name changed"]),
    ],
)
def test_flags(whole, part, flags):
    assert list(compared(whole, part).flags) == flags


def told(whole, part):
    return [
        (edit.sort, edit.whole and edit.whole.of(whole), edit.part and edit.part.of(part))
        for edit in compared(whole, part).edits
    ]


def test_a_word_diff():
    whole = "The ferry, which was built in 1970, is too old to sail in winter, he says"
    part = "the ferry … is too rusty to sail in winter"
    assert told(whole, part) == [
        ("same", "The ferry", "the ferry"),
        ("cut", "which was built in 1970", None),
        ("same", "is too", "is too"),
        ("changed", "old", "rusty"),
        ("same", "to sail in winter", "to sail in winter"),
        ("cut", "he says", None),
    ]
    cuts = [edit.marked for edit in compared(whole, part).edits if edit.sort == "cut"]
    assert cuts == [True, False], "the ellipsis tells of the first alone"
    assert [span.of(whole) for span in compared(whole, part).cut] == ["which was built in 1970", "he says"]


def test_words_that_moved_are_no_loss():
    assert ("moved", "Only together", None) in told(
        "Only together can the islands save the cod", "can the islands save the cod only together"
    )


@given(WORDS, WORDS)
def test_edits_cover_all_words(one, other):
    a, b = " ".join(one), " ".join(other)
    edits = compared(a, b).edits
    for text, spans in ((a, [e.whole for e in edits]), (b, [e.part for e in edits])):
        assert [w for span in spans if span for w in span.of(text).split()] == text.split()
