"""What is in the record."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from onrecord.web.site import Here, Reader, page

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The context of overview.html: how many articles the record holds."""

    articles: int


@router.get("/")
def overview(request: Request, site: Here, reader: Reader) -> Response:
    made = OverviewPage(site.record.count())
    return page(request, "overview.html", "Overview", made, section="overview")
