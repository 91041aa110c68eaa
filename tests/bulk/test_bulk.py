"""Many pages: order, sameness whatever the number of jobs, and what one bad page costs."""

import json
import multiprocessing
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from onrecord.bulk import read_all
from onrecord.bulk.one import read_page
from onrecord.encoder import Encoder
from onrecord.errors import BundleError, FetchError, PageError
from onrecord.nouns import Page, Reading
from onrecord.page.fetch import pages_at

NAMES = ("Anna Keller", "Tom Brandt", "the finance ministry", "Ruth Okafor", "a spokesman")


def page(number: int) -> Page:
    speaker = NAMES[number % len(NAMES)]
    text = f"The plan was debated on day {number}.\n\n“We will wait {number} days,” said {speaker}.\n"
    return Page(json.dumps({"id": str(number), "text": text}).encode(), str(number), None, "application/json")


BAD = Page(b"\x89PNG\r\n\x1a\n" + bytes(200), "picture")
LOST = FetchError("no such file or folder", page="lost", step="fetch")


class Killer(Page):
    """A page that ends the process that receives it, as one that takes all memory would."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (9,)


def told(pages: Iterator[tuple[Page | None, Reading | PageError]]) -> list[str]:
    return [o.article.id if isinstance(o, Reading) else f"{o.page}: {o.message}" for _, o in pages]


@pytest.mark.parametrize("jobs", [1, 2])
def test_outcomes_come_in_order_with_errors_in_their_places(jobs: int) -> None:
    pages = [page(0), BAD, LOST, *(page(n) for n in range(1, 12)), BAD, LOST]
    outcomes = list(read_all(pages, jobs=jobs))
    assert [given for given, _ in outcomes] == [None if p is LOST else p for p in pages]
    for given, outcome in zip(pages, outcomes, strict=True):
        if given is LOST:
            assert outcome == (None, LOST)
        elif given is BAD:
            assert isinstance(outcome[1], PageError)
            assert outcome[1].page == "picture"
        else:
            assert isinstance(outcome[1], Reading)
            assert outcome[1].article.id == given.address  # type: ignore[union-attr]


def test_readings_are_the_same_whatever_the_jobs_and_the_order() -> None:
    pages = [page(n) for n in range(20)]
    alone = [outcome for _, outcome in read_all(pages)]
    assert [outcome for _, outcome in read_all(pages, jobs=2)] == alone
    assert [outcome for _, outcome in read_all(reversed(pages), jobs=3)] == alone[::-1]
    assert any(isinstance(each, Reading) and each.statements for each in alone)


def test_a_page_that_kills_its_worker_costs_itself_alone() -> None:
    deadly = Killer(b"words", "deadly")
    pages = [*(page(n) for n in range(5)), deadly, *(page(n) for n in range(5, 9)), deadly]
    died = "deadly: the process that read it died (exit status 9)"
    assert told(read_all(pages, jobs=2)) == [*"01234", died, *"5678", died]


def test_a_worker_killed_by_accident_costs_nothing() -> None:
    def pages() -> Iterator[Page]:
        for n in range(24):
            if n in (8, 16):
                for worker in multiprocessing.active_children():
                    os.kill(worker.pid or 0, signal.SIGKILL)
            yield page(n)

    assert told(read_all(pages(), jobs=2)) == [str(n) for n in range(24)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bundle_that_is_not_there_is_told_before_the_first_page(tmp_path: Path, jobs: int) -> None:
    with pytest.raises(BundleError, match="no bundle"):
        list(read_all([page(0)], bundle=tmp_path / "none", jobs=jobs))


def test_without_pages_nothing_is_loaded() -> None:
    assert list(read_all([], bundle="no such bundle")) == []
    assert list(read_all([], bundle="no such bundle", jobs=2)) == []
    assert list(read_all([LOST], bundle="no such bundle", jobs=2)) == [(None, LOST)]


def test_less_than_one_job_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        read_all([], jobs=0)


def test_no_more_pages_are_taken_than_needed() -> None:
    taken = 0

    def pages() -> Iterator[Page]:
        nonlocal taken
        for n in range(10_000):
            taken = n
            yield page(n)

    outcomes = read_all(pages(), jobs=2)
    assert told(next(outcomes) for _ in range(3)) == ["0", "1", "2"]  # type: ignore[arg-type]
    outcomes.close()
    assert taken < 100
    assert all(not worker.is_alive() or worker.join() is None for worker in multiprocessing.active_children())


class Closer(Page):
    """A page that closes the stream it is read by as it is sent to a worker: in a thread of that stream."""

    outcomes: Any = None
    received, closed = Event(), Event()
    trouble: Exception | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        self.received.wait()
        try:
            self.outcomes.close()
        except Exception as error:
            Closer.trouble = error
        self.closed.set()
        return Page, (b"", "")


def test_what_is_left_in_the_middle_may_be_cleared_away_in_any_thread(tmp_path: Path) -> None:
    """As the collector of garbage does, which runs in whatever thread happens to call for it."""
    lines = tmp_path / "articles.jsonl"
    lines.write_bytes(b"\n".join(page(n).data for n in range(40)))
    found = pages_at(lines)
    first = page(100)
    given = (each for many in ([first, Closer(b"", "closer")], found) for each in many)
    Closer.outcomes = outcomes = read_all(given, jobs=2)
    assert next(outcomes)[0] == first
    next(found, None)
    Closer.received.set()
    Closer.closed.wait()
    assert Closer.trouble is None
    other = Thread(target=found.close)
    other.start()
    other.join()
    assert next(found, None) is None
    assert all(not worker.is_alive() or worker.join() is None for worker in multiprocessing.active_children())


class Broken:
    """An encoder with a fault."""

    name = "broken"
    settings = None

    def __init__(self, fault: BaseException) -> None:
        self.fault = fault

    def score(self, *_: object) -> None:
        raise self.fault


@pytest.mark.parametrize("fault", [ValueError("odd"), MemoryError(), RecursionError("deep"), KeyError(7)])
def test_an_unforeseen_fault_is_told_with_its_type(fault: Exception) -> None:
    error = read_page(page(1), Broken(fault))  # type: ignore[arg-type]
    assert isinstance(error, PageError)
    assert error.message.startswith(f"unexpected {type(fault).__name__}: ")
    assert (error.page, error.step) == ("1", "reading")
    assert error.__traceback__ is None


def test_ctrl_c_is_no_fault_of_the_page() -> None:
    with pytest.raises(KeyboardInterrupt):
        read_page(page(1), Broken(KeyboardInterrupt()))  # type: ignore[arg-type]


def test_a_page_read_alone_is_the_page_read_among_others(encoder: Encoder) -> None:
    assert read_page(page(3), encoder) == next(o for p, o in read_all([BAD, page(3)]) if p != BAD)
