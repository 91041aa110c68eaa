"""The commands about stances: a speaker's positions in time, and the network of a discourse."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from onrecord.cli.options import DEFAULT_RECORD, Debug, Reckoned, RecordPlace, Type
from onrecord.cli.output import console_out, opened, plain_words, print_lines
from onrecord.errors import OnrecordError

POSITIONS = (
    "For and against whom or what a speaker spoke, in time. Where that changes, the turn is told with the "
    "ids of its statements, for you to check: nothing here says that somebody changed their mind."
)
NETWORK = (
    "Write the network of the discourse: who is for and against whom (mode two), or which speakers agree "
    "(congruence), disagree (conflict), or both (subtract), reckoned as by Discourse Network Analyzer."
)


class Mode(StrEnum):
    """The networks."""

    TWO = "two"
    CONGRUENCE = "congruence"
    CONFLICT = "conflict"
    SUBTRACT = "subtract"


class Normalise(StrEnum):
    """What weights are divided by."""

    NO = "no"
    AVERAGE = "average"
    JACCARD = "jaccard"
    COSINE = "cosine"
    ACTIVITY = "activity"
    PROMINENCE = "prominence"


class Count(StrEnum):
    """What counts of a speaker's stance on a target."""

    ONCE = "once"
    ARTICLE = "article"
    ALL = "all"


def positions(
    speaker: Annotated[str, typer.Argument(metavar="SPEAKER", show_default=False, help="A speaker's name.")],
    target: Annotated[
        str | None,
        typer.Argument(metavar="[TARGET]", show_default=False, help="Words of whom or what it is about."),
    ] = None,
    of_type: Annotated[
        Type | None, typer.Option("--type", show_default=False, help="Which of several of one name.")
    ] = None,
    to: Annotated[Reckoned, typer.Option(help="How to print them.")] = Reckoned.TABLE,
    record: RecordPlace = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    with plain_words(), opened(record) as store:
        from onrecord.share import position_csv, position_lines

        found = store.positions(speaker, target, type=of_type)
        if to is Reckoned.JSONL:
            print_lines(position_lines(found))
        elif to is Reckoned.CSV:
            print_lines(position_csv(found))
        else:
            from onrecord.terminal import positions_table

            console = console_out()
            for part in positions_table(found):
                console.print(part)
                console.print()
            turns = sum(len(each.turns) for each in found)
            told = _counted(len(found), "target"), _counted(turns, "turn")
            typer.echo(f"{told[0]}, {told[1]} to check.", err=True)


def network(
    out: Annotated[
        Path,
        typer.Option(
            "--out", "-o", metavar="FILE", show_default=False, help="FILE.graphml, FILE.gexf or FILE.csv."
        ),
    ],
    mode: Annotated[Mode, typer.Option(help="Which network.")] = Mode.TWO,
    normalise: Annotated[Normalise, typer.Option(help="What weights are divided by.")] = Normalise.NO,
    count: Annotated[
        Count | None,
        typer.Option(
            show_default=False,
            help="Of a stance on a target count each statement (all; so in mode two), each article, or once.",
        ),
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="Said then or later.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DATE", help="Said then or before.")] = None,
    least: Annotated[int, typer.Option(min=1, metavar="N", help="Statements that a node must have.")] = 1,
    least_weight: Annotated[
        float, typer.Option(min=0.0, metavar="X", help="Weight, whatever its sign, that an edge must have.")
    ] = 0.0,
    no_isolates: Annotated[
        bool, typer.Option("--no-isolates", help="Leave out nodes without edges.")
    ] = False,
    unnamed: Annotated[
        bool, typer.Option("--unnamed", help="Count also speakers whom no article names.")
    ] = False,
    speaker: Annotated[
        str | None, typer.Option(metavar="NAME", help="Of speakers of this name, or of these words of it.")
    ] = None,
    speaker_type: Annotated[Type | None, typer.Option(help="Of speakers of this type.")] = None,
    act: Annotated[str | None, typer.Option(help="Of statements that do this: criticise, support …")] = None,
    target: Annotated[
        str | None, typer.Option(metavar="NAME", help="On targets of this name, or of these words of it.")
    ] = None,
    outlet: Annotated[str | None, typer.Option(help="Of statements that stand there.")] = None,
    record: RecordPlace = DEFAULT_RECORD,
    debug: Debug = False,
) -> None:
    kind = out.suffix.casefold().removeprefix(".")
    if kind not in ("graphml", "gexf", "csv"):
        raise typer.BadParameter("the file's name must end in .graphml, .gexf or .csv", param_hint="'--out'")
    with plain_words(), opened(record) as store:
        from onrecord.share import gexf, graphml, network_csv

        made = store.network(
            mode=mode.value,
            normalise=normalise.value,
            count=count.value if count else None,
            since=since,
            until=until,
            least=least,
            least_weight=least_weight,
            isolates=not no_isolates,
            unnamed=unnamed,
            speaker=speaker,
            speaker_type=speaker_type,
            act=act,
            target=target,
            outlet=outlet,
        )
        if kind == "csv":
            data = "".join(network_csv(made)).encode()
        else:
            data = (graphml if kind == "graphml" else gexf)(made)
        try:
            out.write_bytes(data)
        except OSError as error:
            raise OnrecordError(f"{out} cannot be written: {error.strerror}", step="network") from error
        sizes = _counted(len(made.nodes), "node"), _counted(len(made.edges), "edge")
        undated = f"; {made.undated:,} without a date left out" if made.undated else ""
        source = f"from {_counted(made.statements, 'statement')}{undated}"
        typer.echo(f"{sizes[0]} and {sizes[1]} {source}. In {out}.", err=True)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
