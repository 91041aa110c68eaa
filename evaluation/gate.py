"""Quality has floors: evaluation/floors.json pins the figures of a bundle on a corpus, known by its digest.

A figure below its floor fails the command. `--pin` raises floors and never lowers one; to lower one
somebody has to edit the file, and say why in the change.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

Figures = dict[str, float]
FLOORS = Path(__file__).with_name("floors.json")
SMALLER_IS_BETTER = frozenset(
    {
        "calibration error",
        "statements in an article's name",
        "statements from the appeal",
    }
)
TOLD = frozenset(
    {
        "statements in the gold",
        "statements read",
        "statements aligned",
        "pages",
        "sources",
        "sources told by the page",
    }
)
"""Figures that are neither better nor worse by being larger: told, and never pinned."""
ALSO_TOLD = re.compile(r"cue table alone|^pointer alone: |bias, ")
"""In the names of more such figures: those of what is measured for comparison."""
FILES = (
    "page.txt",
    "gold.jsonl",
    "labels.jsonl",
    "dev.jsonl",
    "dev.jsonl.gz",
    "dev_rw.jsonl.gz",
    "dev_mt.jsonl.gz",
    "train.jsonl.gz",
)
"""What counts of a corpus that is a folder."""
WIDTH = 46
"""Columns of the printed table for a figure's name."""


@dataclass(frozen=True, slots=True)
class Held:
    """A figure held against its floor; `value` is None where the figure is no longer measured."""

    figure: str
    value: float | None
    floor: float | None

    @property
    def missed(self) -> bool:
        if self.floor is None:
            return False
        if self.value is None:
            return True
        return self.value > self.floor if self.figure in SMALLER_IS_BETTER else self.value < self.floor


class OtherCorpusError(Exception):
    """The floors were pinned on another corpus: nothing is compared."""


def told(figure: str) -> bool:
    """Whether a figure is told and never pinned."""
    return figure in TOLD or ALSO_TOLD.search(figure) is not None


def digest(path: Path) -> str:
    """The first 16 digits of the SHA-256 of a file, or of the files of a folder; of our own passages, those
    that are held out."""
    parts = [path]
    if path.is_dir():
        parts = [path / name for name in FILES if (path / name).is_file()]
        parts = parts or sorted(path.rglob("held_out/*.txt"))
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()[:16]


def signature(bundle: str, corpus: Path, settings: str = "") -> str:
    """What a figure was measured with: code, bundle, corpus, settings."""
    try:
        code = version("onrecord")
    except PackageNotFoundError:
        code = "source"
    parts = [f"onrecord:{code}", f"bundle:{bundle}", f"corpus:{corpus.name}:{digest(corpus)}", settings]
    return " | ".join(p for p in parts if p)


def series(encoder: str, corpus: str) -> str:
    """The name of a bundle's floors on a corpus: "small.example". The bundle's digest is no part of it."""
    return f"{encoder.rsplit('-', 1)[0]}.{corpus}"


def held(name: str, figures: Figures, corpus: Path, floors: Path = FLOORS) -> Iterator[Held]:
    """Each figure with its floor, in the order of the figures. Raises OtherCorpusError."""
    entry = _pinned(floors).get(name)
    if entry is None:
        entry = {"corpus": digest(corpus), "floors": {}}
    if entry["corpus"] != digest(corpus):
        raise OtherCorpusError(
            f"floors of {name} were pinned on another corpus ({entry['corpus']}): not compared"
        )
    for figure in (*figures, *(f for f in entry["floors"] if f not in figures)):
        yield Held(figure, figures.get(figure), entry["floors"].get(figure))


def raise_floors(name: str, figures: Figures, corpus: Path, floors: Path = FLOORS) -> None:
    """Pin what was reached where it is better than what is pinned. Raises OtherCorpusError."""
    better = {
        each.figure: each.value if each.floor is None or not each.missed else each.floor
        for each in held(name, figures, corpus, floors)
        if not told(each.figure)
    }
    pinned = _pinned(floors)
    pinned[name] = {"corpus": digest(corpus), "floors": better}
    floors.write_text(json.dumps(pinned, indent=1) + "\n", encoding="utf-8")


def guarded(name: str, figures: Figures, corpus: Path, *, pin: bool = False, floors: Path = FLOORS) -> int:
    """Print the figures with their floors; 1 where one is missed or the corpus is another one, else 0.

    With `pin`, floors are raised to what was reached, after the comparison.
    """
    try:
        rows = list(held(name, figures, corpus, floors))
    except OtherCorpusError as error:
        print(error, file=sys.stderr)
        return 1
    for row in rows:
        value = "-" if row.value is None else f"{row.value:.4f}"
        floor = "" if row.floor is None else f"{row.floor:.4f}"
        print(f"{row.figure:{WIDTH}}{value:>10}{floor:>10}{'  MISSED' if row.missed else ''}")
    if pin:
        raise_floors(name, figures, corpus, floors)
    return int(any(row.missed for row in rows))


def _pinned(floors: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(floors.read_text(encoding="utf-8")) if floors.exists() else {}
    return found
