"""The API: what it answers, what it refuses and how it says so, and that nobody is stalled."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from onrecord.errors import FetchError
from onrecord.nouns import Page
from onrecord.record import Record
from onrecord.web import adding, comparing, taking
from onrecord.web.adding import Queue
from onrecord.web.failures import KINDS
from onrecord.web.passwords import scrambled
from tests.record.made import harbour
from tests.web.exported import FORMS, OF_ROWS, ids_in

V1 = "/api/v1"
JSON = {"Content-Type": "application/json"}
PLAIN = {"Content-Type": "text/plain"}
TEXT = "“The ferry stays,” said harbour master Ines Falk on Tuesday.\n\nFalk said the pier would be mended."
HTML = "<html><body><h1>The ferry</h1><p>“The ferry stays,” said harbour master Ines Falk.</p></body></html>"
HOSTILE = (
    "' OR 1=1 --",
    '"; DROP TABLE statements; --',
    "1) UNION SELECT text FROM articles --",
    '"unclosed',
    "NEAR(a b, 2) AND words:x OR *",
    "a\0b\x1b[31m\u202e",
    "\ud800",
    "%_\\",
    "🦊" * 50,
    "{{7*7}}<script>alert(1)</script>",
)
FILTERS: dict[str, tuple[str, ...]] = {
    "articles": ("outlet", "since", "until", "address", "limit", "offset"),
    "statements": (
        *("words", "speaker", "speaker_type", "resolved", "act", "plover", "target", "stance"),
        *("addressee", "occasion", "said_since", "said_until", "flag", "kind", "outlet", "since"),
        *("until", "min_confidence", "review", "limit", "offset"),
    ),
    "failures": ("limit", "offset"),
    "utterances/decisions": ("holding", "limit", "offset"),
    "corrections": ("by", "action", "address", "limit", "offset"),
    "speakers": ("words", "type", "unnamed", "limit", "offset"),
    "utterances": ("words", "least", "limit", "offset", "after"),
    "positions": ("speaker", "target", "type", "limit", "offset"),
    "network": (
        *("mode", "normalise", "count", "since", "until", "least", "least_weight"),
        *("isolates", "unnamed", "speaker", "speaker_type", "act", "target", "outlet"),
    ),
    "decisions": ("holding", "limit", "offset"),
}
FILTERS["queue"] = FILTERS["statements"]
FILTERS["network/statements"] = (*FILTERS["network"], "one", "other", "limit", "offset")
FILTERS["statements/found"] = (*FILTERS["statements"][:-1], "sort", "page")
FILTERS |= {f"statements.{form}": (*FILTERS["statements"][:-2], "sort") for form in FORMS}


def problem(answer: Any, status: int) -> dict[str, Any]:
    """What an answer that is a problem tells, held to the form."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    told: dict[str, Any] = answer.json()
    assert told["status"] == status
    assert told["type"] == f"/api#{KINDS[status]}"
    assert told["title"]
    assert told["detail"]
    for inside in ("Traceback", "sqlite3", "FROM articles WHERE", "/src/", "sqlalchemy", ".py"):
        assert inside not in answer.text
    return told


@pytest.fixture
def own(client_of: Callable[..., Any], own_record: Path) -> Any:
    """A client on a record that may be changed."""
    return client_of(own_record)


UNDATED = b'{"text": "The ferry stays.", "published": "2024-13"}'
DEEP = {"content": b"[" * 100_000, "headers": JSON}
WRONG: list[tuple[str, dict[str, Any], int, str, str]] = [
    ("GET /nowhere", {}, 404, "nothing at this address", ""),
    ("GET /articles/123456789abc", {}, 404, "no article '123456789abc'", ""),
    ("GET /articles/xyz", {}, 400, "is no id", "id"),
    ("GET /statements/abcdefabcdef", {}, 404, "no statement", ""),
    ("GET /utterances/abcdefabcdef", {}, 404, "no statement", ""),
    ("GET /speakers/Nobody%20At%20All", {}, 404, "no speaker", ""),
    ("GET /positions", {}, 400, "`speaker` is missing", "speaker"),
    ("GET /positions?speaker=Nobody+At+All", {}, 404, "no speaker", ""),
    ("GET /statements?act=shout", {}, 400, "`act` is none of 'state'", "act"),
    ("GET /statements?acts=deny", {}, 400, "not known here; the parameters are: words", "acts"),
    ("GET /statements?act=deny&act=state", {}, 400, "`act` is given twice", "act"),
    ("GET /statements?since=yesterday", {}, 400, "no date like 2021", "since"),
    ("GET /statements?since=2024-02-31", {}, 400, "no date like 2021", "since"),
    ("GET /articles?until=0000-99-99", {}, 400, "no date like 2021", "until"),
    ("GET /network?since=2024-13", {}, 400, "no date like 2021", "since"),
    ("GET /statements?limit=0", {}, 400, "too small: it has to be 1", "limit"),
    ("GET /statements?limit=501", {}, 400, "too large: it may be 500", "limit"),
    (f"GET /statements?offset={'9' * 5000}", {}, 400, "`offset` is", "offset"),
    ("GET /statements?min_confidence=nan", {}, 400, "`min_confidence` is", "min_confidence"),
    ("GET /statements?resolved=perhaps", {}, 400, "neither true nor false", "resolved"),
    ("GET /network?normalise=jaccard", {}, 400, "no, activity, prominence (mode two)", "normalise"),
    ("GET /network?act=sing", {}, 400, "`act` is", "act"),
    ("GET /network.gexf?least_weight=inf", {}, 400, "`least_weight` is", "least_weight"),
    ("GET /articles/123456789abc/revisions", {}, 404, "no article '123456789abc'", ""),
    ("GET /articles/123456789abc/revisions/diff", {}, 404, "no article '123456789abc'", ""),
    ("GET /articles/123456789abc/revisions/diff?old=x", {}, 400, "no whole number", "old"),
    ("GET /statements/found?sort=worst", {}, 400, "`sort` is none of 'best'", "sort"),
    ("GET /statements/found?limit=201", {}, 400, "too large: it may be 200", "limit"),
    ("GET /statements/found?page=0", {}, 400, "too small", "page"),
    ("GET /statements.csv?acts=deny", {}, 400, "not known here; the parameters are:", "acts"),
    ("GET /statements.brat?sort=worst", {}, 400, "`sort` is none of 'best'", "sort"),
    ("GET /statements.parquet?since=x", {}, 400, "no date like 2021", "since"),
    ("GET /statements.xlsx", {}, 404, "nothing at this address", ""),
    ("POST /utterances/merge", {"json": {"one": "abc"}}, 400, "`other` is missing", "other"),
    ("POST /utterances/merge", {"json": {"one": "abc", "other": "X"}}, 400, "is no id", "other"),
    ("POST /utterances/merge", {"json": {"one": "abcdefabcdef", "other": "a"}}, 404, "no statement", ""),
    ("POST /utterances/merge", {"data": {"one": "abc"}}, 415, "urlencoded", "Content-Type"),
    ("POST /utterances/split", {"json": {"statements": []}}, 400, "too few", "statements"),
    ("POST /utterances/split", {"json": {"statements": ["abcdefabcdef"]}}, 404, "no statement", ""),
    ("POST /utterances/undo", {"json": {"number": 77}}, 400, "no decision 77 about utterances", ""),
    ("GET /overview?x=1", {}, 400, "the parameters are: none", "x"),
    ("POST /overview", {}, 405, "does not take", ""),
    ("DELETE /articles", {}, 405, "does not take", ""),
    ("OPTIONS /statements", {}, 405, "does not take", ""),
    ("POST /speakers/merge", {"content": b"{}"}, 415, "application/json", "Content-Type"),
    ("POST /speakers/merge", {"data": {"name": "a"}}, 415, "urlencoded", "Content-Type"),
    ("POST /speakers/merge", {"json": {"name": "A"}}, 400, "`into` is missing", "into"),
    ("POST /speakers/merge", {"json": {"name": 3, "into": "b"}}, 400, "`name` is no text", "name"),
    ("POST /speakers/merge", {"json": {"name": "No", "into": "One"}}, 404, "no speaker", ""),
    ("POST /speakers/merge", {"json": {"nam": "A", "into": "C"}}, 400, "is not known", "nam"),
    ("POST /speakers/merge", {"content": b"{", "headers": JSON}, 400, "is no JSON", ""),
    ("POST /speakers/merge", DEEP, 400, "", ""),
    ("POST /speakers/merge", {"json": {"name": "a" * 201, "into": "b"}}, 400, "too long", "name"),
    ("POST /speakers/link", {"json": {"links": []}}, 400, "too few", "links"),
    ("POST /decisions/undo", {"json": {"number": 10**30}}, 400, "too large", "number"),
    ("POST /decisions/undo", {"json": {"number": 77}}, 400, "no decision 77", ""),
    ("POST /read", {"json": {}}, 400, "one of text and html", ""),
    ("POST /read", {"json": {"text": "a", "html": "b"}}, 400, "one of text and html", ""),
    ("POST /read", {"json": {"text": "a", "titel": "b"}}, 400, "is not known here", "titel"),
    ("POST /read", {"json": {"text": "a", "published": "2024-02-31"}}, 400, "no date", "published"),
    ("POST /articles", {"json": {"text": "a", "published": "0000-99-99"}}, 400, "no date", "published"),
    ("POST /articles", {"files": {"page": ("a.json", UNDATED)}}, 422, "\"published\": '2024-13' is no", ""),
    ("POST /read", {"json": {"html": "<p>a", "title": "b"}}, 400, "which HTML tells itself", ""),
    ("POST /read", {"json": {"text": "  "}}, 422, "text", ""),
    ("POST /read", {"content": b"", "headers": PLAIN}, 400, "is empty", ""),
    ("POST /read", {"content": b"%PDF-1.7 x", "headers": PLAIN}, 422, "PDF", ""),
    ("POST /read", {"content": b"x", "headers": {"Content-Type": "image/png"}}, 415, "none of", ""),
    ("POST /read", {"content": b"x"}, 415, "none of", "Content-Type"),
    ("POST /read", DEEP, 400, "nested without end", ""),
    ("POST /read", {"content": b'{"text": NaN}', "headers": JSON}, 400, "NaN is no number", ""),
    ("POST /read", {"content": b'\xff{"text"', "headers": JSON}, 400, "no UTF-8", ""),
    ("POST /read", {"content": b'{"text": "\\ud800 x"}', "headers": JSON}, 422, "surrogate", ""),
    ("POST /read", {"content": b'{"html": "<p>\\ud800"}', "headers": JSON}, 400, "surrogate", "html"),
    ("POST /read", {"files": {"file": ("a.txt", b"x")}}, 400, "`page` is missing", "page"),
    ("POST /additions", {"json": {"urls": ["file:///etc/passwd"]}}, 400, "no URL that begins", "urls.0"),
    ("POST /additions", {"json": {"urls": []}}, 400, "too few", "urls"),
    ("POST /additions", {"json": {"urls": ["https://user:pw@gazette.example/"]}}, 422, "leave it out", ""),
    ("GET /network/statements?one=a", {}, 400, "`other` is missing", "other"),
    ("POST /articles", {"json": {"url": "file:///etc/passwd"}}, 422, "only http and https", ""),
    ("POST /articles", {"json": {"url": "http://127.0.0.1:8000/"}}, 422, "private address", ""),
    ("POST /articles", {"json": {"url": "http://[::1]/"}}, 422, "private address", ""),
    ("POST /articles", {"json": {"url": "http://169.254.169.254/"}}, 422, "private address", ""),
    ("POST /articles", {"json": {"url": "http://user:pw@[oops/"}}, 422, "URL", ""),
    ("POST /articles", {"json": {"url": "http://x.example", "title": "A"}}, 400, "than the url", ""),
]


@pytest.mark.parametrize(("asked", "sent", "status", "words", "name"), WRONG)
def test_what_is_wrong_is_told_as_a_problem(
    client: Any, asked: str, sent: dict[str, Any], status: int, words: str, name: str
) -> None:
    method, _, path = asked.partition(" ")
    told = problem(client.request(method, V1 + path, **sent), status)
    assert words.lower() in told["detail"].lower()
    if name:
        assert name in [fault["name"] for fault in told["errors"]]


def test_methods_that_are_taken_are_named(client: Any) -> None:
    assert client.post(f"{V1}/overview").headers["allow"] == "GET"


def test_a_fault_of_ours_tells_nothing_of_the_inside(
    client: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("secret of the inside")

    monkeypatch.setattr(Record, "contents", broken)
    told = problem(client.get(f"{V1}/overview"), 500)
    assert "secret" not in json.dumps(told)
    assert told["instance"].rpartition(":")[2] in caplog.text


@pytest.mark.parametrize("resource", FILTERS)
@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_filter_is_a_way_in(client: Any, filled_record: Path, resource: str, hostile: str) -> None:
    needed = {"speaker": "x"} if resource == "positions" else {}
    for name in FILTERS[resource]:
        query = "&".join(
            f"{key}={quote(value.encode('utf-8', 'surrogatepass'))}"
            for key, value in (needed | {name: hostile}).items()
        )
        answer = client.get(f"{V1}/{resource}?{query}")
        if answer.status_code != 200:
            problem(answer, answer.status_code)
            assert answer.status_code in (400, 404)
    with Record(filled_record, create=False) as record:
        assert record.count() == 12


def test_all_filters_are_asked(client: Any) -> None:
    told = client.get(f"{V1}/openapi.json").json()["paths"]
    for resource, names in FILTERS.items():
        assert {each["name"] for each in told[f"{V1}/{resource}"]["get"]["parameters"]} == set(names)


@pytest.mark.parametrize(
    ("path", "name", "limit"),
    [
        ("/articles?", "articles", 3),
        ("/statements?", "statements", 7),
        ("/statements?words=said", "statements", 1),
        ("/statements?kind=direct", "statements", 4),
        ("/speakers?", "speakers", 6),
        ("/speakers?type=person", "speakers", 4),
        ("/utterances?least=1", "utterances", 9),
        ("/utterances?least=1&words=the", "utterances", 2),
    ],
)
def test_paging_meets_each_once(client: Any, path: str, name: str, limit: int) -> None:
    whole = client.get(f"{V1}{path}&limit=500").json()[name]
    met: list[Any] = []
    following: str | None = f"{V1}{path}&limit={limit}"
    while following:
        answer = client.get(following)
        met += answer.json()[name]
        following = answer.json()["next"]
        assert answer.links.get("next", {}).get("url") == following
        assert following is None or len(answer.json()[name]) == limit
    assert met == whole
    assert len(whole) > limit


def test_one_statement_has_its_evidence_in_context(client: Any) -> None:
    for row in client.get(f"{V1}/statements?limit=200").json()["statements"]:
        told = client.get(f"{V1}/statements/{row['id']}").json()
        assert told["statement"]["content"] == row["content"]
        parts = told["context"]
        for start, end in (each for column in ("source", "cue", "content") for each in row[column]["spans"]):
            assert any(part["span"][0] <= start < part["span"][1] for part in parts)
            assert any(part["span"][0] < end <= part["span"][1] for part in parts)
        for each in told["mentions"]:
            at = each["span"][0]
            part = next(part for part in parts if part["span"][0] <= at < part["span"][1])
            start, end = (place - part["span"][0] for place in each["span"])
            assert part["text"][start:end] == each["words"]


def test_an_article_is_its_interchange_and_has_its_revisions(client: Any) -> None:
    [row] = client.get(f"{V1}/articles?address=press-conference.html").json()["articles"]
    told = client.get(f"{V1}/articles/{row['id']}").json()
    assert len(told["reading"]["attributions"]) == row["statements"]
    assert told["reading"]["id"] == "press-conference.html"
    revisions = client.get(f"{V1}/articles/{row['id']}/revisions").json()["revisions"]
    assert [(each["number"], each["shown"]) for each in revisions] == [(1, False), (2, True)]
    page = client.get(f"{V1}/articles/{row['id']}/page")
    assert page.headers["x-sha-256"] == row["page"]
    assert page.headers["content-type"].startswith("text/plain")


def test_two_revisions_are_compared(own: Any) -> None:
    first = own.post(f"{V1}/articles", json={"text": TEXT, "id": "ferry.txt"}).json()
    alone = problem(own.get(f"{first['article']}/revisions/diff"), 404)
    assert "one version only" in alone["detail"]
    newer = TEXT.replace("The ferry stays,", "The old ferry stays,")
    second = own.post(f"{V1}/articles", json={"text": newer, "id": "ferry.txt"}).json()
    assert second["outcome"] == "revised"
    at = f"{second['article']}/revisions/diff"
    told = own.get(at).json()
    assert (told["id"], told["old"]["revision"], told["new"]["revision"]) == ("ferry.txt", 1, 2)
    [changed] = [each for each in told["blocks"] if each["sort"] == "changed"]
    assert [each["words"].strip() for each in changed["edits"] if each["sort"] == "added"] == ["old"]
    assert [each["sort"] for each in told["statements"]] == ["reworded", "kept"]
    assert own.get(f"{at}?old=1&new=2").json() == told
    turned = own.get(f"{at}?old=2&new=1").json()
    assert (turned["old"]["revision"], turned["new"]["revision"]) == (2, 1)
    assert "it has 1, 2" in problem(own.get(f"{at}?old=3"), 404)["detail"]


def test_what_is_found_is_counted_and_leads_on(client: Any) -> None:
    whole = client.get(f"{V1}/statements?limit=500").json()["statements"]
    told = client.get(f"{V1}/statements/found?limit=5").json()
    assert (told["total"], told["more"], told["page"]) == (len(whole), False, 1)
    met, following = told["statements"], told["next"]
    while following:
        answer = client.get(following).json()
        met, following = met + answer["statements"], answer["next"]
    assert met == whole
    for name, values in told["facets"].items():
        for each in values:
            if name in ("period", "stance"):
                continue
            asked = {name: f'"{each["word"]}"' if name in ("speaker", "target") else each["word"], "limit": 1}
            if name == "speaker":
                asked["speaker_type"] = each["type"]
            found = client.get(f"{V1}/statements/found", params=asked).json()
            assert found["total"] >= each["count"] > 0, (name, each)
            assert found["total"] == each["count"] or name in ("speaker", "target"), (name, each)
    surest = client.get(f"{V1}/statements/found?sort=surest&limit=200").json()["statements"]
    sure = [each["confidence"] for each in surest]
    assert sure == sorted(sure, reverse=True)
    assert client.get(f"{V1}/statements/found?words=zzzz").json()["facets"] == {}


@pytest.mark.parametrize("form", FORMS)
def test_what_is_found_comes_as_a_file(client: Any, form: str) -> None:
    found = client.get(f"{V1}/statements/found?kind=direct&limit=200&sort=surest").json()["statements"]
    answer = client.get(f"{V1}/statements.{form}?kind=direct&sort=surest")
    assert answer.headers["cache-control"] == "private, no-store"
    assert 'attachment; filename="statements.' in answer.headers["content-disposition"]
    told = ids_in(form, answer.content)
    if form in OF_ROWS:
        assert told == [each["id"] for each in found]
    else:
        assert sorted(told) == sorted(
            each["id"] for each in found if each["cue"]["words"] or form != "citron"
        )
    if form == "jsonl":
        assert [json.loads(line) for line in answer.text.splitlines()] == found


def test_pages_that_failed_are_told(own: Any, own_record: Path) -> None:
    assert own.get(f"{V1}/failures").json() == {"failures": [], "next": None}
    with Record(own_record) as record:
        for number in range(3):
            record.not_read(FetchError("no connection", page=f"https://a.invalid/{number}", step="fetch"))
    told = own.get(f"{V1}/failures?limit=2").json()
    assert [(each["step"], each["reason"], each["times"]) for each in told["failures"]] == [
        ("fetch", "no connection", 1)
    ] * 2
    rest = own.get(told["next"]).json()
    assert len({each["address"] for each in told["failures"] + rest["failures"]}) == 3


def test_a_speaker_with_a_slash_in_the_name_is_found(client: Any) -> None:
    listed = client.get(f"{V1}/speakers").json()["speakers"]
    name = next(each["name"] for each in listed if "/" in each["name"])
    found = client.get(f"{V1}/speakers/{quote(name, safe='')}")
    assert found.json()["speaker"]["name"] == name


SENT: list[dict[str, Any]] = [
    {"json": {"text": TEXT}},
    {"content": TEXT.encode(), "headers": {"Content-Type": "text/plain; charset=utf-8"}},
    {"content": TEXT.encode("utf-16"), "headers": PLAIN},
    {"files": {"page": ("ferry.txt", TEXT.encode())}},
    {"files": {"page": ("../../ferry\x00.txt", TEXT.encode(), "text/plain")}},
    {"json": {"html": HTML}},
    {"content": HTML.encode(), "headers": {"Content-Type": "text/html"}},
    {"files": {"page": ("ferry.html", HTML.encode(), "text/html")}},
]


@pytest.mark.parametrize("sent", SENT)
def test_a_page_is_read_without_keeping_it(own: Any, own_record: Path, sent: dict[str, Any]) -> None:
    with Record(own_record) as record:
        before = record.count()
        told = own.post(f"{V1}/read", **sent).json()
        assert "The ferry stays" in told["text"]
        assert told["attributions"][0]["speaker"]["name"] == "Ines Falk"
        assert record.count() == before


@pytest.mark.parametrize("sent", [SENT[0], SENT[5], SENT[6]])
def test_a_page_is_read_and_kept(own: Any, sent: dict[str, Any]) -> None:
    answer = own.post(f"{V1}/articles", **sent)
    assert (answer.status_code, answer.json()["outcome"]) == (201, "added")
    told = own.get(answer.headers["location"]).json()
    assert told["id"] == answer.json()["id"]
    again = own.post(f"{V1}/articles", **sent)
    assert (again.status_code, again.json()["outcome"]) == (200, "unchanged")


def test_too_much_is_refused_with_the_limit_told(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "LONGEST_TEXT", 1_000)
    told = problem(client.post(f"{V1}/read", json={"text": TEXT * 40}), 413)
    assert "at most 1,000 are read" in told["detail"]
    told = problem(client.post(f"{V1}/read", content=b"x" * 25_000_001, headers=JSON), 413)
    assert "25 MB" in told["detail"]
    told = problem(client.post(f"{V1}/speakers/merge", content=b"x" * 1_000_001, headers=JSON), 413)
    assert "1 MB" in told["detail"]


def test_slow_reading_stalls_nobody_else(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    going_on = threading.Event()

    def slowly(*_: Any) -> None:
        assert going_on.wait(60)
        raise ZeroDivisionError

    monkeypatch.setattr(taking, "MOST_WAITING", 6)
    monkeypatch.setattr("onrecord.web.api.reading.read", slowly)
    with ThreadPoolExecutor(10) as threads:
        slow = [threads.submit(client.post, f"{V1}/read", json={"text": TEXT}) for _ in range(9)]
        refused = list(islice(as_completed(slow), 3))  # the others wait for those that are read
        assert client.get(f"{V1}/overview").status_code == 200
        assert [each.result().status_code for each in refused] == [503] * 3
        going_on.set()
        answers = [each.result() for each in slow]
    assert sorted(each.status_code for each in answers) == [500] * 6 + [503] * 3
    refused = next(each for each in answers if each.status_code == 503)
    assert refused.headers["retry-after"]


PASSWORDS = {"reader": "reading-only", "reviewer": "may-do-all"}
CHANGES: list[tuple[str, dict[str, Any]]] = [
    ("/speakers/merge", {"name": "a", "into": "b"}),
    ("/speakers/split", {"name": "a", "articles": ["b"], "other": "c"}),
    ("/speakers/link", {"links": [{"name": "a", "identifier": "Q1"}]}),
    ("/decisions/undo", {}),
    ("/utterances/merge", {"one": "abcdefabcdef", "other": "abcdefabcdee"}),
    ("/utterances/split", {"statements": ["abcdefabcdef"]}),
    ("/utterances/undo", {}),
    ("/articles", {"text": TEXT}),
    *((f"/statements/abc/{what}", {}) for what in ("accept", "reject", "undo")),
    ("/statements/abc/change", {"change": {"act": "deny"}}),
    ("/statements/abc/note", {"note": "n"}),
    ("/additions", {"urls": ["ftp://gazette.example/"]}),
    ("/articles/abc/statements", {"values": {"content": ["x"]}}),
]


@pytest.fixture(scope="module")
def credentials() -> dict[str, Any]:
    return {role: scrambled(password) for role, password in PASSWORDS.items()}


def signed(role: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {PASSWORDS[role]}"}


@pytest.mark.parametrize(("path", "sent"), CHANGES)
def test_who_may_change_anything(
    client_of: Callable[..., Any],
    own_record: Path,
    credentials: dict[str, Any],
    path: str,
    sent: dict[str, Any],
) -> None:
    client, path = client_of(own_record, passwords=credentials), V1 + path
    stranger = client.post(path, json=sent)
    problem(stranger, 401)
    assert stranger.headers["www-authenticate"] == "Bearer"
    problem(client.post(path, json=sent, headers=signed("reader")), 403)
    assert client.post(path, json=sent, headers=signed("reviewer")).status_code in (200, 201, 400, 404)
    problem(client_of(own_record, read_only=True).post(path, json=sent), 403)
    for other in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        problem(client_of(own_record).post(path, json=sent, headers=other), 403)


def test_all_of_it_needs_the_password(
    client_of: Callable[..., Any], own_record: Path, credentials: dict[str, Any]
) -> None:
    client = client_of(own_record, passwords=credentials)
    problem(client.get(f"{V1}/openapi.json"), 401)
    described = client.get(f"{V1}/openapi.json", headers=signed("reader")).json()
    for path, methods in described["paths"].items():
        for method in methods:
            answer = client.request(method, path.replace("{id}", "abc").replace("{name}", "x"))
            assert answer.status_code in (401, 415), path


def test_a_program_may_ask_often_and_a_guesser_may_not(
    client_of: Callable[..., Any], own_record: Path, credentials: dict[str, Any]
) -> None:
    client = client_of(own_record, passwords=credentials)
    assert client.get(f"{V1}/overview", headers=signed("reader")).status_code == 200
    wrong = [client.get(f"{V1}/overview", headers={"Authorization": "Bearer guess"}) for _ in range(7)]
    assert [each.status_code for each in wrong] == [401] * 4 + [429] * 3  # the right one counted once
    assert "wait" in problem(wrong[-1], 429)["detail"]
    assert wrong[-1].headers["retry-after"]
    with ThreadPoolExecutor(8) as threads:
        asked = threads.map(lambda _: client.get(f"{V1}/overview", headers=signed("reader")), range(20))
        assert {each.status_code for each in asked} == {200}


def test_programs_name_themselves(
    client_of: Callable[..., Any], own_record: Path, credentials: dict[str, Any]
) -> None:
    client = client_of(own_record, passwords=credentials)
    queue = client.get(f"{V1}/queue?limit=3", headers=signed("reader")).json()
    ids = [each["id"] for each in queue["statements"]]
    names = ("import of May", "checker 2", None)
    for id, name in zip(ids, names, strict=True):
        named = signed("reviewer") | ({"X-Onrecord-By": name} if name else {})
        made = client.post(f"{V1}/statements/{id}/accept", json={}, headers=named).json()["correction"]
        assert made["made_by"] == (name or "a program")
    listed = client.get(f"{V1}/corrections", params={"by": "checker 2"}, headers=signed("reader")).json()
    assert [each["statement"] for each in listed["corrections"]] == [ids[1]]
    for wrong in ("a  b", "x" * 201):
        sent = signed("reviewer") | {"X-Onrecord-By": wrong}
        told = problem(client.post(f"{V1}/statements/{ids[0]}/accept", json={}, headers=sent), 400)
        [fault] = told["errors"]
        assert (fault["place"], fault["name"].lower()) == ("header", "x-onrecord-by")


def test_what_was_decided_comes_to_train_on(own: Any) -> None:
    assert own.get(f"{V1}/corrected.jsonl").text == ""
    [row] = own.get(f"{V1}/statements?limit=1").json()["statements"]
    own.post(f"{V1}/statements/{row['id']}/accept", json={})
    answer = own.get(f"{V1}/corrected.jsonl")
    assert answer.headers["cache-control"] == "private, no-store"
    [told] = map(json.loads, answer.text.splitlines())
    assert (told["id"], told["reviewed"]) == (row["article"]["id"], True)
    assert [each["id"] for each in told["attributions"] if each.get("review")] == [row["id"]]


def test_the_statements_behind_an_edge_come_in_pages(client: Any) -> None:
    made = client.get(f"{V1}/network").json()
    identities = {each["id"]: each["party"]["identity"] for each in made["nodes"]}
    for side in made["sides"]:
        ends = {"one": identities[side["source"]], "other": identities[side["target"]], "limit": 1}
        answer = client.get(f"{V1}/network/statements", params=ends).json()
        met, following = answer["statements"], answer["next"]
        while following:
            answer = client.get(following).json()
            met, following = met + answer["statements"], answer["next"]
        assert sorted(each["id"] for each in met) == sorted(side["statements"])
    assert made["sides"]
    ends = {"one": "person nobody", "other": "nothing"}
    problem(client.get(f"{V1}/network/statements", params=ends), 404)


def test_many_pages_are_added_at_once(own: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetched(_: Queue, address: str) -> Page | FetchError:
        if "gone" in address:
            return FetchError("the server answered 404 Not Found", page=address, step="fetch")
        return Page(HTML.encode(), address, None, "text/html; charset=utf-8")

    monkeypatch.setattr(Queue, "_fetched", fetched)
    urls = ["https://gazette.example/ferry", "https://gazette.example/gone"]
    answer = own.post(f"{V1}/additions", json={"urls": [*urls, urls[0]]}, headers={"X-Onrecord-By": "import"})
    assert (answer.status_code, answer.headers["location"]) == (202, f"{V1}/additions")
    assert [each["address"] for each in answer.json()["pages"]] == urls
    until = time.monotonic() + 60
    while (told := own.get(answer.headers["location"]).json())["to_do"] and time.monotonic() < until:
        time.sleep(0.1)
    failed, added = told["pages"]
    assert (failed["state"], failed["step"], failed["article"]) == ("failed", "fetch", None)
    assert (added["state"], added["outcome"], added["by"]) == ("read", "added", "import")
    assert own.get(added["article"]).json()["reading"]["id"] == urls[0]
    many = [f"https://gazette.example/{number}" for number in range(201)]
    assert "there may be 200" in problem(own.post(f"{V1}/additions", json={"urls": many}), 400)["detail"]
    monkeypatch.setattr(adding, "MOST_WAITING", 1)
    told = problem(own.post(f"{V1}/additions", json={"urls": many[:2]}), 503)
    assert "t most 1 pages" in told["detail"]


def test_no_other_site_may_read_and_nobody_keeps_it(client: Any) -> None:
    answer = client.get(f"{V1}/statements", headers={"Origin": "https://other.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["content-type"] == "application/json"
    asking = {"Origin": "https://other.example", "Access-Control-Request-Method": "POST"}
    before = client.options(f"{V1}/read", headers=asking)
    assert not [name for name in before.headers if name.startswith("access-control")]
    problem(client.get(f"{V1}/overview", headers={"Host": "rebound.example"}), 421)


def test_decisions_are_made_against_what_was_seen(own: Any) -> None:
    listed = own.get(f"{V1}/speakers?type=person").json()["speakers"]
    one, other, third = [each["name"] for each in listed if "/" not in each["name"]][:3]
    seen = own.get(f"{V1}/decisions").json()["version"]
    link = {"links": [{"name": one, "identifier": "Q7"}], "seen": seen}
    assert own.post(f"{V1}/speakers/link", json=link).status_code == 201
    merge = {"name": one, "into": other, "seen": seen}
    told = problem(own.post(f"{V1}/speakers/merge", json=merge), 409)
    assert "has decided since, in number 1" in told["detail"]
    assert own.get(f"{V1}/decisions").json()["version"] == 1
    apart = {"name": third, "into": other, "seen": seen}
    assert own.post(f"{V1}/speakers/merge", json=apart).status_code == 201
    problem(own.post(f"{V1}/decisions/undo", json={"seen": 1}), 409)
    undone = own.post(f"{V1}/decisions/undo", json={"seen": 2}).json()["decision"]
    assert (undone["number"], undone["action"]) == (2, "merge")
    made = own.get(f"{V1}/decisions?holding=true").json()["decisions"]
    assert [each["action"] for each in made] == ["undo", "link"]
    assert own.get(f"{V1}/speakers/{quote(one)}").json()["speaker"]["identifier"] == "Q7"


def test_utterances_are_merged_and_split_against_what_was_seen(own: Any) -> None:
    at = f"{V1}/utterances"
    told = own.get(f"{at}?least=1&limit=500").json()["utterances"]
    one, other, third = (each["id"] for each in told[-3:])
    assert own.get(f"{at}/decisions").json() == {"decisions": [], "next": None, "version": 0}
    merge = {"one": one, "other": other, "seen": 0}
    made = own.post(f"{at}/merge", json=merge)
    assert (made.status_code, made.json()["decision"]["action"]) == (201, "merge")
    found = own.get(f"{at}/{one}").json()
    assert found["decisions"][0]["number"] == 1
    assert {one, other} <= {each["id"] for variant in found["variants"] for each in variant["told"]}
    late = own.post(f"{at}/merge", json={"one": third, "other": other, "seen": 0})
    assert "has decided since, in number 1" in problem(late, 409)["detail"]
    problem(own.post(f"{at}/split", json={"statements": [one], "seen": 0}), 409)
    problem(own.post(f"{at}/undo", json={"seen": 0}), 409)
    assert (
        "one utterance already" in problem(own.post(f"{at}/merge", json=merge | {"seen": 1}), 400)["detail"]
    )
    assert own.post(f"{at}/split", json={"statements": [one], "seen": 1}).status_code == 201
    assert own.get(f"{at}/{one}").json()["id"] != own.get(f"{at}/{other}").json()["id"]
    assert own.post(f"{at}/undo", json={"seen": 2}).json()["decision"]["number"] == 2
    assert own.get(f"{at}/{one}").json()["id"] == own.get(f"{at}/{other}").json()["id"]
    listed = own.get(f"{at}/decisions").json()
    assert [(each["action"], each["holds"]) for each in listed["decisions"]] == [
        ("undo", True),
        ("split", False),
        ("merge", True),
    ]
    assert listed["version"] == 3
    holding = own.get(f"{at}/decisions?holding=true").json()["decisions"]
    assert [each["action"] for each in holding] == ["undo", "merge"]


def test_nobody_waits_while_a_large_record_is_compared(
    own: Any, own_record: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    going_on, match = threading.Event(), Record.match
    monkeypatch.setattr(comparing, "PATIENCE_S", 0.1)

    def slowly(record: Record, **how: Any) -> int:
        if threading.current_thread().name == "onrecord-compare":
            assert going_on.wait(30)
        return match(record, **how)

    monkeypatch.setattr(Record, "match", slowly)
    with Record(own_record) as record:
        record.add(*harbour())  # whoever used the record before may have compared what was there
    id = own.get(f"{V1}/statements?limit=1").json()["statements"][0]["id"]
    changes = ("merge", {"one": id, "other": id}), ("split", {"statements": [id]}), ("undo", {})
    for path in ("", f"/{id}", "?words=said"):
        answer = own.get(f"{V1}/utterances{path}")
        assert "come back in a minute" in problem(answer, 503)["detail"]
        assert answer.headers["retry-after"] == "60"
        shown = own.get(f"/utterances{path.replace('words', 'q')}")
        assert (shown.status_code, shown.headers["retry-after"]) == (503, "60")
        assert "Still comparing" in shown.text
    for what, change in changes:
        problem(own.post(f"{V1}/utterances/{what}", json=change), 503)
    assert "The statements are being compared" in own.get("/").text
    assert own.get(f"{V1}/utterances/decisions").status_code == 200
    going_on.set()
    for _ in range(100):
        if (answer := own.get(f"{V1}/utterances")).status_code == 200:
            break
        time.sleep(0.1)
    with Record(own_record) as record:
        assert record.is_matched()
        found = [told.utterance.name for told in record.utterances()]
    assert [each["id"] for each in answer.json()["utterances"]] == found


@pytest.mark.parametrize(
    ("values", "column", "words"),
    [
        ({"content": [[5, 2]]}, "content", "is outside the text"),
        ({"cue": ["no such words"]}, "cue", "does not stand in the article"),
        ({"speaker": {"name": "a\u2028b"}}, "speaker", "characters that are no text"),
        ({"targets": [{"name": "x", "stance": "for", "span": [9, 9]}]}, "targets", "or empty"),
    ],
)
def test_what_is_wrong_with_a_column_is_told_where_it_stands(
    client: Any, values: dict[str, Any], column: str, words: str
) -> None:
    [row] = client.get(f"{V1}/statements?limit=1").json()["statements"]
    changed = client.post(f"{V1}/statements/{row['id']}/change", json={"change": values})
    values = {"content": [[0, 9]], **values}
    added = client.post(f"{V1}/articles/{row['article']['key']}/statements", json={"values": values})
    for answer, field in ((changed, "change"), (added, "values")):
        [fault] = problem(answer, 400)["errors"]
        assert (fault["place"], fault["name"]) == ("body", f"{field}.{column}")
        assert words in fault["detail"]


def test_corrections_stand_beside_what_was_read(own: Any) -> None:
    row = own.get(f"{V1}/queue?limit=1").json()["statements"][0]
    at = f"{V1}/statements/{row['id']}"
    before = own.get(f"{at}/review").json()
    assert (before["version"], before["now"]) == (0, before["machine"])
    assert before["machine_sure"]["act"] == row["confidences"]["act"]
    assert before["machine_sure"]["content"] == row["confidence"]
    act = "deny" if row["act"] != "deny" else "state"
    change = {"change": {"act": act}, "note": "on the tape", "seen": 0}
    assert own.post(f"{at}/change", json=change).status_code == 201
    told = problem(own.post(f"{at}/reject", json={"seen": 0}), 409)
    assert "was corrected since" in told["detail"]
    after = own.get(f"{at}/review").json()
    assert (after["now"]["act"], after["machine"]["act"]) == (act, row["act"])
    assert after["machine_sure"] == before["machine_sure"], "it stays when people decide otherwise"
    assert own.get(f"{V1}/statements?review=corrected").json()["statements"][0]["id"] == row["id"]
    missing = {"change": {"when": "words that stand nowhere"}}
    assert "does not stand in the article" in problem(own.post(f"{at}/change", json=missing), 400)["detail"]
    assert (
        own.post(f"{at}/undo", json={"seen": after["version"]}).json()["correction"]["note"] == "on the tape"
    )
    assert own.get(f"{at}/review").json()["now"] == before["now"]
    listed = own.get(f"{V1}/corrections").json()["corrections"]
    assert [each["action"] for each in listed] == ["undo", "change"]
    assert own.get(f"{V1}/corrections/orphans").json()["orphans"] == []


def test_a_missed_statement_is_added(own: Any) -> None:
    made = own.post(f"{V1}/articles", json={"text": TEXT}).json()
    values = {"content": ["harbour master"], "act": "promise"}
    told = own.post(f"{made['article']}/statements", json={"values": values}).json()
    at = f"{V1}/statements/{told['correction']['statement']}"
    found = own.get(at).json()["statement"]
    assert (found["content"]["words"], found["act"]) == ("harbour master", "promise")
    assert own.post(f"{at}/reject", json={}).status_code == 201
    assert own.get(at).json()["statement"]["review"]["state"] == "rejected"
    read = own.get(made["article"]).json()["reading"]["attributions"][0]
    again = {"content": read["content"], "act": "promise"}
    told = problem(own.post(f"{made['article']}/statements", json={"values": again}), 400)
    assert f"there already, as statement {read['id']}" in told["detail"]


def test_a_network_comes_in_every_form(client: Any) -> None:
    told = client.get(f"{V1}/network?mode=two&least=1").json()
    assert told["nodes"]
    assert client.get(f"{V1}/network.graphml").text.count("<node ") == len(told["nodes"])
    assert client.get(f"{V1}/network.gexf").text.count("<node ") == len(told["nodes"])
    assert client.get(f"{V1}/network.csv").text.count("\r\n") == 1 + len(told["sides"])
    node = next(each for each in told["nodes"] if each["part"] == "speaker")
    asked = {"speaker": node["party"]["name"], "speaker_type": node["party"]["type"]}
    some = client.get(f"{V1}/network", params=asked).json()
    assert {each["party"]["name"] for each in some["nodes"] if each["part"] == "speaker"} == {
        asked["speaker"]
    }
    assert asked.items() <= some["settings"].items()
    assert some["statements"] == node["statements"]
    assert client.get(f"{V1}/network.graphml", params=asked).text.count("<node ") == len(some["nodes"])


def test_the_page_lists_every_operation(client: Any) -> None:
    told, page = client.get(f"{V1}/openapi.json").json(), client.get("/api").text
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            assert f'id="{operation["operationId"]}"' in page
            assert f"<strong>{method.upper()}</strong> {path}" in page
    for kind in KINDS.values():
        assert f'id="{kind}"' in page
    assert "<script" not in page
