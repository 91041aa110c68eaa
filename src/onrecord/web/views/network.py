"""Who is for and against whom."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from onrecord.web.site import Here, Reader, page

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class NetworkPage:
    """The context of network.html: how many articles the record holds."""

    articles: int


@router.get("/network")
def network(request: Request, site: Here, reader: Reader) -> Response:
    made = NetworkPage(site.record.count())
    return page(request, "network.html", "Network", made, section="network")
