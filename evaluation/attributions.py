"""Score a bundle on annotated articles: python -m evaluation.attributions GOLD.jsonl[.gz] [--bundle small]

Reads each article as the program does (text as it stands, furniture apart; nested statements count,
though the corpora annotate none and so take each for an error), and prints the measures of
evaluation.metrics. Calibration is that of the outer statements when all that is found is kept.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from evaluation.corpora import articles
from evaluation.gate import Figures, guarded, series, signature
from evaluation.metrics import ROLES, calibration_error, exact_spans, pairs, who_said_what
from onrecord.encoder import Encoder, load
from onrecord.encoder.session import Session
from onrecord.nouns import Page
from onrecord.page import article_of
from onrecord.quotation import quotations
from onrecord.reading import read_article

HIGH = 0.9
"""The documented high threshold."""


def predicted(article: dict[str, Any], encoder: Encoder) -> list[dict[str, Any]]:
    """All attributions that the program reads in an article, those within others among them."""
    line = json.dumps({"id": article["id"], "text": article["text"]})
    page = Page(line.encode(), article["id"], declared_type="application/json")
    found = read_article(article_of(page), encoder).statements
    return [
        {r: getattr(a, r) for r in (*ROLES, "confidence", "within")} for a in (s.attribution for s in found)
    ]


def direct_recall(those: list[tuple[str, list[Any], list[Any]]]) -> float:
    """Recall on the attributions more than half of whose content stands in double quotation marks."""
    hits = total = 0
    for text, gold, ours in those:
        inside = {i for q in quotations(text) if not q.single for i in range(q.start, q.end)}
        direct = set()
        for number, a in enumerate(gold):
            content = [i for s, e in a["content"] for i in range(s, e)]
            if 2 * sum(i in inside for i in content) > len(content):
                direct.add(number)
        total += len(direct)
        hits += sum(p.hit() and p.gold in direct for p in pairs(gold, ours, text))
    return hits / total if total else 0.0


def figures(gold: list[dict[str, Any]], encoder: Session) -> Figures:
    """All figures of a bundle on a corpus, by name."""

    def read(with_: Encoder) -> list[tuple[str, list[Any], list[Any]]]:
        return [(a["text"], a["attributions"], predicted(a, with_)) for a in gold]

    kept, everything = read(encoder), read(encoder.at(0.0))
    main, high = who_said_what(kept), who_said_what(read(encoder.at(HIGH)))
    out = {
        "who_said_what": main.f1,
        "who_said_what precision": main.precision,
        "who_said_what recall": main.recall,
        "who_said_what strict": who_said_what(kept, 0.9).f1,
        "recall of direct quotations, all kept": direct_recall(everything),
        "precision at high": high.precision,
        "recall at high": high.recall,
    }
    out |= {f"exact spans {role}": exact_spans(kept, role).f1 for role in ROLES}
    chances, hits = [], []
    for text, theirs, ours in everything:
        right = {p.predicted for p in pairs(theirs, ours, text) if p.hit()}
        chances += [p["confidence"] for p in ours if p["within"] is None]
        hits += [j in right for j, p in enumerate(ours) if p["within"] is None]
    out["calibration error"] = calibration_error(chances, hits)
    spans = [(t, s) for t, _, ours in everything for p in ours for role in ROLES for s in p[role]]
    out["verbatim"] = sum(0 <= s < e <= len(t) for t, (s, e) in spans) / max(1, len(spans))
    return {name: round(value, 4) for name, value in out.items()}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("--bundle", default="small")
    parser.add_argument("--corpus", default="polnear-dev", help="the corpus's name among the floors")
    parser.add_argument("--pin", action="store_true", help="raise the pinned floors to what was reached")
    args = parser.parse_args()
    encoder = load(args.bundle)
    found = figures(list(articles(args.gold)), encoder)
    print(signature(encoder.name, args.gold))
    raise SystemExit(guarded(series(encoder.name, args.corpus), found, args.gold, pin=args.pin))


if __name__ == "__main__":
    main()
