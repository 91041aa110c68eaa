"""The search: what it finds, marks, counts, links to and hands out as a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.nouns import Span
from onrecord.record import Record
from onrecord.record.query import Query
from onrecord.share import write_brat, write_citron
from onrecord.web.asked import Asked, asked_by
from onrecord.web.snippets import snippet
from tests.web.exported import FORMS, OF_ROWS, ids_in, unzipped
from tests.web.sites import SCRIPT, Running


@pytest.mark.parametrize(
    ("words", "found", "longest", "shown"),
    [
        ("the tolls rise", [Span(4, 9)], 50, "the [tolls] rise"),
        ("the tolls rise", [], 50, "the tolls rise"),
        ("the tolls rise", [Span(0, 3), Span(10, 14)], 50, "[the] tolls [rise]"),
        ("a " * 100 + "toll here", [Span(200, 204)], 100, "… " + "a " * 44 + "[toll] here"),
        ("x" * 100, [], 10, "x" * 10 + " …"),
        ("", [], 10, ""),
    ],
)
def test_a_snippet_shows_what_was_found(words: str, found: list[Span], longest: int, shown: str) -> None:
    made = snippet(words, found, longest)
    text = "".join(f"[{piece.text}]" if piece.found else piece.text for piece in made)
    assert text == shown


@pytest.mark.parametrize(
    ("parameters", "asked", "url"),
    [
        ({}, Asked(), "/search"),
        ({"words": " tolls ", "act": "", "odd": "x"}, Asked("tolls"), "/search?words=tolls"),
        ({"exact": "1", "words": "a b"}, Asked("a b", exact=True), "/search?words=a+b&exact=1"),
        ({"sort": "surest", "page": "3"}, Asked(sort="surest", page=3), "/search?sort=surest"),
        ({"sort": "no", "page": "-1"}, Asked(), "/search"),
        ({"page": "9" * 400}, Asked(page=10_000), "/search"),
        ({"page": "٣"}, Asked(), "/search"),
        ({"words": "w" * 999}, Asked("w" * 999), f"/search?words={'w' * 999}"),
        (
            {"speaker": "Ann & Bo", "resolved": "1"},
            Asked(filters={"speaker": "Ann & Bo", "resolved": "1"}),
            "/search?speaker=Ann+%26+Bo&resolved=1",
        ),
    ],
)
def test_a_url_asks_for_what_it_says(parameters: dict[str, str], asked: Asked, url: str) -> None:
    assert asked_by(parameters) == asked
    assert asked.url() == url


def test_links_change_one_thing_and_begin_at_the_first_page() -> None:
    asked = asked_by({"words": "tolls", "act": "deny", "page": "4"})
    assert asked.url(act=None) == "/search?words=tolls"
    assert asked.url(kind="direct") == "/search?words=tolls&act=deny&kind=direct"
    assert asked.url(page=5) == "/search?words=tolls&act=deny&page=5"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("since=yesterday", "is no date like"),
        ("act=sing", "is none of state"),
        ("min_confidence=2", "is no number from 0 to 1"),
        ("min_confidence=nan", "is no number from 0 to 1"),
        ("said_until=2024-13-45x", "is no date like"),
        ("speaker=" + "x" * 1001, "1,001 characters were given, and at most 1,000 can be looked for"),
        ("since=0000-99", "is no date like"),
        ("until=2024-02-31", "is no date like"),
    ],
)
def test_what_cannot_be_asked_is_said_beside_the_form(client: Any, path: str, said: str) -> None:
    answer = client.get(f"/search?words=tolls&{path}")
    assert answer.status_code == 400
    assert said in answer.text
    assert 'value="tolls"' in answer.text


@pytest.mark.parametrize("path", ["search", "search/statements.csv", "review", "utterances", "speakers"])
def test_a_long_quotation_is_looked_for_whole_or_refused(client: Any, path: str) -> None:
    name = "q" if path in ("utterances", "speakers") else "words"
    longest = ("the ferry will not sail " * 50)[:999] + "d"
    shown = client.get(f"/{path}", params={name: longest})
    assert shown.status_code == 200
    assert longest in shown.text or path.endswith("csv")
    assert "maxlength" not in shown.text.split(f'name="{name}"')[-1].split(">")[0], "browsers cut silently"
    refused = client.get(f"/{path}", params={name: longest + "s"})
    assert refused.status_code == 400
    assert "1,001 characters were given, and at most 1,000 can be looked for" in refused.text


HOSTILE = (
    "'",
    '"',
    "' OR 1=1 --",
    '"a" OR "b',
    "a*",
    "NEAR(a b)",
    "{words} : x",
    "\0",
    "%",
    "_",
    "(",
    "-x",
    "𝒳\u202e",
)


@pytest.mark.parametrize("name", ["words", "speaker", "target", "addressee", "occasion", "outlet", "flag"])
def test_no_words_break_a_search(client: Any, name: str) -> None:
    for words in HOSTILE:
        answer = client.get("/search", params={name: words, "exact": "1"})
        assert answer.status_code == 200, words


def test_hostile_words_stay_words(client: Any) -> None:
    shown = client.get("/search", params={"words": "pay", "speaker": SCRIPT}).text
    assert SCRIPT not in shown
    assert "&lt;script&gt;" in shown
    assert "javascript:" not in shown.replace("javascript:alert(1)//&lt;", "")


def test_facets_lead_to_as_many_as_they_say(site: Running, tab: Any) -> None:
    tab.goto(f"{site.url}search")
    for name in ("speaker_type", "act", "kind", "stance", "outlet", "period", "min_confidence"):
        tab.goto(f"{site.url}search")
        link = tab.locator(f"section[aria-labelledby=facet-{name}] a").first
        count = link.locator(".count").evaluate("each => each.firstChild.textContent")
        link.click()
        assert tab.locator("#found").inner_text().split()[0] == count, name
        assert tab.locator(".chosen a").count() == (2 if name == "period" else 1)


def test_pages_go_on_and_back_without_scripts(site: Running, tab_of: Callable[..., Any]) -> None:
    tab = tab_of(java_script_enabled=False)

    def hits() -> list[str]:
        """By their addresses: the same words may be told twice."""
        return tab.locator(".hit blockquote a").evaluate_all("links => links.map(link => link.href)")

    tab.goto(f"{site.url}search")
    tab.fill("#words", "the")
    tab.click("form.ask button")
    assert "words=the" in tab.url
    first = hits()
    assert len(set(first)) == 20
    assert tab.locator(".hit mark").first.inner_text().casefold() == "the"
    tab.click("a[rel=next]")
    assert hits()
    assert not set(first) & set(hits())
    tab.click("a[rel=prev]")
    assert hits() == first


def test_a_search_is_asked_by_keys_alone(site: Running, tab: Any) -> None:
    tab.goto(f"{site.url}search")
    tab.keyboard.press("/")
    tab.keyboard.type("trawlers")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/search?words=trawlers")  # nothing empty in it
    assert tab.locator(".hit").count() > 0
    tab.locator(".hit blockquote a").first.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/statements/*")


def test_nothing_found_says_what_to_do(site: Running, tab: Any, axe: Callable[[Any], list[str]]) -> None:
    tab.goto(f"{site.url}search?words=zyzzyva&exact=1&act=deny")
    assert "Nothing was found" in tab.locator("main").inner_text()
    assert axe(tab) == []
    tab.get_by_text("Search for the words in any order").click()
    assert "exact" not in tab.url


def test_an_empty_record_says_how_to_begin(client_of: Callable[..., Any], empty_record: Path) -> None:
    assert "The record is empty" in client_of(empty_record).get("/search").text


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_search_with_everything_set_is_accessible(
    site: Running, tab_of: Callable[..., Any], axe: Callable[[Any], list[str]], theme: str
) -> None:
    tab = tab_of(color_scheme=theme, viewport={"width": 375, "height": 800})
    tab.goto(f"{site.url}search?words=the&speaker_type=person&min_confidence=0.5&addressee=a&sort=oldest")
    assert axe(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= 375
    tab.goto(f"{site.url}search?words=the&kind=direct")
    assert axe(tab) == []


@pytest.mark.parametrize("form", FORMS)
def test_all_that_was_found_is_a_file_in_every_form(client: Any, filled_record: Path, form: str) -> None:
    with Record(filled_record) as record:
        found = {each.id: each for each in record.search("the", limit=1000)}
        surest = [each.id for each in record.found(Query("the"), sort="surest", size=200).rows]
    assert len(found) > 20
    if form == "citron":  # which has no place for what has no cue
        found = {id: each for id, each in found.items() if each.cue}
    answer = client.get(f"/search/statements.{form}?words=the&page=2")
    assert 'attachment; filename="statements.' in answer.headers["content-disposition"]
    told, sorted_told = (
        ids_in(form, client.get(f"/search/statements.{form}?words=the{more}").content)
        for more in ("", "&sort=surest")
    )
    assert ids_in(form, answer.content) == told
    if form in OF_ROWS:
        assert (told, sorted_told) == (list(found), surest)
        return
    assert sorted(told) == sorted(sorted_told) == sorted(found)
    for each, order in ((told, found), (sorted_told, surest)):  # articles as they are met first
        articles = [found[id].article for id in order if id in found]
        assert list(dict.fromkeys(found[id].article for id in each)) == list(dict.fromkeys(articles))


def test_the_folders_are_those_of_the_export(client: Any, filled_record: Path, tmp_path: Path) -> None:
    with Record(filled_record) as record:
        newest = list(record.readings(newest=True))
    write_brat(newest, tmp_path / "brat")
    write_citron(newest, tmp_path / "citron")
    for form in ("brat", "citron"):
        wrote = {each.name: each.read_bytes().decode() for each in (tmp_path / form).iterdir()}
        told = unzipped(client.get(f"/search/statements.{form}").content)
        assert told == {name: text for name, text in wrote.items() if name in told}
        without = [each for each in newest if not each.statements]
        assert len(wrote) - len(told) == len(without) * (3 if form == "brat" else 1)


def test_the_page_leads_to_the_files_in_its_order(client: Any) -> None:
    text = client.get("/search?words=the&sort=oldest&page=2").text
    for form in FORMS:
        assert f'href="/search/statements.{form}?words=the&amp;sort=oldest" download' in text


@pytest.mark.parametrize(
    ("path", "status"),
    [("statements.exe", 404), ("statements.csv?since=x", 400), ("statements.csv?words=zyzzyva", 200)],
)
def test_a_file_that_cannot_be(client: Any, path: str, status: int) -> None:
    assert client.get(f"/search/{path}").status_code == status
