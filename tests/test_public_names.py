"""The public interface: few names, each there, none of them costly before it is used."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import onrecord

REPOSITORY = Path(__file__).resolve().parent.parent
HEAVY = (
    "numpy",
    "onnxruntime",
    "tokenizers",
    "sqlalchemy",
    "alembic",
    "lxml",
    "httpx",
    "trafilatura",
    "rich",
)


def test_there_are_at_most_twelve_names() -> None:
    assert len(onrecord.__all__) <= 12
    assert sorted(onrecord.__all__) == onrecord.__all__
    assert set(dir(onrecord)) == {*onrecord.__all__, "__version__"}


@pytest.mark.parametrize("name", onrecord.__all__)
def test_every_name_is_there_and_tells_what_it_is(name: str) -> None:
    found = getattr(onrecord, name)
    assert found.__name__ == name
    assert found.__doc__
    assert name in (onrecord.__doc__ or "") or found.__module__ in ("onrecord.nouns", "onrecord.errors")


def test_no_other_name_is_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'helpers'"):
        onrecord.helpers  # noqa: B018


def test_the_version_is_the_packages() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text())["project"]
    assert onrecord.__version__ == project["version"]


@pytest.mark.parametrize("code", ["import onrecord", "import onrecord.cli"])
def test_what_is_heavy_is_imported_when_used(code: str) -> None:
    asked = f"{code}; import sys; print(*(n for n in {HEAVY!r} if n in sys.modules))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= {"rich"}  # which the library of the command line may bring
