"""Words on a terminal.

What a page says reaches the terminal as text alone: characters that a terminal would obey, or that turn
the direction of a line, are shown by their code, and square brackets are no markup here.
"""

import re
from collections.abc import Iterable

from rich.text import Text

from onrecord.nouns import Span

# C0 and C1 controls, the bidirectional controls, separators of lines, interlinear and tag characters,
# surrogates. Joiners and the soft hyphen are harmless and some scripts need them.
OBEYED = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)
SPACING = "\t\n\r\x0b\x0c\u2028\u2029"


def printable(text: str, *, lines: bool = False) -> str:
    """`text` as a terminal may show it: ESC becomes "\\x1b", and ends of line and tabs become spaces.

    With `lines`, ends of line stay.
    """
    return OBEYED.sub(lambda match: _shown(match.group(), lines), text)


def highlighted(words: str, highlights: Iterable[Span], *, style: str) -> Text:
    """Words as a rich text, made harmless, the spans (in order, not overlapping) set in `style`."""
    shown, at = Text(), 0
    for span in highlights:
        shown.append(printable(words[at : span.start]))
        shown.append(printable(span.of(words)), style=style)
        at = span.end
    shown.append(printable(words[at:]))
    return shown


def _shown(character: str, lines: bool) -> str:
    if lines and character == "\n":
        return character
    if character in SPACING:
        return " "
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
