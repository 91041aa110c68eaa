"""Positions: for and against whom or what a speaker spoke, in time, and the turns that ask to be checked."""

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.network import Position, Positions, Turn
from onrecord.share.screen import printable
from onrecord.terminal.statements import DID

FEW = 6
"""Ids shown of each side of a turn: those nearest to it. CSV and JSON hold all."""
STYLES = {"for": "green", "against": "red"}


def positions_table(found: Iterable[Positions]) -> Iterator[RenderableType]:
    """Each target with its turns above the statements. To be printed with a blank line after each."""
    for each in found:
        parts: list[RenderableType] = [_head(each)]
        if each.turns:
            parts.append(_turns(each.turns))
        parts.append(_statements(each.positions))
        yield Group(*parts)


def _head(found: Positions) -> Text:
    head = Text(f"{printable(found.speaker.name)} on {printable(found.target.name)}", style="bold")
    counts = [f"{count:,} {stance}" for stance in STYLES if (count := found.count(stance))]
    return head.append(f"  {', '.join(counts)}", style="not bold dim")


def _turns(turns: Sequence[Turn]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(overflow="fold", ratio=1)
    for turn in turns:
        back = " again" if turn.kind == "back" else ""
        told = Text("to check: ", style="italic")
        told.append(f"{turn.before} until {turn.last}, {turn.after}{back} from {turn.first}", style="bold")
        told.append(f"\n  {turn.before}: {_ids(turn.left[::-1])}", style="dim")
        told.append(f"\n  {turn.after}: {_ids(turn.taken)}", style="dim")
        if turn.between:
            told.append(f"\n  both in between: {_ids(turn.between)}", style="dim")
        grid.add_row(told)
    return grid


def _ids(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - FEW:,} more" if len(ids) > FEW else ""
    return " ".join(map(printable, ids[:FEW])) + more


def _statements(positions: Sequence[Position]) -> Table:
    grid = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0), expand=True)
    grid.add_column(width=10)
    grid.add_column(width=7)
    grid.add_column(ratio=1, overflow="fold")
    for position in positions:
        stand = position.stand
        day = Text(printable(stand.day or "no date"), style="" if position.placed else "dim")
        if stand.dated_by == "published":
            day.append("\npublished", style="dim")
        grid.add_row(day, Text(stand.stance, style=STYLES[stand.stance]), _told(position))
    return grid


def _told(position: Position) -> Text:
    stand = position.stand
    act = DID.get(stand.act or "", stand.act or "")
    told = Text(printable(f"{act}: " if act else ""), style="yellow")
    told.append(printable(stand.words), style="not yellow")
    about = [stand.statement, stand.outlet or stand.article, f"of {stand.name}", position.note]
    return told.append("\n" + printable(" · ".join(part for part in about if part)), style="dim not yellow")
