"""Names: which written forms are of one name, and which mentions of a speaker are written forms of its name.

Pure functions of the words. What they give stands in the record's tables (data/record_names.toml).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from onrecord.data import table

Sort = Literal["person", "body", "unnamed"]
"""What keeps equal names apart: Ford the man is not Ford the company, and a description names nobody."""
SORTS: tuple[Sort, ...] = ("person", "body", "unnamed")

APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u02b9\u2032\u0060\u00b4\uff07]")
BETWEEN = re.compile(r"[\s\u2010-\u2015\u2212-]+")
ABBREVIATION = re.compile(r"(?<=\b\w)\.(?=\w)")
AROUND = ".,;:'\"()\u201c\u201d\u00ab\u00bb[]"
LONGEST_ALIAS = 80
"""Characters; what is longer is a description with a name in it."""
# Reasons for which a mention is a name even where it shares no word with the speaker's ("Moscow", "the Fed").
NAMING = frozenset(
    ("name", "same name", "surname", "given name", "nickname", "acronym", "capital", "demonym", "alias")
)
ELSEBODY = frozenset(("possessor", "owner"))
"""Reasons for which a mention names somebody else: of "Keller's lawyer" it is Keller."""


class NameKey(NamedTuple):
    """What is compared of a name. Names of one `key` are one speaker, unless the record has such as
    contradict each other: in their middle `initials` or in their `generation` ("jr", "sr" …)."""

    key: str
    initials: str = ""
    generation: str = ""

    @property
    def surname(self) -> str:
        """The last word of a person's name, else ""."""
        sort, _, words = self.key.partition(" ")
        return words.rpartition(" ")[2] if sort == "person" else ""


def sort_of(type: str) -> Sort:
    """Whether a speaker of this type is a person, a body of any kind, or nameless."""
    return "person" if type == "person" else "unnamed" if type == "unnamed" else "body"


@lru_cache(maxsize=20_000)
def name_key(name: str, sort: Sort) -> NameKey:
    """The key of a name: without case, accents, full stops, a leading article; of a person's, without
    titles and degrees, its middle initials and generation apart."""
    folded = fold(name)
    if sort != "person":
        words = _words(folded.replace(".", ""))
        return NameKey(f"{sort} {' '.join(_without_article(words))}")
    words = _words(ABBREVIATION.sub(". ", folded))
    words = _without_titles(words[1:] if len(words) > 1 and words[0] == "the" else words)
    words, generation = _without_ending(words)
    initials = "".join(word for word in words[1:-1] if len(word) == 1)
    kept = [word for n, word in enumerate(words) if len(word) > 1 or n in (0, len(words) - 1)]
    return NameKey(f"person {' '.join(kept)}", initials, generation)


def fold(words: str) -> str:
    """Lower case, without accents and signs that nobody sees, apostrophes straight, single spaces."""
    if not words.isascii():
        apart = unicodedata.normalize("NFKD", APOSTROPHES.sub("'", words))
        letters = _table()["letters"]
        words = "".join(
            letters.get(sign, sign)
            for sign in apart.casefold()
            if unicodedata.category(sign) not in ("Mn", "Cf")
        )
    return " ".join(words.casefold().split())


def name_words(name: str) -> frozenset[str]:
    """The words of a name as they are compared, in no order."""
    return frozenset(_words(fold(name)))


def outlets_named(names: Mapping[int, str], typed: str) -> list[int]:
    """The outlets of this name, whatever its case; where there is none, those whose name contains it."""
    wanted = typed.strip().casefold()
    exact = [number for number, name in names.items() if name.casefold() == wanted]
    return exact or [number for number, name in names.items() if wanted in name.casefold()]


def bare_surname(name: str) -> str:
    """The surname that a name is, titles aside ("Keller", "Ms Keller"); "" for a name of more or fewer."""
    words = _words(ABBREVIATION.sub(". ", fold(name)))
    first = next((n for n, word in enumerate(words) if word not in _set("titles")), len(words))
    return words[-1] if first == len(words) - 1 else ""


def written_forms(name: str, type: str, mentions: Iterable[tuple[str, str]]) -> Iterator[str]:
    """The forms in which a speaker is named: its name, and those of its mentions (words and reason each)
    that name it rather than describe it. Ends of line and NULs become spaces."""
    yield tidy(name)
    if type in ("person", "organization", "country"):
        for words, reason in mentions:
            form = tidy(words)
            if reason not in ELSEBODY and len(form) <= LONGEST_ALIAS and _names(form, reason, name):
                yield form


def tidy(words: str) -> str:
    """Words as one line; SQLite's tokenizers stop at a NUL, a space stands for it."""
    return " ".join(words.replace("\0", " ").split()).strip(",;:")


def _names(form: str, reason: str, name: str) -> bool:
    """Whether the form has capitals and no other words than the name, is its acronym, or is said to name."""
    if form == name or form.islower():
        return form == name
    if "," in form and fold(form.rpartition(",")[2]).strip(" .") not in _table()["generations"]:
        return False  # a description beside the name
    words = _without_titles(_without_article(_words(fold(form).replace(".", ""))))
    own = set(_words(fold(name).replace(".", "")))
    if not own.isdisjoint(words) and all(word in own or len(word) == 1 for word in words):
        return True
    if reason in NAMING:
        return 0 < len(words) <= 4
    letters = form.replace(".", "")
    return len(letters) > 1 and letters == "".join(filter(str.isupper, (word[0] for word in name.split())))


def _words(folded: str) -> list[str]:
    return [kept for word in BETWEEN.split(folded) if (kept := word.strip(AROUND))]


def _without_article(words: list[str]) -> list[str]:
    return words[1:] if len(words) > 1 and words[0] in _set("articles") else words


def _without_titles(words: list[str]) -> list[str]:
    first = next((n for n, word in enumerate(words) if word not in _set("titles")), len(words))
    return words[first:] if first and len(words) - first > 1 else words


def _without_ending(words: list[str]) -> tuple[list[str], str]:
    """A person's name without degrees and generation, and the generation."""
    generation = ""
    while len(words) > 1:
        generations: dict[str, str] = _table()["generations"]
        if words[-1] in generations:
            generation = generation or generations[words[-1]]
        elif words[-1] not in _set("degrees"):
            break
        words = words[:-1]
    return words, generation


def _table() -> dict[str, Any]:
    return table("record_names")


@cache
def _set(name: str) -> frozenset[str]:
    listed = _table()
    text = {
        "titles": listed["titles"],
        "degrees": listed["after"]["degrees"],
        "articles": listed["words"]["articles"],
    }
    return frozenset(text[name].split())
