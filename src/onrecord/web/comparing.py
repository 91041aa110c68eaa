"""Statements are compared with each other beside the views: of a large record that takes minutes, once."""

import logging
from threading import Lock, Thread
from time import monotonic

from onrecord.errors import OnrecordError, RecordError
from onrecord.record import Record

log = logging.getLogger("onrecord.web")
PATIENCE_S = 2.0
"""How long whoever asks first waits, some five thousand statements, before they are told to come back."""
CLOSING_S = 2.0


class Comparing:
    """Of a record. One thread compares, and whoever needs what it finds asks here first."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._lock = Lock()
        self._thread: Thread | None = None
        self._begun = 0.0

    def begin(self) -> Thread:
        """Compare what was not compared yet, and do not wait for it."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._begun = monotonic()
                self._thread = Thread(target=self._compare, name="onrecord-compare", daemon=True)
                self._thread.start()
            return self._thread

    def done(self, *, settled: bool = True) -> None:
        """See that all is compared, with `settled` that utterances are kept ready, too: a little is waited
        for. Raises RecordError where it takes longer; nobody holds one of the site's few threads for that.

        Where it cannot be done the record itself tells why, or gives what is there."""
        if self._record.is_matched(settled=settled):
            return
        thread = self.begin()
        thread.join(max(0.0, self._begun + PATIENCE_S - monotonic()))
        if thread.is_alive() and not self._record.is_matched(settled=settled):
            raise RecordError("the statements are still being compared", step="comparing")

    def wait(self) -> None:
        """Until all is compared, however long that takes."""
        if not self._record.is_matched():
            self.begin().join()

    def close(self) -> None:
        """Let go of the record: what is not done soon ends with the program, and nothing is lost."""
        if self._thread is not None:
            self._thread.join(CLOSING_S)

    def _compare(self) -> None:
        try:
            self._record.match()
        except OnrecordError as error:
            log.info("the statements were not compared: %s", error)
        except Exception:  # its thread tells nobody else
            log.exception("the statements were not compared")
