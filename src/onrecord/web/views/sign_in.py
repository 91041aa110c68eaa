"""Signing in, where the site has a password, and out again."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.web.passwords import TooManyTriesError
from onrecord.web.sessions import COOKIE
from onrecord.web.site import Here, check_token, keep, local, page, visitor_of

router = APIRouter(include_in_schema=False)
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class SignInPage:
    """The context of sign_in.html: where to go then, the name that was typed, and what was wrong."""

    next: str
    name: str = ""
    problem: str = ""


@router.get("/sign-in")
def form(request: Request, next: str = "/") -> Response:
    return page(request, "sign_in.html", "Sign in", SignInPage(local(next)))


@router.post("/sign-in")
def sign_in(
    request: Request,
    site: Here,
    password: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
    token: Annotated[str, Form()] = "",
) -> Response:
    check_token(request, visitor_of(request), token)
    name = " ".join(name.split())[:LONGEST_NAME]
    address = request.client.host if request.client else ""
    try:
        role = site.door.role_of(password, address)
        status, problem = 401, "That is not the password."
    except TooManyTriesError as error:
        role, status, problem = None, 429, f"Too many tries: wait {error.wait} seconds."
    if role is None:
        made = SignInPage(local(next), name, problem)
        return page(request, "sign_in.html", "Sign in", made, status=status)
    answer = RedirectResponse(local(next), 303)
    keep(request, answer, COOKIE, site.sessions.signed_in(role, name or role))
    return answer


@router.post("/sign-out")
def sign_out(request: Request, site: Here, token: Annotated[str, Form()] = "") -> Response:
    visitor = visitor_of(request)
    check_token(request, visitor, token)
    site.sessions.end(visitor)
    answer = RedirectResponse("/", 303)
    answer.delete_cookie(COOKIE)
    return answer
