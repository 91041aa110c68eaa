"""Migrations: an older record, with what it holds, becomes one of today, and goes back."""

import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    MetaData,
    Text,
    create_engine,
    func,
    inspect,
    make_url,
    select,
)

from onrecord.identity import article_id, joined, named
from onrecord.nouns import Reading, Speaker, Statement
from onrecord.record import Record
from onrecord.record.folding import tokens
from onrecord.record.migrating import MIGRATIONS
from onrecord.record.schema import TEXT
from onrecord.record.vectors import spaced, vector
from tests.record.made import article_again, harbour, whole
from tests.stores import Place, Stores

KNOWN = {"sqlite": "sqlite_master WHERE name", "postgresql": "pg_tables WHERE tablename"}


def engine_of(place: Place) -> Engine:
    url = make_url(str(place)) if isinstance(place, str) else URL.create("sqlite", database=str(place))
    return create_engine(url.set(drivername="postgresql+psycopg") if isinstance(place, str) else url)


@contextmanager
def connected(place: Place) -> Iterator[Connection]:
    engine = engine_of(place)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def migrate(place: Place, revision: str) -> None:
    """Up to a revision, or down to it where it is an older one."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with connected(place) as connection:
        config.attributes["connection"] = connection
        known = f"SELECT 1 FROM {KNOWN[connection.dialect.name]} = 'alembic_version'"
        there = connection.exec_driver_sql(known).first()
        (command.downgrade if there else command.upgrade)(config, revision)


def schema(place: Place) -> dict[str, object]:
    """For each table its columns, and whether they may be null; and all indexes."""
    with connected(place) as connection:
        found = inspect(connection)
        return {
            name: (
                [(column["name"], column["nullable"]) for column in found.get_columns(name)],
                sorted(str(index["name"]) for index in found.get_indexes(name)),
            )
            for name in found.get_table_names()
        }


def written_by_0001(place: Place, readings: Sequence[tuple[bytes, Reading]]) -> None:
    """A record as the first release wrote it."""
    migrate(place, "0001")
    with connected(place) as connection:
        metadata = MetaData()
        metadata.reflect(connection, only=lambda name, _: not name.startswith("statement_words_"))
        for table in metadata.tables.values():
            for column in table.columns:
                if isinstance(column.type, Text):
                    column.type = TEXT
        Older(connection, metadata).write(readings)
        for table in ("articles", "outlets", "speakers") if isinstance(place, str) else ():
            last = f"(SELECT max(id) FROM {table})"
            connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})")


class Older:
    """What the first release did."""

    def __init__(self, connection: Connection, metadata: MetaData) -> None:
        self.connection, self.tables = connection, metadata.tables

    def insert(self, table: str, *values: object) -> None:
        columns = [each.name for each in self.tables[table].columns]
        row = dict(zip(columns, values, strict=True))
        self.connection.execute(self.tables[table].insert().values(row))

    def write(self, readings: Sequence[tuple[bytes, Reading]]) -> None:
        for number, (data, reading) in enumerate(readings, start=1):
            reading = named(reading)
            article = reading.article
            self.insert("pages", article.page, len(data), zlib.compress(data))
            self.insert("outlets", number, f"outlet {number}")
            self.insert(
                "articles", number, article_id(article), article.id, 1, article.page, reading.bundle, 1, None,
                None, article.title, None, number, article.published, None, None, article.text,
            )  # fmt: skip
            for position, block in enumerate(article.blocks):
                self.insert("blocks", number, position, block.role, *block.span)
            for position, statement in enumerate(reading.statements):
                self.statement(100 * number + position, number, position, statement, article.text)

    def statement(self, number: int, article: int, position: int, told: Statement, text: str) -> None:
        attribution, speaker = told.attribution, told.speaker
        assert speaker is not None
        flags = "[" + ", ".join(f'"{flag}"' for flag in attribution.flags) + "]"
        self.insert(
            "statements", number, attribution.id, article, position, attribution.kind, attribution.within,
            self.speaker(speaker), 1, told.act, told.said_on, flags, attribution.confidence,
        )  # fmt: skip
        places = [*attribution.spans, *(("mention", mention.span) for mention in speaker.mentions)]
        for role in ("addressee", "occasion", "when"):
            places += [(role, span)] if (span := getattr(told, role)) else []
        seen: dict[str, int] = {}
        for role, span in places:
            at = seen[role] = seen.get(role, -1) + 1
            reason = speaker.mentions[at].reason if role == "mention" else None
            self.insert("spans", number, role, at, *span, span.of(text), reason)
        for at, target in enumerate(told.targets):
            start, end = target.span or (None, None)
            self.insert("targets", number, at, target.name, target.stance, start, end)
        words = (joined(text, attribution.content), speaker.name)
        words += (joined(text, attribution.source), joined(text, attribution.cue))
        WORDS[self.connection.dialect.name](self.connection, number, words)

    def speaker(self, speaker: Speaker) -> int:
        table = self.tables["speakers"]
        wanted = select(table.c.id).where(table.c.name == speaker.name, table.c.type == speaker.type)
        number = self.connection.execute(wanted).scalar()
        if number is None:
            number = (self.connection.execute(select(func.max(table.c.id))).scalar() or 0) + 1
            self.insert("speakers", number, speaker.name, speaker.type)
        return int(number)


def words_in_sqlite(connection: Connection, number: int, words: tuple[str, ...]) -> None:
    insert = "INSERT INTO statement_words (rowid, words, speaker, source, cue) VALUES (?, ?, ?, ?, ?)"
    connection.exec_driver_sql(insert, (number, *words))


def words_in_postgresql(connection: Connection, number: int, words: tuple[str, ...]) -> None:
    folded = [tokens(each.replace("\0", " ")) for each in words]
    insert = "INSERT INTO statement_words VALUES (%s, %s, %s, %s, %s, %s::tsvector)"
    row = (number, *map(spaced, folded), vector(folded))
    connection.exec_driver_sql(insert, row)


WORDS = {"sqlite": words_in_sqlite, "postgresql": words_in_postgresql}


@pytest.fixture
def older(stores: Stores) -> Iterator[Place]:
    page, reading = harbour("harbour.txt")
    court, hearing = whole()
    place = stores.new()
    written_by_0001(place, [(page.data, reading), (court.data, hearing)])
    yield place
    stores.remove(place)


def test_a_record_of_the_first_release_is_brought_up_with_all_that_it_holds(older: Place):
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


def test_a_record_goes_back_to_the_first_release_and_up_again(stores: Stores, older: Place):
    fresh = stores.new()
    migrate(fresh, "0001")
    first = schema(fresh)
    stores.remove(fresh)
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


def test_a_record_of_today_loses_only_what_is_new_on_its_way_back(place: Place):
    with Record(place) as record:
        record.add(*whole())
        record.add(*harbour())
        plain = next(iter(record.readings()))
    migrate(place, "0001")
    with Record(place) as record:
        kept = list(record.readings())
        assert kept[0] == plain  # the harbour has none of the new columns
        assert kept[1].statements[0].act == "accuse"
        assert kept[1].statements[0].flags == ()
        harbour_alone = [each for each in record.verify(article_again) if each.address == "harbour.txt"]
        assert [each.failures for each in harbour_alone] == [()]


def dump(place: Place) -> list[tuple[object, ...]]:
    """All that stands in the tables of the first release."""
    tables = ("articles", "blocks", "outlets", "pages", "spans", "speakers", "statements", "statement_words")
    columns = {"speakers": "id, name, type"}
    with connected(place) as connection:
        return sorted(
            (table, *map(str, row))
            for table in tables
            for row in connection.exec_driver_sql(f"SELECT {columns.get(table, '*')} FROM {table}")
        )


def test_what_people_corrected_is_lost_on_the_way_back_and_nothing_else(stores: Stores, place: Place):
    page, reading = harbour()
    with Record(place) as record:
        record.add(page, reading)
    migrate(place, "0003")
    plain = stores.contents(place)
    with Record(place) as record:
        first, second, third = (each.attribution.id for each in named(reading).statements)
        record.correct(first, {"act": "deny", "content": [[0, 7]]}, by="ann")
        record.accept(second, by="ann")
        record.reject(third, by="ann")
        record.add_statement("harbour.txt", {"content": "runs the port of Alvor"}, by="ann")
        assert [checked.failures for checked in record.verify(article_again)] == [(), ()]
    migrate(place, "0003")
    assert without_shadows(stores.contents(place)) == without_shadows(plain)
    with Record(place) as record:
        assert list(record.readings()) == [named(reading)]
        assert record.corrections() == ()
        assert [checked.failures for checked in record.verify(article_again)] == [(), ()]


def test_the_index_is_numbered_by_day_and_back(stores: Stores, place: Place):
    page, reading = harbour()
    dated = [None, "2024", "2024-02", "2024-02-29"]
    with Record(place) as record:
        for number, day in enumerate(dated):
            article = replace(reading.article, id=f"{number}.txt", published=day)
            record.add(replace(page, address=article.id), replace(reading, article=article))
        first = record.search("tolls", until="2024")[0].id
        record.correct(first, {"act": "deny"}, by="ann")
        found = {
            words: record.search(words, since="2024-02-29", until="2024-02-29") for words in ("", "tolls")
        }
        assert [len({row.address for row in rows}) for rows in found.values()] == [3, 3]
    with connected(place) as connection:
        held = connection.exec_driver_sql("SELECT rowid FROM statement_words").scalars().all()
    assert {number >> 32 for number in held} == {0, 20240000, 20240200, 20240229}
    for _ in range(2):
        migrate(place, "0005")
        with connected(place) as connection:
            kept = connection.exec_driver_sql("SELECT rowid FROM statement_words").scalars().all()
            told = connection.exec_driver_sql("SELECT id FROM statements").scalars().all()
        assert sorted(kept) == sorted(told)
        with Record(place) as record:
            assert {
                words: record.search(words, since="2024-02-29", until="2024-02-29") for words in found
            } == found
            assert record.add(*whole()) in ("added", "unchanged")
            assert [each for done in record.verify() for each in done.failures if each.role == "search"] == []
    with connected(place) as connection:
        again = connection.exec_driver_sql("SELECT rowid FROM statement_words").scalars().all()
    assert set(held) < set(again)


def without_shadows(contents: list[str]) -> list[str]:
    """Without the insides of an index, which tell what was in it, and what is noted to be looked at anew."""
    return [each for each in contents if "statement_words_" not in each and "changed_articles" not in each]


def in_0002(place: Place) -> list[tuple[object, ...]]:
    """All that stands in the tables of 0002."""
    tables = (
        "articles",
        "spans",
        "speakers",
        "speaker_aliases",
        "speaker_decisions",
        "statements",
        "targets",
    )
    with connected(place) as connection:
        return sorted(
            (table, *map(str, row))
            for table in tables
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}")
        )


def test_a_record_of_0002_keeps_its_utterances_in_tables_and_goes_back(stores: Stores):
    fresh = stores.new()
    migrate(fresh, "0002")
    second = schema(fresh)
    stores.remove(fresh)
    place = stores.new()
    with Record(place) as record:
        record.add(*harbour())
        record.add(*harbour("again.txt", data=b"again"))
        record.add(*whole())
        record.merge_speakers("Tomé Vaz", "Inês Côrte-Real", by="me")
    migrate(place, "0002")
    assert schema(place) == second
    before = in_0002(place)
    with Record(place) as record:
        assert (record.unmatched(), record.search("tolls")[0].speaker) == (8, "Inês Côrte-Real")
        found = record.utterances()
        assert [told.articles for told in found] == [2, 2, 2]
        record.split_utterance(found[0].utterance.told[1].name, by="me")
        assert len(record.utterances()) == 2
        record.add(*harbour(data=b"changed"))  # its trigger notes what is shown
        assert len(record.utterances()) == 3
        record.add(*harbour())
    with connected(place) as connection:
        kept = connection.exec_driver_sql("SELECT count(*) FROM statement_wordings").scalar()
    assert kept == 11
    migrate(place, "0002")
    assert schema(place) == second
    assert set(before) <= set(in_0002(place))
    with Record(place) as record:
        assert [told.articles for told in record.utterances()] == [2, 2, 2]
        assert record.utterance_decisions() == ()
    stores.remove(place)
