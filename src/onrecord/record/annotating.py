"""What somebody annotated in another program, taken as corrections of what the record has."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, select

from onrecord.errors import RecordError
from onrecord.nouns import Reading, Statement
from onrecord.record.changes import STEP, values_in
from onrecord.record.correcting import kept, log, machine_values, made_of, refresh_all, standing_of
from onrecord.record.corrections import Correction, Standing, values_of
from onrecord.record.deciding import check_words
from onrecord.record.schema import articles
from onrecord.revision import located, places_of


def annotate(connection: Connection, given: Reading, by: str, accept: bool) -> tuple[Correction, ...]:
    """What differs becomes changes, additions and rejections; with `accept`, the rest is accepted. Raises
    RecordError where the record has no such article, or other text at its address."""
    check_words("who corrects", by)
    found = standing_of(connection, _row(connection, given))
    pairs = dict(_pairs(found, given))
    numbers = []
    for base, row in _rows(found, given, pairs, accept):
        numbers.append(kept(connection, found.reading, base, by, row))
    if not numbers:
        return ()
    article = found.reading.article
    refresh_all(connection, article.id, article.page)
    return tuple(each for each in log(connection, article.id) if each.number in numbers)


def _row(connection: Connection, given: Reading) -> int:
    """The reading of this address whose text this is, that which search shows before others."""
    wanted = select(articles.c.id, articles.c.text).where(articles.c.address == given.article.id)
    rows = connection.execute(wanted.order_by(articles.c.shown.desc(), articles.c.id.desc())).all()
    if not rows:
        raise RecordError("the record has no article at this address", page=given.article.id, step=STEP)
    for row, text in rows:
        if text == given.article.text:
            return int(row)
    said = "its text is not that of the record: the places of the annotations would be others"
    raise RecordError(said, page=given.article.id, step=STEP)


def _pairs(found: Standing, given: Reading) -> Iterator[tuple[str, Statement]]:
    """Each statement of the record with what it became, by its id, else by its content."""
    theirs = {each.attribution.id: each for each in given.statements}
    counting = [each for each in found.statements if not each.review or each.review.state != "rejected"]
    rest = []
    for each in counting:
        if each.attribution.id in theirs:
            yield each.attribution.id, theirs.pop(each.attribution.id)
        else:
            rest.append(each)
    for each in rest:
        its = located(places_of(each.attribution), [one.attribution for one in theirs.values()])
        if its is not None:
            yield each.attribution.id, theirs.pop(its.id)


def _rows(
    found: Standing, given: Reading, pairs: dict[str, Statement], accept: bool
) -> Iterator[tuple[Statement, dict[str, Any]]]:
    """The corrections, each with the statement that it is of as it was read."""
    article = found.reading.article
    for now in found.statements:
        name = now.attribution.id
        base, state = found.bases[name], now.review.state if now.review else ""
        if state == "rejected":
            continue
        if name not in pairs:
            yield base, {"action": "reject", "machine": machine_values(found, name, None)}
            continue
        values = _differing(now, pairs[name], given)
        if values:
            machine = machine_values(found, name, values)
            yield base, {"action": "change", "machine": machine, "value": values}
        elif accept and not state:
            yield base, {"action": "accept", "machine": machine_values(found, name, None)}
    used = {id(each) for each in pairs.values()}
    met = set(found.bases)
    for each in given.statements:
        if id(each) not in used:
            yield from _new(found, each, values_in(values_of(each, article.text), None, article), met)


def _differing(now: Statement, given: Statement, reading: Reading) -> dict[str, Any]:
    text = reading.article.text
    was, new = values_of(now, text), values_of(given, text)
    differing = {column: value for column, value in new.items() if value != was[column]}
    return values_in(differing, now, reading.article) if differing else {}


def _new(
    found: Standing, each: Statement, values: dict[str, Any], met: set[str]
) -> Iterator[tuple[Statement, dict[str, Any]]]:
    """What is new; or what people rejected, and somebody has again."""
    made = made_of(values, found.reading.article)
    name = made.attribution.id
    if name in found.bases:
        machine = machine_values(found, name, values)
        yield found.bases[name], {"action": "change", "machine": machine, "value": values}
    elif name not in met:
        met.add(name)
        yield made, {"action": "add", "value": values}
