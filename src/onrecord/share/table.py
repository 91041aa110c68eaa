"""Statements as a table for terminals.

What a page says reaches the terminal as text alone: characters that a terminal would obey, or that turn
the direction of a line, are shown by their code, and square brackets are no markup here.
"""

import re
from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from onrecord.nouns import Span
from onrecord.rows import Row

# C0 and C1 controls, the bidirectional controls, separators of lines, interlinear and tag characters,
# surrogates. Joiners and the soft hyphen are harmless and some scripts need them.
OBEYED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
SPACING = "\t\n\r\x0b\x0c\u2028\u2029"
HIGHLIGHT = "bold"


def printable(text: str, *, lines: bool = False) -> str:
    """`text` as a terminal may show it: ESC becomes "\\x1b", and ends of line and tabs become spaces.

    With `lines`, ends of line stay.
    """
    return OBEYED.sub(lambda match: _shown(match.group(), lines), text)


def statement_table(rows: Iterable[Row], *, title: str | None = None) -> Table:
    """The rows as a rich table: id, speaker, words with what was searched for set off, where, when."""
    table = Table(title=None if title is None else Text(printable(title)))
    table.add_column("id", no_wrap=True)
    table.add_column("speaker", overflow="fold", max_width=24)
    table.add_column("said", overflow="fold", ratio=1)
    table.add_column("kind", no_wrap=True)
    table.add_column("where", overflow="fold", max_width=24)
    table.add_column("published", no_wrap=True)
    table.add_column("sure", justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            Text(printable(row.id)),
            Text(printable(row.speaker or "—")),
            highlighted(row.words, row.highlights),
            Text(printable(row.kind)),
            Text(printable(row.outlet or row.title or row.address)),
            Text(printable((row.published or "")[:10])),
            Text(f"{row.confidence:.2f}"),
        )
    return table


def highlighted(
    words: str, highlights: Iterable[Span], *, style: str = HIGHLIGHT, lines: bool = False
) -> Text:
    """Words as a rich text, made harmless, the spans (in order, not overlapping) set in `style`."""
    shown, at = Text(), 0
    for span in highlights:
        shown.append(printable(words[at : span.start], lines=lines))
        shown.append(printable(span.of(words), lines=lines), style=style)
        at = span.end
    shown.append(printable(words[at:], lines=lines))
    return shown


def _shown(character: str, lines: bool) -> str:
    if lines and character == "\n":
        return character
    if character in SPACING:
        return " "
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
