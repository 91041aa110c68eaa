"""One decision at a time."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from onrecord.web.site import Here, Reader, page

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The context of review.html: how many articles the record holds."""

    articles: int


@router.get("/review")
def review(request: Request, site: Here, reader: Reader) -> Response:
    made = ReviewPage(site.record.count())
    return page(request, "review.html", "Review", made, section="review")
