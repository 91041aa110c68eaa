"""Review in the browser: by keys alone, without scripts, by two people; who may decide, and hostile text."""

import json
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from onrecord.record import Record
from onrecord.web import Settings
from onrecord.web.look import percent
from onrecord.web.passwords import scrambled
from tests.web.sites import HOSTILE_ADDRESS, SCRIPT, Running, running
from tests.web.test_changes import version

FORM = re.compile(r'name="(token|seen|shown)" value="([^"]*)"')


@pytest.fixture
def own_site(own_record: Path) -> Iterator[Running]:
    with running(Settings(record=str(own_record), by="Ana")) as found:
        yield found


def corrections(record: Path) -> list[str]:
    with Record(record, create=False) as opened:
        return [str(each) for each in opened.corrections()]


def statement_with(record: Path, address: str = "press-conference.html") -> str:
    """The id of a statement whose content is one place of several words in one paragraph, with an act."""
    with Record(record, create=False) as opened:
        reading = opened.article(address).reading
        return next(
            each.attribution.id
            for each in reading.statements
            if len(each.attribution.content) == 1
            and len(each.attribution.content[0].of(reading.article.text).split()) > 3
            and each.act
            and each.speaker
        )


def text_of(record: Path, id: str) -> str:
    with Record(record, create=False) as opened:
        return opened.statement(id).reading.article.text


def sent(client: httpx.Client, id: str, **values: str) -> httpx.Response:
    """A decision as a browser without scripts sends it."""
    page = client.get(f"/review?statement={id}")
    return client.post(f"/review/{id}", data=form_in(page.text) | values)


def form_in(page: str) -> dict[str, str]:
    hidden = {name: unescape(value) for name, value in FORM.findall(page)}
    shown = json.loads(hidden["shown"])
    del shown["targets"]
    return {**hidden, **shown, "do": "accept"}


def press(tab: Any, *keys: str) -> None:
    for key in keys:
        tab.keyboard.press(key)


def test_the_whole_review_by_keys_alone(own_site: Running, own_record: Path, tab: Any) -> None:
    left = lambda: int(tab.locator(".tally b").first.inner_text())  # noqa: E731
    tab.goto(own_site.url + "review")
    first, all_of_them = tab.locator(".evidence h2").inner_text(), left()

    press(tab, "a")  # accept
    tab.wait_for_selector(".last")
    assert corrections(own_record) == ["accepted"]
    assert left() == all_of_them - 1
    assert "1 done" in tab.locator(".tally").inner_text()

    press(tab, "x")  # reject
    tab.locator(".tally", has_text="2 done").wait_for()
    assert corrections(own_record)[-1] == "rejected"

    second = tab.locator("input[name=shown]").get_attribute("value")
    press(tab, "n")  # next
    tab.locator(".tally", has_text="1 passed over").wait_for()
    assert tab.locator("input[name=shown]").get_attribute("value") != second
    assert len(corrections(own_record)) == 2

    press(tab, "u")  # undo: what was rejected is here again
    tab.locator(".tally", has_text="1 done").wait_for()
    assert corrections(own_record)[-1] == "number 2 undone"
    press(tab, "u")
    tab.locator(".tally", has_text="0 done").wait_for()
    assert tab.locator(".evidence h2").inner_text() == first

    tab.goto(own_site.url + "review?statement=" + statement_with(own_record))
    machine = json.loads(tab.locator("input[name=shown]").get_attribute("value"))
    press(tab, "p")  # fix the speaker: the field is chosen whole, and keys are letters there
    tab.keyboard.type("Ada anxu Quill")
    press(tab, "Tab", "o", "Shift+Tab", "Escape")
    assert tab.locator("#c-speaker_type").input_value() == "organization"
    press(tab, "v", "d", "e", "n", "Escape")
    assert tab.locator("#c-act").input_value() == "deny"
    press(tab, "c", "ArrowLeft", "c")  # the boundary of the content, a word to the left
    assert tab.locator("#told").inner_text().startswith("content: ")
    press(tab, "g", "a", "Tab")
    tab.keyboard.type("The Gate Company")
    press(tab, "Escape", "m")
    tab.keyboard.type("see the second page")
    press(tab, "Escape")
    assert tab.locator("#accept").inner_text().startswith("Accept with changes")
    press(tab, "a")
    tab.wait_for_selector(".last >> text=Ada anxu Quill")
    with Record(own_record, create=False) as record:
        made = record.corrections()[-1]
    assert made.made_by == "Ana"
    assert made.note == "see the second page"
    assert made.columns == ("speaker", "act", "targets", "content")
    assert made.value["speaker"] == {"name": "Ada anxu Quill", "type": "organization"}
    assert made.value["targets"][0]["name"] == "The Gate Company"
    [words] = [each["words"] for each in made.value["content"]]
    was = machine["content"].rpartition(" @")[0]
    assert was.startswith(" ".join(words.split()))
    assert len(words.split()) == len(was.split()) - 1

    tab.locator(".last a").click()
    text = tab.locator("main").inner_text()
    assert was.split()[-1] in text, "the machine's value stays visible"
    assert "see the second page" in text
    tab.get_by_role("button", name="Undo").first.click()
    tab.wait_for_selector(".history .undone")
    assert corrections(own_record)[-1].endswith("undone")


def test_a_place_by_the_mouse(own_site: Running, own_record: Path, tab: Any) -> None:
    name = statement_with(own_record)
    tab.goto(own_site.url + f"review?statement={name}&whole=1")
    place = tab.evaluate(
        """() => { const node = document.querySelectorAll("#evidence [data-at]")[3];
            const range = document.createRange(); range.selectNodeContents(node);
            getSelection().removeAllRanges(); getSelection().addRange(range);
            return [Number(node.dataset.at), [...node.textContent].length]; }"""
    )
    tab.get_by_role("button", name="Occasion").click()
    words, _, where = tab.locator("#c-occasion").input_value().rpartition(" @")
    assert where == f"{place[0]}–{place[0] + place[1]}"
    assert " ".join(text_of(own_record, name)[place[0] : place[0] + place[1]].split()) == words
    tab.get_by_role("button", name="Accept with changes").click()
    tab.wait_for_selector(".last")
    with Record(own_record, create=False) as record:
        assert record.corrections()[-1].value["occasion"]["span"] == [place[0], place[0] + place[1]]


def test_boundaries_by_the_arrow_keys_in_code_points(empty_record: Path, tab: Any) -> None:
    text = "Head 😀\n\n😀 The 𝓅ier, they hope, will stay 🦀 closed until spring, said Dora Finch.\n"
    with Record(empty_record) as record:
        record.add(*version(text))
        name = record.search()[0].id
    with running(Settings(record=str(empty_record))) as site:
        tab.goto(f"{site.url}review?statement={name}&whole=1")
        content = tab.locator("#c-content")
        whole = content.input_value()
        steps = [
            (("c", "ArrowLeft", "c"), "😀 The 𝓅ier, they hope, will stay 🦀 closed until"),
            (("c", "b", "ArrowRight", "c"), "The 𝓅ier, they hope, will stay 🦀 closed until"),
            (
                ("c", "Shift+ArrowLeft", "Shift+ArrowLeft", "c"),
                "The 𝓅ier, they hope, will stay 🦀 closed unt",
            ),
            (("c", "ArrowRight", "c"), "The 𝓅ier, they hope, will stay 🦀 closed until"),
            (("d", "ArrowDown", "d"), "𝓅ier"),
            (("d", "ArrowUp", "ArrowRight", "d"), "The 𝓅ier"),
            (("d", "d"), "The 𝓅ier"),
        ]
        for keys, words in steps:
            press(tab, *keys)
            field = tab.locator("#c-addressee" if keys[0] == "d" else "#c-content")
            start = text.index(words)
            assert field.input_value() == f"{words} @{start}–{start + len(words)}", keys
        press(tab, "c", "ArrowUp", "ArrowUp", "ArrowUp")
        tab.locator("#evidence [data-at]").last.evaluate("(node) => getSelection().selectAllChildren(node)")
        press(tab, "b", "ArrowRight")
        content.evaluate("(node, value) => { node.value = value; }", whole)
        tab.keyboard.press("Shift+w")
        assert tab.locator("#c-when").input_value().startswith("The 𝓅ier")
        press(tab, "a")
        tab.wait_for_selector(".last")
    with Record(empty_record, create=False) as record:
        made = record.corrections()[-1]
    assert made.value["addressee"]["words"] == "The 𝓅ier"


def test_a_further_place_and_one_that_was_moved(own_site: Running, own_record: Path, tab: Any) -> None:
    name = statement_with(own_record)
    tab.goto(own_site.url + f"review?statement={name}")
    content = tab.locator("#c-content")
    press(tab, "c", "b", "ArrowRight", "ArrowRight", "c")
    rest = content.input_value()
    assert "\n" not in rest
    press(tab, "c", "ArrowUp", "Shift+C")  # the word before it, as a further place
    assert len(content.input_value().splitlines()) == 2
    press(tab, "c", "ArrowRight", "c")  # over the other one: both are one
    assert len(content.input_value().splitlines()) == 1


def test_keys_are_told_and_can_be_turned_off(own_site: Running, own_record: Path, tab: Any) -> None:
    tab.goto(own_site.url + "review")
    press(tab, "?")
    assert "pass over it" in tab.get_by_role("dialog").inner_text()
    press(tab, "a", "x")
    tab.get_by_label("take single keys").uncheck()
    press(tab, "Escape", "a", "x", "n")
    assert tab.get_by_role("dialog").count() == 0
    tab.reload()
    press(tab, "a")
    assert corrections(own_record) == []
    assert tab.locator(".bar kbd").first.is_visible()


def test_review_without_scripts(own_site: Running, own_record: Path, tab_of: Callable[..., Any]) -> None:
    tab = tab_of(java_script_enabled=False, viewport={"width": 375, "height": 800}, color_scheme="dark")
    name = statement_with(own_record)
    text = text_of(own_record, name)
    tab.goto(own_site.url + "review?outlet=&act=")
    tab.get_by_text("Of all statements").click()
    tab.get_by_label("Kind", exact=True).first.select_option("direct")
    tab.get_by_role("button", name="Show these").click()
    assert "kind=direct" in tab.url
    tab.get_by_role("button", name="Accept").click()
    assert "kind=direct" in tab.url
    tab.get_by_role("button", name="Next").click()
    assert "1 passed over" in tab.locator(".tally").inner_text()
    tab.goto(own_site.url + f"review?statement={name}")
    assert tab.locator(".key:visible").count() == 0
    tab.get_by_label("Act").last.select_option("deny")
    content = tab.get_by_label("Content")
    words = content.input_value().rpartition(" @")[0].split()
    content.fill(" ".join(words[:-1]) + content.input_value()[content.input_value().rindex(" @") :])
    tab.get_by_label("Addressee").fill("in words that stand nowhere")
    tab.get_by_role("button", name="Accept").click()
    assert "does not stand in the article" in tab.get_by_role("alert").inner_text()
    assert tab.get_by_label("Act").last.input_value() == "deny", "what was typed is kept"
    tab.get_by_label("Addressee").fill("")
    tab.get_by_label("stance 2").select_option("for")
    tab.get_by_label("whom or what 2").fill("The Gate Company")
    tab.get_by_role("button", name="Accept").click()
    made = corrections(own_record)[-1]
    assert "deny" in made
    assert "The Gate Company" in made
    with Record(own_record, create=False) as record:
        [place] = record.corrections()[-1].value["content"]
    assert text[slice(*place["span"])].split() == words[:-1]
    tab.get_by_role("button", name="Undo").click()
    assert name in tab.url
    tab.get_by_role("button", name="Reject").click()
    assert corrections(own_record)[-1] == "rejected"


def test_two_reviewers_do_not_overwrite_each_other(
    own_record: Path, tab_of: Callable[..., Any], axe: Any
) -> None:
    passwords = {"reviewer": scrambled("correct horse")}
    name = statement_with(own_record)
    with running(Settings(record=str(own_record), passwords=passwords)) as site:
        tabs = [tab_of(), tab_of()]
        for tab, who in zip(tabs, ("Ana", "Ben"), strict=True):
            tab.goto(site.url + f"review?statement={name}")
            tab.get_by_label("Your name").fill(who)
            tab.get_by_label("Password").fill("correct horse")
            press(tab, "Enter")
            tab.wait_for_selector("#decision")
        ana, ben = tabs
        ana.locator("#c-act").select_option("deny")
        ana.keyboard.press("Escape")
        ana.get_by_role("button", name="Accept").click()
        ana.wait_for_selector(".last")
        ben.locator("#c-act").select_option("demand")
        ben.locator("#c-speaker").fill("Ben's own")
        ben.get_by_role("button", name="Accept").click()
        told = ben.locator(".conflict")
        told.wait_for()
        assert "Ana" in told.inner_text()
        assert "deny" in told.inner_text()
        assert "demand" in told.inner_text()
        assert axe(ben) == []
        assert len(corrections(own_record)) == 1
        assert ben.locator("#c-act").input_value() == "demand"
        ben.locator("#c-act").select_option("deny")  # Ana was right about that
        ben.get_by_role("button", name="Accept").click()
        ben.wait_for_selector(".last")
        ana.get_by_role("button", name="Undo").click()  # it is not hers alone any more
        ana.locator(".conflict").wait_for()
        assert "Ben" in ana.locator(".conflict").inner_text()
    with Record(own_record, create=False) as record:
        found = record.reviewed(name)
    assert found.now["act"] == "deny"
    assert found.now["speaker"]["name"] == "Ben's own"
    assert [each.made_by for each in found.corrections] == ["Ana", "Ben"]


def test_a_button_pressed_twice_decides_once(
    own_record: Path, client_of: Callable[..., httpx.Client]
) -> None:
    client, name = client_of(own_record), statement_with(own_record)
    form = form_in(client.get(f"/review?statement={name}").text) | {"act": "deny"}
    answers = [client.post(f"/review/{name}", data=form).status_code for _ in range(2)]
    assert answers == [303, 303]
    assert len(corrections(own_record)) == 1
    assert client.post(f"/review/{name}", data=form | {"act": "ask"}).status_code == 409


def test_whoever_may_not_decide_sees_why(own_record: Path, client_of: Callable[..., httpx.Client]) -> None:
    writer = client_of(own_record)
    name = statement_with(own_record)
    assert sent(writer, name, act="deny").status_code == 303
    client = client_of(own_record, read_only=True)
    page = client.get(f"/review?statement={name}")
    assert "--read-only" in page.text
    assert "<fieldset disabled>" in page.text
    for path in (f"/review/{name}", "/review/undo", "/review/again", f"/statements/{name}/undo"):
        answer = client.post(path, data=form_in(page.text) | {"number": "1"})
        assert answer.status_code == 403, path
        assert "for reading only" in answer.text
    assert "undo" not in client.get(f"/statements/{name}").text
    passwords = {"reader": scrambled("only reading"), "reviewer": scrambled("correct horse")}
    reader = client_of(own_record, passwords=passwords)
    reader.headers["authorization"] = "Bearer only reading"
    assert "signed in as a reader" in reader.get("/review").text


@pytest.mark.parametrize("path", ["/review/{}", "/review/undo", "/review/again", "/statements/{}/undo"])
def test_no_other_site_decides(own_record: Path, client_of: Callable[..., httpx.Client], path: str) -> None:
    client, name = client_of(own_record), statement_with(own_record)
    form = form_in(client.get(f"/review?statement={name}").text) | {"number": "1"}
    at = path.format(name)
    assert client.post(at, data=form | {"token": "x"}).status_code == 403
    assert client.post(at, data={}).status_code == 403
    assert client.post(at, data=form, headers={"origin": "https://other.example"}).status_code == 403
    assert corrections(own_record) == []


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"seen": "x"}, 400),
        ({"seen": "9" * 30}, 400),
        ({"seen": "77"}, 409),
        ({"shown": "{"}, 400),
        ({"shown": "[1]"}, 400),
        ({"shown": "[" * 100_000}, 400),
        ({"target_stance": "beside", "target": "the pier", "target_place": ""}, 400),
        ({"target_stance": "", "target": "the pier", "target_place": ""}, 400),
        ({"do": "drop table"}, 400),
        ({"act": "sing"}, 400),
        ({"speaker": "x", "speaker_type": "ghost"}, 400),
        ({"content": ""}, 400),
        ({"content": "9999999-99999999"}, 400),
        ({"content": "5-3"}, 400),
        ({"when": "'; DROP TABLE statements; --"}, 400),
        ({"said_on": "2024-99"}, 400),
        ({"do": "note"}, 400),
        ({"do": "note", "note": "x" * 10_001}, 400),
        ({"note": "\0"}, 400),
        ({"speaker": "n" * 30_000}, 400),
        ({"speaker": "\0\ud7ff\u202e"}, 400),
    ],
)
def test_what_is_wrong_is_told_and_changes_nothing(
    own_record: Path, client_of: Callable[..., httpx.Client], wrong: dict[str, str], status: int
) -> None:
    client, name = client_of(own_record), statement_with(own_record)
    assert sent(client, name, **wrong).status_code == status
    assert corrections(own_record) == []


def test_the_filters_are_those_of_search(client: httpx.Client) -> None:
    assert client.get("/review?act=nonsense").status_code == 400
    assert client.get("/review?since=soon").status_code == 400
    assert client.get("/review?min_confidence=1,5").status_code == 400
    assert "Nothing is left of these" in client.get("/review?words=zzzzzz&speaker=zz").text
    for hostile in ("' OR 1=1 --", '"', "NEAR(", "\0", "*", "a" * 1000):
        assert client.get("/review", params={"words": hostile, "flag": hostile}).status_code == 200
    assert client.get("/review?statement=nothing").status_code == 404
    assert client.get("/review/speakers?like=%00").json() == []


def test_all_passed_over_comes_again(own_record: Path, client_of: Callable[..., httpx.Client]) -> None:
    client = client_of(own_record)
    page = client.get("/review?act=threaten").text
    for _ in range(200):
        if 'id="decision"' not in page:
            break
        name = re.search(r'action="/review/([0-9a-f]{12})\?act=threaten"', page)[1]
        client.post(f"/review/{name}?act=threaten", data=form_in(page) | {"do": "next"})
        page = client.get("/review?act=threaten").text
    assert "Nothing is left" in page
    token = unescape(re.search(r'name="token" value="([^"]*)"', page)[1])
    assert client.post("/review/again?act=threaten", data={"token": token}).status_code == 303


def test_what_was_decided_is_training_data(own_record: Path, client_of: Callable[..., httpx.Client]) -> None:
    client, name = client_of(own_record), statement_with(own_record)
    assert client.get("/review/corrected.jsonl").text == ""
    page = client.get("/review").text
    assert "Nothing was decided yet" in page
    assert "corrected.jsonl" not in page
    assert sent(client, name, act="deny").status_code == 303
    answer = client.get("/review/corrected.jsonl")
    assert "attachment" in answer.headers["content-disposition"]
    lines = [json.loads(line) for line in answer.text.splitlines()]
    reviewed = [each for line in lines for each in line["attributions"] if each.get("review")]
    assert name in [each["id"] for each in reviewed]
    with Record(own_record, create=False) as record:
        assert len(lines) == len(list(record.readings(reviewed=True)))
        elsewhere = statement_with(own_record, "live-blog.html")
        record.reject(elsewhere, by="Ana")
    for asked, articles in (
        ({}, 3),  # of one page both versions
        ({"act": "deny", "review": "corrected"}, 1),
        ({"review": "rejected"}, 1),
        ({"speaker": "nobody"}, 0),
    ):
        page = client.get("/review", params=asked).text
        link = unescape(re.search(r'href="(/review/corrected.jsonl[^"]*)"', page)[1])
        assert len(client.get(link).text.splitlines()) == articles, asked
    assert client.get("/review/corrected.jsonl?act=sing").status_code == 400
    misspelt = client.get("/review/corrected.jsonl?speeker=x")
    assert misspelt.status_code == 400
    assert "&#39;speaker&#39; may be meant" in misspelt.text


def test_hostile_text_stays_text(own_site: Running, own_record: Path, tab: Any) -> None:
    with Record(own_record, create=False) as record:
        name = record.article(HOSTILE_ADDRESS).reading.statements[0].attribution.id
    tab.goto(own_site.url + f"review?statement={name}&words={SCRIPT}")
    assert SCRIPT in tab.locator("#evidence").text_content()
    tab.locator("#c-act").select_option("accuse")
    tab.locator("#c-speaker").fill(f'{SCRIPT}"><img src=x onerror=alert(1)>')
    tab.get_by_label("Note").fill(SCRIPT)
    tab.get_by_role("button", name="Accept with changes").click()
    tab.wait_for_selector(".last")
    assert SCRIPT in tab.locator(".last").inner_text()
    for path in (f"statements/{name}", f"review?statement={name}", "review"):
        tab.goto(own_site.url + path)
        assert tab.locator("main script, main img, [onerror], [onclick]").count() == 0
        assert tab.title() != "owned"


def test_an_article_tells_what_people_said(own_record: Path, client_of: Callable[..., httpx.Client]) -> None:
    client = client_of(own_record)
    with Record(own_record, create=False) as record:
        reading = record.article("press-conference.html").reading
        ids = [each.attribution.id for each in reading.statements]
        record.accept(ids[0], by="Ana")
        record.correct(ids[1], {"act": "deny" if reading.statements[1].act != "deny" else "ask"}, by="Ana")
        record.reject(ids[2], by="Ben")
        added = record.add_statement("press-conference.html", {"content": [0, 20]}, by="Cem").statement
    page = client.get(f"/articles/{record_id(own_record)}").text
    for words in ("accepted", "corrected", "added"):
        assert re.search(rf'class="flag reviewed".*?</span> {words}</span>', page), words
    assert "Rejected by people" in page
    assert "rejected by Ben" in page
    assert "missed it" in client.get(f"/statements/{added}").text
    rejected = client.get(f"/statements/{ids[2]}").text
    assert "search does not find it" in rejected
    corrected = client.get(f"/statements/{ids[1]}").text
    assert "Ana" in corrected
    assert "The machine read" in corrected
    told = dict(re.findall(r'<th scope="row">([^<]+)</th>(.*?)</tr>', corrected))
    assert "the same" not in told["act"] + told["PLOVER class"]
    sure = percent(reading.statements[1].confidences.act)
    assert f'{reading.statements[1].act} <span class="about">{sure} sure</span>' in told["act"]
    assert "the same" in told["cue"]


def record_id(record: Path) -> str:
    from onrecord.identity import article_id

    with Record(record, create=False) as opened:
        return article_id(opened.article("press-conference.html").reading.article)


def test_a_target_without_a_side_is_asked_about_and_one_that_was_shown_goes(
    own_record: Path, client_of: Callable[..., httpx.Client]
) -> None:
    client, name = client_of(own_record), statement_with(own_record)
    refused = sent(client, name, target_stance="", target="the old pier", target_place="")
    assert "for or against &#39;the old pier&#39;? Choose one of them" in refused.text
    assert 'value="the old pier"' in refused.text, "what was typed stays in the form"
    for stance, left in (("for", ["the old pier"]), ("", [])):
        assert (
            sent(client, name, target_stance=stance, target="the old pier", target_place="").status_code
            == 303
        )
        with Record(own_record, create=False) as opened:
            assert [each.name for each in opened.reviewed(name).statement.targets] == left
