"""Take from a trained network the heads and neurons that matter least: python -m training.prune --help.

Importance is the mean of |activation × gradient| of the loss on training articles (Michel et al. 2019
for heads; the same for the neurons between). Every layer keeps as many as every other. The pruned
network is trained on from there; without half of its heads and a third of its neurons it is half as fast
again.
"""

import argparse
import random
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor, nn

from onrecord.encoder.wordpiece import word_pieces
from training.corpora import articles, batches
from training.losses import losses
from training.network import Layer, Network, load, save
from training.train import material


def importance(
    network: Network, corpus: list[dict], tokenizer: Path, steps: int
) -> list[tuple[Tensor, Tensor]]:
    """For each layer the importance of its heads (heads,) and of its neurons (inner,)."""
    rng = random.Random(5)
    plan = batches(material(corpus, word_pieces(tokenizer), rng, 0.3), 2048, rng)[:steps]
    kept: dict[nn.Module, Tensor] = {}

    def keep(module: nn.Module, given: tuple[Tensor, ...]) -> None:
        given[0].retain_grad()
        kept[module] = given[0]

    for layer in network.layers:
        layer.out.register_forward_pre_hook(keep)
        layer.down.register_forward_pre_hook(keep)
    totals = [(torch.zeros(layer.heads), torch.zeros(layer.down.in_features)) for layer in network.layers]
    for batch in plan:
        losses(network, batch).backward()
        for layer, (heads, neurons) in zip(network.layers, totals, strict=True):
            for module, total, size in ((layer.out, heads, layer.size), (layer.down, neurons, 1)):
                x = kept[module]
                felt = (x * x.grad).float().view(*x.shape[:2], -1, size).sum(-1).abs().sum((0, 1))
                total += felt.detach()
        network.zero_grad()
    return totals


def pruned(network: Network, felt: list[tuple[Tensor, Tensor]], heads: int, inner: int) -> Network:
    """A network of fewer heads and neurons, with the weights of those that matter most."""
    shape = replace(network.shape, heads=heads, head_size=network.layers[0].size, inner=inner)
    out = Network(shape)
    state = network.state_dict()
    for i, (layer, (by_head, by_neuron)) in enumerate(zip(network.layers, felt, strict=True)):
        state |= _layer(f"layers.{i}.", layer, by_head.topk(heads).indices, by_neuron.topk(inner).indices)
    out.load_state_dict(state)
    return out


def _layer(name: str, layer: Layer, heads: Tensor, neurons: Tensor) -> dict[str, Tensor]:
    size, width = layer.size, layer.heads * layer.size
    heads, neurons = heads.sort().values, neurons.sort().values
    places = (heads[:, None] * size + torch.arange(size)).flatten()
    rows = torch.cat([places + width * part for part in range(3)])
    return {
        name + "qkv.weight": layer.qkv.weight.detach()[rows],
        name + "qkv.bias": layer.qkv.bias.detach()[rows],
        name + "out.weight": layer.out.weight.detach()[:, places],
        name + "up.weight": layer.up.weight.detach()[neurons],
        name + "up.bias": layer.up.bias.detach()[neurons],
        name + "down.weight": layer.down.weight.detach()[:, neurons],
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("weights", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="the folder of the data sets")
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--heads", type=int, default=6)
    parser.add_argument("--inner", type=int, default=1024)
    parser.add_argument("--steps", type=int, default=40)
    args = parser.parse_args()
    torch.set_num_threads(1)
    network = load(args.weights).eval()
    felt = importance(
        network, articles(args.data / "polnear/train.jsonl.gz")[:120], args.tokenizer, args.steps
    )
    save(pruned(load(args.weights), felt, args.heads, args.inner), args.out)


if __name__ == "__main__":
    main()
