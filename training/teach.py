"""A teacher's scores for a student: python -m training.teach --help.

The teacher (the mean of one or several networks) scores PolNeAR's training articles, some of them
again in other quotation marks, and unlabelled articles of other outlets, so that the student learns
more than one country's politics. Writes articles.jsonl, tags.npy (N, 8) and links.npy (N, 4, 64 k)
for k teachers, N pieces in the order of the articles. `--shard 0/2` does every other article.
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
from training.corpora import articles
from training.network import Network, load

BATCH = 8
"""Windows scored at once."""
# name of the set -> file, and how many of its lines make a paragraph and an article (0: as it stands)
UNLABELLED: dict[str, tuple[str, int]] = {
    "newswcl50": ("newswcl50/dev.jsonl.gz", 0),
    "ecbplus": ("ecbplus/train.jsonl.gz", 2),
    "ecbplus-dev": ("ecbplus/dev.jsonl.gz", 2),
    "meantime": ("meantime_en/dev.jsonl.gz", 0),
    "gum": ("gum/train.jsonl.gz", 0),
    "newsmtsc": ("newsmtsc/train.jsonl.gz", -8),
    "extraction": ("article_extraction_benchmark/dev.jsonl.gz", 0),
}


def unlabelled(data: Path) -> Iterator[dict[str, Any]]:
    """Articles without annotation; single sentences are gathered into pseudo-articles of eight."""
    for name, (file, lines) in UNLABELLED.items():
        texts = [a.get("text") or a.get("article_body") or "" for a in articles(data / file)]
        if lines < 0:
            texts = ["\n\n".join(texts[i : i - lines]) for i in range(0, len(texts), -lines)]
        for number, text in enumerate(texts):
            if lines > 0:
                split = text.split("\n")
                text = "\n\n".join(" ".join(split[i : i + lines]) for i in range(0, len(split), lines))
            if len(text.split()) >= 30:
                yield {"id": f"{name}/{number}", "text": text, "unlabelled": True, "attributions": []}


def versions(data: Path, seed: int = 7) -> Iterator[dict[str, Any]]:
    """All that is to be scored: PolNeAR as it is, two fifths of it in other marks, the unlabelled."""
    rng = random.Random(seed)
    for article in articles(data / "polnear/train.jsonl.gz"):
        yield {**article, "version": 0}
        if rng.random() < 0.4:
            yield {**augmented(article, rng), "version": 1}
    for article in unlabelled(data):
        yield {**(augmented(article, rng) if rng.random() < 0.4 else article), "version": 0}


def scored(
    networks: list[Network], text: str, tokenizer: Cutter, length: int
) -> tuple[np.ndarray, np.ndarray]:
    """Mean tag log-probabilities (n, 8) and link projections (n, 4, 64 k) of an article."""
    of = pieces(text, tokenizer)
    tags = np.zeros((len(of), 8), np.float32)
    links = np.zeros((len(of), 4, 64 * len(networks)), np.float32)
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
        for k, network in enumerate(networks):
            with torch.inference_mode():
                t, projections = network(ids, surface, mask)
            t = torch.cat([t[..., :7].float().log_softmax(-1), t[..., 7:].float()], -1) / len(networks)
            # The mean of the teachers' link logits is the product of their joined projections.
            projections = projections.float() / len(networks) ** 0.5
            for row, w in enumerate(batch):
                inside = slice(w.keep_start - w.start + 1, w.keep_end - w.start + 1)
                tags[w.keep_start : w.keep_end] += t[row, inside].numpy()
                links[w.keep_start : w.keep_end, :, 64 * k : 64 * k + 64] = projections[row, inside].numpy()
    return tags, links


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("teachers", nargs="+", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the data sets")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--shard", default="0/1")
    parser.add_argument("--window", type=int, default=256)
    args = parser.parse_args()
    torch.set_num_threads(1)
    tokenizer = word_pieces(args.tokenizer)
    networks = [load(path).eval().to(torch.bfloat16) for path in args.teachers]
    n, of = map(int, args.shard.split("/"))
    args.out.mkdir(parents=True, exist_ok=True)
    tags, links, kept = [], [], []
    for number, article in enumerate(versions(args.data)):
        if number % of == n:
            t, p = scored(networks, article["text"], tokenizer, args.window)
            tags.append(t.astype(np.float16))
            links.append(p.astype(np.float16))
            kept.append(article)
            if len(kept) % 50 == 0:
                print(len(kept), sum(map(len, tags)), flush=True)
    np.save(args.out / f"tags{n}.npy", np.concatenate(tags))
    np.save(args.out / f"links{n}.npy", np.concatenate(links))
    with (args.out / f"articles{n}.jsonl").open("w", encoding="utf-8") as file:
        for article in kept:
            file.write(json.dumps(article) + "\n")


if __name__ == "__main__":
    main()
