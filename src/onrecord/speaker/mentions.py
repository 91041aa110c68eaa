"""Names as they stand in the text: one pass over the article's blocks finds every one of them.

A name is a run of capitalised words, with particles between ("Ursula von der Leyen") and initials,
less the words that are never part of one. Titles and offices before it ("Russian President"), roles in
small letters ("chief economist"), appositions after it (", the mayor of X,") and ages are taken as what
is told of the one who bears it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from onrecord.nouns import Article, Role, Span
from onrecord.speaker.layout import Layout
from onrecord.speaker.names import Key, key_of
from onrecord.speaker.tables import Lexicon, fold, lexicon

Sort = Literal["person", "organization", "country", "place", "unknown"]
NAMING_ROLES: frozenset[Role] = frozenset({"headline", "standfirst", "body", "subheading", "caption"})
LONGEST = 12
"""Words of a run that are looked at together; a longer one is cut."""

UPPER = "A-Z" + "".join(chr(code) for code in range(0xC0, 0x530) if chr(code).isupper())
POSSESSIVE = re.compile(r"['\u2019]s\b|(?<=s)['\u2019](?!\w)")
AGE = re.compile(r"(?:, | \()(\d{1,3})(?=[,)](?!\d))")
PARTY = re.compile(r",? \([A-Z][\w.]{0,12}(?:[-\u2013, ]{1,2}[A-Z][\w. ]{0,18})?\)")
APPOSITION = re.compile(
    r", (?:who (?:is|was) )?([^,.;:()\"\u201c\u201d\n]{2,90})|"
    r" (?:is|was|became|remains|has been|serves as|served as) ((?:a|an|the|one of) [^,.;:()\"\u201c\u201d\n]{2,80})"
)
JOINTS = frozenset({"of", "for", "on", "and", "&"})
# Endings of words that stand before a name, and are none: "Texan Jane Doe", "Speaking Doe".
ATTRIBUTIVE = ("ian", "ians", "ans", "ist", "ists", "crat", "crats", "isan", "ment", "ing")
BRACKETED = re.compile(r"[A-Z]-[A-Z]")
TOKEN = re.compile(r"[\w'\u2019.&-]+")


@dataclass(frozen=True, slots=True)
class Told:
    """An office or part told of somebody: its head noun and the words that narrow it, all folded."""

    head: str
    narrower: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the text. `whole` takes in the titles before it; `told` is what they and appositions say."""

    span: Span
    whole: Span
    key: Key
    sort: Sort
    told: tuple[Told, ...] = ()
    age: int | None = None
    possessive: bool = False
    definite: bool = False
    headline: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a run, with its place."""

    text: str
    start: int
    folded: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@cache
def _run() -> re.Pattern[str]:
    """A run of capitalised words. Every part is bounded or cannot match in two ways: linear in the text."""
    table = lexicon()
    abbreviated = "|".join(sorted(word.capitalize() for word in table.abbreviations))
    prefix = "|".join(sorted(table.prefixes))
    particle = "|".join(sorted(table.particles, key=lambda p: (-len(p), p)))
    word = (
        rf"(?:(?:{prefix})[-'\u2019])?(?:(?:{abbreviated})\.|(?:[{UPPER}]\.){{1,5}}(?!\w)"
        rf"|[{UPPER}]\w*(?:[-'\u2019&](?!s\b)\w+)*)"
    )
    space = "[ \u00a0]"
    return re.compile(
        rf"(?<![\w@#/])(?<!\w['\u2019.-]){word}(?:{space}(?:(?:{particle}){space}){{0,3}}{word}){{0,{LONGEST - 1}}}"
    )


def names_in(article: Article, layout: Layout, cuts: Sequence[int]) -> tuple[Name, ...]:
    """Every name in the blocks that may name somebody, in order; headlines are left to the cast.

    `cuts` are offsets, sorted, that no name goes across: the edges of the sources.
    """
    found: list[Name] = []
    for block in article.blocks:
        if block.role in NAMING_ROLES and block.role not in ("headline", "subheading"):
            found.extend(_names(layout, block.span, cuts))
    return tuple(found)


def capitalised(text: str, span: Span, cuts: Sequence[int]) -> Iterator[list[Word]]:
    """The runs of capitalised words in a stretch of text, word by word, cut at `cuts`."""
    for run in _run().finditer(text, span.start, span.end):
        words = _split(run.group(), run.start())
        near = cuts[bisect_right(cuts, words[0].start) : bisect_right(cuts, words[-1].start)]
        begin = 0
        for number in range(1, len(words)) if near else ():
            if any(words[number - 1].end <= cut <= words[number].start for cut in near):
                yield words[begin:number]
                begin = number
        yield words[begin:]


def _split(run: str, at: int) -> list[Word]:
    words: list[Word] = []
    for piece in run.replace("\u00a0", " ").split(" "):
        words.append(Word(piece, at, fold(piece).rstrip(".")))
        at += len(piece) + 1
    return words


def _names(layout: Layout, span: Span, cuts: Sequence[int]) -> Iterator[Name]:
    table = lexicon()
    for words in _joined(layout.text, capitalised(layout.text, span, cuts), table):
        for part in _parts(words, layout, table):
            name = _name(part, layout, table)
            if name is not None:
                yield _appositions(name, layout.text, table)


def _joined(text: str, runs: Iterable[list[Word]], table: Lexicon) -> Iterator[list[Word]]:
    """Join what "of" and its like hold together: "Department of Health and Human Services"."""
    pending: list[Word] = []
    for run in runs:
        if pending:
            between = text[pending[-1].end : run[0].start]
            joint = between.strip() if len(between) <= 9 and between[:1] == " " == between[-1:] else ""
            if joint in table.connectors and _joins(pending, joint, table) and len(pending) < LONGEST:
                at = pending[-1].end + 1
                for piece in joint.split(" "):
                    pending.append(Word(piece, at, piece))
                    at += len(piece) + 1
                pending.extend(run)
                continue
            yield pending
        pending = list(run)
    if pending:
        yield pending


def _joins(words: Sequence[Word], joint: str, table: Lexicon) -> bool:
    last = words[-1].folded
    if joint in ("and", "&"):
        return joint == "&" or any(word.folded in ("of", "on", "for") for word in words)
    if last in table.organizations:
        return True
    return joint.startswith("of") and (last in table.roles or last in ("house", "court", "bank"))


def _parts(words: list[Word], layout: Layout, table: Lexicon) -> Iterator[list[Word]]:
    """Cut a run at the words that are never part of a name."""
    part: list[Word] = []
    for number, word in enumerate(words):
        if word.text[0].islower() and (word.folded in JOINTS or word.folded == "the"):
            part.append(word)
        elif word.folded in table.never and not _named_so(words, number, table):
            if part:
                yield part
            part = []
        else:
            part.append(word)
    if part:
        yield part


def _named_so(words: Sequence[Word], number: int, table: Lexicon) -> bool:
    """"May" in "Theresa May", "Will" after a title: a word that is a name here."""
    before = words[number - 1].folded if number else ""
    return number > 0 and (before in table.given or before in table.titles or before in table.roles)


def _name(part: list[Word], layout: Layout, table: Lexicon) -> Name | None:
    """One name out of a part of a run, or None where it is a title, an adjective or a group alone."""
    while part and part[-1].text[0].islower():
        part = part[:-1]
    while part and part[0].text[0].islower() and "-" not in part[0].text and "'" not in part[0].text:
        part = part[1:]
    if not part:
        return None
    text = layout.text
    start = _title_end(part, table)
    offices, bare = part[:start], part[start:]
    if not bare:
        return None
    told = list(_told_in([word.folded for word in offices], table))
    before = _before(text, part[0].start, table)
    if before:
        told.append(before)
    sort = _sort(bare, told, text, table)
    if sort is None:
        return None
    last = bare[-1].end
    span = Span(bare[0].start, last)
    ahead = text[max(0, part[0].start - 4) : part[0].start].lower()
    return Name(
        span,
        Span(part[0].start, last),
        key_of(word.text for word in bare),
        sort,
        tuple(told) if sort == "person" else (),
        possessive=POSSESSIVE.match(text, last) is not None,
        definite=ahead == "the ",
    )


def _title_end(part: Sequence[Word], table: Lexicon) -> int:
    """Where the name begins, after titles, offices, nationalities and parties; its length if it never does."""
    if part[-1].folded in table.organizations or _joint(part):
        return 0
    start = 0
    for number, word in enumerate(part):
        if (word.folded in table.titles or word.folded in table.roles) and not _surname_like(part, number, table):
            start = number + 1
    if start and start < len(part) and part[start].folded == "of":
        return _after_of(part, start, table)
    if start == len(part) > 1 and part[-1].folded in ("king", "bishop", "major", "judge", "prince", "cardinal"):
        return start - 1 if part[-2].folded in table.given else start
    while start < len(part) - 1 and _describes(part, start, table):
        start += 1
    return start


def _joint(part: Sequence[Word]) -> bool:
    """True for "Department of Health", not for "Secretary of State"."""
    table = lexicon()
    return any(
        word.folded == "of" and part[number - 1].folded not in table.roles for number, word in enumerate(part)
    )


def _surname_like(part: Sequence[Word], number: int, table: Lexicon) -> bool:
    """"Stephen King": an office's word that ends a name of two, after a given name."""
    return number == len(part) - 1 and number > 0 and part[number - 1].folded in table.given


def _after_of(part: Sequence[Word], start: int, table: Lexicon) -> int:
    """"Secretary of State John Roe": the name begins at the first given name, else after three words."""
    for number in range(start + 2, len(part) - 1):
        if part[number].folded in table.given:
            return number
    return len(part) - 2 if len(part) - start >= 5 else len(part)


def _describes(part: Sequence[Word], number: int, table: Lexicon) -> bool:
    """True for "Republican" in "Republican Jane Doe", "Russian" in "Russian Vladimir Putin"."""
    word, left = part[number].folded, len(part) - number - 1
    if word in table.given and word not in table.adjectives:
        return False
    if word.endswith(ATTRIBUTIVE) and len(word) > 5 and (left == 1 or part[number + 1].folded in table.given):
        return word.endswith("ing") or left > 1
    place = table.places.get(word)
    if word in table.adjectives or (place is not None and place.relation == "demonym"):
        return left >= 2 or (left == 1 and part[-1].folded in table.given and word not in table.given)
    return place is not None and left >= 2 and part[number + 1].folded in table.given


def _told_in(words: Sequence[str], table: Lexicon) -> Iterator[Told]:
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


def _before(text: str, start: int, table: Lexicon) -> Told | None:
    """A role in small letters right before the name, or one before a comma: "the governor, Jane Doe"."""
    ahead = text[max(0, start - 80) : start]
    comma = ahead.endswith(", ")
    line = re.split(r"[\n.;:()\"\u201c\u201d]", ahead.removesuffix(", ") if comma else ahead)[-1]
    if (not comma and not ahead.endswith((" ", "\u00a0"))) or not line.strip():
        return None
    words = line.replace(",", " , ").split()[-6:]
    if not words or fold(words[-1]) not in table.roles:
        return None
    phrase = _noun_phrase(words)
    told = role_of(phrase, table)
    if told is None or (comma and not _introduced(words, phrase, table)):
        return None
    return told


def _introduced(words: Sequence[str], phrase: Sequence[str], table: Lexicon) -> bool:
    """Before a comma a role counts where a determiner or a possessor stands ahead of it."""
    first = fold(words[-len(phrase) - 1]) if len(words) > len(phrase) else ""
    return first in table.definite or any(w.endswith(("'s", "\u2019s", "s'", "s\u2019")) for w in words)


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
    folded = [fold(word).strip(".,") for word in words]
    if not folded:
        return None
    for size in (3, 2):
        if " ".join(folded[-size:]) in table.compounds:
            return Told(" ".join(folded[-size:]), frozenset(folded[:-size]))
    if folded[-1] in table.roles or folded[-1] in table.plain:
        return Told(folded[-1], frozenset(folded[:-1]))
    return None


def _sort(bare: Sequence[Word], told: Sequence[Told], text: str, table: Lexicon) -> Sort | None:
    """What bears this name, as far as the name and the words beside it tell."""
    folded = [word.folded for word in bare]
    phrase = " ".join(folded)
    place = table.places.get(phrase) or table.places.get(" ".join(word.text.lower() for word in bare))
    if place is not None:
        return None if place.relation == "demonym" else "country"
    if BRACKETED.match(bare[0].text):
        return None
    if phrase in table.seats:
        return "organization"
    if phrase in table.regions and not told:
        return "place"
    if len(bare) == 1 and not told and _no_name(folded[0], table):
        return None
    if folded[-1] in table.groups or folded[-1] in table.plural_roles:
        return None
    if any(word.text[0].islower() and word.folded in JOINTS for word in bare) or folded[-1] in table.organizations or bare[0].folded == "university":
        return "person" if told and len(bare) <= 3 and bare[0].folded in table.given else "organization"
    if told and len(bare) <= 5:
        return "person"
    if _acronym(bare[-1].text) or (_acronym(bare[0].text) and bare[0].folded not in table.given):
        return "organization"
    return _by_form(bare, text, table)


def _no_name(word: str, table: Lexicon) -> bool:
    """A single capitalised word that names nobody: "Republican", "Democrats", "President"."""
    return word in table.adjectives or word in table.groups or word in table.plural_roles or len(word) < 2


def _by_form(bare: Sequence[Word], text: str, table: Lexicon) -> Sort:
    if len(bare) == 1 and bare[0].folded in table.given:
        return "person"
    if not 2 <= len(bare) <= 5:
        return "unknown"
    if bare[0].folded in table.given or fold(bare[-1].text) in table.suffixes:
        return "person"
    if len(bare) <= 3 and "-" in bare[-1].text and bare[-1].text.partition("-")[2].islower():
        return "person"  # "Wong Kwok-hing"
    if any(len(word.text) == 2 and word.text.endswith(".") for word in bare[:-1]):
        return "person"
    if PARTY.match(text, bare[-1].end) and "-" in text[bare[-1].end : bare[-1].end + 8]:
        return "person"
    return "person" if any(word.text[0].islower() for word in bare[1:-1]) else "unknown"


def _acronym(word: str) -> bool:
    letters = word.replace(".", "")
    return len(letters) >= 2 and letters.isupper() and ("." not in word or len(letters) > 2)


def _appositions(name: Name, text: str, table: Lexicon) -> Name:
    """Add what stands after the name: a party in brackets, an age, an apposition."""
    if name.sort not in ("person", "unknown") or name.possessive or len(name.key) > 5:
        return name
    at = name.span.end
    party = PARTY.match(text, at)
    at = party.end() if party else at
    age = AGE.match(text, at)
    at = age.end() if age else at
    after = APPOSITION.match(text, at)
    told = _apposed(after, table) if after else None
    if age is None and told is None:
        return name
    certain: Sort = "person" if len(name.key) >= 2 or age is not None or name.sort == "person" else name.sort
    return replace(
        name,
        sort=certain,
        told=name.told + ((told,) if told else ()),
        age=int(age.group(1)) if age else None,
    )


def _apposed(after: re.Match[str], table: Lexicon) -> Told | None:
    phrase: list[str] = []
    for word in TOKEN.findall(after.group(1) or after.group(2))[:12]:
        plain = fold(word)
        if plain in table.breaks:
            break
        if phrase and plain in table.never and plain not in table.adjectives:
            if plain in ("and", "one"):
                break
            return None
        phrase.append(word)
    return role_of(phrase, table)
