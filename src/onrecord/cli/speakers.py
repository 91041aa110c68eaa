"""The commands about speakers: who speaks, and people's decisions about who is who."""

import getpass
import os
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from onrecord.cli.options import DEFAULT_RECORD, Debug, RecordPlace, Type
from onrecord.cli.output import console_out, opened, plain_words
from onrecord.errors import RecordError

LIST = "list"
HELP = """Who speaks in the record, each in one row over all articles; with a NAME, all about that speaker.

Decisions (merge, split, link) hold for what is read later, too. They are added to the record, never written
over what was read, and each can be undone.

Examples:

  onrecord speakers                             everybody, most statements first
  onrecord speakers Keller                      one speaker, and who may be the same
  onrecord speakers merge "A. Keller" --into "Anna Keller"
  onrecord speakers split Keller news/trial.html --as "Bernd Keller"
  onrecord speakers link people.csv             identifiers: columns name, identifier, perhaps type
  onrecord speakers undo                        the last decision
"""
HELP = "\b\n" + HELP.replace("\n\n", "\n\n\b\n")


class Speakers(TyperGroup):
    """A group whose first word, where it is no command, is the NAME of a speaker to be shown."""

    def parse_args(self, context: Any, arguments: list[str]) -> list[str]:
        first = arguments[0] if arguments else ""
        if first not in self.commands and first not in context.help_option_names:
            arguments = [LIST, *arguments]
        return super().parse_args(context, arguments)


app = typer.Typer(
    cls=Speakers, help=HELP, short_help="Who speaks, how often, and who is who.", rich_markup_mode=None
)

Name = Annotated[str, typer.Argument(metavar="NAME", show_default=False, help="A speaker's name.")]
OfType = Annotated[
    Type | None, typer.Option("--type", show_default=False, help="Which of several of one name.")
]
By = Annotated[
    str | None,
    typer.Option(envvar="ONRECORD_BY", metavar="WHO", show_default=False, help="Who decides; else the user."),
]


@app.command(LIST, hidden=True)
def show(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", show_default=False)] = None,
    of_type: OfType = None,
    unnamed: Annotated[
        bool, typer.Option("--unnamed", help="Those whom no article names, by their descriptions.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="So many at most.")] = 200,
    record: RecordPlace = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with plain_words(), opened(record) as store:
        from onrecord.terminal import speaker_details, speakers_table

        if name is not None:
            console_out().print(speaker_details(store.speaker(name, type=of_type)))
            return
        rows = store.speakers(unnamed=unnamed, limit=limit)
        if rows:
            console_out().print(speakers_table(rows))
        shown = "nobody" if not rows else f"{len(rows)} speaker{'' if len(rows) == 1 else 's'}"
        typer.echo(f"{shown}." if len(rows) < limit else f"The first {limit}.", err=True)


@app.command(help="Let one speaker be another one, in all articles, also those read later.")
def merge(
    name: Name,
    into: Annotated[str, typer.Option(metavar="NAME", show_default=False, help="Who it is.")],
    of_type: OfType = None,
    by: By = None,
    record: RecordPlace = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with plain_words(), opened(record) as store:
        _told(store.merge_speakers(name, into, by=who(by), type=of_type))


@app.command(help="Let a speaker be somebody else in some articles.")
def split(
    name: Name,
    articles: Annotated[
        list[str],
        typer.Argument(metavar="ARTICLE", show_default=False, help="Ids or addresses, as `show` takes them."),
    ],
    other: Annotated[str, typer.Option("--as", metavar="NAME", show_default=False, help="Who it is there.")],
    of_type: OfType = None,
    by: By = None,
    record: RecordPlace = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with plain_words(), opened(record) as store:
        _told(store.split_speaker(name, articles, other, by=who(by), type=of_type))


@app.command(help="Let a decision hold no more: the last one, or that of a NUMBER.")
def undo(
    number: Annotated[int | None, typer.Argument(min=1, metavar="NUMBER", show_default=False)] = None,
    by: By = None,
    record: RecordPlace = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with plain_words(), opened(record) as store:
        _told(store.undo(number, by=who(by)), "undone: ")


@app.command(help="Keep identifiers of speakers (such as Wikidata's) from a CSV table.")
def link(
    table: Annotated[
        Path,
        typer.Argument(
            metavar="TABLE", show_default=False, help="Columns name, identifier, and perhaps type; UTF-8."
        ),
    ],
    by: By = None,
    record: RecordPlace = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with plain_words(), opened(record) as store:
        from onrecord.record import links_in

        try:
            text = table.read_text("utf-8")
        except (OSError, ValueError) as error:
            raise RecordError(f"{table} cannot be read as a table: {error}", step="link") from error
        decision = store.link_speakers(links_in(text), by=who(by))
        if decision is None:
            typer.echo("Nothing new in it.", err=True)
        else:
            _told(decision)


@app.command(help="What was decided about speakers, the newest first.")
def decisions(record: RecordPlace = DEFAULT_RECORD, debug: Debug = False) -> None:
    with plain_words(), opened(record) as store:
        from onrecord.terminal import decisions_table

        made = store.decisions()
        if made:
            console_out().print(decisions_table(made))
        typer.echo(f"{len(made)} decision{'' if len(made) == 1 else 's'}.", err=True)


def _told(decision: Any, before: str = "") -> None:
    from onrecord.share import printable

    typer.echo(printable(f"{decision.number}: {before}{decision}"), err=True)


def who(by: str | None) -> str:
    """Who decides: as said, else the user's name."""
    if by is not None:
        return by
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user whom the system does not know by name
        return f"user {os.getuid()}"
