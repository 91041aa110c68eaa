"""Statements: search with every filter, and one with its evidence in context."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from onrecord.nouns import SPEAKING_ROLES, Act, Article, Kind, Role, Span, SpeakerType, Statement
from onrecord.plover import Plover
from onrecord.record import Shown
from onrecord.record.query import Filters
from onrecord.rows import rows_of
from onrecord.share import row_json
from onrecord.web.api.answers import Json, Limit, Offset, listed
from onrecord.web.api.problems import problems
from onrecord.web.api.values import (
    Confidences,
    Day,
    Long,
    Next,
    Nothing,
    Outlet,
    Probability,
    Review,
    Since,
    SpanPair,
    Speaker,
    Stance,
    StatementId,
    Target,
    Told,
    Until,
    Words,
)
from onrecord.web.lane import Lane
from onrecord.web.site import Here, Reader

router = APIRouter()
ReviewFilter = Literal["unreviewed", "reviewed", "accepted", "corrected", "added", "rejected"]


def _typed(description: str, example: str) -> Any:
    return Query(description=description, examples=[example])


def _day(description: str) -> Any:
    return Query(description=description, examples=["2024-03-05"])


class InArticle(Told):
    """The article that a statement stands in."""

    id: str = Field(description="Its address.", examples=["https://gazette.example/night-buses"])
    key: str = Field(description="Its id, as paths have it.", examples=["9b1c77d0a2ef"])
    title: str | None = Field(description="Its headline.", examples=["Night buses to stay"])
    outlet: str | None = Field(description="The newspaper, agency or site.", examples=["Harbour Gazette"])
    published: str | None = Field(description="When it was published (ISO 8601).", examples=["2024-03-05"])
    url: str | None = Field(
        description="The address that the page gives for itself.",
        examples=["https://gazette.example/night-buses"],
    )


class Places(Told):
    """The page's own words, with where they stand."""

    words: str = Field(
        description="The words, an ellipsis between places.", examples=["the night buses stay"]
    )
    spans: list[SpanPair] = Field(description="The places.")


class Place(Told):
    """The page's own words at one place."""

    words: str = Field(description="The words.", examples=["on Thursday"])
    span: SpanPair


class StatementRow(Told):
    """One statement: who said what, where."""

    id: str = Field(description="Its id, which follows from the evidence alone.", examples=["3f9a0c1d2e4b"])
    article: InArticle = Field(description="Where it stands.")
    speaker: Speaker | None = Field(description="Who said it; null where no source could be found.")
    kind: Kind = Field(description="How it is told.", examples=["direct"])
    source: Places = Field(description="The words that name who said it.")
    cue: Places = Field(description="The words that say that it was said.")
    content: Places = Field(description="What was said.")
    highlights: list[SpanPair] = Field(
        description="Where the words that were searched for stand, as offsets into `content.words`."
    )
    act: Act | None = Field(description="What it does.", examples=["deny"])
    plover: Plover | None = Field(description="The PLOVER class of the act.", examples=["REJECT"])
    targets: list[Target] = Field(description="For or against whom or what it speaks.")
    addressee: Place | None = Field(description="Whom it was said to.")
    occasion: Place | None = Field(description="On what occasion.")
    when: Place | None = Field(description="When, in the page's words.")
    said_on: str | None = Field(
        description="The date of speaking (ISO 8601), perhaps a month or a year alone.",
        examples=["2024-03-05"],
    )
    within: str | None = Field(
        description="The id of the statement in whose content this one stands.", examples=["a07ec3d94b11"]
    )
    flags: list[str] = Field(description="What is odd about its words.", examples=[["no cue"]])
    column_flags: list[str] = Field(description="What is odd about its other columns.", examples=[[]])
    confidence: Probability = Field(
        description="The calibrated probability that source and content are right.", examples=[0.93]
    )
    confidences: Confidences = Field(description="The probabilities of the other columns.")
    review: Review | None = Field(None, description="What people said of it; null where nobody looked at it.")


class Statements(Told):
    """A page of what was found."""

    statements: list[StatementRow] = Field(description="Best first where words are given, else newest first.")
    next: Next


class Paragraph(Told):
    """A stretch of the text around the evidence, as it was published."""

    role: Role = Field(description="What it is.", examples=["body"])
    span: SpanPair
    text: str = Field(
        description="Its words. Subtract its start from a span to find the span in it.",
        examples=["“The night buses stay,” said Jonas Keller."],
    )


class Step(Told):
    """A place that leads from the source to the speaker's name."""

    words: str = Field(description="The words that stand there.", examples=["he"])
    span: SpanPair
    reason: str = Field(description="Why they are taken to lead there.", examples=["pronoun"])


class StatementShown(Told):
    """A statement with its evidence."""

    statement: StatementRow
    context: list[Paragraph] = Field(
        description="The paragraphs that hold its places, and those next to them, in the order of the text."
    )
    mentions: list[Step] = Field(description="The way from the source to the speaker's name.")
    insertions: list[SpanPair] = Field(description="Editors' brackets inside the content.")
    inside: list[str] = Field(
        description="The ids of the statements that stand in its content.", examples=[["a07ec3d94b11"]]
    )
    revision: int = Field(description="Which version of the page it is of, counted from 1.", examples=[1])
    newest: bool = Field(
        description="False where that version was replaced, so that search does not find it.", examples=[True]
    )
    utterance: str = Field(
        description="Where the other tellings of the same words are.",
        examples=["/api/v1/utterances/3f9a0c1d2e4b"],
    )


def _filters(
    speaker: Annotated[
        Long | Nothing, _typed("Any words of a speaker's name, or an identifier.", "Jonas Keller")
    ] = None,
    speaker_type: Annotated[
        SpeakerType | Nothing, Query(description="What kind of speaker.", examples=["person"])
    ] = None,
    resolved: Annotated[
        bool, Query(description="Only where the source was followed to a name.", examples=[True])
    ] = False,
    act: Annotated[Act | Nothing, Query(description="What it does.", examples=["deny"])] = None,
    plover: Annotated[
        Plover | Nothing, Query(description="The PLOVER class of the act.", examples=["REJECT"])
    ] = None,
    target: Annotated[Long | Nothing, _typed("Any words of a target's name.", "port authority")] = None,
    stance: Annotated[
        Stance | Nothing,
        Query(description="For or against the target; without one, any target.", examples=["against"]),
    ] = None,
    addressee: Annotated[Long | Nothing, _typed("Any words of whom it was said to.", "reporters")] = None,
    occasion: Annotated[Long | Nothing, _typed("Any words of the occasion.", "press conference")] = None,
    said_since: Annotated[Day | Nothing, _day("Said on this day or later: a day, a month or a year.")] = None,
    said_until: Annotated[Day | Nothing, _day("Said on this day or earlier, to its end.")] = None,
    flag: Annotated[Long | Nothing, _typed("Of those with this flag.", "no cue")] = None,
    kind: Annotated[Kind | Nothing, Query(description="How it is told.", examples=["direct"])] = None,
    outlet: Outlet = None,
    since: Since = None,
    until: Until = None,
    min_confidence: Annotated[
        float, Query(ge=0, le=1, description="At least so sure.", examples=[0.8])
    ] = 0.0,
    review: Annotated[
        ReviewFilter | Nothing,
        Query(
            description="What people said of it; `reviewed` is accepted, corrected or added. What was "
            "rejected is found in this way alone.",
            examples=["unreviewed"],
        ),
    ] = None,
) -> Filters:
    return {
        "speaker": speaker,
        "speaker_type": speaker_type,
        "resolved": resolved,
        "act": act,
        "plover": plover,
        "target": target,
        "stance": stance,
        "addressee": addressee,
        "occasion": occasion,
        "said_since": said_since,
        "said_until": said_until,
        "flag": flag,
        "kind": kind,
        "outlet": outlet,
        "since": since,
        "until": until,
        "min_confidence": min_confidence,
        "review": review,
    }


def _paged(filters: Filters, limit: int, offset: int) -> Filters:
    return {**filters, "limit": limit + 1, "offset": offset}


Filtered = Annotated[Filters, Depends(_filters)]


@router.get(
    "/statements",
    response_model=Statements,
    tags=["statements"],
    operation_id="search_statements",
    summary="Search statements",
)
def search_statements(
    request: Request,
    site: Here,
    reader: Reader,
    filters: Filtered,
    words: Words = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """All filters have to hold. `speaker` finds all that its bearer said under other names; a date that is
    known as a month or a year only is found where it may be meant."""
    found = site.record.search(words, **_paged(filters, limit, offset))
    return listed(request, "statements", [row_json(each) for each in found], limit, offset)


@router.get(
    "/queue",
    response_model=Statements,
    operation_id="list_queue",
    summary="What nobody has looked at yet",
    tags=["corrections"],
)
def list_queue(
    request: Request,
    site: Here,
    reader: Reader,
    filters: Filtered,
    words: Words = "",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """The statements that the machine is least sure of first, with the filters of the search."""
    found = site.record.queue(words, **_paged(filters, limit, offset))
    return listed(request, "statements", [row_json(each) for each in found], limit, offset)


@router.get(
    "/statements/{id}",
    response_model=StatementShown,
    tags=["statements"],
    operation_id="get_statement",
    summary="One statement with its evidence in context",
    responses=problems(404),
)
def get_statement(id: StatementId, site: Here, reader: Reader, lane: Lane) -> Response:
    """All columns of a statement with how sure each is, the words around it, and the way from its source to
    the speaker's name."""
    shown = site.record.statement(id)
    assert shown.statement is not None
    # The ids stand, and what people rejected is not among the statements of its reading.
    alone = replace(shown.reading, statements=(shown.statement,), reviewed=True)
    [row] = rows_of(alone, site.record.decided())
    return Json({"statement": row_json(row), **_around(shown, shown.statement)})


def _around(shown: Shown, told: Statement) -> dict[str, Any]:
    article, attribution, speaker = shown.reading.article, told.attribution, told.speaker
    mentions = speaker.mentions if speaker else ()
    return {
        "context": context(article, told),
        "mentions": [
            {"words": each.span.of(article.text), "span": list(each.span), "reason": each.reason}
            for each in mentions
        ],
        "insertions": [list(span) for span in attribution.insertions],
        "inside": [
            each.attribution.id
            for each in shown.reading.statements
            if each.attribution.within == attribution.id
        ],
        "revision": shown.revision,
        "newest": shown.newest,
        "utterance": f"/api/v1/utterances/{attribution.id}",
    }


def context(article: Article, told: Statement) -> list[dict[str, Any]]:
    """The blocks that hold the statement's places, and those of the article next to them."""
    spans = [span for _, span in told.attribution.spans]
    spans += [each.span for each in told.speaker.mentions] if told.speaker else []
    spans += [span for span in (told.addressee, told.occasion, told.when) if span]
    blocks = article.blocks
    touched = {
        number for number, block in enumerate(blocks) if any(_touch(block.span, span) for span in spans)
    }
    near = {number + step for number in touched for step in (-1, 1)}
    speaking = {n for n in near if 0 <= n < len(blocks) and blocks[n].role in SPEAKING_ROLES}
    return [
        {"role": block.role, "span": list(block.span), "text": block.span.of(article.text)}
        for block in (blocks[number] for number in sorted(touched | speaking))
    ]


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
