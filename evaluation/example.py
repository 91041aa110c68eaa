"""Score the example page, furniture and all: python -m evaluation.example FOLDER [--bundle small]

FOLDER holds page.txt, read as a plain-text page as any reader would read it; gold.jsonl, the roles of
its blocks and its attributions, nested ones included; labels.jsonl, who speaks in each.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evaluation.corpora import articles
from evaluation.gate import Figures, guarded, series, signature
from evaluation.metrics import Pair, pairs, same_phrase, same_speaker
from onrecord.encoder import Encoder, load
from onrecord.nouns import Article, Page, Span, Statement
from onrecord.reading import read

ROLE_NAMES = {"title": "headline"}
"""The gold's names of roles where they differ from ours."""
HARD = {"10": "lost opening mark", "12": "no speaker beside it"}
"""Ids of the gold attributions that are told apart, and what they are called in the table."""
SCENE = {"addressee": "the journalists", "occasion": "the press conference"}
"""What attribution 6 tells of the scene of most that is said."""
SCENE_TOLD = "6"
ALIGNED = 0.5
"""IoU of contents from which a statement's columns are held against the gold's, whatever its source."""


def figures(folder: Path, encoder: Encoder) -> Figures:
    """All figures of a bundle on the example page, by name."""
    data = (folder / "page.txt").read_bytes()
    (gold,) = articles(folder / "gold.jsonl")
    (said,) = articles(folder / "labels.jsonl")
    reading = read(Page(data, "page.txt", declared_type="text/plain; charset=utf-8"), encoder)
    text = reading.article.text
    if text.rstrip() != gold["text"].rstrip():
        raise SystemExit(f"{folder}: the text read from page.txt is not the gold's")
    ours = [_spans(s) for s in reading.statements]
    paired = pairs(gold["attributions"], ours, text)
    found = [p for p in paired if p.hit()]
    right = right_speakers(gold["attributions"], said["labels"], reading.statements, found, text)
    columns = columns_right(gold["attributions"], said["labels"], reading.statements, paired, text)
    roles = right_roles(gold["roles"], reading.article)
    spans = [(s, e) for a in ours for part in a.values() for s, e in part]
    return {
        "statements in the gold": len(gold["attributions"]),
        "statements read": len(ours),
        "statements found": len(found),
        "speakers right": len(right),
        "statements from the appeal": from_furniture(gold["roles"], ours),
        "roles of blocks right": round(sum(roles) / len(roles), 4),
        **{f"{name}: right speaker": float(number in right) for number, name in HARD.items()},
        **columns,
        "verbatim": round(sum(0 <= s < e <= len(text) for s, e in spans) / max(1, len(spans)), 4),
    }


def _spans(statement: Statement) -> dict[str, Any]:
    a = statement.attribution
    return {"source": a.source, "cue": a.cue, "content": a.content}


def right_speakers(
    gold: Sequence[Any], labels: dict[str, Any], ours: Sequence[Statement], found: Sequence[Pair], text: str
) -> set[str]:
    """Ids of the gold attributions that were found and given to the right speaker."""
    out = set()
    for pair in found:
        label = labels[gold[pair.gold]["id"]]
        speaker = ours[pair.predicted].speaker
        if same_speaker(label["speaker"], label["type"], speaker.name if speaker else None, text):
            out.add(gold[pair.gold]["id"])
    return out


def columns_right(
    gold: Sequence[Any], labels: dict[str, Any], ours: Sequence[Statement], paired: Sequence[Pair], text: str
) -> Figures:
    """What is right of the columns of aligned statements, by the rules of tools/score_statements.py."""
    aligned = [p for p in paired if p.content >= ALIGNED]
    speakers = right_speakers(gold, labels, ours, aligned, text)
    acts = sum(ours[p.predicted].act == labels[gold[p.gold]["id"]].get("act") for p in aligned)
    told = {gold[p.gold]["id"]: ours[p.predicted] for p in aligned}.get(SCENE_TOLD)
    out: Figures = {
        "statements aligned": len(aligned),
        "speakers right of aligned": round(len(speakers) / max(1, len(aligned)), 4),
        "acts right": acts,
    }
    for slot, name in SCENE.items():
        place: Span | None = getattr(told, slot, None)
        wanted = labels.get(SCENE_TOLD, {}).get(slot)
        right = place is not None and bool(wanted) and same_phrase(wanted, place.of(text))
        out[f"{slot}: {name} found"] = float(right)
    return out


def right_roles(gold: Sequence[Any], article: Article) -> list[bool]:
    """Of each gold block, whether every character of it that is not white space has the gold's role."""
    roles: list[str | None] = [None] * len(article.text)
    for block in article.blocks:
        roles[block.span.start : block.span.end] = [block.role] * (block.span.end - block.span.start)
    return [
        all(
            roles[i] == ROLE_NAMES.get(block["role"], block["role"])
            for i in range(*block["span"])
            if not article.text[i].isspace()
        )
        for block in gold
    ]


def from_furniture(gold: Sequence[Any], ours: Sequence[dict[str, Any]]) -> int:
    """How many statements have a span in a block that is neither headline nor body."""
    furniture = {i for b in gold if b["role"] not in ("title", "body") for i in range(*b["span"])}
    return sum(any(i in furniture for part in a.values() for s, e in part for i in range(s, e)) for a in ours)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--bundle", default="small")
    parser.add_argument("--pin", action="store_true", help="raise the pinned floors to what was reached")
    args = parser.parse_args()
    encoder = load(args.bundle)
    print(signature(encoder.name, args.folder))
    found = figures(args.folder, encoder)
    raise SystemExit(guarded(series(encoder.name, "example"), found, args.folder, pin=args.pin))


if __name__ == "__main__":
    main()
