"""An encoder without a network: it scores what a script says, for tests and for trying out the flow.

Scripted([{"source": "Ann Poe", "cue": "said", "content": ["We are ready", "We start at noon"]}])
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple, NotRequired, TypedDict

import numpy as np
from numpy.typing import NDArray

from onrecord.encoder.scores import LINK, TAGS, Scores, Settings
from onrecord.encoder.windows import Pieces, pieces
from onrecord.nouns import Span

SURE = 0.999
BITS = 16
CODES = np.tile(np.where(np.arange(4096)[:, None] >> np.arange(BITS) & 1, 4.0, -4.0), LINK // BITS)
"""The code of a link, by number: its 16 bits as 4 and -4, four times over. Codes that differ in one bit
are 16 logits apart, and a code is 128 from nothing."""


class Line(TypedDict):
    """One attribution of a script, as literal phrases that stand in one paragraph. `sure`: the
    probability of its tags, over 0.5; 0.999 where it is left out."""

    source: NotRequired[str]
    cue: NotRequired[str]
    content: Sequence[str]
    sure: NotRequired[float]


@dataclass(frozen=True, slots=True)
class Scripted:
    """An `Encoder` that is near certain of every line of its script in each paragraph that has all its
    phrases, and of nothing else.

    Of a phrase that occurs more than once, a content is the first, a cue the one nearest to a content
    and a source the one nearest to its cue. A line within another's content is left for the reading of
    that content.
    """

    script: Sequence[Line]
    settings: Settings = field(default_factory=Settings)
    name: str = "scripted"

    def score(self, text: str, parts: Sequence[Span]) -> Scores:
        of = pieces(text, _cut, parts)
        tags = np.full((len(of), len(TAGS)), (1 - SURE) / 6)
        tags[:, 0] = SURE
        no_source = np.zeros(len(of), dtype=np.float32)
        links = np.zeros((len(of), 4, LINK), dtype=np.float32)
        for line, *places in _placed(self.script, text, of):
            runs = [[_inside(of, place) for place in role] for role in places]
            for role, first in zip(runs, (1, 3, 5), strict=True):
                for run in role:
                    _tag(tags[run], first, line.get("sure", SURE))
            source, cues, content = runs
            for cue in cues:
                no_source[cue] = 0 if source else 100
                for run in content:
                    links[run, 0] = links[cue, 1] = CODES[cue.start % len(CODES)]
                for run in source:
                    links[cue, 2] = links[run, 3] = CODES[run.start % len(CODES)]
        return Scores(of, np.log(tags).astype(np.float32), no_source, links)


def _tag(tags: NDArray[np.float64], first: int, sure: float) -> None:
    """Tag a run's pieces: `first` begins it, the tag after `first` goes on."""
    tags[:] = (1 - sure) / 6
    tags[0, first] = tags[1:, first + 1] = sure


def _cut(text: str) -> list[tuple[int, int, int]]:
    """Words and single signs, in the place of word pieces."""
    return [
        (1000 + zlib.crc32(m.group().lower().encode("utf-8", "replace")) % 29000, *m.span())
        for m in re.finditer(r"\w+|[^\w\s]", text)
    ]


class _Placed(NamedTuple):
    line: Line
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]


def _inside(of: Pieces, place: Span) -> slice:
    """The pieces of a place, no marker among them."""
    return slice(*of.within(place))


def _placed(script: Sequence[Line], text: str, of: Pieces) -> Iterator[_Placed]:
    """The lines found in each paragraph, the longest contents first, none within another's content."""
    said = bytearray(len(text))
    starts = np.flatnonzero(of.start == of.end).tolist()
    for start, after in pairwise([*starts, len(of)]):
        low, high = int(of.start[start]), int(of.end[after - 1])
        found = [placed for line in script if (placed := _place(line, text, low, high))]
        for placed in sorted(found, key=lambda p: p.content[0].start - p.content[0].end):
            if not any(said[start] for start, _ in placed.content):
                for s, e in placed.content:
                    said[s:e] = b"\x01" * (e - s)
                yield placed


def _place(line: Line, text: str, low: int, high: int) -> _Placed | None:
    found = [next(_occurrences(text, phrase, low, high), None) for phrase in line["content"]]
    content = tuple(span for span in found if span)
    if len(content) < len(found):
        return None
    out = [content]
    for phrase in (line.get("cue"), line.get("source")):
        free = [s for s in _occurrences(text, phrase, low, high) if all(_gap(s, c) >= 0 for c in content)]
        out.append(tuple(sorted(free, key=lambda s: min(_gap(s, near) for near in out[-1] or content))[:1]))
        if phrase and not free:
            return None
    return _Placed(line, out[2], out[1], content)


def _gap(one: Span, other: Span) -> int:
    """Characters between two spans; under 0 where they overlap."""
    return max(one.start, other.start) - min(one.end, other.end)


def _occurrences(text: str, phrase: str | None, low: int, high: int) -> Iterator[Span]:
    """Where a phrase stands in [low, high) without cutting a word in two."""
    at = text.find(phrase, low, high) if phrase else -1
    while phrase and at >= 0:
        end = at + len(phrase)
        if not any(re.match(r"\w\w", text[max(0, edge - 1) : edge + 1]) for edge in (at, end)):
            yield Span(at, end)
        at = text.find(phrase, at + 1, high)
