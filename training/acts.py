"""Teach a network acts, and let it forget nothing else.

    python -m training.acts WEIGHTS.pt OUT.pt --data DATA --labels LABELS --acts ACTS ...
        --passages FOLDER ... --tokenizer FILE

Of the articles that the network learned its acts from it knows the acts by heart, so it learns them from
others: ACTS are told statements in articles of other sets, FOLDER has our own passages (evaluation.passages),
and of LABELS, the articles learned from, some are told again at a lower weight. All that the network says
beside acts is held to what it said before (Li and Hoiem 2016, learning without forgetting). The cue table's
word counts as it does in the program. Given again, the command goes on from its last checkpoint.
"""

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from evaluation.passages import passages
from onrecord.attribution.quoting import unquoted
from onrecord.encoder.scores import PARTS
from onrecord.encoder.windows import CLS, SEP, Cutter, Pieces, pieces, windows
from onrecord.encoder.windows import Window as Bounds
from onrecord.encoder.wordpiece import word_pieces
from onrecord.meaning.acts import ACTS, act_by_cue
from onrecord.nouns import Span
from training.augment import augmented
from training.calibration import KEPT
from training.corpora import articles, held_out, labelled_articles
from training.losses import Told, mean_over, told
from training.network import Network, load
from training.teach import unlabelled
from training.train import LENGTHS, Run, finish, freeze, prepared

LEARNED_FROM = 0.3
"""What a statement that the network learned from counts beside one that it did not."""
SHARE = 0.4
"""How many of the articles learned from an epoch tells again."""
TORN = (0.7, 0.3)
"""The chances of the likelier and the other of two acts between which the label is torn."""
BY_TEACHER = 0.6
"""What the teacher's word counts beside the label, where there is a teacher."""
OTHER_MARKS = 0.3
"""How many of the articles are told in other quotation marks than their own."""
ALONE = 0.15
"""How many of the contents are also shown by themselves, as the program reads them again for what stands
within them: nothing is told of them, but they are held to what was said of them before."""
LEAST_ALONE = 12
"""Pieces of a content that is shown by itself, at least."""
STEP = 32
HEADS = ("acts", "acts_told")
"""The columns that tell acts: at a cue, and over a content."""
Json = dict[str, Any]


class Statement(NamedTuple):
    """The pieces of its cue and content; the chances of its act and the cue table's word, (13,) each."""

    cue: NDArray[np.int64]
    content: NDArray[np.int64]
    act: NDArray[np.float32]
    by_cue: NDArray[np.float32]

    def within(self, w: Bounds) -> "Statement":
        """As much of it as stands in a window, counted from the window's frame."""
        cue, content = (p[(p >= w.start) & (p < w.end)] - w.start + 1 for p in (self.cue, self.content))
        return self._replace(cue=cue, content=content)


@dataclass(frozen=True, eq=False)
class Window:
    """Framed pieces, (T,) each, and the statements that stand in them."""

    ids: NDArray[np.int64]
    surface: NDArray[np.int64]
    statements: list[Statement]
    weight: float


def chances(act: str | Sequence[str]) -> NDArray[np.float32]:
    """The chances (13,) of an act, or of two between which the label is torn."""
    out = np.zeros(len(ACTS), np.float32)
    acts = [act] if isinstance(act, str) else list(act)
    for each, share in zip(acts, TORN if len(acts) > 1 else (1.0,), strict=True):
        out[ACTS.index(each)] = share
    return out


def learned_from(data: Path, labels: Path) -> list[Json]:
    """The training articles whose acts the network learned from; none that are held out."""
    corpus = labelled_articles(articles(data / "polnear/train.jsonl.gz"), labels)
    held = {each["id"] for each in held_out(corpus)}
    told_of = [
        {**each, "attributions": [a for a in each["attributions"] if a.get("act")]}
        for each in corpus
        if each["id"] not in held
    ]
    return [each for each in told_of if each["attributions"]]


def never_met(data: Path, files: Sequence[Path]) -> Iterator[Json]:
    """The articles whose acts the network did not learn from, with the statements that are told of them."""
    texts = {each["id"]: each["text"] for each in unlabelled(data)}
    for name, file in (
        ("plover_gsr", "plover_gsr/dev.jsonl.gz"),
        ("newsmtsc", "newsmtsc/train.jsonl.gz"),
        ("polnear", "polnear/train.jsonl.gz"),
    ):
        texts |= {f"{name}/{each['id']}": each["text"] for each in articles(data / file)}
    told_of: dict[str, list[Json]] = {}
    for each in (article for file in files for article in articles(file)):
        told_of.setdefault(each["id"], []).extend(each["statements"])
    for name, statements in told_of.items():
        yield {"id": name, "text": texts[name], "attributions": statements}


def cut(article: Json, tokenizer: Cutter, length: int, weight: float) -> Iterator[Window]:
    """An article's windows that have statements: such whose cue and half of whose content stand in them."""
    of = pieces(article["text"], tokenizer)
    statements = [statement_of(each, article["text"], of) for each in article["attributions"]]
    for w in windows(of, length):
        kept = [
            part
            for whole, part in ((s, s.within(w)) for s in statements)
            if len(part.cue) == len(whole.cue) and 2 * len(part.content) >= len(whole.content) > 0
        ]
        if kept:
            yield framed(of, w, kept, weight)


def framed(of: Pieces, w: Bounds, statements: list[Statement], weight: float) -> Window:
    """A window of an article's pieces between the two that frame it."""
    ids = np.concatenate([[CLS], of.ids[w.start : w.end], [SEP]])
    return Window(ids, np.pad(of.surface[w.start : w.end], 1), statements, weight)


def alone(article: Json, tokenizer: Cutter, rng: random.Random) -> Iterator[Window]:
    """Contents by themselves, without their quotation marks, those that need one window."""
    for each in article["attributions"]:
        if rng.random() < ALONE:
            start, end = max(each["content"], key=lambda span: span[1] - span[0])
            of = pieces(article["text"], tokenizer, [unquoted(article["text"], Span(start, end))])
            if LEAST_ALONE <= len(of) <= max(LENGTHS):
                (w,) = windows(of, len(of) + 2)
                yield framed(of, w, [], 0.0)


def statement_of(told_of: Json, text: str, of: Pieces) -> Statement:
    """The pieces of an attribution's cue and content, with its act."""
    real = of.end > of.start

    def places(spans: Sequence[Sequence[int]]) -> NDArray[np.int64]:
        found = [np.flatnonzero(real & (of.end > s) & (of.start < e)) for s, e in spans]
        return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)

    act = chances(told_of["act"])
    if "taught" in told_of:
        act = (1 - BY_TEACHER) * act + BY_TEACHER * told_of["taught"]
    by_cue = said_by_cue(" ".join(text[s:e] for s, e in told_of["cue"]))
    return Statement(places(told_of["cue"]), places(told_of["content"]), act, by_cue)


def said_by_cue(words: str) -> NDArray[np.float32]:
    """What the cue table's word adds to the logits of the acts (13,), as in the program."""
    out = np.zeros(len(ACTS), np.float32)
    word = act_by_cue(words)
    out[ACTS.index(word)] = KEPT * (word != "state")
    return out


def planned(args: argparse.Namespace) -> list[list[Window]]:
    """All batches of the run: windows of like length, of about `args.batch` pieces."""
    tokenizer = word_pieces(args.tokenizer)
    again = learned_from(args.data, args.labels)
    new = [*never_met(args.data, args.acts), *(a for folder in args.passages for a in passages(folder))]
    if args.teacher:
        scores = np.load(args.teacher)
        for each in (each for each in (*again, *new) if each["id"] in scores):
            told_of = zip(each["attributions"], scores[each["id"]], strict=True)
            each["attributions"] = [{**a, "taught": taught} for a, taught in told_of]
    count = [sum(len(each["attributions"]) for each in part) for part in (again, new)]
    print(f"{count[0]} statements learned from, {count[1]} others", flush=True)
    out: list[list[Window]] = []
    for epoch in range(args.epochs):
        rng = random.Random(args.seed * 1000 + epoch)
        by_length: dict[int, list[Window]] = {}
        chosen = [(each, LEARNED_FROM) for each in again if rng.random() < SHARE]
        for article, weight in [*chosen, *((each, 1.0) for each in new)]:
            turned = augmented(article, rng) if rng.random() < OTHER_MARKS else article
            windows_of = [*cut(turned, tokenizer, rng.choice(LENGTHS), weight)]
            windows_of += alone(turned, tokenizer, rng) if args.keep else []
            for window in windows_of:
                by_length.setdefault(-(-len(window.ids) // STEP) * STEP, []).append(window)
        those: list[list[Window]] = []
        for length, group in sorted(by_length.items()):
            rng.shuffle(group)
            rows = max(1, args.batch // length)
            those += [group[i : i + rows] for i in range(0, len(group), rows)]
        rng.shuffle(those)
        out += those
    return out


def tensors(batch: list[Window]) -> dict[str, Tensor]:
    """A batch padded to a multiple of STEP pieces."""
    length = -(-max(len(w.ids) for w in batch) // STEP) * STEP
    most = max(1, *(len(w.statements) for w in batch))
    shape = (len(batch), most)
    out = {
        "ids": np.zeros((len(batch), length), np.int64),
        "surface": np.zeros((len(batch), length), np.int64),
        "mask": np.zeros((len(batch), length), bool),
        "cue": np.zeros((*shape, length), np.float32),
        "content": np.zeros((*shape, length), np.float32),
        "act": np.zeros((*shape, len(ACTS)), np.float32),
        "by_cue": np.zeros((*shape, len(ACTS)), np.float32),
        "weight": np.zeros(shape, np.float32),
    }
    for row, w in enumerate(batch):
        out["ids"][row, : len(w.ids)] = w.ids
        out["surface"][row, : len(w.ids)] = w.surface
        out["mask"][row, : len(w.ids)] = True
        for k, s in enumerate(w.statements):
            out["cue"][row, k, s.cue] = 1
            out["content"][row, k, s.content] = 1
            out["act"][row, k], out["by_cue"][row, k] = s.act, s.by_cue
            out["weight"][row, k] = w.weight
    return {key: torch.from_numpy(array) for key, array in out.items()}


def act_logits(of: Told, t: dict[str, Tensor]) -> Tensor:
    """What is said of each statement's act (B, A, 13), as the program reads it."""
    at_cue, over = mean_over(of.columns["acts"], t["cue"]), mean_over(of.columns["acts_told"], t["content"])
    return at_cue + over + t["by_cue"]


def act_loss(ours: Told, t: dict[str, Tensor]) -> Tensor:
    """Cross-entropy of the acts."""
    wrong = -(t["act"] * act_logits(ours, t).log_softmax(-1)).sum(-1)
    return (wrong * t["weight"]).sum() / t["weight"].sum().clamp(min=1e-3)


def forgotten(ours: Told, before: Told, mask: Tensor) -> Tensor:
    """How far all but the acts is from what the network said before: the divergence of the tags, of the rest
    the mean square as a share of its variance."""
    tags = before.tags[..., :7].log_softmax(-1)
    gone = (tags.exp() * (tags - ours.tags[..., :7].log_softmax(-1))).sum(-1)[mask].mean()
    parts = [name for name in PARTS if name not in HEADS]
    total = 3 * gone
    for one, other in (
        (ours.tags[..., 7:], before.tags[..., 7:]),
        (ours.links.flatten(2), before.links.flatten(2)),
        (torch.cat([ours.columns[p] for p in parts], -1), torch.cat([before.columns[p] for p in parts], -1)),
        (ours.aims.flatten(2), before.aims.flatten(2)),
        (ours.references.flatten(2), before.references.flatten(2)),
    ):
        total = total + ((one[mask] - other[mask]) ** 2).mean() / other[mask].var().clamp(min=1e-3)
    return total


def started(args: argparse.Namespace, total: int) -> Run:
    """The network with what is frozen; only the columns' heads learn at a rate of their own."""
    network = load(args.weights)
    freeze(network, args.freeze_layers, words=True)
    if args.heads:
        network.requires_grad_(False)
        own = torch.cat([torch.full((width,), float(name in HEADS)) for name, width in PARTS.items()])
        for parameter, mask in ((network.columns.weight, own[:, None]), (network.columns.bias, own)):
            parameter.requires_grad_(True)
            parameter.register_hook(partial(torch.mul, mask))
    # A head that is masked must not decay either.
    return prepared(network, args, total, ("columns",), 0.0 if args.heads else 0.01)


def loss_of(network: Network, before: Network, t: dict[str, Tensor], keep: float) -> Tensor:
    with torch.autocast("cpu", torch.bfloat16):
        ours = told(network(t["ids"], t["surface"], t["mask"]))
        if not keep:
            return act_loss(ours, t)
        with torch.no_grad():
            theirs = told(before(t["ids"], t["surface"], t["mask"]))
    return act_loss(ours, t) + keep * forgotten(ours, theirs, t["mask"])


def train(args: argparse.Namespace) -> None:
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    plan = planned(args)
    run, before = started(args, len(plan)), load(args.weights).eval()
    finish(run, plan, lambda batch: loss_of(run.network, before, tensors(batch), args.keep), args)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the data sets")
    parser.add_argument("--labels", type=Path, required=True, help="labels of PolNeAR's statements")
    parser.add_argument("--acts", type=Path, nargs="+", required=True, help="acts of other statements")
    parser.add_argument("--passages", type=Path, nargs="+", required=True, help="folders of marked passages")
    parser.add_argument("--teacher", type=Path, help="what training.act_scores wrote")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch", type=int, default=1536, help="pieces")
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3, help="of the columns' heads")
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--heads", action="store_true", help="train the heads of acts, and nothing else")
    parser.add_argument("--freeze-layers", type=int, default=0, help="so many, and what is below")
    parser.add_argument("--keep", type=float, default=1.0, help="what counts that nothing else changes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--keep-every", type=int, default=200, help="steps between checkpoints")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
