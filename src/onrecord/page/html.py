"""An HTML page to an article: headline, the article's passages, and the furniture around it.

The headline comes first, then everything from the first of the article's passages to the last in the
page's order, furniture within included, then the furniture from outside, bounded.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.errors import ArticleError
from onrecord.nouns import SPEAKING_ROLES, Article, Block, Page, Role, Span
from onrecord.page import extraction
from onrecord.page.furniture import roles_of
from onrecord.page.markup import HEADINGS, Seen, seen_in, tree_of
from onrecord.page.metadata import BY, Metadata, metadata_of
from onrecord.page.passages import Passage
from onrecord.page.plain import letters

# Furniture from around the article, in characters: appeals, notices and captions first. The page itself
# is kept whole as evidence; this much is what a reader may want to see greyed.
MOST_FURNITURE = 20_000
MOST_NAVIGATION = 2_000
# An element with a hint that holds more of the article than this is its container, whatever its name.
CONTAINER_SHARE = 0.4
# A line of links this dense, all by itself, leads elsewhere.
ALL_LINKS = 0.9
# JSON-LD's own text of the article stands in where the page shows less than this share of it.
SHOWN = 0.3
PARAGRAPH_WORDS = 10
# A longer passage in an element named for the author is the article, not who wrote it.
LONGEST_BYLINE = 40
BOXED = ("appeal", "notice", "related", "navigation")


@dataclass(frozen=True, slots=True)
class Part:
    """A passage with its role, on its way into the article's text."""

    text: str
    role: Role


def article_of_html(page: Page, source: str) -> Article:
    """Read an HTML source. Raises ArticleError where it shows no words."""
    tree = tree_of(source)
    if tree is None:
        raise ArticleError("the page has no content", page=page.address, step="article")
    about = metadata_of(tree, page.address)
    seen = seen_in(tree)
    large = sum(1 for _ in tree.iter()) > extraction.MOST_ELEMENTS
    words = "" if large else extraction.article_words(tree)
    parts = parts_of(seen, words, about)
    if not parts:
        raise ArticleError("the page shows no words", page=page.address, step="article")
    text, blocks = assembled(parts)
    written_by = about.byline or next(
        (BY.sub("", p.text) for p in parts if p.role == "byline" and BY.match(p.text)), None
    )
    return Article(
        id=page.address,
        text=text,
        blocks=blocks,
        title=about.title or next((p.text for p in parts if p.role == "headline"), None),
        byline=written_by,
        outlet=about.outlet,
        published=about.published,
        url=about.url,
        language=about.language,
        page=page.sha256,
    )


def parts_of(seen: Sequence[Seen], words: str, about: Metadata) -> list[Part]:
    """The page's passages in the order of the stored text, each with its role."""
    kept = _kept(seen, words, about)
    shown = sum(p.words for p, keep in zip(seen, kept, strict=True) if keep)
    if shown < SHOWN * len(words.split()) or (not shown and _letters_in(about.body) > 200):
        told = _letters_in(about.body) >= 0.8 * _letters_in(words)
        return _unshown(about.body if told else words, about)
    headline = _headline(seen, about)
    hints = _hints(seen, kept)
    kept = _once(seen, extraction.joined(seen, kept, hints, headline))
    kept = _trimmed(seen, kept, headline, hints)
    inner, outer = _split(kept, headline)
    return (
        _headed(about, seen, headline)
        + _article(seen, inner, kept, hints, about)
        + _around(seen, outer, hints)
    )


# ------------------------------------------------------------------ which passages


def _kept(seen: Sequence[Seen], words: str, about: Metadata) -> list[bool]:
    kept = extraction.kept_by(words, seen) if words else [False] * len(seen)
    if about.body:
        told = extraction.kept_by(about.body, seen)
        kept = [k or (t and p.words >= PARAGRAPH_WORDS) for k, t, p in zip(kept, told, seen, strict=True)]
    if not any(kept):
        kept = extraction.by_density(seen)
    return extraction.completed(seen, kept)


def _once(seen: Sequence[Seen], kept: Sequence[bool]) -> list[bool]:
    """A paragraph that the page shows twice is read once."""
    met: set[str] = set()
    found = []
    for passage, keep in zip(seen, kept, strict=True):
        key = letters(passage.text) if keep and passage.words >= PARAGRAPH_WORDS else ""
        found.append(keep and key not in met)
        if key:
            met.add(key)
    return found


def _letters_in(text: str) -> int:
    return sum(ch.isalpha() for ch in text)


def _unshown(words: str, about: Metadata) -> list[Part]:
    """The article by the library or by JSON-LD alone, for pages whose words a script would have to draw."""
    lines = [" ".join(line.split()) for line in words.replace("\r", "\n").split("\n")]
    title = about.title or ""
    passages = [Passage(title)] + [
        Passage(line) for line in lines if line and letters(line) != letters(title)
    ]
    roles = roles_of(passages, headline=0, marked_up=True)
    return [Part(p.text, role) for p, role in zip(passages, roles, strict=True) if p.text]


def _headline(seen: Sequence[Seen], about: Metadata) -> int | None:
    """Where the page shows its title: the h1 that says it, else the first line that does."""
    wanted = letters(about.title or "")
    if not wanted:
        return None
    same = [at for at, p in enumerate(seen) if letters(p.text) == wanted]
    headings = [at for at in same if seen[at].tag == "h1"]
    likely = [at for at, p in enumerate(seen) if p.tag == "h1" and _says_title(p, about)]
    return next(iter(headings or same or likely), None)


def _says_title(passage: Seen, about: Metadata) -> bool:
    """The passage is the title, or a part of one of its wordings that is long enough to be no accident."""
    said = letters(passage.text)
    if said == letters(about.title or "") and said:
        return True
    return len(said) >= 15 and passage.words <= 40 and any(said in letters(title) for title in about.titles)


def _hints(seen: Sequence[Seen], kept: Sequence[bool]) -> list[Role | None]:
    """The role that each passage's innermost hinted element gives it, containers of the article aside."""
    held: Counter[int] = Counter()
    total = 0
    for passage, keep in zip(seen, kept, strict=True):
        if keep:
            total += len(passage.text)
            for number, _ in passage.holders:
                held[number] += len(passage.text)
    found: list[Role | None] = []
    for passage in seen:
        roles = [role for number, role in passage.holders if held[number] <= CONTAINER_SHARE * total]
        found.append(roles[-1] if roles else None)
    return found


def _trimmed(
    seen: Sequence[Seen], kept: Sequence[bool], headline: int | None, hints: Sequence[Role | None]
) -> list[bool]:
    """Leave out what stands before the headline, and lines at the end that head nothing."""
    found = list(kept)
    words_before = (
        sum(p.words for p, k in zip(seen[:headline], kept[:headline], strict=True) if k) if headline else 0
    )
    total = sum(p.words for p, k in zip(seen, kept, strict=True) if k)
    if headline is not None and words_before < 0.5 * total:
        found[: headline + 1] = [False] * (headline + 1)
    last = max((at for at, k in enumerate(found) if k and _is_prose(seen[at])), default=None)
    if last is not None:
        for at in range(last + 1, len(found)):
            found[at] = False
    return found


def _is_prose(passage: Seen) -> bool:
    return passage.words >= 5 and passage.linked < ALL_LINKS and passage.tag not in HEADINGS


def _split(kept: Sequence[bool], headline: int | None) -> tuple[range, list[int]]:
    """The stretch from the article's first passage to its last, and all that is outside of it."""
    places = [at for at, keep in enumerate(kept) if keep]
    if not places:
        return range(0), [at for at in range(len(kept)) if at != headline]
    start = headline + 1 if headline is not None and headline < places[0] else places[0]
    inner = range(start, places[-1] + 1)
    return inner, [at for at in range(len(kept)) if at not in inner and at != headline]


# ------------------------------------------------------------------ which roles


def _headed(about: Metadata, seen: Sequence[Seen], headline: int | None) -> list[Part]:
    text = seen[headline].text if headline is not None else about.title
    return [Part(text, "headline")] if text else []


def _article(
    seen: Sequence[Seen],
    inner: range,
    kept: Sequence[bool],
    hints: Sequence[Role | None],
    about: Metadata,
) -> list[Part]:
    """The passages from the article's first to its last; those that are not the article's are furniture."""
    passages = [
        Passage(seen[at].text, _hint(seen[at], kept[at], hints[at], about), seen[at].tag in HEADINGS)
        for at in inner
    ]
    roles = roles_of([Passage(""), *passages], headline=0, marked_up=True)[1:]
    parts = []
    _heading_with_its_box(seen, inner, roles)
    for at, role in zip(inner, roles, strict=True):
        if _says_title(seen[at], about) and seen[at].tag not in ("p", "li"):
            continue  # the headline again
        if not kept[at] and role in SPEAKING_ROLES and role != "standfirst":
            role = _outside(seen[at])
        parts.append(Part(seen[at].text, role))
    return parts


def _hint(passage: Seen, kept: bool, hint: Role | None, about: Metadata) -> Role | None:
    """What the markup makes of a passage within the article's bounds."""
    if not kept and passage.words > 4 and letters(passage.text) == letters(about.description or ""):
        return "standfirst"
    if hint == "standfirst" and not kept:
        return "related"  # another story's
    if hint == "byline" and kept and passage.words > LONGEST_BYLINE:
        return None
    return hint or ("related" if _leads_elsewhere(passage) else None)


def _heading_with_its_box(seen: Sequence[Seen], inner: range, roles: list[Role]) -> None:
    """The heading of an appeal or a newsletter's box is part of it."""
    for place in range(len(roles) - 1):
        here, below = seen[inner[place]], seen[inner[place + 1]]
        if roles[place] == "subheading" and here.parent == below.parent and roles[place + 1] in BOXED:
            roles[place] = roles[place + 1]


def _leads_elsewhere(passage: Seen) -> bool:
    """A paragraph, line or list item that is one link."""
    return passage.linked >= ALL_LINKS and passage.tag not in ("td", "th", "tr")


def _outside(passage: Seen) -> Role:
    """The role of a passage that the article does not hold and that nothing tells more about."""
    return "navigation" if passage.words <= 4 or passage.linked >= ALL_LINKS else "related"


def _around(seen: Sequence[Seen], outer: Sequence[int], hints: Sequence[Role | None]) -> list[Part]:
    """The furniture from outside of the article, the telling kinds first when there is too much of it."""
    passages = [Passage(seen[at].text, hints[at], seen[at].tag in HEADINGS) for at in outer]
    roles = roles_of([Passage(""), *passages], headline=0, marked_up=True)[1:]
    parts = [
        Part(p.text, role if role not in SPEAKING_ROLES else _outside(seen[at]))
        for at, p, role in zip(outer, passages, roles, strict=True)
    ]
    return _bounded(parts)


def _bounded(parts: list[Part]) -> list[Part]:
    """Runs of navigation become one block each; each kind has its room."""
    merged: list[Part] = []
    for part in parts:
        if part.role == "navigation" and merged and merged[-1].role == "navigation":
            merged[-1] = replace(merged[-1], text=f"{merged[-1].text}\n{part.text}")
        else:
            merged.append(part)
    room = {"navigation": MOST_NAVIGATION, "related": MOST_FURNITURE // 2}
    telling = MOST_FURNITURE
    kept = []
    for part in merged:
        left = room.get(part.role, telling)
        if len(part.text) <= left:
            kept.append(part)
            if part.role in room:
                room[part.role] -= len(part.text)
            else:
                telling -= len(part.text)
    return kept


def assembled(parts: Sequence[Part]) -> tuple[str, tuple[Block, ...]]:
    """The article's text, its passages parted by an empty line, and the blocks that cover it."""
    pieces: list[str] = []
    blocks: list[Block] = []
    at = 0
    for part in parts:
        blocks.append(Block(part.role, Span(at, at + len(part.text))))
        pieces.append(part.text)
        at += len(part.text) + 2
    return "\n\n".join(pieces), tuple(blocks)
