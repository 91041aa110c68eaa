"""The command about the versions of a page."""

from dataclasses import asdict
from typing import Annotated

import typer

from onrecord.cli.options import DEFAULT_RECORD, Debug, RecordPlace, Told
from onrecord.cli.output import console_out, opened, plain_words, print_lines

REVISIONS = (
    "The versions of a page that the record holds, and what changed from one to the other: paragraphs and "
    "statements that were + added, - removed, > moved or ~ changed, [-cut-] and {+put in+}."
)


def revisions(
    address: Annotated[
        str,
        typer.Argument(metavar="ADDRESS", show_default=False, help="The page's address, or an article's id."),
    ],
    old: Annotated[
        int | None, typer.Option(min=1, metavar="N", show_default=False, help="From this version.")
    ] = None,
    new: Annotated[
        int | None, typer.Option(min=1, metavar="N", show_default=False, help="To this version.")
    ] = None,
    to: Annotated[Told, typer.Option(help="How to tell them.")] = Told.TABLE,
    record: RecordPlace = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with plain_words(), opened(record) as store:
        found = store.revisions(address)
        several = len(found) > 1 or old is not None or new is not None
        diff = store.revision_diff(address, old, new) if several else None
        if to is Told.JSONL:
            from onrecord.share import json_line, revision_line

            if diff is None:
                print_lines(json_line(asdict(each)) for each in found)
            else:
                print_lines([revision_line(diff.comparison, diff.old.number, diff.new.number)])
            return
        from onrecord.terminal import diff_shown, revisions_table

        console = console_out()
        console.print(revisions_table(found))
        for part in diff_shown(diff) if diff else ():
            console.print()
            console.print(part, soft_wrap=not console.is_terminal)
        typer.echo(f"{len(found)} version{'' if len(found) == 1 else 's'}.", err=True)
