"""Attributions and their speakers to statements: act, circumstances, date of speaking, targets.

A column of which the bundle is not sure enough stays empty; every filled one carries its probability.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from onrecord.encoder import Scores, Settings
from onrecord.meaning.acts import act_of, evidence_of
from onrecord.meaning.calibration import chance_of, threshold_of
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
        act, act_chance, acts = self._act(attribution)
        places: dict[str, Span | None] = {}
        chances: dict[str, float | None] = {}
        for slot in ("addressee", "occasion", "when"):
            places[slot], chances[slot] = self._slot(slot, attribution)
        sure = None if speaker is None or not self.columns else self._sure(number)
        return Statement(
            attribution,
            speaker,
            act=act,
            targets=self._targets(number, attribution, acts),
            addressee=places["addressee"],
            occasion=places["occasion"],
            when=places["when"],
            said_on=self._said_on(places["when"]),
            flags=self._flags(speaker, sure, act_chance),
            confidences=Confidences(speaker=sure, act=act_chance, **chances),
        )

    def _sure(self, number: int) -> float:
        return chance_of(self.evidence[number], "speaker", self.columns)

    def _act(self, attribution: Attribution) -> tuple[Act | None, float | None, NDArray[np.float64] | None]:
        by_cue = (self.columns or {}).get("act", {}).get("by cue", 0.0)
        cue = " ".join(span.of(self.article.text) for span in attribution.cue)
        found = act_of(self.scores, attribution, cue, by_cue)
        if found is None:
            return None, None, None
        act, acts = found
        chance = chance_of(evidence_of(acts), "act", self.columns)
        kept = chance >= threshold_of("act", self.columns)
        return (act, chance, acts) if kept else (None, None, acts)

    def _slot(self, slot: str, attribution: Attribution) -> tuple[Span | None, float | None]:
        """The likeliest phrase of a slot, and how likely it is."""
        likely = [
            (chance_of(found.evidence, slot, self.columns), found.span)
            for found in self.slots.found(slot, attribution)
        ]
        chance, span = max(likely, key=lambda each: (each[0], each[1]), default=(0.0, None))
        enough = span is not None and chance >= threshold_of(slot, self.columns)
        return (span, chance) if enough else (None, None)

    def _targets(
        self, number: int, attribution: Attribution, acts: NDArray[np.float64] | None
    ) -> tuple[Target, ...]:
        spans = [span for _, span in attribution.spans]
        names = self.cast.names(min(s.start for s in spans), max(s.end for s in spans)) if spans else ()
        return targets_of(
            self.slots,
            self.scores,
            attribution,
            acts,
            names,
            lambda span: self._named(span, number),
            self.columns,
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
