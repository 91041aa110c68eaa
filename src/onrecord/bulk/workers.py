"""A process that reads pages for another, and its keeper, who starts a new one when it dies.

Every worker has a pipe of its own and answers page by page. So the page that killed it is known: it is
the first without an answer; and a worker killed amid its answer leaves no lock behind, as it would with
the one queue of `concurrent.futures`.
"""

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

from onrecord.errors import OnrecordError, PageError
from onrecord.nouns import Page, Reading

SPAWN = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
DEATHS = 2
"""So often a page may kill its worker before it is given up: once may be an accident of the machine, and
the same page should give the same record."""


class Wanted(NamedTuple):
    """The encoder that is asked for: the arguments of `onrecord.encoder.load`."""

    bundle: str | Path
    min_confidence: float | None = None


class Keeper:
    """Has one worker process, started when first needed. Used by one thread at a time."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self._worker: tuple[BaseProcess, Connection] | None = None
        self._closed = False

    def read(self, pages: Sequence[Page]) -> Iterator[Reading | PageError]:
        """What each page gave, in order. Raises OnrecordError where no worker can be started."""
        done = deaths = 0
        together = True
        while done < len(pages):
            try:
                answers = self._started()
                sent = pages[done:] if together else pages[done : done + 1]
                answers.send(sent)
                for _ in sent:
                    yield answers.recv()
                    done, deaths = done + 1, 0
            except (EOFError, OSError):
                code = self._stop()
                if self._closed:
                    return
                # It may have died as it took the pages, by a later one: now each goes alone.
                together, deaths = False, deaths + 1
                if deaths == DEATHS:
                    yield PageError(f"the process that read it died {_why(code)}", page=pages[done].address)
                    done, deaths = done + 1, 0

    def close(self) -> None:
        """End the worker; a `read` that waits for it in another thread ends, too."""
        self._closed = True
        worker = self._worker
        if worker is not None:
            worker[0].terminate()

    def _started(self) -> Connection:
        for _ in range(DEATHS):
            if self._worker is not None:
                return self._worker[1]
            here, there = SPAWN.Pipe()
            process = SPAWN.Process(target=serve, args=(there, self._wanted), daemon=True)
            process.start()
            there.close()  # so that the pipe ends when the worker does
            self._worker = process, here
            if self._closed:
                process.terminate()
            try:
                trouble = here.recv()
            except (EOFError, OSError):
                self._stop()
                if self._closed:
                    raise
            else:
                if trouble is not None:
                    self._stop()
                    raise trouble
        if self._worker is None:
            raise OnrecordError("no worker process can be started; try --jobs 1", step="bulk")
        return self._worker[1]

    def _stop(self) -> int | None:
        """End the worker and say how it ended (a negative number is a signal)."""
        if self._worker is None:
            return None
        process, answers = self._worker
        self._worker = None
        answers.close()
        process.join(timeout=2)
        if process.is_alive():
            process.kill()
            process.join()
        return process.exitcode


def serve(answers: Connection, wanted: Wanted) -> None:
    """The worker: takes lists of pages, answers page by page, ends when its pipe does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the first process decides
    for library in ("OMP", "OPENBLAS"):  # the workers share the cores among them: one thread each
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    from onrecord.bulk.one import encoder_of, read_page  # its libraries look at the environment once

    try:
        try:
            encoder = encoder_of(wanted)
        except OnrecordError as error:
            answers.send(error)
            return
        answers.send(None)
        while True:
            for page in answers.recv():
                answers.send(read_page(page, encoder))
    except (EOFError, OSError):
        return  # whoever asked is gone


def _why(code: int | None) -> str:
    if code is not None and code < 0:
        name = signal.Signals(-code).name
        return f"({name}; out of memory?)" if name == "SIGKILL" else f"({name})"
    return f"(exit status {code})"
