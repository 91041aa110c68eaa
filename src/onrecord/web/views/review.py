"""One decision at a time, from a queue: what the machine read, and what a person says of it."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, NamedTuple, TypedDict

from fastapi import APIRouter, Depends, HTTPException
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from onrecord.errors import ConflictError, RecordError
from onrecord.nouns import Reading
from onrecord.record import Correction, Record
from onrecord.record.changes import values_in
from onrecord.record.query import Filters, Query
from onrecord.share import article_lines
from onrecord.web.deciding import Form, TargetField, change_of, changed_in, sent_in
from onrecord.web.filters import NAMES, PARAMETERS, Chosen, chosen_by
from onrecord.web.lane import Lane, in_lane
from onrecord.web.leafing import refuse_unknown, unknown_in
from onrecord.web.reviewing import Item, conflict_of, item_of, review_page
from onrecord.web.sessions import Visitor
from onrecord.web.site import HeadAlone, Here, Reader, Reviewer, Site, check_token, page
from onrecord.web.sittings import Done, Sittings

router = APIRouter(include_in_schema=False)
MOST_COUNTED = 2_000
EXPORT_SECONDS = 120.0
PIECE = 64 * 1024
ACTIONS = ("accept", "reject", "note", "next")


async def _form(request: Request) -> FormData:
    return await request.form()


Sent = Annotated[FormData, Depends(_form)]


class _How(TypedDict):
    by: str
    note: str | None
    seen: int


class _RefusedError(Exception):
    """A decision that was not taken: the page that says why, and its status."""

    def __init__(self, item: Item, status: int, problem: str = "") -> None:
        super().__init__(problem)
        self.item, self.status, self.problem = item, status, problem


class _Next(NamedTuple):
    """The statement to decide on, "" for none, and what is wrong with what was asked."""

    statement: str
    problem: str = ""


def _next(request: Request, site: Here, reader: Reader, statement: str = "") -> _Next:
    """The statement that is asked for, or the first of the queue."""
    if statement:
        return _Next(statement)
    chosen, sitting = chosen_by(request.query_params), _sittings(request).of(reader.key)
    try:
        rows = site.record.queue(chosen.words, passing=sitting.passing, **_limited(chosen, 1))
    except RecordError as error:
        if error.step != "search":
            raise
        return _Next("", error.message)
    return _Next(rows[0].id if rows else "")


Next = Annotated[_Next, Depends(_next)]


async def _next_id(found: Next) -> str:
    return found.statement


async def _last_id(request: Request, reviewer: Reviewer) -> str:
    """The statement that was decided on last in this sitting."""
    done = _sittings(request).of(reviewer.key).done
    return done[-1].statement if done else ""


@router.get("/review")
def review(
    request: Request,
    site: Here,
    reader: Reader,
    found: Next,
    lane: Annotated[None, in_lane(_next_id)],
    whole: str = "",
) -> Response:
    chosen = chosen_by(request.query_params)
    if found.problem:
        return answer(request, site, reader, chosen, None, problem=found.problem, status=400)
    item = item_of(site.record, found.statement, whole=bool(whole)) if found.statement else None
    return answer(request, site, reader, chosen, item)


@router.get("/review/speakers")
def speakers(site: Here, reader: Reader, like: str = "") -> Response:
    """Names to choose from while one is typed."""
    return JSONResponse(site.record.names_like(like[:100]) if like.strip() else [])


@router.get("/review/corrected.jsonl")
def corrected(request: Request, site: Here, reader: Reader, head_alone: HeadAlone) -> Response:
    """All articles of which people looked at some statement, with filters at one that these find, as they
    left them: to train on."""
    refuse_unknown(request.query_params, NAMES)
    chosen = chosen_by(request.query_params)
    return training_data(site, Query(chosen.words, **chosen.filters), head_alone=head_alone)


def training_data(site: Site, asked: Query, *, head_alone: bool) -> Response:
    """The articles with a statement that was looked at and that is asked for, as a file; with `head_alone`
    nothing is written."""
    name = 'attachment; filename="corrected.jsonl"'
    pieces = iter(()) if head_alone else _written(site, asked)
    return StreamingResponse(
        pieces, media_type="application/jsonl; charset=utf-8", headers={"Content-Disposition": name}
    )


def _written(site: Site, asked: Query) -> Iterator[bytes]:
    """The file's pieces, once it is there."""
    # Written whole before it is sent: a slow reader is not to hold the record open.
    file = tempfile.TemporaryFile()  # noqa: SIM115  closed by what sends it
    try:
        with Record(site.settings.record, create=False, patience=EXPORT_SECONDS) as record:
            for line in article_lines(_looked_at(record, asked), record.decided()):
                file.write(line.encode())
        file.seek(0)
    except BaseException:
        file.close()
        raise

    def pieces() -> Iterator[bytes]:
        with file:
            while piece := file.read(PIECE):
                yield piece

    return pieces()


def _looked_at(record: Record, asked: Query) -> Iterator[Reading]:
    """The readings that were looked at, of the statements that are asked for."""
    if asked == Query():
        return record.readings(reviewed=True)
    states = (asked.review,) if asked.review else ("reviewed", "rejected")
    return record.readings(reviewed=True, found_by=[replace(asked, review=each) for each in states])


@router.post("/review/again")
def again(request: Request, reviewer: Reviewer, sent: Sent) -> Response:
    """Let what was passed over come again."""
    check_token(request, reviewer, text_in(sent, "token"))
    _sittings(request).again(reviewer.key)
    return _on(chosen_by(request.query_params))


@router.post("/review/undo")
def undo(
    request: Request,
    site: Here,
    reviewer: Reviewer,
    sent: Sent,
    lane: Annotated[None, in_lane(_last_id)],
) -> Response:
    """Undo the last decision of this sitting, and show its statement again."""
    check_token(request, reviewer, text_in(sent, "token"))
    chosen, sittings = chosen_by(request.query_params), _sittings(request)
    sitting = sittings.of(reviewer.key)
    if not sitting.done:
        return _on(chosen)
    last = sitting.done[-1]
    found = site.record.reviewed(last.statement)
    others = [
        each for each in found.corrections if each.number > last.number and each.number not in sitting.own
    ]
    try:
        if others:
            raise ConflictError("it was corrected since", step="correct")
        site.record.undo_correction(last.number, by=reviewer.name, statement=found.id, seen=found.version)
    except ConflictError:
        sittings.undone(reviewer.key, last.number, None)
        conflict = conflict_of(site.record.reviewed(found.id), last.number, "undo", own=sitting.own)
        item = item_of(site.record, found.id, conflict=conflict)
        return answer(request, site, reviewer, chosen, item, status=409)
    except RecordError as error:
        if error.step != "correct":
            raise
        sittings.undone(reviewer.key, last.number, None)
        item = item_of(site.record, found.id)
        return answer(request, site, reviewer, chosen, item, problem=error.message, status=400)
    sittings.undone(reviewer.key, last.number, site.record.reviewed(found.id).version)
    return _on(chosen, statement=found.id)


@router.post("/review/{id}")
def decide(request: Request, id: str, site: Here, reviewer: Reviewer, sent: Sent, lane: Lane) -> Response:
    """Accept, reject, change or note a statement, or pass over it; then the next one."""
    check_token(request, reviewer, text_in(sent, "token"))
    chosen, sittings = chosen_by(request.query_params), _sittings(request)
    action = text_in(sent, "do") or "accept"
    if action not in ACTIONS:
        raise HTTPException(400, f"What is to be done? One of {', '.join(ACTIONS)}.")
    if action == "next":
        sittings.passed(reviewer.key, site.record.reviewed(id).id)
        return _on(chosen)
    try:
        made = _decided(site, id, reviewer, action, sent, sittings.of(reviewer.key).own)
    except _RefusedError as refused:
        return answer(
            request, site, reviewer, chosen, refused.item, problem=refused.problem, status=refused.status
        )
    if made is not None:
        sittings.decided(reviewer.key, Done(made.number, made.statement, str(made)))
    return _on(chosen)


def _decided(
    site: Site, id: str, reviewer: Visitor, action: str, sent: FormData, own: set[int]
) -> Correction | None:
    """The correction that was made; None where the very same was made already, by a button pressed twice.
    Raises _RefusedError."""
    record, found = site.record, site.record.reviewed(id)
    seen, shown, note = seen_in(sent), _shown(sent), text_in(sent, "note").strip()
    form, article = dict(shown), record.statement(found.id).reading.article
    try:
        form = sent_in(_texts(sent), _targets(sent), shown)
        changed = changed_in(form, shown)
        if found.version != seen:
            raise ConflictError("it was corrected since", step="correct")
        change = change_of(form, changed, article.text) if action == "accept" else {}
        values = values_in(change, found.statement, article) if change else {}
        change = {column: change[column] for column in change if values[column] != found.now[column]}
        return _kept(record, found.id, action, change, _How(by=reviewer.name, note=note or None, seen=seen))
    except ConflictError:
        now = record.reviewed(found.id)
        conflict = conflict_of(now, seen, action, form, shown, own=own, text=article.text)
        if conflict.is_repeated:
            return None
        item = item_of(record, found.id, form=form, was=shown, note=note, conflict=conflict)
        raise _RefusedError(item, 409) from None
    except RecordError as error:
        if error.step != "correct":
            raise
        item = item_of(record, found.id, form=form, was=shown, note=note)
        raise _RefusedError(item, 400, error.message) from None


def _kept(record: Record, id: str, action: str, change: Mapping[str, object], how: _How) -> Correction:
    if action == "note":
        return record.note(id, how["note"] or "", by=how["by"], seen=how["seen"])
    if action == "reject":
        return record.reject(id, **how)
    return record.correct(id, change, **how) if change else record.accept(id, **how)


def answer(
    request: Request,
    site: Site,
    visitor: Visitor,
    chosen: Chosen,
    item: Item | None,
    *,
    problem: str = "",
    status: int = 200,
) -> Response:
    """The view with this statement, and what was wrong."""
    sitting, left = _sittings(request).of(visitor.key), 0
    # Where the queue was found empty, nothing is counted; what is wrong with the filters is told already.
    if item is not None or sitting.passing:
        with suppress(RecordError):
            left = site.record.waiting(chosen.words, **_limited(chosen, MOST_COUNTED + 1))
    made = review_page(
        chosen,
        item,
        sitting,
        articles=0 if site.record.count() == 0 else 1,
        left=min(left, MOST_COUNTED),
        many=left > MOST_COUNTED,
        problem=problem,
        why_not="" if visitor.may_review else _why_not(site),
        is_decided=site.record.has_corrections(),
        unknown=unknown_in(request.query_params, PARAMETERS),
    )
    return page(request, "review.html", "Review", made, section="review", status=status)


def _why_not(site: Site) -> str:
    if site.settings.read_only:
        return (
            "This site is for reading only: it was started with --read-only, so nothing can be decided here."
        )
    return "You are signed in as a reader, who may look and not decide: sign out, and in again as a reviewer."


def _limited(chosen: Chosen, limit: int) -> Filters:
    return {**chosen.filters, "limit": limit}


def _on(chosen: Chosen, **more: str) -> Response:
    return RedirectResponse(chosen.url("/review", **more), 303)


def _sittings(request: Request) -> Sittings:
    found = request.app.state.sittings
    assert isinstance(found, Sittings)
    return found


def text_in(sent: FormData, name: str) -> str:
    """A field of a form; "" where it is none."""
    value = sent.get(name, "")
    return value if isinstance(value, str) else ""


def _texts(sent: FormData) -> Mapping[str, str]:
    return {name: value for name, value in sent.items() if isinstance(value, str)}


def _targets(sent: FormData) -> list[TargetField]:
    columns = [
        [each if isinstance(each, str) else "" for each in sent.getlist(name)]
        for name in ("target_stance", "target", "target_place")
    ]
    return [TargetField(*each) for each in zip(*columns, strict=False)]


def seen_in(sent: FormData) -> int:
    """Which version the form shows. Raises HTTPException."""
    value = text_in(sent, "seen")
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise HTTPException(400, "The form does not say which version it shows: load the page anew.")
    return int(value)


def _shown(sent: FormData) -> Form:
    """The values that the form was given with."""
    try:
        shown = json.loads(text_in(sent, "shown") or "{}")
    except (ValueError, RecursionError):  # the latter of what is nested without end
        shown = None
    if not isinstance(shown, dict) or not all(isinstance(each, str) for each in shown.values()):
        raise HTTPException(400, "The form is damaged: load the page anew.")
    return shown
