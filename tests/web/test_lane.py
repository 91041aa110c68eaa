"""Very long articles, and those who read something else meanwhile."""

import re
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest

from onrecord.identity import article_id
from onrecord.record import Record, Shown, correcting, loading, lookup, revising
from onrecord.web import Settings, lane, turns
from tests.web.sites import long_one, running


@pytest.fixture
def record_of_both(empty_record: Path) -> tuple[Path, str, str]:
    """A record with a long article and a short one, with their ids."""
    found: list[str] = []
    with Record(empty_record) as record:
        for number, statements in enumerate((40, 3)):
            page, reading = long_one(statements, statements * 13)
            address = f"{number}.txt"
            article = replace(reading.article, id=address)
            record.add(replace(page, address=address), replace(reading, article=article))
            found.append(article_id(article))
    return empty_record, found[0], found[1]


class Held:
    """Loading of articles with many statements that goes on when it is told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.going_on = threading.Event()
        self.begun: list[str] = []
        load = Record.article

        def slowly(record: Record, id: str) -> Shown:
            shown = load(record, id)
            if len(shown.reading.statements) >= lane.LONG:
                self.begun.append(id)
                assert self.going_on.wait(30)
            return shown

        monkeypatch.setattr(Record, "article", slowly)


def test_nobody_waits_for_long_articles(
    record_of_both: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, long, short = record_of_both
    monkeypatch.setattr(lane, "LONG", 20)
    monkeypatch.setattr(turns, "MOST_OF_ONE", 10)
    held = Held(monkeypatch)
    with running(Settings(record=str(place), threads=3)) as site, ThreadPoolExecutor(10) as threads:
        ask = lambda path: httpx.get(site.url + path, timeout=30).status_code  # noqa: E731
        slow = [threads.submit(ask, f"articles/{long}") for _ in range(8)]
        slow.append(threads.submit(ask, f"api/v1/articles/{long}"))
        while not held.begun:
            time.sleep(0.01)
        time.sleep(0.2)
        for path in ("search", f"articles/{short}", "", f"articles/{long}x"):
            assert ask(path) in (200, 404)
        assert len(held.begun) == 1  # one at a time
        held.going_on.set()
        assert [each.result() for each in slow] == [200] * 9


def test_so_many_wait_for_long_articles_and_no_more(
    record_of_both: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, long, _ = record_of_both
    monkeypatch.setattr(lane, "LONG", 20)
    monkeypatch.setattr(turns, "MOST_WAITING", 2)
    held = Held(monkeypatch)
    with running(Settings(record=str(place))) as site, ThreadPoolExecutor(10) as threads:
        ask = lambda: httpx.get(f"{site.url}articles/{long}", timeout=30)  # noqa: E731
        slow = [threads.submit(ask) for _ in range(5)]
        while sum(each.done() for each in slow) < 2:
            time.sleep(0.01)
        held.going_on.set()
        answers = [each.result() for each in slow]
    assert sorted(each.status_code for each in answers) == [200, 200, 200, 503, 503]
    refused = next(each for each in answers if each.status_code == 503)
    assert "Many ask for very long articles" in refused.text
    assert refused.headers["retry-after"]


def test_one_visitor_takes_few_places(
    record_of_both: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, long, _ = record_of_both
    monkeypatch.setattr(lane, "LONG", 20)
    held = Held(monkeypatch)
    settings = Settings(
        record=str(place), url="https://record.example"
    )  # who asks is told by what stands before
    with running(settings) as site, ThreadPoolExecutor(10) as threads:

        def ask(visitor: str) -> httpx.Response:
            from_there = {"x-forwarded-for": visitor, "host": "record.example"}
            return httpx.get(f"{site.url}articles/{long}", timeout=30, headers=from_there)

        slow = [threads.submit(ask, f"2001:db8::{number}") for number in range(7)]
        while sum(each.done() for each in slow) < 3:
            time.sleep(0.01)
        other = threads.submit(ask, "203.0.113.7")
        time.sleep(0.2)
        assert not other.done()
        held.going_on.set()
        answers = [each.result() for each in slow]
        assert other.result().status_code == 200
        assert ask("2001:db8::1").status_code == 200  # nobody waits any more
    assert sorted(each.status_code for each in answers) == [200] * 4 + [503] * 3
    refused = next(each for each in answers if each.status_code == 503)
    assert "You wait for several very long articles" in refused.text
    assert refused.headers["retry-after"]


def test_nothing_is_made_for_those_who_went_away(
    record_of_both: tuple[Path, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    place, long, _ = record_of_both
    monkeypatch.setattr(lane, "LONG", 20)
    held = Held(monkeypatch)
    with running(Settings(record=str(place))) as site, ThreadPoolExecutor(10) as threads:
        ask = lambda: httpx.get(f"{site.url}articles/{long}", timeout=30).status_code  # noqa: E731
        first = threads.submit(ask)
        while not held.begun:
            time.sleep(0.01)
        host, _, port = site.url.removeprefix("http://").rstrip("/").rpartition(":")
        for _ in range(3):
            with socket.create_connection((host, int(port))) as going:
                going.sendall(f"GET /articles/{long} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
                time.sleep(0.1)
        time.sleep(0.2)
        held.going_on.set()
        assert first.result() == 200
        assert ask() == 200
    assert len(held.begun) == 2


def test_strangers_wait_for_nothing(
    record_of_both: tuple[Path, str, str], client_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from onrecord.web.passwords import scrambled

    place, long, _ = record_of_both
    monkeypatch.setattr(Record, "statements_beside", lambda *_: pytest.fail("a stranger asked the record"))
    client = client_of(place, passwords={"reviewer": scrambled("for reviewing")})
    assert client.get(f"/articles/{long}").status_code == 303


def test_how_much_there_is_to_show(record_of_both: tuple[Path, str, str]) -> None:
    place, _, short = record_of_both
    with Record(place, create=False) as record:
        shown = record.article(short)
        many = len(shown.reading.statements)
        for id in (short, short[:8], shown.reading.article.id, shown.reading.statements[0].attribution.id):
            assert record.statements_beside(id) == many
        for id in ("", "nothing", "0" * 12, "' OR 1=1"):
            assert record.statements_beside(id) == 0


@pytest.mark.parametrize(
    ("path", "form", "waits"),
    [
        ("/articles/{article}", None, True),
        ("/articles/{article}/changes", None, True),
        ("/articles/{article}/missed", None, True),
        ("/articles/{article}/missed", {}, True),
        ("/articles/{article}/page", None, False),
        ("/statements/{statement}", None, True),
        ("/statements/{statement}/undo", {"number": "1", "seen": "0"}, True),
        ("/review", None, True),
        ("/review?statement={statement}", None, True),
        ("/review?speaker=nobody", None, False),
        ("/review/{statement}", {"do": "next"}, True),
        ("/review/undo", {}, False),  # nothing was decided yet
        ("/api/v1/articles/{article}", None, True),
        ("/api/v1/articles/{article}/page", None, False),
        ("/api/v1/articles/{article}/revisions", None, False),
        ("/api/v1/articles/{article}/revisions/diff", None, True),
        ("/api/v1/articles/{article}/statements", {"values": {}}, True),
        ("/api/v1/statements/{statement}", None, True),
        ("/api/v1/statements/{statement}/review", None, True),
        ("/api/v1/statements/{statement}/note", {"note": "seen", "seen": 0}, True),
    ],
)
def test_what_loads_a_long_article_is_made_in_turn(
    empty_record: Path,
    client_of: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    form: dict[str, Any] | None,
    waits: bool,
) -> None:
    page, reading = long_one(40, 520)
    with Record(empty_record) as record:
        record.add(page, reading)
        shown = record.article(page.address).reading
    monkeypatch.setattr(lane, "LONG", 20)
    in_turn, loaded = [], []
    take, load = turns.Turns.take, loading.load

    async def taken(own: turns.Turns, *args: Any) -> None:
        in_turn.append(path)
        await take(own, *args)

    monkeypatch.setattr(turns.Turns, "take", taken)
    for module in (lookup, revising, correcting):
        monkeypatch.setattr(module, "load", lambda *args: loaded.append(path) or load(*args))  # type: ignore[func-returns-value]
    client = client_of(empty_record)
    path = path.format(article=article_id(shown.article), statement=shown.statements[0].attribution.id)
    if form is None:
        status = client.get(path).status_code
    elif path.startswith("/api"):
        status = client.post(path, json=form).status_code
    else:
        token = re.search(r'name="token" value="([^"]*)"', client.get("/review?speaker=nobody").text)
        assert token
        status = client.post(path, data={"token": unescape(token[1]), **form}).status_code
    assert status < 500
    assert bool(in_turn) is waits
    assert waits or not loaded
