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
from typing import Literal, NamedTuple

from onrecord.nouns import Article, Role, Span
from onrecord.speaker.layout import Layout
from onrecord.speaker.names import Key, key_of
from onrecord.speaker.offices import PARTY, TOKEN, Told, told_after, told_before, told_in
from onrecord.speaker.tables import Lexicon, fold, lexicon

Sort = Literal["person", "organization", "country", "place", "document", "unknown"]
NAMING_ROLES: frozenset[Role] = frozenset({"headline", "standfirst", "body", "subheading", "caption"})
NEAR_BY = 3000
"""Code points on either side where a capitalised word is looked for in small letters."""
LONGEST = 12
"""Words of a run that are looked at together; a longer one is cut."""

UPPER = "A-Z" + "".join(chr(code) for code in range(0xC0, 0x530) if chr(code).isupper())
POSSESSIVE = re.compile(r"['\u2019]s\b|(?<=s)['\u2019](?!\w)")
JOINTS = frozenset({"of", "for", "on", "and", "&"})
# Endings of words that stand before a name, and are none: "Texan Jane Doe", "Speaking Doe".
ATTRIBUTIVE = ("ian", "ians", "ans", "ist", "ists", "crat", "crats", "isan", "ment", "ing")
INITIALS = re.compile(r" \(([A-Z]{2,7})\)")
BRACKETED = re.compile(r"[A-Z]-[A-Z]")


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
    rest = (
        rf"(?:(?:\.[{UPPER}]){{0,4}}\.(?!\w)"
        rf"|\w*(?:[-'\u2019&](?!s\b)\w+)*(?:(?:{abbreviated})\.)?)"
    )
    first = rf"[{UPPER}](?<![\w@#/].)(?:(?<!\w['\u2019.-].)|{prefixed}){rest}"
    later = rf"(?:(?:{'|'.join(sorted(table.prefixes))})[-'\u2019])?[{UPPER}]{rest}"
    space = "[ \u00a0]"
    return re.compile(rf"{first}(?:{space}(?:(?:{particle}){space}){{0,3}}{later}){{0,{LONGEST - 1}}}")


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


def _names(layout: Layout, span: Span, cuts: Sequence[int]) -> Iterator[Name]:
    table = lexicon()
    for words in _joined(layout.text, capitalised(layout.text, span, cuts), table):
        for part in _parts(words, layout, table):
            name = _name(part, layout, table)
            if name is not None:
                yield _appositions(name, layout.text, table)


def spelled_out(text: str, span: Span) -> Iterator[tuple[Name, Name]]:
    """Names with their initials after them in brackets ("Union of Night Bakers (UNB)"), each with those."""
    for brackets in INITIALS.finditer(text, span.start, span.end):
        letters = brackets.group(1)
        words = list(TOKEN.finditer(text, max(span.start, brackets.start() - 120), brackets.start()))
        number, left = len(words), len(letters)
        while number and left:
            number -= 1
            first = words[number].group()[0]
            if first.upper() == letters[left - 1] and (first.isupper() or left > 1):
                left -= 1
            elif first.isupper() or len(words) - number > 2 * len(letters):
                break
        if left == 0 and words[number].group()[0].isupper():
            whole = Span(words[number].start(), words[-1].end())
            short = Span(brackets.start() + 2, brackets.end() - 1)
            key = key_of(word.group() for word in words[number:])
            yield (
                Name(whole, whole, key, "organization"),
                Name(short, short, key_of([letters]), "organization"),
            )


def _joined(text: str, runs: Iterable[list[Word]], table: Lexicon) -> Iterator[list[Word]]:
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
            yield pending
        pending = list(run)
    if pending:
        yield pending


def _joins(words: Sequence[Word], joint: str, following: Sequence[Word], table: Lexicon) -> bool:
    last = words[-1].folded
    if joint == "and" and last in table.fields:
        # "House Oversight and Government Reform Committee", "Food and Drug Administration"
        return len(following) >= 2 and following[-1].folded in table.organizations
    if joint in ("and", "&"):
        return joint == "&" or any(word.folded in ("of", "on", "for") for word in words)
    if last in table.organizations:
        return True
    return joint.startswith("of") and (last in table.roles or last in ("house", "court", "bank"))


def _parts(words: list[Word], layout: Layout, table: Lexicon) -> Iterator[list[Word]]:
    """Cut a run at the words that are never part of a name."""
    part: list[Word] = []
    for number, word in enumerate(words):
        if word.text[0].islower() and (word.folded in JOINTS or word.folded in ("the", "a")):
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
    """True for "May" in "Theresa May", "Will" after a title: a word that is a name here."""
    if words[number].text in ("US", "WHO"):
        return True
    before = words[number - 1].folded if number else ""
    return number > 0 and (before in table.given or before in table.titles or before in table.roles)


def _name(part: list[Word], layout: Layout, table: Lexicon) -> Name | None:
    """One name out of a part of a run, or None where it is a title, an adjective or a group alone."""
    while part and part[-1].text[0].islower() and part[-1].folded.isalpha():
        part = part[:-1]
    while part and part[0].text[0].islower() and part[0].folded.isalpha():
        part = part[1:]
    if not part:
        return None
    text = layout.text
    start = _title_end(part, table)
    offices, bare = part[:start], part[start:]
    if not bare:
        return None
    told = list(told_in([word.folded for word in offices], table))
    before = told_before(text, part[0].start, table)
    if before:
        told.append(before)
    sort = _sort(bare, told, text, table)
    if sort is None or (sort == "unknown" and len(bare) == 1 and _common(bare[0], layout)):
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


def _common(word: Word, layout: Layout) -> bool:
    """A word with a capital for its sentence's sake: it stands in small letters near by, or ends in -ing."""
    if word.start != layout.sentence_start(word.start) and layout.text[word.start - 1] not in '"\u201c\u2018':
        return False
    table = lexicon()
    if (
        word.folded.endswith(("ing", "ly"))
        or word.folded in table.documents
        or word.folded in table.organizations
    ):
        return True
    near = layout.text[max(0, word.start - NEAR_BY) : word.end + NEAR_BY]
    return f" {word.text.lower()} " in near


def _title_end(part: Sequence[Word], table: Lexicon) -> int:
    """Where the name begins after titles, offices, nationalities and parties; the length if it never does."""
    if part[-1].folded in table.organizations or _joint(part):
        return 0
    start = 0
    for number, word in enumerate(part):
        office = (
            word.folded in table.titles or word.folded in table.roles or word.folded in table.plural_roles
        )
        if office and not _surname_like(part, number, table):
            start = number + 1
    if start and start < len(part) and part[start].folded == "of":
        return _after_of(part, start, table)
    if start == len(part) > 1 and part[-1].folded in (
        "king",
        "bishop",
        "major",
        "judge",
        "prince",
        "cardinal",
    ):
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
    """True for "Stephen King": an office's word that ends a name of two, after a given name."""
    return number == len(part) - 1 and number > 0 and part[number - 1].folded in table.given


def _after_of(part: Sequence[Word], start: int, table: Lexicon) -> int:
    """In "Secretary of State John Roe" the name begins at the first given name, else after three words."""
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


def _sort(bare: Sequence[Word], told: Sequence[Told], text: str, table: Lexicon) -> Sort | None:
    """What bears this name, as far as the name and the words beside it tell."""
    folded = [word.folded for word in bare]
    phrase = " ".join(folded)
    place = table.places.get(phrase)
    if place is not None:
        return None if place.relation == "demonym" else "country"
    if BRACKETED.match(bare[0].text):
        return None
    if phrase in table.seats or (phrase in table.bodies and not told):
        return "organization"
    if phrase in table.regions and not told:
        return "place"
    if len(bare) == 1 and not told and _no_name(folded[0], table):
        return None
    if folded[-1] in table.groups or folded[-1] in table.plural_roles:
        return None
    if (
        any(word.text[0].islower() and word.folded in JOINTS for word in bare)
        or folded[-1] in table.organizations
        or bare[0].folded == "university"
    ):
        return "person" if told and len(bare) <= 3 and bare[0].folded in table.given else "organization"
    if told and len(bare) <= 5:
        return "person"
    if len(bare) > 1 and folded[-1] in table.documents and bare[0].folded not in table.given:
        return "document"
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
    return 2 <= len(letters) <= 6 and letters.isupper() and ("." not in word or len(letters) > 2)


def _appositions(name: Name, text: str, table: Lexicon) -> Name:
    """Add what stands after the name: an age, an apposition."""
    if name.sort not in ("person", "unknown") or name.possessive or len(name.key) > 5:
        return name
    age, told = told_after(text, name.span.end, table)
    if age is None and told is None:
        return name
    certain: Sort = "person" if len(name.key) >= 2 or age is not None else name.sort
    return replace(name, sort=certain, told=name.told + ((told,) if told else ()), age=age)
