"""Teach a network acts, and statements within statements, beside all that it was taught before.

    python -m training.together WEIGHTS.pt OUT.pt --data DATA --labels LABELS --lessons FOLDER --acts ACTS ...
        --passages FOLDER --nested FOLDER --tokenizer FILE

What is held by imitation of the network itself alone (training.acts) loses a point of direct quotations. Here
the lessons of its teachers (training.teach) go on, all but their acts, in turn with batches of acts
(training.acts) and of contents by themselves, in which the statements within are marked. The cue table's
word counts as it does in the program. Given again, the command goes on from its last checkpoint.
"""

import argparse
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from evaluation.passages import passages
from onrecord.attribution.attributions import LEAST_WITHIN, OWN
from onrecord.attribution.quoting import unquoted
from onrecord.encoder.wordpiece import word_pieces
from onrecord.nouns import Span
from training import acts
from training.corpora import (
    ROLES,
    Example,
    articles,
    batches,
    examples,
    held_out,
    labelled,
    labelled_articles,
)
from training.losses import losses
from training.network import HEADS, Network, load
from training.train import Run, finish, freeze, prepared, retold, taught

SENTENCE = re.compile(r"[^.!?…]+[.!?…]*")
WORD = re.compile(r"[^\W_]+")
SOME = 3
"""Passages whose contents make one text: the program reads the contents of a whole article at once."""
Json = dict[str, Any]


def contents(those: Sequence[Json]) -> Json:
    """The contents of passages' statements, a paragraph each, as an article with the statements within.

    What the outer speaker says of himself is neither here nor there: the program leaves it out whatever
    is read, and elsewhere it is a statement. Such sentences teach nothing.
    """
    text, inner, aside = "", [], []
    for article in those:
        within = [a for a in article["attributions"] if "within" in a]
        for outer in (a for a in article["attributions"] if "within" not in a):
            for content in outer["content"]:
                part = unquoted(article["text"], Span(*content))
                words = part.of(article["text"])
                if len(words.split()) < LEAST_WITHIN:
                    continue
                moved = [_moved(a, part, len(text)) for a in within if _stands(a, part)]
                hulls = [(min(s), max(e)) for s, e in (zip(*_spans(a), strict=True) for a in moved)]
                aside += [w for w in _own(words, len(text)) if not any(s <= w[0] < e for s, e in hulls)]
                inner += moved
                text += words + "\n"
    return {"id": those[0]["id"], "text": text, "attributions": inner, "discard": aside}


def _spans(statement: Json) -> list[list[int]]:
    return [span for role in ROLES for span in statement[role]]


def _stands(statement: Json, part: Span) -> bool:
    return all(part.start <= s and e <= part.end for s, e in _spans(statement))


def _moved(statement: Json, part: Span, at: int) -> Json:
    by = at - part.start
    return {role: [[s + by, e + by] for s, e in statement[role]] for role in ROLES}


def _own(words: str, at: int) -> Iterator[tuple[int, int]]:
    """The words of sentences in which the speaker, or who is spoken to, stands."""
    for sentence in SENTENCE.finditer(words):
        if any(w[0].lower() in OWN for w in WORD.finditer(sentence[0])):
            for word in re.finditer(r"\S+", sentence[0]):
                yield at + sentence.start() + word.start(), at + sentence.start() + word.end()


def planned(args: argparse.Namespace) -> list[list[Any]]:
    """All batches of the run, of lessons, of acts and of contents."""
    tokenizer = word_pieces(args.tokenizer)
    corpus = labelled_articles(articles(args.data / "polnear/train.jsonl.gz"), args.labels)
    without = {each["id"] for each in held_out(corpus)}
    known = {each["id"]: each for each in corpus if each["id"] not in without}
    lessons = taught(args.lessons, tokenizer, known)
    marked = [*passages(args.nested)] if args.nested else []
    out: list[list[Any]] = acts.planned(args)
    for epoch in range(args.epochs):
        rng = random.Random(args.seed * 1000 + epoch)
        out += batches(retold(lessons, rng, args.augment), args.batch, rng)
        for _ in range(args.nested_often):
            out += batches(_windows_of(marked, tokenizer, rng), args.batch, rng)
    random.Random(args.seed).shuffle(out)
    return out[: round(len(out) * args.part)]


def _windows_of(marked: list[Json], tokenizer: Any, rng: random.Random) -> list[Example]:
    mixed = rng.sample(marked, len(marked))
    texts = (contents(mixed[i : i + SOME]) for i in range(0, len(mixed), SOME))
    return [w for text in texts for w in examples(labelled(text, tokenizer), rng.choice(acts.LENGTHS))]


def loss_of(network: Network, before: Network, batch: list[Any], keep: float) -> Tensor:
    if isinstance(batch[0], Example):
        return losses(network, batch, acts=False)
    return acts.loss_of(network, before, acts.tensors(batch), keep)


def started(args: argparse.Namespace, total: int) -> Run:
    network = load(args.weights)
    freeze(network, args.freeze_layers, words=True)
    return prepared(network, args, total, HEADS)


def train(args: argparse.Namespace) -> None:
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    plan = planned(args)
    run, before = started(args, len(plan)), load(args.before or args.weights).eval()
    finish(run, plan, lambda batch: loss_of(run.network, before, batch, args.keep), args)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the data sets")
    parser.add_argument("--labels", type=Path, required=True, help="labels of PolNeAR's statements")
    parser.add_argument("--lessons", type=Path, required=True, help="folder that training.teach wrote")
    parser.add_argument("--acts", type=Path, nargs="+", required=True, help="acts of other statements")
    parser.add_argument("--passages", type=Path, nargs="+", required=True, help="folders of marked passages")
    parser.add_argument("--nested", type=Path, help="the one of them whose statements within are marked")
    parser.add_argument("--teacher", type=Path, help="what training.act_scores wrote")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--before", type=Path, help="weights that all but acts is held to, if others")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--part", type=float, default=1.0, help="how much of the epochs is shown")
    parser.add_argument("--nested-often", type=int, default=3, help="how often an epoch shows the contents")
    parser.add_argument("--batch", type=int, default=1280, help="pieces")
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--head-rate", type=float, default=1e-3)
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--freeze-layers", type=int, default=0, help="so many, and what is below")
    parser.add_argument("--augment", type=float, default=0.4)
    parser.add_argument("--keep", type=float, default=1.0, help="what imitation counts where acts are taught")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--keep-every", type=int, default=200, help="steps between checkpoints")
    train(parser.parse_args())


if __name__ == "__main__":
    main()
