"""What the quotation marks say of a content: its kind, what is wrong with the marks, editors' brackets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.nouns import Kind, Span
from onrecord.quotation import quotations

BRACKETS = re.compile(r"\[[^\[\]\n]{1,200}\]")
DIRECT = 0.9
"""Share of a content's letters and digits inside quotation marks from which it is direct."""


SIGNS = frozenset("\"'\u201c\u201d\u2018\u2019\u00ab\u00bb\u201e`")
OUTER_START = re.compile(r"\s*(?:''|``|[\"\u201c\u201d\u2018\u2019\u00ab\u201e'])?")
OUTER_END = re.compile(r"(?:''|[\"\u201c\u201d\u2019\u00bb'])?\s*$")
OPENS = frozenset("\u201c\u2018\u00ab\u201e")
FRAGMENT = 3
"""Words up to which a quotation in the run of a sentence is a fragment."""
ENDS = frozenset(".,!?\u2026")


@dataclass(frozen=True, slots=True)
class Marks:
    """What the quotation marks say of a text, a byte a character: `state` is 1 where it is quoted,
    `unopened` and `unclosed` where the quotation's mark is missing; `counted` where a letter or digit is,
    `speaks` where the text is the article's and no furniture."""

    counted: bytes
    speaks: bytes
    state: bytes
    unopened: bytes
    unclosed: bytes


def marks_of(text: str, parts: Sequence[Span]) -> Marks:
    """The quotations of the blocks that speak."""
    speaks, state, unopened, unclosed = (bytearray(len(text) + 1) for _ in range(4))
    for start, end in parts:
        speaks[start:end] = b"\x01" * (end - start)
        for q in (q.moved(start) for q in quotations(text[start:end])):
            said = b"\x01" * (q.end - q.start)
            state[q.start : q.end] = said
            if not q.opened:
                unopened[q.start : q.end] = said
            if not q.closed:
                unclosed[q.start : q.end] = said
    return Marks(bytes(map(str.isalnum, text)), *map(bytes, (speaks, state, unopened, unclosed)))


def quoted_share(content: Sequence[Span], marks: Marks) -> float:
    """The share of a content's letters and digits that stand inside quotation marks."""
    counted = sum(marks.counted.count(1, s, e) for s, e in content)
    quoted = sum(_both(marks.counted[s:e], marks.state[s:e]) for s, e in content)
    return quoted / counted if counted else 0.0


def _both(one: bytes, other: bytes) -> int:
    """In how many places both have a 1."""
    return (int.from_bytes(one) & int.from_bytes(other)).bit_count()


def kind_of(text: str, content: Sequence[Span], share: float) -> Kind:
    """Direct where the quoted share is `DIRECT` or more, indirect where nothing is quoted, else mixed.

    A few quoted words in the run of a sentence are a mixed one: Council 'lying'; called it a "farce".
    """
    if share == 0:
        return "indirect"
    return "direct" if share >= DIRECT and not _fragment(text, content) else "mixed"


def _fragment(text: str, content: Sequence[Span]) -> bool:
    start, end = trimmed(text, Span(content[0].start, content[-1].end))
    if len(text[start:end].split()) > FRAGMENT or text[end - 1 : end] in ENDS:
        return False
    before = text[max(0, start - 4) : start].rstrip("\"'\u201c\u201d\u2018\u2019\u00ab\u201e` ")
    return bool(before) and before[-1] not in ",:;.!?\n\u2014\u2013-" and start > 4


def flags_of(content: Sequence[Span], marks: Marks) -> tuple[str, ...]:
    """What is wrong with the marks of the quotations that the content touches."""
    missing = (("closing mark missing", marks.unclosed), ("opening mark missing", marks.unopened))
    return tuple(flag for flag, places in missing if any(1 in places[s:e] for s, e in content))


def insertions_of(text: str, content: Sequence[Span]) -> tuple[Span, ...]:
    """Editors' brackets inside the content, the brackets taken in."""
    return tuple(Span(m.start(), m.end()) for s, e in content for m in BRACKETS.finditer(text, s, e))


def unquoted(text: str, span: Span) -> Span:
    """The span without the quotation's own marks, one at each end; those of a quotation within it stay.

    A mark at the end alone is the quotation's own, its first one lost, unless another opens before it:
    he called it a “farce”.
    """
    start, end = OUTER_START.match(text, *span), OUTER_END.search(text, *span)
    first, last = start.end() if start else span.start, end.start() if end else span.end
    if not text[span.start : first].strip() and _opens(text[first:last]):
        last = span.end
    return Span(first, last)


def _opens(words: str) -> bool:
    """Whether a quotation opens in the words and is not closed there, or may be closed by an apostrophe."""
    return not OPENS.isdisjoint(words) or any(words.count(mark) % 2 for mark in ("''", '"'))


def trimmed(text: str, span: Span) -> Span:
    """The span without white space and quotation marks at its ends: a quotation's own words."""
    start, end = span
    while start < end and (text[start].isspace() or text[start] in SIGNS):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in SIGNS):
        end -= 1
    return Span(start, end)
