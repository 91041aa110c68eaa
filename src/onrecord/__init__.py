"""Onrecord reads news pages and keeps a checkable record of who said what.

    import onrecord

    with onrecord.Record("onrecord.db") as record:
        for page, found in onrecord.read_all(onrecord.pages_at("news/", "https://paper.example/story")):
            if isinstance(found, onrecord.PageError):
                print(found)  # one bad page costs one page
            elif page:
                record.add(page, found)  # "added", "revised" or "unchanged"
        for row in record.search('"not on the table"', speaker="Keller"):
            print(row.speaker, row.words, row.address, row.content_spans)

One page at a time: `onrecord.read(page, onrecord.load())`, where a page is
`onrecord.Page(bytes, "its address")`; `article.text[start:end]` is the evidence for every span.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onrecord.bulk import read_all
    from onrecord.encoder import load
    from onrecord.errors import OnrecordError, PageError
    from onrecord.nouns import Article, Page, Reading, Speaker, Statement
    from onrecord.page.fetch import pages_at
    from onrecord.reading import read
    from onrecord.record import Record

__version__ = "0.1.0"

__all__ = [
    "Article",
    "OnrecordError",
    "Page",
    "PageError",
    "Reading",
    "Record",
    "Speaker",
    "Statement",
    "load",
    "pages_at",
    "read",
    "read_all",
]

HOME = {
    "Article": "onrecord.nouns",
    "OnrecordError": "onrecord.errors",
    "Page": "onrecord.nouns",
    "PageError": "onrecord.errors",
    "Reading": "onrecord.nouns",
    "Record": "onrecord.record",
    "Speaker": "onrecord.nouns",
    "Statement": "onrecord.nouns",
    "load": "onrecord.encoder",
    "pages_at": "onrecord.page.fetch",
    "read": "onrecord.reading",
    "read_all": "onrecord.bulk",
}
"""Where each name lives. It is fetched when first used: the network and the readers of HTML take half a
second to import, which `onrecord --help` need not wait for."""


def __getattr__(name: str) -> Any:
    if name not in HOME:
        raise AttributeError(f"module 'onrecord' has no attribute {name!r}")
    value = getattr(import_module(HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
