"""Corrections: a list of them, and one statement's own, with the machine's value beside the person's."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.record import Correction, Orphan, Reviewed
from onrecord.share.screen import printable

STATES = {
    "accepted": "accepted by a person",
    "corrected": "changed by a person",
    "added": "added by a person: the machine missed it",
    "rejected": "rejected by a person: search does not find it",
}


def corrections_table(made: Iterable[Correction]) -> Table:
    """Each with its number and statement, what it did, who and when; what was undone is struck out."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    for each in made:
        grid.add_row(Text(f"  {each.number}"), Text(printable(each.statement)), _told(each))
    return grid


def orphans_table(lost: Iterable[Orphan]) -> Table:
    """Each with its address, what it did, and why it holds nowhere."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    for each in lost:
        shown = _told(each.correction)
        shown.append(f"\n{printable(each.correction.address)}: {each.reason}", style="yellow")
        number = Text(f"  {each.correction.number}")
        grid.add_row(number, Text(printable(each.correction.statement)), shown)
    return grid


def review_shown(found: Reviewed) -> RenderableType | None:
    """What people said of a statement: its state, then each correction; None where nobody looked at it."""
    if not found.corrections:
        return None
    review = found.statement.review
    head = Text(STATES[review.state] if review else "not corrected", style="bold")
    if review and review.columns:
        head.append(f" ({', '.join(review.columns)})", style="not bold")
    return Group(head, corrections_table(found.corrections))


def _told(each: Correction) -> Text:
    shown = Text(printable(str(each)), style="" if each.holds else "strike")
    if not each.holds:
        shown.append(" (undone)", style="not strike italic")
    if each.note and each.action != "note":
        shown.append(f"\n“{printable(each.note)}”", style="not strike italic")
    return shown.append(f"\n{printable(each.made)} by {printable(each.made_by)}", style="not strike dim")
