"""What became of an article from one version of its page to another: paragraphs, words, statements."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from onrecord.errors import NotFoundError, RecordError
from onrecord.identity import article_id, joined
from onrecord.nouns import SPEAKING_ROLES, Article, Statement
from onrecord.record import Revision, RevisionDiff
from onrecord.revision import BlockChange, Sort, WordEdit, word_edits
from onrecord.web.lane import Lane
from onrecord.web.margin import NOBODY
from onrecord.web.site import Here, Reader, page

router = APIRouter(include_in_schema=False)
ORDER: tuple[Sort, ...] = ("kept", "moved", "reworded", "added", "removed")
MOST_WORDS = 4_000
"""Of a longer paragraph no words are held against each other: it is told as cut and put in."""
Number = Annotated[int | None, Query(ge=1, le=10**9)]


@dataclass(frozen=True, slots=True)
class BlockShown:
    """A paragraph and what became of it; a `count` of several that stayed as they were, with their words."""

    sort: str
    role: str
    speaks: bool
    edits: tuple[WordEdit, ...]
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FateShown:
    """A statement and what became of it: whose it is, its words held against each other, the ids it had and
    has, and the share of its words that both versions have."""

    sort: Sort
    speaker: str
    edits: tuple[WordEdit, ...]
    old: str
    new: str
    alike: float


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """The context of changes.html: the article's `id` and title, its `versions`, the two that are compared,
    the `counts` of statements by what became of them, the `statements` that did not just stay, and the
    `blocks`."""

    id: str
    title: str
    address: str
    versions: tuple[Revision, ...]
    old: Revision
    new: Revision
    counts: tuple[tuple[Sort, int], ...]
    statements: tuple[FateShown, ...]
    kept: tuple[FateShown, ...]
    blocks: tuple[BlockShown, ...]


@dataclass(frozen=True, slots=True)
class OneVersionPage:
    """The context of one_version.html: the article that has nothing to be compared with."""

    id: str
    title: str


@router.get("/articles/{id}/changes")
def changes(
    request: Request, id: str, site: Here, reader: Reader, lane: Lane, old: Number = None, new: Number = None
) -> Response:
    article = site.record.article(id).reading.article
    versions = site.record.revisions(article.id)
    title = article.title or article.id
    if len(versions) < 2:
        return page(request, "one_version.html", title, OneVersionPage(article_id(article), title))
    try:
        diff = site.record.revision_diff(article.id, old, new)
    except RecordError as error:
        if error.step != "revisions":
            raise
        raise NotFoundError(error.message, step="record") from None
    if old is None or new is None:  # so that the address says which
        at = f"/articles/{article_id(article)}/changes?old={diff.old.number}&new={diff.new.number}"
        return RedirectResponse(at, 303)
    made = changes_page(article, versions, diff)
    return page(request, "changes.html", f"Changes · {title}", made)


def changes_page(article: Article, versions: tuple[Revision, ...], diff: RevisionDiff) -> ChangesPage:
    """The context of a comparison."""
    found = diff.comparison
    fates = [
        FateShown(
            sort=fate.sort,
            speaker=_speaker(fate.new or fate.old),
            edits=_edits(_said(fate.old, found.old), _said(fate.new, found.new)),
            old=fate.old.attribution.id if fate.old else "",
            new=fate.new.attribution.id if fate.new else "",
            alike=fate.alike,
        )
        for fate in found.statements
    ]
    return ChangesPage(
        id=article_id(article),
        title=article.title or article.id,
        address=article.id,
        versions=versions,
        old=diff.old,
        new=diff.new,
        counts=tuple((sort, found.count(sort)) for sort in ORDER),
        statements=tuple(each for each in fates if each.sort != "kept"),
        kept=tuple(each for each in fates if each.sort == "kept"),
        blocks=tuple(_blocks(found.blocks, found.old, found.new)),
    )


def _blocks(found: tuple[BlockChange, ...], old: Article, new: Article) -> Iterator[BlockShown]:
    """What stayed in one, between what did not."""
    kept: list[str] = []
    for each in found:
        before = each.old.span.of(old.text) if each.old else ""
        after = each.new.span.of(new.text) if each.new else ""
        if each.sort == "kept":
            kept.append(after)
            continue
        if kept:
            yield BlockShown("kept", "body", True, (), tuple(kept))
            kept = []
        role = (each.new or each.old).role  # type: ignore[union-attr]  # one of them is there
        yield BlockShown(each.sort, role, role in SPEAKING_ROLES, _edits(before, after))
    if kept:
        yield BlockShown("kept", "body", True, (), tuple(kept))


def _edits(before: str, after: str) -> tuple[WordEdit, ...]:
    if before == after:
        return (WordEdit("same", after),)
    if before and after and max(before.count(" "), after.count(" ")) > MOST_WORDS:
        return (WordEdit("cut", before), WordEdit("added", after))
    return tuple(_together(word_edits(before, after)))


def _together(edits: tuple[WordEdit, ...]) -> Iterator[WordEdit]:
    """What was cut next to each other in one, and then what was put in: spaces that stayed between changed
    words part nothing."""
    cut, added, spaces = "", "", ""
    for each in (*edits, WordEdit("same", "")):
        if each.sort == "same" and (cut or added) and each.words and not each.words.strip():
            spaces = each.words
            continue
        if each.sort != "same":
            cut += spaces + (each.words if each.sort == "cut" else "")
            added += spaces + (each.words if each.sort == "added" else "")
            spaces = ""
            continue
        if cut.strip():
            yield WordEdit("cut", cut)
        if added.strip():
            yield WordEdit("added", added)
        if spaces or each.words:
            yield WordEdit("same", spaces + each.words)
        cut, added, spaces = "", "", ""


def _said(statement: Statement | None, article: Article) -> str:
    return " ".join(joined(article.text, statement.attribution.content).split()) if statement else ""


def _speaker(statement: Statement | None) -> str:
    return statement.speaker.name if statement and statement.speaker else NOBODY
