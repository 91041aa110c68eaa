"""What the tests of attribution share: articles, scores made by hand, and attributions as plain words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from onrecord.attribution import attributions_of
from onrecord.encoder import Encoder, Line, Scores, Scripted, Settings
from onrecord.encoder.scores import LINK
from onrecord.encoder.windows import PARAGRAPH, Pieces
from onrecord.nouns import Article, Attribution, Block, Role, Span


@dataclass(frozen=True)
class Asked:
    """An encoder of which another confidence is asked."""

    encoder: Encoder
    least: float

    @property
    def name(self) -> str:
        return f"{self.encoder.name}@{self.least:g}"

    @property
    def settings(self) -> Settings:
        return self.encoder.settings.at(self.least)

    def score(self, text: str, parts: Sequence[Span]) -> Scores:
        return self.encoder.score(text, parts)


def article(text: str, roles: Sequence[Role] = ()) -> Article:
    """An article with a block a line, of the roles given in order and "body" where they end."""
    blocks = []
    at = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            role = roles[len(blocks)] if len(blocks) < len(roles) else "body"
            blocks.append(Block(role, Span(at, at + len(line.rstrip()))))
        at += len(line)
    return Article("told", text, tuple(blocks))


def told(
    text: str,
    encoder: Encoder | Sequence[Line],
    min_confidence: float | None = None,
    roles: Sequence[Role] = (),
) -> tuple[Attribution, ...]:
    """The attributions of a text, by an encoder or by what a script says of it."""
    by: Encoder = Scripted(encoder) if isinstance(encoder, list) else encoder
    if min_confidence is not None:
        by = Asked(by, min_confidence)
    of = article(text, roles)
    return attributions_of(of, by.score(of.text, of.speaking()), by)


def words(text: str, found: Sequence[Attribution]) -> list[tuple[str, ...]]:
    """Each attribution as its id, its kind and its source, cue and content, parts parted by a bar."""
    return [
        (a.id, a.kind, *(" | ".join(s.of(text) for s in spans) for spans in (a.source, a.cue, a.content)))
        for a in found
    ]


def scores(
    tags: NDArray[np.float64], lengths: Sequence[int], links: NDArray[np.float64] | None = None
) -> Scores:
    """Scores of paragraphs of so many pieces each, a row of `tags` a piece; markers score as nothing.

    Piece i, markers counted in, stands at [2 i, 2 i + 1) of a text that is not there.
    """
    starts = np.cumsum([0, *(length + 1 for length in lengths)])
    n = int(starts[-1])
    ids = np.full(n, 1000, dtype=np.int64)
    ids[starts[:-1]] = PARAGRAPH
    at = np.arange(n, dtype=np.int32) * 2
    numbers = np.repeat(np.arange(len(lengths)), [length + 1 for length in lengths]).astype(np.int32)
    of = Pieces(ids, np.zeros(n, np.int64), at, at + (ids != PARAGRAPH), numbers)
    rows = np.zeros((n, 7), dtype=np.float32)
    rows[ids != PARAGRAPH] = tags
    link = np.zeros((n, 4, LINK), dtype=np.float32) if links is None else links.astype(np.float32)
    return Scores(of, rows, np.zeros(n, np.float32), link)
