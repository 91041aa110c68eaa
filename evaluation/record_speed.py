"""How fast the record takes statements and finds them, in a file or at a URL.

    python -m evaluation.record_speed PLACE [--articles 100000] [--queries 200]

PLACE is a file that does not exist, or the URL of an empty PostgreSQL database; a record that this has
written is searched again. The articles are made up: ten statements each, words by a Zipf-like draw from
30,000, 4,000 speakers, three years of days in no order.
"""

import argparse
import random
import resource
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from sqlalchemy import text

from onrecord.nouns import (
    Article,
    Attribution,
    Block,
    Mention,
    Page,
    Reading,
    Span,
    Speaker,
    Statement,
    Target,
)
from onrecord.record import Record

SAID = 10
"""Statements an article."""
WORDS = [f"w{n:x}" for n in range(30_000)]
WEIGHTS = list(accumulate(1 / (n + 10) for n in range(len(WORDS))))
SPEAKERS = 4_000
FIRST, DAYS = date(2022, 1, 1), 3 * 365


def speaker(number: int) -> str:
    return f"Name{number % 200} Surname{number // 3}"


def made(number: int, chance: random.Random) -> tuple[Page, Reading]:
    """An article with its statements."""
    text, told = "", []
    for n in range(SAID):
        name = speaker(int(SPEAKERS * chance.random() ** 2))
        words = " ".join(chance.choices(WORDS, cum_weights=WEIGHTS, k=chance.randint(8, 30)))
        start = len(text)
        text += f"“{words},” said {name}, in number {n}.\n\n"
        content = Span(start, start + len(words) + 3)
        cue = Span(content.end + 1, content.end + 5)
        source = Span(cue.end + 1, cue.end + 1 + len(name))
        who = Speaker(name, "person", (Mention(source, "source"),))
        aims = (Target(words.split()[0], "against", Span(start + 1, start + 3), 0.7),) if n % 3 == 0 else ()
        attribution = Attribution(f"a{n}", "direct", (source,), (cue,), (content,), confidence=0.9)
        told.append(Statement(attribution, who, "state", aims))
    day = str(FIRST + timedelta(chance.randrange(DAYS)))
    page = Page(text.encode(), f"https://paper.example/{number}")
    blocks = (Block("body", Span(0, len(text))),)
    outlet = f"Outlet {number % 50}"
    article = Article(page.address, text, blocks, outlet=outlet, published=day, page=page.sha256)
    return page, Reading(article, tuple(told), "made up")


def queries(count: int, chance: random.Random) -> Iterator[tuple[str, dict[str, str]]]:
    """Words, a speaker and a period, as a person may ask. Every other query is of words as they are
    spoken, so that the most frequent ones come most; the others are of any words."""
    for number in range(count):
        weights = WEIGHTS if number % 2 else None
        words = " ".join(chance.choices(WORDS, cum_weights=weights, k=chance.choice((1, 1, 2))))
        name = speaker(int(SPEAKERS * chance.random() ** 2))
        year = FIRST.year + chance.randrange(3)
        since, until = f"{year}-{chance.randint(1, 6):02}", f"{year}-{chance.randint(7, 12):02}"
        yield words, {"speaker": name.split()[chance.randrange(2)], "since": since, "until": until}


ALL = ("words", "speaker", "since", "until")
KINDS: tuple[tuple[str, tuple[str, ...], int], ...] = (
    ("words, speaker and dates", ALL, 0),
    ("words and dates", ("words", "since", "until"), 0),
    ("words alone", ("words",), 0),
    ("words alone, the tenth page", ("words",), 450),
    ("a speaker", ("speaker",), 0),
    ("a speaker and dates", ALL[1:], 0),
    ("dates alone", ("since", "until"), 0),
)
"""Kinds of queries: by what is kept of each, and how many results are passed over."""


class Processor:
    """The processor's time that the record takes: this process's, and that of its backend where the server
    is on the same (Linux) machine. Other work beside lengthens it far less than what passes on the clock."""

    def __init__(self, record: Record) -> None:
        self._told: Path | None = None
        if record.path is None:
            with record._database.engine.connect() as connection:
                backend = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            told = Path(f"/proc/{backend}/schedstat")
            self._told = told if told.exists() else None

    def spent(self) -> float:
        """Seconds up to now."""
        server = int(self._told.read_text().split()[0]) / 1e9 if self._told else 0.0
        return time.process_time() + server


def took(record: Record, asked: list[tuple[str, dict[str, str]]], keep: tuple[str, ...], offset: int) -> str:
    """How long searches take, warm, the quickest of three of each: on the clock, and of the processor."""
    clock, worked, found = [], [], 0
    processor = Processor(record)
    for words, filters in asked:
        kept: Any = {name: value for name, value in filters.items() if name in keep}
        tried = []
        for _ in range(4):
            begun, before = time.perf_counter(), processor.spent()
            rows = record.search(words if "words" in keep else "", **kept, offset=offset)
            tried.append((1000 * (time.perf_counter() - begun), 1000 * (processor.spent() - before)))
        clock.append(min(each for each, _ in tried[1:]))
        worked.append(min(each for _, each in tried[1:]))
        found += len(rows)
    return f"on the clock {parts(clock)}; of the processor {parts(worked)}; {found} found"


def parts(spent: list[float]) -> str:
    """The median and the 95th percentile."""
    spent = sorted(spent)
    p50, p95 = (spent[int(len(spent) * part)] for part in (0.5, 0.95))
    return f"p50 {p50:6.1f} ms, p95 {p95:6.1f} ms"


def written(record: Record, articles: int, chance: random.Random) -> None:
    """Write the articles: a tenth of them one by one, and the others together."""
    first = articles // 10
    for name, numbers in (("one article at a time", range(first)), ("by add_all", range(first, articles))):
        processor = Processor(record)
        clock = worked = 0.0
        for start in range(numbers.start, numbers.stop, 500):
            readings = [made(number, chance) for number in numbers[start - numbers.start :][:500]]
            begun, before = time.perf_counter(), processor.spent()
            if numbers.start:
                assert set(record.add_all(readings)) == {"added"}
            else:
                assert {record.add(*each) for each in readings} == {"added"}
            clock += time.perf_counter() - begun
            worked += processor.spent() - before
        count = len(numbers) * SAID
        rates = f"{count / clock:,.0f} a second, {count / worked:,.0f} a second of the processor"
        print(f"{count:,} statements added {name}: {rates}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("place")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    with Record(options.place) as record:
        if not record.count():
            written(record, options.articles, random.Random(options.seed))
        asked = list(queries(options.queries, random.Random(options.seed + 1)))
        for name, keep, offset in KINDS:
            print(f"{name:28} {took(record, asked, keep, offset)}", flush=True)
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB at most")


if __name__ == "__main__":
    main()
