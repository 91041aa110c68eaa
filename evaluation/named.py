"""Score the final names of sources on GUM: python -m evaluation.named DATA [--bundle small] [--out FILE]

DATA is the folder of the data sets. Measured on GUM's dev part and the documents of its train part that
are held back from training (training.columns.kept_back): the program is given the annotators' attributions,
title, author and date, and the name that each source comes to is compared with GUM's name of its entity, or
another full name that the text gives it, by the rule of tools/score_statements.py.

The figure is over every attribution whose source's entity has a name. Some of these the page cannot tell:
in interviews and courts GUM leaves out the labels that say whose turn it is, and some names stand nowhere
on the page. `told by the page` is the figure without those. `of those named` is that over the sources for
which the program gives a speaker as resolved.
"""

import argparse
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.corpora import articles
from evaluation.gate import Figures, guarded, series, signature
from evaluation.metrics import UNSAID, name_words, same_speaker
from evaluation.statements import given, page_of
from onrecord.encoder import load
from onrecord.encoder.references import pointer_of
from onrecord.encoder.session import Session
from onrecord.nouns import Speaker
from onrecord.page import article_of
from onrecord.speaker import who_of
from training.columns import kept_back

Json = dict[str, Any]
PRONOUNS = "i me my mine myself you your yours yourself we us our ours ourselves"
OF_THE_TURN = frozenset(PRONOUNS.split())
"""Pronouns that mean whoever has the turn, or is spoken to in it."""
LONGEST = 5
"""Words of a person's full name, at most."""
APPOSED = re.compile(r"\s*[,(\u2013\u2014].*", re.S)
"""What a mention adds to the name that it begins with: "Ada Holm (born 1950), the engineer"."""


@dataclass(frozen=True, slots=True)
class Named:
    """A source of a document with the names that are right and the speaker that the program found."""

    document: Json
    number: int
    source: Json
    names: tuple[str, ...]
    speaker: Speaker | None
    told: bool

    @property
    def words(self) -> str:
        start, end = self.source["span"]
        return str(self.document["text"][start:end])

    @property
    def resolved(self) -> bool:
        return self.speaker is not None and self.speaker.resolved

    @property
    def right(self) -> bool:
        return self.speaker is not None and self._is(self.speaker.name)

    def _is(self, found: str) -> bool:
        kind, page = kind_of(self.source), page_words(self.document)
        return any(same_speaker(name, kind, found, page) for name in self.names)


def kind_of(source: Json) -> str:
    return "person" if source["type"] == "person" else "other"


def page_words(document: Json) -> str:
    """All that the page says: title, author and text."""
    return "\n".join(filter(None, (document["title"], document["author"], document["text"])))


def documents(folder: Path) -> Iterator[Json]:
    """The dev part, and what is held back of the train part."""
    yield from articles(folder / "dev.jsonl.gz")
    yield from (document for document in articles(folder / "train.jsonl.gz") if kept_back(document))


def sources(document: Json, encoder: Session) -> list[Named]:
    """Every source of a document whose entity has a name, with the speaker found."""
    attributions = document["attributions"]
    article = article_of(page_of({**document, "byline": document["author"], "attributions": ()}))
    read = given({"attributions": [_given(n, a) for n, a in enumerate(attributions)]}, article)
    who = who_of(article, read, pointer_of(encoder.score(article.text, article.speaking())))
    found = []
    for number, (attribution, speaker) in enumerate(zip(attributions, who.speakers, strict=True)):
        source = attribution.get("source")
        if source and source.get("name"):
            names = right_names(source, names_of(document, source["entity"]))
            told = on_page(document, source, names) and not lost_turn(document, attribution)
            found.append(Named(document, number, source, names, speaker, told))
    return found


def _given(number: int, attribution: Json) -> Json:
    """A record of GUM in the form of our own data sets."""
    source, cue = attribution.get("source"), attribution.get("cue")
    return {
        "id": number,
        "source": [source["span"]] if source else [],
        "cue": [cue["span"]] if cue else [],
        "content": attribution["content"],
    }


def names_of(document: Json, entity: str) -> list[str]:
    """The names that the text gives an entity, without what stands beside them in apposition."""
    (found,) = (e for e in document["entities"] if e["id"] == entity)
    mentions = [m for m in document["mentions"] if m["entity"] == entity and m["form"] == "name"]
    words = [*found["names"], *(document["text"][slice(*m["span"])] for m in mentions)]
    return [APPOSED.sub("", w).removesuffix("'s").removesuffix("\u2019s") for w in words]


def right_names(source: Json, names: Sequence[str]) -> tuple[str, ...]:
    """The entity's own name and every full name of it in the text.

    A person's has two words that count, each with a capital ("the Secretary" and "Chairman of the Centre"
    are none); another's has as many as the longest that the text gives.
    """
    if kind_of(source) == "person":
        full = [n for n in names if _persons(n)]
    else:
        most = max((len(name_words(n)) for n in names), default=0)
        full = [n for n in names if len(name_words(n)) == most]
    return tuple(dict.fromkeys((source["name"], *full)))


def _persons(name: str) -> bool:
    words = name.split()
    return (
        1 < len(words) <= LONGEST
        and all(word[0].isupper() for word in words)
        and not {"of", "the"} & {word.lower() for word in words}
        and len([w for w in name_words(name) if w not in UNSAID]) > 1
    )


def on_page(document: Json, source: Json, names: Sequence[str]) -> bool:
    """Whether any right name stands on the page: of a person its last word, of others half of its words."""
    page = {*name_words(page_words(document))}
    words = [name_words(name) for name in names]
    if kind_of(source) == "person":
        return any(some[-1] in page for some in words if some)
    return any(2 * len({*some} & page) >= len({*some}) for some in words)


def lost_turn(document: Json, attribution: Json) -> bool:
    """Whether it takes the turn's label, which GUM's text leaves out, to know who is meant: "I", "we" and
    "you" outside of all that is attributed to others, where somebody else than the author speaks."""
    text, seen = document["text"], []
    while attribution not in seen:
        seen.append(attribution)
        start, end = attribution["source"]["span"]
        if text[start:end].lower() not in OF_THE_TURN:
            return False
        for other in document["attributions"]:
            around = any(s <= start and end <= e for s, e in other["content"])
            if around and other.get("source") and other not in seen:
                attribution = other
                break
    labels = [s.get("speaker") for s in document["sentences"] if s["span"][0] <= start < s["span"][1]]
    author = "".join(name_words(document["author"] or ""))
    return any(label and label.lower() != author for label in labels)


def figures_of(those: Sequence[Named]) -> Figures:
    """All figures by name; the parts are by the source's form and the document's genre."""
    parts: dict[str, list[Named]] = defaultdict(list)
    for each in those:
        parts[f"form: {each.source['form']}"].append(each)
        if each.told:
            parts[f"form: {each.source['form']}, told by the page"].append(each)
        parts[f"genre: {each.document['genre']}"].append(each)
    groups = {
        "final name": those,
        "told by the page": [n for n in those if n.told],
        "of those named": [n for n in those if n.resolved],
        **dict(sorted(parts.items())),
    }
    out = {name: sum(n.right for n in group) / max(1, len(group)) for name, group in groups.items()}
    counts = {"sources": len(those), "sources told by the page": len(groups["told by the page"])}
    return {name: round(value, 4) for name, value in out.items()} | counts


def figures(folder: Path, encoder: Session) -> Figures:
    """All figures of a bundle on the folder of GUM."""
    return figures_of([each for document in documents(folder) for each in sources(document, encoder)])


def error(each: Named) -> Json:
    """What went wrong, for a reader."""
    start, end = each.source["span"]
    text = each.document["text"]
    before, after = text[max(0, start - 300) : start], text[end : end + 100]
    return {
        "document": each.document["id"],
        "source": each.words,
        "form": each.source["form"],
        "right": each.names,
        "found": each.speaker.name if each.speaker is not None else None,
        "resolved": each.resolved,
        "told": each.told,
        "text": f"{before}[[{each.words}]]{after}",
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--bundle", default="small")
    parser.add_argument("--out", type=Path, help="write the errors")
    parser.add_argument("--pin", action="store_true", help="raise the pinned floors to what was reached")
    args = parser.parse_args()
    encoder, folder = load(args.bundle), args.data / "gum"
    those = [each for document in documents(folder) for each in sources(document, encoder)]
    if args.out:
        wrong = [json.dumps(error(n), ensure_ascii=False) + "\n" for n in those if not n.right]
        args.out.write_text("".join(wrong), encoding="utf-8")
    print(signature(encoder.name, folder))
    raise SystemExit(guarded(series(encoder.name, "gum"), figures_of(those), folder, pin=args.pin))


if __name__ == "__main__":
    main()
