"""What the forms of linked data share: names for articles and statements, and lines of JSON-LD.

Nothing is ever fetched. A name is the article's own URL where it has one, and else says what it names
by its digest (RFC 6920) or is made from it (a version 5 UUID): equal readings give equal names.
"""

import base64
import hashlib
import re
import uuid
from typing import Any
from urllib.parse import urlsplit

from onrecord.nouns import Article
from onrecord.share.jsonl import json_line

SHA256 = re.compile("[0-9a-f]{64}")
IRI = re.compile(
    'https?://[^\x00-\x20\x7f-\xa0<>"{}|\\\\^`\\[\\]\\s\u200b-\u200f\u2028-\u202e\ud800-\udfff\ufff0-\uffff]+'
)
IN_SCRIPTS = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}
NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://onrecord.invalid/")


def linked_line(value: dict[str, Any]) -> str:
    """A JSON-LD document as one line. It may stand in a page's script element as it is: no "<" in it."""
    line = json_line(value)
    for sign, escaped in IN_SCRIPTS.items():
        line = line.replace(sign, escaped)
    return line


def web_address(text: str | None) -> str | None:
    """The text if it is an http(s) address that stands as a name in linked data; else None."""
    if text is None or not IRI.fullmatch(text):
        return None
    try:
        return text if urlsplit(text).hostname else None
    except ValueError:
        return None


def digest_name(article: Article) -> str:
    """The name of the very bytes that were read: `ni:///sha-256;…` of the page, or of the text where no
    page is known."""
    known = SHA256.fullmatch(article.page)
    digest = (
        bytes.fromhex(article.page)
        if known
        else hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).digest()
    )
    return "ni:///sha-256;" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


def article_name(article: Article) -> str:
    """The article's URL, or the name of its bytes where it has none."""
    return web_address(article.url) or web_address(article.id) or digest_name(article)


def made_name(*parts: str) -> str:
    """A name that depends on the parts alone."""
    joint = "\n".join(parts).encode("utf-8", "surrogatepass").hex()
    return uuid.uuid5(NAMESPACE, joint).urn


def present(value: dict[str, Any]) -> dict[str, Any]:
    """The fields that hold something."""
    return {name: found for name, found in value.items() if found not in (None, "", [], {})}
