"""An article and a statement in the browser: marks, light, keys, hostile text, the saved page, long ones."""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from jinja2 import Environment

from onrecord.identity import article_id, named
from onrecord.nouns import Mention, Reading
from onrecord.record import Record
from onrecord.web import Settings, look
from tests.web.sites import HOSTILE_ADDRESS, HOSTILE_TEXT, SCRIPT, Running, hostile, long_one, running

MOST_BYTES = 100_000


def reading(record: Path, address: str) -> Reading:
    with Record(record, create=False) as opened:
        return opened.article(address).reading


@pytest.fixture
def press(filled_record: Path) -> Reading:
    return reading(filled_record, "press-conference.html")


def url(site: Running, found: Reading, statement: str = "") -> str:
    return f"{site.url}articles/{article_id(found.article)}" + (
        f"?statement={statement}" if statement else ""
    )


def text_of(tab: Any) -> str:
    """What the page shows as the article's text, without numbers and roles."""
    return tab.evaluate(
        """() => { const copy = document.querySelector(".text").cloneNode(true);
            for (const each of copy.querySelectorAll(".n, .role")) each.remove();
            return copy.textContent; }"""
    )


def test_the_text_is_shown_as_published(site: Running, tab: Any, press: Reading) -> None:
    tab.goto(url(site, press))
    assert text_of(tab).split() == press.article.text.split()


def test_pointing_lights_all_that_belongs_together(site: Running, tab: Any, press: Reading) -> None:
    followed = next(each for each in press.statements if each.speaker and len(each.speaker.mentions) > 1)
    number = press.statements.index(followed) + 1
    tab.goto(url(site, press))
    assert tab.locator("[class*=lit-]").count() == 0
    tab.locator(f".entry[data-n='{number}'] .to").hover()
    for role, spans in (
        ("c", followed.attribution.content),
        ("s", followed.attribution.source),
        ("q", followed.attribution.cue),
        ("m", [mention.span for mention in followed.speaker.mentions]),
    ):
        lit = "".join(tab.locator(f".text .lit-{role}").all_text_contents())
        for span in spans:
            assert span.of(press.article.text) in lit, role
    tab.mouse.move(0, 0)
    tab.locator("h2.headline").hover(position={"x": 1, "y": 1})
    assert tab.locator(f".entry[data-n='{number}'].lit").count() == 0


def test_the_innermost_statement_is_meant(site: Running, tab: Any, filled_record: Path) -> None:
    with Record(filled_record, create=False) as record:
        row = next(each for each in record.rows() if each.within)
        found = record.article(row.article).reading
    ids = [each.attribution.id for each in found.statements]
    tab.goto(url(site, found))
    tab.locator(f".text [data-m~='c{ids.index(row.id) + 1}']").first.hover()
    assert tab.locator(".entry.lit").get_attribute("id") == f"m-{row.id}"


def test_the_keyboard_alone_leads_from_text_to_margin_and_back(
    site: Running, tab: Any, press: Reading
) -> None:
    tab.goto(url(site, press))
    first = press.statements[0].attribution.id
    for _ in range(30):
        tab.keyboard.press("Tab")
        if tab.evaluate("document.activeElement.id") == f"s-{first}":
            break
    else:
        pytest.fail("the first statement cannot be reached")
    assert tab.locator(".text .lit-c").count() > 0
    tab.keyboard.press("Enter")
    assert tab.locator(f"#m-{first} a.to:focus").count() == 1
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == f"s-{first}"
    tab.keyboard.press("Escape")
    assert tab.locator(".text .lit-c").count() == 0


def test_without_scripts_a_link_lights_a_statement(
    site: Running, tab_of: Callable[..., Any], press: Reading
) -> None:
    tab = tab_of(java_script_enabled=False)
    tab.goto(url(site, press))
    entry = tab.locator(".entry").nth(3)
    number = entry.get_attribute("data-n")
    entry.locator(".to").click()
    told = press.statements[int(number) - 1]
    lit = "".join(tab.locator(".text .lit-c").all_text_contents())
    assert lit == "".join(span.of(press.article.text) for span in told.attribution.content)
    assert tab.url.endswith(f"#s-{told.attribution.id}")


def test_furniture_is_told_by_its_role(site: Running, tab: Any, press: Reading) -> None:
    tab.goto(url(site, press))
    roles = {block.role for block in press.article.blocks}
    assert "navigation" in roles
    assert tab.get_by_label("Not part of the article: navigation").count() > 0


def test_versions_of_a_page_lead_to_each_other(site: Running, tab: Any, press: Reading) -> None:
    tab.goto(url(site, press))
    tab.get_by_role("link", name="Version 1").click()
    assert "since replaced" in tab.locator(".notice").inner_text()
    tab.get_by_role("link", name="To the newest").click()
    assert tab.locator(".notice").count() == 0


def test_the_saved_page_is_a_download_and_never_a_page(
    client: httpx.Client, press: Reading, site: Running
) -> None:
    answer = client.get(url(site, press) + "/page")
    assert hashlib.sha256(answer.content).hexdigest() == press.article.page
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["content-security-policy"]


def test_hostile_text_stays_text(site: Running, tab: Any, filled_record: Path) -> None:
    found = reading(filled_record, HOSTILE_ADDRESS)
    tab.goto(url(site, found))
    assert text_of(tab).split() == HOSTILE_TEXT.split()
    assert SCRIPT in tab.locator("h1").text_content()
    assert tab.title().startswith(SCRIPT)
    assert tab.locator("main script, main img, [onclick], [onmouseover], [onerror]").count() == 0
    assert tab.locator("a[href^='javascript']").count() == 0
    assert "49" not in tab.locator(".text").text_content()
    tab.locator(".entry a", has_text="all of it").first.click()
    assert SCRIPT in tab.locator("h1").inner_text()
    assert tab.title() != "owned"
    link = tab.locator("a[href*='/speakers/']").first.get_attribute("href")
    assert link.startswith("/speakers/Anna%20%3Cscript%3E")
    assert "/.." not in link


def test_no_text_is_shown_turned_around(site: Running, tab: Any, filled_record: Path) -> None:
    found = reading(filled_record, HOSTILE_ADDRESS)
    tab.goto(url(site, found))
    override = tab.locator(".text .turning")
    assert override.evaluate("one => getComputedStyle(one).unicodeBidi") == "isolate"
    assert override.evaluate("one => getComputedStyle(one, '::before').content") == '"U+202E"'
    order = """one => { const word = one.nextSibling, range = document.createRange();
        const left = (at) => { range.setStart(word, at); range.setEnd(word, at + 1);
            return range.getBoundingClientRect().left; };
        const start = word.textContent.indexOf("end"); return [0, 1, 2].map((n) => left(start + n)); }"""
    places = override.evaluate(order)
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("<p>a\u202eb", '<p>a<bdi class="turning" data-code="U+202E">\u202e</bdi>b'),
        ("<p>\u202d<b>b", '<p><bdi class="turning" data-code="U+202D">\u202d</bdi><b>b'),
        ("<title>a\u202eb</title>", "<title>a\\u202eb</title>"),
        ('<option value="\u202ea">\u202ea</option>', '<option value="\u202ea">\\u202ea</option>'),
        ('<input value="a\u202eb">', '<input value="a\u202eb">'),
        ("<textarea>a\u202eb</textarea>", "<textarea>a\u202eb</textarea>"),
        ("<p>\u202bשלום\u202c\u200f", "<p>\u202bשלום\u202c\u200f"),
    ],
)
def test_what_turns_letters_around_is_shown_and_turns_none(
    html: str, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Environment().from_string("{{ page }}")
    monkeypatch.setattr(look, "environment", lambda: SimpleNamespace(get_template=lambda _: made))
    assert look.rendered("any.html", {"page": html}) == shown


def test_a_statement_tells_all_that_was_read(client: httpx.Client, press: Reading) -> None:
    told = next(each for each in press.statements if each.targets and each.act)
    answer = client.get(f"/statements/{told.attribution.id}")
    assert answer.status_code == 200
    for column in (
        "source",
        "cue",
        "speaker",
        "act",
        "PLOVER class",
        "said to",
        "occasion",
        "when",
        "said on",
    ):
        assert f'<th scope="row">{column}</th>' in answer.text
    start, end = told.attribution.content[0]
    assert f"{start}–{end}" in answer.text


def test_a_site_for_reading_alone_tells_the_same_of_a_statement(
    own_record: Path, client_of: Callable[..., httpx.Client], press: Reading
) -> None:
    path = f"/statements/{press.statements[0].attribution.id}"
    there = [client_of(own_record, read_only=each).get(path).text for each in (False, True)]
    told = [re.search(r"the same words elsewhere</a>(: [^<]+)", page) for page in there]
    assert told[0] is not None
    assert told[1] is not None
    assert told[0][1] == told[1][1]


def test_the_beginning_of_an_id_is_enough(client: httpx.Client, press: Reading) -> None:
    name = named(press).statements[0].attribution.id
    assert client.get(f"/statements/{name[:10]}").status_code == 200


def test_an_ordinary_article_is_small(client: httpx.Client, site: Running, press: Reading) -> None:
    page = client.get(url(site, press))
    assert page.headers["content-encoding"] == "gzip"
    assert int(page.headers["content-length"]) + 20_000 < MOST_BYTES  # with style and script, which are kept


@pytest.fixture(scope="module")
def long_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Reading]]:
    """A site with one article of 20,000 words and 1,500 statements, in two parts."""
    place = tmp_path_factory.mktemp("long") / "long.db"
    with Record(place) as record:
        record.add(*long_one())
        found = record.article("long.txt").reading
    with running(Settings(record=str(place))) as site:
        yield site, found


@pytest.mark.parametrize("part", ["", "?part=2"])
def test_the_first_content_of_a_very_long_article_is_small(
    long_site: tuple[Running, Reading], part: str
) -> None:
    with httpx.Client() as client:
        page = client.get(url(*long_site) + part)
        assert page.headers["content-encoding"] == "gzip"
        needed = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page.text)
        others = [client.get(long_site[0].url.rstrip("/") + each) for each in needed]
    assert len(others) >= 2
    wire = sum(int(each.headers.get("content-length", len(each.content))) for each in (page, *others))
    assert int(page.headers["content-length"]) > 40_000  # it is a long one
    assert wire <= MOST_BYTES


def test_a_very_long_article_opens_in_parts(
    long_site: tuple[Running, Reading], tab_of: Callable[..., Any]
) -> None:
    site, found = long_site
    tab = tab_of(java_script_enabled=False)
    tab.goto(url(site, found))
    assert "Part 1 of 2" in tab.locator("nav.parts").first.inner_text()
    text, ids = text_of(tab), tab.locator(".entry").evaluate_all("all => all.map((each) => each.id)")
    tab.get_by_role("link", name="the next part").first.click()
    assert "Part 2 of 2" in tab.locator("nav.parts").first.inner_text()
    text += text_of(tab)
    ids += tab.locator(".entry").evaluate_all("all => all.map((each) => each.id)")
    shown = re.sub(r"Part \d of 2 of a long article.*?(?=Speaker|$)", "", " ".join(text.split()))
    assert shown.split() == found.article.text.split()
    assert set(ids) == {f"m-{each.attribution.id}" for each in found.statements}


def test_a_part_is_accessible_and_fits_a_telephone(
    long_site: tuple[Running, Reading], tab_of: Callable[..., Any], axe: Callable[[Any], list[str]]
) -> None:
    tab = tab_of(viewport={"width": 375, "height": 800})
    tab.goto(url(*long_site) + "?part=2")
    assert axe(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= 375


def test_a_statement_is_found_in_its_part(
    long_site: tuple[Running, Reading], tab_of: Callable[..., Any]
) -> None:
    site, found = long_site
    tab = tab_of()
    for number in (0, 700, 800, 1499):
        id = found.statements[number].attribution.id
        tab.goto(f"{url(site, found, id)}#s-{id}")
        assert tab.locator(f"#s-{id}").count() == 1
        assert tab.locator(".entry.lit").get_attribute("id") == f"m-{id}"
        assert tab.locator(f"#s-{id}").inner_text() == str(number + 1)


@pytest.mark.parametrize(("part", "status"), [("0", 400), ("x", 400), ("3", 404), ("2", 200), ("", 200)])
def test_parts_that_there_are_not(long_site: tuple[Running, Reading], part: str, status: int) -> None:
    answer = httpx.get(url(*long_site) + f"?part={part}")
    assert answer.status_code == status
    assert status != 404 or "The article has 2 parts" in answer.text


def test_what_a_statement_needs_of_another_part_is_reached(
    empty_record: Path, client_of: Callable[..., httpx.Client]
) -> None:
    page, read = long_one()
    *others, last = read.statements
    named_there = Mention(others[2].attribution.source[0], "same name")
    last = replace(
        last,
        attribution=replace(last.attribution, within=others[0].attribution.id),
        speaker=replace(last.speaker, mentions=(*last.speaker.mentions, named_there)),
    )
    with Record(empty_record) as record:
        record.add(page, replace(read, statements=(*others, last)))
        found = record.article(page.address).reading
    first, chosen = (found.statements[number].attribution.id for number in (0, -1))
    client, at = client_of(empty_record), f"/articles/{article_id(found.article)}"
    here = client.get(f"{at}?statement={chosen}").text
    assert "Part 2 of 2" in here
    assert f'href="?statement={first}#s-{first}">within 1, in another part</a>' in here
    there = client.get(f"{at}?statement={chosen}&part=1").text
    assert "Part 1 of 2" in there
    assert re.search(r'class="s lit-m" data-m="s3 m1500">Speaker Number2<', there)
    assert f'id="m-{chosen}"' not in there, "the margin has what stands in this part"
    assert there.count("in another part</a>") == 0


def test_a_very_long_article_opens_as_a_whole_and_answers(
    long_site: tuple[Running, Reading], tab_of: Callable[..., Any]
) -> None:
    tab = tab_of()
    tab.goto(url(*long_site))
    link = tab.get_by_role("link", name="all of it on one page").first.get_attribute("href")
    tab.goto(long_site[0].url + link[1:], wait_until="load")
    assert tab.locator(".entry").count() == 1500
    tab.locator(".entry").nth(1499).hover()
    assert tab.locator(".lit").count() > 0


def test_what_is_too_long_for_one_page_is_told(client_of: Callable[..., Any], empty_record: Path) -> None:
    page, found = long_one(4000, 52_000)
    with Record(empty_record) as record:
        record.add(page, found)
    client = client_of(empty_record)
    place = f"/articles/{article_id(found.article)}"
    assert "on one page" not in client.get(place).text
    answer = client.get(f"{place}?part=all")
    assert answer.status_code == 404
    assert "too long to be shown on one page" in answer.text


def test_hostile_readings_are_what_they_were(filled_record: Path) -> None:
    page, made = hostile()
    assert reading(filled_record, page.address).article == made.article
