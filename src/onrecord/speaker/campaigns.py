"""Campaigns, teams and administrations, which go by the name of whoever leads them: "the Doe campaign"."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from onrecord.speaker.mentions import Name

if TYPE_CHECKING:
    from onrecord.speaker.cast import Figure
    from onrecord.speaker.scene import Scene

OWN_BODIES = frozenset({"campaign", "administration", "camp", "team"})
LED = re.compile(
    r"(?:['\u2019]s?)? (?:(?!and |or |said |says )[a-z-]+ ){0,2}?"
    r"([Cc]ampaign|[Aa]dministration|[Cc]amp|[Tt]eam)\b"
)
"""What follows the name of whoever leads such a body."""


class Led(NamedTuple):
    """A place where such a body is named: the number of the leader's name, and the body's noun."""

    number: int
    kind: str


def led_by_name(names: Sequence[Name], text: str) -> tuple[Led, ...]:
    """All bodies that the text names by a leader, in its order."""
    found = ((number, LED.match(text, name.span.end)) for number, name in enumerate(names))
    return tuple(Led(number, after.group(1).lower()) for number, after in found if after is not None)


def leader_meant(scene: "Scene", kind: str, at: int) -> "tuple[Figure, Led] | None":
    """Whose campaign "the campaign" is at its place: the one named last before, else the only one named."""
    told = [led for led in scene.cast.led if led.kind == kind]
    persons = ((led, scene.bearer(led.number)) for led in told)
    leaders = [
        (figure, led)
        for led, figure in persons
        if figure is not None and figure.sort in ("person", "unknown")
    ]
    before = [pair for pair in leaders if scene.cast.starts[pair[1].number] < at]
    if before:
        return before[-1]
    return leaders[0] if len({figure.number for figure, _ in leaders}) == 1 else None
