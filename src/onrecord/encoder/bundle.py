"""A bundle: the folder of an encoder's weights, tokenizer and settings, checked before it is used.

bundle.json      name, make, window, settings, the SHA-256 of each other file
encoder.onnx     the network
tokenizer.json   its word pieces
CARD.md          data, licences, figures, the command that made it
"""

import hashlib
import json
import math
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from onrecord.encoder.scores import TAGS, Settings
from onrecord.encoder.windows import OVERLAP
from onrecord.errors import BundleError

MAKE = 1
"""The make of bundle that this program reads; another one is refused."""
NEEDED = ("encoder.onnx", "tokenizer.json")
SAYS = ("name", "window", "tags", "settings", "files")
LEAST_WINDOW = OVERLAP + 3
"""Pieces that a window has at least: shorter ones, once they overlap, would not move on."""
STEP = "bundle"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle whose files have been checked. `digest` is the SHA-256 of bundle.json, which names all
    others; `window` the most pieces that go into the network at once."""

    folder: Path
    name: str
    digest: str
    window: int
    settings: Settings


def find(name: str | Path) -> Path:
    """The folder of a bundle: a path, or the name of one that ships with the program."""
    here = Path(__file__).resolve().parent.parent
    for folder in (here / "bundles" / name, here.parent.parent / "bundles" / name, Path(name)):
        with suppress(OSError):  # of a name that no file can have
            if (folder / "bundle.json").is_file():
                return folder
    raise BundleError(
        f"no bundle {str(name)!r}: it is neither shipped with this program nor a folder with a bundle.json; "
        "docs/BUNDLES.md says how to build one",
        step=STEP,
    )


def opened(name: str | Path) -> Bundle:
    """The bundle of that name or path, every file's digest checked. Raises BundleError."""
    folder = find(name)
    try:
        manifest = (folder / "bundle.json").read_bytes()
        said = json.loads(manifest)
        wrong = _wrong(said) or _damaged(folder, said["files"])
        if wrong:
            raise BundleError(f"{folder}: {wrong}", step=STEP)
        return Bundle(
            folder,
            str(said["name"]),
            hashlib.sha256(manifest).hexdigest(),
            int(said["window"]),
            Settings(**said["settings"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as cause:
        raise BundleError(f"{folder}: not a readable bundle ({cause})", step=STEP) from cause


def _wrong(said: dict[str, Any]) -> str:
    """What keeps this program from reading a manifest, or ""."""
    if said["make"] != MAKE:
        return f"a bundle of make {said['make']}, this program reads make {MAKE}"
    missing = [k for k in SAYS if k not in said] or [f for f in NEEDED if f not in said["files"]]
    if missing:
        return f"bundle.json does not name {', '.join(missing)}"
    if tuple(said["tags"]) != TAGS:
        return "its tags are not those that this program reads"
    if said["window"] < LEAST_WINDOW:
        return f"windows of {said['window']} pieces are too short, {LEAST_WINDOW} are needed"
    figures = {k: v for k, v in said["settings"].items() if k not in ("weights", "columns")}
    figures |= said["settings"].get("weights") or {}
    for column, those in (said["settings"].get("columns") or {}).items():
        figures |= {f"{column} {name}": value for name, value in those.items()}
    unfit = [name for name, figure in figures.items() if not math.isfinite(figure)]
    return f"its settings {', '.join(unfit)} are no figures" if unfit else ""


def _damaged(folder: Path, files: dict[str, str]) -> str:
    """The first file that is not what the manifest says, and why; or ""."""
    for file, digest in files.items():
        if Path(file).name != file:
            return f"{file!r} is not a file of the bundle"
        if hashlib.sha256((folder / file).read_bytes()).hexdigest() != digest:
            return f"{file} is damaged, its SHA-256 is not the one in bundle.json"
    return ""
