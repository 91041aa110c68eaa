"""Corrections: what people say of statements, beside what the machine read."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from onrecord.nouns import DATE_FORM, Act, Kind, SpeakerType
from onrecord.record import Correction, Reviewed
from onrecord.web.api.answers import Json, Limit, Offset, Signed, columns_in, json_only, listed
from onrecord.web.api.decisions import LAST
from onrecord.web.api.problems import problems
from onrecord.web.api.values import (
    ArticleId,
    Long,
    Next,
    Nothing,
    Probability,
    Short,
    SpanPair,
    Stance,
    StatementId,
    Told,
    Whole,
)
from onrecord.web.lane import Lane
from onrecord.web.reviewing import sure_of, told_value
from onrecord.web.site import Here, Reader

router = APIRouter(tags=["corrections"])
JSON = [Depends(json_only)]
WRONG = problems(403, 404, 409, 415)
Action = Literal["accept", "reject", "change", "add", "note", "undo"]
LONGEST_NOTE = 10_000

AtPlace = Annotated[
    str | SpanPair,
    Field(
        description="The very words, which are looked up in the article, or [start, end) where they stand.",
        examples=["on Tuesday"],
    ),
]
OnePlace = Annotated[AtPlace | None, Field(None, examples=["on Tuesday"])]


class PlaceThere(Told):
    """A place with the words that stand there."""

    span: SpanPair
    words: str = Field(description="The words.", examples=["on Tuesday"])


class SpeakerThere(Told):
    """A speaker as people or the machine have it."""

    name: str = Field(description="The name.", examples=["Ines Falk"])
    type: SpeakerType = Field(description="What kind of speaker.", examples=["person"])
    span: SpanPair | None = Field(None, description="Where a person found the name.")
    words: str | None = Field(None, description="The words there.", examples=["Falk"])


class TargetThere(Told):
    """A target as people or the machine have it."""

    name: str = Field(description="The name.", examples=["the pier"])
    stance: Stance = Field(description="The side.", examples=["for"])
    span: SpanPair | None = Field(None, description="Where it stands.")
    words: str | None = Field(None, description="The words there.", examples=["the pier"])


class ValuesThere(Told):
    """Columns with their values; of a change those that it sets."""

    speaker: SpeakerThere | None = Field(None, description="Who said it.")
    act: Act | None = Field(None, description="What it does.", examples=["deny"])
    kind: Kind | None = Field(None, description="How it is told.", examples=["direct"])
    said_on: str | None = Field(None, description="The date of speaking.", examples=["2024-03-05"])
    addressee: PlaceThere | None = Field(None, description="Whom it was said to.")
    occasion: PlaceThere | None = Field(None, description="On what occasion.")
    when: PlaceThere | None = Field(None, description="When, in the page's words.")
    targets: list[TargetThere] | None = Field(None, description="For or against whom or what.")
    source: list[PlaceThere] | None = Field(None, description="The words that name who said it.")
    cue: list[PlaceThere] | None = Field(None, description="The words that say that it was said.")
    content: list[PlaceThere] | None = Field(None, description="What was said.")


class CorrectionRow(Told):
    """What somebody said of one statement."""

    number: int = Field(description="Its number, counted from 1.", examples=[4])
    made: str = Field(description="When (ISO 8601, UTC).", examples=["2024-03-06T10:15:00+00:00"])
    made_by: str = Field(description="Who.", examples=["ada"])
    action: Action = Field(description="What was said.", examples=["change"])
    address: str = Field(description="The article's address.", examples=["ferry.txt"])
    page: str = Field(description="SHA-256 of the page it was made on.", examples=["5f" * 32])
    bundle: str = Field(description="What had read that page.", examples=["small-41c0ffee90ab"])
    statement: str = Field(description="The statement's id.", examples=["3f9a0c1d2e4b"])
    machine: ValuesThere | None = Field(description="What the machine read, of the columns that it is about.")
    value: ValuesThere | None = Field(description="What people set.")
    note: str | None = Field(description="A note beside it.", examples=["heard on the tape"])
    undone: int | None = Field(description="Of an undoing: the number of what it undid.", examples=[3])
    holds: bool = Field(description="False for what was undone.", examples=[True])


class Corrections(Told):
    """A page of the list of corrections."""

    corrections: list[CorrectionRow] = Field(description="The last one first.")
    next: Next


class Orphan(Told):
    """A correction whose statement is gone from its page as it is now; it comes back when that does."""

    correction: CorrectionRow
    reason: str = Field(description="Why.", examples=["its words are gone from the page as it is now"])


class Orphans(Told):
    """A page of the list of orphans."""

    orphans: list[Orphan] = Field(description="In the order in which they were made.")
    next: Next


class MachineSure(Told):
    """For columns that were read the probability that what was read is right; left out where nobody
    measured."""

    content: Probability | None = Field(None, description="Of source, cue and content.", examples=[0.93])
    speaker: Probability | None = Field(None, description="Of the speaker.", examples=[0.97])
    act: Probability | None = Field(None, description="Of the act.", examples=[0.84])
    addressee: Probability | None = Field(None, description="Of whom it was said to.", examples=[0.7])
    occasion: Probability | None = Field(None, description="Of the occasion.", examples=[0.66])
    when: Probability | None = Field(None, description="Of the time of speaking.", examples=[0.92])
    targets: Probability | None = Field(
        None, description="Of the target that it was least sure of.", examples=[0.81]
    )


class ReviewShown(Told):
    """A statement as it stands and as it was read."""

    id: str = Field(description="The statement's id.", examples=["3f9a0c1d2e4b"])
    now: ValuesThere = Field(description="The columns as people left them.")
    machine: ValuesThere | None = Field(description="The columns as they were read; null where it was added.")
    machine_sure: MachineSure | None = Field(
        description="How sure the machine was of them, whatever people said since; null where it was added."
    )
    version: int = Field(
        description="The number of the last correction, 0 for none: give it back as `seen`.", examples=[4]
    )
    corrections: list[CorrectionRow] = Field(description="All corrections of it, in order.")


class Corrected(Told):
    """What was said just now."""

    correction: CorrectionRow


class Remark(BaseModel):
    """What every correction may say."""

    model_config = ConfigDict(extra="forbid", strict=True)

    note: str | None = Field(
        None, max_length=LONGEST_NOTE, description="A note beside it.", examples=["heard on the tape"]
    )
    seen: Whole | None = Field(
        None,
        ge=0,
        le=LAST,
        description="The `version` of the statement that you have seen. Where somebody has corrected it "
        "since, nothing is changed, and you are told what (409).",
        examples=[4],
    )


class SpeakerGiven(Told):
    """A speaker."""

    name: str = Field(min_length=1, max_length=200, description="The name.", examples=["Ines Falk"])
    type: SpeakerType | None = Field(
        None, description="What kind; without it as before, else a person.", examples=["person"]
    )
    span: AtPlace | None = Field(None, description="Where the name stands.", examples=["Falk"])


class TargetGiven(Told):
    """A target."""

    name: str = Field(min_length=1, max_length=200, description="The name.", examples=["the pier"])
    stance: Stance = Field(description="The side.", examples=["for"])
    span: AtPlace | None = Field(None, description="Where it stands.", examples=["the pier"])


class ValuesGiven(Told):
    """The columns that are to be set; null empties one, and what is left out stays."""

    speaker: SpeakerGiven | None = Field(None, description="Who said it.")
    act: Act | None = Field(None, description="What it does.", examples=["deny"])
    kind: Kind | None = Field(None, description="How it is told.", examples=["direct"])
    said_on: str | None = Field(
        None, pattern=DATE_FORM, description="The date of speaking.", examples=["2024-03-05"]
    )
    addressee: OnePlace = Field(None, description="Whom it was said to.", examples=["reporters"])
    occasion: OnePlace = Field(None, description="On what occasion.", examples=["at the quay"])
    when: OnePlace = Field(None, description="When, in the page's words.", examples=["on Tuesday"])
    targets: list[TargetGiven] | None = Field(
        None, max_length=50, description="For or against whom or what: all of them."
    )
    source: list[AtPlace] | None = Field(None, max_length=50, description="The words that name who said it.")
    cue: list[AtPlace] | None = Field(None, max_length=50, description="The words that say it was said.")
    content: list[AtPlace] | None = Field(None, max_length=50, description="What was said.")


class Change(Remark):
    """Columns of a statement that are to be set."""

    change: ValuesGiven = Field(description="The columns.", examples=[{"act": "deny"}])


class Note(Remark):
    """A note beside a statement."""

    note: str = Field(
        min_length=1, max_length=LONGEST_NOTE, description="The note.", examples=["heard on the tape"]
    )


class Added(BaseModel):
    """A statement that the machine missed."""

    model_config = ConfigDict(extra="forbid", strict=True)

    values: ValuesGiven = Field(
        description="Its columns; `content` is needed.",
        examples=[{"content": ["The ferry stays"], "act": "promise"}],
    )
    note: str | None = Field(
        None, max_length=LONGEST_NOTE, description="A note beside it.", examples=["in the caption"]
    )


class Undo(BaseModel):
    """A correction that is to hold no more."""

    model_config = ConfigDict(extra="forbid", strict=True)

    number: Whole | None = Field(
        None, ge=1, le=LAST, description="Its number; without one, the last of the statement.", examples=[4]
    )
    seen: Whole | None = Field(
        None, ge=0, le=LAST, description="The `version` of the statement that you have seen.", examples=[4]
    )


@router.get(
    "/corrections",
    response_model=Corrections,
    operation_id="list_corrections",
    summary="What people said of statements",
)
def list_corrections(
    request: Request,
    site: Here,
    reader: Reader,
    by: Annotated[Short | Nothing, Query(description="Of somebody.", examples=["ada"])] = None,
    action: Annotated[Action | Nothing, Query(description="Of one kind.", examples=["reject"])] = None,
    address: Annotated[Long | Nothing, Query(description="At this address.", examples=["ferry.txt"])] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """All corrections, the last one first, undone ones too."""
    made = site.record.corrections(by=by, action=action, address=address, limit=offset + limit + 1)
    found = [correction_json(each) for each in reversed(made)][offset:]
    return listed(request, "corrections", found, limit, offset)


@router.get(
    "/corrections/orphans",
    response_model=Orphans,
    operation_id="list_orphans",
    summary="Corrections whose statement is gone",
)
def list_orphans(
    request: Request, site: Here, reader: Reader, limit: Limit = 50, offset: Offset = 0
) -> Response:
    """Corrections that hold, and whose words are gone from the page as it is now: nothing moves unseen."""
    lost = site.record.orphans()[offset : offset + limit + 1]
    found = [{"correction": correction_json(each.correction), "reason": each.reason} for each in lost]
    return listed(request, "orphans", found, limit, offset)


@router.get(
    "/statements/{id}/review",
    response_model=ReviewShown,
    operation_id="get_review",
    summary="A statement as it stands and as it was read",
    responses=problems(404),
)
def get_review(id: StatementId, site: Here, reader: Reader, lane: Lane) -> Response:
    """Both values of every column, and all corrections."""
    found = site.record.reviewed(id)
    return Json(
        {
            "id": found.id,
            "now": found.now,
            "machine": found.machine_values,
            "machine_sure": _machine_sure(found),
            "version": found.version,
            "corrections": [correction_json(each) for each in found.corrections],
        }
    )


@router.post(
    "/statements/{id}/accept",
    response_model=Corrected,
    status_code=201,
    operation_id="accept_statement",
    summary="A statement is right",
    dependencies=JSON,
    responses=WRONG,
)
def accept_statement(id: StatementId, said: Remark, site: Here, reviewer: Signed, lane: Lane) -> Response:
    """Say that it is right as it stands. For reviewers."""
    return _made(site.record.accept(id, by=reviewer.name, note=said.note, seen=said.seen))


@router.post(
    "/statements/{id}/reject",
    response_model=Corrected,
    status_code=201,
    operation_id="reject_statement",
    summary="A statement is none",
    dependencies=JSON,
    responses=WRONG,
)
def reject_statement(id: StatementId, said: Remark, site: Here, reviewer: Signed, lane: Lane) -> Response:
    """Say that it is no statement; search finds it only where asked for what is rejected. For reviewers."""
    return _made(site.record.reject(id, by=reviewer.name, note=said.note, seen=said.seen))


@router.post(
    "/statements/{id}/change",
    response_model=Corrected,
    status_code=201,
    operation_id="change_statement",
    summary="Set columns of a statement",
    dependencies=JSON,
    responses=WRONG,
)
def change_statement(id: StatementId, said: Change, site: Here, reviewer: Signed, lane: Lane) -> Response:
    """Set columns; the machine's value stays beside. Words have to stand in the article. For reviewers."""
    change = said.change.model_dump(exclude_unset=True)
    with columns_in("change"):
        return _made(site.record.correct(id, change, by=reviewer.name, note=said.note, seen=said.seen))


@router.post(
    "/statements/{id}/note",
    response_model=Corrected,
    status_code=201,
    operation_id="note_statement",
    summary="Write a note beside a statement",
    dependencies=JSON,
    responses=WRONG,
)
def note_statement(id: StatementId, said: Note, site: Here, reviewer: Signed, lane: Lane) -> Response:
    """A note changes nothing of the statement. For reviewers."""
    return _made(site.record.note(id, said.note, by=reviewer.name, seen=said.seen))


@router.post(
    "/statements/{id}/undo",
    response_model=Corrected,
    status_code=201,
    operation_id="undo_correction",
    summary="A correction holds no more",
    dependencies=JSON,
    responses=WRONG,
)
def undo_correction(id: StatementId, said: Undo, site: Here, reviewer: Signed, lane: Lane) -> Response:
    """The answer has what was undone. Undoing an undoing makes what it undid hold again. For reviewers."""
    made = site.record.undo_correction(said.number, by=reviewer.name, statement=id, seen=said.seen)
    return _made(made)


@router.post(
    "/articles/{id}/statements",
    response_model=Corrected,
    status_code=201,
    operation_id="add_statement",
    summary="Add a statement that the machine missed",
    dependencies=JSON,
    responses=WRONG,
)
def add_statement(id: ArticleId, said: Added, site: Here, reviewer: Signed, lane: Lane) -> Response:
    """Its id is the correction's `statement`. For reviewers."""
    values = said.values.model_dump(exclude_unset=True)
    with columns_in("values"):
        return _made(site.record.add_statement(id, values, by=reviewer.name, note=said.note))


def _machine_sure(found: Reviewed) -> dict[str, float] | None:
    if found.machine is None or found.machine_values is None:
        return None
    read = [name for name in MachineSure.model_fields if told_value(found.machine_values, name)]
    sure = {name: sure_of(found.machine, name) for name in read}
    return {name: value for name, value in sure.items() if value is not None}


def correction_json(each: Correction) -> dict[str, Any]:
    """A correction as a value for JSON."""
    told = asdict(each)
    del told["places"]
    return told


def _made(made: Correction) -> Response:
    return Json({"correction": correction_json(made)}, 201)
