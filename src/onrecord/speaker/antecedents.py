"""What a pronoun stands for: the best of those named or speaking before it, or nobody.

The weights are ordinary ones of English prose: the speaker and the subject of the sentence before are
taken up by "he" and "she" first, then whoever was named last; what contradicts the pronoun's gender is
out. Two that are within `MARGIN` of each other are equally good, and the pronoun stays as it is.
"""

import math
from collections.abc import Iterable, Iterator

from onrecord.nouns import Attribution, Mention, Span, Speaker
from onrecord.speaker.authors import author, interviewed
from onrecord.speaker.cast import Figure
from onrecord.speaker.nearby import phrases_before
from onrecord.speaker.phrases import gender_told, items_of, phrase_of, type_of
from onrecord.speaker.scene import MARGIN, SUBJECT, Candidate, Governor, Refers, Scene, Turn, figure_turn
from onrecord.speaker.tables import Gender, fold, lexicon

SPEAKS = 2.5
PER_SENTENCE, PER_PARAGRAPH = 0.5, 0.4
OLDEST = 3.5
"""What distance takes away at most, so that the one compatible person of a page is found from afar."""
FLOOR = -4.0
UNKNOWN_GENDER = 0.6
NAMES_BACK, NAMES_AHEAD, LATE = 40, 4, 1.5
"""Names before and after a pronoun that it may stand for, and what it costs to come after."""
NEARBY = {"plural": 2.0, "neuter": 0.5}
"""What a noun phrase counts that the rules know nothing of: the pointer decides. "It" is oftener a name."""
UNSORTED, MISSORTED = 0.15, 0.6
"""What of the pointer must fall on a name for "he" and "she" to mean it that begins a sentence and is of no
known sort ("Larkwell took"), or is known as a place, a country or a body ("Portugal" of a player)."""
POINTS, ELSEWHERE, LEAST = 0.4, 3.0, 0.003
"""What the logarithm of the encoder's pointer counts beside the rules' weights, for a pronoun that speaks and
for any other, of which the rules know less; and the least that it may say.

Of 221 pronouns in 59 articles held out, where the right one is among the candidates, the rules alone find
87 %, the pointer alone 80 %, both 93 % (cross-validated, the ratio between 0.33 and 0.5). Elsewhere the
networks differ: GAP's development part has with 2, 2.5 and 3 an F1 of 0.750, 0.746 and 0.751 of small (two
others of its mixtures 0.756, 0.757, 0.755 and 0.760, 0.759, 0.751), of 0.796, 0.806 and 0.801 of base."""


def referent_of_pronoun(
    scene: Scene,
    attribution: Attribution,
    kind: str,
    place: Span,
    governor: Governor,
    floor: float = FLOOR,
) -> Turn | None:
    """Whom a pronoun that is no relative one stands for; nobody whose weight is below `floor`."""
    if kind in ("first", "first_plural"):
        return _outer(governor, place) or author(scene, kind, place)
    if kind == "second":
        return interviewed(scene, place)
    if kind == "demonstrative":
        return None
    if kind in ("both", "the latter", "the former"):
        return _of_two(scene, kind, place)
    if governor is not None and governor[0].kind != "direct" and kind in ("male", "female"):
        # "She said she had said no": within reported speech the pronoun is the one who reports.
        outer = _outer(governor, place)
        if outer is not None and _fits(outer, kind, scene):
            return outer
    excluded = governor[1].name if governor is not None and governor[1] is not None else None
    floor = max(floor, 0.0) if kind in ("neuter", "plural") else floor
    direct = governor is not None and governor[0].kind == "direct"
    points = POINTS if attribution.cue else ELSEWHERE
    return _best(scene, kind, place, excluded if direct else None, floor, points)


def _outer(governor: Governor, place: Span) -> Turn | None:
    if governor is None or governor[1] is None:
        return None
    return Turn(governor[0], governor[1], governor[2], place.start)


def _of_two(scene: Scene, kind: str, place: Span) -> Turn | None:
    """For "both", "the two men", "the latter": the last two persons named before, if there are just two."""
    layout, cast = scene.layout, scene.cast
    here = layout.paragraph(place.start)
    found: list[Figure] = []
    for number in reversed(cast.between(0, place.start)):
        if here - layout.paragraph(cast.starts[number]) > 2:
            break
        figure = scene.bearer(number)
        if figure is not None and figure.sort == "person" and figure not in found:
            found.append(figure)
    if kind != "both":
        if len(found) < 2:
            return None
        return figure_turn(scene, found[0 if kind == "the latter" else 1], _last(scene, found[0], place))
    if len(found) != 2:
        return None
    names = " and ".join(f.name for f in reversed(found))
    chain = tuple(Mention(f.fullest, "name") for f in reversed(found))
    return Turn(None, Speaker(names, "group", chain), None, place.start, place=chain[0].span)


def _last(scene: Scene, figure: Figure, place: Span) -> Span:
    spans = [scene.cast.names[n].span for n in figure.names if scene.cast.names[n].span.start < place.start]
    return spans[-1] if spans else figure.fullest


def _fits(turn: Turn, kind: str, scene: Scene) -> bool:
    """True where a turn's speaker may be meant by a pronoun of this kind."""
    speaker, table = turn.speaker, lexicon()
    if speaker is None or (not speaker.resolved and fold(speaker.name) in table.pronouns):
        return False
    if turn.figure is not None and kind not in ("male", "female"):
        return _suits(turn.figure, kind)
    if kind in ("male", "female"):
        if speaker.type not in ("person", "unnamed") or _first_person(scene, turn):
            return False
        told = [fold(word) for word in speaker.name.split()]
        if speaker.type == "unnamed" and not any(word in table.roles or word in table.plain for word in told):
            return False
        gender = turn.gender or (turn.figure.gender if turn.figure else None) or gender_told(told, table)
        return gender is None or gender == kind
    if kind == "plural":
        return speaker.type in ("group", "organization", "country")
    return speaker.type in ("organization", "country", "document")


def _may_be_person(scene: Scene, kind: str, figure: Figure, place: Span) -> bool:
    """Whether one who is no person by what is known may be one after all: where the pointer says so."""
    if scene.refers is None or figure.sort == "person" or kind not in ("male", "female"):
        return False
    if figure.sort == "unknown" and any(_inside(scene, n) for n in figure.names):
        return True
    spans = outermost(scene.cast.names[n].span for n in figure.names)
    return sum(scene.refers(place, spans)) >= (UNSORTED if figure.sort == "unknown" else MISSORTED)


def _inside(scene: Scene, number: int) -> bool:
    """Whether a name has its capital for another reason than that a sentence begins with it."""
    start = scene.cast.names[number].span.start
    return scene.layout.sentence_start(start) != start


def outermost(spans: Iterable[Span]) -> list[Span]:
    """Spans that do not overlap: of those that do, the first and longest ("President Doe", not "Doe" too)."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _suits(figure: Figure, kind: str, pointed: bool = False) -> bool:
    """True where a figure that is named may be meant by a pronoun of this kind; with `pointed`, too where
    it is no person by what is known, but may be one."""
    if kind in ("male", "female"):
        person = figure.sort == "person" or pointed
        return person and (figure.gender is None or figure.gender == kind)
    if figure.sort == "unknown":
        return len(figure.key) > 1 or len(figure.names) > 1
    return figure.sort in ("organization", "country", "document")


def _first_person(scene: Scene, turn: Turn) -> bool:
    """True for the author's own "I": "he" and "she" are others."""
    span = turn.span
    return span.end - span.start <= 2 and fold(span.of(scene.text)) in ("i", "me", "we")


def _best(
    scene: Scene, kind: str, place: Span, excluded: str | None, floor: float, points: float
) -> Turn | None:
    """The candidate with the highest weight, if it is clearly the best."""
    best: dict[str, tuple[float, Turn | Candidate]] = {}
    for weight, turn in _spoken(scene, place):
        if turn.speaker is not None and _fits(turn, kind, scene):
            unsure = kind in ("male", "female") and turn.figure is not None and turn.figure.gender is None
            _keep(best, turn.speaker.name, weight - UNKNOWN_GENDER * unsure, turn)
    for weight, figure, span in _named(scene, kind, place):
        unsure = kind in ("male", "female") and figure.gender is None
        _keep(best, figure.name, weight - UNKNOWN_GENDER * unsure, (figure, span))
    for turn in phrases_before(scene, kind, place) if scene.refers and kind in NEARBY else ():
        assert turn.speaker is not None
        _keep(best, turn.speaker.name, NEARBY[kind], turn)
    if excluded is not None:
        best.pop(excluded, None)
    best = {name: each for name, each in best.items() if each[0] >= floor}
    if scene.refers is not None:
        best = _pointed(scene, scene.refers, place, best, points)
    ranked = sorted(best.items(), key=lambda pair: (-pair[1][0], pair[0]))
    if not ranked:
        return None
    # The pointer tells apart those who are equal to the rules.
    margin = MARGIN if scene.refers is None else 0.0
    if len(ranked) > 1 and ranked[0][1][0] - ranked[1][1][0] < margin:
        return None
    found = ranked[0][1][1]
    return found if isinstance(found, Turn) else figure_turn(scene, *found)


def _pointed(
    scene: Scene,
    refers: Refers,
    place: Span,
    best: dict[str, tuple[float, Turn | Candidate]],
    points: float,
) -> dict[str, tuple[float, Turn | Candidate]]:
    """The weights with what the encoder's pointer says: the log of what falls on a candidate's places."""
    places: dict[str, set[Span]] = {name: set() for name in best}
    for turn in scene.before(place.start):
        if turn.speaker is not None and turn.speaker.name in places:
            places[turn.speaker.name].add(turn.span)
    for name, found_at in places.items():
        found_at.update(scene.spots().get(name, ()))
    out = {}
    for name, (weight, found) in best.items():
        if not isinstance(found, Turn):
            places[name].add(found[1])
        elif found.place is not None:
            places[name].add(found.place)
        # "President Doe" and the "Doe" in it both count: taken once, three fewer of 1,363 are right.
        told = sum(refers(place, sorted(places[name])))
        out[name] = (weight + points * math.log(max(told, LEAST)), found)
    return out


def pointed_at(
    scene: Scene, place: Span, sorts: frozenset[str], least: float, gender: Gender | None = None
) -> Turn | None:
    """Whom the encoder's pointer means by the words at a place: of the figures of some sorts the one that
    most of it falls on, where that is at least `least` and twice what falls on the next."""
    if scene.refers is None:
        return None
    places: dict[int, set[Span]] = {}
    for figure in scene.cast.figures:
        if figure.sort in sorts and figure.names and not (gender and figure.gender not in (None, gender)):
            places[figure.number] = {scene.cast.names[n].span for n in figure.names}
    for turn in scene.turns:
        if turn.figure is not None and turn.figure.number in places:
            places[turn.figure.number].add(turn.span)
    falls = {number: sum(scene.refers(place, outermost(spans))) for number, spans in places.items()}
    shares = sorted(((share, -number) for number, share in falls.items()), reverse=True)
    if not shares or shares[0][0] < least or (len(shares) > 1 and shares[0][0] < 2 * shares[1][0]):
        return None
    figure = scene.cast.figures[-shares[0][1]]
    return figure_turn(scene, figure, _last(scene, figure, place))


def _keep(
    best: dict[str, tuple[float, Turn | Candidate]], name: str, weight: float, found: Turn | Candidate
) -> None:
    known = best.get(name)
    if known is None or weight > known[0]:
        best[name] = (weight, found)


def _far(scene: Scene, at: int, sentence: int, paragraph: int) -> float:
    """What the sentences and paragraphs between take away."""
    sentences = max(0, sentence - scene.layout.sentence(at) - 1)
    return min(OLDEST, PER_SENTENCE * sentences + PER_PARAGRAPH * (paragraph - scene.layout.paragraph(at)))


def _spoken(scene: Scene, place: Span) -> Iterator[tuple[float, Turn]]:
    """The turns before a pronoun and the descriptions that begin the sentences before, with their weights."""
    layout = scene.layout
    sentence, paragraph = layout.sentence(place.start), layout.paragraph(place.start)
    quotation = layout.quotation(place.start)
    for turn in scene.before(place.start):
        if not turn.inner or layout.quotation(turn.at) == quotation >= 0:
            yield SPEAKS - _far(scene, turn.at, sentence, paragraph), turn
    yield from _subjects(scene, place, sentence)


def _named(scene: Scene, kind: str, place: Span) -> Iterator[tuple[float, Figure, Span]]:
    """The names before a pronoun that it may stand for, with their weights."""
    layout, cast = scene.layout, scene.cast
    sentence, paragraph = layout.sentence(place.start), layout.paragraph(place.start)
    quotation = layout.quotation(place.start)
    before = cast.between(0, place.start)
    # "When she won, Jane Doe …": a name that follows is for the pointer to tell.
    end = layout.sentences[sentence] if sentence < len(layout.sentences) else len(scene.text)
    after = cast.between(place.end, end) if scene.refers is not None else range(0)
    for number in (*reversed(before[-NAMES_BACK:]), *after[:NAMES_AHEAD]):
        figure = scene.bearer(number)
        if figure is None or not _suits(figure, kind, _may_be_person(scene, kind, figure, place)):
            continue
        standing, quoted = scene.standing(number)
        if quoted < 0 or quoted == quotation:
            span = cast.names[number].span
            late = LATE if span.start > place.start else 0.0
            yield standing - late - _far(scene, span.start, sentence, paragraph), figure, span


def _subjects(scene: Scene, place: Span, sentence: int) -> Iterator[tuple[float, Turn]]:
    """Descriptions that begin one of the last two sentences: "A doctor", "The officials"."""
    layout = scene.layout
    for back in range(3):
        number = sentence - 1 - back
        if number < 0:
            return
        start = layout.sentences[number]
        if start >= place.start:
            continue
        if start not in scene.subjects:
            scene.subjects[start] = _subject(scene, start)
        turn = scene.subjects[start]
        if turn is not None and turn.span.end > place.start:
            continue
        if turn is not None and not _introduces(scene, turn.span):
            yield SUBJECT - PER_SENTENCE * max(0, back - 1), turn


def _introduces(scene: Scene, description: Span) -> bool:
    """Whether the name stands beside the description, "The chairman, André Roe,": one person, not two."""
    beside = description.end + 2
    return scene.text[description.end : beside] == ", " and len(scene.cast.between(beside, beside + 1)) > 0


def _subject(scene: Scene, start: int) -> Turn | None:
    """The description at the start of a sentence, if a role or a group is its head."""
    table = lexicon()
    items = items_of(scene.text, (Span(start, start + 70),), scene.cast)[:8]
    if not items or fold(items[0].text) not in table.definite | table.indefinite:
        return None
    for size in range(2, len(items) + 1):
        item = items[size - 1]
        word = fold(item.text)
        if (item.name >= 0 and not item.possessive) or not item.text[0].isalnum() or word in table.breaks:
            return None
        following = fold(items[size].text) if size < len(items) else ""
        if word in table.adjectives:
            continue
        single, many = (
            word in table.roles or word in table.plain,
            word in table.plural_roles or word in table.groups,
        )
        if (single or many) and not (following in table.roles or following in table.plural_roles):
            if size < len(items) and items[size].name >= 0:
                return None
            phrase = phrase_of(items[:size])
            words = phrase.words
            place = Span(items[1].span.start, item.span.end)
            speaker = Speaker(
                " ".join(place.of(scene.text).split()),
                type_of(words, table),
                (Mention(place, "description"),),
            )
            return Turn(None, speaker, None, start, place=place, gender=gender_told(words, table))
    return None
