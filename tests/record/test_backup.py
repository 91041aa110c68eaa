"""Backups: whole, checked, of either kind of database into either, and nothing done with a bad one."""

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import MetaData

from onrecord.errors import RecordError
from onrecord.nouns import Page, Reading
from onrecord.record import Backup, Record, archive, check_backup, restore
from onrecord.record.columns import sorts_of
from onrecord.record.schema import TEXT, metadata
from tests.record.made import QUICK, harbour, pages_and_readings, whole
from tests.record.test_migrations import connected, written_by_0001
from tests.record.test_opening import ROOT, writer
from tests.stores import Databases, Files, Place, Stores


@pytest.fixture(params=["sqlite", "postgresql"])
def others(request: pytest.FixtureRequest, tmp_path: Path) -> Stores:
    """The kind of database that is restored into."""
    if request.param == "sqlite":
        return Files(tmp_path)
    return Databases(request.getfixturevalue("postgresql"))


def fill(place: Place) -> None:
    """A record in which every table has rows."""
    with Record(place) as record:
        record.add(*harbour())
        record.add(*harbour(data=b"changed", title="Tolls to fall\0"))
        record.add(*whole())
        record.merge_speakers("Tomé Vaz", "Inês Côrte-Real", by="me")
        record.split_speaker("the port", ["harbour.txt"], "Port of Alvor", by="me", type="person")
        record.undo(by="you")
        first, second, *_ = (row.id for row in record.search())
        record.correct(first, {"act": "deny"}, by="me", note="as it says")
        record.reject(second, by="you")
        one, other, *_ = (told.utterance.told[0].name for told in record.utterances(least=1))
        record.merge_utterances(one, other, by="me")


def contents(record: Record) -> list[object]:
    """All that a record tells."""
    return [
        *record.readings(), *record.search(), *record.search("tolls"), *record.search(speaker="ms corte"),
        *record.search(target="shipowners"), *record.speakers(), *record.decisions(),
        *record.corrections(), *record.utterances(least=1), *record.utterance_decisions(),
    ]  # fmt: skip


def failures(record: Record) -> list[str]:
    """What does not hold of a record whose pages are taken to be read rightly."""
    found: dict[tuple[str, str], Any] = {}
    for each in record.readings():
        found[each.article.id, each.article.page] = each.article
    again = record.verify(lambda page: found[page.address, page.sha256])
    return [str(failure) for each in again for failure in each.failures]


def digests(backup: Backup) -> dict[str, str]:
    return {part.name: part.sha256 for part in backup.parts}


def beside(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir())


@pytest.mark.parametrize("absent", [True, False])
def test_a_record_comes_back_in_either_kind_of_database(
    place: Place, others: Stores, tmp_path: Path, absent: bool
):
    fill(place)
    file, other = tmp_path / "a.zip", others.new() if absent else others.empty()
    with Record(place) as record:
        made = record.backup(file)
        before = contents(record)
    assert all(part.rows for part in made.parts if part.name != "speaker_links")
    assert check_backup(file) == made
    assert restore(file, other) == made
    with Record(other, create=False) as record:
        assert contents(record) == before
        assert failures(record) == []
        assert digests(record.backup(tmp_path / "b.zip")) == digests(made)
        assert record.add(*harbour("new.txt", data=b"new")) == "added"
        record.undo(by="me")
        assert [each.number for each in record.decisions()] == [1, 2, 3, 4]
        assert failures(record) == []
    others.remove(other)
    assert not [name for name in beside(file) if "part" in name]


# To make an example smaller would take minutes: each makes databases.
@settings(QUICK, max_examples=8, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(made=st.lists(pages_and_readings(), max_size=3, unique_by=lambda made: made[0].address))
def test_any_text_comes_back(
    stores: Stores, tmp_path_factory: pytest.TempPathFactory, made: list[tuple[Page, Reading]]
):
    folder = tmp_path_factory.mktemp("any")
    place = stores.empty()
    with Record(place) as record:
        for each in made:
            record.add(*each)
        first, readings = record.backup(folder / "a.zip"), list(record.readings())
    stores.remove(place)
    place = stores.empty()
    restore(folder / "a.zip", place)
    with Record(place) as record:
        assert list(record.readings()) == readings
        assert digests(record.backup(folder / "b.zip")) == digests(first)
        assert [each for each in failures(record) if "index" in each] == []
    stores.remove(place)


def test_every_column_of_the_record_is_known_to_backups():
    for table in metadata.tables.values():
        assert len(sorts_of(table.columns)) == len(table.columns)
        assert len(table.primary_key.columns) > 0, "rows need an order"


def older_backup(place: Place, path: Path) -> None:
    """A backup as a program of the first schema would have written it."""
    page, reading = harbour("harbour.txt")
    court, hearing = whole()
    written_by_0001(place, [(page.data, reading), (court.data, hearing)])
    with connected(place) as connection, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        older = MetaData()
        older.reflect(connection, only=lambda name, _: name in metadata.tables)
        parts = []
        for table in older.sorted_tables:
            for column in table.columns:
                column.type = TEXT if "TEXT" in str(column.type) else column.type
            rows = map(tuple, connection.execute(table.select().order_by(*table.primary_key.columns)))
            names = table.columns.keys()
            parts.append(archive.write_part(file, table.name, names, sorts_of(table.columns), rows))
        archive.write_manifest(file, "0001", "2020-01-01T00:00:00+00:00", "onrecord 0.0", parts)


def test_a_backup_of_an_older_schema_is_brought_up(stores: Stores, others: Stores, tmp_path: Path):
    older, other, file = stores.new(), others.new(), tmp_path / "old.zip"
    older_backup(older, file)
    assert restore(file, other).schema == "0001"
    with Record(older) as record, Record(other) as beside:
        assert contents(beside) == contents(record)
        assert failures(beside) == []
        beside.add(*harbour("new.txt", data=b"new"))
        assert failures(beside) == []
    stores.remove(older)
    others.remove(other)


def test_nothing_that_is_there_is_replaced_unasked(place: Place, stores: Stores, tmp_path: Path):
    file = tmp_path / "a.zip"
    fill(place)
    (tmp_path / "folder").mkdir()
    with Record(place) as record:
        made = record.backup(file)
        before = file.read_bytes()
        with pytest.raises(RecordError, match=r"a\.zip is there already: .*--force"):
            record.backup(file)
        for forced in (True, False):
            with pytest.raises(RecordError, match=r"is there already: choose another name$"):
                record.backup(tmp_path / "folder", force=forced)
        with pytest.raises(RecordError, match="cannot be written: No such file or directory"):
            record.backup(tmp_path / "nowhere" / "a.zip")
        assert file.read_bytes() == before
        record.add(*harbour("new.txt"))
        assert record.backup(file, force=True).rows("articles") == made.rows("articles") + 1
        before_all = stores.contents(place)
        with pytest.raises(RecordError, match="holds a record: restore to another place, or --replace"):
            restore(file, place)
        assert stores.contents(place) == before_all
    assert beside(file) == ["a.zip", "folder"]


def test_a_record_is_replaced_whole_when_asked(place: Place, stores: Stores, tmp_path: Path):
    file = tmp_path / "a.zip"
    with Record(place) as record:
        record.add(*whole())
        record.backup(file)
        before = contents(record)
        record.add(*harbour())
        restore(file, place, replace=True)
        assert contents(record) == before  # seen by whoever has it open
        record.add(*harbour())
        assert len(record.search("tolls")) == 1
        assert failures(record) == []


Change = Callable[[dict[str, Any], dict[str, bytes]], None]


def rewritten(file: Path, change: Change, *, signed: bool = True) -> None:
    """A backup changed behind its maker's back; `signed` makes its own SHA-256 fit again."""
    with zipfile.ZipFile(file) as made:
        members = {name: made.read(name) for name in made.namelist()}
    told = json.loads(members.pop("manifest.json"))
    change(told, members)
    for part in told["tables"] if signed and isinstance(told["tables"], list) else ():
        data = members.get(f"tables/{part['name']}.jsonl", b"")
        part.update(size=len(data), sha256=hashlib.sha256(data).hexdigest())
    if signed:
        told["sha256"] = archive._sha256(told)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
        made.writestr("manifest.json", json.dumps(told))


def edit(table: str, old: str, new: str) -> Change:
    def change(_: dict[str, Any], members: dict[str, bytes]) -> None:
        name = f"tables/{table}.jsonl"
        assert old.encode() in members[name], members[name][:300]
        members[name] = members[name].replace(old.encode(), new.encode(), 1)

    return change


def table_of(told: dict[str, Any], name: str) -> dict[str, Any]:
    return next(part for part in told["tables"] if part["name"] == name)


def doubled(told: dict[str, Any], members: dict[str, bytes]) -> None:
    members["tables/pages.jsonl"] *= 2
    table_of(told, "pages")["rows"] *= 2


def further(told: dict[str, Any], members: dict[str, bytes]) -> None:
    members["../../escaped.jsonl"] = b""


def escaping(told: dict[str, Any], members: dict[str, bytes]) -> None:
    table_of(told, "outlets")["name"] = "../../outlets"
    members["tables/../../outlets.jsonl"] = members.pop("tables/outlets.jsonl")


def another_table(told: dict[str, Any], members: dict[str, bytes]) -> None:
    told["tables"].append({**table_of(told, "outlets"), "name": "alembic_version"})
    members["tables/alembic_version.jsonl"] = members["tables/outlets.jsonl"]


def missing_table(told: dict[str, Any], members: dict[str, bytes]) -> None:
    told["tables"].remove(table_of(told, "targets"))
    del members["tables/targets.jsonl"]


def bomb(told: dict[str, Any], members: dict[str, bytes]) -> None:
    members["tables/outlets.jsonl"] = b"[" + b" " * 40_000_000 + b"]\n"


SIGNED: list[tuple[Change, str]] = [
    (lambda told, _: told.update(format=2), "newer Onrecord; install a newer"),
    (lambda told, _: told.update(schema="9999"), r"newer Onrecord .*9999.*install a newer"),
    (lambda told, _: told.update(schema="0001"), "the columns of|its tables are not those of schema 0001"),
    (lambda told, _: told.update(what="songs"), "is no backup of a record"),
    (lambda told, _: told.pop("schema"), "its manifest cannot be understood"),
    (lambda told, _: told.update(tables=5), "its manifest cannot be understood"),
    (lambda told, _: told.update(format="x"), "damaged"),
    (lambda told, _: table_of(told, "pages").update(rows=7), "has 3 rows, where 7 are recorded"),
    (lambda told, _: table_of(told, "pages").update(columns=["a", "b", "c"]), "the columns of pages"),
    (lambda told, _: table_of(told, "pages").update(columns=["size"] * 3), "names a table or column"),
    (edit("outlets", '"Alvor Echo"', "5"), "the column name of outlets holds int"),
    (edit("outlets", '"Alvor Echo"', "null"), "the column name of outlets holds NoneType"),
    (edit("outlets", '"Alvor Echo"', '"Alvor Echo",1'), "row 1 of outlets cannot be understood"),
    (edit("outlets", "[1,", "[true,"), "the column id of outlets holds bool"),
    (edit("outlets", "[1,", "[NaN,"), "the column id of outlets holds float"),
    (edit("outlets", "[1,", f"[{10**30},"), "out of range|a number that no record has"),
    (edit("outlets", '"Alvor Echo"', r'"\ud800"'), "lone surrogate"),
    (edit("outlets", "]\n", "]"), "ends amid a row"),
    (edit("outlets", "[", "[" * 100_000), "recursion|cannot be used"),
    (edit("articles", 'null,1,"20', 'null,999,"20'), "could not be used"),
    (edit("pages", '"]\n', '*"]\n'), "bytes are not in base64"),
    (doubled, "could not be used|came to"),
    (further, "its parts are not those"),
    (escaping, "names a table or column"),
    (another_table, "its tables are not those of schema 0006: alembic_version"),
    (missing_table, "its tables are not those of schema 0006: targets"),
    (bomb, "unfolds to more"),
]  # fmt: skip


def unsigned(told: dict[str, Any], members: dict[str, bytes]) -> None:
    told["made"] = "2001-01-01"


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-30])


def cut_at_its_beginning(file: Path) -> None:
    file.write_bytes(file.read_bytes()[200:])


def flipped(file: Path) -> None:
    data = bytearray(file.read_bytes())
    at = data.index(b"tables/spans.jsonl") + 150
    data[at] ^= 0x20
    file.write_bytes(data)


def twice(file: Path) -> None:
    with zipfile.ZipFile(file, "a") as made, pytest.warns(UserWarning, match="Duplicate"):
        made.writestr("tables/pages.jsonl", b"")


def of_another_kind(file: Path) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("manifest.json", b"{}")


def overlapping(file: Path) -> None:
    """Two parts of the same bytes, as bombs are made that unfold to petabytes."""
    data = file.read_bytes()
    with zipfile.ZipFile(file) as made:
        one, other = made.infolist()[:2]
    place = other.header_offset.to_bytes(4, "little")
    at = data.rindex(place, 0, data.rindex(other.filename.encode()))
    file.write_bytes(data[:at] + one.header_offset.to_bytes(4, "little") + data[at + 4 :])


SPOILED: list[tuple[Callable[[Path], Any], str]] = [
    (lambda file: file.write_bytes(b""), "is no backup, or its end is missing"),
    (lambda file: file.write_text("The tolls will rise in May. " * 100), "is no backup, or its end"),
    (lambda file: file.unlink(), "there is no such file"),
    (lambda file: (file.unlink(), file.mkdir()), "Is a directory"),
    (lambda file: zipfile.ZipFile(file, "w").close(), "tells not what it holds: it is no backup"),
    (cut, "is no backup, or its end is missing"),
    (cut_at_its_beginning, "damaged"),
    (flipped, "spans has another SHA-256|damaged"),
    (twice, "several parts of one name"),
    (of_another_kind, "packed in another way"),
    (overlapping, "unfolds to more|damaged"),
    (lambda file: rewritten(file, unsigned, signed=False), "its manifest has another SHA-256"),
    (lambda file: rewritten(file, edit("spans", "said", "sang"), signed=False), "another SHA-256"),
]  # fmt: skip


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("good")
    fill(folder / "r.db")
    with Record(folder / "r.db") as record:
        record.backup(folder / "a.zip")
    return (folder / "a.zip").read_bytes()


def cases() -> Iterator[Any]:
    for number, (change, said) in enumerate(SIGNED):
        yield pytest.param(lambda file, change=change: rewritten(file, change), said, id=f"signed {number}")
    for number, (spoil, said) in enumerate(SPOILED):
        yield pytest.param(spoil, said, id=f"spoiled {number}")


@pytest.mark.parametrize(("spoil", "said"), list(cases()))
def test_a_bad_backup_is_told_and_changes_nothing(
    stores: Stores, tmp_path: Path, good: bytes, spoil: Callable[[Path], Any], said: str
):
    file, record = tmp_path / "a.zip", tmp_path / "new.db"
    file.write_bytes(good)
    place = stores.empty()
    before = stores.contents(place)
    spoil(file)
    with pytest.raises(RecordError, match=said) as caught:
        restore(file, place)
    assert "\n" not in str(caught.value)
    assert stores.contents(place) == before
    if stores.kind == "sqlite":
        with pytest.raises(RecordError, match=said):
            restore(file, record)
        assert [name for name in beside(file) if name != "a.zip"] == []
    stores.remove(place)


def test_a_bad_backup_replaces_nothing(place: Place, stores: Stores, tmp_path: Path, good: bytes):
    fill(place)
    file = tmp_path / "a.zip"
    for change in (
        doubled,
        edit("articles", 'null,1,"20', 'null,999,"20'),
        lambda told, _: told.update(schema="0001"),
    ):
        file.write_bytes(good)
        rewritten(file, change)
        before = stores.contents(place)
        with pytest.raises(RecordError):
            restore(file, place, replace=True)
        assert stores.contents(place) == before


@pytest.mark.parametrize("seed", range(30))
def test_no_damage_goes_unseen_or_raises_anything_else(tmp_path: Path, good: bytes, seed: int):
    """Bytes changed, put in or cut out anywhere: told, or of no consequence to any row."""
    chance = random.Random(seed)
    data = bytearray(good)
    for _ in range(chance.choice((1, 1, 3, 50))):
        at = chance.randrange(len(data))
        data[at : at + chance.choice((0, 1, 1, 9))] = chance.randbytes(chance.choice((0, 1, 1, 5)))
    file = tmp_path / "a.zip"
    file.write_bytes(data)
    with suppress(RecordError):
        found = check_backup(file)
        file.write_bytes(good)
        assert found == check_backup(file)


def test_what_unfolds_far_is_kept_unfolded(tmp_path: Path):
    page, reading = harbour()
    text = reading.article.text + "Waves. " * 3_000_000
    reading = replace(reading, article=replace(reading.article, text=text))
    with Record(tmp_path / "r.db") as record:
        record.add(page, reading)
        made = record.backup(tmp_path / "a.zip")
    assert check_backup(tmp_path / "a.zip") == made
    restore(tmp_path / "a.zip", tmp_path / "b.db")
    with Record(tmp_path / "b.db") as record:
        assert next(iter(record.readings())).article.text == text


def test_memory_stays_flat(stores: Stores, tmp_path: Path):
    chance, place, other = random.Random(3), stores.empty(), stores.empty()
    with Record(place) as record:
        for number in range(24):
            record.add(*harbour(f"{number}.txt", data=chance.randbytes(500_000)))
        tracemalloc.start()
        try:
            record.backup(tmp_path / "a.zip")
            restore(tmp_path / "a.zip", other)
            check_backup(tmp_path / "a.zip")
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert (tmp_path / "a.zip").stat().st_size > 12_000_000
    assert most < 9_000_000
    stores.remove(place)
    stores.remove(other)


def test_a_damaged_record_is_told_when_it_is_backed_up(stores: Stores, place: Place, tmp_path: Path):
    fill(place)
    changes = [
        ("UPDATE articles SET title = x'ff00'", "the column title of articles holds bytes"),
        ("UPDATE articles SET revision = 'first'", "the column revision of articles holds str"),
        ("UPDATE articles SET text = CAST(x'ff00' AS TEXT)", "is damaged: it holds text that is not UTF-8"),
    ]
    for command, said in changes if stores.kind == "sqlite" else ():
        other = stores.new()
        Path(other).write_bytes(Path(place).read_bytes())
        stores.tamper(other, (command, ()))
        with Record(other) as record, pytest.raises(RecordError, match=said):
            record.backup(tmp_path / "a.zip")
    assert list(tmp_path.glob("a.zip*")) == []


def test_a_backup_is_of_one_moment_while_others_write(stores: Stores, tmp_path: Path):
    place, other = stores.empty(), stores.new()
    writing = writer(place, "w", 120)
    assert writing.stdout
    counts = []
    with writing, Record(place) as record:
        for line in writing.stdout:
            if int(line) % 20 == 10:
                made = record.backup(tmp_path / f"{line.strip()}.zip")
                assert made.rows("statements") == 3 * made.rows("articles") == 3 * made.rows("pages")
                counts.append(made.rows("articles"))
    assert writing.wait() == 0
    assert len(counts) == 6
    assert counts == sorted(counts)
    restore(tmp_path / "50.zip", other)
    with Record(other) as record:
        assert record.count() == counts[2]
        assert failures(record) == []
    stores.remove(place)
    stores.remove(other)


KILLED = """
import sys
from onrecord.record import Record, backup, restore
steps = [0]
def told(name, of):
    def step(*a, **b):
        print(steps[0], flush=True)
        steps[0] += 1
        return of(*a, **b)
    setattr(backup, name, step)
for name in ("_write_table", "_put_table", "write_manifest", "make_indexes", "_rename"):
    told(name, getattr(backup, name))
if sys.argv[1] == "backup":
    Record(sys.argv[2]).backup(sys.argv[3])
else:
    restore(sys.argv[3], sys.argv[2])
"""


def killed(action: str, place: Place, file: Path, after: int) -> bool:
    """Whether it was killed after so many steps, before its end."""
    paths = os.pathsep.join((str(ROOT), str(ROOT / "src")))
    command = [sys.executable, "-c", KILLED, action, str(place), str(file)]
    run = subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": paths}, stdout=subprocess.PIPE, text=True
    )
    assert run.stdout
    for line in run.stdout:
        if int(line) == after:
            run.send_signal(signal.SIGKILL)
            break
    run.stdout.close()
    return run.wait() != 0


@pytest.mark.parametrize("after", [0, 7, 13])
def test_a_backup_and_a_restoring_that_are_killed_leave_nothing_half_there(
    stores: Stores, tmp_path: Path, good: bytes, after: int
):
    place, file = stores.empty(), tmp_path / "made.zip"
    fill(place)
    if killed("backup", place, file, after):
        assert not file.exists() or check_backup(file).rows("articles") == 3
    else:
        assert check_backup(file).rows("articles") == 3
    (tmp_path / "good.zip").write_bytes(good)
    for other in (stores.new(), stores.empty()):
        whole = not killed("restore", other, tmp_path / "good.zip", after)
        there = isinstance(other, str) or other.exists()
        if there:
            with Record(other) as record:
                assert record.count() in ((3,) if whole else (0, 3))
                assert failures(record) == []
                if record.count() == 0:
                    restore(tmp_path / "good.zip", other)
                    assert record.count() == 3
        assert there or not whole
        stores.remove(other)
    stores.remove(place)
