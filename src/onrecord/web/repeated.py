"""What stands in most articles: found beside the views, which never wait for it."""

import logging
from threading import Lock, Thread
from time import monotonic
from typing import NamedTuple

from onrecord.errors import OnrecordError
from onrecord.record import Record
from onrecord.web.comparing import Comparing

log = logging.getLogger("onrecord.web")
SHOWN = 8
PAUSE_S = 600.0
"""After it took too long: nobody is served by trying at each visit."""
WAIT_S = 0.05


class Repetition(NamedTuple):
    """Words that several articles tell: the id of the earliest statement, the longest wording, whose it is,
    in how many articles and outlets, and who had it first."""

    id: str
    words: str
    speakers: tuple[str, ...]
    articles: int
    outlets: int
    first: str | None
    published: str | None


class Repeated:
    """Of a record. What was found is told until something newer is; `too_long` is true while nothing is
    known because the record is too large for it."""

    def __init__(self, record: Record, comparing: Comparing) -> None:
        self._record, self._comparing = record, comparing
        self._lock = Lock()
        self._state = ""
        self._found: tuple[Repetition, ...] | None = None
        self._not_before = 0.0
        self.too_long = False
        self._thread: Thread | None = None

    def known(self, state: str) -> tuple[Repetition, ...] | None:
        """What is known of it, None where nothing is yet. `state` is the record's, to tell whether it is out
        of date: then it is found anew, which is waited for only a moment."""
        with self._lock:
            outdated = state != self._state and monotonic() >= self._not_before
            if outdated and self._thread is None:
                self._thread = Thread(target=self._find, args=(state,), name="onrecord-repeated", daemon=True)
                self._thread.start()
            thread = self._thread
        if thread is not None and self._found is None:
            thread.join(WAIT_S)
        return self._found

    def _find(self, state: str) -> None:
        found = None
        try:
            self._comparing.wait()
            found = tuple(
                Repetition(
                    id=told.utterance.name,
                    words=told.utterance.longest.text,
                    speakers=told.speakers,
                    articles=told.articles,
                    outlets=len(told.outlets),
                    first=next(iter(told.outlets), None),
                    published=told.utterance.told[0].published,
                )
                for told in self._record.utterances(limit=SHOWN)
            )
        except OnrecordError as error:
            log.info("the utterances were not found: %s", error)
        except Exception:  # its thread tells nobody else
            log.exception("the utterances were not found")
        with self._lock:
            self._thread = None
            self.too_long = found is None
            if found is None:
                self._not_before = monotonic() + PAUSE_S
            else:
                self._state, self._found = state, found
