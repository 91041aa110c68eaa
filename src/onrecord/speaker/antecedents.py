"""What a pronoun stands for: the best of those named or speaking before it, or nobody.

The weights are ordinary ones of English prose: the speaker and the subject of the sentence before are
taken up by "he" and "she" first, then whoever was named last; what contradicts the pronoun's gender is
out. Two that are within `MARGIN` of each other are equally good, and the pronoun stays as it is.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field

from onrecord.nouns import Article, Attribution, Mention, Span, Speaker
from onrecord.speaker.cast import Cast, Figure
from onrecord.speaker.layout import Layout
from onrecord.speaker.phrases import gender_told, items_of, phrase_of, type_of
from onrecord.speaker.tables import Gender, fold, lexicon

MARGIN = 0.4
SPEAKS, SUBJECT, POSSESSOR = 2.5, 2.0, 0.5
PER_SENTENCE, PER_PARAGRAPH = 0.5, 0.4
OLDEST = 3.5
"""What distance takes away at most, so that the one compatible person of a page is found from afar."""
UNKNOWN_GENDER = 0.8
NAMES_BACK, TURNS_BACK = 40, 8


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody's turn to speak, or a place where somebody is the subject: what a pronoun may take up."""

    attribution: Attribution | None
    speaker: Speaker | None
    figure: Figure | None
    at: int
    inner: bool = False
    place: Span | None = None
    gender: Gender | None = None

    @property
    def span(self) -> Span:
        if self.place is not None:
            return self.place
        assert self.attribution is not None
        spans = self.attribution.source or self.attribution.content or self.attribution.cue
        return Span(*spans[0]) if spans else Span(self.at, self.at)


@dataclass(slots=True)
class Scene:
    """An article while its sources are followed: the cast, and the turns so far, in the order of the text."""

    article: Article
    layout: Layout
    cast: Cast
    turns: list[Turn] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.article.text

    def note(self, turn: Turn) -> None:
        """Remember a turn; one within another is found by its place as well."""
        at = bisect_left(self.starts, turn.at)
        self.starts.insert(at, turn.at)
        self.turns.insert(at, turn)

    def before(self, at: int) -> Iterator[Turn]:
        """The turns before an offset, the nearest first."""
        number = bisect_left(self.starts, at)
        for turn in reversed(self.turns[max(0, number - TURNS_BACK) : number]):
            yield turn

    def bearer(self, number: int) -> Figure | None:
        """The one figure that a name stands for; of several, the one that the article speaks of there."""
        bearers = self.cast.bearers[number]
        if len(bearers) == 1:
            return bearers[0]
        return _likeliest(self, number)

    def titled(self, at: int) -> bool:
        """True in a headline, where articles are left out."""
        return any(b.role == "headline" and b.span.start <= at < b.span.end for b in self.article.blocks)

    def continued(self, attribution: Attribution, reach: int) -> Turn | None:
        """The turn that a quotation without a source continues; None where that is not safe."""
        if not attribution.content or attribution.within is not None:
            return None
        start = attribution.content[0].start
        layout = self.layout
        if layout.quotation(start) < 0 and self.text[start : start + 1] not in ("\"", "\u201c", "'"):
            return None
        if attribution.cue and attribution.kind != "direct":
            return None
        paragraph = layout.paragraph(start)
        begin = layout.paragraphs[paragraph - 1] if paragraph else 0
        if self.text[begin:start].strip(" \"\u201c\u2018'\u00a0"):
            return self._same_paragraph(start, paragraph)
        near = [t for t in self.before(start) if not t.inner and paragraph - layout.paragraph(t.at) <= reach]
        voices = {t.speaker.name for t in near if t.speaker is not None and t.attribution is not None}
        last = next((t for t in near if t.speaker is not None), None)
        if last is None or last.attribution is None:
            return None
        return last if len(voices) == 1 or self._left_open(last) else None

    def _same_paragraph(self, start: int, paragraph: int) -> Turn | None:
        """"..." she said. "...": the second quotation of a paragraph with one voice."""
        near = [t for t in self.before(start) if not t.inner and self.layout.paragraph(t.at) == paragraph]
        voices = {t.speaker.name for t in near if t.speaker is not None}
        last = near[0] if near else None
        if last is None or len(voices) != 1 or last.attribution is None or last.attribution.kind == "indirect":
            return None
        between = self.text[max(span.end for _, span in last.attribution.spans) : start]
        return last if len(between) < 20 else None

    def _left_open(self, turn: Turn) -> bool:
        """True where the turn's last quotation runs to the end of its paragraph without a closing mark."""
        assert turn.attribution is not None
        end = max((span.end for span in turn.attribution.content), default=0)
        tail = self.text[max(0, end - 1) : end + 2].split("\n")[0]
        return self.layout.quotation(max(0, end - 2)) >= 0 and not any(m in tail for m in "\"\u201d\u00bb'")


def _likeliest(scene: Scene, number: int) -> Figure | None:
    """Of those who share a surname, whom it means here.

    The last speaker of that name, whoever was named in full in this paragraph or the one before, and the
    one introduced first each speak for a bearer; without a clear winner nobody is meant.
    """
    cast, layout = scene.cast, scene.layout
    name = cast.names[number]
    here = layout.paragraph(name.span.start)
    weights: dict[int, float] = {}
    bearers = cast.bearers[number]
    first = min(bearers, key=lambda figure: figure.names[0] if figure.names else number)
    weights[first.number] = 1.0
    for figure in bearers:
        near = [n for n in figure.names if n < number and here - layout.paragraph(cast.starts[n]) <= 1]
        if near:
            weights[figure.number] = weights.get(figure.number, 0.0) + 0.6
        if figure.names and len(figure.names) >= 3 and figure is not first:
            weights[figure.number] = weights.get(figure.number, 0.0) - 0.3
    last = next((t for t in scene.before(name.span.start) if t.figure in bearers), None)
    if last is not None and last.figure is not None:
        weights[last.figure.number] = weights.get(last.figure.number, 0.0) + 0.8
    ranked = sorted(((weights.get(f.number, 0.0), -f.number, f) for f in bearers), reverse=True, key=lambda w: w[:2])
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < MARGIN:
        return None
    return ranked[0][2]


def figure_turn(scene: Scene, figure: Figure, place: Span) -> Turn:
    """A figure at a place where it is named."""
    chain = [Mention(place, "name")]
    if figure.fullest != place:
        chain.append(Mention(figure.fullest, "same name"))
    return Turn(None, Speaker(figure.name, figure.type, tuple(chain)), figure, place.start, place=place)


def referent_of_pronoun(
    scene: Scene,
    attribution: Attribution,
    kind: str,
    place: Span,
    governor: tuple[Attribution, Speaker | None] | None,
) -> Turn | None:
    """Whom a pronoun that is no relative one stands for."""
    if kind in ("first", "first_plural"):
        return _outer(governor, place) or _author(scene, kind, place)
    if kind in ("second", "demonstrative"):
        return None
    if kind in ("both", "the latter", "the former"):
        return _of_two(scene, kind, place)
    if governor is not None and governor[0].kind != "direct" and kind in ("male", "female"):
        # "She said she had said no": within reported speech the pronoun is the one who reports.
        outer = _outer(governor, place)
        if outer is not None and _fits(outer, kind, scene):
            return outer
    excluded = governor[1].name if governor is not None and governor[1] is not None else None
    return _best(scene, kind, place, excluded if governor and governor[0].kind == "direct" else None)


def _outer(governor: tuple[Attribution, Speaker | None] | None, place: Span) -> Turn | None:
    if governor is None or governor[1] is None:
        return None
    return Turn(governor[0], governor[1], None, place.start)


def _author(scene: Scene, kind: str, place: Span) -> Turn | None:
    """"I" outside of quotations is the one in the byline."""
    byline = " ".join((scene.article.byline or "").split()).removeprefix("By ").removeprefix("by ")
    if kind != "first" or not byline or scene.layout.quotation(place.start) >= 0 or len(byline) > 60:
        return None
    if not all(word[0].isupper() for word in byline.split()):
        return None
    return Turn(None, Speaker(byline, "person", ()), None, place.start, place=place)


def _of_two(scene: Scene, kind: str, place: Span) -> Turn | None:
    """"Both", "the two men", "the latter": the last two persons named before, if there are just two."""
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
    speaker = turn.speaker
    if speaker is None:
        return False
    unknown = turn.figure is not None and turn.figure.sort == "unknown"
    if kind in ("male", "female"):
        if speaker.type not in ("person", "unnamed") or (unknown and turn.attribution is None):
            return False
        gender = turn.gender or (turn.figure.gender if turn.figure else None) or _described_gender(speaker)
        return gender is None or gender == kind
    if kind == "plural":
        return unknown or speaker.type in ("group", "organization", "country")
    return unknown or speaker.type in ("organization", "country", "document")


def _described_gender(speaker: Speaker) -> Gender | None:
    return gender_told([fold(word) for word in speaker.name.split()], lexicon())


def _best(scene: Scene, kind: str, place: Span, excluded: str | None) -> Turn | None:
    """The candidate with the highest weight, if it is clearly the best."""
    best: dict[str, tuple[float, Turn]] = {}
    for weight, turn in _candidates(scene, kind, place):
        if turn.speaker is None or turn.speaker.name == excluded or not _fits(turn, kind, scene):
            continue
        if not turn.speaker.resolved and fold(turn.speaker.name) in lexicon().pronouns:
            continue
        if kind in ("male", "female") and turn.figure is not None and turn.figure.gender is None:
            weight -= UNKNOWN_GENDER
        known = best.get(turn.speaker.name)
        if known is None or weight > known[0]:
            best[turn.speaker.name] = (weight, turn)
    ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].at))
    if not ranked or (len(ranked) > 1 and ranked[0][0] - ranked[1][0] < MARGIN):
        return None
    return ranked[0][1]


def _candidates(scene: Scene, kind: str, place: Span) -> Iterator[tuple[float, Turn]]:
    """Turns, names and subjects before the pronoun, each with its weight."""
    layout, cast = scene.layout, scene.cast
    sentence, paragraph = layout.sentence(place.start), layout.paragraph(place.start)

    def far(at: int) -> float:
        sentences = max(0, sentence - layout.sentence(at) - 1)
        paragraphs = paragraph - layout.paragraph(at)
        return min(OLDEST, PER_SENTENCE * sentences + PER_PARAGRAPH * paragraphs)

    quotation = layout.quotation(place.start)
    for turn in scene.before(place.start):
        if not turn.inner or layout.quotation(turn.at) == quotation >= 0:
            yield SPEAKS - far(turn.at), turn
    before = cast.between(0, place.start)
    for number in reversed(before[-NAMES_BACK:]):
        name = cast.names[number]
        quoted = layout.quotation(name.span.start)
        if quoted >= 0 and quoted != quotation:
            continue
        figure = scene.bearer(number)
        if figure is not None and figure.sort != "place":
            yield _standing(scene, number) - far(name.span.start), figure_turn(scene, figure, name.span)
    yield from _subjects(scene, place, sentence)


def _standing(scene: Scene, number: int) -> float:
    """What a name's place in its sentence counts: subject, possessor or neither."""
    name = scene.cast.names[number]
    if name.headline:
        return 0.3
    start = scene.layout.sentence_start(name.span.start)
    ahead = scene.text[start : name.whole.start].split()
    if name.possessive:
        return POSSESSOR
    first = not any(True for n in scene.cast.between(start, name.whole.start))
    if ahead and fold(ahead[-1]) in lexicon().prepositions:
        return 0.0
    return SUBJECT if first and len(ahead) <= 8 else 0.2


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
        turn = _subject(scene, start, place.start)
        if turn is not None:
            yield SUBJECT - PER_SENTENCE * max(0, back - 1), turn


def _subject(scene: Scene, start: int, limit: int) -> Turn | None:
    """The description at the start of a sentence, if a role or a group is its head."""
    table = lexicon()
    items = items_of(scene.text, (Span(start, min(limit, start + 70)),), scene.cast)[:8]
    if not items or fold(items[0].text) not in table.definite | table.indefinite:
        return None
    for size in range(2, len(items) + 1):
        item = items[size - 1]
        word = fold(item.text)
        if item.name >= 0 and not item.possessive or not item.text[0].isalnum() or word in table.breaks:
            return None
        following = fold(items[size].text) if size < len(items) else ""
        single, many = word in table.roles or word in table.plain, word in table.plural_roles or word in table.groups
        if (single or many) and not (following in table.roles or following in table.plural_roles):
            if size < len(items) and items[size].name >= 0:
                return None
            phrase = phrase_of(items[:size])
            words = phrase.words
            place = Span(items[1].span.start, item.span.end)
            speaker = Speaker(
                " ".join(place.of(scene.text).split()), type_of(words, table), (Mention(place, "description"),)
            )
            return Turn(None, speaker, None, start, place=place, gender=gender_told(words, table))
    return None


def relative_antecedent(scene: Scene, place: Span, word: str) -> Turn | None:
    """What "who", "which" or "that" refers to: the noun phrase or name right before it in its sentence."""
    start = max(scene.layout.sentence_start(place.start), place.start - 160)
    items = items_of(scene.text, (Span(start, place.start),), scene.cast)
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
        kind = type_of([plain], table)
        known = kind != "unnamed" or plain in table.roles or plain in table.plain
        people = plain in table.roles or plain in table.plain or kind == "group"
        if (people and word != "which") or (known and word != "who" and kind not in ("unnamed", "group")):
            begin = number
            while begin > 0 and items[begin - 1].name < 0 and _belongs(items[begin - 1].text):
                begin -= 1
            if plain in table.roles and begin > 0 and items[begin - 1].text == "," and items[begin - 2].name >= 0:
                continue
            span = Span(items[begin].span.start, item.span.end)
            speaker = Speaker(" ".join(span.of(scene.text).split()), kind, (Mention(span, "description"),))
            return Turn(None, speaker, None, span.start, place=span)
    return None


def _belongs(text: str) -> bool:
    table = lexicon()
    word = fold(text)
    return text[0].isalnum() and word not in table.breaks and (word not in table.never or word in table.adjectives)


def _relative_fits(figure: Figure, word: str) -> bool:
    if word in ("who", "whom"):
        return figure.sort in ("person", "unknown")
    return figure.sort not in ("person", "place")


