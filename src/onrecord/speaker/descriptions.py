"""Sources without a name: "the president", "his lawyer", "the company", "a spokesman for X".

A description is linked where the article tells exactly one figure by it: an office before or after a
name, an apposition, the noun in a body's own name. Everything else keeps its own words.
"""

from collections.abc import Sequence

from onrecord.nouns import Attribution, Mention, Span, Speaker, SpeakerType
from onrecord.speaker.antecedents import referent_of_pronoun
from onrecord.speaker.bodies import body_of, last_of
from onrecord.speaker.campaigns import OWN_BODIES, Led, leader_meant
from onrecord.speaker.cast import Figure
from onrecord.speaker.documents import FINDINGS, OPENING, Document, document_meant
from onrecord.speaker.epithets import epithet_of
from onrecord.speaker.holders import entitled, holder_of
from onrecord.speaker.offices import Told
from onrecord.speaker.phrases import Item, Phrase, told_by, type_of
from onrecord.speaker.scene import Scene, Turn, figure_turn
from onrecord.speaker.tables import Lexicon, fold, lexicon
from onrecord.speaker.towns import town_meant
from onrecord.speaker.wording import own_words

Found = tuple[Speaker | None, Figure | None]
PORTFOLIOS = frozenset(
    {("state",), ("defense",), ("defence",), ("labor",), ("energy",), ("the", "house"), ("staff",)}
)
"""What "of" may be followed by for the office to be one word: "secretary of state"."""
EARLIER = 12
"""Turns back that "the study" looks for the study told of before."""
NEAR = 1.4
"""The weight that "the woman" needs: the last speaker or subject, in this paragraph or the one before."""
QUOTES = ('"', "\u201c", "\u2018")
POSSESSIVES = {
    "his": "male",
    "her": "female",
    "its": "neuter",
    "their": "plural",
    "my": "first",
    "our": "first",
}


def described(scene: Scene, attribution: Attribution, phrase: Phrase) -> Found:
    """The speaker of a description: a figure, "NAME's lawyer", or the source's own words."""
    table = lexicon()
    words = phrase.words
    kind = type_of(words, table)
    owned = _owned(scene, attribution, phrase, kind)
    if owned is not None:
        return owned
    bare = kind == "unnamed" and words[0] not in table.indefinite
    if words[0] in POSSESSIVES:
        return own_words(scene.text, attribution.source, words, resolved=False), None
    if words[0] not in table.definite and not bare and not scene.titled(phrase.items[0].span.start):
        told = _told_of(scene, attribution, phrase, kind, table) if kind == "document" else None
        return told or (own_words(scene.text, attribution.source, words), None)
    town = _town(scene, phrase, table)
    if town is not None:
        name = " ".join(town.of(scene.text).split())
        source = Mention(Span(*attribution.source[0]), "source")
        return Speaker(name, "organization", (source, Mention(town, "description"))), None
    figure = _figure(scene, attribution, phrase, kind, table)
    if figure is not None:
        chain = (Mention(Span(*attribution.source[0]), "source"), Mention(figure.fullest, "description"))
        return Speaker(figure.name, figure.type, chain), figure
    told = _told_of(scene, attribution, phrase, kind, table)
    if told is not None:
        return told
    figure = _by_epithet(scene, attribution, phrase, kind, table)
    if figure is not None:
        chain = (Mention(Span(*attribution.source[0]), "source"), Mention(figure.fullest, "description"))
        return Speaker(figure.name, figure.type, chain), figure
    if words[-1] in table.inanimate and not _spoken_for(words, table):
        return None, None
    followed = words[0] in table.definite and kind == "unnamed" and words[-1] in table.roles
    followed = followed and (not phrase.rest or _seated(phrase, table))
    return own_words(scene.text, attribution.source, words, resolved=not followed), None


def _town(scene: Scene, phrase: Phrase, table: Lexicon) -> Span | None:
    """For "the city", "the town" where the town that is meant is named."""
    alone = len(phrase.items) == 2 and not phrase.rest and phrase.words[0] in table.definite
    return town_meant(scene, phrase.words[1], phrase.items[0].span.start) if alone else None


def _by_epithet(
    scene: Scene, attribution: Attribution, phrase: Phrase, kind: SpeakerType, table: Lexicon
) -> Figure | None:
    told = told_by(phrase)
    owned = any(item.possessive for item in phrase.items[:-1])
    of = tuple(fold(item.text) for item in phrase.rest)
    if told is None or told.head in table.plain | table.anybody or kind != "unnamed" or owned:
        return None
    if of[:1] == ("of",) and of[1:] in PORTFOLIOS:
        told = Told(told.head, told.narrower | set(of[1:]))
    elif of:
        return None
    if phrase.words[0] not in table.definite:
        return None
    figure = epithet_of(scene, attribution, phrase, told, table)
    return figure if figure is not None and entitled(scene, phrase, figure) else None


def _seated(phrase: Phrase, table: Lexicon) -> bool:
    """True for "the senator from Ruritania": an office that one person holds there, whom nothing names."""
    of = fold(phrase.rest[0].text) in ("of", "from", "for") and len(phrase.rest) > 1
    return phrase.words[-1] in table.singular and of and phrase.rest[1].text[:1].isupper()


def _spoken_for(words: Sequence[str], table: Lexicon) -> bool:
    """True where a word of the phrase is known to speak, whatever its last: "poll results this week"."""
    return any(word in table.documents or word in table.roles or word in table.groups for word in words)


def _told_of(
    scene: Scene, attribution: Attribution, phrase: Phrase, kind: SpeakerType, table: Lexicon
) -> Found | None:
    """What the text has spoken of in more words: "the campaign", "the poll", "the official"."""
    at, words, source = (
        phrase.items[0].span.start,
        phrase.words,
        Mention(Span(*attribution.source[0]), "source"),
    )
    if words[-1] in OWN_BODIES and len(words) <= 2 and not phrase.rest:
        led = leader_meant(scene, words[-1], at)
        if led is not None:
            return _led_body(scene, led, source)
        runs = words[-1] == "campaign" and words[0] in table.definite
        figure = epithet_of(scene, attribution, phrase, Told("candidate"), table) if runs else None
        if figure is not None:
            chain = (source, Mention(figure.fullest, "possessor"))
            return Speaker(f"{figure.name}'s campaign", "organization", chain), None
    earlier = _told_before(scene, words, phrase, table) if words[0] in table.definite else None
    document = None
    if (kind == "document" or words[-1] in FINDINGS) and len(words) <= 3 and not phrase.rest:
        opening = scene.layout.paragraph(at) <= OPENING
        document = document_meant(scene.cast.documents, words, at, opening, table)
    if document is not None and not _nearer(earlier, document, words[-1]):
        return Speaker(document.name, "document", (source, Mention(document.span, "description"))), None
    if earlier is None or earlier.speaker is None:
        return None
    chain = (source, Mention(earlier.span, "description"))
    return Speaker(
        earlier.speaker.name, earlier.speaker.type, chain, earlier.speaker.resolved
    ), earlier.figure


def _nearer(earlier: Turn | None, document: Document, noun: str) -> bool:
    """True for a description that spoke after a document was named, and that bears its noun as well."""
    if earlier is None or earlier.speaker is None or earlier.at < document.span.start:
        return False
    return document.kind != noun or noun in fold(earlier.speaker.name).split()


def _led_body(scene: Scene, led: tuple[Figure, Led], source: Mention) -> Found:
    """A campaign by its leader's fullest name, an administration by the name that stands before it."""
    figure, place = led
    name = scene.cast.names[place.number].span
    own = f"{figure.name}'s {place.kind}"
    if place.kind == "administration":
        own = f"{' '.join(name.of(scene.text).split())} administration"
    return Speaker(own, "organization", (source, Mention(name, "possessor"))), None


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
            return holder_of(scene, Told(told.head, told.narrower | frozenset(following)), at, table)
        return holder_of(scene, told, at, table)
    if phrase.words[1:] in (["state"], ["city"], ["region"], ["province"]):
        return last_of(scene, at, "place")
    if kind in ("organization", "document"):
        return body_of(scene, phrase, kind, at, table)
    if kind == "country":
        return last_of(scene, at, "country")
    return None


def _plain(scene: Scene, attribution: Attribution, phrase: Phrase, table: Lexicon) -> Figure | None:
    """A source like "the woman" follows the rules of "she"."""
    gender = table.gendered.get(phrase.words[-1])
    if gender is None or len(phrase.items) > 2 or phrase.rest:
        return None
    turn = referent_of_pronoun(scene, attribution, gender, phrase.span(), None, NEAR)
    return turn.figure if turn is not None else None


def _owned(scene: Scene, attribution: Attribution, phrase: Phrase, kind: SpeakerType) -> Found | None:
    """Sources like "his lawyer", "Doe's campaign": named after the possessor where that one is a person."""
    owner, first = _owner(scene, attribution, phrase)
    if owner is None or owner.speaker is None or not owner.speaker.resolved:
        return None
    thing = phrase.items[first:]
    if thing and fold(thing[-1].text) in lexicon().utterances:
        chain = (Mention(Span(*attribution.source[0]), "source"), Mention(owner.span, "possessor"))
        return Speaker(owner.speaker.name, owner.speaker.type, chain, owner.speaker.resolved), owner.figure
    persons = owner.figure is None or owner.figure.sort in ("person", "unknown")
    if not thing or not persons or owner.speaker.type not in ("person", "organization", "unnamed"):
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
        last = fold(phrase.items[-1].text)
        if item.name >= 0 and (item.possessive or (last in OWN_BODIES and last != "administration")):
            figure = scene.bearer(item.name)
            if figure is not None and number <= 1:
                return figure_turn(scene, figure, scene.cast.names[item.name].span), number + 1
    return None, 0


def _kin(scene: Scene, phrase: Phrase, owner: Figure | None) -> Figure | None:
    """For "his wife", where the article tells one person by that word after a possessor."""
    told = told_by(Phrase(phrase.items[1:]))
    if told is None:
        return None
    for heads in (frozenset({told.head}), lexicon().synonyms.get(told.head, frozenset())):
        fitting = [
            figure
            for figure in scene.cast.figures
            if figure is not owner and figure.names and any(t.head in heads for t in figure.told)
        ]
        if fitting:
            return fitting[0] if len(fitting) == 1 else None
    return None
