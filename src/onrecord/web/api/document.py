"""The API's description: what FastAPI writes of the routes, completed so that it holds."""

import json
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.requests import Request
from starlette.responses import Response

from onrecord import __version__
from onrecord.web.api.answers import Json
from onrecord.web.api.problems import Problem
from onrecord.web.api.reading import NewPage, TextOrHtml
from onrecord.web.site import Reader

PATH = "/api/v1/openapi.json"
EXAMPLES = Path(__file__).with_name("examples.json")
"""Real answers about the demo pages, and what was sent for them, by operation (tests/web/api_examples.py)."""
REFERENCES = "#/components/schemas/{model}"
ABOUT = (
    "Everything that the site shows and does, as JSON. Lists come in pages: `next` in the answer, and the "
    "header `Link`, have the path of the page that follows. What goes wrong comes as "
    "`application/problem+json` (RFC 9457), with what to mend. Where the site has a password, send it as "
    "`Authorization: Bearer PASSWORD`."
)
TAGS = (
    ("overview", "What is in the record."),
    ("reading", "Reading a page without keeping it."),
    ("articles", "Pages that were read, their versions, and adding one."),
    ("statements", "Who said what: search, and the evidence."),
    ("corrections", "What people say of statements, beside what the machine read."),
    ("speakers", "Who speaks, under all their names."),
    ("utterances", "What was said once and is told by several articles."),
    ("positions", "What a speaker says for and against whom, in time."),
    ("network", "Who is for and against whom, and who sides with whom."),
    ("decisions", "What people decided about speakers; nothing is written over."),
)

router = APIRouter()


@router.get("/openapi.json", include_in_schema=False)
def openapi(request: Request, reader: Reader) -> Response:
    return Json(request.app.openapi())


def described(app: FastAPI) -> None:
    """Let the site describe its API so."""
    app.openapi = partial(_document, app)  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        app.openapi_schema = _completed(
            get_openapi(
                title="Onrecord",
                version=__version__,
                summary="A checkable record of who said what",
                description=ABOUT,
                routes=app.routes,
                tags=[{"name": name, "description": words} for name, words in TAGS],
            )
        )
    return app.openapi_schema


def _completed(told: dict[str, Any]) -> dict[str, Any]:
    components = told.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for model in (Problem, TextOrHtml, NewPage):
        schema = model.model_json_schema(ref_template=REFERENCES)
        schemas.update(schema.pop("$defs", {}))
        schemas[model.__name__] = schema
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    examples = json.loads(EXAMPLES.read_text("utf-8"))
    for operations in told["paths"].values():
        for operation in operations.values():
            operation["responses"].pop("422", None) if _is_fastapis(operation) else None
            _exemplify(operation, examples[operation["operationId"]])
    password = {"type": "http", "scheme": "bearer", "description": "The site's password, where it has one."}
    components["securitySchemes"] = {"password": password}
    told["security"] = [{}, {"password": []}]
    told["components"]["schemas"] = dict(sorted(schemas.items()))
    return told


def _exemplify(operation: dict[str, Any], example: dict[str, Any]) -> None:
    """Put an example to what is answered, and to what is sent. They are real answers about the demo pages."""
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            for content in answer["content"].values():
                content["example"] = example["answer"]
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        if kind == "application/json":
            content["example"] = example["body"]


def _is_fastapis(operation: dict[str, Any]) -> bool:
    """Whether FastAPI has described its own way of telling what is wrong, which is not ours."""
    content = operation["responses"].get("422", {}).get("content", {})
    return "application/json" in content
