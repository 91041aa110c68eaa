"""Documents that an article names by their makers: "a Fox News poll", "the survey by Acme University"."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from onrecord.nouns import Article, Role, Span
from onrecord.speaker.tables import Lexicon, fold, lexicon

NAMING_ROLES: frozenset[Role] = frozenset({"headline", "standfirst", "body", "subheading", "caption"})
WORD = r"[A-Z0-9][\w.&'\u2019]{0,30}"
OPENING = 4
"""Paragraphs at the top, the headline among them, where "a poll" may come before its maker's name."""
KINDS = tuple(
    frozenset(words.split())
    for words in ("poll survey tracker", "study report analysis", "investigation probe review audit")
)
"""Nouns that may stand for each other."""
FINDINGS = frozenset({"results", "findings", "numbers", "figures"})
"""What a poll or study is spoken of by."""
NEW = frozenset({"new", "latest", "recent"})


class Document(NamedTuple):
    """A document by the words that tell it from others; `kind` is its noun, folded."""

    kind: str
    name: str
    span: Span


@cache
def _told() -> re.Pattern[str]:
    """Names before a document's noun, or a noun with "by" and names after it. Every part is bounded."""
    papers = sorted(lexicon().papers)
    nouns = "|".join([*papers, *(noun.capitalize() for noun in papers)])
    own = rf"{WORD}(?:[ /\u2013-](?:(?:of|for) (?:the )?)?{WORD}){{0,8}}"
    article = r"(?!(?:An?|The|This|That|These|His|Her|Its|Their|Our|One|Another|Each|No|Some) [a-z])"
    before = rf"{article}({own}) (?:[a-z-]+ ){{0,2}}?({nouns})\b(?! [A-Z])"
    made = r"(?: (?:conducted|released|published|commissioned|issued|prepared|done|carried out|\w+day))?"
    after = rf"\b((?:[a-z-]+ )?)({nouns}){made} (?:by|from) (?:the |a )?(?:[a-z-]+ ){{0,2}}({own})"
    return re.compile(rf"(?<![\w/.&'\u2019-])(?:{before}|{after})")


def documents_in(article: Article) -> tuple[Document, ...]:
    """All of them, in the order of the text."""
    table = lexicon()
    told = (
        match
        for block in article.blocks
        if block.role in NAMING_ROLES
        for match in _told().finditer(article.text, block.span.start, block.span.end)
    )
    return tuple(document for match in told if (document := _document(match, table)) is not None)


def _document(match: re.Match[str], table: Lexicon) -> Document | None:
    small = table.never | table.indefinite | table.definite | table.owners
    words = match.group(0).split()
    begin = 0
    while begin < len(words) and fold(words[begin]).strip(".") in small:
        begin += 1
    words = words[begin:]
    between = [word for word in words if word.islower()][:-1] if match.group(1) else []
    if not words or any(word in small or word.endswith(("ed", "s")) for word in between):
        return None
    makers = fold(match.group(1) or match.group(5)).split()
    if all(m in small or m in table.adjectives or m in table.places or m.isdigit() for m in makers):
        return None
    return Document(
        fold(match.group(2) or match.group(4)),
        " ".join(words).removesuffix("'s").removesuffix("\u2019s"),
        Span(*match.span()),
    )


def document_meant(
    documents: Sequence[Document], words: Sequence[str], at: int, opening: bool, table: Lexicon
) -> Document | None:
    """The document that "the poll" means at its place: the last one told of before of that family.

    At the top of an article (`opening`) "a poll" is the only one that is told of after.
    """
    definite = words[0] in table.definite
    kinds = next((kinds for kinds in KINDS if words[-1] in kinds), frozenset({words[-1]}))
    if definite and words[-1] in FINDINGS:
        kinds = KINDS[0] | KINDS[1]
    asked = {word for word in words[:-1] if word not in table.definite | table.indefinite | NEW}
    fitting = [d for d in documents if d.kind in kinds and asked <= set(fold(d.name).split())]
    exact = [document for document in fitting if document.kind == words[-1]]
    before = [document for document in exact or fitting if document.span.start < at]
    if before and definite:
        return before[-1]
    return fitting[0] if fitting and not before and opening else None
