"""Make the bundles from the data: python -m training.bundles DATA RUNS

Every step leaves its result in RUNS and is skipped where that is there; a training run goes on from
its last checkpoint. So the same command, given again, resumes. On one core: base three to four hours,
small one, the rest half an hour.
"""

import argparse
import subprocess
import sys
from pathlib import Path

from training.encoders import minilm, mpnet

RECIPES = {
    "base": [
        "--layers",
        "10",
        "--epochs",
        "3",
        "--batch",
        "3072",
        "--rate",
        "8e-5",
        "--freeze-words",
        "--dropout",
        "0",
        "--keep-every",
        "150",
    ],
    "small": ["--epochs", "3", "--batch", "1536", "--rate", "2e-4", "--dropout", "0", "--augment", "0.4"],
}


def step(out: Path, module: str, *args: object) -> None:
    """Run a module unless what it makes is there."""
    if out.exists():
        return
    print(f"== {out.name}: python -m {module} {' '.join(map(str, args))}", flush=True)
    subprocess.run([sys.executable, "-m", module, *map(str, args)], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="the folder of the data sets")
    parser.add_argument("runs", type=Path, help="where results and checkpoints go")
    parser.add_argument("--bundles", type=Path, default=Path("bundles"))
    args = parser.parse_args()
    data, runs = args.data, args.runs
    runs.mkdir(parents=True, exist_ok=True)
    light, train = minilm(), data / "polnear/train.jsonl.gz"
    common = ("--train", train, "--tokenizer", light / "tokenizer.json")
    step(
        runs / "base.pt",
        "training.train",
        *common,
        "--encoder",
        mpnet(runs),
        "--out",
        runs / "base.pt",
        *RECIPES["base"],
    )
    step(
        runs / "taught/tags0.npy",
        "training.teach",
        runs / "base.pt",
        "--data",
        data,
        "--tokenizer",
        light / "tokenizer.json",
        "--out",
        runs / "taught",
    )
    step(
        runs / "small.pt",
        "training.train",
        *common,
        "--encoder",
        light,
        "--teacher",
        runs / "taught",
        "--out",
        runs / "small.pt",
        *RECIPES["small"],
    )
    # The student's confidence is learned on training articles that it never saw; base has seen them all,
    # so its is learned on dev, and its card gives the cross-validated figures.
    unseen = {"small": (train, "--held-out"), "base": (data / "polnear/dev.jsonl.gz",)}
    for name, manner in (("small", "dynamic"), ("base", "blockwise")):
        bare, settings = runs / f"{name}.bare", runs / f"{name}.json"
        put = ("training.make_bundle", runs / f"{name}.pt", light / "tokenizer.json")
        how = ("--name", name, "--manner", manner)
        step(bare / "bundle.json", *put, bare, *how)
        step(settings, "training.confidence", bare, *unseen[name], "--out", settings)
        card = Path("training") / f"{name}.card.md"
        step(
            args.bundles / name / "bundle.json",
            *put,
            args.bundles / name,
            *how,
            "--settings",
            settings,
            "--card",
            card,
        )


if __name__ == "__main__":
    main()
