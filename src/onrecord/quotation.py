"""Quotation marks: where quotations begin and end in a text, however badly they are set.

The marks of a paragraph are read from left to right. A typographic mark says which way it faces; a
straight one (or two apostrophes, as some newspapers set them) faces the word it touches. A quotation
still open at the end of its paragraph runs to that end, as in quotations of several paragraphs.
Nothing raises: a mark without a partner gives a quotation that says which mark is missing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

DOUBLE_OPENING = "\u201c\u201e\u201f\u00ab\u301d"
DOUBLE_CLOSING = "\u201d\u00bb\u301e"
DOUBLE = re.compile("''|``|[\"\uff02" + DOUBLE_OPENING + DOUBLE_CLOSING + "]")
SINGLE_OPENING = re.compile(r"(?<![\w'\u2018\u2019])[\u2018\u201a\u2039'](?=[\w\[\u2026.$\u00a3\u20ac])")
SINGLE_CLOSING = re.compile(r"(?<=[\w.,!?;:\u2026\])%\u2014\u2013-])[\u2019\u203a'](?![\w'])")
# Words that begin with an apostrophe, so that it opens nothing.
ELISION = re.compile(r".(?:\d\ds\b|tis\b|twas\b|em\b|til\b|cause\b|bout\b|n\b|cos\b|round\b)", re.I | re.S)


@dataclass(frozen=True, slots=True)
class Quotation:
    """One quotation: `start` and `end` take in the marks that are there; all in code points."""

    start: int
    end: int
    inner_start: int
    inner_end: int
    opened: bool
    closed: bool
    single: bool = False


def quotations(text: str) -> tuple[Quotation, ...]:
    """Every quotation of `text`, paragraph by paragraph, those in double marks first within each."""
    found: list[Quotation] = []
    at = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            double = list(_double(line, at))
            found += double
            found += _single(line, at, double)
        at += len(line)
    return tuple(found)


def _double(line: str, at: int) -> Iterator[Quotation]:
    end_of_line = len(line.rstrip())
    opening: re.Match[str] | None = None
    floor = 0
    for mark in DOUBLE.finditer(line):
        opens = _opens(line, mark)
        if opening is None and opens:
            opening = mark
        elif opening is None:
            # The opening mark was lost: the quotation is taken from the end of the one before it.
            start = _first_word(line, floor, mark.start())
            yield Quotation(at + start, at + mark.end(), at + start, at + mark.start(), False, True)
            floor = mark.end()
        elif not opens:
            yield Quotation(
                at + opening.start(), at + mark.end(), at + opening.end(), at + mark.start(), True, True
            )
            floor, opening = mark.end(), None
    if opening is not None and opening.end() < end_of_line:
        yield Quotation(
            at + opening.start(), at + end_of_line, at + opening.end(), at + end_of_line, True, False
        )


def _opens(line: str, mark: re.Match[str]) -> bool:
    before = line[mark.start() - 1] if mark.start() else " "
    after = line[mark.end()] if mark.end() < len(line) else " "
    sign = mark.group()
    if sign == "``" or sign in DOUBLE_OPENING:
        return not (after.isspace() and not before.isspace())
    if sign in DOUBLE_CLOSING:
        return before.isspace() and not after.isspace()
    if before.isspace() or before in "([{\u2014\u2013-/\u2018'":
        return not after.isspace()
    return False


def _first_word(line: str, floor: int, end: int) -> int:
    while floor < end and not line[floor].isalnum() and line[floor] not in "[(":
        floor += 1
    return floor


def _single(line: str, at: int, double: list[Quotation]) -> Iterator[Quotation]:
    """Quotations in single marks; an apostrophe is none, and an unclosed single mark opens none."""
    position = 0
    while opening := SINGLE_OPENING.search(line, position):
        position = opening.end()
        if ELISION.match(line, opening.start()) or _lone(line, opening.start()):
            continue
        limit = _limit(at + opening.end(), double, at, len(line))
        closing = _closing(line, opening.end(), limit)
        if closing is None:
            continue
        yield Quotation(
            at + opening.start(), at + closing.end(), at + opening.end(), at + closing.start(), True, True, True
        )
        position = closing.end()


def _lone(line: str, start: int) -> bool:
    """True where the sign is half of a doubled one (`''`)."""
    return line[start : start + 2] == "''" or line[start - 1 : start + 1] == "''"


def _limit(start: int, double: list[Quotation], at: int, length: int) -> int:
    for quotation in double:
        if quotation.inner_start <= start <= quotation.inner_end:
            return quotation.inner_end - at
    return length


def _closing(line: str, start: int, limit: int) -> re.Match[str] | None:
    """The mark that closes: the first that follows punctuation, else the first at all.

    "the workers' union' plan" is beyond this; a possessive before a later, better mark is not.
    """
    first = None
    for closing in SINGLE_CLOSING.finditer(line, start, limit):
        if _lone(line, closing.start()):
            continue
        if line[closing.start() - 1] != "s" or line[closing.end() : closing.end() + 1] != " ":
            return closing
        first = first or closing
    return first
