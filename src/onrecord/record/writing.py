"""Writing one reading: the rows that it becomes, all in the caller's transaction."""

import json
import math
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, func, insert, select, text, update
from sqlalchemy.dialects.sqlite import insert as insert_or_ignore

from onrecord.errors import RecordError
from onrecord.identity import article_id, joined
from onrecord.nouns import Article, Page, Reading, Span, Speaker, Statement
from onrecord.record.schema import (
    WORDS,
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

INSERT_WORDS = text(
    f"INSERT INTO {WORDS} (rowid, words, speaker, source, cue) VALUES (:id, :words, :speaker, :source, :cue)"
)


def check(page: Page, reading: Reading) -> None:
    """Raises RecordError unless the reading is one of this page, with all its places inside the text."""
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
    elif any(math.isnan(statement.attribution.confidence) for statement in reading.statements):
        problem = "a confidence is not a number"
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


def known(connection: Connection, page: Page, bundle: str) -> Known | None:
    """The reading of this page, at its address, by this bundle, if there is one."""
    wanted = select(articles.c.id, articles.c.shown).where(
        articles.c.address == page.address, articles.c.page == page.sha256, articles.c.bundle == bundle
    )
    row = connection.execute(wanted).first()
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
    connection.execute(insert_or_ignore(pages).on_conflict_do_nothing(), page_row)
    revision, first = _revision(connection, page)
    if not first:
        _show_none(connection, page)
    article = _write_article(connection, page, reading, revision)
    if reading.article.blocks:
        connection.execute(
            insert(blocks),
            [
                {"article": article, "position": position, "role": block.role, **_ends(block.span)}
                for position, block in enumerate(reading.article.blocks)
            ],
        )
    _write_statements(connection, article, reading)
    return "added" if first else "revised"


def _revision(connection: Connection, page: Page) -> tuple[int, bool]:
    """The number of this page's bytes among those seen at its address, and whether it is the first."""
    rows = connection.execute(
        select(articles.c.page, func.max(articles.c.revision))
        .where(articles.c.address == page.address)
        .group_by(articles.c.page)
    )
    seen = dict(rows.all())
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
    key = connection.execute(insert(articles), row).inserted_primary_key
    return int(key[0]) if key else 0


def _outlet(connection: Connection, article: Article) -> int | None:
    if article.outlet is None:
        return None
    connection.execute(insert_or_ignore(outlets).on_conflict_do_nothing(), {"name": article.outlet})
    named = select(outlets.c.id).where(outlets.c.name == article.outlet)
    return int(connection.execute(named).scalar_one())


def _write_statements(connection: Connection, article: int, reading: Reading) -> None:
    told = reading.statements
    if not told:
        return
    ids = _speakers(connection, [statement.speaker for statement in told if statement.speaker is not None])
    last = connection.execute(select(func.max(statements.c.id))).scalar_one() or 0
    numbered = list(enumerate(told, start=last + 1))
    body = reading.article.text
    connection.execute(
        insert(statements),
        [_statement_row(number, article, number - last - 1, each, ids) for number, each in numbered],
    )
    span_rows = [row for number, each in numbered for row in _span_rows(number, each, body)]
    if span_rows:
        connection.execute(insert(spans), span_rows)
    target_rows = [row for number, each in numbered for row in _target_rows(number, each)]
    if target_rows:
        connection.execute(insert(targets), target_rows)
    connection.execute(INSERT_WORDS, [{"id": number, **searched(each, body)} for number, each in numbered])


def searched(statement: Statement, body: str) -> dict[str, str]:
    """What the search index holds of a statement. SQLite's tokenizers stop at a NUL: a space stands for
    it, which keeps all offsets."""
    attribution = statement.attribution
    return {
        "words": joined(body, attribution.content).replace("\0", " "),
        "speaker": (statement.speaker.name if statement.speaker else "").replace("\0", " "),
        "source": joined(body, attribution.source).replace("\0", " "),
        "cue": joined(body, attribution.cue).replace("\0", " "),
    }


def _speakers(connection: Connection, met: Sequence[Speaker]) -> dict[tuple[str, str], int]:
    wanted = list(dict.fromkeys((speaker.name, speaker.type) for speaker in met))
    if not wanted:
        return {}
    rows = [{"name": name, "type": kind} for name, kind in wanted]
    connection.execute(insert_or_ignore(speakers).on_conflict_do_nothing(), rows)
    found: dict[tuple[str, str], int] = {}
    for start in range(0, len(wanted), AT_ONCE):
        names = {name for name, _ in wanted[start : start + AT_ONCE]}
        for row in connection.execute(select(speakers).where(speakers.c.name.in_(sorted(names)))):
            found[row.name, row.type] = row.id
    return found


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
        "confidence": attribution.confidence,
    }


def _span_rows(number: int, statement: Statement, body: str) -> Iterator[RowValues]:
    positions: dict[str, int] = {}
    for role, span, reason in spans_of(statement):
        position = positions.get(role, 0)
        positions[role] = position + 1
        row = {"statement": number, "role": role, "position": position, "words": span.of(body)}
        yield {**row, **_ends(span), "reason": reason}


def _target_rows(number: int, statement: Statement) -> Iterator[RowValues]:
    for position, target in enumerate(statement.targets):
        row = {"statement": number, "position": position, "name": target.name, "stance": target.stance}
        yield {**row, **(_ends(target.span) if target.span else {"start": None, "end": None})}


def _ends(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}
