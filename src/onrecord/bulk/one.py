"""One page among many: a reading or an error, never an exception."""

import logging
from collections.abc import Callable
from functools import lru_cache
from traceback import walk_tb

from onrecord.bulk.workers import Wanted
from onrecord.encoder import Encoder, load
from onrecord.errors import PageError
from onrecord.nouns import Page, Reading
from onrecord.reading import read

log = logging.getLogger("onrecord")
HERE = "onrecord."


@lru_cache(maxsize=2)
def encoder_of(wanted: Wanted) -> Encoder:
    """The encoder, loaded once a process (0.3 s). Raises BundleError."""
    return load(wanted.bundle, wanted.min_confidence)


def read_page(
    page: Page, encoder: Encoder, by: Callable[[Page, Encoder], Reading] = read
) -> Reading | PageError:
    """Read a page; what goes wrong, foreseen or not, comes back as an error that names page and step."""
    try:
        return by(page, encoder)
    except PageError as error:
        found = error
        found.page = found.page or page.address
    except Exception as cause:
        log.debug("unexpected error in %s", page.address, exc_info=True)
        found = PageError(
            f"unexpected {type(cause).__name__}: {str(cause)[:200]}", page=page.address, step=step_of(cause)
        )
    # The traceback holds the page and all that was made of it.
    found.__cause__ = found.__context__ = None
    return found.with_traceback(None)


def step_of(cause: Exception) -> str:
    """The room of the house in which it happened: "page", "attribution" …"""
    modules = [frame.f_globals.get("__name__", "") for frame, _ in walk_tb(cause.__traceback__)]
    ours = [module for module in modules if module.startswith(HERE) and "bulk" not in module]
    return ours[-1].removeprefix(HERE).partition(".")[0] if ours else "reading"
