"""From source to speaker: who each attribution's source is, and the chain of mentions that leads there.

Attributions are followed in the order of the text, an outer one before those within it, so that a
pronoun may lead to the speaker before it. Every rule either finds one answer or none: where two are as
good as each other the source keeps its own words and is marked as not resolved.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from onrecord.nouns import Article, Attribution, Mention, Span, Speaker
from onrecord.speaker.antecedents import pointed_at, referent_of_pronoun
from onrecord.speaker.appositions import name_behind, name_within
from onrecord.speaker.cast import Figure, cast_of
from onrecord.speaker.descriptions import described
from onrecord.speaker.evidence import evidence_of
from onrecord.speaker.groups import together
from onrecord.speaker.holders import entitled
from onrecord.speaker.layout import Layout, layout_of
from onrecord.speaker.left_out import speaker_left_out
from onrecord.speaker.mentions import Name
from onrecord.speaker.phrases import (
    Item,
    Phrase,
    gender_told,
    items_of,
    phrase_of,
)
from onrecord.speaker.relative import relative_antecedent
from onrecord.speaker.scene import Governor, Refers, Scene, Turn, figure_turn
from onrecord.speaker.tables import fold, lexicon
from onrecord.speaker.voices import Quoted
from onrecord.speaker.wording import own_words


def speakers_of(
    article: Article, attributions: tuple[Attribution, ...], refers: Refers | None = None
) -> tuple[Speaker | None, ...]:
    """Who each source is, one for each attribution; None where there is no source to be found.

    Pure: the result depends on the arguments alone, whatever the order of the attributions.
    """
    return who_of(article, attributions, refers).speakers


def _cuts(article: Article, attributions: Sequence[Attribution]) -> list[int]:
    """The edges of sources, which no name goes across.

    In a headline all words have capitals, and where a source ends is where a name does; in the body an edge
    between two capitalised words is that of a source read a word too short.
    """
    titled = [b.span for b in article.blocks if b.role in ("headline", "subheading")]
    edges = sorted({edge for a in attributions for span in a.source for edge in span})
    return [
        edge
        for edge in edges
        if not _within_name(article.text, edge) or any(t.start <= edge <= t.end for t in titled)
    ]


def _within_name(text: str, edge: int) -> bool:
    """Whether a capitalised word ends and another begins at an edge, but for a space."""
    before, after = text[max(0, edge - 40) : edge].split(" "), text[edge : edge + 2].lstrip(" ")
    last = next((word for word in reversed(before) if word), "")
    name = last[:1].isupper() and last[-1:].isalpha() and fold(last) not in lexicon().never
    return name and after[:1].isupper()


@dataclass(frozen=True, slots=True)
class Who:
    """Who speaks, and who else is named: `speakers`, one for each attribution, and the scene they were
    found in."""

    speakers: tuple[Speaker | None, ...]
    figures: tuple[Figure | None, ...]
    attributions: tuple[Attribution, ...]
    scene: Scene

    @property
    def evidence(self) -> tuple[dict[str, float], ...]:
        """What speaks for each speaker, as named figures: what its confidence is made of."""
        return tuple(
            evidence_of(self.scene, attribution, speaker)
            for attribution, speaker in zip(self.attributions, self.speakers, strict=True)
        )

    def names(self, start: int, end: int) -> list[Span]:
        """The places of all names that begin in [start, end)."""
        return [self.scene.cast.names[n].span for n in self.scene.cast.between(start, end)]

    def at(self, place: Span, number: int) -> Speaker | None:
        """Whom or what the words at a place mean, in the attribution of that number."""
        for name in self.scene.cast.between(place.start, place.start + 1):
            figure = self.scene.bearer(name)
            if figure is not None and self.scene.cast.names[name].span == place:
                return figure_turn(self.scene, figure, place).speaker
        outer = self.attributions[number]
        inside = any(s <= place.start and place.end <= e for s, e in outer.content)
        governor = (outer, self.speakers[number], self.figures[number]) if inside else None
        asked = Attribution("", outer.kind, (place,), (), (), outer.id if inside else None)
        return _speaker(self.scene, asked, governor)[0]


def who_of(article: Article, attributions: tuple[Attribution, ...], refers: Refers | None = None) -> Who:
    """The same, and what it takes to ask who else is meant."""
    layout = layout_of(article)
    cuts = _cuts(article, attributions)
    scene = Scene(article, layout, cast_of(article, layout, cuts), refers)
    outers = _outers(attributions, layout)
    order = sorted(range(len(attributions)), key=lambda n: (_depth(n, outers), _start(attributions[n]), n))
    found: list[Speaker | None] = [None] * len(attributions)
    figures: list[Figure | None] = [None] * len(attributions)
    for number in order:
        attribution = attributions[number]
        outer = outers[number]
        governor = (attributions[outer], found[outer], figures[outer]) if outer >= 0 else None
        speaker, figure = _speaker(scene, attribution, governor)
        found[number], figures[number] = speaker, figure
        scene.note(Turn(attribution, speaker, figure, _start(attribution), governor is not None))
    return Who(tuple(found), tuple(figures), attributions, scene)


def _outers(attributions: Sequence[Attribution], layout: Layout) -> list[int]:
    """For each attribution the one in whose content it stands, by `within`, by its place or by the
    quotation around its "I"; -1 for none."""
    by_id = {attribution.id: number for number, attribution in enumerate(attributions)}
    contents = sorted((span, n) for n, attribution in enumerate(attributions) for span in attribution.content)
    starts = [span.start for span, _ in contents]
    quoted = Quoted(attributions, layout)
    outers = []
    for number, attribution in enumerate(attributions):
        outer = by_id.get(attribution.within, -1) if attribution.within is not None else -1
        if outer < 0 and attribution.source:
            here = attribution.source[0]
            last = bisect_right(starts, here.start)
            for span, other in reversed(contents[max(0, last - NESTED) : last]):
                if (
                    other != number
                    and here.end <= span.end
                    and attributions[other].source != attribution.source
                    and not _outside(layout, here, attributions[other])
                ):
                    outer = other
                    break
        if outer < 0:
            outer = quoted.voice(attribution)
        outers.append(outer if outer != number else -1)
    return outers


def _outside(layout: Layout, here: Span, other: Attribution) -> bool:
    """True for a source outside of quotations while another one's stands within: it is none of its words."""
    within = any(layout.quotation(span.start) >= 0 for span in other.source[:1])
    return within and layout.quotation(here.start) < 0


def _depth(number: int, outers: Sequence[int]) -> int:
    """How many attributions this one stands in; a ring, which no text makes, counts as the deepest."""
    depth = 0
    while outers[number] >= 0 and depth < NESTED:
        number, depth = outers[number], depth + 1
    return depth


def _start(attribution: Attribution) -> int:
    spans = attribution.source or attribution.cue or attribution.content
    return min((span.start for span in spans), default=0)


NESTED = 4
"""Contents before a source that are tried as the one it stands in, and the deepest nesting."""
DEFINITE = re.compile(r"\b([Tt]he|[Tt]his|[Tt]hat)[ \u00a0]\Z")
TITLE = re.compile(
    r"(?:the )?(?:''|[\"\u201c\u2018'])([A-Z\d][^\"\u201c\u201d\n]{3,120}?),?(?:''|[\"\u201d\u2019'])"
    r"(?:\Z|,| by )"
)
"""A source that is a title in quotation marks, with its author behind it perhaps."""
OF_THEM = re.compile(r" of (?:them|us|you|these|those)\b")
Found = tuple[Speaker | None, Figure | None]
FOLLOWED: dict[str, frozenset[str]] = {
    "unnamed": frozenset({"person"}),
    "organization": frozenset({"organization", "unknown"}),
    "document": frozenset({"document", "unknown"}),
    "country": frozenset({"country"}),
}
"""Of what sort those are that a description of each type may mean."""
DESCRIBED = 0.3
"""What of the encoder's pointer must fall on somebody whom a description is to mean."""


def _speaker(scene: Scene, attribution: Attribution, governor: Governor) -> Found:
    if not any(span.end > span.start for span in attribution.source):
        return speaker_left_out(scene, attribution)
    items = items_of(scene.text, attribution.source, scene.cast)
    if not items:
        return own_words(scene.text, attribution.source, (), resolved=False), None
    pronoun = _pronoun(items)
    if pronoun is not None:
        return _by_pronoun(scene, attribution, pronoun, items[0], governor)

    def followed(item: Item) -> Speaker | None:
        kind = lexicon().pronouns[fold(item.text)]
        turn = referent_of_pronoun(scene, attribution, kind, item.span, governor)
        return turn.speaker if turn is not None else None

    title = _title(scene.text, attribution.source)
    if title:
        return Speaker(title, "document", (_mention(attribution),)), None
    if _no_speaker(items):
        return None, None
    nation = _nation(scene, items)
    if nation is not None:
        return Speaker(
            nation.name, nation.type, (_mention(attribution), Mention(nation.fullest, "nation"))
        ), nation
    several = together(scene, attribution.source, items, followed)
    if several is not None:
        return several, None
    return _by_phrase(scene, attribution, items)


def _nation(scene: Scene, items: Sequence[Item]) -> Figure | None:
    """For "the Russians", "the Chinese" their country, where the article names it."""
    words = [fold(item.text) for item in items if item.text[0].isalnum()]
    if len(words) != 2 or words[0] != "the" or not items[-1].text[0].isupper():
        return None
    place = lexicon().places.get(words[1]) or lexicon().places.get(words[1].removesuffix("s"))
    if place is None or place.relation != "demonym":
        return None
    found = [f for f in scene.cast.figures if f.sort == "country" and f.names and f.name == place.name]
    return found[0] if found else None


def _no_speaker(items: Sequence[Item]) -> bool:
    """True for "in local terms", "how many of them", not for "at least six of them"."""
    words = [fold(item.text) for item in items[:2]]
    return (
        items[0].name < 0 and words[0] in lexicon().circumstances and words[1:] not in (["least"], ["most"])
    )


def _title(text: str, spans: Sequence[Span]) -> str:
    """The title that a source is, of two words or more; else nothing."""
    title = TITLE.match(text[spans[0].start : spans[0].end])
    words = title.group(1).split() if title is not None else []
    return " ".join(words) if len(words) > 1 else ""


def _pronoun(items: Sequence[Item]) -> str | None:
    """The kind of pronoun that the source is, or None."""
    table = lexicon()
    words = [fold(item.text) for item in items if item.text[0].isalnum()]
    if not words or any(item.name >= 0 or item.text in ("US", "WHO") for item in items):
        return None
    phrase = " ".join(words)
    two = (words[:2] == ["the", "two"] or words[0] == "both") and "and" not in words
    if phrase in table.both or (two and words[-1] in table.plural_roles):
        return "both"
    if phrase in ("the latter", "the former"):
        return phrase
    if (
        len(words) > 1
        and words[0] in table.pronouns
        and words[-1] in ("himself", "herself", "both", "all", "also")
    ):
        return table.pronouns[words[0]]
    if len(words) == 1:
        return table.pronouns.get(words[0].removesuffix("'s"))
    return None


def _by_pronoun(scene: Scene, attribution: Attribution, kind: str, item: Item, governor: Governor) -> Found:
    source = _mention(attribution)
    if kind == "relative":
        antecedent = relative_antecedent(scene, item.span, fold(item.text))
        turn = _of_phrase(scene, attribution, item.span, antecedent)
    else:
        turn = referent_of_pronoun(scene, attribution, kind, item.span, governor)
    if turn is None or turn.speaker is None:
        if kind == "second" and scene.layout.quotation(item.span.start) < 0:
            return None, None  # "you" of a report is nobody
        return own_words(scene.text, attribution.source, (), resolved=False, kind=kind), None
    reason = "relative pronoun" if kind == "relative" else "pronoun"
    chain = [source, *_without_source(turn.speaker.mentions, Mention(turn.span, reason))]
    return Speaker(turn.speaker.name, turn.speaker.type, tuple(chain), turn.speaker.resolved), turn.figure


def _of_phrase(scene: Scene, attribution: Attribution, place: Span, turn: Turn | None) -> Turn | None:
    """The antecedent of a relative pronoun; of a definite description ("the nominee for governor, who")
    the one whom it would mean as a source."""
    if turn is None or turn.place is None or turn.speaker is None or turn.speaker.type != "unnamed":
        return turn
    article = DEFINITE.search(scene.text, max(0, turn.place.start - 8), turn.place.start)
    if article is None:
        return turn
    words = scene.text[article.start(1) : place.start].rstrip(", \u00a0\n")
    asked = replace(attribution, source=(Span(article.start(1), article.start(1) + len(words)),))
    speaker, figure = _by_phrase(scene, asked, items_of(scene.text, asked.source, scene.cast))
    return turn if figure is None else Turn(None, speaker, figure, turn.at, place=asked.source[0])


def _without_source(mentions: Sequence[Mention], first: Mention) -> list[Mention]:
    """The rest of a chain that is entered at `first`: no place twice, at most three places."""
    chain = [first]
    for mention in mentions:
        if mention.reason != "source" and all(mention.span != known.span for known in chain):
            chain.append(mention)
    return chain[:1] + chain[-2:] if len(chain) > 3 else chain


def _mention(attribution: Attribution) -> Mention:
    spans = attribution.source
    return Mention(Span(spans[0].start, spans[0].end), "source")


def _by_phrase(scene: Scene, attribution: Attribution, items: Sequence[Item]) -> Found:
    """A name at the head, a name in apposition to the head, or a description."""
    phrase = phrase_of(items)
    head = phrase.head
    if head is None:
        return own_words(scene.text, attribution.source, ()), None
    if head.name >= 0 and phrase.rest and phrase.words[0] in ("a", "an", "one"):
        # "one Springfield, Ohio, pastor": the name is a place on the way to the head.
        return own_words(scene.text, attribution.source, [fold(items[-1].text)]), None
    if head.name >= 0:
        return _named(scene, attribution, head.name)
    apposed = name_within(scene, phrase)
    if apposed is None:
        apposed = name_behind(scene, attribution, phrase)
    if apposed is not None:
        return _named(scene, attribution, apposed)
    if _some_of(scene.text, items):
        return own_words(scene.text, attribution.source, phrase.words, resolved=False), None
    found = described(scene, attribution, phrase)
    return found if found[1] is not None else _pointed(scene, attribution, phrase, found)


def _some_of(text: str, items: Sequence[Item]) -> bool:
    """True for "many of them": how many, and nothing of whom, though somebody is meant."""
    words = [fold(item.text) for item in items if item.text[0].isalnum()]
    if not words or words[0] not in lexicon().indefinite or any(item.name >= 0 for item in items):
        return False
    return len(items) <= 3 and OF_THEM.match(text, items[0].span.end) is not None


def _pointed(scene: Scene, attribution: Attribution, phrase: Phrase, found: Found) -> Found:
    """A definite description that no rule could follow, where the encoder's pointer names who is meant."""
    speaker = found[0]
    table = lexicon()
    if speaker is None or any(m.reason != "source" for m in speaker.mentions):
        return found
    if phrase.words[0] not in table.definite and not scene.titled(phrase.items[0].span.start):
        return found
    sorts, gender = FOLLOWED.get(speaker.type, frozenset()), gender_told(phrase.words, table)
    turn = pointed_at(scene, phrase.span(), sorts, DESCRIBED, gender)
    if turn is None or turn.speaker is None or turn.figure is None:
        return found
    if not entitled(scene, phrase, turn.figure):
        return found
    own = attribution.source[0]
    if any(own.start <= scene.cast.names[n].span.start < own.end for n in turn.figure.names):
        return found  # "the company that runs Ruritania's mines" is not Ruritania
    chain = (_mention(attribution), Mention(turn.span, "description"))
    return Speaker(turn.speaker.name, turn.speaker.type, chain), turn.figure


def _named(scene: Scene, attribution: Attribution, number: int) -> Found:
    """A source that holds a name: the figure it belongs to, by its fullest name."""
    name = scene.cast.names[number]
    figure = scene.bearer(number)
    source = _mention(attribution)
    if figure is None:
        words = " ".join(name.whole.of(scene.text).split())
        return Speaker(words, "person", (source,), resolved=False), None
    chain = [source]
    if name.span != source.span and name.key != figure.key:
        chain.append(Mention(name.span, "name in source"))
    if figure.fullest != name.span:
        chain.append(Mention(figure.fullest, _reason(name, figure)))
    return Speaker(figure.name, figure.type, tuple(chain)), figure


def _reason(name: Name, figure: Figure) -> str:
    if name.headline:
        return "headline"
    if name.key == figure.key:
        return "same name"
    if len(name.key) == 1 and figure.sort == "person":
        return "surname" if name.key[-1] == figure.key[-1] else "given name"
    if figure.sort == "organization" and len(name.key) == 1:
        return "acronym"
    return "same name"
