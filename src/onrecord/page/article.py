"""A page to an article: decide what kind of page it is, read it, and hold it to the limits."""

import json
import re
from typing import Any

from onrecord.errors import ArticleError
from onrecord.nouns import DATE, NO_DATE, Article, Page
from onrecord.page.decoding import text_of, wide_without_mark
from onrecord.page.html import article_of_html
from onrecord.page.metadata import iso_date
from onrecord.page.plain import blocks_of, headline_in

# News pages are below 5 MB; the largest of a crawl are scripts and pictures written into the page.
MOST_BYTES = 20_000_000
# Some 350,000 words: a long book. Beyond it a "page" is a dump, and the encoder would be at it for minutes.
MOST_CHARACTERS = 2_000_000

# Each holds a byte that no text begins with, or is too long to be met by chance: news may well begin with
# "ID3 Energy", "RIFFs" or "BZhukov". GIF and RIFF are told by their sizes' high bytes, which are small.
SIGNATURES = tuple(
    (re.compile(signature, re.DOTALL), name)
    for signature, name in (
        (rb"%PDF-\d\.\d", "a PDF document"),
        (rb"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (rb"\xff\xd8\xff", "a JPEG picture"),
        (rb"GIF8[79]a.{0,6}[\0-\x08]", "a GIF picture"),
        (rb"RIFF.{3}[\0-\x08\xff](?:WAVE|AVI |WEBP|RMID|ACON)", "a media file"),
        (rb"PK\x03\x04", "a ZIP archive (or an office document)"),
        (rb"\x1f\x8b\x08", "a gzip archive"),
        (rb"BZh[1-9](?:1AY&SY|\x17rE8P\x90)", "a bzip2 archive"),
        (rb"\xfd7zXZ\0", "an xz archive"),
        (rb"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (rb"\x28\xb5\x2f\xfd", "a zstd archive"),
        (rb"\x7fELF", "a program"),
        (rb"MZ\x90\0", "a program"),
        (rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
        (rb"SQLite format 3\0", "a database"),
        (rb"OggS\0", "a media file"),
        (rb"ID3[\x02-\x04]", "a media file"),
    )
)
SURROGATE = re.compile("[\ud800-\udfff]")
DATED = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}([T ].*)?)?)?")
HTML_TYPES = ("text/html", "application/xhtml+xml")
TEXT_TYPES = ("text/plain", "text/markdown")
JSON_TYPES = ("application/json", "application/jsonl", "application/x-ndjson")
OTHER_TYPES = ("image/", "audio/", "video/", "font/", "application/pdf", "application/zip")
HTML_SIGNS = (
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<body",
    b"<article",
    b"<div",
    b"<p>",
    b"<h1",
    b"<meta",
    b"<title",
)


def article_of(page: Page) -> Article:
    """Read a page: HTML, plain text, or an article as one JSON object.

    The kind is told by the declared type, else by the address's ending, else by the bytes. The result
    depends on the page alone. Raises ArticleError, with the page and the reason, where no article can be
    made of it.
    """
    _refuse_binary(page)
    kind = kind_of(page)
    if kind == "json":
        article = _from_json(page)
    else:
        text = text_of(page.data, page.declared_type, markup=kind == "html")
        if not text.strip():
            raise _error(page, "the page is empty")
        article = _from_html(page, text) if kind == "html" else _from_text(page, text)
    _refuse_oversized(page, article)
    return article


def kind_of(page: Page) -> str:
    """ "html", "text" or "json"."""
    declared = (page.declared_type or "").partition(";")[0].strip().lower()
    for kind, types in (("json", JSON_TYPES), ("html", HTML_TYPES), ("text", TEXT_TYPES)):
        # Servers call HTML plain text often enough that the bytes are asked as well.
        if declared in types:
            return kind
    if declared.startswith(OTHER_TYPES):
        raise _error(page, f"the page is declared as {declared}, which holds no article")
    path = page.address.partition("?")[0].partition("#")[0].lower()
    for kind, endings in (
        ("html", (".html", ".htm", ".xhtml")),
        ("text", (".txt", ".text", ".md")),
        ("json", (".json",)),
    ):
        if path.endswith(endings):
            return kind
    return _sniffed(page.data)


def _sniffed(data: bytes) -> str:
    head = data[:4_096].lstrip(b"\xef\xbb\xbf \t\r\n\0").replace(b"\0", b"").lower()
    if head.startswith((b"<", b"&lt;")) and any(sign in head for sign in HTML_SIGNS):
        return "html"
    if sum(head.count(sign) for sign in HTML_SIGNS) > 1:
        return "html"
    if head.startswith(b"{"):
        try:
            value = json.loads(data)
        except (ValueError, RecursionError):
            return "text"
        return "json" if isinstance(value, dict) and "text" in value else "text"
    return "text"


def _refuse_binary(page: Page) -> None:
    data = page.data
    if len(data) > MOST_BYTES:
        raise _error(page, f"the page has {len(data):,} bytes; at most {MOST_BYTES:,} are read")
    if not data.strip():
        raise _error(page, "the page is empty")
    for signature, name in SIGNATURES:
        if signature.match(data):
            raise _error(page, f"the page is {name}, not HTML or text")
    controls = sum(data[:4_096].count(byte) for byte in (*range(9), *range(14, 27), 28, 29, 30, 31))
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")) or wide_without_mark(data)
    # A stray control character is an accident of editing; one in twenty bytes is no text.
    if not marked and controls > 0.05 * min(len(data), 4_096):
        raise _error(page, "the page is binary data, not HTML or text")


def _refuse_oversized(page: Page, article: Article) -> None:
    if len(article.text) > MOST_CHARACTERS:
        raise _error(
            page, f"the text has {len(article.text):,} characters; at most {MOST_CHARACTERS:,} are read"
        )


def _from_html(page: Page, source: str) -> Article:
    try:
        return article_of_html(page, source)
    except ArticleError:
        raise
    except Exception as error:  # whatever a parser says of broken markup, it costs this page alone
        raise _error(page, f"the HTML could not be read ({type(error).__name__}: {error})") from error


def _from_text(page: Page, text: str) -> Article:
    if len(text) > MOST_CHARACTERS:
        raise _error(page, f"the text has {len(text):,} characters; at most {MOST_CHARACTERS:,} are read")
    blocks = blocks_of(text)
    return Article(
        id=page.address, text=text, blocks=blocks, title=headline_in(text, blocks), page=page.sha256
    )


def _from_json(page: Page) -> Article:
    """An article as it is handed over: its text is taken exactly as it stands.

    Its id is the page's address as for every page; of JSON lines that is the line's own "id" already.
    """
    value = _json_object(page)
    text = value.get("text")
    if not isinstance(text, str) or not text.strip():
        raise _error(page, 'the object has no "text"')
    if len(text) > MOST_CHARACTERS:
        raise _error(page, f"the text has {len(text):,} characters; at most {MOST_CHARACTERS:,} are read")
    if SURROGATE.search(text):
        raise _error(
            page, "the text holds half of a surrogate pair, which is no character and cannot be stored"
        )
    told = {
        key: _told(page, value, key) for key in ("title", "url", "outlet", "published", "byline", "language")
    }
    blocks = blocks_of(text, told["title"])
    return Article(
        id=page.address,
        text=text,
        blocks=blocks,
        title=told["title"] or headline_in(text, blocks),
        byline=told["byline"],
        outlet=told["outlet"],
        published=_published(page, told["published"]),
        url=told["url"],
        language=told["language"],
        page=page.sha256,
    )


def _published(page: Page, told: str | None) -> str | None:
    """The date that is handed over, or other words for it. What has the form of a date and stands in no
    calendar is an error: it would be shown, put in order and searched as if it were one."""
    when = iso_date(told)
    if told and not when and DATED.fullmatch(told.strip()) and not DATE.fullmatch(told.strip()):
        raise _error(page, f'"published": {told[:40]!r} {NO_DATE}')
    return when or told


def _json_object(page: Page) -> dict[str, Any]:
    try:
        value = json.loads(text_of(page.data, page.declared_type))
    except (ValueError, RecursionError) as error:
        raise _error(page, f"the line is no JSON ({error})") from error
    if not isinstance(value, dict):
        raise _error(page, "the line is no JSON object")
    return value


def _told(page: Page, value: dict[str, Any], key: str) -> str | None:
    """A field of the object as text; numbers are taken as they are written, other kinds are an error."""
    field = value.get(key)
    if field is None or field == "":
        return None
    if isinstance(field, bool) or not isinstance(field, (str, int, float)):
        raise _error(page, f'"{key}" is no text')
    told = str(field)
    if SURROGATE.search(told):
        raise _error(page, f'"{key}" holds half of a surrogate pair, which cannot be stored')
    return told


def _error(page: Page, message: str) -> ArticleError:
    return ArticleError(message, page=page.address, step="article")
