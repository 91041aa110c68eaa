"""Who is one speaker, out of the database: names and decisions, and which statements are a speaker's."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select

from onrecord.nouns import Speaker
from onrecord.record.clauses import among
from onrecord.record.database import database_of
from onrecord.record.grouping import Decision, Link, Name, Speakers, holding
from onrecord.record.naming import SORTS, NameKey, name_key, name_words
from onrecord.record.query import terms
from onrecord.record.schema import (
    articles,
    speaker_decisions,
    speaker_links,
    speakers,
    split_articles,
    statements,
)
from onrecord.rows import Decided, KnownAs


def decisions(connection: Connection, keys: Collection[str] | None = None) -> tuple[Decision, ...]:
    """All decisions in their order; with `keys`, of links only those of names with these keys."""
    rows = connection.execute(select(speaker_decisions).order_by(speaker_decisions.c.id)).all()
    if not rows:
        return ()
    held = holding([(row.id, row.undone) for row in rows])
    places: dict[int, list[str]] = defaultdict(list)
    for number, address in connection.execute(select(split_articles).order_by(split_articles.c.address)):
        places[number].append(address)
    links: dict[int, dict[Link, None]] = defaultdict(dict)
    wanted = select(speaker_links).order_by(speaker_links.c.decision, speaker_links.c.position)
    if keys is not None:
        wanted = wanted.where(among(speaker_links.c.key, keys))
    for row in connection.execute(wanted):
        links[row.decision][Link(row.name, row.identifier, row.type)] = None
    return tuple(
        Decision(
            number=row.id,
            made=row.made,
            made_by=row.made_by,
            action=row.action,
            name=row.name,
            type=row.type,
            other_name=row.other_name,
            other_type=row.other_type,
            articles=tuple(places[row.id]),
            links=tuple(links[row.id]),
            undone=row.undone,
            holds=row.id in held,
        )
        for row in rows
    )


def all_speakers(connection: Connection) -> Speakers:
    """All names of the record, and all decisions."""
    return Speakers(_names(connection), decisions(connection))


def speakers_around(
    connection: Connection, ids: Collection[int] = (), typed: Iterable[str] = (), identifier: str = ""
) -> Speakers:
    """The names that the names with these ids, or one typed, or one of an identifier, may be one speaker
    with: enough to say of each who it is."""
    keys = {name_key(name, sort).key for name in typed for sort in SORTS}
    if ids:
        wanted = select(speakers.c.key).where(among(speakers.c.id, ids)).distinct()
        keys.update(connection.execute(wanted).scalars())
    if identifier:
        same = select(speaker_links.c.key).where(speaker_links.c.identifier == identifier)
        keys.update(connection.execute(same).scalars())
    decided = select(speaker_decisions.c.name, speaker_decisions.c.other_name).where(
        speaker_decisions.c.name.is_not(None)
    )
    for pair in connection.execute(decided):
        keys.update(name_key(name, sort).key for name in pair if name for sort in SORTS)
    return Speakers(_names(connection, keys), decisions(connection, keys))


def _names(connection: Connection, keys: Collection[str] | None = None) -> list[Name]:
    # A name that people gave and took back is nobody's, and must not tell others apart.
    borne = exists().where(statements.c.speaker == speakers.c.id)
    wanted = select(speakers).where(borne).order_by(speakers.c.name, speakers.c.type)
    if keys is not None:
        wanted = wanted.where(among(speakers.c.key, keys))
    return [
        Name(row.id, row.name, row.type, NameKey(row.key, row.initials, row.generation))
        for row in connection.execute(wanted)
    ]


def decided(connection: Connection, ids: Collection[int] | None = None) -> Decided | None:
    """Who the speakers (with these ids in `speakers`, else all) are by people's decisions; None where
    people decided nothing at all."""
    if connection.execute(select(speaker_decisions.c.id).limit(1)).first() is None:
        return None
    known = all_speakers(connection) if ids is None else speakers_around(connection, ids)
    by_name = {(name.name, name.type): name for name in known.names}

    def known_as(address: str, speaker: Speaker) -> KnownAs | None:
        name = by_name.get((speaker.name, speaker.type))
        return known.known_as(name, address) if name else None

    return known_as


def ids_as_read(connection: Connection, named: Iterable[Speaker]) -> frozenset[int]:
    """The ids of the names as which these speakers were read."""
    wanted = {(each.name, each.type) for each in named}
    columns = (speakers.c.id, speakers.c.name, speakers.c.type)
    rows = connection.execute(select(*columns).where(among(speakers.c.name, sorted({n for n, _ in wanted}))))
    return frozenset(row.id for row in rows if (row.name, row.type) in wanted)


def named_so(connection: Connection, typed: str) -> frozenset[int]:
    """The ids of the names that have all the words typed in one of the forms in which they are written."""
    asked = terms(typed)
    if not asked:
        return frozenset()
    return frozenset(connection.execute(database_of(connection).named_so(asked)).scalars())


def asked_for(connection: Connection, typed: str) -> tuple[Speakers, frozenset[str]]:
    """The speakers that have all the words typed in a form in which they are written, in a name that
    people gave them, or this identifier; with all other names that are theirs."""
    ids = named_so(connection, typed)
    speakers = speakers_around(connection, ids, identifier=typed.strip())
    found = {speakers.speaker(id) for id in ids if id in speakers.groups}
    if words := name_words(typed):
        found.update(speaker for speaker, name, _ in speakers.all_told() if words <= name_words(name))
    return speakers, frozenset(found) | speakers.identified(typed.strip())


def ids_of(speakers: Speakers, wanted: Collection[str]) -> list[int]:
    """The ids of all names that are one of these speakers', be it in some articles only."""
    places = ("", *speakers.splits())
    return [
        name.id
        for name in speakers.names
        if any(speakers.speaker(name.id, address) in wanted for address in places)
    ]


def statements_of(speakers: Speakers, wanted: Collection[str]) -> ColumnElement[bool]:
    """The condition that a statement is of one of these speakers. Of an article in which a name was split
    it is another one than elsewhere."""

    def ids(address: str = "") -> list[int]:
        return [name.id for name in speakers.names if speakers.speaker(name.id, address) in wanted]

    anywhere = among(statements.c.speaker, ids())
    apart = sorted(speakers.splits())
    if not apart:
        return anywhere
    here = [
        and_(articles.c.address == address, among(statements.c.speaker, ids(address))) for address in apart
    ]
    return or_(and_(articles.c.address.not_in(apart), anywhere), *here)
