"""What people decided, as data to train on."""

from fastapi import APIRouter
from starlette.responses import Response

from onrecord.record.query import Query
from onrecord.web.api.answers import PRIVATE
from onrecord.web.api.statements import Filtered
from onrecord.web.api.values import Words
from onrecord.web.site import HeadAlone, Here, Reader
from onrecord.web.views.review import training_data

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
def get_corrected(
    site: Here, reader: Reader, filters: Filtered, head_alone: HeadAlone, words: Words = ""
) -> Response:
    """All articles of which people looked at some statement, with filters at one that these find, as they
    left them: `reviewed` is true, and each statement that somebody looked at has its `review`."""
    answer = training_data(site, Query(words, **filters), head_alone=head_alone)
    answer.headers.update(PRIVATE)
    return answer
