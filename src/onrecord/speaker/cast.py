"""The cast of an article: who and what is named in it, each with all the places that name them.

Full names come first; a surname, a given name or an acronym then belongs to the one figure that it fits.
Where it fits several it belongs to none, and the place where it is used decides (`Cast.fitting`).
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.nouns import Article, Span, SpeakerType
from onrecord.speaker.campaigns import Led, led_by_name
from onrecord.speaker.documents import Document, documents_in
from onrecord.speaker.headlines import names_in_headlines
from onrecord.speaker.layout import Layout
from onrecord.speaker.mentions import (
    Name,
    Sort,
    names_in,
    spelled_out,
    without_common_words,
    without_overlaps,
)
from onrecord.speaker.names import Key, gender_of, given, key_of, same_name, surname
from onrecord.speaker.offices import Told
from onrecord.speaker.short_forms import short_forms
from onrecord.speaker.spelling import Spellings
from onrecord.speaker.tables import Gender, fold, lexicon
from onrecord.speaker.titles import without_titles

TYPES: dict[Sort, SpeakerType] = {
    "person": "person",
    "organization": "organization",
    "country": "country",
    "place": "organization",
    "document": "document",
    "unknown": "person",
}
CAMEL = re.compile(r"(?:Mc|Mac|De|Di|Du|La|Le|Van|Fitz|O['\u2019]|D['\u2019]|[A-Z][a-z]+-)[A-Z]")
"""Capitals inside a surname; inside other single words they are a company's ("BuzzFeed")."""
IN_FULL = 3
"""How often a name of two words is given in full before it is taken for a body's."""
FOREMOST = 3
"""How many times as often as another one somebody is named to be meant even beside that one."""
CROWD = 12
"""Bearers of one surname that are compared with each other; more are told apart by their full names alone."""


@dataclass(eq=False, slots=True)
class Figure:
    """Somebody or something that the article names."""

    number: int
    sort: Sort
    key: Key
    name: str
    fullest: Span
    gender: Gender | None = None
    certain: bool = False
    """The gender is told by a title or an office, not by the given name alone."""
    told: list[Told] = field(default_factory=list)
    ages: set[int] = field(default_factory=set)
    names: list[int] = field(default_factory=list)
    """Its places, as numbers of `Cast.names`, in order."""

    @property
    def type(self) -> SpeakerType:
        return TYPES[self.sort]


@dataclass(frozen=True, slots=True)
class Cast:
    """All figures of an article. `bearers[i]` are the figures that names[i] may stand for."""

    names: Sequence[Name]
    starts: Sequence[int]
    figures: Sequence[Figure]
    bearers: Sequence[tuple[Figure, ...]]
    led: Sequence[Led] = ()
    """Where campaigns and the like are named by their leaders."""
    documents: Sequence[Document] = ()

    def between(self, start: int, end: int) -> range:
        """The numbers of the names that begin in [start, end)."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))


def cast_of(article: Article, layout: Layout, cuts: Sequence[int] = ()) -> Cast:
    """Everybody named in the article, its headline and its captions. `cuts`: see `names_in`."""
    body: Sequence[Name] = names_in(article, layout, cuts)
    defined = [pair for block in article.blocks for pair in spelled_out(layout.text, block.span)]
    body = without_overlaps(body, [name for pair in defined for name in pair])
    body = without_titles(without_common_words(body, layout.text), layout)
    names = sorted([*body, *names_in_headlines(article, layout, cuts, body)], key=lambda name: name.span)
    builder = _Builder(layout, names, {short.key: long.key for long, short in defined})
    builder.persons()
    builder.others()
    builder.singles()
    builder.sorts()
    builder.shared()
    return Cast(
        names,
        [name.whole.start for name in names],
        builder.figures,
        [tuple(bearers) for bearers in builder.bearers],
        led_by_name(names, layout.text),
        documents_in(article),
    )


class _Builder:
    """Puts names into figures in three rounds: persons in full, bodies and places, then the single words."""

    def __init__(self, layout: Layout, names: Sequence[Name], defined: Mapping[Key, Key]) -> None:
        self.layout = layout
        self.text = layout.text
        self.names = names
        self.defined = defined
        self.figures: list[Figure] = []
        self.bearers: list[list[Figure]] = [[] for _ in names]
        self.by_key: dict[Key, Figure] = {}
        self.by_surname: dict[str, list[Figure]] = defaultdict(list)
        self.by_given: dict[str, list[Figure]] = defaultdict(list)
        self.by_middle: dict[str, list[Figure]] = defaultdict(list)
        """The first of two surnames, as in Spanish: "Ms. Ruiz" for Ana Ruiz Soto."""
        self.addressed: dict[str, set[Gender]] = defaultdict(set)
        for name in names:
            gender = gender_of((t.head for t in name.told), ())
            if gender is not None and len(name.key) == 1:
                self.addressed[name.key[0]].add(gender)
        self.countries: set[str] = set()
        self.by_last: dict[str, list[Figure]] = defaultdict(list)
        self.table = lexicon()
        self.alone = Counter(
            n.key[0] for n in names if len(n.key) == 1 and n.sort in ("person", "unknown") and not n.definite
        )

    def persons(self) -> None:
        """Everybody named in full."""
        self._couples()
        for number, name in enumerate(self.names):
            if len(name.key) >= 2 and (name.sort == "person" or self._surnamed(name)):
                figure = self.by_key.get(name.key) or self._akin(name.key)
                if figure is None:
                    figure = self._new("person", name)
                    self.by_surname[surname(name.key)].append(figure)
                    self.by_given[given(name.key)].append(figure)
                    if len(name.key) > 2 and len(name.key[-2]) > 2:
                        self.by_middle[name.key[-2]].append(figure)
                self.by_key[name.key] = figure
                if len(name.key) == 3:
                    self.by_key.setdefault(name.key[1:], figure)
                self._add(figure, number)

    def _couples(self) -> None:
        """In "John and Jane Doe": the surname is the first one's as well."""
        for number, name in enumerate(self.names[:-1]):
            other = self.names[number + 1]
            if (
                len(name.key) == 1
                and name.key[0] in self.table.given
                and len(other.key) == 2
                and other.sort == "person"
                and self.text[name.span.end : other.whole.start] == " and "
                and other.whole == other.span
            ):
                figure = self.by_key.get((name.key[0], other.key[1]))
                if figure is None:
                    figure = self._new("person", name)
                    figure.key = (name.key[0], other.key[1])
                    figure.name = f"{name.span.of(self.text)} {other.span.of(self.text).split()[-1]}"
                    figure.gender = gender_of((), figure.key)
                    self.by_key[figure.key] = figure
                    self.by_surname[other.key[1]].append(figure)
                    self.by_given[name.key[0]].append(figure)
                figure.names.append(number)
                self.bearers[number] = [figure]

    def _surnamed(self, name: Name) -> bool:
        """A run of two or three words whose last word is used alone is a person's name."""
        return name.sort == "unknown" and len(name.key) <= 3 and self.alone[surname(name.key)] > 0

    def _akin(self, key: Key) -> Figure | None:
        for figure in self.by_surname.get(surname(key), ())[:CROWD]:
            if same_name(figure.key, key):
                return figure
        return None

    def others(self) -> None:
        """Bodies, countries and names that could be anything, by their words; acronyms by their letters.

        A capital is its country where the article names that as well.
        """
        places = (self.table.places.get(" ".join(name.key)) for name in self.names if name.sort == "country")
        self.countries = {place.name for place in places if place is not None and place.relation == "name"}
        for number, name in enumerate(self.names):
            short = name.sort in ("person", "unknown") or (
                name.definite and name.key[0] in self.table.organizations
            )
            # "Jordan" after "Jane Jordan"; "TAPPER" before what he says in a transcript.
            short = short or (name.sort != "document" and name.key[0] in self.by_surname)
            if self.bearers[number] or (len(name.key) == 1 and short):
                continue
            key = self._plain(name)
            figure = self.by_key.get(key)
            if figure is None:
                figure = self.by_key[key] = self._new(name.sort, name)
            self._add(figure, number)
        self._acronyms()
        for figure in self.figures:
            if figure.sort == "organization" and len(figure.key) > 1 and figure.names:
                joint = figure.key.index("of") if "of" in figure.key[1:] else 0
                for word in {figure.key[-1], figure.key[joint - 1]}:
                    self.by_last[word].append(figure)

    def _plain(self, name: Name) -> Key:
        """The key of a body without its legal form; of a country, its first name."""
        if name.sort == "country":
            place = self.table.places.get(" ".join(name.key)) or self.table.places.get(
                fold(name.span.of(self.text))
            )
            if place is not None and (place.relation == "name" or place.name in self.countries):
                return key_of(place.name.split())
        key = name.key
        while len(key) > 1 and key[-1] in self.table.corporate:
            key = key[:-1]
        return key

    def _acronyms(self) -> None:
        """Short forms join the one body that they are short for."""
        for old, new in short_forms(self.figures, self.defined, self.by_key):
            if old.names and old is not new:
                self._merge(old, new)

    def _merge(self, old: Figure, new: Figure) -> None:
        for number in old.names:
            self.bearers[number] = [new]
        new.names = sorted({*new.names, *old.names})
        new.told += old.told
        old.names = []
        self.by_key[old.key] = new
        if len(old.key) > len(new.key):
            new.key, new.name, new.fullest = old.key, old.name, old.fullest

    def singles(self) -> None:
        """Single words: the surname or given name of somebody named in full, else a name of its own."""
        spellings = Spellings(self.by_surname)
        for number, name in enumerate(self.names):
            if self.bearers[number]:
                continue
            fitting = self._fitting(name) or self._misspelt(number, name, spellings)
            if not fitting:
                figure = self.by_key.get(name.key)
                if figure is None:
                    figure = self.by_key[name.key] = self._new(name.sort, name)
                fitting = [figure]
            if len(fitting) == 1:
                self._add(fitting[0], number)
            else:
                self.bearers[number] = fitting

    def _fitting(self, name: Name) -> list[Figure]:
        word, gender = name.key[0], gender_of((t.head for t in name.told), ())
        for bearers in (self.by_surname.get(word, ()), self.by_given.get(word, ())):
            bearers = list(bearers[:CROWD])
            if gender is not None and bearers:
                bearers = self._of_gender(bearers, word, gender)
            if len(bearers) > 1:
                heads = {told.head for told in name.told}
                bearers = [f for f in bearers if heads & {t.head for t in f.told}] or bearers
            if bearers:
                return bearers
        if name.sort == "person" or word not in self.table.given:
            middle = self.by_middle.get(word, [])[:CROWD]
            if middle:
                return middle
        return self.by_last.get(word, [])[:2] if name.definite and word in self.table.organizations else []

    def _misspelt(self, number: int, name: Name, spellings: Spellings) -> list[Figure]:
        """The one person named in full before whose surname this is but for a letter, where it stands but
        once or twice and is no word of the tables."""
        word, table = name.key[0], self.table
        known = word in table.given or word in table.places or word in table.never or name.key in self.by_key
        if known or self.alone[word] > 2 or name.definite or name.sort not in ("person", "unknown"):
            return []
        near = spellings.like(word)
        figures = [f for s in near for f in self.by_surname[s] if f.names and f.names[0] < number]
        return figures if len(figures) == 1 and self.alone[near[0]] >= self.alone[word] else []

    def shared(self) -> None:
        """A "Mr. Doe" of several: the Doe whom the article introduced first and speaks of, as newspapers do.

        Where another one was named in full since, in this paragraph or the one before, nobody is meant.
        """
        for number, name in enumerate(self.names):
            bearers = self.bearers[number]
            titled = len(bearers) > 1 and gender_of((t.head for t in name.told), ()) is not None
            main = self._foremost(number, bearers) if titled else None
            if main is not None:
                self.bearers[number] = [main]

    def _foremost(self, number: int, bearers: Sequence[Figure]) -> Figure | None:
        """Of those who share a surname, the one named first, unless another one was named since, near by."""
        here = self.layout.paragraph(self.names[number].span.start)
        first = min(bearers, key=lambda f: f.names[0] if f.names else len(self.names))
        latest = -1
        for figure in bearers:
            last = bisect_left(figure.names, number)
            before = figure.names[max(0, last - CROWD) : last]
            full = [n for n in before if figure is first or len(self.names[n].key) > 1]
            near = [n for n in full[-1:] if here - self.layout.paragraph(self.names[n].span.start) <= 1]
            if figure is first:
                latest = near[0] if near else -1
            elif any(n > latest for n in near) and len(first.names) < FOREMOST * len(figure.names):
                return None
        return first if first.names and first.names[0] < number else None

    def _of_gender(self, bearers: list[Figure], word: str, gender: Gender) -> list[Figure]:
        """A "Mr. Doe" is no Jane Doe; but Lindsey Doe it may be, where no "Ms. Doe" is spoken of."""
        agreeing = [figure for figure in bearers if figure.gender == gender]
        if agreeing:
            return agreeing
        free = [figure for figure in bearers if not figure.certain]
        if len(free) == 1 and self.addressed[word] == {gender}:
            free[0].gender, free[0].certain = gender, True
            return free
        # One whose gender nothing tells, beside those who are of the other.
        return [figure for figure in free if figure.gender is None]

    def sorts(self) -> None:
        """What always stands behind "the", or has capitals inside, is no person."""
        for figure in self.figures:
            word = figure.fullest.of(self.text) if len(figure.key) == 1 else ""
            camel = (
                any(sign.isupper() for sign in word[1:]) and not word.isupper() and CAMEL.match(word) is None
            )
            # People are called by their surname the second time, companies by all of their name again.
            again = len(figure.key) > 1 and len(figure.names) >= IN_FULL and not self.alone[figure.key[-1]]
            if figure.sort == "unknown" and (
                camel or again or all(self.names[number].definite for number in figure.names)
            ):
                figure.sort = "organization"

    def _new(self, sort: Sort, name: Name) -> Figure:
        figure = Figure(len(self.figures), sort, name.key, "", name.span)
        self.figures.append(figure)
        return figure

    def _add(self, figure: Figure, number: int) -> None:
        """Give a place to a figure, and the figure what is told there."""
        name = self.names[number]
        self.bearers[number] = [figure]
        figure.names.append(number)
        for told in name.told:
            if told not in figure.told:
                figure.told.append(told)
        if name.age is not None:
            figure.ages.add(name.age)
        if figure.sort == "unknown" and name.sort != "place":
            figure.sort = name.sort
        if figure.sort == "person" and not figure.certain:
            told_gender = gender_of((told.head for told in name.told), ())
            figure.certain = told_gender is not None
            figure.gender = told_gender or figure.gender or gender_of((), figure.key)
        if not figure.name or self._fuller(name, figure):
            figure.key, figure.fullest = name.key, name.span
            figure.name = self._called(name)

    def _fuller(self, name: Name, figure: Figure) -> bool:
        """Whether a name tells more than the figure's so far; a country's name more than its capital's."""
        if name.sort == figure.sort == "country":
            now, then = (self.table.places.get(" ".join(key)) for key in (name.key, figure.key))
            capital = now is not None and now.relation == "capital"
            return not capital and (
                len(name.key) > len(figure.key) or (then is not None and then.relation == "capital")
            )
        if (
            len(name.key) == len(figure.key) > 1
            and figure.sort == "person"
            and name.key[1:] == figure.key[1:]
        ):
            return len(name.key[0]) > len(figure.key[0]) + 1
        return len(name.key) > len(figure.key)

    def _called(self, name: Name) -> str:
        words = " ".join(name.span.of(self.text).split())
        place = self.table.places.get(" ".join(name.key)) if name.sort == "country" else None
        if place is not None and place.relation == "name" and words.replace(".", "").isupper():
            return place.name  # "U.S.", "UAE"
        if len(name.key) == 1:
            regnal = next((t.head for t in name.told if t.head in self.table.regnal), None)
            ahead = Span(name.whole.start, name.span.end).of(self.text).split()
            if regnal is not None and len(ahead) > 1 and fold(ahead[-2]) == regnal:
                return f"{ahead[-2]} {words}"
        return words
