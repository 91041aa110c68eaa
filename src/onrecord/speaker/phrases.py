"""A source's words taken apart: head, determiner, possessor, apposition, and the parts that "and" joins."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from onrecord.nouns import Span, SpeakerType
from onrecord.speaker.cast import Cast
from onrecord.speaker.mentions import POSSESSIVE
from onrecord.speaker.offices import OWNERS, Told, role_of
from onrecord.speaker.tables import Gender, Lexicon, fold, lexicon

PIECE = re.compile(r"(?<=\s)-{1,2}(?=\s)|[\w][\w'\u2019.&-]*|[,;:()\u2014\u2013\"\u201c\u201d\u2018]")
YEARS = re.compile(r"(\d{1,3})-year-old")
REFLEXIVE = frozenset({"himself", "herself", "itself", "themselves", "alone", "too", "also"})
COMPOUND = re.compile(r"-[a-z]\w*")
WORD = 24
"""Code points that the part of a word may be longer than its part within the source."""
LONGEST = 400
"""Code points of a source that are looked at: a longer one is a paragraph tagged by mistake."""


class Item(NamedTuple):
    """A word, a sign or a whole name of the source. `name` is its number in `Cast.names`, or -1."""

    text: str
    span: Span
    name: int = -1
    possessive: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: the items up to its head, and the phrases that follow after commas."""

    items: tuple[Item, ...]
    rest: tuple[Item, ...] = ()

    @property
    def head(self) -> Item | None:
        return self.items[-1] if self.items else None

    @property
    def words(self) -> list[str]:
        words = [fold(item.text).strip(".,") for item in self.items]
        if words and self.items[-1].possessive and self.items[-1].name < 0:
            words[-1] = words[-1].removesuffix("'s").rstrip("'")
        return words

    def span(self) -> Span:
        return Span(self.items[0].span.start, self.items[-1].span.end)


def items_of(text: str, spans: Sequence[Span], cast: Cast) -> tuple[Item, ...]:
    """The items of a source, names whole."""
    found: list[Item] = []
    for span in spans:
        at, end = _whole_words(text, span)
        for number in cast.between(span.start, end):
            name = cast.names[number]
            if name.span.start < at or name.span.end > end + 1:
                continue
            found += _pieces(text, at, max(at, name.whole.start))
            compound = COMPOUND.match(text, name.span.end)
            if compound is not None and compound.end() <= end:
                # "a Springfield-based lawyer": an adjective, and nobody's name.
                found.append(
                    Item(text[name.span.start : compound.end()], Span(name.span.start, compound.end()))
                )
                at = compound.end()
                continue
            found.append(
                Item(name.span.of(text), Span(name.whole.start, name.span.end), number, name.possessive)
            )
            mark = POSSESSIVE.match(text, name.span.end)
            at = mark.end() if mark and mark.end() <= end + 2 else name.span.end
        found += _pieces(text, at, end)
    return tuple(found)


def _whole_words(text: str, span: Span) -> tuple[int, int]:
    """A span without the parts of words that it begins or ends in, made whole: "(him)self"."""
    at, end = span.start, min(span.end, span.start + LONGEST)
    while at and at > span.start - WORD and text[at - 1].isalpha() and text[at].isalpha():
        at -= 1
    while end < len(text) and end < span.end + WORD and text[end].isalpha() and text[end - 1].isalpha():
        end += 1
    return at, end


def _pieces(text: str, start: int, end: int) -> list[Item]:
    return [
        Item(
            piece.group(),
            Span(*piece.span()),
            possessive=piece.group().endswith(OWNERS),
        )
        for piece in PIECE.finditer(text, start, end)
    ]


def phrase_of(items: Sequence[Item]) -> Phrase:
    """The first noun phrase: up to a comma, a bracket, a preposition, a relative pronoun, a participle."""
    table = lexicon()
    begin = 0
    while begin < len(items) and (
        not items[begin].text[0].isalnum() or fold(items[begin].text) in ("and", "but")
    ):
        begin += 1
    end = begin
    while end < len(items) and not _breaks(items, end, begin, table):
        end += 1
    rest = items[end:]
    if end - begin > 1 and fold(items[end - 1].text) in REFLEXIVE:
        end -= 1
    return Phrase(tuple(items[begin:end]), tuple(rest))


def _breaks(items: Sequence[Item], at: int, begin: int, table: Lexicon) -> bool:
    item = items[at]
    if item.name >= 0:
        return False
    if not item.text[0].isalnum():
        return item.text not in '"\u201c\u201d\u2018'
    word = fold(item.text)
    if word in table.breaks:
        return at > begin
    if word == "and" and at > begin:
        last = items[at - 1]
        return (
            last.name >= 0 or type_of([fold(last.text)], table) != "unnamed" or fold(last.text) in table.roles
        )
    after = items[at + 1] if at + 1 < len(items) else None
    following = fold(after.text) if after is not None else ""
    if word in ("called", "named", "dubbed") and after is not None and after.name >= 0:
        return at > begin
    if word.endswith("ing") and at > begin and after is not None:
        goes_on = after.name >= 0 or following in table.definite | table.indefinite
        return goes_on and items[at - 1].name < 0 and _noun(fold(items[at - 1].text), table)
    return at > begin and word.endswith("ed") and following in ("by", "in", "on", "at", "from", "with", "to")


def _noun(word: str, table: Lexicon) -> bool:
    """True for a noun before a participle: "the group backing Jane Doe", but not "the polling firm Acme"."""
    return any(
        word in nouns for nouns in (table.roles, table.organizations, table.groups, table.plural_roles)
    )


def told_by(phrase: Phrase) -> Told | None:
    """The role that a phrase without a name tells: head and narrower words."""
    words = [w for w in phrase.words if w not in lexicon().never or w in lexicon().adjectives]
    if phrase.items and YEARS.fullmatch(phrase.words[-1]):
        return Told(phrase.words[-1], frozenset(words[:-1]))
    return role_of(words, lexicon())


def type_of(words: Sequence[str], table: Lexicon) -> SpeakerType:
    """What kind of speaker a description is, by its head noun; "unnamed" where no word tells it.

    A head that no table knows may follow the noun ("a poll last week", "a survey released Friday").
    """
    head = words[-1] if words else ""
    kind = _type_of_noun(head, table)
    if (
        kind is None
        and words
        and words[0] in ("many", "most", "some", "several", "few", "two", "three", "both")
    ):
        return "group"
    for word in reversed(words[:-1]) if kind is None and not head.endswith("s") else ():
        if word in table.documents or word in table.roles:
            return _type_of_noun(word, table) or "unnamed"
    if kind is not None:
        return kind
    return "group" if head.endswith("s") and len(head) > 3 and not head.endswith("ss") else "unnamed"


def _type_of_noun(head: str, table: Lexicon) -> SpeakerType | None:
    if head in table.roles or head in table.plain or YEARS.fullmatch(head) or head in table.titles:
        return "unnamed"
    if head in table.documents and head not in table.organization_nouns:
        return "document"
    if head in table.plural_organizations or head in table.groups or head in table.plural_roles:
        return "group"
    if head in table.countries:
        return "country"
    if head in table.organizations:
        return "organization"
    if head in table.documents:
        return "document"
    place = table.places.get(head)
    if place is not None:
        return "group" if place.relation == "demonym" else "country"
    return None


def gender_told(words: Sequence[str], table: Lexicon) -> Gender | None:
    """The gender that a description's words tell."""
    return next((table.gendered[word] for word in reversed(words) if word in table.gendered), None)
