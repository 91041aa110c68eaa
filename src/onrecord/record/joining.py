"""What people decide about utterances: merge, split, undo. It is added, and nothing written over."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select

from onrecord.errors import ConflictError, RecordError
from onrecord.record.clauses import among
from onrecord.record.deciding import check_words
from onrecord.record.grouping import holding
from onrecord.record.schema import articles, decided_statements, statements, utterance_decisions
from onrecord.utterance.decisions import UtteranceAction, UtteranceDecision

ONE, OTHER = 0, 1
Utterances = Sequence[Sequence[str]]
"""For each statement that was named the ids of all that tell its utterance, itself first."""


def decisions(connection: Connection) -> tuple[UtteranceDecision, ...]:
    """All decisions in their order."""
    rows = connection.execute(select(utterance_decisions).order_by(utterance_decisions.c.id)).all()
    if not rows:
        return ()
    held = holding([(row.id, row.undone) for row in rows])
    sides: dict[tuple[int, int], list[str]] = defaultdict(list)
    table = decided_statements
    for row in connection.execute(select(table).order_by(table.c.decision, table.c.side, table.c.position)):
        sides[row.decision, row.side].append(row.statement)
    there = _shown(connection, {name for side in sides.values() for name in side})
    found = []
    for row in rows:
        one, other = tuple(sides[row.id, ONE]), tuple(sides[row.id, OTHER])
        orphan = row.action != "undo" and not all(there.intersection(side) for side in (one, other))
        found.append(
            UtteranceDecision(
                number=row.id,
                made=row.made,
                made_by=row.made_by,
                action=row.action,
                one=one,
                other=other,
                undone=row.undone,
                holds=row.id in held,
                orphan=orphan,
            )
        )
    return tuple(found)


def _shown(connection: Connection, names: Collection[str]) -> set[str]:
    wanted = (
        select(statements.c.name)
        .join(articles, statements.c.article == articles.c.id)
        .where(articles.c.shown == 1, statements.c.counts == 1, among(statements.c.name, names))
    )
    return set(connection.execute(wanted).scalars())


def merge(connection: Connection, one: Sequence[str], other: Sequence[str], by: str) -> UtteranceDecision:
    """From now on these two utterances, each told by its statements' ids, are one."""
    if set(one) & set(other):
        raise RecordError(f"{one[0]} and {other[0]} tell one utterance already", step="utterances")
    return _added(connection, "merge", by, one, other)


def split(connection: Connection, named: Iterable[str], told: Iterable[str], by: str) -> UtteranceDecision:
    """From now on the statements that are named tell another utterance than the others of those told."""
    one = tuple(dict.fromkeys(named))
    everybody = tuple(told)
    if not one:
        raise RecordError("a split needs the statements that tell something else", step="utterances")
    strange = [name for name in one if name not in everybody]
    if strange:
        said = f"{strange[0]} tells another utterance than {one[0]} already"
        raise RecordError(said, step="utterances")
    other = [name for name in everybody if name not in one]
    if not other:
        said = f"nothing else tells what {', '.join(one)} tell{'s' if len(one) == 1 else ''}"
        raise RecordError(said, step="utterances")
    return _added(connection, "split", by, one, other)


def undo(connection: Connection, number: int | None, by: str) -> UtteranceDecision:
    """From now on a decision, the last that holds if no number is given, holds no more. To undo an undoing
    makes what it undid hold again. Returns what was undone."""
    made = decisions(connection)
    holds = [each for each in made if each.holds]
    if number is None:
        found = [each for each in holds if each.action != "undo"][-1:]
    else:
        found = [each for each in holds if each.number == number]
    if not found:
        known = any(each.number == number for each in made)
        said = "there is nothing to undo"
        if number is not None:
            said = f"decision {number} was undone already" if known else f"there is no decision {number}"
        raise RecordError(f"{said} about utterances", step="utterances")
    _added(connection, "undo", by, undone=found[0].number)
    return found[0]


def check_seen(connection: Connection, seen: int | None, ids: Collection[str] | None = None) -> None:
    """See that nobody has decided anything about these statements (without ids: about any) since the decision
    `seen`, 0 for none. Raises ConflictError, which tells the first who did."""
    if seen is None:
        return
    made = decisions(connection)
    for each in made:
        if each.number > seen and (ids is None or not concerned(each, made).isdisjoint(ids)):
            said = f"{each.made_by} has decided since, in number {each.number}: {each}"
            raise ConflictError(
                f"{said}. Look at it, and ask again with seen {each.number}", step="utterances"
            )


def concerned(decision: UtteranceDecision, made: Iterable[UtteranceDecision]) -> frozenset[str]:
    """The ids of the statements that a decision is about; an undoing is about those of what it undid."""
    by_number = {each.number: each for each in made}
    while decision.undone is not None:
        decision = by_number[decision.undone]
    return frozenset((*decision.one, *decision.other))


def _added(
    connection: Connection,
    action: UtteranceAction,
    by: str,
    one: Sequence[str] = (),
    other: Sequence[str] = (),
    undone: int | None = None,
) -> UtteranceDecision:
    check_words("who decides", by)
    made = datetime.now(UTC).isoformat(timespec="seconds")
    row = {"made": made, "made_by": by, "action": action, "undone": undone}
    connection.execute(insert(utterance_decisions), row)
    number = connection.execute(select(func.max(utterance_decisions.c.id))).scalar_one()
    rows = [
        {"decision": number, "side": side, "position": position, "statement": name}
        for side, names in ((ONE, one), (OTHER, other))
        for position, name in enumerate(names)
    ]
    if rows:
        connection.execute(insert(decided_statements), rows)
    return next(each for each in decisions(connection) if each.number == number)
