"""`onrecord serve` as a user meets it."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from onrecord.cli import app
from onrecord.cli.serving import _origin
from onrecord.web.serving import listening


def serving(*arguments: str, **environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "onrecord", "serve", "--port", "0", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | environment,
    )


def refused(*arguments: str, **environment: str) -> str:
    result = CliRunner(env=environment).invoke(app, ["serve", *arguments])
    assert result.exit_code == 1
    return result.stderr


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_tells_its_url_and_ends_cleanly(own_record: Path, sign: signal.Signals) -> None:
    with serving("--record", str(own_record)) as program:
        url = program.stderr.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", url)
        assert httpx.get(url).status_code == 200
        program.send_signal(sign)
        told = program.stderr.read()
        assert program.wait(10) in (0, 130, 128 + signal.SIGTERM, -signal.SIGTERM)
        assert "Traceback" not in told


def test_a_new_record_is_made_and_its_emptiness_told(tmp_path: Path) -> None:
    with serving("--record", str(tmp_path / "new.db")) as program:
        url = program.stderr.readline().strip()
        assert "onrecord read" in httpx.get(url).text
        program.send_signal(signal.SIGINT)
        program.wait(10)


def test_nothing_is_made_for_reading_only(tmp_path: Path) -> None:
    assert "there is no record" in refused("--read-only", "--record", str(tmp_path / "new.db"), "--port", "0")
    assert not (tmp_path / "new.db").exists()


def test_another_host_needs_a_password(own_record: Path) -> None:
    told = refused("--record", str(own_record), "--host", "0.0.0.0", "--port", "0")
    assert "--password-file" in told
    assert "ONRECORD_PASSWORD" in told


def test_a_password_may_stand_in_a_file_or_the_environment(own_record: Path, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("correct horse\n")
    for arguments, environment in (
        (["--password-file", str(tmp_path / "password")], {}),
        ([], {"ONRECORD_PASSWORD": "correct horse"}),
    ):
        with serving("--record", str(own_record), "--host", "0.0.0.0", *arguments, **environment) as program:
            url = program.stderr.readline().strip()
            assert httpx.get(url).status_code == 303
            bearer = {"authorization": "Bearer correct horse"}
            assert httpx.get(url, headers=bearer).status_code == 200
            program.send_signal(signal.SIGINT)
            program.wait(10)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://record.example.org", "a password is needed"),
        ("record.example.org", "has to be like https://"),
        ("ftp://record.example.org", "has to be like https://"),
        ("https://ann:secret@record.example.org", "has to be like https://"),
        ("https://record.example.org/onrecord", "has a path"),
        ("https://record.example.org/?a=1", "has a path"),
        ("https://record.example.org:port", "is no URL"),
        ("https://[::", "is no URL"),
        ("https://exa mple.org", "has to be like https://"),
    ],
)
def test_a_url_that_cannot_be_is_told(own_record: Path, url: str, said: str) -> None:
    assert said in refused("--record", str(own_record), "--port", "0", "--url", url)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("", ""),
        ("HTTPS://Record.Example.org/", "https://record.example.org"),
        ("https://record.example.org:443", "https://record.example.org"),
        ("https://record.example.org:8443/", "https://record.example.org:8443"),
        ("https://büro.example", "https://xn--bro-hoa.example"),
        ("https://Straße.example", "https://xn--strae-oqa.example"),
        ("http://record.example.org:80", "http://record.example.org"),
    ],
)
def test_a_url_is_kept_as_browsers_tell_it(url: str, origin: str) -> None:
    assert _origin(url) == origin


def test_poor_passwords_are_told(own_record: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("")
    place = "--record", str(own_record), "--port", "0"
    assert "is empty" in refused(*place, "--password-file", str(tmp_path / "empty"))
    assert "cannot be read" in refused(*place, "--password-file", str(tmp_path / "nowhere"))
    assert "too short" in refused(*place, ONRECORD_PASSWORD="short")


def test_a_port_in_use_is_told(own_record: Path) -> None:
    with listening("127.0.0.1", 0) as at:
        port = str(at.getsockname()[1])
        assert f"port {port} is in use" in refused("--record", str(own_record), "--port", port)


def test_what_is_missing_names_the_command(own_record: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.delitem(sys.modules, "fastapi")
    monkeypatch.setitem(sys.modules, "fastapi", None)  # as where it is not installed
    assert "pip install 'onrecord[web]'" in refused("--record", str(own_record))
    assert "pip install 'onrecord[web]'" in CliRunner().invoke(app, ["report", "a", "-o", "b"]).stderr
