"""Utterances of the record, as they are asked for, and as people decide on them.

What is kept ready (`settling`) answers; where that is not how things are, what the statement reaches by links
is read and grouped on the spot, with the same result.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, select

from onrecord.errors import NotFoundError, RecordError
from onrecord.record import days, joining, lookup, settling
from onrecord.record.clauses import among
from onrecord.record.components import Component, Tellings, tellings
from onrecord.record.database import database_of
from onrecord.record.query import Sought, terms
from onrecord.record.schema import INDEX, articles, statement_wordings, statements
from onrecord.utterance import Telling, Told
from onrecord.utterance.decisions import UtteranceDecision
from onrecord.utterance.variants import utterance_of_group


class Listing(NamedTuple):
    """Which part of the list of utterances is wanted: so many at most, after so many others; after the
    utterance of the statement of an id, or `before` it."""

    limit: int
    offset: int = 0
    after: str | None = None
    before: str | None = None


def utterances(connection: Connection, words: str, least: int, part: Listing) -> tuple[Told, ...]:
    """The utterances that at least so many articles tell, one telling with all of the words if some are
    given; those of most articles first, then of most statements, the earliest, by name."""
    named = None
    if words.strip():
        sought = [Sought(("words",), (term,)) for term in terms(words)]
        if not sought:
            return ()  # signs alone
        named = select(days.statement(INDEX.c.rowid)).where(database_of(connection).matching(sought))
    found = settling.listed(
        connection,
        least,
        part.limit,
        offset=part.offset,
        beside=_beside(connection, part),
        back=part.before is not None,
        among_statements=named,
    )
    told = settling.members(connection, found)
    those = tellings(connection, [number for numbers in told.values() for number in numbers])
    made = joining.decisions(connection)
    return tuple(
        _told([those.told[number] for number in told[utterance] if number in those.told], those, made)
        for utterance in found
        if any(number in those.told for number in told[utterance])
    )


def _beside(connection: Connection, part: Listing) -> int | None:
    """The utterance that the part of the list is after or before, None for the first part. Raises
    RecordError."""
    prefix = part.after if part.after is not None else part.before
    if prefix is None:
        return None
    name = lookup.statement_id(connection, prefix)
    kept = (settling.utterance_with(connection, row) for row in _rows_shown(connection, name))
    found = next((each for each in kept if each is not None), None)
    if found is None:
        raise NotFoundError(
            f"{name} is in no utterance of the list: begin with the first page", step="record"
        )
    return found


def utterance(connection: Connection, prefix: str) -> Told:
    """The utterance that the statement of the only id that begins so belongs to. Raises RecordError."""
    return _utterance(connection, lookup.statement_id(connection, prefix))


def _utterance(connection: Connection, name: str) -> Told:
    rows, made = _rows_shown(connection, name), joining.decisions(connection)
    if settling.is_settled(connection):
        for number in rows:
            found = settling.utterance_with(connection, number)
            if found is not None:
                those = tellings(connection, settling.members(connection, [found])[found])
                return _told(list(those.told.values()), those, made)
    wanted = select(statement_wordings.c.wording).where(among(statement_wordings.c.statement, rows))
    wordings = connection.execute(wanted.distinct()).scalars().all()
    if not wordings:
        said = f"{name} was not compared with others yet, and the record cannot be written here to do so"
        raise RecordError(said, step="record")
    component = Component(connection, wordings, made)
    for group in component.groups():
        if any(telling.name == name for _, telling in group):
            return _told([telling for _, telling in group], component.tellings, made)
    raise RecordError(f"the record names {name} and does not hold it: it is damaged", step="record")


def _rows_shown(connection: Connection, name: str) -> Sequence[int]:
    """The rows of a statement that search shows."""
    wanted = (
        select(statements.c.id)
        .join(articles, statements.c.article == articles.c.id)
        .where(statements.c.name == name, articles.c.shown == 1, statements.c.counts == 1)
    )
    rows = connection.execute(wanted).scalars().all()
    if not rows:
        raise NotFoundError(
            f"{name} is of a version since replaced, and only what search shows is compared", step="record"
        )
    return rows


def _told(told: Collection[Telling], those: Tellings, made: Sequence[UtteranceDecision]) -> Told:
    names = {each.name: those.names[each.name] for each in told if each.name in those.names}
    ids = {each.name for each in told}
    about = tuple(each for each in made if each.holds and not ids.isdisjoint((*each.one, *each.other)))
    return Told(utterance_of_group(tuple(told)), names, about)


def merge(connection: Connection, one: str, other: str, by: str, seen: int | None) -> UtteranceDecision:
    """From now on the utterances of two statements are one."""
    sides = [_side(connection, prefix) for prefix in (one, other)]
    joining.check_seen(connection, seen, (*sides[0], *sides[1]))
    return _touched(connection, joining.merge(connection, sides[0], sides[1], by))


def split(connection: Connection, prefixes: Sequence[str], by: str, seen: int | None) -> UtteranceDecision:
    """From now on these statements tell another utterance than all others that tell theirs now."""
    named = [lookup.statement_id(connection, prefix) for prefix in prefixes]
    told = _side(connection, named[0]) if named else ()
    joining.check_seen(connection, seen, (*named, *told))
    return _touched(connection, joining.split(connection, named, told, by))


def undo(connection: Connection, number: int | None, by: str, seen: int | None) -> UtteranceDecision:
    """From now on a decision holds no more."""
    joining.check_seen(connection, seen)
    return _touched(connection, joining.undo(connection, number, by))


def _side(connection: Connection, prefix: str) -> tuple[str, ...]:
    """The ids of all statements that tell what this one tells, itself first."""
    name = lookup.statement_id(connection, prefix)
    told = _utterance(connection, name).utterance.told
    return (name, *(each.name for each in told if each.name != name))


def _touched(connection: Connection, decision: UtteranceDecision) -> UtteranceDecision:
    names = joining.concerned(decision, joining.decisions(connection))
    settling.touch_statements(connection, among(statements.c.name, names))
    return decision
