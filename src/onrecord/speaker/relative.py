"""What "who", "which" or "that" refers to: the noun phrase or name right before it in its sentence."""

import re
from collections.abc import Sequence

from onrecord.nouns import Mention, Span, Speaker
from onrecord.speaker.cast import Figure
from onrecord.speaker.nearby import begin_of
from onrecord.speaker.phrases import Item, items_of, type_of
from onrecord.speaker.scene import Scene, Turn, figure_turn
from onrecord.speaker.tables import fold, lexicon

PERSONAL = frozenset({"who", "whom", "whose"})
FAR = 160
"""Code points before a relative pronoun that are looked at."""
PUT_IN = re.compile(r"(?P<dash> --|\s?[\u2013\u2014])(?:(?!(?P=dash)).)*(?P=dash)\s*\Z", re.S)
"""What stands between two dashes right before the pronoun: "40 soldiers -- most of them young -- who"."""


def relative_antecedent(scene: Scene, place: Span, word: str) -> Turn | None:
    """The turn of whom it refers to; None where nobody is found."""
    start = max(scene.layout.sentence_start(place.start), place.start - FAR)
    aside = PUT_IN.search(scene.text, start, place.start)
    items = items_of(scene.text, (Span(start, aside.start() if aside else place.start),), scene.cast)
    table = lexicon()
    for number in range(len(items) - 1, -1, -1):
        item = items[number]
        if item.name >= 0:
            figure = scene.bearer(item.name)
            if figure is not None and _relative_fits(figure, word) and not item.possessive:
                return figure_turn(scene, figure, scene.cast.names[item.name].span)
            continue
        plain = fold(item.text)
        if not item.text[0].isalnum():
            continue
        if plain in table.indefinite and number + 1 < len(items) and fold(items[number + 1].text) == "of":
            continue  # "most of the ratepayers who": the head comes later
        kind = type_of([plain], table)
        known = kind != "unnamed" or plain in table.roles or plain in table.plain
        people = any(
            plain in listed for listed in (table.roles, table.plain, table.plural_roles, table.groups)
        )
        thing = known and word not in PERSONAL and kind not in ("unnamed", "group")
        if thing or (people and word != "which"):
            begin = begin_of(scene.text, items, number)
            if plain in table.roles and (_apposed(items, begin) or _sought(items, begin)):
                continue
            span = Span(items[begin].span.start, item.span.end)
            speaker = Speaker(" ".join(span.of(scene.text).split()), kind, (Mention(span, "description"),))
            return Turn(None, speaker, None, span.start, place=span)
    return _right_before(scene, items) if word in PERSONAL else None


def _right_before(scene: Scene, items: Sequence[Item]) -> Turn | None:
    """The phrase that ends right before "who", where no table knows its head: "the ratepayers who"."""
    words = [number for number, item in enumerate(items) if item.text[0].isalnum()]
    if not words or len(items) - 1 - words[-1] > 1:  # a comma may stand between
        return None
    head, table = items[words[-1]], lexicon()
    plain = fold(head.text)
    if head.name >= 0 or plain in table.never | table.breaks | table.prepositions or plain in table.pronouns:
        return None
    begin = begin_of(scene.text, items, words[-1])
    span = Span(items[begin].span.start, head.span.end)
    many = plain.endswith("s") or plain in ("those", "percent")
    speaker = Speaker(
        " ".join(span.of(scene.text).split()),
        "group" if many else "unnamed",
        (Mention(span, "description"),),
    )
    return Turn(None, speaker, None, span.start, place=span)


def _apposed(items: Sequence[Item], begin: int) -> bool:
    """True for "a Republican" in "John Roe of Ohio, a Republican": the name before is meant."""
    at = begin - 1
    if at > 0 and fold(items[at].text) in ("a", "an", "the"):
        at -= 1
    return at > 0 and items[at].text == "," and any(item.name >= 0 for item in items[max(0, at - 3) : at])


def _sought(items: Sequence[Item], begin: int) -> bool:
    """True for "governor" in "the candidate for governor": an office that is sought, not held."""
    return begin > 0 and fold(items[begin - 1].text) in ("for", "as")


def _relative_fits(figure: Figure, word: str) -> bool:
    if word in PERSONAL:
        return figure.sort in ("person", "unknown")
    return figure.sort not in ("person", "place")
