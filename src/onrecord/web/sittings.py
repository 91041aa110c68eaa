"""What each visitor has decided and passed over since they came: so long is a sitting."""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple

MOST_VISITORS = 1000
MOST_KEPT = 500
"""Decisions, and statements passed over, that are kept of a visitor; the oldest are forgotten."""


class Done(NamedTuple):
    """A decision: the number of its correction, the statement's id, and what was done, in words."""

    number: int
    statement: str
    words: str


@dataclass(slots=True)
class Sitting:
    """One visitor's: `count` is how many decisions were made and not undone, `done` the last of these, `own`
    the numbers of all their corrections, `passed` the ids of statements that were passed over."""

    count: int = 0
    done: list[Done] = field(default_factory=list)
    own: set[int] = field(default_factory=set)
    passed: dict[str, None] = field(default_factory=dict)

    @property
    def passing(self) -> Collection[str]:
        """The ids that the queue is not to show again."""
        return {*self.passed, *(each.statement for each in self.done)}


class Sittings:
    """All of them, by the visitors' keys; those who were away longest are forgotten first."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, Sitting] = OrderedDict()
        self._lock = Lock()

    def of(self, key: str) -> Sitting:
        """As it is now: a copy."""
        with self._lock:
            found = self._known.get(key, Sitting())
            return Sitting(found.count, list(found.done), set(found.own), dict(found.passed))

    def decided(self, key: str, done: Done) -> None:
        """A decision was made."""
        with self._lock:
            sitting = self._own(key)
            sitting.count += 1
            sitting.own.add(done.number)
            sitting.done = [*sitting.done, done][-MOST_KEPT:]
            sitting.passed.pop(done.statement, None)

    def undone(self, key: str, number: int, undoing: int | None) -> None:
        """A decision holds no more, by the correction `undoing`, and its statement may come again; or else it
        cannot be undone any more."""
        with self._lock:
            sitting = self._own(key)
            kept = [each for each in sitting.done if each.number != number]
            if undoing is not None:
                sitting.count -= len(sitting.done) - len(kept)
                sitting.own.add(undoing)
            sitting.done = kept

    def passed(self, key: str, statement: str) -> None:
        """A statement was passed over."""
        with self._lock:
            sitting = self._own(key)
            sitting.passed[statement] = None
            while len(sitting.passed) > MOST_KEPT:
                del sitting.passed[next(iter(sitting.passed))]

    def again(self, key: str) -> None:
        """Let what was passed over come again."""
        with self._lock:
            self._own(key).passed.clear()

    def _own(self, key: str) -> Sitting:
        sitting = self._known.setdefault(key, Sitting())
        self._known.move_to_end(key)
        while len(self._known) > MOST_VISITORS:
            self._known.popitem(last=False)
        return sitting
