"""Search."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from onrecord.web.site import Here, Reader, page

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The context of search.html: how many articles the record holds."""

    articles: int


@router.get("/search")
def search(request: Request, site: Here, reader: Reader) -> Response:
    made = SearchPage(site.record.count())
    return page(request, "search.html", "Search", made, section="search")
