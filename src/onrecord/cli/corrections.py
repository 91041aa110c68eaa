"""The commands about corrections: making them, and telling which there are."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onrecord.cli.options import DEFAULT_RECORD, Debug, From, RecordPlace, Told
from onrecord.cli.output import console_out, opened, plain_words, print_lines
from onrecord.cli.speakers import By, who
from onrecord.errors import FormatError, RecordError

if TYPE_CHECKING:
    from onrecord.record import Correction, Record

CORRECT = """Correct a statement: what people say stands beside what was read, and can be undone.

CHANGE is accept, reject, undo, or column=value, as many as you like. Columns: speaker, type (of the speaker),
act, kind, said_on; addressee, occasion, when, source, cue, content: the very words of the article, or their
place as 120-131; for and against: names, which replace all targets. An empty value empties the column.
With add, the ID is an article's and the statement is one that was missed.

Examples:

  onrecord correct 1a2b3c4d5e6f accept
  onrecord correct 1a2b3c4d5e6f speaker="Eva Vaz" act=deny "when=on Thursday"
  onrecord correct 1a2b3c4d5e6f for=Council against="the port@120-128" --note "see the second page"
  onrecord correct news/story.html add content=88-140 source="Ms Vaz" "speaker=Eva Vaz"
  onrecord correct 1a2b3c4d5e6f undo
  onrecord correct --undo 17                    one of `onrecord corrections`, be it an undoing
  onrecord correct --from work --by Ana         a folder of brat's, or a file of Web Annotation or JSON lines
"""
CORRECT = "\b\n" + CORRECT.replace("\n\n", "\n\n\b\n")
CORRECTIONS = (
    "What people corrected, in order: the machine's value and theirs, who and when. With an ID, of that "
    "statement; with --orphans what holds of words that are gone from their page."
)
PLACE = re.compile(r"(\d{1,9})[-–](\d{1,9})")
PLACED = re.compile(r"(.*)@(\d{1,9})[-–](\d{1,9})", re.DOTALL)
SEVERAL = ("source", "cue", "content")
VERBS = ("accept", "reject", "undo", "add")


class Action(StrEnum):
    """The kinds of correction."""

    ACCEPT = "accept"
    REJECT = "reject"
    CHANGE = "change"
    ADD = "add"
    NOTE = "note"
    UNDO = "undo"


def correct(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]", show_default=False, help="A statement's id, or as much as is unmistakable."
        ),
    ] = None,
    changes: Annotated[
        list[str] | None,
        typer.Argument(metavar="[CHANGE]...", show_default=False, help="accept, reject, undo, column=value."),
    ] = None,
    note: Annotated[
        str | None, typer.Option(metavar="TEXT", show_default=False, help="A note with it.")
    ] = None,
    seen: Annotated[
        int | None,
        typer.Option(
            min=0, metavar="N", show_default=False, help="Only if N is still its last correction (0: none)."
        ),
    ] = None,
    number: Annotated[
        int | None, typer.Option("--undo", min=1, metavar="N", show_default=False, help="Undo number N.")
    ] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="PATH", show_default=False, help="Annotations that were made elsewhere."
        ),
    ] = None,
    accept_rest: Annotated[
        bool, typer.Option("--accept", help="With --from: what was left as it is counts as accepted.")
    ] = False,
    by: By = None,
    record: RecordPlace = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with plain_words(), opened(record) as store:
        if file is not None:
            _from_file(store, file, who(by), accept_rest)
        elif number is not None:
            _told(store.undo_correction(number, by=who(by)), "undone: ")
        elif name is None:
            raise RecordError("which statement? Give its ID, or --undo N, or --from PATH", step="correct")
        else:
            _told(*_one(store, name, changes or [], {"by": who(by), "note": note, "seen": seen}))


def _one(store: "Record", name: str, changes: Sequence[str], how: dict[str, Any]) -> "tuple[Correction, str]":
    """What was done, with what is said before it."""
    verbs = [each for each in changes if each in VERBS]
    settings = [each for each in changes if each not in VERBS]
    if len(verbs) > 1 or (settings and verbs not in ([], ["add"])):
        raise RecordError(f"{' and '.join(changes)}: one at a time", step="correct")
    verb = verbs[0] if verbs else ""
    if verb == "undo":
        return store.undo_correction(by=how["by"], statement=name, seen=how["seen"]), "undone: "
    if verb == "add":
        made = store.add_statement(name, values_in(settings), by=how["by"], note=how["note"])
        return made, f"{made.statement} "
    if verb == "accept":
        return store.accept(name, **how), ""
    if verb == "reject":
        return store.reject(name, **how), ""
    if not settings and how["note"]:
        return store.note(name, how["note"], by=how["by"], seen=how["seen"]), ""
    if not settings:
        said = "what is to be done? accept, reject, undo, --note TEXT, or column=value"
        raise RecordError(said, step="correct")
    return store.correct(name, values_in(settings), **how), ""


def values_in(settings: Iterable[str]) -> dict[str, Any]:
    """The columns that are set, as `Record.correct` takes them. Raises RecordError for what sets none."""
    values: dict[str, Any] = {}
    for each in settings:
        column, sign, value = each.partition("=")
        column = column.strip()
        if not sign:
            said = f"{each!r} is no change: accept, reject, undo, add, or column=value"
            raise RecordError(said, step="correct")
        if column in ("for", "against"):
            values.setdefault("targets", [])
            values["targets"] += [_target(value, column)] if value else []
        elif column in ("speaker", "type"):
            if column == "speaker" and not value:
                values["speaker"] = None
            else:
                about = values.get("speaker") or {}
                values["speaker"] = {**about, "name" if column == "speaker" else "type": value}
        elif column in SEVERAL:
            values.setdefault(column, [])
            values[column] += [_place(value)] if value else []
        elif column in values:
            raise RecordError(f"{column} is set twice", step="correct")
        else:
            plain = column in ("act", "kind", "said_on", "targets")
            values[column] = (value or None) if plain else _place(value) if value else None
    return values


def _place(value: str) -> Any:
    found = PLACE.fullmatch(value)
    return [int(found[1]), int(found[2])] if found else value


def _target(value: str, stance: str) -> dict[str, Any]:
    found = PLACED.fullmatch(value)
    if found is None:
        return {"name": value, "stance": stance}
    return {"name": found[1], "stance": stance, "span": [int(found[2]), int(found[3])]}


def _from_file(store: "Record", file: Path, by: str, accept: bool) -> None:
    from onrecord.cli.converting import readings_in
    from onrecord.share import printable

    failed, counts, articles = 0, Counter[str](), 0
    for reading in readings_in([file], _form_of(file)):
        try:
            if isinstance(reading, FormatError):
                raise reading
            made = store.annotate(reading, by=by, accept=accept)
        except (FormatError, RecordError) as error:
            failed += 1
            typer.echo(printable(str(error)), err=True)
            continue
        articles += 1
        counts.update(each.action for each in made)
    told = ", ".join(f"{counts[each]:,} {word}" for each, word in DONE.items() if counts[each])
    said = f"{articles:,} article{'' if articles == 1 else 's'}: {told or 'nothing differs'}."
    typer.echo(said, err=True)
    if failed:
        raise typer.Exit(1)


DONE = {"change": "changed", "add": "added", "reject": "rejected", "accept": "accepted"}


def _form_of(file: Path) -> From:
    """brat's is a folder or an .ann file; the others are told by what they hold."""
    if file.is_dir() or file.suffix in (".ann", ".txt"):
        return From.BRAT
    try:
        with file.open("rb") as opened_file:
            start = opened_file.read(4096)
    except OSError as error:
        raise FormatError(f"cannot be read: {error.strerror or error}", page=str(file)) from error
    return From.WEB_ANNOTATION if b"AnnotationPage" in start else From.JSONL


def corrections(
    name: Annotated[
        str | None, typer.Argument(metavar="[ID]", show_default=False, help="A statement's id.")
    ] = None,
    orphans: Annotated[
        bool, typer.Option("--orphans", help="Those whose words are gone from their page.")
    ] = False,
    by: Annotated[str | None, typer.Option(metavar="WHO", show_default=False, help="Of this person.")] = None,
    action: Annotated[Action | None, typer.Option(show_default=False, help="Of this kind.")] = None,
    address: Annotated[
        str | None, typer.Option(metavar="ADDRESS", show_default=False, help="At this address.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="The last N.")] = 200,
    to: Annotated[Told, typer.Option(help="How to tell them.")] = Told.TABLE,
    record: RecordPlace = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with plain_words(), opened(record) as store:
        from onrecord.terminal import corrections_table, orphans_table

        if orphans:
            lost = store.orphans()
            made = [each.correction for each in lost]
            table = orphans_table(lost)
        else:
            made = [*store.corrections(name, by=by, action=action, address=address, limit=limit)]
            table = corrections_table(made)
        if to is Told.JSONL:
            from onrecord.share import json_line

            print_lines(json_line(asdict(each)) for each in made)
            return
        if made:
            console_out().print(table)
        noun = "orphan" if orphans else "correction"
        typer.echo(f"{len(made)} {noun}{'' if len(made) == 1 else 's'}.", err=True)


def _told(each: "Correction", before: str = "") -> None:
    from onrecord.share import printable

    typer.echo(printable(f"{each.number}: {before}{each}"), err=True)
