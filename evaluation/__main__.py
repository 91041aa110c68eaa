"""All that is measured of a bundle: python -m evaluation DATA [--bundle small] [--only PART ...]

DATA is the folder of the data sets, which are no part of this repository; our own passages are. Exit
status 1 where a pinned floor is missed or a data set is not there. Speed is measured apart, by
evaluation.speed.
"""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from evaluation import (
    acts,
    attributions,
    example,
    extraction,
    furniture,
    named,
    nested,
    pronouns,
    stance,
    statements,
)
from evaluation.corpora import articles
from evaluation.gate import WIDTH, Figures, guarded, series, signature
from onrecord.encoder import load
from onrecord.encoder.session import Session

PASSAGES = Path(__file__).parents[1] / "training/passages"


@dataclass(frozen=True, slots=True)
class Part:
    """A thing measured: the corpus (its name among the floors, its place under DATA or anywhere), and how."""

    corpus: str
    place: str
    figures: Callable[[Path, Session], Figures]
    of_bundle: bool = True


def _attributions(corpus: Path, encoder: Session) -> Figures:
    return attributions.figures(list(articles(corpus)), encoder)


def _statements(corpus: Path, encoder: Session) -> Figures:
    return statements.figures(corpus.parent, encoder)


def _extraction(corpus: Path, encoder: Session) -> Figures:
    """No encoder is asked here. trafilatura is one of our own dependencies, so it is there to be beaten."""
    pages = list(articles(corpus))
    strings = list(articles(corpus.parent.parent / "trafilatura_eval_en" / "dev.jsonl.gz"))
    extractors = extraction.candidates()
    ours, theirs = (
        extraction.scores_of(extractors[name], pages, strings) for name in ("onrecord", "trafilatura")
    )
    return {
        "shingles F1": round(ours.f1, 4),
        "shingles F1 beyond trafilatura's": round(ours.f1 - theirs.f1, 4),
        "strings wanted and unwanted, accuracy": round(ours.accuracy, 4),
    }


def _passages(corpus: Path, encoder: Session) -> Figures:
    """What no network learned from: acts that no cue tells, those of headlines, statements within others."""
    ours, by_cue = acts.told(corpus / "held_out", encoder)
    headlines, _ = acts.told(corpus / "nested/held_out", encoder, headlines=True)
    within = nested.part(nested.read(corpus / "nested/held_out", encoder), True)
    found = {
        "act": acts.accuracy(ours),
        "act, cue table alone": acts.accuracy(by_cue),
        "act, macro-F1": acts.macro_f1(ours),
        "act, macro-F1, cue table alone": acts.macro_f1(by_cue),
        "act, headlines": acts.accuracy(headlines),
        "within others": within.f1,
        "within others, precision": within.precision,
        "within others, recall": within.recall,
    }
    return {name: round(value, 4) for name, value in found.items()}


PARTS = {
    "attributions": Part("polnear-dev", "polnear/dev.jsonl.gz", _attributions),
    "example": Part("example", "example", example.figures),
    "statements": Part("polnear-speakers", "polnear_speakers", _statements),
    "named": Part("gum", "gum", named.figures),
    "pronouns": Part("gap-dev", "gap/dev.jsonl.gz", pronouns.figures),
    "stance": Part("newsmtsc", "newsmtsc", stance.figures),
    "passages": Part("passages", str(PASSAGES), _passages),
    "furniture": Part("furniture", "page_furniture/appeals.jsonl.gz", furniture.figures),
    "extraction": Part(
        "extraction", "article_extraction_benchmark/dev.jsonl.gz", _extraction, of_bundle=False
    ),
}


def measured(name: str, part: Part, data: Path, encoder: Session, pin: bool) -> int:
    """Print a part's figures and floors; 1 where one is missed or there is nothing to measure on."""
    corpus = data / part.place
    if not corpus.exists():
        print(f"\n{name}: not measured, {corpus} is not there", file=sys.stderr)
        return 1
    print(f"\n{name}: {signature(encoder.name if part.of_bundle else 'none', corpus)}")
    print(f"{'':{WIDTH}}{'figure':>10}{'floor':>10}", flush=True)
    floors = series(encoder.name, part.corpus) if part.of_bundle else part.corpus
    return guarded(floors, part.figures(corpus, encoder), corpus, pin=pin)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="the folder of the data sets")
    parser.add_argument("--bundle", default="small")
    parser.add_argument("--only", nargs="+", choices=tuple(PARTS), default=tuple(PARTS), metavar="PART")
    parser.add_argument("--pin", action="store_true", help="raise the pinned floors to what was reached")
    args = parser.parse_args()
    encoder = load(args.bundle)
    missed = [name for name in args.only if measured(name, PARTS[name], args.data, encoder, args.pin)]
    print(f"\nfloors missed in: {', '.join(missed)}" if missed else "\nall floors held")
    raise SystemExit(1 if missed else 0)


if __name__ == "__main__":
    main()
