"""Speakers, utterances and the network: what stands on the pages, and what a browser makes of them."""

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from onrecord.record import Record
from onrecord.web import Settings
from onrecord.web.plots import marks, timeline
from onrecord.web.statics import statics
from onrecord.web.views import utterances
from tests.web.exported import FORMS, OF_ROWS, ids_in
from tests.web.people import peopled
from tests.web.sites import SCRIPT, Running, running

ADA = "speakers/Ada%20Brandt?type=person"
HOSTILE_NAME = "speakers/" + quote(f"Anna {SCRIPT} Keller/../../?x=1#y", safe="")
FILTERS = (
    "speakers?q={}",
    "speakers?type={}",
    "speakers?order={}",
    "speakers?page={}",
    "speakers/{}",
    ADA + "&act={}",
    ADA + "&target={}",
    ADA + "&stance={}",
    ADA + "&outlet={}",
    ADA + "&since={}",
    "utterances?q={}",
    "utterances?least={}",
    "utterances?after={}",
    "utterances?before={}",
    "utterances/{}",
    "network?mode={}",
    "network?speaker={}",
    "network?speaker_type={}",
    "network?act={}",
    "network?target={}",
    "network?outlet={}",
    "network?normalise={}",
    "network?count={}",
    "network?since={}",
    "network?least={}",
    "network?least_weight={}",
    "network/graph.json?until={}",
    "network/file/{}",
    "network/edge?one={}&other=x",
)
INPUTS = (
    "%27%20OR%201%3D1%20--",
    "%00",
    "%22%3E%3Cscript%3E",
    "%F0%9F%A6%86",
    "..%2F..%2Fetc",
    "-1",
    "9" * 30,
    "%ED%A0%80",
    "nan",
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("people") / "people.db"
    peopled(place)
    return place


@pytest.fixture(scope="module")
def people(path: Path) -> Iterator[Running]:
    with running(Settings(record=str(path))) as found:
        yield found


@pytest.fixture
def asked(client_of: Callable[..., Any], path: Path) -> Any:
    return client_of(path)


@pytest.fixture(scope="module")
def utterance(path: Path) -> str:
    with Record(path) as record:
        return f"utterances/{record.utterances()[0].utterance.name}"


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("search", "The record is empty"),
        ("review", "The record is empty"),
        ("speakers", "The record is empty"),
        ("utterances", "The record is empty"),
        ("network", "The record is empty"),
    ],
)
def test_an_empty_record_says_what_to_do(
    client_of: Callable[..., Any], empty_record: Path, view: str, words: str
) -> None:
    answer = client_of(empty_record).get(f"/{view}")
    assert answer.status_code == 200
    assert words in answer.text
    assert 'href="/add"' in answer.text
    assert 'href="/add"' not in client_of(empty_record, read_only=True).get(f"/{view}").text


@pytest.mark.parametrize(
    ("address", "words", "way"),
    [
        ("speakers/Nora%20Nobody", "another form of the name", "/speakers?q=Nora+Nobody"),
        ("speakers/Nora%20Nobody", "Statements of such", "/search?speaker=Nora+Nobody"),
        ("articles/abc", "changes when the page is read anew", "/search"),
        ("statements/abc", "changes when the page is read anew", "/search"),
        ("utterances/abc", "changes when the page is read anew", "/search"),
        ("network/edge?one=x&other=y&act=deny", "no such edge", "/network?act=deny"),
        (f"speakers/{'x' * 5000}", "another form", f"/speakers?q={'x' * 1000}"),
    ],
)
def test_what_is_not_there_is_looked_for_otherwise(asked: Any, address: str, words: str, way: str) -> None:
    answer = asked.get(f"/{address}")
    assert answer.status_code == 404
    assert words in answer.text
    assert f'href="{way}"' in answer.text
    assert asked.get(way).status_code == 200


@pytest.mark.parametrize("view", ["search", "review", "network"])
def test_what_nothing_takes_is_told(asked: Any, view: str) -> None:
    shown = asked.get(f"/{view}?speeker=x&<b>=1").text
    assert "Nothing is called “speeker” here, so it was passed over. “speaker” may be meant." in shown
    assert "Nothing is called “&lt;b&gt;” here" in shown
    assert "Nothing is called" not in asked.get(f"/{view}?speaker=x").text


@pytest.mark.parametrize("file", ["search/statements.csv", "network/file/csv"])
def test_a_file_of_what_nothing_takes_is_refused(asked: Any, file: str) -> None:
    assert asked.get(f"/{file}?speeker=x").status_code == 400
    assert asked.get(f"/{file}?speaker=x").status_code == 200


@pytest.mark.parametrize("page", [ADA, "utterances?least=2", "utterances/{}", "network/edge"])
def test_a_file_of_a_page_takes_what_its_links_give_alone(asked: Any, page: str) -> None:
    if page.startswith("utterances/"):
        page = page.format(re.findall(r"/utterances/([0-9a-f]{12})", asked.get("/utterances").text)[0])
    elif page.startswith("network"):
        page = asked.get("/network/graph.json").json()["edges"][0]["href"].lstrip("/")
    link = unescape(re.search(r'<a href="([^"]*/statements\.csv[^"]*)"', asked.get(f"/{page}").text)[1])
    assert asked.get(link).status_code == 200
    misspelt = asked.get(link + ("&" if "?" in link else "?") + "sinse=1999")
    assert misspelt.status_code == 400
    assert "nothing is called" in misspelt.text.casefold()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("speakers?q=nobody", "Nobody in the record is named so"),
        ("speakers?unnamed=1", "Everybody who speaks is named"),
        (ADA + "&act=threaten", "No statement has all of that"),
        ("utterances?q=nothing", "Nothing with these words"),
        ("utterances?least=50", "Nothing stands in 50 articles or more yet"),
        ("network?since=1999&until=1999", "No stance was read in this period"),
        ("network?least_weight=99", "Nothing is strong enough"),
        ("network?speaker=nobody", "No stance was read with these filters"),
    ],
)
def test_what_is_empty_says_what_to_do(asked: Any, address: str, words: str) -> None:
    answer = asked.get(f"/{address}")
    assert answer.status_code == 200
    assert words in answer.text


def listed(asked: Any, address: str) -> list[str]:
    """The ids of the statements on a page and on those after it, in their order."""
    ids: list[str] = []
    while address:
        text = asked.get(address).text
        listing = text.partition('<ol class="said-rows">')[2].partition("</ol>")[0]
        ids += re.findall(r'<p class="words">.*?href="/statements/([0-9a-f]{12})"', listing)
        found = re.search(r'<a rel="next" href="([^"]*)"', text)
        address = unescape(found[1]) if found else ""
    return ids


def files_of(asked: Any, address: str) -> dict[str, list[str]]:
    """The ids of the statements in the files that a page leads to, by form."""
    links = re.findall(r'<a href="([^"]*/statements\.([a-z-]+)[^"]*)" download>', asked.get(address).text)
    return {form: ids_in(form, asked.get(unescape(url)).content) for url, form in links}


@pytest.mark.parametrize("filters", ["", "&act=promise", "&stance=against", "&since=2024&until=2024-06"])
def test_a_speakers_statements_are_files(asked: Any, filters: str) -> None:
    wanted = listed(asked, f"/{ADA}{filters}")
    files = files_of(asked, f"/{ADA}{filters}")
    assert set(files) == set(FORMS)
    for form, ids in files.items():
        assert wanted
        assert ids == wanted if form in OF_ROWS else set(ids) <= set(wanted), form
        assert form in ("citron", *OF_ROWS) or sorted(ids) == sorted(wanted)


def test_the_statements_behind_an_edge_are_files(asked: Any) -> None:
    graph = asked.get("/network/graph.json").json()
    edge = max(graph["edges"], key=lambda each: each["statements"])
    wanted, files = listed(asked, edge["href"]), files_of(asked, edge["href"])
    assert len(wanted) == edge["statements"]
    for form in OF_ROWS:
        assert files[form] == wanted
    assert sorted(files["brat"]) == sorted(wanted)


def test_the_statements_that_tell_utterances_are_files(asked: Any) -> None:
    address = re.search(r'href="(/utterances/[0-9a-f]{12})"', asked.get("/utterances").text)
    assert address
    table = asked.get(address[1]).text.partition("<tbody>")[2]
    wanted = re.findall(r'href="/statements/([0-9a-f]{12})"', table)
    files, all_files = files_of(asked, address[1]), files_of(asked, "/utterances")
    assert len(wanted) > 1
    for form in OF_ROWS:
        assert files[form] == wanted
        assert all_files[form][: len(wanted)] == wanted
    assert sorted(files["schema-org"]) == sorted(wanted)
    assert set(files) == set(all_files) == set(FORMS)
    assert files_of(asked, "/utterances?q=nothing") == {}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("speakers/Nobody%20At%20All/statements.csv", 404),
        (ADA.replace("?", "/statements.exe?"), 404),
        (ADA.replace("?", "/statements.csv?since=x&"), 400),
        ("network/edge/statements.csv?one=x&other=y", 404),
        ("utterances/abcdefabcdef/statements.csv", 404),
        ("utterances/statements.csv?q=zyzzyva", 200),
    ],
)
def test_a_file_that_cannot_be(asked: Any, address: str, status: int) -> None:
    assert asked.get(f"/{address}").status_code == status


@pytest.mark.parametrize("address", [ADA + "&since=0000-99", "network?until=2024-02-31"])
def test_a_date_that_no_calendar_has_is_told(asked: Any, address: str) -> None:
    answer = asked.get(f"/{address}")
    assert answer.status_code == 400
    assert "is no date like 2021, 2021-12 or 2021-12-23" in answer.text


@pytest.mark.parametrize("given", INPUTS)
@pytest.mark.parametrize("address", FILTERS)
def test_no_input_breaks_a_page(asked: Any, address: str, given: str) -> None:
    answer = asked.get("/" + address.format(given))
    assert answer.status_code in (200, 400, 404)
    assert "<script>" not in answer.text.replace('<script src="', "")


@pytest.mark.parametrize("given", ["abc", "-1", "0", "", "1.5", "٣", "9" * 5000])
@pytest.mark.parametrize("view", ["search", "speakers", "utterances", ADA.partition("?")[0]])
def test_what_is_no_page_is_the_first_or_the_last(asked: Any, view: str, given: str) -> None:
    assert asked.get(f"/{view}", params={"page": given}).status_code == 200


def test_names_and_words_are_text(asked: Any) -> None:
    for address in ("speakers", HOSTILE_NAME, "network", "utterances?least=1"):
        answer = asked.get(f"/{address}")
        assert answer.status_code == 200, address
        assert SCRIPT not in answer.text
    assert "&lt;script&gt;" in asked.get(f"/{HOSTILE_NAME}").text


def test_a_speaker_at_a_glance(asked: Any) -> None:
    text = asked.get(f"/{ADA}").text
    for words in (
        "11 statements in 11 articles",
        "A. Brandt",
        "Turns to check",
        "merged",
        "R. Viewer",
        "1 statement without a date",
    ):
        assert words in text, words
    assert "candidate to check and no verdict" in text
    assert len(re.findall('class="bar"', text)) >= 6


def test_filters_are_addresses(asked: Any) -> None:
    text = asked.get(f"/{ADA}&act=promise&since=2024").text
    assert "5 statements, the newest first" in text
    assert re.search(
        r'href="/speakers/Ada%20Brandt\?type=person&amp;since=2024#said" aria-current="true"', text
    )
    assert "11 statements, the newest first" in asked.get(f"/{ADA}&page=99").text
    assert asked.get("/speakers/Nobody").status_code == 404


def test_the_signs_of_a_difference_are_text(asked: Any, utterance: str) -> None:
    text = asked.get(f"/{utterance}").text
    for words in (
        "negation dropped",
        "condition dropped",
        "cut: ",
        "moved here: ",
        "moved away: ",
        "[-",
        "-]",
        "{~",
        "the longest wording",
    ):
        assert words in text, words
    assert "which of them was first cannot be told" not in text
    assert 'class="early">first<' in text


def test_an_utterance_told_once(asked: Any, path: Path) -> None:
    with Record(path) as record:
        (row,) = record.search("herons")
    assert "It stands in one article alone" in asked.get(f"/utterances/{row.id}").text
    assert asked.get("/utterances/ffffffffffff").status_code == 404


def test_the_list_of_utterances_goes_on_to_its_end(
    client_of: Callable[..., Any], path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(utterances, "UTTERANCES", 3)
    with Record(path) as record:
        names = [each.utterance.name for each in record.utterances(least=1, limit=500)]
    asked, address = client_of(path), "/utterances?least=1"
    pages, links = [], []
    while address:
        text = asked.get(address).text
        pages.append(re.findall(r'<blockquote><a href="/utterances/([0-9a-f]+)"', text))
        links.append({rel: unescape(to) for rel, to in re.findall(r'rel="(prev|next)" href="([^"]*)"', text)})
        assert ("First page</a>" in text) is (len(pages) > 1)
        address = links[-1].get("next", "")
    assert [name for page in pages for name in page] == names
    assert len(pages) > 3
    for number in range(1, len(pages)):
        before = asked.get(links[number]["prev"]).text
        assert re.findall(r'<blockquote><a href="/utterances/([0-9a-f]+)"', before) == pages[number - 1]
    assert "next" in re.findall('rel="(prev|next)"', asked.get(f"/utterances?least=1&before={names[1]}").text)
    assert names[0] in asked.get(f"/utterances?least=1&before={names[0]}").text
    assert names[3] in asked.get("/utterances?least=1&page=2").text, "older addresses hold"
    assert names[0] in asked.get("/utterances?least=1&page=99999").text
    assert "least=1" in links[0]["next"]


def test_the_network_as_files(asked: Any) -> None:
    for form, begins in (("graphml", b"<?xml"), ("gexf", b"<?xml"), ("csv", b"source,")):
        answer = asked.get(f"/network/file/{form}?since=2023")
        assert answer.status_code == 200
        assert answer.content.startswith(begins)
        assert answer.headers["content-disposition"] == f'attachment; filename="network-two.{form}"'
        assert b"northern bypass" in answer.content
    assert asked.get("/network/file/exe").status_code == 404


def test_a_network_is_narrowed_everywhere_alike(asked: Any) -> None:
    of = {"speaker": "ada brandt", "target": "bypass", "act": "criticise", "outlet": "courier"}
    of |= {"speaker_type": "person"}
    shown = asked.get("/network", params=of).text
    for name, value in of.items():
        assert f'value="{value}" selected' in shown or f'name="{name}" ' in shown, name
    drawn = asked.get("/network/graph.json", params=of).json()
    assert {each["name"] for each in drawn["nodes"]} == {"Ada Brandt", "the northern bypass"}
    (edge,) = drawn["edges"]
    assert edge["href"].replace("&", "&amp;") in shown
    assert all(f"{name}=" in edge["href"] for name in of)
    behind = asked.get(edge["href"]).text
    assert f"{edge['statements']} statement" in behind
    every = asked.get("/network/graph.json").json()["edges"]
    assert max(each["statements"] for each in every) > edge["statements"]
    lines = asked.get("/network/file/csv", params=of).text.splitlines()
    assert len(lines) == 1 + len(drawn["edges"])
    speaker = next(each for each in drawn["nodes"] if each["part"] == "speaker")
    assert f"{speaker['statements']} statement" in asked.get(speaker["href"]).text


def test_a_wrong_form_is_shown_again(asked: Any) -> None:
    answer = asked.get("/network?normalise=jaccard&since=2023")
    assert answer.status_code == 400
    assert "none of no, activity, prominence" in answer.text
    assert 'value="2023"' in answer.text
    assert '<option value="jaccard" selected>' in answer.text


def test_the_picture_and_the_table_tell_the_same(asked: Any) -> None:
    told = asked.get("/network/graph.json").json()
    text = asked.get("/network").text
    assert len(told["edges"]) == text.count("/network/edge?") == 8
    for edge in told["edges"]:
        behind = asked.get(edge["href"])
        assert behind.status_code == 200
        assert behind.text.count('class="said-row"') == edge["statements"]


def test_the_library_is_the_one_that_is_told() -> None:
    import hashlib

    note = (Path(__file__).parents[2] / "src/onrecord/web/static/vendor/README.md").read_text("utf-8")
    found = [each for name, each in statics().items() if name.startswith("vendor/") and name.endswith(".mjs")]
    assert found
    for each in found:
        assert hashlib.sha256(each.data).hexdigest() in note
        assert f"{each.name.rpartition('/')[0]}/LICENSE" in statics()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "view", ["speakers", ADA, "utterances", "UTTERANCE", "network", "network?mode=conflict"]
)
def test_pages_are_accessible_and_fit(
    people: Running,
    tab_of: Callable[..., Any],
    axe: Callable[[Any], list[str]],
    utterance: str,
    view: str,
    theme: str,
) -> None:
    tab = tab_of(color_scheme=theme, viewport={"width": 375 if theme == "dark" else 1400, "height": 800})
    tab.goto(people.url + view.replace("UTTERANCE", utterance))
    if view.startswith("network"):
        tab.wait_for_selector("#network[data-drawn]")
    assert axe(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert tab.title() != "owned"


def test_without_a_script_the_network_is_a_table(people: Running, tab_of: Callable[..., Any]) -> None:
    tab = tab_of(java_script_enabled=False)
    tab.goto(people.url + "network")
    assert not tab.locator("#network").is_visible()
    tab.locator("a", has_text="4 statements").click()
    assert "is for and against" in tab.locator("h1").inner_text()
    assert tab.locator(".said-row").count() == 4


def test_the_network_tells_and_leads_on(people: Running, tab: Any) -> None:
    tab.goto(people.url + "network")
    tab.wait_for_selector("#network[data-drawn]")
    box = tab.locator(".canvas").bounding_box()
    told, hit = tab.locator(".graph-told"), None
    for down in range(10, int(box["height"]), 12):
        for across in range(10, int(box["width"]), 24):
            tab.mouse.move(box["x"] + across, box["y"] + down)
            if not told.inner_text().startswith("Point"):
                hit = box["x"] + across, box["y"] + down
                break
        if hit:
            break
    assert hit
    assert re.search(r"for, \d+ against\.|statements?\.", told.inner_text())
    tab.mouse.click(*hit)
    tab.wait_for_url(re.compile(r"/(speakers/|network/edge|search)"))


@pytest.mark.parametrize("width", [375, 1400])
def test_the_network_shows_names_that_can_be_read(
    people: Running, tab_of: Callable[..., Any], width: int
) -> None:
    tab = tab_of(viewport={"width": width, "height": 800})
    tab.goto(people.url + "network")
    tab.wait_for_selector("#network[data-drawn]")
    told = tab.evaluate(
        """() => {
            const graph = document.querySelector(".canvas")._cyreg.cy;
            const named = graph.nodes().filter((node) => !node.hasClass("mute"));
            return [named.length, Math.min(...named.map((node) => node.data("font") * graph.zoom()))];
        }"""
    )
    assert told[0] >= 3
    assert told[1] >= 11


def test_the_keyboard_alone(people: Running, tab: Any) -> None:
    tab.goto(people.url + "speakers")
    tab.focus("#q")
    tab.keyboard.type("keller")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/speakers?q=keller**")
    tab.get_by_role("link", name="Jonas Keller").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/speakers/Jonas**")
    tab.focus("#stance")
    tab.select_option("#stance", "against")
    tab.keyboard.press("Enter")
    tab.get_by_role("button", name="Show").press("Enter")
    tab.wait_for_url("**stance=against**")
    assert tab.locator(".said-row").count() == 1


@pytest.mark.parametrize(
    ("days", "step", "bars", "most"),
    [
        ([(20240301, 2), (20240305, 1)], "day", 5, 2),
        ([(20240301, 2), (20240900, 1)], "month", 7, 2),
        ([(20200101, 1), (20241231, 4)], "month", 60, 4),
        ([(20100101, 1), (20241231, 4)], "year", 15, 4),
        ([(20240000, 3)], "year", 1, 3),
        ([(10000101, 1), (20240101, 1)], "year", 57, 1),
        ([(20240230, 1)], "month", 1, 1),
    ],
)
def test_timelines(days: list[tuple[int, int]], step: str, bars: int, most: int) -> None:
    made = timeline(days)
    assert made is not None
    assert (made.step, len(made.bars), made.most) == (step, bars, most)
    assert sum(bar.count for bar in made.bars) == sum(count for _, count in days)
    assert sum(bar.width for bar in made.bars) == pytest.approx(100, abs=0.1)


def test_the_period_asked_for_is_marked_by_more_than_colour(asked: Any) -> None:
    whole, part = (asked.get(f"/{ADA}{more}").text for more in ("", "&since=2024&until=2024"))
    assert "Bars and lists count what fits the filters" not in whole
    assert "Bars and lists count what fits the filters" in part
    for mark in ('class="under"', 'class="bar chosen"'):
        assert mark not in whole
        assert 0 < part.count(mark) < part.count('<rect class="bar')


def test_no_days_make_no_timeline() -> None:
    assert timeline([]) is None
    assert marks([("", "for", "a")]) == ()
    assert [mark.x for mark in marks([("2024", "for", "a"), ("2024-12-31", "against", "b")])] == [2.0, 98.0]


def test_data_is_no_script(asked: Any) -> None:
    answer = asked.get("/network/graph.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert json.loads(answer.text)["nodes"]
