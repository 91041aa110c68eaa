"""What people decided about speakers: the list, and what changes it."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from onrecord.nouns import SpeakerType
from onrecord.record import Decision
from onrecord.record import Link as Identified
from onrecord.web.api.answers import Json, Limit, Offset, Signed, json_only, listed
from onrecord.web.api.problems import problems
from onrecord.web.api.values import Next, Told, Whole
from onrecord.web.site import Here, Reader

router = APIRouter(tags=["decisions"])
LONGEST = 200
MOST_LINKS = 5_000
LAST = 2**31 - 1
JSON = [Depends(json_only)]
WRONG = problems(403, 404, 409, 415)


class Identifier(Told):
    """A speaker's identifier elsewhere."""

    name: str = Field(
        min_length=1, max_length=LONGEST, description="The speaker's name.", examples=["Jonas Keller"]
    )
    identifier: str = Field(
        min_length=1, max_length=LONGEST, description="The identifier, without spaces.", examples=["Q4115189"]
    )
    type: SpeakerType | None = Field(
        None, description="The speaker's type; without one, of any person or body.", examples=["person"]
    )


class DecisionRow(Told):
    """One decision. Nothing is ever written over: what was undone holds no more, and stays."""

    number: int = Field(description="Its number, counted from 1.", examples=[3])
    made: str = Field(description="When (ISO 8601, UTC).", examples=["2024-03-06T10:15:00+00:00"])
    made_by: str = Field(description="Who decided.", examples=["ada"])
    action: Literal["merge", "split", "link", "undo"] = Field(
        description="`merge`: `name` is `other_name`. `split`: in `articles` `name` is `other_name`. "
        "`link`: `links` "
        "tell identifiers. `undo`: the decision `undone` holds no more.",
        examples=["merge"],
    )
    name: str | None = Field(description="Whom it is about.", examples=["J. Keller"])
    type: SpeakerType | None = Field(description="The type of whom it is about.", examples=["person"])
    other_name: str | None = Field(description="Who that is.", examples=["Jonas Keller"])
    other_type: SpeakerType | None = Field(description="The type of who that is.", examples=["person"])
    articles: list[str] = Field(
        description="Of a split: the addresses of the articles.",
        examples=[["https://gazette.example/night-buses"]],
    )
    links: list[Identifier] = Field(description="Of a link: the identifiers.")
    undone: int | None = Field(description="Of an undoing: the number of what it undid.", examples=[2])
    holds: bool = Field(description="False for what was undone.", examples=[True])


class Decisions(Told):
    """A page of the list of decisions."""

    decisions: list[DecisionRow] = Field(description="The last one first.")
    next: Next
    version: int = Field(
        description="The number of the last decision, 0 for none: give it back as `seen` with a change.",
        examples=[3],
    )


class Decided(Told):
    """What was decided just now."""

    decision: DecisionRow | None = Field(description="The decision; null where nothing was new.")


class Change(BaseModel):
    """What every change may say."""

    model_config = ConfigDict(extra="forbid", strict=True)

    seen: Whole | None = Field(
        None,
        ge=0,
        le=LAST,
        description="The `version` that you have seen. Where somebody has decided about the same names "
        "since, "
        "nothing is changed, and you are told what (409).",
        examples=[3],
    )


class Merge(Change):
    """Two names of one speaker."""

    name: str = Field(
        min_length=1, max_length=LONGEST, description="The speaker who is", examples=["J. Keller"]
    )
    into: str = Field(
        min_length=1, max_length=LONGEST, description="this speaker.", examples=["Jonas Keller"]
    )
    type: SpeakerType | None = Field(
        None, description="The type of both, where several have the name.", examples=["person"]
    )


class Split(Change):
    """One name of two speakers."""

    name: str = Field(min_length=1, max_length=LONGEST, description="The speaker who", examples=["Keller"])
    articles: list[Annotated[str, Field(max_length=2_000)]] = Field(
        min_length=1,
        max_length=1_000,
        description="in these articles (ids or addresses)",
        examples=[["9b1c77d0a2ef"]],
    )
    other: str = Field(
        max_length=LONGEST, description="is somebody else, of this name.", examples=["Vera Keller"]
    )
    type: SpeakerType | None = Field(
        None, description="The type, where several have the name.", examples=["person"]
    )


class Links(Change):
    """Identifiers of speakers elsewhere."""

    links: list[Identifier] = Field(
        min_length=1,
        max_length=MOST_LINKS,
        description="The identifiers, one decision for all.",
        examples=[[{"name": "Jonas Keller", "identifier": "Q4115189"}]],
    )


class Undo(Change):
    """A decision that is to hold no more."""

    number: Whole | None = Field(
        None,
        ge=1,
        le=LAST,
        description="The number of the decision; without one, the last that holds.",
        examples=[3],
    )


@router.get(
    "/decisions",
    response_model=Decisions,
    operation_id="list_decisions",
    summary="What people decided about speakers",
)
def list_decisions(
    request: Request,
    site: Here,
    reader: Reader,
    holding: Annotated[bool, Query(description="Only those that hold.", examples=[True])] = False,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """All decisions, the last one first, undone ones too unless only those that hold are wanted."""
    made = site.record.decisions()
    wanted = [each for each in reversed(made) if each.holds or not holding]
    found = [decision_json(each) for each in wanted[offset : offset + limit + 1]]
    return listed(request, "decisions", found, limit, offset, version=version_of(made))


@router.post(
    "/speakers/merge",
    response_model=Decided,
    status_code=201,
    operation_id="merge_speakers",
    summary="Two names are one speaker",
    dependencies=JSON,
    responses=WRONG,
)
def merge_speakers(change: Merge, site: Here, reviewer: Signed) -> Response:
    """From now on the speaker `name` is the speaker `into` in all articles, also those read later. For
    reviewers."""
    made = site.record.merge_speakers(
        change.name, change.into, by=reviewer.name, type=change.type, seen=change.seen
    )
    return _decided(made)


@router.post(
    "/speakers/split",
    response_model=Decided,
    status_code=201,
    operation_id="split_speaker",
    summary="One name is two speakers",
    dependencies=JSON,
    responses=WRONG,
)
def split_speaker(change: Split, site: Here, reviewer: Signed) -> Response:
    """From now on the speaker `name` is another one, `other`, in these articles. For reviewers."""
    made = site.record.split_speaker(
        change.name,
        change.articles,
        change.other,
        by=reviewer.name,
        type=change.type,
        seen=change.seen,
    )
    return _decided(made)


@router.post(
    "/speakers/link",
    response_model=Decided,
    status_code=201,
    operation_id="link_speakers",
    summary="Speakers have identifiers elsewhere",
    dependencies=JSON,
    responses={200: {"model": Decided, "description": "Nothing was new."}, **WRONG},
)
def link_speakers(change: Links, site: Here, reviewer: Signed) -> Response:
    """Keep identifiers, whether the record has the speakers yet or not. For reviewers."""
    links = [Identified(each.name, each.identifier, each.type) for each in change.links]
    made = site.record.link_speakers(links, by=reviewer.name, seen=change.seen)
    return _decided(made)


@router.post(
    "/decisions/undo",
    response_model=Decided,
    status_code=201,
    operation_id="undo_decision",
    summary="A decision holds no more",
    dependencies=JSON,
    responses=WRONG,
)
def undo_decision(change: Undo, site: Here, reviewer: Signed) -> Response:
    """The answer has what was undone. Undoing an undoing makes what it undid hold again. For reviewers."""
    return _decided(site.record.undo(change.number, by=reviewer.name, seen=change.seen))


def decision_json(each: Decision) -> dict[str, Any]:
    """A decision as a value for JSON."""
    return asdict(each)


def version_of(made: tuple[Decision, ...]) -> int:
    """The number of the last decision; 0 for none."""
    return made[-1].number if made else 0


def _decided(made: Decision | None) -> Response:
    return Json({"decision": decision_json(made) if made else None}, 201 if made else 200)
