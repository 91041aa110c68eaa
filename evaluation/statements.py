"""Score all columns of statements: python -m evaluation.statements DATA [--bundle small] [--gold-attributions]

Reads the labelled articles of PolNeAR's dev part from bare text and scores them with the data's own
tools/score_statements.py, beside DATA. With --gold-attributions sources, cues and contents are given, and
what is scored is the columns alone.
"""

import argparse
import importlib.util
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from evaluation.corpora import articles
from evaluation.gate import Figures
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


def scorer(data: Path) -> ModuleType:
    """tools/score_statements.py beside the data: what others measure with, taken as it is."""
    folder = data.resolve().parent / "tools"
    sys.path.insert(0, str(folder))
    try:
        spec = importlib.util.spec_from_file_location("score_statements", folder / "score_statements.py")
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(folder))
    return module


def page_of(article: Json) -> Page:
    """An article of a data set as a line of JSON, what was published when among it."""
    known = {k: article[k] for k in ("id", "text", "title") if article.get(k)}
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
    attributions = tuple(
        Attribution(
            str(a["id"]),
            a.get("kind", kind_of(article["text"], a)),
            *(tuple(Span(*s) for s in a[role]) for role in ("source", "cue", "content")),
            a.get("within"),
        )
        for a in article["attributions"]
    )
    scores = encoder.score(made.text, made.speaking())
    who = who_of(made, attributions, pointer_of(scores))
    return made, who, statements_of(made, attributions, who, scores, encoder.settings)


def kind_of(text: str, attribution: Json) -> Any:
    """Whether a content stands in quotation marks: all of it, some of it, nothing."""
    words = [text[s:e].strip() for s, e in attribution["content"]]
    if words and all(w[:1] in "\"\u201c'\u2018" for w in words):
        return "direct"
    return "mixed" if any(sign in w for w in words for sign in "\"\u201c") else "indirect"


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


def scored(
    data: Path, gold: Iterable[Json], labels: dict[str, Json], read: Callable[[Json], Json]
) -> tuple[Json, list[Json]]:
    """The tool's figures, and what was read."""
    wanted = {a["id"]: a for a in gold if a["id"] in labels}
    found = [read(article) for article in wanted.values()]
    result: Json = scorer(data).score(wanted, labels, {f["id"]: f for f in found})
    return result, found


def figures(data: Path, encoder: Session) -> Figures:
    """All figures of a bundle, by name: end to end, with the annotators' attributions, and by the cue table."""
    gold = list(articles(data / "polnear/dev.jsonl.gz"))
    labels = {r["id"]: r["labels"] for r in articles(data / "polnear_speakers/dev.jsonl")}
    whole, _ = scored(data, gold, labels, lambda a: end_to_end(a, encoder))
    given, read = scored(data, gold, labels, lambda a: on_gold(a, encoder))
    by_cue = {
        r["id"]: {**r, "attributions": [{**a, "act": _by_cue(r["text"], a)} for a in r["attributions"]]}
        for r in read
    }
    wanted = {a["id"]: a for a in gold if a["id"] in labels}
    table = scorer(data).score(wanted, labels, by_cue)
    out = {"who_said_what_named": whole["who_said_what_named"]["f1"]}
    for name, result in (("", whole), (", attributions given", given)):
        kinds = result["speaker_accuracy_by_type"]
        out |= {
            f"speaker{name}": result["speaker_accuracy"],
            f"speaker: pronouns{name}": result["speaker_accuracy_pronouns"],
            f"speaker: persons{name}": kinds["person"][0],
            f"speaker: organizations{name}": kinds["organization"][0],
            f"act{name}": result["act_accuracy"],
            f"act, macro-F1{name}": result["act_macro_f1"],
        }
        out |= {f"{slot}{name}": result[slot]["f1"] for slot in ("addressee", "occasion", "when", "target")}
    out["act beyond the cue table"] = given["act_accuracy"] - table["act_accuracy"]
    out["act, macro-F1 beyond the cue table"] = given["act_macro_f1"] - table["act_macro_f1"]
    return {name: round(value, 4) for name, value in out.items()}


def _by_cue(text: str, attribution: Json) -> str:
    return act_by_cue(" ".join(text[s:e] for s, e in attribution["cue"]))


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
    gold = list(articles(args.data / "polnear/dev.jsonl.gz"))
    labels = {r["id"]: r["labels"] for r in articles(args.data / "polnear_speakers/dev.jsonl")}
    read = on_gold if args.gold_attributions else end_to_end
    result, found = scored(args.data, gold, labels, lambda a: read(a, encoder))
    if args.out:
        args.out.write_text("".join(json.dumps(f) + "\n" for f in found), encoding="utf-8")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
