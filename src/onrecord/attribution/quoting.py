"""What the quotation marks say of a content: its kind, what is wrong with the marks, editors' brackets."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.nouns import Kind, Span
from onrecord.quotation import Quotation, quotations

BRACKETS = re.compile(r"\[[^\[\]\n]{1,200}\]")
DIRECT = 0.9
"""Share of a content's letters and digits inside quotation marks from which it is direct."""


SIGNS = frozenset("\"'\u201c\u201d\u2018\u2019\u00ab\u00bb\u201e`")
FRAGMENT = 3
"""Words up to which a quotation in the run of a sentence is a fragment."""
ENDS = frozenset(".,!?\u2026")


@dataclass(frozen=True, slots=True)
class Marks:
    """The quotations of an article's text; `state[i]` is 1 where character i is quoted."""

    found: tuple[Quotation, ...]
    state: bytes


def marks_of(text: str, parts: Sequence[Span]) -> Marks:
    """The quotations of the blocks that speak; a single mark inside a double quotation counts once."""
    found: list[Quotation] = []
    state = bytearray(len(text) + 1)
    for start, end in parts:
        for q in quotations(text[start:end]):
            moved = Quotation(
                q.start + start,
                q.end + start,
                q.inner_start + start,
                q.inner_end + start,
                q.opened,
                q.closed,
                q.single,
            )
            found.append(moved)
            state[moved.start : moved.end] = b"\x01" * (moved.end - moved.start)
    return Marks(tuple(found), bytes(state))


def quoted_share(text: str, content: Sequence[Span], marks: Marks) -> float:
    """The share of a content's letters and digits that stand inside quotation marks."""
    counted = quoted = 0
    for s, e in content:
        for i in range(s, e):
            if text[i].isalnum():
                counted += 1
                quoted += marks.state[i]
    return quoted / counted if counted else 0.0


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
    out = set()
    for q in marks.found:
        if any(s < q.end and q.start < e for s, e in content):
            if not q.opened:
                out.add("opening mark missing")
            if not q.closed:
                out.add("closing mark missing")
    return tuple(sorted(out))


def insertions_of(text: str, content: Sequence[Span]) -> tuple[Span, ...]:
    """Editors' brackets inside the content, the brackets taken in."""
    return tuple(
        Span(m.start(), m.end()) for s, e in content for m in BRACKETS.finditer(text, s, e)
    )


def trimmed(text: str, span: Span) -> Span:
    """The span without white space and quotation marks at its ends: a quotation's own words."""
    start, end = span
    while start < end and (text[start].isspace() or text[start] in SIGNS):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in SIGNS):
        end -= 1
    return Span(start, end)
