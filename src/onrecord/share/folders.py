"""Forms that have a file for each article: the folder, or one file of it, and how the files are called."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from onrecord.errors import FormatError
from onrecord.identity import article_id
from onrecord.nouns import Article, Reading


class File(NamedTuple):
    """A file of a folder: its name and what is in it."""

    name: str
    data: bytes


def write_folder(files: Iterable[File], folder: Path, form: str) -> None:
    """Writes files into the folder, which is made and must be empty if it is there, so that nobody's
    annotations are written over. Raises FormatError, also for what cannot be written within."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise FormatError(
                "the folder is not empty; name one that is, or a new one", page=str(folder), step=form
            )
        for file in files:
            (folder / file.name).write_bytes(file.data)
    except OSError as error:
        raise FormatError(f"cannot be written: {error}", page=str(folder), step=form) from error


def zipped(files: Iterable[File]) -> Iterator[bytes]:
    """The folder as one ZIP file, piece by piece as its files come; equal files give equal bytes."""
    written = _Written()
    with ZipFile(written, "w", ZIP_DEFLATED) as archive:  # type: ignore[call-overload]
        for file in files:
            about = ZipInfo(file.name)
            about.external_attr = 0o644 << 16
            archive.writestr(about, file.data, ZIP_DEFLATED)
            yield written.taken()
    yield written.taken()


class Counted:
    """Readings as they come, and how many came."""

    def __init__(self, readings: Iterable[Reading]) -> None:
        self._readings, self.count = readings, 0

    def __iter__(self) -> Iterator[Reading]:
        for reading in self._readings:
            self.count += 1
            yield reading


class _Written:
    """Takes what is written until it is asked for. That it tells no place lets ZipFile write without going
    back."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None:
        """There is nothing to be done."""

    def taken(self) -> bytes:
        taken, self._held = bytes(self._held), bytearray()
        return taken


def file_name(article: Article, taken: set[str]) -> str:
    """A name for the files of an article, without ending, which is then `taken`: of letters that every file
    system takes, so that no address leads out of the folder."""
    last = re.sub("[^A-Za-z0-9]+", "-", article.id.rstrip("/").rpartition("/")[2])[:40].strip("-")
    name = f"{last or 'article'}-{article_id(article)}"
    free = next(
        each
        for each in (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3)))
        if each not in taken
    )
    taken.add(free)
    return free
