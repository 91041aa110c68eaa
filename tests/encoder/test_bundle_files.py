"""A bundle is checked before it is used, and says in a plain sentence what is wrong with it."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from onrecord.encoder import TAGS, load
from onrecord.encoder.bundle import MAKE, opened
from onrecord.errors import BundleError, OnrecordError

FILES = {"encoder.onnx": b"a network", "tokenizer.json": b"{}", "CARD.md": b"# A card\n"}


def manifest(**other: Any) -> dict[str, Any]:
    files = {name: hashlib.sha256(data).hexdigest() for name, data in FILES.items()}
    settings = {"keep_bias": 0.5, "weights": {"bias": 1.0}, "threshold": 0.2}
    said = {"make": MAKE, "name": "tiny", "window": 128, "tags": TAGS, "settings": settings, "files": files}
    return said | other


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A folder that passes every check, though it holds no network."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    (folder / "bundle.json").write_text(json.dumps(manifest()), "utf-8")
    return folder


def test_a_bundle_is_opened(bundle: Path):
    tiny = opened(bundle)
    assert (tiny.name, tiny.window, tiny.folder) == ("tiny", 128, bundle)
    assert tiny.digest == hashlib.sha256((bundle / "bundle.json").read_bytes()).hexdigest()
    assert tiny.settings.threshold == 0.2
    assert tiny.settings.weights == {"bias": 1.0}
    assert opened(str(bundle)) == tiny


def without(key: str) -> dict[str, Any]:
    return {k: v for k, v in manifest().items() if k != key}


def naming(file: str, digest: object = "0" * 64) -> dict[str, Any]:
    return manifest(files=manifest()["files"] | {file: digest})


SETTINGS = manifest()["settings"]
MANIFESTS: dict[str, tuple[object, str]] = {
    "another make": (manifest(make=MAKE + 1), f"a bundle of make {MAKE + 1}, this program reads make {MAKE}"),
    "no make": (without("make"), "not a readable bundle"),
    "tags in another order": (manifest(tags=TAGS[::-1]), "its tags are not those that this program reads"),
    "fewer tags": (manifest(tags=TAGS[:3]), "its tags are not those"),
    "no name": (without("name"), "bundle.json does not name name"),
    "no window, no tags": ({k: v for k, v in without("window").items() if k != "tags"}, "name window, tags"),
    "no settings": (without("settings"), "bundle.json does not name settings"),
    "no files": (manifest(files={}), "bundle.json does not name encoder.onnx, tokenizer.json"),
    "files as a list": (manifest(files=list(FILES)), "not a readable bundle"),
    "files as nothing": (manifest(files=None), "not a readable bundle"),
    "a file from above": (naming("../secret"), "'../secret' is not a file of the bundle"),
    "a file from the root": (naming("/etc/hostname"), "'/etc/hostname' is not a file of the bundle"),
    "a file from below": (naming("more/encoder.onnx"), "'more/encoder.onnx' is not a file of the bundle"),
    "the folder above": (naming(".."), "not a readable bundle"),
    "the folder itself": (naming("."), "'.' is not a file of the bundle"),
    "a name that no file can have": (naming("a\0b"), "not a readable bundle"),
    "a file that is not there": (naming("weights.bin"), "not a readable bundle"),
    "another digest": (naming("encoder.onnx"), "encoder.onnx is damaged"),
    "a digest that is none": (naming("CARD.md", 7), "CARD.md is damaged"),
    "a window too short": (manifest(window=40), "windows of 40 pieces are too short"),
    "a window in words": (manifest(window="wide"), "not a readable bundle"),
    "an unknown setting": (manifest(settings=SETTINGS | {"warmth": 1.0}), "not a readable bundle"),
    "a setting in words": (manifest(settings=SETTINGS | {"threshold": "high"}), "not a readable bundle"),
    "a setting that is no number": (
        manifest(settings=SETTINGS | {"threshold": float("nan")}),
        "threshold are no figures",
    ),
    "endless weights": (manifest(settings={"weights": {"bias": float("inf")}}), "bias are no figures"),
    "weights as a list": (manifest(settings={"weights": [1.0]}), "not a readable bundle"),
    "a list": ([1, 2], "not a readable bundle"),
    "nothing": (None, "not a readable bundle"),
    "a number": (7, "not a readable bundle"),
}


@pytest.mark.parametrize(("said", "sentence"), MANIFESTS.values(), ids=MANIFESTS)
def test_a_wrong_manifest_is_refused(bundle: Path, said: object, sentence: str):
    (bundle.parent / "secret").write_bytes(b"secret")
    (bundle / "bundle.json").write_text(json.dumps(said), "utf-8")
    with pytest.raises(BundleError) as raised:
        load(bundle)
    message = str(raised.value)
    assert sentence in message
    assert str(bundle) in message
    assert raised.value.step == "bundle"
    assert "\n" not in message


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "one byte more": (lambda f: (f / "encoder.onnx").write_bytes(b"a network!"), "encoder.onnx is damaged"),
    "an emptied file": (lambda f: (f / "tokenizer.json").write_bytes(b""), "tokenizer.json is damaged"),
    "a lost file": (lambda f: (f / "encoder.onnx").unlink(), "not a readable bundle"),
    "a changed card": (lambda f: (f / "CARD.md").write_bytes(b"# Another\n"), "CARD.md is damaged"),
    "not JSON": (lambda f: (f / "bundle.json").write_text("make: 1"), "not a readable bundle"),
    "an empty manifest": (lambda f: (f / "bundle.json").write_bytes(b""), "not a readable bundle"),
    "not text": (lambda f: (f / "bundle.json").write_bytes(b"\xff\xfe\x00{"), "not a readable bundle"),
    "a deep manifest": (lambda f: (f / "bundle.json").write_text("[" * 200_000), "not a readable bundle"),
    "a lost manifest": (lambda f: (f / "bundle.json").unlink(), "no bundle"),
}


@pytest.mark.parametrize(("damage", "sentence"), DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_bundle_is_refused(bundle: Path, damage: Callable[[Path], object], sentence: str):
    damage(bundle)
    with pytest.raises(BundleError) as raised:
        load(bundle)
    assert sentence in str(raised.value)


@pytest.mark.parametrize("name", ["smal", "", "no/such/place", "..", "x" * 5000, "a\0b"])
def test_an_unknown_name_is_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BundleError, match="neither shipped with this program nor a folder with a bundle"):
        load(name)


def test_what_is_no_network_is_refused(bundle: Path):
    with pytest.raises(OnrecordError, match="the network cannot be loaded") as raised:
        load(bundle)
    assert isinstance(raised.value, BundleError)
    assert raised.value.__cause__ is not None
