"""From source to speaker: tables of cases, each a small article of our own writing."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.nouns import Article, Attribution, Block, Span
from onrecord.speaker import speakers_of
from tests.speaker.made import made


def names(text, **values):
    article, attributions = made(text, **values)
    return [speaker and speaker.name for speaker in speakers_of(article, attributions)]


def one(text, number=-1, **values):
    article, attributions = made(text, **values)
    return speakers_of(article, attributions)[number]


NAMED = {
    "title and office go": ("<1:s:President Viktor Ozerov> said no.", "Viktor Ozerov"),
    "surname": ("Mayor Jo Falk came. <1:s:Falk> said no.", "Jo Falk"),
    "caption": ("! President Viktor Ozerov.\n<1:s:Ozerov> said no.", "Viktor Ozerov"),
    "name comes later": ("<1:s:Ozerov> said no.\nThat was Viktor Ozerov.", "Viktor Ozerov"),
    "headline": ("# <1:s:Ozerov> slams critics\nViktor Ozerov spoke.", "Viktor Ozerov"),
    "title case headline": ("# <1:s:Ozerov> Slams Old Critics\nViktor Ozerov spoke.", "Viktor Ozerov"),
    "name in the headline only": ("# Viktor Ozerov wins\n<1:s:Ozerov> said no.", "Viktor Ozerov"),
    "apposition after": ("<1:s:Jane Falk, the mayor of Brill,> said no.", "Jane Falk"),
    "apposition before": ("<1:s:the mayor, Jane Falk,> said no.", "Jane Falk"),
    "doctor": ("Ann Lee came. <1:s:Dr. Lee> said no.", "Ann Lee"),
    "spokesman by name": ("<1:s:Kremlin spokesman Ed Lund> said no.", "Ed Lund"),
    "spokesman of somebody": ("<1:s:a spokesman for Viktor Ozerov> said no.", "spokesman for Viktor Ozerov"),
    "lawyer, comma, name": ("<1:s:a lawyer for the family, Ann Wick,> said no.", "Ann Wick"),
    "relative clause": ("<1:s:Ann Wick, who lives in Brill,> said no.", "Ann Wick"),
    "possessive": ("Ann Wick spoke. <1:s:Wick's> claim was false.", "Ann Wick"),
    "two together": ("<1:s:Ann Wick and Ed Lund> said no.", "Ann Wick and Ed Lund"),
    "two offices": ("<1:s:wife and current nominee Ann Wick> said no.", "Ann Wick"),
    "initial": ("Ann B. Wick came. <1:s:Ann Wick> said no.", "Ann B. Wick"),
    "pope": ("<1:s:Pope Clement> said no.", "Pope Clement"),
    "acronym": ("The Union of Night Bakers met. <1:s:The UNB> said no.", "Union of Night Bakers"),
    "country": ("<1:s:Ruritania's government> said no.", "Ruritania's government"),
    "capital": ("<1:s:Moscow> said no.", "Moscow"),
    "no-break space": ("Jo\u00a0Falk came. <1:s:Falk> said no.", "Jo Falk"),
}


@pytest.mark.parametrize(("text", "name"), NAMED.values(), ids=NAMED)
def test_names(text, name):
    assert one(text).name == name


FOLLOWED = {
    "he": ("Ed Lund spoke on Monday. <1:s:He> said no.", "Ed Lund"),
    "she, not him": ("Ann Wick met Ed Lund. <1:s:She> said no.", "Ann Wick"),
    "he, not her": ("Ann Wick met Ed Lund. <1:s:He> said no.", "Ed Lund"),
    "last speaker": ("Ed Lund met Carl Marsh.\n<1:s:Marsh> said no.\n<2:s:He> said yes.", "Carl Marsh"),
    "chain": ("<1:s:Ed Lund> said no. <2:s:He> said yes.\nThen <3:s:he> left, he said.", "Ed Lund"),
    "who": ("It was Ed Lund <1:s:who> said no.", "Ed Lund"),
    "who, of a group": ("There were voters <1:s:who> said no.", "voters"),
    "who, past an apposition": ("Ed Lund, a teacher <1:s:who> said no.", "Ed Lund"),
    "the latter": ("Ann Wick met Ed Lund. <1:s:The latter> said no.", "Ed Lund"),
    "both": ("Ann Wick met Ed Lund. <1:s:Both> said no.", "Ann Wick and Ed Lund"),
    "it": ("The Bank of Brill met. <1:s:It> said no.", "Bank of Brill"),
    "they": ("<1:s:Critics> said no. <2:s:They> said it twice.", "Critics"),
    "the woman": ("<1:s:Ann Wick> said no. <2:s:The woman> said it twice.", "Ann Wick"),
    "the president": ("President Viktor Ozerov came.\n<1:s:The president> said no.", "Viktor Ozerov"),
    "nation": (
        "Russian President Viktor Ozerov met French President Luc Petit.\n"
        "<1:s:The Russian president> said no.",
        "Viktor Ozerov",
    ),
    "office after the name": (
        "Jo Falk, the governor of Brill, came.\n<1:s:The governor> said no.",
        "Jo Falk",
    ),
    "other word": ("Sen. Jo Falk came.\n<1:s:The lawmaker> said no.", "Jo Falk"),
    "age": ("Jo Falk, 42, came with Ed Lund, 39.\n<1:s:The 42-year-old> said no.", "Jo Falk"),
    "headline office": ("# <1:s:Retired general> warns\nRetired general Ed Lund came.", "Ed Lund"),
    "his lawyer": ("<1:s:Ed Lund> said no. <2:s:His lawyer> said yes.", "Ed Lund's lawyer"),
    "his lawyer, named": (
        "An attorney for Lund, Ann Wick, came.\n<1:s:Ed Lund> said no. <2:s:His lawyer> said yes.",
        "Ann Wick",
    ),
    "her campaign": ("<1:s:Ann Wick> said no. <2:s:Her campaign> said yes.", "Ann Wick's campaign"),
    "the X campaign": ("Ann Wick came. <1:s:The Wick campaign> said no.", "Ann Wick's campaign"),
    "the ministry": ("The Defence Ministry met. <1:s:The ministry> said no.", "Defence Ministry"),
    "the company": ("<1:s:Acme Widgets Inc> said no. <2:s:The company> said yes.", "Acme Widgets Inc"),
    "the study": ("<1:s:A survey of bakers> found it. <2:s:The study> found more.", "survey of bakers"),
    "reflexive": ("Ed Lund came. <1:s:Lund himself> said no.", "Ed Lund"),
    "title": ("Ed Lund and Ann Lund came. <1:s:Mrs. Lund> said no.", "Ann Lund"),
    "byline": ("<1:s:I> said no.", "Ann Wick"),
}


@pytest.mark.parametrize(("text", "name"), FOLLOWED.values(), ids=FOLLOWED)
def test_followed(text, name):
    speaker = one(text, byline="By Ann Wick" if "<1:s:I>" in text else "")
    assert speaker.name == name
    assert speaker.resolved


UNRESOLVED = {
    "two of one gender": ("Ed Lund and Carl Marsh came. <1:s:He> said no.", "He"),
    "two presidents": (
        "President Viktor Ozerov met President Luc Petit.\n<1:s:The president> said no.",
        "president",
    ),
    "former": ("President Viktor Ozerov came.\n<1:s:The former president> said no.", "former president"),
    "another nation": (
        "Russian President Viktor Ozerov came.\n<1:s:The French president> said no.",
        "French president",
    ),
    "nobody before": ("<1:s:She> said no.", "She"),
    "wrong gender only": ("Ann Wick came. <1:s:He> said no.", "He"),
    "this": ("Ann Wick came. <1:s:This> said no.", "This"),
    "his, of nobody": ("<1:s:His lawyer> said no.", "His lawyer"),
    "Mr. of two unknown": ("Xq Wick and Zu Wick came. Ms. Wick left. <1:s:Mr. Wick> said no.", "Mr. Wick"),
}


@pytest.mark.parametrize(("text", "name"), UNRESOLVED.values(), ids=UNRESOLVED)
def test_what_cannot_be_followed_keeps_its_words_and_says_so(text, name):
    speaker = one(text)
    assert speaker.name == name
    assert not speaker.resolved


TYPES = {
    "President Viktor Ozerov": "person",
    "critics": "group",
    "police": "group",
    "Officials": "group",
    "two companies": "group",
    "a spokesman": "unnamed",
    "the prosecutor": "unnamed",
    "a recent poll": "document",
    "The lawsuit": "document",
    "the report": "document",
    "the Defence Ministry": "organization",
    "The Federal Reserve": "organization",
    "the government": "organization",
    "NATO": "organization",
    "The White House": "organization",
    "Reuters": "organization",
    "Washington": "country",
    "Germany": "country",
    "The US": "country",
    "the WHO": "organization",
    "The country": "country",
    "Ann Wick and Ed Lund": "group",
    "a group of parents": "group",
    "BuzzNews": "organization",
}


@pytest.mark.parametrize(("source", "kind"), TYPES.items())
def test_types(source, kind):
    assert one(f"Yesterday <1:s:{source}> said no.").type == kind


def test_a_quotation_without_source_goes_on():
    text = '<1:s:Ed Lund> <1:k:said> <1:c:"We lost.">\n<2:c:"We were fooled five times.">\nIt rained.'
    article, attributions = made(text)
    speaker = speakers_of(article, attributions)[1]
    assert speaker.name == "Ed Lund"
    assert speaker.mentions[0].reason == "continued quotation"


@pytest.mark.parametrize(
    "text",
    [
        "Ed Lund spoke. It was reported <1:c:that they lost>.",
        '<1:c:"We were fooled.">\nIt rained.',
        '<1:s:Ed Lund> <1:k:said> <1:c:"No.">\nRain.\nMore rain.\nStill rain.\n<2:c:"We were fooled.">',
        '<1:s:Ed Lund> <1:k:said> <1:c:"No.">\n<2:s:Ann Wick> <2:k:said> <2:c:"Yes.">\n'
        '<3:c:"We were fooled.">',
    ],
)
def test_no_source_no_speaker(text):
    assert one(text) is None


def test_within_a_quotation_i_is_the_speaker_and_he_is_not():
    text = (
        "Ed Lund met Carl Marsh.\n"
        '<1:s:Lund> <1:k:said> <1:c:"<2^1:s:I> told them <2^1:c:to go>. '
        '<3^1:s:He> said <3^1:c:he would stay>.">'
    )
    article, attributions = made(text)
    told = speakers_of(article, attributions)
    assert told[1].name == "Ed Lund"
    assert told[2].name == "Carl Marsh"
    unsaid = tuple(Attribution(a.id, a.kind, a.source, a.cue, a.content) for a in attributions)
    assert [s.name for s in speakers_of(article, unsaid)] == [s.name for s in told]


def test_within_reported_speech_he_is_who_reports():
    text = "Ed Lund met Carl Marsh.\n<1:s:Lund> <1:k:said> <1:c:that <2^1:s:he> had said <2^1:c:no>>."
    assert names(text) == ["Ed Lund", "Ed Lund"]


def test_shared_surname_goes_to_the_one_of_the_article():
    text = (
        "Mayor Carl Wick lost on Monday. <1:s:Wick> said it was over.\n"
        "He left with Dora Wick, a teacher.\n<2:s:Wick> said he was tired.\n<3:s:Dora Wick> said nothing."
    )
    assert names(text) == ["Carl Wick", "Carl Wick", "Dora Wick"]


CONFERENCE = """
# <1:s:Quilla> hits out at 'lazy' union, <2:s:minister> says talks go on
! President Andres Quilla at the harbour.
<3:s:President Andres Quilla> on Friday <3:k:accused> the Dockers' Union (DU) of <3:c:wrecking the port>.
<4:c:"We will not be pushed,"> <4:s:he> <4:k:told> reporters.
<5:s:Labour Minister Pia Holm> <5:k:said> <5:c:talks would go on>. <6:s:She> <6:k:called> them <6:c:"frank">.
<7:s:The DU> <7:k:said> <7:c:it was ready>. <8:s:The union> <8:k:wants> <8:c:more pay>.
<9:s:A spokeswoman for the port> <9:k:declined> <9:c:to comment>.
<10:s:The president> <10:k:added> <10:c:that <11^10:s:critics> had always said <11^10:c:so>>.
"""


def test_a_press_conference():
    assert names(CONFERENCE) == [
        "Andres Quilla",
        "Pia Holm",
        "Andres Quilla",
        "Andres Quilla",
        "Pia Holm",
        "Pia Holm",
        "Dockers' Union",
        "Dockers' Union",
        "spokeswoman for the port",
        "Andres Quilla",
        "critics",
    ]


def test_the_chain_leads_from_the_source_to_the_name():
    article, attributions = made(CONFERENCE)
    for attribution, speaker in zip(attributions, speakers_of(article, attributions), strict=True):
        first = speaker.mentions[0]
        assert (first.span, first.reason) == (attribution.source[0], "source")
        if speaker.type == "person":
            assert speaker.mentions[-1].span.of(article.text).endswith(speaker.name.split()[-1])


def test_the_order_of_the_attributions_does_not_matter():
    article, attributions = made(CONFERENCE)
    told = dict(zip((a.id for a in attributions), speakers_of(article, attributions), strict=True))
    shuffled = list(attributions)
    random.Random(7).shuffle(shuffled)
    again = speakers_of(article, tuple(shuffled))
    assert {a.id: s for a, s in zip(shuffled, again, strict=True)} == told


SPANS = st.lists(st.tuples(st.integers(0, 320), st.integers(0, 60)), max_size=2)
PIECES = st.sampled_from(
    ["Mara Lund", "Mr. Lund", "he", "She", "who", "said", "the", "president", "his", "lawyer", "and", ",",
     '"', "“", "”", "of", "Bank", "(UNB)", "both", "I", "it", ".", "…", "\ud800", "\u2029"]
)  # fmt: skip


@given(
    st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=70).map(" ".join)),
    st.lists(
        st.tuples(SPANS, SPANS, st.sampled_from(["direct", "indirect", "mixed"]), st.integers(-1, 6)),
        max_size=6,
    ),
)
def test_any_text_with_any_spans_gives_a_speaker_with_verbatim_mentions(text, drawn):
    def cut(pairs):
        spans = (Span(min(s, len(text)), min(s + n, len(text))) for s, n in sorted(pairs))
        return tuple(span for span in spans if span.end > span.start)

    article = Article("made", text, (Block("body", Span(0, len(text))),))
    attributions = tuple(
        Attribution(str(n), kind, cut(source), (), cut(content), str(within) if within >= 0 else None)
        for n, (source, content, kind, within) in enumerate(drawn)
    )
    told = speakers_of(article, attributions)
    assert len(told) == len(attributions)
    assert told == speakers_of(article, attributions)
    for speaker in told:
        if speaker is not None:
            assert all(0 <= m.span.start <= m.span.end <= len(text) for m in speaker.mentions)
            assert speaker.mentions
