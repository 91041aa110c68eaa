"""Statements within statements: python -m evaluation.nested FOLDER ... [--bundle small]

FOLDER has passages in which every statement is marked, those within others too (evaluation.passages;
training/passages/nested/held_out are such that no network learned from). Each passage is read from its bare
text, as a page is. PolNeAR annotates no statement within another, so its measures take each for an error;
here they are right or wrong.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evaluation.attributions import predicted
from evaluation.metrics import F1, who_said_what
from evaluation.passages import passages
from onrecord.encoder import Encoder, load

Read = list[tuple[str, list[Any], list[Any]]]
"""Passages: the text, its statements, and what was read of it."""


def read(folder: Path, encoder: Encoder) -> Read:
    return [(p["text"], p["attributions"], predicted(p, encoder)) for p in passages(folder)]


def part(those: Read, nested: bool) -> F1:
    """Who said what, of the statements within others alone, or of the others alone."""

    def side(of: Sequence[Any]) -> list[Any]:
        return [a for a in of if (a.get("within") is not None) == nested]

    return who_said_what([(text, side(gold), side(ours)) for text, gold, ours in those])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--bundle", default="small")
    args = parser.parse_args()
    encoder = load(args.bundle)
    for folder in args.folders:
        those = read(folder, encoder)
        print(f"{folder}, {len(those)} passages, {encoder.name}")
        for name, nested in (("within others", True), ("the others", False)):
            f1 = part(those, nested)
            said = f"F1 {f1.f1:.4f}, precision {f1.precision:.4f}, recall {f1.recall:.4f}"
            print(f"  statements {name}: {said}; {f1.predicted} read, {f1.gold} marked")


if __name__ == "__main__":
    main()
