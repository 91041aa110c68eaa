"""Forms that have a file for each article: the folder, and how the files in it are called."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from onrecord.errors import FormatError
from onrecord.identity import article_id
from onrecord.nouns import Article


@contextmanager
def new_folder(folder: Path, form: str) -> Iterator[None]:
    """Makes the folder, which must be empty if it is there, so that nobody's annotations are written over.
    Raises FormatError, also for what cannot be written within."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise FormatError(
                "the folder is not empty; name one that is, or a new one", page=str(folder), step=form
            )
        yield
    except OSError as error:
        raise FormatError(f"cannot be written: {error}", page=str(folder), step=form) from error


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
