"""`onrecord backup` and `onrecord restore`, as they are typed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.record import Record
from tests.record.made import harbour, whole
from tests.stores import Place


def onrecord(*arguments: object) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments)], prog_name="onrecord")


def test_there_and_back(
    place: Place, places: Callable[[], Place], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    other = places()
    with Record(place) as record:
        record.add(*harbour())
    made = onrecord("backup", "a.zip", "--record", place)
    assert made.exit_code == 0
    assert f"a.zip holds all of {place}: 1 pages, 1 articles, 3 statements, made 20" in made.stderr
    assert made.stdout.startswith("sha256 ")
    checked = onrecord("backup", "--check", "a.zip")
    assert (checked.exit_code, checked.stdout) == (0, made.stdout)
    assert "a.zip is whole: 1 pages, " in checked.stderr
    for where in (other, "new.db"):
        restored = onrecord("restore", "a.zip", "--record", where)
        assert (restored.exit_code, restored.stdout) == (0, made.stdout)
        assert f"{where} holds all of a.zip: 1 pages" in restored.stderr
        exported = [onrecord("export", "--record", each).stdout for each in (place, where)]
        assert exported[0] == exported[1] != ""


def test_nothing_is_replaced_unless_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with Record("onrecord.db") as record:
        record.add(*harbour())
        assert onrecord("backup", "a.zip").exit_code == 0
        record.add(*whole())
    again = onrecord("backup", "a.zip")
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr == (
        "onrecord: backup: a.zip is there already: choose another name, or --force to replace it\n"
    )
    assert onrecord("backup", "b.zip", "--force").exit_code == 0
    back = onrecord("restore", "a.zip")
    assert back.exit_code == 1
    assert "holds a record: restore to another place, or --replace" in back.stderr
    assert onrecord("restore", "a.zip", "--replace").exit_code == 0
    assert onrecord("backup", "a.zip", "--force").exit_code == 0
    with Record("onrecord.db") as record:
        assert record.count() == 1


def test_what_cannot_be_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.zip").write_text("no backup")
    cases = [
        (("backup", "a.zip"), "there is no record at onrecord.db"),
        (("backup", "--check", "none.zip"), "none.zip cannot be used: there is no such file"),
        (("backup", "--check", "bad.zip"), "bad.zip cannot be used: it is no backup"),
        (("restore", "bad.zip"), "bad.zip cannot be used: it is no backup"),
    ]
    for arguments, said in cases:
        result = onrecord(*arguments)
        assert result.exit_code == 1
        assert said in result.stderr.replace(f"{tmp_path}/", "")
    assert [each.name for each in tmp_path.iterdir()] == ["bad.zip"]
    assert onrecord("restore").exit_code == 2
