"""The examples of the API's description: real answers about the demo pages, which are of our own writing.

    python -m tests.web.api_examples      writes src/onrecord/web/api/examples.json anew

Lists are cut to what shows their form, and what depends on the day or the bundle stays as it was answered.
"""

import json
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from onrecord import Page, pages_at, read
from onrecord.encoder import load
from onrecord.errors import FetchError
from onrecord.record import Record
from onrecord.web import Settings
from onrecord.web.adding import Queue
from onrecord.web.api.document import EXAMPLES as PLACE
from tests.web.sites import REPOSITORY, running

V1 = "/api/v1"
PAGE = "court-report.html"
TEXT = "“The night buses stay,” said mayor Jonas Keller on Tuesday."
LINES, LONGEST = 2, 1_000
NOW = re.compile(time.strftime("%Y-%m-%d", time.gmtime()) + r"T\d\d:\d\d:\d\d")
BYTES = "(bytes)"
Examples = dict[str, dict[str, Any]]
Sent = tuple[str, str, dict[str, Any] | None]


def examples() -> Examples:
    """Of each operation an answer, and what was sent for it."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Queue, "_fetched", lambda _, at: FetchError("no connection", page=at, step="fetch"))
        place = Path(folder) / "demo.db"
        _filled(place)
        with (
            running(Settings(record=str(place), by="ada")) as site,
            httpx.Client(base_url=site.url, timeout=60) as client,
        ):
            return dict(_answers(client))


def _filled(place: Path) -> None:
    encoder = load()
    with Record(place) as record:
        for page in pages_at(REPOSITORY / "demo" / "pages"):
            assert isinstance(page, Page)
            page = replace(page, address=Path(page.address).name)
            if page.address == PAGE:
                older = replace(page, data=page.data.replace(b"</p>", b" The hearing goes on.</p>", 1))
                record.add(older, read(older, encoder))
            record.add(page, read(page, encoder))
        record.not_read(FetchError("the server answered 404 Not Found", page="https://gazette.example/gone"))


def _answers(client: httpx.Client) -> Iterator[tuple[str, dict[str, Any]]]:
    operations = {
        told["operationId"]: (method, path)
        for path, methods in client.get(f"{V1}/openapi.json").json()["paths"].items()
        for method, told in methods.items()
    }
    for operation, query, body in _asked(client):
        method, path = operations[operation]
        query, _, headless = query.partition("|")
        answer = client.request(method, path.format(**_names(client, headless)) + query, json=body)
        assert answer.status_code < 300, (operation, answer.text)
        yield operation, {"answer": _shown(answer)} | ({"body": body} if body is not None else {})


def _names(client: httpx.Client, told: str) -> dict[str, str]:
    return dict(each.split("=", 1) for each in told.split("|")) if told else {}


def _asked(client: httpx.Client) -> Iterator[Sent]:
    """The operations in an order in which each has something to tell, with query and names in the path."""
    rows = client.get(f"{V1}/statements?limit=500").json()["statements"]
    direct = [each for each in rows if each["kind"] == "direct" and each["speaker"]]
    row = next(each for each in direct if each["article"]["id"] == PAGE)
    at, article = f"|id={row['id']}", f"|id={row['article']['key']}"
    yield "get_overview", "", None
    yield "list_failures", "", None
    yield "read_page", "", {"text": TEXT, "published": "2024-03-05"}
    yield "list_articles", "?limit=2", None
    yield "add_article", "", {"text": TEXT, "id": "night-buses.txt", "published": "2024-03-05"}
    yield "add_pages", "", {"urls": ["https://gazette.example/night-buses"]}
    time.sleep(1)
    yield "list_additions", "", None
    yield "get_article", article, None
    yield "get_page", article, None
    yield "list_revisions", article, None
    yield "get_revision_diff", article, None
    yield "search_statements", "?limit=1&act=deny", None
    yield "find_statements", "?limit=1&act=deny", None
    for form in ("csv", "jsonl", "parquet", "schema_org", "web_annotation", "brat", "citron"):
        yield f"get_statements_{form}", "?act=deny", None
    yield "list_queue", "?limit=1", None
    yield "get_statement", at, None
    yield from _of_people(client, rows, row)
    yield from _of_many(client, row)


def _of_people(client: httpx.Client, rows: list[Any], row: Any) -> Iterator[Sent]:
    at, others = f"|id={row['id']}", [each for each in rows if each["article"]["id"] != PAGE]
    yield "accept_statement", at, {}
    yield "change_statement", at, {"change": {"act": "deny"}, "note": "heard on the tape", "seen": 1}
    yield "note_statement", at, {"note": "to be checked with the court"}
    yield "get_review", at, None
    yield "undo_correction", at, {}
    yield "reject_statement", f"|id={others[0]['id']}", {"note": "a headline"}
    [added] = client.get(f"{V1}/articles?address=night-buses.txt").json()["articles"]
    new = {"values": {"content": ["The night buses"], "kind": "indirect"}}
    yield "add_statement", f"|id={added['id']}", new
    yield "list_corrections", "?limit=2", None
    yield "list_orphans", "", None
    yield "get_corrected", "", None
    names = [each["name"] for each in client.get(f"{V1}/speakers?type=person&limit=2").json()["speakers"]]
    yield "merge_speakers", "", {"name": names[1], "into": names[0], "seen": 0}
    yield "undo_decision", "", {"number": 1}
    yield (
        "split_speaker",
        "",
        {"name": names[0], "articles": [_article_of(rows, names[0])], "other": "Namesake"},
    )
    yield "link_speakers", "", {"links": [{"name": names[0], "identifier": "Q4115189"}]}
    yield "list_decisions", "?limit=2", None
    yield "merge_utterances", "", {"one": others[1]["id"], "other": others[2]["id"], "seen": 0}
    yield "split_utterance", "", {"statements": [others[1]["id"]], "seen": 1}
    yield "undo_utterances", "", {"number": 1}
    yield "list_utterance_decisions", "", None


def _of_many(client: httpx.Client, row: Any) -> Iterator[Sent]:
    yield "list_speakers", "?type=person&limit=1", None
    name = client.get(f"{V1}/speakers?type=person&limit=1").json()["speakers"][0]["name"]
    yield "get_speaker", f"|name={name}", None
    yield "list_utterances", "?least=1&limit=1", None
    yield "get_utterance", f"|id={row['id']}", None
    network = client.get(f"{V1}/network").json()
    ends = {each["id"]: each["party"]["identity"] for each in network["nodes"]}
    side = network["sides"][0]
    speaker = next(each["party"]["name"] for each in network["nodes"] if each["id"] == side["source"])
    yield "list_positions", f"?speaker={speaker}", None
    yield "get_network", "", None
    edge = httpx.QueryParams({"one": ends[side["source"]], "other": ends[side["target"]]})
    yield "list_statements_of_edge", f"?{edge}", None
    for form in ("graphml", "gexf", "csv"):
        yield f"get_network_{form}", "", None


def _article_of(rows: list[Any], name: str) -> str:
    return next(each["article"]["id"] for each in rows if each["speaker"] and each["speaker"]["name"] == name)


def _shown(answer: httpx.Response) -> Any:
    kind = answer.headers["content-type"].partition(";")[0]
    if kind == "application/json":
        return _cut(answer.json())
    if kind in ("application/zip", "application/vnd.apache.parquet"):
        return BYTES
    lines = answer.text.splitlines(keepends=True)[:LINES]
    return "".join(each if len(each) <= LONGEST else f"{each[:LONGEST]} …" for each in lines)


def _cut(value: Any) -> Any:
    """The value with its lists cut to their first entry, pairs of numbers aside."""
    if isinstance(value, dict):
        return {name: _cut(each) for name, each in value.items()}
    if isinstance(value, list):
        plain = not any(isinstance(each, dict | list) for each in value)
        return [_cut(each) for each in value[: 2 if plain else 1]]
    return value


def written(made: Examples) -> str:
    """The file's content."""
    told = json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return NOW.sub("2024-03-06T10:15:00", told)


if __name__ == "__main__":
    PLACE.write_text(written(examples()), "utf-8")
