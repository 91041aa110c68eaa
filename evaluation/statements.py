"""Score all columns: python -m evaluation.statements DATA [--bundle small] [--gold-attributions] [--out FILE]

Reads the labelled articles of PolNeAR's dev part from bare text and scores them with the data's own
tools/score_statements.py, beside DATA. With --gold-attributions sources, cues and contents are given, and
what is scored is the columns alone.
"""

import argparse
import importlib.util
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from evaluation.corpora import articles
from evaluation.gate import Figures
from onrecord.attribution.quoting import kind_of, marks_of, quoted_share
from onrecord.encoder import load
from onrecord.encoder.references import pointer_of
from onrecord.encoder.session import Session
from onrecord.meaning import statements_of
from onrecord.meaning.acts import act_by_cue
from onrecord.nouns import Article, Attribution, Page, Span, Statement
from onrecord.page import article_of
from onrecord.reading import read_article
from onrecord.share.interchange import as_json
from onrecord.speaker import Who, who_of

Json = dict[str, Any]
TEXTS, LABELS = "polnear/dev.jsonl.gz", "polnear_speakers/dev.jsonl"
GIVEN = " (given)"
"""Ends the names of figures that are measured with the annotators' attributions."""
KINDS = {"person": "persons", "organization": "organizations"}
"""Types of speakers that have a figure of their own."""


def scorer(data: Path) -> ModuleType:
    """tools/score_statements.py beside the data: what others measure with, taken as it is."""
    folder = data.resolve().parent / "tools"
    sys.path.insert(0, str(folder))
    try:
        spec = importlib.util.spec_from_file_location("score_statements", folder / "score_statements.py")
        if spec is None or spec.loader is None:
            raise SystemExit(f"{folder}: score_statements.py cannot be loaded")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(folder))
    return module


def page_of(article: Json) -> Page:
    """An article of a data set as a line of JSON, what was published when and by whom among it."""
    known = {k: article[k] for k in ("id", "text", "title", "byline") if article.get(k)}
    if article.get("date"):
        known["published"] = article["date"]
    return Page(json.dumps(known).encode(), article["id"], declared_type="application/json")


def end_to_end(article: Json, encoder: Session) -> Json:
    """What the program reads in an article, in the Interchange form."""
    return as_json(read_article(article_of(page_of(article)), encoder))


def on_gold(article: Json, encoder: Session) -> Json:
    """The same with the annotators' attributions."""
    made, _, found = attributed(article, encoder)
    return {"id": made.id, "text": made.text, "attributions": [_json(made.text, s) for s in found]}


def attributed(article: Json, encoder: Session) -> tuple[Article, Who, tuple[Statement, ...]]:
    """The article with the annotators' attributions, who is who in it, and the statements, in their order."""
    made = article_of(page_of(article))
    attributions = given(article, made)
    scores = encoder.score(made.text, made.speaking())
    who = who_of(made, attributions, pointer_of(scores))
    return made, who, statements_of(made, attributions, who, scores, encoder.settings)


def given(article: Json, made: Article) -> tuple[Attribution, ...]:
    """The annotators' attributions; of what kind each is, the quotation marks say, as when we read it."""
    marks = marks_of(made.text, made.speaking())
    out = []
    for a in article["attributions"]:
        source, cue, content = (tuple(Span(*s) for s in a[role]) for role in ("source", "cue", "content"))
        kind = kind_of(made.text, content, quoted_share(content, marks)) if content else "indirect"
        out.append(Attribution(str(a["id"]), kind, source, cue, content, a.get("within")))
    return tuple(out)


def _json(text: str, statement: Statement) -> Json:
    speaker, attribution = statement.speaker, statement.attribution
    return {
        **{role: [list(s) for s in getattr(attribution, role)] for role in ("source", "cue", "content")},
        "id": attribution.id,
        "speaker": {"name": speaker.name, "type": speaker.type} if speaker else None,
        "act": statement.act,
        "targets": [{"name": t.name, "stance": t.stance} for t in statement.targets],
        **{
            slot: place.of(text) if (place := getattr(statement, slot)) else None
            for slot in ("addressee", "occasion", "when")
        },
    }


def scored(data: Path, gold: Sequence[Json], labels: dict[str, Json], found: Sequence[Json]) -> Json:
    """The tool's figures of what was found in the labelled articles."""
    wanted = {a["id"]: a for a in gold if a["id"] in labels}
    result: Json = scorer(data).score(wanted, labels, {f["id"]: f for f in found})
    return result


def figures(data: Path, encoder: Session) -> Figures:
    """All figures of a bundle, by name: end to end, with the annotators' attributions ("given"), and what
    the table of cue words alone makes of the same attributions."""
    labels = labels_of(data)
    gold = [article for article in articles(data / TEXTS) if article["id"] in labels]
    out: Figures = {}
    for mark, read in (("", end_to_end), (GIVEN, on_gold)):
        found = [read(article, encoder) for article in gold]
        ours = scored(data, gold, labels, found)
        by_cue = scored(data, gold, labels, [_by_cue(each) for each in found])
        if not mark:
            out["who_said_what_named"] = ours["who_said_what_named"]["f1"]
        out |= {f"{name}{mark}": round(value, 4) for name, value in _named(ours, by_cue)}
    return out


def labels_of(data: Path) -> dict[str, Json]:
    return {r["id"]: r["labels"] for r in articles(data / LABELS)}


def _named(result: Json, by_cue: Json) -> Iterator[tuple[str, float]]:
    """The tool's figures under the names of ours; 0 where there is nothing to measure on."""
    kinds = result["speaker_accuracy_by_type"]
    yield "speaker", result["speaker_accuracy"] or 0.0
    yield "speaker: pronouns", result["speaker_accuracy_pronouns"] or 0.0
    for kind, name in KINDS.items():
        yield f"speaker: {name}", kinds.get(kind, [0.0])[0] or 0.0
    for name, key in (("act", "act_accuracy"), ("act, macro-F1", "act_macro_f1")):
        ours, theirs = result[key] or 0.0, by_cue[key] or 0.0
        yield name, ours
        yield f"{name}, cue table alone", theirs
        yield f"{name}, beyond the cue table", ours - theirs
    for slot in ("addressee", "occasion", "when", "target"):
        yield slot, result[slot]["f1"]


def _by_cue(read: Json) -> Json:
    """What was read, each act as the table of cue words has it."""
    text = read["text"]
    return {
        **read,
        "attributions": [
            {**a, "act": act_by_cue(" ".join(text[s:e] for s, e in a["cue"]))} for a in read["attributions"]
        ],
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--bundle", default="small")
    parser.add_argument("--gold-attributions", action="store_true")
    parser.add_argument("--out", type=Path, help="write what was read")
    args = parser.parse_args()
    encoder = load(args.bundle)
    labels = labels_of(args.data)
    gold = [article for article in articles(args.data / TEXTS) if article["id"] in labels]
    read = on_gold if args.gold_attributions else end_to_end
    found = [read(article, encoder) for article in gold]
    if args.out:
        args.out.write_text("".join(json.dumps(f) + "\n" for f in found), encoding="utf-8")
    print(json.dumps(scored(args.data, gold, labels, found), indent=1))


if __name__ == "__main__":
    main()
