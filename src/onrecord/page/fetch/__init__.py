"""Getting pages: files, folders, JSON lines, standard input and URLs. The program's only way out.

What cannot be had comes as a PageError in its place in the stream, never as an exception, so that
one bad item costs one item. Order: addresses as given, a folder's files sorted by path, lines as
they stand.
"""

import os
import re
from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING, BinaryIO

from onrecord.errors import FetchError, PageError
from onrecord.nouns import Page
from onrecord.page.fetch import disk, lines
from onrecord.page.fetch.limits import LIMITS, Limits

if TYPE_CHECKING:
    from onrecord.page.fetch.web import Web

__all__ = ["LIMITS", "Limits", "pages_at", "without_login"]

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
LOGIN = re.compile(r"^(\s*[a-z][a-z0-9+.-]*:[/\\]{2,})[^/\\?#]*@", re.IGNORECASE)


def pages_at(
    *addresses: str | os.PathLike[str],
    web: "Web | None" = None,
    allow_private: bool = False,
    stdin: BinaryIO | None = None,
    limits: Limits = LIMITS,
) -> Generator[Page | PageError, None, None]:
    """Every page at these addresses: paths of files or folders, URLs, or "-" for `stdin`.

    `web` fetches the URLs; where none is given one is made (and closed), and asks no private address
    unless `allow_private`.
    """
    own = None
    try:
        for given in addresses:
            address = os.fspath(given)
            scheme = SCHEME.match(address)
            if address == "-":
                yield from _stdin(stdin, limits)
            elif scheme is None:
                yield from disk.pages_of(address, limits)
            elif scheme.group(1).lower() not in ("http", "https"):
                yield FetchError("only http and https are fetched", page=without_login(address), step="fetch")
            else:
                if web is None:
                    from onrecord.page.fetch.web import Web  # httpx, which files do not need

                    web = own = Web(limits, allow_private=allow_private)
                yield web.get(address)
    finally:
        if own is not None:
            own.close()


def without_login(address: str) -> str:
    """An address without the name and password that may stand before its host: nothing of ours shows them."""
    return LOGIN.sub(r"\1", address)


def _stdin(stdin: BinaryIO | None, limits: Limits) -> Iterable[Page | PageError]:
    if stdin is None:
        return (FetchError("no standard input", page="-", step="fetch"),)
    return lines.pages_of_stream(stdin, "-", limits)
