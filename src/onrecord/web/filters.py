"""Which statements a queue is of: the parameters of its URL, those of search and what people said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from onrecord.record.query import KNOWN, Filters
from onrecord.web import asked
from onrecord.web.asked import Field, filters_in, sought

FIELDS = (
    Field("words", "Words", hint="said, or of who said it"),
    *asked.FIELDS,
    Field("review", "Looked at", "one of", KNOWN["review"]),
    Field("exact", "Words as an exact phrase", "yes"),
)
NAMES = tuple(each.name for each in FIELDS)
PARAMETERS = (*NAMES, "statement", "whole")
"""All that an address of the queue takes."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was typed, by the names of FIELDS; what is empty is left out."""

    typed: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """The words that are looked for, in quotation marks where they are one phrase. Raises RecordError."""
        return sought(self.typed.get("words", ""), exact="exact" in self.typed)

    @property
    def filters(self) -> Filters:
        """As the record takes them. Raises RecordError, with the words that say what to mend."""
        own = ("words", "exact")
        return filters_in({name: words for name, words in self.typed.items() if name not in own})

    def url(self, path: str, **more: str) -> str:
        """A path with these filters, and with more parameters."""
        told = {**self.typed, **{name: value for name, value in more.items() if value}}
        return f"{path}?{urlencode(told, errors='replace')}" if told else path


def chosen_by(parameters: Mapping[str, str]) -> Chosen:
    """The filters in a URL's parameters; what is none of them is left out."""
    typed = {name: parameters.get(name, "").strip() for name in NAMES}
    return Chosen({name: words for name, words in typed.items() if words})
