"""How fast the record takes statements and finds them, in a file or at a URL.

    python -m evaluation.record_speed PLACE [--articles 20000] [--queries 200]

PLACE is a file that does not exist, or the URL of an empty PostgreSQL database. The articles are made up:
ten statements each, words by a Zipf-like draw from 30,000, 4,000 speakers, three years of days.
"""

import argparse
import random
import resource
import statistics
import time
from collections.abc import Iterator
from itertools import accumulate

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
    day = f"{2022 + number % 3}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    page = Page(text.encode(), f"https://paper.example/{number}")
    blocks = (Block("body", Span(0, len(text))),)
    outlet = f"Outlet {number % 50}"
    article = Article(page.address, text, blocks, outlet=outlet, published=day, page=page.sha256)
    return page, Reading(article, tuple(told), "made up")


def queries(count: int, chance: random.Random) -> Iterator[tuple[str, dict[str, str]]]:
    """Words, a speaker and a period, as a person may ask."""
    for _ in range(count):
        words = " ".join(chance.choices(WORDS, cum_weights=WEIGHTS, k=chance.choice((1, 1, 2))))
        name = speaker(int(SPEAKERS * chance.random() ** 2))
        year = 2022 + chance.randrange(3)
        since, until = f"{year}-{chance.randint(1, 6):02}", f"{year}-{chance.randint(7, 12):02}"
        yield words, {"speaker": name.split()[chance.randrange(2)], "since": since, "until": until}


def timed(record: Record, asked: list[tuple[str, dict[str, str]]], keep: tuple[str, ...]) -> str:
    """How long searches take, with only these of the filters."""
    took, found = [], 0
    for words, filters in asked:
        begun = time.perf_counter()
        found += len(
            record.search(words if "words" in keep else "", **{k: v for k, v in filters.items() if k in keep})
        )
        took.append(1000 * (time.perf_counter() - begun))
    took.sort()
    at = [took[int(len(took) * part)] for part in (0.5, 0.95)]
    return f"p50 {at[0]:6.1f} ms, p95 {at[1]:6.1f} ms, mean {statistics.mean(took):6.1f} ms, {found} found"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("place")
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with Record(options.place) as record:
        spent = 0.0
        for number in range(options.articles):
            page, reading = made(number, chance)
            begun = time.perf_counter()
            record.add(page, reading)
            spent += time.perf_counter() - begun
        count = options.articles * SAID
        print(f"{count:,} statements written in {spent:.1f} s: {count / max(spent, 1e-9):,.0f} a second")
        asked = list(queries(options.queries, chance))
        everything = ("words", "speaker", "since", "until")
        for keep in (everything, ("words", "since", "until"), ("words",), ("speaker",), ("since", "until")):
            timed(record, asked, keep)  # warm
            print(f"{' + '.join(keep):32} {timed(record, asked, keep)}")
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB at most")


if __name__ == "__main__":
    main()
