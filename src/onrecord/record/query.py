"""What a user types, made a query that cannot fail."""

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple, TypedDict, get_args

from onrecord.errors import RecordError
from onrecord.nouns import DATE, NO_DATE, Act, Kind, SpeakerType
from onrecord.plover import CLASSES, CONCEDING, PLOVER

PHRASE_OR_WORD = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]?|([^\s"“”„«»]+)')
NO_TEXT = re.compile("[\0\ud800-\udfff]")
KNOWN: dict[str, tuple[str, ...]] = {
    "act": get_args(Act),
    "plover": PLOVER,
    "stance": ("for", "against"),
    "kind": get_args(Kind),
    "speaker_type": get_args(SpeakerType),
    "review": ("unreviewed", "reviewed", "accepted", "corrected", "added", "rejected"),
}
SPOKEN = ("words", "speaker", "source", "cue")
"""Where words are looked for that are asked for in no column by name."""


class Sought(NamedTuple):
    """What the index of search is asked for: any of these words and phrases, in any of these columns."""

    columns: tuple[str, ...]
    any_of: tuple[str, ...]


YIELDS = Sought(("cue",), tuple(sorted(CONCEDING)))
"""A cue by which to agree is to concede."""


class Filters(TypedDict, total=False):
    """What `Record.search` takes beside words: the fields of `Query`."""

    speaker: str | None
    speaker_type: str | None
    resolved: bool
    act: str | None
    plover: str | None
    target: str | None
    stance: str | None
    addressee: str | None
    occasion: str | None
    said_since: str | None
    said_until: str | None
    flag: str | None
    kind: str | None
    outlet: str | None
    since: str | None
    until: str | None
    min_confidence: float
    review: str | None
    limit: int
    offset: int


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for; None, "", 0 and False ask for nothing.

    `words` are looked for in what was said, its source, cue and speaker; `addressee`, `occasion` and
    `target` in those columns alone, all the words that are given. `since` and `until` are of publication,
    `said_since` and `said_until` of the day of speaking: ISO 8601, a year, a month or a day, both ends
    taken in. What is dated less precisely ("2021") is found where it may be meant. `review` is what people
    said of it: "unreviewed", "accepted", "corrected", "added", "reviewed" for any of these three, or
    "rejected", which nothing else finds. What people looked at is above every `min_confidence`. So many as
    `offset` tells are passed over before the first of `limit`. Raises RecordError for what is no date, act,
    class, stance, kind, type or review.
    """

    words: str = ""
    speaker: str | None = None
    speaker_type: str | None = None
    resolved: bool = False
    act: str | None = None
    plover: str | None = None
    target: str | None = None
    stance: str | None = None
    addressee: str | None = None
    occasion: str | None = None
    said_since: str | None = None
    said_until: str | None = None
    flag: str | None = None
    kind: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    min_confidence: float = 0.0
    review: str | None = None
    limit: int = 50
    offset: int = 0

    def __post_init__(self) -> None:
        for name in ("words", "speaker", "target", "addressee", "occasion", "flag"):
            if typed := getattr(self, name):
                object.__setattr__(self, name, NO_TEXT.sub(" ", typed))
        object.__setattr__(self, "offset", max(0, self.offset))
        for name in ("since", "until", "said_since", "said_until"):
            day = getattr(self, name)
            if day is not None and not DATE.fullmatch(day):
                raise RecordError(f"{name}: {day!r} {NO_DATE}", step="search")
        for name, known in KNOWN.items():
            value = getattr(self, name)
            if value is not None and value not in known:
                raise RecordError(f"{name}: {value!r} is none of {', '.join(known)}", step="search")

    @property
    def has_words(self) -> bool:
        """Whether words are asked for, be it signs alone, which nothing matches."""
        return bool(self.words.strip())

    @property
    def has_speaker(self) -> bool:
        """Whether a speaker is asked for."""
        return bool(self.speaker and self.speaker.strip())

    @property
    def asks_in_vain(self) -> bool:
        """Whether signs alone are asked for somewhere, which no index holds."""
        asked = (self.words, self.speaker, self.target, self.addressee, self.occasion)
        return any(each and each.strip() and not terms(each) for each in asked)

    @property
    def sought(self) -> tuple[Sought, ...]:
        """All that is asked for in words; nothing where there is nothing to look up."""
        targets = {None: ("for_whom", "against_whom"), "for": ("for_whom",), "against": ("against_whom",)}
        asked = (
            (SPOKEN, self.words),
            (targets[self.stance], self.target or ""),
            (("addressee",), self.addressee or ""),
            (("occasion",), self.occasion or ""),
        )
        found = [Sought(columns, (term,)) for columns, typed in asked for term in terms(typed)]
        if self.plover == "CONCEDE":
            found.append(YIELDS)
        return tuple(found)

    @property
    def acts(self) -> tuple[str, ...] | None:
        """The acts that may be meant, by act and class; None for all."""
        if self.plover is None:
            return None if self.act is None else (self.act,)
        of_class = [act for act, plover in CLASSES.items() if plover == self.plover]
        of_class += ["agree"] if self.plover == "CONCEDE" else []
        return tuple(act for act in of_class if self.act in (None, act))


def terms(typed: str) -> list[str]:
    """The words and "phrases" typed. Signs alone, which no index holds, are left out."""
    found = (phrase or word for phrase, word in PHRASE_OR_WORD.findall(NO_TEXT.sub(" ", typed)))
    return [term for term in found if any(map(_is_indexed, term))]


def _is_indexed(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LN" or category == "Co"
