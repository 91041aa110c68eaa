"""Leave out what English news never needs of BERT's vocabulary: other scripts and the unused places.

The pieces left out become [UNK], which they nearly are for these networks. The special pieces and
the paragraph marker keep their ids.
"""

import json
import unicodedata
from pathlib import Path
from typing import Any

import torch

from training.network import Network

POSITIONS = 258
"""Places in a window: none is longer than in training, 256 and a frame."""
FIXED = 104
"""Ids below this one stay as they are: special pieces and the first unused ones, the marker among them."""


def kept(vocabulary: dict[str, int]) -> list[int]:
    """The ids that stay, ascending."""
    return sorted(i for piece, i in vocabulary.items() if i < FIXED or _useful(piece))


def _useful(piece: str) -> bool:
    if piece.startswith("[unused"):
        return False
    word = piece.removeprefix("##")
    return all(ord(c) < 0x250 or not unicodedata.category(c).startswith(("L", "M")) for c in word)


def trimmed(network: Network, tokenizer: Path, out: Path) -> None:
    """Cut the network's word embeddings in place, write the tokenizer that fits."""
    said: dict[str, Any] = json.loads(tokenizer.read_text(encoding="utf-8"))
    vocabulary: dict[str, int] = said["model"]["vocab"]
    ids = kept(vocabulary)
    place = {old: new for new, old in enumerate(ids)}
    said["model"]["vocab"] = {
        p: place[i] for p, i in sorted(vocabulary.items(), key=lambda x: x[1]) if i in place
    }
    # Of the tokenizer's file the program reads the vocabulary alone.
    only = {"model": {"type": "WordPiece", "vocab": said["model"]["vocab"]}}
    out.write_text(json.dumps(only, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    weights = network.words.weight.detach()[torch.tensor(ids)]
    network.words = torch.nn.Embedding.from_pretrained(weights)
    network.positions = torch.nn.Embedding.from_pretrained(network.positions.weight.detach()[:POSITIONS])
