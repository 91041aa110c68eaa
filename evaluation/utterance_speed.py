"""Time the matching of utterances: python -m evaluation.utterance_speed [--statements 1000000] [--seed 7]

Statements are made from a seed: stories with words and names of their own, told over some days by outlets
that copy, trim and reword; lengths and repetition are like those of news (near twenty words on average, words
of grammar near half of them, the rest by Zipf's law; half of the utterances told once). Timed is adding,
window by window; making them is not. Then a sample of utterances is asked for, and all of them at once.
"""

import argparse
import random
import resource
import sys
import time
from collections.abc import Iterator
from itertools import accumulate, islice
from statistics import median
from typing import Any

from onrecord.data import table
from onrecord.utterance import Telling, UtteranceIndex

WINDOW = 10_000
RARE = 60_000
"""Words beside the common ones."""
SYLLABLES = ("ba", "den", "dor", "fel", "gar", "hin", "jor", "kal", "lem", "mor", "nar", "pol", "quin", "ras",
             "sel", "tor", "ul", "ven", "wick", "yar", "zem", "stra", "plo")  # fmt: skip
SLOGANS = (
    "We will win",
    "Jobs, jobs and more jobs",
    "We take this matter very seriously",
    "No comment at this time",
)
START = 738_000
STORIES = 40
"""Stories that are told at a time."""


class Stories:
    """Statements from a seed, without end."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        words: dict[str, Any] = table("utterance_words")
        self._light = words["light"].split()
        self._common = [w for w in table("common_words")["words"].split() if w not in set(self._light)]
        self._rare = [self._made() + " aeiouy"[n % 7].strip() for n in range(RARE)]
        self._weights = {
            len(those): list(accumulate(1 / (n + 3) for n in range(len(those))))
            for those in (self._light, self._common, self._rare)
        }
        self._open: list[dict[str, Any]] = []
        self._count = 0

    def __iter__(self) -> Iterator[Telling]:
        chance = self._chance
        while True:
            if len(self._open) < STORIES:
                self._open.append(self._story())
            story = chance.choice(self._open)
            yield from self._utterance(story)
            story["left"] -= 1
            if not story["left"]:
                self._open.remove(story)

    def _made(self) -> str:
        return "".join(self._chance.choices(SYLLABLES, k=self._chance.choice((2, 3, 3))))

    def _drawn(self, those: list[str]) -> str:
        return self._chance.choices(those, cum_weights=self._weights[len(those)])[0]

    def _story(self) -> dict[str, Any]:
        return {
            "words": [self._drawn(self._rare) for _ in range(25)],
            "names": [
                f"{self._drawn(self._rare).title()} {self._drawn(self._rare).title()}" for _ in range(4)
            ],
            "day": START + self._count // 3000,
            "left": 1 + min(300, int(self._chance.paretovariate(0.9) * 5)),
        }

    def _sentence(self, story: dict[str, Any]) -> list[str]:
        chance = self._chance
        words: list[str] = []
        for _ in range(max(4, min(80, round(chance.lognormvariate(2.85, 0.55))))):
            sort = chance.random()
            if sort < 0.47:
                words.append(self._drawn(self._light))
            elif sort < 0.72:
                words.append(self._drawn(self._common))
            elif sort < 0.86:
                words.append(self._drawn(self._rare))
            elif sort < 0.97:
                words.append(chance.choice(story["words"]))
            else:
                words += chance.choice(story["names"]).split()
        return words

    def _utterance(self, story: dict[str, Any]) -> Iterator[Telling]:
        """One utterance, told once or more."""
        chance = self._chance
        words = chance.choice(SLOGANS).split() if chance.random() < 0.005 else self._sentence(story)
        speaker = chance.choice(story["names"]).lower()
        for _ in range(min(40, int(chance.paretovariate(1.1)))):
            yield self._telling(self._told(words), speaker, story["day"] + chance.randrange(3))

    def _told(self, words: list[str]) -> list[str]:
        """Its words as an outlet has them."""
        chance = self._chance
        way = chance.random()
        if way < 0.6 or len(words) < 6:
            return words
        if way < 0.85:
            start = chance.randrange(len(words) // 3)
            return words[start : chance.randrange(start + 5, len(words) + 1)]
        return [self._drawn(self._common) if chance.random() < 0.12 else word for word in words]

    def _telling(self, words: list[str], speaker: str, day: int) -> Telling:
        chance = self._chance
        self._count += 1
        name = f"{self._count:012x}"
        date = time.strftime("%Y-%m-%d", time.gmtime((day - 719_163) * 86_400))
        return Telling(
            name=name, text=" ".join(words).capitalize() if words[0].islower() else " ".join(words),
            speaker=speaker if chance.random() < 0.85 else None,
            said_on=date if chance.random() < 0.4 else None, published=date,
            outlet=f"outlet {chance.randrange(400)}", article=f"{self._count // 5:09x}",
        )  # fmt: skip


def peak() -> float:
    """The most memory the process had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def timed(index: UtteranceIndex, statements: list[Telling]) -> tuple[float, float]:
    """Seconds that adding took, of wall and of CPU."""
    wall, cpu = time.perf_counter(), time.process_time()
    for telling in statements:
        index.add(telling)
    return time.perf_counter() - wall, time.process_time() - cpu


def measured(count: int, seed: int) -> Iterator[str]:
    """The figures, a line each."""
    made, index, sample = iter(Stories(seed)), UtteranceIndex(), []
    windows: list[tuple[float, float]] = []
    for _ in range(max(1, count // WINDOW)):
        statements = list(islice(made, min(WINDOW, count)))
        sample += random.Random(seed).sample(statements, min(10, len(statements)))
        windows.append(timed(index, statements))
        if len(windows) % 10 == 0:
            wall, cpu = (sum(each) / 10 for each in zip(*windows[-10:], strict=True))
            each = f"{wall / WINDOW * 1e6:.0f} µs wall, {cpu / WINDOW * 1e6:.0f} µs CPU a statement"
            yield f"{len(index):>9,} statements: {each}, peak {peak():.0f} MB"
    done = sum(wall for wall, _ in windows), sum(cpu for _, cpu in windows)
    yield f"added: {len(index) / done[0]:,.0f} statements a second, wall; {len(index) / done[1]:,.0f}, CPU"
    early, late = (median(cpu for _, cpu in those) for those in (windows[1:11] or windows, windows[-10:]))
    yield f"a statement at the end / after the first {WINDOW:,}: {late / early:.2f} x CPU"
    took = []
    for telling in sample:
        begun = time.perf_counter()
        index.utterance_of(telling.name)
        took.append(time.perf_counter() - begun)
    yield f"an utterance asked for: median {median(took) * 1e3:.2f} ms, most {max(took) * 1e3:.1f} ms"
    begun = time.perf_counter()
    clusters = index.clusters()
    yield f"all {len(clusters):,} utterances: {time.perf_counter() - begun:.1f} s, peak {peak():.0f} MB"
    sizes = sorted(map(len, clusters), reverse=True)
    yield f"told more than once: {sum(size > 1 for size in sizes):,}; the largest have {sizes[:5]} statements"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--statements", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    for line in measured(args.statements, args.seed):
        print(line, flush=True)


if __name__ == "__main__":
    main()
