"""Score pronouns on GAP: python -m evaluation.pronouns DATA [--bundle small] [--set dev|train] [--out FILE]

DATA is the folder of the data sets. Each record's text is read as an article whose one source is the
pronoun, and followed as the program follows any source. A name counts as meant where the speaker found is
the figure that it names. The measure is GAP's own (Webster et al. 2018): precision, recall and F1 over the
two name decisions of all records, by the pronoun's gender, and the bias, F1 of feminine over masculine.
Beside it stands the encoder's pointer alone: the name that more of it falls on, or neither. The bundles
are trained on the train part; its figures only show where the rules fail.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.corpora import articles
from evaluation.gate import Figures, guarded, series, signature
from evaluation.metrics import F1, same_speaker
from evaluation.statements import page_of
from onrecord.encoder import load
from onrecord.encoder.references import pointer_of
from onrecord.encoder.session import Session
from onrecord.nouns import Attribution, Span
from onrecord.page import article_of
from onrecord.speaker import Who, who_of

FEMININE = frozenset({"she", "her", "hers", "herself"})
NAMES = ("a", "b")
LEAST = 0.2
"""What must fall on a name for the pointer alone to mean it."""
Decisions = tuple[bool, ...]
"""Of each of the two names, whether it is meant."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A record with what its annotators, the program and the pointer alone say of its two names."""

    record: dict[str, Any]
    gold: Decisions
    ours: Decisions
    pointer: Decisions
    speaker: str | None

    @property
    def feminine(self) -> bool:
        return self.record["pronoun"]["text"].lower() in FEMININE


def decided(record: dict[str, Any], encoder: Session) -> Decided:
    """Reads a record."""
    article = article_of(page_of(record))
    refers = pointer_of(encoder.score(article.text, article.speaking()))
    pronoun, *names = (Span(*record[key]["span"]) for key in ("pronoun", *NAMES))
    who = who_of(article, (Attribution("1", "indirect", (pronoun,), (), ()),), refers)
    chances = refers(pronoun, names) if refers is not None else [0.0] * len(names)
    speaker = who.speakers[0]
    return Decided(
        record,
        tuple(record[key]["coref"] for key in NAMES),
        tuple(means(who, name) for name in names),
        tuple(chance == max(chances) and chance >= LEAST for chance in chances),
        speaker.name if speaker is not None and speaker.resolved else None,
    )


def means(who: Who, place: Span) -> bool:
    """Whether the first source's speaker is who is named at a place."""
    speaker, figure = who.speakers[0], who.figures[0]
    if speaker is None or not speaker.resolved:
        return False
    names = who.scene.cast.names
    shared = [min(n.span.end, place.end) - max(n.span.start, place.start) for n in names]
    longest = max(range(len(names)), key=shared.__getitem__, default=0)
    there = who.scene.bearer(longest) if names and shared[longest] > 0 else None
    if figure is not None and there is not None:
        return figure is there
    return same_speaker(place.of(who.scene.text), "person", speaker.name, who.scene.text)


def measured(those: Iterable[Decided], by: str) -> F1:
    """Hits, predicted and gold over all name decisions; `by`: "ours" or "pointer"."""
    total = F1()
    for each in those:
        said: Decisions = getattr(each, by)
        hits = sum(one and other for one, other in zip(each.gold, said, strict=True))
        total += F1(hits, sum(said), sum(each.gold))
    return total


def figures_of(those: Sequence[Decided]) -> Figures:
    """GAP's figures by name; 0 where there is nothing to measure on."""
    out: Figures = {}
    for mark, by in (("", "ours"), ("pointer alone: ", "pointer")):
        whole = measured(those, by)
        masculine, feminine = (measured([d for d in those if d.feminine is f], by).f1 for f in (False, True))
        out |= {
            f"{mark}F1": whole.f1,
            f"{mark}precision": whole.precision,
            f"{mark}recall": whole.recall,
            f"{mark}F1 masculine": masculine,
            f"{mark}F1 feminine": feminine,
            f"{mark}bias, feminine / masculine": feminine / masculine if masculine else 0.0,
        }
    neither = [d for d in those if not any(d.gold)]
    out["neither is meant: neither taken"] = sum(not any(d.ours) for d in neither) / max(1, len(neither))
    return {name: round(value, 4) for name, value in out.items()}


def figures(corpus: Path, encoder: Session) -> Figures:
    """All figures of a bundle on one part of GAP."""
    return figures_of([decided(record, encoder) for record in articles(corpus)])


def error(each: Decided) -> dict[str, Any]:
    """What went wrong, for a reader: the pronoun marked in its text, who was meant, who was found, and
    whether the pointer alone knew better."""
    record = each.record
    start, end = record["pronoun"]["span"]
    text = record["text"]
    return {
        "id": record["id"],
        "text": f"{text[:start]}[[{text[start:end]}]]{text[end:]}",
        "names": [record[key]["text"] for key in NAMES],
        "meant": [record[key]["text"] for key in NAMES if record[key]["coref"]],
        "found": each.speaker,
        "pointer": "right" if each.pointer == each.gold else "wrong",
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--bundle", default="small")
    parser.add_argument("--set", default="dev", choices=("dev", "train"))
    parser.add_argument("--out", type=Path, help="write the errors")
    parser.add_argument("--pin", action="store_true", help="raise the pinned floors to what was reached")
    args = parser.parse_args()
    encoder = load(args.bundle)
    corpus = args.data / "gap" / f"{args.set}.jsonl.gz"
    those = [decided(record, encoder) for record in articles(corpus)]
    if args.out:
        wrong = [json.dumps(error(d), ensure_ascii=False) + "\n" for d in those if d.ours != d.gold]
        args.out.write_text("".join(wrong), encoding="utf-8")
    print(signature(encoder.name, corpus))
    floors = series(encoder.name, f"gap-{args.set}")
    raise SystemExit(guarded(floors, figures_of(those), corpus, pin=args.pin))


if __name__ == "__main__":
    main()
