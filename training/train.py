"""Train the network: python -m training.train --help.

A run is resumed from its last checkpoint by the same command. Everything is drawn from the seed,
so a run on the same machine gives the same weights.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from onrecord.encoder.windows import Cutter
from onrecord.encoder.wordpiece import word_pieces
from training.augment import augmented, exchanged
from training.corpora import (
    TAUGHT,
    Example,
    Labelled,
    articles,
    batches,
    examples,
    held_out,
    labelled,
    labelled_articles,
    other_lessons,
)
from training.losses import losses
from training.network import HEADS, Dropout, Network, from_pretrained, load, save

LENGTHS = (256, 256, 256, 192, 128)


def taught(folder: Path, tokenizer: Cutter, known: Mapping[str, dict[str, Any]]) -> list[list[Labelled]]:
    """What training.teach wrote: for each article its versions, with the teacher's scores.

    The annotators' articles among them that are not in `known` are left out.
    """
    out: dict[str, list[Labelled]] = {}
    for file in sorted(folder.glob("articles*.jsonl")):
        number = file.stem.removeprefix("articles")
        scores = [np.load(folder / f"{name}{number}.npy", mmap_mode="r") for name in TAUGHT]
        at = 0
        for article in articles(file):
            one = labelled(article, tokenizer)
            part = slice(at, at + len(one.pieces))
            at = part.stop
            if not article.get("unlabelled") and article["id"] not in known:
                continue
            one = replace(
                one, gold=not article.get("unlabelled"), teacher=tuple(array[part] for array in scores)
            )
            out.setdefault(article["id"], []).append(one)
    return list(out.values())


def retold(versions: list[list[Labelled]], rng: random.Random, share: float) -> list[Example]:
    """An epoch's windows of taught articles, `share` of those that have one in another version."""
    out: list[Example] = []
    for those in versions:
        one = those[-1] if rng.random() < share else those[0]
        out += examples(one, rng.choice(LENGTHS))
    return out


def material(
    corpus: list[dict[str, Any]], tokenizer: Cutter, rng: random.Random, share: float, plain: float = 1.0
) -> list[Example]:
    """An epoch's windows; `share` of the articles in other marks than their own, `plain` of those that
    have tags alone."""
    out: list[Example] = []
    for article in corpus:
        columns = article.get("untagged") or any("act" in a for a in article["attributions"])
        if not columns and rng.random() >= plain:
            continue
        if article.get("untagged"):
            turned = exchanged(article) if article.get("pronoun") and rng.random() < 0.5 else article
        else:
            turned = augmented(article, rng) if rng.random() < share else article
        one = labelled(turned, tokenizer)
        out += examples(one, rng.choice(LENGTHS))
    return out


def planned(args: argparse.Namespace) -> list[list[Example]]:
    """All batches of the run."""
    tokenizer = word_pieces(args.tokenizer)
    corpus = articles(args.data / "polnear/train.jsonl.gz")
    if args.labels:
        corpus = labelled_articles(corpus, args.labels)
    if args.held_out:
        without = {a["id"] for a in held_out(corpus)}
        corpus = [a for a in corpus if a["id"] not in without]
    corpus = corpus[: args.limit or None]
    lessons = taught(args.teacher, tokenizer, {a["id"]: a for a in corpus}) if args.teacher else []
    others = other_lessons(args.data) if args.labels and not lessons else []
    out = []
    for e in range(args.epochs):
        rng = random.Random(args.seed * 1000 + e)
        if lessons:
            windows = retold(lessons, rng, args.augment)
        else:
            windows = material([*corpus, *others], tokenizer, rng, args.augment, args.plain)
        out += batches(windows, args.batch, rng)
    return out


@dataclass
class Run:
    """A network being trained; `save` and `resume` keep all that the next step depends on."""

    network: Network
    optimizer: torch.optim.Optimizer
    schedule: torch.optim.lr_scheduler.LambdaLR
    done: int = 0

    def save(self, checkpoint: Path) -> None:
        state = {
            "network": self.network.state_dict(),
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
            "done": self.done,
            "rng": torch.get_rng_state(),
        }
        torch.save(state, checkpoint.with_suffix(".part"))
        checkpoint.with_suffix(".part").replace(checkpoint)

    def resume(self, checkpoint: Path) -> None:
        saved = torch.load(checkpoint, weights_only=True)
        self.network.load_state_dict(saved["network"])
        self.optimizer.load_state_dict(saved["optimizer"])
        self.schedule.load_state_dict(saved["schedule"])
        self.done = saved["done"]
        torch.set_rng_state(saved["rng"])


def started(args: argparse.Namespace, total: int) -> Run:
    """The network with what is frozen, and how fast each part of it learns."""
    network = load(args.encoder) if args.encoder.is_file() else from_pretrained(args.encoder, args.layers)
    freeze(network, args.freeze_layers, words=args.freeze_words)
    return prepared(network, args, total, HEADS)


def freeze(network: Network, layers: int, *, words: bool) -> None:
    """Let the first so many layers and what is below them learn no more, or with `words` the words."""
    frozen = [network.words] if words or layers else []
    if layers:
        frozen += [network.positions, network.surfaces, network.norm, *network.layers[:layers]]
        frozen += [network.relative] if network.relative is not None else []
    for module in frozen:
        module.requires_grad_(False)


def prepared(
    network: Network, args: argparse.Namespace, total: int, heads: Sequence[str], decay: float = 0.01
) -> Run:
    """A run of so many steps; of what learns, the parts of these names learn at the heads' rate."""
    for part in network.modules():
        if isinstance(part, Dropout):
            part.p = args.dropout
    parts: dict[bool, list[torch.nn.Parameter]] = {True: [], False: []}
    for name, parameter in network.named_parameters():
        if parameter.requires_grad:
            parts[name.split(".")[0] in heads].append(parameter)
    optimizer = torch.optim.AdamW(
        [{"params": parts[False], "lr": args.rate}, {"params": parts[True], "lr": args.head_rate}],
        weight_decay=decay,
        fused=True,
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / (0.06 * total), max(0.0, (total - s) / (0.94 * total)))
    )
    return Run(network, optimizer, schedule)


def train(args: argparse.Namespace) -> None:
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    plan = planned(args)
    run = started(args, len(plan))
    finish(run, plan, lambda batch: losses(run.network, batch), args)


def finish(
    run: Run, plan: list[list[Any]], loss_of: Callable[[list[Any]], Tensor], args: argparse.Namespace
) -> None:
    """Learn from all batches, or from those after the last checkpoint, and save the network.

    A batch is a list of windows, each with its `ids`.
    """
    checkpoint = args.out.with_suffix(".checkpoint")
    if checkpoint.exists():
        run.resume(checkpoint)
    run.network.train()
    began, first, seen, running = time.time(), run.done, 0, 0.0
    for batch in plan[run.done :]:
        loss = loss_of(batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(run.network.parameters(), 1.0)
        run.optimizer.step()
        run.schedule.step()
        run.optimizer.zero_grad()
        run.done += 1
        seen += sum(len(e.ids) for e in batch)
        running = 0.98 * running + 0.02 * float(loss.detach()) if running else float(loss.detach())
        if run.done % 20 == 0:
            report(run.done, len(plan), running, seen, time.time() - began, run.done - first)
        if run.done % args.keep_every == 0 and run.done < len(plan):
            run.save(checkpoint)
    save(run.network, args.out)
    checkpoint.unlink(missing_ok=True)


def report(done: int, total: int, loss: float, seen: int, took: float, steps: int) -> None:
    left = (total - done) * took / steps / 60
    said = {"step": done, "of": total, "loss": round(loss, 4), "pieces_s": round(seen / took)}
    print(json.dumps({**said, "left_min": round(left, 1)}), flush=True)


def parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--encoder",
        type=Path,
        required=True,
        help="folder with model.safetensors and config.json, or weights of an earlier run",
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder of the data sets")
    parser.add_argument("--labels", type=Path, help="labels of PolNeAR's statements: teach the columns too")
    parser.add_argument("--teacher", type=Path, help="folder that training.teach wrote")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--layers", type=int)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch", type=int, default=2048, help="pieces")
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--augment", type=float, default=0.3)
    parser.add_argument("--plain", type=float, default=1.0, help="share of articles with tags alone")
    parser.add_argument("--held-out", action="store_true", help="without the articles that are held out")
    parser.add_argument("--freeze-words", action="store_true")
    parser.add_argument("--freeze-layers", type=int, default=0, help="so many, and what is below")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--keep-every", type=int, default=400)
    return parser.parse_args(argv)


if __name__ == "__main__":
    train(parse(sys.argv[1:]))
