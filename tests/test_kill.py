"""The machine fails amid a run: what was read is whole, and the next run completes it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PAGES = 200


def onrecord(*arguments: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([sys.executable, "-m", "onrecord", *arguments], capture_output=True, check=False)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kill") / "pages.jsonl"
    speakers = ("Anna Keller", "Tom Brandt", "Ruth Okafor")
    texts = [
        f"Day {n} of the talks.\n\n“We will wait {n} days,” said {speakers[n % 3]}.\n" for n in range(PAGES)
    ]
    path.write_text("".join(json.dumps({"id": f"day {n}", "text": t}) + "\n" for n, t in enumerate(texts)))
    return path


@pytest.fixture(scope="module")
def undisturbed(pages: Path) -> bytes:
    record = str(pages.with_name("undisturbed.db"))
    assert onrecord("read", str(pages), "--record", record, "--to", "jsonl").returncode == 0
    return onrecord("export", "--record", record).stdout


@pytest.mark.parametrize(("jobs", "after"), [("1", 1), ("1", 70), ("2", 30)])
def test_after_kill_9_nothing_is_half_there_and_nothing_comes_twice(
    tmp_path: Path, pages: Path, undisturbed: bytes, jobs: str, after: int
) -> None:
    record = str(tmp_path / "record.db")
    arguments = ["read", str(pages), "--record", record, "--to", "jsonl", "--jobs", jobs]
    run = subprocess.Popen(
        [sys.executable, "-m", "onrecord", *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert run.stdout
    for _ in range(after):
        assert run.stdout.readline()
    run.kill()  # SIGKILL: no handler, no cleaning up
    run.stdout.close()
    run.wait()

    assert onrecord("verify", "--record", record).returncode == 0
    left = onrecord("export", "--record", record).stdout.splitlines()
    whole = undisturbed.splitlines()
    assert after <= len(left) < PAGES
    assert set(left) <= set(whole)

    again = onrecord(*arguments)
    assert again.returncode == 0
    assert f"{len(left)} unchanged" in again.stderr.decode()
    assert onrecord("verify", "--record", record).returncode == 0
    assert onrecord("export", "--record", record).stdout == undisturbed
