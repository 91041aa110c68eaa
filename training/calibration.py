"""Learn how sure the columns are: python -m training.calibration BUNDLE DATA LABELS --settings S.json --out S2.json

On articles that the network never saw, with the annotators' attributions: Platt's scaling for the act, the
circumstances and the target, the thresholds that are best for F1, and a logistic model of the speaker's
evidence. BUNDLE is one whose settings have no columns yet.
"""

import argparse
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from evaluation.metrics import calibration_error
from evaluation.statements import attributed, scorer
from onrecord.encoder import load
from onrecord.encoder.session import Session
from onrecord.meaning.calibration import LEAST
from training.corpora import articles, held_out, labelled_articles

SLOTS = ("addressee", "occasion", "when")
Raw = list[tuple[float, bool]]


class Table:
    """What was read of some articles: raw chances and whether each was right, and how many there were."""

    def __init__(self) -> None:
        self.raw: dict[str, Raw] = {name: [] for name in ("act", "target", *SLOTS)}
        self.gold: dict[str, int] = dict.fromkeys(self.raw, 0)
        self.evidence: list[tuple[dict[str, float], bool]] = []

    def add(self, article: dict[str, Any], encoder: Session, rule: ModuleType) -> None:
        made, who, found = attributed(article, encoder)
        known = set(rule.words(f"{article['text']} {article.get('title') or ''}"))
        for label, statement, evidence in zip(article["attributions"], found, who.evidence, strict=True):
            if "act" not in label:
                continue
            name = statement.speaker.name if statement.speaker else None
            right = rule.same_speaker(label["speaker"], label["type"], name, known)
            self.evidence.append((evidence, right))
            if statement.confidences.act is not None:
                self.raw["act"].append((statement.confidences.act, statement.act == label["act"]))
            for slot in SLOTS:
                place, wanted = getattr(statement, slot), label.get(slot)
                self.gold[slot] += bool(wanted)
                if place is not None:
                    words = " ".join(made.text[s:e] for s, e in wanted or ())
                    same = bool(wanted) and rule.same_phrase(words, place.of(made.text))
                    self.raw[slot].append((getattr(statement.confidences, slot), same))
            self._target(label, statement, rule)

    def _target(self, label: dict[str, Any], statement: Any, rule: ModuleType) -> None:
        wanted = label.get("target_name")
        self.gold["target"] += bool(wanted)
        for target in statement.targets[:1]:
            same = bool(wanted) and rule.jaccard(rule.core(target.name), rule.core(wanted)) >= 0.5
            self.raw["target"].append((target.confidence, same and target.stance == label["stance"]))


def platt(raw: Raw) -> tuple[float, float]:
    """Slope and bias on the logit."""
    x = np.array([[c] for c, _ in raw]).clip(LEAST, 1 - LEAST)
    model = LogisticRegression(C=10).fit(np.log(x / (1 - x)), [right for _, right in raw])
    return round(float(model.coef_[0, 0]), 4), round(float(model.intercept_[0]), 4)


def threshold(chances: NDArray[np.float64], right: NDArray[np.bool_], gold: int) -> tuple[float, float]:
    """The threshold of the best F1, and that F1."""
    options = [
        (2 * right[chances >= t].sum() / max(1, (chances >= t).sum() + gold), t)
        for t in np.arange(0, 0.8, 0.02)
    ]
    best, at = max(options)
    return round(float(at), 2), float(best)


def columns(table: Table) -> dict[str, dict[str, float]]:
    out: dict[str, dict[str, float]] = {}
    for name, raw in table.raw.items():
        slope, bias = platt(raw)
        x = np.array([c for c, _ in raw]).clip(LEAST, 1 - LEAST)
        chances = 1 / (1 + np.exp(-(bias + slope * np.log(x / (1 - x)))))
        right = np.array([r for _, r in raw])
        out[name] = {"slope": slope, "bias": bias, "threshold": 0.0}
        error = calibration_error(chances.tolist(), right.tolist())
        if name == "act":
            print(f"act: accuracy {right.mean():.4f} of {len(right)}, calibration error {error:.4f}")
            continue
        out[name]["threshold"], best = threshold(chances, right, table.gold[name])
        at = out[name]["threshold"]
        print(f"{name}: F1 {best:.4f} at {at}, {table.gold[name]} in the gold, calibration error {error:.4f}")
    out["speaker"] = speaker(table.evidence)
    return out


def speaker(evidence: list[tuple[dict[str, float], bool]]) -> dict[str, float]:
    """The coefficients of the speaker's confidence by name of evidence."""
    names = sorted({name for each, _ in evidence for name in each} - {"bias"})
    x = np.array([[each.get(name, 0.0) for name in names] for each, _ in evidence])
    y = np.array([right for _, right in evidence])
    model = LogisticRegression(C=0.5, max_iter=4000).fit(x, y)
    chances = model.predict_proba(x)[:, 1].tolist()
    error = calibration_error(chances, y.tolist())
    print(f"speaker: accuracy {y.mean():.4f} of {len(y)}, calibration error {error:.4f}")
    weights = {name: round(float(w), 4) for name, w in zip(names, model.coef_[0], strict=True)}
    return {**weights, "bias": round(float(model.intercept_[0]), 4)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bundle")
    parser.add_argument("data", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--settings", type=Path, required=True, help="what training.confidence wrote")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    encoder, rule, table = load(args.bundle), scorer(args.data), Table()
    corpus = labelled_articles(held_out(articles(args.data / "polnear/train.jsonl.gz")), args.labels)
    for article in corpus:
        table.add(article, encoder, rule)
    settings = json.loads(args.settings.read_text())
    args.out.write_text(json.dumps({**settings, "columns": columns(table)}, indent=1))


if __name__ == "__main__":
    main()
