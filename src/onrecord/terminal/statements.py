"""Statements as a table: who on the left, what on the right."""

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from onrecord.identity import article_id
from onrecord.nouns import Article, Reading, Target
from onrecord.rows import Row, rows_of
from onrecord.share.screen import highlighted, printable

LEFT = 28
"""Columns for the speaker and particulars: "indirect  0.97  1a2b3c4d5e6f" with room to its right."""

DID = {
    "state": "stated",
    "ask": "asked",
    "accuse": "accused",
    "criticise": "criticised",
    "deny": "denied",
    "demand": "demanded",
    "propose": "proposed",
    "promise": "promised",
    "threaten": "threatened",
    "support": "supported",
    "agree": "agreed",
    "predict": "predicted",
    "believe": "believed",
}
SHOWN = frozenset({"speaker unresolved", "speaker unsure", "act unsure"})
"""Flags that the table shows by a mark beside what they are of."""
OBJECTS = {"accuse": "against", "criticise": "against", "threaten": "against", "support": "for"}
"""Acts that are done to somebody, with the stance that goes without saying."""


def article_with_statements(reading: Reading) -> RenderableType:
    """An article's particulars, and its statements below."""
    article, rows = reading.article, rows_of(reading)
    count = f"{len(rows)} statement{'' if len(rows) == 1 else 's'}"
    below = Padding(statements(rows), (1, 0, 0, 2)) if rows else Text()
    return Group(head(article, count), below)


def head(article: Article, *more: str) -> Text:
    """Title, then outlet, date, byline and address as far as they are known."""
    lines = [Text(printable(article.title), style="bold")] if article.title else []
    about = (article.outlet, (article.published or "")[:10], article.byline)
    known = [printable(each) for each in about if each]
    if known:
        lines.append(Text(" · ".join(known)))
    lines.append(Text(" · ".join((printable(article.id), article_id(article), *more)), style="dim"))
    return Text("\n").join(lines)


def statements(rows: Iterable[Row], *, where: bool = False) -> Table:
    """Who and what they did on the left, what they said on the right, and below it to whom, where and when;
    with `where`, the article of each as well. What is not known takes no room."""
    grid = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 1, 0), expand=True)
    grid.add_column(width=LEFT, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    for row in rows:
        grid.add_row(_who(row), _what(row, where))
    return grid


def _who(row: Row) -> Text:
    shown = Text("↳ " if row.within else "")
    if row.speaker is None:
        shown.append("no speaker named", style="italic")
    elif row.known_as is not None and row.known_as.name != row.speaker:
        shown.append(printable(row.known_as.name), style="bold cyan")
        shown.append(f"\nread as {printable(row.speaker)}", style="dim")
    else:
        shown.append(printable(row.speaker), style="bold cyan")
        unsure = "?" if "speaker unsure" in row.column_flags else ""
        shown.append(unsure if row.resolved else " (unresolved)", style="dim")
    done = deed(row.act, row.targets, sure="act unsure" not in row.column_flags)
    if done:
        shown.append(f"\n{printable(done)}", style="yellow")
    return shown.append(f"\n{printable(row.kind)} {row.confidence:.2f} {printable(row.id)}", style="dim")


def deed(act: str | None, targets: Iterable[Target], *, sure: bool = True) -> str:
    """What a statement does, and for or against whom, in a few words: "accused the West, for Serbia"; with a
    question mark where the act is not sure."""
    direct = OBJECTS.get(act or "")
    names = {"": "", "for": "", "against": ""}
    for target in targets:
        stance = "" if target.stance == direct else target.stance
        names[stance] += f", {target.name}" if names[stance] else target.name
    did = DID.get(act or "", act or "") + ("" if sure or not act else "?")
    done = " ".join(part for part in (did, names[""]) if part)
    others = [f"{stance} {names[stance]}" for stance in ("for", "against") if names[stance]]
    return ", ".join([done, *others] if done else others)


def circumstances(row: Row) -> str:
    """To whom, on what occasion and when, as far as it is known."""
    day = row.said_on if row.said_on and row.said_on not in (row.when or "") else None
    when = f"{row.when} ({day})" if row.when and day else row.when or day
    to = f"to {row.addressee}" if row.addressee else None
    return " · ".join(part for part in (to, row.occasion, when) if part)


def _what(row: Row, where: bool) -> Text:
    words = highlighted(row.words, row.highlights, style="bold reverse")
    around = circumstances(row)
    if around:
        words.append("\n" + printable(around), style="magenta")
    if row.review is not None:
        columns = f": {', '.join(row.review.columns)}" if row.review.columns else ""
        words.append(f"\n{row.review.state} by a person{columns}", style="green")
    flags = row.flags + tuple(flag for flag in row.column_flags if flag not in SHOWN)
    if flags:
        words.append("\n" + printable("; ".join(flags)), style="italic dim")
    if where:
        place = [each for each in (row.outlet, (row.published or "")[:10], row.title or row.address) if each]
        words.append("\n" + printable(" · ".join(place)), style="dim")
    return words
