"""Quality has floors: evaluation/floors.json pins the figures reached on a corpus, known by its digest.

A figure below its floor fails the command. `--pin` raises floors and never lowers one; to lower one
somebody has to edit the file, and say why in the change.
"""

import hashlib
import json
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

Figures = dict[str, float]
FLOORS = Path(__file__).with_name("floors.json")
SMALLER_IS_BETTER = frozenset({"calibration error", "statements in an article's name"})


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def signature(bundle: str, corpus: Path, settings: str = "") -> str:
    """What a figure was measured with: code, bundle, corpus, settings."""
    try:
        code = version("onrecord")
    except PackageNotFoundError:
        code = "source"
    parts = [f"onrecord:{code}", f"bundle:{bundle}", f"corpus:{corpus.name}:{digest(corpus)}", settings]
    return " | ".join(p for p in parts if p)


def guarded(name: str, figures: Figures, corpus: Path, *, pin: bool = False) -> int:
    """Compare with the floors pinned under `name`; 1 where one is missed, else 0."""
    pinned = json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {}
    entry = pinned.setdefault(name, {"corpus": digest(corpus), "floors": {}})
    if entry["corpus"] != digest(corpus):
        print(f"floors of {name} were pinned on another corpus ({entry['corpus']}): not compared", file=sys.stderr)
        return 1
    missed = 0
    for figure, floor in entry["floors"].items():
        value = figures[figure]
        if value > floor if figure in SMALLER_IS_BETTER else value < floor:
            print(f"MISSED {name}: {figure} is {value}, its floor {floor}", file=sys.stderr)
            missed = 1
    if pin:
        for figure, value in figures.items():
            old = entry["floors"].get(figure, value)
            entry["floors"][figure] = min(old, value) if figure in SMALLER_IS_BETTER else max(old, value)
        FLOORS.write_text(json.dumps(pinned, indent=1) + "\n", encoding="utf-8")
    return missed
