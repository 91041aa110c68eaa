"""Stands: for or against whom or what one statement speaks, with who said it and when."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

DatedBy = Literal["said", "published"]
STANCES: tuple[Literal["for"], Literal["against"]] = ("for", "against")


@dataclass(frozen=True, slots=True)
class Party:
    """A speaker or a target. `identity` is the same for both: who is a speaker under several names is one
    target under all of them. `type` is a speaker's, None for what never spoke."""

    identity: str
    name: str
    type: str | None = None


class Stand(NamedTuple):
    """One statement's stance on one target.

    `statement` is its id, `article` the address; `speaker` and `target` are identities, `name` the target
    as it was read. `day` is the date of speaking, else of publication (ISO 8601, perhaps a month or a year
    alone), None where neither is known, and `dated_by` says which of them it is.
    """

    statement: str
    article: str
    speaker: str
    target: str
    stance: Literal["for", "against"]
    day: str | None = None
    dated_by: DatedBy | None = None
    act: str | None = None
    name: str = ""
    outlet: str | None = None
    confidence: float = 1.0
    words: str = ""

    @property
    def order(self) -> tuple[str | float, ...]:
        """What stands are sorted by: their dates, and then all else, so that equal keys are equal stands."""
        rest = (self.act, self.outlet, self.dated_by, self.words, self.speaker, self.target)
        told = (self.day or "~", self.statement, self.stance, self.article, self.name)
        return *told, *(each or "" for each in rest), self.confidence


def in_period(day: str | None, since: str | None, until: str | None) -> bool:
    """Whether a day lies in a period, both ends taken in; what is dated less precisely is in the periods
    that it touches, and what has no date in none that is bounded."""
    if since is None and until is None:
        return True
    if day is None:
        return False
    after = since is None or day >= since or since.startswith(f"{day}-")
    return after and (until is None or day <= until or day.startswith(f"{until}-"))
