"""What is in the record."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from onrecord.record import Contents, FailedPage, NewArticle
from onrecord.web.repeated import Repetition
from onrecord.web.site import Here, Reader, page

router = APIRouter(include_in_schema=False)
FAILED = 20


@dataclass(frozen=True, slots=True)
class Year:
    """A year of publication: how many articles are of it, and how high its bar stands, from 0 to 100."""

    name: str
    articles: int
    height: float


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """The context of overview.html.

    `contents` counts what the record holds, `years` says when that was published, `newest` are the articles
    published last; `repeated` is what several articles tell, None where that is not known yet or, if it
    takes `too_long`, not to be known. `failed` are pages that could not be read, `more_failed` whether
    there are more. `may_add` is true for who may add pages, of which `to_do` are not done.
    """

    contents: Contents
    years: tuple[Year, ...]
    newest: tuple[NewArticle, ...]
    repeated: tuple[Repetition, ...] | None
    too_long: bool
    failed: tuple[FailedPage, ...]
    more_failed: bool
    may_add: bool
    to_do: int


@router.get("/")
def overview(request: Request, site: Here, reader: Reader) -> Response:
    record = site.record
    contents = record.contents()
    made = overview_page(
        contents,
        record.newest(),
        site.repeated.known(record.state()) if contents.articles else (),
        record.failures(FAILED + 1),
        too_long=site.repeated.too_long,
        may_add=reader.may_review,
        to_do=site.queue.progress().to_do,
    )
    return page(request, "overview.html", "Overview", made, section="overview")


def overview_page(
    contents: Contents,
    newest: tuple[NewArticle, ...] = (),
    repeated: tuple[Repetition, ...] | None = (),
    failed: tuple[FailedPage, ...] = (),
    *,
    too_long: bool = False,
    may_add: bool = False,
    to_do: int = 0,
) -> OverviewPage:
    """The context of what a record holds."""
    most = max((number for _, number in contents.years), default=1)
    return OverviewPage(
        contents=contents,
        years=tuple(Year(name, number, max(2.0, 100 * number / most)) for name, number in contents.years),
        newest=newest,
        repeated=repeated,
        too_long=too_long,
        failed=failed[:FAILED],
        more_failed=len(failed) > FAILED,
        may_add=may_add,
        to_do=to_do,
    )
