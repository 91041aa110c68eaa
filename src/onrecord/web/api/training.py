"""What people decided, as data to train on."""

from fastapi import APIRouter
from starlette.responses import Response

from onrecord.web.api.answers import PRIVATE
from onrecord.web.site import Here, Reader
from onrecord.web.views.review import corrected

router = APIRouter(tags=["corrections"])


@router.get(
    "/corrected.jsonl",
    response_class=Response,
    operation_id="get_corrected",
    summary="What was decided, to train on",
    responses={
        200: {
            "description": "A line in the Interchange form for each article of which people looked at some "
            "statement; none where nobody did.",
            "content": {"application/jsonl": {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
def get_corrected(site: Here, reader: Reader) -> Response:
    """All articles of which people looked at some statement, as they left them: `reviewed` is true, and each
    statement that somebody looked at has its `review`."""
    answer = corrected(site, reader)
    answer.headers.update(PRIVATE)
    return answer
