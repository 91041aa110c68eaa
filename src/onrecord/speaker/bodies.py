"""Which body a description means: "the ministry", "the company", "the state"."""

from collections import Counter

from onrecord.nouns import SpeakerType
from onrecord.speaker.cast import Figure
from onrecord.speaker.holders import recent
from onrecord.speaker.names import key_of
from onrecord.speaker.phrases import Phrase
from onrecord.speaker.scene import Scene
from onrecord.speaker.tables import Lexicon

WHOLE = frozenset({"house", "senate", "congress", "parliament"})
"""Bodies whose name this is, and no part of another's."""
SURELY = 2
OPEN = frozenset({"company", "group", "media"})
"""Makes of which a name may say nothing."""


def body_of(scene: Scene, phrase: Phrase, kind: SpeakerType, at: int, table: Lexicon) -> Figure | None:
    """For "the ministry" the body with that word in its name; for "the company" the one spoken of last."""
    words = [w for w in phrase.words if w not in table.definite]
    if not words or len(words) > 4 or phrase.rest or " ".join(words) in WHOLE:
        return None
    bodies = [f for f in scene.cast.figures if f.sort in ("organization", "unknown") and f.names]
    wanted = key_of(words)
    fitting = [f for f in bodies if len(f.key) > len(wanted) and set(wanted) <= set(f.key)]
    ahead = [f for f in fitting if scene.cast.starts[f.names[0]] < at]
    fitting = ahead or fitting
    if len(fitting) > 1:
        fitting = [f for f in fitting if f.key[-len(wanted) :] == wanted] or fitting
    if len(fitting) > 1:
        fitting = recent(scene, fitting, at)
    if fitting:
        return fitting[0] if len(fitting) == 1 else None
    bare = all(word in table.adjectives or word in table.fields or word in table.makes for word in words[:-1])
    return _spoken_of(scene, words[-1], at, table) if kind == "organization" and bare else None


def _spoken_of(scene: Scene, noun: str, at: int, table: Lexicon) -> Figure | None:
    """For "the company", "the agency" without its noun in any name: the body of that make spoken of here.

    The one told of by that noun ("Acme, a company in X"); else the last one of its make that spoke within two
    paragraphs, the only one named there, or the one that is named there most by far.
    """
    makes = table.makes.get(noun)
    layout, cast = scene.layout, scene.cast
    told = [f for f in cast.figures if f.names and any(t.head == noun for t in f.told) and f.sort != "person"]
    if len(told) == 1 and cast.starts[told[0].names[0]] < at:
        return told[0]
    if makes is None:
        return None
    here = layout.paragraph(at)
    for turn in scene.before(at):
        near_by = here - layout.paragraph(turn.at) <= 2
        if near_by and turn.figure is not None and _of_make(turn.figure, makes, table):
            return turn.figure
    named = [f for n in cast.between(layout.paragraphs[max(0, here - 3)], at) for f in cast.bearers[n]]
    near = [figure for figure in named if _of_make(figure, makes, table) == SURELY]
    near = near or [figure for figure in named if _of_make(figure, makes, table)]
    counts = Counter(figure.number for figure in near)
    ranked = sorted(
        {f.number: f for f in near}.values(), key=lambda f: (-counts[f.number], -len(f.names), f.number)
    )
    if len(ranked) > 1 and len(ranked[0].names) < max(3, 2 * len(ranked[1].names)):
        return None
    return ranked[0] if ranked else None


def _of_make(figure: Figure, makes: frozenset[str], table: Lexicon) -> int:
    """0, 1 or 2 (`SURELY`): whether a body may be of one of these makes, by its name and what is told of it.

    A name that tells nothing may be a company's or a group's, but neither an agency's nor a school's.
    """
    if figure.sort not in ("organization", "unknown") or (figure.sort == "unknown" and len(figure.names) < 2):
        return 0
    known = {make for make, words in table.made_of.items() if words & set(figure.key)}
    known |= {make for t in figure.told for make in table.makes.get(t.head, ())}
    if known:
        return SURELY if known & makes else 0
    return int(bool(makes & OPEN) and figure.sort == "organization")


def last_of(scene: Scene, at: int, sort: str) -> Figure | None:
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
