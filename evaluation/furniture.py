"""Count what furniture is made to say: python -m evaluation.furniture FILE [--bundle small]

FILE is JSON lines, each with a "text" that is an appeal or other furniture. Each is read alone, once as
a plain-text page and once as a JSON line; every statement is one in the name of an article that is none.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from evaluation.corpora import articles
from evaluation.gate import Figures, guarded, series, signature
from onrecord.encoder import Encoder, load
from onrecord.errors import ArticleError
from onrecord.nouns import Page, Reading
from onrecord.reading import read


def figures(file: Path, encoder: Encoder) -> Figures:
    """All figures of a bundle on texts of furniture, by name."""
    pages = statements = characters = speaking = 0
    for page in _pages(file):
        pages += 1
        reading = _reading(page, encoder)
        if reading is not None:
            statements += len(reading.statements)
            characters += sum(b.span.end - b.span.start for b in reading.article.blocks)
            speaking += sum(s.end - s.start for s in reading.article.speaking())
    return {
        "pages": pages,
        "statements in an article's name": statements,
        "share of characters known as furniture": round(1 - speaking / characters, 4) if characters else 1.0,
    }


def _pages(file: Path) -> Iterator[Page]:
    for number, each in enumerate(articles(file)):
        name = str(each.get("id", number))
        yield Page(each["text"].encode(), f"{name}.txt", declared_type="text/plain; charset=utf-8")
        line = json.dumps({"id": name, "text": each["text"]})
        yield Page(line.encode(), name, declared_type="application/json")


def _reading(page: Page, encoder: Encoder) -> Reading | None:
    """What was read; None where no article was seen, which is as right."""
    try:
        return read(page, encoder)
    except ArticleError:
        return None


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--bundle", default="small")
    parser.add_argument("--pin", action="store_true", help="raise the pinned floors to what was reached")
    args = parser.parse_args()
    encoder = load(args.bundle)
    print(signature(encoder.name, args.file))
    found = figures(args.file, encoder)
    raise SystemExit(guarded(series(encoder.name, "furniture"), found, args.file, pin=args.pin))


if __name__ == "__main__":
    main()
