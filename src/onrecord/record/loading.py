"""Reading rows back: the readings that were written, equal to what they were."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Connection, RowMapping, func, select, true

from onrecord.errors import RecordError
from onrecord.identity import named
from onrecord.nouns import (
    Article,
    Attribution,
    Block,
    Confidences,
    Mention,
    Reading,
    Review,
    Span,
    Speaker,
    Statement,
    Target,
)
from onrecord.record.clauses import among
from onrecord.record.schema import articles, blocks, outlets, spans, speakers, statements, targets

NONE_STORED = "[]"
"""Most statements have no flags, and of a long article taking these apart was a third of all."""
Grouped = dict[int, list[RowMapping]]
Which = Literal["counting", "all", "read"]
"""Statements as people left them, without those that they rejected; with these; or as they were read."""
CHOSEN: dict[Which, ColumnElement[bool]] = {
    "counting": statements.c.counts == 1,
    "all": true(),
    "read": statements.c.corrected == 0,
}


def load(
    connection: Connection,
    ids: Sequence[int],
    which: Which = "counting",
    only: Collection[int] | None = None,
) -> list[Reading]:
    """The readings of these rows of `articles`, in the order of `ids`; unknown ones are left out. With `only`
    they have the statements of these rows alone, under the names that they have in the whole."""
    heads = {
        row["id"]: row
        for row in connection.execute(
            select(articles, outlets.c.name.label("outlet_name"))
            .outerjoin(outlets, articles.c.outlet == outlets.c.id)
            .where(articles.c.id.in_(ids))
        ).mappings()
    }
    in_article = _grouped(connection, select(blocks).where(blocks.c.article.in_(ids)), blocks, "article")
    chosen = CHOSEN[which] if only is None else among(statements.c.id, only)
    told = _statements(connection, ids, which, chosen)
    reviewed = frozenset[int]() if which == "read" else _reviewed(connection, ids)
    found = (
        Reading(
            _article(heads[number], in_article[number]),
            tuple(told.get(number, ())),
            heads[number]["bundle"],
            number in reviewed,
        )
        for number in ids
        if number in heads
    )
    return list(found if only is None else map(_with_its_names, found))


def _with_its_names(cut: Reading) -> Reading:
    """What was cut out, under the names of the whole: of two statements of the same places, the second alone
    would be named as the first one is."""
    return cut if named(cut) is cut else replace(cut, reviewed=True)


def _reviewed(connection: Connection, ids: Sequence[int]) -> frozenset[int]:
    """The articles of which people said anything."""
    wanted = select(statements.c.article).where(
        statements.c.article.in_(ids), statements.c.review.is_not(None)
    )
    return frozenset(connection.execute(wanted.distinct()).scalars())


def by_row(connection: Connection, ids: Sequence[int]) -> dict[int, Statement]:
    """All statements of these articles, those that people made too, by their rows."""
    found = _told(connection, ids, "all", true()).values()
    return {int(row["id"]): statement for its in found for row, statement in its}


def _statements(
    connection: Connection, ids: Sequence[int], which: Which, chosen: ColumnElement[bool]
) -> dict[int, list[Statement]]:
    told = _told(connection, ids, which, chosen)
    found = {article: [row for row, _ in its] for article, its in told.items()}
    read = {} if which == "read" else _order_of_reading(connection, found)
    return {article: _in_order(its, read.get(article, {})) for article, its in told.items()}


def _told(
    connection: Connection, ids: Sequence[int], which: Which, chosen: ColumnElement[bool]
) -> dict[int, list[tuple[RowMapping, Statement]]]:
    """For each article the rows of its statements, in their order, with what they tell."""
    theirs = select(statements.c.id).where(statements.c.article.in_(ids), chosen)
    places = _grouped(connection, select(spans).where(spans.c.statement.in_(theirs)), spans, "statement")
    aims = _grouped(connection, select(targets).where(targets.c.statement.in_(theirs)), targets, "statement")
    rows = connection.execute(
        select(statements, speakers.c.name.label("speaker_name"), speakers.c.type.label("speaker_type"))
        .outerjoin(speakers, statements.c.speaker == speakers.c.id)
        .where(statements.c.article.in_(ids), chosen)
        .order_by(statements.c.article, statements.c.position)
    ).mappings()
    found: dict[int, list[tuple[RowMapping, Statement]]] = defaultdict(list)
    for row in rows:
        told = _statement(row, places[row["id"]], aims[row["id"]], which)
        found[row["article"]].append((row, told))
    return found


def _order_of_reading(
    connection: Connection, found: dict[int, list[RowMapping]]
) -> dict[int, dict[str, tuple[int, int]]]:
    """Of articles with rows that people made: where each statement that was read stands in the reading, and
    where its words begin in the text."""
    theirs = [article for article, its in found.items() if any(row["corrected"] for row in its)]
    if not theirs:
        return {}
    wanted = (
        select(statements.c.article, statements.c.name, statements.c.position, func.min(spans.c.start))
        .outerjoin(spans, (spans.c.statement == statements.c.id) & (spans.c.role == "content"))
        .where(statements.c.article.in_(theirs), statements.c.corrected == 0)
        .group_by(statements.c.article, statements.c.name, statements.c.position)
    )
    places: dict[int, dict[str, tuple[int, int]]] = defaultdict(dict)
    for article, name, position, start in connection.execute(wanted):
        places[article][name] = position, start or 0
    return places


def _in_order(its: list[tuple[RowMapping, Statement]], read: dict[str, tuple[int, int]]) -> list[Statement]:
    """What was changed takes the place of what was read, what was added that of its words."""
    if not read and not any(row["corrected"] for row, _ in its):
        return [statement for _, statement in its]

    def key(each: tuple[RowMapping, Statement]) -> tuple[int, int, int]:
        row, statement = each
        if row["name"] in read:
            return read[row["name"]][0], 0, 0
        content = statement.attribution.content
        start = content[0].start if content else 0
        before = [position for position, begin in read.values() if begin <= start]
        return max(before, default=-1), 1, start

    return [statement for _, statement in sorted(its, key=lambda each: (*key(each), each[0]["name"]))]


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


def _statement(row: RowMapping, places: list[RowMapping], aims: list[RowMapping], which: Which) -> Statement:
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
        review=None if which == "read" else review_of(row),
    )


def review_of(row: RowMapping) -> Review | None:
    """What people said of a statement, in a row of `statements`."""
    if row["review"] is None:
        return None
    return Review(cast(Any, row["review"]), flags_of(row["set_by_people"], row["name"]))


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
    if stored == NONE_STORED:
        return ()
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
