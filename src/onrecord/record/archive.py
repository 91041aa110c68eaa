"""The form of a backup: one zip file, the same for every kind of database.

`manifest.json` tells what is in it and the SHA-256 of each part and of itself; `tables/NAME.jsonl` has a JSON
array a row, in the order of the primary key, bytes in base64. What follows from the tables (the indexes of
search, the views) is left out. Rows pass through one by one: memory stays flat, however large the record.
"""

import base64
import binascii
import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from onrecord.errors import RecordError
from onrecord.record.columns import fits

WHAT = "a backup of a record of Onrecord"
FORMAT = 1
MANIFEST = "manifest.json"
MOST_MEMBERS = 1000
LARGEST_MANIFEST = 1 << 22
LONGEST_ROW = 1 << 30
"""Bytes; no database holds a longer value."""
SMALL, MOST_UNFOLDING = 1 << 24, 200
"""A part of more bytes than `SMALL` unfolds to at most so many times its size. A record that would unfold
further (nothing but repetition) is not compressed, so that what does is no backup of ours."""
AT_ONCE = 1 << 18
LEVEL = 3
"""Of zlib."""
UNREADABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, struct.error, ValueError,
    OverflowError, MemoryError, OSError,
)  # fmt: skip

Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One table in an archive: its columns, which of them hold bytes, how many rows, and the size and
    SHA-256 of its lines."""

    name: str
    columns: tuple[str, ...]
    bytes: tuple[str, ...]
    rows: int
    size: int
    sha256: str

    @property
    def member(self) -> str:
        """Its name in the zip file."""
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds. `schema` is the migration whose tables they are, `made` when and `by` which
    program made it; `sha256` is of all of it."""

    schema: str
    made: str
    by: str
    parts: tuple[Part, ...]
    sha256: str

    def rows(self, table: str) -> int:
        """How many rows of a table it holds."""
        return next((part.rows for part in self.parts if part.name == table), 0)


def damaged(path: Path, how: str) -> RecordError:
    """The error of a backup that cannot be used."""
    return RecordError(f"{path} cannot be used: {how}", step="backup")


def write_part(
    archive: zipfile.ZipFile, name: str, columns: Sequence[str], sorts: str, rows: Iterable[Values]
) -> Part:
    """Write a table into an archive, its columns of these sorts (`columns.sorts_of`). Raises ValueError for
    what a column of its sort does not hold."""
    blobs = [at for at, sort in enumerate(sorts) if sort in "bB"]
    digest, size, count = hashlib.sha256(), 0, 0
    known: set[tuple[type, ...]] = set()
    with archive.open(f"tables/{name}.jsonl", "w", force_zip64=True) as file:
        for row in rows:
            count += 1
            kinds = tuple(map(type, row))
            if kinds not in known:
                _check(sorts, columns, row, name)
                known.add(kinds)
            values = list(row)
            for at in blobs:
                if values[at] is not None:
                    values[at] = base64.b64encode(values[at]).decode()
            line = json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
            data = line.encode() + b"\n"
            digest.update(data)
            size += len(data)
            file.write(data)
    binary = tuple(columns[at] for at in blobs)
    return Part(name, tuple(columns), binary, count, size, digest.hexdigest())


def _check(sorts: str, columns: Sequence[str], row: Values, name: str) -> None:
    for sort, column, value in zip(sorts, columns, row, strict=True):
        if not fits(sort, value):
            raise ValueError(
                f"the column {column} of {name} holds {type(value).__name__} {str(value)[:40]!r}"
            )


def unfolds_far(archive: zipfile.ZipFile, part: Part) -> bool:
    """Whether a part unfolds to so much more that it would be taken for an attack."""
    return _far(archive.getinfo(part.member))


def _far(member: zipfile.ZipInfo) -> bool:
    return member.file_size > SMALL and member.file_size > MOST_UNFOLDING * member.compress_size


def write_manifest(
    archive: zipfile.ZipFile, schema: str, made: str, by: str, parts: Sequence[Part]
) -> Backup:
    """Write what the archive holds; it is whole with that."""
    told: dict[str, Any] = {"what": WHAT, "format": FORMAT, "schema": schema, "made": made, "by": by}
    told["tables"] = [asdict(part) for part in parts]
    told["sha256"] = _sha256(told)
    data = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    archive.writestr(MANIFEST, data)
    return Backup(schema, made, by, tuple(parts), told["sha256"])


def _sha256(told: dict[str, Any]) -> str:
    """Of all that is told but this itself; the tables are in it by theirs."""
    rest = {name: value for name, value in told.items() if name != "sha256"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


class Archive:
    """A backup that is open for reading, its manifest checked. Raises RecordError for what is none."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._file: IO[bytes] = path.open("rb")
        except (OSError, ValueError) as error:
            said = "there is no such file" if isinstance(error, FileNotFoundError) else str(error)
            raise damaged(path, said) from error
        try:
            with self._told():
                self._zip = zipfile.ZipFile(self._file)
                self.backup = self._read_manifest(self._checked())
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> "Archive":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except UNREADABLE as error:
            if isinstance(error, zipfile.BadZipFile) and "not a zip file" in str(error):
                raise damaged(self.path, "it is no backup, or its end is missing") from error
            raise damaged(self.path, f"it is damaged ({error or type(error).__name__})") from error

    def _checked(self) -> dict[str, zipfile.ZipInfo]:
        """The members of the zip file, if they are such as we write."""
        members = sorted(self._zip.infolist(), key=lambda each: each.header_offset)
        if len(members) > MOST_MEMBERS:
            raise ValueError("it has too many parts")
        end = 0
        for each in members:
            if each.flag_bits & 1 or each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise ValueError(f"{each.filename!r} is packed in another way than a backup is")
            if each.header_offset < end or _far(each):
                raise ValueError(f"{each.filename!r} unfolds to more than a backup holds")
            end = each.header_offset + each.compress_size
        by_name = {each.filename: each for each in members}
        if len(by_name) != len(members):
            raise ValueError("it has several parts of one name")
        return by_name

    def _read_manifest(self, members: dict[str, zipfile.ZipInfo]) -> Backup:
        if MANIFEST not in members or members[MANIFEST].file_size > LARGEST_MANIFEST:
            raise ValueError("it tells not what it holds: it is no backup")
        try:
            told = json.loads(self._zip.read(members[MANIFEST]))
            if told["what"] != WHAT:
                raise damaged(self.path, "it is no backup of a record")
            if int(told["format"]) > FORMAT:
                raise damaged(
                    self.path, "it was made by a newer Onrecord; install a newer Onrecord to use it"
                )
            parts = tuple(_part(each) for each in told["tables"])
            made, by, schema = str(told["made"]), str(told["by"]), str(told["schema"])
            backup = Backup(schema, made, by, parts, str(told["sha256"]))
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError(f"its manifest cannot be understood: {error!r}") from error
        if _sha256(told) != backup.sha256:
            raise damaged(self.path, "its manifest has another SHA-256 than recorded")
        sizes = {MANIFEST: members[MANIFEST].file_size, **{part.member: part.size for part in parts}}
        if len(sizes) != len(parts) + 1 or sizes != {name: each.file_size for name, each in members.items()}:
            raise ValueError("its parts are not those that its manifest tells")
        return backup

    def check(self) -> None:
        """Hold every part against its SHA-256. Raises RecordError."""
        for part in self.backup.parts:
            for _ in self._chunks(part):
                pass

    def check_rows(self) -> None:
        """Hold every part against its SHA-256, and understand every row. Raises RecordError."""
        for part in self.backup.parts:
            blobs = [name in part.bytes for name in part.columns]
            for _ in self.rows(part, "".join("B" if blob else "*" for blob in blobs)):
                pass

    def rows(self, part: Part, sorts: str) -> Iterator[Values]:
        """The rows of a table, whose columns are of these sorts. Raises RecordError, after the last row
        also where the SHA-256 or their number is not the one recorded."""
        blobs = [at for at, sort in enumerate(sorts) if sort in "bB"]
        known: set[tuple[type, ...]] = set()
        count = 0
        for count, line in enumerate(self._lines(part), start=1):
            with self._told():
                values = json.loads(line)
                if not isinstance(values, list) or len(values) != len(sorts):
                    raise ValueError(f"row {count} of {part.name} cannot be understood")
                for at in blobs:
                    if values[at] is not None:
                        values[at] = _bytes(values[at])
                row = tuple(values)
                kinds = tuple(map(type, row))
                if kinds not in known:
                    _check(sorts, part.columns, row, part.name)
                    known.add(kinds)
            yield row
        if count != part.rows:
            raise damaged(self.path, f"{part.name} has {count:,} rows, where {part.rows:,} are recorded")

    def _lines(self, part: Part) -> Iterator[bytes]:
        rest: list[bytes] = []
        length = 0
        for chunk in self._chunks(part):
            first, *others = chunk.split(b"\n")
            rest.append(first)
            length += len(first)
            if length > LONGEST_ROW:
                raise damaged(self.path, f"a row of {part.name} is longer than any record holds")
            if others:
                yield b"".join(rest)
                yield from others[:-1]
                rest, length = [others[-1]], len(others[-1])
        if length:
            raise damaged(self.path, f"{part.name} ends amid a row")

    def _chunks(self, part: Part) -> Iterator[bytes]:
        digest, size = hashlib.sha256(), 0
        with self._told(), self._zip.open(part.member) as file:
            while chunk := file.read(AT_ONCE):
                digest.update(chunk)
                size += len(chunk)
                yield chunk
        if size != part.size or digest.hexdigest() != part.sha256:
            raise damaged(self.path, f"{part.name} has another SHA-256 than recorded")


def _part(told: dict[str, Any]) -> Part:
    part = Part(
        str(told["name"]), tuple(map(str, told["columns"])), tuple(map(str, told["bytes"])),
        int(told["rows"]), int(told["size"]), str(told["sha256"]),
    )  # fmt: skip
    if not part.name.isidentifier() or len(set(part.columns)) != len(part.columns):
        raise ValueError("its manifest names a table or column that no record has")
    return part


def _bytes(value: object) -> bytes:
    if not isinstance(value, str):
        raise ValueError("bytes are not in base64")
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"bytes are not in base64: {error}") from error
