"""What a visitor is told when something goes wrong: what happened and what to do, nothing of the inside."""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Scope

from onrecord.errors import (
    ConflictError,
    MissingPackageError,
    NotFoundError,
    OnrecordError,
    PageError,
    RecordError,
    TooLongError,
)
from onrecord.record.patience import broken_off
from onrecord.share.jsonl import json_line
from onrecord.web.faults import Fault, faults_of
from onrecord.web.guard import RefusedError
from onrecord.web.leafing import LONGEST, href
from onrecord.web.look import rendered
from onrecord.web.site import ForbiddenError, SignInError, page, path_of

log = logging.getLogger("onrecord.web")
API = "/api/"
ASKED = ("search", "speakers", "network", "link", "correct", "corrections", "utterances")
"""Steps of the record that fail by what was asked of them."""
KINDS: Mapping[int, str] = {
    400: "wrong-request",
    401: "sign-in",
    403: "not-allowed",
    404: "not-found",
    405: "wrong-method",
    408: "too-slow",
    409: "decided-since",
    413: "too-large",
    415: "wrong-type",
    421: "wrong-host",
    422: "unreadable-page",
    429: "too-many-tries",
    500: "our-fault",
    501: "not-installed",
    503: "busy",
}
"""The kinds of problems that the API tells, by status; each is explained at /api#<kind>."""
RETRY_S, COME_BACK_S = 5, 60
ENDS = ("one", "other", "page")
CHANGED = (
    "An id is made of a page’s words, so it changes when the page is read anew and they stand otherwise: "
    "what it was about may be found by its words."
)
STILL: Mapping[str, tuple[str, str]] = {
    "gathering": ("Still reading", "The record is large and still being read: come back in a minute."),
    "comparing": (
        "Still comparing",
        "The record is large and its statements are still being compared: come back in a minute.",
    ),
    "export": (
        "Changed meanwhile",
        "Statements of the file were corrected while it was being made: ask for it again in a minute.",
    ),
}
"""What goes on beside the views, by the step of the error that tells that it is not done."""


@dataclass(frozen=True, slots=True)
class FailurePage:
    """What happened (`title`, `detail`), and the number by which it is found in the log. `faults` are what is
    wrong with the request, field by field; `headers` go out with the answer. `hint` tells what may help,
    `ways` where to go on (words and address)."""

    status: int
    title: str
    detail: str
    number: str = ""
    faults: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""
    ways: tuple[tuple[str, str], ...] = ()


def told(error: Exception, method: str = "GET") -> FailurePage:
    """What a visitor is told of an error."""
    if isinstance(error, NotFoundError):
        return FailurePage(404, "Not in the record", _sentence(error.message))
    if isinstance(error, ConflictError):
        return FailurePage(409, "Decided since", _sentence(error.message))
    if isinstance(error, MissingPackageError):
        return FailurePage(501, "Not installed here", _sentence(error.message))
    if isinstance(error, RefusedError):
        headers = {"Retry-After": str(RETRY_S)} if error.status == 503 else {}
        return FailurePage(error.status, error.title, error.detail, faults=error.faults, headers=headers)
    if isinstance(error, ForbiddenError):
        return FailurePage(403, "Not allowed", str(error))
    if isinstance(error, SignInError):
        wait = f" Too many tries: wait {error.wait} seconds." if error.wait else ""
        headers = {"Retry-After": str(error.wait)} if error.wait else {"WWW-Authenticate": "Bearer"}
        said = f"A password is needed here.{wait}"
        return FailurePage(429 if error.wait else 401, "Sign in first", said, headers=headers)
    if isinstance(error, RecordError) and broken_off(error):
        return FailurePage(503, "This takes too long", "Ask for less: fewer words, or a shorter period.")
    if isinstance(error, RecordError) and error.step in STILL:
        title, said = STILL[error.step]
        return FailurePage(503, title, said, headers={"Retry-After": str(COME_BACK_S)})
    if isinstance(error, RecordError) and error.step in ASKED:
        return FailurePage(
            400, "This cannot be asked so", _sentence(error.message), faults=_named_in(error, method)
        )
    if isinstance(error, TooLongError):
        return FailurePage(413, "Too long", _sentence(error.message))
    if isinstance(error, PageError):
        return FailurePage(422, "The page could not be read", _sentence(error.message))
    if isinstance(error, HTTPException):
        return _of_http(error)
    if isinstance(error, RequestValidationError):
        faults = faults_of(error.errors())
        said = _sentence("; ".join(map(str, faults)) or "something is wrong")
        return FailurePage(400, "This cannot be asked so", said, faults=faults)
    return _unforeseen(error)


def refusal(scope: Scope, error: Exception) -> ASGIApp:
    """The answer to a request that no view has answered."""
    failure = told(error, scope.get("method", "GET"))
    if scope["path"].startswith(API):
        return problem(failure)
    return HTMLResponse(rendered("refusal.html", {"page": failure}), failure.status)


def problem(failure: FailurePage) -> Response:
    """A failure as problem+json (RFC 9457)."""
    kind = KINDS.get(failure.status)
    told: dict[str, Any] = {
        "type": f"/api#{kind}" if kind else "about:blank",
        "title": failure.title,
        "status": failure.status,
        "detail": failure.detail,
    }
    if failure.number:
        told["instance"] = f"urn:onrecord:failure:{failure.number}"
    if failure.faults:
        told["errors"] = [asdict(fault) for fault in failure.faults]
    headers = {"Cache-Control": "no-store", **failure.headers}
    return Response(json_line(told), failure.status, headers, "application/problem+json")


def tell_failures(app: FastAPI) -> None:
    """Let the site tell all failures so."""

    def answered(request: Request, error: Exception) -> Response:
        failure = told(error, request.method)
        if request.scope["path"].startswith(API):
            return problem(failure)
        if isinstance(error, SignInError) and not error.wait and request.method in ("GET", "HEAD"):
            return RedirectResponse(f"/sign-in?next={quote(path_of(request), safe='')}", 303)
        failure = _with_ways_on(failure, request)
        answer = page(request, "failure.html", failure.title, failure, status=failure.status)
        answer.headers.update(failure.headers)
        return answer

    kinds = (OnrecordError, RefusedError, SignInError, ForbiddenError, HTTPException, RequestValidationError)
    for kind in kinds:
        app.add_exception_handler(kind, answered)


def _with_ways_on(failure: FailurePage, request: Request) -> FailurePage:
    """What is not there may be found otherwise, by what was looked for."""
    section, _, name = request.scope["path"].strip("/").partition("/")
    if failure.status != 404 or not name:
        return failure
    if section == "speakers":
        ways = (
            ("Speakers with these words in a name", href("/speakers", {"q": name[:LONGEST]})),
            ("Statements of such speakers", href("/search", {"speaker": name[:LONGEST]})),
        )
        return replace(failure, hint="A speaker may be known by another form of the name.", ways=ways)
    if section in ("articles", "statements", "utterances", "review"):
        return replace(failure, hint=CHANGED, ways=(("Search for its words", "/search"),))
    if section == "network":
        query = {key: value for key, value in request.query_params.items() if key not in ENDS}
        return replace(failure, ways=(("The network", href("/network", query)),))
    return failure


def _of_http(error: HTTPException) -> FailurePage:
    words = {
        404: ("No such page", "There is nothing at this address."),
        405: ("Not so", "This address does not take what was sent."),
    }
    title, detail = words.get(error.status_code, ("This did not work", _sentence(str(error.detail))))
    return FailurePage(error.status_code, title, detail, headers=dict(error.headers or {}))


def _named_in(error: RecordError, method: str) -> tuple[Fault, ...]:
    """The filter or field that the record's words begin with: "since: '…' is no date". What is asked for
    stands in the query, what is to be changed in the body."""
    name, colon, said = error.message.partition(": ")
    place = "query" if method in ("GET", "HEAD") else "body"
    return (Fault(place, name, said),) if colon and name.isidentifier() else ()


def _unforeseen(error: Exception) -> FailurePage:
    number = secrets.token_hex(4)
    log.error("failure %s", number, exc_info=error)
    if isinstance(error, RecordError) and "in use" in error.message:
        said = "Another program writes to the record: try again soon."
        return FailurePage(503, "Busy", said, number, headers={"Retry-After": str(RETRY_S)})
    return FailurePage(500, "Something went wrong", "It is not your fault. Try again, or go back.", number)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "!", "?")) else ".")
