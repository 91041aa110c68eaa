"""Templates and contexts hold together: what a template names is there, and what a context has is used."""

import dataclasses
import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from jinja2 import meta, nodes

from onrecord.web import views
from onrecord.web.look import day, environment, language, link, percent
from onrecord.web.marking import LETTERS
from onrecord.web.report import ReportPage
from onrecord.web.statics import statics

FOLDER = Path(views.__file__).parent.parent / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
SOURCE = "\n".join((FOLDER / name).read_text("utf-8") for name in TEMPLATES)
MODULES = [
    importlib.import_module(f"onrecord.web.views.{found.name}")
    for found in pkgutil.iter_modules(views.__path__)
]
CONTEXTS = [
    *(
        each
        for module in MODULES
        for name, each in vars(module).items()
        if name.endswith("Page") and dataclasses.is_dataclass(each) and each.__module__ == module.__name__
    ),
    ReportPage,
]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_sees_its_context_and_the_frame_alone(name: str) -> None:
    made = environment()
    parsed = made.parse((FOLDER / name).read_text("utf-8"))
    imported = {each.target for each in parsed.find_all(nodes.Import)}
    imported |= {name for each in parsed.find_all(nodes.FromImport) for name in each.names}
    assert meta.find_undeclared_variables(parsed) - set(made.globals) - imported <= {"page", "frame"}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_lets_nothing_through_unescaped(name: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    assert not re.search(r"\|\s*safe|autoescape|Markup", text)
    assert not re.search(r'\sstyle="|\son[a-z]+="', text), "the policy forbids it"
    assert name == "report.html" or not re.search(r"<style|<script(?! src=)", text)


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda each: each.__name__)
def test_a_context_is_frozen_told_of_and_used(context: type) -> None:
    assert context.__dataclass_params__.frozen
    assert "ontext of" in (context.__doc__ or "")
    for field in dataclasses.fields(context):
        assert re.search(rf"\bpage\.{field.name}\b", SOURCE), field.name


def test_every_mark_has_its_look() -> None:
    style = statics()["onrecord.css"].data.decode()
    for role, letter in LETTERS.items():
        if role != "insertion":
            assert f".lit-{letter}" in style, role


def test_static_files_name_no_other_host() -> None:
    for each in statics().values():
        if not each.name.startswith("vendor/"):
            found = set(re.findall(rb"https?://[^\s\"')]+", each.data))
            assert found <= {b"http://www.w3.org/2000/svg"}, each.name


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("2024-03-05T10:00:00Z", "5\u00a0March\u00a02024"),
        ("2024-03", "March\u00a02024"),
        ("2024", "2024"),
        ("0001-01-01", "1\u00a0January\u00a01"),
        ("2024-13-01", "2024-13-01"),
        ("soon", "soon"),
        (None, ""),
        ("--", "--"),
    ],
)
def test_days(given: str | None, told: str) -> None:
    assert day(given) == told


@pytest.mark.parametrize(
    ("given", "told"), [(0.5, "50\u00a0%"), (0.999, "99\u00a0%"), (0.0, "0\u00a0%"), (None, "")]
)
def test_percentages(given: float | None, told: str) -> None:
    assert percent(given) == told


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//x", "http://[", "file:///etc", "https:", "", None],
)
def test_addresses_that_are_not_followed(address: str | None) -> None:
    assert link(address) == ""


def test_languages() -> None:
    assert [language(tag) for tag in ("en", "pt-BR", 'en"><b>', "", None)] == ["en", "pt-BR", "", "", ""]
