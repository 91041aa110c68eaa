"""The house itself: docs that cannot drift, arrows that run one way, few dependencies, clean pins."""

import ast
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import typer

from onrecord.cli import app

REPOSITORY = Path(__file__).resolve().parent.parent
DOCS = (REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").glob("*.md")))
SOURCES = sorted((REPOSITORY / "src").rglob("*.py"))
LOCKS = ("requirements.lock", "requirements-dev.lock")
MOST_PACKAGES = 40
# Written in halves, so that this file does not hold what it looks for.
REGISTRIES = tuple(".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org")))
MACHINE = re.compile(r"(?<![\w.~-])/(?:work|root|opt/pypi|home/[a-z]+)/\w")
NO_NAMES = {"utils", "util", "core", "base", "helpers", "helper", "manager", "misc", "common"}

COMMANDS: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def lines_of_shell(path: Path) -> list[list[str]]:
    """The words of every line in the docs that calls the program, comments cut off."""
    calls = re.findall(r"^(?: {4}|\$ )+(onrecord .*)$", path.read_text("utf-8"), re.M)
    return [shlex.split(call, comments=True) for call in calls]


def documented() -> list[list[str]]:
    return [call for path in DOCS for call in lines_of_shell(path)]


def tracked() -> list[Path]:
    """The files of the repository: committed, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=REPOSITORY,
        capture_output=True,
        check=True,
        text=True,
    )
    return [REPOSITORY / name for name in listed.stdout.split("\0") if name and (REPOSITORY / name).is_file()]


def pins(lock: str) -> list[str]:
    """Each requirement of a lock file with its hashes, one string each."""
    joined = (REPOSITORY / lock).read_text("utf-8").replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip() and not line.startswith("#")]


def test_every_command_is_documented():
    mentioned = {call[1] for call in lines_of_shell(REPOSITORY / "README.md")}
    assert {name for name, command in COMMANDS.items() if not command.hidden} == mentioned


def test_every_documented_command_exists():
    for call in documented():
        assert call[1] in COMMANDS, call
        command, words = COMMANDS[call[1]], call[2:]
        if words and words[0] in getattr(command, "commands", {}):
            command, words = command.commands[words[0]], words[1:]
        options = {name for parameter in command.params for name in parameter.opts}
        for word in words:
            if word.startswith("--"):
                assert word.split("=")[0] in options | {"--help"}, call


def test_the_example_of_the_readme_runs(monkeypatch, capsys):
    monkeypatch.chdir(REPOSITORY)
    (example,) = re.findall(r"```python\n(.*?)```", (REPOSITORY / "README.md").read_text("utf-8"), re.S)
    exec(compile(example, "README.md", "exec"), {})
    assert "Andres Quilla" in capsys.readouterr().out


def test_makefile_targets_of_the_docs_exist():
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.M))
    docs = (*DOCS, REPOSITORY / "CONTRIBUTING.md", REPOSITORY / ".ci" / "run")
    for path in docs:
        called = set(re.findall(r"^(?: {4})?make ([a-z]+)", path.read_text("utf-8"), re.M))
        assert called <= targets, path


def test_import_contracts_hold():
    run = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(REPOSITORY / "src").as_posix())
def test_sources_keep_to_the_house(path):
    """No heavy dependency, nothing from training, evaluation or tests, no pickle, no catch-all name."""
    assert not NO_NAMES & {path.stem, path.parent.name}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        roots = {name.partition(".")[0] for name in names}
        assert not roots & {"torch", "spacy", "transformers", "pickle", "training", "evaluation", "tests"}


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_pin_with_hashes_and_name_no_place(lock):
    text = (REPOSITORY / lock).read_text("utf-8")
    assert "://" not in text
    assert "file:" not in text
    assert not re.search(r"(?m)^\s*-", text.replace("    --hash", "")), "an option of pip's"
    for pin in pins(lock):
        assert re.match(r"[a-z0-9][a-z0-9._-]*==\S+ ", pin), pin
        assert "--hash=sha256:" in pin, pin


def test_running_needs_few_packages():
    names = {pin.partition("==")[0] for pin in pins("requirements.lock")}
    assert len(names) <= MOST_PACKAGES
    assert not names & {"torch", "spacy", "transformers", "pandas"}


def test_the_lock_holds_what_the_project_asks_for():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    wanted = {re.match(r"[\w.-]+", line).group() for line in project["project"]["dependencies"]}
    assert wanted <= {pin.partition("==")[0] for pin in pins("requirements.lock")}
    assert set(pins("requirements.lock")) <= set(pins("requirements-dev.lock")), "one version of each"


def test_no_place_of_a_machine_or_registry():
    for path in tracked():
        if path.suffix in {".onnx", ".npz", ".gz"} or path.name == "tokenizer.json":
            continue
        text = path.read_bytes().decode("utf-8", "replace")
        assert not MACHINE.search(text), path
        assert not any(registry in text for registry in REGISTRIES), path
