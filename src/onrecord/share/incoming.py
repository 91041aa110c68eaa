"""Files that somebody else made: their text, the JSON they hold, or an error that says where it fails."""

import json
from typing import Any, NoReturn

from onrecord.errors import FormatError

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


def documents_in(data: bytes, file: str, form: str) -> list[tuple[str, Any]]:
    """The JSON values of a file that holds one, or one a line; each with the place that names it."""
    text = text_in(data, file, form)
    try:
        return [(file, json_in(text, file, form))]
    except FormatError:
        lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        if len(lines) < 2 or not _is_json(lines[0][1]):
            raise
    return [
        (f"{file}, line {number}", json_in(line, f"{file}, line {number}", form)) for number, line in lines
    ]


def quoted(value: object) -> str:
    """A foreign value in an error: short whatever it holds."""
    try:
        text = repr(value)
    except ValueError:  # a number of too many digits
        return "a number of thousands of digits"
    return text if len(text) <= MOST else text[:MOST] + "…"


def _is_json(line: str) -> bool:
    try:
        json_in(line, "", "")
    except FormatError:
        return False
    return True


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
