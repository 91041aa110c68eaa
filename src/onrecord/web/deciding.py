"""A statement as a form has it, and what a person changed in that form.

A place is told by its words and where they stand ("on Thursday @120–131"), one place a line; a person may
give either. What is not changed is sent back as it was shown, so what differs is what they changed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from onrecord.errors import RecordError
from onrecord.nouns import Span, Statement
from onrecord.record.changes import occurrences
from onrecord.record.corrections import ONE, SEVERAL

PLACED = re.compile(r"(.*?)\s*@\s*(\d{1,9})\s*[-–]\s*(\d{1,9})", re.DOTALL)
PLACE = re.compile(r"(\d{1,9})\s*[-–]\s*(\d{1,9})")
PLAIN = ("speaker", "speaker_type", "act", "kind", "said_on")
FIELDS = (*PLAIN, *ONE, *SEVERAL, "targets")
Form = dict[str, str]
"""The fields of a form by FIELDS, `targets` a line each: "against: Council @12–19"."""
LONGEST = 20_000
"""Characters of one field."""


class TargetField(NamedTuple):
    """A target as a form has it: three fields."""

    stance: str = ""
    name: str = ""
    place: str = ""


def form_of(statement: Statement, text: str) -> Form:
    """What the form shows of a statement."""
    speaker, attribution = statement.speaker, statement.attribution
    form = {
        "speaker": sent_back(speaker.name) if speaker else "",
        "speaker_type": speaker.type if speaker else "",
        "act": statement.act or "",
        "kind": attribution.kind,
        "said_on": statement.said_on or "",
    }
    for name in ONE:
        span: Span | None = getattr(statement, name)
        form[name] = placed(span, text) if span else ""
    for name in SEVERAL:
        form[name] = "\n".join(placed(span, text) for span in getattr(attribution, name))
    form["targets"] = targets_line(
        TargetField(each.stance, each.name, f"{each.span.start}–{each.span.end}" if each.span else "")
        for each in statement.targets
    )
    return form


def placed(span: Span, text: str) -> str:
    """A place by its words and where they stand."""
    return f"{sent_back(span.of(text))} @{span.start}–{span.end}"


def sent_back(words: str) -> str:
    """Some words as a form sends them back: single spaces, and no characters that are none."""
    return " ".join(words.replace("\0", "\ufffd").encode("utf-8", "replace").decode().split())


def targets_line(fields: Iterable[TargetField]) -> str:
    """All targets in one text; those without a name are left out."""
    told = [each for each in fields if each.name.strip()]
    return "\n".join(
        f"{each.stance}: {sent_back(each.name)}" + (f" @{each.place}" if each.place else "") for each in told
    )


def targets_in(typed: str) -> tuple[TargetField, ...]:
    """The targets of such a text."""
    found = []
    for line in typed.splitlines():
        stance, _, rest = line.partition(": ")
        where = PLACED.fullmatch(rest)
        name, place = (where[1], f"{where[2]}–{where[3]}") if where else (rest, "")
        found.append(TargetField(stance, name, place))
    return tuple(found)


def sent_in(sent: Mapping[str, str], targets: Sequence[TargetField], shown: Form) -> Form:
    """The fields that were sent; ends of lines are as browsers have them, and become plain ones. A target
    that was shown and has no stance any more was taken out."""
    form = {name: tidied(sent[name]) for name in FIELDS if name in sent}
    known = {each.name for each in targets_in(shown.get("targets", ""))}
    form["targets"] = targets_line(
        each for each in targets if each.stance or sent_back(each.name) not in known
    )
    for name, value in form.items():
        if len(value) > LONGEST:
            raise RecordError(f"{name}: at most {LONGEST:,} characters", step="correct")
    return form


def tidied(typed: str) -> str:
    """What was typed, line by line without what surrounds it."""
    lines = (line.strip() for line in typed.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(line for line in lines if line)


def changed_in(sent: Form, shown: Form) -> tuple[str, ...]:
    """The fields that differ from what was shown."""
    return tuple(name for name in FIELDS if name in sent and sent[name] != tidied(shown.get(name, "")))


def change_of(sent: Form, changed: Sequence[str], text: str) -> dict[str, Any]:
    """What `Record.correct` takes, of the fields that were changed."""
    change: dict[str, Any] = {}
    for name in changed:
        value = sent[name]
        if name in ("speaker", "speaker_type"):
            name_, kind = sent.get("speaker", ""), sent.get("speaker_type", "")
            change["speaker"] = {"name": name_, **({"type": kind} if kind else {})} if name_ else None
        elif name == "targets":
            change["targets"] = [_target(each) for each in targets_in(value)]
        elif name in SEVERAL:
            change[name] = [place(line, text) for line in value.splitlines()]
        elif name in ONE:
            change[name] = place(" ".join(value.split()), text) if value else None
        else:
            change[name] = value or None
    return change


def place(typed: str, text: str) -> str | list[int]:
    """The place that was typed; its words where they do not stand at that place, to be looked up."""
    found = PLACE.fullmatch(typed)
    if found:
        return [int(found[1]), int(found[2])]
    found = PLACED.fullmatch(typed)
    if not found:
        return typed
    words, start, end = found[1], int(found[2]), int(found[3])
    if not words or sent_back(words) == sent_back(text[start:end]):
        return [start, end]
    # Somebody typed other words over those that stood here: they are meant at this place, if they are here.
    here = [span for span in occurrences(text, words) if span.start < end and start < span.end]
    return list(here[0]) if len(here) == 1 else words


def _target(each: TargetField) -> dict[str, Any]:
    if not each.stance:
        raise RecordError(f"targets: for or against {each.name!r}? Choose one of them", step="correct")
    found = PLACE.fullmatch(each.place)
    where = {"span": [int(found[1]), int(found[2])]} if found else {}
    return {"name": each.name, "stance": each.stance, **where}
