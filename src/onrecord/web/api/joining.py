"""What people decided about utterances: the list, and what changes it."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from onrecord.utterance import UtteranceDecision
from onrecord.web.api.answers import Json, Limit, Offset, Signed, listed
from onrecord.web.api.decisions import JSON, WRONG, Change, Undo
from onrecord.web.api.problems import problems
from onrecord.web.api.values import Next, Told
from onrecord.web.faults import ID_PATTERN
from onrecord.web.site import Here, Reader

router = APIRouter(tags=["utterances"])
MOST_STATEMENTS = 1_000

Id = Annotated[str, Field(pattern=ID_PATTERN)]


class UtteranceDecisionRow(Told):
    """One decision about utterances. Nothing is ever written over: what was undone holds no more, and
    stays."""

    number: int = Field(description="Its number, counted from 1.", examples=[3])
    made: str = Field(description="When (ISO 8601, UTC).", examples=["2024-03-06T10:15:00+00:00"])
    made_by: str = Field(description="Who decided.", examples=["ada"])
    action: Literal["merge", "split", "undo"] = Field(
        description="`merge`: what `one` and `other` tell is one utterance. `split`: `one` tell another one "
        "than `other`. `undo`: the decision `undone` holds no more.",
        examples=["merge"],
    )
    one: list[str] = Field(
        description="The ids of the statements on one side, the one that was named first.",
        examples=[["3f9a0c1d2e4b"]],
    )
    other: list[str] = Field(description="Those on the other.", examples=[["a07ec3d94b11"]])
    undone: int | None = Field(description="Of an undoing: the number of what it undid.", examples=[2])
    holds: bool = Field(description="False for what was undone.", examples=[True])
    orphan: bool = Field(
        description="Whether search shows no statement of a side any more: then it changes nothing, until "
        "one comes back.",
        examples=[False],
    )


class UtteranceDecisions(Told):
    """A page of the list of decisions about utterances."""

    decisions: list[UtteranceDecisionRow] = Field(description="The last one first.")
    next: Next
    version: int = Field(
        description="The number of the last decision, 0 for none: give it back as `seen` with a change.",
        examples=[3],
    )


class UtteranceDecided(Told):
    """What was decided just now."""

    decision: UtteranceDecisionRow


class MergeUtterances(Change):
    """Two statements that tell the same."""

    one: Id = Field(
        description="A statement's id, or as much of its beginning as only one has.",
        examples=["3f9a0c1d2e4b"],
    )
    other: Id = Field(description="That of one that tells the same.", examples=["a07ec3d94b11"])


class SplitUtterance(Change):
    """Statements that tell something else."""

    statements: list[Id] = Field(
        min_length=1,
        max_length=MOST_STATEMENTS,
        description="The ids of statements of one utterance that tell another one than all others of it.",
        examples=[["3f9a0c1d2e4b"]],
    )


@router.get(
    "/utterances/decisions",
    response_model=UtteranceDecisions,
    operation_id="list_utterance_decisions",
    summary="What people decided about utterances",
)
def list_utterance_decisions(
    request: Request,
    site: Here,
    reader: Reader,
    holding: Annotated[bool, Query(description="Only those that hold.", examples=[True])] = False,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """All decisions, the last one first, undone ones too unless only those that hold are wanted."""
    made = site.record.utterance_decisions()
    wanted = [each for each in reversed(made) if each.holds or not holding]
    found = [_told(each) for each in wanted[offset : offset + limit + 1]]
    version = made[-1].number if made else 0
    return listed(request, "decisions", found, limit, offset, version=version)


@router.post(
    "/utterances/merge",
    response_model=UtteranceDecided,
    status_code=201,
    operation_id="merge_utterances",
    summary="Two statements tell one utterance",
    dependencies=JSON,
    responses=WRONG,
)
def merge_utterances(change: MergeUtterances, site: Here, reviewer: Signed) -> Response:
    """From now on what these two statements tell, and all that tell the same as they, is one utterance, also
    in what is read later. For reviewers."""
    site.comparing.done(settled=False)
    made = site.record.merge_utterances(change.one, change.other, by=reviewer.name, seen=change.seen)
    return _decided(made)


@router.post(
    "/utterances/split",
    response_model=UtteranceDecided,
    status_code=201,
    operation_id="split_utterance",
    summary="Some statements tell another utterance",
    dependencies=JSON,
    responses=WRONG,
)
def split_utterance(change: SplitUtterance, site: Here, reviewer: Signed) -> Response:
    """From now on these statements tell another utterance than the others that tell theirs now; what is read
    later in words that these alone have goes with them. For reviewers."""
    site.comparing.done(settled=False)
    made = site.record.split_utterance(*change.statements, by=reviewer.name, seen=change.seen)
    return _decided(made)


@router.post(
    "/utterances/undo",
    response_model=UtteranceDecided,
    status_code=201,
    operation_id="undo_utterances",
    summary="A decision about utterances holds no more",
    dependencies=JSON,
    responses=problems(403, 409, 415),
)
def undo_utterances(change: Undo, site: Here, reviewer: Signed) -> Response:
    """The answer has what was undone. Undoing an undoing makes what it undid hold again. For reviewers."""
    site.comparing.done(settled=False)
    return _decided(site.record.undo_utterances(change.number, by=reviewer.name, seen=change.seen))


def _told(each: UtteranceDecision) -> dict[str, Any]:
    return asdict(each)


def _decided(made: UtteranceDecision) -> Response:
    return Json({"decision": _told(made)}, 201)
