"""What to tell of an SQLite file beside what SQLite says: why it cannot be opened, who writes to it."""

import os
from contextlib import suppress
from pathlib import Path

from onrecord.errors import RecordError

LOCKS = Path("/proc/locks")


def check_place(path: Path, create: bool) -> None:
    """Raises RecordError where no record is, or where none can be made."""
    if "\0" in str(path):
        raise RecordError(f"{str(path)!r} cannot be opened: no file has such a name", step="record")
    try:
        exists, is_file, folder = path.exists(), path.is_file(), path.parent.is_dir()
    except OSError as error:
        raise RecordError(f"{str(path)!r} cannot be opened: {error}", step="record") from error
    if exists and not is_file:
        raise RecordError(
            f"{path} is {'a folder' if path.is_dir() else 'no file'}, not a record", step="record"
        )
    if not exists and not create:
        raise RecordError(f"there is no record at {path}", step="record")
    if not folder:
        raise RecordError(f"there is no folder {path.parent} to keep the record in", step="record")


def not_allowed(path: Path) -> str:
    """Why a file cannot be written or opened, and what to do, in words that follow "cannot be …"."""
    if path.exists() and not _may(path, os.R_OK):
        return "this user may not read the file: ask its owner for the right"
    if not _may(path.parent, os.W_OK | os.X_OK):
        return (
            f"the folder {path.parent} is read-only for this user, and SQLite keeps files of its own beside "
            "the record: copy the record to a folder of your own, or ask for the right to write there"
        )
    if path.exists() and not _may(path, os.W_OK):
        return "the file is read-only for this user: copy it, or ask its owner for the right to write"
    return "the file, its folder or its disk is read-only"


def _may(path: Path, what: int) -> bool:
    real = os.access in os.supports_effective_ids
    return os.access(path, what, effective_ids=real)


def writers_of(path: Path) -> str:
    """Who holds a lock on a file for writing, as far as the system tells: " (process 123, python)" or ""."""
    wanted = set()
    for name in (path, path.with_name(f"{path.name}-shm")):
        with suppress(OSError):
            wanted.add(str(name.stat().st_ino))
    found = []
    with suppress(OSError, IndexError, ValueError):
        for line in LOCKS.read_text().splitlines():
            _, _, _, mode, process, place, *_ = line.replace("-> ", "").split()
            if mode == "WRITE" and place.rpartition(":")[2] in wanted and int(process) > 0:
                found.append(_named(process))
    return f" ({', '.join(sorted(set(found)))})" if found else ""


def _named(process: str) -> str:
    try:
        return f"process {process}, {Path('/proc', process, 'comm').read_text().strip()}"
    except OSError:
        return f"process {process}"
