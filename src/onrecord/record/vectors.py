"""Words, folded, as PostgreSQL's tsvector and tsquery. They hold letters and numbers, no signs."""

from collections.abc import Sequence

from onrecord.record import days

LABELS = "ABCD"
"""The columns of an index, in their order."""
LONGEST = 100
"""Characters of a word that are looked up; the whole of it is compared afterwards."""
PLACES = 255
LAST = 16383
"""So many places of a word, and the last place, are more than PostgreSQL keeps."""


def spaced(words: Sequence[str]) -> str:
    """Words so that a phrase of them is found by itself, and not as the end of another word."""
    return f" {' '.join(words)} "


def vector(columns: Sequence[Sequence[str]]) -> str:
    """The words of at most four columns."""
    places: dict[str, list[str]] = {}
    at = 0
    for label, words in zip(LABELS, columns, strict=False):
        for word in words:
            at = min(at + 1, LAST)
            found = places.setdefault(word[:LONGEST], [])
            if len(found) < PLACES:
                found.append(f"{at}{label}")
    return " ".join(f"'{word}':{','.join(found)}" for word, found in places.items())


def query(words: Sequence[str], labels: str = "") -> str:
    """All of these words, in a column of these labels, or in any."""
    asked = f":{labels}" if labels and labels != LABELS else ""
    return " & ".join(f"'{word[:LONGEST]}'{asked}" for word in words)


def days_of(row: int) -> frozenset[str]:
    """The month and the day of a row of the index, by its number, as they are looked up."""
    day = days.of(row)
    return frozenset((month(day), f"@{day:08}"))


def month(day: int) -> str:
    """The month of a day, as it is looked up."""
    return f"@{day // 100:06}"
