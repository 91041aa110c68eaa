"""What people decide about speakers: merge, split, link, undo. It is added, and nothing written over."""

import csv
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import StringIO
from typing import Any, get_args

from sqlalchemy import Connection, func, insert, select

from onrecord.errors import ConflictError, NotFoundError, RecordError
from onrecord.nouns import SpeakerType
from onrecord.record import lookup
from onrecord.record.grouping import UNTYPED, Decision, Link, Speakers
from onrecord.record.identities import asked_for, decisions, speakers_around, statements_of
from onrecord.record.naming import fold, name_key, sort_of
from onrecord.record.query import NO_TEXT
from onrecord.record.schema import articles, speaker_decisions, speaker_links, split_articles, statements
from onrecord.record.speaking import SpeakerRow, speaker_rows

TYPES: tuple[str, ...] = get_args(SpeakerType)
LONGEST = 200
"""Characters of a name, an identifier, or who decides."""
LISTED = 8
"""Speakers told of in an error."""


def one_speaker(
    connection: Connection, typed: str, type: str | None = None, *, exact: bool = True
) -> tuple[Speakers, SpeakerRow]:
    """The one speaker of the name typed; without `exact` also the only one whose name has these words.
    `type` tells several apart.

    Raises RecordError where there is none or several, and tells who it may be.
    """
    check_type(type)
    typed = NO_TEXT.sub(" ", typed)
    speakers = speakers_around(connection, typed=[typed])
    found = _rows(connection, speakers, speakers.bearing(typed), type)
    if not found and not exact:
        speakers, near = asked_for(connection, typed)
        found = _rows(connection, speakers, near, type)
    if len(found) == 1:
        return speakers, found[0]
    if found:
        raise NotFoundError(f"{typed!r} is not enough: it may be {_listed(found)}", step="speakers")
    around, near = asked_for(connection, typed)
    may_be = _rows(connection, around, near, type)
    hint = f"; there is {_listed(may_be)}" if may_be else ""
    raise NotFoundError(f"no speaker in the record is named {typed!r}{hint}", step="speakers")


def _rows(
    connection: Connection, speakers: Speakers, found: Collection[str], type: str | None
) -> tuple[SpeakerRow, ...]:
    if not found:
        return ()
    rows = speaker_rows(connection, speakers, only=found, followed=False)
    if type is None or len(rows) < 2:
        return rows
    return tuple(row for row in rows if sort_of(row.type) == sort_of(type))


def check_type(type: str | None) -> None:
    """Raises RecordError for what is no type of speaker."""
    if type is not None and type not in TYPES:
        raise RecordError(f"{type!r} is no type of speaker: {', '.join(TYPES)}", step="speakers")


def _listed(rows: Sequence[SpeakerRow]) -> str:
    shown = [f"{row.name!r} ({row.type})" for row in rows[:LISTED]]
    return ", ".join(shown) + (" …" if len(rows) > LISTED else "")


def merge(connection: Connection, name: str, into: str, type: str | None, by: str) -> Decision:
    """From now on the speaker `name` is the speaker `into`, in all articles."""
    _, one = one_speaker(connection, name, type)
    _, other = one_speaker(connection, into, type)
    if one.key == other.key:
        raise RecordError(f"{name!r} and {into!r} are one speaker already: {one.name!r}", step="speakers")
    for row in (one, other):
        if sort_of(row.type) == "unnamed":
            said = f"{row.name!r} is no name: it may be somebody else in each article; split it instead"
            raise RecordError(said, step="speakers")
    names = {"name": one.name, "type": one.type, "other_name": other.name, "other_type": other.type}
    return _added(connection, "merge", by, **names)


def split(
    connection: Connection, name: str, found_in: Iterable[str], other: str, type: str | None, by: str
) -> Decision:
    """From now on the speaker `name` is the speaker `other` in these articles (addresses, or ids as `show`
    takes them)."""
    speakers, row = one_speaker(connection, name, type)
    check_words("the new name", other)
    addresses = sorted({lookup.article(connection, each).reading.article.id for each in found_in})
    if not addresses:
        raise RecordError("a split needs the articles in which it is somebody else", step="speakers")
    for address in addresses:
        there = (
            select(statements.c.id)
            .join(articles, statements.c.article == articles.c.id)
            .where(articles.c.address == address, statements_of(speakers, [row.key]))
        )
        if connection.execute(there.limit(1)).first() is None:
            raise RecordError(f"{row.name!r} says nothing in {address}", step="speakers")
    if speakers.bearing(other, row.type) == {row.key} and row.name == other:
        raise RecordError(f"{other!r} is the name that it has already", step="speakers")
    names = {"name": row.name, "type": row.type, "other_name": other, "other_type": _new_type(row)}
    return _added(connection, "split", by, addresses, **names)


def _new_type(row: SpeakerRow) -> str:
    """Whoever is given a name is nameless no more."""
    return "person" if sort_of(row.type) == "unnamed" else row.type


def link(connection: Connection, links: Iterable[Link], by: str) -> Decision | None:
    """From now on these speakers have these identifiers. None where they all have them already."""
    wanted = dict.fromkeys(links)
    for each in wanted:
        check_words("a name", each.name)
        check_words("an identifier", each.identifier)
        check_type(each.type)
    latest: dict[tuple[str, str | None], Link] = {}
    for decision in decisions(connection):
        if decision.holds:
            latest.update(((each.name, each.type), each) for each in decision.links)
    new = [each for each in wanted if latest.get((each.name, each.type)) != each]
    if not new:
        return None
    decision = _added(connection, "link", by)
    rows: list[dict[str, Any]] = []
    for each in new:
        for kind in [each.type] if each.type else UNTYPED:
            key = name_key(each.name, sort_of(kind)).key
            rows.append({"name": each.name, "type": each.type, "key": key, "identifier": each.identifier})
    numbered = [{"decision": decision.number, "position": n, **row} for n, row in enumerate(rows)]
    connection.execute(insert(speaker_links), numbered)
    return replace(decision, links=tuple(new))


def undo(connection: Connection, number: int | None, by: str) -> Decision:
    """From now on a decision, the last that holds if no number is given, holds no more. To undo an undoing
    makes what it undid hold again. Returns what was undone."""
    made = decisions(connection)
    holding = [each for each in made if each.holds]
    if number is None:
        found = [each for each in holding if each.action != "undo"][-1:]
    else:
        found = [each for each in holding if each.number == number]
    if not found:
        known = any(each.number == number for each in made)
        said = (
            "there is nothing to undo"
            if number is None
            else f"decision {number} was undone already"
            if known
            else f"there is no decision {number}"
        )
        raise RecordError(said, step="speakers")
    _added(connection, "undo", by, undone=found[0].number)
    return found[0]


def check_seen(connection: Connection, seen: int | None, names: Collection[str] = ()) -> None:
    """See that nobody has decided anything about these names (without any: at all) since the decision
    `seen`, 0 for none. Raises ConflictError, which tells the first who did."""
    if seen is None:
        return
    asked = {fold(name) for name in names}
    for each in decisions(connection):
        told = (each.name, each.other_name, *(link.name for link in each.links))
        if each.number > seen and (not asked or asked & {fold(name) for name in told if name}):
            said = f"{each.made_by} has decided since, in number {each.number}: {each}"
            raise ConflictError(f"{said}. Look at it, and ask again with seen {each.number}", step="speakers")


def _added(
    connection: Connection, action: str, by: str, addresses: Sequence[str] = (), **values: Any
) -> Decision:
    check_words("who decides", by)
    row = {"made": datetime.now(UTC).isoformat(timespec="seconds"), "made_by": by, "action": action, **values}
    connection.execute(insert(speaker_decisions), row)
    number = connection.execute(select(func.max(speaker_decisions.c.id))).scalar_one()
    if addresses:
        connection.execute(
            insert(split_articles), [{"decision": number, "address": address} for address in addresses]
        )
    return next(each for each in decisions(connection, ()) if each.number == number)


def check_words(what: str, words: str) -> None:
    """Raises RecordError for what is no line of text that a person may have written."""
    if not words.strip() or len(words) > LONGEST:
        raise RecordError(f"{what} has to have 1 to {LONGEST} characters", step="speakers")
    if any(unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") for sign in words):
        raise RecordError(f"{what} holds characters that are no text: {words!r}", step="speakers")


def links_in(table: str) -> tuple[Link, ...]:
    """The links of a CSV table with the columns name, identifier and, if wanted, type; others are left
    aside. Raises RecordError, naming the line, for what is not of the form and for a name that has two
    identifiers."""
    found: dict[Link, None] = {}
    by_name: dict[tuple[str, str | None], Link] = {}
    for line, cells in _records(table):
        each = Link(cells["name"], cells["identifier"], cells.get("type") or None)
        for column in ("name", "identifier"):
            check_words(f"line {line}: {column}", cells[column])
        if any(sign.isspace() for sign in each.identifier):
            said = f"line {line}: {each.identifier!r} is no identifier: it has spaces"
            raise RecordError(said, step="link")
        if each.type is not None and each.type not in TYPES:
            raise RecordError(
                f"line {line}: {each.type!r} is no type of speaker: {', '.join(TYPES)}", step="link"
            )
        known = by_name.setdefault((each.name, each.type), each)
        if known != each:
            two = f"{known.identifier} and {each.identifier}"
            raise RecordError(f"line {line}: {each.name!r} has two identifiers, {two}", step="link")
        found[each] = None
    if not found:
        raise RecordError("the table has no rows", step="link")
    return tuple(found)


def _records(table: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each record with the number of its last line; its cells by the head's names, in small letters."""
    rows = csv.reader(StringIO(table.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        head = [cell.strip().lower() for cell in next(rows, [])]
        missing = [name for name in ("name", "identifier") if name not in head]
        if missing:
            raise RecordError(f"the table's head has no column {' or '.join(missing)}", step="link")
        for row in rows:
            if any(cell.strip() for cell in row):
                if len(row) != len(head):
                    said = f"line {rows.line_num}: it has {len(row)} cells, the head has {len(head)}"
                    raise RecordError(said, step="link")
                yield rows.line_num, dict(zip(head, (cell.strip() for cell in row), strict=True))
    except csv.Error as error:
        raise RecordError(f"line {rows.line_num}: {error}", step="link") from error
