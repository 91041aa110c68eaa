"""Light, dark, or as the system has it: kept in a cookie, so that no script is needed."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.web.site import THEME, THEMES, keep, local

router = APIRouter(include_in_schema=False)
A_YEAR = 365 * 24 * 3600


@router.post("/theme")
def theme(request: Request, theme: Annotated[str, Form()], next: Annotated[str, Form()] = "/") -> Response:
    """Nothing of the record is changed, so whoever may see a page may choose how."""
    answer = RedirectResponse(local(next), 303)
    keep(request, answer, THEME, theme if theme in THEMES else THEMES[0], seconds=A_YEAR)
    return answer
