"""Adding pages: by URL, upload or paste; and how far they have come."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.errors import PageError
from onrecord.web.adding import Added, FullError, Given, pasted, uploaded, urls_in
from onrecord.web.site import Here, Reviewer, check_token, page

router = APIRouter(include_in_schema=False)
MOST_FILES = 50


@dataclass(frozen=True, slots=True)
class AddPage:
    """The context of add.html: how far the pages added have come (the last added first), how many are not
    done; what was wrong with what was given, with the addresses and text to mend."""

    pages: tuple[Added, ...]
    to_do: int
    problem: str = ""
    urls: str = ""
    text: str = ""
    address: str = ""


@router.get("/add")
def form(request: Request, site: Here, reviewer: Reviewer) -> Response:
    """The form, and how far all is."""
    return page(request, "add.html", "Add pages", AddPage(*site.queue.progress()), section="overview")


@router.post("/add")
def add(
    request: Request,
    site: Here,
    reviewer: Reviewer,
    urls: Annotated[str, Form()] = "",
    text: Annotated[str, Form()] = "",
    address: Annotated[str, Form()] = "",
    token: Annotated[str, Form()] = "",
    files: Annotated[list[UploadFile] | None, File()] = None,
) -> Response:
    check_token(request, reviewer, token)
    try:
        given = [*urls_in(urls), *pasted(text, address), *_uploads(files or [])]
        if not given:
            raise PageError("nothing was given: an address, a file or a text", step="add")
        site.queue.add(given, reviewer.name)
    except (PageError, FullError) as error:
        wrong = AddPage(*site.queue.progress(), error.message, urls, text, address)
        status = 503 if isinstance(error, FullError) else 422
        return page(request, "add.html", "Add pages", wrong, section="overview", status=status)
    return RedirectResponse("/add#progress", 303)


def _uploads(files: list[UploadFile]) -> list[Given]:
    """The pages in the files. A form without a file sends one that has no name."""
    named = [each for each in files if each.filename]
    if len(named) > MOST_FILES:
        raise PageError(f"{len(named)} files at once: at most {MOST_FILES} are taken", step="add")
    return [page for each in named for page in uploaded(each.filename or "", each.file.read())]
