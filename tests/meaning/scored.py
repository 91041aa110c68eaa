"""Scores written by hand: a text cut into pieces, and what an encoder would say of some of its words."""

import re

import numpy as np

from onrecord.encoder.scores import ACTS, AIM, LINK, PARTS, SLOTS, STANCES, TAGS, Scores
from onrecord.encoder.windows import pieces
from onrecord.meaning.acts import ACTS as ACT_NAMES
from onrecord.nouns import Attribution, Kind, Span

FIRM = 12.0
"""A logit that leaves nothing to the others."""
CUT = 4
"""Letters of a piece at most: longer words are cut, as word pieces are."""


def cut(text: str) -> list[tuple[int, int, int]]:
    """Words in pieces of `CUT` letters, and single signs."""
    found = re.finditer(rf"\w{{1,{CUT}}}|[^\w\s]", text)
    return [(1000 + len(m.group()), *m.span()) for m in found]


def place(text: str, words: str, nth: int = 0) -> Span:
    """The place of the nth occurrence of some words."""
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return Span(at, at + len(words))


def said(
    text: str, cue: str = "", content: str = "", source: str = "", kind: Kind = "indirect"
) -> Attribution:
    """An attribution of the first places of its words."""
    spans = ((place(text, words),) if words else () for words in (source, cue, content))
    return Attribution("1", kind, *spans)


def logits(shares: list[tuple[slice, float]], count: int) -> np.ndarray:
    """Logits of `count` pieces by which these shares fall on these pieces, evenly."""
    out = np.full(count, -80.0)
    for at, share in shares:
        out[at] = np.log(share / (at.stop - at.start))
    return out


class Scored:
    """A text's scores while they are being written. Where nothing is written no piece is of any slot, a cue
    points nowhere, acts and stances are even and no mention refers to anything."""

    def __init__(self, text: str, parts: tuple[Span, ...] | None = None) -> None:
        self.text = text
        self.of = pieces(text, cut, parts)
        n = len(self.of)
        self.columns = np.zeros((n, sum(PARTS.values())), dtype=np.float32)
        self.aims = np.zeros((n, len(SLOTS), 2, AIM), dtype=np.float32)
        self.references = np.zeros((n, 2, LINK), dtype=np.float32)
        self.told = 0
        self.part("slots")[:, ::3] = FIRM
        self.part("absent")[:] = FIRM
        self.part("alone")[:] = FIRM

    def part(self, name: str) -> np.ndarray:
        """A view of one part of the columns."""
        begin = sum(width for part, width in list(PARTS.items())[: list(PARTS).index(name)])
        return self.columns[:, begin : begin + PARTS[name]]

    def rows(self, at: Span | str) -> slice:
        """The pieces of some words, the first such words if they are not told by their place."""
        return slice(*self.of.within(place(self.text, at) if isinstance(at, str) else at))

    def act(self, at: Span | str, act: str, logit: float = FIRM, part: str = "acts") -> "Scored":
        """What the words do: `part` "acts" for a cue's, "acts_told" for a content's."""
        assert len(ACT_NAMES) == ACTS
        self.part(part)[self.rows(at), ACT_NAMES.index(act)] += logit
        return self

    def stance(self, at: Span | str, stance: str, logit: float = FIRM, part: str = "stances") -> "Scored":
        self.part(part)[self.rows(at), STANCES.index(stance)] += logit
        return self

    def tag(self, slot: str, at: Span | str) -> "Scored":
        """The words are a phrase of the slot."""
        rows, first = self.rows(at), 3 * SLOTS.index(slot)
        tags = self.part("slots")
        tags[rows, first : first + 3] = (0, 0, FIRM)
        tags[rows.start, first : first + 3] = (0, FIRM, 0)
        return self

    def aim(self, slot: str, cue: Span | str, **shares: float) -> "Scored":
        """The cue points to the words (spaces written as _) by these shares, and to nothing by the rest."""
        number, rows = SLOTS.index(slot), self.rows(cue)
        rest = max(1 - sum(shares.values()), 1e-6)
        self.part("absent")[rows, number] = np.log(rest)
        self.aims[rows, number, 0] = 0
        self.aims[rows, number, 0, self.told] = 1
        places = [(self.rows(words.replace("_", " ")), share) for words, share in shares.items()]
        self.aims[:, number, 1, self.told] = logits(places, len(self.of)) * AIM**0.5
        self.told += 1
        return self

    def refer(self, mention: Span, shares: dict[Span, float]) -> "Scored":
        """The mention means what stands at these places by these shares, and nothing by the rest."""
        rows = self.rows(mention)
        self.part("alone")[rows] = np.log(max(1 - sum(shares.values()), 1e-6))
        self.references[rows, 0] = 0
        self.references[rows, 0, self.told] = 1
        places = [(self.rows(at), share) for at, share in shares.items()]
        self.references[:, 1, self.told] = logits(places, len(self.of)) * LINK**0.5
        self.told += 1
        return self

    def done(self) -> Scores:
        n = len(self.of)
        tags = np.full((n, len(TAGS)), -np.log(len(TAGS)), dtype=np.float32)
        links = np.zeros((n, 4, LINK), dtype=np.float32)
        zeros = np.zeros(n, dtype=np.float32)
        return Scores(self.of, tags, zeros, links, self.columns, self.aims, self.references)


def headless(text: str) -> Scores:
    """The scores of a bundle that reads who said what and no more."""
    full = Scored(text).done()
    none = np.zeros((len(full.pieces), 0), dtype=np.float32)
    return Scores(full.pieces, full.tags, full.no_source, full.links, none, none, none)
