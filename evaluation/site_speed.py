"""How fast the views are on a large record: the whole answer of a site, over HTTP.

    python -m evaluation.site_speed PLACE [--articles 100000] [--queries 200] [--readers 50]

PLACE is a file or URL of a record that a former run made; where there is none, it is made up as
`record_speed` does, with other acts, kinds, types, flags and confidences, and its statements are compared.
Each view is asked twice to warm the program up; then every one is of another article, statement, speaker or
search, and each search is asked again with another page. In the end many readers ask at once.
"""

import argparse
import asyncio
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import chain
from urllib.parse import quote, urlencode

import httpx

from evaluation.record_speed import WEIGHTS, WORDS, made, speaker
from onrecord.nouns import Page, Reading
from onrecord.record import Record
from onrecord.share.interchange import ACTS, KINDS
from onrecord.web import Settings, app_of
from onrecord.web.serving import listening, server, url_of

TYPES = (*("person",) * 16, "organization", "organization", "country", "group", "unnamed", "document")
FLAGS = (("no cue", 0.05), ("closing mark missing", 0.01), ("speaker unsure", 0.1))
BY_RANK = [1 / (n + 1) for n in range(len(ACTS))]


def varied(number: int, chance: random.Random) -> tuple[Page, Reading]:
    """An article of `record_speed`, its statements of many acts, kinds, types and flags."""
    page, reading = made(number, chance)
    told = []
    for each in reading.statements:
        flags = tuple(flag for flag, part in FLAGS if chance.random() < part)
        sure = round(0.3 + 0.7 * chance.random(), 4)
        attribution = replace(each.attribution, kind=chance.choice(KINDS), confidence=sure, flags=flags)
        assert each.speaker is not None
        who = replace(each.speaker, type=chance.choice(TYPES))
        told.append(replace(each, act=chance.choices(ACTS, BY_RANK)[0], attribution=attribution, speaker=who))
    return page, replace(reading, statements=tuple(told))


def fill(place: str, articles: int) -> None:
    chance = random.Random(7)
    with Record(place) as record:
        for _ in record.add_all(varied(number, chance) for number in range(record.count(), articles)):
            pass
        record.match()


def asked(kind: str, chance: random.Random) -> dict[str, str]:
    """What a person may ask."""
    year = str(2022 + chance.randrange(3))
    name = f'"{speaker(chance.randrange(4000))}"'
    words = " ".join(chance.choices(WORDS, cum_weights=WEIGHTS, k=chance.choice((1, 1, 2))))
    month = f"{year}-{chance.randint(1, 12):02}"
    filters = (
        {"act": chance.choice(ACTS)},
        {"speaker_type": chance.choice(TYPES[-6:])},
        {"kind": chance.choice(KINDS), "stance": "against"},
        {"outlet": f"Outlet {chance.randrange(50)}", "act": chance.choice(ACTS)},
        {"min_confidence": "0.9", "since": month},
    )
    return {
        "words": {"words": words},
        "words and dates": {"words": words, "since": month, "until": f"{year}-12"},
        "words and speaker": {"words": words, "speaker": name},
        "speaker": {"speaker": name},
        "dates": {"since": month, "until": month},
        "facets": chance.choice(filters),
    }[kind] | {"sort": chance.choice(("", "newest", "surest", "oldest"))}


def told(label: str, took: list[float]) -> str:
    took = sorted(took)
    at = [took[int(len(took) * part)] for part in (0.5, 0.95)]
    return f"{label:28} p50 {at[0]:6.1f} ms, p95 {at[1]:6.1f} ms, at most {took[-1]:6.1f} ms"


def timed(client: httpx.Client, path: str, **query: str) -> float:
    begun = time.perf_counter()
    answer = client.get(path + (f"?{urlencode(query)}" if query else ""))
    took = 1000 * (time.perf_counter() - begun)
    assert answer.status_code == 200, answer.text
    return took


def paths(place: str) -> dict[str, Callable[[random.Random], str]]:
    """What a reader opens, by view."""
    with Record(place) as record:
        rows = [row for n in range(40) for row in record.search(speaker=speaker(97 * n), limit=5)]

    def of_speaker(chance: random.Random) -> str:
        row = chance.choice(rows)
        return f"/speakers/{quote(row.speaker)}?type={row.speaker_type}"

    return {
        "article": lambda chance: f"/articles/{chance.choice(rows).article}",
        "statement": lambda chance: f"/statements/{chance.choice(rows).id}",
        "utterances": lambda chance: f"/utterances?page={chance.randint(1, 5)}",
        "utterances, anywhere": lambda chance: f"/utterances?least=1&after={chance.choice(rows).id}",
        "utterances by words": lambda chance: f"/utterances?least=1&q={asked('words', chance)['words']}",
        "utterance": lambda chance: f"/utterances/{chance.choice(rows).id}",
        "speakers": lambda chance: f"/speakers?page={chance.randint(1, 80)}",
        "speakers by name": lambda chance: f"/speakers?q={speaker(chance.randrange(4000)).split()[-1]}",
        "speaker": of_speaker,
        "speaker, of a year": lambda chance: f"{of_speaker(chance)}&since=2023&until=2023",
        "network, warm": lambda chance: "/network",
        "network, not asked before": lambda chance: (
            f"/network?since=2022-{chance.randint(1, 12):02}&until=2024-{chance.randint(1, 12):02}"
            f"&least={chance.randint(1, 4)}"
        ),
        "review": lambda chance: "/review",
    }


def views(client: httpx.Client, place: str) -> Iterator[str]:
    for path in ("/speakers", "/network", "/utterances"):
        while client.get(path).status_code == 503:  # what they count is still being read
            time.sleep(1)
    for name, path in paths(place).items():
        chance = random.Random(name)
        took = [timed(client, path(chance)) for _ in range(42)]
        yield told(name, took[2:])


def at_once(url: str, place: str, readers: int) -> str:
    """Readers who each open a dozen pages, all at the same time."""
    every = list(paths(place).values())

    def read(number: int) -> list[float]:
        chance = random.Random(number)
        with httpx.Client(base_url=url, timeout=120) as client:
            return [timed(client, chance.choice(every)(chance)) for _ in range(12)]

    with ThreadPoolExecutor(readers) as threads:
        took = [each for those in threads.map(read, range(readers)) for each in those]
    return told(f"{readers} readers at once", took) + f", {len(took)} pages, no error"


def figures(client: httpx.Client, queries: int) -> Iterator[str]:
    client.get("/")
    while "being compared" in client.get("/").text:  # beside the views, and would count as theirs
        time.sleep(1)
    for path in ("/", "/search"):
        yield f"{path:28} first {timed(client, path):6.1f} ms"
        yield told(path, [timed(client, path) for _ in range(50)])
    every: list[float] = []
    kinds = ("words", "words and dates", "words and speaker", "speaker", "dates", "facets")
    for kind in kinds:
        chance = random.Random(kind)
        took, again = [], []
        for _ in range(queries // len(kinds)):
            query = asked(kind, chance)
            took.append(timed(client, "/search", **query))
            again.append(timed(client, "/search", page="2", **query))
        every += took + again
        yield told(f"search: {kind}", took)
        yield told("  another page of it", again)
    yield told("search: all of these", every)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("place")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--readers", type=int, default=50)
    options = parser.parse_args()
    fill(options.place, options.articles)
    settings = Settings(record=options.place, read_only=True)
    with listening(settings.host, 0) as at:
        site = server(app_of(settings), settings)
        thread = threading.Thread(target=asyncio.run, args=(site.serve(sockets=[at]),))
        thread.start()
        try:
            url = url_of(settings.host, at.getsockname()[1])
            with httpx.Client(base_url=url, timeout=120) as client:
                for line in chain(views(client, options.place), figures(client, options.queries)):
                    print(line, flush=True)
            print(at_once(url, options.place, options.readers))
        finally:
            site.should_exit = True
            thread.join()


if __name__ == "__main__":
    main()
