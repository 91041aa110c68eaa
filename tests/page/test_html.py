# ruff: noqa: E501 (the tables hold whole sentences)
"""HTML pages of our own making: what is the article, what is furniture, and what the head tells."""

import json

import pytest

from onrecord.errors import ArticleError
from onrecord.nouns import SPEAKING_ROLES, Article, Page
from onrecord.page import article_of
from onrecord.page.article import kind_of

LEAD = "The council of Harwick voted on Tuesday to close two of its five libraries, a decision put off three times."
QUOTE = "“We need your support &amp; we need it now,” the mayor, Jane Doe, told residents who had come to protest."
THIRD = "The libraries in Mill Road and Dock Street will close at the end of the year, the council said in a letter."
FOURTH = (
    "A spokesman for the county declined to say whether the buildings would be sold or let to the university."
)

PAGE = f"""<!DOCTYPE html>
<html lang="en-gb"><head>
<meta charset="utf-8"><title>Harwick council votes to close two libraries | The Harwick Echo</title>
<meta property="og:site_name" content="The Harwick Echo">
<meta property="og:title" content="Harwick council votes to close two libraries">
<meta name="author" content="By Anna Smith"><link rel="canonical" href="/news/libraries">
<meta property="article:published_time" content="2024-03-05T18:30:00+0000">
<style>p {{ color: red }}</style><script>var words = "never shown";</script></head>
<body>
<div id="cookie-banner"><p>We use cookies to improve your experience on our site and to show you advertising.</p></div>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<main><article>
<h1>Harwick council votes to close two libraries</h1>
<p class="standfirst">Mayor says the town cannot pay for five reading rooms</p>
<div class="byline">By <a href="/anna">Anna Smith</a></div>
<figure><img src="a.jpg"><figcaption>The library in Mill Road, which opened in 1904.</figcaption></figure>
<div class="body">
<p>{LEAD}</p>
<p>{QUOTE}</p>
<div class="newsletter-box"><h3>Echo Daily</h3><p>Sign up for our newsletter and get all the news from the town.</p></div>
<h2>Letters and petitions</h2>
<p>{THIRD}</p>
<p><a href="/more">Why the county's other reading rooms were saved</a></p>
<ul><li>Mill Road: closes in December, after 120 years</li><li>Dock Street: closes in December, after 40 years</li></ul>
<p hidden>Hidden words are not seen by any reader of the page.</p>
<p>{FOURTH}</p>
<div class="donate"><p>We have a small favour to ask. Our reporting is free for all, and paid for by readers like you.
Please support the Echo from £1.</p></div>
</div></article></main>
<aside class="related"><h3>Most read</h3><a href="/1">Bus fares to rise in May</a></aside>
<footer>© 2024 The Harwick Echo. All rights reserved.</footer>
</body></html>"""


def read(
    source: str | bytes, address: str = "https://echo.example/2024/03/05/x", declared: str = "text/html"
) -> Article:
    data = source if isinstance(source, bytes) else source.encode()
    return article_of(Page(data, address, None, declared))


def by_role(article: Article) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for block in article.blocks:
        found.setdefault(block.role, []).append(block.span.of(article.text))
    return found


def test_a_whole_page() -> None:
    article = read(PAGE)
    roles = by_role(article)
    assert roles["headline"] == ["Harwick council votes to close two libraries"]
    assert article.text.startswith("Harwick council votes to close two libraries\n\n")
    assert roles["standfirst"] == ["Mayor says the town cannot pay for five reading rooms"]
    assert roles["body"] == [
        LEAD,
        QUOTE.replace("&amp;", "&"),
        THIRD,
        "Mill Road: closes in December, after 120 years",
        "Dock Street: closes in December, after 40 years",
        FOURTH,
    ]
    assert roles["subheading"] == ["Letters and petitions"]
    assert roles["caption"] == ["The library in Mill Road, which opened in 1904."]
    assert roles["byline"] == ["By Anna Smith"]
    assert any("small favour" in text for text in roles["appeal"])
    assert any("newsletter" in text for text in roles["notice"])
    assert any("We use cookies" in text for text in roles["notice"])
    assert "Why the county's other reading rooms were saved" in roles["related"]
    assert not any(words in article.text for words in ("never shown", "Hidden words", "color: red"))


def test_its_metadata() -> None:
    article = read(PAGE)
    assert article.title == "Harwick council votes to close two libraries"
    assert article.byline == "Anna Smith"
    assert article.outlet == "The Harwick Echo"
    assert article.published == "2024-03-05T18:30:00+00:00"
    assert article.url == "https://echo.example/news/libraries"
    assert article.language == "en-GB"
    assert article.id == "https://echo.example/2024/03/05/x"


BODY = f"<body><h1>Ferries stopped for a week</h1><p>{LEAD}</p><p>{THIRD}</p></body>"


def head(inner: str, page: str = BODY) -> Article:
    return read(f"<html><head>{inner}</head>{page}</html>", "page.html")


JSON_LD = [
    (
        '{"@type": "NewsArticle", "headline": "Ferries", "author": {"@type": "Person", "name": "Jane Doe"}}',
        "Jane Doe",
    ),
    (
        '{"@type": "NewsArticle", "author": [{"name": "Jane Doe"}, {"name": "John Roe"}]}',
        "Jane Doe, John Roe",
    ),
    (
        '[{"@type": "WebSite", "name": "Echo"}, {"@type": ["Article", "Thing"], "author": "Jane Doe"}]',
        "Jane Doe",
    ),
    (
        '{"@graph": [{"@type": "WebPage"}, {"@type": "ReportageNewsArticle", "author": {"name": ["Jane Doe"]}}]}',
        "Jane Doe",
    ),
    ('<!-- {"@type": "NewsArticle", "author": "By Jane Doe",} -->', "Jane Doe"),
    ('{"@type": "NewsArticle", "headline": "Raw\nline", "author": "Jane Doe"}', "Jane Doe"),
    ('{"@type": "NewsArticle", "author": "Jane &amp;amp; John"}', "Jane & John"),
    ('{"@type": "NewsArticle", "author": "https://echo.example/jane"}', None),
    ('{"@type": "Organization", "author": "Nobody"}', None),
    ('{"@type": "NewsArticle", "author": "Jane', None),
]


@pytest.mark.parametrize(("script", "byline"), JSON_LD)
def test_authors_in_json_ld(script: str, byline: str | None) -> None:
    assert head(f'<script type="application/ld+json">{script}</script>').byline == byline


DATES = [
    ('<meta name="date" content="2024-03-05">', "2024-03-05"),
    ('<meta property="article:published_time" content="2024-03-05T08:00:00.123Z">', "2024-03-05T08:00:00Z"),
    ('<meta name="pubdate" content="20240305">', "2024-03-05"),
    ('<meta name="parsely-pub-date" content="March 5, 2024 at 8:00 a.m.">', "2024-03-05"),
    ('<meta name="DC.date.issued" content="5 March 2024">', "2024-03-05"),
    ('<meta name="date" content="Tue, 05 Mar 2024 08:00:00 +0100">', "2024-03-05"),
    ('<meta name="date" content="2024-13-45">', None),
    ('<meta name="date" content="0000-99-99"><meta name="pubdate" content="2024-03-05">', "2024-03-05"),
    ('<meta property="article:published_time" content="2024-02-31T08:00:00Z">', None),
    ('<meta name="date" content="05/03/2024">', None),
    ('<meta name="date" content="yesterday">', None),
    ('<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-03-05 08:00"}</script>', "2024-03-05T08:00"),
]  # fmt: skip


@pytest.mark.parametrize(("tag", "published"), DATES)
def test_dates(tag: str, published: str | None) -> None:
    assert head(tag).published == published


def test_the_date_of_a_time_element_and_of_an_address() -> None:
    assert (
        head("", BODY.replace("<p>", '<time datetime="2024-03-05">Tuesday</time><p>', 1)).published
        == "2024-03-05"
    )
    assert read(f"<html>{BODY}</html>", "https://echo.example/2024/3/5/ferries").published == "2024-03-05"


def test_the_title_without_the_outlet() -> None:
    page = f"<body><p>{LEAD}</p><p>{THIRD}</p></body>"
    tags = '<title>Ferries stopped for a week - The Harwick Echo</title><meta property="og:site_name" content="Harwick Echo">'
    assert head(tags, page).title == "Ferries stopped for a week"


def test_text_in_several_containers_is_one_article() -> None:
    chunks = "".join(
        f'<div class="row"><div class="article__body">{"".join(f"<p>{n}{i} {THIRD}</p>" for i in range(4))}</div></div>'
        for n in range(3)
    )
    article = read(
        f"<html><body><main><article><h1>Ferries stopped for a week</h1>{chunks}</article></main></body></html>"
    )
    assert len(by_role(article)["body"]) == 12


def test_two_breaks_make_a_paragraph_and_one_does_not() -> None:
    article = read(
        f"<html><body><div><b>{LEAD}</b><br><br>{THIRD}<br>{FOURTH}<br/> <br/>{QUOTE}</div></body></html>"
    )
    assert by_role(article)["body"] == [LEAD, f"{THIRD} {FOURTH}", QUOTE.replace("&amp;", "&")]


def test_words_that_a_script_would_draw_are_taken_from_json_ld() -> None:
    body = f"{LEAD}\\n\\n{THIRD}\\n\\n{FOURTH}"
    script = f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Ferries stopped", "articleBody": "{body}"}}</script>'
    article = head(script, "<body><div id=app></div></body>")
    assert by_role(article) == {"headline": ["Ferries stopped"], "body": [LEAD, THIRD, FOURTH]}


def test_text_is_what_a_reader_sees() -> None:
    marks = "''She said \"no\",'' he&nbsp;wrote; «oui» &lt;b&gt; fi&#64257; e\u0301 and &quot;yes&quot; &#8220;a&#8221;"
    article = read(
        f"<html><body><p>{LEAD}</p><p>{marks},  with   many\n words\tin the same paragraph.</p></body></html>"
    )
    assert by_role(article)["body"][1] == (
        "''She said \"no\",'' he\u00a0wrote; «oui» <b> fi\ufb01 e\u0301 and \"yes\" “a”, with many words in the same paragraph."
    )


def test_the_same_page_gives_the_same_article_whatever_came_before() -> None:
    others = [PAGE.replace("Harwick", f"Town {n}") for n in range(5)]
    first = read(PAGE)
    for other in others + [PAGE] * 3:
        read(other)
    assert read(PAGE) == first


KINDS = [
    (b"<p>x</p>", "a.txt", "text/html", "html"),
    (b"<p>x</p>", "a.txt", None, "text"),
    (b"words", "https://a.example/x.html?y=1#z", None, "html"),
    (b"<!DOCTYPE html><html><p>x", "https://a.example/x", None, "html"),
    (b"\xef\xbb\xbf  <html><body>", "x", None, "html"),
    ("<html><body>".encode("utf-16"), "x", None, "html"),
    (b"Plain words, 3 < 4.", "x", "application/octet-stream", "text"),
    (b'{"text": "words"}', "x", None, "json"),
    (b'{"text": "words"}', "x", "application/json; charset=utf-8", "json"),
    (b'{"words"}', "x", None, "text"),
]


@pytest.mark.parametrize(("data", "address", "declared", "kind"), KINDS)
def test_the_kind_of_a_page(data: bytes, address: str, declared: str | None, kind: str) -> None:
    assert kind_of(Page(data, address, None, declared)) == kind


def test_a_json_line_is_taken_as_it_stands() -> None:
    text = "  Ferries stopped\\r\\n\\r\\nThe ferries\\u00a0stopped,  the company said. \\ud83d\\ude00 \\u0000 \\ufeff"
    page = Page(
        f'{{"id": 7, "text": "{text}", "outlet": "Echo", "published": "2024-03-05"}}'.encode(),
        "in.jsonl:1",
        None,
        "application/json",
    )
    article = article_of(page)
    assert (
        article.text
        == "  Ferries stopped\r\n\r\nThe ferries\u00a0stopped,  the company said. \U0001f600 \0 \ufeff"
    )
    assert (article.id, article.outlet, article.published) == ("in.jsonl:1", "Echo", "2024-03-05")
    assert article.title == "Ferries stopped"
    assert article.page == page.sha256


@pytest.mark.parametrize(
    ("told", "published"),
    [
        ("2024", "2024"),
        ("2024-03", "2024-03"),
        ("5 March 2024", "2024-03-05"),
        ("Spring 2024", "Spring 2024"),
        ("0000", None),
        ("2024-13", None),
        ("2024-02-31", None),
        ("2024-02-31T10:00:00Z", None),
        ("0000-00-00 00:00:00", None),
    ],
)
def test_dates_of_json_lines(told: str, published: str | None) -> None:
    data = json.dumps({"text": "The ferries stopped.", "published": told}).encode()
    page = Page(data, "in.jsonl:1", None, "application/json")
    if published is None:
        with pytest.raises(ArticleError, match=r'"published": .* is no date like'):
            article_of(page)
    else:
        assert article_of(page).published == published


def test_furniture_never_speaks() -> None:
    article = read(PAGE)
    spoken = " ".join(span.of(article.text) for span in article.speaking())
    assert "small favour" not in spoken
    assert {b.role for b in article.blocks} > SPEAKING_ROLES - {"subheading"}
