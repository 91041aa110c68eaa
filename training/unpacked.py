"""A bundle's weights, to train on from: python -m training.unpacked BUNDLE TOKENIZER.json OUT.pt

The int8 weights times their scales, which is what the bundle computes with. TOKENIZER is the one it was
trained with: pieces that the bundle's vocabulary leaves out get the weights of [UNK].
"""

import argparse
import json
import re
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper

from training.network import HEADS, Network, Shape, save
from training.vocabulary import kept

UNK = 100
"""The id of [UNK], in both vocabularies."""
PARTS = ("q", "k", "v", "out", "up", "down")
HEAD_SIZE = {384: 32, 768: 64}
"""Width of the hidden states -> of a head, of MiniLM and MPNet; pruning keeps it."""


def products(arrays: dict[str, NDArray]) -> list[NDArray]:
    """The weights (out, in) of the graph's products, in its order."""
    out = {}
    for name, array in arrays.items():
        if found := re.fullmatch(r"(onnx::MatMul_(\d+))_(quantized|Q8)", name):
            stem, number, manner = found.groups()
            if manner == "quantized":
                zero = arrays[f"{stem}_zero_point"].astype(np.float32)
                weights = ((array.astype(np.float32) - zero) * arrays[f"{stem}_scale"]).T
            else:
                scales = arrays[f"{stem}_scales"].reshape(*array.shape[:2], 1)
                weights = ((array.astype(np.float32) - 128) * scales).reshape(len(array), -1)
            out[int(number)] = weights
    return [out[number] for number in sorted(out)]


def embedding(arrays: dict[str, NDArray], name: str) -> NDArray:
    zero, scale = (arrays[f"{name}_{end}"].astype(np.float32) for end in ("zero_point", "scale"))
    return (arrays[f"{name}_quantized"].astype(np.float32) - zero) * scale


def untrimmed(words: NDArray, tokenizer: Path) -> NDArray:
    """Word embeddings in the places of the whole vocabulary."""
    vocabulary: dict[str, int] = json.loads(tokenizer.read_text(encoding="utf-8"))["model"]["vocab"]
    out = np.tile(words[UNK], (max(vocabulary.values()) + 1, 1))
    out[kept(vocabulary)] = words
    return out


def network_of(bundle: Path, tokenizer: Path) -> Network:
    """The network that a bundle was made of."""
    graph = onnx.load(str(bundle / "encoder.onnx")).graph
    arrays = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    state = {n.removeprefix("network."): a for n, a in arrays.items() if n.startswith("network.")}
    state = {n: a for n, a in state.items() if n.endswith((".weight", ".bias"))}
    for name in ("words", "positions", "surfaces", "relative"):
        if f"network.{name}.weight_quantized" in arrays:
            state[f"{name}.weight"] = embedding(arrays, f"network.{name}.weight")
    weights = iter(products(arrays))
    state["words.weight"] = untrimmed(state["words.weight"], tokenizer)
    layers = 1 + max(int(n.split(".")[1]) for n in state if n.startswith("layers."))
    for i in range(layers):
        part = dict(zip(PARTS, weights, strict=False))
        state[f"layers.{i}.qkv.weight"] = np.concatenate([part[n] for n in PARTS[:3]])
        state[f"layers.{i}.qkv.bias"] = np.concatenate([arrays[f"parts.{i}.{k}.bias"] for k in range(3)])
        state |= {f"layers.{i}.{n}.weight": part[n] for n in PARTS[3:]}
    said = [h for h in HEADS if h != "surfaces"]
    state |= {f"{name}.weight": head for name, head in zip(said, weights, strict=True)}
    hidden = len(state["norm.weight"])
    heads = len(state["layers.0.qkv.bias"]) // 3 // HEAD_SIZE[hidden]
    network = Network(
        Shape(
            layers,
            hidden,
            heads,
            "relative.weight" in state,
            *(len(state[f"{n}.weight"]) for n in ("words", "positions")),
            head_size=HEAD_SIZE[hidden],
            inner=len(state["layers.0.up.bias"]),
        )
    )
    network.load_state_dict({n: torch.from_numpy(np.array(a, dtype=np.float32)) for n, a in state.items()})
    return network


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bundle", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    save(network_of(args.bundle, args.tokenizer), args.out)


if __name__ == "__main__":
    main()
