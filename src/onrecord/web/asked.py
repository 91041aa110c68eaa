"""What a URL of the search asks for: read from its parameters, held to what there is, and written again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast
from urllib.parse import urlencode

from onrecord.errors import RecordError
from onrecord.record.facets import SORTS, Sort
from onrecord.record.query import KNOWN, Filters, Query
from onrecord.web.leafing import fitting, number_of_page

Kind = Literal["text", "day", "one of", "yes"]
LAST_PAGE = 10_000
QUOTES = str.maketrans(dict.fromkeys('"“”„«»', " "))


@dataclass(frozen=True, slots=True)
class Field:
    """A filter as a form has it: its name, what it is called, what it takes."""

    name: str
    label: str
    kind: Kind = "text"
    values: tuple[str, ...] = ()
    hint: str = ""


FIELDS = (
    Field("speaker", "Speaker", hint="words of a name"),
    Field("speaker_type", "Type of speaker", "one of", KNOWN["speaker_type"]),
    Field("act", "Act", "one of", KNOWN["act"]),
    Field("plover", "PLOVER class", "one of", KNOWN["plover"]),
    Field("target", "Target", hint="whom or what"),
    Field("stance", "Stance", "one of", KNOWN["stance"]),
    Field("addressee", "Said to"),
    Field("occasion", "Occasion"),
    Field("said_since", "Said since", "day"),
    Field("said_until", "Said until", "day"),
    Field("outlet", "Outlet"),
    Field("since", "Published since", "day"),
    Field("until", "Published until", "day"),
    Field("kind", "Kind", "one of", KNOWN["kind"]),
    Field("flag", "Flag", hint="a note, such as “no cue”"),
    Field("min_confidence", "At least so sure", hint="0.9 or 90%"),
    Field("resolved", "Only where a speaker was found", "yes"),
)
NAMES = tuple(each.name for each in FIELDS)
PARAMETERS = ("words", "exact", *NAMES, "sort", "page")
"""All that an address of the search takes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The `words` typed, whether they are one phrase (`exact`), the filters that are set (by FIELDS), the
    order, None for the usual one, and the page."""

    words: str = ""
    exact: bool = False
    filters: Mapping[str, str] = field(default_factory=dict)
    sort: Sort | None = None
    page: int = 1

    @property
    def query(self) -> Query:
        """Raises RecordError, with the words that say what to mend."""
        return Query(sought(self.words, exact=self.exact), **filters_in(self.filters))

    def url(self, path: str = "/search", /, **changes: str | int | bool | None) -> str:
        """Of the same search with these changes (None takes a filter out). Another search begins at its first
        page, unless a page is given."""
        told: dict[str, object] = {
            "words": self.words,
            "exact": self.exact,
            **self.filters,
            "sort": self.sort,
        }
        told |= {"page": 1, **changes}
        if told["page"] == 1:
            del told["page"]
        said = {name: "1" if value is True else str(value) for name, value in told.items() if value}
        return f"{path}?{urlencode(said, errors='replace')}" if said else path


def asked_by(parameters: Mapping[str, str]) -> Asked:
    """What these parameters of a URL ask for; what is unknown counts for nothing."""
    told = {name: value.strip() for name, value in parameters.items()}
    sort = told.get("sort", "")
    return Asked(
        words=told.get("words", ""),
        exact=bool(told.get("exact")),
        filters={name: told[name] for name in NAMES if told.get(name)},
        sort=next((each for each in SORTS if each == sort), None),
        page=min(number_of_page(told.get("page", "")), LAST_PAGE),
    )


def sought(words: str, *, exact: bool) -> str:
    """Words as the record takes them: in quotation marks where they are one phrase. Raises RecordError."""
    fitting("words", words)
    return f'"{words.translate(QUOTES).strip()}"' if exact and words.strip() else words


def filters_in(typed: Mapping[str, str]) -> Filters:
    """Filters as the record takes them. Raises RecordError, with the words that say what to mend."""
    for name, words in typed.items():
        fitting(name, words)
    least = typed.get("min_confidence", "0")
    try:
        sure = float(least.removesuffix("%")) / (100 if least.endswith("%") else 1)
    except ValueError:
        sure = -1.0
    if not 0 <= sure <= 1:
        raise RecordError(f"min_confidence: {least!r} is no number from 0 to 1", step="search")
    as_typed = {name: words for name, words in typed.items() if name not in ("min_confidence", "resolved")}
    return cast(Filters, {**as_typed, "resolved": "resolved" in typed, "min_confidence": sure})


def quoted(words: str) -> str:
    """A name as a filter takes it: a phrase, so that its words count in their order."""
    return f'"{words}"' if " " in words and words == words.translate(QUOTES) else words


def plain(words: str) -> str:
    """A filter's words as they are shown."""
    return words.translate(QUOTES).strip() or words
