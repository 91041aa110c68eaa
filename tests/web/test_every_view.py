"""What every view has to pass in the browser: errors, accessibility, themes, widths, no scripts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.record import Record
from onrecord.web import Settings
from onrecord.web.passwords import scrambled
from tests.web.sites import Running, running
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
    edges = """[".wordmark", "main", "footer.site"].map((each) => {
        const found = document.querySelector(each);
        return found.getBoundingClientRect().left + parseFloat(getComputedStyle(found).paddingLeft);
    })"""
    assert len(set(tab.evaluate(edges))) == 1, "all begins at one edge"


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


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_two_reviewers_say_at_once_is_accessible_and_fits(
    own_record: Path, tab_of: Callable[..., Any], axe: Callable[[Any], list[str]], theme: str
) -> None:
    with running(Settings(record=str(own_record))) as site, Record(own_record, create=False) as record:
        name = next(each.id for each in record.search("", limit=50) if each.act not in (None, "deny"))
        tab = tab_of(color_scheme=theme)
        tab.goto(site.url + f"review?statement={name}")
        record.correct(name, {"act": "deny"}, by="Ana")
        tab.locator("#c-act").select_option("demand")
        tab.get_by_role("button", name="Accept").click()
        tab.locator(".conflict").wait_for()
        tab.wait_for_load_state("load")
        assert "Ana" in tab.locator(".conflict").inner_text()
        assert axe(tab) == []
        assert tab.locator("h1").count() == 1
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 800})
            assert tab.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_way_in_is_accessible_and_works(
    filled_record: Path, tab_of: Callable[..., Any], axe: Callable[[Any], list[str]], theme: str
) -> None:
    passwords = {"reviewer": scrambled("correct horse")}
    with running(Settings(record=str(filled_record), passwords=passwords)) as site:
        tab = tab_of(color_scheme=theme, viewport={"width": 375, "height": 800})
        tab.goto(site.url + "search")
        assert axe(tab) == []
        tab.get_by_label("Your name").fill("Ann")
        tab.get_by_label("Password").fill("wrong horse")
        tab.keyboard.press("Enter")
        assert "not the password" in tab.get_by_role("alert").inner_text()
        assert axe(tab) == []
        tab.get_by_label("Password").fill("correct horse")
        tab.keyboard.press("Enter")
        tab.wait_for_url(site.url + "search")
        tab.get_by_role("button", name="Sign out Ann").click()
        assert "/sign-in" in tab.url


def test_the_theme_can_be_chosen_without_scripts(site: Running, tab_of: Callable[..., Any]) -> None:
    tab = tab_of(java_script_enabled=False, color_scheme="light")
    tab.goto(site.url + "search")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = tab.evaluate(paper)
    with tab.expect_navigation():
        tab.get_by_role("button", name="dark", exact=True).click()
    assert tab.url == site.url + "search"
    assert tab.evaluate(paper) != light
    tab.emulate_media(media="print")
    assert tab.evaluate(paper) == light, "paper is light"
