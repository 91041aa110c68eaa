"""Which town "the city", "the village" means: the one that the text names as such, or with its region."""

import re
from functools import cache

from onrecord.nouns import Span
from onrecord.speaker.scene import Scene
from onrecord.speaker.tables import lexicon

TOWNS = frozenset({"city", "town", "village", "municipality", "borough", "township", "hamlet", "commune"})
REACH = 2
"""Paragraphs back in which one town alone may be named for it to be meant where the page names several."""
FAR = 20_000
"""Code points back in which a town is looked for."""
NAME = r"([A-Z][\w'\u2019-]+(?: (?:(?:de|del|di|la|le|of|upon|on) )?[A-Z][\w'\u2019-]+){0,2})"


def town_meant(scene: Scene, noun: str, at: int) -> Span | None:
    """The place where the town that a description at an offset means is named last before it."""
    if noun not in TOWNS:
        return None
    matches = _named().finditer(scene.text, max(0, at - FAR), at)
    found = [Span(*match.span(match.lastindex or 0)) for match in matches]
    here = scene.layout.paragraph(at)
    near = [span for span in found if here - scene.layout.paragraph(span.start) <= REACH]
    for spans in (near, found):
        if spans and len({span.of(scene.text) for span in spans}) == 1:
            return spans[-1]
    last = scene.layout.paragraph(near[-1].start) if near else 0
    nearest = [span for span in near if scene.layout.paragraph(span.start) == last]
    return nearest[-1] if len({span.of(scene.text) for span in nearest}) == 1 else None


@cache
def _named() -> re.Pattern[str]:
    """A town by its kind ("the municipality of Brill") or its region ("in Brill, Ohio")."""
    table = lexicon()
    countries = (name for name, place in table.places.items() if place.relation == "name" and len(name) > 3)
    regions = sorted({*table.regions, *table.states, *countries}, key=lambda name: (-len(name), name))
    kinds = "|".join(sorted(TOWNS))
    listed = "|".join(re.escape(region) for region in regions)
    return re.compile(
        rf"\b(?i:{kinds}) of {NAME}|\b(?:in|at|from|of|to|near|outside) {NAME}, (?=[A-Z])(?i:{listed})\b"
    )
