"""What a page's layout says of who speaks, where no verb does: "Name:", "Name –", a name below.

Pure functions of the text. Each gives the spans of source and cue, or two empty tuples.
"""

import re

from onrecord.nouns import Span

Pair = tuple[tuple[Span, ...], tuple[Span, ...]]

FARTHEST = 120
"""Characters before a quotation in which its paragraph's head may name who speaks."""
LINE_ENDS = "\n\r\u2028\u2029"
NAME = r"[A-Z\u00c0-\u00de][^:\u2013\u2014\u2015.!?\"\u201c\u201d\n]{0,80}?"
TIME = r"(?:\d{1,2}[.:]\d\d ?(?:[ap]\.?m\.?)?\W+)?"  # a live-blog's
HEAD = re.compile(rf"\W*{TIME}(?P<source>{NAME})\s*(?P<cue>[:\u2013\u2014\u2015])\W*")
LABEL = re.compile(rf"\W*{TIME}(?P<source>{NAME})\s*")
TURN = re.compile(r"[\"\u201c\u2018']?(?P<source>[A-Z][A-Z .'\u2019-]{2,30})(?P<cue>:)\s+")
BELOW = re.compile(
    r"[\"\u201d\u2019']?[^\S\n]*\n\s*(?P<cue>[\u2013\u2014\u2015]|--?)\s*(?P<source>[A-Z\u00c0-\u00de][^\n,(]{2,60})"
)
MOST_WORDS = 10


def headed(text: str, start: int) -> Pair:
    """Of a quotation that starts at `start`: "Name:" or "Name –" before it, at the head of its paragraph."""
    return _pair(HEAD.fullmatch(text, _head(text, start), start))


def labelled(text: str, cue: Span) -> tuple[Span, ...]:
    """The source of a colon or dash that follows a name at the head of its paragraph."""
    match = LABEL.fullmatch(text, _head(text, cue.start), cue.start)
    return (Span(*match.span("source")),) if match and _short(match["source"]) else ()


def turn(text: str, content: Span) -> tuple[Pair, Span]:
    """A transcript's turn, "NAME: words", taken for words as a whole: the pair, and the words alone."""
    match = TURN.match(text, *content)
    if match is None or match.end() >= content.end:
        return ((), ()), content
    return _pair(match), Span(match.end(), content.end)


def signed(text: str, end: int) -> Pair:
    """Of a quotation that ends at `end`: a dash and a name on the line below."""
    return _pair(BELOW.match(text, end))


def _head(text: str, start: int) -> int:
    head = max(text.rfind(sign, 0, start) for sign in LINE_ENDS) + 1
    return max(head, start - FARTHEST)


def _short(name: str) -> bool:
    return len(name.split()) <= MOST_WORDS


def _pair(match: re.Match[str] | None) -> Pair:
    if match is None or not _short(match["source"]):
        return (), ()
    return (Span(*match.span("source")),), (Span(*match.span("cue")),)
