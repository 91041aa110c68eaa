"""An HTML page to passages: every visible paragraph, heading, caption and line in the page's order.

The tree is walked without recursion. Text is what a reader sees: entities decoded, white space
collapsed, nothing else changed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

import lxml.html

from onrecord.data import table
from onrecord.nouns import Role

# libxml2 drops what is nested deeper than 2,048 elements; a page that nests deeper than this is
# flattened first, so that no text is lost. Real pages stay below 100.
DEEPEST = 500
SPACES = re.compile(r"[ \t\n\r\f\v\u200b\ufeff]+")
EMPTY_TAGS = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "param",
    "source",
    "wbr",
}
UNSEEN = {"script", "style", "noscript", "template", "svg", "math", "iframe", "select", "option", "datalist"}
UNSEEN |= {"textarea", "object", "embed", "audio", "video", "canvas", "head", "input", "map", "progress"}
INLINE = {
    "a",
    "abbr",
    "acronym",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "ins",
}
INLINE |= {
    "kbd",
    "label",
    "mark",
    "nobr",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
}
INLINE |= {"sub", "sup", "time", "tt", "u", "var", "wbr", "img", "picture", "source", "data", "center-inline"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
ROLE_OF_TAG: dict[str, Role] = {"figcaption": "caption", "nav": "navigation", "button": "navigation"}
ROLE_OF_TAG |= {"footer": "navigation", "address": "byline", "caption": "caption"}
NAMES = ("class", "id", "role", "aria-label", "data-component", "data-testid", "data-module", "itemprop")
LONGEST_NAME = 300  # longer class attributes are generated, and say nothing
TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
# Posts of others that an article shows: what is said in them belongs to it.
EMBEDS = {"embed", "embedded", "embeds", "tweet", "twitter", "oembed", "pullquote", "blockquote"}
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
OPAQUE = re.compile(r"<!--|<script\b|<style\b")
ENDS = {"<!--": "-->", "<script": "</script", "<style": "</style"}
STRUCTURE = re.compile(
    r"</?(?!a\b|p\b|h[1-6]\b|html\b|head\b|body\b|meta\b|title\b|script\b|style\b|li\b)[a-z][^<>]*>", re.I
)


MOST_ATTRIBUTES = 2000
CROWDED_TAG = re.compile(r"<(?P<name>[a-zA-Z][a-zA-Z0-9]*)\b[^<>]{8000,}>")
"""A tag so long that it may have more attributes than `MOST_ATTRIBUTES` (8,000 take libxml2 0.1 s, 16,000
0.5 s, 100,000 over a minute)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One passage of the page where it was seen.

    `holders` are the hinted elements around it (a number each, with the role that it hints at), from the
    outermost to the innermost; `parent` names the element it hangs in by tag and class, `inside` numbers
    the article elements around it; `linked` is the share of its characters in links.
    """

    text: str
    tag: str
    parent: str
    holders: tuple[tuple[int, Role], ...]
    inside: int
    linked: float
    quoted: bool = False
    """It stands in a blockquote."""

    @property
    def words(self) -> int:
        return len(self.text.split())


def tree_of(source: str) -> Any:
    """The tree of an HTML source, or None where there is no element in it."""
    if nesting(source) > DEEPEST:
        source = STRUCTURE.sub("<br><br>", source)
    source = CROWDED_TAG.sub(_few_attributes, source.replace("\0", ""))
    parser = lxml.html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    tree = lxml.html.document_fromstring(source.encode("utf-8", "replace"), parser=parser)
    return tree if len(tree) else None


def _few_attributes(tag: re.Match[str]) -> str:
    """A tag without its attributes, where it has more than any page needs: libxml2 holds each against all."""
    return f"<{tag['name']}>" if tag.group().count("=") > MOST_ATTRIBUTES else tag.group()


def nesting(source: str) -> int:
    """How deep the source's elements stand in each other, counted without building them."""
    depth = deepest = 0
    for closing, name in TAG.findall(_without_opaque(source.lower())):
        if closing:
            depth = max(0, depth - 1)
        elif name not in EMPTY_TAGS and name not in (
            "p",
            "li",
            "td",
            "tr",
            "option",
            "dt",
            "dd",
        ):
            depth += 1
            deepest = max(deepest, depth)
    return deepest


def _without_opaque(source: str) -> str:
    """The source without comments, scripts and styles, in one pass however many are never closed."""
    pieces, at = [], 0
    while found := OPAQUE.search(source, at):
        pieces.append(source[at : found.start()])
        at = source.find(ENDS[found.group()], found.end())
        if at < 0:
            return "".join(pieces)
    return "".join([*pieces, source[at:]])


def seen_in(tree: Any) -> list[Seen]:
    """Every visible passage of the tree, in the page's order."""
    return list(_Walk().over(tree))


@cache
def _role_of_token() -> dict[str, Role]:
    found: dict[str, Role] = {}
    for role, tokens in table("furniture")["markup"].items():
        for token in tokens:
            found.setdefault(token, role)
    return found


def hinted_role(element: Any) -> Role | None:
    """The role that an element's tag or names give its content, if any."""
    tag: str = element.tag
    if tag in ROLE_OF_TAG:
        return ROLE_OF_TAG[tag]
    for name in NAMES:
        value = element.get(name)
        if value and len(value) <= LONGEST_NAME and (found := _named(value)):
            return None if found == "embed" else found
    return "related" if tag == "aside" else None


@lru_cache(maxsize=10_000)
def _named(value: str) -> Role | Literal["", "embed"]:
    """The role that an attribute's value names, "embed" for a post of others, "" where it says nothing."""
    known = _role_of_token()
    for part in value.split():
        tokens = [t.lower() for t in TOKEN.findall(part)]
        if not EMBEDS.isdisjoint(tokens):
            return "embed"
        for token in (*tokens, "".join(tokens)):
            if token in known:
                return known[token]
    return ""


def _unseen(element: Any) -> bool:
    if element.tag in UNSEEN or element.get("hidden") is not None:
        return True
    style = element.get("style")
    return bool(style) and HIDDEN.search(style) is not None


class _Walk:
    """The state of one walk: what has been gathered of the passage that is being read."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.linked = 0
        self.anchors = 0
        self.breaks = 0
        self.blocks: list[tuple[str, str]] = [("body", "body")]  # tag of the passage, name of its parent
        self.holders: list[tuple[int, Role]] = []
        self.held: list[bool] = []  # for each open element, whether it is one of the holders
        self.articles: list[int] = [0]
        self.quotes = 0
        self.count = 0

    def over(self, tree: Any) -> Iterator[Seen]:
        """Depth first, with a stack of iterators in place of recursion."""
        body = tree.find("body") if tree.tag == "html" else tree
        root = tree if body is None else body
        stack: list[tuple[Any, Iterator[Any]]] = []
        yield from self._enter(root)
        stack.append((root, iter(root)))
        while stack:
            element, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                yield from self._leave(element)
                if stack:
                    self._gather(element.tail)
            elif not isinstance(child.tag, str) or _unseen(child):
                self._gather(child.tail)
            elif child.tag in ("br", "hr"):
                yield from self._break(child)
            else:
                yield from self._enter(child)
                stack.append((child, iter(child)))

    def _enter(self, element: Any) -> Iterator[Seen]:
        self.count += 1
        tag = element.tag
        if tag not in INLINE:
            if not self._is_cell(element):
                yield from self._flush()
            else:
                self.pieces.append(" ")
            parent = element.getparent()
            named = f"{parent.tag}.{parent.get('class') or ''}" if parent is not None else ""
            self.blocks.append((tag, named))
            if tag == "article":
                self.articles.append(self.count)
        role = None if tag in ("body", "html", "article", "main") else hinted_role(element)
        if tag in INLINE and role != "navigation" and not self._alone(element):
            role = None
        self.held.append(role is not None)
        if role is not None:
            self.holders.append((self.count, role))
        self.anchors += tag == "a"
        self.quotes += tag == "blockquote"
        self._gather(element.text)

    def _leave(self, element: Any) -> Iterator[Seen]:
        tag = element.tag
        if tag not in INLINE and not self._is_cell(element):
            yield from self._flush()
        if tag not in INLINE:
            self.blocks.pop()
            if tag == "article":
                self.articles.pop()
        if self.held.pop():
            self.holders.pop()
        self.anchors -= tag == "a"
        self.quotes -= tag == "blockquote"

    @staticmethod
    def _alone(element: Any) -> bool:
        """An inline element that is all of its parent's text, as captions and bylines in spans are."""
        parent = element.getparent()
        return parent is not None and not (parent.text or "").strip() and not (element.tail or "").strip()

    @staticmethod
    def _is_cell(element: Any) -> bool:
        """A table cell of plain words belongs to its row; one with paragraphs in it stands by itself."""
        return element.tag in ("td", "th") and all(child.tag in INLINE for child in element)

    def _break(self, element: Any) -> Iterator[Seen]:
        """One <br> is white space, two make a paragraph, a rule parts passages."""
        self.breaks += 1
        if element.tag == "hr" or self.breaks > 1:
            yield from self._flush()
        self.pieces.append("\n")
        if element.tail and element.tail.strip():
            self.breaks = 0
        self._gather(element.tail)

    def _gather(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            if not text.isspace():
                self.breaks = 0
                self.linked += len(text.strip()) if self.anchors else 0

    def _flush(self) -> Iterator[Seen]:
        text = SPACES.sub(" ", "".join(self.pieces)).strip()
        if text and any(ch.isalnum() for ch in text):
            tag, parent = self.blocks[-1]
            share = min(1.0, self.linked / len(text))
            yield Seen(text, tag, parent, tuple(self.holders), self.articles[-1], share, self.quotes > 0)
        self.pieces, self.linked, self.breaks = [], 0, 0
