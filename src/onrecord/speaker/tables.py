"""The language knowledge of this room, read once from its tables and put into the shape the rules ask for."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from onrecord.data import table

Gender = Literal["male", "female"]


@lru_cache(1 << 14)
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
    nations: frozenset[str]
    regions: frozenset[str]
    region_words: frozenset[str]
    seats: frozenset[str]
    states: Mapping[str, str]
    parties: Mapping[str, str]
    never: frozenset[str]
    calendar: frozenset[str]
    adjectives: frozenset[str]
    particles: frozenset[str]
    prefixes: frozenset[str]
    suffixes: frozenset[str]
    abbreviations: frozenset[str]
    attributives: frozenset[str]
    surnames: frozenset[str]
    addressed: frozenset[str]
    circumstances: frozenset[str]
    no_saying: frozenset[str]
    labels: frozenset[str]
    tails: frozenset[str]
    courtesy: frozenset[str]
    regnal: frozenset[str]
    corporate: frozenset[str]
    pronouns: Mapping[str, str]
    owners: frozenset[str]
    both: frozenset[str]
    definite: frozenset[str]
    indefinite: frozenset[str]
    connectors: frozenset[str]
    breaks: frozenset[str]
    prepositions: frozenset[str]
    compounds: frozenset[str]
    portfolios: frozenset[str]
    portfolio_words: frozenset[str]
    roles: frozenset[str]
    plural_roles: Mapping[str, str]
    titles: Mapping[str, str]
    plain: frozenset[str]
    gendered: Mapping[str, Gender]
    synonyms: Mapping[str, frozenset[str]]
    organizations: frozenset[str]
    organization_nouns: frozenset[str]
    plural_organizations: frozenset[str]
    makes: Mapping[str, frozenset[str]]
    made_of: Mapping[str, frozenset[str]]
    nicknames: Mapping[str, Sequence[str]]
    generic: frozenset[str]
    bodies: frozenset[str]
    fields: frozenset[str]
    countries: frozenset[str]
    groups: frozenset[str]
    documents: frozenset[str]
    families: Mapping[str, frozenset[str]]
    papers: frozenset[str]
    utterances: frozenset[str]
    inanimate: frozenset[str]
    callings: Mapping[str, str]
    singular: frozenset[str]
    anybody: frozenset[str]


@cache
def lexicon() -> Lexicon:
    """The tables of `onrecord.data`, parsed once a process (about 10 ms)."""
    given, places, words, nouns = (
        table(name) for name in ("names_given", "speaker_places", "speaker_words", "speaker_nouns")
    )
    roles, titles = _words(nouns["person"]["roles"]), {fold(k): v for k, v in nouns["title"].items()}
    bodies, only = _words(nouns["organization"]["heads"]), _words(nouns["organization"]["name_only"])
    countries, regions = _places(places["countries"]), _phrases(places["regions"], ",")
    return Lexicon(
        given=_given(given),
        short={short: _words(full) for short, full in given["short"].items()},
        places=countries,
        nations=frozenset(place.name for place in countries.values()),
        regions=regions,
        region_words=frozenset(region.split()[-1] for region in regions),
        seats=_phrases(places["seats"], ","),
        states=_pairs(places["states"]),
        parties=_pairs(places["parties"]),
        pronouns={
            word: kind
            for kind, listed in words["pronouns"].items()
            if kind not in ("both", "owners")
            for word in listed.split()
        },
        owners=_words(words["pronouns"]["owners"]),
        both=_phrases(words["pronouns"]["both"], ";"),
        definite=_words(words["determiners"]["definite"]),
        indefinite=_words(words["determiners"]["indefinite"]),
        connectors=_phrases(words["phrase"]["connectors"], ";"),
        breaks=_words(words["phrase"]["breaks"]),
        prepositions=_words(words["phrase"]["prepositions"]),
        compounds=_phrases(nouns["person"]["compounds"], ";"),
        portfolios=_phrases(nouns["person"]["portfolios"], ";"),
        portfolio_words=_words(nouns["person"]["portfolios"].replace(";", " ")),
        roles=roles,
        plural_roles=_plurals(roles),
        titles=titles,
        plain=_words(nouns["plain"]["persons"]),
        gendered={w: g for g in ("male", "female") for w in _words(nouns["gender"][g])},
        synonyms={word: _words(others) for word, others in nouns["synonym"].items()},
        organizations=bodies | only,
        organization_nouns=bodies - only,
        plural_organizations=frozenset(_plurals(bodies)),
        makes=_inverted({make: row["nouns"] for make, row in nouns["make"].items()}),
        made_of={make: _words(row["names"]) for make, row in nouns["make"].items()},
        nicknames={
            fold(short): [" ".join(fold(name).split()) for name in full.split(";")]
            for short, full in nouns["nickname"].items()
        },
        generic=_phrases(nouns["organization"]["generic"], ";"),
        bodies=_words(nouns["organization"]["named"]),
        fields=_words(nouns["organization"]["fields"]),
        countries=_words(nouns["organization"]["country"]),
        groups=_words(nouns["group"]["heads"]) | _words(nouns["person"]["plurals"]),
        documents=_words(nouns["document"]["heads"]),
        tails=_words(nouns["document"]["tails"]),
        papers=_words(nouns["document"]["papers"]),
        utterances=_words(nouns["document"]["utterances"]),
        inanimate=_words(nouns["nobody"]["heads"]),
        anybody=_words(nouns["person"]["anybody"]),
        singular=_words(nouns["person"]["singular"]),
        callings={word: field for field, row in nouns["calling"].items() for word in fold(row).split()},
        families={
            word: _words(row) for row in nouns["document"]["families"].split(";") for word in _words(row)
        },
        **{
            key: _words(words[key])
            for key in (
                "never",
                "calendar",
                "adjectives",
                "particles",
                "prefixes",
                "suffixes",
                "abbreviations",
                "attributives",
                "surnames",
                "courtesy",
                "regnal",
                "corporate",
                "addressed",
                "labels",
                "circumstances",
                "no_saying",
            )
        },
    )


def _words(listed: str) -> frozenset[str]:
    return frozenset(fold(listed).split())


def _phrases(listed: str, sign: str) -> frozenset[str]:
    return frozenset(" ".join(fold(phrase).split()) for phrase in listed.split(sign) if phrase.strip())


def _inverted(rows: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Word -> the rows that list it."""
    found: dict[str, frozenset[str]] = {}
    for row, listed in rows.items():
        for word in _words(listed):
            found[word] = found.get(word, frozenset()) | {row}
    return found


def _pairs(rows: str) -> dict[str, str]:
    """Rows of "short, short = long", without full stops at the end, by their short forms."""
    found: dict[str, str] = {}
    for row in rows.strip().splitlines():
        short, _, full = row.partition(" = ")
        found.update((fold(word).strip(" ."), fold(full).strip()) for word in short.split(","))
    return found


def _given(listed: Mapping[str, Any]) -> dict[str, Gender | None]:
    """Given names with their gender; None for one that both carry."""
    male, female, either = (_words(listed[key]) for key in ("male", "female", "either"))
    named: dict[str, Gender | None] = dict.fromkeys(male, "male")
    named.update((name, "female") for name in female)
    named.update((name, None) for name in either | (male & female))
    return named


def _places(rows: str) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for row in rows.strip().splitlines():
        names, demonyms, capitals = (
            [" ".join(name.split()) for name in part.split(",") if name.strip()] for part in row.split("|")
        )
        for relation, listed in (("capital", capitals), ("demonym", demonyms), ("name", names)):
            for name in listed:
                found[fold(name).rstrip(".")] = Place(names[0], relation)  # type: ignore[arg-type]
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
