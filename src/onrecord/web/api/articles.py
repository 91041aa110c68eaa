"""Articles: the list, one with its statements, its saved page; and adding one."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from onrecord.identity import article_id
from onrecord.record import Listed
from onrecord.share import as_json
from onrecord.web.api.answers import Json, Limit, Offset, Signed, listed
from onrecord.web.api.problems import problems
from onrecord.web.api.reading import Interchange, NewPage, Sent, body_of, slots_of
from onrecord.web.api.values import ArticleId, Long, Next, Nothing, Outlet, Since, Told, Until
from onrecord.web.lane import Lane
from onrecord.web.site import Here, Reader
from onrecord.web.taking import fetched, read
from onrecord.web.views.saved import saved

router = APIRouter(tags=["articles"])


class ArticleRow(Told):
    """An article in a list."""

    id: str = Field(
        description="Its id: of its address and the bytes of its page.", examples=["9b1c77d0a2ef"]
    )
    address: str = Field(
        description="The path or URL that it was read from.", examples=["https://gazette.example/night-buses"]
    )
    title: str | None = Field(description="Its headline.", examples=["Night buses to stay"])
    byline: str | None = Field(description="Who wrote it, as the page says.", examples=["By Ada Lindqvist"])
    outlet: str | None = Field(description="The newspaper, agency or site.", examples=["Harbour Gazette"])
    published: str | None = Field(description="When it was published (ISO 8601).", examples=["2024-03-05"])
    fetched: str | None = Field(
        description="When it was fetched (ISO 8601, UTC); null for a file.", examples=["2024-03-05T09:12:00Z"]
    )
    url: str | None = Field(
        description="The address that the page gives for itself.",
        examples=["https://gazette.example/night-buses"],
    )
    language: str | None = Field(description="Its language (BCP 47).", examples=["en"])
    page: str = Field(description="SHA-256 of the saved page.", examples=["5f" * 32])
    bundle: str = Field(
        description="Name and digest of the bundle that read it.", examples=["small-41c0ffee90ab"]
    )
    revision: int = Field(
        description="Its number among the versions of the page that were seen.", examples=[1]
    )
    statements: int = Field(description="How many statements it has.", examples=[14])


class Articles(Told):
    """A page of the list of articles."""

    articles: list[ArticleRow] = Field(description="Those published last first, then by address.")
    next: Next


class ArticleShown(Told):
    """An article as it stands in the record."""

    id: str = Field(description="Its id.", examples=["9b1c77d0a2ef"])
    revision: int = Field(description="Which version of the page it is, counted from 1.", examples=[2])
    newest: bool = Field(
        description="False for a version that was replaced, which search does not show.", examples=[True]
    )
    reading: Interchange


class Kept(Told):
    """What became of a page that was added."""

    outcome: Literal["added", "revised", "unchanged"] = Field(
        description="`added`: not met before. `revised`: it takes the place of an older version. "
        "`unchanged`: it "
        "was there already.",
        examples=["added"],
    )
    id: str = Field(description="The id of the article.", examples=["9b1c77d0a2ef"])
    statements: int = Field(description="How many statements it has.", examples=[14])
    article: str = Field(description="Where it is.", examples=["/api/v1/articles/9b1c77d0a2ef"])


@router.get(
    "/articles",
    response_model=Articles,
    operation_id="list_articles",
    summary="Articles, newest first",
)
def list_articles(
    request: Request,
    site: Here,
    reader: Reader,
    outlet: Outlet = None,
    since: Since = None,
    until: Until = None,
    address: Annotated[
        Long | Nothing,
        Query(
            description="Only the article at this very address.",
            examples=["https://gazette.example/night-buses"],
        ),
    ] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """The articles that search shows: of each address the version that was read last."""
    found = site.record.articles(
        outlet=outlet, since=since, until=until, address=address, limit=limit + 1, offset=offset
    )
    return listed(request, "articles", [_row(each) for each in found], limit, offset)


@router.get(
    "/articles/{id}",
    response_model=ArticleShown,
    operation_id="get_article",
    summary="One article with its text and statements",
    responses=problems(404),
)
def get_article(id: ArticleId, site: Here, reader: Reader, lane: Lane) -> Response:
    """The reading in the Interchange form: the text as it was published, what each part of it is, and every
    statement with the places in the text that are its evidence."""
    shown = site.record.article(id)
    return Json(
        {
            "id": article_id(shown.reading.article),
            "revision": shown.revision,
            "newest": shown.newest,
            "reading": as_json(shown.reading, site.record.decided()),
        }
    )


@router.get(
    "/articles/{id}/page",
    response_class=Response,
    operation_id="get_page",
    summary="The saved page",
    responses={
        200: {
            "description": "The bytes as they were found, declared as plain text so that nothing runs them.",
            "content": {"text/plain": {"schema": {"type": "string", "format": "binary"}}},
        },
        **problems(404),
    },
)
def get_page(id: ArticleId, site: Here, reader: Reader) -> Response:
    """The evidence itself: the bytes of the page, whose SHA-256 stands in the header X-SHA-256."""
    return saved(id, site, reader)


@router.post(
    "/articles",
    response_model=Kept,
    status_code=201,
    operation_id="add_article",
    summary="Read a page and keep it",
    openapi_extra=body_of("NewPage", "As for reading; a JSON object may have a `url` instead."),
    responses={200: {"model": Kept, "description": "The page was there already."}, **problems(403, 415, 422)},
)
async def add_article(request: Request, site: Here, reviewer: Signed, sent: Sent) -> Response:
    """Give the URL of a page of the web, a text, or HTML. A URL is fetched as `onrecord add` does it: asked
    politely, and no private or local address unless the site's keeper allows it. For reviewers."""
    slots = slots_of(request)
    page = await run_in_threadpool(sent.page, NewPage)
    if page is None:
        page = await slots.fetch(fetched, sent.url, site.settings)
    reading = await slots.read(read, page, site.settings)
    outcome = await run_in_threadpool(site.record.add, page, reading)
    id = article_id(reading.article)
    path = f"/api/v1/articles/{id}"
    kept = {"outcome": outcome, "id": id, "statements": len(reading.statements), "article": path}
    return Json(kept, 200 if outcome == "unchanged" else 201, {"Location": path})


def _row(each: Listed) -> dict[str, Any]:
    return asdict(each)
