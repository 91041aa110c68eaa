"""What is PostgreSQL's own: where there is no record, two writers, lost connections, what text it takes."""

import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from onrecord.errors import RecordError
from onrecord.identity import named
from onrecord.nouns import Block, Speaker
from onrecord.record import Link, Record, shown
from tests.postgresql import Server
from tests.record.made import QUICK, article_again, harbour, pages_and_readings, whole
from tests.stores import Databases, Files, kept

WORDS = st.text(st.sampled_from('ab “”"éÉ\u0301\u0600-🙂.,ßǅ\u02b0١\u0378'), max_size=14)


# SQLite's own functions on text stop at U+0000 (`substr`, `json_each`), PostgreSQL's never meet one.
WITHOUT_NUL = pages_and_readings().filter(lambda made: "\\x00" not in repr(made))


@pytest.fixture(scope="module")
def databases(postgresql: Server) -> Databases:
    return Databases(postgresql)


@pytest.fixture
def url(databases: Databases) -> Iterator[str]:
    with kept(databases) as place:
        yield str(place)


def no_failures(record: Record) -> None:
    assert [str(each) for found in record.verify(article_again) for each in found.failures] == []


def test_where_no_record_is_or_can_be_is_told(databases: Databases):
    server = databases.server
    empty, other = databases.new(), databases.new()
    databases.tamper(other, ("CREATE TABLE songs (title text)", ()))
    server.admin.execute("CREATE ROLE reader LOGIN")
    latin = server.url("latin")
    server.admin.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    here = f"127.0.0.1:{server.port}"
    cases = [
        (server.url("nowhere"), "is no database: make it with `createdb`"),
        (other, "holds other tables, and no record"),
        (latin, "keeps text as LATIN1; a record needs UTF8"),
        ("postgresql://a:secret@127.0.0.1:1/x", "cannot be reached: no server answers there"),
        ("postgresql://a@nowhere.invalid/x", "cannot be reached: there is no such host"),
        (f"postgresql://nobody:secret@{here}/postgres", "could not be used: "),
        (empty.replace("postgres@", "reader@"), "its permissions do not suffice"),
        ("postgresql://host:port/x", "cannot be understood"),
    ]
    for place, said in cases:
        with pytest.raises(RecordError) as caught:
            Record(place)
        assert said in caught.value.message, place
        assert "secret" not in str(caught.value)
        assert "\n" not in str(caught.value)
    with pytest.raises(RecordError, match="there is no record at postgresql://"):
        Record(empty, create=False)
    with Record(empty) as record:
        assert record.count() == 0
    for place in (empty, other, latin):
        databases.remove(place)
    server.admin.execute("DROP ROLE reader")


def test_a_wrong_password_is_told_and_shown_nowhere(databases: Databases, url: str):
    server = databases.server
    rules = server.admin.execute("SHOW hba_file").fetchone()
    server.admin.execute("CREATE ROLE guarded LOGIN PASSWORD 'right'")
    rule = "host all guarded 127.0.0.1/32 scram-sha-256\n"
    before = server.admin.execute("SELECT pg_read_file(%s)", rules).fetchone()
    assert rules
    assert before
    with open(rules[0], "w") as file:  # noqa: PTH123
        file.write(rule + before[0])
    server.admin.execute("SELECT pg_reload_conf()")
    guarded = url.replace("postgres@", "guarded{}@")
    for password, said in ((":wrong", "refuses the password"), ("", "asks for a password")):
        with pytest.raises(RecordError, match=said) as caught:
            Record(guarded.format(password))
        assert "wrong" not in str(caught.value)
    with open(rules[0], "w") as file:  # noqa: PTH123
        file.write(before[0])
    server.admin.execute("SELECT pg_reload_conf()")
    server.admin.execute("DROP ROLE guarded")


def test_a_url_is_shown_without_its_password():
    cases = {
        "postgresql://a:b/c@host/x": "postgresql://a:***@host/x",
        "postgres://host:1/x?user=a&password=b&sslmode=require":
            "postgres://host:1/x?user=a&password=***&sslmode=require",
        "postgresql://a@host:5432/x": "postgresql://a@host:5432/x",
        "a:b@c.db": "a:b@c.db",
    }  # fmt: skip
    assert {place: shown(place) for place in cases} == cases


def test_without_the_driver_the_command_that_installs_it_is_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(RecordError, match=r"pip install 'onrecord\[postgresql\]'"):
        Record("postgresql://localhost/x")


def test_records_in_schemas_of_one_database_are_apart(databases: Databases):
    place = databases.new()
    databases.tamper(place, ("CREATE SCHEMA one", ()), ("CREATE SCHEMA two", ()))
    with (
        Record(f"{place}?options=-csearch_path=one,public") as one,
        Record(f"{place}?options=-csearch_path=two,public") as two,
    ):
        one.add(*harbour())
        assert (one.count(), two.count()) == (1, 0)
        assert len(one.search(speaker="ines")) == 1
        no_failures(one)
    databases.remove(place)


def test_the_one_who_writes_is_waited_for_and_then_told(url: str):
    import psycopg

    with Record(url, wait=0.2) as record, psycopg.connect(url) as other:
        other.execute("SELECT pg_advisory_xact_lock(1332630115, hashtext(current_schema()))")
        with pytest.raises(RecordError, match="is in use by another program"):
            record.add(*harbour())
        assert record.search("tolls") == ()
        other.rollback()
        assert record.add(*harbour()) == "added"


def test_two_who_decide_and_write_at_once_lose_nothing(url: str):
    told: list[Any] = []

    def work(number: int) -> None:
        with Record(url) as record:
            for n in range(10):
                told.append(record.add(*harbour(f"{n}.txt", data=b"%d" % n)))
                record.link_speakers([Link(f"Name {number} {n}", "Q1")], by="me")

    workers = [threading.Thread(target=work, args=(number,)) for number in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    with Record(url) as record:
        assert sorted(told) == ["added"] * 10 + ["unchanged"] * 20
        assert record.count() == 10
        assert len(record.decisions()) == 30
        no_failures(record)


def cut(databases: Databases) -> None:
    """As a server does that stops."""
    databases.server.admin.execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )


def test_a_connection_lost_between_is_made_again(databases: Databases, url: str):
    with Record(url) as record:
        record.add(*harbour())
        cut(databases)
        assert len(record.search("tolls")) == 1
        cut(databases)
        assert record.add(*whole()) == "added"


@pytest.mark.parametrize("at", ["pg_advisory", "SELECT 'reading'", "INSERT INTO pages", "COMMIT"])
def test_a_connection_lost_amid_writing_loses_nothing_and_writes_nothing_twice(
    databases: Databases, url: str, monkeypatch: pytest.MonkeyPatch, at: str
):
    from sqlalchemy import event

    with Record(url) as record:
        engine = record._database.engine
        lost: list[str] = []
        writes: list[str] = []

        def cut_once(_: Any, __: Any, statement: str, *___: Any) -> None:
            if "INSERT INTO" in statement:
                writes.append(statement)
            if not lost and at in statement:
                lost.append(statement)
                cut(databases)

        event.listen(engine, "before_cursor_execute", cut_once)
        commit = engine.dialect.do_commit

        def commit_unheard(connection: Any) -> None:
            commit(connection)
            if at == "COMMIT" and writes and not lost:
                import psycopg

                lost.append(at)
                connection.dbapi_connection.close()
                raise psycopg.OperationalError("server closed the connection unexpectedly")

        monkeypatch.setattr(engine.dialect, "do_commit", commit_unheard)
        assert record.add(*harbour()) == "added"
        assert lost
        assert record.count() == 1
        for decide in (
            lambda: record.merge_speakers("Tomé Vaz", "Inês Côrte-Real", by="me"),
            lambda: record.undo(by="me"),
        ):
            lost.clear()
            writes.clear()
            decide()
        assert bool(lost) == (at in ("pg_advisory", "COMMIT"))
        assert [each.action for each in record.decisions()] == ["merge", "undo"]
        no_failures(record)


def test_a_server_that_does_not_come_back_is_told(databases: Databases, url: str):
    with Record(url, wait=0.5) as record:
        record.add(*harbour())
        databases.remove(url)
        with pytest.raises(RecordError, match="is no database"):
            record.search("tolls")


def test_any_character_is_kept_in_its_order(url: str):
    texts = ["", "\0", "\0\1", "\1", "\1\1", "\1\2", "\2", "a\0", "a\0b", "a\1", "é", "\uffff", "🙂", "😀\0"]
    with Record(url) as record:
        for n, text in enumerate(texts):
            page, reading = harbour(f"x{text}", data=b"%d" % n, title=text)
            speaker = Speaker(f"Ana{text}", "person")
            first = replace(reading.statements[0], speaker=speaker, flags=(text,))
            blocks = (Block("body", reading.article.blocks[0].span),)
            reading = replace(reading, statements=(first,), article=replace(reading.article, blocks=blocks))
            assert record.add(page, reading) == "added"
            assert record.add(page, reading) == "unchanged"
        kept_texts = [each.article.title for each in record.readings()]
        assert kept_texts == sorted(texts)
        assert {each.statements[0].flags[0] for each in record.readings()} == set(texts)
        assert [row.address for row in record.search(flag="é")] == ["xé"]


@pytest.mark.parametrize("kind", ["address", "name", "words"])
def test_what_is_too_long_is_refused_for_its_page_alone(url: str, kind: str):
    """Letters in no order: PostgreSQL compresses what repeats."""
    import hashlib

    long = "".join(hashlib.sha256(b"%d" % n).hexdigest() + " " for n in range(30_000))
    page, reading = harbour(long[:9000] if kind == "address" else "a.txt")
    first = reading.statements[0]
    if kind == "name":
        first = replace(first, speaker=Speaker(long[:9000], "person"))
    if kind == "words":
        text = reading.article.text + long
        words = (reading.article.blocks[0].span._replace(start=len(reading.article.text), end=len(text)),)
        first = replace(first, attribution=replace(first.attribution, content=words))
        reading = replace(reading, article=replace(reading.article, text=text))
    with Record(url) as record:
        with pytest.raises(RecordError, match="cannot take this") as caught:
            record.add(page, replace(reading, statements=(first,)))
        assert caught.value.page == page.address
        assert record.count() == 0
        assert record.add(*harbour()) == "added"


def test_a_huge_page_is_kept_and_found(url: str):
    page, reading = harbour()
    text = reading.article.text + "Waves. " * 3_000_000
    reading = replace(reading, article=replace(reading.article, text=text))
    said = reading.statements[0]
    span = said.attribution.content[0]._replace(start=len(reading.article.text) - 2_000_000, end=len(text))
    said = replace(said, attribution=replace(said.attribution, content=(span,)))
    with Record(url) as record:
        record.add(page, replace(reading, statements=(said,)))
        assert [len(row.words) for row in record.search('"waves waves" tolls source')] == []
        [row] = record.search('"waves waves" real')
        assert len(row.words) == 2_000_000
        assert len(row.highlights) >= 1


# To make an example smaller would take minutes: each makes a database.
@settings(QUICK, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(WITHOUT_NUL, max_size=3, unique_by=lambda made: made[0].address), st.lists(WORDS))
def test_both_stores_find_the_same(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, made: list[Any], typed: list[str]
):
    files = Files(tmp_path_factory.mktemp("same"))
    with kept(databases) as one, kept(files) as other, Record(one) as record, Record(other) as beside:
        asked = set(typed)
        for page, reading in made:
            assert record.add(page, reading) == beside.add(page, reading)
            for row in beside.search():
                asked.update((row.words, row.source, row.speaker or "", *row.words.split()))
        assert list(record.readings()) == list(beside.readings())
        assert record.speakers() == beside.speakers()
        for words in asked:
            for filters in ({"words": words}, {"speaker": words}, {"target": words}, {"flag": words}):
                found, expected = record.search(**filters), beside.search(**filters)
                assert set(found) == set(expected), filters
        assert record.search() == beside.search()


def test_the_folding_is_that_of_sqlite():
    from sqlite3 import connect

    from onrecord.record.folding import TOKENIZER, tokens

    database = connect(":memory:", isolation_level=None)
    database.execute(f"CREATE VIRTUAL TABLE met USING fts5(words, tokenize = '{TOKENIZER}')")
    database.execute("CREATE VIRTUAL TABLE found USING fts5vocab(met, instance)")
    characters = [chr(code) for code in range(1, 0x30000, 7) if not 0xD800 <= code < 0xE000]
    for start in range(0, len(characters), 500):
        text = "".join(f"{each}A b{each}\u0301c {each} " for each in characters[start : start + 500])
        database.execute("INSERT INTO met VALUES (?)", (text,))
        expected = [term for (term,) in database.execute("SELECT term FROM found ORDER BY offset")]
        database.execute("DELETE FROM met")
        assert tokens(text) == expected


def test_named_readings_come_back(url: str):
    with Record(url) as record:
        record.add(*whole())
        assert list(record.readings()) == [named(whole()[1])]
