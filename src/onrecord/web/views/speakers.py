"""Who speaks."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from onrecord.web.site import Here, Reader, page

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class SpeakersPage:
    """The context of speakers.html: how many articles the record holds."""

    articles: int


@router.get("/speakers")
def speakers(request: Request, site: Here, reader: Reader) -> Response:
    made = SpeakersPage(site.record.count())
    return page(request, "speakers.html", "Speakers", made, section="speakers")
