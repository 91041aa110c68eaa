"""Training material: PolNeAR's articles as windows with labels, and unlabelled articles of other outlets."""

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from onrecord.encoder.windows import CLS, SEP, Cutter, Pieces, pieces, windows
from training.columns import Columns, columns_of, kept_back, window_of

ROLES = ("source", "cue", "content")
IGNORE = -100
Lesson = tuple[NDArray[np.float16], ...]
"""What a teacher scored, (n, …) each, in the order in which the network gives it."""
TAUGHT = ("tags", "links", "columns", "aims", "references")
"""What a teacher's scores are called, in the order in which the network gives them."""
STRAIGHT = str.maketrans({"\u2019": "'", "\u2018": "'", "\u00a0": " "})
HOLD_OUT = 14
"""Every so-manieth training article is held out from students: 60 of 840."""


def articles(path: Path) -> list[dict[str, Any]]:
    """The articles of a JSON lines file, compressed or not."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def held_out(corpus: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The training articles that no student sees: its confidence is learned on them."""
    return corpus[::HOLD_OUT]


@dataclass(frozen=True, eq=False)
class Labelled:
    """An article's pieces with tags (n,), and for each attribution its pieces by role (A, 3, n) bool.

    `gold`: whether the tags are an annotator's; `columns`: what else is taught.
    """

    pieces: Pieces
    tags: NDArray[np.int64]
    members: NDArray[np.bool_]
    gold: bool = True
    teacher: Lesson | None = None
    columns: Columns | None = None


def labelled(article: dict[str, Any], tokenizer: Cutter) -> Labelled:
    of = pieces(article["text"], tokenizer)
    tags = np.zeros(len(of), dtype=np.int64)
    attributions = article.get("attributions") or []
    members = np.zeros((len(attributions), 3, len(of)), dtype=bool)
    real = of.end > of.start
    for number, attribution in enumerate(attributions):
        for r, role in enumerate(ROLES):
            for s, e in attribution[role]:
                inside = np.flatnonzero(real & (of.end > s) & (of.start < e))
                if len(inside):
                    tags[inside] = 2 * r + 2
                    tags[inside[0]] = 2 * r + 1
                    members[number, r, inside] = True
    for s, e in article.get("discard", []):
        tags[(of.start >= s) & (of.end <= e)] = IGNORE
    return Labelled(of, tags, members, "attributions" in article, columns=columns_of(article, of))


@dataclass(frozen=True, eq=False)
class Example:
    """One window, framed: ids, surface, tags (T,); members (A, 3, T)."""

    ids: NDArray[np.int64]
    surface: NDArray[np.int64]
    tags: NDArray[np.int64]
    members: NDArray[np.bool_]
    gold: bool
    teacher: Lesson | None
    columns: Columns | None


def examples(of: Labelled, length: int) -> Iterator[Example]:
    for w in windows(of.pieces, length):
        part = slice(w.start, w.end)
        members = of.members[:, :, part]
        keep = members.any(axis=(1, 2))
        frame = ((0, 0), (0, 0), (1, 1))
        yield Example(
            np.concatenate([[CLS], of.pieces.ids[part], [SEP]]),
            np.pad(of.pieces.surface[part], 1),
            np.pad(of.tags[part], 1, constant_values=IGNORE),
            np.pad(members[keep], frame),
            of.gold,
            None if of.teacher is None else tuple(_framed(scores[part]) for scores in of.teacher),
            None if of.columns is None else window_of(of.columns, keep, w.start, w.end),
        )


def _framed(scores: NDArray[np.float16]) -> NDArray[np.float16]:
    return np.pad(scores, [(1, 1)] + [(0, 0)] * (scores.ndim - 1))


def batches(material: list[Example], size: int, rng: random.Random, step: int = 64) -> list[list[Example]]:
    """Batches of about `size` pieces, of windows of like length (in steps of `step`), shuffled."""
    by_length: dict[int, list[Example]] = {}
    for example in material:
        by_length.setdefault(-(-len(example.ids) // step) * step, []).append(example)
    out = []
    for length, group in sorted(by_length.items()):
        rng.shuffle(group)
        rows = max(1, size // length)
        whole = len(group) // rows * rows
        out += [group[i : i + rows] for i in range(0, whole, rows)]
        # The last few fill up with others of their length, so that every batch has the same shape.
        if whole < len(group):
            rest = group[whole:]
            out.append((rest + [rng.choice(group) for _ in range(rows)])[:rows])
    rng.shuffle(out)
    return out


def _spelled(label: dict[str, Any], text: str) -> dict[str, Any]:
    """A label with its names as words."""
    names = {k: label[k] for k in ("speaker", "target_name") if isinstance(label.get(k), list)}
    return {**label, **{key: text[start:end] for key, (start, end) in names.items()}}


def labelled_articles(corpus: list[dict[str, Any]], labels: Path) -> list[dict[str, Any]]:
    """PolNeAR's articles, the labels put into the attributions of those that have them.

    A name that stands in the article is kept as its place there.
    """
    texts = {a["id"]: a["text"].translate(STRAIGHT) for a in corpus}
    known = {
        row["id"]: {i: _spelled(label, texts[row["id"]]) for i, label in row["labels"].items()}
        for row in articles(labels)
        if row["id"] in texts
    }
    return [
        {**a, "attributions": [{**x, **known[a["id"]].get(x["id"], {})} for x in a["attributions"]]}
        if a["id"] in known
        else a
        for a in corpus
    ]


def other_lessons(data: Path) -> list[dict[str, Any]]:
    """GUM (but what is held back), GAP and NewsMTSC as articles without attributions."""
    gum = [
        {"id": d["id"], "text": d["text"], "mentions": d["mentions"], "untagged": True}
        for d in articles(data / "gum/train.jsonl.gz")
        if not kept_back(d)
    ]
    gap = [{**r, "untagged": True} for r in articles(data / "gap/train.jsonl.gz")]
    polar = [{**r, "untagged": True} for r in articles(data / "newsmtsc/train.jsonl.gz")]
    return gum + gap + polar
