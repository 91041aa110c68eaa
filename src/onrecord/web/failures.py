"""What a visitor is told when something goes wrong: what happened and what to do, nothing of the inside."""

import logging
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Scope

from onrecord.errors import NotFoundError, OnrecordError, PageError, RecordError
from onrecord.record.patience import broken_off
from onrecord.web.guard import RefusedError
from onrecord.web.look import rendered
from onrecord.web.site import ForbiddenError, SignInError, page, path_of

log = logging.getLogger("onrecord.web")
API = "/api/"


@dataclass(frozen=True, slots=True)
class FailurePage:
    """What happened (`title`, `detail`), and the number by which it is found in the log."""

    status: int
    title: str
    detail: str
    number: str = ""


def told(error: Exception) -> FailurePage:
    """What a visitor is told of an error."""
    if isinstance(error, NotFoundError):
        return FailurePage(404, "Not in the record", _sentence(error.message))
    if isinstance(error, RefusedError):
        return FailurePage(error.status, error.title, error.detail)
    if isinstance(error, ForbiddenError):
        return FailurePage(403, "Not allowed", str(error))
    if isinstance(error, SignInError):
        wait = f" Too many tries: wait {error.wait} seconds." if error.wait else ""
        return FailurePage(429 if error.wait else 401, "Sign in first", f"A password is needed here.{wait}")
    if isinstance(error, RecordError) and broken_off(error):
        return FailurePage(503, "This takes too long", "Ask for less: fewer words, or a shorter period.")
    if isinstance(error, RecordError) and error.step == "gathering":
        return FailurePage(
            503, "Still reading", "The record is large and still being read: come back in a minute."
        )
    if isinstance(error, RecordError) and error.step in ("search", "speakers", "network"):
        return FailurePage(400, "This cannot be asked so", _sentence(error.message))
    if isinstance(error, PageError):
        return FailurePage(422, "The page could not be read", _sentence(error.message))
    if isinstance(error, HTTPException):
        return _of_http(error)
    if isinstance(error, RequestValidationError):
        return FailurePage(400, "This cannot be asked so", _sentence(_asked_wrongly(error)))
    return _unforeseen(error)


def refusal(scope: Scope, error: Exception) -> ASGIApp:
    """The answer to a request that no view has answered."""
    failure = told(error)
    if scope["path"].startswith(API):
        return problem(failure)
    return HTMLResponse(rendered("refusal.html", {"page": failure}), failure.status)


def problem(failure: FailurePage) -> Response:
    """A failure as problem+json (RFC 9457)."""
    told = {"type": "about:blank", "title": failure.title, "status": failure.status, "detail": failure.detail}
    if failure.number:
        told["instance"] = f"urn:onrecord:failure:{failure.number}"
    return JSONResponse(told, failure.status, media_type="application/problem+json")


def tell_failures(app: FastAPI) -> None:
    """Let the site tell all failures so."""

    def answered(request: Request, error: Exception) -> Response:
        failure = told(error)
        if request.scope["path"].startswith(API):
            return problem(failure)
        if isinstance(error, SignInError) and not error.wait and request.method in ("GET", "HEAD"):
            return RedirectResponse(f"/sign-in?next={quote(path_of(request), safe='')}", 303)
        answer = page(request, "failure.html", failure.title, failure, status=failure.status)
        if isinstance(error, SignInError) and error.wait:
            answer.headers["Retry-After"] = str(error.wait)
        return answer

    kinds = (OnrecordError, SignInError, ForbiddenError, HTTPException, RequestValidationError)
    for kind in kinds:
        app.add_exception_handler(kind, answered)


def _of_http(error: HTTPException) -> FailurePage:
    words = {
        404: ("No such page", "There is nothing at this address."),
        405: ("Not so", "This address does not take what was sent."),
    }
    title, detail = words.get(error.status_code, ("This did not work", _sentence(str(error.detail))))
    return FailurePage(error.status_code, title, detail)


def _asked_wrongly(error: RequestValidationError) -> str:
    """The first thing that is wrong, by the name of the field."""
    first: dict[str, Any] = next(iter(error.errors()), {})
    where = ".".join(str(part) for part in first.get("loc", ())[1:])
    return f"{where}: {first.get('msg', 'is wrong')}" if where else str(first.get("msg", "is wrong"))


def _unforeseen(error: Exception) -> FailurePage:
    number = secrets.token_hex(4)
    log.error("failure %s", number, exc_info=error)
    if isinstance(error, RecordError) and "in use" in error.message:
        return FailurePage(503, "Busy", "Another program writes to the record: try again soon.", number)
    return FailurePage(500, "Something went wrong", "It is not your fault. Try again, or go back.", number)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "!", "?")) else ".")
