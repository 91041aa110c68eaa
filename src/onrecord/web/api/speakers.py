"""Speakers: who speaks in the record, and what there is to know of one."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from onrecord.nouns import Act, SpeakerType
from onrecord.record import SpeakerDetails, SpeakerRow
from onrecord.record.naming import name_words
from onrecord.web.api.answers import Json, Limit, Offset, listed
from onrecord.web.api.decisions import DecisionRow, decision_json, version_of
from onrecord.web.api.problems import problems
from onrecord.web.api.values import Next, Nothing, OfType, Stance, Told
from onrecord.web.site import Here, Reader

router = APIRouter(tags=["speakers"])


class ReadAs(Told):
    """A name as it was read."""

    name: str = Field(description="The name.", examples=["J. Keller"])
    type: SpeakerType = Field(description="The type that it was read as.", examples=["person"])
    statements: int = Field(description="In how many statements.", examples=[4])


class SpeakerListed(Told):
    """A speaker over all articles that search shows."""

    name: str = Field(
        description="What people decided, else what was read most often.", examples=["Jonas Keller"]
    )
    type: SpeakerType = Field(description="What kind of speaker.", examples=["person"])
    statements: int = Field(description="How many statements are the speaker's.", examples=[17])
    articles: int = Field(description="In how many articles.", examples=[6])
    first: str | None = Field(description="The day of the earliest article.", examples=["2024-01-12"])
    last: str | None = Field(description="The day of the latest article.", examples=["2024-03-05"])
    aliases: list[str] = Field(description="Other forms of the name.", examples=[["Mr Keller", "Keller"]])
    outlets: list[str] = Field(description="Where the speaker is quoted.", examples=[["Harbour Gazette"]])
    identifier: str | None = Field(description="An identifier elsewhere.", examples=["Q4115189"])
    read_as: list[ReadAs] = Field(description="All names as they were read.")
    decided: bool = Field(description="Whether people named or merged the speaker.", examples=[False])


class Speakers(Told):
    """A page of the list of speakers."""

    speakers: list[SpeakerListed] = Field(description="Those of most statements first, then by name.")
    next: Next


class Form(Told):
    """A written form."""

    words: str = Field(description="The words.", examples=["Mr Keller"])
    statements: int = Field(description="Of how many statements.", examples=[4])


class ActCount(Told):
    """An act with how often it was done."""

    act: Act = Field(description="The act.", examples=["deny"])
    statements: int = Field(description="By how many statements.", examples=[5])


class TargetCount(Told):
    """A target with how often it was spoken of."""

    stance: Stance = Field(description="The side taken.", examples=["against"])
    name: str = Field(description="The target.", examples=["the port authority"])
    statements: int = Field(description="By how many statements.", examples=[3])


class Candidate(Told):
    """Who may be the same. Nothing is merged for that reason."""

    speaker: SpeakerListed
    reason: str = Field(description="What speaks for it.", examples=["the same surname and initial"])


class SpeakerShown(Told):
    """What there is to know of a speaker."""

    speaker: SpeakerListed
    forms: list[Form] = Field(description="The forms in which the speaker is named.")
    acts: list[ActCount] = Field(description="What the speaker does, most often first.")
    targets: list[TargetCount] = Field(description="Whom the speaker is for and against, most often first.")
    candidates: list[Candidate] = Field(description="Who may be the same speaker.")
    decisions: list[DecisionRow] = Field(description="What people decided about the speaker.")
    version: int = Field(
        description="The number of the last decision of all: give it back as `seen` with a change.",
        examples=[3],
    )


@router.get("/speakers", response_model=Speakers, operation_id="list_speakers", summary="Who speaks")
def list_speakers(
    request: Request,
    site: Here,
    reader: Reader,
    words: Annotated[
        str,
        Query(
            max_length=200,
            description="Only those with these words in a form of the name.",
            examples=["Keller"],
        ),
    ] = "",
    type: Annotated[
        SpeakerType | Nothing, Query(description="Only speakers of this type.", examples=["organization"])
    ] = None,
    unnamed: Annotated[
        bool,
        Query(
            description="Those whom no article names, each by the words of its description.", examples=[True]
        ),
    ] = False,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """Each speaker is one row over all articles, under whatever names."""
    asked = name_words(words)
    bare = not words.strip() and type is None
    found = [
        each
        for each in site.record.speakers(unnamed=unnamed, limit=offset + limit + 1 if bare else None)
        if (type is None or each.type == type) and _has(each, asked, words)
    ]
    return listed(
        request, "speakers", [row(each) for each in found[offset : offset + limit + 1]], limit, offset
    )


@router.get(
    "/speakers/{name:path}",
    response_model=SpeakerShown,
    operation_id="get_speaker",
    summary="One speaker",
    responses=problems(404),
)
def get_speaker(
    name: Annotated[
        str,
        Path(
            min_length=1,
            max_length=500,
            description="A name, percent-encoded: the speaker's own, any that it was read as, or the "
            "words of one that "
            "only one speaker has.",
            examples=["Jonas Keller"],
        ),
    ],
    site: Here,
    reader: Reader,
    type: OfType = None,
) -> Response:
    """The forms of the name, acts and targets at a glance, who may be the same, and what people decided."""
    return Json(details(site.record.speaker(name, type=type), version_of(site.record.decisions())))


def row(each: SpeakerRow) -> dict[str, Any]:
    """A speaker as a value for JSON."""
    told = asdict(each)
    del told["key"]
    told["read_as"] = [
        {"name": name, "type": type, "statements": count} for name, type, count in each.read_as
    ]
    return told


def details(found: SpeakerDetails, version: int) -> dict[str, Any]:
    """All that is known of a speaker as a value for JSON."""
    return {
        "speaker": row(found.speaker),
        "forms": [{"words": words, "statements": count} for words, count in found.forms],
        "acts": [{"act": act, "statements": count} for act, count in found.acts],
        "targets": [
            {"stance": stance, "name": name, "statements": count} for stance, name, count in found.targets
        ],
        "candidates": [{"speaker": row(each.speaker), "reason": each.reason} for each in found.candidates],
        "decisions": [decision_json(each) for each in found.decisions],
        "version": version,
    }


def _has(each: SpeakerRow, asked: frozenset[str], words: str) -> bool:
    if not words.strip():
        return True
    return bool(asked) and any(asked <= name_words(form) for form in (each.name, *each.aliases))
