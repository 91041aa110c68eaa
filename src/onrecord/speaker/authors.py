"""Who says "I" on a page outside of quotations: its author, or the one whose interview or speech it is."""

import re
from collections.abc import Sequence

from onrecord.nouns import Span, Speaker
from onrecord.speaker.cast import Figure
from onrecord.speaker.scene import SUBJECT, Scene, Turn, figure_turn
from onrecord.speaker.tables import fold, lexicon

NOTE = re.compile(r",?[^.\n]{0,40} (?:is|was|writes|teaches|lives|works|covers|reports) ")
"""What a note on the author goes on with: "Jane Doe is a writer in X"."""
INTERVIEW = re.compile(
    r"\b(?:interview(?:s|ed)?|q ?& ?a|in conversation|(?:speaks|talks) (?:to|with))\b", re.I
)
ASKS = re.compile(
    r"\bI(?:\u2019d|'d| would| just| also| only)* (?:like|want(?:ed)?|wonder(?:ed)?|was wondering|have) "
    r"(?:to (?:ask|know|hear|talk)|if you|whether you|what you|how you|a question)"
    r"|\b(?:can|may|could|let) (?:I|me) ask\b",
    re.I,
)
"""What only the one who asks says in an interview."""
LONG = 400
"""Code points of a sentence before a colon that are looked at."""
LONGEST = 60
"""Code points of a byline that is one person's."""
SPEECH = re.compile(r"\b(?:remarks|speech|address|statement|testimony|letter|column) (?:by|of|from)\b", re.I)
"""Titles of pages in which somebody speaks throughout."""


def author(scene: Scene, kind: str, place: Span) -> Turn | None:
    """The "I" outside of quotations is the byline's, or the one of the note on the author at the end."""
    if kind != "first":
        return None
    if scene.layout.quotation(place.start) >= 0:
        return _before_colon(scene, place)
    byline = " ".join((scene.article.byline or "").split()).removeprefix("By ").removeprefix("by ")
    if not byline or " " not in byline:  # an agency or a site is no author
        voice = _voice(scene, place)
        if voice is not None or byline:
            return voice
    if byline and _of_person(byline):
        return Turn(None, Speaker(byline, "person", ()), None, place.start, place=place)
    if byline or not scene.article.blocks:
        return None
    last = scene.article.blocks[-1].span
    for number in scene.cast.between(last.start, last.start + 1):
        name, figure = scene.cast.names[number], scene.bearer(number)
        if figure is not None and figure.sort == "person" and NOTE.match(scene.text, name.span.end):
            return figure_turn(scene, figure, name.span)
    return None


def _before_colon(scene: Scene, place: Span) -> Turn | None:
    """The subject of a sentence that ends a paragraph with a colon, where the next is a quotation."""
    layout, text = scene.layout, scene.text
    paragraph = layout.paragraph(place.start)
    begin = layout.paragraphs[paragraph - 1]
    ahead = text[max(0, begin - LONG) : begin].rstrip()
    opening = layout.quotation_starts[layout.quotation(place.start)]
    if paragraph < 2 or opening != begin or not ahead.endswith(":"):
        return None
    start = max(layout.sentence_start(begin - 1), begin - LONG)
    for number in scene.cast.between(start, begin):
        figure = scene.bearer(number)
        person = figure is not None and figure.sort == "person"
        if figure is not None and person and scene.standing(number) == (SUBJECT, -1):
            return figure_turn(scene, figure, scene.cast.names[number].span)
    return None


def _of_person(byline: str) -> bool:
    """Whether a byline may be somebody's name: no "Ruritania State Judiciary", no "Acme News Staff"."""
    words, table = byline.split(), lexicon()
    bodies = table.organizations | table.groups | table.bodies
    return (
        len(byline) <= LONGEST
        and all(word[0].isupper() for word in words)
        and (fold(words[0]) in table.given or not any(fold(word) in bodies for word in words))
    )


def interviewed(scene: Scene, place: Span) -> Turn | None:
    """Whom the questions of an interview mean by "you"."""
    return _voice(scene, place) if INTERVIEW.search(_title(scene)) else None


def _title(scene: Scene) -> str:
    return scene.article.title or next((b.span.of(scene.text) for b in scene.article.blocks[:1]), "")[:300]


def _voice(scene: Scene, place: Span) -> Turn | None:
    """The one person that the title of an interview or a speech names, or a column's before a colon."""
    title = _title(scene)
    if scene.layout.quotation(place.start) >= 0:
        return None
    head, colon, _ = title.partition(":")
    whole = not (INTERVIEW.search(title) or SPEECH.search(title))
    if (whole and not colon) or (not whole and _asks(scene, place)):
        return None
    # "Jane Doe: What I saw" is a column under its author's name.
    told = (head if whole else title).split()
    words = {fold(word).removesuffix("'s").strip(".,:;'\"") for word in told}
    persons = (f for f in scene.cast.figures if _may_be_one(f))
    named = [f for f in persons if set(f.key) <= words and not (whole and len(f.key) < len(told))]
    if not named and whole and _full_name(told):
        return Turn(None, Speaker(" ".join(told), "person", ()), None, place.start, place=place)
    if len(named) != 1:
        return None
    return figure_turn(scene, named[0], scene.cast.names[named[0].names[0]].span)


def _full_name(words: Sequence[str]) -> bool:
    """Whether a few words are a person's full name, given name first, that the text itself need not have."""
    table = lexicon()
    return (
        1 < len(words) < 5
        and fold(words[0]) in table.given
        and all(word[0].isupper() and fold(word) not in table.never for word in words)
    )


def _asks(scene: Scene, place: Span) -> bool:
    """Whether "I" is whoever asks in an interview: the paragraph says so."""
    if lexicon().pronouns.get(fold(place.of(scene.text))) != "first":
        return False
    start = scene.layout.paragraphs[scene.layout.paragraph(place.start) - 1]
    end = scene.text.find("\n", place.start)
    return ASKS.search(scene.text, start, end if end >= 0 else len(scene.text)) is not None


def _may_be_one(figure: Figure) -> bool:
    """Whether a figure is a person, or a name of two words that no table knows."""
    table = lexicon()
    known = table.organizations | table.bodies | table.adjectives | table.groups
    region = " ".join(figure.key) in table.regions
    open_to_all = figure.sort == "unknown" and len(figure.key) > 1 and not known & set(figure.key)
    return bool(figure.names) and (figure.sort == "person" or (open_to_all and not region))
