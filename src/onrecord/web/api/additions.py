"""Pages that are added while one does other things: many URLs at once, and how far they have come."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from onrecord.web.adding import LONGEST_ADDRESS, MOST_WAITING, Added, FullError, State, urls_in
from onrecord.web.api.answers import Json, Signed, json_only
from onrecord.web.api.problems import problems
from onrecord.web.api.values import Told
from onrecord.web.faults import URL_PATTERN
from onrecord.web.guard import RefusedError
from onrecord.web.site import Here, Reviewer

router = APIRouter(tags=["articles"])
PATH = "/api/v1/additions"


class Addition(Told):
    """A page that was given to be added, and how far it has come."""

    number: int = Field(description="Its number in the order of adding.", examples=[12])
    address: str = Field(
        description="Its URL, or what an upload is known by.",
        examples=["https://gazette.example/night-buses"],
    )
    by: str = Field(description="Who gave it.", examples=["import of May"])
    state: State = Field(description="How far it has come.", examples=["read"])
    article: str | None = Field(
        description="Of a page that was read: its article.", examples=["/api/v1/articles/9b1c77d0a2ef"]
    )
    title: str | None = Field(description="The article's headline.", examples=["Night buses to stay"])
    outcome: str | None = Field(
        description="What it was to the record: added, revised or unchanged.", examples=["added"]
    )
    statements: int = Field(description="How many statements it has.", examples=[14])
    step: str | None = Field(description="Of one that failed: at which step.", examples=["fetch"])
    reason: str | None = Field(description="And why.", examples=["the server answered 404 Not Found"])


class Additions(Told):
    """Pages that were given to be added, by the site's page or by programs."""

    pages: list[Addition] = Field(description="What was added last first.")
    to_do: int = Field(description="How many of all are neither read nor failed yet.", examples=[3])


class NewPages(BaseModel):
    """The URLs of pages to be fetched, read and kept."""

    model_config = ConfigDict(extra="forbid", strict=True)

    urls: list[Annotated[str, Field(max_length=LONGEST_ADDRESS, pattern=URL_PATTERN)]] = Field(
        min_length=1,
        max_length=MOST_WAITING,
        description="The URLs, each taken once.",
        examples=[["https://gazette.example/night-buses", "https://gazette.example/ferries"]],
    )


@router.get(
    "/additions",
    response_model=Additions,
    operation_id="list_additions",
    summary="How far pages have come that were added",
    responses=problems(403),
)
def list_additions(site: Here, reviewer: Reviewer) -> Response:
    """Those that wait or are being read, and the last ones that are done. For reviewers."""
    return _told(*site.queue.progress())


@router.post(
    "/additions",
    response_model=Additions,
    status_code=202,
    operation_id="add_pages",
    summary="Add many pages, and do not wait",
    dependencies=[Depends(json_only)],
    responses=problems(403, 415, 422),
)
def add_pages(new: NewPages, site: Here, reviewer: Signed) -> Response:
    """The pages are fetched and read one after the other, as the site's own page for adding does it: no
    private or local address is asked unless the site's keeper allows it. The answer has those that were given
    now; ask this path how far they have come. All of them are taken, or none. For reviewers."""
    try:
        given = site.queue.add(urls_in("\n".join(new.urls)), reviewer.name)
    except FullError as error:
        raise RefusedError(503, "Busy", f"{error.message[:1].upper()}{error.message[1:]}.") from error
    return _told(given, site.queue.progress().to_do, status=202)


def _told(pages: Iterable[Added], to_do: int, status: int = 200) -> Response:
    headers = {"Location": PATH} if status == 202 else None
    return Json({"pages": [_addition(each) for each in pages], "to_do": to_do}, status, headers)


def _addition(each: Added) -> dict[str, Any]:
    told = {name: None if value == "" else value for name, value in asdict(each).items()}
    return told | {"article": f"/api/v1/articles/{each.article}" if each.article else None}
