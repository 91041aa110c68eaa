"""Which statements a queue is of: the parameters of its URL, the same as those of search."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast
from urllib.parse import urlencode

from onrecord.errors import RecordError
from onrecord.record.query import KNOWN, Filters

LONGEST = 300
"""Characters of a field: nobody types more, and each word is looked up."""
QUOTES = str.maketrans(dict.fromkeys('"“”„«»', " "))


@dataclass(frozen=True, slots=True)
class Field:
    """A filter as a form has it: its name, what it is called, what it takes."""

    name: str
    label: str
    kind: Literal["text", "one of", "yes"] = "text"
    values: tuple[str, ...] = ()
    hint: str = ""


FIELDS = (
    Field("words", "Words", hint="said, or of who said it"),
    Field("speaker", "Speaker", hint="words of a name"),
    Field("speaker_type", "Type of speaker", "one of", KNOWN["speaker_type"]),
    Field("act", "Act", "one of", KNOWN["act"]),
    Field("plover", "PLOVER class", "one of", KNOWN["plover"]),
    Field("target", "Target", hint="whom or what"),
    Field("stance", "Stance", "one of", KNOWN["stance"]),
    Field("addressee", "Said to"),
    Field("occasion", "Occasion"),
    Field("said_since", "Said since", hint="2024 or 2024-03-05"),
    Field("said_until", "Said until", hint="2024 or 2024-03-05"),
    Field("outlet", "Outlet"),
    Field("since", "Published since", hint="2024 or 2024-03-05"),
    Field("until", "Published until", hint="2024 or 2024-03-05"),
    Field("kind", "Kind", "one of", KNOWN["kind"]),
    Field("flag", "Flag", hint="a note, such as “no cue”"),
    Field("min_confidence", "At least so sure", hint="0.9 or 90%"),
    Field("review", "Looked at", "one of", KNOWN["review"]),
    Field("exact", "Words as an exact phrase", "yes"),
    Field("resolved", "Only where a speaker was found", "yes"),
)
NAMES = tuple(each.name for each in FIELDS)
ALONE = ("words", "exact", "resolved", "min_confidence")
"""What is no text that the record takes as it was typed."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was typed, by the names of FIELDS; what is empty is left out."""

    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The words that are looked for, in quotation marks where they are one phrase."""
        words = self.typed.get("words", "")
        return f'"{words.translate(QUOTES).strip()}"' if words and "exact" in self.typed else words

    @property
    def filters(self) -> Filters:
        """As the record takes them. Raises RecordError, with the words that say what to mend."""
        least = self.typed.get("min_confidence", "0")
        try:
            sure = float(least.removesuffix("%")) / (100 if least.endswith("%") else 1)
        except ValueError:
            sure = -1.0
        if not 0 <= sure <= 1:
            raise RecordError(f"min_confidence: {least!r} is no number from 0 to 1", step="search")
        plain = {name: words for name, words in self.typed.items() if name not in ALONE}
        return cast(Filters, {**plain, "resolved": "resolved" in self.typed, "min_confidence": sure})

    def url(self, path: str, **more: str) -> str:
        """A path with these filters, and with more parameters."""
        told = {**self.typed, **{name: value for name, value in more.items() if value}}
        return f"{path}?{urlencode(told, errors='replace')}" if told else path


def chosen_by(parameters: Mapping[str, str]) -> Chosen:
    """What these parameters of a URL ask for; what is unknown counts for nothing."""
    typed = {name: parameters.get(name, "").strip()[:LONGEST] for name in NAMES}
    return Chosen({name: words for name, words in typed.items() if words})
