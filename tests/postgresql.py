"""A PostgreSQL server for the tests: its own cluster in a temporary folder, on a free port of loopback."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

INSTALL = ("apt-get", "install", "-y", "--no-install-recommends", "postgresql")
NO_CLUSTER = Path("/etc/postgresql-common/createcluster.conf")
SETTINGS = (
    "fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB",
    "max_wal_size=4GB", "unix_socket_directories=", "listen_addresses=127.0.0.1",
)  # fmt: skip
START_S = 60
TEMPLATE = "onrecord_template"


class MissingError(Exception):
    """There is no server here, and why."""


def programs() -> Path:
    """The folder of the server's programs; installed where that may be: by root, on Debian, in CI."""
    found = _found()
    if found is None and os.environ.get("CI") == "true" and os.geteuid() == 0 and shutil.which("apt-get"):
        NO_CLUSTER.parent.mkdir(parents=True, exist_ok=True)
        NO_CLUSTER.write_text("create_main_cluster = false\n")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (("apt-get", "update"), INSTALL):
            done = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)
            if done.returncode:
                raise MissingError(f"{' '.join(command)}: {done.stderr.strip()[-300:]}")
        found = _found()
    if found is None:
        raise MissingError(f"PostgreSQL is not installed: {' '.join(INSTALL)}")
    return found


def _found() -> Path | None:
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: path.parts[-3])
    there = newest[-1] if newest else shutil.which("postgres")
    return Path(there).resolve().parent if there else None


class Server:
    """The server; `url` gives databases."""

    def __init__(self, port: int) -> None:
        import psycopg

        self.port = port
        self._count = 0
        self.admin = psycopg.connect(self.url("postgres"), autocommit=True)

    def url(self, database: str, user: str = "postgres") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def empty(self) -> str:
        """A database with nothing in it."""
        return self.url(self._made("template0"))

    def fresh(self) -> str:
        """A database with the tables of an empty record: copied, as making them takes ten times as long."""
        known = "SELECT 1 FROM pg_database WHERE datname = %s"
        if not self.admin.execute(known, (TEMPLATE,)).fetchone():
            from onrecord.record import Record

            self.admin.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0")
            Record(self.url(TEMPLATE)).close()
        return self.url(self._made(TEMPLATE))

    def _made(self, template: str) -> str:
        self._count += 1
        name = f"record_{self._count}"
        self.admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, url: str) -> None:
        self.admin.execute(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")


@contextmanager
def server() -> Iterator[Server]:
    """The server while it runs. Raises MissingError."""
    folder = programs()
    data = Path(tempfile.mkdtemp(prefix="onrecord-postgresql-"))
    user = {}
    if os.geteuid() == 0:  # whom PostgreSQL refuses
        owner = pwd.getpwnam("postgres")
        os.chown(data, owner.pw_uid, owner.pw_gid)
        user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    port = _free_port()
    try:
        _run([folder / "initdb", "-D", data / "cluster", "-U", "postgres", "-A", "trust", "-E", "UTF8",
              "--locale=C.UTF-8", "--no-sync"], data, user)  # fmt: skip
        settings = [part for each in SETTINGS for part in ("-c", each)]
        with (data / "log").open("wb") as log:
            running = subprocess.Popen(
                [folder / "postgres", "-D", data / "cluster", "-p", str(port), *settings],
                cwd=data, stdout=log, stderr=log, **user,
            )  # fmt: skip
        try:
            reached = _reached(running, port, data / "log")
            yield reached
            reached.admin.close()
        finally:
            running.send_signal(signal.SIGINT)  # leave at once, whoever is connected
            running.wait(START_S)
    finally:
        shutil.rmtree(data, ignore_errors=True)


def _run(command: list[object], folder: Path, user: dict[str, object]) -> None:
    done = subprocess.run(
        list(map(str, command)), cwd=folder, capture_output=True, text=True, check=False, **user
    )  # type: ignore[call-overload]
    if done.returncode:
        raise MissingError(f"{command[0]}: {done.stderr.strip()[-300:]}")


def _reached(running: "subprocess.Popen[bytes]", port: int, log: Path) -> Server:
    import psycopg

    deadline = time.monotonic() + START_S
    while running.poll() is None and time.monotonic() < deadline:
        try:
            return Server(port)
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise MissingError(f"the server did not start: {log.read_text('utf-8', 'replace')[-300:]}")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
