"""Attributions and their speakers to statements: act, circumstances, date of speaking, targets.

A column of which the bundle is not sure enough stays empty; every filled one carries its probability.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from onrecord.encoder import Scores, Settings
from onrecord.meaning.acts import act_of
from onrecord.meaning.calibration import calibration_of, chance_of
from onrecord.meaning.circumstance import Slots
from onrecord.meaning.dates import said_on
from onrecord.meaning.target import targets_of
from onrecord.nouns import Act, Article, Attribution, Confidences, Span, Speaker, Statement, Target

UNSURE = 0.5
"""A filled column below this probability is flagged."""


class Cast(Protocol):
    """What is known of who is who: the speaker of each attribution and what speaks for it, the places of
    names in a stretch of text, and whom some words within an attribution mean."""

    @property
    def speakers(self) -> Sequence[Speaker | None]: ...

    @property
    def evidence(self) -> Sequence[Mapping[str, float]]: ...

    def names(self, start: int, end: int) -> Sequence[Span]: ...

    def at(self, place: Span, number: int) -> Speaker | None: ...


def statements_of(
    article: Article, attributions: Sequence[Attribution], cast: Cast, scores: Scores, settings: Settings
) -> tuple[Statement, ...]:
    """One statement for each attribution, in the same order."""
    slots = Slots(article.text, scores)
    reader = _Reader(article, slots, scores, settings, cast)
    return tuple(reader.statement(number, each) for number, each in enumerate(attributions))


class _Reader:
    """Reads one statement after the other; `anchor` is the date that the article has come to."""

    def __init__(
        self, article: Article, slots: Slots, scores: Scores, settings: Settings, cast: Cast
    ) -> None:
        self.article, self.slots, self.scores, self.cast = article, slots, scores, cast
        self.columns = settings.columns
        self.evidence = cast.evidence
        self.anchor: str | None = None

    def statement(self, number: int, attribution: Attribution) -> Statement:
        speaker = self.cast.speakers[number]
        act, act_chance = self._act(attribution)
        places: dict[str, Span | None] = {}
        chances: dict[str, float | None] = {}
        for slot in ("addressee", "occasion", "when"):
            places[slot], chances[slot] = self._slot(slot, attribution)
        sure = None if speaker is None else chance_of(self.evidence[number], self.columns)
        return Statement(
            attribution,
            speaker,
            act=act,
            targets=self._targets(number, attribution),
            addressee=places["addressee"],
            occasion=places["occasion"],
            when=places["when"],
            said_on=self._said_on(places["when"]),
            flags=self._flags(speaker, sure, act_chance),
            confidences=Confidences(speaker=sure, act=act_chance, **chances),
        )

    def _act(self, attribution: Attribution) -> tuple[Act | None, float | None]:
        found = act_of(self.scores, attribution)
        if found is None:
            return None, None
        calibration = calibration_of(self.columns, "act")
        chance = calibration.chance(float(found[1].max()))
        return (found[0], chance) if chance >= calibration.threshold else (None, None)

    def _slot(self, slot: str, attribution: Attribution) -> tuple[Span | None, float | None]:
        calibration = calibration_of(self.columns, slot)
        for found in self.slots.found(slot, attribution)[:1]:
            chance = calibration.chance(found.share)
            if chance >= calibration.threshold:
                return found.span, chance
        return None, None

    def _targets(self, number: int, attribution: Attribution) -> tuple[Target, ...]:
        spans = [span for _, span in attribution.spans]
        names = self.cast.names(min(s.start for s in spans), max(s.end for s in spans)) if spans else ()
        return targets_of(
            self.slots,
            self.scores,
            attribution,
            names,
            lambda span: self._named(span, number),
            calibration_of(self.columns, "target"),
        )

    def _named(self, place: Span, number: int) -> str | None:
        found = self.cast.at(place, number)
        return found.name if found is not None and found.resolved else None

    def _said_on(self, when: Span | None) -> str | None:
        if when is None:
            return None
        found = said_on(when.of(self.article.text), self.article.published, self.anchor)
        if found is not None and len(found) == len("2021-12-23"):
            self.anchor = found
        return found

    def _flags(self, speaker: Speaker | None, sure: float | None, act: float | None) -> tuple[str, ...]:
        flags = []
        if speaker is not None and not speaker.resolved:
            flags.append("speaker unresolved")
        elif sure is not None and sure < UNSURE:
            flags.append("speaker unsure")
        if act is not None and act < UNSURE:
            flags.append("act unsure")
        return tuple(flags)
