"""Readings and rows in the form that was asked for: at the terminal, as lines, in a file or in a folder."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING

import typer

from onrecord.cli.options import To
from onrecord.cli.output import console_out, print_lines
from onrecord.errors import FormatError, PageError

if TYPE_CHECKING:
    from onrecord.nouns import Reading
    from onrecord.rows import Decided, Row

IN_FILES = (To.PARQUET, To.BRAT)
"""What no lines of text can hold."""


@contextmanager
def output_ready(to: To, output: Path | None) -> Iterator[None]:
    """Sees, before anything is read, that there is where to write, and what to write it with."""
    if to in IN_FILES and output is None:
        kind = "a folder" if to is To.BRAT else "a file"
        raise typer.BadParameter(f"{to} needs {kind}: name it with --output", param_hint="'--output'")
    if to is To.TABLE and output is not None:
        raise typer.BadParameter(
            "a table goes to the terminal; choose another form with --to", param_hint="'--output'"
        )
    if to is To.PARQUET:
        from onrecord.share.packages import needed

        needed("pyarrow", "parquet")
    yield


def write_readings(
    outcomes: "Iterable[Reading | PageError]", to: To, output: Path | None, decided: "Decided | None" = None
) -> None:
    """All readings in the form `to`. Of a page that was not read, JSON lines say so in its place."""
    from onrecord.rows import rows_of

    if to is To.JSONL:
        write_lines((_json_line(each, decided) for each in outcomes), output)
        return
    readings = (each for each in outcomes if not isinstance(each, PageError))
    if to is To.TABLE:
        from onrecord.terminal import article_with_statements

        console = console_out()
        for each in readings:
            console.print(article_with_statements(each))
    elif to is To.BRAT:
        from onrecord.share import write_brat

        assert output is not None
        write_brat(readings, output, decided)
    elif to is To.CITRON and output is not None and output.is_dir():
        from onrecord.share import write_citron

        write_citron(readings, output)
    elif to in (To.CSV, To.PARQUET):
        write_rows((row for each in readings for row in rows_of(each, decided)), to, output)
    else:
        write_lines(_documents(to)(readings, decided), output)


def write_rows(rows: "Iterable[Row]", to: To, output: Path | None) -> None:
    """Statements in a form of rows."""
    from onrecord.share import csv_lines, row_lines, write_parquet

    if to is To.PARQUET:
        assert output is not None
        with _written(output) as file:
            write_parquet(rows, file)
    else:
        write_lines(csv_lines(rows) if to is To.CSV else row_lines(rows), output)


def write_lines(lines: Iterable[str], output: Path | None) -> None:
    """Lines to a file, or else to standard output as they come."""
    if output is None:
        print_lines(lines)
        return
    with _written(output) as file:
        for line in lines:
            file.write(line.encode("utf-8", "backslashreplace"))


def _documents(to: To) -> "Callable[[Iterable[Reading], Decided | None], Iterator[str]]":
    from onrecord.share import citron_lines, schema_org_lines, web_annotation_lines

    if to is To.CITRON:
        return lambda readings, decided: citron_lines(readings)
    return schema_org_lines if to is To.SCHEMA_ORG else web_annotation_lines


def _json_line(outcome: "Reading | PageError", decided: "Decided | None") -> str:
    """A line for each page, be it read or not, so that nothing shifts."""
    if isinstance(outcome, PageError):
        return json.dumps({"id": outcome.page, "error": outcome.message}) + "\n"
    from onrecord.share import article_lines

    return next(article_lines([outcome], decided))


@contextmanager
def _written(path: Path) -> Iterator[IO[bytes]]:
    """A file that is there when it is whole: until then, and if that fails, what was there stays."""
    part = path if path.exists() and not path.is_file() else path.with_name(f"{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        if part != path:
            part.replace(path)
    except BaseException as error:
        if part != path and part.exists():
            part.unlink()
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise FormatError(
                f"cannot be written: {error.strerror or error}", page=str(path), step="output"
            ) from error
        raise
