"""Writing one reading: the rows that it becomes, all in the caller's transaction."""

import json
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select, update

from onrecord.errors import RecordError
from onrecord.identity import article_id, joined
from onrecord.nouns import Article, Page, Reading, Span, Speaker, Statement, Target
from onrecord.record.database import database_of
from onrecord.record.naming import name_key, sort_of, written_forms
from onrecord.record.query import DATE
from onrecord.record.schema import (
    WORD_COLUMNS,
    articles,
    blocks,
    outlets,
    pages,
    spans,
    speakers,
    statements,
    targets,
)

Outcome = Literal["added", "unchanged", "revised"]
RowValues = dict[str, Any]


class Known(NamedTuple):
    """A reading that the record holds: its row in `articles`, and whether search shows it."""

    row: int
    shown: bool


AT_ONCE = 500
"""Names looked up by one query; SQLite takes some thousands of parameters, older ones 999."""

# Made once: SQLAlchemy takes longer over making a statement than SQLite over a few rows.
INSERT_ARTICLE = insert(articles)
LAST = select(func.max(statements.c.id))
OUTLET = select(outlets.c.id).where(outlets.c.name == bindparam("name"))
KNOWN = select(articles.c.id, articles.c.shown).where(
    articles.c.address == bindparam("address"),
    articles.c.page == bindparam("page"),
    articles.c.bundle == bindparam("bundle"),
)
REVISIONS = (
    select(articles.c.page, func.max(articles.c.revision))
    .where(articles.c.address == bindparam("address"))
    .group_by(articles.c.page)
)
SPEAKERS = select(speakers.c.id, speakers.c.name, speakers.c.type).where(
    speakers.c.name.in_(bindparam("names", expanding=True))
)

COLUMNS = ("speaker", "act", "addressee", "occasion", "when")
"""Those that carry a confidence of their own, by the fields of `Confidences`."""


def check(page: Page, reading: Reading) -> None:
    """Raises RecordError unless the reading is one of this page, with all its places inside the text and
    all its confidences in [0, 1]."""
    article, length = reading.article, len(reading.article.text)
    problem = next(
        (
            f"{what} [{span.start}, {span.end}] is outside the text (0 to {length})"
            for what, span in _places(reading)
            if not 0 <= span.start <= span.end <= length
        ),
        "",
    )
    if article.id != page.address:
        problem = f"the article is of {article.id!r}, not of this page"
    elif article.page != page.sha256:
        problem = "the article was read from other bytes than the page's"
    elif not problem:
        problem = next(
            (
                f"a confidence ({what}) is {value}, which is no probability"
                for statement in reading.statements
                for what, value in confidences_of(statement)
                if not 0 <= value <= 1  # nor is NaN
            ),
            "",
        )
    days = (statement.said_on for statement in reading.statements)
    undated = next((day for day in days if day is not None and not DATE.fullmatch(day)), None)
    if undated is not None and not problem:
        problem = f"said_on is {undated!r}, which is no date like 2021, 2021-12 or 2021-12-23"
    if problem:
        raise RecordError(problem, page=page.address, step="record")


def _places(reading: Reading) -> Iterator[tuple[str, Span]]:
    yield from (("a block", block.span) for block in reading.article.blocks)
    for statement in reading.statements:
        yield from ((f"a span ({role})", span) for role, span, _ in spans_of(statement))
        yield from (("a target", target.span) for target in statement.targets if target.span is not None)


def spans_of(statement: Statement) -> Iterator[tuple[str, Span, str | None]]:
    """All spans of a statement with their roles and, for mentions, reasons."""
    attribution = statement.attribution
    yield from ((role, span, None) for role, span in attribution.spans)
    for role, place in (
        ("addressee", statement.addressee),
        ("occasion", statement.occasion),
        ("when", statement.when),
    ):
        if place is not None:
            yield role, place, None
    yield from (("insertion", span, None) for span in attribution.insertions)
    if statement.speaker is not None:
        yield from (("mention", mention.span, mention.reason) for mention in statement.speaker.mentions)


def confidences_of(statement: Statement) -> Iterator[tuple[str, float]]:
    """All confidences of a statement that there are, each with what it is of."""
    yield "attribution", statement.attribution.confidence
    for column in COLUMNS:
        value = getattr(statement.confidences, column)
        if value is not None:
            yield column, value
    yield from (("target", target.confidence) for target in statement.targets)


def known(connection: Connection, page: Page, bundle: str) -> Known | None:
    """The reading of this page, at its address, by this bundle, if there is one."""
    wanted = {"address": page.address, "page": page.sha256, "bundle": bundle}
    row = connection.execute(KNOWN, wanted).first()
    return None if row is None else Known(row.id, bool(row.shown))


def show_again(connection: Connection, page: Page, known: Known) -> Outcome:
    """Let search show a reading that was replaced: its page is again as it was."""
    _show_none(connection, page)
    connection.execute(update(articles).where(articles.c.id == known.row).values(shown=1))
    return "revised"


def _show_none(connection: Connection, page: Page) -> None:
    """The index of search holds all readings; `shown` alone says which of an address it finds."""
    connection.execute(update(articles).where(articles.c.address == page.address).values(shown=0))


def compressed(page: Page) -> RowValues:
    """The row of a page; made before the transaction, as it takes a while."""
    return {"sha256": page.sha256, "size": len(page.data), "compressed": zlib.compress(page.data)}


def write(connection: Connection, page: Page, reading: Reading, page_row: RowValues) -> Outcome:
    """Write a reading, named by `identity.named`, that is not known; the newest of its address is shown."""
    database = database_of(connection)
    database.add_rows(connection, pages, [page_row], new=False)
    revision, first = _revision(connection, page)
    if not first:
        _show_none(connection, page)
    article = _write_article(connection, page, reading, revision)
    placed = enumerate(reading.article.blocks)
    rows = [{"article": article, "position": n, "role": each.role, **_ends(each.span)} for n, each in placed]
    database.add_rows(connection, blocks, rows)
    write_statements(connection, article, reading.statements, reading.article.text)
    return "added" if first else "revised"


def _revision(connection: Connection, page: Page) -> tuple[int, bool]:
    """The number of this page's bytes among those seen at its address, and whether it is the first."""
    seen = dict(connection.execute(REVISIONS, {"address": page.address}).all())
    return seen.get(page.sha256) or max(seen.values(), default=0) + 1, not seen


def _write_article(connection: Connection, page: Page, reading: Reading, revision: int) -> int:
    article = reading.article
    row = {
        "name": article_id(article),
        "address": page.address,
        "revision": revision,
        "page": page.sha256,
        "bundle": reading.bundle,
        "shown": 1,
        "declared_type": page.declared_type,
        "fetched": page.fetched,
        "title": article.title,
        "byline": article.byline,
        "outlet": _outlet(connection, article),
        "published": article.published,
        "url": article.url,
        "language": article.language,
        "text": article.text,
    }
    key = connection.execute(INSERT_ARTICLE, row).inserted_primary_key
    return int(key[0]) if key else 0


def _outlet(connection: Connection, article: Article) -> int | None:
    if article.outlet is None:
        return None
    known = connection.execute(OUTLET, {"name": article.outlet}).scalar()
    if known is None:
        database_of(connection).add_rows(connection, outlets, [{"name": article.outlet}], new=False)
        known = connection.execute(OUTLET, {"name": article.outlet}).scalar_one()
    return int(known)


def write_statements(
    connection: Connection, article: int, told: Sequence[Statement], body: str, first: int = 0
) -> None:
    """Write statements of an article, from the position `first` on."""
    if not told:
        return
    database = database_of(connection)
    ids = _speakers(connection, [statement.speaker for statement in told if statement.speaker is not None])
    last = connection.execute(LAST).scalar_one() or 0
    numbered = list(enumerate(told, start=last + 1))
    with database.together(connection):
        at = first - last - 1
        rows = [_statement_row(number, article, at + number, each, ids) for number, each in numbered]
        database.add_rows(connection, statements, rows)
        rows = [row for number, each in numbered for row in _span_rows(number, each, body)]
        database.add_rows(connection, spans, rows)
        rows = [row for number, each in numbered for row in _target_rows(number, each, body)]
        database.add_rows(connection, targets, rows)
        rows = [{"id": number, **searched(each, body)} for number, each in numbered]
        database.add_words(connection, rows)
        _write_aliases(connection, told, ids, body)


def searched(statement: Statement, body: str) -> dict[str, str]:
    """What the search index holds of a statement. SQLite's tokenizers stop at a NUL: a space stands for
    it, which keeps all offsets."""
    attribution = statement.attribution
    found = {
        "words": joined(body, attribution.content),
        "speaker": statement.speaker.name if statement.speaker else "",
        "source": joined(body, attribution.source),
        "cue": joined(body, attribution.cue),
        "addressee": statement.addressee.of(body) if statement.addressee else "",
        "occasion": statement.occasion.of(body) if statement.occasion else "",
        "for_whom": _targets(statement.targets, "for"),
        "against_whom": _targets(statement.targets, "against"),
    }
    return {column: found[column].replace("\0", " ") for column in WORD_COLUMNS}


def _targets(targets: Sequence[Target], stance: str) -> str:
    return " … ".join(target.name for target in targets if target.stance == stance)


def _speakers(connection: Connection, met: Sequence[Speaker]) -> dict[tuple[str, str], int]:
    wanted = list(dict.fromkeys((speaker.name, speaker.type) for speaker in met))
    if not wanted:
        return {}
    found = _ids(connection, wanted)
    new = [each for each in wanted if each not in found]
    rows = [{"name": name, "type": kind, **keyed(name, kind)} for name, kind in new]
    if rows:
        database_of(connection).add_rows(connection, speakers, rows, new=False)
        found = _ids(connection, wanted)
    return found


def _ids(connection: Connection, wanted: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for start in range(0, len(wanted), AT_ONCE):
        names = {name for name, _ in wanted[start : start + AT_ONCE]}
        for row in connection.execute(SPEAKERS, {"names": sorted(names)}):
            found[row.name, row.type] = row.id
    return found


def keyed(name: str, kind: str) -> RowValues:
    """The columns of `speakers` that follow from a name and its type."""
    key = name_key(name, sort_of(kind))
    return {**key._asdict(), "surname": key.surname}


def aliases_of(statements: Sequence[Statement], body: str) -> dict[tuple[str, str], dict[str, None]]:
    """For each name and type the forms in which these statements name it."""
    mentioned: dict[tuple[str, str], dict[tuple[str, str], None]] = {}
    for statement in statements:
        if (speaker := statement.speaker) is not None:
            met = mentioned.setdefault((speaker.name, speaker.type), {})
            met.update(((mention.span.of(body), mention.reason), None) for mention in speaker.mentions)
    return {named: dict.fromkeys(written_forms(*named, met)) for named, met in mentioned.items()}


def _write_aliases(
    connection: Connection, told: Sequence[Statement], ids: dict[tuple[str, str], int], body: str
) -> None:
    forms = aliases_of(told, body)
    rows = [{"speaker": ids[named], "words": form} for named, found in forms.items() for form in found]
    if rows:
        database_of(connection).add_aliases(connection, rows)


def _statement_row(
    number: int, article: int, position: int, statement: Statement, ids: dict[tuple[str, str], int]
) -> RowValues:
    attribution, speaker = statement.attribution, statement.speaker
    return {
        "id": number,
        "name": attribution.id,
        "article": article,
        "position": position,
        "kind": attribution.kind,
        "within": attribution.within,
        "speaker": ids[speaker.name, speaker.type] if speaker else None,
        "resolved": int(speaker.resolved) if speaker else 0,
        "act": statement.act,
        "said_on": statement.said_on,
        "flags": json.dumps(attribution.flags),
        "column_flags": json.dumps(statement.flags),
        "confidence": attribution.confidence,
        **{f"{column}_confidence": getattr(statement.confidences, column) for column in COLUMNS},
    }


def _span_rows(number: int, statement: Statement, body: str) -> Iterator[RowValues]:
    positions: dict[str, int] = {}
    for role, span, reason in spans_of(statement):
        position = positions.get(role, 0)
        positions[role] = position + 1
        yield {
            "statement": number,
            "role": role,
            "position": position,
            "words": body[span.start : span.end],
            "start": span.start,
            "end": span.end,
            "reason": reason,
        }


def _target_rows(number: int, statement: Statement, body: str) -> Iterator[RowValues]:
    for position, target in enumerate(statement.targets):
        row = {"statement": number, "position": position, "name": target.name, "stance": target.stance}
        place = target.span
        words = None if place is None else place.of(body)
        ends = {"start": None, "end": None} if place is None else _ends(place)
        yield {**row, **ends, "words": words, "confidence": target.confidence}


def _ends(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}
