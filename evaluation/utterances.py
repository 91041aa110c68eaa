"""Score utterances on pairs of quotations: python -m evaluation.utterances PAIRS.jsonl[.gz] [--json] [--fit]

Each line holds `a` and `b` with their `text`, the `label` (same or different: is it one utterance, whole or
in part, in whatever wording?), the `kind` (identical, trimmed, reworded or different) and the `event`.
Printed are precision, recall and F1 of "same", over all pairs and over the reworded and different ones
alone. With --fit, the model of the alignment is learned on the file instead: the coefficients, and what
they reach where each event's pairs are decided by the pairs of all others.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.corpora import articles
from evaluation.metrics import F1
from onrecord.utterance.alignment import aligned, figures
from onrecord.utterance.wording import wording_of

HARD = frozenset(("reworded", "different"))
RIDGE = 1.0
"""Of the coefficients, as for figures of unit variance."""
ROUNDS = 50
Vector = NDArray[np.float64]


def decisions(pairs: Iterable[dict[str, Any]]) -> list[bool]:
    """Of each pair, whether the program takes it for one utterance."""
    wordings = [(wording_of(pair["a"]["text"]), wording_of(pair["b"]["text"])) for pair in pairs]
    return [aligned(a, b).relation != "different" for a, b in wordings]


def scored(pairs: Sequence[dict[str, Any]], said: Sequence[bool]) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of "same", over all pairs and over the hard ones."""
    hard = [pair["kind"] in HARD for pair in pairs]
    return {
        "same": _f1(pairs, said, [True] * len(pairs)),
        "reworded_or_different": _f1(pairs, said, hard),
    }


def _f1(pairs: Sequence[dict[str, Any]], said: Sequence[bool], counted: Sequence[bool]) -> dict[str, float]:
    those = [(pair["label"] == "same", mine) for pair, mine, c in zip(pairs, said, counted, strict=True) if c]
    found = F1(sum(g and m for g, m in those), sum(m for _, m in those), sum(g for g, _ in those))
    return {name: round(getattr(found, name), 4) for name in ("precision", "recall", "f1")}


def table_of(pairs: Iterable[dict[str, Any]]) -> Vector:
    """A row a pair: one, and the model's figures."""
    rows = []
    for pair in pairs:
        one, other = wording_of(pair["a"]["text"]), wording_of(pair["b"]["text"])
        found = aligned(one, other)
        rows.append((1.0, *figures(one, other, (*found.kept, *found.moved))))
    return np.array(rows)


def fitted(table: Vector, gold: Vector) -> Vector:
    """The coefficients of a logistic model with a ridge, by Newton's method."""
    mean, spread = table.mean(0), table.std(0) + 1e-9
    mean[0], spread[0] = 0.0, 1.0
    known = (table - mean) / spread
    ridge = RIDGE * np.eye(table.shape[1])
    ridge[0, 0] = 1e-9
    found = np.zeros(table.shape[1])
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-known @ found))
        slope = known.T @ (chance - gold) + ridge @ found
        found -= np.linalg.solve((known.T * (chance * (1 - chance))) @ known + ridge, slope)
    found /= spread
    found[0] -= (found[1:] * mean[1:]).sum()
    return found


def cross_validated(pairs: Sequence[dict[str, Any]]) -> list[bool]:
    """The decision on each pair by a model of all other events' pairs."""
    table, gold = table_of(pairs), np.array([float(pair["label"] == "same") for pair in pairs])
    events = np.array([pair["event"] for pair in pairs])
    said = np.zeros(len(pairs), bool)
    for event in sorted(set(events)):
        here = events == event
        said[here] = table[here] @ fitted(table[~here], gold[~here]) > 0
    return [bool(each) for each in said]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pairs", type=Path)
    parser.add_argument("--json", action="store_true", help="one object on one line")
    parser.add_argument("--fit", action="store_true", help="learn the model, and cross-validate over events")
    parser.add_argument("--out", type=Path, help="write the pairs that were decided wrongly")
    args = parser.parse_args()
    pairs = list(articles(args.pairs))
    said = cross_validated(pairs) if args.fit else decisions(pairs)
    if args.out:
        wrong = [p for p, mine in zip(pairs, said, strict=True) if mine != (p["label"] == "same")]
        args.out.write_text("".join(json.dumps(p, ensure_ascii=False) + "\n" for p in wrong), "utf-8")
    found = scored(pairs, said)
    if args.json:
        print(json.dumps(found))
        return
    for name, measures in found.items():
        print(f"{name:24}" + "  ".join(f"{key} {value:.4f}" for key, value in measures.items()))
    if args.fit:
        gold = np.array([float(pair["label"] == "same") for pair in pairs])
        print("coefficients", *np.round(fitted(table_of(pairs), gold), 2))


if __name__ == "__main__":
    main()
