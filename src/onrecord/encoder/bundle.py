"""A bundle: the folder of an encoder's weights, tokenizer and settings, checked before it is used.

    bundle.json      name, make, window, settings, the SHA-256 of each other file
    encoder.onnx     the network
    tokenizer.json   its word pieces
    CARD.md          data, licences, figures, the command that made it
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from onrecord.encoder.scores import TAGS, Settings
from onrecord.errors import BundleError

MAKE = 1
"""The make of bundle that this program reads; another one is refused."""
NEEDED = ("encoder.onnx", "tokenizer.json")
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
        if said["make"] != MAKE or tuple(said["tags"]) != TAGS:
            raise BundleError(
                f"{folder}: a bundle of make {said['make']}, this program reads make {MAKE}", step=STEP
            )
        missing = [f for f in NEEDED if f not in said["files"]]
        if missing:
            raise BundleError(f"{folder}: bundle.json does not name {', '.join(missing)}", step=STEP)
        for file, digest in said["files"].items():
            if Path(file).name != file:
                raise BundleError(f"{folder}: {file!r} is not a file of the bundle", step=STEP)
            if hashlib.sha256((folder / file).read_bytes()).hexdigest() != digest:
                raise BundleError(f"{folder / file}: damaged, its SHA-256 is not the bundle's", step=STEP)
        return Bundle(
            folder,
            str(said["name"]),
            hashlib.sha256(manifest).hexdigest(),
            int(said["window"]),
            Settings(**said["settings"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as cause:
        raise BundleError(f"{folder}: not a readable bundle ({cause})", step=STEP) from cause
