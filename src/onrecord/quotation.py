"""Quotation marks: where quotations begin and end in a text, however badly they are set.

The marks of a paragraph are read from left to right. A typographic mark says which way it faces; a
straight one (or two apostrophes, as some newspapers set them) faces the word it touches. A quotation
still open at the end of its paragraph runs to that end, as in quotations of several paragraphs.
Nothing raises: a mark without a partner gives a quotation that says which mark is missing. The time
taken is linear in the text.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

DOUBLE_OPENING = "\u201c\u201e\u201f\u00ab\u301d"
DOUBLE_CLOSING = "\u201d\u00bb\u301e"
# A straight mark set two or three times (as a spreadsheet does) is one mark. Patterns begin with the sign
# and look back from it: searching is then twice as fast as with the look-behind first.
DOUBLE = re.compile(
    r"''|``|\"(?:(?<!\S\")\"{1,2}(?=\w)|(?<=[\w.,!?]\")\"{1,2}(?!\w))|"
    r"[\"\uff02" + DOUBLE_OPENING + DOUBLE_CLOSING + "]"
)
# Signs after which a mark may open a quotation, and what none does that stands before it.
OPENERS = frozenset("([{/*_`\u2018\u201a\u2039")
DASHES = frozenset("\u2014\u2013-")
SENTENCE_END = re.compile(r"[.!?]\s+")
ENDERS = re.compile(r"[,;:!?)\]}\s]|\.(?! ?\.|[\w@#$])|\Z")
SINGLE_OPENING = re.compile(
    r"[\u2018\u201a\u2039'`](?<![\w'`\u2018\u2019].)(?=[\w\[\u2026.$\u00a3\u20ac\u00bf\u00a1\"\u201c])"
)
SINGLE_CLOSING = re.compile(r"[\u2019\u203a'](?<=[\w.,!?;:\u2026\])%\u2014\u2013\"\u201d-].)(?![\w'])")
# Ends of words that may bear an apostrophe without closing anything: the workers' union, goin' home.
POSSESSIVE = re.compile(r"(?:s|\w\win)\Z")
# Words that begin with an apostrophe, so that it opens nothing.
ELISION = re.compile(r".(?:\d\ds\b|tis\b|twas\b|em\b|til\b|cause\b|bout\b|n\b|cos\b|round\b)", re.I | re.S)
YEAR = re.compile(r"(?:(?<=\bthe )|(?<=\bof )|(?<=\bin )|(?<=\bsince )).\d\d\b(?!%)", re.I)
# 5" guns; 6'2" and 6' 2" are feet and inches whatever follows.
INCHES = re.compile(r"(?<![\w.,$\u00a3\u20ac])(?:(\d['\u2019\u2032]\s?)\d\d?|\d\d?)(?:\.\d\d?)?\Z")


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

    def moved(self, by: int) -> "Quotation":
        """The same quotation in a text that has `by` characters more before it."""
        places = (self.start + by, self.end + by, self.inner_start + by, self.inner_end + by)
        return Quotation(*places, self.opened, self.closed, self.single)


def quotations(text: str) -> tuple[Quotation, ...]:
    """Every quotation of `text`, paragraph by paragraph, those in double marks first within each.

    Marks with nothing but white space between them are none.
    """
    found: list[Quotation] = []
    at = 0
    for line in text.splitlines(keepends=True):
        double = [q for q in _double(line) if line[q.inner_start : q.inner_end].strip()]
        found += [q.moved(at) for q in (*double, *_single(line, double))]
        at += len(line)
    return tuple(found)


def _double(line: str) -> Iterator[Quotation]:
    marks = list(DOUBLE.finditer(line))
    opens = [_opens(line, mark, within=True) for mark in marks] + [True, True]
    opening: re.Match[str] | None = None
    floor = inner = 0
    for n, mark in enumerate(marks):
        closed_next = not opens[n + 1]
        if (opening is None or closed_next) and _inches(line, mark):
            continue
        if opening is None:
            if _opens(line, mark) or (closed_next and _may_open(line, mark)):
                opening, inner = mark, 0
            elif not _lone(line, mark):
                start = _lost_start(line, floor, mark.start())
                yield Quotation(start, mark.end(), start, mark.start(), False, True)
                floor = mark.end()
        elif opens[n]:
            # A quotation in the same marks inside this one, if two marks close after it.
            inner += closed_next and not opens[n + 2]
        elif inner:
            inner -= 1
        else:
            yield Quotation(opening.start(), mark.end(), opening.end(), mark.start(), True, True)
            floor, opening = mark.end(), None
    if opening is not None:
        end = max(len(line.rstrip()), opening.end())
        yield Quotation(opening.start(), end, opening.end(), end, True, False)


def _beside(line: str, mark: re.Match[str]) -> tuple[str, str]:
    """The characters before and after a mark; the ends of the paragraph count as spaces."""
    return line[mark.start() - 1 : mark.start()] or " ", line[mark.end() : mark.end() + 1] or " "


def _opens(line: str, mark: re.Match[str], within: bool = False) -> bool:
    """Whether a mark faces right. Within a quotation one that follows a dash does not: "But—" he began."""
    before, _ = _beside(line, mark)
    sign = mark.group()
    free = before.isspace() or before in OPENERS or (before in DASHES and not within)
    if before == "'":
        free = mark.start() == 1 or line[mark.start() - 2].isspace()
    begins = not ENDERS.match(line, mark.end())
    if sign == "``" or sign in DOUBLE_OPENING:
        return free or begins
    if sign in DOUBLE_CLOSING:
        return before.isspace() and begins
    return free and begins


def _may_open(line: str, mark: re.Match[str]) -> bool:
    """Whether a mark, if the next one closes, opens though it does not face right: said:"We are." """
    before, after = _beside(line, mark)
    return _lone(line, mark) or (not before.isalnum() and (after.isalnum() or after == "["))


def _lone(line: str, mark: re.Match[str]) -> bool:
    before, after = _beside(line, mark)
    return before.isspace() and after.isspace()


def _inches(line: str, mark: re.Match[str]) -> bool:
    number = INCHES.search(line, max(0, mark.start() - 9), mark.start())
    after = _beside(line, mark)[1]
    return bool(number and (number.group(1) or after.isspace() or after in "-x\u00d7)"))


def _lost_start(line: str, floor: int, end: int) -> int:
    """Where a quotation whose opening mark was lost is taken to begin: with its paragraph, or with the
    sentence after the one that another quotation ends in."""
    sentence = SENTENCE_END.search(line, floor, end) if floor else None
    floor = sentence.end() if sentence else floor
    while floor < end and not line[floor].isalnum() and line[floor] not in "[(":
        floor += 1
    return floor


def _single(line: str, double: Sequence[Quotation]) -> Iterator[Quotation]:
    """Quotations in single marks; an apostrophe is none, and an unclosed single mark opens none.

    A quotation ends at the first mark that follows no possessive, unless another one opens before it;
    "the workers' union' plan" is beyond this. It ends within the double marks it began in.
    """
    openings = [m for m in SINGLE_OPENING.finditer(line) if not _apostrophe(line, m.start())]
    if not openings:
        return
    starts = [m.start() for m in openings]
    closings = _closings(line, double)
    position = 0
    for opening in openings:
        if opening.start() < position:
            continue
        soft, hard = closings.get(_region(opening.start(), double), ((), ()))
        end = _first_from(hard, opening.end(), len(line))
        weak = _first_from(soft, opening.end(), len(line))
        if weak < end and (end == len(line) or _first_from(starts, weak, end) < end):
            end = weak
        if end < len(line):
            yield Quotation(opening.start(), end + 1, opening.end(), end, True, True, True)
            position = end + 1


def _closings(line: str, double: Sequence[Quotation]) -> dict[int, tuple[list[int], list[int]]]:
    """Where single marks may close, by the double quotation they stand in: after a word that may be a
    possessive, and elsewhere."""
    out: dict[int, tuple[list[int], list[int]]] = {}
    for mark in SINGLE_CLOSING.finditer(line):
        at = mark.start()
        if not _doubled(line, at):
            soft = line[at + 1 : at + 2] == " " and POSSESSIVE.search(line, max(0, at - 4), at)
            out.setdefault(_region(at, double), ([], []))[0 if soft else 1].append(at)
    return out


def _region(at: int, double: Sequence[Quotation]) -> int:
    """The number of the double quotation, both of whose marks are there, that a place stands in; or -1."""
    n = bisect_right(double, at, key=lambda q: q.inner_start) - 1
    return n if n >= 0 and at < double[n].inner_end and double[n].closed else -1


def _first_from(places: Sequence[int], start: int, otherwise: int) -> int:
    n = bisect_left(places, start)
    return places[n] if n < len(places) else otherwise


def _apostrophe(line: str, at: int) -> bool:
    return bool(ELISION.match(line, at) or YEAR.match(line, at) or _doubled(line, at))


def _doubled(line: str, at: int) -> bool:
    """Whether the sign is half of a doubled one (`''`)."""
    return line[at : at + 2] == "''" or line[at - 1 : at + 1] == "''"
