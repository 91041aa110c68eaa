"""All that a search finds: how much it is, what it has in common, in other orders, and as files."""

from dataclasses import asdict
from typing import Annotated, Any, NamedTuple

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import Response

from onrecord.record.facets import LARGEST_PAGE, MOST, Sort
from onrecord.record.query import Query as Asked
from onrecord.share import row_json
from onrecord.share.packages import needed
from onrecord.web.api.answers import PRIVATE, Json
from onrecord.web.api.problems import problems
from onrecord.web.api.statements import Filtered, StatementRow
from onrecord.web.api.values import Next, Nothing, Told, Words
from onrecord.web.asked import LAST_PAGE
from onrecord.web.exports import NEEDS, TYPES, exported
from onrecord.web.site import HeadAlone, Here, Reader, Site

router = APIRouter(tags=["statements"])


Order = Annotated[
    Sort | Nothing,
    Query(
        description="The order; without one the best first where words are given, else the newest.",
        examples=["surest"],
    ),
]


class FacetValue(Told):
    """A value that statements have, with how many."""

    word: str = Field(description="The value, as the parameter of this name takes it.", examples=["deny"])
    count: int = Field(description="How many of the statements that were looked at have it.", examples=[12])
    type: str | None = Field(description="Of a speaker: what kind; else null.", examples=["person"])


Values = list[FacetValue]


class Facets(Told):
    """What the statements that were found have in common: of each parameter the most frequent values; nothing
    of those that no statement has."""

    speaker: Values = Field(default_factory=list, description="Speakers, under all their names.")
    speaker_type: Values = Field(default_factory=list, description="What kinds of speakers.")
    act: Values = Field(default_factory=list, description="What they do.")
    kind: Values = Field(default_factory=list, description="How they are told.")
    stance: Values = Field(default_factory=list, description="For or against a target.")
    target: Values = Field(default_factory=list, description="Whom or what they are for or against.")
    outlet: Values = Field(default_factory=list, description="Where they stand.")
    period: Values = Field(
        default_factory=list,
        description="The years of publication, or the months where all are of one year: for `since` and "
        "`until`. In their order.",
    )
    flag: Values = Field(default_factory=list, description="What is odd about them.")
    min_confidence: Values = Field(default_factory=list, description="How many are at least so sure.")


class Found(Told):
    """A page of what was found, with counts."""

    statements: list[StatementRow] = Field(description="Those of this page.")
    total: int = Field(
        description=f"How many statements were found and looked at, {MOST:,} at most.", examples=[128]
    )
    more: bool = Field(
        description="Whether there are more than were looked at: then the counts are of these.",
        examples=[False],
    )
    sort: Sort = Field(description="The order.", examples=["newest"])
    page: int = Field(description="The number of this page; the last one where there is none.", examples=[1])
    pages: int = Field(description="How many pages there are.", examples=[7])
    facets: Facets
    next: Next


@router.get(
    "/statements/found",
    response_model=Found,
    operation_id="find_statements",
    summary="Search statements and count them",
)
def find_statements(
    request: Request,
    site: Here,
    reader: Reader,
    filters: Filtered,
    words: Words = "",
    sort: Order = None,
    page: Annotated[
        int, Query(ge=1, le=LAST_PAGE, description="Which page is wanted, counted from 1.", examples=[1])
    ] = 1,
    limit: Annotated[
        int, Query(ge=1, le=LARGEST_PAGE, description="How many statements a page has.", examples=[20])
    ] = 20,
) -> Response:
    """The search with what its finds have in common, each value with its count, so that one knows what to ask
    next. Pages go as far as was looked at; /statements and the files have all."""
    found = site.record.found(Asked(words, **filters), sort=sort, page=page, size=limit)
    following = URL(scope=request.scope).include_query_params(page=found.page + 1)
    return Json(
        {
            "statements": [row_json(each) for each in found.rows],
            "total": found.total,
            "more": found.more,
            "sort": found.sort,
            "page": found.page,
            "pages": found.pages,
            "facets": {name: [asdict(each) for each in values] for name, values in found.facets.items()},
            "next": f"{following.path}?{following.query}" if found.page < found.pages else None,
        }
    )


def _file(form: str, words: str) -> dict[int | str, dict[str, Any]]:
    media = TYPES[form].partition(";")[0]
    content = {media: {"schema": {"type": "string", "format": "binary"}}}
    return {200: {"description": words, "content": content}, **problems(501)}


class _Asked(NamedTuple):
    site: Site
    query: Asked
    sort: Sort | None
    head_alone: bool

    def exported(self, form: str) -> Response:
        """All that is found, as a file of this form."""
        if form in NEEDS:
            needed(NEEDS[form], form)
        record = self.site.record
        picked = record.all_found(self.query, self.sort)
        answer = exported(record, picked, form, self.query, head_alone=self.head_alone)
        answer.headers.update(PRIVATE)
        return answer


def _asked(
    site: Here,
    reader: Reader,
    filters: Filtered,
    head_alone: HeadAlone,
    words: Words = "",
    sort: Order = None,
) -> _Asked:
    return _Asked(site, Asked(words, **filters), sort, head_alone)


Wanted = Annotated[_Asked, Depends(_asked)]


@router.get(
    "/statements.csv",
    response_class=Response,
    operation_id="get_statements_csv",
    summary="All that a search finds, as CSV",
    responses=_file("csv", "A record for each statement, as `onrecord export --to csv` writes them."),
)
def get_statements_csv(wanted: Wanted) -> Response:
    """All of it as one table, sent as it is read."""
    return wanted.exported("csv")


@router.get(
    "/statements.jsonl",
    response_class=Response,
    operation_id="get_statements_jsonl",
    summary="All that a search finds, as JSON Lines",
    responses=_file("jsonl", "A line of JSON for each statement, of the form that the search gives."),
)
def get_statements_jsonl(wanted: Wanted) -> Response:
    """All of it, a statement a line, sent as it is read."""
    return wanted.exported("jsonl")


@router.get(
    "/statements.parquet",
    response_class=Response,
    operation_id="get_statements_parquet",
    summary="All that a search finds, as Parquet",
    responses=_file("parquet", "A row for each statement, for pandas, polars, DuckDB and R."),
)
def get_statements_parquet(wanted: Wanted) -> Response:
    """All of it as one file, which is written whole before it is sent, one at a time: who comes meanwhile is
    asked to come back (503)."""
    return wanted.exported("parquet")


@router.get(
    "/statements.schema-org",
    response_class=Response,
    operation_id="get_statements_schema_org",
    summary="All that a search finds, as schema.org",
    responses=_file("schema-org", "A line of JSON-LD for each article, with what was found in it."),
)
def get_statements_schema_org(wanted: Wanted) -> Response:
    """The articles in which it stands, in the order in which they are met, each with the statements that were
    found alone, as `onrecord export --to schema-org` writes them."""
    return wanted.exported("schema-org")


@router.get(
    "/statements.web-annotation",
    response_class=Response,
    operation_id="get_statements_web_annotation",
    summary="All that a search finds, as web annotations",
    responses=_file("web-annotation", "A line for each article: an AnnotationPage of the W3C."),
)
def get_statements_web_annotation(wanted: Wanted) -> Response:
    """The articles in which it stands, with the statements that were found alone; every place is an
    annotation."""
    return wanted.exported("web-annotation")


@router.get(
    "/statements.brat",
    response_class=Response,
    operation_id="get_statements_brat",
    summary="All that a search finds, for brat",
    responses=_file("brat", "A ZIP file of brat's folder: configuration, texts and annotations."),
)
def get_statements_brat(wanted: Wanted) -> Response:
    """The articles in which it stands, with the statements that were found alone, as the folder that
    `onrecord export --to brat` writes, in one file."""
    return wanted.exported("brat")


@router.get(
    "/statements.citron",
    response_class=Response,
    operation_id="get_statements_citron",
    summary="All that a search finds, for Citron",
    responses=_file("citron", "A ZIP file of a folder with a JSON file for each article."),
)
def get_statements_citron(wanted: Wanted) -> Response:
    """The articles in which it stands, with the statements that were found alone, as the folder that
    `onrecord export --to citron` writes, in one file. Statements without a cue have no place in this form."""
    return wanted.exported("citron")
