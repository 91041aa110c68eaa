"""Fit the heads of acts once more, on statements that the network learned nothing from.

    python -m training.readout WEIGHTS.pt OUT.pt --data DATA --labels LABELS --acts ACTS --tokenizer FILE

What the network learned its acts from it knows by heart: of those articles its heads are all but always
right, so more of them teach the heads nothing. Of articles that were never labelled it knows the words
alone. ACTS has acts of statements in such articles, of other outlets and other countries' politics; LABELS
those of the articles learned from, which count a tenth. A change of the heads' weights is fitted to both,
kept near nothing (ridge), the cue table's word taken into account as the program does. No other head
changes.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from onrecord.encoder.scores import PARTS
from onrecord.encoder.windows import Cutter, Pieces, pieces
from onrecord.encoder.wordpiece import word_pieces
from onrecord.meaning.acts import ACTS
from onrecord.nouns import Span
from training.acts import learned_from, never_met, said_by_cue
from training.network import Network, load, save
from training.teach import scored

LEARNED_FROM = 0.1
"""What a statement that the network learned from counts beside one that it did not."""
RIDGE = 0.01
"""Of 0.03, 0.01 and 0.003 dev and the articles held out say the same within a point."""
STEPS = 150
Statement = tuple[list[Span], list[Span], int]
"""Cue, content, and the act as its number."""


class Table:
    """What the heads see of statements, what they said of them, and what is right."""

    def __init__(self) -> None:
        self.features: list[NDArray[np.float32]] = []
        self.said: list[NDArray[np.float32]] = []
        self.right: list[int] = []
        self.weights: list[float] = []

    def add(
        self,
        network: Network,
        article: dict[str, Any],
        cutter: Cutter,
        weight: float,
        window: int,
    ) -> None:
        text = article["text"]
        hidden = scored(network, text, cutter, window)[0].astype(np.float32)
        of = pieces(text, cutter)
        for cue, content, act in statements_of(article):
            self.features.append(np.concatenate([_mean(of, hidden, cue), _mean(of, hidden, content)]))
            self.said.append(said_by_cue(" ".join(span.of(text) for span in cue)))
            self.right.append(act)
            self.weights.append(weight)


class Hidden(torch.nn.Module):
    """A network that tells its last hidden states and nothing else."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, *given: torch.Tensor) -> tuple[torch.Tensor]:
        return (self.network.hidden(*given),)


def _mean(of: Pieces, hidden: NDArray[np.float32], spans: Sequence[Span]) -> NDArray[np.float32]:
    """The mean over the pieces of spans, and 1 for the bias; zeros where there are none."""
    inside = [hidden[slice(*of.within(span))] for span in spans]
    met = np.concatenate(inside) if inside else hidden[:0]
    out = np.zeros(hidden.shape[1] + 1, np.float32)
    if len(met):
        out[:-1], out[-1] = met.mean(axis=0), 1
    return out


def statements_of(article: dict[str, Any]) -> list[Statement]:
    """The statements of an article whose acts are told."""
    out = []
    for told in article["attributions"]:
        cue, content = ([Span(*span) for span in told[role]] for role in ("cue", "content"))
        out.append((cue, content, ACTS.index(told["act"])))
    return out


def fitted(table: Table, network: Network) -> torch.Tensor:
    """What is to be added to the heads of acts, (2 × (hidden + 1), acts): at the cue, then over content."""
    features = torch.tensor(np.array(table.features))
    right, weights = torch.tensor(table.right), torch.tensor(table.weights)
    said = torch.tensor(np.array(table.said), dtype=torch.float32) + features @ _heads(network)
    change = torch.zeros(features.shape[1], len(ACTS), requires_grad=True)
    steps = torch.optim.LBFGS([change], max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        steps.zero_grad()
        wrong = functional.cross_entropy(said + features @ change, right, reduction="none")
        total = (weights * wrong).sum() / weights.sum() + RIDGE * (change**2).sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    steps.step(loss)
    return change.detach()


def _rows() -> tuple[slice, slice]:
    """The heads of acts among the columns: by a cue's pieces and by a content's."""
    at = {}
    begin = 0
    for name, width in PARTS.items():
        at[name] = slice(begin, begin + width)
        begin += width
    return at["acts"], at["acts_told"]


def _heads(network: Network) -> torch.Tensor:
    heads = network.columns
    parts = [torch.cat([heads.weight[rows], heads.bias[rows, None]], dim=1).T for rows in _rows()]
    return torch.cat(parts).detach()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the data sets")
    parser.add_argument("--labels", type=Path, required=True, help="labels of PolNeAR's statements")
    parser.add_argument("--acts", type=Path, required=True, help="acts of statements of other sets")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--window", type=int, default=160)
    args = parser.parse_args()
    torch.set_num_threads(1)
    network, cutter = load(args.weights).eval(), word_pieces(args.tokenizer)
    hidden, table = Hidden(network), Table()
    for article in never_met(args.data, [args.acts]):
        table.add(hidden, article, cutter, 1.0, args.window)  # type: ignore[arg-type]
    print(f"{len(table.right)} statements never met")
    for article in learned_from(args.data, args.labels):
        table.add(hidden, article, cutter, LEARNED_FROM, args.window)  # type: ignore[arg-type]
    print(f"{len(table.right)} statements in all")
    change = fitted(table, network)
    half = len(change) // 2
    with torch.no_grad():
        for rows, part in zip(_rows(), (change[:half], change[half:]), strict=True):
            network.columns.weight[rows] += part[:-1].T
            network.columns.bias[rows] += part[-1]
    save(network, args.out)


if __name__ == "__main__":
    main()
