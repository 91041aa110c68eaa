"""What is in the record."""

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from onrecord.web.api.answers import Json
from onrecord.web.api.values import Told
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
