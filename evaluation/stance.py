"""Score stance on NewsMTSC: python -m evaluation.stance DATA [--bundle small]

DATA is the folder of the data sets. Of each sentence of the two dev parts, rw (near to the real world's
distribution) and mt (two targets or more), the encoder reads for, against or neutral at each target's place;
the measure is macro-F1 over the three, as Hamborg and Donnay (2021) have it.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from evaluation.corpora import articles
from evaluation.gate import Figures, guarded, series, signature
from onrecord.encoder import load
from onrecord.encoder.scores import STANCES
from onrecord.encoder.session import Session
from onrecord.meaning.target import stance_of
from onrecord.nouns import Span

SETS = ("rw", "mt")
POLARITIES = {"neutral": "neutral", "positive": "for", "negative": "against"}


def stances(records: Iterable[dict[str, Any]], encoder: Session) -> Iterator[tuple[str, str]]:
    """For each target the annotators' stance and the encoder's, "" where the bundle reads none."""
    for record in records:
        text = record["text"]
        scores = encoder.score(text, (Span(0, len(text)),))
        reads = scores.column("stances").shape[1] > 0
        for target in record["targets"]:
            place = Span(*target["span"])
            found = ""
            if reads:
                found = STANCES[int(stance_of(scores, None, (place,), encoder.settings.columns).argmax())]
            yield POLARITIES[target["polarity"]], found


def macro_f1(pairs: Sequence[tuple[str, str]], classes: Sequence[str]) -> float:
    """The mean F1 of the classes, each 0 where it is neither in the gold nor found."""
    total = 0.0
    for name in classes:
        hits = sum(gold == found == name for gold, found in pairs)
        there = sum((gold == name) + (found == name) for gold, found in pairs)
        total += 2 * hits / there if there else 0.0
    return total / len(classes)


def figures(folder: Path, encoder: Session) -> Figures:
    """All figures of a bundle on the folder of NewsMTSC."""
    out: Figures = {}
    for name in SETS:
        pairs = list(stances(articles(folder / f"dev_{name}.jsonl.gz"), encoder))
        out[f"{name} macro-F1"] = macro_f1(pairs, STANCES)
        out[f"{name} accuracy"] = sum(gold == found for gold, found in pairs) / max(1, len(pairs))
        out |= {f"{name} F1, {stance}": macro_f1(pairs, (stance,)) for stance in STANCES}
    return {name: round(value, 4) for name, value in out.items()}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--bundle", default="small")
    parser.add_argument("--pin", action="store_true", help="raise the pinned floors to what was reached")
    args = parser.parse_args()
    encoder, folder = load(args.bundle), args.data / "newsmtsc"
    print(signature(encoder.name, folder))
    found = figures(folder, encoder)
    raise SystemExit(guarded(series(encoder.name, "newsmtsc"), found, folder, pin=args.pin))


if __name__ == "__main__":
    main()
