"""Who speaks: a table of speakers, one speaker at a glance, and what people decided."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.record import Decision, SpeakerDetails, SpeakerRow
from onrecord.share.screen import printable

if TYPE_CHECKING:  # numpy comes with it
    from onrecord.utterance import UtteranceDecision

FEW = 4
"""Other names shown in a table; the details show all."""


def speakers_table(speakers: Sequence[SpeakerRow]) -> Table:
    """Each speaker's name with its other names below, how often it speaks, when and where. A column that
    would be empty is left out."""
    table = _table()
    seen, linked = any(row.first for row in speakers), any(row.identifier for row in speakers)
    table.add_column("statements", justify="right")
    table.add_column("articles", justify="right")
    table.add_column("speaker", overflow="fold", min_width=14, ratio=2)
    if seen:
        table.add_column("seen", overflow="fold", min_width=10)
    if linked:
        table.add_column("identifier", overflow="fold")
    table.add_column("outlets", overflow="fold", ratio=1)
    for row in speakers:
        cells = [_name(row)]
        cells += [Text(_seen(row, "\n"))] if seen else []
        cells += [Text(printable(row.identifier or ""))] if linked else []
        cells.append(Text(printable(", ".join(row.outlets))))
        table.add_row(str(row.statements), str(row.articles), *cells)
    return table


def _table() -> Table:
    return Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))


def _name(row: SpeakerRow) -> Text:
    name = Text(printable(row.name), style="bold")
    name.append(f", {printable(row.type)}", style="not bold dim")
    more = len(row.aliases) - FEW
    others = [printable(each) for each in row.aliases[:FEW]] + ([f"{more} more"] if more > 0 else [])
    if others:
        name.append("\n" + " · ".join(others), style="not bold dim")
    if row.decided and any(read != row.name for read, _, _ in row.read_as):
        name.append("\nas people decided", style="not bold italic dim")
    return name


def _seen(row: SpeakerRow, between: str = " – ") -> str:
    """The first and the last date: one where they are the same."""
    return between.join(dict.fromkeys(printable(day) for day in (row.first, row.last) if day))


def speaker_details(details: SpeakerDetails) -> RenderableType:
    """All that is known of one speaker, and who else it may be."""
    row = details.speaker
    grid = Table.grid(padding=(0, 2, 0, 0))
    for name, value in _facts(details):
        if value:
            grid.add_row(Text(name, style="dim"), value)
    parts: list[RenderableType] = [Text(printable(row.name), style="bold"), grid]
    if details.candidates:
        parts += [Text("\nmay be the same", style="dim"), _candidates(details)]
    if details.decisions:
        parts += [Text("\ndecided", style="dim"), decisions_table(details.decisions)]
    return Group(*parts)


def _facts(details: SpeakerDetails) -> Iterator[tuple[str, Text | None]]:
    row = details.speaker
    yield "type", Text(printable(row.type))
    yield "identifier", Text(printable(row.identifier)) if row.identifier else None
    articles = f"{row.articles:,} article{'' if row.articles == 1 else 's'}"
    yield "statements", Text(f"{row.statements:,} in {articles}")
    yield "seen", Text(_seen(row)) if row.first else None
    yield "outlets", Text(printable(", ".join(row.outlets)))
    yield "named as", _counted(details.forms)
    read = [(f"{name} ({kind})", count) for name, kind, count in row.read_as]
    yield "read as", _counted(read) if row.decided or len(read) > 1 else None
    yield "acts", _counted(details.acts)
    for stance in ("for", "against"):
        yield stance, _counted((name, count) for its, name, count in details.targets if its == stance)


def _counted(pairs: Iterable[tuple[str, int]]) -> Text | None:
    shown = Text(" · ").join([Text(f"{printable(name)} {count:,}") for name, count in pairs])
    return shown if shown.plain else None


def _candidates(details: SpeakerDetails) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for each in details.candidates:
        row = each.speaker
        name = Text(f"{printable(row.name)} ({printable(row.type)})")
        grid.add_row(Text("  "), name, Text(f"{row.statements:,}"), Text(printable(each.reason), style="dim"))
    return grid


def decisions_table(decisions: "Iterable[Decision | UtteranceDecision]") -> Table:
    """What people decided, the newest first; what was undone is struck out, and says so, as orphans do."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    for each in sorted(decisions, key=lambda decision: -decision.number):
        said = Text(f"{each.action}: {printable(str(each))}", style="" if each.holds else "strike")
        if not each.holds:
            said.append(" (undone)", style="not strike italic")
        elif getattr(each, "orphan", False):
            said.append(" (an orphan: what it is about is shown no more)", style="italic")
        who = Text(f"{printable(each.made)} by {printable(each.made_by)}", style="dim")
        grid.add_row(Text(f"  {each.number}"), said, who)
    return grid
