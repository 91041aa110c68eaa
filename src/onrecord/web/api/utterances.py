"""Utterances: what was said once and is told by several statements."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from onrecord.share.utterances import utterance_json
from onrecord.web.api.answers import Json, Limit, Offset, listed
from onrecord.web.api.problems import problems
from onrecord.web.api.values import Next, Nothing, Probability, StatementId, Told, Words
from onrecord.web.faults import ID_PATTERN
from onrecord.web.site import Here, Reader

router = APIRouter(tags=["utterances"])
Id = Annotated[str, Field(pattern=ID_PATTERN)]

Pair = Annotated[
    list[int] | None,
    Field(
        min_length=2, max_length=2, description="[start, end) in code points; null where there are no words."
    ),
]


class Edit(Told):
    """Some words of both wordings."""

    sort: Literal["same", "cut", "added", "changed", "moved"] = Field(
        description="What the shorter wording made of them.", examples=["cut"]
    )
    whole: Pair = Field(description="Where they stand in the longest wording.", examples=[[4, 17]])
    part: Pair = Field(description="Where they stand in this one.", examples=[None])
    marked: bool = Field(description="Whether an ellipsis tells that words are cut.", examples=[False])


class Telling(Told):
    """A statement that tells the utterance."""

    id: str = Field(description="The statement's id.", examples=["3f9a0c1d2e4b"])
    speaker: str | None = Field(description="Whom it has for the speaker.", examples=["Jonas Keller"])
    said_on: str | None = Field(description="The date of speaking.", examples=["2024-03-05"])
    published: str | None = Field(description="When its article was published.", examples=["2024-03-05"])
    outlet: str | None = Field(description="Where.", examples=["Harbour Gazette"])
    article: str = Field(
        description="The article's address.", examples=["https://gazette.example/night-buses"]
    )


class Variant(Told):
    """One wording."""

    words: str = Field(description="The words.", examples=["The night buses stay"])
    relation: Literal["identical", "trimmed", "reworded", "different"] = Field(
        description="How it relates to the longest wording.", examples=["trimmed"]
    )
    chance: Probability = Field(
        description="The probability that both tell one utterance, by their words.", examples=[0.99]
    )
    flags: list[str] = Field(description="What turns the sense around.", examples=[["negation dropped"]])
    edits: list[Edit] = Field(description="All words of both, in order.")
    told: list[Telling] = Field(description="The statements that have it, the earliest first.")


class UtteranceChoice(Told):
    """What people decided about an utterance."""

    number: int = Field(description="Its number.", examples=[1])
    action: Literal["merge", "split"] = Field(
        description="`merge`: both sides tell one utterance. `split`: they tell two.", examples=["merge"]
    )
    one: list[str] = Field(
        description="The ids of the statements on one side, the one that was named first.",
        examples=[["3f9a0c1d2e4b"]],
    )
    other: list[str] = Field(description="Those on the other.", examples=[["a07ec3d94b11"]])
    made: str = Field(description="When (ISO 8601, UTC).", examples=["2024-03-06T10:15:00+00:00"])
    by: str = Field(description="Who decided.", examples=["ada"])


class Utterance(Told):
    """What was said once."""

    id: str = Field(description="The id of its earliest statement.", examples=["3f9a0c1d2e4b"])
    words: str = Field(description="The longest wording.", examples=["The night buses stay, all of them"])
    longest: str = Field(description="The id of the statement that has it.", examples=["3f9a0c1d2e4b"])
    articles: int = Field(description="How many articles tell it.", examples=[3])
    outlets: list[str] = Field(
        description="The outlets that tell it, the earliest first.", examples=[["Harbour Gazette"]]
    )
    speakers: list[str] = Field(
        description="Whom its statements have for the speaker.", examples=[["Jonas Keller"]]
    )
    first: list[str] = Field(
        description="The ids of the statements that had it first; none where nothing is dated.",
        examples=[["3f9a0c1d2e4b"]],
    )
    variants: list[Variant] = Field(description="Its wordings, those that say most first.")
    decisions: list[UtteranceChoice] = Field(
        default_factory=list, description="What people decided about it, as far as it holds."
    )


class Utterances(Told):
    """A page of the list of utterances."""

    utterances: list[Utterance] = Field(description="Those of most articles first.")
    next: Next


@router.get(
    "/utterances",
    response_model=Utterances,
    operation_id="list_utterances",
    summary="What several articles tell",
    responses=problems(404),
)
def list_utterances(
    request: Request,
    site: Here,
    reader: Reader,
    words: Words = "",
    least: Annotated[
        int, Query(ge=1, le=1_000_000, description="In so many articles at least.", examples=[2])
    ] = 2,
    limit: Limit = 50,
    offset: Offset = 0,
    after: Annotated[
        Id | Nothing,
        Query(
            examples=["3f9a0c1d2e4b"],
            description="The id of a statement: what follows its utterance in the list. `next` has it, so "
            "that the end of a long list comes as quickly as its beginning.",
        ),
    ] = None,
) -> Response:
    """What was said once and stands in several articles, with every wording, who had it first and who cut
    what. With words: where one telling has them all. A large record that was not compared yet is compared
    first: until that is done the answer is 503, with `Retry-After`."""
    site.comparing.done()
    found = site.record.utterances(words, least=least, limit=limit + 1, offset=offset, after=after)
    told = [utterance_json(each) for each in found]
    return listed(request, "utterances", told, limit, offset, after=told[:limit][-1]["id"] if told else None)


@router.get(
    "/utterances/{id}",
    response_model=Utterance,
    operation_id="get_utterance",
    summary="The utterance of a statement",
    responses=problems(404),
)
def get_utterance(id: StatementId, site: Here, reader: Reader) -> Response:
    """All tellings of what a statement tells, be it told once."""
    site.comparing.done(settled=False)
    return Json(utterance_json(site.record.utterance(id)))
