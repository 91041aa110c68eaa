"""The commands about utterances: what stands in several articles, and one of them as each outlet has it."""

from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import DEFAULT_RECORD, Debug, RecordPlace, Told, quoted
from onrecord.cli.output import console_out, opened, plain_words, print_lines
from onrecord.cli.speakers import LIST, By, Speakers, tell, who

if TYPE_CHECKING:
    from onrecord.record import Record

UTTERANCES = (
    "What was said once and stands in several articles, word for word, trimmed or reworded: its longest "
    'wording, who had it first, whose it is. With words and "phrases", where one of its tellings has them.'
)
UTTERANCE = """What a statement tells, as each outlet has it, in time: held against the longest wording, with
what was [-cut-], {+put in+} or {~moved~}, and […cut…] where an ellipsis tells of it.

Decisions (merge, split) hold for what is read later, too. They are added to the record, never written over
what was found, and each can be undone.

Examples:

  onrecord utterance 1a2b3c4d5e6f                       a statement's id, or as much as is unmistakable
  onrecord utterance merge 1a2b3c --into 9f8e7d         what both tell is one utterance
  onrecord utterance split 1a2b3c 4d5e6f                these two tell another one than the rest
  onrecord utterance undo                               the last decision
"""
UTTERANCE = "\b\n" + UTTERANCE.replace("\n\n", "\n\n\b\n")
MANY = 20_000
"""Statements whose comparing takes so long that whoever waits is told."""

app = typer.Typer(
    cls=Speakers,
    help=UTTERANCE,
    short_help="What a statement tells, as each outlet has it.",
    rich_markup_mode=None,
)
Id = Annotated[
    str,
    typer.Argument(metavar="ID", show_default=False, help="A statement's id, or as much as is unmistakable."),
]


def say_what_is_left(store: "Record") -> None:
    """Tells whoever waits why."""
    if (left := store.unmatched()) > MANY:
        typer.echo(f"Comparing {left:,} statements with each other, which is done once …", err=True)


def utterances(
    words: Annotated[list[str] | None, typer.Argument(metavar="WORDS", show_default=False)] = None,
    least: Annotated[int, typer.Option(min=1, metavar="N", help="In so many articles at least.")] = 2,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="So many at most.")] = 50,
    to: Annotated[Told, typer.Option(help="How to tell them.")] = Told.TABLE,
    record: RecordPlace = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with plain_words(), opened(record) as store:
        say_what_is_left(store)
        found = store.utterances(" ".join(map(quoted, words or ())), least=least, limit=limit)
        if to is Told.JSONL:
            from onrecord.share import utterance_lines

            print_lines(utterance_lines(found))
            return
        if found:
            from onrecord.terminal import utterances_table

            console_out().print(utterances_table(found))
        typer.echo(f"{len(found)} found." if len(found) < limit else f"The first {limit}.", err=True)


@app.command(LIST, hidden=True)
def utterance(
    name: Id,
    to: Annotated[Told, typer.Option(help="How to tell it.")] = Told.TABLE,
    record: RecordPlace = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with plain_words(), opened(record) as store:
        say_what_is_left(store)
        found = store.utterance(name)
        if to is Told.JSONL:
            from onrecord.share import utterance_lines

            print_lines(utterance_lines([found]))
            return
        from onrecord.terminal import utterance_shown

        console = console_out()
        for part in utterance_shown(found):
            console.print(part)
            console.print()


@app.command(help="Let what two statements tell be one utterance, also in what is read later.")
def merge(
    name: Id,
    into: Annotated[str, typer.Option(metavar="ID", show_default=False, help="A statement that tells it.")],
    by: By = None,
    record: RecordPlace = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with plain_words(), opened(record) as store:
        tell(store.merge_utterances(name, into, by=who(by)))


@app.command(help="Let some statements tell another utterance than the others that tell theirs.")
def split(
    names: Annotated[
        list[str],
        typer.Argument(metavar="ID", show_default=False, help="Ids of statements that tell something else."),
    ],
    by: By = None,
    record: RecordPlace = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with plain_words(), opened(record) as store:
        tell(store.split_utterance(*names, by=who(by)))


@app.command(help="Let a decision hold no more: the last one, or that of a NUMBER.")
def undo(
    number: Annotated[int | None, typer.Argument(min=1, metavar="NUMBER", show_default=False)] = None,
    by: By = None,
    record: RecordPlace = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with plain_words(), opened(record) as store:
        tell(store.undo_utterances(number, by=who(by)), "undone: ")


@app.command(help="What was decided about utterances, the newest first.")
def decisions(record: RecordPlace = DEFAULT_RECORD, debug: Debug = False) -> None:
    with plain_words(), opened(record) as store:
        from onrecord.terminal import decisions_table

        made = store.utterance_decisions()
        if made:
            console_out().print(decisions_table(made))
        typer.echo(f"{len(made)} decision{'' if len(made) == 1 else 's'}.", err=True)
