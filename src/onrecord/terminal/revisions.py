"""The versions of a page, and what changed between two: by signs and by colour."""

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.identity import joined
from onrecord.nouns import Article, Block, Statement
from onrecord.record import Revision, RevisionDiff
from onrecord.revision import BlockChange, Fate, Sort, word_edits
from onrecord.share.screen import printable

SIGNS = {"kept": " ", "moved": ">", "changed": "~", "reworded": "~", "added": "+", "removed": "-"}
COLOURS = {
    "kept": "dim",
    "moved": "yellow",
    "changed": "",
    "reworded": "",
    "added": "green",
    "removed": "red",
}
ORDER: tuple[Sort, ...] = ("kept", "moved", "reworded", "added", "removed")


def revisions_table(found: Iterable[Revision]) -> Table:
    """A line each: its number, when it was fetched, its page, how many statements, who read it."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    for each in found:
        count = f"{each.statements:,} statement{'' if each.statements == 1 else 's'}"
        what = (str(each.number), each.fetched or "", each.page[:12], count, ", ".join(each.bundles))
        cells = [Text(printable(cell)) for cell in what]
        grid.add_row(*cells, Text("shown" if each.shown else "", style="bold"))
    return grid


def diff_shown(diff: RevisionDiff) -> Iterator[RenderableType]:
    """The page's blocks, what stayed left out; then what became of the statements. To be printed with a
    blank line after each."""
    found = diff.comparison
    yield Text(f"version {diff.old.number} → {diff.new.number}", style="bold")
    kept = 0
    for change in found.blocks:
        if change.sort == "kept":
            kept += 1
            continue
        if kept:
            yield _as_they_were(kept)
        kept = 0
        yield _block(change, found.old, found.new)
    if kept:
        yield _as_they_were(kept)
    counts = [f"{found.count(sort)} {sort}" for sort in ORDER if found.count(sort)]
    yield Text(f"statements: {', '.join(counts) or 'none'}", style="bold")
    for fate in found.statements:
        if fate.sort != "kept":
            yield _statement(fate, found.old, found.new)


def _as_they_were(count: int) -> Text:
    return Text(f"  … {count} paragraph{'' if count == 1 else 's'} as before", style="dim")


def _block(change: BlockChange, old: Article, new: Article) -> Text:
    words = [_words(block, article) for block, article in ((change.old, old), (change.new, new)) if block]
    role = (change.new or change.old or Block("body", (0, 0))).role  # type: ignore[arg-type]
    shown = Text(f"{SIGNS[change.sort]} ", style=COLOURS[change.sort])
    if role != "body":
        shown.append(f"[{role}] ", style="dim")
    if change.sort == "changed":
        return shown.append_text(edited(*words))
    return shown.append(printable(words[-1], lines=True))


def _words(block: Block, article: Article) -> str:
    return block.span.of(article.text)


def edited(old: str, new: str) -> Text:
    """The newer words, with what was cut as [-so-] and what was put in as {+so+}."""
    shown = Text()
    for edit in word_edits(old, new):
        words = printable(edit.words, lines=True)
        if edit.sort == "same":
            shown.append(words)
        elif edit.sort == "cut":
            shown.append(f"[-{words}-]", style="red")
        else:
            shown.append(f"{{+{words}+}}", style="green")
    return shown


def _statement(fate: Fate, old: Article, new: Article) -> Text:
    shown = Text(f"{SIGNS[fate.sort]} ", style=COLOURS[fate.sort])
    its = fate.new or fate.old
    assert its is not None
    name = its.speaker.name if its.speaker else "no speaker named"
    shown.append(f"{printable(name)}: ", style="cyan")
    if fate.sort == "reworded" and fate.old and fate.new:
        shown.append_text(edited(_said(fate.old, old), _said(fate.new, new)))
    else:
        shown.append(printable(_said(its, new if fate.new else old)))
    ids = [each.attribution.id for each in (fate.old, fate.new) if each]
    return shown.append(f"  {printable(' → '.join(dict.fromkeys(ids)))}", style="dim")


def _said(statement: Statement, article: Article) -> str:
    return " ".join(joined(article.text, statement.attribution.content).split())
