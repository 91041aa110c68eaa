"""The mean of two networks' weights: python -m training.average ONE.pt OTHER.pt OUT.pt --share 0.4

For two runs of which one went on from the other: the mean keeps what the second forgot (Wortsman et al.
2022, "Robust fine-tuning of zero-shot models"). Heads that only the second has are the second's.
"""

import argparse
from pathlib import Path

import torch

from training.network import load, save


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("one", type=Path)
    parser.add_argument("other", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--share", type=float, required=True, help="of the first")
    args = parser.parse_args()
    first = torch.load(args.one, weights_only=True)["state"]
    network = load(args.other)
    state = network.state_dict()
    for name, weights in first.items():
        if torch.is_floating_point(weights):
            state[name] = args.share * weights + (1 - args.share) * state[name]
    network.load_state_dict(state)
    save(network, args.out)


if __name__ == "__main__":
    main()
