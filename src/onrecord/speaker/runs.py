"""Runs of capitalised words, in which names stand: found in one pass, cut and joined at the words between."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from onrecord.nouns import Span
from onrecord.speaker.layout import Layout
from onrecord.speaker.tables import Lexicon, fold, lexicon

LONGEST = 12
"""Words of a run that are looked at together; a longer one is cut."""

UPPER = "A-Z" + "".join(chr(code) for code in range(0xC0, 0x530) if chr(code).isupper())
JOINTS = frozenset({"of", "for", "on", "and", "&"})
APPOSED = re.compile(r", (?:an?|the|who|\d|(?:former|chief|director|president|professor)\b)")
MONTHS_BORNE = frozenset({"april", "june", "august", "jan"})


class Word(NamedTuple):
    """A word of a run, with its place."""

    text: str
    start: int
    end: int
    folded: str


@cache
def _run() -> re.Pattern[str]:
    """A run of capitalised words.

    It begins with a capital letter, so that the search skips all others, and every part is bounded or
    cannot match in two ways: the time is linear in the text.
    """
    table = lexicon()
    abbreviated = "|".join(rf"(?<=\b{word.capitalize()})" for word in sorted(table.abbreviations))
    prefixed = "|".join(rf"(?<=\b{prefix}[-'\u2019].)" for prefix in sorted(table.prefixes))
    particle = "|".join(sorted(table.particles, key=lambda p: (-len(p), p)))
    attributive = "|".join(sorted(table.attributives))
    rest = (
        rf"(?:(?:\.[{UPPER}]){{0,4}}\.(?!\w)"
        rf"|\w*(?:[-'\u2019&](?!s\b)(?!(?<=-)(?:{attributive})\b)\w+)*(?:(?:{abbreviated})\.)?)"
    )
    first = rf"[{UPPER}](?<![\w@#/].)(?:(?<!\w['\u2019.-].)|{prefixed}){rest}"
    later = rf"(?:(?:{'|'.join(sorted(table.prefixes))})[-'\u2019])?[{UPPER}]{rest}"
    space = "[ \u00a0]"
    return re.compile(rf"{first}(?:{space}(?:(?:{particle}){space}){{0,3}}{later}){{0,{LONGEST - 1}}}")


def capitalised(text: str, span: Span, cuts: Sequence[int]) -> Iterator[list[Word]]:
    """The runs of capitalised words in a stretch of text, word by word, cut at `cuts`."""
    for run in _run().finditer(text, span.start, span.end):
        start = run.start()
        if text[start - 1 : start] in ("-", "'", "\u2019"):
            start = _prefix(text, start)
        words = _split(text[start : run.end()], start)
        near = cuts[bisect_right(cuts, words[0].start) : bisect_right(cuts, words[-1].start)]
        begin = 0
        for number in range(1, len(words)) if near else ():
            if any(words[number - 1].end <= cut <= words[number].start for cut in near):
                yield words[begin:number]
                begin = number
        yield words[begin:]


def _prefix(text: str, start: int) -> int:
    """Where "al-" before a name begins."""
    begin = start - 1
    while begin > max(0, start - 6) and text[begin - 1].isalpha():
        begin -= 1
    return begin


def _split(run: str, at: int) -> list[Word]:
    words: list[Word] = []
    for piece in run.replace("\u00a0", " ").split(" "):
        words.append(Word(piece, at, at + len(piece), fold(piece).rstrip(".")))
        at += len(piece) + 1
    return words


def joined(text: str, runs: Iterable[list[Word]], table: Lexicon) -> Iterator[list[Word]]:
    """Join what "of" and its like hold together: "Department of Health and Human Services"."""
    pending: list[Word] = []
    for run in runs:
        if pending:
            between = text[pending[-1].end : run[0].start]
            joint = between.strip() if len(between) <= 9 and between[:1] == " " == between[-1:] else ""
            if joint in table.connectors and _joins(pending, joint, run, table) and len(pending) < LONGEST:
                at = pending[-1].end + 1
                for piece in joint.split(" "):
                    pending.append(Word(piece, at, at + len(piece), piece))
                    at += len(piece) + 1
                pending.extend(run)
                continue
            if between in ("'s ", "\u2019s ") and _owned_body(pending, run, table):
                pending[-1] = _with_mark(pending[-1], text)
                pending.extend(run)
                continue
            yield pending
        pending = list(run)
    if pending:
        yield pending


def _owned_body(words: Sequence[Word], following: Sequence[Word], table: Lexicon) -> bool:
    """True for "Clark County Coroner" and "Office", "Patrolmen" and "Association"."""
    last = words[-1].folded
    owner = last in table.roles or last in table.plural_roles or last in table.groups
    return owner and following[-1].folded in table.organizations and len(words) + len(following) <= LONGEST


def _with_mark(word: Word, text: str) -> Word:
    end = word.end + 2
    return Word(text[word.start : end], word.start, end, fold(text[word.start : end]))


def _joins(words: Sequence[Word], joint: str, following: Sequence[Word], table: Lexicon) -> bool:
    last = words[-1].folded
    two_fields = joint == "and" and last in table.fields and len(following) >= 2
    if two_fields and following[-1].folded in table.organizations:
        return True  # "House Oversight and Government Reform Committee", "Food and Drug Administration"
    if joint in ("and", "&"):
        return joint == "&" or any(word.folded in ("of", "on", "for") for word in words)
    if last in table.organizations:
        return True
    if len(words) > 1 and words[-2].folded in table.given:
        return False  # "Barbara Boxer of California"
    return joint.startswith("of") and (last in table.roles or last in ("house", "court", "bank"))


def parts_of(words: list[Word], layout: Layout, table: Lexicon) -> Iterator[list[Word]]:
    """Cut a run at the words that are never part of a name."""
    part: list[Word] = []
    for number, word in enumerate(words):
        if word.text[0].islower() and (word.folded in JOINTS or word.folded in ("the", "a")):
            part.append(word)
        elif word.folded in table.never and not _named_so(words, number, layout, table):
            if part:
                yield part
            part = []
        else:
            part.append(word)
    if part:
        yield part


def _named_so(words: Sequence[Word], number: int, layout: Layout, table: Lexicon) -> bool:
    """True for "May" in "Theresa May", "Will" after a title: a word that is a name here."""
    word = words[number]
    if word.text in ("US", "WHO", "PM") or (len(word.text) == 2 and word.text[1] == "." and number > 0):
        return True  # the last one, "Jock A. Roe"
    if number == 0 and len(words) == 2 and words[1].folded not in table.never:
        # "April Roe", and "Will Roe, a teacher".
        borne = word.text.lower() in MONTHS_BORNE
        return borne or (word.folded == "will" and APPOSED.match(layout.text, words[1].end) is not None)
    if word.folded in table.labels:
        # "Centre for Public Opinion Research"; "Our Roe PAC" where no sentence begins.
        within = any(w.folded in JOINTS or w.folded in table.organizations for w in words[:number])
        begins = number == 0 and words[-1].folded in table.organizations
        return within or (begins and layout.sentence_start(word.start) != word.start)
    before = words[number - 1].folded if number else ""
    return number > 0 and (before in table.given or before in table.titles or before in table.roles)
