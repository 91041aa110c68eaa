"""An article as it was published, every statement marked where it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from onrecord.errors import NotFoundError
from onrecord.identity import article_id, joined
from onrecord.nouns import Statement
from onrecord.record import Orphan, Revision, Shown, Standing
from onrecord.rows import Decided
from onrecord.web.lane import Lane
from onrecord.web.margin import NOBODY, Group, margin, shortened
from onrecord.web.marking import Passage, passages_in
from onrecord.web.parts import Part, is_in, part_with, parts_of
from onrecord.web.site import Here, Reader, page

router = APIRouter(include_in_schema=False)
WHOLE = "all"
"""The part that is the whole of an article."""
MOST_AT_ONCE = 4
"""Parts of an article that may be shown at once: a browser opens two in 1.5 s, and would hang on thirty."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A statement that people rejected: its id, its speaker, the beginning of its words; who did so, when."""

    id: str
    speaker: str
    words: str
    by: str
    made: str


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """The context of article.html.

    `passages` is all of its text, `groups` its statements by speaker, `ids` their ids in the order of
    their numbers, `chosen` the number of the one looked at, `flags` the notes on any of them. `revision`
    counts the versions of the page, of which `revisions` lists all; `newest` is false for one that was
    replaced; `before` is the version to compare it with. `rejected` are statements that people took for
    none, `orphans` corrections whose words are gone. `page` is the saved page's SHA-256. `headed` is true
    where the text has a headline of its own. `may_add` is true for those who may add what was missed;
    `added` is the version of the chosen statement where that was added just now, else 0. Of a long article
    one `part` of `parts` is shown: its passages, and of `groups` and `rejected` what stands in it; part 0 is
    all of it, which is offered if `at_once`."""

    id: str
    address: str
    title: str
    outlet: str | None
    byline: str | None
    published: str | None
    url: str | None
    language: str | None
    page: str
    bundle: str
    revision: int
    newest: bool
    revisions: tuple[Revision, ...]
    passages: tuple[Passage, ...]
    groups: tuple[Group, ...]
    ids: tuple[str, ...]
    chosen: int | None
    flags: tuple[str, ...]
    headed: bool
    before: int = 0
    rejected: tuple[Rejected, ...] = ()
    orphans: tuple[Orphan, ...] = ()
    may_add: bool = False
    added: int = 0
    part: int = 0
    parts: int = 1
    at_once: bool = True


@router.get("/articles/{id}")
def article(
    request: Request,
    id: str,
    site: Here,
    reader: Reader,
    lane: Lane,
    statement: str = "",
    added: str = "",
    part: Annotated[str, Query(pattern=f"^({WHOLE}|[1-9][0-9]{{0,5}})?$")] = "",
) -> Response:
    """An article, or the part of a long one that was asked for, or in which the statement stands."""
    shown = site.record.article(id)
    revisions = site.record.revisions(shown.reading.article.id)
    said = site.record.article_review(id)
    decided = site.record.decided(shown.reading)
    made = article_page(shown, revisions, decided, statement, said, part)
    if reader.may_review:
        made = replace(made, may_add=True, added=_version(made, said) if added and said else 0)
    return page(request, "article.html", made.title, made)


def article_page(
    shown: Shown,
    revisions: tuple[Revision, ...] = (),
    decided: Decided | None = None,
    chosen: str = "",
    said: Standing | None = None,
    part: str | None = None,
) -> ArticlePage:
    """The context of an article, with the statement of the id `chosen` lit, if there is one, and with what
    people `said` of it that its statements do not tell themselves. Of a long one, the `part` of this number
    ("" is that of the chosen statement, or the first) or all. Raises NotFoundError where it has no such
    part, or too many to be shown at once."""
    reading, article = shown.reading, shown.reading.article
    ids = tuple(each.attribution.id for each in reading.statements)
    number = ids.index(chosen) + 1 if chosen in ids else None
    parts = parts_of(article.text, article.blocks, reading.statements)
    here = _part(parts, part, reading.statements[number - 1] if number else None)
    groups = margin(reading, decided, here)
    return ArticlePage(
        id=article_id(article),
        address=article.id,
        title=article.title or article.id,
        outlet=article.outlet,
        byline=article.byline,
        published=article.published,
        url=article.url,
        language=article.language,
        page=article.page,
        bundle=reading.bundle,
        revision=shown.revision,
        newest=shown.newest,
        revisions=revisions,
        passages=passages_in(reading, here, number),
        groups=groups,
        ids=ids,
        chosen=number,
        flags=tuple(dict.fromkeys(flag for group in groups for each in group.entries for flag in each.flags)),
        headed=any(block.role == "headline" for block in article.blocks),
        before=max(
            (each.number for each in revisions if each.number < shown.revision), default=shown.revision
        ),
        rejected=tuple(_rejected(said, here)) if said else (),
        orphans=_orphans(said) if said else (),
        part=here.number if here else 0,
        parts=len(parts),
        at_once=len(parts) <= MOST_AT_ONCE,
    )


def _version(made: ArticlePage, said: Standing) -> int:
    """The version of the chosen statement, where people added it."""
    for each in said.statements if made.chosen else ():
        name = each.attribution.id
        if name == made.ids[(made.chosen or 1) - 1] and each.review and each.review.state == "added":
            return said.version(name)
    return 0


def _part(parts: Sequence[Part], asked: str | None, chosen: Statement | None) -> Part | None:
    """The part to show: the one asked for, or that of the chosen statement, or the first; None for the whole
    of an article. Raises NotFoundError."""
    if asked is None:
        return None
    if asked == WHOLE and len(parts) > MOST_AT_ONCE:
        said = f"the article is too long to be shown on one page: it has {len(parts)} parts"
        raise NotFoundError(said, step="record")
    if asked == WHOLE:
        return None
    if asked and int(asked) > len(parts):
        told = f"{len(parts)} parts" if len(parts) > 1 else "one part alone"
        raise NotFoundError(f"the article has {told}", step="record")
    if len(parts) == 1:
        return None
    return part_with(parts, chosen) if chosen and not asked else parts[int(asked or 1) - 1]


def _rejected(said: Standing, part: Part | None) -> Iterator[Rejected]:
    for each in said.statements:
        if each.review is None or each.review.state != "rejected":
            continue
        if part is not None and not is_in(part, each):
            continue
        name = each.attribution.id
        made = [one for one in said.histories.get(name, ()) if one.holds and one.action == "reject"]
        yield Rejected(
            id=name,
            speaker=each.speaker.name if each.speaker else NOBODY,
            words=shortened(joined(said.reading.article.text, each.attribution.content)),
            by=made[-1].made_by if made else "",
            made=made[-1].made if made else "",
        )


def _orphans(said: Standing) -> tuple[Orphan, ...]:
    return tuple(
        Orphan(said.lost[number], reason) for number, reason in said.orphans.items() if number in said.lost
    )
