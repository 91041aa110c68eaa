"""What a user types, made a query that cannot fail."""

import re
import unicodedata
from dataclasses import dataclass

from onrecord.errors import RecordError

PHRASE_OR_WORD = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]?|([^\s"“”„«»]+)')
NO_TEXT = re.compile("[\0\ud800-\udfff]")
DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for. Dates are of publication, ISO 8601: a year, a month or a day, both ends
    taken in. Raises RecordError for what is no date."""

    words: str = ""
    speaker: str | None = None
    outlet: str | None = None
    act: str | None = None
    kind: str | None = None
    since: str | None = None
    until: str | None = None
    min_confidence: float = 0.0
    limit: int = 50

    def __post_init__(self) -> None:
        for name, day in (("since", self.since), ("until", self.until)):
            if day is not None and not DATE.fullmatch(day):
                raise RecordError(
                    f"{name}: {day!r} is no date like 2021, 2021-12 or 2021-12-23", step="search"
                )

    @property
    def has_words(self) -> bool:
        """Whether words are asked for, be it signs alone, which nothing matches."""
        return bool(self.words.strip())

    @property
    def has_speaker(self) -> bool:
        """Whether a speaker is asked for."""
        return bool(self.speaker and self.speaker.strip())

    @property
    def match(self) -> str | None:
        """The FTS5 expression for words and speaker; None where there is nothing to look up.

        All words have to be there, in what was said, its source, cue or speaker; of a speaker's name,
        all the words that are given.
        """
        named = [f"speaker : {term}" for term in terms(self.speaker or "")]
        return " AND ".join(terms(self.words) + named) or None


def terms(typed: str) -> list[str]:
    """The words and "phrases" typed, as FTS5 strings. Signs alone, which no index holds, are left out."""
    found = (phrase or word for phrase, word in PHRASE_OR_WORD.findall(NO_TEXT.sub(" ", typed)))
    return [f'"{term}"' for term in found if any(map(_is_indexed, term))]


def _is_indexed(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LN" or category == "Co"
