"""Adding a statement that the machine missed: its words in the article, who says it, and what it does."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.errors import AlreadyThereError, NotFoundError, RecordError
from onrecord.identity import article_id
from onrecord.nouns import Span
from onrecord.record import Shown
from onrecord.record.changes import ONE_OF, TYPES, values_in
from onrecord.web.deciding import LONGEST, PLACE, Form, placed
from onrecord.web.lane import Lane
from onrecord.web.marking import Passage, passages_in
from onrecord.web.missing import FIELDS, PLACES, Question, Told, by_block, told_in
from onrecord.web.parts import Part, part_at, parts_of
from onrecord.web.reviewing import KEYS, LABELS, speakers_of
from onrecord.web.sessions import Visitor
from onrecord.web.site import Here, Reviewer, Site, check_token, page
from onrecord.web.views.review import Sent, text_in

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class PlaceField:
    """A field that takes words of the article, one place a line: its name, label and key, what it is for,
    the value in it, what is wrong with it, and what is to be chosen."""

    name: str
    label: str
    key: str
    hint: str
    value: str
    problem: str
    questions: tuple[Question, ...]

    @property
    def rows(self) -> int:
        """Lines of the field."""
        return max(2 if self.name == "content" else 1, len(self.value.splitlines()))


@dataclass(frozen=True, slots=True)
class MissedPage:
    """The context of missed.html: the article, its text in `passages`, the `places` to be told and
    the other fields as they were `typed`, `types`, `acts`, `kinds` and the `speakers` to choose from.
    `problems` are what was wrong, by field ("" for the whole), `questions` how many places are to be chosen;
    `in_furniture` is true where its words stand in what is no part of the article, `there` the id of the
    statement that has these words already. `keys` are those that take the selected words. Of a long article
    one `part` of `parts` is shown."""

    id: str
    title: str
    outlet: str | None
    published: str | None
    newest: bool
    language: str | None
    passages: tuple[Passage, ...]
    places: tuple[PlaceField, ...]
    typed: Mapping[str, str]
    types: tuple[str, ...]
    acts: tuple[str, ...]
    kinds: tuple[str, ...]
    speakers: tuple[tuple[str, str], ...]
    keys: tuple[tuple[str, str], ...]
    problems: Mapping[str, str] = field(default_factory=dict)
    questions: int = 0
    in_furniture: bool = False
    there: str = ""
    part: int = 1
    parts: int = 1


HINTS = {
    "content": "what was said, as it stands in the article",
    "source": "who said it, in the article’s words: “he”, “the mayor”",
    "cue": "the words of saying: “said”, “according to”",
}
PLACED = re.compile(r"(?m)@(\d{1,9})–\d{1,9}$")
"""In a field, where a place begins."""
TURN = "to"
"""The form's name for: show that part of the article, with what was typed."""
ALL_THE_SAME = "furniture"
"""The form's name for: it is a statement, be it in what is no part of the article."""


@router.get("/articles/{id}/missed")
def missed(
    request: Request,
    id: str,
    site: Here,
    reviewer: Reviewer,
    lane: Lane,
    content: Annotated[list[str] | None, Query(max_length=50)] = None,
    part: Annotated[int | None, Query(ge=1, lt=10**6)] = None,
) -> Response:
    """The form, with places of the content (`120-131`) or its words where they were selected before, and the
    part of a long article that was asked for, or that has the first of these places."""
    shown = site.record.article(id)
    lines = (_line(each[:LONGEST], shown) for each in content or ())
    form = {"content": "\n".join(line for line in lines if line)[:LONGEST]}
    made = missed_page(shown, form, part=part)
    return page(request, "missed.html", f"A statement is missing: {made.title}", made, section="review")


@router.post("/articles/{id}/missed")
def add(request: Request, id: str, site: Here, reviewer: Reviewer, sent: Sent, lane: Lane) -> Response:
    """Add it, and show it in the article; or the form with what is wrong with it."""
    check_token(request, reviewer, text_in(sent, "token"))
    shown = site.record.article(id)
    form = {name: text_in(sent, name)[: LONGEST + 1] for name in FIELDS}
    answers = {name: value for name, value in sent.items() if isinstance(value, str)}
    types = dict(reversed(speakers_of(shown.reading)))
    part, other = (_number(text_in(sent, name)) for name in ("part", TURN))
    if other:
        return _again(request, missed_page(shown, form, part=other), 200)
    told = told_in(form, answers, shown.reading.article, types)
    if not told.is_whole or (told.in_furniture and not text_in(sent, ALL_THE_SAME)):
        return _again(request, missed_page(shown, form, told, part=part))
    try:
        made = site.record.add_statement(
            article_id(shown.reading.article), told.change, by=reviewer.name, note=form["note"]
        )
    except AlreadyThereError as error:
        if _is_own(site, error.statement, told, reviewer, shown):  # a button pressed twice
            return _lit(shown, error.statement)
        return _again(request, missed_page(shown, form, told, error.message, error.statement, part), 409)
    except RecordError as error:
        if error.step != "correct":
            raise
        return _again(request, missed_page(shown, form, told, error.message, part=part))
    return _lit(shown, made.statement)


def missed_page(
    shown: Shown,
    form: Form,
    told: Told | None = None,
    problem: str = "",
    there: str = "",
    part: int | None = None,
) -> MissedPage:
    """The context of the form with what was typed in it, beside the `part` of this number of a long article,
    or that of the first place of its content. Raises NotFoundError where it has no such part."""
    reading, article = shown.reading, shown.reading.article
    parts = parts_of(article.text, article.blocks, reading.statements)
    here = _part(parts, part, form.get("content", ""))
    problems = {**(told.problems if told else {}), **({"": problem} if problem else {})}
    questions = told.questions if told else ()
    form = {**form, **(told.chosen if told else {})}
    return MissedPage(
        id=article_id(article),
        title=article.title or article.id,
        outlet=article.outlet,
        published=article.published,
        newest=shown.newest,
        language=article.language,
        passages=passages_in(reading, here if len(parts) > 1 else None),
        places=tuple(
            PlaceField(
                name=name,
                label=LABELS[name],
                key=KEYS[name],
                hint=HINTS[name],
                value=form.get(name, ""),
                problem=problems.get(name, ""),
                questions=tuple(each for each in questions if each.field == name),
            )
            for name in PLACES
        ),
        typed={name: form.get(name, "") for name in FIELDS},
        types=TYPES,
        acts=ONE_OF["act"],
        kinds=ONE_OF["kind"],
        speakers=speakers_of(reading),
        keys=tuple((KEYS[name], LABELS[name]) for name in PLACES),
        problems=problems,
        questions=len(questions),
        in_furniture=bool(told and told.is_whole and told.in_furniture),
        there=there,
        part=here.number,
        parts=len(parts),
    )


def _part(parts: Sequence[Part], asked: int | None, content: str) -> Part:
    if asked is not None and asked > len(parts):
        told = f"{len(parts)} parts" if len(parts) > 1 else "one part alone"
        raise NotFoundError(f"the article has {told}", step="record")
    place = PLACED.search(content)
    return part_at(parts, int(place[1])) if asked is None and place else parts[(asked or 1) - 1]


def _number(sent: str) -> int | None:
    """The number of a part, as a form has it."""
    return int(sent) if re.fullmatch("[1-9][0-9]{0,5}", sent) else None


def _line(given: str, shown: Shown) -> str:
    """What the form shows of a place that was selected: its words and where they stand."""
    article, found = shown.reading.article, PLACE.fullmatch(given.strip())
    if found is None:
        return " ".join(given.split())
    span = Span(int(found[1]), int(found[2]))
    if not span.start < span.end <= len(article.text):
        return ""
    return "\n".join(placed(each, article.text) for each in by_block(span, article))


def _again(request: Request, made: MissedPage, status: int = 400) -> Response:
    title = f"A statement is missing: {made.title}"
    return page(request, "missed.html", title, made, section="review", status=status)


def _lit(shown: Shown, statement: str) -> Response:
    at = article_id(shown.reading.article)
    return RedirectResponse(f"/articles/{at}?statement={statement}&added=1#s-{statement}", 303)


def _is_own(site: Site, statement: str, told: Told, reviewer: Visitor, shown: Shown) -> bool:
    """Whether the very same was added by this person, and nothing was said of it since."""
    made = site.record.reviewed(statement).corrections
    return (
        len(made) == 1
        and made[0].action == "add"
        and made[0].made_by == reviewer.name
        and made[0].value == values_in(told.change, None, shown.reading.article)
    )
