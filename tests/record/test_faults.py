"""Nothing is lost and nothing comes twice, whatever fails: at full count, on every kind of database."""

import gc
import os
import random
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from onrecord.errors import RecordError
from onrecord.nouns import Speaker
from onrecord.record import Record, check_backup, restore
from tests.postgresql import Server
from tests.record.faults import page_and_reading, proxied, spawned
from tests.record.made import article_again, harbour
from tests.stores import Databases, Files, Stores, kept

PAGES, KILLS, CUTS = 500, 50, 20


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """What undisturbed writing comes to."""
    with Record(tmp_path_factory.mktemp("undisturbed") / "r.db") as record:
        for number in range(PAGES):
            record.add(*page_and_reading(number))
        return told(record)


def told(record: Record) -> list[Any]:
    """All that is to be the same."""
    return [*record.readings(), *record.search(limit=10_000), *record.speakers()]


def failures(record: Record) -> list[str]:
    def article_of(page: Any) -> Any:
        number = int(page.data)
        return page_and_reading(number)[1].article

    return [str(each) for found in record.verify(article_of) for each in found.failures]


def test_killed_at_50_moments_nothing_is_lost_and_nothing_comes_twice(stores: Stores, expected: list[Any]):
    chance = random.Random(2024)
    kept_so_far: set[int] = set()
    killed = 0
    with kept(stores) as place, spawned(place, PAGES) as run:
        assert run.stdin
        assert run.stdout
        while True:
            # Those between begin again a little before where the last one ended: all is asked for at the end.
            first = max(0, len(kept_so_far) - 30) if killed < KILLS else 0
            until = (killed + 1) * PAGES // (KILLS + 1)
            after = chance.randrange(until - len(kept_so_far)) if killed < KILLS else PAGES
            moment = chance.random() * 0.01 if killed < KILLS else 60
            print(first, until, after, moment, file=run.stdin, flush=True)
            end, *numbers = run.stdout.readline().split()
            kept_so_far.update(map(int, numbers))
            with Record(place) as record:
                count = record.count()
                assert count in (len(kept_so_far), len(kept_so_far) + 1)  # one was kept, and not yet told
                kept_so_far = set(range(count))  # as they are written in this order
                if killed % 20 == 5:
                    assert failures(record) == []
            if end == "done":
                break
            killed += 1
        assert killed == KILLS
        with Record(place) as record:
            assert record.count() == PAGES
            assert told(record) == expected
            assert failures(record) == []


def test_two_writers_of_the_same_500_pages(stores: Stores, expected: list[Any]):
    with kept(stores) as place:
        writers = [spawned(place, PAGES, "at once") for _ in range(2)]
        for each in writers:
            assert each.stdout
            assert each.stdout.readline() == "ready\n"
        for each in writers:
            assert each.stdin
            each.stdin.write("\n")
            each.stdin.flush()
        new = [[int(line) for line in each.communicate()[0].split()] for each in writers]
        assert [each.returncode for each in writers] == [0, 0]
        once = [number for number in new[0] + new[1] if number % 10 < 8]  # the others are shown by turns
        assert sorted(once) == [number for number in range(PAGES) if number % 10 < 8]
        # Who is always a moment behind the other finds every page there: both need not have new ones.
        with Record(place) as record:
            assert record.count() == PAGES
            assert told(record) == expected
            assert failures(record) == []


@pytest.fixture(scope="module")
def databases(postgresql: Server) -> Databases:
    return Databases(postgresql)


def test_a_connection_cut_20_times_loses_nothing_and_writes_nothing_twice(databases: Databases):
    """Cut by a proxy, anywhere in what is sent; each fourth time when the server has heard a COMMIT, and the
    program has not heard what came of it."""
    chance = random.Random(7)
    pages = 3 * CUTS
    with kept(databases) as place, proxied(databases.server.port) as proxy:
        through = str(place).replace(f":{databases.server.port}", f":{proxy.port}")
        with Record(through) as record:
            for number in range(pages):
                if not proxy.armed() and number % 3 == 0:
                    cut_at_commit = number % 12 == 0
                    proxy.cut_at_commit() if cut_at_commit else proxy.cut_after(chance.randint(1, 20_000))
                assert record.add(*page_and_reading(number)) in ("added", "revised")
            while proxy.cuts < CUTS:
                proxy.cut_after(chance.randint(1, 400)) if not proxy.armed() else None
                assert record.add(*page_and_reading(0)) in ("unchanged", "revised")
        assert proxy.cuts >= CUTS
        with Record(place) as record:
            assert record.count() == pages
            assert failures(record) == []


# SQLAlchemy does not close a server's cursor when the connection is lost; the driver warns of it later.
@pytest.mark.filterwarnings("ignore:.*was deleted while still open:ResourceWarning")
def test_a_backup_and_a_restoring_go_on_over_cut_connections(databases: Databases, tmp_path: Path):
    with kept(databases) as place, kept(databases) as other, proxied(databases.server.port) as proxy:
        with Record(place) as record:
            for number in range(10):
                record.add(*page_and_reading(number))
            before = told(record)
        through, back = (
            str(each).replace(f":{databases.server.port}", f":{proxy.port}") for each in (place, other)
        )
        with Record(through) as record:
            for cut, count in enumerate((1, 500, 1500), start=1):
                proxy.cut_after(count)
                record.backup(tmp_path / f"{cut}.zip")
                assert proxy.cuts == cut
                assert check_backup(tmp_path / f"{cut}.zip").rows("articles") == 10
        for cut, arm in enumerate((lambda: proxy.cut_after(30_000), proxy.cut_at_commit), start=4):
            arm()
            restore(tmp_path / "1.zip", back, replace=cut > 4)
            assert proxy.cuts == cut
            with Record(other) as record:
                assert told(record) == before
                assert failures(record) == []
        gc.collect()


def test_a_server_that_ends_connections_20_times_loses_nothing(databases: Databases):
    """As whoever looks after it does: between statements and within transactions."""
    chance = random.Random(11)
    server = databases.server
    ending = (
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s "
        "AND backend_type = 'client backend'"
    )
    with kept(databases) as place, Record(place) as record:
        name = str(place).rpartition("/")[2]
        ended: list[str] = []
        wait = [0]

        def end(_: Any, __: Any, statement: str, *___: Any) -> None:
            if wait[0] > 0:
                wait[0] -= 1
                if not wait[0]:
                    server.admin.execute(ending, (name,))
                    ended.append(statement)

        event.listen(record._database.engine, "before_cursor_execute", end)
        number = 0
        while len(ended) < CUTS:
            wait[0] = wait[0] or chance.randint(1, 12)
            assert record.add(*page_and_reading(number)) in ("added", "revised")
            number += 1
        assert record.count() == number
        assert len(set(ended)) >= 3  # the lock, what is asked, the rows
        assert failures(record) == []


@contextmanager
def small_disk(size: str = "2m") -> Iterator[Path]:
    """A disk of its own that is soon full; the test is skipped, and says so, where none can be mounted."""
    folder = Path(tempfile.mkdtemp(prefix="onrecord-disk-"))
    try:
        if os.geteuid() != 0 or not shutil.which("mount"):
            pytest.skip("only root may mount a small disk")
        made = ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0777", "none", str(folder)]
        done = subprocess.run(made, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"no small disk can be mounted: {done.stderr.strip()}")
        try:
            yield folder
        finally:
            subprocess.run(["umount", "-l", str(folder)], check=True)
    finally:
        folder.rmdir()


def filled(record: Record) -> int:
    """How many pages were kept until the disk was full."""
    chance = random.Random(5)
    for number in range(2000):
        page, reading = harbour(f"{number}.txt", data=chance.randbytes(20_000))
        try:
            record.add(page, reading)
        except RecordError as error:
            told = error
            break
    else:
        pytest.fail("it was never full")
    assert "cannot be written: the " in told.message
    assert "disk is full; make room" in told.message
    assert not told.page  # it is the record's trouble, not the page's
    return number


def whole_but_full(record: Record, count: int) -> None:
    assert count > 0
    assert record.count() == count
    assert [str(each) for found in record.verify(article_again) for each in found.failures] == []
    assert len(record.search("tolls", limit=1)) == 1


def test_a_full_disk_is_told_and_loses_nothing(tmp_path: Path):
    with small_disk() as disk:
        with Record(disk / "r.db") as record:
            (disk / "ballast").write_bytes(bytes(500_000))
            count = filled(record)
            whole_but_full(record, count)
            with pytest.raises(RecordError, match=r"b\.zip cannot be written: the disk is full"):
                record.backup(disk / "b.zip")
            record.backup(tmp_path / "b.zip")
        with pytest.raises(RecordError, match="disk is full"):
            restore(tmp_path / "b.zip", disk / "other.db")
        assert not list(disk.glob("other.db*"))
        assert not list(disk.glob("b.zip*"))
        (disk / "ballast").unlink()
        with Record(disk / "r.db") as record:
            whole_but_full(record, count)
            assert record.add(*harbour("after.txt")) == "added"


def test_a_file_that_may_not_grow_is_told_and_loses_nothing(tmp_path: Path):
    """SQLite's own limit gives the error of a full disk everywhere, also where no disk can be made."""
    with Record(tmp_path / "r.db") as record:

        def limit(connection: sqlite3.Connection, _: object) -> None:
            connection.execute("PRAGMA max_page_count = 200")

        event.listen(record._database.engine, "connect", limit)
        record._database.engine.dispose()
        count = filled(record)
        whole_but_full(record, count)
        event.remove(record._database.engine, "connect", limit)
        record._database.engine.dispose()
        assert record.add(*harbour("after.txt")) == "added"
        whole_but_full(record, count + 1)


def test_a_servers_full_disk_is_told_and_loses_nothing(databases: Databases):
    server = databases.server
    with small_disk("60m") as disk:
        where = disk / "space"
        where.mkdir()
        if os.geteuid() == 0:
            shutil.chown(where, "postgres", "postgres")
        place = databases.new()
        name = place.rpartition("/")[2]
        server.admin.execute(f"CREATE TABLESPACE small LOCATION '{where}'")
        try:
            server.admin.execute(f"ALTER DATABASE {name} SET TABLESPACE small")
            with Record(place) as record:
                ballast = disk / "ballast"
                free = shutil.disk_usage(disk).free
                ballast.write_bytes(bytes(max(0, free - 2_000_000)))
                count = filled(record)
                whole_but_full(record, count)
                ballast.unlink()
                assert record.add(*harbour("after.txt")) == "added"
                whole_but_full(record, count + 1)
        finally:
            databases.remove(place)
            server.admin.execute("DROP TABLESPACE small")


def test_what_a_server_says_of_a_full_disk_is_told(databases: Databases):
    """The same, where no small disk can be made: the server is made to say it."""
    says = "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    says += "RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
    with kept(databases) as place, Record(place) as record:
        record.add(*harbour())
        databases.tamper(
            place, (says, ()),
            ("CREATE TRIGGER full_disk AFTER INSERT ON spans EXECUTE FUNCTION full_disk()", ()),
        )  # fmt: skip
        with pytest.raises(RecordError, match="cannot be written: the server's disk is full; make room"):
            record.add(*page_and_reading(1))
        assert record.count() == 1
        databases.tamper(place, ("DROP TRIGGER full_disk ON spans", ()))
        assert record.add(*page_and_reading(1)) == "added"


def test_who_holds_a_record_is_told(tmp_path: Path, databases: Databases):
    import psycopg

    path = Files(tmp_path).empty()
    waited = "for which it was waited 0.1 s; try again when that has finished, or end it"
    with Record(path, wait=0.1) as record, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(RecordError, match=waited) as caught:
            record.add(*harbour())
        if Path("/proc/locks").exists():
            assert f"(process {os.getpid()}, " in caught.value.message
    with kept(databases) as place, Record(place, wait=0.1) as record, psycopg.connect(str(place)) as beside:
        beside.execute("SELECT pg_advisory_xact_lock(1332630115, hashtext(current_schema()))")
        process = beside.info.backend_pid
        with pytest.raises(RecordError, match=waited) as caught:
            record.add(*harbour())
        assert f"(postgres from 127.0.0.1, process {process}, since " in caught.value.message
        assert "(" not in caught.value.message.replace(" (postgres from", "").partition("for which")[2]


@contextmanager
def nobody() -> Iterator[None]:
    """For whom rights are looked at: root may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize(
    ("folder_mode", "file_mode", "opens", "said"),
    [
        (
            0o555,
            0o444,
            False,
            "the folder .* is read-only for this user.*copy the record to a folder of your",
        ),
        (0o777, 0o444, True, "the file is read-only for this user: copy it"),
        (0o777, 0o000, False, "this user may not read the file"),
    ],
)
def test_what_may_not_be_written_is_told(folder_mode: int, file_mode: int, opens: bool, said: str):
    folder = Path(tempfile.mkdtemp())
    path = folder / "r.db"
    try:
        with Record(path) as record:
            record.add(*harbour())
        path.chmod(file_mode)
        folder.chmod(folder_mode)
        with nobody():
            if opens:
                with Record(path) as record:
                    assert len(record.search("tolls")) == 1
                    with pytest.raises(RecordError, match=said):
                        record.add(*harbour("new.txt"))
            else:
                with pytest.raises(RecordError, match=said):
                    Record(path)
    finally:
        folder.chmod(0o777)
        shutil.rmtree(folder)


def test_u0000_in_a_name_is_found(stores: Stores):
    with kept(stores) as where, Record(where) as record:
        page, reading = harbour()
        names = ("Ana\0Vaz", "Ana\1Vaz", "Ana\1\2\0", "\0")
        for number, name in enumerate(names):
            first = replace(reading.statements[0], speaker=Speaker(name, "person"))
            page, _ = harbour(f"{number}.txt", data=b"%d" % number)
            article = replace(reading.article, id=page.address, page=page.sha256)
            record.add(page, replace(reading, article=article, statements=(first,)))
        assert {row.speaker for row in record.search(speaker="vaz")} == {"Ana\0Vaz", "Ana\1Vaz"}
        assert {row.speaker for row in record.search(speaker="Ana\0Vaz")} == {"Ana\0Vaz", "Ana\1Vaz"}
        assert {row.speaker for row in record.search()} == set(names)
        assert {row.name for row in record.speakers()} == set(names)
