"""Bodies told by less than their name: initials, the name without its country, names in everyday use."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from onrecord.speaker.names import Key
from onrecord.speaker.tables import Lexicon, lexicon

if TYPE_CHECKING:
    from onrecord.speaker.cast import Figure


def short_forms(
    figures: Sequence["Figure"], defined: Mapping[Key, Key], by_key: Mapping[Key, "Figure"]
) -> Iterator[tuple["Figure", "Figure"]]:
    """Figures, each with the body that it is short for. `defined`: initials that the text spells out."""
    table = lexicon()
    bodies = [f for f in figures if f.sort in ("organization", "unknown") and len(f.key) >= 2 and f.names]
    for figure in bodies:
        bare = _without_country(figure.key, table)
        other = by_key.get(bare)
        if (
            other is not None
            and other is not figure
            and other.names
            and other.sort in ("organization", "unknown")
        ):
            yield other, figure
    letters: dict[str, dict[int, Figure]] = defaultdict(dict)
    for figure in bodies:
        for key in {figure.key, _without_country(figure.key, table)}:
            for initials in _initials(key, table):
                letters[initials][figure.number] = figure
    for figure in figures:
        if figure.names and len(figure.key) == 1 and figure.sort in ("organization", "unknown"):
            full = _named_otherwise(figure.key, defined, by_key, table)
            long = [f for f in letters.get(figure.key[0].replace(".", ""), {}).values() if f.names]
            if full is not None or len(long) == 1:
                yield figure, full or long[0]


def _named_otherwise(
    key: Key, defined: Mapping[Key, Key], by_key: Mapping[Key, "Figure"], table: Lexicon
) -> "Figure | None":
    """The body whose initials the text spells out, or whose everyday name this is, if the text names it."""
    if key in defined:
        return by_key.get(defined[key])
    for full in table.nicknames.get(key[0], ()):
        figure = by_key.get(tuple(full.split()))
        if figure is not None and figure.names:
            return figure
    return None


def _without_country(key: Key, table: Lexicon) -> Key:
    """ "U.S. Department of Justice" without its first word."""
    first = table.places.get(key[0])
    return key[1:] if len(key) > 2 and first is not None and first.name == "United States" else key


def _initials(key: Key, table: Lexicon) -> set[str]:
    """The initials of a name with and without its small words; of "Department of X Y" also those of X Y."""
    small = table.connectors | {"the"}
    forms = {"".join(word[0] for word in key), "".join(word[0] for word in key if word not in small)}
    if "of" in key[1:-2]:
        forms.add("".join(word[0] for word in key[key.index("of") + 1 :] if word not in small))
    return forms
