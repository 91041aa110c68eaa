"""A teacher's scores for a student: python -m training.teach --help.

The teacher scores PolNeAR's training articles, some of them again in other quotation marks, the sets that
teach the columns, and unlabelled articles of other outlets, so that the student learns more than one
country's politics. Writes articles.jsonl and, N pieces in the order of the articles, one array for
each of the network's outputs. `--shard 0/2` does every other article.
"""

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch

from onrecord.encoder.windows import CLS, SEP, Cutter, pieces, windows
from onrecord.encoder.wordpiece import word_pieces
from training.augment import augmented
from training.corpora import TAUGHT, articles, labelled_articles, other_lessons
from training.network import Network, load

BATCH = 8
"""Windows scored at once."""
# name of the set -> file, and how many of its lines make a paragraph and an article (0: as it stands)
UNLABELLED: dict[str, tuple[str, int]] = {
    "newswcl50": ("newswcl50/dev.jsonl.gz", 0),
    "ecbplus": ("ecbplus/train.jsonl.gz", 2),
    "ecbplus-dev": ("ecbplus/dev.jsonl.gz", 2),
    "meantime": ("meantime_en/dev.jsonl.gz", 0),
    "extraction": ("article_extraction_benchmark/dev.jsonl.gz", 0),
}


def unlabelled(data: Path) -> Iterator[dict[str, Any]]:
    """Articles without annotation; of some, single sentences make a paragraph."""
    for name, (file, lines) in UNLABELLED.items():
        texts = [a.get("text") or a.get("article_body") or "" for a in articles(data / file)]
        for number, text in enumerate(texts):
            if lines > 0:
                split = text.split("\n")
                text = "\n\n".join(" ".join(split[i : i + lines]) for i in range(0, len(split), lines))
            if len(text.split()) >= 30:
                yield {"id": f"{name}/{number}", "text": text, "unlabelled": True, "attributions": []}


def versions(data: Path, labels: Path | None, seed: int = 7) -> Iterator[dict[str, Any]]:
    """All that is to be scored: PolNeAR as it is, two fifths of it in other marks, sentences and documents
    that teach the columns, the unlabelled."""
    rng = random.Random(seed)
    corpus = articles(data / "polnear/train.jsonl.gz")
    for article in labelled_articles(corpus, labels) if labels else corpus:
        yield {**article, "version": 0}
        if rng.random() < 0.4:
            yield {**augmented(article, rng), "version": 1}
    if labels:
        for article in other_lessons(data):
            yield {**article, "version": 0, "unlabelled": True}
    for article in unlabelled(data):
        yield {**(augmented(article, rng) if rng.random() < 0.4 else article), "version": 0}


def scored(network: Network, text: str, tokenizer: Cutter, length: int) -> list[np.ndarray]:
    """All that the network says of an article's pieces, (n, …) each, in the order of TAUGHT."""
    of = pieces(text, tokenizer)
    out: list[np.ndarray] = []
    parts = list(windows(of, length))
    for first in range(0, len(parts), BATCH):
        batch = parts[first : first + BATCH]
        shape = (len(batch), max(w.end - w.start for w in batch) + 2)
        ids, surface = torch.zeros(shape, dtype=torch.int64), torch.zeros(shape, dtype=torch.int64)
        mask = torch.zeros(shape, dtype=torch.bool)
        for row, w in enumerate(batch):
            framed = np.concatenate(([CLS], of.ids[w.start : w.end], [SEP]))
            ids[row, : len(framed)] = torch.from_numpy(framed)
            surface[row, 1 : len(framed) - 1] = torch.from_numpy(of.surface[w.start : w.end])
            mask[row, : len(framed)] = True
        with torch.inference_mode():
            said = [s.float().numpy() for s in network(ids, surface, mask)]
        out = out or [np.zeros((len(of), *s.shape[2:]), np.float16) for s in said]
        for row, w in enumerate(batch):
            inside = slice(w.keep_start - w.start + 1, w.keep_end - w.start + 1)
            for whole, part in zip(out, said, strict=True):
                whole[w.keep_start : w.keep_end] = part[row, inside]
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("teacher", type=Path)
    parser.add_argument("--tagger", type=Path, help="another network, for tags and links")
    parser.add_argument("--data", type=Path, required=True, help="the folder of the data sets")
    parser.add_argument("--labels", type=Path, help="labels of PolNeAR's statements, handed on")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shard", default="0/1")
    parser.add_argument("--window", type=int, default=256)
    args = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer = word_pieces(args.tokenizer)
    network, tagger = (load(p).eval().to(torch.bfloat16) for p in (args.teacher, args.tagger or args.teacher))
    n, of = map(int, args.shard.split("/"))
    args.out.mkdir(parents=True, exist_ok=True)
    said: list[list[np.ndarray]] = []
    kept = []
    for number, article in enumerate(versions(args.data, args.labels)):
        if number % of == n:
            columns = scored(network, article["text"], tokenizer, args.window)
            tags = scored(tagger, article["text"], tokenizer, args.window) if args.tagger else columns
            said.append([*tags[:2], *columns[2:]])
            kept.append(article)
            if len(kept) % 50 == 0:
                print(len(kept), sum(len(s[0]) for s in said), flush=True)
    with (args.out / f"articles{n}.jsonl").open("w", encoding="utf-8") as file:
        for article in kept:
            file.write(json.dumps(article) + "\n")
    for name, arrays in zip(TAUGHT, zip(*said, strict=True), strict=True):
        np.save(args.out / f"{name}{n}.npy", np.concatenate(arrays))


if __name__ == "__main__":
    main()
