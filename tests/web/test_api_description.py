"""The API as its description has it: all of it documented, and every answer as described."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from onrecord.errors import FetchError
from onrecord.web import Settings
from onrecord.web.adding import Queue
from onrecord.web.api import document as document_module
from onrecord.web.api import put_on
from onrecord.web.failures import KINDS
from tests.web.api_examples import examples
from tests.web.sites import running

schemathesis = pytest.importorskip("schemathesis")
openapi_checks = pytest.importorskip("schemathesis.specs.openapi.checks")
validators = pytest.importorskip("jsonschema_rs")
hypothesis = pytest.importorskip("hypothesis")

Json = dict[str, Any]
EXAMPLES = 12
"""Of each operation, of what it allows and of what it forbids; ONRECORD_EXAMPLES asks for more."""


def document() -> Json:
    """The description, which is the same on every record."""
    app = FastAPI()
    put_on(app)
    return app.openapi()


MORE_THAN_FORM = (
    "read_page",
    "add_article",
    "add_pages",
    "list_statements_of_edge",
    "get_network",
    "get_speaker",
    "merge_",
    "change_",
    "note_",
    "add_statement",
    "accept_",
    "reject_",
    "split_",
    "link_",
    "undo_",
)
"""Operations that may rightly refuse what is well formed: a text without words, a way of normalising "
"that another
mode has, a decision that is none, words that do not stand in the article."""
ANY_TEXT = ("read_page", "add_article")
"""Operations that take whatever is sent as text/plain: there is no text that is none."""
DESCRIBED = document()
OPERATIONS = [told["operationId"] for methods in DESCRIBED["paths"].values() for told in methods.values()]


def operations() -> Iterator[tuple[str, Json]]:
    for path, methods in DESCRIBED["paths"].items():
        for method, told in methods.items():
            yield f"{method.upper()} {path}", told


def test_every_operation_is_documented() -> None:
    ids = []
    for name, told in operations():
        for needed in ("operationId", "summary", "description", "tags"):
            assert told.get(needed), (name, needed)
        ids.append(told["operationId"])
        known = {tag["name"] for tag in DESCRIBED["tags"]}
        assert set(told["tags"]) <= known, name
        for each in told.get("parameters", ()):
            assert each.get("description"), (name, each["name"])
            assert each.get("examples") or each["schema"].get("examples"), (name, each["name"])
        for status, answer in told["responses"].items():
            assert answer.get("description"), (name, status)
            assert answer["description"] != "Successful Response" or status[0] == "2"
            assert answer.get("content"), (name, status)
    assert len(ids) == len(set(ids))


def test_every_field_is_documented() -> None:
    for model, schema in DESCRIBED["components"]["schemas"].items():
        assert schema.get("description"), model
        for name, field in schema.get("properties", {}).items():
            inner = [field, *field.get("anyOf", ()), field.get("items", {})]
            assert any("description" in each or "$ref" in each for each in inner), (model, name)
            is_value = not any("$ref" in each or each.get("type") == "array" for each in inner)
            assert not is_value or "examples" in field, (model, name)


def test_every_problem_is_described_as_one() -> None:
    for name, told in operations():
        for status, answer in told["responses"].items():
            if status[0] != "2":
                assert int(status) in KINDS
                assert list(answer["content"]) == ["application/problem+json"], (name, status)
        assert {"400", "401", "405", "500", "503"} <= set(told["responses"]), name


def contents(told: Json) -> Iterator[tuple[str, str, Json]]:
    """What is sent and answered: its place, type, and schema with the example."""
    for kind, content in told.get("requestBody", {}).get("content", {}).items():
        yield "body", kind, content
    for status, answer in told["responses"].items():
        for kind, content in answer["content"].items():
            yield status, kind, content


def test_every_answer_body_and_problem_has_an_example_of_its_form() -> None:
    for name, told in operations():
        for place, kind, content in contents(told):
            assert "example" in content, (name, place, kind)
            schema = {**content["schema"], "components": DESCRIBED["components"]}
            if kind.endswith("json"):
                found = validators.validator_for(schema).iter_errors(content["example"])
                wrong = list(map(str, found))
                assert not wrong, (name, place, wrong)
            if place.isdigit() and place[0] != "2":
                assert content["example"]["status"] == int(place), name
                assert content["example"]["type"] == f"/api#{KINDS[int(place)]}", name


def test_examples_are_what_the_site_answers() -> None:
    """Those of other days and bundles have other values, in the same fields."""
    told, now = json.loads(document_module.EXAMPLES.read_text("utf-8")), examples()
    assert set(told) == set(now) == set(OPERATIONS)
    for operation, made in now.items():
        assert set(made) == set(told[operation]), operation
        if isinstance(made["answer"], dict):
            assert set(made["answer"]) == set(told[operation]["answer"]), operation
        else:
            assert made["answer"][:9] == told[operation]["answer"][:9], operation


@pytest.fixture(scope="module")
def asked(filled_record: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The API of a server on a record of its own, which may be changed."""
    place = shutil.copyfile(filled_record, tmp_path_factory.mktemp("asked") / "asked.db")
    with running(Settings(record=str(place))) as site, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Queue, "_fetched", lambda _, at: FetchError("not asked", page=at, step="fetch"))
        yield schemathesis.openapi.from_url(f"{site.url}api/v1/openapi.json")


@pytest.mark.parametrize("mode", ["positive", "negative"])
@pytest.mark.parametrize("operation", OPERATIONS)
def test_answers_are_as_described(asked: Any, operation: str, mode: str) -> None:
    """Whatever is asked: no fault of ours, the status, type and form that are described, what is allowed
    taken, and what is not refused."""
    if operation in ("get_overview", "get_corrected", "list_additions") and mode == "negative":
        pytest.skip("it takes nothing, so nothing is forbidden")
    found = asked.find_operation_by_id(operation)
    kind = schemathesis.GenerationMode(mode)

    @hypothesis.given(case=found.as_strategy(generation_mode=kind))
    @hypothesis.settings(
        max_examples=int(os.environ.get("ONRECORD_EXAMPLES", EXAMPLES)),
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    def all_is_well(case: Any) -> None:
        unfit = [openapi_checks.positive_data_acceptance] if operation.startswith(MORE_THAN_FORM) else []
        unfit += [openapi_checks.negative_data_rejection] if operation in ANY_TEXT else []
        case.call_and_validate(excluded_checks=unfit)

    all_is_well()
