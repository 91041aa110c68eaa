"""What goes wrong, as the API's description tells it: problem+json (RFC 9457)."""

from typing import Any, Literal

from pydantic import Field

from onrecord.nouns import NO_DATE
from onrecord.web.api.values import Told
from onrecord.web.failures import KINDS

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


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The descriptions of answers of these statuses, for a route."""
    return {status: _problem(EXPLAINED[status]) for status in statuses}


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {"application/problem+json": {"schema": schema}}}


def any_other() -> dict[int | str, dict[str, Any]]:
    """What every operation may answer beside what it says of itself."""
    rare = {status: EXPLAINED[status] for status in (400, 401, 405, 408, 413, 421, 429, 500, 503)}
    return {status: _problem(words) for status, words in rare.items()}


assert set(EXPLAINED) == set(KINDS)
