"""The API's operations as a page to be read: what each takes and gives, and how to ask it with curl."""

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from onrecord.web.api.problems import EXPLAINED
from onrecord.web.failures import KINDS
from onrecord.web.site import Here, Reader, page

router = APIRouter(include_in_schema=False)
Json = Mapping[str, Any]
AT = "http://127.0.0.1:8000"
PAGING = ("limit", "offset")


@dataclass(frozen=True, slots=True)
class Input:
    """A parameter of the path or the query, or a field of the body: `form` says what it may be, `default`
    is "" where there is none."""

    name: str
    place: str
    form: str
    needed: bool
    default: str
    description: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that may be asked. `anchor` is its place on the page, `answers` the statuses with what they
    mean, `gives` the name of what comes in the answer, as OpenAPI has it, `curl` an example,
    `answer` one of what is answered."""

    anchor: str
    method: str
    path: str
    title: str
    description: str
    inputs: tuple[Input, ...]
    answers: tuple[tuple[str, str], ...]
    gives: str
    curl: str
    answer: str


@dataclass(frozen=True, slots=True)
class Group:
    """The operations of one resource."""

    name: str
    description: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class ApiPage:
    """The context of api.html: the operations by resource, and the kinds of problems, each with its anchor,
    its status and what it means. `about` is what holds for all; `password` is true where one is needed."""

    about: str
    groups: tuple[Group, ...]
    problems: tuple[tuple[str, int, str], ...]
    password: bool


@router.get("/api")
def api(request: Request, site: Here, reader: Reader) -> Response:
    password = bool(site.settings.passwords)
    made = api_page(request.app.openapi(), at=str(request.base_url).rstrip("/"), password=password)
    return page(request, "api.html", "The API", made)


def api_page(document: Json, *, at: str = AT, password: bool = False) -> ApiPage:
    """The context made of an OpenAPI document, for a site that answers at `at`."""
    groups = []
    for tag in document["tags"]:
        operations = [
            _operation(document, path, method, told, at, password)
            for path, methods in document["paths"].items()
            for method, told in methods.items()
            if tag["name"] in told["tags"]
        ]
        groups.append(Group(tag["name"], tag["description"], tuple(operations)))
    problems = tuple((KINDS[status], status, words) for status, words in EXPLAINED.items())
    return ApiPage(document["info"]["description"], tuple(groups), problems, password)


def _operation(document: Json, path: str, method: str, told: Json, at: str, password: bool) -> Operation:
    inputs = [_parameter(each) for each in told.get("parameters", ())]
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    schema = _resolved(document, body) if body else {}
    inputs += _fields(document, schema)
    own = {status: each for status, each in told["responses"].items() if status[0] == "2"}
    return Operation(
        anchor=told["operationId"],
        method=method.upper(),
        path=path,
        title=told["summary"],
        description=told["description"],
        inputs=tuple(inputs),
        answers=tuple((status, each["description"]) for status, each in told["responses"].items()),
        gives=_gives(next(iter(own.values()))),
        curl=_curl(method, path, told, schema, at, password),
        answer=_answer(next(iter(own.values()))),
    )


def _parameter(told: Json) -> Input:
    schema = told["schema"]
    default = schema.get("default")
    return Input(
        name=told["name"],
        place=told["in"],
        form=_form(schema),
        needed=bool(told.get("required")),
        default="" if default in (None, "") else json.dumps(default),
        description=told["description"],
    )


def _fields(document: Json, schema: Json) -> Iterator[Input]:
    needed = schema.get("required", ())
    for name, told in schema.get("properties", {}).items():
        yield Input(name, "body", _form(told), name in needed, "", told.get("description", ""))
        inner = told.get("items", {})
        if "$ref" in inner:
            for each in _fields(document, _resolved(document, inner)):
                yield Input(f"{name}[].{each.name}", "body", each.form, each.needed, "", each.description)


def _form(schema: Json) -> str:
    """What a value may be, in words."""
    several = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
    schema = {**schema, **several[0]} if several else schema
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    kind = {"string": "text", "integer": "whole number", "array": "list", "boolean": "true or false"}
    form = kind.get(schema.get("type", ""), str(schema.get("type", "object")))
    if "minimum" in schema and "maximum" in schema:
        form += f", {schema['minimum']:g} to {schema['maximum']:.10g}"
    if "maxLength" in schema:
        form += f", at most {schema['maxLength']:,} characters"
    return form


def _gives(answer: Json) -> str:
    contents: Json = answer.get("content") or {"": {}}
    kind, content = next(iter(contents.items()))
    name = str(content.get("schema", {}).get("$ref", "")).rpartition("/")[2]
    return name or kind


def _answer(answer: Json) -> str:
    """The example of an answer, laid out to be read."""
    contents: Json = answer.get("content") or {"": {}}
    example = next(iter(contents.values())).get("example", "")
    return example if isinstance(example, str) else json.dumps(example, ensure_ascii=False, indent=2)


def _resolved(document: Json, schema: Json) -> Json:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: Json = document["components"]["schemas"][name] if name else schema
    return found


def _curl(method: str, path: str, told: Json, schema: Json, at: str, password: bool) -> str:
    """An example that can be copied into a shell."""
    asked: list[tuple[str, Any]] = []
    for each in told.get("parameters", ()):
        example = each["schema"].get("examples", each.get("examples", [""]))[0]
        if each["in"] == "path":
            path = path.replace(f"{{{each['name']}}}", quote(str(example), safe=""))
        elif each["in"] == "query" and (each.get("required") or (not asked and each["name"] not in PAGING)):
            asked.append((each["name"], str(example).lower() if isinstance(example, bool) else example))
    url = at + path + (f"?{urlencode(asked, quote_via=quote)}" if asked else "")
    words = ["curl"]
    if password:
        words += ["-H", "Authorization: Bearer PASSWORD"]
    if method == "post":
        words += [
            "-H",
            "Content-Type: application/json",
            "--data",
            json.dumps(_example(schema), ensure_ascii=False),
        ]
    return shlex.join([*words, url])


def _example(schema: Json) -> Any:
    if schema.get("examples"):
        return schema["examples"][0]
    needed = schema.get("required") or list(schema.get("properties", {}))[:1]
    return {name: next(iter(schema["properties"][name].get("examples", [None]))) for name in needed}
