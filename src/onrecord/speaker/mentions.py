"""Names as they stand in the text: one pass over the article's blocks finds every one of them.

A name is a run of capitalised words, with particles between ("Ursula von der Leyen") and initials,
less the words that are never part of one. Titles and offices before it ("Russian President"), roles in
small letters ("chief economist"), appositions after it (", the mayor of X,") and ages are taken as what
is told of the one who bears it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from onrecord.nouns import Article, Role, Span
from onrecord.speaker.layout import Layout
from onrecord.speaker.names import Key, key_of
from onrecord.speaker.offices import PARTY, TOKEN, After, Told, told_after, told_before, told_in
from onrecord.speaker.runs import JOINTS, Word, capitalised, joined, parts_of
from onrecord.speaker.tables import Lexicon, fold, lexicon

Sort = Literal["person", "organization", "country", "place", "document", "unknown"]
NAMING_ROLES: frozenset[Role] = frozenset({"headline", "standfirst", "body", "subheading", "caption"})
NEAR_BY = 3000
"""Code points on either side where a capitalised word is looked for in small letters."""
POSSESSIVE = re.compile(r"['\u2019]s\b|(?<=s)['\u2019](?!\w)")
# Endings of words that stand before a name, and are none: "Texan Jane Doe", "Speaking Doe".
ATTRIBUTIVE = ("ian", "ians", "ans", "ist", "ists", "crat", "crats", "isan", "ment", "ing")
NOTHING = After()
LETTERS = frozenset({"ag", "vp", "pm", "cm", "da"})
"""Offices by their first letters: "PM", but not the "Da" of a name."""
INITIALS = re.compile(r" \(([A-Z]{2,7})\)")
SMALL_WORD = re.compile(r"(?<!\w)[a-z]+(?!\w)")
INITIAL = re.compile(r"[A-Z]\.")
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
    office: bool = False
    """A word for an office, which is a name only where somebody of that surname is named in full."""


def names_in(article: Article, layout: Layout, cuts: Sequence[int]) -> tuple[Name, ...]:
    """Every name in the blocks that may name somebody, in order; headlines are left to the cast.

    `cuts` are offsets, sorted, that no name goes across: the edges of the sources.
    """
    found: list[Name] = []
    for block in article.blocks:
        if block.role in NAMING_ROLES and block.role not in ("headline", "subheading"):
            found.extend(_names(layout, block.span, cuts))
    surnames = {name.key[-1] for name in found if len(name.key) > 1 and name.sort == "person"}
    return tuple(name for name in found if not name.office or name.key[0] in surnames)


def _names(layout: Layout, span: Span, cuts: Sequence[int]) -> Iterator[Name]:
    table = lexicon()
    edges = set(cuts)
    for words in joined(layout.text, capitalised(layout.text, span, cuts), table):
        if len(words) == 1 and words[0].folded in table.never and {words[0].start, words[0].end} <= edges:
            # "Will" and "Read", where they are all of a source.
            alone = _surname_alone(words[0], layout.text, table)
            if alone is not None:
                yield alone
        for part in parts_of(words, layout, table):
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
        return _surname_alone(part[-1], text, table) if len(part) == 1 else None
    told = list(told_in([word.folded for word in offices], table))
    before = told_before(text, part[0].start, table)
    if before:
        told.append(before)
    sort = _sort(bare, told, text, table, titled=bool(offices) and offices[-1].folded in table.titles)
    if sort is None or (sort == "unknown" and len(bare) == 1 and _common(bare[0], layout)):
        return _surname_alone(bare[0], text, table) if len(part) == 1 else None
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


def _surname_alone(word: Word, text: str, table: Lexicon) -> Name | None:
    """A capitalised "King", "Tribe", "English" without an article: a surname, perhaps."""
    ahead = text[max(0, word.start - 12) : word.start].lower().split()
    if ahead and ahead[-1] in table.definite | table.indefinite and ahead[-1] != "said":
        return None
    span = Span(word.start, word.end)
    owner = POSSESSIVE.match(text, word.end) is not None
    return Name(span, span, key_of([word.text]), "unknown", possessive=owner, office=True)


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
    if len(part) == 2 and part[0].folded in table.courtesy and part[1].folded not in table.addressed:
        return 1
    if part[-1].folded in table.organizations or _joint(part):
        return 0
    if len(part) > 3 and part[-2].folded in table.given and _ends_body(part[-3].folded, table):
        return len(part) - 2  # "Brill News Jane Doe"
    start = 0
    for number, word in enumerate(part):
        office = (
            word.folded in table.titles or word.folded in table.roles or word.folded in table.plural_roles
        ) and (word.folded not in LETTERS or word.text.isupper())
        if office and not _surname_like(part, number, table):
            start = number + 1
    if start and start < len(part) and part[start].folded == "of":
        return _after_of(part, start, table)
    if start == len(part) > 1 and part[-1].folded in table.surnames:
        before = part[-2].folded
        return start - 1 if before in table.given or before in table.courtesy else start
    while start < len(part) - 1 and _describes(part, start, table):
        start += 1
    return start


def _ends_body(word: str, table: Lexicon) -> bool:
    return word in table.organizations and word not in table.given


def _joint(part: Sequence[Word]) -> bool:
    """True for "Department of Health" and "Center for Women", not for "Secretary of State"."""
    table = lexicon()
    return any(
        (word.folded == "of" and part[number - 1].folded not in table.roles)
        or (number and word.text in ("for", "on") and part[number - 1].folded in table.organizations)
        for number, word in enumerate(part)
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


def _sort(
    bare: Sequence[Word], told: Sequence[Told], text: str, table: Lexicon, titled: bool = False
) -> Sort | None:
    """What bears this name, as far as the name and the words beside it tell."""
    folded = [word.folded for word in bare]
    phrase = " ".join(folded)
    place = table.places.get(phrase)
    if place is not None and titled and len(bare) == 1:
        return "person"  # "Mr. English", "Senator Ireland"
    if place is not None:
        return None if place.relation == "demonym" else "country"
    if BRACKETED.match(bare[0].text) or phrase in table.generic:
        return None
    if phrase in table.seats or (phrase in table.bodies and not told):
        return "organization"
    abbreviated = phrase in table.states and not bare[0].text.isupper()
    if (phrase in table.regions or abbreviated) and not titled and not (told and folded[0] in table.given):
        return "place"
    if len(bare) == 1 and not titled and (_no_name(folded[0], table) or folded[0] in table.papers):
        return None
    joint = any(word.text[0].islower() and word.folded in JOINTS for word in bare)
    plural = folded[-1] in table.groups or folded[-1] in table.plural_roles
    if plural and not joint and not (len(bare) == 2 and folded[0] in table.given):
        return None
    if len(bare) == 3 and INITIAL.fullmatch(bare[1].text) and bare[0].folded in table.given:
        return "person"  # "Laurence H. Tribe"
    if joint or folded[-1] in table.organizations or bare[0].folded == "university":
        return "person" if told and len(bare) <= 3 and bare[0].folded in table.given else "organization"
    if told and len(bare) <= 5:
        return "person"
    named_after = len(bare) > 2 and folded[-1] in table.tails
    if len(bare) > 1 and folded[-1] in table.documents and (bare[0].folded not in table.given or named_after):
        return "document"
    last = bare[-1]
    shouted = len(bare) > 1 and all(word.text.isupper() for word in bare)
    if last.folded not in table.suffixes and _acronym(last.text) and not shouted:
        return "organization"
    if _acronym(bare[0].text) and bare[0].folded not in table.given:
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
    after = told_after(text, name.span.end, table)
    if after == NOTHING:
        return name
    certain: Sort = "person" if len(name.key) >= 2 or after.age is not None else name.sort
    told = tuple(replace(t, narrower=t.narrower | after.narrower) for t in name.told)
    if not after.told and after.age is None and not told:
        return name
    return replace(name, sort=certain, told=told + after.told, age=after.age)


def without_overlaps(names: Sequence[Name], better: Sequence[Name]) -> list[Name]:
    """The names, with those that overlap a better one left out."""
    if not better:
        return list(names)
    ends = sorted(name.whole for name in better)
    kept = []
    for name in names:
        near = ends[max(0, bisect_left(ends, name.whole) - 1) : bisect_left(ends, Span(name.whole.end, 0))]
        if not any(span.start < name.whole.end and name.whole.start < span.end for span in near):
            kept.append(name)
    return kept + list(better)


def without_common_words(names: Sequence[Name], text: str) -> list[Name]:
    """The names without a first word that is none: "Absent Doe", where Jane Doe is known, "absent" a word."""
    table = lexicon()
    surnames = {name.key[-1] for name in names if name.sort == "person" and len(name.key) > 1}
    doubtful = {
        name.key[0]
        for name in names
        if name.sort == "unknown"
        and len(name.key) == 2
        and name.key[1] in surnames
        and name.key[0] not in table.given
    }
    small = set(SMALL_WORD.findall(text)) if doubtful else set()
    common = {
        word for word in doubtful if word in small or word in table.adjectives or word in table.organizations
    }
    out = []
    for name in names:
        if (
            name.sort == "unknown"
            and len(name.key) == 2
            and name.key[0] in common
            and name.key[1] in surnames
        ):
            start = name.span.end - len(name.span.of(text).split()[-1])
            name = replace(name, span=Span(start, name.span.end), key=name.key[1:])
        out.append(name)
    return out
