# ruff: noqa: E501 (the tables hold whole sentences)
"""Furniture in plain text, where no tag helps: tables of our own sentences in the manner of many outlets."""

import re

import pytest

from onrecord.data import table
from onrecord.nouns import SPEAKING_ROLES
from onrecord.page.plain import blocks_of
from onrecord.page.wording import WORD

BODY = (
    "The council of Harwick voted on Tuesday to close two of its five libraries, a decision that had been "
    "put off three times since the spring."
)
QUOTE = (
    "“We need your support, and we need it now,” the mayor, Jane Doe, told residents who had come to protest."
)
END = "The libraries in Mill Road and Dock Street will close at the end of the year, the council said in a letter."
HEADLINE = "Harwick council votes to close two libraries"


def roles(text: str, title: str | None = None) -> list[tuple[str, str]]:
    return [(block.role, block.span.of(text)) for block in blocks_of(text, title)]


def role_of(line: str) -> str:
    """The role of a line between the paragraphs of an article."""
    text = "\n\n".join([HEADLINE, BODY, QUOTE, line, END])
    return next(role for role, words in roles(text) if words == line)


APPEALS = [
    "We have a small favour to ask. Tens of thousands of people read the Harwick Echo every month, and fewer than one "
    "in a hundred pays for it. If you value our reporting, please consider becoming a member.",
    "Independent journalism costs money, and we don't have a billionaire owner. Your donation keeps our newsroom going.",
    "Our reporters have stayed in the city through every night of shelling. Support us from as little as €2 a month "
    "and help us keep telling the world what is happening here.",
    "This investigation was made possible by readers like you. Donate today and your gift will be matched until Friday.",
    "We believe everyone deserves to read the news, which is why we have no paywall. We rely on our readers to keep it that way.",
    "Public radio is powered by listeners. Make a tax-deductible gift now to support the local journalism you depend on.",
    "Hello, dear reader. It takes less than a minute to become a supporter, and every contribution, however small, pays "
    "for our journalists' work.",
    "Chip in now to help us hold the powerful to account. As a nonprofit newsroom we depend on your generosity.",
    "Become a subscriber and support independent news for as little as £1 a week.",
    "Our nonprofit newsroom is funded by people like you. Will you support our work with a monthly gift?",
]

NOT_APPEALS = [
    QUOTE,
    "The charity asked its supporters for donations of £10 a month, and said that every contribution, however small, helped.",
    "“Please donate what you can,” the bishop said. “Your support keeps this shelter open, and we depend on it.”",
    "Her campaign raised $4 million from small donors in March, three times what the senator's supporters contributed.",
    "The newspaper said it would close its newsroom in June after advertising revenue fell by a third, and that its readers "
    "had been asked to subscribe.",
    "Mr Roe wrote to members that the party needed their help, according to a copy of the e-mail seen by the paper.",
    "The fund supports independent journalism in eleven countries and is financed by the foreign ministry.",
    "“We are asking for your help,” Ms Doe said in the video. “If everyone who watches this gives a pound, we will be fine.”",
    "Supporters of the bill say that journalists would no longer have to reveal who pays for their work.",
    "He urged readers of his column to give money to the flood appeal.",
]


@pytest.mark.parametrize("text", APPEALS)
def test_an_appeal_between_paragraphs_is_one(text: str) -> None:
    assert role_of(text) == "appeal"


@pytest.mark.parametrize("text", NOT_APPEALS)
def test_an_article_about_money_or_support_stays_one(text: str) -> None:
    assert role_of(text) == "body"


@pytest.mark.parametrize("text", APPEALS)
def test_an_appeal_alone_is_no_article(text: str) -> None:
    assert {role for role, _ in roles(text)} == {"appeal"}


LINES = [
    ("Read more", "navigation"),
    ("Read more: Why the libraries of the county are closing", "related"),
    ("READ MORE: Why the libraries of the county are closing", "related"),
    ("Related: Ten reading rooms that were saved", "related"),
    ("Click here to see the list of all libraries", "related"),
    ("Sign up for our morning newsletter and never miss a story from Harwick.", "notice"),
    ("Get the day's most important stories delivered to your inbox every morning.", "notice"),
    (
        "We use cookies to improve your experience. By continuing to use this site you agree to our cookie policy.",
        "notice",
    ),
    ("This article was amended on 3 March 2024 to correct the name of the street.", "notice"),
    ("Correction: An earlier version of this story gave a wrong date for the vote.", "notice"),
    ("Editor's note: The council has since put the decision off.", "notice"),
    ("© 2024 Harwick Echo. All rights reserved.", "notice"),
    ("Advertisement", "advert"),
    ("Story continues below advertisement", "advert"),
    ("By Anna Smith and John Roe", "byline"),
    ("By Anna Smith, Education Correspondent", "byline"),
    ("Published: 3 March 2024, 10:15", "byline"),
    ("March 3, 2024", "byline"),
    ("Reporting by Anna Smith; editing by John Roe", "byline"),
    ("Anna Smith contributed to this report.", "byline"),
    ("The library in Mill Road. Photograph: Anna Smith/The Echo", "caption"),
    ("The library in Mill Road on Monday. (AP Photo/Anna Smith)", "caption"),
    ("Jane Doe, left, with council members in 2021. Anna Smith/Getty Images", "caption"),
    ("Photo: Harwick Council", "caption"),
    ("Follow us on Twitter and Facebook", "navigation"),
    ("Share this article", "navigation"),
    ("Donate now", "appeal"),
    ("Remind me later", "appeal"),
    ("What happens next", "subheading"),
]


@pytest.mark.parametrize(("line", "role"), LINES)
def test_lines_between_paragraphs(line: str, role: str) -> None:
    assert role_of(line) == role


def test_a_page_with_its_furniture() -> None:
    page = [
        ("appeal", "Support The Harwick Echo!"),
        ("headline", HEADLINE),
        ("byline", "By Anna Smith"),
        ("caption", "Mayor Jane Doe."),
        ("body", BODY),
        ("body", QUOTE),
        ("subheading", "A long dispute"),
        ("body", END),
        ("appeal", "Before you go …"),
        (
            "appeal",
            "… we would like to ask for your help. The Harwick Echo has no owner but its readers, and our reporting is free for all.",
        ),
        (
            "appeal",
            "We have been called enemies of the town. We will not be silenced, and we will go on asking questions for you.",
        ),
        ("appeal", "Your support, big or small, keeps us going."),
        ("appeal", "Payment methods"),
        ("appeal", "Not now"),
        ("related", "Most read"),
        ("related", "Bus fares to rise in May"),
        ("related", "Roe wins chess title for third time"),
    ]
    text = "\n\n".join(words for _, words in page)
    assert roles(text) == page


def test_an_appeal_within_the_article_ends_where_the_article_resumes() -> None:
    text = "\n\n".join([HEADLINE, BODY, APPEALS[0], "Donate", "What the mayor says", QUOTE, END])
    assert [role for role, _ in roles(text)] == [
        "headline", "body", "appeal", "appeal", "subheading", "body", "body",
    ]  # fmt: skip


def test_a_headline_may_order_something() -> None:
    text = "\n\n".join(["Support the striking ferry crews, union tells Harwick", BODY, END])
    assert [role for role, _ in roles(text)] == ["headline", "body", "body"]


def test_a_menu_above_and_a_list_below() -> None:
    text = "\n".join(
        [
            "Home",
            "News",
            "Sport",
            "Opinion",
            "",
            HEADLINE,
            "",
            BODY,
            "",
            END,
            "",
            "Top stories",
            "Bus fares to rise in May",
            "Chess title for Roe",
        ]
    )
    assert [role for role, _ in roles(text)] == ["navigation"] * 4 + ["headline", "body", "body"] + [
        "related"
    ] * 3


def test_the_title_tells_the_headline_even_with_a_stop() -> None:
    text = f"{HEADLINE}.\n\n{BODY}"
    assert [role for role, _ in roles(text, HEADLINE)] == ["headline", "body"]


def test_blocks_cover_the_text_and_wrapped_lines_are_one() -> None:
    text = (
        "Ferries stop for a week\r\n\r\nThe ferries between Harwick and the islands will not run for a\r\nweek from "
        "Monday, the company\r\nsaid.\r\n\r\n  Crews are on strike over pay, their union said in a statement.\u00a0\r\n"
    )
    blocks = blocks_of(text)
    assert all(block.role in SPEAKING_ROLES for block in blocks)
    covered = {at for block in blocks for at in range(block.span.start, block.span.end)}
    assert all(at in covered for at, ch in enumerate(text) if not ch.isspace())
    assert blocks[-1].span.of(text).endswith("statement.")


def test_lines_of_one_width_are_a_paragraph() -> None:
    wrapped = "The ferries between Harwick and the islands will not\nrun for a week from Monday because of a strike over\npay, the company said."
    assert len(blocks_of(wrapped)) == 1
    listed = "The ferries do not run on Monday because of the strike.\nThe buses do."
    assert len(blocks_of(listed)) == 2


def test_patterns_that_begin_with_a_word_say_so_for_all_they_match() -> None:
    """They are joined behind one word's beginning: each begins with a letter or digit, and is one pattern."""
    rules = table("furniture")
    lists = [rule["patterns"] for rule in rules["rule"]] + [rules["appeal"]["families"]["ask"]["patterns"]]
    begun = [p.removeprefix(WORD) for patterns in lists for p in patterns if p.startswith(WORD)]
    assert begun
    for pattern in begun:
        start = re.sub(r"^(\(\?<!.*?\))*\(*", "", pattern)
        assert re.match(r"\w|\\\w", start), pattern
        bare = re.sub(r"\\.|\[.*?\]", "", pattern)
        while "(" in bare:
            bare = re.sub(r"\([^()]*\)", "", bare)
        assert "|" not in bare, pattern
