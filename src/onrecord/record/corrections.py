"""What people say of statements, and what follows from it: pure, from the log to the statements that count.

A correction is anchored where it was made: a page, and the places of the statement there. On another reading
of that address (another version of the page, another bundle) it holds where those words stand unchanged
(`revision`), else it is an orphan there. That is reckoned from the anchor each time: it depends on the two
pages alone and not on what was read between them, and a page that changes back brings its corrections back.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from onrecord.identity import statement_id
from onrecord.nouns import (
    Article,
    Attribution,
    Confidences,
    Mention,
    Reading,
    Review,
    ReviewState,
    Span,
    Speaker,
    Statement,
    Target,
)
from onrecord.record.grouping import holding
from onrecord.revision import Places, Placing, located, placing
from onrecord.revision.statements import placed

Action = Literal["accept", "reject", "change", "add", "note", "undo"]
Values = Mapping[str, Any]
"""Columns with their values, in JSON: spans as {"span", "words"}."""
SEVERAL = ("source", "cue", "content")
ONE = ("addressee", "occasion", "when")
PLAIN = ("act", "kind", "said_on")
COLUMNS = ("speaker", *PLAIN, *ONE, "targets", *SEVERAL)
"""What people can set."""
BY_PEOPLE = "set by a person"
"""The reason of a mention that a person gave."""
NO_CUE = "no cue"
"""The flag of what has none."""
SHORT = 120
"""Characters of a value that are told in a line."""
GONE = "its words are gone from the page as it is now"
NOT_HELD = "the page that it was made on is not in the record"


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody said of one statement, in words that hold for whatever is read later.

    `accept`, `reject`, `note`; `change`: `value` has the columns that were set; `add`: a statement that the
    machine missed; `undo`: the correction `undone` holds no more. `machine` is what was read: of a change its
    columns, else all. `page` is the SHA-256 of the page it was made on, `places` where the statement stood
    there. `made` is an ISO 8601 time in UTC; `holds` is false for what was undone.
    """

    number: int
    made: str
    made_by: str
    action: Action
    address: str
    page: str
    bundle: str
    statement: str
    places: Places = field(repr=False)
    machine: Values | None = None
    value: Values | None = None
    note: str | None = None
    undone: int | None = None
    holds: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that it sets."""
        return tuple(column for column in COLUMNS if column in (self.value or ()))

    def __str__(self) -> str:
        match self.action:
            case "change":
                return "; ".join(
                    f"{column} {told(self.machine, column)} → {told(self.value, column)}"
                    for column in self.columns
                )
            case "add":
                return f"added: {told(self.value, 'content')}"
            case "undo":
                return f"number {self.undone} undone"
            case "note":
                return f"noted: {_short(self.note or '')}"
        return "accepted" if self.action == "accept" else "rejected"


@dataclass(frozen=True, slots=True)
class Orphan:
    """A correction that holds, but whose statement is gone from what search shows; and why."""

    correction: Correction
    reason: str


@dataclass(slots=True)
class Standing:
    """One reading with all that people said of it: each statement as it was read or added (`bases`) and as
    they left it, the corrections of each by its id, and those that hold and found no statement, by their
    numbers, with the reason (`orphans`) and as they are (`lost`)."""

    reading: Reading
    bases: Mapping[str, Statement]
    statements: tuple[Statement, ...]
    histories: Mapping[str, Sequence[Correction]]
    orphans: Mapping[int, str]
    lost: Mapping[int, Correction] = field(default_factory=dict)

    def as_left(self, statement: str) -> Statement:
        """The statement of this id as people left it."""
        return next(each for each in self.statements if each.attribution.id == statement)

    def was_read(self, statement: str) -> bool:
        """Whether the machine has it."""
        return any(each.attribution.id == statement for each in self.reading.statements)

    def version(self, statement: str) -> int:
        """The number of the last correction of a statement; 0 where there is none."""
        return max((each.number for each in self.histories.get(statement, ())), default=0)


def values_of(statement: Statement, text: str) -> dict[str, Any]:
    """All that people can set, as it stands."""
    speaker, attribution = statement.speaker, statement.attribution
    return {
        "speaker": None if speaker is None else {"name": speaker.name, "type": speaker.type},
        "act": statement.act,
        "kind": attribution.kind,
        "said_on": statement.said_on,
        **{name: words_at(getattr(statement, name), text) for name in ONE},
        "targets": [
            {"name": each.name, "stance": each.stance, **(words_at(each.span, text) or {})}
            for each in statement.targets
        ],
        **{name: [words_at(span, text) for span in getattr(attribution, name)] for name in SEVERAL},
    }


def words_at(span: Span | None, text: str) -> dict[str, Any] | None:
    """A place with the words that stand there."""
    return None if span is None else {"span": list(span), "words": span.of(text)}


def spans_in(values: Values | None) -> Iterable[tuple[str, Span, str]]:
    """All places in the values of columns: the column, the place, and the words that are to stand there."""
    for column, value in (values or {}).items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, Mapping) and "span" in each:
                yield column, Span(*each["span"]), each["words"]


def moved_to(values: Values, where: Placing) -> dict[str, Any] | None:
    """The values with their places in another text; None where some words are gone."""

    def follow(value: Any) -> Any:
        if isinstance(value, list):
            return [follow(each) for each in value]
        if isinstance(value, Mapping) and "span" in value:
            found = where.place(Span(*value["span"]))
            if found is None:
                raise LookupError
            return {**value, "span": list(found)}
        return value

    try:
        return {column: follow(value) for column, value in values.items()}
    except LookupError:
        return None


def changed(statement: Statement, values: Values) -> Statement:
    """The statement with these values. What people set has no probability of the machine's any more."""
    more: dict[str, Any] = {name: values[name] for name in ("act", "said_on") if name in values}
    more |= {name: next(iter(_spans([values[name]])), None) for name in ONE if name in values}
    if "targets" in values:
        more["targets"] = tuple(map(_target, values["targets"]))
    if "speaker" in values:
        more["speaker"] = _speaker(statement.speaker, values["speaker"])
    unmeasured = {name: None for name in Confidences.__slots__ if name in values}
    return replace(
        statement,
        attribution=_attribution(statement.attribution, values),
        flags=tuple(flag for flag in statement.flags if flag.partition(" ")[0] not in values),
        confidences=replace(statement.confidences, **unmeasured),
        **more,
    )


def _attribution(was: Attribution, values: Values) -> Attribution:
    more: dict[str, Any] = {name: _spans(values[name]) for name in SEVERAL if name in values}
    if "kind" in values:
        more["kind"] = values["kind"]
    if "content" in values:
        inside = (each for each in was.insertions if any(_within(each, span) for span in more["content"]))
        more |= {"insertions": tuple(inside), "flags": ()}
    elif "cue" in values:
        more["flags"] = tuple(flag for flag in was.flags if flag != NO_CUE)
    if "source" in values or "content" in values:
        more["confidence"] = 1.0
    return replace(was, **more)


def _within(one: Span, other: Span) -> bool:
    return other.start <= one.start and one.end <= other.end


def _spans(values: Iterable[Values | None]) -> tuple[Span, ...]:
    return tuple(Span(*each["span"]) for each in values if each is not None)


def _target(value: Values) -> Target:
    return Target(value["name"], value["stance"], Span(*value["span"]) if "span" in value else None)


def _speaker(was: Speaker | None, value: Values | None) -> Speaker | None:
    """The chain from the source to the name holds for the name alone that it led to."""
    if value is None:
        return None
    given = (Mention(Span(*value["span"]), BY_PEOPLE),) if "span" in value else ()
    kept = was.mentions if was is not None and was.name == value["name"] and not given else given
    return Speaker(value["name"], value["type"], kept)


def standing(
    reading: Reading, log: Sequence[Correction], article_of: Callable[[Correction], Article | None]
) -> Standing:
    """What people said of a reading, as it was read. `article_of` tells the article that a correction was
    made on, as it was then."""
    follow = _Follow(reading, article_of)
    for each in log:
        follow.one(each)
    statements = []
    for name, was in follow.told.items():
        found = follow.heard.get(name, [])
        statements.append(_as_left(was, found, added=name in follow.added) if found else was)
    lost = {each.number: each for each in log if each.number in follow.orphans}
    return Standing(reading, follow.told, tuple(statements), follow.histories, follow.orphans, lost)


class _Follow:
    """Takes the corrections one by one to the statements that they are of."""

    def __init__(self, reading: Reading, article_of: Callable[[Correction], Article | None]) -> None:
        self.reading, self.article_of = reading, article_of
        self.told = {each.attribution.id: each for each in reading.statements}
        self.added: set[str] = set()
        self.heard: dict[str, list[tuple[Correction, Values]]] = {}
        self.histories: dict[str, list[Correction]] = {}
        self.orphans: dict[int, str] = {}
        self.places: dict[str, Placing | None] = {}
        self.names: dict[int, str] = {}

    def one(self, correction: Correction) -> None:
        name, values, reason = self._found(correction)
        if name is None:
            if correction.holds and correction.action != "undo":
                self.orphans[correction.number] = reason
            return
        self.names[correction.number] = name
        self.histories.setdefault(name, []).append(correction)
        if correction.holds and correction.action != "undo":
            if reason:
                self.orphans[correction.number] = reason
            else:
                self.heard.setdefault(name, []).append((correction, values))

    def _found(self, each: Correction) -> tuple[str | None, Values, str]:
        """Whose it is, its values with their places here, and why it cannot hold, if it cannot."""
        if each.action == "undo":
            return self.names.get(each.undone or 0), {}, ""
        where = self._where(each)
        if where is None:
            return None, {}, NOT_HELD
        name = self._name(each, where)
        values = moved_to(each.value or {}, where)
        if each.action == "add" and each.holds and name is None and values is not None:
            name = self._add(each, where, values)
        if name is None or values is None:
            return name, {}, GONE
        return name, values, ""

    def _where(self, each: Correction) -> Placing | None:
        if each.page not in self.places:
            here = self.reading.article
            article = here if each.page == here.page else self.article_of(each)
            self.places[each.page] = placing(article.text, here.text) if article is not None else None
        return self.places[each.page]

    def _name(self, each: Correction, where: Placing) -> str | None:
        """The statement that it is of: by its id on the same page, else by its words."""
        if each.page == self.reading.article.page and each.statement in self.told:
            return each.statement
        found = placed(each.places, where)
        its = found and located(found, [one.attribution for one in self.told.values()])
        return its.id if its else None

    def _add(self, each: Correction, where: Placing, values: Values) -> str | None:
        """A statement of people's own, where the machine has none of these words."""
        blank = Statement(Attribution("", "indirect", (), (), ()), None)
        made = changed(blank, {**values, "kind": values.get("kind") or "indirect"})
        article = self.reading.article
        name = each.statement if each.page == article.page else statement_id(article, made.attribution)
        if name in self.told:
            return name
        self.told[name] = replace(made, attribution=replace(made.attribution, id=name))
        self.added.add(name)
        return name


def _as_left(was: Statement, heard: Sequence[tuple[Correction, Values]], *, added: bool) -> Statement:
    """A statement after all that holds of what people said of it, in that order."""
    values: dict[str, Any] = {}
    rejected = looked_at = False
    for each, its in heard:
        if each.action == "note":
            continue
        looked_at = True
        rejected = each.action == "reject"
        values.update(its)
    if not looked_at:
        return was
    columns = tuple(column for column in COLUMNS if column in values)
    state: ReviewState = "corrected" if columns else "accepted"
    state = "rejected" if rejected else "added" if added else state
    return replace(changed(was, values), review=Review(state, columns))


def held(rows: Sequence[Correction]) -> tuple[Correction, ...]:
    """Corrections with `holds` told: an undone undo undoes nothing."""
    numbers = holding([(each.number, each.undone) for each in rows])
    return tuple(replace(each, holds=each.number in numbers) for each in rows)


def told(values: Values | None, column: str) -> str:
    """The value of a column as a person reads it, in a line."""
    value = (values or {}).get(column)
    each = [_told(one) for one in value] if isinstance(value, list) else [_told(value)]
    return _short((" … " if column in SEVERAL else ", ").join(each)) or "nothing"


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= SHORT else words[:SHORT] + "…"


def _told(value: Any) -> str:
    if not isinstance(value, Mapping):
        return "nothing" if value is None else str(value)
    if "stance" in value:
        return f"{value['stance']} {value['name']}"
    return f"{value['name']} ({value['type']})" if "name" in value else str(value["words"])
