"""URLs, against real servers on the loopback address, and the refusal of all that is not public."""

import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from onrecord import __version__
from onrecord.errors import FetchError, PageError
from onrecord.nouns import Page
from onrecord.page.fetch import Limits, pages_at, without_login
from onrecord.page.fetch.addresses import is_public
from onrecord.page.fetch.robots import allowed
from onrecord.page.fetch.web import Web

HTML = b"<html><body><p>The mayor said the bridge was safe.</p></body></html>"
QUICK = Limits(web_bytes=100_000, robots_bytes=2_000, connect=2.0, read=0.4, total=1.2)
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """A server: what it answers on each path, and what it was asked."""

    url: str = ""
    answers: dict[str, Answer | Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def get(self, path: str, limits: Limits = QUICK) -> Page | PageError:
        with closing(Web(limits, allow_private=True)) as web:
            return web.get(self.url + path)


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found.asked.append((self.path, dict(self.headers)))
            answer = found.answers.get(self.path, (404, {}, b"not here"))
            if not isinstance(answer, tuple):
                self.close_connection = True
                answer(self)
                return
            status, headers, body = answer
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on standard error."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hangs up early is what these tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


def ok(body: bytes = HTML, **headers: str) -> Answer:
    return (
        200,
        {"Content-Type": "text/html; charset=utf-8"}
        | {name.replace("_", "-"): value for name, value in headers.items()},
        body,
    )


def moved(to: str, status: int = 302) -> Answer:
    return status, {"Location": to}, b""


def test_a_page_is_what_the_server_sent(site: Site) -> None:
    site.answers["/a"] = ok()
    page = site.get("/a")
    assert isinstance(page, Page)
    assert (page.data, page.address, page.declared_type) == (
        HTML,
        site.url + "/a",
        "text/html; charset=utf-8",
    )
    assert page.fetched
    assert page.fetched.endswith("Z")
    asked = dict(site.asked)
    assert list(asked) == ["/robots.txt", "/a"]
    assert asked["/a"]["User-Agent"].startswith(f"Onrecord/{__version__} (+")
    assert "reads who said what" in asked["/a"]["User-Agent"]


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(HTML, mtime=0)),
        ("x-gzip", gzip.compress(HTML, mtime=0)),
        ("deflate", zlib.compress(HTML)),
        ("deflate", zlib.compress(HTML)[2:-4]),
        ("identity", HTML),
    ],
)
def test_packed_pages_are_unpacked(site: Site, coding: str, body: bytes) -> None:
    site.answers["/a"] = ok(body, Content_Encoding=coding)
    page = site.get("/a")
    assert isinstance(page, Page)
    assert page.data == HTML


def slowly(before: bytes, endless: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """Writes some bytes, then `endless` every 20 ms (if any) until the reader hangs up."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(before)
        handler.connection.settimeout(0.02 if endless else None)
        hung_up = False
        while not hung_up:
            try:
                hung_up = not handler.connection.recv(1)
            except TimeoutError:
                handler.wfile.write(endless)

    return answer


def raw(answer: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    return lambda handler: handler.wfile.write(answer) and None


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((404, {}, b"no"), "the server answered 404"),
        ((500, {}, b"no"), "the server answered 500"),
        ((204, {}, b""), "which is no page"),
        ((304, {}, b""), "which is no page"),
        ((302, {}, b""), "which is no page"),
        (ok(b"\x89PNG", Content_Type="image/png"), "not a page of text: its type is image/png"),
        (ok(b"%PDF", Content_Type="Application/PDF; x=y"), "not a page of text: its type is application/pdf"),
        (ok(b"x" * 100_001), "larger than 0.1 MB"),
        (ok(gzip.compress(b"x" * 50_000_000, mtime=0), Content_Encoding="gzip"), "larger than 0.1 MB"),
        (ok(HTML, Content_Encoding="br"), "packed in a way that was not asked for: br"),
        (ok(HTML, Content_Encoding="gzip, gzip"), "packed in a way that was not asked for"),
        (ok(b"junk" * 9, Content_Encoding="gzip"), "its compression is damaged"),
        (ok(gzip.compress(HTML * 99, mtime=0)[:50], Content_Encoding="gzip"), "it ends too early"),
        (raw(HEAD + b"Content-Length: 500\r\n\r\nshort"), "the server's answer is broken"),
        (raw(b"nonsense\r\n\r\n"), "the server's answer is broken"),
        (raw(b""), "the server's answer is broken"),
        (raw(HEAD + b"X: " + b"x" * 300_000 + b"\r\n\r\n"), "the server's answer is broken"),
        (raw(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), "the server's answer is broken"),
        (slowly(b"", b""), "the server takes too long"),
        (slowly(HEAD, b"X: y\r\n"), "the server takes too long"),
        (slowly(HEAD + b"Content-Length: 90000\r\n\r\n", b"x"), "the server takes too long"),
        (moved("/a"), "more than 5 redirects"),
        (moved("ftp://example.org/"), "only http and https are fetched"),
        (moved("file:///etc/passwd"), "only http and https are fetched"),
        (moved("http://me:secret@127.0.0.1/"), "user name or password"),
        (moved("http://[bad"), ""),
        (moved("http:///path"), ""),
        (moved("//xn--/"), "not a URL"),
        (moved("http://xn--a-ecp.example/"), "not a URL"),
        (moved("http://a\x80\xff/"), "Invalid"),
        (moved("http://a:b/"), "Invalid"),
    ],
)
def test_what_is_no_page_is_an_error_in_a_sentence(
    site: Site, answer: Answer | Callable[[BaseHTTPRequestHandler], None], reason: str
) -> None:
    site.answers["/a"] = answer
    error = site.get("/a")
    assert isinstance(error, FetchError)
    assert reason in error.message
    assert error.page == site.url + "/a"


def test_five_redirects_are_followed_and_six_are_not(site: Site) -> None:
    for n in range(6):
        site.answers[f"/{n}"] = moved(f"/{n + 1}", (301, 302, 303, 307, 308, 302)[n])
    site.answers["/6"] = ok()
    assert isinstance(site.get("/1"), Page)
    assert isinstance(site.get("/0"), FetchError)


def test_the_page_after_a_redirect_keeps_the_address_that_was_given(site: Site) -> None:
    site.answers["/old"] = moved(f"{site.url}/new#part")
    site.answers["/new"] = ok()
    page = site.get("/old")
    assert isinstance(page, Page)
    assert page.address == f"{site.url}/old"


def test_cookies_last_for_one_page(site: Site) -> None:
    site.answers["/a"] = (302, {"Location": "/b", "Set-Cookie": "seen=1"}, b"")
    site.answers["/b"] = site.answers["/c"] = ok()
    with closing(Web(QUICK, allow_private=True)) as web:
        web.get(f"{site.url}/a")
        web.get(f"{site.url}/c")
    asked = {path: headers.get("Cookie") for path, headers in site.asked}
    assert asked["/b"] == "seen=1"
    assert asked["/c"] is None


def test_robots_are_asked_once_and_heard(site: Site) -> None:
    site.answers["/robots.txt"] = ok(b"User-agent: *\nDisallow: /private\n")
    site.answers["/a"] = site.answers["/b"] = site.answers["/private/x"] = ok()
    site.answers["/there"] = moved("/private/x")
    with closing(Web(QUICK, allow_private=True)) as web:
        found = [web.get(site.url + path) for path in ("/a", "/private/x", "/b", "/there")]
    assert [isinstance(each, Page) for each in found] == [True, False, True, False]
    assert "robots.txt does not allow it" in str(found[1])
    assert [path for path, _ in site.asked] == ["/robots.txt", "/a", "/b", "/there"]


@pytest.mark.parametrize(
    ("robots", "read"),
    [
        ((404, {}, b""), True),
        ((403, {"Content-Encoding": "br"}, b"x"), True),
        ((503, {}, b""), False),
        (moved("/elsewhere"), True),
        (ok(b"User-agent: *\n" + b"# filling\n" * 1000 + b"Disallow: /\n"), True),  # beyond the limit
        (ok(b"User-agent: *\nDisallow: /\n" + b"#" * 10_000), False),
        (ok(b"\xff\xfe\x00" * 20), True),
        (slowly(b"", b""), False),
        (raw(b"nonsense\r\n\r\n"), False),
        (moved("//xn--/"), False),
        (moved("http://a:b/"), False),
    ],
)
def test_robots_that_are_missing_or_out_of_order(
    site: Site, robots: Answer | Callable[[BaseHTTPRequestHandler], None], read: bool
) -> None:
    site.answers["/robots.txt"] = robots
    site.answers["/a"] = site.answers["/elsewhere"] = ok()
    found = site.get("/a")
    assert isinstance(found, Page) == read
    if isinstance(found, PageError):
        assert "robots.txt" in found.message


@pytest.mark.parametrize(
    ("robots", "path", "may"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("user-agent:*\ndisallow:/a", "/ab", False),
        ("User-agent: *\nDisallow: /a/", "/a", True),
        ("User-agent: *\nDisallow: /\nAllow: /news", "/news/1", True),
        ("User-agent: *\nAllow: /news\nDisallow: /news", "/news/1", True),
        ("User-agent: *\nAllow: /n\nDisallow: /news", "/news/1", False),
        ("User-agent: *\nDisallow: /*/print$", "/news/1/print", False),
        ("User-agent: *\nDisallow: /*/print$", "/news/1/print?x", True),
        ("User-agent: *\nDisallow: /*.pdf", "/a/b.pdf?c", False),
        ("User-agent: *\nDisallow: /a*b*c$", "/a-c-b-c", False),
        ("User-agent: *\nDisallow: /abc$", "/abcd", True),
        ("User-agent: *\nDisallow: /*?page=", "/news?page=2", False),
        ("User-agent: Onrecord\nDisallow: /\n\nUser-agent: *\nDisallow:", "/a", False),
        ("User-agent: onrecord/9.9\nDisallow: /", "/a", False),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: onrecord\nAllow: /", "/a", True),
        ("User-agent: other\nUser-agent: onrecord\nDisallow: /", "/a", False),
        ("User-agent: onrecord\nDisallow: /a\n\nUser-agent: onrecord\nDisallow: /b", "/b", False),
        ("User-agent: *\nCrawl-delay: 1\nDisallow: /a # so\n", "/a", False),
        ("Disallow: /", "/a", True),
        ("\ufeffUser-agent: *\r\nDisallow: /a\r\n", "/a", False),
        ("User-agent: *\nDisallow: /caf%C3%A9", "/café", False),
        ("User-agent: *\nDisallow: /café", "/caf%c3%a9", False),
        ("User-agent: *\nDisallow: /a%2Fb", "/a/b", True),
        ("<html>not found</html>", "/a", True),
        ("User-agent: *\nDisallow: /" + "*a" * 40 + "$", "/" + "a" * 5000 + "b", True),
    ],
)
def test_rules_of_robots(robots: str, path: str, may: bool) -> None:
    assert allowed(robots, path) is may


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/a",
        "http://localhost:{port}/a",
        "http://[::1]:{port}/a",
        "http://0.0.0.0:{port}/a",
        "http://[::]:{port}/a",
        "http://127.1:{port}/a",
        "http://2130706433:{port}/a",
        "http://0x7f000001:{port}/a",
        "http://0177.0.0.1:{port}/a",
        "http://[::ffff:127.0.0.1]:{port}/a",
        "http://[::ffff:7f00:1]:{port}/a",
        "http://[64:ff9b::127.0.0.1]:{port}/a",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://172.16.0.1/",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://[fe80::1]/",
        "http://[fc00::1]/",
        "https://127.0.0.1:{port}/a",
        "HTTP://LOCALHOST:{port}/a",
    ],
)
def test_private_addresses_are_not_asked(site: Site, url: str) -> None:
    site.answers["/a"] = ok()
    (error,) = pages_at(url.format(port=site.url.rpartition(":")[2]))
    assert isinstance(error, FetchError)
    assert "a private address is not asked" in error.message or "not a URL" in error.message
    assert site.asked == []


@pytest.mark.parametrize(
    "url", ["http://", "https:///a", "http://user@example.org/", "http://a b/", "http://\x00/"]
)
def test_what_is_no_url_is_not_asked(url: str) -> None:
    (error,) = pages_at(url)
    assert isinstance(error, FetchError)


@pytest.mark.parametrize(
    "url",
    [
        "http://xn--/",
        "https://xn--a-ecp.example/",
        "http://a\ud800/",
        "http://a/\ud800",
        "http://é\u200d.com/",
    ],
)
def test_a_name_or_sign_that_no_url_may_hold_costs_one_item(url: str, tmp_path: Path) -> None:
    (tmp_path / "ok.txt").write_text("The mayor said the bridge was safe.")
    error, page = pages_at(url, tmp_path / "ok.txt")
    assert isinstance(error, FetchError)
    assert error.message.startswith("not a URL: ")
    assert "codec" not in error.message
    assert error.page == url
    assert isinstance(page, Page)


def test_a_name_that_leads_to_a_private_address_is_refused_at_every_hop(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names are resolved by us and the connection goes to what was checked: the resolver is the world's
    and stands in here for a hostile one, which says something else each time it is asked."""
    port = int(site.url.rpartition(":")[2])
    answers = iter([["93.184.216.34", "127.0.0.1"], ["127.0.0.1"], ["10.0.0.7"], ["::ffff:127.0.0.1"]])

    def resolve(host: str, *_: object, **__: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in next(answers)]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    site.answers["/a"] = ok()
    for _ in range(4):
        (error,) = pages_at(f"http://rebinding.example:{port}/a")
        assert isinstance(error, FetchError)
        assert "a private address is not asked" in error.message
    assert site.asked == []


def test_the_words_tell_no_address_that_a_name_leads_to(monkeypatch: pytest.MonkeyPatch) -> None:
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.20.30.40", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answer)
    (error,) = pages_at("http://wiki.intern.example/")
    assert isinstance(error, FetchError)
    assert "wiki.intern.example" in error.message
    assert "10.20.30.40" not in str(error)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://ann:geheim@paper.example/a", "http://paper.example/a"),
        ("HTTPS://ann@paper.example:8443/a@b", "HTTPS://paper.example:8443/a@b"),
        ("http://ann:ge@heim@paper.example", "http://paper.example"),
        ("ftp://ann:geheim@paper.example/a", "ftp://paper.example/a"),
        ("http://paper.example/@ann?to=x@y.example#@", "http://paper.example/@ann?to=x@y.example#@"),
        ("http://paper.example?mail=x@y.example", "http://paper.example?mail=x@y.example"),
        ("notes/a@b.txt", "notes/a@b.txt"),
    ],
)
def test_names_and_passwords_of_addresses_are_not_told(address: str, shown: str) -> None:
    assert without_login(address) == shown
    if shown != address:
        (error,) = pages_at(address)
        assert isinstance(error, FetchError)
        assert error.page == shown
        assert "geheim" not in str(error)


def test_one_resolution_serves_the_connection(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Host header keeps the name, the connection goes to the address that was resolved first."""
    port = int(site.url.rpartition(":")[2])
    asked: list[str] = []

    def resolve(host: str, *_: object, **__: object) -> list[object]:
        asked.append(host)
        ip = host if host == "127.0.0.1" else "127.0.0.1" if len(asked) == 1 else "203.0.113.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    site.answers["/robots.txt"] = site.answers["/a"] = ok()
    (page,) = pages_at(f"http://news.example:{port}/a", allow_private=True, limits=QUICK)
    assert isinstance(page, Page)
    assert [host for host in asked if host != "127.0.0.1"] == ["news.example"]
    assert dict(site.asked)["/a"]["Host"] == f"news.example:{port}"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("64:ff9b::5db8:d822", True),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::", False),
        ("2001:0:4136:e378:8000:63bf:80ff:fffe", False),
        ("::127.0.0.1", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("ff02::1", False),
        ("240.0.0.1", False),
        ("192.0.2.1", False),
        ("100.64.0.1", False),
        ("192.0.0.8", False),
        ("192.0.0.9", False),
        ("192.0.1.1", True),
        ("192.88.99.1", False),
        ("64:ff9b:1::a00:1", False),
        ("3fff::1", False),
        ("5f00::1", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_proxies_of_the_environment_are_not_used(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.answers["/a"] = ok()
    assert isinstance(site.get("/a"), Page)


def test_a_client_can_be_brought_along() -> None:
    """A transport of one's own: for archives, for proxies that are trusted, for tests without a server."""
    asked: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, html=HTML.decode()) if request.url.path == "/a" else httpx.Response(404)

    with httpx.Client(transport=httpx.MockTransport(handle)) as client:
        (page,) = pages_at("https://news.example/a", web=Web(client=client))
    assert isinstance(page, Page)
    assert asked == ["https://news.example/robots.txt", "https://news.example/a"]


def test_no_connection_says_so() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        (error,) = pages_at(f"http://127.0.0.1:{port}/", allow_private=True)
    assert isinstance(error, FetchError)
    assert "no connection" in error.message
