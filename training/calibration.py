"""Learn how sure the columns are: python -m training.calibration --help.

On articles that the network never saw, with the annotators' attributions, everything that could fill a
column is held against the labels; a logistic regression on what speaks for it gives the bundle's
coefficients, and the threshold that is best for F1. What is printed is cross-validated by article.
"""

import argparse
import json
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from evaluation.acts import accuracy, macro_f1
from evaluation.metrics import calibration_error
from evaluation.statements import attributed, scorer
from onrecord.encoder import Scores, load
from onrecord.encoder.session import Session
from onrecord.meaning.acts import act_of
from onrecord.meaning.acts import evidence_of as act_evidence
from onrecord.meaning.calibration import chance_of
from onrecord.meaning.circumstance import Found, Slots
from onrecord.meaning.target import STANCES, stance_of
from onrecord.meaning.target import evidence_of as target_evidence
from onrecord.nouns import Attribution
from onrecord.speaker import Who
from training.corpora import articles, held_out, labelled_articles

SLOTS = ("addressee", "occasion", "when")
FLAT = 0.01
"""Of thresholds whose F1 is as good but for this, the lowest: the best one of a flat curve is chance."""
LEAST = {"act": 0.3}
"""An act that is likelier wrong than right by far is no act: one in four of those below is right."""
FOLDS = 10
BY_CUE = (0.0, 1.0, 1.5, 2.0, 2.5, 3.0)
KEPT = 2.0
"""What the cue table's word may count, and what it does: on both sides of it accuracy and macro-F1 of the
held-out articles change little."""
Json = dict[str, Any]


@dataclass
class Options:
    """Of one statement and column: what speaks for each value that could fill it, whether that is right,
    and whether the labels have any."""

    article: int
    gold: bool
    values: list[tuple[dict[str, float], bool]] = field(default_factory=list)


class Table:
    """All options of the columns, read from articles."""

    def __init__(self, encoder: Session, rule: ModuleType, stance: dict[str, dict[str, float]]) -> None:
        self.encoder, self.rule, self.stance = encoder, rule, stance
        self.acts: dict[float, list[tuple[str, str]]] = {}
        self.columns: dict[str, list[Options]] = {n: [] for n in ("act", "speaker", "target", *SLOTS)}

    def add(self, number: int, article: Json) -> None:
        made, who, found = attributed(article, self.encoder)
        scores = self.encoder.score(made.text, made.speaking())
        slots = Slots(made.text, scores)
        known = set(self.rule.words(f"{article['text']} {article.get('title') or ''}"))
        for k, (label, statement, evidence) in enumerate(
            zip(article["attributions"], found, who.evidence, strict=True)
        ):
            if "act" not in label:
                continue
            name = statement.speaker.name if statement.speaker else None
            right = self.rule.same_speaker(label["speaker"], label["type"], name, known)
            if statement.speaker is not None:
                self.columns["speaker"].append(Options(number, True, [(evidence, right)]))
            attribution = statement.attribution
            acts = self._act(number, label, made.text, scores, attribution)
            for slot in SLOTS:
                self._slot(number, slot, label, slots.found(slot, attribution), made.text)
            places = self._places(who, k, slots, attribution)
            self._target(number, label, attribution, places, scores, acts)

    def _act(
        self, number: int, label: Json, text: str, scores: Scores, attribution: Attribution
    ) -> NDArray[np.float64]:
        """The acts' probabilities as they are kept; those with every weight of the cue table are tried."""
        for weight in BY_CUE:
            cue = " ".join(span.of(text) for span in attribution.cue)
            told = act_of(scores, attribution, cue, weight)
            assert told is not None, "the bundle has no act heads"
            act, acts = told
            self.acts.setdefault(weight, []).append((act, label["act"]))
            if weight == KEPT:
                self.columns["act"].append(Options(number, True, [(act_evidence(acts), act == label["act"])]))
                kept = acts
        return kept

    def _slot(self, number: int, slot: str, label: Json, found: list[Found], text: str) -> None:
        words = " ".join(text[s:e] for s, e in label.get(slot, ()))
        values = [(f.evidence, bool(words) and self.rule.same_phrase(words, f.span.of(text))) for f in found]
        self.columns[slot].append(Options(number, bool(words), values))

    @staticmethod
    def _places(who: Who, number: int, slots: Slots, attribution: Attribution) -> dict[str, list[Found]]:
        spans = [span for _, span in attribution.spans]
        names = who.names(min(s.start for s in spans), max(s.end for s in spans))
        out: dict[str, list[Found]] = {}
        for found in slots.found("target", attribution, names):
            meant = who.at(found.span, number)
            if meant is not None and meant.resolved:
                out.setdefault(meant.name, []).append(found)
        return out

    def _target(
        self,
        number: int,
        label: Json,
        attribution: Attribution,
        by_name: dict[str, list[Found]],
        scores: Scores,
        acts: NDArray[np.float64],
    ) -> None:
        wanted = label.get("target_name")
        options = Options(number, bool(wanted))
        for name, places in by_name.items():
            stance = stance_of(scores, attribution, [p.span for p in places], self.stance)
            side = STANCES[int(stance[1:].argmax())]
            same = bool(wanted) and self.rule.jaccard(self.rule.core(name), self.rule.core(wanted)) >= 0.5
            right = same and side == label["stance"]
            options.values.append((target_evidence(places, stance, acts), right))
        self.columns["target"].append(options)


def fit(options: list[Options], strength: float = 0.3) -> dict[str, float]:
    """Coefficients by name of evidence."""
    values = [v for o in options for v in o.values]
    names = sorted({name for each, _ in values for name in each} - {"raw"})
    x = np.array([[each.get(name, 0.0) for name in names] for each, _ in values])
    y = np.array([right for _, right in values])
    scaler = StandardScaler().fit(x)
    model = LogisticRegression(C=strength, max_iter=4000).fit(scaler.transform(x), y)
    slopes = model.coef_[0] / scaler.scale_
    weights = {n: round(float(w), 5) for n, w in zip(names, slopes, strict=True)}
    return {**weights, "bias": round(float(model.intercept_[0] - (slopes * scaler.mean_).sum()), 5)}


def best_of(options: list[Options], weights: dict[str, float]) -> list[tuple[float, bool, bool]]:
    """Of each statement the likeliest value: its chance, whether it is right, whether there is any."""
    out = []
    for each in options:
        chances = [(chance_of(e, "x", {"x": weights}), right) for e, right in each.values]
        chance, right = max(chances, key=lambda c: c[0], default=(0.0, False))
        out.append((chance, right, each.gold))
    return out


def learned(name: str, options: list[Options]) -> dict[str, float]:
    """A column's coefficients and threshold, by cross-validation over articles."""
    apart: list[tuple[float, bool, bool]] = []
    for fold in range(FOLDS):
        weights = fit([o for o in options if o.article % FOLDS != fold])
        apart += best_of([o for o in options if o.article % FOLDS == fold], weights)
    chances = np.array([c for c, _, _ in apart])
    right = np.array([r for _, r, _ in apart])
    gold = sum(g for _, _, g in apart)
    tried = [
        (2 * right[chances >= t].sum() / max(1, (chances >= t).sum() + gold), t)
        for t in np.arange(0.02, 0.8, 0.02)
    ]
    near = max(tried)[0] - FLAT
    best, at = (
        next(each for each in tried if each[0] >= near)
        if name in (*SLOTS, "target")
        else (right.mean(), LEAST.get(name, 0.0))
    )
    some = chances > 0
    error = calibration_error(chances[some].tolist(), right[some].tolist())
    print(f"{name}: {best:.4f} at {at:.2f}, {gold} in the gold, calibration error {error:.4f}")
    return {**fit(options), "threshold": round(float(at), 2)}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bundle")
    parser.add_argument("data", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--settings", type=Path, required=True, help="what training.confidence wrote")
    parser.add_argument("--more-for", type=float, default=0.0, help="added to the logit of that stance")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    stance = {"stance": {"for": args.more_for}} if args.more_for else {}
    table = Table(load(args.bundle), scorer(args.data), stance)
    corpus = labelled_articles(held_out(articles(args.data / "polnear/train.jsonl.gz")), args.labels)
    for number, article in enumerate(corpus):
        table.add(number, article)
    for weight, acts in table.acts.items():
        print(f"act, cue table {weight}: accuracy {accuracy(acts):.4f}, macro-F1 {macro_f1(acts):.4f}")
    columns = {name: learned(name, options) for name, options in table.columns.items()}
    columns["act"]["by cue"] = KEPT
    columns |= stance
    settings = json.loads(args.settings.read_text())
    args.out.write_text(json.dumps({**settings, "columns": columns}, indent=1))


if __name__ == "__main__":
    main()
