"""Who has the office or part that a description tells: "the president", "the 42-year-old", "the Democrat"."""

from collections.abc import Sequence

from onrecord.speaker.cast import Figure
from onrecord.speaker.offices import Told
from onrecord.speaker.phrases import YEARS, Phrase, told_by
from onrecord.speaker.scene import Scene
from onrecord.speaker.tables import Lexicon, fold, lexicon

OPENING = 4
"""Paragraphs at the top, the headline among them, where a description may come before the name."""
VAGUE = frozenset({"the", "former", "new", "north", "south", "east", "west", "great", "united", "of"})
"""Narrower words that two offices may share without being one: "New York governor", "New Jersey governor"."""
PARTY_WORDS = frozenset(
    {"democratic", "republican", "conservative", "labour", "liberal", "socialist", "green"}
)
FIXED = frozenset({"president", "governor", "mayor", "chancellor", "prime minister", "leader", "chairman"})
PARTIES = {"democrat": "democratic", "gop": "republican", "tory": "conservative"}


def holder_of(scene: Scene, told: Told, at: int, table: Lexicon) -> Figure | None:
    """The one person told by this office; "the president" is no former one where another is told."""
    years = YEARS.fullmatch(told.head)
    persons = [f for f in scene.cast.figures if f.sort == "person" and f.names]
    if years:
        fitting = [f for f in persons if int(years.group(1)) in f.ages]
        return fitting[0] if len(fitting) == 1 else None
    for heads in (frozenset({told.head}), table.synonyms.get(told.head.replace(" ", "-"), frozenset())):
        fitting = [f for f in persons if any(_answers(t, told, heads) for t in f.told)]
        fitting = _narrowed(scene, fitting, told, heads, table)
        if len(fitting) > 1:
            fitting = recent(scene, fitting, at)
        if fitting:
            one = fitting[0] if len(fitting) == 1 else None
            return one if one is not None and _introduced(scene, one, told, at, table) else None
    return _of_party(persons, told, table)


def entitled(scene: Scene, phrase: Phrase, figure: Figure) -> bool:
    """False for "the Chief Justice", "the Senator" where the text calls the figure by no such title: written
    like a name, a title is meant of its holder."""
    table, last, told = lexicon(), phrase.items[-1], told_by(phrase)
    if told is None or not last.text[0].isupper() or scene.titled(last.span.start):
        return True
    if told.head not in table.compounds and told.head not in table.singular:
        return True
    heads = {told.head, *table.synonyms.get(told.head.replace(" ", "-"), ())}
    return any(t.head in heads for t in figure.told)


def parties_of(told: Sequence[Told], table: Lexicon) -> set[str]:
    """The parties that offices tell."""
    return {_plain_word(word, table) for t in told for word in t.narrower | {t.head}} & PARTY_WORDS


def places_of(told: Sequence[Told], table: Lexicon) -> set[str]:
    """The countries and regions that offices tell, each as one word."""
    words = {_plain_word(word, table) for t in told for word in t.narrower}
    return {word for word in words if word.startswith("=")}


def _introduced(scene: Scene, figure: Figure, asked: Told, at: int, table: Lexicon) -> bool:
    """True for a figure named before; for a later one at the top, or where more than the office agrees."""
    if scene.cast.starts[figure.names[0]] < at or scene.layout.paragraph(at) <= OPENING:
        return True
    asks = {_plain_word(word, table) for word in asked.narrower} - VAGUE
    return any(asks & {_plain_word(word, table) for word in told.narrower} for told in figure.told)


def _of_party(persons: Sequence[Figure], asked: Told, table: Lexicon) -> Figure | None:
    """For "the Republican candidate", "the Democrat": the one person of whom that party is told."""
    parties = parties_of([asked], table)
    if not parties or asked.head in FIXED:
        return None
    fitting = [f for f in persons if parties & parties_of(f.told, table)]
    return fitting[0] if len(fitting) == 1 else None


def _answers(told: Told, asked: Told, heads: frozenset[str]) -> bool:
    if told.head.replace(" ", "-") not in heads and told.head not in heads:
        return False
    return "former" not in asked.narrower or "former" in told.narrower


def _narrowed(
    scene: Scene, fitting: list[Figure], asked: Told, heads: frozenset[str], table: Lexicon
) -> list[Figure]:
    """Those that share the asked narrower words, where any does; else those that are no former ones.

    "The Mexican president" is not the only president named unless the article is about Mexico.
    """
    asks = {_plain_word(word, table) for word in asked.narrower} - VAGUE
    places = {word for word in asks if word.startswith("=")}
    told = {f.number: [t for t in f.told if _answers(t, asked, heads)] for f in fitting}
    if places:
        fitting = [f for f in fitting if any(_agrees(t, places, table) for t in told[f.number])]

    def shared(figure: Figure) -> int:
        return max(len(asks & {_plain_word(w, table) for w in t.narrower}) for t in told[figure.number])

    most = max((shared(f) for f in fitting), default=0)
    if most:
        return [f for f in fitting if shared(f) == most]
    if any(word[1:] in table.nations for word in places):
        main = main_country(scene)
        return fitting if main is None or f"={main}" in places else []
    if len(fitting) > 1:
        return [f for f in fitting if any("former" not in t.narrower for t in told[f.number])]
    return fitting


def _agrees(told: Told, places: set[str], table: Lexicon) -> bool:
    """False where an office is told of another country or region than those asked for."""
    others = {word for word in (_plain_word(w, table) for w in told.narrower) if word.startswith("=")}
    return not others or bool(others & places)


def main_country(scene: Scene) -> str | None:
    """The country that the article names most, or None where it names none or two as often."""
    counts = sorted(((len(f.names), f.name) for f in scene.cast.figures if f.sort == "country"), reverse=True)
    if not counts or (len(counts) > 1 and counts[0][0] == counts[1][0]):
        return None
    place = lexicon().places.get(fold(counts[0][1]).rstrip("."))
    return place.name if place is not None else None


def _plain_word(word: str, table: Lexicon) -> str:
    """A country or region by one word, named or as an adjective: "=Russia" for "russian", "russia\'s"."""
    bare = word.removesuffix("'s")
    place = table.places.get(bare)
    if place is not None or bare in table.region_words:
        return f"={place.name if place is not None else bare}"
    return PARTIES.get(bare, bare)


def recent(scene: Scene, fitting: Sequence[Figure], at: int) -> list[Figure]:
    """Of several, the one named or speaking in this paragraph or the one before, if it is alone in that."""
    layout, cast = scene.layout, scene.cast
    here = layout.paragraph(at)
    near = [
        figure
        for figure in fitting
        if any(cast.starts[n] < at and here - layout.paragraph(cast.starts[n]) <= 1 for n in figure.names)
        or any(t.figure is figure and here - layout.paragraph(t.at) <= 1 for t in scene.before(at))
    ]
    return near if len(near) == 1 else list(fitting)
