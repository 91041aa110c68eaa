"""The parts of a phrase that say when something was said: which words are a date, of which kind, and whether
it is the speaking's own and not another event's. What they come to is for onrecord.meaning.dates.

The knowledge is in the table when_phrases; here is the order in which it is used. Takes time linear in the
words, which are few.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from onrecord.data import table

LIKENESS = str.maketrans(
    dict.fromkeys("\u2019\u2018\u201b\u02bc\u00b4`", "'")
    | dict.fromkeys('"\u201c\u201d\u201e\u00ab\u00bb', " ")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
)
NEED_LEAD = frozenset({"month", "year"})
COUNTED = frozenset({"ago", "ago_day", "shift"})
FROM_EVENT = frozenset({"before", "after", "following", "prior", "prior to"})


@dataclass(frozen=True, slots=True)
class Expression:
    """A part of the words that tells a date. `kind` is its shape's name, `groups` the shape's named parts,
    `origin` the date that it counts from ("two days after Monday's vote"), if it names one."""

    kind: str
    groups: dict[str, str]
    origin: "Expression | None" = None


class Grammar(NamedTuple):
    """The table when_phrases, compiled."""

    any_shape: re.Pattern[str]
    shapes: dict[str, re.Pattern[str]]
    cut: dict[str, re.Pattern[str]]
    beside: dict[str, re.Pattern[str]]


def expressions(words: str) -> Iterator[Expression]:
    """Every date in the words that belongs to the speaking itself, from left to right."""
    text = _cut(_plain(words))
    grammar = _grammar()
    found = _dates(text)
    end = 0
    other = skip = False
    for n, match in enumerate(found):
        gap, end = text[end : match.start()], match.end()
        if not (n and grammar.beside["joint"].match(gap)):  # the end of a range goes with its beginning
            other = _of_other(text, match, gap)
        if other or skip:
            skip = False
            continue
        expression = _expression(text, match)
        if not _from_event(expression):
            yield expression
        elif found[n + 1 :] and grammar.beside["start"].match(text[end : found[n + 1].start()]):
            origin = _expression(text, found[n + 1])
            yield Expression(expression.kind, expression.groups, origin)
            skip = True
        elif "eve" not in expression.groups and grammar.beside["free"].match(text[end:]):
            yield expression


@cache
def words_of(name: str) -> tuple[str, ...]:
    """The list `name` of the table, in its order."""
    return tuple(table("when_phrases")["words"][name].split())


@cache
def _grammar() -> Grammar:
    data = table("when_phrases")

    def compiled(pattern: str | list[str]) -> re.Pattern[str]:
        joined = pattern if isinstance(pattern, str) else "|".join(pattern)
        return re.compile(_filled(joined.replace("\n", "")))

    shapes = {kind: compiled(pattern) for kind, pattern in data["shapes"].items()}
    nameless = {kind: re.sub(r"\(\?P<\w+>", "(?:", shape.pattern) for kind, shape in shapes.items()}
    any_shape = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in nameless.items()))
    cut, beside = ({k: compiled(p) for k, p in data[part].items()} for part in ("cut", "beside"))
    return Grammar(any_shape, shapes, cut, beside)


def _filled(pattern: str) -> str:
    """A pattern with its lists of words; "<day>" is one, but not in "(?P<day>", where it names a group."""
    return re.sub(r"(?<!\?P)<(\w+)>", lambda m: f"(?:{'|'.join(words_of(m[1]))})", pattern)


def _plain(words: str) -> str:
    """The words in small letters, with plain signs and single spaces; case is read before it is lost."""
    words = words.translate(LIKENESS)
    if not (words.isascii() and words.isprintable()):
        words = unicodedata.normalize("NFKC", words)
        words = "".join(c for c in words if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf"))
    words = " ".join(words.split())
    return _grammar().cut["small"].sub(lambda m: "~" if m["word"] else m.group(), words).lower()


def _cut(text: str) -> str:
    """The text without times of day, and without names that only look like dates."""
    cut = _grammar().cut
    text = cut["times"].sub("@", cut["names"].sub("~", text))
    if "@" in text:
        text = cut["tied"].sub("@", cut["range"].sub("@", text))
    return cut["locative"].sub("~", text)


def _dates(text: str) -> list[re.Match[str]]:
    """The places of all shapes. A month or a year by itself needs words that lead to it, or a date that it
    is joined to."""
    grammar = _grammar()
    found: list[re.Match[str]] = []
    for match in grammar.any_shape.finditer(text):
        alone = match.lastgroup in NEED_LEAD and not match.group().startswith(("last ", "this ", "next "))
        joined = found and grammar.beside["joint"].match(text[found[-1].end() : match.start()])
        if not alone or joined or grammar.beside["leads"].search(text[: match.start()]):
            found.append(match)
    return found


def _of_other(text: str, match: re.Match[str], gap: str) -> bool:
    """Whether what stands before a date makes it another event's, one of many, or no certain one."""
    beside = _grammar().beside
    if beside["far"].search(gap) or beside["near"].search(gap):
        return True
    if match.lastgroup in COUNTED:
        return bool(beside["vague"].search(gap))
    if match.lastgroup == "weekday" and beside["indefinite"].search(gap):
        return not beside["held"].match(text, match.end())
    return False


def _expression(text: str, match: re.Match[str]) -> Expression:
    kind = match.lastgroup or ""
    read = _grammar().shapes[kind].match(text, match.start())
    groups = read.groupdict() if read else {}
    return Expression(kind, {name: words for name, words in groups.items() if words is not None})


def _from_event(expression: Expression) -> bool:
    """Whether it counts from an event if one is named: "the day after" does, "a day later" never."""
    if expression.kind not in ("shift", "step_weekday"):
        return False
    return "eve" in expression.groups or expression.groups.get("side") in FROM_EVENT
