"""Highlights: marks in what was said, made places."""

import re

from onrecord.nouns import Span

# Two noncharacters of Unicode set off the hits. Words that held both would get no highlights (see
# `offsets`), never wrong ones.
OPEN, CLOSE = "\ufdd0\ufdd1", "\ufdd1\ufdd0"
MARK = re.compile(f"({OPEN}|{CLOSE})")


def offsets(marked: str, words: str) -> tuple[Span, ...]:
    """Where the marks stand, as spans of the words without them."""
    found: list[Span] = []
    plain: list[str] = []
    at = start = 0
    for part in MARK.split(marked):
        if part == OPEN:
            start = at
        elif part == CLOSE:
            found.append(Span(start, at))
        else:
            plain.append(part)
            at += len(part)
    return tuple(found) if "".join(plain) == words.replace("\0", " ") else ()
