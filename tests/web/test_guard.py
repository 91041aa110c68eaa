"""Who may ask what: hosts, origins, sizes, slowness, tokens, passwords; and what a stranger is told."""

import asyncio
import re
import select
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from onrecord.errors import OnrecordError
from onrecord.record import Record
from onrecord.web import Settings, exports
from onrecord.web.guard import Guard
from onrecord.web.passwords import TRIES, scrambled
from onrecord.web.serving import listening, url_of
from onrecord.web.sessions import Sessions
from onrecord.web.settings import network_of
from onrecord.web.views import review
from tests.web.sites import running

OWN = "its own"
PASSWORDS = {"reader": scrambled("only for reading"), "reviewer": scrambled("for reviewing")}
STRANGE = (
    "%00",
    "..%2f..%2fetc%2fpasswd",
    "%ff%fe",
    "'%20OR%201=1--",
    "<script>",
    "a" * 3000,
    "%F0%9F%92%A9",
)


def token_of(answer: Any) -> str:
    return re.search(r'name="token" value="([^"]+)"', answer.text)[1]


def sign_in(client: Any, password: str, name: str = "Ann") -> Any:
    token = token_of(client.get("/sign-in"))
    return client.post(
        "/sign-in", data={"token": token, "password": password, "name": name, "next": "/search"}
    )


def test_headers_stand_on_every_answer(client: Any) -> None:
    for path in ("/", "/nowhere", "/static/x/onrecord.css", "/api/v1/nowhere"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "a@127.0.0.1", ""]
)
def test_a_site_on_loopback_answers_to_no_other_name(client: Any, host: str) -> None:
    answer = client.get("/", headers={"host": host})
    assert answer.status_code == 421
    assert "Not this site" in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:1", "LOCALHOST", "[::1]:8000"])
def test_it_answers_to_its_own(client: Any, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"origin": OWN}, 303),
        ({"origin": OWN, "sec-fetch-site": "same-origin"}, 303),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://127.0.0.1:9"}, 403),
        ({"origin": "http://[::"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
def test_only_our_own_pages_change_anything(client: Any, headers: dict[str, str], status: int) -> None:
    own = str(client.base_url).rstrip("/")
    headers = {name: own if value == OWN else value for name, value in headers.items()}
    assert client.post("/theme", data={"theme": "dark"}, headers=headers).status_code == status


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search?words=the",
        "/search/statements.csv",
        "/sign-in",
        "/api/v1/articles",
        "/api/v1/statements.jsonl",
        "/nowhere",
    ],
)
def test_head_is_answered_as_get_without_a_body(client: Any, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (got.status_code, b"")
    for name in ("content-type", "content-security-policy"):
        assert head.headers[name] == got.headers[name]


def test_head_makes_no_more_of_an_answer_than_its_head(client: Any) -> None:
    """A file of the whole record would else be made for nobody."""
    made: list[int] = []

    async def endless(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while len(made) < 100:
            made.append(1)
            await send({"type": "http.response.body", "body": b"x" * 100, "more_body": True})

    async def asked() -> list[Any]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "HEAD", "path": "/", "headers": [(b"host", b"127.0.0.1")]}
        await Guard(endless, Settings(record=""), lambda *_: endless)(scope, None, send)
        return sent

    with ThreadPoolExecutor(1) as threads:  # the browser's own loop may be running in this one
        sent = threads.submit(lambda: asyncio.run(asked())).result()
    assert [each["type"] for each in sent] == ["http.response.start", "http.response.body"]
    assert len(made) <= 1


@pytest.mark.parametrize(
    "path", ["/search/statements.parquet", "/api/v1/statements.parquet", "/speakers/{}/statements.parquet"]
)
def test_head_writes_no_file(client: Any, path: str) -> None:
    pytest.importorskip("pyarrow")
    path = path.format(re.search(r'href="/speakers/([^"?]+)', client.get("/speakers").text)[1])
    with exports._parquet:  # which whoever writes one takes
        assert client.get(path).status_code == 503
        assert client.head(path).status_code == 200


@pytest.mark.parametrize("path", ["/review/corrected.jsonl", "/api/v1/corrected.jsonl"])
def test_head_makes_no_training_data(client: Any, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    monkeypatch.setattr(review, "_looked_at", lambda *_: made.append(1) or iter(()))
    answer = client.head(path)
    assert (answer.status_code, made) == (200, [])
    assert "attachment" in answer.headers["content-disposition"]
    assert client.get(path).status_code == 200
    assert made == [1]


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\r\nX: y", "x"]
)
def test_nobody_is_sent_to_another_site(client: Any, to: str) -> None:
    answer = client.post("/theme", data={"theme": "dark", "next": to})
    assert answer.headers["location"] == "/"


def test_the_theme_is_kept_and_nothing_else_is_taken_for_one(client: Any) -> None:
    client.post("/theme", data={"theme": "dark"})
    assert 'data-theme="dark"' in client.get("/").text
    client.post("/theme", data={"theme": '"><script>'})
    assert 'data-theme="auto"' in client.get("/").text


def test_what_is_too_large_is_refused(client_of: Callable[..., Any], filled_record: Path) -> None:
    client = client_of(filled_record, form_bytes=1000)
    for content in (b"theme=" + b"x" * 2000, iter([b"theme=", b"x" * 2000])):
        answer = client.post(
            "/theme", content=content, headers={"content-type": "application/x-www-form-urlencoded"}
        )
        assert answer.status_code == 413
        assert "0.001 MB" in answer.text
        assert "content-security-policy" in answer.headers


def test_what_is_too_slow_is_refused_and_stalls_nobody(filled_record: Path) -> None:
    settings = Settings(record=str(filled_record), form_seconds=0.5)
    with running(settings) as site:
        port = int(site.url.split(":")[2].strip("/"))
        head = f"POST /theme HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 100\r\n"
        head += "Content-Type: application/x-www-form-urlencoded\r\n\r\ntheme="
        slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(30)]
        for each in slow:
            each.sendall(head.encode())
        with socket.create_connection(("127.0.0.1", port)) as other:
            other.sendall(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode())
            assert other.recv(100).startswith(b"HTTP/1.1 200")
        for each in slow:
            each.settimeout(5)
            assert each.recv(100).startswith(b"HTTP/1.1 408")
            each.close()


def test_a_query_that_takes_too_long_is_broken_off(
    client_of: Callable[..., Any], filled_record: Path
) -> None:
    answer = client_of(filled_record, query_seconds=0.0).get("/")
    assert answer.status_code in (200, 503)  # of so small a record nothing need take long
    with Record(filled_record, patience=0.05) as record:
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
        with pytest.raises(OnrecordError) as raised:
            record._database.read(lambda connection: connection.exec_driver_sql(endless).scalar_one())
        from onrecord.web.failures import told

        assert told(raised.value).title == "This takes too long"
        assert record.count() > 0


@pytest.mark.parametrize(
    "place", ["/articles/", "/statements/", "/static/", "/static/x/", "/articles/x/page?"]
)
@pytest.mark.parametrize("name", STRANGE)
def test_strange_paths_are_no_pages_and_no_failures(client: Any, place: str, name: str) -> None:
    answer = client.get(place + name)
    assert answer.status_code in (400, 404)
    assert "<script>alert" not in answer.text
    assert "root:" not in answer.text


def test_a_stranger_is_told_nothing_of_the_inside(client_of: Callable[..., Any], own_record: Path) -> None:
    client = client_of(own_record)
    own_record.write_bytes(b"damaged" * 1000)
    for path in ("/", "/articles/abc", "/api/v1/nowhere"):
        answer = client.get(path)
        assert answer.status_code in (404, 500)
        assert str(own_record) not in answer.text
        assert "Traceback" not in answer.text
        assert "sqlite" not in answer.text.casefold()


def test_the_api_tells_its_problems_as_json(client: Any) -> None:
    answer = client.get("/api/v1/nowhere")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404


def test_a_password_keeps_strangers_out(client_of: Callable[..., Any], filled_record: Path) -> None:
    client = client_of(filled_record, passwords=PASSWORDS)
    for path in ("/", "/articles/abc", "/statements/abc", "/articles/abc/page", "/search", "/review"):
        answer = client.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in?next=")
    assert "Speakers" not in client.get("/sign-in").text


@pytest.mark.parametrize(
    ("password", "role"), [("only for reading", "reader"), ("for reviewing", "reviewer")]
)
def test_signing_in_and_out(
    client_of: Callable[..., Any], filled_record: Path, password: str, role: str
) -> None:
    client = client_of(filled_record, passwords=PASSWORDS)
    answer = sign_in(client, password)
    assert (answer.status_code, answer.headers["location"]) == (303, "/search")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    copied = {"cookie": cookie.partition(";")[0]}
    page = client.get("/")
    assert "Sign out Ann" in page.text
    assert client.post("/sign-out", data={"token": "wrong"}).status_code == 403
    assert client.post("/sign-out", data={"token": token_of(page)}).status_code == 303
    assert client.get("/").status_code == 303
    client.cookies.clear()
    assert client.get("/", headers=copied).status_code == 303
    assert sign_in(client, password).status_code == 303


def test_the_key_of_a_session_is_forgotten_when_it_would_have_ended_anyway(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    sessions = Sessions(Settings(record="", passwords=PASSWORDS, session_seconds=1))
    visitors = [sessions.visitor(sessions.signed_in("reader", "Ann")) for _ in range(3)]
    for each in visitors:
        sessions.end(each)
    sessions.end(sessions.visitor(sessions.stranger()))
    assert set(sessions._ended) == {each.key for each in visitors}
    now += 2
    last = sessions.visitor(sessions.signed_in("reader", "Ann"))
    sessions.end(last)
    assert set(sessions._ended) == {last.key}


PUBLIC = "https://record.example.org"
BEHIND = {"x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https"}
"""What a server on this computer tells of whom it speaks for."""


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("record.example.org", 200),
        ("Record.Example.org:443", 200),
        (None, 200),  # of a proxy that gives its own
        ("evil.example", 421),
        ("record.example.org.evil.example", 421),
        ("record.example.org:8443", 421),
    ],
)
def test_a_site_behind_a_proxy_answers_to_its_public_name(
    client_of: Callable[..., Any], filled_record: Path, host: str | None, status: int
) -> None:
    client = client_of(filled_record, passwords=PASSWORDS, url=PUBLIC)
    assert client.get("/sign-in", headers={"host": host} if host else {}).status_code == status


@pytest.mark.parametrize("host", ["record.example.org", None])
@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (PUBLIC, 303),
        ("http://record.example.org.evil.example", 403),
        ("https://evil.example", 403),
        ("null", 403),
    ],
)
def test_signing_in_behind_a_proxy(
    client_of: Callable[..., Any], filled_record: Path, host: str | None, origin: str, status: int
) -> None:
    client = client_of(filled_record, passwords=PASSWORDS, url=PUBLIC)
    headers = {**BEHIND, "origin": origin} | ({"host": host} if host else {})
    page = client.get("/sign-in", headers=headers)
    assert "Secure" in page.headers["set-cookie"]
    cookie = page.headers["set-cookie"].partition(";")[0]
    sent = {"token": token_of(page), "password": "for reviewing"}
    answer = client.post("/sign-in", data=sent, headers={**headers, "cookie": cookie})
    assert answer.status_code == status
    if status == 303:
        assert "Secure" in answer.headers["set-cookie"]
        assert answer.headers["location"] == "/"


def tries(client: Any, *visitors: str) -> list[int]:
    """The answers to a wrong password from each of these, as a proxy tells them."""
    headers = ({"authorization": f"Bearer wrong {n}", "x-forwarded-for": v} for n, v in enumerate(visitors))
    return [client.get("/api/v1/articles", headers=each).status_code for each in headers]


def test_one_visitor_s_wrong_guesses_lock_nobody_else_out(
    client_of: Callable[..., Any], filled_record: Path
) -> None:
    client = client_of(filled_record, passwords=PASSWORDS, url=PUBLIC)
    assert tries(client, *["203.0.113.9"] * (TRIES + 1)) == [401] * TRIES + [429]
    assert tries(client, "203.0.113.10") == [401]
    assert tries(client, "198.51.100.1, 203.0.113.9") == [429]  # what one says of oneself counts for nothing
    assert tries(client, *(f"2001:db8:1:2::{n}" for n in range(TRIES + 1)))[-1] == 429
    assert tries(client, "2001:db8:1:3::1") == [401]


def test_a_proxy_that_comes_to_a_socket_of_both_kinds_is_on_this_computer(filled_record: Path) -> None:
    """It comes as ::ffff:127.0.0.1 then."""
    settings = Settings(record=str(filled_record), host="::", passwords=PASSWORDS, url=PUBLIC)
    try:
        listening("::", 0).close()
    except OnrecordError as error:
        pytest.skip(f"no IPv6 here: {error}")
    with running(settings) as site:
        address = re.sub(r"\[.*\]", "127.0.0.1", site.url)
        with httpx.Client(base_url=address, timeout=30) as client:
            assert tries(client, *(f"203.0.113.{n}" for n in range(TRIES + 1))) == [401] * (TRIES + 1)


def test_nobody_speaks_for_others_where_no_proxy_was_told_of(
    client_of: Callable[..., Any], filled_record: Path
) -> None:
    client = client_of(filled_record, passwords=PASSWORDS)
    assert tries(client, *(f"203.0.113.{n}" for n in range(TRIES + 1)))[-1] == 429
    assert "Secure" not in client.get("/sign-in", headers=BEHIND).headers["set-cookie"]


def test_a_form_of_another_visitor_is_refused(client_of: Callable[..., Any], filled_record: Path) -> None:
    one, other = (client_of(filled_record, passwords=PASSWORDS) for _ in range(2))
    other.get("/sign-in")
    answer = other.post(
        "/sign-in", data={"token": token_of(one.get("/sign-in")), "password": "for reviewing"}
    )
    assert answer.status_code == 403
    assert "out of date" in answer.text


def test_tokens_differ_each_time(client: Any, client_of: Callable[..., Any], filled_record: Path) -> None:
    guarded = client_of(filled_record, passwords=PASSWORDS)
    assert token_of(guarded.get("/sign-in")) != token_of(guarded.get("/sign-in"))


def test_passwords_are_tried_only_so_often(client_of: Callable[..., Any], filled_record: Path) -> None:
    client = client_of(filled_record, passwords=PASSWORDS)
    assert [sign_in(client, f"guess {n}").status_code for n in range(TRIES + 1)] == [401] * TRIES + [429]
    assert sign_in(client, "for reviewing").status_code == 429
    assert client.get("/", headers={"authorization": "Bearer for reviewing"}).status_code == 429


def test_connections_that_say_nothing_take_no_place(
    filled_record: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.web.connection.HEAD_S", 0.5)
    with running(Settings(record=str(filled_record), most_connections=20)) as site:
        port = int(site.url.split(":")[2].strip("/"))
        idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(40)]
        for number, each in enumerate(idle):
            each.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " if number % 2 else b"")
        for each in idle:
            each.settimeout(10)
            with suppress(ConnectionResetError):
                assert each.recv(1) == b""
            each.close()
        with socket.create_connection(("127.0.0.1", port)) as slow:  # an honest one, kept alive
            for _ in range(2):
                slow.sendall(f"GET /static/x/icon.svg HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
                assert slow.recv(100).startswith(b"HTTP/1.1 200")
                time.sleep(0.7)
                while len(slow.recv(65536)) == 65536:
                    pass


def slow_sign_in(url: str, *more: str, source: str = "127.0.0.1") -> socket.socket:
    """A connection that begins to send a form and does not go on."""
    port = int(url.split(":")[2].strip("/"))
    made = socket.create_connection(("127.0.0.1", port), source_address=(source, 0))
    kind = "Content-Type: application/x-www-form-urlencoded"
    head = ("POST /sign-in HTTP/1.1", f"Host: 127.0.0.1:{port}", kind, "Content-Length: 100", *more)
    made.sendall("\r\n".join((*head, "", "password=")).encode())
    made.settimeout(10)
    return made


@pytest.mark.parametrize("reader", ["127.0.0.2", "127.0.0.1"])
def test_one_address_cannot_take_all_places(filled_record: Path, reader: str) -> None:
    """Those who are slow take each other's places, even where the reader has the same address."""
    with running(Settings(record=str(filled_record), passwords=PASSWORDS)) as site:
        slow = [slow_sign_in(site.url) for _ in range(300)]
        for _ in range(3):
            slow += [slow_sign_in(site.url) for _ in range(100)]
            with httpx.Client(transport=httpx.HTTPTransport(local_address=reader)) as client:
                assert client.get(site.url + "sign-in").status_code == 200
        with suppress(ConnectionResetError):  # broken off, or told before that it took too long
            assert slow[0].recv(100)[:12] in (b"", b"HTTP/1.1 408")
        for each in slow:
            each.close()


def test_one_visitor_behind_a_proxy_cannot_either(filled_record: Path) -> None:
    with running(Settings(record=str(filled_record), passwords=PASSWORDS, url=PUBLIC, arriving=5)) as site:
        other = slow_sign_in(site.url, "X-Forwarded-For: 203.0.113.7")
        slow = [slow_sign_in(site.url, "X-Forwarded-For: 203.0.113.9") for _ in range(8)]
        told: set[socket.socket] = set()
        while len(told) < 3:
            some = select.select([each for each in (*slow, other) if each not in told], [], [], 9)[0]
            assert some, f"{len(told)} of them were told"
            told.update(some)
        assert len(told) == 3
        assert other not in told
        assert all(each.recv(100).startswith(b"HTTP/1.1 408") for each in told)
        for each in (*slow, other):
            each.close()


def test_a_program_gives_its_password_with_each_request(
    client_of: Callable[..., Any], filled_record: Path
) -> None:
    client = client_of(filled_record, passwords=PASSWORDS)
    for _ in range(TRIES + 2):
        assert client.get("/", headers={"authorization": "Bearer only for reading"}).status_code == 200


@pytest.mark.parametrize("cookie", ["x", "x.y", ".", "e30=.00", "é", "a" * 5000])
def test_a_forged_cookie_is_no_cookie(
    client_of: Callable[..., Any], filled_record: Path, cookie: str
) -> None:
    client = client_of(filled_record, passwords=PASSWORDS)
    headers = {"cookie": f"onrecord_session={cookie}".encode()}
    assert client.get("/", headers=headers).status_code == 303


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_what_counts_as_one_address(address: str, network: str) -> None:
    assert network_of(address) == network


def test_many_readers_at_once(filled_record: Path) -> None:
    import httpx

    with running(Settings(record=str(filled_record))) as site:
        found: list[int] = []

        def ask() -> None:
            with httpx.Client() as client:
                found.extend(client.get(site.url).status_code for _ in range(4))

        threads = [threading.Thread(target=ask) for _ in range(50)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert found == [200] * 200


def test_a_port_in_use_is_told() -> None:
    with listening("127.0.0.1", 0) as at:
        port = at.getsockname()[1]
        with pytest.raises(OnrecordError, match=f"port {port} is in use.*--port"):
            listening("127.0.0.1", port)
    with pytest.raises(OnrecordError, match="no host"):
        listening("no.such.host.invalid", 0)
    with pytest.raises(OnrecordError, match="no address of this computer"):
        listening("203.0.113.7", 0)


def test_urls_that_can_be_opened() -> None:
    assert url_of("0.0.0.0", 80) == "http://127.0.0.1:80/"
    assert url_of("::1", 80) == "http://[::1]:80/"
