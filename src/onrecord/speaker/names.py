"""Names of people: which are the same person's, and what they tell of gender.

A name here is a tuple of folded words without titles: ("vladimir", "putin").
"""

from collections.abc import Iterable

from onrecord.speaker.tables import Gender, fold, lexicon

Key = tuple[str, ...]


def key_of(words: Iterable[str]) -> Key:
    """The folded words of a name, without "Jr." and its like, full stops and empty words."""
    suffixes = lexicon().suffixes
    folded = [fold(word).strip(".,'-") for word in words]
    kept = [word for word in folded if word and word not in suffixes]
    return tuple(kept or [word for word in folded if word])


def surname(key: Key) -> str:
    """The last word, without a particle before it: names are told by it in news."""
    return key[-1] if key else ""


def given(key: Key) -> str:
    """The first word of a name of two words or more, else ""."""
    return key[0] if len(key) > 1 else ""


def same_given(one: str, other: str) -> bool:
    """True where two given names may be one person's: equal, an initial, or a short form of the other."""
    if one == other:
        return True
    if not one or not other:
        return False
    shorter, longer = sorted((one, other), key=len)
    if len(shorter.replace(".", "")) <= 2 and ("." in shorter or len(shorter) == 1):
        return longer[0] == shorter[0]
    short = lexicon().short
    return longer in short.get(shorter, ()) or shorter in short.get(longer, ())


def same_name(one: Key, other: Key) -> bool:
    """True where two full names may be one person's ("Barack H. Obama", "Barack Obama").

    Both need a given name and the same surname; the names between do not matter, but a generation
    written in the surname's place does not match.
    """
    if one == other:
        return True
    if len(one) < 2 or len(other) < 2:
        return False
    if surname(one) == surname(other):
        return same_given(one[0], other[0])
    # A double surname told in full once: "Jane Doe-Roe" and "Jane Doe".
    double, simple = (one, other) if "-" in one[-1] else (other, one)
    return one[0] == other[0] and "-" in double[-1] and simple[-1] in double[-1].split("-")


def gender_of(titles: Iterable[str], key: Key) -> Gender | None:
    """What titles and roles (folded), then the given name, tell of gender; None where nothing does."""
    words = lexicon()
    for title in titles:
        told = words.gendered.get(title)
        if told:
            return told
    first = given(key)
    if len(key) == 1:
        # By one name, "Melanie" is a woman; "Clinton" or "Ryan" may be anybody's surname.
        return "female" if words.given.get(key[0]) == "female" else None
    return words.given.get(first.split("-")[0]) if first else None
