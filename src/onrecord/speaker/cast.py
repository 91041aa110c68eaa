"""The cast of an article: who and what is named in it, each with all the places that name them.

Full names come first; a surname, a given name or an acronym then belongs to the one figure that it fits.
Where it fits several it belongs to none, and the place where it is used decides (`Cast.fitting`).
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.nouns import Article, Span, SpeakerType
from onrecord.speaker.layout import Layout
from onrecord.speaker.mentions import Name, Sort, Word, capitalised, names_in, spelled_out
from onrecord.speaker.names import Key, gender_of, given, key_of, same_name, surname
from onrecord.speaker.offices import Told
from onrecord.speaker.tables import Gender, Lexicon, fold, lexicon

TYPES: dict[Sort, SpeakerType] = {
    "person": "person",
    "organization": "organization",
    "country": "country",
    "place": "organization",
    "document": "document",
    "unknown": "person",
}
REGNAL = frozenset(
    {"pope", "king", "queen", "prince", "princess", "emperor", "empress", "saint", "sultan", "emir"}
)
CORPORATE = frozenset(
    {"inc", "corp", "corporation", "co", "company", "ltd", "llc", "plc", "ag", "sa", "gmbh", "group"}
)
CAMEL = re.compile(r"(?:Mc|Mac|De|Di|Du|La|Le|Van|Fitz|O['\u2019]|D['\u2019]|[A-Z][a-z]+-)[A-Z]")
"""Capitals inside a surname; inside other single words they are a company's ("BuzzFeed")."""
IN_FULL = 3
"""How often a name of two words is given in full before it is taken for a body's."""
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

    def between(self, start: int, end: int) -> range:
        """The numbers of the names that begin in [start, end)."""
        return range(bisect_left(self.starts, start), bisect_left(self.starts, end))


def cast_of(article: Article, layout: Layout, cuts: Sequence[int] = ()) -> Cast:
    """Everybody named in the article, its headline and its captions. `cuts`: see `names_in`."""
    body: Sequence[Name] = names_in(article, layout, cuts)
    singles = {name.key[0] for name in body if len(name.key) == 1}
    full = {name.key for name in body if len(name.key) > 1}
    defined = [pair for block in article.blocks for pair in spelled_out(layout.text, block.span)]
    body = _replaced(body, [name for pair in defined for name in pair])
    names = sorted([*body, *_titled(article, layout, cuts, full, singles)], key=lambda name: name.span)
    builder = _Builder(layout.text, names, {short.key: long.key for long, short in defined})
    builder.persons()
    builder.others()
    builder.singles()
    builder.sorts()
    return Cast(
        names, [name.whole.start for name in names], builder.figures, [tuple(b) for b in builder.bearers]
    )


def _replaced(names: Sequence[Name], better: Sequence[Name]) -> list[Name]:
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


def _titled(
    article: Article, layout: Layout, cuts: Sequence[int], full: set[Key], singles: set[str]
) -> Iterator[Name]:
    """Names in headlines, where all words have capitals: what the body knows or a given name begins."""
    table = lexicon()
    surnames = {key[-1] for key in full} | singles
    for block in article.blocks:
        if block.role in ("headline", "subheading"):
            for run in capitalised(layout.text, block.span, cuts):
                yield from _titled_run(run, full, surnames, table, layout.text)


def _titled_run(
    run: Sequence[Word], full: set[Key], surnames: set[str], table: Lexicon, text: str
) -> Iterator[Name]:
    at = 0
    while at < len(run):
        size = _known(run, at, full, surnames, table)
        if size:
            words = run[at : at + size]
            span = Span(words[0].start, words[-1].end)
            key = key_of(word.text for word in words)
            begin = at
            while begin and (run[begin - 1].folded in table.titles or run[begin - 1].folded in table.roles):
                begin -= 1
            after = text[span.end : span.end + 2]
            yield Name(
                span,
                Span(run[begin].start, span.end),
                key,
                _titled_sort(key, table),
                possessive=after in ("'s", "\u2019s"),
                headline=True,
            )
        at += size or 1


def _known(run: Sequence[Word], at: int, full: set[Key], surnames: set[str], table: Lexicon) -> int:
    """How many words of the run from `at` on are a name; 0 for none."""
    for size in range(min(5, len(run) - at), 1, -1):
        if key_of(word.text for word in run[at : at + size]) in full:
            return size
    word = run[at]
    following = run[at + 1].folded if at + 1 < len(run) else ""
    if word.folded in table.given and following in surnames and following not in table.never:
        return 2
    alone = word.folded in surnames and word.folded not in table.never and word.folded not in table.adjectives
    return int(alone or word.folded in table.places or word.folded in table.seats)


def _titled_sort(key: Key, table: Lexicon) -> Sort:
    place = table.places.get(" ".join(key))
    if place is not None and place.relation != "demonym":
        return "country"
    if " ".join(key) in table.seats or key[-1] in table.organizations or key[-1] in table.bodies:
        return "organization"
    return "person" if len(key) > 1 and key[0] in table.given else "unknown"


class _Builder:
    """Puts names into figures in three rounds: persons in full, bodies and places, then the single words."""

    def __init__(self, text: str, names: Sequence[Name], defined: Mapping[Key, Key]) -> None:
        self.text = text
        self.names = names
        self.defined = defined
        self.figures: list[Figure] = []
        self.bearers: list[list[Figure]] = [[] for _ in names]
        self.by_key: dict[Key, Figure] = {}
        self.by_surname: dict[str, list[Figure]] = defaultdict(list)
        self.by_given: dict[str, list[Figure]] = defaultdict(list)
        self.addressed: dict[str, set[Gender]] = defaultdict(set)
        for name in names:
            gender = gender_of((t.head for t in name.told), ())
            if gender is not None and len(name.key) == 1:
                self.addressed[name.key[0]].add(gender)
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
        """Bodies, countries and names that could be anything, by their words; acronyms by their letters."""
        for number, name in enumerate(self.names):
            short = name.sort in ("person", "unknown") or (
                name.definite and name.key[0] in self.table.organizations
            )
            short = short or (name.sort in ("country", "place") and name.key[0] in self.by_surname)
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
            if place is not None and place.relation == "name":
                return key_of(place.name.split())
        key = name.key
        while len(key) > 1 and key[-1] in CORPORATE:
            key = key[:-1]
        return key

    def _acronyms(self) -> None:
        letters: dict[str, list[Figure]] = defaultdict(list)
        for figure in self.figures:
            if figure.sort in ("organization", "unknown") and len(figure.key) >= 2:
                letters[_initials(figure.key, self.table)].append(figure)
                if "of" in figure.key:
                    # "VA" for the Department of Veterans Affairs.
                    letters[_initials(figure.key[figure.key.index("of") + 1 :], self.table)].append(figure)
        for figure in list(self.figures):
            if figure.names and len(figure.key) == 1 and figure.sort == "organization":
                long = [f for f in letters.get(figure.key[0].replace(".", ""), ()) if f is not figure]
                if figure.key in self.defined:
                    long = [self.by_key[self.defined[figure.key]]]
                if len(long) == 1:
                    self._merge(figure, long[0])

    def _merge(self, old: Figure, new: Figure) -> None:
        for number in old.names:
            self.bearers[number] = [new]
        new.names = sorted({*new.names, *old.names})
        new.told += old.told
        old.names = []

    def singles(self) -> None:
        """Single words: the surname or given name of somebody named in full, else a name of its own."""
        for number, name in enumerate(self.names):
            if self.bearers[number]:
                continue
            fitting = self._fitting(name)
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
        return self.by_last.get(word, [])[:2] if name.definite and word in self.table.organizations else []

    def _of_gender(self, bearers: list[Figure], word: str, gender: Gender) -> list[Figure]:
        """A "Mr. Doe" is no Jane Doe; but Lindsey Doe it may be, where no "Ms. Doe" is spoken of."""
        agreeing = [figure for figure in bearers if figure.gender == gender]
        if agreeing:
            return agreeing
        free = [figure for figure in bearers if not figure.certain]
        if len(free) == 1 and self.addressed[word] == {gender}:
            free[0].gender, free[0].certain = gender, True
            return free
        return [figure for figure in free if figure.gender is None] if len(free) > 1 else []

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
        if not figure.name or len(name.key) > len(figure.key):
            figure.key, figure.fullest = name.key, name.span
            figure.name = self._called(name)

    def _called(self, name: Name) -> str:
        words = " ".join(name.span.of(self.text).split())
        if len(name.key) == 1:
            regnal = next((t.head for t in name.told if t.head in REGNAL), None)
            ahead = Span(name.whole.start, name.span.end).of(self.text).split()
            if regnal is not None and len(ahead) > 1 and fold(ahead[-2]) == regnal:
                return f"{ahead[-2]} {words}"
        return words


def _initials(key: Key, table: Lexicon) -> str:
    return "".join(word[0] for word in key if word not in table.connectors and word != "the")
