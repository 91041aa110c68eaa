"""Put a bundle together: python -m training.make_bundle ENCODER.onnx TOKENIZER.json OUT --name small."""

import argparse
import hashlib
import json
import shutil
from pathlib import Path

from onrecord.encoder.bundle import MAKE
from onrecord.encoder.scores import TAGS


def make(onnx: Path, tokenizer: Path, out: Path, name: str, window: int, settings: dict, card: str) -> None:
    """Write the folder; bundle.json last, so that a half-made bundle is none."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "bundle.json").unlink(missing_ok=True)
    shutil.copyfile(onnx, out / "encoder.onnx")
    shutil.copyfile(tokenizer, out / "tokenizer.json")
    (out / "CARD.md").write_text(card, encoding="utf-8")
    files = ("encoder.onnx", "tokenizer.json")
    said = {
        "make": MAKE,
        "name": name,
        "window": window,
        "tags": TAGS,
        "settings": settings,
        "files": {f: hashlib.sha256((out / f).read_bytes()).hexdigest() for f in files},
    }
    (out / "bundle.json").write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("onnx", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--name", default="small")
    parser.add_argument("--window", type=int, default=256)
    parser.add_argument("--settings", type=Path, help="what training.confidence wrote")
    parser.add_argument("--card", type=Path, help="the card's text")
    args = parser.parse_args()
    settings = json.loads(args.settings.read_text()) if args.settings else {}
    card = args.card.read_text(encoding="utf-8") if args.card else f"# {args.name}\n"
    make(args.onnx, args.tokenizer, args.out, args.name, args.window, settings, card)


if __name__ == "__main__":
    main()
