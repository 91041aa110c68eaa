"""What articles teach beyond who said what: speakers, acts, circumstances, targets, stance, coreference.

Labels of PolNeAR's training articles (training/labels, made for this), GUM's coreference, GAP's pronouns and
NewsMTSC's polarities, all as arrays over word pieces.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from onrecord.encoder.scores import SLOTS, STANCES
from onrecord.encoder.windows import Pieces
from onrecord.nouns import Act, SpeakerType

ACTS: tuple[str, ...] = get_args(Act)
TYPES: tuple[str, ...] = get_args(SpeakerType)
IGNORE = -100
POLARITY = {"neutral": 0, "positive": 1, "negative": 2}
MOST = 40
"""References of one window that are trained on; more are taken in even steps."""
LONGEST = 16
"""Pieces of a mention that is a reference."""
HELD_BACK = 3
"""Every so-manieth document of GUM's training part is held back, by the hash of its id."""
Places = NDArray[np.int64]


class Reference(NamedTuple):
    """The pieces of a mention, `own`, and those of other mentions of the same, `meant`; or, with `but`, all
    pieces but those. Where not every mention is annotated, `among` are the pieces that are known to be
    of this one or of another: the rest counts neither way, and nothing but `alone` says that none is
    meant."""

    own: Places
    meant: Places
    but: bool = False
    among: Places | None = None
    alone: bool = False


@dataclass(frozen=True, eq=False)
class Columns:
    """Of n pieces and A attributions: `slots` (4, n) 0, 1, 2 for O, B, I; `holders` (A, 4, n) the pieces of
    each one's slots; `judged` (A,) whether an annotator looked; `acts`, `types`, `stances` (A,)."""

    slots: NDArray[np.int64]
    holders: NDArray[np.bool_]
    judged: NDArray[np.bool_]
    acts: NDArray[np.int64]
    types: NDArray[np.int64]
    stances: NDArray[np.int64]
    references: tuple[Reference, ...] = ()
    polarities: tuple[tuple[Places, int], ...] = ()


@dataclass(eq=False)
class _Draft:
    of: Pieces
    references: list[Reference] = field(default_factory=list)

    def places(self, spans: Iterable[Sequence[int]]) -> Places:
        """The pieces that touch the spans."""
        real = self.of.end > self.of.start
        found = [np.flatnonzero(real & (self.of.end > s) & (self.of.start < e)) for s, e in spans]
        return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)

    def chain(self, mentions: Sequence[tuple[Sequence[int], bool]], among: Places | None = None) -> None:
        """Every mention that asks becomes a reference to the others of its chain."""
        at = [self.places([span]) for span, _ in mentions]
        for number, (_, asks) in enumerate(mentions):
            own = at[number]
            if asks and 0 < len(own) <= LONGEST:
                others = [m for k, m in enumerate(at) if k != number]
                rest = np.setdiff1d(np.concatenate(others), own) if others else np.zeros(0, np.int64)
                self.references.append(Reference(own, rest, among=among))


def columns_of(article: dict[str, Any], of: Pieces) -> Columns:
    """What an article's own keys teach: labelled attributions, mentions, a GAP pronoun, polarities."""
    draft = _Draft(of)
    attributions = article.get("attributions") or []
    labelled = [a for a in attributions if "act" in a]
    slots, holders = _slots(draft, attributions)
    if article.get("mentions"):
        _gum(draft, article["mentions"])
    if article.get("pronoun"):
        _gap(draft, article)
    if labelled:
        _speakers(draft, article["text"], labelled)
    return Columns(
        slots,
        holders,
        np.array(["act" in a for a in attributions], dtype=bool),
        _numbers(attributions, "act", ACTS),
        _numbers(attributions, "type", TYPES),
        _numbers(attributions, "stance", STANCES),
        tuple(draft.references),
        tuple((draft.places([t["span"]]), POLARITY[t["polarity"]]) for t in article.get("targets", ())),
    )


def _numbers(attributions: Sequence[dict[str, Any]], key: str, names: tuple[str, ...]) -> NDArray[np.int64]:
    return np.array([names.index(a[key]) if a.get(key) else IGNORE for a in attributions], dtype=np.int64)


def _slots(
    draft: _Draft, attributions: Sequence[dict[str, Any]]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    slots = np.full((len(SLOTS), len(draft.of)), IGNORE, dtype=np.int64)
    holders = np.zeros((len(attributions), len(SLOTS), len(draft.of)), dtype=bool)
    judged = [a for a in attributions if "act" in a]
    if judged and len(judged) == len(attributions):
        slots[:] = 0
    for number, attribution in enumerate(attributions):
        for r, role in enumerate(SLOTS):
            for span in attribution.get(role, ()):
                inside = draft.places([span])
                if len(inside):
                    slots[r, inside] = 2
                    slots[r, inside[0]] = 1
                    holders[number, r, inside] = True
            if role == "target" and attribution.get("also"):
                holders[number, r, draft.places(attribution["also"])] = True
    return slots, holders


def _gum(draft: _Draft, mentions: Sequence[dict[str, Any]]) -> None:
    chains: dict[str, list[dict[str, Any]]] = {}
    for mention in mentions:
        chains.setdefault(mention["entity"], []).append(mention)
    for chain in chains.values():
        draft.chain([(m["span"], len(chain) > 1 or m["form"] == "pronoun") for m in chain])


def _gap(draft: _Draft, record: dict[str, Any]) -> None:
    """A pronoun and two names: the pieces of the one it means, or all but theirs."""
    text = record["text"]
    own = draft.places([record["pronoun"]["span"]])
    named = {k: draft.places(same_words(text, record[k]["text"])) for k in ("a", "b")}
    meant = [k for k in ("a", "b") if record[k]["coref"]]
    if meant:
        places = np.concatenate([named[k] for k in meant])
        draft.references.append(Reference(own, np.setdiff1d(places, own)))
    else:
        places = np.union1d(np.union1d(named["a"], named["b"]), own)
        draft.references.append(Reference(own, places, but=True))


def same_words(text: str, words: str, surname: bool = True) -> list[tuple[int, int]]:
    """The places of a name and, with `surname`, of its last word alone."""
    last = words.split()[-1]
    options = {words, last} if surname and len(last) > 2 else {words}
    pattern = "|".join(re.escape(w) for w in sorted(options, key=len, reverse=True))
    return [m.span() for m in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text)]


def _speakers(draft: _Draft, text: str, labelled: Sequence[dict[str, Any]]) -> None:
    """Sources of one speaker are one chain, with the places where its name stands. His other mentions are
    not annotated: a source is told apart from those of other speakers alone. A cue without a source asks for
    itself."""
    chains: dict[tuple[str, bool], list[list[int]]] = {}
    for attribution in labelled:
        if attribution.get("speaker") and attribution["source"]:
            person = attribution["type"] == "person"
            chains.setdefault((attribution["speaker"], person), []).append(attribution["source"][0])
    told = []
    for (name, person), sources in chains.items():
        unique = list(dict.fromkeys(map(tuple, sources)))
        named = [
            span
            for span in same_words(text, name, person)
            if not any(s < span[1] and span[0] < e for s, e in unique)
        ]
        told.append([(s, True) for s in unique] + [(s, False) for s in named])
    among = draft.places([span for chain in told for span, _ in chain])
    for chain in told:
        draft.chain(chain, among)
    by_name = dict(zip((name for name, _ in chains), told, strict=True))
    for attribution in labelled:
        if not attribution["source"] and attribution["cue"]:
            meant = draft.places([span for span, _ in by_name.get(attribution["speaker"], ())])
            own = draft.places(attribution["cue"])[:LONGEST]
            if len(own) and (len(meant) or not attribution["speaker"]):
                draft.references.append(
                    Reference(own, np.setdiff1d(meant, own), among=among, alone=not len(meant))
                )


def window_of(columns: Columns, keep: NDArray[np.bool_], start: int, end: int) -> Columns:
    """The columns of pieces [start, end) and the attributions of `keep`, framed by two pieces more."""
    references = [
        Reference(
            r.own - start + 1,
            inside(r.meant, start, end),
            r.but,
            None if r.among is None else inside(r.among, start, end),
            r.alone,
        )
        for r in columns.references
        if len(r.own) and r.own[0] >= start and r.own[-1] < end
    ]
    step = max(1, -(-len(references) // MOST))
    return Columns(
        np.pad(columns.slots[:, start:end], ((0, 0), (1, 1)), constant_values=IGNORE),
        np.pad(columns.holders[keep, :, start:end], ((0, 0), (0, 0), (1, 1))),
        columns.judged[keep],
        columns.acts[keep],
        columns.types[keep],
        columns.stances[keep],
        tuple(references[::step]),
        tuple((p - start + 1, c) for p, c in columns.polarities if len(p) and start <= p[0] <= p[-1] < end),
    )


def inside(places: Places, start: int, end: int) -> Places:
    return places[(places >= start) & (places < end)] - start + 1


def kept_back(document: dict[str, Any]) -> bool:
    """Whether a document of GUM's training part is held back for measuring."""
    return int(hashlib.sha256(document["id"].encode()).hexdigest(), 16) % HELD_BACK == 0
