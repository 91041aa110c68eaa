"""Title, byline, outlet, date, address and language of an HTML page.

Sources in order of trust: JSON-LD (schema.org's news articles), OpenGraph and other meta tags, then the
page's own elements. Broken JSON costs its script element and nothing else.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

ARTICLE_TYPES = re.compile(
    r"(article|newsarticle|reportage|blogposting|liveblogposting|report|opinion|analysis|review|"
    r"posting|factcheck|claimreview|backgroundnewsarticle)$",
    re.I,
)
# JSON-LD beyond this is a product catalogue or an attack, not an article's description.
LONGEST_JSON = 2_000_000
SPACE = re.compile(r"\s+")
CONTROL = re.compile(r"[\x00-\x1f]")
ISO = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d)?)?", re.I
)
COMPACT = re.compile(r"(?<!\d)(\d{4})(\d\d)(\d\d)(?:T?\d{2,6}Z?)?(?!\d)")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_FIRST = re.compile(r"\b([A-Z][a-z]{2})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b")
DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)? ([A-Z][a-z]{2})[a-z]*\.?,? (\d{4})\b")
IN_ADDRESS = re.compile(r"/(20\d\d|19\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/-]|$)")
LANGUAGE = re.compile(r"[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{2,8})*$")
BY = re.compile(r"^\s*(by|written by|posted by|from)\s*:?\s+", re.I)
SEPARATORS = re.compile(r"\s+[|\u2013\u2014\u00b7\u2022-]\s+|\s*\|\s*|\s+::\s+|\s+\u00bb\s+")

TITLES = ("og:title", "twitter:title", "dc.title", "sailthru.title", "parsely-title")
OUTLETS = ("og:site_name", "application-name", "dc.publisher", "publisher", "twitter:site")
BYLINES = (
    "author",
    "article:author_name",
    "byl",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "byline",
    "article:author",
    "twitter:creator",
)
DATES = (
    "article:published_time",
    "og:article:published_time",
    "date",
    "dc.date",
    "dc.date.issued",
    "pubdate",
    "publishdate",
    "parsely-pub-date",
    "sailthru.date",
    "dcterms.created",
    "dcterms.date",
    "datepublished",
    "article.published",
    "published_at",
    "publication_date",
    "ptime",
    "pdate",
    "cxenseparse:recs:publishtime",
    "article:modified_time",
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page tells of its article. `body` is the text that its JSON-LD gives, "" where none."""

    title: str | None = None
    byline: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    description: str | None = None
    body: str = ""
    titles: tuple[str, ...] = ()
    """Every wording in which the page gives its title."""


def metadata_of(tree: Any, address: str) -> Metadata:
    """Read the page's metadata. `address` is the base of relative links and, last, tells the date."""
    linked = _article_in(_linked_data(tree))
    meta = _meta_tags(tree)
    base = address if urlsplit_safe(address) else ""
    outlet = _name(linked.get("publisher")) or _first(meta, OUTLETS)
    outlet = outlet.lstrip("@") if outlet else None
    url = _address(tree, meta, linked, base)
    return Metadata(
        title=_title(tree, linked, meta, outlet),
        byline=_byline(tree, linked, meta),
        outlet=outlet,
        published=_published(tree, linked, meta, url or address),
        url=url,
        language=_language(tree, linked, meta),
        description=_text(linked.get("description")) or _first(meta, ("og:description", "description")),
        body=_body(linked),
        titles=tuple(
            t
            for t in (
                _text(linked.get("headline")),
                *(meta.get(n) for n in TITLES),
                _content(tree.find(".//title")),
            )
            if t
        ),
    )


def iso_date(text: str | None) -> str | None:
    """An ISO 8601 date, with its time where the text has one; None where no date is in it.

    Dates of numbers alone (4/5/2020) are left: their order cannot be known.
    """
    if not text:
        return None
    text = text[:200].strip()
    if m := ISO.search(text):
        zone = (m[5] or "").upper()
        zone = zone if zone in ("", "Z") or ":" in zone else f"{zone[:3]}:{zone[3:]}"
        return _valid(f"{m[1]}-{m[2]}-{m[3]}" + (f"T{m[4]}{zone}" if m[4] else ""))
    if m := COMPACT.search(text):
        return _valid(f"{m[1]}-{m[2]}-{m[3]}")
    for found, order in ((MONTH_FIRST.search(text), (3, 1, 2)), (DAY_FIRST.search(text), (3, 2, 1))):
        if found and (month := found[order[1]].lower()) in MONTHS:
            return _valid(f"{found[order[0]]}-{MONTHS.index(month) + 1:02d}-{int(found[order[2]]):02d}")
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _valid(text: str) -> str | None:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return _valid(text[:10]) if len(text) > 10 else None
    return text if 1600 <= when.year <= 2200 else None


def urlsplit_safe(address: str) -> bool:
    """True for an address of the web; a path or a JSON line's id is none."""
    try:
        return urlsplit(address).scheme in ("http", "https") and bool(urlsplit(address).netloc)
    except ValueError:
        return False


# ------------------------------------------------------------------ JSON-LD


def _linked_data(tree: Any) -> Iterator[Any]:
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            yield _json(script.text)


def _json(text: str) -> Any:
    """What can be read of a JSON script: some are wrapped in comments or CDATA, or hold raw line feeds."""
    if len(text) > LONGEST_JSON:
        return None
    start, end = (
        min((i for i in (text.find("{"), text.find("[")) if i >= 0), default=-1),
        max(text.rfind("}"), text.rfind("]")),
    )
    if start < 0 or end < start:
        return None
    body = text[start : end + 1]
    for attempt in (body, CONTROL.sub(" ", body), re.sub(r",\s*([}\]])", r"\1", CONTROL.sub(" ", body))):
        try:
            return json.loads(attempt)
        except (ValueError, RecursionError):
            continue
    return None


def _article_in(documents: Iterator[Any]) -> dict[str, Any]:
    """The first article among all nodes; of several, the one with the most of what is looked for."""
    found = [node for document in documents for node in _nodes(document) if _is_article(node)]
    wanted = ("headline", "datePublished", "author", "publisher", "articleBody")
    return max(found, key=lambda node: sum(bool(node.get(key)) for key in wanted), default={})


def _nodes(document: Any) -> Iterator[dict[str, Any]]:
    stack = [document]
    for _ in range(5_000):  # a bound on hostile nesting; articles' descriptions have tens of nodes
        if not stack:
            return
        value = stack.pop()
        if isinstance(value, list):
            stack += reversed(value)
        elif isinstance(value, dict):
            yield value
            stack += [value[key] for key in ("mainEntity", "mainEntityOfPage", "@graph") if key in value]


def _is_article(node: dict[str, Any]) -> bool:
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return any(isinstance(k, str) and ARTICLE_TYPES.search(k) for k in kinds)


def _name(value: Any) -> str | None:
    """The name, or names, in a JSON-LD value: a string, a node or a list of either."""
    if isinstance(value, list):
        names = [name for item in value[:20] if (name := _name(item))]
        return ", ".join(dict.fromkeys(names)) or None
    if isinstance(value, dict):
        return _name(value.get("name"))
    name = _text(value)
    return None if name is None or name.startswith(("http://", "https://")) else name


def _text(value: Any) -> str | None:
    if not isinstance(value, str):
        return None
    text = value
    if "&" in text or "<" in text:
        import html

        text = re.sub(r"<[^<>]{1,200}>", " ", html.unescape(html.unescape(text)))
    text = "".join(ch for ch in text if not "\ud800" <= ch <= "\udfff")
    return SPACE.sub(" ", text).strip() or None


def _body(linked: dict[str, Any]) -> str:
    body = linked.get("articleBody")
    return body if isinstance(body, str) else ""


# ------------------------------------------------------------------ tags


def _meta_tags(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in tree.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv")
        content = _text(tag.get("content"))
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((meta[name] for name in names if meta.get(name)), None)


def _content(element: Any) -> str | None:
    return _text("".join(element.itertext())) if element is not None else None


def _title(tree: Any, linked: dict[str, Any], meta: dict[str, str], outlet: str | None) -> str | None:
    heading = None
    found = [text for h1 in list(tree.iter("h1"))[:5] if (text := _content(h1))]
    told = _text(linked.get("headline")) or _first(meta, TITLES)
    page = _content(tree.find(".//head/title")) if tree.find(".//head/title") is not None else None
    if found and (told or page):
        shown = {_squeezed(text): text for text in found}
        about = _squeezed(f"{told or ''} {page or ''}")
        fitting = [key for key in shown if key and key in about]
        longest = max(fitting, key=len, default="")
        # A short h1 that stands somewhere in the title is the outlet's or a person's name.
        if len(longest) >= 0.5 * len(_squeezed(_without_outlet(told or page, outlet) or "")):
            heading = shown.get(longest)
    if heading or told:
        return heading or _without_outlet(told, outlet)
    # An h1 that is not in the title may be the site's name; one of four words is a headline.
    long = [text for text in found if len(text.split()) >= 4]
    return (long[0] if long else None) or _without_outlet(page, outlet) or (found[0] if found else None)


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _without_outlet(title: str | None, outlet: str | None) -> str | None:
    """The title without the outlet's name at its end."""
    if not title:
        return None
    parts = SEPARATORS.split(title)
    tail = title[len(title) - len(parts[-1]) :]
    short = (
        outlet
        and _squeezed(outlet)
        and (_squeezed(outlet) in _squeezed(tail) or _squeezed(tail) in _squeezed(outlet))
    )
    if len(parts) > 1 and (short or len(tail.split()) <= 3) and len(parts[0].split()) >= 3:
        cut = title[: len(title) - len(tail)]
        return re.sub(r"[\s|\u2013\u2014\u00b7\u2022:\u00bb-]+$", "", cut) or title
    return title


def _byline(tree: Any, linked: dict[str, Any], meta: dict[str, str]) -> str | None:
    name = _name(linked.get("author")) or _name(linked.get("creator"))
    for candidate in [name] + [meta.get(key) for key in BYLINES]:
        if candidate and not candidate.startswith(("http", "@", "/")) and len(candidate) <= 300:
            return BY.sub("", candidate)
    for path in (
        ".//*[@rel='author']",
        ".//*[@itemprop='author']",
        ".//*[@class='byline']",
        ".//*[@class='author']",
    ):
        text = _content(tree.find(path))
        if text and len(text) <= 120:
            return BY.sub("", text)
    return None


def _published(tree: Any, linked: dict[str, Any], meta: dict[str, str], address: str) -> str | None:
    for key in ("datePublished", "dateCreated", "uploadDate"):
        if when := iso_date(_text(linked.get(key))):
            return when
    for name in DATES:
        if when := iso_date(meta.get(name)):
            return when
    for element in list(tree.iter("time"))[:10]:
        if when := iso_date(element.get("datetime")) or iso_date(_content(element)):
            return when
    if m := IN_ADDRESS.search(address):
        return _valid(f"{m[1]}-{int(m[2]):02d}-{int(m[3]):02d}")
    return iso_date(_text(linked.get("dateModified")))


def _address(tree: Any, meta: dict[str, str], linked: dict[str, Any], base: str) -> str | None:
    canonical = next(
        (e.get("href") for e in tree.iter("link") if "canonical" in (e.get("rel") or "").lower().split()),
        None,
    )
    for candidate in (canonical, meta.get("og:url"), linked.get("url"), base):
        if isinstance(candidate, str) and candidate.strip():
            try:
                full = urljoin(base, candidate.strip())
            except ValueError:
                continue
            if urlsplit_safe(full):
                return full
    return None


def _language(tree: Any, linked: dict[str, Any], meta: dict[str, str]) -> str | None:
    told = linked.get("inLanguage")
    told = told.get("alternateName") or told.get("name") if isinstance(told, dict) else told
    for candidate in (
        tree.get("lang"),
        tree.get("xml:lang"),
        told,
        meta.get("content-language"),
        meta.get("og:locale"),
    ):
        if isinstance(candidate, str) and LANGUAGE.fullmatch(candidate.strip()):
            return _tag(candidate.strip())
    return None


def _tag(language: str) -> str:
    """A BCP 47 tag as it is usually written: en, en-GB, zh-Hant."""
    first, *rest = language.replace("_", "-").split("-")
    cased = [p.upper() if len(p) == 2 else p.title() if len(p) == 4 else p.lower() for p in rest]
    return "-".join([first.lower(), *cased])
