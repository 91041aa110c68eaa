"""Reading rows back: the readings that were written, equal to what they were."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from onrecord.errors import RecordError
from onrecord.nouns import (
    Article,
    Attribution,
    Block,
    Confidences,
    Mention,
    Reading,
    Span,
    Speaker,
    Statement,
    Target,
)
from onrecord.record.schema import articles, blocks, outlets, spans, speakers, statements, targets

Grouped = dict[int, list[RowMapping]]


def load(connection: Connection, ids: Sequence[int]) -> list[Reading]:
    """The readings of these rows of `articles`, in the order of `ids`; unknown ones are left out."""
    heads = {
        row["id"]: row
        for row in connection.execute(
            select(articles, outlets.c.name.label("outlet_name"))
            .outerjoin(outlets, articles.c.outlet == outlets.c.id)
            .where(articles.c.id.in_(ids))
        ).mappings()
    }
    in_article = _grouped(connection, select(blocks).where(blocks.c.article.in_(ids)), blocks, "article")
    told = _statements(connection, ids)
    return [
        Reading(_article(heads[number], in_article[number]), tuple(told[number]), heads[number]["bundle"])
        for number in ids
        if number in heads
    ]


def _statements(connection: Connection, ids: Sequence[int]) -> dict[int, list[Statement]]:
    chosen = select(statements.c.id).where(statements.c.article.in_(ids))
    places = _grouped(connection, select(spans).where(spans.c.statement.in_(chosen)), spans, "statement")
    aims = _grouped(connection, select(targets).where(targets.c.statement.in_(chosen)), targets, "statement")
    rows = connection.execute(
        select(statements, speakers.c.name.label("speaker_name"), speakers.c.type.label("speaker_type"))
        .outerjoin(speakers, statements.c.speaker == speakers.c.id)
        .where(statements.c.article.in_(ids))
        .order_by(statements.c.article, statements.c.position)
    ).mappings()
    told: dict[int, list[Statement]] = defaultdict(list)
    for row in rows:
        told[row["article"]].append(_statement(row, places[row["id"]], aims[row["id"]]))
    return told


def _grouped(connection: Connection, query: Any, table: Any, key: str) -> Grouped:
    grouped: Grouped = defaultdict(list)
    for row in connection.execute(query.order_by(table.c.position)).mappings():
        grouped[row[key]].append(row)
    return grouped


def _article(row: RowMapping, in_article: list[RowMapping]) -> Article:
    return Article(
        id=row["address"],
        text=row["text"],
        blocks=tuple(Block(block["role"], Span(block["start"], block["end"])) for block in in_article),
        title=row["title"],
        byline=row["byline"],
        outlet=row["outlet_name"],
        published=row["published"],
        url=row["url"],
        language=row["language"],
        page=row["page"],
    )


def _statement(row: RowMapping, places: list[RowMapping], aims: list[RowMapping]) -> Statement:
    by_role: dict[str, list[Span]] = defaultdict(list)
    for place in places:
        by_role[place["role"]].append(Span(place["start"], place["end"]))
    return Statement(
        attribution=Attribution(
            id=row["name"],
            kind=row["kind"],
            source=tuple(by_role["source"]),
            cue=tuple(by_role["cue"]),
            content=tuple(by_role["content"]),
            within=row["within"],
            insertions=tuple(by_role["insertion"]),
            flags=flags_of(row["flags"], row["name"]),
            confidence=row["confidence"],
        ),
        speaker=_speaker(row, places),
        act=row["act"],
        targets=tuple(map(target_of, aims)),
        addressee=next(iter(by_role["addressee"]), None),
        occasion=next(iter(by_role["occasion"]), None),
        when=next(iter(by_role["when"]), None),
        said_on=row["said_on"],
        flags=flags_of(row["column_flags"], row["name"]),
        confidences=confidences_of(row),
    )


def target_of(row: RowMapping) -> Target:
    """A row of `targets`."""
    return Target(row["name"], row["stance"], _span(row), row["confidence"])


def confidences_of(row: RowMapping) -> Confidences:
    """The confidences of the columns in a row of `statements`."""
    return Confidences(
        speaker=row["speaker_confidence"],
        act=row["act_confidence"],
        addressee=row["addressee_confidence"],
        occasion=row["occasion_confidence"],
        when=row["when_confidence"],
    )


def flags_of(stored: str, statement: str) -> tuple[str, ...]:
    """The flags of a statement, as they are stored. Raises RecordError where they were tampered with."""
    try:
        return tuple(map(str, json.loads(stored)))
    except (TypeError, ValueError) as error:
        raise RecordError(f"the flags of statement {statement} are damaged", step="record") from error


def _speaker(row: RowMapping, places: list[RowMapping]) -> Speaker | None:
    if row["speaker_name"] is None:
        return None
    mentions = tuple(
        Mention(Span(place["start"], place["end"]), place["reason"])
        for place in places
        if place["role"] == "mention"
    )
    return Speaker(row["speaker_name"], row["speaker_type"], mentions, bool(row["resolved"]))


def _span(row: RowMapping) -> Span | None:
    return None if row["start"] is None else Span(row["start"], row["end"])
