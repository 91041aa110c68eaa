"""Utterances: what stands in several articles, and one of them as each outlet has it, word by word."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.share.screen import printable
from onrecord.terminal.speakers import decisions_table

if TYPE_CHECKING:  # numpy comes with it
    from onrecord.utterance import Edit, Telling, Told, Variant

DAY = len("2021-12-23")
LEFT = 24
SIGNS = {
    "same": ("", "", ""),
    "cut": ("[-", "-]", "red"),
    "cut with ellipsis": ("[…", "…]", "red"),
    "put in": ("{+", "+}", "green"),
    "moved away": ("[~", "~]", "yellow"),
    "moved here": ("{~", "~}", "yellow"),
}
"""How words of each sort are marked."""


def utterances_table(found: "Iterable[Told]") -> Table:
    """Each utterance: in how many articles on the left, its longest wording on the right, and below it who
    had it first, all outlets, and the speakers."""
    grid = _grid(11)
    for told in found:
        count = Text(_counted(told.articles, "article"))
        if told.outlets:
            count.append(f"\n{_counted(len(told.outlets), 'outlet')}", style="dim")
        words = Text(printable(told.utterance.longest.text))
        words.append("\n" + printable(", ".join(told.speakers) or "no speaker known"), style="cyan")
        words.append(f"\n{_first(told)} · {printable(told.utterance.name)}", style="dim")
        grid.add_row(count, words)
    return grid


def utterance_shown(told: "Told") -> Iterator[RenderableType]:
    """The longest wording with its particulars; then each variant, that which was told first on top, held
    against the longest. To be printed with a blank line after each."""
    utterance = told.utterance
    head = Text(printable(utterance.longest.text), style="bold")
    about = [_counted(told.articles, "article"), _counted(len(told.outlets), "outlet"), _first(told)]
    head.append("\n" + " · ".join(about), style="not bold dim")
    yield head
    grid = _grid(LEFT)
    places = {telling.name: n for n, telling in enumerate(utterance.told)}
    for variant in sorted(utterance.variants, key=lambda each: places[each.told[0].name]):
        grid.add_row(_tellings(variant.told, told), _variant(variant, told))
    yield grid
    if told.decisions:
        yield decisions_table(told.decisions)


def difference(whole: str, part: str, edits: "Sequence[Edit]") -> Text:
    """The words of `part`, marked where they differ from `whole`, by signs and by colour."""
    from onrecord.utterance.pieces import pieces

    shown = Text()
    for sort, words in pieces(whole, part, edits):
        opening, closing, style = SIGNS[sort]
        shown.append(f"{opening}{printable(words)}{closing}", style=style)
    return shown


def _variant(variant: "Variant", told: "Told") -> Text:
    comparison = variant.comparison
    longest = told.utterance.longest
    shown = difference(longest.text, variant.text, comparison.edits)
    is_longest = any(each.name == longest.name for each in variant.told)
    shown.append("\n" + ("the longest wording" if is_longest else comparison.relation), style="dim")
    if comparison.flags:
        shown.append("\n" + "; ".join(comparison.flags), style="bold italic")
    return shown


def _tellings(tellings: "Sequence[Telling]", told: "Told") -> Text:
    """Who tells it when, a few lines each."""
    shown = Text()
    for telling in tellings:
        shown.append("\n" if shown.plain else "")
        shown.append(printable(telling.outlet or telling.article), style="bold")
        shown.append(f"\n{_day(telling)} {printable(telling.name)}", style="dim")
        if name := told.names.get(telling.name):
            shown.append(f"\n{printable(name)}", style="cyan")
    return shown


def _first(told: "Told") -> str:
    """Who had it first, and when: several where that cannot be told apart."""
    first = told.utterance.first
    if not first:
        return "no date known"
    outlets = dict.fromkeys(each.outlet or each.article for each in first)
    return printable(f"first {_day(first[0])} in {', '.join(outlets)}")


def _day(telling: "Telling") -> str:
    return printable((telling.published or "no date")[:DAY])


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _grid(left: int) -> Table:
    grid = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 1, 0), expand=True)
    grid.add_column(width=left, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    return grid
