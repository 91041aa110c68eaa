"""What happens to machines: processes that are killed, connections that are cut, disks that are full.

As a program, `python -m tests.record.faults PLACE PAGES` writes its pages, one after the other, in a child of
its own for each line that it is given; it kills the child, with no chance to clean up, when it says.
"""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from onrecord.nouns import Page, Reading
from onrecord.record import Record
from tests.record.made import harbour

ROOT = Path(__file__).parents[2]


def page_and_reading(number: int) -> tuple[Page, Reading]:
    """Each tenth is a revision of the page before it, at the same address."""
    return harbour(f"{number - number % 10 // 9}.txt", data=b"%d" % number, outlet=f"Outlet {number % 7}")


def spawned(*arguments: object) -> "subprocess.Popen[str]":
    """This module as a program of its own."""
    paths = os.pathsep.join((str(ROOT), str(ROOT / "src")))
    return subprocess.Popen(
        [sys.executable, "-m", "tests.record.faults", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": paths}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def write(place: str, pages: int, out: int, first: int = 0) -> None:
    """Add all pages; tell each that is kept now: new, or shown again in place of its revision."""
    with Record(place) as record:
        for number in range(first, pages):
            outcome = record.add(*page_and_reading(number))
            if outcome != "unchanged":
                os.write(out, b"%d\n" % number)


def killed_once(
    place: str, pages: int, first: int, until: int, after: int, moment: float
) -> tuple[list[int], bool]:
    """What a child told before it was killed, `moment` seconds after it had told so many; and whether it was
    killed at all, and not done before. It waits for that after the page `until`, be it as quick as it may."""
    told_to, tell = os.pipe()
    child = os.fork()
    if not child:
        with suppress(BaseException):
            write(place, until, tell, first)
            if until < pages:
                signal.pause()
            os._exit(0)
        os._exit(1)
    os.close(tell)
    data = b""
    while data.count(b"\n") < after and (more := os.read(told_to, 4096)):
        data += more
    until = time.monotonic() + moment
    while (left := until - time.monotonic()) > 0 and select.select([told_to], [], [], left)[0]:
        if not (more := os.read(told_to, 4096)):
            break
        data += more
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    while more := os.read(told_to, 4096):
        data += more
    os.close(told_to)
    return [int(line) for line in data.split()], os.WIFSIGNALED(status)


def main() -> None:
    place, pages = sys.argv[1], int(sys.argv[2])
    if len(sys.argv) > 3:  # once, when told to, and to the end
        print("ready", flush=True)
        sys.stdin.readline()
        write(place, pages, sys.stdout.fileno())
        return
    for line in sys.stdin:
        first, until, after, moment = line.split()
        told, was_killed = killed_once(place, pages, int(first), int(until), int(after), float(moment))
        print("killed" if was_killed else "done", *told, flush=True)


class Proxy:
    """Stands between a program and a server, and cuts connections: when so many bytes more have gone to the
    server (`cut_after`), or when a COMMIT has gone there and nothing has come back (`cut_at_commit`)."""

    def __init__(self, port: int) -> None:
        self._server = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.cuts = 0
        self._left: int | None = None
        self._at_commit = False
        threading.Thread(target=self._accept, daemon=True).start()

    def cut_after(self, count: int) -> None:
        self._left = count

    def cut_at_commit(self) -> None:
        self._at_commit = True

    def armed(self) -> bool:
        return self._at_commit or self._left is not None

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, socket.create_connection(("127.0.0.1", self._server)) as server, suppress(OSError):
            while True:
                for ready in select.select([client, server], [], [])[0]:
                    data = ready.recv(65536)
                    if not data:
                        return
                    if ready is server:
                        client.sendall(data)
                    elif self._passed(data, server):
                        return

    def _passed(self, data: bytes, server: socket.socket) -> bool:
        """Send it on; whether the connection is to be cut now."""
        if self._at_commit and b"COMMIT" in data:
            server.sendall(data)
            self._at_commit, self.cuts = False, self.cuts + 1
            server.recv(1)  # it is done, and nobody will hear of it
            return True
        if self._left is not None:
            server.sendall(data[: self._left])
            self._left -= len(data)
            if self._left <= 0:
                self._left, self.cuts = None, self.cuts + 1
                return True
            return False
        server.sendall(data)
        return False


@contextmanager
def proxied(port: int) -> Iterator[Proxy]:
    proxy = Proxy(port)
    try:
        yield proxy
    finally:
        proxy.close()


if __name__ == "__main__":
    main()
