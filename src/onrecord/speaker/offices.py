"""Offices, parts and ages that the text tells of a name: before it, after it, or by "is".

"Russian President", "chief economist", ", the mayor of X,", "the governor, …", ", 42,".
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from onrecord.speaker.tables import Lexicon, fold, lexicon

AGE = re.compile(r"(?:, | \()(\d{1,3})(?=[,)](?!\d))")
PARTY = re.compile(
    r",? \(([A-Z][\w.]{0,12})(?:[-\u2013, ]{1,2}([A-Z][\w. ]{0,18}))?\)"
    r"|, ([DRI])[-\u2013]([A-Z][\w.]{1,9})(?=[,;)\s])"
)
SEAT = re.compile(r" of ((?:[A-Z][\w.]*)(?: [A-Z][\w]*)?)")
APPOSITION = re.compile(
    r", (?:who (?:is|was) )?([^,.;:()\"\u201c\u201d\n]{2,90})|"
    r" (?:is|was|became|remains|has been|serves as|served as)"
    r" ((?:a|an|the|one of) [^,.;:()\"\u201c\u201d\n]{2,80})"
)
TOKEN = re.compile(r"[\w'\u2019.&-]+")
CLAUSE = re.compile(r"[\n.;:()\"\u201c\u201d]")
OWNERS = ("'s", "\u2019s", "s'", "s\u2019")


@dataclass(frozen=True, slots=True)
class Told:
    """An office or part told of somebody: its head noun and the words that narrow it, all folded."""

    head: str
    narrower: frozenset[str] = frozenset()


def told_in(words: Sequence[str], table: Lexicon) -> Iterator[Told]:
    """The offices in the words before a name: each head noun with the words before it."""
    begin = 0
    for number, word in enumerate(words):
        if word in table.titles or word in table.roles:
            head, narrower = word, words[begin:number]
            if number and f"{words[number - 1]} {word}" in table.compounds:
                head, narrower = f"{words[number - 1]} {word}", words[begin : number - 1]
            following = words[number + 1] if number + 1 < len(words) else ""
            if f"{word} {following}" not in table.compounds:
                head = table.titles.get(head) or head
                yield Told(head, frozenset(narrower) | {word})
                begin = 0


def told_before(text: str, start: int, table: Lexicon) -> Told | None:
    """A role in small letters right before the name, or one before a comma: "the governor, Jane Doe"."""
    if text[start - 1 : start] not in (" ", "\u00a0"):
        return None
    if text[start - 2 : start - 1] != ",":
        last = text[text.rfind(" ", max(0, start - 30), start - 1) + 1 : start - 1]
        if fold(last) in table.portfolio_words:
            return _of_portfolio(text, start, table)
        if fold(last) not in table.roles:
            return None
    line = CLAUSE.split(text[max(0, start - 90) : start])[-1].rstrip()
    if line.endswith(","):
        return _introduced(line[:-1].rpartition(", ")[2].split(), table)
    words = line.split()[-6:]
    if not words or fold(words[-1]) not in table.roles:
        return None
    return role_of(_noun_phrase(words), table)


def _of_portfolio(text: str, start: int, table: Lexicon) -> Told | None:
    """For "former secretary of state " before a name."""
    line = CLAUSE.split(text[max(0, start - 90) : start])[-1]
    office, _, field = line.rpartition(" of ")
    words = office.split(",")[-1].split()[-6:]
    if fold(" ".join(field.split())) not in table.portfolios or not words:
        return None
    told = role_of(_noun_phrase(words), table)
    return replace(told, narrower=told.narrower | {*fold(field).split()}) if told is not None else None


def _introduced(words: Sequence[str], table: Lexicon) -> Told | None:
    """For "the governor, ", "an attorney for the family, ", "Utah's governor, " before a name."""
    if not words or len(words) > 14:
        return None
    end = next((n for n, word in enumerate(words) if n and fold(word) in table.breaks), len(words))
    told = role_of(words[:end], table)
    first = fold(words[0])
    owned = any(word.endswith(OWNERS) for word in words[:end])
    return (
        told
        if owned or first in table.definite or first in table.indefinite or first in table.owners
        else None
    )


def _noun_phrase(words: Sequence[str]) -> list[str]:
    """The last words that make one phrase: back to a determiner, a small word or a comma."""
    table = lexicon()
    phrase: list[str] = []
    for word in reversed(words):
        plain = fold(word)
        if plain == "," or (plain in table.never and plain not in table.adjectives) or plain in table.breaks:
            break
        phrase.insert(0, word)
    return phrase


def role_of(words: Sequence[str], table: Lexicon) -> Told | None:
    """The role that a noun phrase names by its last word, or None."""
    owner = next((n for n in range(len(words) - 2, -1, -1) if words[n].endswith(OWNERS)), 0)
    folded = [fold(word).strip(".,") for word in words[owner:]]
    if not folded:
        return None
    for size in (3, 2):
        if " ".join(folded[-size:]) in table.compounds:
            return Told(" ".join(folded[-size:]), frozenset(folded[:-size]))
    if folded[-1] in table.roles or folded[-1] in table.plain:
        return Told(folded[-1], frozenset(folded[:-1]))
    return None


class After(NamedTuple):
    """What stands after a name: an age, offices, and words that narrow the offices before it."""

    age: int | None = None
    told: tuple[Told, ...] = ()
    narrower: frozenset[str] = frozenset()


def told_after(text: str, at: int, table: Lexicon) -> After:
    """What stands after a name which ends at `at`."""
    sign, following = text[at : at + 1], text[at + 1 : at + 2]
    if sign not in (",", " ") or (sign == " " and following not in tuple("(iwbrhso")):
        return After()
    party = PARTY.match(text, at)
    at = party.end() if party else at
    age = AGE.match(text, at)
    at = age.end() if age else at
    after = APPOSITION.match(text, at)
    apposed = _apposed(after, table) if after else None
    told = (apposed,) if apposed is not None else ()
    narrower = _seat(party, text, at, table)
    letter = table.parties.get(fold(party.group(1) or party.group(3)).strip(".")) if party else None
    if letter is not None:
        told, narrower = (*told, Told(letter, narrower)), narrower | {letter}
    return After(int(age.group(1)) if age else None, told, narrower)


def _seat(party: re.Match[str] | None, text: str, at: int, table: Lexicon) -> frozenset[str]:
    """The words of the region or country that a party in brackets, or "of", names."""
    if party is not None:
        name = fold(party.group(2) or party.group(4) or "").strip(" .")
        name = table.states.get(name, name)
    else:
        seat = SEAT.match(text, at)
        name = fold(seat.group(1)).strip(".") if seat else ""
        name = name if name in table.regions or name in table.places else name.partition(" ")[0]
    known = name in table.regions or name in table.places
    return frozenset(name.split()) if known else frozenset()


def _apposed(after: re.Match[str], table: Lexicon) -> Told | None:
    phrase: list[str] = []
    words = TOKEN.findall(after.group(1) or after.group(2))[:12]
    for number, word in enumerate(words):
        plain = fold(word)
        if plain in table.breaks:
            told = role_of(phrase, table)
            if told is None or plain not in ("of", "for", "in", "from"):
                return told
            # "the governor of Texas": what the office is of narrows it as well as "Texas governor" does.
            return replace(told, narrower=told.narrower | {fold(w) for w in words[number + 1 : number + 5]})
        if phrase and plain in table.never and plain not in table.adjectives:
            if plain in ("and", "one"):
                break
            return None
        phrase.append(word)
    return role_of(phrase, table)
