"""The runner: a stream of pages in, a stream of readings out, in the same order and in bounded memory."""

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from onrecord.bulk.workers import Keeper, Wanted
from onrecord.errors import PageError
from onrecord.nouns import Page, Reading

Item = Page | PageError
Outcome = tuple[Page | None, Reading | PageError]

CHUNK_PAGES = 4
CHUNK_BYTES = 256_000
"""Pages go to a worker a few at once, since it stands idle while it waits for the next: with single pages
about 2 % of its time, with four of 50 ms nothing. More would leave one worker alone with the last chunk."""
AHEAD_CHUNKS = 4
"""Chunks a job that may be under way or done and waiting for an earlier one."""
AHEAD_BYTES = 64_000_000


def read_all(
    pages: Iterable[Item],
    *,
    bundle: str | Path = "small",
    min_confidence: float | None = None,
    jobs: int = 1,
) -> Generator[Outcome, None, None]:
    """Each page with its reading or its error, in the order of `pages`.

    `bundle` and `min_confidence` are those of `load`.

    An error that stands among `pages` is handed on (with None for its page). The outcome of a page
    depends on the page and the bundle alone, whatever `jobs`, the number of processes; with more than
    one, the outcomes of a slow stream of pages lag some pages behind it. Whoever leaves off in the middle
    should `close` it, which ends the processes. Raises
    BundleError for a bundle that cannot be loaded, and ValueError for less than one job.
    """
    if jobs < 1:
        raise ValueError("jobs must be at least 1")
    wanted = Wanted(bundle, min_confidence)
    return _here(pages, wanted) if jobs == 1 else _in_workers(pages, wanted, jobs)


def _here(pages: Iterable[Item], wanted: Wanted) -> Generator[Outcome, None, None]:
    from onrecord.bulk.one import encoder_of, read_page  # heavy, and of no use to the keeper of workers

    for page in pages:
        if isinstance(page, PageError):
            yield None, page
        else:
            yield page, read_page(page, encoder_of(wanted))


def _in_workers(pages: Iterable[Item], wanted: Wanted, jobs: int) -> Generator[Outcome, None, None]:
    keepers = [Keeper(wanted) for _ in range(jobs)]
    idle: SimpleQueue[Keeper] = SimpleQueue()
    for keeper in keepers:
        idle.put(keeper)

    def read_chunk(chunk: Sequence[Item]) -> list[Reading | PageError]:
        keeper = idle.get()
        try:
            return list(keeper.read([item for item in chunk if isinstance(item, Page)]))
        finally:
            idle.put(keeper)

    flight: deque[tuple[Sequence[Item], Future[list[Reading | PageError]]]] = deque()
    # Not by `with`, which joins the threads: what is left half used may be cleared away in any thread, in
    # one of these as well, and none can join itself. They end when their keepers do.
    threads = ThreadPoolExecutor(jobs, thread_name_prefix="onrecord")
    try:
        for chunk in _chunks(pages, jobs):
            flight.append((chunk, threads.submit(read_chunk, chunk)))
            while flight and (flight[0][1].done() or _full(flight, jobs)):
                yield from _outcomes(*flight.popleft())
        while flight:
            yield from _outcomes(*flight.popleft())
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        for keeper in keepers:
            keeper.close()


def _outcomes(chunk: Sequence[Item], future: Future[list[Reading | PageError]]) -> Iterator[Outcome]:
    readings = iter(future.result())
    for item in chunk:
        if isinstance(item, PageError):
            yield None, item
        else:
            yield item, next(readings)


def _full(flight: deque[tuple[Sequence[Item], Future[list[Reading | PageError]]]], jobs: int) -> bool:
    return len(flight) >= AHEAD_CHUNKS * jobs or sum(_size(i) for c, _ in flight for i in c) > AHEAD_BYTES


def _chunks(pages: Iterable[Item], jobs: int) -> Iterator[Sequence[Item]]:
    """Runs of pages; single ones at first, so that every worker begins at once."""
    chunk: list[Item] = []
    given = size = 0
    for page in pages:
        chunk.append(page)
        size += _size(page)
        if given < jobs or len(chunk) == CHUNK_PAGES or size >= CHUNK_BYTES:
            yield chunk
            chunk, size, given = [], 0, given + 1
    if chunk:
        yield chunk


def _size(item: Item) -> int:
    return len(item.data) if isinstance(item, Page) else 0
