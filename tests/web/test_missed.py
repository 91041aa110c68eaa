"""Adding a statement that the machine missed: by mouse, by keys, without scripts; what is wrong; who may."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from onrecord.identity import article_id
from onrecord.nouns import Article, Block, Page, Reading, Span
from onrecord.record import Record
from onrecord.web import Settings
from onrecord.web.missing import by_block, kind_told, told_in
from onrecord.web.passwords import scrambled
from tests.record.made import told as statement_of
from tests.web.sites import SCRIPT, Running, long_one, running

LINES = (
    ("headline", "The lock stays shut"),
    ("body", "The lock 🦀 will stay shut till May, Dora Finch said on Monday."),
    ("advert", "Buy two lamps. “We like lamps,” says everybody."),
    ("body", "“No boat will pass,” she said. “Not one 𝓅addle.” The lock was built in 1911."),
    ("body", "Ned Orr said that he would swim, then. He didn’t say when."),
)
TEXT = "\n\n".join(line for _, line in LINES) + "\n"
ADDRESS = "lock.txt"


def place(words: str) -> Span:
    return Span(TEXT.index(words), TEXT.index(words) + len(words))


def lock() -> tuple[Page, Reading]:
    """A page of which one statement was read."""
    page = Page(TEXT.encode(), ADDRESS, None, "text/plain")
    blocks = tuple(Block(role, place(line)) for role, line in LINES)
    article = Article(ADDRESS, TEXT, blocks, "The lock stays shut", page=page.sha256)
    words = "The lock 🦀 will stay shut till May"
    return page, Reading(article, (statement_of(TEXT, "a", "Dora Finch", "Dora Finch", "said", words),))


@pytest.fixture
def record(empty_record: Path) -> Path:
    with Record(empty_record) as opened:
        opened.add(*lock())
    return empty_record


@pytest.fixture
def at(record: Path) -> str:
    with Record(record, create=False) as opened:
        return f"/articles/{article_id(opened.article(ADDRESS).reading.article)}"


@pytest.fixture
def own_site(record: Path) -> Iterator[Running]:
    with running(Settings(record=str(record), by="Ana")) as found:
        yield found


def made(record: Path) -> list[Any]:
    with Record(record, create=False) as opened:
        return list(opened.corrections())


def spans(values: Any, column: str) -> list[str]:
    """The words of a column, as they stand in the text at the places that are kept."""
    for each in values.get(column, ()):
        assert TEXT[slice(*each["span"])] == each["words"]
    return [each["words"] for each in values.get(column, ())]


def sent(client: httpx.Client, at: str, **values: str) -> httpx.Response:
    token = re.search(r'name="token" value="([^"]*)"', client.get(f"{at}/missed").text)
    return client.post(f"{at}/missed", data={"token": unescape(token[1]) if token else ""} | values)


def problems(answer: httpx.Response) -> str:
    found = re.search(r'role="alert" id="problem">(.*?)</div>', answer.text, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found[1])).split()) if found else ""


def test_it_is_added_without_scripts(
    own_site: Running, record: Path, at: str, tab_of: Callable[..., Any]
) -> None:
    tab = tab_of(java_script_enabled=False, viewport={"width": 375, "height": 800}, color_scheme="dark")
    tab.goto(own_site.url + at[1:])
    tab.get_by_role("link", name="A statement is missing?").click()
    assert tab.get_by_role("button", name="Content").count() == 0, "what needs a script is not shown"
    assert tab.locator(".key:visible").count() == 0
    tab.locator("#c-content").fill("he would swim, then")
    tab.get_by_label("Source").fill("Ned Orr")
    tab.get_by_label("Cue").fill("said")
    tab.locator("#c-speaker").fill("Ned Orr")
    tab.locator("#c-act").select_option("state")
    tab.get_by_label("Note").fill("asked by nobody")
    tab.get_by_role("button", name="Add the statement").click()
    assert "stands 3 times in the article: choose which" in tab.get_by_role("alert").inner_text()
    assert tab.locator("#c-content").input_value() == "he would swim, then", "what was typed is kept"
    assert tab.locator("#c-act").input_value() == "state"
    which = tab.get_by_role("radio")
    assert which.count() == 3
    assert which.nth(2).is_checked(), "the nearest to what was said is proposed"
    assert "Ned Orr said that" in " ".join(tab.locator(".choice").nth(2).inner_text().split())
    assert tab.evaluate("document.documentElement.scrollWidth") <= 375
    tab.get_by_role("button", name="Add the statement").click()
    [each] = made(record)
    assert (each.action, each.made_by, each.note) == ("add", "Ana", "asked by nobody")
    assert spans(each.value, "content") == ["he would swim, then"]
    assert each.value["cue"][0]["span"] == list(Span(TEXT.index("said that"), TEXT.index("said that") + 4))
    assert each.value["speaker"] == {"name": "Ned Orr", "type": "person"}
    assert (each.value["act"], each.value["kind"]) == ("state", "indirect")
    assert f"statement={each.statement}" in tab.url
    chosen = tab.locator(".entry.chosen")
    assert "added" in chosen.inner_text()
    assert "not read by the machine" in chosen.inner_text().replace("\u00a0", " ")
    assert tab.locator(".text .lit-c").inner_text() == "he would swim, then"
    bar = tab.locator(".told-below[role=status]")
    assert "as set by you" in bar.inner_text()
    bar.get_by_role("button", name="Undo").click()
    assert tab.url == own_site.url + at[1:]
    assert made(record)[-1].action == "undo"
    assert tab.locator(".entry").count() == 1


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 800, 1400])
def test_what_is_asked_back_and_what_was_added_are_accessible(
    own_site: Running, at: str, tab_of: Callable[..., Any], axe: Any, theme: str, width: int
) -> None:
    tab = tab_of(color_scheme=theme, viewport={"width": width, "height": 800})
    fits = "document.documentElement.scrollWidth <= innerWidth"
    tab.goto(f"{own_site.url}{at[1:]}/missed")
    tab.locator("#c-content").fill("Buy two lamps")
    tab.locator("#c-cue").fill("said")
    tab.locator("#c-source").fill("nobody at all")
    tab.get_by_role("button", name="Add the statement").click()
    tab.wait_for_selector("#problem")
    assert (axe(tab), tab.evaluate(fits)) == ([], True)
    tab.locator("#c-source").fill("")
    tab.get_by_role("radio").first.check()
    tab.get_by_role("button", name="Add the statement").click()
    tab.wait_for_selector("#c-furniture")
    assert (axe(tab), tab.evaluate(fits)) == ([], True)
    tab.locator("#c-furniture").check()
    assert tab.locator("#c-cue").input_value().startswith("said @"), "what was chosen is kept"
    tab.get_by_role("button", name="Add the statement").click()
    tab.wait_for_selector(".told-below[role=status]")
    assert (axe(tab), tab.evaluate(fits)) == ([], True)


def test_words_are_selected_by_the_mouse(own_site: Running, record: Path, at: str, tab: Any) -> None:
    tab.goto(own_site.url + at[1:])
    bar = tab.locator("#selected")
    assert bar.is_hidden()
    box = tab.locator("article.text p", has_text="No boat").bounding_box()
    tab.mouse.move(box["x"] + 2, box["y"] + 12)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 120, box["y"] + 12, steps=4)
    tab.mouse.up()
    bar.wait_for()
    words = bar.locator("q").inner_text()
    assert words.startswith("“No boat")
    bar.get_by_role("link").click()
    content = tab.locator("#c-content")
    start = TEXT.index(words)
    assert content.input_value() == f"{words} @{start}–{start + len(words)}"

    select(tab, "No boat will pass,”")
    tab.get_by_role("button", name="Content").click()  # over the words that stand there: it takes their place
    select(tab, "“Not one 𝓅addle.”")
    tab.get_by_role("button", name="Content").click(modifiers=["Shift"])
    assert len(content.input_value().splitlines()) == 2
    select(tab, "she")
    tab.get_by_role("button", name="Source").click()
    tab.locator("#c-speaker").fill("Dora Finch")
    assert tab.locator("#c-speaker_type").input_value() == "person", "as the article has her"
    tab.get_by_role("button", name="Add the statement").click()
    tab.wait_for_selector(".told-below")
    [each] = made(record)
    assert spans(each.value, "content") == ["No boat will pass,”", "“Not one 𝓅addle.”"]
    assert spans(each.value, "source") == ["she"]
    assert each.value["kind"] == "direct"


def select(tab: Any, words: str) -> None:
    tab.evaluate(
        """(words) => {
            const walker = document.createTreeWalker(document.querySelector("#evidence, article.text"), 4);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                const at = node.data.indexOf(words);
                if (at < 0) continue;
                getSelection().setBaseAndExtent(node, at, node, at + words.length);
                return;
            }
            throw new Error("not there: " + words);
        }""",
        words,
    )


def test_all_of_it_by_keys_alone(own_site: Running, record: Path, at: str, tab: Any) -> None:
    tab.goto(f"{own_site.url}{at[1:]}/missed")
    press = tab.keyboard.press
    press("c")  # the first word
    press("PageDown")
    press("PageDown")
    press("PageDown")
    press("PageDown")
    told = "getSelection().toString()"
    assert tab.evaluate(told) == "Ned"
    press("ArrowRight")
    press("s")
    assert tab.locator("#c-source").input_value().startswith("Ned Orr @")
    press("c")
    assert tab.evaluate(told) in ("The", "Ned"), "a word is at hand"
    select(tab, "Ned Orr")  # as the browser's own search leaves it
    press("ArrowDown")
    assert tab.evaluate(told) == "said"
    press("k")
    select(tab, "said that")
    press("ArrowDown")
    assert tab.evaluate(told) == "he"
    for _ in range(2):
        press("ArrowRight")
    press("c")
    assert tab.locator("#c-content").input_value().startswith("he would swim @")
    press("p")
    tab.keyboard.type("Ned Orr")
    press("Escape")
    press("v")
    tab.keyboard.type("prom")
    press("Escape")
    press("a")
    tab.wait_for_selector(".told-below")
    [each] = made(record)
    assert spans(each.value, "content") == ["he would swim"]
    assert spans(each.value, "cue") == ["said"]
    assert (each.value["act"], each.value["speaker"]["name"]) == ("promise", "Ned Orr")


def test_a_key_takes_what_is_selected_in_the_article(own_site: Running, at: str, tab: Any) -> None:
    tab.goto(own_site.url + at[1:])
    tab.keyboard.press("c")
    assert tab.url == own_site.url + at[1:], "nothing is selected"
    select(tab, " will stay shut till May")  # after an emoji, and in words that a statement has
    tab.keyboard.press("c")
    tab.wait_for_url("**/missed?content=*")
    start = TEXT.index("will stay shut")
    assert tab.locator("#c-content").input_value() == f"will stay shut till May @{start}–{start + 23}"
    assert tab.evaluate("CSS.highlights.get('pending').size") == 1


def test_a_selection_over_paragraphs_and_furniture(
    own_site: Running, record: Path, at: str, tab: Any
) -> None:
    tab.goto(f"{own_site.url}{at[1:]}/missed")
    tab.evaluate(
        """() => { const p = document.querySelectorAll("#evidence p");
                   getSelection().setBaseAndExtent(p[1], 0, p[3], p[3].childNodes.length); }"""
    )
    tab.keyboard.press("c")
    tab.keyboard.press("a")
    tab.wait_for_selector(".told-below")
    [each] = made(record)
    assert spans(each.value, "content") == [LINES[1][1], LINES[3][1]], "a paragraph each, without furniture"


def test_reviewers_are_led_there_and_nobody_else(
    record: Path, at: str, client_of: Callable[..., httpx.Client]
) -> None:
    client = client_of(record)
    assert f'href="{at}/missed"' in client.get(at).text
    assert f'href="{at}/missed"' in client.get("/review").text
    passwords = {"reader": scrambled("only reading"), "reviewer": scrambled("correct horse")}
    reader = client_of(record, passwords=passwords)
    reader.headers["authorization"] = "Bearer only reading"
    for those, status in ((client_of(record, read_only=True), 403), (reader, 403)):
        for path in (at, "/review"):
            assert those.get(path).status_code == 200
            assert "/missed" not in those.get(path).text
            assert "data-at" not in those.get(at).text
        assert those.get(f"{at}/missed").status_code == status
        assert those.post(f"{at}/missed", data={"content": "No boat will pass"}).status_code == status
    stranger = client_of(record, passwords=passwords)
    assert stranger.get(f"{at}/missed").status_code == 303
    assert made(record) == []


def test_no_other_site_adds(record: Path, at: str, client_of: Callable[..., httpx.Client]) -> None:
    client = client_of(record)
    page = client.get(f"{at}/missed").text
    found = re.search(r'name="token" value="([^"]*)"', page)
    assert found
    form = {"token": unescape(found[1]), "content": "No boat will pass"}
    other = {"origin": "https://other.example"}
    assert client.post(f"{at}/missed", data=form, headers=other).status_code == 403
    assert client.post(f"{at}/missed", data=form, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post(f"{at}/missed", data=form | {"token": "x"}).status_code == 403
    assert client.post(f"{at}/missed", data={"content": "No boat will pass"}).status_code == 403
    assert client.put(f"{at}/missed", data=form).status_code == 405
    assert made(record) == []
    assert client.post(f"{at}/missed", data=form).status_code == 303


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "Content : What was said is missing"),
        ({"content": " \r\n\t\u00a0"}, "Content : What was said is missing"),
        ({"content": "boats will fly"}, "“boats will fly” does not stand in the article"),
        ({"content": SCRIPT}, "does not stand in the article, in these very words"),
        ({"content": "'; DROP TABLE statements; --"}, "does not stand in the article"),
        ({"content": "No boat\0"}, "does not stand in the article"),
        ({"content": "x" * 20_001}, "At most 20,000 characters"),
        ({"content": "No boat will pass\n" * 51}, "At most 50 places"),
        ({"content": "No boat will pass\nwill pass"}, "overlap"),
        ({"content": "5-3"}, "outside the text"),
        ({"content": "999999-9999999"}, "outside the text"),
        ({"content": "lock"}, "“lock” stands 3 times in the article: choose which"),
        ({"content": "no BOAT will pass"}, "stands in the article in another form only"),
        ({"content": "He didn't say \""}, "does not stand in the article"),
        ({"content": "he didn't say when"}, "in another form only"),
        ({"content": "Buy two lamps"}, "stand in what is no part of the article"),
        ({"content": "he would swim", "source": "the mayor"}, "Source : “the mayor” does not stand"),
        ({"content": "he would swim", "speaker": "\0"}, "Speaker"),
        ({"content": "he would swim", "speaker": "n" * 20_002}, "Speaker"),
        ({"content": "he would swim", "speaker": "Ned", "speaker_type": "ghost"}, "no type of speaker"),
        ({"content": "he would swim", "act": "sing"}, "Act : 'sing' is none of"),
        ({"content": "he would swim", "kind": "sung"}, "Kind : 'sung' is none of"),
        ({"content": "he would swim", "note": "\0"}, "no text"),
        ({"content": "The lock 🦀 will stay shut till May"}, "there already, as statement"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(
    record: Path, at: str, client_of: Callable[..., httpx.Client], form: dict[str, str], said: str
) -> None:
    client = client_of(record)
    answer = sent(client, at, **form)
    assert answer.status_code in (400, 409)
    assert "Nothing was added yet" in problems(answer)
    assert said in problems(answer)
    assert SCRIPT not in answer.text
    assert made(record) == []
    typed = re.search(r'<textarea id="c-content"[^>]*>\n(.*?)</textarea>', answer.text, re.DOTALL)
    assert typed
    kept = unescape(typed[1]).replace("\r\n", "\n")
    assert kept.split("\0")[0].startswith(
        form.get("content", "").replace("\r\n", "\n").split("\0")[0][:20_000]
    )


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"content": "lock", "place-content-1": "{}"}, ["lock"]),
        ({"content": "he didn't say when", "place-content-1": "{}"}, ["He didn’t say when"]),
        ({"content": "No  boat\twill pass"}, ["No boat will pass"]),
        ({"content": "Not one 𝓅addle\r\n\r\nNo boat will pass"}, ["No boat will pass", "Not one 𝓅addle"]),
        ({"content": "built in 1911.\nNed Orr said"}, ["built in 1911.", "Ned Orr said"]),
        ({"content": "built in 1911. Ned Orr said"}, ["built in 1911.", "Ned Orr said"]),
        ({"content": "Buy two lamps", "furniture": "1"}, ["Buy two lamps"]),
    ],
)
def test_words_are_found(
    record: Path, at: str, client_of: Callable[..., httpx.Client], form: dict[str, str], words: list[str]
) -> None:
    start = TEXT.index(words[0])
    ends = f"{start}–{start + len(words[0])}"
    form = {name: value.format(ends) for name, value in form.items()}
    client = client_of(record)
    answer = sent(client, at, **form)
    assert answer.status_code == 303, problems(answer)
    [each] = made(record)
    assert spans(each.value, "content") == words
    assert answer.headers["location"] == f"{at}?statement={each.statement}&added=1#s-{each.statement}"
    assert "Undo" in client.get(answer.headers["location"]).text


def test_an_answer_that_is_no_place_of_the_words_is_asked_for_again(
    record: Path, at: str, client_of: Callable[..., httpx.Client]
) -> None:
    client = client_of(record)
    for answer in ("0–4", "9999999–99999999", "x", "", "\0"):
        told = sent(client, at, content="lock", **{"place-content-1": answer})
        assert "choose which" in problems(told), answer
    assert made(record) == []


def test_a_button_pressed_twice_adds_once(
    record: Path, at: str, client_of: Callable[..., httpx.Client]
) -> None:
    client = client_of(record)
    form = {"content": "he would swim", "speaker": "Ned Orr"}
    answers = [sent(client, at, **form) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert len(made(record)) == 1
    other = sent(client, at, **form | {"speaker": "Dora Finch"})
    assert other.status_code == 409
    assert f'href="/statements/{made(record)[0].statement}"' in other.text


def test_it_is_undone_as_other_corrections(
    record: Path, at: str, client_of: Callable[..., httpx.Client]
) -> None:
    client = client_of(record)
    assert sent(client, at, content="he would swim").status_code == 303
    [each] = made(record)
    page = client.get(f"/statements/{each.statement}").text
    assert "missed it" in page
    form = {name: unescape(value) for name, value in re.findall(r'name="(token|seen)" value="([^"]*)"', page)}
    stale = client.post(
        f"/statements/{each.statement}/undo", data=form | {"seen": "0", "number": each.number}
    )
    assert stale.status_code == 409
    undone = client.post(f"/statements/{each.statement}/undo", data=form | {"number": each.number})
    assert undone.headers["location"] == at, "its own page is gone"
    assert client.get(f"/statements/{each.statement}").status_code == 404
    assert "he would swim" not in client.get("/search?words=swim").text
    assert sent(client, at, content="he would swim").status_code == 303, "it may be added again"


def test_hostile_words_stay_text(own_record: Path, client_of: Callable[..., httpx.Client]) -> None:
    from tests.web.sites import HOSTILE_ADDRESS

    with Record(own_record, create=False) as opened:
        shown = opened.article(HOSTILE_ADDRESS)
    at = f"/articles/{article_id(shown.reading.article)}"
    client = client_of(own_record)
    page = client.get(f"{at}/missed", params={"content": [SCRIPT, '"><img src=x onerror=alert(1)>']})
    assert page.status_code == 200
    for answer in (page, sent(client, at, content=SCRIPT, speaker=f'{SCRIPT}"onclick="x', note=SCRIPT)):
        assert "<script>" not in answer.text
        assert "<img" not in answer.text
        assert "choose which" in problems(answer) or answer is page
    added = sent(client, at, content="will not pay,” said", speaker=f"Ann {SCRIPT}", note=SCRIPT)
    assert added.status_code == 303, problems(added)
    shown_page = client.get(added.headers["location"]).text
    assert "<script>" not in shown_page
    assert "Ann &lt;script&gt;" in shown_page


@pytest.mark.parametrize(
    "given", ["0-99999999", "9-3", "-1", "x" * 30_000, "\0", "1-2-3", "{{7*7}}", "🦀", "0-0"]
)
def test_what_was_selected_may_be_anything(client: httpx.Client, site: Running, given: str) -> None:
    with Record(site.settings.record, create=False) as opened:
        at = f"/articles/{article_id(opened.article('press-conference.html').reading.article)}/missed"
    answer = client.get(at, params={"content": given})
    assert answer.status_code == 200
    assert ("{{7*7}}" in answer.text) is ("{{7*7}}" in given)
    assert client.get("/articles/ffffffffffff/missed").status_code == 404


def test_a_replaced_version_says_so(own_record: Path, client_of: Callable[..., httpx.Client]) -> None:
    with Record(own_record, create=False) as opened:
        older = next(each for each in opened.revisions("press-conference.html") if not each.shown)
    client = client_of(own_record)
    at = f"/articles/{older.article}"
    assert "a version of the page that was replaced" in client.get(f"{at}/missed").text
    assert sent(client, at, content="stood empty since March").status_code == 303
    with Record(own_record, create=False) as opened:
        assert len(opened.search("stood empty since March", review="added")) == 1


def test_places_stand_in_the_text_whatever_is_typed() -> None:
    article = lock()[1].article
    for typed in ("lock", "LOCK", "ſaid", "İ", "the", "“", "…", "a b c", "1911"):
        told = told_in({"content": typed}, {}, article, {})
        for one in told.change.get("content", ()):
            assert TEXT[slice(*one)].split() == typed.split()
        for question in told.questions:
            for choice in question.choices:
                start, end = map(int, choice.value.split("–"))
                assert TEXT[start:end] == choice.words
    assert by_block(place(LINES[2][1]), article) == [place(LINES[2][1])]
    assert kind_told([place("No boat will pass,")], article) == "direct"
    assert kind_told([place("he would swim")], article) == "indirect"


@pytest.fixture
def long_at(empty_record: Path) -> tuple[str, Reading]:
    """Of an article in two parts."""
    with Record(empty_record) as opened:
        opened.add(*long_one())
        found = opened.article("long.txt").reading
    return f"/articles/{article_id(found.article)}", found


def shown_part(answer: httpx.Response) -> tuple[int, str]:
    """The part that is shown, and where its first paragraph begins."""
    told, first = (re.search(wanted, answer.text) for wanted in (r"Part (\d) of 2", r'data-at="(\d+)"'))
    assert told
    assert first
    assert f'name="part" value="{told[1]}"' in answer.text
    return int(told[1]), first[1]


def test_a_long_article_is_shown_in_parts(
    empty_record: Path, long_at: tuple[str, Reading], client_of: Callable[..., httpx.Client]
) -> None:
    (at, found), client = long_at, client_of(empty_record)
    assert f'href="{at}/missed?part=2"' in client.get(f"{at}?part=2").text
    assert shown_part(client.get(f"{at}/missed")) == (1, "0")
    number, start = shown_part(client.get(f"{at}/missed?part=2"))
    assert number == 2
    assert int(start) > 10_000
    assert f'href="{at}?part=2"' in client.get(f"{at}/missed?part=2").text
    late = found.statements[-1].attribution.content[0]
    chosen = client.get(f"{at}/missed?content={late.start}-{late.start + 9}")
    assert shown_part(chosen) == (2, start)
    for part, status in (("3", 404), ("0", 400), ("x", 400), ("9" * 20, 400)):
        assert client.get(f"{at}/missed?part={part}").status_code == status


def test_parts_are_turned_and_what_was_typed_stays(
    empty_record: Path, long_at: tuple[str, Reading], client_of: Callable[..., httpx.Client]
) -> None:
    (at, found), client = long_at, client_of(empty_record)
    early = found.statements[0].attribution.content[0]
    typed = f"{found.article.text[early.start : early.start + 4]} @{early.start}–{early.start + 4}"
    turned = sent(client, at, content=typed, note="look again", part="1", to="2")
    assert turned.status_code == 200
    assert shown_part(turned)[0] == 2
    assert typed in turned.text
    assert "look again" in turned.text
    assert "Nothing was added" not in turned.text
    wrong = sent(client, at, content=typed, source="nobody at all", part="2")
    assert wrong.status_code == 400
    assert shown_part(wrong)[0] == 2, "who is told what is wrong stays where they were"
    assert shown_part(sent(client, at, content="nothing", part="\0"))[0] == 1
    assert made(empty_record) == []
    added = sent(client, at, content=typed, part="2")  # a place of another part than is shown
    assert added.status_code == 303
    assert made(empty_record)[0].value["content"][0]["span"] == [early.start, early.start + 4]


def test_parts_are_turned_in_a_browser(
    empty_record: Path, long_at: tuple[str, Reading], tab_of: Callable[..., Any], axe: Any
) -> None:
    with running(Settings(record=str(empty_record), by="Ana")) as site:
        tab = tab_of(viewport={"width": 375, "height": 800})
        tab.goto(f"{site.url}{long_at[0][1:]}/missed")
        assert axe(tab) == []
        tab.locator("#c-note").fill("kept")
        tab.get_by_role("button", name="part 2").click()
        tab.get_by_text("Part 2 of 2").wait_for()
        assert tab.locator("#c-note").input_value() == "kept"
        assert tab.evaluate("document.documentElement.scrollWidth") <= 375
        tab.locator("#c-source").fill("Speaker")
        tab.locator("#c-content").fill("no such words")
        tab.locator("#c-speaker").press("Enter")  # adds, and turns nothing
        tab.wait_for_selector("#problem")
