"""How the API answers: JSON that any client can read, pages of a list with links to the next, and nothing
that anybody keeps for others."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, Header, Query
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import Response

from onrecord.errors import RecordError
from onrecord.record.corrections import COLUMNS
from onrecord.share.jsonl import json_line
from onrecord.web.api.values import Nothing
from onrecord.web.faults import NAME_PATTERN, Fault
from onrecord.web.guard import RefusedError
from onrecord.web.sessions import Visitor
from onrecord.web.site import Reviewer

MOST_AT_ONCE = 500
FARTHEST = 100_000_000
PRIVATE = {"Cache-Control": "private, no-store"}

Limit = Annotated[
    int, Query(ge=1, le=MOST_AT_ONCE, description="How many are wanted at once.", examples=[20])
]
Offset = Annotated[
    int,
    Query(
        ge=0,
        le=FARTHEST,
        description="How many are passed over before the first. The order has no ties, so that following "
        "`next` gives each once while nothing is added meanwhile.",
        examples=[0],
    ),
]


class Json(Response):
    """A value as JSON. Characters stand as they are but for those that no UTF-8 has or a terminal obeys."""

    media_type = "application/json"

    def __init__(
        self, content: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(json_line(dict(content)), status, {**PRIVATE, **(headers or {})})


def listed(
    request: Request,
    name: str,
    found: Sequence[Any],
    limit: int,
    offset: int,
    *,
    after: str | None = None,
    **more: Any,
) -> Json:
    """A page of a list: `found` has one more than `limit` where there are more. `next` is the path of the
    page that follows, by the id that it comes `after` where there is one; the header Link has it too, with
    that of the one before (RFC 8288)."""
    paths = {}
    if offset or "after" in request.query_params:
        paths["first"] = _path(request, offset=0 if after is None else None)
    if offset and "after" not in request.query_params:
        paths["prev"] = _path(request, offset=max(0, offset - limit))
    if len(found) > limit:
        paths["next"] = (
            _path(request, offset=offset + limit) if after is None else _path(request, after=after)
        )
    links = ", ".join(f'<{path}>; rel="{rel}"' for rel, path in paths.items())
    content = {name: list(found[:limit]), "next": paths.get("next"), **more}
    return Json(content, headers={"Link": links} if links else None)


def _signed(
    reviewer: Reviewer,
    by: Annotated[
        str | Nothing,
        Header(
            alias="X-Onrecord-By",
            max_length=200,
            pattern=NAME_PATTERN,
            description="Who decides, as it is to stand beside what was decided (in ASCII): so that programs "
            "with one password are told apart. Whoever has signed in in a browser has a name already.",
            examples=["import of May"],
        ),
    ] = None,
) -> Visitor:
    return replace(reviewer, name=by) if by and not reviewer.key else reviewer


Signed = Annotated[Visitor, Depends(_signed)]
"""Who changes something, under the name that stands beside it."""


def known_parameters(request: Request) -> None:
    """See that no parameter is misspelt or given twice: what is ignored in silence is found out late. Raises
    RefusedError."""
    known = _parameters(request)
    faults = []
    for name in request.query_params:
        if name not in known:
            listing = ", ".join(known) if known else "none"
            faults.append(Fault("query", name[:100], f"is not known here; the parameters are: {listing}"))
        elif len(request.query_params.getlist(name)) > 1:
            faults.append(Fault("query", name, "is given twice"))
    if faults:
        said = "; ".join(map(str, faults[:5]))
        raise RefusedError(400, "This cannot be asked so", f"{said}.", tuple(faults[:20]))


@contextmanager
def columns_in(field: str) -> Iterator[None]:
    """What is wrong with a column, told with its place in the body, which the record does not know."""
    try:
        yield
    except RecordError as error:
        column, _, said = error.message.partition(": ")
        if column not in COLUMNS:
            raise
        fault = Fault("body", f"{field}.{column}", said)
        raise RefusedError(400, "This cannot be asked so", f"{fault}.", (fault,)) from error


def json_only(request: Request) -> None:
    """See that a change is asked for in JSON, which no form of another site can send. Raises RefusedError."""
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if sent != "application/json":
        said = f"Send JSON, with Content-Type: application/json{f', not {sent[:60]}' if sent else ''}."
        fault = Fault("header", "Content-Type", "is not application/json")
        raise RefusedError(415, "Not in this form", said, (fault,))


def _parameters(request: Request) -> tuple[str, ...]:
    """The parameters of the operation that was asked for, as its description has them."""
    wanted = request.scope["route"].operation_id
    for operations in request.app.openapi()["paths"].values():
        for told in operations.values():
            if told["operationId"] == wanted:
                return tuple(each["name"] for each in told.get("parameters", ()) if each["in"] == "query")
    return ()


def _path(request: Request, **place: str | int | None) -> str:
    """The path of another page of the same list."""
    url = URL(scope=request.scope).remove_query_params(["offset", "after"])
    url = url.include_query_params(**{name: value for name, value in place.items() if value is not None})
    return f"{url.path}?{url.query}" if url.query else url.path
