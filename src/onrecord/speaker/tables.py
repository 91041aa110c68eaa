"""The language knowledge of this room, read once from its tables and put into the shape the rules ask for."""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Gender = Literal["male", "female"]


def fold(words: str) -> str:
    """Lower case without accents, the typographic apostrophe made straight: the form that is compared."""
    if words.isascii():
        return words.lower()
    marked = unicodedata.normalize("NFKD", words.replace("\u2019", "'")).lower()
    return "".join(sign for sign in marked if not unicodedata.combining(sign))


@dataclass(frozen=True, slots=True)
class Place:
    """A country by the name it goes by: `name` is the first of its names in the table."""

    name: str
    relation: Literal["name", "demonym", "capital"]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All tables. Words are folded; multi-word places are keys with single spaces."""

    given: Mapping[str, Gender | None]
    short: Mapping[str, frozenset[str]]
    places: Mapping[str, Place]
    regions: frozenset[str]
    seats: frozenset[str]
    never: frozenset[str]
    adjectives: frozenset[str]
    particles: frozenset[str]
    prefixes: frozenset[str]
    suffixes: frozenset[str]
    abbreviations: frozenset[str]
    pronouns: Mapping[str, str]
    both: frozenset[str]
    definite: frozenset[str]
    indefinite: frozenset[str]
    connectors: frozenset[str]
    breaks: frozenset[str]
    prepositions: frozenset[str]
    compounds: frozenset[str]
    roles: frozenset[str]
    plural_roles: Mapping[str, str]
    titles: Mapping[str, str]
    plain: frozenset[str]
    gendered: Mapping[str, Gender]
    synonyms: Mapping[str, frozenset[str]]
    organizations: frozenset[str]
    organization_nouns: frozenset[str]
    plural_organizations: frozenset[str]
    companies: frozenset[str]
    countries: frozenset[str]
    groups: frozenset[str]
    documents: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The tables of `onrecord.data`, parsed once a process (about 10 ms)."""
    given, places, words, nouns = (
        _table(name) for name in ("names_given", "speaker_places", "speaker_words", "speaker_nouns")
    )
    roles, titles = _words(nouns["person"]["roles"]), {fold(k): v for k, v in nouns["title"].items()}
    bodies, only = _words(nouns["organization"]["heads"]), _words(nouns["organization"]["name_only"])
    return Lexicon(
        given=_given(given),
        short={short: _words(full) for short, full in given["short"].items()},
        places=_places(places["countries"]),
        regions=_phrases(places["regions"], ","),
        seats=_phrases(places["seats"], ","),
        pronouns={w: kind for kind, listed in words["pronouns"].items() if kind != "both" for w in listed.split()},
        both=_phrases(words["pronouns"]["both"], ";"),
        definite=_words(words["determiners"]["definite"]),
        indefinite=_words(words["determiners"]["indefinite"]),
        connectors=_phrases(words["phrase"]["connectors"], ";"),
        breaks=_words(words["phrase"]["breaks"]),
        prepositions=_words(words["phrase"]["prepositions"]),
        compounds=_phrases(nouns["person"]["compounds"], ";"),
        roles=roles,
        plural_roles=_plurals(roles),
        titles=titles,
        plain=_words(nouns["plain"]["persons"]),
        gendered={w: g for g in ("male", "female") for w in _words(nouns["gender"][g])},
        synonyms={word: _words(others) for word, others in nouns["synonym"].items()},
        organizations=bodies | only,
        organization_nouns=bodies - only,
        plural_organizations=frozenset(_plurals(bodies)),
        companies=_words(nouns["organization"]["company"]),
        countries=_words(nouns["organization"]["country"]),
        groups=_words(nouns["group"]["heads"]) | _words(nouns["person"]["plurals"]),
        documents=_words(nouns["document"]["heads"]),
        **{
            key: _words(words[key])
            for key in ("never", "adjectives", "particles", "prefixes", "suffixes", "abbreviations")
        },
    )


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("onrecord").joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))


def _words(listed: str) -> frozenset[str]:
    return frozenset(fold(listed).split())


def _phrases(listed: str, sign: str) -> frozenset[str]:
    return frozenset(" ".join(fold(phrase).split()) for phrase in listed.split(sign) if phrase.strip())


def _given(table: Mapping[str, Any]) -> dict[str, Gender | None]:
    """Given names with their gender; None for one that both carry."""
    male, female, either = (_words(table[key]) for key in ("male", "female", "either"))
    named: dict[str, Gender | None] = dict.fromkeys(male, "male") | dict.fromkeys(female, "female")
    return named | dict.fromkeys(either | (male & female))


def _places(rows: str) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for row in rows.strip().splitlines():
        names, demonyms, capitals = (
            [" ".join(name.split()) for name in part.split(",") if name.strip()] for part in row.split("|")
        )
        for relation, listed in (("capital", capitals), ("demonym", demonyms), ("name", names)):
            for name in listed:
                found[fold(name)] = Place(names[0], relation)  # type: ignore[arg-type]
    return found


def _plurals(nouns: Iterable[str]) -> dict[str, str]:
    """Plural -> singular, by rule."""
    return {_plural(noun): noun for noun in nouns}


def _plural(noun: str) -> str:
    if noun.endswith("man"):
        return f"{noun[:-3]}men"
    if noun.endswith("y") and noun[-2:-1] not in tuple("aeiou"):
        return f"{noun[:-1]}ies"
    if noun.endswith(("s", "x", "z", "ch", "sh")):
        return f"{noun}es"
    if noun == "wife":
        return "wives"
    return f"{noun}s"
