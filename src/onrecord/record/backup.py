"""Making a backup of a record, and the record again of a backup."""

import errno
import os
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import islice
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, MetaData, Table, Text, func, inspect, select

from onrecord.errors import RecordError
from onrecord.record import opening
from onrecord.record.archive import (
    LEVEL,
    Archive,
    Backup,
    Part,
    damaged,
    unfolds_far,
    write_manifest,
    write_part,
)
from onrecord.record.columns import sorts_of
from onrecord.record.database import Database, database_of
from onrecord.record.indexing import make_indexes
from onrecord.record.migrating import migrate, revisions
from onrecord.record.schema import MATCHED, NAMES, NEWEST, TEXT, WORDS, metadata

AT_ONCE, FEW_AT_ONCE = 500, 4
"""Rows in memory, and of a table with a large column."""
KEPT = [table for table in metadata.sorted_tables if table not in MATCHED]
"""What a backup holds: not which statements tell the same words, which is found anew when it is asked for
(the keys of a million statements would be most of a backup, and longer in restoring than in finding)."""
NOT_KEPT = (WORDS, NAMES, "alembic_version")
"""How the names of tables begin that follow from others."""


def back_up(database: Database, path: Path, *, force: bool) -> Backup:
    """Write all of a record, as it is at this moment, to a file that is there when it is whole. Raises
    RecordError, also where the file is there already, unless `force` says to replace it."""
    if path.exists() and (not force or not path.is_file()):
        raise _is_there(path)
    with _made_whole(path, force=force) as file:
        return database.read(lambda connection: _write(connection, file))


def _is_there(path: Path) -> RecordError:
    said = "choose another name, or --force to replace it" if path.is_file() else "choose another name"
    return RecordError(f"{path} is there already: {said}", step="backup")


@contextmanager
def _made_whole(path: Path, *, force: bool) -> Iterator[IO[bytes]]:
    """A file beside that of this name, which gets the name once it is written to the disk."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _rename(part, path, force=force)
    except FileExistsError as error:
        raise _is_there(Path(error.filename2 or path)) from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        why = "the disk is full, or this user's part of it" if full else error.strerror or str(error)
        raise RecordError(f"{path} cannot be written: {why}", step="backup") from error
    finally:
        with suppress(OSError):
            part.unlink()


def _rename(part: Path, path: Path, *, force: bool) -> None:
    """Give a file its name, on the disk too; what has it already is replaced only with `force`."""
    if force:
        part.replace(path)
    else:
        try:
            os.link(part, path)
        except FileExistsError:
            raise
        except OSError:  # not every file system knows links
            if path.exists():
                raise FileExistsError(errno.EEXIST, "it is there", str(part), None, str(path)) from None
            part.replace(path)
    with suppress(OSError):  # nor lets every one a folder be opened
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _write(connection: Connection, file: IO[bytes], kind: int = zipfile.ZIP_DEFLATED) -> Backup:
    """The archive, by zip's compression of this kind."""
    file.seek(0)
    file.truncate()
    made = datetime.now(UTC).isoformat(timespec="seconds")
    with zipfile.ZipFile(file, "w", kind, compresslevel=LEVEL) as archive:
        parts = [_write_table(connection, archive, table) for table in KEPT]
        if not any(unfolds_far(archive, part) for part in parts):
            return write_manifest(archive, NEWEST, made, _program(), parts)
    return _write(connection, file, zipfile.ZIP_STORED)


def _program() -> str:
    try:
        return f"onrecord {version('onrecord')}"
    except PackageNotFoundError:  # run from its sources
        return "onrecord"


def _write_table(connection: Connection, archive: zipfile.ZipFile, table: Table) -> Part:
    columns = list(table.columns)
    wanted = select(*columns).order_by(*table.primary_key.columns)
    found = connection.execute(wanted, execution_options={"yield_per": _at_once(table)})
    rows = (tuple(row) for some in found.partitions() for row in some)
    try:
        with found:
            return write_part(archive, table.name, table.columns.keys(), sorts_of(columns), rows)
    except (ValueError, TypeError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise  # which the database tells better
        name = database_of(connection).name
        said = f"{name} is damaged: {error}; `onrecord verify` tells more"
        raise RecordError(said, step="backup") from error


def _at_once(table: Table | None) -> int:
    return FEW_AT_ONCE if table is None or any(column.info for column in table.columns) else AT_ONCE


def check_backup(path: Path | str) -> Backup:
    """Hold all of a backup against its SHA-256 and understand every row, restoring nothing. Raises
    RecordError where anything does not hold."""
    with Archive(Path(path)) as archive:
        archive.check_rows()
        return archive.backup


def restore(path: Path | str, place: Path | str, *, replace: bool = False, wait: float = 30.0) -> Backup:
    """Make the record at `place` (a file, or a database's URL) what a backup holds: all of it or nothing.

    There must be no record, or an empty one, unless `replace` says to replace what there is. All of the
    backup is held against its SHA-256 before anything is written. Raises RecordError.
    """
    with Archive(Path(path)) as archive:
        if archive.backup.schema not in revisions():
            said = f"its tables are of {archive.backup.schema}, this program's of {NEWEST}"
            raise damaged(archive.path, f"it was made by a newer Onrecord ({said}); install a newer Onrecord")
        archive.check()
        if opening.is_url(place) or Path(place).exists():
            _restore_into(archive, place, replace=replace, wait=wait)
        else:
            _restore_to_new(archive, Path(place), wait)
        return archive.backup


def _restore_to_new(archive: Archive, path: Path, wait: float) -> None:
    """Into a file of another name, which gets its own when it is whole: there is nothing until then."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        _restore_into(archive, part, replace=False, wait=wait)
        _rename(part, path, force=False)
    except FileExistsError as error:
        said = f"{path} came to be meanwhile, and is left as it is"
        raise RecordError(said, step="restore") from error
    finally:
        for suffix in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                part.with_name(part.name + suffix).unlink()


def _restore_into(archive: Archive, place: Path | str, *, replace: bool, wait: float) -> None:
    database = opening.opened(place, create=True, wait=wait)
    try:
        database.write(lambda connection: _put(connection, archive, replace=replace))
    finally:
        database.engine.dispose()


def _put(connection: Connection, archive: Archive, *, replace: bool) -> None:
    """All of an archive, in the caller's transaction."""
    database, schema = database_of(connection), archive.backup.schema
    empty = not any(connection.execute(select(table).limit(1)).first() for table in KEPT)
    if not (empty or replace):
        said = "holds a record: restore to another place, or --replace to replace all that it holds"
        raise RecordError(f"{database.name} {said}", step="restore")
    if schema != NEWEST or not empty:
        database.drop_all(connection)
        migrate(connection, schema)
    for table, part in _paired(connection, archive):
        _put_table(connection, archive, table, part)
    if schema != NEWEST:
        migrate(connection)
    database.number_on(connection)
    make_indexes(connection)


def _paired(connection: Connection, archive: Archive) -> Iterator[tuple[Table, Part]]:
    """The tables of the archive's schema, each after those that it refers to, with their parts."""
    parts = {part.name: part for part in archive.backup.parts}
    tables = KEPT
    if archive.backup.schema != NEWEST:
        there = set(inspect(connection).get_table_names()) & (parts.keys() | metadata.tables.keys())
        there -= {table.name for table in MATCHED}
        old = MetaData()
        old.reflect(connection, only=sorted(name for name in there if not name.startswith(NOT_KEPT)))
        for column in (each for table in old.tables.values() for each in table.columns):
            column.type = TEXT if isinstance(column.type, Text) else column.type
        tables = old.sorted_tables
    if odd := {table.name for table in tables} ^ parts.keys():
        said = f"its tables are not those of schema {archive.backup.schema}: {', '.join(sorted(odd))}"
        raise damaged(archive.path, said)
    for table in tables:
        yield table, parts[table.name]


def _put_table(connection: Connection, archive: Archive, table: Table, part: Part) -> None:
    if set(table.columns.keys()) != set(part.columns):
        raise damaged(archive.path, f"the columns of {part.name} are not those of its schema")
    database, columns = database_of(connection), [table.columns[name] for name in part.columns]
    rows = archive.rows(part, sorts_of(columns))
    while some := list(islice(rows, _at_once(metadata.tables.get(table.name)))):
        try:
            database.add_rows(connection, table, _named(part.columns, some))
        except OverflowError as error:
            raise damaged(archive.path, f"{part.name} holds a number that no record has") from error
    count = connection.execute(select(func.count()).select_from(table)).scalar_one()
    if count != part.rows:
        said = f"{part.name} came to {count:,} rows, where {part.rows:,} are recorded"
        raise damaged(archive.path, said)


def _named(columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [dict(zip(columns, row, strict=True)) for row in rows]
