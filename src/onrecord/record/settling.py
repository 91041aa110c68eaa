"""Utterances kept ready: found anew where something changed, so that nobody who asks waits for the rest.

What changed is known by wordings (`stale_wordings`): those of new statements and of keys that became crowded,
which comparing notes; of articles that are shown no more or again, which a trigger notes; and of speakers who
are somebody else by now, which is found by holding who they are against who they were.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    true,
)

from onrecord.record.clauses import among
from onrecord.record.components import Component, identities
from onrecord.record.database import database_of
from onrecord.record.identities import all_speakers, speakers_around
from onrecord.record.joining import decisions
from onrecord.record.matching import set_mark, touch
from onrecord.record.schema import (
    changed_articles,
    speaker_decisions,
    speaker_identities,
    speakers,
    stale_wordings,
    statement_utterances,
    statement_wordings,
    statements,
    utterance_marks,
    utterances,
)
from onrecord.utterance.variants import earliest

AT_ONCE = 500
"""Wordings settled in one transaction, with all that they reach."""
DECIDED = "speaker decisions"
UNDATED = "~"
"""Comes after all dates."""


def is_settled(connection: Connection) -> bool:
    """Whether what is kept ready is how things are."""
    there = or_(exists(select(stale_wordings.c.wording)), exists(select(changed_articles.c.article)))
    return not connection.execute(select(there)).scalar_one() and not any(_speakers_changed(connection))


def settle(connection: Connection) -> bool:
    """Finds the utterances of the next wordings that changed; false where there are none."""
    _notice_articles(connection)
    _notice_speakers(connection)
    wanted = select(stale_wordings.c.wording).order_by(stale_wordings.c.wording).limit(AT_ONCE)
    stale = connection.execute(wanted).scalars().all()
    if not stale:
        return False
    database_of(connection).much_at_once(connection)
    component = Component(connection, stale, decisions(connection))
    for table in (statement_utterances, utterances):
        connection.execute(delete(table).where(among(table.c.statement, component.statements)))
    _keep(connection, component)
    connection.execute(delete(stale_wordings).where(among(stale_wordings.c.wording, component.members)))
    return True


def _keep(connection: Connection, component: Component) -> None:
    """The rows of a component's utterances."""
    rows = component.tellings.rows
    found: list[dict[str, Any]] = []
    told: list[tuple[int, int]] = []
    for group in component.groups():
        first = earliest([telling for _, telling in group])
        utterance = rows[first.name]
        counted = len({telling.article for _, telling in group})
        found.append(
            {
                "statement": utterance,
                "articles": counted,
                "statements": len(group),
                "published": first.published or UNDATED,
                "name": first.name,
            }
        )
        told += [(rows[telling.name], utterance) for _, telling in group]
    database = database_of(connection)
    database.add_rows(connection, utterances, sorted(found, key=lambda row: row["statement"]))
    database.add_numbers(connection, statement_utterances, sorted(told))


def touch_statements(connection: Connection, which: Any) -> None:
    """From now on the utterances of these statements, and of others of their ids, have to be found anew."""
    names = select(statements.c.name).where(which)
    wanted = (
        select(statement_wordings.c.wording)
        .join(statements, statements.c.id == statement_wordings.c.statement)
        .where(statements.c.name.in_(names))
        .distinct()
    )
    touch(connection, connection.execute(wanted).scalars())


def _notice_articles(connection: Connection) -> None:
    changed = connection.execute(select(changed_articles.c.article)).scalars().all()
    if changed:
        touch_statements(connection, among(statements.c.article, changed))
        connection.execute(delete(changed_articles).where(among(changed_articles.c.article, changed)))


def _notice_speakers(connection: Connection) -> None:
    decided, new = _speakers_changed(connection)
    if decided:
        known = all_speakers(connection)
    elif new:
        last = select(func.coalesce(func.max(speaker_identities.c.speaker), 0)).scalar_subquery()
        ids = connection.execute(select(speakers.c.id).where(speakers.c.id > last)).scalars().all()
        known = speakers_around(connection, ids)
    else:
        return
    now = dict(identities(known))
    earlier = select(speaker_identities).where(among(speaker_identities.c.speaker, now))
    had = {row.speaker: row.identity for row in connection.execute(earlier)}
    changed = [number for number, who in now.items() if number in had and had[number] != who]
    if changed:
        touch_statements(connection, among(statements.c.speaker, changed))
        table = speaker_identities
        connection.execute(delete(table).where(among(table.c.speaker, changed)))
    rows = [{"speaker": n, "identity": who} for n, who in sorted(now.items()) if had.get(n) != who]
    database_of(connection).add_rows(connection, speaker_identities, rows)
    if decided:
        set_mark(connection, DECIDED, decided)


def _speakers_changed(connection: Connection) -> tuple[int, bool]:
    """The last decision about speakers if it was not taken into account yet (else 0), and whether there are
    new names."""
    mark = select(utterance_marks.c.number).where(utterance_marks.c.name == DECIDED).scalar_subquery()
    newest, known = func.max(speakers.c.id), func.max(speaker_identities.c.speaker)
    row = connection.execute(
        select(
            select(func.max(speaker_decisions.c.id)).scalar_subquery(),
            mark,
            select(newest).scalar_subquery(),
            select(known).scalar_subquery(),
        )
    ).one()
    last, seen, newest_id, known_id = (number or 0 for number in row)
    return (last if last != seen else 0), newest_id > known_id


def listed(
    connection: Connection,
    least: int,
    limit: int,
    *,
    offset: int = 0,
    beside: int | None = None,
    back: bool = False,
    among_statements: Select[Any] | None = None,
) -> list[int]:
    """The utterances of most articles, by the row of their earliest statement: from the first on; or those
    that follow the utterance of this row (`beside`), with `back` those before it, in the order of the list.

    What follows is read range by range of the index (all equal and the name after, then the date …), so that
    the last page takes as long as the first: passing over 400,000 utterances took 40 ms, and as one condition
    the databases read all that have as many articles.
    """
    wanted = select(utterances.c.statement).where(utterances.c.articles >= least)
    wanted = wanted.order_by(*(each.desc() if down != back else each for each, down in ORDER))
    if beside is None and among_statements is None:
        return list(connection.execute(wanted.limit(limit).offset(offset)).scalars())
    ranges = [true()] if beside is None else _ranges(connection, beside, back)
    if among_statements is None:
        found = _in_turn(connection, wanted, ranges, limit + offset)
    else:
        found = _told_in(connection, wanted, ranges, limit + offset, among_statements)
    return found[offset:][::-1] if back else found[offset:]


def _in_turn(
    connection: Connection, wanted: Select[Any], ranges: Iterable[ColumnElement[bool]], count: int
) -> list[int]:
    """The first of these utterances, range by range."""
    found: list[int] = []
    for condition in ranges:
        found += connection.execute(wanted.where(condition).limit(count - len(found))).scalars()
        if len(found) == count:
            break
    return found


def _told_in(
    connection: Connection,
    wanted: Select[Any],
    ranges: Sequence[ColumnElement[bool]],
    count: int,
    among_statements: Select[Any],
) -> list[int]:
    """The first of these utterances that one of these statements tells. A frequent word is told by some of
    the first: only where there are too few of them all are held against all statements that have the word,
    of which there may be hundreds of thousands (half a second)."""
    first = _in_turn(connection, wanted, ranges, FIRST)
    those = members(connection, first)
    number = among_statements.selected_columns[0]
    ids = [each for numbers in those.values() for each in numbers]
    telling = set(connection.execute(among_statements.where(among(number, ids))).scalars())
    found = [each for each in first if not telling.isdisjoint(those[each])]
    if len(found) >= count or len(first) < FIRST:
        return found[:count]
    of = statement_utterances
    told = select(of.c.utterance).where(of.c.statement.in_(among_statements))
    # All at once: finding the statements that have the words takes longer than all else.
    every = wanted.where(utterances.c.statement.in_(told), or_(*ranges)).limit(count)
    return list(connection.execute(every).scalars())


def _ranges(connection: Connection, beside: int, back: bool) -> list[ColumnElement[bool]]:
    place = connection.execute(
        select(*(each for each, _ in ORDER)).where(utterances.c.statement == beside)
    ).one_or_none()
    return list(_beyond(place, back)) if place is not None else []


FIRST = 1_000
"""Utterances, the first of a list, whose statements are looked at before all that have a word."""
ORDER = (
    (utterances.c.articles, True),
    (utterances.c.statements, True),
    (utterances.c.published, False),
    (utterances.c.name, False),
)
"""The columns of the list, and whether the greatest comes first."""


def _beyond(place: Row[Any], back: bool) -> Iterator[ColumnElement[bool]]:
    """The ranges of the list after a place in it, the nearest first."""
    for last in reversed(range(len(ORDER))):
        column, down = ORDER[last]
        same = [each == value for (each, _), value in zip(ORDER[:last], place, strict=False)]
        yield and_(*same, column < place[last] if down != back else column > place[last])


def members(connection: Connection, found: Collection[int]) -> dict[int, list[int]]:
    """For each of these utterances the rows of its statements."""
    of = statement_utterances
    wanted = select(of.c.utterance, of.c.statement).where(among(of.c.utterance, found))
    those: dict[int, list[int]] = {number: [] for number in found}
    for utterance, statement in connection.execute(wanted):
        those[utterance].append(statement)
    return those


def utterance_with(connection: Connection, number: int) -> int | None:
    """The utterance that the statement of this row is kept to tell."""
    of = statement_utterances
    return connection.execute(select(of.c.utterance).where(of.c.statement == number)).scalar()
