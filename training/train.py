"""Train the tagger and linker: python -m training.train --help.

A run is resumed from its last checkpoint by the same command. Everything is drawn from the seed,
so a run on the same machine gives the same weights.
"""

import argparse
import json
import random
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from onrecord.encoder.windows import Cutter
from onrecord.encoder.wordpiece import word_pieces
from training.augment import augmented
from training.corpora import IGNORE, Example, Labelled, articles, batches, examples, held_out, labelled
from training.network import Dropout, Network, from_pretrained, load, save

LENGTHS = (256, 256, 256, 192, 128)


def tensors(batch: list[Example]) -> dict[str, Tensor]:
    """A batch padded to a multiple of 64 pieces and of 8 attributions."""
    rows = len(batch)
    length = -(-max(len(e.ids) for e in batch) // 64) * 64
    most = max(1, max(len(e.members) for e in batch))
    out = {
        "ids": np.zeros((rows, length), np.int64),
        "surface": np.zeros((rows, length), np.int64),
        "tags": np.full((rows, length), IGNORE, np.int64),
        "members": np.zeros((rows, most, 3, length), np.float32),
        "mask": np.zeros((rows, length), bool),
        "gold": np.array([e.gold for e in batch]),
    }
    if batch[0].teacher is not None:
        out["teacher_tags"] = np.zeros((rows, length, 8), np.float32)
        out["teacher_links"] = np.zeros((rows, length, *batch[0].teacher[1].shape[1:]), np.float32)
    for row, e in enumerate(batch):
        n = len(e.ids)
        out["ids"][row, :n] = e.ids
        out["surface"][row, :n] = e.surface
        out["tags"][row, :n] = e.tags
        out["mask"][row, :n] = True
        out["members"][row, : len(e.members), :, :n] = e.members
        if e.teacher is not None:
            out["teacher_tags"][row, :n] = e.teacher[0]
            out["teacher_links"][row, :n] = e.teacher[1]
    return {k: torch.from_numpy(v) for k, v in out.items()}


def pointers(tags: Tensor, links: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
    """Log-probabilities: content -> cue (B, T, T), and cue -> source or, last, none (B, T, T + 1)."""
    links = links.float()
    far = (~mask)[:, None, :] * -1e4
    to_cue = links[:, :, 0] @ links[:, :, 1].transpose(1, 2) / 8 + far
    to_source = links[:, :, 2] @ links[:, :, 3].transpose(1, 2) / 8 + far
    none = tags[:, :, 7:].float()
    return to_cue.log_softmax(-1), torch.cat([to_source, none], -1).log_softmax(-1)


def link_loss(log_to_cue: Tensor, log_to_source: Tensor, members: Tensor) -> Tensor:
    """Mean negative log-probability that a content points into its cue, a cue into its source."""
    source, cue, content = members.unbind(2)
    cue_targets = torch.einsum("bat,bas->bts", content, cue)
    orphan = (source.sum(-1, keepdim=True) == 0).float() * cue
    source_targets = torch.cat([torch.einsum("bat,bas->bts", cue, source), orphan.sum(1)[:, :, None]], -1)
    total = torch.zeros(())
    for log, targets in ((log_to_cue, cue_targets), (log_to_source, source_targets)):
        has = targets.sum(-1) > 0
        gained = torch.logsumexp(log.masked_fill(targets == 0, -1e4), -1)
        total = total - (gained * has).sum() / has.sum().clamp(min=1)
    return total


def distillation(t: dict[str, Tensor], tags: Tensor, log_to_cue: Tensor, log_to_source: Tensor) -> Tensor:
    """Cross-entropy with the teacher's tags and links (Hinton et al. 2015), links where it has them."""
    theirs = t["teacher_tags"][..., :7].softmax(-1)
    mask = t["mask"].float()
    loss = -((theirs * tags[..., :7].float().log_softmax(-1)).sum(-1) * mask).sum() / mask.sum()
    cue, source = pointers(t["teacher_tags"], t["teacher_links"], t["mask"])
    for ours, other, weight in (
        (log_to_cue, cue, theirs[..., 5:].sum(-1) * mask),
        (log_to_source, source, theirs[..., 3:5].sum(-1) * mask),
    ):
        loss = loss - ((other.exp() * ours).sum(-1) * weight).sum() / weight.sum().clamp(min=1) * 0.5
    return loss


def losses(network: Network, batch: list[Example]) -> Tensor:
    t = tensors(batch)
    with torch.autocast("cpu", torch.bfloat16):
        tags, links = network(t["ids"], t["surface"], t["mask"])
    log_to_cue, log_to_source = pointers(tags, links, t["mask"])
    targets = torch.where(t["gold"][:, None], t["tags"], IGNORE)
    hard = torch.zeros(())
    if bool((targets != IGNORE).any()):
        hard = functional.cross_entropy(tags[..., :7].float().transpose(1, 2), targets, ignore_index=IGNORE)
        hard = hard + 0.5 * link_loss(log_to_cue, log_to_source, t["members"])
    if "teacher_tags" not in t:
        return hard
    return 0.3 * hard + 0.7 * distillation(t, tags, log_to_cue, log_to_source)


def taught(folder: Path, tokenizer: Cutter, without: frozenset[str]) -> list[list[Labelled]]:
    """What training.teach wrote: for each article its versions, with the teacher's scores."""
    out: dict[str, list[Labelled]] = {}
    for file in sorted(folder.glob("articles*.jsonl")):
        number = file.stem.removeprefix("articles")
        tags = np.load(folder / f"tags{number}.npy", mmap_mode="r")
        links = np.load(folder / f"links{number}.npy", mmap_mode="r")
        at = 0
        for article in articles(file):
            one = labelled(article, tokenizer)
            part = slice(at, at + len(one.pieces))
            at = part.stop
            if article["id"] in without:
                continue
            one = replace(one, gold=not article.get("unlabelled"), teacher=(tags[part], links[part]))
            out.setdefault(article["id"], []).append(one)
    return list(out.values())


def retold(versions: list[list[Labelled]], rng: random.Random, share: float) -> list[Example]:
    """An epoch's windows of taught articles, `share` of those that have one in another version."""
    out: list[Example] = []
    for those in versions:
        one = those[-1] if rng.random() < share else those[0]
        out += examples(one, rng.choice(LENGTHS))
    return out


def material(corpus: list[dict], tokenizer: Cutter, rng: random.Random, share: float) -> list[Example]:
    """An epoch's windows; `share` of the articles in other marks than their own."""
    out: list[Example] = []
    for article in corpus:
        one: Labelled = labelled(augmented(article, rng) if rng.random() < share else article, tokenizer)
        out += examples(one, rng.choice(LENGTHS))
    return out


def train(args: argparse.Namespace) -> None:
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    tokenizer = word_pieces(args.tokenizer)
    corpus = articles(args.train)
    corpus = corpus[: args.limit or None]
    network = load(args.encoder) if args.encoder.is_file() else from_pretrained(args.encoder, args.layers)
    for part in network.modules():
        if isinstance(part, Dropout):
            part.p = args.dropout
    network.words.weight.requires_grad_(not args.freeze_words)
    heads = [p for n, p in network.named_parameters() if n.split(".")[0] in ("tags", "links", "surfaces")]
    own = {id(p) for p in heads}
    body = [p for p in network.parameters() if id(p) not in own and p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": args.rate}, {"params": heads, "lr": args.head_rate}],
        weight_decay=0.01,
        fused=True,
    )
    withheld = frozenset(a["id"] for a in held_out(articles(args.train)))
    lessons = taught(args.teacher, tokenizer, withheld) if args.teacher else []
    epochs = []
    for e in range(args.epochs):
        rng = random.Random(args.seed * 1000 + e)
        windows = (
            retold(lessons, rng, args.augment) if lessons else material(corpus, tokenizer, rng, args.augment)
        )
        epochs.append(batches(windows, args.batch, rng))
    plan = [b for epoch in epochs for b in epoch]
    total = len(plan)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / (0.06 * total), max(0.0, (total - s) / (0.94 * total)))
    )
    done = 0
    checkpoint = args.out.with_suffix(".checkpoint")
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(saved["network"])
        optimizer.load_state_dict(saved["optimizer"])
        schedule.load_state_dict(saved["schedule"])
        done = saved["done"]
        torch.set_rng_state(saved["rng"])
    network.train()
    forward = torch.compile(network) if args.compile else network
    began, seen, running = time.time(), 0, 0.0
    for step in range(done, total):
        loss = losses(forward, plan[step])
        loss.backward()
        torch.nn.utils.clip_grad_norm_(body + heads, 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        seen += sum(len(e.ids) for e in plan[step])
        running = 0.98 * running + 0.02 * float(loss.detach()) if step > done else float(loss.detach())
        if (step + 1) % 20 == 0:
            rate = seen / (time.time() - began)
            print(
                json.dumps(
                    {
                        "step": step + 1,
                        "of": total,
                        "loss": round(running, 4),
                        "pieces_s": round(rate),
                        "left_min": round((total - step) * (time.time() - began) / (step + 1 - done) / 60, 1),
                    }
                ),
                flush=True,
            )
        if (step + 1) % args.keep_every == 0 and step + 1 < total:
            torch.save(
                {
                    "network": network.state_dict(),
                    "optimizer": optimizer.state_dict(),
                    "schedule": schedule.state_dict(),
                    "done": step + 1,
                    "rng": torch.get_rng_state(),
                },
                checkpoint.with_suffix(".part"),
            )
            checkpoint.with_suffix(".part").replace(checkpoint)
    save(network, args.out)
    checkpoint.unlink(missing_ok=True)


def parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--encoder",
        type=Path,
        required=True,
        help="folder with model.safetensors and config.json, or weights of an earlier run",
    )
    parser.add_argument("--teacher", type=Path, help="folder that training.teach wrote")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--layers", type=int)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--batch", type=int, default=2048, help="pieces")
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--augment", type=float, default=0.3)
    parser.add_argument("--freeze-words", action="store_true")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--keep-every", type=int, default=400)
    return parser.parse_args(argv)


if __name__ == "__main__":
    train(parse(sys.argv[1:]))
