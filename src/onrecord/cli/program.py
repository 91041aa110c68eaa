"""The program's commands."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord import __version__
from onrecord.cli import corrections, revisions, serving, speakers, stances, utterances
from onrecord.cli.options import (
    DEFAULT_RECORD,
    FORMS,
    Debug,
    Export,
    Found,
    From,
    Kind,
    Output,
    RecordPlace,
    Review,
    Stance,
    To,
    Type,
    quoted,
)
from onrecord.cli.output import console_out, opened, plain_words, print_lines, progressed
from onrecord.cli.writing import output_ready, write_readings, write_rows
from onrecord.errors import FormatError, PageError, RecordError

if TYPE_CHECKING:
    from onrecord.nouns import Page, Reading
    from onrecord.record import Record
    from onrecord.terminal import Tally

HELP = """Reads news pages and keeps a checkable record of who said what.

Examples:

  onrecord read story.html                      one page; its statements are printed and kept
  onrecord read news/ --jobs 2                  all pages of a folder, by two processes
  onrecord read https://paper.example/story     a page from the web
  onrecord search "carbon tax" --speaker Keller
  onrecord show 1a2b3c4d5e6f                    a statement where it stands in its article
  onrecord search --act accuse --target Council --said-since 2024-03
  onrecord speakers Keller                      a speaker: names, acts, and who may be the same
  onrecord positions Keller Council             for or against it, in time, and where that turned
  onrecord network --mode congruence -o who.graphml
  onrecord utterances trawlers                  words that stand in several articles, and who had them first
  onrecord utterance 1a2b3c4d5e6f               one of these as each outlet has it: what was cut or put in
  onrecord correct 1a2b3c4d5e6f act=deny        a correction, kept beside what was read
  onrecord search --queue                       what nobody has looked at yet, the least sure first
  onrecord revisions https://paper.example/story  what changed when a page was read again
  onrecord serve                                all of that in the browser
  onrecord report story.html -o report.html     one page as a file that can be mailed
  onrecord verify                               hold every word against the saved pages
  onrecord read articles.jsonl --no-record --to jsonl > statements.jsonl
  onrecord export --to parquet --output statements.parquet

The record is onrecord.db in the current folder, unless --record or ONRECORD_RECORD names another file,
or a PostgreSQL database: postgresql://user@host/name.
"""
HELP = "\b\n" + HELP.replace("\n\n", "\n\n\b\n")


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


app.add_typer(speakers.app, name="speakers")


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
    record: RecordPlace = DEFAULT_RECORD,
    no_record: Annotated[bool, typer.Option("--no-record", help="Print only, keep nothing.")] = False,
    to: Annotated[
        To, typer.Option(help=f"How to tell the statements: table for reading; {FORMS}")
    ] = To.TABLE,
    output: Output = None,
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
    with plain_words(), output_ready(to, output):
        from onrecord.bulk import read_all
        from onrecord.page.fetch import pages_at
        from onrecord.record import Record, shown
        from onrecord.terminal import Tally

        tally = Tally()
        stdin = sys.stdin.buffer if "-" in pages else None
        try:
            with (
                nullcontext() if no_record else Record(record) as store,
                closing(pages_at(*pages, allow_private=allow_private, stdin=stdin)) as found,
                closing(read_all(found, bundle=bundle, min_confidence=min_confidence, jobs=jobs)) as readings,
            ):
                outcomes = _kept(readings, store, tally)
                write_readings(progressed(outcomes, "pages", beside_data=bool(output)), to, output)
        finally:
            typer.echo(tally.summary(None if no_record else shown(record)), err=True)
        if tally.failures:
            raise typer.Exit(1)


@app.command(
    help='Search the record: words and "phrases" in what was said; without words, the newest statements. '
    "Filters narrow it down together.",
    short_help='Search the record: words and "phrases".',
)
def search(
    words: Annotated[list[str] | None, typer.Argument(metavar="WORDS", show_default=False)] = None,
    speaker: Annotated[
        str | None, typer.Option(help="Words of a name, also one of several of the same speaker.")
    ] = None,
    speaker_type: Annotated[Type | None, typer.Option(help="What the speaker is.")] = None,
    resolved: Annotated[
        bool, typer.Option("--resolved", help="Only where the source was followed to a speaker.")
    ] = False,
    act: Annotated[str | None, typer.Option(help="What it does: accuse, deny, promise …")] = None,
    plover: Annotated[str | None, typer.Option(help="The act's PLOVER class: ACCUSE, REJECT …")] = None,
    target: Annotated[str | None, typer.Option(help="Words of whom or what it is for or against.")] = None,
    stance: Annotated[Stance | None, typer.Option(help="How it stands to its target.")] = None,
    addressee: Annotated[str | None, typer.Option(help="Words of whom it was said to.")] = None,
    occasion: Annotated[str | None, typer.Option(help="Words of the occasion.")] = None,
    said_since: Annotated[str | None, typer.Option(metavar="DATE", help="Said then or later.")] = None,
    said_until: Annotated[str | None, typer.Option(metavar="DATE", help="Said then or before.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Published then or later.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Published then or before.")] = None,
    outlet: Annotated[str | None, typer.Option(help="The newspaper, agency or site.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="How it is told.")] = None,
    flag: Annotated[str | None, typer.Option(help='A note on it: "no cue" …')] = None,
    min_confidence: Annotated[
        float, typer.Option(min=0.0, max=1.0, metavar="X", help="No statement below X (0 to 1).")
    ] = 0.0,
    review: Annotated[
        Review | None, typer.Option(help="What people said of it; rejected is found by this alone.")
    ] = None,
    least_sure: Annotated[
        bool, typer.Option("--queue", help="What nobody has looked at, the least sure first.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="So many at most.")] = 50,
    to: Annotated[Found, typer.Option(help="How to tell them. parquet needs --output.")] = Found.TABLE,
    output: Output = None,
    record: RecordPlace = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with plain_words(), output_ready(To(to), output), opened(record) as store:
        rows = (store.queue if least_sure else store.search)(
            " ".join(quoted(word) for word in words or ()),
            speaker=speaker,
            speaker_type=speaker_type,
            resolved=resolved,
            act=act,
            plover=plover.upper() if plover else None,
            target=target,
            stance=stance,
            addressee=addressee,
            occasion=occasion,
            said_since=said_since,
            said_until=said_until,
            since=since,
            until=until,
            outlet=outlet,
            kind=kind,
            flag=flag,
            min_confidence=min_confidence,
            review=review,
            limit=limit,
        )
        if to is not Found.TABLE:
            write_rows(rows, To(to), output)
        elif rows:
            from onrecord.terminal import statements

            console_out().print(statements(rows, where=True))
        if to is Found.TABLE:
            typer.echo(f"{len(rows)} found." if len(rows) < limit else f"The first {limit}.", err=True)


@app.command(
    help="Show an article or a statement in its place; what is no part of the article is greyed.",
    short_help="Show an article or a statement in its place.",
)
def show(
    name: Annotated[
        str, typer.Argument(metavar="ID", show_default=False, help="Its id, or as much as is unmistakable.")
    ],
    record: RecordPlace = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with plain_words(), opened(record) as store:
        from onrecord.terminal import in_place, review_shown

        console, shown = console_out(), store.show(name)
        parts = in_place(shown, store.decided())
        if shown.statement is not None:
            review = review_shown(store.reviewed(shown.statement.attribution.id))
            parts += [review] if review else []
        for part in parts:
            console.print(part, soft_wrap=not console.is_terminal)  # a line of text stays one in a file
            console.print()


@app.command(
    help="Hold every word of the record against the saved pages; name each that fails.",
    short_help="Hold every word against the saved pages.",
)
def verify(record: RecordPlace = DEFAULT_RECORD, debug: Debug = False) -> None:
    with plain_words(), opened(record) as store:
        from onrecord.share import printable

        readings = statements = spans = failures = 0
        for one in progressed(store.verify(), "checks", lambda: store.count() + 1, beside_data=True):
            readings += bool(one.address)
            statements += one.statements
            spans += one.spans
            failures += len(one.failures)
            for failure in one.failures:
                print_lines([printable(str(failure)) + "\n"])
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
    to: Annotated[Export, typer.Option(help=f"The form: {FORMS}")] = Export.JSONL,
    output: Output = None,
    corrected: Annotated[
        bool, typer.Option("--corrected", help="Only articles of which people looked at some statement.")
    ] = False,
    as_read: Annotated[
        bool, typer.Option("--as-read", help="The machine's values alone, whatever people corrected.")
    ] = False,
    record: RecordPlace = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with plain_words(), output_ready(To(to), output), opened(record) as store:
        readings = store.readings(corrected=not as_read, reviewed=corrected)
        total = None if corrected else store.count
        found = progressed(readings, "articles", total, beside_data=bool(output))
        write_readings(found, To(to), output, store.decided())


@app.command(
    help="Read annotations that were made or corrected elsewhere, hold every place against the text, and "
    "write them in another form. Nothing is read by the encoder, and nothing is kept in the record.",
    short_help="Read other programs' annotations, and write them in another form.",
)
def convert(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", show_default=False, help="Files, of brat also folders.")
    ],
    of: Annotated[From, typer.Option("--from", show_default=False, help="The form they are in.")],
    to: Annotated[Export, typer.Option(help=f"The form to write: {FORMS}")] = Export.JSONL,
    output: Output = None,
    debug: Debug = False,
) -> None:
    with plain_words(), output_ready(To(to), output):
        from onrecord.cli.converting import readings_in
        from onrecord.share import printable

        failures: list[FormatError] = []
        write_readings(_without(readings_in(files, of), failures), To(to), output)
        for failure in failures:
            typer.echo(printable(str(failure)), err=True)
        if failures:
            raise typer.Exit(1)


def _without(outcomes: "Iterable[Reading | FormatError]", failures: list[FormatError]) -> "Iterator[Reading]":
    """The readings; what failed is put aside."""
    for each in outcomes:
        if isinstance(each, FormatError):
            failures.append(each)
        else:
            yield each


app.command(help=corrections.CORRECT, short_help="Accept, reject or change a statement.")(corrections.correct)
app.command(help=corrections.CORRECTIONS, short_help="What people corrected.")(corrections.corrections)
app.command(help=revisions.REVISIONS, short_help="The versions of a page, and what changed.")(
    revisions.revisions
)
app.command(help=stances.POSITIONS, short_help="A speaker's positions in time.")(stances.positions)
app.command(help=stances.NETWORK, short_help="The network of a discourse, as a file.")(stances.network)
app.command(help=utterances.UTTERANCES, short_help="Words that stand in several articles.")(
    utterances.utterances
)
app.command(help=utterances.UTTERANCE, short_help="What a statement tells, as each outlet has it.")(
    utterances.utterance
)
app.command(help=serving.SERVE, short_help="Open the record in the browser.")(serving.serve)
app.command(help=serving.REPORT, short_help="Pages, with every statement marked, as one HTML file.")(
    serving.report
)


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
