"""An utterance as it is shown: the longest wording, the variants, who had it first, who cut what."""

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.utterance.clusters import Telling, day_of
from onrecord.utterance.differences import Comparison, compared
from onrecord.utterance.wording import Wording, order_of, wording_of

UNDATED = 10_000_000
DAY = len("2021-12-23")


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording: the statements that have it, the earliest first, and how it differs from the longest."""

    told: tuple[Telling, ...]
    comparison: Comparison

    @property
    def text(self) -> str:
        """Its words as the earliest has them."""
        return self.told[0].text


@dataclass(frozen=True, slots=True)
class Utterance:
    """What was said once: all statements that tell it, the earliest first, and that of the longest words."""

    told: tuple[Telling, ...]
    longest: Telling

    @property
    def name(self) -> str:
        """The name of its earliest statement: a later article changes it seldom."""
        return self.told[0].name

    @property
    def first(self) -> tuple[Telling, ...]:
        """Who had it first: those of the earliest time, or of the earliest day where one of that day tells no
        time; none where no article has a date."""
        day = day_of(self.told[0].published)
        if day is None:
            return ()
        those = tuple(each for each in self.told if day_of(each.published) == day)
        if any(len(each.published or "") <= DAY for each in those):
            return those
        return tuple(each for each in those if each.published == those[0].published)

    @property
    def variants(self) -> tuple[Variant, ...]:
        """Its wordings, those that say most first; the first is the longest."""
        found: dict[Wording, list[Telling]] = {}
        for telling in self.told:
            found.setdefault(wording_of(telling.text), []).append(telling)
        return tuple(
            Variant(tuple(found[wording]), compared(self.longest.text, found[wording][0].text))
            for wording in sorted(found, key=order_of)
        )


def utterance_of_group(told: Sequence[Telling]) -> Utterance:
    """The utterance that these statements tell."""
    early = tuple(sorted(told, key=_time))
    longest = min(early, key=lambda telling: order_of(wording_of(telling.text)))
    return Utterance(early, longest)


def _time(telling: Telling) -> tuple[int, str, str, str]:
    day = day_of(telling.published)
    return (UNDATED if day is None else day), telling.published or "", telling.outlet or "", telling.name
