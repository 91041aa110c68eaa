"""Readers of linked data that may fetch nothing: PyLD and rdflib, and the contexts they are given."""

import json
import warnings
from typing import Any

from pyld import jsonld
from rdflib import Graph

from onrecord.share.linked import linked_line


def nothing_is_fetched(url: str, options: Any = None) -> Any:
    raise AssertionError(f"{url} was asked for")


def expanded(document: dict[str, Any], contexts: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """The document without its context, as PyLD understands it. `contexts` are those it may know."""

    def known(url: str, options: Any) -> dict[str, Any]:
        if url not in (contexts or {}):
            nothing_is_fetched(url)
        return {"contextUrl": None, "documentUrl": url, "document": (contexts or {})[url]}

    read = json.loads(linked_line(document))
    return jsonld.expand(read, {"documentLoader": known, "processingMode": "json-ld-1.1"})


def triples(document: dict[str, Any], contexts: dict[str, Any] | None = None) -> Graph:
    """The document's triples, as rdflib understands what PyLD expanded."""
    return graph_of(json.dumps(expanded(document, contexts)))


def graph_of(data: str) -> Graph:
    """What rdflib reads in JSON-LD."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "ConjunctiveGraph is deprecated")  # which rdflib itself uses
        return Graph().parse(data=data, format="json-ld")
