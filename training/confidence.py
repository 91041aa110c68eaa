"""Learn the confidence: python -m training.confidence BUNDLE GOLD --out SETTINGS.json

Candidates are found in articles that the network was not trained on, each labelled by whether it is a
hit of who_said_what; a logistic regression on their features gives the bundle's coefficients, and the
threshold that is best for F1. What is printed is cross-validated by article.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from evaluation.metrics import calibration_error, pairs
from onrecord.attribution.passage import Passage, found_in
from onrecord.attribution.quoting import marks_of
from onrecord.encoder import Encoder, Settings, load
from onrecord.nouns import Span
from training.corpora import articles, held_out

Row = tuple[dict[str, float], bool]


def table(article: dict[str, Any], encoder: Encoder, decoding: Settings) -> list[Row]:
    """An article's candidates: the features of each, and whether it is a hit."""
    text = article["text"]
    whole = [Span(0, len(text))]
    those = list(found_in(Passage(text, marks_of(text, whole), encoder.score(text, whole)), decoding))
    ours = [{"source": a.source, "cue": a.cue, "content": a.content} for a, _ in those]
    hits = {p.predicted for p in pairs(article["attributions"], ours, text) if p.hit()}
    return [(named, j in hits) for j, (_, named) in enumerate(those) if not named["no_cue"]]


def matrix(rows: list[Row], names: list[str]) -> NDArray[np.float64]:
    return np.array([[named.get(n, 0.0) for n in names] for named, _ in rows])


def fit(rows: list[Row], strength: float = 0.3) -> dict[str, float]:
    names = sorted({n for named, _ in rows for n in named} - {"bias"})
    x, y = matrix(rows, names), np.array([hit for _, hit in rows])
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(C=strength, max_iter=4000).fit(scaler.transform(x), y)
    slopes = model.coef_[0] / scaler.scale_
    weights = {n: float(w) for n, w in zip(names, slopes, strict=True)}
    weights["bias"] = float(model.intercept_[0] - (slopes * scaler.mean_).sum())
    return {n: round(w, 6) for n, w in weights.items()}


def chances_of(rows: list[Row], weights: dict[str, float]) -> NDArray[np.float64]:
    names = list(weights)
    logits = matrix([({**named, "bias": 1.0}, hit) for named, hit in rows], names) @ np.array(
        list(weights.values())
    )
    out: NDArray[np.float64] = 1 / (1 + np.exp(-logits))
    return out


def best_threshold(chances: NDArray[np.float64], hits: NDArray[np.bool_], gold: int) -> tuple[float, float]:
    """The threshold of the best F1, and that F1; hits beyond a candidate's own are not counted again."""
    options = [
        (2 * hits[chances >= t].sum() / ((chances >= t).sum() + gold), t) for t in np.arange(0, 0.7, 0.01)
    ]
    score, threshold = max(options)
    return round(float(threshold), 2), float(score)


def cross_validated(tables: list[list[Row]], folds: int = 10) -> NDArray[np.float64]:
    """The confidence of every candidate by coefficients fitted without its article."""
    out = []
    for fold in range(folds):
        weights = fit([row for i, t in enumerate(tables) if i % folds != fold for row in t])
        out += [(i, chances_of(t, weights)) for i, t in enumerate(tables) if i % folds == fold and t]
    return np.concatenate([c for _, c in sorted(out, key=lambda x: x[0])])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bundle", help="a bundle, its settings are not looked at")
    parser.add_argument("gold", type=Path, help="articles that its network was not trained on")
    parser.add_argument("--held-out", action="store_true", help="of the training articles, those held out")
    parser.add_argument("--more", type=Path, help="more such articles")
    parser.add_argument("--bias", type=float, default=1.0)
    parser.add_argument("--cue-bias", type=float, default=0.0, help="how much shorter cues are wanted")
    parser.add_argument("--nested", type=float, default=0.93, help="threshold for what stands within")
    parser.add_argument("--pronouns", type=float, default=0.93, help="the same where a pronoun speaks there")
    parser.add_argument("--threshold", type=float, help="instead of the best one here")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    corpus = held_out(articles(args.gold)) if args.held_out else articles(args.gold)
    corpus += articles(args.more) if args.more else []
    encoder = load(args.bundle)
    decoding = Settings(keep_bias=args.bias, cue_bias=args.cue_bias)
    tables = [table(a, encoder, decoding) for a in corpus]
    rows = [row for t in tables for row in t]
    gold = sum(len(a["attributions"]) for a in corpus)
    chances, hits = cross_validated(tables), np.array([hit for _, hit in rows])
    threshold, score = best_threshold(chances, hits, gold)
    weights = fit(rows)
    kept = threshold if args.threshold is None else args.threshold
    settings = {
        "keep_bias": args.bias,
        "cue_bias": args.cue_bias,
        "weights": weights,
        "threshold": kept,
        "nested_threshold": args.nested,
        "pronoun_threshold": args.pronouns,
    }
    args.out.write_text(json.dumps(settings, indent=1))
    error = calibration_error(chances.tolist(), hits.tolist())
    raw = 2 * hits.sum() / (len(hits) + gold)
    print(
        f"{len(corpus)} articles, {gold} attributions, {len(rows)} candidates; cross-validated by article: "
        f"F1 {score:.4f} at {threshold} (all kept {raw:.4f}), calibration error {error:.4f}"
    )


if __name__ == "__main__":
    main()
