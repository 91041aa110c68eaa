"""Names that follow from what they name: an article's and a statement's identity.

An id is the first 12 hexadecimal digits (48 bits) of a SHA-256 over the evidence alone, so that the same
page gives the same ids on every machine, in JSON as in the record, whatever was read before it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from onrecord.nouns import Article, Attribution, Reading, Span

ID_LENGTH = 12
"""Among a million statements, the chance that any two share an id is about 0.2 %."""


def article_id(article: Article) -> str:
    """The id of an article: of its address and the bytes of its page."""
    return _digest("article", article.id, _evidence(article))


def statement_id(article: Article, attribution: Attribution, repeat: int = 0) -> str:
    """The id of a statement: of its page's bytes, its source, cue and content spans, and `within`.

    The address is no part of it: a page moved to another folder keeps its ids. `within` has to be the
    id of the statement it stands in, as `named` sets it; `repeat` tells apart attributions of the same
    spans, in the order of the reading.
    """
    roles = (attribution.source, attribution.cue, attribution.content)
    places = (",".join(f"{span.start}-{span.end}" for span in spans) for spans in roles)
    parts = (_evidence(article), *places, attribution.within or "")
    return _digest("statement", *parts, str(repeat)) if repeat else _digest("statement", *parts)


def statement_ids(article: Article, attributions: Sequence[Attribution]) -> tuple[str, ...]:
    """The ids of all statements of an article, in the order of `attributions`.

    Those that stand within others are named after them. A `within` that leads in a circle is left out
    of the ids, and one that leads nowhere is taken as it stands.
    """
    parents: dict[str, str | None] = {}
    for attribution in attributions:
        parents.setdefault(attribution.id, attribution.within)
    depths, circular = _depths(parents)
    local: dict[str, str] = {}
    ids = [""] * len(attributions)
    seen: dict[str, int] = {}
    for position in sorted(range(len(attributions)), key=lambda i: (depths[attributions[i].id], i)):
        attribution = attributions[position]
        parent = attribution.within
        within = None if attribution.id in circular else local.get(parent or "", parent)
        attribution = attribution if within == parent else replace(attribution, within=within)
        plain = statement_id(article, attribution)
        repeat = seen.get(plain, 0)
        seen[plain] = repeat + 1
        ids[position] = statement_id(article, attribution, repeat) if repeat else plain
        local.setdefault(attribution.id, ids[position])
    return tuple(ids)


def named(reading: Reading) -> Reading:
    """The reading with every attribution's `id` and `within` made the statements' ids.

    Naming twice changes nothing. What people corrected has its names, which no longer follow from its places.
    """
    if reading.reviewed:
        return reading
    attributions = [statement.attribution for statement in reading.statements]
    ids = statement_ids(reading.article, attributions)
    if all(attribution.id == name for attribution, name in zip(attributions, ids, strict=True)):
        return reading
    local: dict[str, str] = {}
    for attribution, name in zip(attributions, ids, strict=True):
        local.setdefault(attribution.id, name)
    statements = tuple(
        replace(
            statement,
            attribution=replace(
                statement.attribution,
                id=name,
                within=local.get(statement.attribution.within or "", statement.attribution.within),
            ),
        )
        for statement, name in zip(reading.statements, ids, strict=True)
    )
    return replace(reading, statements=statements)


def joined(text: str, spans: Sequence[Span]) -> str:
    """The words of several spans as one line of reading; an ellipsis stands where text is left out."""
    return " … ".join(span.of(text) for span in spans)


def _evidence(article: Article) -> str:
    return article.page or hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()


def _digest(*parts: str) -> str:
    joint = "\n".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(joint).hexdigest()[:ID_LENGTH]


def _depths(parents: dict[str, str | None]) -> tuple[dict[str, int], set[str]]:
    """How many others each id stands within, and the ids that stand within themselves."""
    depths: dict[str, int] = {}
    circular: set[str] = set()
    for start in parents:
        chain: dict[str, None] = {}
        at: str | None = start
        while at is not None and at in parents and at not in depths and at not in chain:
            chain[at] = None
            at = parents[at]
        members = list(chain)
        if at is not None and at in chain:
            turn = members.index(at)
            circular.update(members[turn:])
            depths.update(dict.fromkeys(members[turn:], 0))
            members = members[:turn]
        depth = depths.get(at, -1) if at is not None else -1
        for member in reversed(members):
            depth += 1
            depths[member] = depth
    return depths, circular
