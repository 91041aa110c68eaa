"""Plain text to blocks: its lines and paragraphs, each with a role. The text itself is never changed."""

import re
from itertools import pairwise

from onrecord.nouns import Block, Span
from onrecord.page.furniture import roles_of
from onrecord.page.passages import Passage

LINE = re.compile(r"[^\r\n\u2028\u2029]+")
# Lines broken by a program are between 40 and 120 characters wide in mail, wire copy and old archives.
NARROWEST, WIDEST = 40, 120
WORD = re.compile(r"\S+")
SAME = re.compile(r"[\W_]+")
# A title may be shortened or lengthened by its outlet's name; the headline must be among the first lines.
HEADLINE_REACH = 12


def blocks_of(text: str, title: str | None = None) -> tuple[Block, ...]:
    """The blocks of a plain text, in order, covering all of it but white space.

    `title` is the article's, where the page told it: the line that says the same is the headline.
    """
    spans = _paragraphs(text)
    passages = [Passage(span.of(text)) for span in spans]
    roles = roles_of(passages, _titled(passages, title))
    return tuple(Block(role, span) for role, span in zip(roles, spans, strict=True))


def headline_in(text: str, blocks: tuple[Block, ...]) -> str | None:
    """The words of the block that is the headline."""
    found = next((block.span.of(text) for block in blocks if block.role == "headline"), None)
    return " ".join(found.split()) if found else None


def letters(text: str) -> str:
    """A line's letters and digits alone, for comparing lines that differ in marks and spaces."""
    return SAME.sub("", text).casefold()


def _titled(passages: list[Passage], title: str | None) -> int | None:
    wanted = letters(title or "")
    if not wanted:
        return None
    near = passages[:HEADLINE_REACH]
    return next((at for at, p in enumerate(near) if letters(p.text) == wanted), None)


def _paragraphs(text: str) -> list[Span]:
    """Every line is a paragraph, but lines that a program has wrapped are joined to one."""
    lines = [trimmed for m in LINE.finditer(text) if (trimmed := _trimmed(text, m.start(), m.end()))]
    found: list[Span] = []
    chunk: list[Span] = []
    for line in lines:
        if chunk and _empty_line_between(text, chunk[-1].end, line.start):
            found += _joined(text, chunk)
            chunk = []
        chunk.append(line)
    return found + _joined(text, chunk)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    line = text[start:end]
    left = len(line) - len(line.lstrip())
    right = len(line.rstrip())
    return Span(start + left, start + right) if right > left else None


def _empty_line_between(text: str, end: int, start: int) -> bool:
    gap = text[end:start]
    return len(re.findall(r"\r\n|[\r\n\u2028\u2029]", gap)) > 1


def _joined(text: str, chunk: list[Span]) -> list[Span]:
    """One paragraph where every line break is forced by one width, else the lines as they are.

    A break is forced if the next line's first word would not have fitted into the widest line; and in
    prose of several lines one at least begins in the middle of a sentence, in lower case.
    """
    if len(chunk) < 2:
        return chunk
    width = max(line.end - line.start for line in chunk)
    if not NARROWEST <= width <= WIDEST or not any(text[line.start].islower() for line in chunk[1:]):
        return chunk
    for line, following in pairwise(chunk):
        word = WORD.match(text, following.start)
        if word is None or line.end - line.start + 1 + len(word.group()) <= width:
            return chunk
    return [Span(chunk[0].start, chunk[-1].end)]
