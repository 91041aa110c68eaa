"""Articles and attributions written by hand: `<1:c:"We won,"> <1:s:she> <1:k:said>.`"""

import re

from onrecord.nouns import Article, Attribution, Block, Kind, Role, Span

MARK = re.compile(r"<(\d+)(?:\^(\d+))?:([skc]):|>")
ROLES = {"# ": "headline", "! ": "caption", "@ ": "byline"}


def made(text: str, **values: str) -> tuple[Article, tuple[Attribution, ...]]:
    """An article of a block a line, and its attributions in the order of their numbers.

    `<2:s:words>` marks source, `k` cue, `c` content of attribution 2; `<2^1:s:words>` says that it
    stands within 1. A line that begins with "# " is a headline, "! " a caption, "@ " a byline.
    """
    plain: list[str] = []
    blocks: list[Block] = []
    spans: dict[str, dict[str, list[Span]]] = {}
    within: dict[str, str] = {}
    length = 0
    for line in text.strip().splitlines():
        role: Role = ROLES.get(line[:2], "body")  # type: ignore[assignment]
        line = line[2:] if role != "body" else line
        start, opened, at = length, [], 0
        for mark in MARK.finditer(line):
            plain.append(line[at : mark.start()])
            length += mark.start() - at
            at = mark.end()
            if mark.group() == ">":
                number, part, begin = opened.pop()
                spans.setdefault(number, {"s": [], "k": [], "c": []})[part].append(Span(begin, length))
            else:
                opened.append((mark.group(1), mark.group(3), length))
                if mark.group(2):
                    within[mark.group(1)] = mark.group(2)
        plain.append(line[at:])
        length += len(line) - at
        if length > start:
            blocks.append(Block(role, Span(start, length)))
        plain.append("\n\n")
        length += 2
    whole = "".join(plain)
    attributions = tuple(
        Attribution(n, _kind(parts["c"], whole), *(tuple(parts[k]) for k in "skc"), within.get(n))
        for n, parts in sorted(spans.items(), key=lambda pair: int(pair[0]))
    )
    return Article("made", whole, tuple(blocks), **values), attributions


def _kind(content: list[Span], text: str) -> Kind:
    words = [span.of(text) for span in content]
    if words and all(part[0] in '"\u201c' for part in words):
        return "direct"
    return "mixed" if any(sign in part for part in words for sign in '"\u201c') else "indirect"
