"""Migrations: an older record, with what it holds, becomes one of today, and goes back."""

import sqlite3
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import URL, create_engine

from onrecord.identity import article_id, joined, named
from onrecord.nouns import Reading
from onrecord.record import Record
from onrecord.record.opening import MIGRATIONS
from tests.record.made import article_again, harbour, whole


def migrate(path: Path, revision: str) -> None:
    """Up to a revision, or down to it where it is an older one."""
    engine = create_engine(URL.create("sqlite", database=str(path)))
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        known = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE name = 'alembic_version'")
        (command.downgrade if known.first() else command.upgrade)(config, revision)
    engine.dispose()


def schema(path: Path) -> dict[str, list[tuple[str, int]]]:
    """For each table its columns, and whether they may be null."""
    connection = sqlite3.connect(path)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {
        name: [(row[1], row[3]) for row in connection.execute(f'PRAGMA table_info("{name}")')]
        for name in tables
    }
    indexes = connection.execute("SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY name")
    found["indexes"] = [(name, 0) for (name,) in indexes]
    connection.close()
    return found


def insert(connection: sqlite3.Connection, table: str, *values: object) -> int:
    places = ", ".join("?" * len(values))
    return connection.execute(f"INSERT INTO {table} VALUES ({places})", values).lastrowid or 0


def written_by_0001(path: Path, readings: Sequence[tuple[bytes, Reading]]) -> None:
    """A record as the first release wrote it."""
    migrate(path, "0001")
    connection = sqlite3.connect(path)
    number = 0
    for article_number, (data, reading) in enumerate(readings, start=1):
        reading = named(reading)
        article, text = reading.article, reading.article.text
        insert(connection, "pages", article.page, len(data), zlib.compress(data))
        insert(connection, "outlets", article_number, f"outlet {article_number}")
        insert(
            connection, "articles", article_number, article_id(article), article.id, 1, article.page,
            reading.bundle, 1, None, None, article.title, None, article_number, article.published, None,
            None, text,
        )  # fmt: skip
        for position, block in enumerate(article.blocks):
            insert(connection, "blocks", article_number, position, block.role, *block.span)
        for position, statement in enumerate(reading.statements):
            number += 1
            attribution, speaker = statement.attribution, statement.speaker
            assert speaker is not None
            known = "SELECT id FROM speakers WHERE name = ? AND type = ?"
            row = connection.execute(known, (speaker.name, speaker.type)).fetchone()
            its = row[0] if row else insert(connection, "speakers", None, speaker.name, speaker.type)
            flags = "[" + ", ".join(f'"{flag}"' for flag in attribution.flags) + "]"
            insert(
                connection, "statements", number, attribution.id, article_number, position,
                attribution.kind, attribution.within, its, 1, statement.act, statement.said_on, flags,
                attribution.confidence,
            )  # fmt: skip
            places = [*attribution.spans, *(("mention", mention.span) for mention in speaker.mentions)]
            for role in ("addressee", "occasion", "when"):
                places += [(role, span)] if (span := getattr(statement, role)) else []
            seen: dict[str, int] = {}
            for role, span in places:
                at = seen[role] = seen.get(role, -1) + 1
                reason = speaker.mentions[at].reason if role == "mention" else None
                insert(connection, "spans", number, role, at, *span, span.of(text), reason)
            for at, target in enumerate(statement.targets):
                start, end = target.span or (None, None)
                insert(connection, "targets", number, at, target.name, target.stance, start, end)
            connection.execute(
                "INSERT INTO statement_words (rowid, words, speaker, source, cue) VALUES (?, ?, ?, ?, ?)",
                (number, joined(text, attribution.content), speaker.name,
                 joined(text, attribution.source), joined(text, attribution.cue)),
            )  # fmt: skip
    connection.commit()
    connection.close()


@pytest.fixture
def older(tmp_path: Path) -> Path:
    page, reading = harbour("harbour.txt")
    court, hearing = whole()
    written_by_0001(tmp_path / "r.db", [(page.data, reading), (court.data, hearing)])
    return tmp_path / "r.db"


def test_a_record_of_the_first_release_is_brought_up_with_all_that_it_holds(older: Path):
    with Record(older) as record:
        assert [row.speaker for row in record.search("tolls")] == ["Inês Côrte-Real"]
        [accused] = record.search(target="shipowners", stance="against")
        assert accused == record.search(addressee="judges", occasion="hearing")[0]
        assert (accused.act, accused.said_on, accused.column_flags) == ("accuse", "2024-03-07", ())
        assert [target.confidence for target in accused.targets] == [1.0, 1.0]
        assert accused.confidences.act is None
        assert {row.name: row.statements for row in record.speakers()} == {
            "Inês Côrte-Real": 3, "Tomé Vaz": 1, "the port": 1,
        }  # fmt: skip
        assert record.speakers()[0].aliases == ("Ms Côrte-Real",)
        assert len(record.search(speaker="Ms Corte")) == 3
        articles = {each.article.id: each.article for each in record.readings()}
        found = [
            each
            for checked in record.verify(lambda page: articles[page.address])
            for each in checked.failures
        ]
        assert found == []
        record.merge_speakers("Tomé Vaz", "Inês Côrte-Real", by="me")
        record.add(*harbour("new.txt", data=b"new"))
        assert record.speakers()[0].statements == 6


def test_a_record_goes_back_to_the_first_release_and_up_again(older: Path, tmp_path: Path):
    migrate(tmp_path / "fresh.db", "0001")
    first = schema(tmp_path / "fresh.db")
    before = dump(older)
    Record(older).close()
    assert schema(older) != first
    with Record(older) as record:
        record.merge_speakers("Tomé Vaz", "Inês Côrte-Real", by="me")
        readings = list(record.readings())
    migrate(older, "0001")
    assert schema(older) == first
    assert dump(older) == before
    with Record(older) as record:
        assert list(record.readings()) == readings
        assert record.decisions() == ()


def test_a_record_of_today_loses_only_what_is_new_on_its_way_back(tmp_path: Path):
    path = tmp_path / "r.db"
    with Record(path) as record:
        record.add(*whole())
        record.add(*harbour())
        plain = next(iter(record.readings()))
    migrate(path, "0001")
    with Record(path) as record:
        kept = list(record.readings())
        assert kept[0] == plain  # the harbour has none of the new columns
        assert kept[1].statements[0].act == "accuse"
        assert kept[1].statements[0].flags == ()
        harbour_alone = [each for each in record.verify(article_again) if each.address == "harbour.txt"]
        assert [each.failures for each in harbour_alone] == [()]


def dump(path: Path) -> list[tuple[object, ...]]:
    """All that stands in the tables of the first release."""
    connection = sqlite3.connect(path)
    tables = ("articles", "blocks", "outlets", "pages", "spans", "speakers", "statements", "statement_words")
    columns = {"speakers": "id, name, type"}
    rows = [
        (table, *row)
        for table in tables
        for row in connection.execute(f"SELECT {columns.get(table, '*')} FROM {table}")
    ]
    connection.close()
    return rows
