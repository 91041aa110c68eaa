"""The commands about backups: one is made, checked, and made a record again."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from onrecord.cli.options import DEFAULT_RECORD, Debug, RecordPlace
from onrecord.cli.output import opened, plain_words

if TYPE_CHECKING:
    from onrecord.record import Backup

BACKUP = (
    "Write the whole record, pages and decisions included, to one file with checksums, as it is at this "
    "moment; others may write to it meanwhile. With --check, hold such a file against its checksums."
)
RESTORE = (
    "Make a record of a backup, of either kind whichever it was made of: all of it or nothing. All of the "
    "backup is held against its checksums first. There must be no record yet, or an empty one."
)
File = Annotated[Path, typer.Argument(metavar="FILE", show_default=False, help="The backup.")]


def backup(
    file: File,
    record: RecordPlace = DEFAULT_RECORD,
    check: Annotated[
        bool, typer.Option("--check", help="Check the file, and write nothing. No record is needed.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    debug: Debug = False,
) -> None:
    with plain_words():
        if check:
            from onrecord.record import check_backup

            _tell(check_backup(file), f"{file} is whole")
            return
        with opened(record) as store:
            made = store.backup(file, force=force)
            _tell(made, f"{file} holds all of {store.name}")


def restore(
    file: File,
    record: RecordPlace = DEFAULT_RECORD,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace all that the record holds. It cannot be undone.")
    ] = False,
    debug: Debug = False,
) -> None:
    with plain_words():
        from onrecord import record as records

        _tell(records.restore(file, record, replace=replace), f"{records.shown(record)} holds all of {file}")


def _tell(backup: "Backup", what: str) -> None:
    from onrecord.share import printable

    counted = ", ".join(f"{backup.rows(table):,} {table}" for table in ("pages", "articles", "statements"))
    typer.echo(printable(f"{what}: {counted}, made {backup.made} (schema {backup.schema})."), err=True)
    typer.echo(f"sha256 {backup.sha256}")
