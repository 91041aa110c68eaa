"""Score page to article: `article_of` beside the extraction libraries, and the furniture recogniser.

    python -m evaluation.extraction --benchmark DEV.jsonl.gz --strings DEV.jsonl.gz \
        [--furniture APPEALS.jsonl.gz] [--attributions DEV.jsonl.gz] [--example GOLD.jsonl]

The first is scrapinghub's article-extraction-benchmark (id, url, html, article_body), by its own measure:
precision and recall of 4-word shingles, averaged over pages, and their harmonic mean. Our text is that
of the blocks that speak, without the headline, which the gold texts leave out. The second is trafilatura's
evaluation set (html, with, without): strings that the text must have and must not have. The libraries are
optional; one that is not installed has no row. Speed is pages per second of processor time.

Exit status 1 where a floor is missed.
"""

import argparse
import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.nouns import SPEAKING_ROLES, Article, Page
from onrecord.page import article_of

TOKEN = re.compile(r"\w+")
SHINGLE = 4
FLOOR_F1 = 0.96
FLOOR_FURNITURE = 0.005
"""At most this share of the paragraphs in which something is attributed may be called furniture."""

Extractor = Callable[[str, str], str]


@dataclass(frozen=True)
class Scores:
    """Of one extractor: the benchmark's measure, the strings' counts, and pages per second."""

    precision: float
    recall: float
    speed: float
    found: int
    wanted: int
    leaked: int
    unwanted: int

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)

    @property
    def accuracy(self) -> float:
        return (self.found + self.unwanted - self.leaked) / max(self.wanted + self.unwanted, 1)


def lines(path: Path) -> list[dict[str, Any]]:
    """The records of a JSON Lines file, compressed or not."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.split(b"\n") if line.strip()]


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Runs of four words and how often each occurs; a shorter text is one run."""
    words = TOKEN.findall(text)
    return Counter(tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1)))


def precision_recall(gold: str, found: str) -> tuple[float, float]:
    """As in the benchmark's evaluate.py: of an empty overlap both are 0, of two equal texts both are 1."""
    wanted, given = shingles(gold), shingles(found)
    right = sum((wanted & given).values())
    if wanted == given:
        return 1.0, 1.0
    return right / sum(given.values()), right / sum(wanted.values())


def ours(html: str, address: str) -> str:
    return spoken(
        article_of(Page(html.encode("utf-8", "replace"), address, None, "text/html; charset=utf-8"))
    )


def spoken(article: Article) -> str:
    """The text of the blocks that speak, without the headline."""
    roles = SPEAKING_ROLES - {"headline"}
    return "\n".join(block.span.of(article.text) for block in article.blocks if block.role in roles)


def candidates() -> dict[str, Extractor]:
    """The extraction libraries that are installed, each with its recommended call."""
    found: dict[str, Extractor] = {"onrecord": ours}
    try:
        import trafilatura
    except ImportError:
        pass
    else:
        found["trafilatura"] = lambda html, _: trafilatura.extract(html, include_comments=False) or ""
        found["trafilatura, fast"] = lambda html, _: (
            trafilatura.extract(html, fast=True, include_comments=False) or ""
        )
        found["trafilatura, precision"] = lambda html, _: (
            trafilatura.extract(html, favor_precision=True, include_comments=False) or ""
        )
    try:
        from resiliparse.extract.html2text import extract_plain_text
    except ImportError:
        pass
    else:
        found["resiliparse"] = lambda html, _: extract_plain_text(html, main_content=True, alt_texts=False)
    return found


def plain(text: str) -> str:
    """White space collapsed, as most libraries do: we keep a page's no-break spaces."""
    return " ".join(text.split())


def scores_of(
    extract: Extractor, pages: Sequence[dict[str, Any]], strings: Sequence[dict[str, Any]]
) -> Scores:
    before = time.process_time()
    texts = [extract(page["html"], page["url"]) for page in pages]
    speed = len(pages) / max(time.process_time() - before, 1e-9)
    pairs = [precision_recall(page["article_body"], text) for page, text in zip(pages, texts, strict=True)]
    read = [(plain(extract(page["html"], page["url"])), page) for page in strings]
    return Scores(
        precision=sum(p for p, _ in pairs) / max(len(pairs), 1),
        recall=sum(r for _, r in pairs) / max(len(pairs), 1),
        speed=speed,
        found=sum(plain(s) in text for text, page in read for s in page["with"]),
        wanted=sum(len(page["with"]) for page in strings),
        leaked=sum(plain(s) in text for text, page in read for s in page["without"]),
        unwanted=sum(len(page["without"]) for page in strings),
    )


def table(rows: dict[str, Scores]) -> Iterable[str]:
    yield "| extractor | P | R | F1 | with | without | accuracy | pages/s |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, s in rows.items():
        yield (
            f"| {name} | {s.precision:.3f} | {s.recall:.3f} | {s.f1:.4f} | {s.found}/{s.wanted} "
            f"| {s.leaked}/{s.unwanted} | {s.accuracy:.3f} | {s.speed:.0f} |"
        )


def speaking_appeals(records: Sequence[dict[str, Any]]) -> list[str]:
    """What of pages that are furniture alone would be read as an article."""
    found = []
    for record in records:
        for kind in ("appeal.txt", "appeal.jsonl"):
            data = (
                record["text"]
                if kind.endswith("txt")
                else json.dumps({"id": record["id"], "text": record["text"]})
            )
            declared = None if kind.endswith("txt") else "application/json"
            article = article_of(Page(data.encode(), kind, None, declared))
            found += [f"{record['id']}: {span.of(article.text)}" for span in article.speaking()]
    return found


def furniture_among(records: Sequence[dict[str, Any]]) -> tuple[int, int]:
    """Of the paragraphs in which something is attributed, how many were called furniture, and all."""
    wrong = every = 0
    for record in records:
        line = json.dumps({"id": record["id"], "text": record["text"]}).encode()
        article = article_of(Page(line, record["id"], None, "application/json"))
        contents = [span for a in record["attributions"] for span in a["content"]]
        for block in article.blocks:
            if any(start < block.span.end and end > block.span.start for start, end in contents):
                every += 1
                wrong += block.role not in SPEAKING_ROLES
    return wrong, every


def wrong_roles(record: dict[str, Any]) -> list[str]:
    """The blocks of an example page whose place or role differs from its gold, which says "title"."""
    article = article_of(Page(record["text"].encode(), "page.txt"))
    gold = {(r["role"].replace("title", "headline"), *r["span"]) for r in record["roles"]}
    mine = {(b.role, *b.span) for b in article.blocks}
    return [str(item) for item in sorted(gold ^ mine, key=str)]


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--benchmark", type=Path, required=True)
    parser.add_argument("--strings", type=Path, required=True)
    parser.add_argument("--furniture", type=Path)
    parser.add_argument("--attributions", type=Path)
    parser.add_argument("--example", type=Path)
    given = parser.parse_args(argv)
    pages, strings = lines(given.benchmark), lines(given.strings)
    rows = {name: scores_of(extract, pages, strings) for name, extract in candidates().items()}
    print("\n".join(table(rows)))
    missed = [] if rows["onrecord"].f1 >= FLOOR_F1 else [f"F1 below {FLOOR_F1}"]
    missed += [
        f"below {name}" for name, s in rows.items() if name == "trafilatura" and s.f1 > rows["onrecord"].f1
    ]
    if given.furniture:
        speaking = speaking_appeals(lines(given.furniture))
        print(f"\nappeals alone: {len(speaking)} blocks that speak")
        missed += speaking
    if given.attributions:
        wrong, every = furniture_among(lines(given.attributions))
        share = wrong / max(every, 1)
        print(f"paragraphs with attributed content: {every}, called furniture {wrong} ({share:.2%})")
        missed += ["attributed content called furniture"] if wrong > FLOOR_FURNITURE * every else []
    if given.example:
        wrong_blocks = [item for record in lines(given.example) for item in wrong_roles(record)]
        print(f"example page: {len(wrong_blocks)} blocks of another place or role")
        missed += wrong_blocks
    for item in missed:
        print(f"floor missed: {item}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
