"""An utterance as it is shown: the longest wording, the variants, who had it first, who cut what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.utterance.clusters import Telling, day_of
from onrecord.utterance.decisions import UtteranceDecision
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


@dataclass(frozen=True, slots=True)
class Told:
    """An utterance as a record tells it: `names` has the speaker's name, as people decided or as it was
    read, of each statement whose source was followed to one; `decisions` are those about it that hold."""

    utterance: Utterance
    names: Mapping[str, str]
    decisions: tuple[UtteranceDecision, ...] = ()

    @property
    def articles(self) -> int:
        """How many articles tell it."""
        return len({telling.article for telling in self.utterance.told})

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets that tell it, as far as they are known, the earliest first."""
        return tuple(dict.fromkeys(each.outlet for each in self.utterance.told if each.outlet))

    @property
    def speakers(self) -> tuple[str, ...]:
        """Whom its statements have for the speaker, each once, the earliest first."""
        found: dict[tuple[str | None, str], str] = {}
        for telling in self.utterance.told:
            if name := self.names.get(telling.name):
                found.setdefault((telling.speaker, telling.sort), name)
        return tuple(dict.fromkeys(found.values()))


def utterance_of_group(told: Sequence[Telling]) -> Utterance:
    """The utterance that these statements tell."""
    early = tuple(sorted(told, key=_time))
    longest = min(early, key=lambda telling: order_of(wording_of(telling.text)))
    return Utterance(early, longest)


def earliest(told: Iterable[Telling]) -> Telling:
    """The statement by which the utterance that these tell is known."""
    return min(told, key=_time)


def _time(telling: Telling) -> tuple[int, str, str, str]:
    day = day_of(telling.published)
    return (UNDATED if day is None else day), telling.published or "", telling.outlet or "", telling.name
