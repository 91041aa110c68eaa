"""The overview, and adding pages: what is taken, what is refused, how far it has come, who may."""

import gzip
import http.server
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from onrecord.encoder import Encoder
from onrecord.errors import FetchError, PageError
from onrecord.record import Record
from onrecord.web import Settings, adding
from onrecord.web.adding import FullError, Given, Queue, pasted, uploaded, urls_in
from onrecord.web.passwords import scrambled
from tests.web.sites import SCRIPT, running

STORY = (
    "Harbour tolls to rise\n\n"
    "“The tolls will rise in May,” said Inês Côrte-Real, who runs the port of Alvor.\n"
)
FORM = {"urls": "", "text": "", "address": ""}


def token_of(client: httpx.Client) -> str:
    found = re.search(r'name="token" value="([^"]+)"', client.get("/add").text)
    assert found
    return found[1]


def add(client: httpx.Client, files: Any = None, **given: str) -> httpx.Response:
    form = FORM | {"token": token_of(client)} | given
    if files:
        return client.post("/add", data=form, files=files)
    return client.post("/add", files={name: (None, value) for name, value in form.items()})


def done(client: httpx.Client) -> str:
    """The page that tells how far all is, when all is done."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        page = client.get("/add").text
        if 'data-to-do="0"' in page:
            return page
        time.sleep(0.1)
    raise AssertionError(page)


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Another site on this computer, which tells at `asked` what it was asked for."""

    class Answers(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/robots.txt":
                self.send_error(404)
                return
            self.send_response(302 if self.path == "/moved" else 200)
            self.send_header("Location", "http://127.0.0.1:1/inside")
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f"<html><body><p>{STORY}</p></body></html>".encode())

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("typed", "urls"),
    [
        ("", []),
        (
            " https://a.example/ \n\nhttp://b.example\nhttps://a.example/",
            ["https://a.example/", "http://b.example"],
        ),
        ("HTTPS://A.example", ["HTTPS://A.example"]),
    ],
)
def test_urls_are_one_a_line(typed: str, urls: list[str]) -> None:
    assert [each.address for each in urls_in(typed)] == urls


@pytest.mark.parametrize(
    "typed",
    [
        "/etc/passwd",
        "file:///etc/passwd",
        "-",
        "ftp://a.example",
        "javascript:alert(1)",
        "https://" + "a" * 2000,
    ],
)
def test_nothing_else_is_a_url(typed: str) -> None:
    with pytest.raises(PageError):
        urls_in(typed)


def test_a_password_in_a_url_is_neither_taken_nor_told() -> None:
    with pytest.raises(PageError, match="leave it out") as raised:
        urls_in("https://a.example/\nhttp://ann:geheim@b.example/")
    assert "b.example" in raised.value.message
    assert "geheim" not in raised.value.message
    with pytest.raises(PageError) as raised:
        urls_in("ftp://ann:geheim@b.example/")
    assert "geheim" not in raised.value.message
    assert pasted("A", "https://ann:geheim@b.example/a")[0].address == "https://b.example/a"


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("story.html", "/story.html"),
        ("../../etc/passwd", "/passwd"),
        ("C:\\news\\story.txt", "/story.txt"),
        ("..", "/page"),
        ("a\nb\0\u202e.html", "/ab.html"),
        ("x" * 300 + ".txt", "/" + "x" * 116 + ".txt"),
        (SCRIPT, "/script>"),
    ],
)
def test_an_upload_has_a_plain_name(name: str, address: str) -> None:
    [given] = uploaded(name, b"<p>x</p>")
    assert given.page is not None
    assert re.fullmatch(r"upload/[0-9a-f]{12}" + re.escape(address), given.address)


def test_files_of_one_name_are_several_pages() -> None:
    assert uploaded("index.html", b"one")[0].address != uploaded("index.html", b"two")[0].address


def test_lines_of_json_are_a_page_each_and_a_bad_one_costs_itself() -> None:
    lines = b'{"id": "a", "text": "One."}\nno json\n{"id": "b", "text": "Two."}\n'
    for data in (lines, gzip.compress(lines)):
        found = uploaded("articles.jsonl", data)
        assert [each.address for each in found] == ["a", "articles.jsonl:2", "b"]
        assert isinstance(found[1].page, FetchError)


def test_no_more_lines_are_read_than_can_wait() -> None:
    lines = b"".join(b'{"id": %d, "text": "One."}\n' % number for number in range(1000))
    assert len(uploaded("articles.jsonl", lines)) == adding.MOST_WAITING + 1


def test_a_paste_is_known_by_its_words_or_its_address() -> None:
    [given] = pasted("A\r\nB")
    assert given.page is not None
    assert given.page.data == b"A\nB"
    assert given.address.startswith("paste/")
    assert pasted("<p>A", " https://a.example/\n")[0].address == "https://a.example/"
    assert pasted(" \n") == []
    with pytest.raises(PageError):
        pasted("\ud800")


def test_so_much_waits_and_no_more(empty_record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Record(empty_record) as record:
        queue = Queue(Settings(record=str(empty_record)), record)
        monkeypatch.setattr(queue, "_work", lambda: None)
        queue.add([Given(f"https://a.example/{n}") for n in range(adding.MOST_WAITING)], "me")
        with pytest.raises(FullError, match="at most 200 pages"):
            queue.add([Given("https://a.example/more")], "me")
        assert queue.progress().to_do == adding.MOST_WAITING
        queue.close()


def test_uploads_and_pastes_are_read_and_kept(
    client_of: Callable[..., Any], empty_record: Path, encoder: Encoder
) -> None:
    client = client_of(empty_record, by="Ann")
    assert "The record is empty" in client.get("/").text
    files = [
        ("files", ("story.txt", STORY.encode(), "application/x-evil")),
        ("files", ("empty.html", b"", "text/html")),
        ("files", ("picture.html", b"\x89PNG\r\n\x1a\n", "text/html")),
    ]
    answer = add(client, files, text=f"<h1>Hello</h1><p>{STORY}</p>", address="https://a.example/hello")
    assert (answer.status_code, answer.headers["location"]) == (303, "/add#progress")
    page = done(client)
    assert page.count("Read · 1 statement") == 2
    assert page.count("Could not be read") == 2
    assert "PNG picture" in page
    with Record(empty_record) as record:
        held = {row.address for row in record.search("tolls")}
        assert "https://a.example/hello" in held
        assert {each.step for each in record.failures()} == {"article"}
    overview = client.get("/").text
    assert "Pages that could not be read" in overview
    assert "Harbour tolls to rise" in overview


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://localhost:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f.1:{port}/",
        "http://0/",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://me:secret@127.0.0.1:{port}/",
    ],
)
def test_private_addresses_are_never_asked(
    client_of: Callable[..., Any], empty_record: Path, elsewhere: str, url: str
) -> None:
    client = client_of(empty_record)
    port = elsewhere.rstrip("/").rpartition(":")[2]
    assert add(client, urls=url.format(port=port)).status_code == 303
    assert "Could not be read" in done(client)
    with Record(empty_record) as record:
        assert record.count() == 0
        assert [each.step for each in record.failures()] == ["fetch"]


def test_who_started_the_site_may_allow_them(
    client_of: Callable[..., Any], empty_record: Path, elsewhere: str
) -> None:
    client = client_of(empty_record, allow_private=True)
    with Record(empty_record) as record:
        record.not_read(FetchError("no connection", page=elsewhere, step="fetch"))
        add(client, urls=f"{elsewhere}\n{elsewhere}moved")
        page = done(client)
        assert "Read · 1 statement" in page
        assert "no connection" in page
        assert [each.address for each in record.failures()] == [f"{elsewhere}moved"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "nothing was given"),
        ({"urls": "/etc/passwd"}, "does not begin with http"),
        ({"urls": SCRIPT}, "does not begin with http"),
    ],
)
def test_what_is_none_is_refused_and_may_be_mended(client: Any, given: dict[str, str], said: str) -> None:
    answer = add(client, **given)
    assert answer.status_code == 422
    assert said in answer.text
    assert SCRIPT not in answer.text


def test_too_many_files_are_refused(client: Any) -> None:
    files = [("files", (f"{n}.txt", b"x", "text/plain")) for n in range(60)]
    assert "at most 50" in add(client, files).text


def test_too_large_an_upload_is_refused(client_of: Callable[..., Any], empty_record: Path) -> None:
    client = client_of(empty_record, upload_bytes=10_000)
    assert add(client, [("files", ("a.txt", b"x" * 20_000, "text/plain"))]).status_code == 413


def test_only_a_form_of_ours_adds(client: Any) -> None:
    assert client.post("/add", data={"urls": "https://a.example/", "token": "x"}).status_code == 403
    other = {"origin": "https://evil.example"}
    assert client.post("/add", data={"urls": "https://a.example/"}, headers=other).status_code == 403


def test_readers_add_nothing(client_of: Callable[..., Any], own_record: Path) -> None:
    read_only = client_of(own_record, read_only=True)
    assert 'action="/add"' not in read_only.get("/").text
    assert read_only.get("/add").status_code == 403
    assert read_only.post("/add", data={"urls": "https://a.example/"}).status_code == 403
    guarded = client_of(own_record, passwords={"reader": scrambled("reader's word")})
    assert guarded.get("/add").status_code in (303, 401)
    reader = {"authorization": "Bearer reader's word"}
    assert guarded.get("/add", headers=reader).status_code == 403
    assert 'action="/add"' not in guarded.get("/", headers=reader).text


def test_failed_pages_are_told_to_readers_without_a_button(
    client_of: Callable[..., Any], own_record: Path
) -> None:
    with Record(own_record) as record:
        for number in range(25):
            record.not_read(
                FetchError(f"{SCRIPT} {number}", page=f"https://a.example/{number}", step="fetch")
            )
    page = client_of(own_record, read_only=True).get("/").text
    assert page.count('<p class="at">https://a.example/') == 20
    assert "there are more" in page
    assert SCRIPT not in page
    assert "Try again" not in page
    assert client_of(own_record).get("/").text.count("Try again") == 20


def test_the_overview_counts_and_leads_on(client: Any, filled_record: Path) -> None:
    page = client.get("/").text
    with Record(filled_record) as record:
        held = record.contents()
        newest = record.newest()
    assert f"{held.statements:,}</a>" in page
    assert f'href="/articles/{newest[0].id}"' in page
    assert "1 older version of these pages is kept" in page
    assert SCRIPT not in page
    for _ in range(100):
        if "All that is repeated" in page:
            break
        time.sleep(0.1)
        page = client.get("/").text
    ids = re.findall(r'href="/utterances/([0-9a-f]+)"', page)
    with Record(filled_record) as record:
        assert ids == [told.utterance.name for told in record.utterances(limit=8)]


def test_the_overview_does_not_wait_for_utterances(
    client_of: Callable[..., Any], filled_record: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    going_on = threading.Event()
    monkeypatch.setattr(Record, "utterances", lambda *_, **__: going_on.wait(20) and ())
    client = client_of(filled_record)
    assert "being compared" in client.get("/").text
    going_on.set()


def test_pages_are_added_by_keys_and_their_progress_appears(
    empty_record: Path, tab: Any, encoder: Encoder, axe: Callable[[Any], list[str]]
) -> None:
    with running(Settings(record=str(empty_record))) as site:
        tab.goto(site.url)
        tab.focus("summary")
        tab.keyboard.press("Enter")
        tab.keyboard.press("Tab")
        tab.keyboard.type(STORY)
        tab.keyboard.press("Tab")
        tab.keyboard.press("Tab")
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/add#progress")
        tab.get_by_role("heading", name="All done").wait_for(timeout=60_000)  # without loading the page anew
        assert axe(tab) == []
        tab.locator(".queue a").click()
        tab.wait_for_url("**/articles/*")
        assert "tolls" in tab.locator("main").inner_text()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_adding_works_without_scripts(
    own_record: Path, tab_of: Callable[..., Any], axe: Callable[[Any], list[str]], theme: str
) -> None:
    with running(Settings(record=str(own_record))) as site:
        with Record(own_record) as record:
            record.not_read(FetchError("no connection", page="https://a.invalid/" + "x" * 300, step="fetch"))
        tab = tab_of(java_script_enabled=False, viewport={"width": 375, "height": 800}, color_scheme=theme)
        tab.goto(site.url)
        story = {"name": "story.txt", "mimeType": "text/plain", "buffer": STORY.encode()}
        tab.set_input_files("#add-files", story)
        tab.click("form.add button")
        assert "/add" in tab.url
        tab.get_by_text("All done").wait_for(timeout=60_000)  # the page loads itself anew
        scripted = tab_of(viewport={"width": 375, "height": 800}, color_scheme=theme)
        for path in ("", "add"):
            scripted.goto(f"{site.url}{path}")
            assert scripted.evaluate("document.documentElement.scrollWidth") <= 375
            assert axe(scripted) == []


def test_what_json_says_stays_text(
    client_of: Callable[..., Any], empty_record: Path, encoder: Encoder
) -> None:
    client = client_of(empty_record)
    line = json.dumps({"id": SCRIPT, "title": SCRIPT, "text": f"{SCRIPT}\n\n{STORY}", "outlet": SCRIPT})
    add(client, [("files", ("a.jsonl", line.encode(), "text/plain"))])
    assert SCRIPT not in done(client)
    assert SCRIPT not in client.get("/").text
