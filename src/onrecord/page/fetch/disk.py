"""Files and folders: regular files alone, so that nothing waits for a pipe or a device."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from onrecord.errors import FetchError, PageError
from onrecord.nouns import Page
from onrecord.page.fetch import lines
from onrecord.page.fetch.limits import Limits

HTML = {".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml"}
TYPES = {**HTML, ".txt": "text/plain"}
LINES = (".jsonl", ".jsonl.gz")
IN_FOLDERS = (".html", ".htm", ".txt", *LINES)
"""The endings of what is read from a folder; a file that is named itself may have any."""


def pages_of(address: str, limits: Limits) -> Iterator[Page | PageError]:
    """The pages of a file or folder; its errors in their places."""
    try:
        if not address:
            yield FetchError("an empty address", page=address, step="fetch")
        elif Path(address).is_dir():
            yield from _folder(address, limits)
        else:
            yield from _file(address, limits)
    except (OSError, ValueError) as cause:  # ValueError: a NUL in the path
        yield _error(address, cause)


def shown(path: str) -> str:
    """A path as text that can be stored and printed: bytes that are not UTF-8 become `\\xff`."""
    try:
        return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:  # a surrogate that stands for no byte
        return path.encode("utf-8", "backslashreplace").decode("utf-8")


def _folder(address: str, limits: Limits) -> Iterator[Page | PageError]:
    found = False
    for item in _walk(address):
        found = True
        if isinstance(item, PageError):
            yield item
        else:
            yield from _file(item, limits)
    if not found:
        endings = ", ".join(IN_FOLDERS)
        yield FetchError(f"no page in this folder ({endings})", page=shown(address), step="fetch")


def _walk(address: str) -> Iterator[str | PageError]:
    """Paths with an ending we read, sorted by name at each level; hidden names and folders already seen
    (a loop of links) passed over. A stack and no recursion: a path may be 2,000 folders deep."""
    seen: set[tuple[int, int]] = set()
    waiting = [(address, True)]
    while waiting:
        path, is_folder = waiting.pop()
        if not is_folder:
            yield path
            continue
        try:
            status = Path(path).stat()
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            with os.scandir(path) as entries:
                found = [(e.name, _is_folder(e)) for e in entries if not e.name.startswith(".")]
        except OSError as cause:
            yield _error(path, cause)
            continue
        for name, is_folder in sorted(found, reverse=True):
            if is_folder or name.lower().endswith(IN_FOLDERS):
                # Path would rewrite the address that was given
                waiting.append((os.path.join(path, name), is_folder))  # noqa: PTH118


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _file(path: str, limits: Limits) -> Iterator[Page | PageError]:
    name = path.lower()
    try:
        with _opened(path) as file:
            if name.endswith(LINES):
                yield from lines.pages_of_lines(file, shown(path), limits)
            else:
                yield _page(file, path, limits)
    except (OSError, ValueError) as cause:
        yield _error(path, cause)


def _opened(path: str) -> BinaryIO:
    """The file, if it is a regular one. Asked before it is opened (opening a device may do something)
    and after (it may have been changed meanwhile); O_NONBLOCK, since opening a pipe waits else."""
    _check_regular(Path(path).stat().st_mode)
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    file = open(handle, "rb")  # noqa: SIM115, PTH123 - closed by the caller
    try:
        _check_regular(os.fstat(handle).st_mode)
    except OSError:
        file.close()
        raise
    return file


def _check_regular(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise OSError("not a regular file")


def _page(file: BinaryIO, path: str, limits: Limits) -> Page | PageError:
    data = file.read(limits.file_bytes + 1)
    if len(data) > limits.file_bytes:
        size = f"{limits.file_bytes / 1e6:g} MB"
        return FetchError(f"larger than {size}", page=shown(path), step="fetch")
    return Page(data, shown(path), declared_type=TYPES.get(Path(path).suffix.lower()))


def _error(path: str, cause: OSError | ValueError) -> FetchError:
    match cause:
        case FileNotFoundError():
            reason = "no such file or folder"
        case PermissionError():
            reason = "no permission to read it"
        case OSError(strerror=None):
            reason = str(cause)
        case OSError():
            reason = str(cause.strerror).lower()
        case _:
            reason = f"not a path ({cause})"
    return FetchError(reason, page=shown(path), step="fetch")
