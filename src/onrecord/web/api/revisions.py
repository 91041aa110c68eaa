"""The versions of an article's page, and what changed from one to another."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from onrecord.nouns import Role
from onrecord.share import revision_json
from onrecord.web.api.answers import Json
from onrecord.web.api.decisions import LAST
from onrecord.web.api.problems import problems
from onrecord.web.api.values import ArticleId, Nothing, Probability, SpanPair, Told
from onrecord.web.lane import Lane
from onrecord.web.site import Here, Reader

router = APIRouter(tags=["articles"])
Number = Annotated[int, Field(ge=1, le=LAST)]


class RevisionRow(Told):
    """One version of a page."""

    article: str = Field(description="The id of the article.", examples=["9b1c77d0a2ef"])
    number: int = Field(description="The number of the version, by when it was first seen.", examples=[1])
    page: str = Field(description="SHA-256 of the saved page.", examples=["5f" * 32])
    bundles: list[str] = Field(
        description="What read it, the one that read it last at the end.",
        examples=[["small-41c0ffee90ab"]],
    )
    fetched: str | None = Field(
        description="When it was fetched (ISO 8601, UTC); null for a file.", examples=["2024-03-05T09:12:00Z"]
    )
    statements: int = Field(description="How many statements it gave.", examples=[14])
    shown: bool = Field(description="Whether it is the one that search shows.", examples=[True])


class Revisions(Told):
    """All versions of a page."""

    revisions: list[RevisionRow] = Field(description="In the order in which they were first seen.")


class RevisionSide(Told):
    """One of two versions."""

    revision: int = Field(description="Its number.", examples=[1])
    page: str = Field(description="SHA-256 of its saved page.", examples=["5f" * 32])


class StatementThere(Told):
    """A statement in one version."""

    id: str = Field(description="Its id there.", examples=["3f9a0c1d2e4b"])
    speaker: str | None = Field(description="Who said it.", examples=["Jonas Keller"])
    words: str = Field(description="What was said.", examples=["the night buses stay"])
    content: list[SpanPair] = Field(description="Where that stands in the text of this version.")


class StatementFate(Told):
    """What became of a statement."""

    sort: Literal["kept", "moved", "reworded", "added", "removed"] = Field(
        description="What became of it.", examples=["reworded"]
    )
    alike: Probability = Field(description="The share of its words that both versions have.", examples=[0.83])
    old: StatementThere | None = Field(description="As the older version has it; null for what was added.")
    new: StatementThere | None = Field(description="As the newer has it; null for what was removed.")


class BlockThere(Told):
    """A block in one version."""

    role: Role = Field(description="What it is.", examples=["body"])
    span: SpanPair
    words: str = Field(description="Its words.", examples=["The night buses stay, said Jonas Keller."])


class WordChange(Told):
    """Some words of a block that changed."""

    sort: Literal["same", "cut", "added"] = Field(
        description="Of both versions, of the older alone, or of the newer.", examples=["cut"]
    )
    words: str = Field(description="The words.", examples=["all of them"])


class BlockFate(Told):
    """What became of a block."""

    sort: Literal["kept", "moved", "changed", "added", "removed"] = Field(
        description="What became of it.", examples=["changed"]
    )
    old: BlockThere | None = Field(description="As the older version has it; null for what was added.")
    new: BlockThere | None = Field(description="As the newer has it; null for what was removed.")
    edits: list[WordChange] = Field(description="Of a block that changed: all words of both, in order.")


class RevisionDiff(Told):
    """What changed from one version to another."""

    id: str = Field(
        description="The article's address, which both versions have.",
        examples=["https://gazette.example/night-buses"],
    )
    old: RevisionSide = Field(description="The older version, or the one that was asked for as such.")
    new: RevisionSide = Field(description="The newer version.")
    statements: list[StatementFate] = Field(
        description="All statements in the order of the newer version, what was removed after what stood "
        "before it."
    )
    blocks: list[BlockFate] = Field(description="All blocks, in the same order.")


@router.get(
    "/articles/{id}/revisions",
    response_model=Revisions,
    operation_id="list_revisions",
    summary="The versions of an article's page",
    responses=problems(404),
)
def list_revisions(id: ArticleId, site: Here, reader: Reader) -> Response:
    """All versions of the page at the article's address, and what read them."""
    return Json({"revisions": [asdict(each) for each in site.record.revisions(id)]})


def _number(description: str, example: int) -> Any:
    return Query(description=description, examples=[example])


@router.get(
    "/articles/{id}/revisions/diff",
    response_model=RevisionDiff,
    operation_id="get_revision_diff",
    summary="What changed between two versions",
    responses=problems(404),
)
def get_revision_diff(
    id: ArticleId,
    site: Here,
    reader: Reader,
    lane: Lane,
    old: Annotated[Number | Nothing, _number("The older version; without it the one before.", 1)] = None,
    new: Annotated[
        Number | Nothing, _number("The newer one; without it the one that search shows.", 2)
    ] = None,
) -> Response:
    """What became of each statement and block from one version of the page to another, as it was read. 404
    where the page has one version only."""
    found = site.record.revision_diff(id, old, new)
    return Json(revision_json(found.comparison, found.old.number, found.new.number))
