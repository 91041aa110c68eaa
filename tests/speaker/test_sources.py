"""Sources of every make, rule by rule: tables of small articles of our own writing."""

import pytest

from onrecord.speaker import speakers_of, who_of
from tests.speaker.made import made


def last(text, **values):
    article, attributions = made(text, **values)
    return speakers_of(article, attributions)[-1]


def check(text, name):
    speaker = last(text)
    assert (speaker and speaker.name) == name


NAMES = {
    "a nation's name as surname": (
        "Ruth English came.\nMs. English sat. <1:s:English> said no.",
        "Ruth English",
    ),
    "an office's name as surname": ("Ada Jean Bishop came.\n<1:s:Bishop> said no.", "Ada Jean Bishop"),
    "with Ms.": ("<1:s:Ms. Tribe> said no.", "Tribe"),
    "a body's noun as surname": ("Laura H. Tribe came.\n<1:s:Mr. Tribe> said no.", "Laura H. Tribe"),
    "a number behind": ("Luther Pat Marsh IV came.\n<1:s:Marsh> said no.", "Luther Pat Marsh IV"),
    "office by its letters": ("AG Ruth Lund came.\n<1:s:Lund> said no.", "Ruth Lund"),
    "a month as given name": ("<1:s:April Marsh, a clerk,> said no.", "April Marsh"),
    "an initial that is an article": ("<1:s:Jock A. Marsh> said no.", "Jock A. Marsh"),
    "transcript": ("Ruth Lund came.\n<1:s:LUND>: no.", "Ruth Lund"),
    "first of two surnames": ("Ana Vega Soto came.\n<1:s:Ms. Vega> said no.", "Ana Vega Soto"),
    "led by somebody": ("The Carl Marsh-led field grew. <1:s:Mr. Marsh> said no.", "Carl Marsh"),
    "an adjective before": ("Carl Marsh ran. He was absent.\n<1:s:Absent Marsh> said no.", "Carl Marsh"),
    "the fuller given name": ("Ken Marsh came. <1:s:Kenneth Marsh> said no.", "Kenneth Marsh"),
    "office of a region": ("<1:s:Senator Barbara Boxer of Ohio> said no.", "Barbara Boxer"),
    "a town's lawyer": ("<1:s:Springfield-based lawyer Ann Wick> said no.", "Ann Wick"),
    "half a word": ("Ed Lund saw him<1:s:self> win.", "Ed Lund"),
    "a show by its host": ("Ann Wick hosts the Ann Wick Show. <1:s:Wick> said no.", "Ann Wick"),
    "our": ("Yesterday <1:s:Our Rivers PAC> said no.", "Our Rivers PAC"),
    "opinion in a body": (
        "Then <1:s:the Marsh Center for Public Opinion Research> said no.",
        "Marsh Center for Public Opinion Research",
    ),
    "office of a sheriff": (
        "<1:s:The Brill County Sheriff's Office> said no.",
        "Brill County Sheriff's Office",
    ),
    "name after an office": ("<1:s:the director of the Bureau of Tides, Ann Wick,> said no.", "Ann Wick"),
    "name after two offices": ("<1:s:an old rival, former mayor Ann Wick,> said no.", "Ann Wick"),
    "a small word as surname": ("Ian Read came. Then <1:s:Read> said no.", "Ian Read"),
    "a colour as surname": ("Charlie Black came. It rained, said <1:s:Black>.", "Charlie Black"),
    "will, and no Will": ("Will Marsh go?\nAnn Marsh came. <1:s:Marsh> said no.", "Ann Marsh"),
    "Will": ("<1:s:Will Marsh, a teacher,> said no.", "Will Marsh"),
    "an employer before": ("At noon <1:s:Night Brill News Sean Marsh> said no.", "Sean Marsh"),
    "a body of two things": (
        "<1:s:the Center for Women and Politics> said no.",
        "Center for Women and Politics",
    ),
    "a dash behind": ("<1:s:Ann Wick - Lund's friend and neighbor -> said no.", "Ann Wick"),
    "a clause behind, with another name": (
        "<1:s:former mayor Ann Wick, who praised former president Ed Lund for it,> said no.",
        "Ann Wick",
    ),
    "secretary of state": ("<1:s:former secretary of state Ann Wick, who ran twice,> said no.", "Ann Wick"),
    "two offices, one with its field": (
        "Ed Lund ran.\n<1:s:Brill nominee and former secretary of state Ann Wick> said no.",
        "Ann Wick",
    ),
    "an office of a region after a comma": (
        "<1:s:an old rival, former Texas governor Ann Wick> said no.",
        "Ann Wick",
    ),
    "a ministry before Mr.": (
        "Ed Lund, undersecretary of Brill, sat.\n<1:s:The Undersecretary for Tides Mr. Wick> said no.",
        "Wick",
    ),
    "for somebody with Mr.": ("Ed Lund came. <1:s:A lawyer for Mr. Lund> said no.", "lawyer for Mr. Lund"),
    "a letter left out": ("Ann Maurer came. Maurer sat. It rained, said <1:s:Mauer>.", "Ann Maurer"),
    "a letter too many": ("Ann Brazile came. Brazile sat. It rained, said <1:s:Brazille>.", "Ann Brazile"),
    "two letters swapped": ("Ann Byrne came. Byrne sat. It rained, said <1:s:Bryne>.", "Ann Byrne"),
    "a family is no misspelling": (
        "Ann Falker came. Falker sat. It rained, said <1:s:the Falkers>.",
        "Falkers",
    ),
    "a short name is no misspelling": ("Ann Falk came. Falk sat. It rained, said <1:s:Fald>.", "Fald"),
    "of two it may be": (
        "Ann Maurer met Eve Mauler. Maurer and Mauler sat. It rained, said <1:s:Mauer>.",
        "Mauer",
    ),
    "called": ("<1:s:a group called Night Rivers> said no.", "Night Rivers"),
    "headline only": ("# Zyla Marsh: 'We won'\n<1:s:Marsh> said no.", "Marsh"),
}
SHARED = {
    "the one the article is of": (
        "Mayor Carl Wick lost.\nHis father, Ned Wick, wept.\nRain fell.\nMore fell.\n<1:s:Mr. Wick> said no.",
        "Carl Wick",
    ),
    "a brother by his given name": (
        "Mayor Carl Wick lost.\nHis brother was Fred Wick.\nRain fell.\nFred wept. <1:s:Mr. Wick> said no.",
        "Carl Wick",
    ),
    "husband and wife of unknown gender": (
        "Naghm Wick came. Her husband, Saxo Wick, slept.\n<1:s:Mrs. Wick> said no.",
        "Naghm Wick",
    ),
}
BODIES = {
    "small words count in initials": (
        "The Department of Trade met. <1:s:The DOT> said no.",
        "Department of Trade",
    ),
    "with its country": (
        "The U.S. Department of Trade met. <1:s:The DOT> said no.",
        "U.S. Department of Trade",
    ),
    "initials in a headline": (
        "# BNC issues apology\nThe Brill National Committee (BNC) met. <1:s:The BNC> said no.",
        "Brill National Committee",
    ),
    "everyday name": ("The Federal Reserve met. <1:s:The Fed> said no.", "Federal Reserve"),
    "company, and no school": (
        "Brill University met. Acme Motors sells cars. <1:s:The company> said no.",
        "Acme Motors",
    ),
    "newspaper": (
        "The Brill Gazette asked Acme Motors Inc. again. <1:s:The newspaper> said no.",
        "Brill Gazette",
    ),
    "school": (
        "Brill University asked Acme Motors Inc. again. <1:s:The school> said no.",
        "Brill University",
    ),
    "the house is no White House": ("The White House waited. <1:s:The House> said no.", "House"),
    "a generic body": ("Rain fell. <1:s:A super PAC> said no.", "super PAC"),
    "the campaign": (
        "The Wick campaign met. Ann Wick came.\n<1:s:The campaign> said no.",
        "Ann Wick's campaign",
    ),
    "the campaign of a candidate": (
        "Ann Wick runs for mayor. <1:s:The campaign> said no.",
        "Ann Wick's campaign",
    ),
    "the administration": (
        "Mayor Ann Wick came. The Wick administration fell.\n<1:s:The administration> said no.",
        "Wick administration",
    ),
    "backing somebody": ("<1:s:the group backing Ann Wick> said no.", "group backing Ann Wick"),
    "capital": ("Russia met us.\n<1:s:Moscow> said no.", "Russia"),
    "a people": ("Russia met us.\n<1:s:The Russians> said no.", "Russia"),
    "a people, no country": ("<1:s:The Russians> said no.", "Russians"),
    "country by its letters": ("<1:s:The U.S.> said no.", "United States"),
}
BEHIND = {
    "kin": ("Ed Lund sat. As <1:s:his daughter>, Gail, said, <1:c:it rained>.", "Gail"),
    "full name": ("<1:s:The team's coach>, Ann Wick, said <1:c:no>.", "Ann Wick"),
    "a list": ("Ed Lund sat. <1:s:His doubter>, Ann Wick, and Eve Marsh said <1:c:no>.", "Ed Lund's doubter"),
    "what is said": (
        "Ed Lund sat. According to <1:s:his lawyer>, <1:c:Ann Wick, a baker, left>.",
        "Ed Lund's lawyer",
    ),
    "no list": ("Ed Lund sat. <1:s:His doubter>, Ann Wick, said <1:c:no>.", "Ann Wick"),
    "several": ("Ed Lund sat. <1:s:His lawyers>, Ann Wick, said <1:c:no>.", "Ed Lund's lawyers"),
}
TOWNS = {
    "named as one": ("The Municipality of Ostrow met.\n<1:s:The town> said no.", "Ostrow"),
    "by its region": ("It rained in Ostrow, Ohio, again.\n<1:s:The city> said no.", "Ostrow"),
    "the nearest of two": (
        "The city of Brill met.\nIt rained.\nIt rained.\nThe town of Ostrow met.\n<1:s:The town> said no.",
        "Ostrow",
    ),
    "two in one breath": ("The city of Brill sued the city of Ostrow.\n<1:s:The city> said no.", "city"),
    "none": ("It rained in Ostrow again.\n<1:s:The town> said no.", "town"),
}
I_IN_QUOTATIONS = {
    "same paragraph": '<1:c:"We lost,"> <1:s:Ann Wick> said. "If it rains, <2:s:I> think <2:c:we win.">',
    "named behind": '"<2:s:I> think <2:c:it rains">, said <1:s:Ann Wick>. <1:c:"It does.">',
    "content too long": '"<2:s:I> think <2:c:<1:c:it rains">, said <1:s:Ann Wick>.>',
    "after a colon": 'The mayor, Ann Wick, was angry:\n"It rains. <1:s:I> think <1:c:it pours.">',
}
I_OF_NOBODY = {
    "two voices": '<1:c:"No,"> said <1:s:Wick>. <2:c:"Yes,"> said <2:s:Lund>. "<3:s:I> hope <3:c:so">',
    "no colon": 'The mayor, Ann Wick, was angry.\n"It rains. <1:s:I> think <1:c:it pours.">',
}
OPEN = {
    "many of them": ("<1:s:Many of them> said no.", "Many of them"),
    "who holds the office": ("<1:s:The senator from Ruritania> said no.", "senator from Ruritania"),
    "a title of another": ("Mr. Wick spoke. Wick sat. <1:s:The Chief Justice> said no.", "Chief Justice"),
}
DOCUMENTS = {
    "the poll": ("A Brill Gazette poll came out.\n<1:s:The poll> found it.", "Brill Gazette poll"),
    "the survey is that poll": (
        "A Brill Gazette poll came out.\n<1:s:The survey> found it.",
        "Brill Gazette poll",
    ),
    "two makers": (
        "A new Brill News/Acme Post poll came.\n<1:s:The poll> found it.",
        "Brill News/Acme Post poll",
    ),
    "by its maker": (
        "A study by the University of Brill came.\n<1:s:The study> found it.",
        "study by the University of Brill",
    ),
    "its findings": ("A Brill Gazette poll came out.\n<1:s:The results> showed it.", "Brill Gazette poll"),
    "named later": ("# <1:s:Poll>: it rains\nSo says a Brill Gazette poll.", "Brill Gazette poll"),
    "another kind": ("A Brill Gazette poll came out.\n<1:s:The report> found it.", "report"),
    "another one": ("A Brill Gazette poll came out.\n<1:s:The state poll> found it.", "state poll"),
    "in quotation marks": ('<1:s:"A Long Way Home"> said so.', "A Long Way Home"),
    "what somebody says": ("Ann Wick spoke. <1:s:Wick's tweet> said no.", "Ann Wick"),
    "what she says": ("Ann Wick spoke. <1:s:Her remarks> said no.", "Ann Wick"),
}
EPITHETS = {
    "nobody told so": (
        "Ann Wick spoke at length. Wick smiled.\n<1:s:The businesswoman> said no.",
        "Ann Wick",
    ),
    "by gender": ("Ann Wick met Ed Lund.\n<1:s:The actress> said no.", "Ann Wick"),
    "by region": (
        "Sen. Ann Wick (D-Ohio) met Sen. Eve Lund (R-Texas).\n<1:s:The Texas senator> said no.",
        "Eve Lund",
    ),
    "by party": (
        "Sen. Ann Wick (D-Ohio) met Sen. Eve Lund (R-Texas).\n<1:s:The Republican> said no.",
        "Eve Lund",
    ),
    "no other office": ("Sen. Ann Wick spoke.\n<1:s:The governor> said no.", "governor"),
    "no other field": ("Spokesman Ed Lund spoke.\n<1:s:The billionaire> said no.", "billionaire"),
    "anybody": ("Ann Wick spoke.\n<1:s:The voter> said no.", "voter"),
    "two as good": ("Ann Wick and Eve Lund spoke.\n<1:s:The candidate> said no.", "candidate"),
    "one told so before": (
        "<1:s:A club member from Brill> said no.\n<2:s:The member> said yes.",
        "club member from Brill",
    ),
}
GROUPS = {
    "with a title and another": (
        "<1:s:President Ed Lund, Ann Wick, and other critics> said no.",
        "Ed Lund, Ann Wick and other critics",
    ),
    "an office between": ("<1:s:Ed Lund, the mayor of Brill, and Ann Wick> said no.", "Ed Lund and Ann Wick"),
    "an office and its objects": ("<1:s:Ed Lund, a lawyer for Ann Wick and Eve Roe> said no.", "Ed Lund"),
    "by offices and names": (
        "<1:s:the mayor, Ed Lund, and the judge, Ann Wick,> said no.",
        "Ed Lund and Ann Wick",
    ),
    "ages": ("<1:s:Ed Lund, 25, and his wife, Ann Wick, 27,> said no.", "Ed Lund and Ann Wick"),
    "a pronoun": ("Ed Lund came. <1:s:He and Ann Wick> said no.", "Ed Lund and Ann Wick"),
    "neither": ("<1:s:Neither Ed Lund nor Ann Wick> said no.", "Ed Lund and Ann Wick"),
    "or": ("<1:s:Ed Lund or Ann Wick> said no.", "Ed Lund and Ann Wick"),
    "a relative clause": ("<1:s:Ed Lund, who left, and Ann Wick> said no.", "Ed Lund and Ann Wick"),
    "a count, then names": ("<1:s:two old senators, Ed Lund and Ann Wick,> said no.", "Ed Lund and Ann Wick"),
    "what both say": ("<1:s:Ed Lund and Ann Wick's claim> was new.", "Ed Lund and Ann Wick"),
    "a town and its state": ("<1:s:Ed Lund, a smith and drummer in Dover, Del.,> said no.", "Ed Lund"),
    "including": (
        "<1:s:Critics, including Ed Lund and Ann Wick,> said no.",
        "Critics, including Ed Lund and Ann Wick",
    ),
    "two offices": ("<1:s:Ed Lund, founder and owner of Acme,> said no.", "Ed Lund"),
    "and her campaign": ("Ann Wick came. <1:s:Wick and her campaign> said no.", "Ann Wick and her campaign"),
    "a party's voters": (
        "<1:s:voters within and outside the Brill Party> said no.",
        "voters within and outside the Brill Party",
    ),
    "those who": ("<1:s:those who live in Brill> said no.", "those who live in Brill"),
    "a long description": (
        "<1:s:several angry old voters who live in Brill> said no.",
        "several angry old voters",
    ),
}
NOBODY = {
    "a circumstance": "<1:s:In local terms> it was said.",
    "an event": "<1:s:The attack> showed it.",
    "a question": "<1:s:how many of these quarrels> rest on it.",
}


@pytest.mark.parametrize(("text", "name"), NAMES.values(), ids=NAMES)
def test_names(text, name):
    check(text, name)


@pytest.mark.parametrize(("text", "name"), SHARED.values(), ids=SHARED)
def test_shared_surnames(text, name):
    check(text, name)


@pytest.mark.parametrize(("text", "name"), BODIES.values(), ids=BODIES)
def test_bodies(text, name):
    check(text, name)


@pytest.mark.parametrize(("text", "name"), BEHIND.values(), ids=BEHIND)
def test_a_name_behind_a_source(text, name):
    check(text, name)


@pytest.mark.parametrize(("text", "name"), TOWNS.values(), ids=TOWNS)
def test_towns(text, name):
    check(text, name)


@pytest.mark.parametrize("text", I_IN_QUOTATIONS.values(), ids=I_IN_QUOTATIONS)
def test_i_in_a_quotation_is_its_speaker(text):
    check(text, "Ann Wick")


@pytest.mark.parametrize("text", I_OF_NOBODY.values(), ids=I_OF_NOBODY)
def test_i_in_a_quotation_of_nobody_knows_whom(text):
    assert not last(text).resolved


@pytest.mark.parametrize(("text", "name"), OPEN.values(), ids=OPEN)
def test_what_the_page_leaves_open(text, name):
    speaker = last(text)
    assert (speaker.name, speaker.resolved) == (name, False)


def test_words_of_a_title_are_nobody():
    check('Eve Lund made "How To Win When You Don\'t Want To Win". <1:s:She> said no.', "Eve Lund")
    check('Eve Lund made "Why The Gentle Rain Falls". <1:s:Gentle> said no.', "Gentle")
    article, attributions = made('Eve Lund made "What You Lose When They Want Rain Here". <1:s:She> said no.')
    who = who_of(article, attributions)
    assert [figure.name for figure in who.scene.cast.figures] == ["Eve Lund"]


@pytest.mark.parametrize(("text", "name"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_documents(text, name):
    check(text, name)


@pytest.mark.parametrize(("text", "name"), EPITHETS.values(), ids=EPITHETS)
def test_epithets(text, name):
    check(text, name)


@pytest.mark.parametrize(("text", "name"), GROUPS.values(), ids=GROUPS)
def test_groups(text, name):
    check(text, name)


@pytest.mark.parametrize("text", NOBODY.values(), ids=NOBODY)
def test_nobody(text):
    assert last(text) is None


def test_a_participle_without_a_source_has_the_subject_of_its_sentence():
    speaker = last("Ann Wick left the hall, <1:k:calling> <1:c:it a circus>.")
    assert speaker.name == "Ann Wick"
    assert speaker.mentions[0].reason == "subject of the sentence"


def test_an_epithet_keeps_its_chain():
    speaker = last("Ann Wick spoke at length. Wick smiled.\n<1:s:The businesswoman> said no.")
    assert [mention.reason for mention in speaker.mentions] == ["source", "description"]
