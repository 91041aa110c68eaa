"""Whom an epithet means that the article tells of nobody in so many words: "the businessman", "the nominee".

News calls somebody it has just spoken of by another word that the reader knows to fit. So the one meant is
whoever was spoken of last and most, unless what the article tells of that one speaks against it: a senator
is no spokesman, a Democrat no Republican nominee. Two who are as good as each other leave it open.
"""

import math
from collections.abc import Iterator

from onrecord.nouns import Attribution
from onrecord.speaker.cast import Figure
from onrecord.speaker.holders import main_country, parties_of, places_of
from onrecord.speaker.names import given
from onrecord.speaker.offices import Told
from onrecord.speaker.phrases import Phrase, gender_told
from onrecord.speaker.scene import Scene
from onrecord.speaker.tables import Lexicon

SPOKE, NAMED_BACK, TURNS_BACK = 2.5, 40, 8
PER_SENTENCE, PER_PARAGRAPH, OLDEST = 0.3, 0.4, 3.0
"""What distance takes away; as for pronouns, but an epithet reaches further back."""
OFTEN = 0.35
"""What each doubling of the times that somebody is named counts."""
SAME_FIELD, OTHER_FIELD, AGREES = 1.0, -2.5, 1.0
LOOSE = frozenset(
    {"leader", "politician", "lawmaker", "legislator", "republican", "democrat", "statesman", "conservative"}
)
"""Words of politics that may be said of the holder of any office."""
LEAST, MARGIN = 1.0, 0.4


def epithet_of(
    scene: Scene, attribution: Attribution, phrase: Phrase, told: Told, table: Lexicon
) -> Figure | None:
    """The figure that an epithet means at its place, or None."""
    at = phrase.items[0].span.start
    gender = gender_told(phrase.words, table)
    weights: dict[int, tuple[float, Figure]] = {}
    for weight, figure in _spoken_of(scene, attribution, at):
        known = weights.get(figure.number)
        if known is None or weight > known[0]:
            weights[figure.number] = (weight, figure)
    ranked = sorted(
        (
            (weight + OFTEN * math.log2(len(figure.names) + 1) + fit, -figure.number, figure)
            for weight, figure in weights.values()
            if figure.gender in (None, gender) or gender is None
            if (fit := _fit(scene, figure, told, table)) is not None
        ),
        key=lambda row: row[:2],
        reverse=True,
    )
    if not ranked or ranked[0][0] < LEAST:
        return None
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < MARGIN:
        return None
    return ranked[0][2]


def _spoken_of(scene: Scene, attribution: Attribution, at: int) -> Iterator[tuple[float, Figure]]:
    """Persons who spoke or were named before, with what their nearness counts; none within the content."""
    layout, cast = scene.layout, scene.cast
    sentence, paragraph = layout.sentence(at), layout.paragraph(at)

    def far(place: int) -> float:
        sentences = max(0, sentence - layout.sentence(place) - 1)
        return min(OLDEST, PER_SENTENCE * sentences + PER_PARAGRAPH * (paragraph - layout.paragraph(place)))

    for turn in scene.before(at, TURNS_BACK):
        if turn.figure is not None and turn.figure.sort == "person" and not turn.inner:
            yield SPOKE - far(turn.at), turn.figure
    for number in reversed(cast.between(0, at)[-NAMED_BACK:]):
        figure = scene.bearer(number)
        start = cast.starts[number]
        if figure is None or figure.sort != "person" or any(s <= start < e for s, e in attribution.content):
            continue
        standing, quoted = scene.standing(number)
        if quoted < 0:
            yield standing - far(start), figure


def _fit(scene: Scene, figure: Figure, asked: Told, table: Lexicon) -> float | None:
    """What the article tells of somebody, for or against an epithet; None where it rules it out."""
    if not given(figure.key) and not figure.told and len(figure.names) < 2:
        return None
    parties, places = parties_of([asked], table), places_of([asked], table)
    theirs, seats = parties_of(figure.told, table), places_of(figure.told, table)
    if (parties and theirs and not parties & theirs) or (places and seats and not places & seats):
        return None
    main = main_country(scene)
    if any(place[1:] in table.nations and place != f"={main}" for place in places) and not places & seats:
        return None  # a president of another nation than the article's
    fit = AGREES * bool(parties & theirs) + AGREES * bool(places & seats)
    fields = {table.callings[told.head] for told in figure.told if told.head in table.callings}
    field = table.callings.get(asked.head)
    holds = any(table.callings.get(t.head) == field and t.head not in LOOSE for t in figure.told)
    if asked.head.replace(" ", "-") in table.singular and holds:
        return None
    if field is None or not fields:
        return fit
    return fit + (SAME_FIELD if field in fields else OTHER_FIELD)
