"""Other programs' annotations, as readings."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord.cli.options import From
from onrecord.errors import ArticleError, FormatError

if TYPE_CHECKING:
    from onrecord.nouns import Reading


def readings_in(files: Iterable[Path], form: From) -> "Iterator[Reading | FormatError]":
    """The readings of all files; in the place of what cannot be read its error, which costs no other one."""
    for file in files:
        yield from _readings(file, form)


def _readings(file: Path, form: From) -> "Iterator[Reading | FormatError]":
    from onrecord.share import brat_in, citron_in, web_annotations_in
    from onrecord.share.incoming import attempted, documents_in

    if form is From.BRAT:
        yield from brat_in(file)
        return
    if form is From.CITRON and file.is_dir():
        for each in sorted(file.rglob("*.json")):
            yield from _readings(each, form)
        return
    try:
        data = file.read_bytes()
    except OSError as error:
        yield FormatError(f"cannot be read: {error.strerror or error}", page=str(file), step=form)
        return
    if form is From.CITRON:
        yield from citron_in(data, str(file))
    elif form is From.WEB_ANNOTATION:
        yield from web_annotations_in(data, str(file))
    else:
        for place, value in documents_in(data, str(file), form):
            yield attempted(value, partial(_of_the_interchange_form, place=place))


def _of_the_interchange_form(value: Any, place: str) -> "Reading":
    from onrecord.share import from_json

    try:
        return from_json(value)
    except ArticleError as error:
        raise FormatError(error.message, page=place, step=From.JSONL) from error
