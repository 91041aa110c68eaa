"""An article while its sources are followed: who has spoken so far, and whom a name means there."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from onrecord.nouns import Article, Attribution, Mention, Span, Speaker
from onrecord.speaker.cast import Cast, Figure
from onrecord.speaker.layout import Layout
from onrecord.speaker.phrases import gender_told
from onrecord.speaker.tables import Gender, fold, lexicon

MARGIN = 0.4
"""Two candidates whose weights are nearer to each other than this are equally good."""
TURNS_BACK = 8
TOGETHER = 3
"""Names before one that "and" may join to it."""
SUBJECT, POSSESSOR, OTHER, HEADLINE = 2.0, 0.5, 0.2, 0.3
"""What a name's place in its sentence counts."""


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


Candidate = tuple[Figure, Span]
Refers = Callable[[Span, Sequence[Span]], Sequence[float]]
Governor = tuple[Attribution, Speaker | None, Figure | None] | None
"""The attribution that another one stands in, and its speaker."""


@dataclass(slots=True)
class Scene:
    """An article while its sources are followed: the cast, and the turns so far, in the order of the text.

    `refers` says how likely a mention means what stands at each of some places, where that is known.
    """

    article: Article
    layout: Layout
    cast: Cast
    refers: Refers | None = None
    turns: list[Turn] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    standings: dict[int, tuple[float, int]] = field(default_factory=dict)
    subjects: dict[int, Turn | None] = field(default_factory=dict)
    named_at: dict[str, list[Span]] = field(default_factory=dict)

    def standing(self, number: int) -> tuple[float, int]:
        """What a name's place in its sentence counts, and the number of the quotation it stands in."""
        known = self.standings.get(number)
        if known is None:
            quotation = self.layout.quotation(self.cast.names[number].span.start)
            known = self.standings[number] = (_standing(self, number), quotation)
        return known

    def spots(self) -> Mapping[str, list[Span]]:
        """The places of every figure, by its name."""
        if not self.named_at:
            for figure in self.cast.figures:
                spans = [self.cast.names[n].span for n in figure.names]
                self.named_at.setdefault(figure.name, []).extend(spans)
        return self.named_at

    @property
    def text(self) -> str:
        return self.article.text

    def note(self, turn: Turn) -> None:
        """Remember a turn; one within another is found by its place as well."""
        at = bisect_left(self.starts, turn.at)
        self.starts.insert(at, turn.at)
        self.turns.insert(at, turn)

    def before(self, at: int, back: int = TURNS_BACK) -> list[Turn]:
        """The turns before an offset, the nearest first."""
        number = bisect_left(self.starts, at)
        return self.turns[max(0, number - back) : number][::-1]

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
        if layout.quotation(start) < 0 and self.text[start : start + 1] not in ('"', "\u201c", "'"):
            return None
        if attribution.cue and attribution.kind != "direct":
            return None
        paragraph = layout.paragraph(start)
        begin = layout.paragraphs[paragraph - 1] if paragraph else 0
        if self.text[begin:start].strip(" \"\u201c\u2018'\u00a0"):
            return self._same_paragraph(start, paragraph)
        near = [
            t
            for t in self.before(start)
            if not t.inner
            and paragraph - layout.paragraph(t.at) <= reach
            # A study or a poll speaks in no quotation paragraph of its own.
            and not (t.speaker is not None and t.speaker.type == "document")
        ]
        voices = {t.speaker.name for t in near if t.speaker is not None and t.attribution is not None}
        last = next((t for t in near if t.speaker is not None), None)
        if last is None or last.attribution is None:
            return None
        return last if len(voices) == 1 or self._left_open(last) else None

    def _same_paragraph(self, start: int, paragraph: int) -> Turn | None:
        """As in '"…," she said. "…"': the second quotation of a paragraph with one voice."""
        near = [t for t in self.before(start) if not t.inner and self.layout.paragraph(t.at) == paragraph]
        voices = {t.speaker.name for t in near if t.speaker is not None}
        last = near[0] if near else None
        if (
            last is None
            or len(voices) != 1
            or last.attribution is None
            or last.attribution.kind == "indirect"
        ):
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
    if gender_told([told.head for told in name.told], lexicon()) is not None:
        return None
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
    ranked = sorted(
        ((weights.get(f.number, 0.0), -f.number, f) for f in bearers), reverse=True, key=lambda w: w[:2]
    )
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < MARGIN:
        return None
    return ranked[0][2]


def figure_turn(scene: Scene, figure: Figure, place: Span) -> Turn:
    """A figure at a place where it is named."""
    chain = [Mention(place, "name")]
    if figure.fullest != place:
        chain.append(Mention(figure.fullest, "same name"))
    return Turn(None, Speaker(figure.name, figure.type, tuple(chain)), figure, place.start, place=place)


def _standing(scene: Scene, number: int) -> float:
    """What a name's place in its sentence counts: subject, possessor or neither."""
    names = scene.cast.names
    # "Jane Doe and John Roe met": the second is as much a subject as the first.
    for _ in range(TOGETHER):
        if number and scene.text[names[number - 1].span.end : names[number].whole.start] == " and ":
            number -= 1
    name = names[number]
    if name.headline:
        return HEADLINE
    if name.possessive:
        return POSSESSOR
    start = scene.layout.sentence_start(name.span.start)
    ahead = scene.text[max(start, name.whole.start - 80) : name.whole.start].split()
    if ahead and fold(ahead[-1]) in lexicon().prepositions:
        return 0.0
    earlier = scene.cast.between(start, name.whole.start)[-5:]
    first = all(names[n].possessive or names[n].sort not in ("person", "unknown") for n in earlier)
    return SUBJECT if first and len(ahead) <= 8 else OTHER
