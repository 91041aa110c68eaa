"""The log of corrections in the database, and the rows of statements that follow from it.

What was read is never written over. Of each statement that people changed or added there is one more row,
made of the log by `corrections.standing`; of the others that they looked at a mark. These can be made anew
from the log at any time, and `verification` does so.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, or_, select, update

from onrecord.errors import AlreadyThereError, ConflictError, RecordError
from onrecord.identity import statement_id
from onrecord.nouns import Article, Attribution, Reading, Review, Span, Statement
from onrecord.record import asking, days, lookup, writing
from onrecord.record.changes import STEP, check_note, values_in
from onrecord.record.corrections import (
    Correction,
    Standing,
    changed,
    held,
    standing,
    told,
    values_of,
)
from onrecord.record.database import database_of
from onrecord.record.deciding import check_words
from onrecord.record.loading import load
from onrecord.record.schema import (
    INDEX,
    articles,
    changed_articles,
    corrections,
    spans,
    stale_wordings,
    statement_utterances,
    statement_wordings,
    statements,
    targets,
    utterances,
)
from onrecord.record.writing import Outcome, Prepared
from onrecord.revision import Places, located, places_of

FIRST_OF_PEOPLE = 1_000_000
"""The positions of people's rows in an article: no page holds so many statements."""
MARK = (
    update(statements)
    .where(statements.c.id == bindparam("row"))
    .values(
        counts=bindparam("counting"),
        corrected=bindparam("of_people"),
        review=bindparam("reviewed"),
        set_by_people=bindparam("columns"),
    )
)
WORDINGS = (
    select(statement_wordings.c.wording)
    .where(statement_wordings.c.statement.in_(bindparam("rows", expanding=True)))
    .distinct()
)


def log(connection: Connection, address: str | None = None) -> tuple[Correction, ...]:
    """All corrections in their order; or those that may hold at an address: what was made there, and what
    was made elsewhere on the same bytes."""
    wanted = select(corrections).order_by(corrections.c.id)
    if address is not None:
        pages = select(articles.c.page).where(articles.c.address == address)
        wanted = wanted.where(or_(corrections.c.address == address, corrections.c.page.in_(pages)))
    return held([_correction(row) for row in connection.execute(wanted)])


def _correction(row: Any) -> Correction:
    try:
        places = [tuple(Span(*pair) for pair in pairs) for pairs in json.loads(row.places)]
        machine, value = (None if each is None else json.loads(each) for each in (row.machine, row.value))
        return Correction(
            number=row.id,
            made=row.made,
            made_by=row.made_by,
            action=row.action,
            address=row.address,
            page=row.page,
            bundle=row.bundle,
            statement=row.statement,
            places=Places(*places),
            machine=machine,
            value=value,
            note=row.note,
            undone=row.undone,
        )
    except (TypeError, ValueError) as error:
        raise RecordError(f"correction {row.id} is damaged", step="record") from error


def standing_of(connection: Connection, row: int, made: Sequence[Correction] | None = None) -> Standing:
    """One reading, a row of `articles`, with all that people said of it."""
    [reading] = load(connection, [row], "read")
    made = log(connection, reading.article.id) if made is None else made
    known: dict[str, Article | None] = {}

    def article_of(each: Correction) -> Article | None:
        if each.page not in known:
            wanted = select(articles.c.id).where(articles.c.page == each.page)
            here = wanted.order_by((articles.c.address == each.address).desc(), articles.c.id)
            number = connection.execute(here.limit(1)).scalar()
            known[each.page] = load(connection, [number], "read")[0].article if number else None
        return known[each.page]

    return standing(reading, made, article_of)


def refresh(connection: Connection, where: ColumnElement[bool]) -> None:
    """Make the rows of people anew for these readings."""
    made: dict[str, tuple[Correction, ...]] = {}
    wanted = select(articles.c.id, articles.c.address).where(where).order_by(articles.c.id)
    for row, address in connection.execute(wanted).all():
        if address not in made:
            made[address] = log(connection, address)
        _rewrite(connection, row, standing_of(connection, row, made[address]))


def keep(connection: Connection, readings: Sequence[Prepared]) -> list[Outcome]:
    """Write readings, as `writing.write` does, and let the corrections hold of those that are new."""
    known = asking.known(connection, [(each.page, each.reading) for each in readings])
    outcomes = writing.write(connection, readings, known)
    for page, reading, _ in readings:
        if known.is_corrected(page) and known.reading(page, reading.bundle) is None:
            here = (articles.c.address == page.address) & (articles.c.page == page.sha256)
            refresh(connection, here & (articles.c.bundle == reading.bundle))
    return outcomes


def _rewrite(connection: Connection, row: int, found: Standing) -> None:
    """The rows of one reading as they follow from the log; what is so already stays."""
    read = {each.attribution.id: each for each in found.reading.statements}
    people = {
        each.attribution.id: each
        for each in found.statements
        if each.review and (each.review.columns or each.attribution.id not in read)
    }
    rows = connection.execute(
        select(statements.c.id, statements.c.name, statements.c.corrected).where(statements.c.article == row)
    ).all()
    [stored] = load(connection, [row], "all")
    known = {each.attribution.id: each for each in stored.statements if each.review}
    gone = [number for number, name, own in rows if own and known.get(name) != people.get(name)]
    article = found.reading.article
    _remove(connection, gone, article.published)
    there = {name for number, name, own in rows if own and number not in gone}
    new = [each for name, each in people.items() if name not in there]
    last = select(func.max(statements.c.position)).where(statements.c.article == row)
    first = max(FIRST_OF_PEOPLE, (connection.execute(last).scalar() or 0) + 1)
    plain = [replace(each, review=None) for each in new]
    writing.write_statements(connection, row, plain, article.text, article.published, first)
    numbered = select(statements.c.id, statements.c.name, statements.c.position)
    marks = []
    standing_now = {each.attribution.id: each for each in found.statements}
    for number, name, position in connection.execute(numbered.where(statements.c.article == row)).all():
        own = position >= FIRST_OF_PEOPLE
        marks.append(_mark(number, standing_now[name].review, own=own, replaced=not own and name in people))
    if marks:
        connection.execute(MARK, marks)
    # What counts, what was said and by whom may have changed: its utterances are found anew when asked for.
    database_of(connection).add_numbers(connection, changed_articles, [(row,)], new=False)


def _mark(row: int, review: Review | None, *, own: bool, replaced: bool) -> dict[str, Any]:
    """Of what people changed, their row alone counts and tells that they did."""
    review = None if replaced else review
    counts = not replaced and (review is None or review.state != "rejected")
    return {
        "row": row,
        "counting": int(counts),
        "of_people": int(own),
        "reviewed": review.state if review else None,
        "columns": json.dumps(review.columns if review else ()),
    }


def _remove(connection: Connection, rows: Sequence[int], published: str | None) -> None:
    """Remove statements, by their row ids, of an article that was published on this day."""
    for start in range(0, len(rows), asking.AT_ONCE):
        some = rows[start : start + asking.AT_ONCE]
        gone = [(number,) for number in connection.execute(WORDINGS, {"rows": some}).scalars()]
        database_of(connection).add_numbers(connection, stale_wordings, gone, new=False)
        for table in (statement_utterances, utterances, statement_wordings):
            connection.execute(delete(table).where(table.c.statement.in_(some)))
        indexed = [days.row(published, number) for number in some]
        connection.execute(delete(INDEX).where(INDEX.c.rowid.in_(indexed)))
        connection.execute(delete(spans).where(spans.c.statement.in_(some)))
        connection.execute(delete(targets).where(targets.c.statement.in_(some)))
        connection.execute(delete(statements).where(statements.c.id.in_(some)))


def correct(
    connection: Connection,
    prefix: str,
    action: str,
    by: str,
    change: Mapping[str, Any] | None,
    note: str | None,
    seen: int | None,
) -> Correction:
    """Accept, reject, change or note. Raises RecordError, and ConflictError where the statement has a later
    correction than `seen`."""
    check_words("who corrects", by)
    note = check_note(note)
    shown = lookup.statement(connection, prefix)
    assert shown.statement is not None
    article, name = shown.reading.article, shown.statement.attribution.id
    found = standing_of(connection, shown.row)
    check_seen(found, name, seen)
    now, base = found.as_left(name), found.bases[name]
    values = None
    if action == "change":
        values = _different(values_in(change or {}, now, article), now, article)
    elif action == "note" and note is None:
        raise RecordError("a note without words says nothing", step=STEP)
    machine = machine_values(found, name, values)
    row = {"action": action, "machine": machine, "value": values, "note": note}
    return _added(connection, shown.reading, base, by, row)


def machine_values(found: Standing, name: str, values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What the machine read of a statement: of the columns that are set, else of all; None where it read no
    such statement."""
    if not found.was_read(name):
        return None
    machine = values_of(found.bases[name], found.reading.article.text)
    return machine if values is None else {column: machine[column] for column in values}


def _different(values: dict[str, Any], now: Statement, article: Article) -> dict[str, Any]:
    """Those of the values that are others than stand there. Raises RecordError where none is."""
    stands = values_of(now, article.text)
    different = {column: value for column, value in values.items() if stands[column] != value}
    if not different:
        said = ", ".join(f"{column} is {told(values, column)}" for column in values)
        raise RecordError(f"{said} already: accept the statement if it is right", step=STEP)
    return different


def add(
    connection: Connection, prefix: str, values: Mapping[str, Any], by: str, note: str | None
) -> Correction:
    """A statement that the machine missed, in the article of this id or address. Raises RecordError."""
    check_words("who corrects", by)
    note = check_note(note)
    shown = lookup.article(connection, prefix)
    article = shown.reading.article
    if not values.get("content"):
        raise RecordError("a statement that is added needs its content", step=STEP)
    found = values_in({"kind": "indirect", **values}, None, article)
    made = made_of(found, article)
    name, bases = made.attribution.id, standing_of(connection, shown.row).bases
    if name in bases:
        raise AlreadyThereError(f"that statement is there already: {name}", name, step=STEP)
    # What is added is found again by its words, so that it would become a correction of this one.
    same = located(places_of(made.attribution), [each.attribution for each in bases.values()])
    if same is not None:
        said = f"its content is there already, as statement {same.id}: correct that one, or accept it"
        raise AlreadyThereError(said, same.id, step=STEP)
    return _added(connection, shown.reading, made, by, {"action": "add", "value": found, "note": note})


def made_of(values: Mapping[str, Any], article: Article) -> Statement:
    """A statement of people's own, with its id."""
    made = changed(Statement(Attribution("", "indirect", (), (), ()), None), values)
    name = statement_id(article, made.attribution)
    return replace(made, attribution=replace(made.attribution, id=name))


def undo(
    connection: Connection, number: int | None, by: str, prefix: str | None, seen: int | None
) -> Correction:
    """From now on a correction holds no more: of that number, or else the last that holds (of a statement).
    Returns what was undone. Raises RecordError, and ConflictError."""
    check_words("who corrects", by)
    made: Iterable[Correction] = log(connection)
    known = {each.number: each for each in made}
    if prefix is not None:
        shown = lookup.statement(connection, prefix)
        assert shown.statement is not None
        found, name = standing_of(connection, shown.row), shown.statement.attribution.id
        check_seen(found, name, seen)
        made = found.histories.get(name, ())
    holding = [each for each in made if each.holds]
    if number is None:
        chosen = [each for each in holding if each.action != "undo"][-1:]
    else:
        chosen = [each for each in holding if each.number == number]
    if not chosen:
        said = "there is nothing to undo" if number is None else f"there is no correction {number}"
        if number in known:
            said = f"correction {number} was undone already"
            said = f"correction {number} is of another statement" if known[number].holds else said
        raise RecordError(said, step=STEP)
    each = chosen[0]
    row: dict[str, Any] = {name: getattr(each, name) for name in ("address", "page", "bundle", "statement")}
    row |= {"places": _places(each.places), "undone": each.number, "action": "undo"}
    _insert(connection, by, row)
    refresh_all(connection, each.address, each.page)
    return each


def check_seen(found: Standing, name: str, seen: int | None) -> None:
    """Raises ConflictError where somebody corrected the statement after the correction that was seen."""
    if seen is None or found.version(name) == seen:
        return
    since = [each for each in found.histories.get(name, ()) if each.number > seen]
    if not since:
        said = f"statement {name} has no correction {seen}; the last is {found.version(name)}"
        raise ConflictError(said, step=STEP)
    said = "; ".join(f"{each.made_by}, {each.made}: {each}" for each in since)
    raise ConflictError(f"statement {name} was corrected since: {said}", step=STEP)


def kept(connection: Connection, reading: Reading, base: Statement, by: str, row: dict[str, Any]) -> int:
    """Write one correction, anchored at the statement as it was read or added; returns its number. What
    follows from it is left to `refresh_all`."""
    article = reading.article
    in_json = {name: None if row.get(name) is None else _json(row[name]) for name in ("machine", "value")}
    anchor = {
        "address": article.id,
        "page": article.page,
        "bundle": reading.bundle,
        "statement": base.attribution.id,
        "places": _places(places_of(base.attribution)),
    }
    return _insert(connection, by, {**row, **in_json, **anchor})


def _added(
    connection: Connection, reading: Reading, base: Statement, by: str, row: dict[str, Any]
) -> Correction:
    number = kept(connection, reading, base, by, row)
    refresh_all(connection, reading.article.id, reading.article.page)
    return next(each for each in log(connection, reading.article.id) if each.number == number)


def _insert(connection: Connection, by: str, row: dict[str, Any]) -> int:
    made = {"made": datetime.now(UTC).isoformat(timespec="seconds"), "made_by": by}
    connection.execute(insert(corrections), {**made, **row})
    return int(connection.execute(select(func.max(corrections.c.id))).scalar_one())


def refresh_all(connection: Connection, address: str, page: str) -> None:
    """Make anew what follows from the corrections at an address, and where else its page is."""
    same = select(articles.c.address).where(articles.c.page == page)
    refresh(connection, or_(articles.c.address == address, articles.c.address.in_(same)))


def _places(places: Places) -> str:
    return _json([[list(span) for span in each] for each in places])


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
