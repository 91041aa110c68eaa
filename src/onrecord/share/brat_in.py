"""brat standoff read back: files as `brat` writes them, also after people changed them in brat.

Every line is read or is an error that names it: its label, the places it refers to, the words that stand
there. A place that no relation ties to a statement is an error, since what it says would be lost. A new
statement needs no more than its Content; what has no attribute and no note is unknown. Notes that people
wrote in words of their own become flags of the statement.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onrecord.errors import ArticleError, FormatError
from onrecord.nouns import Reading, Span
from onrecord.share.brat import (
    ATTRIBUTES,
    BREAK,
    FORM,
    IN_NOTE,
    RELATIONS,
    STATEMENTS,
    joined_up,
    words_at,
)
from onrecord.share.incoming import attempted, json_in, quoted, text_in
from onrecord.share.interchange import Json, from_json

PLACE = re.compile(r"(T\d+)\t(\S+) (\d+ \d+(?:;\d+ \d+)*)\t(.*)", re.ASCII | re.DOTALL)
RELATION = re.compile(r"(R\d+)\t(\S+) Arg1:(\S+) Arg2:(\S+)\s*", re.ASCII)
ATTRIBUTE = re.compile(r"([AM]\d+)\t(\S+) (\S+)(?: (\S+))?\s*", re.ASCII)
NOTE = re.compile(r"(#\d+)\t(\S+) (\S+)\t(.*)", re.ASCII | re.DOTALL)
ONE = {"SaidTo": "addressee_span", "SaidAt": "occasion_span", "SaidWhen": "when_span"}
SEVERAL = {"SaidBy": "source", "SaidWith": "cue", "Inserted": "insertions"}
SPANS = {"Content": "content", "Cue": "cue", "Source": "source"}
PLACES = {*STATEMENTS, *RELATIONS.values()}
MOST_DIGITS = 9
"""Of an offset: no text is longer than that."""


def brat_in(path: Path) -> Iterator[Reading | FormatError]:
    """The readings of a folder's articles, by their names, or the one of a .txt or .ann file; in the place
    of what cannot be read its FormatError. A .json beside it tells the article's particulars; without one,
    the file's name is the id."""
    files = sorted(path.glob("*.ann")) if path.is_dir() else [path.with_suffix(".ann")]
    if not files:
        yield FormatError("the folder holds no .ann file", page=str(path), step=FORM)
    for file in files:
        yield attempted(file, _reading)


def _reading(file: Path) -> Reading:
    told = file.with_suffix(".json")
    particulars = json_in(_bytes(told), str(told), FORM) if told.is_file() else {"id": file.stem}
    text = text_in(_bytes(file.with_suffix(".txt")), str(file.with_suffix(".txt")), FORM)
    return from_brat(text, text_in(_bytes(file), str(file), FORM), particulars, file=str(file))


def from_brat(text: str, annotations: str, particulars: Any = None, *, file: str = "") -> Reading:
    """The reading that a text and its annotations tell. Raises FormatError, which names file and line."""
    if particulars is not None and not isinstance(particulars, Mapping):
        raise FormatError("the particulars of the article are no object", page=file, step=FORM)
    ann = _Annotations(text, file)
    for number, line in enumerate(annotations.removeprefix("\ufeff").split("\n"), 1):
        if line.strip():
            ann.read(number, line.removesuffix("\r"))
    article = {"id": file or "brat", **(particulars or {}), "text": text}
    try:
        return from_json({**article, "attributions": ann.statements()})
    except ArticleError as error:
        raise FormatError(error.message, page=file, step=FORM) from error


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise FormatError(f"cannot be read: {error.strerror or error}", page=str(file), step=FORM) from error


@dataclass(slots=True)
class _Place:
    """A T line with what hangs on it."""

    line: int
    type: str
    spans: tuple[Span, ...]
    attributes: dict[str, str] = field(default_factory=dict)
    note: Json = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    told: bool = False


class _Annotations:
    """The lines of an .ann file, each checked as it is read, and against the others when all are known."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.places: dict[str, _Place] = {}
        self.relations: list[tuple[int, str, str, str]] = []
        self.later: list[tuple[int, re.Match[str]]] = []
        self.seen: dict[str, int] = {}

    def error(self, line: int, problem: str) -> FormatError:
        return FormatError(f"line {line}: {problem}", page=self.file, step=FORM)

    def read(self, number: int, line: str) -> None:
        forms = {"T": PLACE, "R": RELATION, "A": ATTRIBUTE, "M": ATTRIBUTE, "#": NOTE}
        form = forms.get(line[0])
        if form is None:
            raise self.error(number, f"{quoted(line)} is no line for a place, relation, attribute or note")
        found = form.fullmatch(line)
        if not found:
            raise self.error(number, f"{quoted(line)} is cut off, or not of the form of such lines")
        if found[1] in self.seen:
            raise self.error(number, f"{found[1]} stands in line {self.seen[found[1]]} already")
        self.seen[found[1]] = number
        if form is PLACE:
            self.places[found[1]] = self.place(number, found)
        elif form is RELATION:
            self.relations.append((number, found[2], found[3], found[4]))
        else:
            self.later.append((number, found))

    def place(self, number: int, found: re.Match[str]) -> _Place:
        if found[2] not in PLACES:
            raise self.error(number, f"the label {quoted(found[2])} is none of {', '.join(sorted(PLACES))}")
        spans, before = [], 0
        for piece in found[3].split(";"):
            start, end = (int(end) if len(end) <= MOST_DIGITS else 10**MOST_DIGITS for end in piece.split())
            if not start < end <= len(self.text):
                raise self.error(
                    number, f"the place {quoted(piece)} is outside the text (0 to {len(self.text)})"
                )
            if start < before:
                raise self.error(number, f"the pieces {quoted(found[3])} overlap or are not in order")
            spans.append(Span(start, end))
            before = end
        words = words_at(self.text, spans)
        if BREAK.sub(" ", words) != BREAK.sub(" ", found[4]):
            raise self.error(number, f"at {found[3]} stands {quoted(words)}, and not {quoted(found[4])}")
        return _Place(number, found[2], tuple(spans))

    def at(self, number: int, name: str) -> _Place:
        if name not in self.places:
            raise self.error(number, f"{quoted(name)} is no place (T) of this file")
        return self.places[name]

    def hang(self) -> None:
        """Attributes and notes, each on its place."""
        for number, found in self.later:
            place = self.at(number, found[3])
            if found.re is NOTE and not found[4].lstrip().startswith("{"):
                place.remarks.append(found[4].strip())
            elif found.re is NOTE:
                place.note |= self.note(number, found)
            elif found[2] not in ATTRIBUTES:
                known = ", ".join(ATTRIBUTES)
                raise self.error(number, f"the attribute {quoted(found[2])} is none of {known}")
            elif found[2] in place.attributes:
                raise self.error(number, f"{found[3]} has an attribute {found[2]} already")
            else:
                place.attributes[found[2]] = self.value(number, found)
        for place in self.places.values():
            joined = place.note.pop("joined", [])
            if not isinstance(joined, list):
                raise self.error(
                    place.line, f"the note of this place holds {quoted(joined)} as joined pieces"
                )
            starts = {start for start in joined if isinstance(start, int)}
            place.spans = joined_up(self.text, place.spans, starts)

    def value(self, number: int, found: re.Match[str]) -> str:
        known, value = ATTRIBUTES[found[2]], found[4] or ""
        if known and value not in known:
            raise self.error(number, f"{found[2]} {quoted(value)} is none of {', '.join(known)}")
        return value

    def note(self, number: int, found: re.Match[str]) -> Json:
        try:
            note = json_in(found[4], self.file, FORM)
        except FormatError as error:
            raise self.error(number, f"the note {found[1]} is no JSON: {error.message}") from error
        return dict(note)

    def statements(self) -> list[Json]:
        self.hang()
        centers = {one for _, _, one, _ in self.relations} | {
            name for name, place in self.places.items() if place.type == "Content" or place.attributes
        }
        told = {name: self.statement(name, self.places[name]) for name in self.places if name in centers}
        for number, type, one, other in self.relations:
            self.at(number, one)
            if type in RELATIONS:
                self.relate(number, type, told[one], other)
            elif type != "Within":
                known = ", ".join(RELATIONS)
                raise self.error(number, f"the relation {quoted(type)} is none of {known}, Within")
            elif other not in told:
                raise self.error(number, f"{quoted(other)} is no statement")
            else:
                self.once(number, told[one], "within", told[other]["id"])
        for name, place in self.places.items():
            if not place.told:
                raise self.error(place.line, f"{name} ({place.type}) belongs to no statement")
        return list(told.values())

    def statement(self, name: str, place: _Place) -> Json:
        if place.type not in STATEMENTS:
            problem = f"{name} ({place.type}) is no statement, and has relations or attributes"
            raise self.error(place.line, problem)
        place.told = True
        note, attributes = dict(place.note), place.attributes
        speaker, targets = note.pop("speaker", None), note.pop("targets", [])
        flags = note.pop("flags", [])
        if not isinstance(targets, list) or not isinstance(flags, list):
            raise self.error(place.line, f"the note of {name} holds targets or flags that are no list")
        if speaker is None and "SpeakerType" in attributes:
            speaker = self.source_of(name)
        about = {"type": attributes.get("SpeakerType", "none"), "resolved": "Unresolved" not in attributes}
        return {
            **{field: value for field, value in note.items() if field in IN_NOTE or field == "within"},
            "id": note.get("id", name),
            "kind": attributes.get("Kind", "indirect"),
            "act": attributes.get("Act"),
            SPANS[place.type]: _pairs(place),
            "speaker": None if speaker is None else {"name": speaker, **about, "mentions": []},
            "targets": targets,
            "flags": [*flags, *place.remarks],
            "placed": 0,
        }

    def source_of(self, name: str) -> str:
        """The words of a statement's source: the name of a speaker to whom nobody gave one."""
        sources = [other for _, type, one, other in self.relations if (type, one) == ("SaidBy", name)]
        known = [self.places[other] for other in sources if other in self.places] or [self.places[name]]
        return " … ".join(span.of(self.text) for place in known for span in place.spans)

    def relate(self, number: int, type: str, statement: Json, other: str) -> None:
        place = self.at(number, other)
        if place.type != RELATIONS[type]:
            raise self.error(
                number, f"{type} leads to the label {RELATIONS[type]}, and {other} is a {place.type}"
            )
        place.told = True
        statement["flags"].extend(place.remarks)
        if type in SEVERAL:
            statement.setdefault(SEVERAL[type], []).extend(_pairs(place))
        elif len(place.spans) != 1:
            raise self.error(
                place.line, f"{other} ({place.type}) has {len(place.spans)} pieces, and can have one"
            )
        elif type in ONE:
            self.once(number, statement, ONE[type], _pairs(place)[0])
        elif type == "KnownFrom":
            if statement["speaker"] is None:
                raise self.error(number, f"{other} leads to a speaker, and the statement names none")
            mention = {"span": _pairs(place)[0], "reason": place.note.get("reason", "annotated")}
            statement["speaker"]["mentions"].append(mention)
        else:
            target = {"name": place.spans[0].of(self.text), **place.note, "span": _pairs(place)[0]}
            statement["targets"].insert(statement["placed"], {**target, "stance": type.lower()})
            statement["placed"] += 1

    def once(self, number: int, statement: Json, field: str, value: object) -> None:
        if statement.get(field) is not None:
            raise self.error(number, f"the statement has its {field.removesuffix('_span')} already")
        statement[field] = value


def _pairs(place: _Place) -> list[list[int]]:
    return [list(span) for span in place.spans]
