"""One statement: its evidence in its place, and all that is known of it, each column with its confidence."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.errors import ConflictError, NotFoundError, RecordError
from onrecord.identity import article_id, joined
from onrecord.nouns import Span, Statement
from onrecord.record import Correction, Reviewed, Shown
from onrecord.rows import Decided, KnownAs
from onrecord.web.filters import Chosen
from onrecord.web.lane import Lane
from onrecord.web.margin import NOBODY, Step, plover, steps
from onrecord.web.marking import Passage, around, marks_of, passages
from onrecord.web.reviewing import conflict_of, item_of, setting_of, sure_of, told_value
from onrecord.web.sessions import Visitor
from onrecord.web.site import Here, Reader, Reviewer, Site, check_token, page
from onrecord.web.views.review import Sent, answer, seen_in, text_in

router = APIRouter(include_in_schema=False)
MOST_UNMATCHED = 2_000
"""Statements that are compared with all others while somebody waits: about a second."""
PLOVER = "PLOVER class"
NO_TARGETS = "for and against"
SET_AS = {
    "kind": "kind",
    "said": "content",
    "source": "source",
    "cue": "cue",
    "speaker": "speaker",
    "act": "act",
    "for": "targets",
    "against": "targets",
    NO_TARGETS: "targets",
    "said to": "addressee",
    "occasion": "occasion",
    "when": "when",
    "said on": "said_on",
}
"""What people set a column as."""


@dataclass(frozen=True, slots=True)
class Column:
    """What was read of one column: its value, how sure that is (None where nobody measured), and where in
    the text it stands. Where people said anything: what the `machine` read (None where it missed the
    statement) and how sure it was of that, and who set it when."""

    name: str
    value: str
    confidence: float | None = None
    places: tuple[Span, ...] = ()
    machine: str | None = ""
    machine_sure: float | None = None
    set_by: str = ""
    set_on: str = ""


@dataclass(frozen=True, slots=True)
class Utterance:
    """In how many articles and outlets the same words stand, in how many wordings."""

    articles: int
    outlets: int
    wordings: int


@dataclass(frozen=True, slots=True)
class StatementPage:
    """The context of statement.html.

    `words` is what was said; `around` the paragraphs that hold its places and those next to them;
    `columns` all that was read; `steps` the way from the source to the speaker's name; `known_as` who
    people say that the speaker is; `within` the id of the statement in whose content it stands, `inside`
    the ids of those that stand in its own. `newest` is false where the article was replaced. `state` is what
    people said of it, `corrections` all of that, `version` the number of the last; `by_people` is true where
    they set its source or words. `utterance` tells the same words elsewhere, None where that is not known
    yet. `problem` is what was wrong with what was to be done.
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
    state: str
    by_people: bool
    corrections: tuple[Correction, ...]
    version: int
    may_decide: bool
    utterance: Utterance | None
    problem: str = ""


@router.get("/statements/{id}")
def statement(request: Request, id: str, site: Here, reader: Reader, lane: Lane) -> Response:
    return _answer(request, site, reader, id)


@router.post("/statements/{id}/undo")
def undo(request: Request, id: str, site: Here, reviewer: Reviewer, sent: Sent, lane: Lane) -> Response:
    """Let one of the statement's corrections hold no more."""
    check_token(request, reviewer, text_in(sent, "token"))
    number, seen, shown = text_in(sent, "number"), seen_in(sent), site.record.statement(id)
    assert shown.statement is not None
    name, article = shown.statement.attribution.id, article_id(shown.reading.article)
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise HTTPException(400, "Which correction is to be undone?")
    try:
        site.record.undo_correction(int(number), by=reviewer.name, statement=name, seen=seen)
    except ConflictError:
        conflict = conflict_of(site.record.reviewed(name), seen, "undo")
        item = item_of(site.record, name, conflict=conflict)
        return answer(request, site, reviewer, Chosen(), item, status=409)
    except RecordError as error:
        if error.step != "correct":
            raise
        return _answer(request, site, reviewer, name, error.message, 400)
    try:
        site.record.reviewed(name)
    except NotFoundError:  # people had added it, and it is gone now
        return RedirectResponse(f"/articles/{article}", 303)
    return RedirectResponse(f"/statements/{name}#history", 303)


def _answer(
    request: Request, site: Site, visitor: Visitor, id: str, problem: str = "", status: int = 200
) -> Response:
    shown, reviewed = site.record.statement(id), site.record.reviewed(id)
    made = statement_page(
        shown,
        site.record.decided(shown.reading),
        reviewed,
        may_decide=visitor.may_review,
        utterance=_utterance(site, reviewed.id),
        problem=problem,
    )
    return page(request, "statement.html", f"{made.speaker}: {made.words}"[:80], made, status=status)


def _utterance(site: Site, id: str) -> Utterance | None:
    """What is known of the same words elsewhere; nothing where much would have to be compared first, or it
    takes too long."""
    try:
        if site.record.unmatched() > MOST_UNMATCHED:
            return None
        told = site.record.utterance(id)
    except RecordError:
        return None
    return Utterance(told.articles, len(told.outlets), len(told.utterance.variants))


def statement_page(
    shown: Shown,
    decided: Decided | None,
    reviewed: Reviewed,
    *,
    may_decide: bool = False,
    utterance: Utterance | None = None,
    problem: str = "",
) -> StatementPage:
    """The context of the statement that was asked for, with what people said of it."""
    article, told = shown.reading.article, shown.statement
    assert told is not None
    attribution, speaker, text = told.attribution, told.speaker, article.text
    near = around(article.blocks, [mark.span for mark in marks_of(told)])
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
        around=passages(text, near, [told], chosen=1),
        columns=tuple(_beside(each, reviewed, text) for each in _columns(told, text)),
        steps=steps(told, text),
        flags=attribution.flags + told.flags,
        within=attribution.within,
        inside=tuple(
            each.attribution.id
            for each in shown.reading.statements
            if each.attribution.within == attribution.id
        ),
        has_insertions=bool(attribution.insertions),
        state=told.review.state if told.review else "",
        by_people=reviewed.machine is None
        or bool(told.review and {"content", "source"}.intersection(told.review.columns)),
        corrections=reviewed.corrections,
        version=reviewed.version,
        may_decide=may_decide,
        utterance=utterance,
        problem=problem,
    )


def _beside(column: Column, reviewed: Reviewed, text: str) -> Column:
    """With what the machine read, and who set it."""
    name = SET_AS.get(column.name)
    setting = setting_of(reviewed, name) if name else None
    if reviewed.machine is not None and column.name == PLOVER:  # follows from act and cue
        machine = plover(reviewed.machine, text) or ""
        return column if machine == column.value else replace(column, machine=machine or "nothing")
    if reviewed.machine_values is None or setting is None:
        return replace(column, machine=None if reviewed.machine_values is None else "")
    machine = told_value(reviewed.machine_values, str(name))
    return replace(
        column,
        machine=machine or "nothing",
        machine_sure=sure_of(reviewed.machine, str(name)) if reviewed.machine and machine else None,
        set_by=setting.made_by,
        set_on=setting.made,
    )


def _columns(told: Statement, text: str) -> Iterator[Column]:
    attribution, sure = told.attribution, told.confidences
    yield Column("kind", attribution.kind)
    yield Column("said", joined(text, attribution.content), attribution.confidence, attribution.content)
    yield Column("source", joined(text, attribution.source), None, attribution.source)
    yield Column("cue", joined(text, attribution.cue), None, attribution.cue)
    yield Column("speaker", told.speaker.name if told.speaker else "", sure.speaker)
    yield Column("act", told.act or "", sure.act)
    yield Column(PLOVER, plover(told, text) or "")
    if not told.targets:
        yield Column(NO_TARGETS, "")
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
