"""Acts that are told by what is said: python -m evaluation.acts FOLDER ... [--bundle small]

FOLDER has passages with their statements marked (evaluation.passages; training/passages/held_out are such
that no network learned from). Sources, cues and contents are given; two thirds of the cues say nothing of
the act, so the cue table is right in few.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from evaluation import stance
from evaluation.passages import passages
from evaluation.statements import attributed
from onrecord.encoder import load
from onrecord.encoder.session import Session
from onrecord.meaning.acts import act_by_cue

Told = Sequence[tuple[str | None, str]]
"""The act that was read, if any, and the one that is right."""


def told(folder: Path, encoder: Session, *, headlines: bool = False) -> tuple[Told, Told]:
    """Of each statement the act that the program reads, and the one of the cue table alone; with
    `headlines` of those alone that stand in a passage's first line."""
    ours, by_cue = [], []
    for article in passages(folder):
        made, _, found = attributed(article, encoder)
        first_line = len(article["text"].partition("\n")[0])
        for statement, right in zip(found, article["attributions"], strict=True):
            if headlines and right["content"][0][0] >= first_line:
                continue
            ours.append((statement.act, right["act"]))
            cue = " ".join(span.of(made.text) for span in statement.attribution.cue)
            by_cue.append((act_by_cue(cue), right["act"]))
    return ours, by_cue


def accuracy(acts: Told) -> float:
    return sum(read == right for read, right in acts) / max(1, len(acts))


def macro_f1(acts: Told) -> float:
    """The mean of the F1 of every act that is right somewhere; an act that was not read counts as missed."""
    pairs = [(right, read or "") for read, right in acts]
    return stance.macro_f1(pairs, sorted({right for _, right in acts}))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--bundle", default="small")
    parser.add_argument("--headlines", action="store_true", help="of statements in headlines alone")
    args = parser.parse_args()
    encoder = load(args.bundle)
    for folder in args.folders:
        read = told(folder, encoder, headlines=args.headlines)
        for name, acts in zip((encoder.name, "cue table"), read, strict=True):
            said = f"accuracy {accuracy(acts):.4f}, macro-F1 {macro_f1(acts):.4f}"
            print(f"{folder}, {len(acts)} statements, {name}: {said}")


if __name__ == "__main__":
    main()
