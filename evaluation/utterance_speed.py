"""Time the matching of utterances.

    python -m evaluation.utterance_speed [PLACE] [--statements 1000000] [--seed 7] [--memory]

PLACE is a file that does not exist or the URL of an empty PostgreSQL database, in which a record is made;
with --memory the library's index in memory is timed instead. Statements are made from a seed: stories with
words and names of their own, told over some days by outlets that copy, trim and reword; lengths and
repetition are like those of news (near twenty words on average, words of grammar near half of them, the rest
by Zipf's law; half of the utterances told once). Timed is comparing them as they arrive, window by window;
making and writing them is not. Then utterances are asked for: a sample, all, and again after some statements.
"""

import argparse
import random
import resource
import sys
import time
from collections.abc import Callable, Iterator
from itertools import accumulate, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection

from onrecord.data import table
from onrecord.record import Record
from onrecord.record.database import database_of
from onrecord.record.naming import name_key
from onrecord.record.schema import articles, outlets, pages, spans, speakers, statements
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


class Kept:
    """A record, to which statements are written and then compared."""

    def __init__(self, place: Path | str) -> None:
        self.record = Record(place)
        self._outlets: dict[str, int] = {}
        self._speakers: dict[str, int] = {}
        self._articles: dict[str, int] = {}
        self._count = 0

    def write(self, told: list[Telling]) -> None:
        """The rows that comparing needs, as the record would write them: no index of search, no text."""
        self.record._database.write(lambda connection: self._write(connection, told))

    def _write(self, connection: Connection, told: list[Telling]) -> None:
        database = database_of(connection)
        page = {"sha256": "made up", "size": 0, "compressed": b""}
        database.add_rows(connection, pages, [page], new=False)
        made: dict[Any, list[dict[str, Any]]] = {
            each: [] for each in (outlets, speakers, articles, statements, spans)
        }
        for each in told:
            self._count += 1
            outlet = self._numbered(self._outlets, each.outlet, made[outlets], lambda name: {"name": name})
            speaker = self._numbered(self._speakers, each.speaker, made[speakers], _speaker_row)
            article = {"name": each.article, "address": each.article, "revision": 1, "page": "made up",
                       "bundle": "", "shown": 1, "outlet": outlet, "published": each.published,
                       "text": ""}  # fmt: skip
            number = self._numbered(self._articles, each.article, made[articles], lambda _, row=article: row)
            made[statements].append(
                {"id": self._count, "name": each.name, "article": number, "position": self._count,
                 "kind": "direct", "speaker": speaker, "resolved": 1, "said_on": each.said_on,
                 "flags": "[]", "confidence": 1.0}
            )  # fmt: skip
            made[spans].append(
                {
                    "statement": self._count,
                    "role": "content",
                    "position": 0,
                    "start": 0,
                    "end": 0,
                    "words": each.text,
                }
            )
        for where, rows in made.items():
            database.add_rows(connection, where, rows)

    def _numbered(
        self,
        known: dict[str, int],
        name: str | None,
        rows: list[dict[str, Any]],
        row: Callable[..., dict[str, Any]],
    ) -> int | None:
        if name is None:
            return None
        if name not in known:
            known[name] = len(known) + 1
            rows.append({"id": known[name], **row(name)})
        return known[name]

    def add(self, told: list[Telling]) -> None:
        """Compares what was written."""
        self.record.match(settle=False)

    def ask(self, name: str) -> None:
        self.record.utterance(name)


def _speaker_row(name: str) -> dict[str, Any]:
    key = name_key(name.title(), "person")
    return {"name": name.title(), "type": "person", **key._asdict(), "surname": key.surname}


class InMemory:
    """The library's index."""

    def __init__(self) -> None:
        self.index = UtteranceIndex()

    def write(self, told: list[Telling]) -> None:
        """Nothing is written."""

    def add(self, told: list[Telling]) -> None:
        for each in told:
            self.index.add(each)

    def ask(self, name: str) -> None:
        self.index.utterance_of(name)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds that it took, of wall and of CPU."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def measured(subject: Kept | InMemory, count: int, seed: int) -> Iterator[str]:
    """The figures, a line each."""
    made, sample = iter(Stories(seed)), []
    windows: list[tuple[float, float]] = []
    for done in range(WINDOW, max(count, WINDOW) + 1, WINDOW):
        told = list(islice(made, min(WINDOW, count)))
        sample += random.Random(seed).sample(told, min(2, len(told)))
        subject.write(told)
        windows.append(timed(lambda told=told: subject.add(told)))  # type: ignore[misc]
        if len(windows) % 10 == 0:
            wall, cpu = (sum(each) / 10 for each in zip(*windows[-10:], strict=True))
            each = f"{wall / WINDOW * 1e6:.0f} µs wall, {cpu / WINDOW * 1e6:.0f} µs CPU a statement"
            yield f"{done:>9,} statements: {each}, peak {peak():.0f} MB"
    sums = [sum(each) for each in zip(*windows, strict=True)]
    yield f"compared: {count / sums[0]:,.0f} statements a second, wall; {count / sums[1]:,.0f}, CPU"
    for n, clock in enumerate(("wall", "CPU")):
        early, late = (
            sum(w[n] for w in those) / len(those) for those in (windows[1:11] or windows, windows[-10:])
        )
        yield f"a statement at the end / after the first {WINDOW:,}: {late / early:.2f} x {clock}"
    yield from asked(subject, sample)
    yield from listed(subject, made)


def asked(subject: Kept | InMemory, sample: list[Telling]) -> Iterator[str]:
    """How long the utterance of a statement takes."""
    took = sorted(timed(lambda name=each.name: subject.ask(name))[0] for each in sample)  # type: ignore[misc]
    part = f"median {median(took) * 1e3:.2f} ms, 95 % in {took[int(0.95 * len(took))] * 1e3:.1f} ms"
    yield f"an utterance asked for: {part}, most {took[-1] * 1e3:.1f} ms"


def listed(subject: Kept | InMemory, made: Iterator[Telling]) -> Iterator[str]:
    """How long all utterances take."""
    if isinstance(subject, InMemory):
        wall, cpu = timed(subject.index.clusters)
        yield f"all utterances: {wall:.1f} s, {cpu:.1f} s of CPU, peak {peak():.0f} MB"
        return
    for what in ("utterances kept ready, all of them", "the fifty of most articles"):
        wall, cpu = timed(subject.record.match if "kept" in what else subject.record.utterances)
        yield f"{what}: {wall:.3f} s, {cpu:.3f} s of CPU, peak {peak():.0f} MB"
    more = [timed_after(subject, list(islice(made, 20))) for _ in range(20)]
    for what, took in zip(("wall", "CPU"), zip(*more, strict=True), strict=True):
        figures = f"{median(took):.3f} s in the median, most {max(took):.3f} s, {what}"
        yield f"the same after 20 statements more: {figures}"


def timed_after(subject: Kept, told: list[Telling]) -> tuple[float, float]:
    """How long all utterances take once some statements were added."""
    subject.write(told)
    return timed(subject.record.utterances)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("place", nargs="?")
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--statements", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=7)
    args = parser.parse_args()
    with TemporaryDirectory() as folder:
        place = args.place or Path(folder) / "made.db"
        for line in measured(InMemory() if args.memory else Kept(place), args.statements, args.seed):
            print(line, flush=True)


if __name__ == "__main__":
    main()
