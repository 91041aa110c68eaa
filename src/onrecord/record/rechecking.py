"""Corrections held against the pages: the words that people pointed at, and the rows that follow."""

import json
from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import Connection, select

from onrecord.nouns import Review
from onrecord.record.correcting import standing_of
from onrecord.record.corrections import COLUMNS, Correction, spans_in
from onrecord.record.database import Indexed, database_of
from onrecord.record.loading import load
from onrecord.record.schema import statements
from onrecord.record.writing import searched

Problem = tuple[str, str, str]
"""Of which statement, in what role, and what."""


def problems(
    connection: Connection, row: int, made: Sequence[Correction], index: Mapping[int, Indexed]
) -> Iterator[Problem]:
    """What does not hold of the corrections of one reading, a row of `articles`."""
    found = standing_of(connection, row, made)
    article = found.reading.article
    for each in made:
        if each.page == article.page:
            yield from _words(each, article.text)
    yield from _rows(
        connection, row, {each.attribution.id: each.review for each in found.statements}, found.bases
    )
    [stored] = load(connection, [row], "all")
    kept = {each.attribution.id: each for each in stored.statements if each.review}
    for statement in found.statements:
        name = statement.attribution.id
        if statement.review and kept.get(name) != statement:
            yield name, "correction", "the statement is kept otherwise than people left it"
    yield from _indexed(connection, row, index)


def _words(each: Correction, text: str) -> Iterator[Problem]:
    for values in (each.machine, each.value):
        for column, span, words in spans_in(values):
            if not 0 <= span.start <= span.end <= len(text) or span.of(text) != words:
                yield each.statement, column, f"correction {each.number} has other words than the page there"
    if any(not 0 <= span.start <= span.end <= len(text) for spans in each.places for span in spans):
        yield each.statement, "correction", f"number {each.number} stands outside the text"
    unknown = [column for column in each.value or () if column not in COLUMNS]
    if unknown:
        yield each.statement, "correction", f"number {each.number} sets {unknown[0]!r}, which is no column"


def _rows(
    connection: Connection, row: int, reviews: Mapping[str, Review | None], bases: Mapping[str, object]
) -> Iterator[Problem]:
    """Each statement counts once, in people's row where they have one."""
    columns = (statements.c.name, statements.c.counts, statements.c.corrected, statements.c.review)
    stored = connection.execute(
        select(*columns, statements.c.set_by_people).where(statements.c.article == row)
    ).all()
    own = {each.name for each in stored if each.corrected}
    for each in stored:
        if each.name not in bases:
            yield each.name, "correction", "nobody read it, and nobody added it"
            continue
        review = None if not each.corrected and each.name in own else reviews.get(each.name)
        replaced = not each.corrected and each.name in own
        counts = not replaced and (review is None or review.state != "rejected")
        columns_set = json.dumps(review.columns if review else ())
        expected = (int(counts), review.state if review else None, columns_set)
        if (each.counts, each.review, each.set_by_people) != expected:
            yield each.name, "correction", "its marks are others than follow from the corrections"


def _indexed(connection: Connection, row: int, index: Mapping[int, Indexed]) -> Iterator[Problem]:
    """What search finds people's rows by."""
    wanted = select(statements.c.id, statements.c.name)
    own = connection.execute(wanted.where(statements.c.article == row, statements.c.corrected == 1)).all()
    if not own:
        return
    [stored] = load(connection, [row], "all")
    told = {each.attribution.id: each for each in stored.statements if each.review}
    for number, name in own:
        words = searched(told[name], stored.article.text) if name in told else {}
        if not words or index.get(number) != database_of(connection).to_be_indexed(words):
            yield name, "search", "the index holds other words than the corrected statement"
