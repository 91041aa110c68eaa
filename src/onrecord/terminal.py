"""What a person at a terminal sees: statements under their article, words in their place, the summary.

All that comes from a page passes `printable` on its way, so that it is shown and never obeyed.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.style import Style
from rich.table import Table
from rich.text import Text

from onrecord.errors import PageError
from onrecord.identity import article_id, joined
from onrecord.nouns import SPEAKING_ROLES, Article, Block, Reading, Span, Statement
from onrecord.record import Shown, SpeakerRow
from onrecord.rows import Row, rows_of
from onrecord.share.screen import highlighted, printable

FURNITURE = Style(dim=True)
ROLES = {
    "content": Style(color="green"),
    "source": Style(color="cyan", bold=True),
    "cue": Style(color="yellow"),
}
LEFT = 28
"""Columns for the speaker and particulars: "indirect  0.97  1a2b3c4d5e6f" with room to its right."""
REASON = re.compile(r"[^:;(]*")


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
    """Who on the left, what on the right; with `where`, the article of each below its words."""
    grid = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 1, 0), expand=True)
    grid.add_column(width=LEFT, overflow="fold")
    grid.add_column(ratio=1, overflow="fold")
    for row in rows:
        grid.add_row(_who(row), _what(row, where))
    return grid


def _who(row: Row) -> Text:
    name = Text("↳ " if row.within else "")
    if row.speaker is None:
        name.append("no speaker named", style="italic")
    else:
        name.append(printable(row.speaker), style="bold cyan")
        name.append("" if row.resolved else " (unresolved)", style="dim")
    return name.append(f"\n{printable(row.kind)} {row.confidence:.2f} {printable(row.id)}", style="dim")


def _what(row: Row, where: bool) -> Text:
    words = highlighted(row.words, row.highlights, style="bold reverse")
    if row.flags:
        words.append("\n" + printable("; ".join(row.flags)), style="italic dim")
    if where:
        place = [each for each in (row.outlet, (row.published or "")[:10], row.title or row.address) if each]
        words.append("\n" + printable(" · ".join(place)), style="dim")
    return words


def in_place(shown: Shown) -> list[RenderableType]:
    """An article with all its statements, or one statement with the paragraphs around it, marked where
    they stand; furniture grey, its role before it. To be printed with a blank line after each."""
    reading, article = shown.reading, shown.reading.article
    one = shown.statement
    more = [] if shown.newest else [f"version {shown.revision}, since replaced"]
    if one is None:
        marked, numbers = reading.statements, list(range(len(article.blocks)))
    else:
        marked, numbers = (one,), _around(article.blocks, one)
    parts: list[RenderableType] = [head(article, *more)]
    if one is not None:
        parts.append(particulars(reading, one))
    marks = _marks(article.blocks, marked)
    for before, number in zip((None, *numbers), numbers, strict=False):
        gap = "…\n\n" if before is not None and number > before + 1 else ""
        parts.append(_paragraph(article.text, article.blocks[number], marks[number], gap))
    return parts


def particulars(reading: Reading, statement: Statement) -> Table:
    """What is known of a statement, a line each."""
    text, attribution, speaker = reading.article.text, statement.attribution, statement.speaker
    known: list[tuple[str, str | None]] = [
        ("statement", attribution.id),
        ("speaker", f"{speaker.name} ({speaker.type})" if speaker else "none is named"),
        ("", None if speaker is None or speaker.resolved else "the name could not be followed further"),
        ("said", joined(text, attribution.content)),
        ("source", joined(text, attribution.source)),
        ("cue", joined(text, attribution.cue)),
        ("kind", attribution.kind),
        ("act", statement.act),
        ("targets", ", ".join(f"{target.stance} {target.name}" for target in statement.targets)),
        ("said to", _words(statement.addressee, text)),
        ("occasion", _words(statement.occasion, text)),
        ("when", _words(statement.when, text)),
        ("said on", statement.said_on),
        ("within", attribution.within),
        ("note", "; ".join(attribution.flags)),
        ("confidence", f"{attribution.confidence:.2f}"),
        ("stands at", ", ".join(f"{span.start}–{span.end}" for span in attribution.content)),
    ]
    grid = Table.grid(padding=(0, 2, 0, 0))
    for name, value in known:
        if value:
            grid.add_row(Text(name, style="dim"), Text(printable(value)))
    return grid


def _words(span: Span | None, text: str) -> str | None:
    return None if span is None else span.of(text)


def _ordered(statement: Statement) -> list[tuple[str, Span]]:
    """Content first: source and cue may stand within it and are painted over it."""
    return sorted(statement.attribution.spans, key=lambda each: list(ROLES).index(each[0]))


def _marks(blocks: tuple[Block, ...], marked: Iterable[Statement]) -> list[list[tuple[Span, Style]]]:
    """For each block the spans that touch it, in the order in which they are painted."""
    ends = [block.span.end for block in blocks]  # ascending: blocks are in order and disjoint
    found: list[list[tuple[Span, Style]]] = [[] for _ in blocks]
    for each in marked:
        for role, span in _ordered(each):
            for number in range(bisect_right(ends, span.start), len(blocks)):
                if blocks[number].span.start >= span.end:
                    break
                found[number].append((span, ROLES[role]))
    return found


def _around(blocks: tuple[Block, ...], statement: Statement) -> list[int]:
    """The numbers of the blocks that a statement's spans touch, and the nearest ones that speak."""
    spans = [span for _, span in statement.attribution.spans]
    touched = {n for n, block in enumerate(blocks) if any(_overlap(block.span, span) for span in spans)}
    near = {n + step for n in touched for step in (-1, 1) if 0 <= n + step < len(blocks)}
    wanted = touched | {n for n in near if blocks[n].role in SPEAKING_ROLES}
    return sorted(wanted)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _paragraph(text: str, block: Block, inside: list[tuple[Span, Style]], before: str) -> Text:
    """One block, cut wherever a mark begins or ends: what is printed may be longer than the words."""
    start, end = block.span
    cuts = sorted({start, end, *(min(max(at, start), end) for span, _ in inside for at in span)})
    speaks = block.role in SPEAKING_ROLES
    base = Style(bold=True) if block.role in ("headline", "subheading") else Style()
    paragraph = Text()
    paragraph.append(before, style="dim")
    if not speaks:
        paragraph.append(f"[{block.role}] ", style=FURNITURE)
    for here, after in pairwise(cuts):
        styles = [style for span, style in inside if span.start <= here and after <= span.end]
        style = Style.combine([base, *styles]) if speaks else FURNITURE
        paragraph.append(printable(text[here:after], lines=True), style=style)
    return paragraph


def speakers_table(speakers: Iterable[SpeakerRow]) -> Table:
    """Who speaks, how often, and where."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("statements", justify="right")
    table.add_column("articles", justify="right")
    table.add_column("speaker", overflow="fold", min_width=20)
    table.add_column("type")
    table.add_column("outlets", overflow="fold")
    for each in speakers:
        table.add_row(
            str(each.statements),
            str(each.articles),
            Text(printable(each.name), style="bold"),
            Text(printable(each.type)),
            Text(printable(", ".join(each.outlets))),
        )
    return table


@dataclass
class Tally:
    """What a run came to; `summary` says it."""

    statements: int = 0
    kept: Counter[str] = field(default_factory=Counter)
    """Pages read, by what they were to the record: "added", "revised", "unchanged", or "" without one."""
    failed: dict[str, tuple[int, PageError]] = field(default_factory=dict)
    """By reason, how many pages were not read, and the first of them."""

    def read(self, reading: Reading, outcome: str) -> None:
        self.statements += len(reading.statements)
        self.kept[outcome] += 1

    def not_read(self, error: PageError) -> None:
        """Count a page by its reason: its message up to the first particular."""
        reason = (REASON.match(error.message) or [""])[0].strip() or error.message
        count, first = self.failed.get(reason, (0, error))
        self.failed[reason] = count + 1, first

    @property
    def pages(self) -> int:
        return self.kept.total()

    @property
    def failures(self) -> int:
        return sum(count for count, _ in self.failed.values())

    def summary(self, record: str | None) -> str:
        """A few plain lines."""
        into = ", ".join(f"{n} {outcome}" for outcome, n in sorted(self.kept.items()) if outcome)
        where = f" In {record}: {into}." if record and into else ""
        lines = [f"{_count(self.pages, 'page')} read, {_count(self.statements, 'statement')}.{where}"]
        if self.failed:
            lines.append(f"{_count(self.failures, 'page')} not read:")
        for reason, (count, first) in sorted(self.failed.items(), key=lambda each: -each[1][0]):
            rest = first.message.removeprefix(reason).strip(" :;")
            detail = f" ({rest})" if rest else ""
            others = f", and {count - 1:,} more" if count > 1 else ""
            lines.append(printable(f"  {count:>4,}  {reason}: {first.page}{detail}{others}"))
        return "\n".join(lines)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
