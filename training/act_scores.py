"""A teacher's acts for a student: python -m training.act_scores TEACHER.pt OUT.npz --help.

Scores every statement that training.acts teaches, once, in the window where most of it stands. OUT has the
chances of the thirteen acts by article, (statements, 13) each in the order of its statements.
"""

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from evaluation.passages import passages
from onrecord.encoder.windows import Cutter, pieces, windows
from onrecord.encoder.wordpiece import word_pieces
from onrecord.meaning.acts import ACTS
from training.acts import (
    Statement,
    Window,
    act_logits,
    framed,
    learned_from,
    never_met,
    statement_of,
    tensors,
)
from training.losses import told
from training.network import Network, load

BATCH = 16
"""Windows scored at once."""


def placed(article: dict[str, Any], tokenizer: Cutter, length: int) -> list[tuple[Window, list[int]]]:
    """Windows with the statements that are best told there, and their numbers."""
    of = pieces(article["text"], tokenizer)
    cut = list(windows(of, length))
    best: dict[int, list[tuple[int, Statement]]] = {}
    for number, each in enumerate(article["attributions"]):
        statement = statement_of(each, article["text"], of)
        places = np.concatenate([statement.cue, statement.content])
        # A cue's piece counts three, since it tells most; then the window where it stands most inward.
        worth = np.concatenate([np.full(len(statement.cue), 3), np.ones(len(statement.content))])
        inside = [(worth[(places >= w.start) & (places < w.end)].sum(), k) for k, w in enumerate(cut)]
        middle = places.mean() if len(places) else 0.0
        most = max(score for score, _ in inside)
        at = min((abs(cut[k].start + cut[k].end - 2 * middle), k) for score, k in inside if score == most)[1]
        best.setdefault(at, []).append((number, statement))
    return [
        (framed(of, cut[at], [s.within(cut[at]) for _, s in those], 1.0), [number for number, _ in those])
        for at, those in best.items()
    ]


def scored(
    network: Network, corpus: list[dict[str, Any]], tokenizer: Cutter, length: int
) -> dict[str, NDArray[np.float32]]:
    """The chances of the acts of all statements, by article."""
    out = {a["id"]: np.zeros((len(a["attributions"]), len(ACTS)), np.float32) for a in corpus}
    parts = [(a["id"], *part) for a in corpus for part in placed(a, tokenizer, length)]
    parts.sort(key=lambda part: len(part[1].ids))
    for first in range(0, len(parts), BATCH):
        batch = parts[first : first + BATCH]
        t = tensors([window for _, window, _ in batch])
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            said = told(network(t["ids"], t["surface"], t["mask"]))
        chances = act_logits(said, t).softmax(-1).numpy()
        for row, (article, _, numbers) in enumerate(batch):
            out[article][numbers] = chances[row, : len(numbers)]
        if first // BATCH % 50 == 0:
            print(f"{first} of {len(parts)} windows", flush=True)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("teacher", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the data sets")
    parser.add_argument("--labels", type=Path, required=True, help="labels of PolNeAR's statements")
    parser.add_argument("--acts", type=Path, nargs="+", required=True, help="acts of other statements")
    parser.add_argument("--passages", type=Path, nargs="+", required=True, help="folders of marked passages")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--window", type=int, default=160)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    corpus = [
        *learned_from(args.data, args.labels),
        *never_met(args.data, args.acts),
        *(article for folder in args.passages for article in passages(folder)),
    ]
    found = scored(load(args.teacher).eval(), corpus, word_pieces(args.tokenizer), args.window)
    np.savez(args.out, **found)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
