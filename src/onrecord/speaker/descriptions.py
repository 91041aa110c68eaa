"""Sources without a name: "the president", "his lawyer", "the company", "a spokesman for X".

A description is linked where the article tells exactly one figure by it: an office before or after a
name, an apposition, the noun in a body's own name. Everything else keeps its own words.
"""

from collections.abc import Callable, Sequence

from onrecord.nouns import Attribution, Mention, Span, Speaker, SpeakerType
from onrecord.speaker.antecedents import Scene, figure_turn, referent_of_pronoun
from onrecord.speaker.cast import Figure
from onrecord.speaker.mentions import Told
from onrecord.speaker.names import key_of
from onrecord.speaker.phrases import YEARS, Item, Phrase, told_by, type_of
from onrecord.speaker.tables import Lexicon, fold, lexicon

Found = tuple[Speaker | None, Figure | None]
POSSESSIVES = {"his": "male", "her": "female", "its": "neuter", "their": "plural", "my": "first", "our": "first"}


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
    if words[0] not in table.definite and not bare and not scene.titled(phrase.items[0].span.start):
        return own_words(scene, attribution.source, words), None
    figure = _figure(scene, attribution, phrase, kind, table)
    if figure is not None:
        chain = (Mention(Span(*attribution.source[0]), "source"), Mention(figure.fullest, "description"))
        return Speaker(figure.name, figure.type, chain), figure
    followed = words[0] in table.definite and kind == "unnamed" and not phrase.rest and words[-1] in table.roles
    return own_words(scene, attribution.source, words, resolved=not followed), None


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
        return _person(scene, told, at, table)
    if kind in ("organization", "document"):
        return _body(scene, phrase, at, table)
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
        fitting = _narrowed(fitting, told, heads, table)
        if len(fitting) > 1:
            fitting = _recent(scene, fitting, at)
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None


def _answers(told: Told, asked: Told, heads: frozenset[str]) -> bool:
    if told.head.replace(" ", "-") not in heads and told.head not in heads:
        return False
    return "former" not in asked.narrower or "former" in told.narrower


def _narrowed(fitting: list[Figure], asked: Told, heads: frozenset[str], table: Lexicon) -> list[Figure]:
    """Those that share the asked narrower words, where any does; else those that are no former ones."""
    asks = {_plain_word(word, table) for word in asked.narrower} - {"the"}

    def shared(figure: Figure) -> int:
        return max(
            len(asks & {_plain_word(w, table) for w in t.narrower})
            for t in figure.told
            if _answers(t, asked, heads)
        )

    if asks and fitting:
        most = max(shared(f) for f in fitting)
        if most:
            return [f for f in fitting if shared(f) == most]
        nations = {word for word in asks if word.startswith("=")}
        if nations:
            return [f for f in fitting if not any(_nations(t, table) - nations for t in f.told)]
    if len(fitting) > 1:
        return [f for f in fitting if any(_answers(t, asked, heads) and "former" not in t.narrower for t in f.told)]
    return fitting


def _plain_word(word: str, table: Lexicon) -> str:
    """Nations by one word whether named or as an adjective: "=Russia" for "russian" and "russia's"."""
    bare = word.removesuffix("'s")
    place = table.places.get(bare)
    return f"={place.name}" if place is not None else {"democrat": "democratic"}.get(bare, bare)


def _nations(told: Told, table: Lexicon) -> set[str]:
    return {word for word in (_plain_word(w, table) for w in told.narrower) if word.startswith("=")}


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
    """"The woman" follows the rules of "she"."""
    gender = table.gendered.get(phrase.words[-1])
    if gender is None or len(phrase.items) > 2 or phrase.rest:
        return None
    turn = referent_of_pronoun(scene, attribution, gender, phrase.span(), None)
    return turn.figure if turn is not None else None


def _body(scene: Scene, phrase: Phrase, at: int, table: Lexicon) -> Figure | None:
    """"The ministry": the body with that word in its name; "the company": the one spoken of last."""
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
    if len(words) == 1 and words[0] in table.companies:
        return _last_of(scene, at, "organization")
    return None


def _last_of(scene: Scene, at: int, sort: str) -> Figure | None:
    """The body or country that spoke last or was the only one named within the last two paragraphs."""
    for turn in scene.before(at):
        if turn.figure is not None and turn.figure.sort == sort:
            return turn.figure
    layout, cast = scene.layout, scene.cast
    here = layout.paragraph(at)
    near = {
        figure.number: figure
        for number in cast.between(layout.paragraphs[max(0, here - 3)], at)
        for figure in cast.bearers[number]
        if figure.sort == sort
    }
    return next(iter(near.values())) if len(near) == 1 else None


def _owned(scene: Scene, attribution: Attribution, phrase: Phrase, kind: SpeakerType) -> Found | None:
    """"His lawyer", "Doe's campaign": named after the possessor where that one is a person."""
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
    end = max(span.end for span in attribution.source)
    words = " ".join(scene.text[thing[0].span.start : end].split()).strip(" ,")
    name = owner.speaker.name
    mark = "'" if name.endswith("s") and kind == "group" and not name.istitle() else "'s"
    chain = (source, Mention(owner.span, "possessor"))
    return Speaker(f"{name}{mark} {words}", "unnamed" if kind == "person" else kind, chain), None


def _owner(scene: Scene, attribution: Attribution, phrase: Phrase):  # type: ignore[no-untyped-def]
    """Whoever owns what the phrase names, and the number of the first item after."""
    first: Item = phrase.items[0]
    word = fold(first.text)
    if word in POSSESSIVES and len(phrase.items) > 1:
        return referent_of_pronoun(scene, attribution, POSSESSIVES[word], first.span, None), 1
    for number, item in enumerate(phrase.items[:-1]):
        if item.name >= 0 and (item.possessive or fold(phrase.items[-1].text) == "campaign"):
            figure = scene.bearer(item.name)
            if figure is not None and figure.sort in ("person", "unknown") and number <= 1:
                return figure_turn(scene, figure, scene.cast.names[item.name].span), number + 1
    return None, 0


def _kin(scene: Scene, phrase: Phrase, owner: Figure | None) -> Figure | None:
    """"His wife", where the article tells one person by that word after a possessor."""
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
