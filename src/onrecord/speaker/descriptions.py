"""Sources without a name: "the president", "his lawyer", "the company", "a spokesman for X".

A description is linked where the article tells exactly one figure by it: an office before or after a
name, an apposition, the noun in a body's own name. Everything else keeps its own words.
"""

from collections.abc import Callable, Sequence

from onrecord.nouns import Attribution, Mention, Span, Speaker, SpeakerType
from onrecord.speaker.antecedents import referent_of_pronoun
from onrecord.speaker.cast import Figure
from onrecord.speaker.names import key_of
from onrecord.speaker.offices import Told
from onrecord.speaker.phrases import YEARS, Item, Phrase, told_by, type_of
from onrecord.speaker.scene import Scene, Turn, figure_turn
from onrecord.speaker.tables import Lexicon, fold, lexicon

Found = tuple[Speaker | None, Figure | None]
OWN_BODIES = frozenset({"campaign", "team", "camp"})
EARLIER = 12
"""Turns back that "the study" looks for the study told of before."""
OPENING = 4
"""Paragraphs at the top, the headline among them, where a description may come before the name."""
NEAR = 1.4
"""The weight that "the woman" needs: the last speaker or subject, in this paragraph or the one before."""
QUOTES = ('"', "\u201c", "\u2018")
VAGUE = frozenset({"the", "former", "new", "north", "south", "east", "west", "great", "united", "of"})
"""Narrower words that two offices may share without being one: "New York governor", "New Jersey governor"."""
PARTY_WORDS = frozenset(
    {"democratic", "republican", "conservative", "labour", "liberal", "socialist", "green"}
)
FIXED = frozenset({"president", "governor", "mayor", "chancellor", "prime minister", "leader", "chairman"})
PARTIES = {"democrat": "democratic", "gop": "republican", "tory": "conservative"}
POSSESSIVES = {
    "his": "male",
    "her": "female",
    "its": "neuter",
    "their": "plural",
    "my": "first",
    "our": "first",
}


def described(
    scene: Scene, attribution: Attribution, phrase: Phrase, own_words: Callable[..., Speaker]
) -> Found:
    """The speaker of a description: a figure, "NAME's lawyer", or the source's own words."""
    table = lexicon()
    words = phrase.words
    kind = type_of(words, table)
    owned = _owned(scene, attribution, phrase, kind)
    if owned is not None:
        return owned
    bare = kind == "unnamed" and words[0] not in table.indefinite
    if words[0] in POSSESSIVES:
        return own_words(scene, attribution.source, words, resolved=False), None
    if words[0] not in table.definite and not bare and not scene.titled(phrase.items[0].span.start):
        return own_words(scene, attribution.source, words), None
    figure = _figure(scene, attribution, phrase, kind, table)
    if figure is not None:
        chain = (Mention(Span(*attribution.source[0]), "source"), Mention(figure.fullest, "description"))
        return Speaker(figure.name, figure.type, chain), figure
    earlier = _told_before(scene, words, phrase, table) if words[0] in table.definite else None
    if earlier is not None and earlier.speaker is not None:
        chain = (Mention(Span(*attribution.source[0]), "source"), Mention(earlier.span, "description"))
        return Speaker(
            earlier.speaker.name, earlier.speaker.type, chain, earlier.speaker.resolved
        ), earlier.figure
    followed = (
        words[0] in table.definite and kind == "unnamed" and not phrase.rest and words[-1] in table.roles
    )
    return own_words(scene, attribution.source, words, resolved=not followed), None


def _told_before(scene: Scene, words: Sequence[str], phrase: Phrase, table: Lexicon) -> Turn | None:
    """For "the study", "the official": the last speaker that was described by that word and more."""
    if len(words) != 2 or phrase.rest:
        return None
    heads = table.families.get(words[-1], frozenset({words[-1]}))
    for turn in scene.before(phrase.items[0].span.start, EARLIER):
        if turn.speaker is None or turn.figure is not None or turn.speaker.type in ("person", "none"):
            continue
        told = [fold(word) for word in turn.speaker.name.split()]
        end = next((n for n, word in enumerate(told) if n and word in table.breaks), len(told))
        if told[end - 1] in heads:
            return turn if len(told) > 1 else None
    return None


def _figure(
    scene: Scene, attribution: Attribution, phrase: Phrase, kind: SpeakerType, table: Lexicon
) -> Figure | None:
    at = phrase.items[0].span.start
    if kind == "unnamed":
        told = told_by(phrase)
        if told is None:
            return None
        if told.head in table.plain:
            return _plain(scene, attribution, phrase, table)
        if phrase.rest and phrase.rest[0].text.lower() in ("of", "for", "in", "from"):
            following = [fold(item.text) for item in phrase.rest[1:5] if item.text[0].isalnum()]
            told = Told(told.head, told.narrower | frozenset(following))
        return _person(scene, told, at, table)
    if phrase.words[1:] in (["state"], ["city"], ["region"], ["province"]):
        return _last_of(scene, at, "place")
    if kind in ("organization", "document"):
        return _body(scene, phrase, kind, at, table)
    if kind == "country":
        return _last_of(scene, at, "country")
    return None


def _person(scene: Scene, told: Told, at: int, table: Lexicon) -> Figure | None:
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
            fitting = _recent(scene, fitting, at)
        if fitting:
            one = fitting[0] if len(fitting) == 1 else None
            return one if one is not None and _introduced(scene, one, told, at, table) else None
    return _of_party(persons, told, table)


def _introduced(scene: Scene, figure: Figure, asked: Told, at: int, table: Lexicon) -> bool:
    """True for a figure named before; for a later one at the top, or where more than the office agrees."""
    if scene.cast.starts[figure.names[0]] < at or scene.layout.paragraph(at) <= OPENING:
        return True
    asks = {_plain_word(word, table) for word in asked.narrower} - VAGUE
    return any(asks & {_plain_word(word, table) for word in told.narrower} for told in figure.told)


def _of_party(persons: Sequence[Figure], asked: Told, table: Lexicon) -> Figure | None:
    """For "the Republican candidate", "the Democrat": the one person of whom that party is told."""
    parties = {_plain_word(word, table) for word in asked.narrower | {asked.head}} & PARTY_WORDS
    if not parties or asked.head in FIXED:
        return None
    fitting = [
        f
        for f in persons
        if any(parties & {_plain_word(word, table) for word in t.narrower | {t.head}} for t in f.told)
    ]
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
        main = _main_country(scene)
        return fitting if main is None or f"={main}" in places else []
    if len(fitting) > 1:
        return [f for f in fitting if any("former" not in t.narrower for t in told[f.number])]
    return fitting


def _agrees(told: Told, places: set[str], table: Lexicon) -> bool:
    """False where an office is told of another country or region than those asked for."""
    others = {word for word in (_plain_word(w, table) for w in told.narrower) if word.startswith("=")}
    return not others or bool(others & places)


def _main_country(scene: Scene) -> str | None:
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


def _recent(scene: Scene, fitting: Sequence[Figure], at: int) -> list[Figure]:
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


def _plain(scene: Scene, attribution: Attribution, phrase: Phrase, table: Lexicon) -> Figure | None:
    """A source like "the woman" follows the rules of "she"."""
    gender = table.gendered.get(phrase.words[-1])
    if gender is None or len(phrase.items) > 2 or phrase.rest:
        return None
    turn = referent_of_pronoun(scene, attribution, gender, phrase.span(), None, NEAR)
    return turn.figure if turn is not None else None


def _body(scene: Scene, phrase: Phrase, kind: SpeakerType, at: int, table: Lexicon) -> Figure | None:
    """For "the ministry" the body with that word in its name; for "the company" the one spoken of last."""
    words = [w for w in phrase.words if w not in table.definite]
    if not words or len(words) > 4 or phrase.rest:
        return None
    bodies = [f for f in scene.cast.figures if f.sort in ("organization", "unknown") and f.names]
    wanted = key_of(words)
    fitting = [f for f in bodies if len(f.key) > len(wanted) and set(wanted) <= set(f.key)]
    ahead = [f for f in fitting if scene.cast.starts[f.names[0]] < at]
    fitting = ahead or fitting
    if len(fitting) > 1:
        fitting = [f for f in fitting if f.key[-len(wanted) :] == wanted] or fitting
    if len(fitting) > 1:
        fitting = _recent(scene, fitting, at)
    if fitting:
        return fitting[0] if len(fitting) == 1 else None
    return _spoken_of(scene, words, at, table) if kind == "organization" and len(words) == 1 else None


def _spoken_of(scene: Scene, words: Sequence[str], at: int, table: Lexicon) -> Figure | None:
    """For "the company", "the agency" without its noun in any name: the body of that make spoken of here.

    The last one that spoke within two paragraphs, else the only one named there, else for a company the
    one that the article names most.
    """
    company = words[0] in table.companies
    layout, cast = scene.layout, scene.cast
    here = layout.paragraph(at)
    for turn in scene.before(at):
        near_by = here - layout.paragraph(turn.at) <= 2
        if near_by and turn.figure is not None and _of_make(turn.figure, company, table):
            return turn.figure
    near = {
        figure.number: figure
        for number in cast.between(layout.paragraphs[max(0, here - 3)], at)
        for figure in cast.bearers[number]
        if _of_make(figure, company, table)
    }
    if len(near) == 1:
        return next(iter(near.values()))
    named = sorted(
        (f for f in near.values() if company), key=lambda figure: (-len(figure.names), figure.number)
    )
    if len(named) > 1 and len(named[0].names) >= max(3, 2 * len(named[1].names)):
        return named[0]
    return None


def _of_make(figure: Figure, company: bool, table: Lexicon) -> bool:
    """A company's name may be anything but a public body's; an agency's is known by its words."""
    if figure.sort not in ("organization", "unknown"):
        return False
    public = any(word in table.public for word in figure.key)
    if company:
        return not public and (figure.sort == "organization" or len(figure.names) > 1)
    return public


def _last_of(scene: Scene, at: int, sort: str) -> Figure | None:
    """The country or place that spoke last, or was the only one named in the last two paragraphs."""
    for turn in scene.before(at):
        if turn.figure is not None and turn.figure.sort == sort:
            return turn.figure
    layout, cast = scene.layout, scene.cast
    near = {
        figure.number: figure
        for number in cast.between(layout.paragraphs[max(0, layout.paragraph(at) - 3)], at)
        for figure in cast.bearers[number]
        if figure.sort == sort
    }
    return next(iter(near.values())) if len(near) == 1 else None


def _owned(scene: Scene, attribution: Attribution, phrase: Phrase, kind: SpeakerType) -> Found | None:
    """Sources like "his lawyer", "Doe's campaign": named after the possessor where that one is a person."""
    owner, first = _owner(scene, attribution, phrase)
    if owner is None or owner.speaker is None or not owner.speaker.resolved:
        return None
    thing = phrase.items[first:]
    if not thing or owner.speaker.type not in ("person", "organization", "unnamed"):
        return None
    linked = _kin(scene, phrase, owner.figure)
    source = Mention(Span(*attribution.source[0]), "source")
    if linked is not None:
        return Speaker(linked.name, "person", (source, Mention(linked.fullest, "description"))), linked
    if thing[0].text in QUOTES and len(thing) > 1:
        title = scene.text[thing[1].span.start : thing[-1].span.end].strip('"\u201c\u201d\u2018\u2019')
        return Speaker(" ".join(title.split()), "document", (source, Mention(owner.span, "possessor"))), None
    end = max(span.end for span in attribution.source)
    words = " ".join(scene.text[thing[0].span.start : end].split()).strip(" ,")
    name = owner.speaker.name
    mark = "'" if name.endswith("s") and kind == "group" and not name.istitle() else "'s"
    chain = (source, Mention(owner.span, "possessor"))
    return Speaker(f"{name}{mark} {words}", "unnamed" if kind == "person" else kind, chain), None


def _owner(scene: Scene, attribution: Attribution, phrase: Phrase) -> tuple[Turn | None, int]:
    """Whoever owns what the phrase names, and the number of the first item after."""
    first: Item = phrase.items[0]
    word = fold(first.text)
    if word in POSSESSIVES and len(phrase.items) > 1:
        return referent_of_pronoun(scene, attribution, POSSESSIVES[word], first.span, None), 1
    for number, item in enumerate(phrase.items[:-1]):
        if item.name >= 0 and (item.possessive or fold(phrase.items[-1].text) in OWN_BODIES):
            figure = scene.bearer(item.name)
            if figure is not None and figure.sort in ("person", "unknown") and number <= 1:
                return figure_turn(scene, figure, scene.cast.names[item.name].span), number + 1
    return None, 0


def _kin(scene: Scene, phrase: Phrase, owner: Figure | None) -> Figure | None:
    """For "his wife", where the article tells one person by that word after a possessor."""
    told = told_by(Phrase(phrase.items[1:]))
    if told is None:
        return None
    heads = lexicon().synonyms.get(told.head, frozenset()) | {told.head}
    fitting = [
        figure
        for figure in scene.cast.figures
        if figure is not owner and figure.names and any(t.head in heads for t in figure.told)
    ]
    return fitting[0] if len(fitting) == 1 else None
