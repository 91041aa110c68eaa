"""What goes to standard output and standard error, and how a command ends."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

import typer

from onrecord.cli.options import State
from onrecord.errors import OnrecordError, RecordError

if TYPE_CHECKING:
    from rich.console import Console

    from onrecord.record import Record

T = TypeVar("T")


def opened(record: str) -> "Record":
    from onrecord.record import Record

    return Record(record, create=False)


def print_lines(lines: Iterable[str]) -> None:
    """Data: UTF-8 whatever the locale, each line there as soon as it is known. Files and pipes get it
    exactly; a terminal must not obey what a page says."""
    from onrecord.share import printable

    terminal = sys.stdout.isatty()
    for line in lines:
        sys.stdout.write(printable(line.replace("\r\n", "\n"), lines=True) if terminal else line)
        sys.stdout.flush()


def console_out() -> "Console":
    """Standard output for what is laid out; brackets and colons in a page are no markup."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False)


def progressed(
    items: Iterable[T], noun: str, total: Callable[[], int] | None = None, *, beside_data: bool = False
) -> Iterator[T]:
    """The items, counted on standard error while a person waits for them and sees nothing else.

    With `beside_data`, for commands that print little, also where the data goes to a terminal.
    """
    data_seen = sys.stdout.isatty()
    if not sys.stderr.isatty() or (data_seen and not beside_data):
        yield from items
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    whole = None
    if total is not None:
        with suppress(RecordError):  # of a damaged record; the items will say so
            whole = total()
    counted = "{task.completed} " + (noun if whole is None else "of {task.total} " + noun)
    columns = (SpinnerColumn(), TextColumn(counted), TimeElapsedColumn())
    console = Console(stderr=True)
    # Where both are seen, lines of data have to appear above the count, which the console then sees to.
    with Progress(*columns, console=console, transient=True, redirect_stdout=data_seen) as progress:
        yield from progress.track(items, total=whole)


@contextmanager
def plain_words() -> Iterator[None]:
    """Ends a command in plain words, whatever happened, with the right exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read has gone (`| head`): what is still buffered must not raise again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        typer.echo("Stopped. What was read before is kept.", err=True)
        raise typer.Exit(130) from None
    except (typer.Exit, typer.BadParameter):
        raise
    except Exception as error:
        if State.debug:
            raise
        known = isinstance(error, OnrecordError)
        said = str(error) if known else f"unexpected {type(error).__name__}: {error}; --debug shows where"
        from onrecord.share import printable

        typer.echo(f"onrecord: {printable(said)}", err=True)
        raise typer.Exit(1) from None
