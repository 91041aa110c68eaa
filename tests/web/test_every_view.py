"""What every view has to pass in the browser: errors, accessibility, themes, widths, no scripts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.web.sites import Running
from tests.web.views import VIEWS, path_of

WIDTHS = (375, 800, 1400)


@pytest.fixture(params=VIEWS)
def path(request: pytest.FixtureRequest, filled_record: Path) -> str:
    return path_of(request.param, filled_record)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_accessible(
    site: Running, tab_of: Callable[..., Any], axe: Callable[[Any], list[str]], path: str, theme: str
) -> None:
    tab = tab_of(color_scheme=theme)
    tab.goto(site.url + path)
    assert axe(tab) == []
    assert tab.locator("h1").count() == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_its_window(site: Running, tab_of: Callable[..., Any], path: str, width: int) -> None:
    tab = tab_of(viewport={"width": width, "height": 800})
    tab.goto(site.url + path)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width


def test_it_works_without_scripts(site: Running, tab_of: Callable[..., Any], path: str) -> None:
    tab = tab_of(java_script_enabled=False)
    tab.goto(site.url + path)
    assert tab.locator("main h1").inner_text()
    assert tab.locator("nav a").count() >= 6


def test_the_first_tab_key_leads_past_the_navigation(site: Running, tab: Any, path: str) -> None:
    tab.goto(site.url + path)
    tab.keyboard.press("Tab")
    assert tab.locator(":focus").inner_text() == "Skip to the page"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"
