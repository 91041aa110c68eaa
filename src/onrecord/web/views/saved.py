"""The saved page itself: a download that no browser shows or runs."""

from fastapi import APIRouter
from starlette.responses import Response

from onrecord.web.site import Here, Reader

router = APIRouter(include_in_schema=False)


@router.get("/articles/{id}/page")
def saved(id: str, site: Here, reader: Reader) -> Response:
    """The bytes as they were found, declared as plain text whatever they were declared as then."""
    page = site.record.page_behind(id)
    return Response(
        page.data,
        media_type="text/plain; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{page.sha256}.txt"',
            "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
            "X-SHA-256": page.sha256,
        },
    )
