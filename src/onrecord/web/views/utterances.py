"""The same words in several articles."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from onrecord.web.site import Here, Reader, page

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class UtterancesPage:
    """The context of utterances.html: how many articles the record holds."""

    articles: int


@router.get("/utterances")
def utterances(request: Request, site: Here, reader: Reader) -> Response:
    made = UtterancesPage(site.record.count())
    return page(request, "utterances.html", "Utterances", made, section="utterances")
