"""The report: one file from a disk, the same view, nothing asked of anybody, hostile text inert."""

import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.errors import PageError
from onrecord.web.report import report
from tests.web.sites import HOSTILE_TEXT, REPOSITORY, SCRIPT, hostile

DEMO = REPOSITORY / "demo" / "pages"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of all demo pages."""
    path = tmp_path_factory.mktemp("report") / "report.html"
    made = CliRunner().invoke(app, ["report", str(DEMO), "-o", str(path)])
    assert made.exit_code == 0, made.output
    return path


def test_it_opens_from_a_disk_and_lights_up(file: Path, tab: Any) -> None:
    tab.goto(file.as_uri())
    assert tab.locator(".reported").count() == 9
    entry = tab.locator(".reported").nth(2).locator(".entry").first
    entry.locator(".to").hover()
    assert tab.locator(".text .lit-c").count() > 0
    assert tab.locator(".reported").nth(1).locator(".text .lit-c").count() == 0
    number = entry.locator(".to")
    number.click()
    assert tab.evaluate("document.activeElement.id").startswith("r3-s-")


def test_it_is_accessible(file: Path, tab: Any, axe: Any) -> None:
    tab.goto(file.as_uri())
    assert axe(tab) == []


def test_it_names_nothing_outside(file: Path) -> None:
    text = file.read_text("utf-8")
    assert not re.findall(r"""(?:src|srcset)=|url\(|@import|<link|<iframe|<object""", text)
    assert not re.findall(r'href="/', text), "a link of the site's"
    assert not re.search(r' style="| on[a-z]+="', text)


def test_the_same_pages_give_the_same_file(file: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.html"
    CliRunner().invoke(app, ["report", str(DEMO), "-o", str(again)])
    assert again.read_bytes() == file.read_bytes()


def test_hostile_text_is_inert(tmp_path: Path, tab: Any) -> None:
    path = tmp_path / "hostile.html"
    failure = PageError(f"no {SCRIPT}", page=f'"><img src=x onerror=alert(1)>{SCRIPT}')
    path.write_text(report([hostile()[1], failure], title=f"</title>{SCRIPT}"), "utf-8")
    tab.goto(path.as_uri())
    assert tab.title().startswith(f"</title>{SCRIPT}")
    assert tab.locator("main script, main img").count() == 0
    shown = tab.locator(".text").text_content()
    assert HOSTILE_TEXT.split()[0] in shown
    assert tab.locator("a[href^='javascript']").count() == 0


def test_its_policy_lets_in_nothing_but_its_own(tmp_path: Path, tab_of: Any) -> None:
    """Script that a reader's tools put into the file is not run: the policy names digests."""
    text = report([hostile()[1]])
    assert "<script>alert" not in text
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1].replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert text.index("Content-Security-Policy") < text.index("<style>")


def test_pages_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    made = CliRunner().invoke(app, ["report", "nowhere.html", str(DEMO), "-o", str(tmp_path / "x.html")])
    assert made.exit_code == 1
    assert "nowhere.html" in (tmp_path / "x.html").read_text("utf-8")
    assert "9 pages" in made.stderr
