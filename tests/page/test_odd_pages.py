# ruff: noqa: E501 (the tables hold whole sentences)
"""Broken and hostile pages: a clear error or an article, never a crash, a hang or another's exception."""

import bz2
import contextlib
import gzip
import lzma
import time
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onrecord.errors import ArticleError
from onrecord.nouns import Article, Page
from onrecord.page import article_of
from onrecord.page.article import MOST_BYTES, MOST_CHARACTERS

SENTENCE = (
    "The harbour master of Harwick said on Friday that the ferries would not run until the storm had passed. "
)
ARTICLE = f"<html><head><title>Ferries stopped</title></head><body><h1>Ferries stopped</h1><p>{SENTENCE}</p><p>{SENTENCE[::-1]}</p></body></html>"

REFUSED = {
    "empty": (b"", None),
    "white space": (b" \n\t\r\n ", None),
    "mark alone": (b"\xef\xbb\xbf", None),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, None),
    "jpeg declared html": (b"\xff\xd8\xff\xe0" + bytes(range(256)), "text/html"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", None),
    "zip": (b"PK\x03\x04" + bytes(64), None),
    "gzip": (gzip.compress(ARTICLE.encode()), "text/html"),
    "deflate": (zlib.compress(ARTICLE.encode() * 50), "text/html"),
    "noise": (bytes((i * 7919 + i // 3) % 256 for i in range(5000)), None),
    "nul bytes": (bytes(4096), "text/plain"),
    "50 MB of html": (b"<p>word</p>" * 5_000_000, "text/html"),
    "50 MB of text": (b"word " * 10_000_000, "text/plain"),
    "too long a text": (SENTENCE.encode() * (MOST_CHARACTERS // len(SENTENCE) + 1), "text/plain"),
    "image type": (ARTICLE.encode(), "image/svg+xml"),
    "html without words": (b"<html><head><title></title></head><body><img src=x></body></html>", "text/html"),
    "tags alone": (b"<<<<>>>><><><", "text/html"),
    "comment alone": (b"<!-- nothing -->", "text/html"),
    "script alone": (b"<html><body><script>document.write('words')</script></body></html>", "text/html"),
    "half a surrogate pair": (b'{"id": "a", "text": "\\ud800 he said"}', "application/json"),
    "half a pair in the title": (
        b'{"id": "a", "text": "He said so.", "title": "\\udfff"}',
        "application/json",
    ),
    "no text": (b'{"id": "a"}', "application/json"),
    "text of another kind": (b'{"id": "a", "text": ["words"]}', "application/json"),
    "title of another kind": (b'{"id": "a", "text": "words", "title": {"a": 1}}', "application/json"),
    "a list": (b'["text"]', "application/json"),
    "cut json": (b'{"id": "a", "text": "wor', "application/json"),
    "json bomb": (b"[" * 200_000, "application/json"),
}

READ = {
    "deep nesting": ("<div>" * 50_000 + f"<p>{SENTENCE}</p>" + "</div>" * 50_000).encode(),
    "deep and never closed": ("<div><span><b>" * 20_000 + f"<p>{SENTENCE}").encode(),
    "deep lists": ("<ul><li>" * 20_000 + SENTENCE).encode(),
    "deep quotes": ("<blockquote>" * 5_000 + f"<p>{SENTENCE}").encode(),
    "many attributes": (f"<p {' '.join(f'a{i}=1' for i in range(20_000))}>{SENTENCE}").encode(),
    "entity bomb": (
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
        '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">'
        f"]><html><body><p>{SENTENCE}</p><p>&d;&d;&d;</p></body></html>"
    ).encode(),
    "outside entity": (
        '<!DOCTYPE html [<!ENTITY f SYSTEM "file:///etc/passwd">]>' f"<html><body><p>{SENTENCE}</p><p>&f;</p></body></html>"
    ).encode(),
    "10,000 quotation marks": (f"<p>{SENTENCE}</p><p>" + "“a” " * 5_000 + "</p>").encode(),
    "10,000 straight marks": (f"<p>{SENTENCE}</p><p>" + "'a\" " * 5_000 + "</p>").encode(),
    "one word of 1 MB": (f"<p>{SENTENCE}</p><p>" + "a" * 1_000_000 + "</p>").encode(),
    "1 MB of one dot": (f"<p>{SENTENCE}</p><p>" + ". " * 500_000 + "</p>").encode(),
    "script in text": f"<p>{SENTENCE}</p><p>&lt;script&gt;alert(1)&lt;/script&gt; was on the page, he said.</p>".encode(),
    "never closed": f"<html><body><h1>Ferries<p>{SENTENCE}<p>{SENTENCE}<table><tr><td>x".encode(),
    "cut in a tag": ARTICLE.encode()[:-20] + b"<a hre",
    "cut in a character": (SENTENCE + "é").encode()[:-1],
    "nul in text": ARTICLE.replace("harbour", "har\0bour").encode(),
    "control characters": ARTICLE.replace("harbour", "har\x01\x08bour").encode(),
    "surrogate reference": f"<p>{SENTENCE} &#xD800; &#55296; &#x110000; &#0;</p>".encode(),
    "wrong way round": "‮" .encode() + ARTICLE.encode(),
    "only a title": b"<html><head><title>Ferries stopped for a week</title></head><body>word</body></html>",
    "broken json-ld": (
        '<html><head><script type="application/ld+json">{"@type": "NewsArticle", "headline": "Fer</script></head>'
        f"<body><p>{SENTENCE}</p></body></html>"
    ).encode(),
    "json-ld bomb": (
        f'<html><head><script type="application/ld+json">{"[" * 100_000}</script></head><body><p>{SENTENCE}</p></body></html>'
    ).encode(),
    "json-ld of odd kinds": (
        '<html><head><script type="application/ld+json">{"@type": ["NewsArticle", 3], "headline": {"a": 1}, "author": '
        '[null, 7, {"name": ["x", {"name": "y"}]}], "publisher": true, "datePublished": 20200101, "url": {"@id": 1}, '
        f'"inLanguage": [], "articleBody": 5}}</script></head><body><p>{SENTENCE}</p></body></html>'
    ).encode(),
    "bad addresses": (
        '<html lang="!!"><head><link rel="canonical" href="http://[::1"><meta property="og:url" content="javascript:1">'
        f'<meta name="date" content="0000-99-99"></head><body><p>{SENTENCE}</p></body></html>'
    ).encode(),
    "frameset": f"<html><frameset><frame src=a></frameset><noframes><p>{SENTENCE}</p></noframes></html>".encode(),
    "comments never closed": (f"<p>{SENTENCE}" + "<!--" * 100_000).encode(),
    "scripts never closed": (f"<p>{SENTENCE}" + "<script>" * 100_000).encode(),
    "many headings": (ARTICLE + "<h1>Ferries</h1>" * 5_000).encode(),
    "many links": (ARTICLE + "<a href=#>Another story of the day</a><br>" * 20_000).encode(),
    "20,000 appeals": (ARTICLE + "<p>Support our independent journalism: we need you to donate today.</p>" * 20_000).encode(),
    "attribute of our own kind": f"<div data-onrecord-held=1><p data-onrecord-held=x>{SENTENCE}</p></div>".encode(),
    "utf-16": ARTICLE.encode("utf-16"),
    "utf-16 without mark": ARTICLE.encode("utf-16-le"),
    "xhtml": f'<?xml version="1.0" encoding="iso-8859-1"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{SENTENCE}é</p></body></html>'.encode("latin-1"),
}  # fmt: skip


def covered(article: Article) -> None:
    """The promises of blocks: in order, disjoint, covering all that is not white space."""
    at = 0
    for block in article.blocks:
        assert at <= block.span.start < block.span.end <= len(article.text)
        assert not article.text[at : block.span.start].strip()
        at = block.span.end
    assert not article.text[at:].strip()


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    data, declared = REFUSED[name]
    with pytest.raises(ArticleError) as caught:
        article_of(Page(data, f"page/{name}", None, declared))
    assert caught.value.page == f"page/{name}"
    assert caught.value.step == "article"
    assert len(caught.value.message) < 300


@pytest.mark.parametrize("name", READ)
def test_read(name: str) -> None:
    before = time.process_time()
    article = article_of(Page(READ[name], name, None, "text/html"))
    assert time.process_time() - before < 20  # seconds of its own work, whatever else the machine does
    covered(article)
    assert "root:" not in article.text
    assert len(article.text) < 3 * len(READ[name]) + 100
    assert not any("\ud800" <= ch <= "\udfff" for ch in article.text)
    if "harbour master" in READ[name].decode("utf-8", "replace"):
        assert "harbour master of Harwick" in article.text


@pytest.mark.parametrize(
    "text",
    [
        "“" * 10_000,
        "a" * 1_000_000,
        "\"' " * 10_000,
        "\n".join("word" for _ in range(50_000)),
        "We need your support. " * 20_000,
        "\n\n".join(["We need your support: please donate to our newsroom today."] * 20_000),
        "\n\n".join(["Please consider what we ask of you, and of your money."] * 20_000),
        "\n\n".join(["Support the Harwick Echo!"] * 20_000),
        "\n\n".join(["Support us!", SENTENCE] * 10_000),
        "(" * 20_000,
        "By " + "A. " * 5_000,
        "\u2028".join([SENTENCE] * 3),
        "Photo " * 10_000,
        "word\0word and so on, for the rest of a sentence that is long enough",
    ],
    ids=lambda text: f"{text[:6]!r} x {len(text)}",
)
def test_odd_plain_text_is_read_as_it_stands(text: str) -> None:
    before = time.process_time()
    article = article_of(Page(text.encode(), "odd.txt"))
    assert time.process_time() - before < 20
    assert article.text == text
    covered(article)


BINARY = {
    "a PDF document": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "a PNG picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "a JPEG picture": b"\xff\xd8\xff\xe0\0\x10JFIF",
    "a GIF picture": b"GIF89a\x40\x01\xf0\0\xf7\0\0",
    "a media file": b"RIFF\x24\x08\0\0WAVEfmt ",
    "a ZIP archive": b"PK\x03\x04\x14\0\0\0",
    "a gzip archive": gzip.compress(b"words", mtime=0),
    "a bzip2 archive": bz2.compress(b"words"),
    "an xz archive": lzma.compress(b"words"),
    "a 7z archive": b"7z\xbc\xaf\x27\x1c\0\x04",
    "a zstd archive": b"\x28\xb5\x2f\xfd\x04\0",
    "a program": b"\x7fELF\x02\x01\x01\0",
    "an old office document": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0",
    "a database": b"SQLite format 3\0\x10\0",
}
OTHER_MEDIA = [
    b"ID3\x03\0\0\0\0\0\0",
    b"OggS\0\x02\0\0",
    b"RIFF\xff\xff\xff\xffAVI LIST",
    b"RIFF\x1a\x02\0\0WEBPVP8 ",
]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        *BINARY.items(),
        *(("a media file", data) for data in OTHER_MEDIA),
        ("a bzip2 archive", bz2.compress(b"")),
    ],
)
def test_binary_data_is_named(name: str, data: bytes) -> None:
    with pytest.raises(ArticleError, match=f"the page is {name}"):
        article_of(Page(data + b" words" * 50, "odd.txt"))


@pytest.mark.parametrize(
    "opening",
    [
        "RIFFs and rows divided the band, ",
        "RIFF and WAVE were the names of the two ferries, ",
        "RIFF, a WAVE of strikes at the port, ended on Friday, ",
        "ID3 Energy said on Friday that the wells were dry, ",
        "BZhukov said on Friday that the bridge was safe, ",
        "BZh1 was the name of the file, ",
        "GIF8 was the clerk's word for it, ",
        "GIF89a pictures move, ",
        "OggS, the company that made the buoys, ",
        "PK Harwick lost at home, ",
        "SQLite format 3 is thirty years old, ",
        "%PDF is how the letter began, ",
        "MZ said that it had not been told, ",
        "7zip was used to pack the letters, ",
    ],
)
def test_text_that_begins_like_a_file_is_read(opening: str) -> None:
    text = opening + SENTENCE
    assert article_of(Page(text.encode(), "odd.txt")).text == text


@pytest.mark.parametrize("identity", ['"7"', "7", '""', "null", '["x"]'])
@pytest.mark.parametrize("address", ["stories/ferry.json", "https://news.example/ferry"])
def test_a_json_object_is_kept_under_its_page_s_address(address: str, identity: str) -> None:
    data = f'{{"id": {identity}, "text": "The ferry is late, she said."}}'.encode()
    assert article_of(Page(data, address, declared_type="application/json")).id == address


def test_a_page_of_the_largest_size_is_named_by_its_limit() -> None:
    with pytest.raises(ArticleError, match=f"{MOST_BYTES:,}"):
        article_of(Page(b"x" * (MOST_BYTES + 1), "x.html"))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.binary(max_size=400),
    st.sampled_from([None, "text/html", "text/plain", "application/json", "text/html; charset=shift_jis"]),
)
def test_any_bytes_are_an_article_or_a_clear_error(data: bytes, declared: str | None) -> None:
    with contextlib.suppress(ArticleError):
        covered(article_of(Page(data, "any", None, declared)))


PIECES = [
    "<p>",
    "</p>",
    "<div class='ad'>",
    "</div>",
    "<a href=x>",
    "</a>",
    "<h1>",
    "<br>",
    "<table><tr><td>",
    "<li>",
    "<!--",
    "-->",
]
PIECES += [
    "<script>",
    "</script>",
    "&amp;",
    "&#x",
    "“He said so,” she said. ",
    SENTENCE,
    "\0",
    "é",
    "<figcaption>",
    "<blockquote>",
    "<title>",
]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_markup_is_an_article_or_a_clear_error(pieces: list[str]) -> None:
    page = Page("".join(pieces).encode(), "any.html")
    try:
        article = article_of(page)
    except ArticleError:
        return
    covered(article)
    assert article_of(page) == article


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=300))
def test_plain_text_is_never_changed(text: str) -> None:
    try:
        data = text.encode()
        article = article_of(Page(data, "any.txt", None, "text/plain; charset=utf-8"))
    except (UnicodeEncodeError, ArticleError):
        return
    assert article.text == text.removeprefix("\ufeff")
    covered(article)
