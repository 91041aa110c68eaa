"""Learn the confidence: python -m training.confidence --help.

Candidates come from networks that never saw the article (folds of the training articles), each
labelled by whether it is a hit of who_said_what; a logistic regression on their features gives the
bundle's coefficients, and the threshold that was best for F1 on the same articles.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from evaluation.metrics import pairs
from onrecord.attribution.attributions import LONE_SHARE, Passage, _share, _spans
from onrecord.attribution.confidence import features
from onrecord.attribution.linking import alone, candidates
from onrecord.attribution.quoting import marks_of, quoted_share
from onrecord.attribution.tagging import runs
from onrecord.encoder import Encoder, load
from onrecord.nouns import Span
from training.corpora import articles


def found(article: dict[str, Any], encoder: Encoder, bias: float) -> Iterator[tuple[dict[str, float], dict]]:
    """Every candidate of an article: its features, its spans."""
    text = article["text"]
    whole = [Span(0, len(text))]
    scores = encoder.score(text, whole)
    passage = Passage(text, marks_of(text, whole), scores)
    for paragraph in runs(scores, bias):
        those = candidates(scores, paragraph)
        those += [c for c in alone(paragraph) if _share(passage, c) >= LONE_SHARE]
        for c in those:
            content = _spans(scores, c.contents)
            named = features(scores, c, quoted_share(text, content, passage.marks), len(those))
            spans = {
                "source": _spans(scores, (c.source,)) if c.source else (),
                "cue": _spans(scores, (c.cue,)) if c.cue else (),
                "content": content,
            }
            yield named, spans


def table(corpus: list[dict[str, Any]], encoder: Encoder, bias: float) -> list[tuple[dict[str, float], bool]]:
    out = []
    for article in corpus:
        those = list(found(article, encoder, bias))
        hits = {p.predicted for p in pairs(article["attributions"], [s for _, s in those], article["text"]) if p.hit()}
        out += [(named, j in hits) for j, (named, _) in enumerate(those)]
    return out


def matrix(rows: list[tuple[dict[str, float], bool]], names: list[str]) -> NDArray[np.float64]:
    return np.array([[named.get(n, 0.0) for n in names] for named, _ in rows])


def fit(rows: list[tuple[dict[str, float], bool]], strength: float = 0.3) -> dict[str, float]:
    names = sorted({n for named, _ in rows for n in named} - {"bias"})
    x, y = matrix(rows, names), np.array([hit for _, hit in rows])
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(C=strength, max_iter=4000).fit(scaler.transform(x), y)
    slopes = model.coef_[0] / scaler.scale_
    weights = {n: float(w) for n, w in zip(names, slopes, strict=True)}
    weights["bias"] = float(model.intercept_[0] - (slopes * scaler.mean_).sum())
    return {n: round(w, 6) for n, w in weights.items()}


def best_threshold(chances: NDArray[np.float64], hits: NDArray[np.bool_], gold: int) -> tuple[float, float]:
    options = [(2 * hits[chances >= t].sum() / ((chances >= t).sum() + gold), t) for t in np.arange(0, 0.7, 0.01)]
    score, threshold = max(options)
    return round(float(threshold), 2), float(score)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=Path, required=True)
    parser.add_argument("--folds", nargs="+", required=True, help="bundles, the n-th trained without fold n")
    parser.add_argument("--bias", type=float, default=0.6)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    corpus = articles(args.train)
    rows: list[tuple[dict[str, float], bool]] = []
    gold = 0
    for n, bundle in enumerate(args.folds):
        part = [a for i, a in enumerate(corpus) if i % len(args.folds) == n]
        encoder = load(bundle)
        rows += table(part, encoder, args.bias)
        gold += sum(len(a["attributions"]) for a in part)
    weights = fit(rows)
    names = list(weights)
    logits = matrix([({**named, "bias": 1.0}, hit) for named, hit in rows], names) @ np.array(list(weights.values()))
    chances = 1 / (1 + np.exp(-logits))
    threshold, score = best_threshold(chances, np.array([h for _, h in rows]), gold)
    args.out.write_text(json.dumps({"keep_bias": args.bias, "weights": weights, "threshold": threshold}, indent=1))
    print(f"{len(rows)} candidates, best who_said_what F1 {score:.4f} at {threshold}: {args.out}")


if __name__ == "__main__":
    main()
