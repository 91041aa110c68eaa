"""Who speaks where the source is left out: the speaker that goes on, or the subject of the sentence."""

from onrecord.nouns import Attribution, Mention, Speaker
from onrecord.speaker.antecedents import pointed_at
from onrecord.speaker.cast import Figure
from onrecord.speaker.scene import SUBJECT, Scene, Turn, figure_turn
from onrecord.speaker.tables import fold, lexicon

REACH = 2
"""Paragraphs back to the statement that a quotation without a source may continue."""
ANYBODY = frozenset({"person", "organization", "country", "document", "unknown"})
LEFT_OUT = 0.5
"""What of the encoder's pointer must fall on somebody whom a cue without a source is to mean."""


def speaker_left_out(scene: Scene, attribution: Attribution) -> tuple[Speaker | None, Figure | None]:
    """A quotation without a source that begins a paragraph goes on where the last speaker stopped; else the
    encoder's pointer says whose the cue is, or the subject of its sentence speaks."""
    turn, reason = scene.continued(attribution, REACH), "continued quotation"
    link = turn.span if turn is not None else None
    if turn is None and attribution.cue:
        turn, reason = pointed_at(scene, attribution.cue[0], ANYBODY, LEFT_OUT), "source left out"
        link = attribution.cue[0]
    if turn is None:
        turn, reason = _subject_of(scene, attribution), "subject of the sentence"
        link = turn.span if turn is not None else None
    if turn is None or turn.speaker is None or link is None:
        return None, None
    speaker = turn.speaker
    chain = (Mention(link, reason), *speaker.mentions)
    return Speaker(speaker.name, speaker.type, chain, speaker.resolved), turn.figure


def _subject_of(scene: Scene, attribution: Attribution) -> Turn | None:
    """Who speaks in "Doe left the hall, calling it a circus": whoever spoke or stands as subject before."""
    cue = attribution.cue[0] if attribution.cue else None
    verb = fold(cue.of(scene.text)).split()[:1] if cue is not None else []
    if cue is None or not verb or not verb[0].endswith("ing") or verb[0] in lexicon().no_saying:
        return None
    start = scene.layout.sentence_start(cue.start)
    spoke = [turn for turn in scene.before(cue.start) if turn.at >= start and not turn.inner]
    if spoke:
        return spoke[-1]
    for number in scene.cast.between(start, cue.start):
        figure = scene.bearer(number)
        if figure is not None and figure.sort == "person" and scene.standing(number)[0] >= SUBJECT:
            return figure_turn(scene, figure, scene.cast.names[number].span)
    return None
