"""Corpora as JSON lines, plain or gzipped. Standard library alone, so that a light process may use it."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def articles(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file, one a line."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="\n") as lines:
        yield from (json.loads(line) for line in lines if line.strip())
