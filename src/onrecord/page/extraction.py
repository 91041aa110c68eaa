"""Which passages of an HTML page are its article.

The extraction library (trafilatura, see docs/EXTRACTION.md for the choice) says which words are; the
passages of the page are matched with them, so that the stored text is the page's own and nothing that the
library leaves out is lost. Then come repairs in both directions, each of which carries its measure.
"""

import logging
import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from onrecord.nouns import Role
from onrecord.page.markup import Seen
from onrecord.page.plain import letters

# Of a passage so much must be found in the library's text, in runs of three words, to be the article's.
COVERED = 0.7
RUN = 3
WORD = re.compile(r"\w+")
# Words that make a passage a paragraph for the repairs.
PARAGRAPH_WORDS = 10
GAP_WORDS = 4
SUBHEADINGS = ("h2", "h3", "h4")
# A page of more elements is given to no library: its passes over the tree are many.
MOST_ELEMENTS = 150_000

logging.getLogger("trafilatura").addHandler(logging.NullHandler())
logging.getLogger("trafilatura").propagate = False


def article_words(tree: Any) -> str:
    """The article's text as the extraction library has it, "" where it finds none. `tree` is used up."""
    import trafilatura  # a quarter of a second of imports that plain text can do without

    try:
        found = trafilatura.extract(tree, fast=True, include_comments=False, deduplicate=False)
    except Exception:  # whatever it stumbles over, the page's own paragraphs still stand
        logging.getLogger(__name__).debug("the extraction library failed", exc_info=True)
        return ""
    return str(found or "")


def kept_by(words: str, seen: Sequence[Seen]) -> list[bool]:
    """For each passage whether it is in the text `words`."""
    lines = {letters(line) for line in words.splitlines()}
    flat = WORD.findall(words)
    runs = set(zip(*(flat[i:] for i in range(RUN)), strict=False))
    return [_covered(passage, lines, runs) for passage in seen]


def _covered(passage: Seen, lines: set[str], runs: set[tuple[str, ...]]) -> bool:
    words = WORD.findall(passage.text)
    if len(words) < RUN + 2:
        return letters(passage.text) in lines
    mine = list(zip(*(words[i:] for i in range(RUN)), strict=False))
    return sum(run in runs for run in mine) >= COVERED * len(mine)


def completed(seen: Sequence[Seen], kept: Sequence[bool]) -> list[bool]:
    """Add paragraphs that hang where the article's paragraphs hang: in elements of the same tag and class.

    Libraries stop at the first container of an article that is laid out in several.
    """
    homes: Counter[str] = Counter()
    articles: Counter[int] = Counter()
    for passage, keep in zip(seen, kept, strict=True):
        if keep and passage.words >= PARAGRAPH_WORDS:
            homes[passage.parent] += passage.words
            articles[passage.inside] += passage.words
    total = sum(homes.values())
    main = {home for home, words in homes.items() if words >= 0.25 * total and home.partition(".")[2]}
    inside = articles.most_common(1)[0][0] if articles else 0
    first = next((at for at, keep in enumerate(kept) if keep), 0)
    found = list(kept)
    for at in range(first, len(seen)):
        passage = seen[at]
        if passage.tag == "h1" and at > first + 3:
            break  # another article begins
        found[at] = kept[at] or (
            passage.parent in main
            and passage.inside == inside
            and passage.words >= PARAGRAPH_WORDS
            and passage.linked < 0.5
            and passage.tag == "p"
        )
    return found


def joined(
    seen: Sequence[Seen], kept: Sequence[bool], hints: Sequence[Role | None], headline: int | None
) -> list[bool]:
    """Fill the gaps: what hangs beside the article's passages, between two of them, and what they quote.

    The first gap is between the headline and the first passage: a lead set in bold is often lost.
    """
    found = list(kept)
    places = [at for at, keep in enumerate(kept) if keep]
    if places and headline is not None and headline < places[0]:
        places.insert(0, headline)
    settled = {p.parent for p, keep in zip(seen, kept, strict=True) if keep and p.words >= PARAGRAPH_WORDS}
    for before, after in pairwise(places):
        homes = (
            {seen[after].parent}
            if before == headline
            else settled | {seen[before].parent, seen[after].parent}
        )
        least = PARAGRAPH_WORDS if before == headline else GAP_WORDS
        for at in range(before + 1, after):
            beside = seen[at].parent in homes and seen[at].tag in ("p", "li", "div", "blockquote")
            free = hints[at] is None and seen[at].linked < 0.5
            found[at] = free and seen[at].words >= least and (beside or seen[at].quoted)
    for at in range(len(seen) - 1):
        heads = seen[at].tag in SUBHEADINGS and found[at + 1] and any(found[:at])
        found[at] = found[at] or (heads and hints[at] is None and seen[at].linked < 0.5)
    return found


def by_density(seen: Sequence[Seen]) -> list[bool]:
    """The article where the library finds none: unlinked paragraphs outside of any hinted element."""
    return [p.words >= PARAGRAPH_WORDS and p.linked < 0.3 and not p.holders for p in seen]
