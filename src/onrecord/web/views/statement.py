"""One statement: its evidence in its place, and all that is known of it, each column with its confidence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from onrecord.identity import article_id, joined
from onrecord.nouns import SPEAKING_ROLES, Block, Span, Statement
from onrecord.record import Shown
from onrecord.rows import Decided, KnownAs
from onrecord.web.margin import NOBODY, Step, plover, steps
from onrecord.web.marking import Passage, marks_of, passages
from onrecord.web.site import Here, Reader, page

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Column:
    """What was read of one column: its value, how sure that is (None where nobody measured), and where in
    the text it stands."""

    name: str
    value: str
    confidence: float | None = None
    places: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementPage:
    """The context of statement.html.

    `words` is what was said; `around` the paragraphs that hold its places and those next to them;
    `columns` all that was read; `steps` the way from the source to the speaker's name; `known_as` who
    people say that the speaker is; `within` the id of the statement in whose content it stands, `inside`
    the ids of those that stand in its own. `newest` is false where the article was replaced.
    """

    id: str
    article: str
    title: str
    outlet: str | None
    published: str | None
    newest: bool
    kind: str
    act: str | None
    confidence: float
    speaker: str
    speaker_type: str
    resolved: bool
    known_as: KnownAs | None
    words: str
    around: tuple[Passage, ...]
    columns: tuple[Column, ...]
    steps: tuple[Step, ...]
    flags: tuple[str, ...]
    within: str | None
    inside: tuple[str, ...]
    has_insertions: bool


@router.get("/statements/{id}")
def statement(request: Request, id: str, site: Here, reader: Reader) -> Response:
    shown = site.record.statement(id)
    made = statement_page(shown, site.record.decided(shown.reading))
    return page(request, "statement.html", f"{made.speaker}: {made.words}"[:80], made)


def statement_page(shown: Shown, decided: Decided | None = None) -> StatementPage:
    """The context of the statement that was asked for."""
    article, told = shown.reading.article, shown.statement
    assert told is not None
    attribution, speaker, text = told.attribution, told.speaker, article.text
    around = _around(article.blocks, [mark.span for mark in marks_of(told)])
    return StatementPage(
        id=attribution.id,
        article=article_id(article),
        title=article.title or article.id,
        outlet=article.outlet,
        published=article.published,
        newest=shown.newest,
        kind=attribution.kind,
        act=told.act,
        confidence=attribution.confidence,
        speaker=speaker.name if speaker else NOBODY,
        speaker_type=speaker.type if speaker else "none",
        resolved=speaker.resolved if speaker else True,
        known_as=decided(article.id, speaker) if decided and speaker else None,
        words=joined(text, attribution.content),
        around=passages(text, around, [told], chosen=1),
        columns=tuple(_columns(told, text)),
        steps=steps(told, text),
        flags=attribution.flags + told.flags,
        within=attribution.within,
        inside=tuple(
            each.attribution.id
            for each in shown.reading.statements
            if each.attribution.within == attribution.id
        ),
        has_insertions=bool(attribution.insertions),
    )


def _columns(told: Statement, text: str) -> Iterator[Column]:
    attribution, sure = told.attribution, told.confidences
    yield Column("said", joined(text, attribution.content), attribution.confidence, attribution.content)
    yield Column("source", joined(text, attribution.source), None, attribution.source)
    yield Column("cue", joined(text, attribution.cue), None, attribution.cue)
    yield Column("speaker", told.speaker.name if told.speaker else "", sure.speaker)
    yield Column("act", told.act or "", sure.act)
    yield Column("PLOVER class", plover(told, text) or "")
    for target in told.targets:
        places = (target.span,) if target.span else ()
        yield Column(target.stance, target.name, target.confidence, places)
    for name, span, confidence in (
        ("said to", told.addressee, sure.addressee),
        ("occasion", told.occasion, sure.occasion),
        ("when", told.when, sure.when),
    ):
        yield Column(
            name, span.of(text) if span else "", confidence if span else None, (span,) if span else ()
        )
    yield Column("said on", told.said_on or "")


def _around(blocks: Sequence[Block], spans: Sequence[Span]) -> list[Block]:
    """The blocks that any of the places touches, and the nearest ones that speak."""
    touched = {
        number
        for number, block in enumerate(blocks)
        if any(block.span.start < span.end and span.start < block.span.end for span in spans)
    }
    near = {number + step for number in touched for step in (-1, 1)}
    speaking = {n for n in near if 0 <= n < len(blocks) and blocks[n].role in SPEAKING_ROLES}
    return [blocks[number] for number in sorted(touched | speaking)]
