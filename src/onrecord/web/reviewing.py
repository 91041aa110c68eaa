"""What the view Review shows: a statement in its place, and a form with the machine's values beside it."""

import json
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from onrecord.identity import article_id
from onrecord.nouns import Article, Reading, Span, Statement
from onrecord.record import Correction, Record, Reviewed
from onrecord.record.changes import ONE_OF, TYPES
from onrecord.record.corrections import ONE, SEVERAL
from onrecord.rows import KnownAs
from onrecord.web.asked import Field
from onrecord.web.deciding import Form, TargetField, changed_in, form_of, targets_in, tidied
from onrecord.web.filters import FIELDS, Chosen
from onrecord.web.leafing import Unknown
from onrecord.web.margin import NOBODY
from onrecord.web.marking import Passage, around, marks_of, passages
from onrecord.web.sittings import Done, Sitting

LABELS = {
    "speaker": "Speaker",
    "speaker_type": "Type of speaker",
    "act": "Act",
    "targets": "For and against",
    "content": "Content",
    "source": "Source",
    "cue": "Cue",
    "addressee": "Addressee",
    "when": "When",
    "occasion": "Occasion",
    "said_on": "Said on",
    "kind": "Kind",
}
KEYS = {
    "speaker": "p",
    "act": "v",
    "targets": "g",
    "content": "c",
    "source": "s",
    "cue": "k",
    "addressee": "d",
    "when": "w",
    "occasion": "o",
}
"""Of fields they lead there; of places they take what is selected."""
OPTIONS = {"speaker_type": TYPES, **ONE_OF}
COLUMN = {"speaker_type": "speaker"}
BLANK_TARGETS = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of the form: its name, label and key, the value in it, the `options` there are, what the
    machine read (None where it missed the statement) and how sure that was, whether that is what stands now,
    who set it when, and whether it differs from what stands (`changed`)."""

    name: str
    label: str
    key: str
    value: str
    options: tuple[str, ...]
    rows: int
    machine: str | None
    sure: float | None
    same: bool
    set_by: str
    set_on: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """What others said of a statement since a version of it was `seen`; what was `wanted` instead, with the
    columns that both tell: label, what stands now, what was wanted. `is_repeated` is true where the very same
    was done before."""

    wanted: str
    since: tuple[Correction, ...]
    columns: tuple[tuple[str, str, str], ...]
    is_repeated: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """The statement to decide on. `shown` are the values that stand now, to be sent back; `version` the
    number of the last correction; `targets` the fields of the targets, some blank; `speakers` names to
    choose from."""

    id: str
    article: str
    title: str
    outlet: str | None
    published: str | None
    newest: bool
    whole: bool
    version: int
    shown: str
    speaker: str
    known_as: KnownAs | None
    act: str | None
    kind: str
    confidence: float | None
    state: str
    flags: tuple[str, ...]
    text: tuple[Passage, ...]
    cells: Mapping[str, Cell]
    targets: tuple[TargetField, ...]
    note: str
    speakers: tuple[tuple[str, str], ...]
    corrections: tuple[Correction, ...]
    conflict: Conflict | None

    @property
    def changed(self) -> bool:
        """Whether the form has other values than stand."""
        return any(cell.changed for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The context of review.html: how many articles there are (0 or more), the queue's `filters` with what
    was typed in them, and the addresses of its forms; how many statements are `left` in it (or more, if
    `many`), how many were `done` and `passed` over in this sitting, the `last` decision; the `item` to
    decide on; what was wrong (`problem`), what of the address asks for nothing (`unknown`), and why this
    visitor may not decide (`why_not`). `file_url` is what was decided of these as a file, "" where nobody
    decided anything."""

    articles: int
    filters: tuple[Field, ...]
    typed: Mapping[str, str]
    here: str
    undo_url: str
    again_url: str
    decide_url: str
    whole_url: str
    left: int
    many: bool
    done: int
    passed: int
    last: Done | None
    item: Item | None
    problem: str
    why_not: str
    keys: tuple[tuple[str, str], ...]
    file_url: str
    unknown: tuple[Unknown, ...]


def review_page(
    chosen: Chosen,
    item: Item | None,
    sitting: Sitting,
    *,
    articles: int,
    left: int,
    many: bool,
    problem: str,
    why_not: str,
    is_decided: bool,
    unknown: tuple[Unknown, ...],
) -> ReviewPage:
    """The context of the view."""
    return ReviewPage(
        articles=articles,
        filters=FIELDS,
        typed=chosen.typed,
        here=chosen.url("/review", statement=item.id) if item else chosen.url("/review"),
        undo_url=chosen.url("/review/undo"),
        again_url=chosen.url("/review/again"),
        decide_url=chosen.url(f"/review/{item.id}") if item else "",
        whole_url=chosen.url("/review", statement=item.id, whole="" if item.whole else "1") if item else "",
        left=left,
        many=many,
        done=sitting.count,
        passed=len(sitting.passed),
        last=sitting.done[-1] if sitting.done else None,
        item=item,
        problem=problem,
        why_not=why_not,
        keys=tuple((key, LABELS[name]) for name, key in KEYS.items() if name in (*ONE, *SEVERAL)),
        file_url=chosen.url("/review/corrected.jsonl") if is_decided else "",
        unknown=unknown,
    )


def item_of(
    record: Record,
    id: str,
    *,
    whole: bool = False,
    form: Form | None = None,
    was: Form | None = None,
    note: str = "",
    conflict: Conflict | None = None,
) -> Item:
    """The statement of this id. With a `form` that was sent and what it showed then (`was`), what was changed
    in it is kept in the fields."""
    shown, found = record.statement(id), record.reviewed(id)
    reading, now = shown.reading, found.statement
    article, speaker = reading.article, now.speaker
    decided = record.decided(reading) if speaker else None
    values = form_of(now, article.text)
    filled = dict(values)
    if form is not None:
        filled |= {name: form[name] for name in changed_in(form, was or {})}
    review = now.review
    return Item(
        id=found.id,
        article=article_id(article),
        title=article.title or article.id,
        outlet=article.outlet,
        published=article.published,
        newest=shown.newest,
        whole=whole,
        version=found.version,
        shown=json.dumps(values),
        speaker=speaker.name if speaker else NOBODY,
        known_as=decided(article.id, speaker) if decided and speaker else None,
        act=now.act,
        kind=now.attribution.kind,
        confidence=found.machine.attribution.confidence if found.machine else None,
        state=review.state if review else "",
        flags=now.attribution.flags + now.flags,
        text=_text(article, now, found.machine, whole),
        cells={name: _cell(name, found, article, values, filled) for name in LABELS},
        targets=(*targets_in(filled["targets"]), *[TargetField()] * BLANK_TARGETS),
        note=note,
        speakers=_speakers(record, reading, now),
        corrections=found.corrections,
        conflict=conflict,
    )


def conflict_of(
    now: Reviewed,
    seen: int,
    wanted: str,
    form: Form | None = None,
    was: Form | None = None,
    *,
    own: Collection[int] = (),
    text: str = "",
) -> Conflict:
    """What was said of a statement after the version `seen`, beside what was wanted."""
    since = tuple(each for each in now.corrections if each.number > seen)
    changed = changed_in(form, was or {}) if form and wanted == "accept" else ()
    last = since[-1] if since else None
    action = "change" if changed else wanted
    return Conflict(
        wanted="change" if changed else wanted,
        since=since,
        columns=tuple(
            (LABELS[name], told_value(now.now, name), _wanted((form or {}).get(name, ""), name))
            for name in changed
        ),
        is_repeated=len(since) == 1
        and last is not None
        and last.number in own
        and last.action == action
        and set(last.columns) == {COLUMN.get(name, name) for name in changed}
        and not set(changed).intersection(changed_in(form or {}, form_of(now.statement, text))),
    )


def _wanted(typed: str, name: str) -> str:
    """What was typed, without where it stands."""
    if name == "targets":
        return ", ".join(f"{each.stance} {each.name}" for each in targets_in(typed))
    return " … ".join(re.sub(r"(?<=\S)\s*@\d+–\d+$", "", line) for line in typed.splitlines())


def _text(article: Article, now: Statement, machine: Statement | None, whole: bool) -> tuple[Passage, ...]:
    spans = [mark.span for each in (now, machine) if each for mark in marks_of(each)]
    blocks = article.blocks if whole else around(article.blocks, spans)
    return passages(article.text, blocks, [now], chosen=1)


def _cell(name: str, found: Reviewed, article: Article, values: Form, filled: Form) -> Cell:
    column = COLUMN.get(name, name)
    setting = setting_of(found, column)
    machine = found.machine
    read = form_of(machine, article.text)[name] if machine else ""
    return Cell(
        name=name,
        label=LABELS[name],
        key=KEYS.get(name, ""),
        value=filled[name],
        options=OPTIONS.get(name, ()),
        rows=max(1, len(filled[name].splitlines())),
        machine=told_value(found.machine_values, name) if found.machine_values else None,
        sure=sure_of(machine, name) if machine and read else None,
        same=read == values[name],
        set_by=setting.made_by if setting else "",
        set_on=setting.made if setting else "",
        changed=tidied(filled[name]) != tidied(values[name]),
    )


def setting_of(found: Reviewed, column: str) -> Correction | None:
    """The correction by which a column has its value; None where it is as it was read."""
    made = [each for each in found.corrections if each.holds and column in each.columns]
    return made[-1] if made else None


def told_value(values: Mapping[str, object] | None, name: str) -> str:
    """A value in words alone."""
    known = values or {}
    if name in ("speaker", "speaker_type"):
        speaker = known.get("speaker")
        return str(speaker["name" if name == "speaker" else "type"]) if isinstance(speaker, Mapping) else ""
    value = known.get(name)
    if name == "targets" and isinstance(value, list):
        return ", ".join(f"{each['stance']} {each['name']}" for each in value)
    several = value if isinstance(value, list) else [value]
    return " … ".join(
        " ".join(str(each["words"]).split()) if isinstance(each, Mapping) else str(each)
        for each in several
        if each
    )


def sure_of(machine: Statement, name: str) -> float | None:
    """How sure the machine was of what it read in a column; None where it read nothing, or nobody measured.
    Of several targets that of which it was least sure counts."""
    if name in ("content", "source"):
        return machine.attribution.confidence
    if name == "targets":
        return min((each.confidence for each in machine.targets), default=None)
    found: float | None = getattr(machine.confidences, COLUMN.get(name, name), None)
    return found


def _speakers(record: Record, reading: Reading, now: Statement) -> tuple[tuple[str, str], ...]:
    """The article's speakers, and those of the record with a like name."""
    sources = [_words(span, reading.article) for span in now.attribution.source[:1]]
    names = [now.speaker.name] if now.speaker else []
    like = [each for words in (*names, *sources) for each in record.names_like(words)]
    return tuple(dict.fromkeys([*speakers_of(reading), *like]))


def speakers_of(reading: Reading) -> tuple[tuple[str, str], ...]:
    """The article's speakers with their types, who speaks most first."""
    here = Counter(
        (each.speaker.name, each.speaker.type) for each in reading.statements if each.speaker is not None
    )
    return tuple(each for each, _ in here.most_common())


def _words(span: Span, article: Article) -> str:
    return " ".join(span.of(article.text).split())[:100]
