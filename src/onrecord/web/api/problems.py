"""What goes wrong, as the API's description tells it: problem+json (RFC 9457)."""

from dataclasses import asdict
from typing import Any, Literal

from pydantic import Field

from onrecord.nouns import NO_DATE
from onrecord.web.api.values import Told
from onrecord.web.failures import KINDS
from onrecord.web.faults import Fault

EXPLAINED: dict[int, str] = {
    400: "A parameter or field is not as it should be; `errors` lists each with what to mend.",
    401: "This site has a password: send it as `Authorization: Bearer PASSWORD`.",
    403: "Who asks may read only, or a page of another site asked.",
    404: "There is nothing of this id or name, or several things; `detail` lists what may be meant.",
    405: "The path takes other methods, which the header `Allow` names.",
    408: "What was sent took too long to arrive.",
    409: "Somebody has decided about the same since `seen`: look at what `detail` tells, and ask again.",
    413: "What was sent is too large or the text too long; `detail` has the limit.",
    415: "The body is of a type that is not taken here; `detail` names those that are.",
    421: "The site answers under this computer's own name alone.",
    422: "The page was had and no article can be made of it, or it could not be had; `detail` says why.",
    429: "Too many wrong passwords; `Retry-After` says how many seconds to wait.",
    500: "It is our fault. `instance` is the number under which the site's log has it.",
    501: "What this needs is not installed on the server; `detail` has the command that installs it.",
    503: "It takes too long, or too many wait already: ask for less, or after `Retry-After` seconds.",
}
"""What each kind of problem means, and what to do."""


class FieldFault(Told):
    """One thing that is wrong with the request."""

    place: Literal["query", "path", "header", "body"] = Field(
        description="In which part of the request.", examples=["query"]
    )
    name: str = Field(
        description="The parameter, or the field with a full stop between levels; empty for the whole part.",
        examples=["since"],
    )
    detail: str = Field(description="What is wrong with it.", examples=[NO_DATE])


class Problem(Told):
    """What went wrong and what to mend."""

    type: str = Field(
        description="The kind of problem: a link to where it is explained on this site.",
        examples=["/api#wrong-request"],
    )
    title: str = Field(description="The kind in words.", examples=["This cannot be asked so"])
    status: int = Field(description="The status of the answer.", examples=[400])
    detail: str = Field(
        description="What happened and what to do.",
        examples=[f"`since` {NO_DATE}."],
    )
    instance: str | None = Field(
        None,
        description="Of a fault of ours: the number under which the log has it.",
        examples=["urn:onrecord:failure:5f1c09ab"],
    )
    errors: list[FieldFault] = Field(
        default_factory=list, description="What is wrong, parameter by parameter, where that can be told."
    )


EXAMPLES: dict[int, tuple[str, str, tuple[Fault, ...]]] = {
    400: ("This cannot be asked so", f"`since` {NO_DATE}.", (Fault("query", "since", NO_DATE),)),
    401: ("Sign in first", "A password is needed here.", ()),
    403: (
        "Not allowed",
        "You are signed in as a reader, who may change nothing: sign in as a reviewer.",
        (),
    ),
    404: ("Not in the record", "There is no article '123456789abc'.", ()),
    405: ("Not so", "This address does not take what was sent.", ()),
    408: ("Too slow", "What was sent took longer than 30 seconds to arrive.", ()),
    409: ("Decided since", "Statement 3f9a0c1d2e4b was corrected since: ada, number 4, act deny.", ()),
    413: ("Too long", "The text has 512,000 characters, and at most 400,000 are read here.", ()),
    415: (
        "Not in this form",
        "Send JSON, with Content-Type: application/json, not text/csv.",
        (Fault("header", "Content-Type", "is not application/json"),),
    ),
    421: ("Not this site", "This site answers under its own name alone.", ()),
    422: ("The page could not be read", "The server answered 404 Not Found.", ()),
    429: ("Sign in first", "A password is needed here. Too many tries: wait 30 seconds.", ()),
    500: ("Something went wrong", "It is not your fault. Try again, or go back.", ()),
    501: (
        "Not installed here",
        "Pyarrow is needed and not installed: pip install 'onrecord[parquet]'.",
        (),
    ),
    503: ("Busy", "Many pages are being read already: try again in a minute.", ()),
}
"""Of each kind one, with what is wrong, parameter by parameter."""


def example(status: int) -> dict[str, Any]:
    """A problem of this status."""
    title, detail, faults = EXAMPLES[status]
    told = {"type": f"/api#{KINDS[status]}", "title": title, "status": status, "detail": detail}
    instance = {"instance": "urn:onrecord:failure:5f1c09ab"} if status == 500 else {}
    return {**told, **instance, **({"errors": [asdict(each) for each in faults]} if faults else {})}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The descriptions of answers of these statuses, for a route."""
    return {status: _problem(status) for status in statuses}


def _problem(status: int) -> dict[str, Any]:
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example(status)}
    return {"description": EXPLAINED[status], "content": {"application/problem+json": content}}


def any_other() -> dict[int | str, dict[str, Any]]:
    """What every operation may answer beside what it says of itself."""
    return problems(400, 401, 405, 408, 413, 421, 429, 500, 503)


assert set(EXPLAINED) == set(EXAMPLES) == set(KINDS)
