"""brat standoff: for each article a text (.txt), its annotations (.ann) and its particulars (.json).

    T1   Content 23 52;103 121   “The tolls will rise in May,” “Nobody likes it.”
    T2   Source 58 73            Inês Côrte-Real
    R1   SaidBy Arg1:T1 Arg2:T2
    A1   Kind T1 direct
    #1   AnnotatorNotes T1       {"id": "5a4fbf04aa0e", "speaker": "Inês Côrte-Real", …}

A statement is its Content (or its Cue or Source, where it has none): the relations lead from there, the
attributes and the note hang on it. Notes hold as JSON, in one line, what brat has no form for.

brat has its rules for places, and they are kept: a place is cut where a line (or a tab) ends, has no white
space at its ends, is not empty, and its pieces stand in order and do not overlap. `joined` in a note holds
the starts of pieces that go on with the one before, so that they are one span again when they are read back
(`brat_in`). Of a reading only this is lost: empty spans, white space at the ends of spans, the order of spans
and overlaps within one role; targets that have no place come last. A statement without any place cannot be
told.

The .json, which brat does not look at, holds the article's particulars and blocks. The text's ends of line
stay as they are, and offsets are code points, as brat counts.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from onrecord.identity import named
from onrecord.nouns import Reading, Span, Statement
from onrecord.rows import Decided
from onrecord.share.folders import Counted, File, file_name, write_folder
from onrecord.share.interchange import ACTS, KINDS, SPEAKER_TYPES, Json, as_json
from onrecord.share.table import encodable

FORM = "brat"
RELATIONS = {
    "SaidBy": "Source",
    "SaidWith": "Cue",
    "SaidTo": "Addressee",
    "SaidAt": "Occasion",
    "SaidWhen": "When",
    "Inserted": "Insertion",
    "For": "Target",
    "Against": "Target",
    "KnownFrom": "Mention",
}
"""Each relation of a statement, with the type of place that it leads to; `Within` leads to a statement."""
STATEMENTS = ("Content", "Cue", "Source")
ATTRIBUTES = {"Kind": KINDS, "Act": ACTS, "SpeakerType": SPEAKER_TYPES, "Unresolved": ()}
BREAK = re.compile("[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""What some reader takes for the end of a line or of a column."""
IN_NOTE = ("id", "said_on", "flags", "column_flags", "confidence", "confidences")


class BratFiles(NamedTuple):
    """The three files of an article."""

    text: str
    annotations: str
    particulars: str


def as_brat(reading: Reading, decided: Decided | None = None) -> BratFiles:
    """The reading as brat has it; with `decided`, also what people decided about the speakers."""
    reading = named(reading)
    told = as_json(reading, decided)
    statements = told.pop("attributions")
    text = encodable(told.pop("text"))
    lines = _Lines(text)
    places = [lines.statement(*both) for both in zip(reading.statements, statements, strict=True)]
    told_at = {known["id"]: place for known, place in zip(statements, places, strict=True) if place}
    for known, place in zip(statements, places, strict=True):
        if place:
            lines.finish(place, known, told_at.get(known["within"] or ""))
    for place in list(lines.joined):
        lines.note(place, {})
    return BratFiles(text, "".join(f"{line}\n" for line in lines.written), json.dumps(told) + "\n")


def write_brat(readings: Iterable[Reading], folder: Path, decided: Decided | None = None) -> int:
    """Writes the files of every reading, and brat's configuration, into a folder, and tells how many
    readings there were. The folder is made; it must be empty if it is there, so that nobody's annotations are
    written over. Raises FormatError."""
    counted = Counted(readings)
    write_folder(brat_files(counted, decided), folder, FORM)
    return counted.count


def brat_files(readings: Iterable[Reading], decided: Decided | None = None) -> Iterator[File]:
    """brat's configuration, and the files of every reading."""
    yield File("annotation.conf", configuration().encode())
    names: set[str] = set()
    for reading in readings:
        name = file_name(reading.article, names)
        for ending, content in zip(("txt", "ann", "json"), as_brat(reading, decided), strict=True):
            yield File(f"{name}.{ending}", content.encode("utf-8"))


def configuration() -> str:
    """brat's annotation.conf: with it, brat shows and edits every label."""
    statement = "|".join(STATEMENTS)
    entities = dict.fromkeys(("Content", *RELATIONS.values()))
    relations = [f"{name}\tArg1:{statement}, Arg2:{place}" for name, place in RELATIONS.items()]
    attributes = [
        f"{name}\tArg:{statement}" + (f", Value:{'|'.join(values)}" if values else "")
        for name, values in ATTRIBUTES.items()
    ]
    sections = {
        "entities": entities,
        "relations": [
            *relations,
            f"Within\tArg1:{statement}, Arg2:{statement}",
            "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>",
        ],
        "events": [],
        "attributes": attributes,
    }
    return "\n".join(
        f"[{name}]\n" + "".join(f"{line}\n" for line in lines) for name, lines in sections.items()
    )


def cut_up(text: str, spans: Iterable[Span]) -> tuple[tuple[Span, ...], ...]:
    """The spans, in order and without overlaps, each as the pieces that brat allows: cut at ends of line, no
    white space at the ends, none empty."""
    joint: list[Span] = []
    for span in sorted(spans):
        if joint and span.start < joint[-1].end:
            joint[-1] = Span(joint[-1].start, max(joint[-1].end, span.end))
        else:
            joint.append(span)
    return tuple(filter(None, (tuple(_cut(text, span)) for span in joint)))


def joined_up(text: str, found: Sequence[Span], joined: Collection[int]) -> tuple[Span, ...]:
    """Pieces, in order, as spans: a piece whose start is in `joined` goes on with the one before it, if
    nothing but the end of a line still stands between them."""
    spans = list(found[:1])
    for before, piece in pairwise(found):
        between = text[before.end : piece.start]
        if piece.start in joined and between.isspace() and BREAK.search(between):
            spans[-1] = Span(spans[-1].start, piece.end)
        else:
            spans.append(piece)
    return tuple(spans)


def words_at(text: str, found: Iterable[Span]) -> str:
    """The words of pieces as they stand in the last column."""
    return " ".join(span.of(text) for span in found)


def _cut(text: str, span: Span) -> Iterator[Span]:
    starts = [span.start, *(match.end() for match in BREAK.finditer(text, span.start, span.end))]
    for start, end in pairwise([*starts, span.end + 1]):
        words = text[start : end - 1]
        if words.strip():
            start += len(words) - len(words.lstrip())
            yield Span(start, start + len(words.strip()))


class _Lines:
    """The lines of an .ann file as they grow, each kind with its own numbers."""

    def __init__(self, text: str) -> None:
        self.text, self.written = text, list[str]()
        self.numbers = dict.fromkeys("TRA#", 0)
        self.joined: dict[str, list[int]] = {}

    def statement(self, statement: Statement, known: Json) -> str:
        """Writes the places of a statement; the name of the one that the rest hangs on, or ""."""
        attribution = statement.attribution
        named_places = [
            self.place("Content", attribution.content),
            self.place("Cue", attribution.cue),
            self.place("Source", attribution.source),
        ]
        center = next(filter(None, named_places), "")
        if not center:
            return ""
        [_, cue, source] = named_places
        for relation, place in (("SaidBy", source), ("SaidWith", cue)):
            if place != center:
                self.relation(relation, center, place)
        self.relation("SaidTo", center, self.place("Addressee", [statement.addressee]))
        self.relation("SaidAt", center, self.place("Occasion", [statement.occasion]))
        self.relation("SaidWhen", center, self.place("When", [statement.when]))
        for span in attribution.insertions:
            self.relation("Inserted", center, self.place("Insertion", [span]))
        self.speaker(statement, center)
        self.targets(statement, center, known)
        return center

    def speaker(self, statement: Statement, center: str) -> None:
        for mention in statement.speaker.mentions if statement.speaker else ():
            place = self.place("Mention", [mention.span])
            self.relation("KnownFrom", center, place)
            self.note(place, {"reason": mention.reason})

    def targets(self, statement: Statement, center: str, known: Json) -> None:
        """Targets with a place; the others stay in `known`, for the note."""
        placeless = []
        for target, about in zip(statement.targets, known["targets"], strict=True):
            place = self.place("Target", [target.span])
            if place:
                self.relation(target.stance.capitalize(), center, place)
                self.note(place, {"name": target.name, "confidence": target.confidence})
            else:
                placeless.append({**about, "span": None})
        known["targets"] = placeless

    def finish(self, center: str, known: Json, outer: str | None) -> None:
        """Writes what hangs on a statement."""
        speaker = known["speaker"] or {}
        for name, value in (
            ("Kind", known["kind"]),
            ("Act", known["act"]),
            ("SpeakerType", speaker.get("type")),
        ):
            if value:
                self.line("A", f"{name} {center} {value}")
        if speaker and not speaker["resolved"]:
            self.line("A", f"Unresolved {center}")
        self.relation("Within", center, outer or "")
        note: dict[str, Any] = {name: known[name] for name in IN_NOTE if known[name] not in (None, [], {})}
        if known["within"] and not outer:
            note["within"] = known["within"]
        if speaker:
            note["speaker"] = speaker["name"]
            note |= {"known_as": speaker["known_as"]} if "known_as" in speaker else {}
        if known["targets"]:
            note["targets"] = known["targets"]
        self.note(center, note)

    def place(self, type: str, spans: Iterable[Span | None]) -> str:
        groups = cut_up(self.text, [span for span in spans if span is not None])
        if not groups:
            return ""
        found = [piece for group in groups for piece in group]
        offsets = ";".join(f"{span.start} {span.end}" for span in found)
        name = self.line("T", f"{type} {offsets}\t{words_at(self.text, found)}")
        self.joined[name] = [piece.start for group in groups for piece in group[1:]]
        return name

    def relation(self, type: str, one: str, other: str) -> None:
        if other:
            self.line("R", f"{type} Arg1:{one} Arg2:{other}")

    def note(self, place: str, content: Json) -> None:
        joined = self.joined.pop(place, [])
        content = {**content, **({"joined": joined} if joined else {})}
        if place and content:
            self.line("#", f"AnnotatorNotes {place}\t{json.dumps(content)}")

    def line(self, kind: str, rest: str) -> str:
        self.numbers[kind] += 1
        name = f"{kind}{self.numbers[kind]}"
        self.written.append(f"{name}\t{rest}")
        return name
