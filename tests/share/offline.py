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


def _oa(*names: str) -> dict[str, Any]:
    return {name: f"http://www.w3.org/ns/oa#{name}" for name in names}


def _link(name: str, type: str = "@id", **more: str) -> dict[str, str]:
    return {"@id": f"http://www.w3.org/ns/oa#{name}", "@type": type, **more}


W3C_TERMS: dict[str, Any] = {
    "@context": {
        "id": "@id",
        "type": "@type",
        **_oa("Annotation", "TextualBody", "SpecificResource", "TextQuoteSelector", "TextPositionSelector"),
        **_oa("TimeState", "exact", "prefix", "suffix"),
        **_oa("describing", "identifying", "classifying", "linking", "highlighting", "tagging"),
        "AnnotationPage": "https://www.w3.org/ns/activitystreams#OrderedCollectionPage",
        "items": {
            "@id": "https://www.w3.org/ns/activitystreams#items",
            "@type": "@id",
            "@container": "@list",
        },
        "body": _link("hasBody"),
        "target": _link("hasTarget"),
        "source": _link("hasSource"),
        "selector": _link("hasSelector"),
        "state": _link("hasState"),
        "cached": _link("cachedSource"),
        "motivation": _link("motivatedBy", "@vocab"),
        "purpose": _link("hasPurpose", "@vocab"),
        "start": _link("start", "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"),
        "end": _link("end", "http://www.w3.org/2001/XMLSchema#nonNegativeInteger"),
        "value": "http://www.w3.org/1999/02/22-rdf-syntax-ns#value",
        "format": "http://purl.org/dc/elements/1.1/format",
    }
}
"""The terms of the W3C's context for annotations that we use, by the vocabulary's names for them."""
