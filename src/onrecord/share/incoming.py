"""Files that somebody else made: their text, the JSON they hold, or an error that says where it fails."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NoReturn, TypeVar

from onrecord.errors import FormatError

T = TypeVar("T")
MOST = 60
"""Characters of a foreign value that an error quotes."""


def text_in(data: bytes, file: str, form: str) -> str:
    """The bytes as UTF-8, exactly: a mark at the start and ends of line stay. Raises FormatError."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        said = f"line {line}: byte 0x{data[error.start]:02x} at {error.start} is no UTF-8"
        raise FormatError(said, page=file, step=form) from error


def json_in(data: bytes | str, file: str, form: str) -> Any:
    """The JSON value that a file holds. Raises FormatError for what is no JSON (NaN and Infinity are none),
    is nested without end, or has a number that no program could mean."""
    text = text_in(data, file, form) if isinstance(data, bytes) else data
    try:
        return json.loads(text.removeprefix("\ufeff"), parse_constant=_no_number)
    except json.JSONDecodeError as error:
        said = f"line {error.lineno}, column {error.colno}: {error.msg}"
        raise FormatError(f"{said}; it is no JSON, or was cut off", page=file, step=form) from error
    except ValueError as error:  # Python reads no whole number of more than 4,300 digits
        raise FormatError(f"a number in it cannot be read: {error}", page=file, step=form) from error
    except RecursionError as error:
        raise FormatError("its values are nested without end", page=file, step=form) from error


def documents_in(data: bytes, file: str, form: str) -> Iterator[tuple[str, Any]]:
    """The JSON values of a file that holds one, or one a line, each with the place that names it. What is no
    JSON comes as a FormatError in its place: a bad line costs no other one."""
    text = attempted(data, lambda data: text_in(data, file, form))
    whole = attempted(text, lambda text: json_in(text, file, form))
    lines = [] if isinstance(text, FormatError) else text.split("\n")
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    objects = sum(line.startswith("{") for _, line in numbered)
    if not isinstance(whole, FormatError) or objects < 2 or objects * 2 < len(numbered):
        yield file, whole
        return
    for number, line in numbered:
        place = f"{file}, line {number}"
        yield place, attempted(line, partial(json_in, file=place, form=form))


def attempted(given: Any, make: Callable[[Any], T]) -> T | FormatError:
    """What `make` makes of a value, or the FormatError that it raises; an error stays what it is."""
    if isinstance(given, FormatError):
        return given
    try:
        return make(given)
    except FormatError as error:
        return error


def quoted(value: object) -> str:
    """A foreign value in an error: short whatever it holds."""
    try:
        text = repr(value)
    except ValueError:  # a number of too many digits
        return "a number of thousands of digits"
    return text if len(text) <= MOST else text[:MOST] + "…"


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
