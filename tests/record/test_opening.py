"""Opening: any path, any file, several programs at once, and a kill in the middle."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from onrecord.errors import RecordError
from onrecord.record import Record
from onrecord.record.migrating import MIGRATIONS
from onrecord.record.schema import APPLICATION_ID, NAMES, NEWEST, WORDS, metadata
from tests.record.made import article_again, harbour
from tests.stores import Place, Stores

ROOT = Path(__file__).parents[2]

WRITER = """
import sys
from onrecord.record import Record
from tests.stores import Place, Stores
from tests.record.made import harbour
name, count = sys.argv[2], int(sys.argv[3])
with Record(sys.argv[1]) as record:
    for number in range(count):
        record.add(*harbour(f"{name}{number}.txt", data=b"%d" % number))
        print(number, flush=True)
"""


def writer(place: Place, name: str, count: int) -> subprocess.Popen[str]:
    paths = os.pathsep.join((str(ROOT), str(ROOT / "src")))
    command = [sys.executable, "-c", WRITER, str(place), name, str(count)]
    return subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": paths}, stdout=subprocess.PIPE, text=True
    )


def failures(record: Record) -> list[str]:
    return [str(failure) for each in record.verify(article_again) for failure in each.failures]


@pytest.mark.parametrize(
    "name",
    ["a b.db", "what?mode=ro.db", "no#1.db", "100%s.db", "ação ✓.db", "file:x.db", ":memory:", "'q\".db"],
)
def test_any_name(tmp_path: Path, name: str):
    with Record(tmp_path / name) as record:
        record.add(*harbour())
    assert (tmp_path / name).is_file()
    with Record(str(tmp_path / name), create=False) as record:
        assert len(record.search("tolls")) == 1


def test_a_relative_path_stays_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with Record("onrecord.db") as record:
        monkeypatch.chdir("/")
        record.add(*harbour())
    assert Record(tmp_path / "onrecord.db").search("tolls")


def database(path: Path, *commands: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for command in commands:
        connection.execute(command)
    connection.close()


def test_what_is_no_record_is_told(tmp_path: Path):
    (tmp_path / "text.db").write_text("The tolls will rise in May. " * 100)
    database(tmp_path / "other.db", "CREATE TABLE songs (title)")
    database(tmp_path / "alembic.db", "CREATE TABLE alembic_version (version_num)")
    (tmp_path / "deep").mkdir()
    cases = {
        "text.db": "is no record: it is a file of another kind",
        "other.db": "is an SQLite database, but no record",
        "alembic.db": "is an SQLite database, but no record",
        "deep": "is a folder",
        "nowhere/x.db": "there is no folder",
        "text.db/x.db": "there is no folder",
        "a\0b": "cannot be opened",
        "x" * 300: "cannot be opened",
    }
    for name, said in cases.items():
        before = (tmp_path / name).read_bytes() if name.endswith("t.db") else b""
        with pytest.raises(RecordError) as caught:
            Record(tmp_path / name)
        assert said in caught.value.message, name
        assert not before or (tmp_path / name).read_bytes() == before
    with pytest.raises(RecordError, match="is no file"):
        Record("/dev/null")


def test_a_missing_record_is_made_only_where_it_may_be(tmp_path: Path):
    with pytest.raises(RecordError, match="there is no record at"):
        Record(tmp_path / "r.db", create=False)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "r.db").touch()
    with Record(tmp_path / "r.db") as record:
        assert record.search() == ()


def test_a_record_of_a_newer_program_is_told_and_left(stores: Stores, place: Place):
    stores.tamper(place, ("UPDATE alembic_version SET version_num = '9999'", ()))
    before = stores.contents(place)
    with pytest.raises(RecordError, match=r"written by a newer Onrecord .*9999.*install a newer"):
        Record(place)
    assert stores.contents(place) == before


def test_a_record_that_cannot_be_written_is_told(tmp_path: Path):
    with Record(tmp_path / "r.db") as record:
        with record._database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only = ON")
        with pytest.raises(RecordError, match="read-only"):
            record.add(*harbour())


def test_a_record_in_use_is_waited_for_and_then_told(tmp_path: Path):
    path = tmp_path / "r.db"
    with Record(path, wait=0.05) as record:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordError, match="is in use by another program"):
            record.add(*harbour())
        assert record.search("tolls") == ()
        other.execute("ROLLBACK")
        other.close()
        assert record.add(*harbour()) == "added"


def is_ours(name: str | None, kind: str, _: object) -> bool:
    return kind != "table" or not (name or "").startswith((WORDS, NAMES))


# In PostgreSQL what has no date comes first, unless an index says otherwise; of SQLite's indexes nobody reads
# which way they go.
ALIKE = {
    "sqlite": lambda _, name, *__: name != "utterances_in_order",
    "postgresql": lambda _, name, *__: name != "articles_by_date",
}


def test_the_migrations_make_the_tables_of_the_schema(stores: Stores):
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    assert ScriptDirectory.from_config(config).get_heads() == [NEWEST]
    place = stores.new()
    with Record(place) as record, record._database.engine.connect() as connection:
        options = {"include_name": is_ours, "include_object": ALIKE[stores.kind]}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []
    stores.remove(place)


def test_the_file_tells_whose_it_is(tmp_path: Path):
    with Record(tmp_path / "r.db") as record, record._database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION_ID
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_several_programs_make_and_write_one_record(stores: Stores):
    place = stores.new()
    writers = [writer(place, name, 15) for name in "abc"]
    assert [(each.communicate(), each.returncode)[1] for each in writers] == [0, 0, 0]
    with Record(place) as record:
        addresses = [reading.article.id for reading in record.readings()]
        assert addresses == sorted(f"{name}{number}.txt" for name in "abc" for number in range(15))
        assert failures(record) == []
    stores.remove(place)


def test_a_kill_leaves_whole_articles(stores: Stores):
    place = stores.new()
    killed = writer(place, "k", 10_000)
    assert killed.stdout is not None
    while killed.stdout.readline() != "20\n":
        assert killed.poll() is None
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    with Record(place) as record:
        kept = list(record.readings())
        assert len(kept) >= 21
        assert {len(each.statements) for each in kept} == {3}
        assert failures(record) == []
        for number in range(30):
            record.add(*harbour(f"k{number}.txt", data=b"%d" % number))
        addresses = [each.article.id for each in record.readings()]
        assert len(addresses) == len(set(addresses))
    stores.remove(place)
