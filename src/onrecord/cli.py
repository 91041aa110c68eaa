"""The command line: arguments and output only.

Data goes to standard output; progress and the summary to standard error. Exit status: 0 when all went
well and every page was read, 1 when not, 2 for wrong usage, 130 when stopped by Ctrl-C. What is heavy is
imported by the command that needs it.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from onrecord import __version__
from onrecord.errors import OnrecordError, PageError, RecordError

if TYPE_CHECKING:
    from rich.console import Console

    from onrecord.nouns import Page, Reading
    from onrecord.record import Record
    from onrecord.terminal import Tally

T = TypeVar("T")

HELP = """Reads news pages and keeps a checkable record of who said what.

Examples:

  onrecord read story.html                      one page; its statements are printed and kept
  onrecord read news/ --jobs 2                  all pages of a folder, by two processes
  onrecord read https://paper.example/story     a page from the web
  onrecord search "carbon tax" --speaker Keller
  onrecord show 1a2b3c4d5e6f                    a statement where it stands in its article
  onrecord verify                               hold every word against the saved pages
  onrecord read articles.jsonl --no-record --to jsonl > statements.jsonl

The record is onrecord.db in the current folder, unless --record or ONRECORD_RECORD names another file.
"""
HELP = "\b\n" + HELP.replace("\n\n", "\n\n\b\n")


class To(StrEnum):
    """The forms of output."""

    TABLE = "table"
    JSONL = "jsonl"
    CSV = "csv"


class Export(StrEnum):
    """The forms of export."""

    JSONL = "jsonl"
    CSV = "csv"


class Kind(StrEnum):
    """The kinds of statement."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


def _set_debug(wanted: bool) -> None:
    if wanted:
        import logging

        logging.basicConfig(level=logging.WARNING)
        logging.getLogger("onrecord").setLevel(logging.DEBUG)
        State.debug = True


class State:
    """What holds for the whole run."""

    debug = False


RecordFile = Annotated[
    Path, typer.Option("--record", envvar="ONRECORD_RECORD", metavar="FILE", help="The record.")
]
Debug = Annotated[
    bool, typer.Option("--debug", callback=_set_debug, is_eager=True, help="Show where an error arose.")
]
DEFAULT_RECORD = Path("onrecord.db")

app = typer.Typer(
    name="onrecord",
    help=HELP,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """The program `onrecord`."""
    app(prog_name="onrecord")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"onrecord {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _program(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
    debug: Debug = False,
) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(help="Read pages: print their statements, and keep them in the record.")
def read(
    pages: Annotated[
        list[str],
        typer.Argument(
            metavar="PAGE",
            show_default=False,
            help="Files (HTML, text, JSON lines), folders, URLs, or - for standard input.",
        ),
    ],
    record: RecordFile = DEFAULT_RECORD,
    no_record: Annotated[bool, typer.Option("--no-record", help="Print only, keep nothing.")] = False,
    to: Annotated[To, typer.Option(help="How to print the statements.")] = To.TABLE,
    min_confidence: Annotated[
        float | None,
        typer.Option(
            min=0.0,
            max=1.0,
            metavar="X",
            show_default=False,
            help="Keep no statement below X: 0 keeps all that is found, 0.9 what is nearly sure. "
            "Without it, what the bundle thinks best.",
        ),
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, metavar="N", help="Processes that read.")] = 1,
    bundle: Annotated[
        str, typer.Option(metavar="NAME|PATH", help="The encoder: one that is shipped, or a folder.")
    ] = "small",
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Ask private and local addresses, too.")
    ] = False,
    debug: Debug = False,
) -> None:
    with _plain_words():
        from onrecord.bulk import read_all
        from onrecord.page.fetch import pages_at
        from onrecord.record import Record
        from onrecord.terminal import Tally

        tally = Tally()
        stdin = sys.stdin.buffer if "-" in pages else None
        try:
            with nullcontext() if no_record else Record(record) as store:
                found = pages_at(*pages, allow_private=allow_private, stdin=stdin)
                outcomes = _kept(
                    read_all(found, bundle=bundle, min_confidence=min_confidence, jobs=jobs), store, tally
                )
                _print_readings(_progressed(outcomes, "pages"), to)
        finally:
            typer.echo(tally.summary(None if no_record else str(record)), err=True)
        if tally.failures:
            raise typer.Exit(1)


@app.command(
    help='Search the record: words and "phrases" in what was said; without words, the newest statements.',
    short_help='Search the record: words and "phrases".',
)
def search(
    words: Annotated[list[str] | None, typer.Argument(metavar="WORDS", show_default=False)] = None,
    speaker: Annotated[str | None, typer.Option(help="Any words of the speaker's name.")] = None,
    outlet: Annotated[str | None, typer.Option(help="The newspaper, agency or site.")] = None,
    act: Annotated[str | None, typer.Option(help="What it does: accuse, deny, promise …")] = None,
    kind: Annotated[Kind | None, typer.Option(help="How it is told.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Published then or later.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Published then or before.")] = None,
    min_confidence: Annotated[
        float, typer.Option(min=0.0, max=1.0, metavar="X", help="No statement below X (0 to 1).")
    ] = 0.0,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="So many at most.")] = 50,
    to: Annotated[To, typer.Option(help="How to print them.")] = To.TABLE,
    record: RecordFile = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with _plain_words(), _opened(record) as store:
        from onrecord.share import csv_lines, row_lines

        rows = store.search(
            " ".join(_quoted(word) for word in words or ()),
            speaker=speaker,
            outlet=outlet,
            act=act,
            kind=kind,
            since=since,
            until=until,
            min_confidence=min_confidence,
            limit=limit,
        )
        if to is To.JSONL:
            _print_lines(row_lines(rows))
        elif to is To.CSV:
            _print_lines(csv_lines(rows))
        elif rows:
            from onrecord.terminal import statements

            _console().print(statements(rows, where=True))
        if to is To.TABLE:
            typer.echo(f"{len(rows)} found." if len(rows) < limit else f"The first {limit}.", err=True)


@app.command(
    help="Show an article or a statement in its place; what is no part of the article is greyed.",
    short_help="Show an article or a statement in its place.",
)
def show(
    name: Annotated[
        str, typer.Argument(metavar="ID", show_default=False, help="Its id, or as much as is unmistakable.")
    ],
    record: RecordFile = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with _plain_words(), _opened(record) as store:
        from onrecord.terminal import in_place

        console = _console()
        for part in in_place(store.show(name)):
            console.print(part, soft_wrap=not console.is_terminal)  # a line of text stays one in a file
            console.print()


@app.command(help="Who speaks in the record, and how often.")
def speakers(record: RecordFile = DEFAULT_RECORD, debug: Debug = False) -> None:
    with _plain_words(), _opened(record) as store:
        from onrecord.terminal import speakers_table

        _console().print(speakers_table(store.speakers()))


@app.command(
    help="Hold every word of the record against the saved pages; name each that fails.",
    short_help="Hold every word against the saved pages.",
)
def verify(record: RecordFile = DEFAULT_RECORD, debug: Debug = False) -> None:
    with _plain_words(), _opened(record) as store:
        from onrecord.share import printable

        readings = statements = spans = failures = 0
        for one in _progressed(store.verify(), "checks", lambda: store.count() + 1, beside_data=True):
            readings += bool(one.address)
            statements += one.statements
            spans += one.spans
            failures += len(one.failures)
            for failure in one.failures:
                _print_lines([printable(str(failure)) + "\n"])
        counted = (
            f"{readings:,} articles, {statements:,} statements, {spans:,} spans held against their pages"
        )
        typer.echo(f"{counted}: {f'{failures:,} fail' if failures else 'all hold'}.", err=True)
        if failures:
            raise typer.Exit(1)


@app.command(
    help="Write out the whole record, in an order that does not depend on how it was read.",
    short_help="Write out the whole record.",
)
def export(
    to: Annotated[Export, typer.Option(help="One article a line, or one statement a row.")] = Export.JSONL,
    record: RecordFile = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with _plain_words(), _opened(record) as store:
        _print_readings(_progressed(store.readings(), "articles", store.count), To(to))


def _kept(
    outcomes: "Iterable[tuple[Page | None, Reading | PageError]]", store: "Record | None", tally: "Tally"
) -> "Iterator[Reading | PageError]":
    """Each outcome, once it is in the record and counted."""
    for page, outcome in outcomes:
        if isinstance(outcome, PageError) or page is None:
            assert isinstance(outcome, PageError)
            tally.not_read(outcome)
            yield outcome
            continue
        try:
            tally.read(outcome, store.add(page, outcome) if store else "")
        except RecordError as error:
            if not (error.page or isinstance(error.__cause__, UnicodeError)):
                raise  # the record itself is in trouble, not this page
            refused = PageError(error.message, page=page.address, step="record")
            tally.not_read(refused)
            yield refused
        else:
            yield outcome


def _print_readings(outcomes: "Iterable[Reading | PageError]", to: To) -> None:
    from onrecord.nouns import Reading
    from onrecord.rows import rows_of
    from onrecord.share import csv_lines

    if to is To.JSONL:
        _print_lines(_json_line(each) for each in outcomes)
    elif to is To.CSV:
        _print_lines(
            csv_lines(row for each in outcomes if isinstance(each, Reading) for row in rows_of(each))
        )
    else:
        from onrecord.terminal import article_with_statements

        console = _console()
        for each in outcomes:
            if isinstance(each, Reading):
                console.print(article_with_statements(each))


def _json_line(outcome: "Reading | PageError") -> str:
    """A line for each page, be it read or not, so that nothing shifts."""
    if isinstance(outcome, PageError):
        import json

        return json.dumps({"id": outcome.page, "error": outcome.message}) + "\n"
    from onrecord.share import article_lines

    return next(article_lines([outcome]))


def _quoted(words: str) -> str:
    """An argument with spaces was quoted at the shell: it is a phrase."""
    return f'"{words}"' if " " in words and '"' not in words else words


def _opened(record: Path) -> "Record":
    from onrecord.record import Record

    return Record(record, create=False)


def _print_lines(lines: Iterable[str]) -> None:
    """Data: UTF-8 whatever the locale, each line there as soon as it is known. Files and pipes get it
    exactly; a terminal must not obey what a page says."""
    from onrecord.share import printable

    terminal = sys.stdout.isatty()
    for line in lines:
        sys.stdout.write(printable(line.replace("\r\n", "\n"), lines=True) if terminal else line)
        sys.stdout.flush()


def _console() -> "Console":
    """Standard output for what is laid out; brackets and colons in a page are no markup."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False)


def _progressed(
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
def _plain_words() -> Iterator[None]:
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
