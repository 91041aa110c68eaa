"""The commands about utterances: what stands in several articles, and one of them as each outlet has it."""

from typing import Annotated

import typer

from onrecord.cli.options import DEFAULT_RECORD, Debug, RecordPlace, Told, quoted
from onrecord.cli.output import console_out, opened, plain_words, print_lines

UTTERANCES = (
    "What was said once and stands in several articles, word for word, trimmed or reworded: its longest "
    'wording, who had it first, whose it is. With words and "phrases", where one of its tellings has them.'
)
UTTERANCE = (
    "What a statement tells, as each outlet has it, in time: held against the longest wording, with what was "
    "[-cut-], {+put in+} or {~moved~}, and […cut…] where an ellipsis tells of it."
)


def utterances(
    words: Annotated[list[str] | None, typer.Argument(metavar="WORDS", show_default=False)] = None,
    least: Annotated[int, typer.Option(min=1, metavar="N", help="In so many articles at least.")] = 2,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="So many at most.")] = 50,
    to: Annotated[Told, typer.Option(help="How to tell them.")] = Told.TABLE,
    record: RecordPlace = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with plain_words(), opened(record) as store:
        found = store.utterances(" ".join(map(quoted, words or ())), least=least, limit=limit)
        if to is Told.JSONL:
            from onrecord.share import utterance_lines

            print_lines(utterance_lines(found))
            return
        if found:
            from onrecord.terminal import utterances_table

            console_out().print(utterances_table(found))
        typer.echo(f"{len(found)} found." if len(found) < limit else f"The first {limit}.", err=True)


def utterance(
    name: Annotated[
        str,
        typer.Argument(
            metavar="ID", show_default=False, help="A statement's id, or as much as is unmistakable."
        ),
    ],
    to: Annotated[Told, typer.Option(help="How to tell it.")] = Told.TABLE,
    record: RecordPlace = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with plain_words(), opened(record) as store:
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
