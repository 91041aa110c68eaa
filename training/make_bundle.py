"""Put a bundle together: python -m training.make_bundle WEIGHTS.pt TOKENIZER.json OUT --name small."""

import argparse
import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

from onrecord.encoder.bundle import MAKE, NEEDED
from onrecord.encoder.scores import TAGS
from training.network import load
from training.to_onnx import to_int8, to_onnx
from training.vocabulary import trimmed


def make(
    weights: Path,
    tokenizer: Path,
    out: Path,
    name: str,
    window: int,
    manner: str,
    settings: dict[str, Any],
    card: str,
) -> None:
    """Write the folder; bundle.json last, so that a half-made bundle is none."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "bundle.json").unlink(missing_ok=True)
    network = load(weights)
    trimmed(network, tokenizer, out / "tokenizer.json")
    with tempfile.TemporaryDirectory() as scratch:
        plain = Path(scratch) / "plain.onnx"
        to_onnx(network, plain)
        if manner == "float":
            plain.replace(out / "encoder.onnx")
        else:
            to_int8(plain, out / "encoder.onnx", manner)
    (out / "CARD.md").write_text(card, encoding="utf-8")
    said = {
        "make": MAKE,
        "name": name,
        "window": window,
        "tags": TAGS,
        "settings": settings,
        "files": {f: hashlib.sha256((out / f).read_bytes()).hexdigest() for f in NEEDED},
    }
    (out / "bundle.json").write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    print(f"{out}: {sum(f.stat().st_size for f in out.iterdir()) / 1e6:.1f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("weights", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--name", default="small")
    parser.add_argument("--window", type=int, default=160)
    parser.add_argument("--manner", choices=("dynamic", "blockwise", "float"), default="dynamic")
    parser.add_argument("--settings", type=Path, help="what training.confidence wrote")
    parser.add_argument("--card", type=Path, help="the card's text")
    args = parser.parse_args()
    settings = json.loads(args.settings.read_text()) if args.settings else {}
    card = args.card.read_text(encoding="utf-8") if args.card else f"# {args.name}\n"
    make(args.weights, args.tokenizer, args.out, args.name, args.window, args.manner, settings, card)


if __name__ == "__main__":
    main()
