"""The record as others read it: by SQL alone, and by Datasette."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from onrecord.record import Record
from onrecord.rows import Row
from tests.record.made import harbour, whole
from tests.record.test_migrations import connected
from tests.stores import Place, Stores

Cells = dict[str, Any]


def fill(place: Place) -> None:
    with Record(place) as record:
        record.add(*harbour())
        record.add(*harbour(data=b"changed", title="Tolls to fall"))
        record.add(*harbour("copy.txt", data=b"copy", outlet="Faro Post", published="2024-03-01"))
        record.add(*whole())


def said(row: Row) -> Cells:
    """What `who_said_what` is to tell of a statement."""
    return {
        "statement": row.id, "speaker": row.speaker, "speaker_type": row.speaker_type, "act": row.act,
        "words": row.words, "kind": row.kind, "said_on": row.said_on, "published": row.published,
        "outlet": row.outlet, "title": row.title, "address": row.address, "confidence": row.confidence,
        "source": row.source or None, "cue": row.cue or None, "addressee": row.addressee,
        "occasion": row.occasion, "when_said": row.when,
    }  # fmt: skip


def for_and_against(row: Row) -> Iterator[Cells]:
    known = ("statement", "speaker", "speaker_type", "act", "words", "said_on", "published", "outlet",
             "title", "address")  # fmt: skip
    for target in row.targets:
        aim = {"target": target.name, "stance": target.stance, "confidence": target.confidence}
        yield {**{name: said(row)[name] for name in known}, **aim}


def who_speaks(rows: tuple[Row, ...]) -> Iterator[Cells]:
    for name, kind in {(row.speaker, row.speaker_type) for row in rows if row.speaker is not None}:
        theirs = [row for row in rows if (row.speaker, row.speaker_type) == (name, kind)]
        days = [row.published for row in theirs if row.published]
        yield {
            "speaker": name, "speaker_type": kind, "statements": len(theirs),
            "articles": len({row.address for row in theirs}),
            "outlets": len({row.outlet for row in theirs if row.outlet}),
            "first_published": min(days), "last_published": max(days),
        }  # fmt: skip


def expected(place: Place) -> dict[str, list[Cells]]:
    with Record(place) as record:
        rows = record.search(limit=10_000)
        read = [
            {
                "address": each.article.id, "title": each.article.title, "outlet": each.article.outlet,
                "published": each.article.published, "page_sha256": each.article.page,
                "bundle": each.bundle, "statements": len(each.statements), "text": each.article.text,
                "revision": record.article(each.article.id).revision,
            }
            for each in record.readings(newest=True)
        ]  # fmt: skip
        alike = [
            {
                "utterance": told.utterance.name, "told_by_articles": told.articles, "statement": each.name,
                "words": each.text, "published": each.published, "outlet": each.outlet,
                "address": each.article,
            }
            for told in record.utterances() for each in told.utterance.told
        ]  # fmt: skip
    return {
        "same_words": alike,
        "who_said_what": [said(row) for row in rows],
        "for_and_against": [aim for row in rows for aim in for_and_against(row)],
        "who_speaks": list(who_speaks(rows)),
        "articles_read": read,
    }


def same(found: list[Cells], wanted: list[Cells], view: str) -> None:
    """All that is wanted, in any order; a view may have more columns."""
    assert wanted, view
    known = wanted[0].keys()
    assert known <= found[0].keys()
    reduced = [{name: row[name] for name in known} for row in found]
    assert sorted(map(repr, reduced)) == sorted(map(repr, wanted)), view


def test_the_views_tell_what_search_finds(place: Place):
    fill(place)
    with connected(place) as connection:
        for view, wanted in expected(place).items():
            found = connection.execute(text(f"SELECT * FROM {view}")).mappings()
            same([dict(row) for row in found], wanted, view)


def test_a_file_is_read_by_sqlite_alone(tmp_path: Path):
    path = tmp_path / "onrecord.db"
    fill(path)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        views = connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'")
        assert {row["name"] for row in views} == expected(path).keys()
        for view, wanted in expected(path).items():
            same([dict(row) for row in connection.execute(f"SELECT * FROM {view}")], wanted, view)
        asked = "SELECT address FROM who_said_what WHERE speaker = ? AND words LIKE '%tolls%' ORDER BY 1"
        found = connection.execute(asked, ("Inês Côrte-Real",)).fetchall()
        assert [row["address"] for row in found] == ["copy.txt", "harbour.txt"]


def asked_of(path: Path, *addresses: str) -> list[Any]:
    """What Datasette answers, run within this process."""
    datasette = pytest.importorskip("datasette.app")

    async def answers() -> list[Any]:
        served = datasette.Datasette([str(path)])
        found = [await served.client.get(address) for address in addresses]
        assert [each.status_code for each in found] == [200] * len(addresses), [each.text for each in found]
        for database in served.databases.values():
            database.close()
        return [json.loads(each.text) if ".json" in str(each.url) else each.text for each in found]

    with ThreadPoolExecutor(1) as threads:  # a browser's own loop may be running in this one
        return threads.submit(lambda: asyncio.run(answers())).result()


@pytest.mark.filterwarnings("ignore")  # of Datasette's own
def test_datasette_shows_the_views(tmp_path: Path):
    path = tmp_path / "onrecord.db"
    fill(path)
    wanted = expected(path)
    views = sorted(wanted)
    tables = [f"/onrecord/{view}.json?_shape=objects&_size=max" for view in views]
    database, *found = asked_of(path, "/onrecord.json", *tables)
    assert {view["name"] for view in database["views"]} == set(views)
    for view, told in zip(views, found, strict=True):
        same(told["rows"], wanted[view], view)
    filtered, page = asked_of(
        path,
        "/onrecord/who_said_what.json?_shape=objects&speaker__contains=Real&words__contains=tolls",
        "/onrecord/who_said_what?_sort=published",
    )
    assert {row["address"] for row in filtered["rows"]} == {"copy.txt", "harbour.txt"}
    assert "The tolls will rise in May" in page


def test_the_views_stay_over_what_is_restored(
    stores: Stores, place: Place, places: Callable[[], Place], tmp_path: Path
):
    from onrecord.record import restore

    fill(place)
    other = places()
    with Record(other) as record:
        record.add(*whole())
    with Record(place) as record:
        record.backup(tmp_path / "a.zip")
    restore(tmp_path / "a.zip", other, replace=True)
    with Record(other) as record:
        record.match()  # which statements tell the same words is no part of a backup
    with connected(other) as connection:
        for view, wanted in expected(place).items():
            same(
                [dict(row) for row in connection.execute(text(f"SELECT * FROM {view}")).mappings()],
                wanted,
                view,
            )
