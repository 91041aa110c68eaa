"""How a network is made: what is counted, how it is weighed, and what is left out."""

import math
from dataclasses import dataclass
from typing import Literal, TypedDict, get_args

from onrecord.errors import RecordError
from onrecord.nouns import DATE, NO_DATE, Act, SpeakerType

Mode = Literal["two", "congruence", "conflict", "subtract"]
Normalise = Literal["no", "average", "jaccard", "cosine", "activity", "prominence"]
Count = Literal["once", "article", "all"]

OF_ONE_MODE = ("no", "average", "jaccard", "cosine")
OF_TWO_MODE = ("no", "activity", "prominence")


class Options(TypedDict, total=False):
    """What `Record.network` takes: the fields of `Settings`."""

    mode: str
    normalise: str
    count: str | None
    since: str | None
    until: str | None
    least: int
    least_weight: float
    isolates: bool
    unnamed: bool
    speaker: str | None
    speaker_type: str | None
    act: str | None
    target: str | None
    outlet: str | None


@dataclass(frozen=True, slots=True)
class Settings:
    """How a network is made.

    `mode`: "two" (speakers and targets), or speakers by "congruence", "conflict", or "subtract" (the first
    less the second). `normalise`: "no"; of speakers "average" (activity), "jaccard", "cosine"; of speakers
    and targets "activity", "prominence". `count` is what DNA calls duplicates: of a speaker's stance on a
    target each statement counts ("all"), each article ("article"), or it counts "once"; None is "all" with
    targets, and "once" between speakers, whose congruence is then the number of shared pairs of target and
    stance.

    Filters come first, as in DNA: `speaker` and `target` (who bears the name, or else those with all of its
    words in a name), `speaker_type`, `act`, `outlet`, the period (`since`, `until`: ISO 8601, both ends taken
    in), then `least`, the statements that a speaker, and with targets a target, must have in it. Edges whose
    weight is nearer to 0 than `least_weight` are left out last; without `isolates` also nodes without edges.
    With `unnamed` those count whom no article names. None and "" ask for nothing. Raises RecordError for
    what is none of this.
    """

    mode: str = "two"
    normalise: str = "no"
    count: str | None = None
    since: str | None = None
    until: str | None = None
    least: int = 1
    least_weight: float = 0.0
    isolates: bool = True
    unnamed: bool = False
    speaker: str | None = None
    speaker_type: str | None = None
    act: str | None = None
    target: str | None = None
    outlet: str | None = None

    def __post_init__(self) -> None:
        fitting = OF_TWO_MODE if self.mode == "two" else OF_ONE_MODE
        for name, value, known in (
            ("mode", self.mode, get_args(Mode)),
            ("normalise", self.normalise, fitting),
            ("count", self.count, (None, *get_args(Count))),
            ("speaker_type", self.speaker_type or None, (None, *get_args(SpeakerType))),
            ("act", self.act or None, (None, *get_args(Act))),
        ):
            if value not in known:
                with_mode = f" (mode {self.mode})" if name == "normalise" else ""
                listed = ", ".join(each for each in known if each)
                raise RecordError(f"{name}: {value!r} is none of {listed}{with_mode}", step="network")
        for name, day in (("since", self.since), ("until", self.until)):
            if day is not None and not DATE.fullmatch(day):
                raise RecordError(f"{name}: {day!r} {NO_DATE}", step="network")
        if not math.isfinite(self.least_weight):
            raise RecordError(f"least_weight: {self.least_weight} is no weight", step="network")

    @property
    def with_unnamed(self) -> bool:
        """Whether those count whom no article names."""
        return self.unnamed or self.speaker_type == "unnamed"

    @property
    def counted(self) -> str:
        """What counts, where it was not said."""
        return self.count or ("all" if self.mode == "two" else "once")
