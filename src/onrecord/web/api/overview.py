"""What is in the record."""

from dataclasses import asdict

from fastapi import APIRouter
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from onrecord.web.api.answers import Json, Limit, Offset, listed
from onrecord.web.api.values import Next, Told
from onrecord.web.site import Here, Reader

router = APIRouter(tags=["overview"])


class Year(Told):
    """A year with its articles."""

    year: str = Field(description="The year of publication.", examples=["2024"])
    articles: int = Field(description="How many articles are of it.", examples=[128])


class OutletCount(Told):
    """An outlet with its articles."""

    outlet: str = Field(description="The newspaper, agency or site.", examples=["Harbour Gazette"])
    articles: int = Field(description="How many articles are its.", examples=[64])


class Overview(Told):
    """How much of what search shows there is."""

    articles: int = Field(description="How many articles.", examples=[128])
    statements: int = Field(description="How many statements.", examples=[1733])
    names: int = Field(
        description="How many names of speakers were read, several of which may be one speaker.",
        examples=[402],
    )
    outlets: int = Field(description="How many outlets.", examples=[7])
    replaced: int = Field(description="How many older versions of pages are kept.", examples=[3])
    first: str | None = Field(
        description="The first day of publication that is known.", examples=["2021-05-02"]
    )
    last: str | None = Field(description="The last one.", examples=["2024-03-05"])
    years: list[Year] = Field(description="The articles by year, as far as they are dated.")
    largest: list[OutletCount] = Field(description="The outlets of most articles.")


class FailedPage(Told):
    """A page that could not be read since it was last read."""

    address: str = Field(
        description="Its path or URL; what is too long is cut.",
        examples=["https://gazette.example/night-buses"],
    )
    step: str = Field(description="At which step it failed.", examples=["fetch"])
    reason: str = Field(description="Why, the last time.", examples=["the server answered 404 Not Found"])
    times: int = Field(description="How often.", examples=[2])
    first: str = Field(description="The first time (ISO 8601, UTC).", examples=["2024-03-05T09:12:00Z"])
    last: str = Field(description="The last time.", examples=["2024-03-06T09:12:00Z"])


class FailedPages(Told):
    """A page of the list of pages that failed."""

    failures: list[FailedPage] = Field(description="What failed last first.")
    next: Next


@router.get(
    "/overview", response_model=Overview, operation_id="get_overview", summary="What is in the record"
)
def get_overview(site: Here, reader: Reader) -> Response:
    """Counts of what search shows: of each address the version that was read last."""
    found = site.record.contents()
    return Json(
        {
            "articles": found.articles,
            "statements": found.statements,
            "names": found.names,
            "outlets": found.outlets,
            "replaced": found.replaced,
            "first": found.first,
            "last": found.last,
            "years": [{"year": year, "articles": count} for year, count in found.years],
            "largest": [{"outlet": name, "articles": count} for name, count in found.largest],
        }
    )


@router.get(
    "/failures",
    response_model=FailedPages,
    operation_id="list_failures",
    summary="Pages that could not be read",
)
def list_failures(
    request: Request, site: Here, reader: Reader, limit: Limit = 50, offset: Offset = 0
) -> Response:
    """Each with the step at which it failed, and why; once a page is read after all, it is here no more."""
    found = site.record.failures(offset + limit + 1)[offset:]
    return listed(request, "failures", [asdict(each) for each in found], limit, offset)
