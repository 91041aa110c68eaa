"""Pages that could not be read, kept in the record while a command reads, and forgotten when they are."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.errors import PageError
    from onrecord.record import Record


class Failed:
    """Of a run on a record, or on none. Which pages failed before is asked once, so that what is read costs
    nothing more."""

    def __init__(self, store: "Record | None") -> None:
        self._store = store
        self._known = {each.address for each in store.failures()} if store else set()

    def note(self, error: "PageError") -> None:
        if self._store is not None:
            self._store.not_read(error)
            self._known.add(error.page)

    def forget(self, address: str) -> None:
        if self._store is not None and address in self._known:
            self._store.read_after_all(address)
            self._known.discard(address)
