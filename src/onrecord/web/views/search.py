"""Search: words, filters, what the finds have in common, and all of them as a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from onrecord.errors import RecordError
from onrecord.nouns import Target
from onrecord.record import Found, Value
from onrecord.record.facets import SORTS
from onrecord.rows import Row
from onrecord.web.asked import FIELDS, PARAMETERS, Asked, Field, asked_by, plain, quoted
from onrecord.web.exports import Form, exported, forms
from onrecord.web.leafing import Unknown, refuse_unknown, unknown_in
from onrecord.web.look import day
from onrecord.web.margin import NOBODY
from onrecord.web.site import HeadAlone, Here, Reader, page
from onrecord.web.snippets import Piece, snippet

router = APIRouter(include_in_schema=False)
SORTED = {"best": "best first", "newest": "newest first", "oldest": "oldest first", "surest": "surest first"}
FACETS = (
    ("speaker", "Speaker"),
    ("speaker_type", "Type of speaker"),
    ("act", "Act"),
    ("target", "Target"),
    ("stance", "Stance"),
    ("outlet", "Outlet"),
    ("period", "Published"),
    ("kind", "Kind"),
    ("min_confidence", "Confidence"),
    ("flag", "Flag"),
)


class Link(NamedTuple):
    """A link with its words; `current` for the one that is followed already."""

    words: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet: its words, how many have it, and the search with it, or without it if it is
    `chosen`. `word` is what the record calls it."""

    words: str
    word: str
    count: int
    url: str
    chosen: bool


class Facet(NamedTuple):
    """What finds have in common: its name, title and values."""

    name: str
    title: str
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A statement that was found, with its words cut to a snippet."""

    id: str
    article: str
    title: str
    outlet: str | None
    published: str | None
    speaker: str
    speaker_type: str
    act: str | None
    kind: str
    pieces: tuple[Piece, ...]
    targets: tuple[Target, ...]
    confidence: float
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The context of search.html.

    `asked` is what was asked and `fields` the form for it; `problem` is what is wrong with it, `unknown`
    what of the address asks for nothing. `total`
    statements were looked at and there are `more` or not; `hits` are those of page `number` of `pages`, which
    begins with the statement `first`, in one of the orders `sorts`; `before` and `after` lead to the pages
    beside it. `chosen` are the filters that are set, each with the search without it, `facets` what one may
    set. `forms` are the links to all that was found as a file. `articles` is how many the record holds.
    """

    asked: Asked
    fields: tuple[Field, ...]
    problem: str = ""
    unknown: tuple[Unknown, ...] = ()
    articles: int = 0
    total: int = 0
    more: bool = False
    number: int = 1
    pages: int = 1
    first: int = 0
    hits: tuple[Hit, ...] = ()
    facets: tuple[Facet, ...] = ()
    chosen: tuple[Link, ...] = ()
    sorts: tuple[Link, ...] = ()
    before: str = ""
    after: str = ""
    forms: tuple[Form, ...] = ()


@router.get("/search")
def search(request: Request, site: Here, reader: Reader) -> Response:
    asked, unknown = asked_by(request.query_params), unknown_in(request.query_params, PARAMETERS)
    try:
        query = asked.query
    except RecordError as error:
        wrong = SearchPage(asked, FIELDS, error.message, unknown, site.record.count())
        return page(request, "search.html", "Search", wrong, section="search", status=400)
    found = site.record.found(query, sort=asked.sort, page=asked.page)
    articles = site.record.count() if not found.total else 1
    made = replace(search_page(asked, found, articles), unknown=unknown)
    title = f"{asked.words} · Search" if asked.words else "Search"
    return page(request, "search.html", title, made, section="search")


@router.get("/search/statements.{form}")
def export(request: Request, form: str, site: Here, reader: Reader, head_alone: HeadAlone) -> Response:
    """All that was found, as a file, in the order that is asked for."""
    refuse_unknown(request.query_params, PARAMETERS)
    asked = asked_by(request.query_params)
    query = asked.query
    picked = site.record.all_found(query, asked.sort)
    return exported(site.record, picked, form, query, head_alone=head_alone)


def search_page(asked: Asked, found: Found, articles: int = 1, size: int = 20) -> SearchPage:
    """The context of what was found."""
    searched = bool(asked.words.strip())
    return SearchPage(
        asked=asked,
        fields=FIELDS,
        articles=articles,
        total=found.total,
        more=found.more,
        number=found.page,
        pages=found.pages,
        first=(found.page - 1) * size + 1,
        hits=tuple(map(_hit, found.rows)),
        facets=tuple(_facets(asked, found.facets)),
        chosen=_chosen(asked),
        sorts=tuple(
            Link(SORTED[each], asked.url(sort=each), each == found.sort)
            for each in SORTS
            if searched or each != "best"
        ),
        before=asked.url(page=found.page - 1) if found.page > 1 else "",
        after=asked.url(page=found.page + 1) if found.page < found.pages else "",
        forms=forms(lambda name: asked.url(f"/search/{name}")) if found.total else (),
    )


def _hit(row: Row) -> Hit:
    known = row.known_as
    return Hit(
        id=row.id,
        article=row.article,
        title=row.title or row.address,
        outlet=row.outlet,
        published=row.published,
        speaker=known.name if known else row.speaker or NOBODY,
        speaker_type=known.type if known else row.speaker_type or "none",
        act=row.act,
        kind=row.kind,
        pieces=snippet(row.words, row.highlights),
        targets=row.targets,
        confidence=row.confidence,
        flags=row.flags + row.column_flags,
    )


def _facets(asked: Asked, found: Mapping[str, Sequence[Value]]) -> list[Facet]:
    made = [
        Facet(name, title, tuple(_value(asked, name, each) for each in found.get(name, ())))
        for name, title in FACETS
    ]
    return [each for each in made if each.values]


def _value(asked: Asked, name: str, value: Value) -> FacetValue:
    word = value.word
    if name == "period":
        chosen = asked.filters.get("since") == word == asked.filters.get("until")
        wanted = None if chosen else word
        return FacetValue(day(word), word, value.count, asked.url(since=wanted, until=wanted), chosen)
    typed = quoted(word) if name in ("speaker", "target") else word
    chosen = asked.filters.get(name) == typed
    url = asked.url(**{name: None if chosen else typed})
    words = f"{float(word) * 100:.0f} % and more" if name == "min_confidence" else word
    return FacetValue(words, word, value.count, url, chosen)


def _chosen(asked: Asked) -> tuple[Link, ...]:
    labels = {each.name: each for each in FIELDS}
    return tuple(
        Link(
            labels[name].label if labels[name].kind == "yes" else f"{labels[name].label}: {plain(words)}",
            asked.url(**{name: None}),
        )
        for name, words in asked.filters.items()
    )
