"""Leafing through the record by who speaks: lists, counts and statements, a page at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
from sqlalchemy import Connection, select

from onrecord.errors import NotFoundError, RecordError
from onrecord.network import Party, Positions, Stand, positions_of
from onrecord.nouns import DATE, NO_DATE
from onrecord.record.clauses import among
from onrecord.record.figures import Flags, Numbers, day_number
from onrecord.record.gathered import KINDS, NEVER, Gathered, Stands
from onrecord.record.grouping import Decision
from onrecord.record.naming import fold, outlets_named
from onrecord.record.picking import Picked
from onrecord.record.query import KNOWN
from onrecord.record.schema import articles, outlets, spans, speaker_aliases, statements, targets
from onrecord.record.searching import rows_told
from onrecord.record.speaking import CANDIDATES, GLANCE, Candidate, SpeakerRow, concerns, likeness
from onrecord.rows import Row

Order = Literal["statements", "name", "last"]


@dataclass(frozen=True, slots=True)
class Found:
    """Some of the speakers found, and how many there are in all."""

    total: int
    speakers: tuple[SpeakerRow, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a speaker's statements: an act, a target, a stance, an outlet, a period (ISO 8601, by
    the day of speaking, else of publication). Raises RecordError for what is no date, act or stance."""

    act: str | None = None
    target: str | None = None
    stance: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None

    def __post_init__(self) -> None:
        for name in ("act", "stance"):
            if (value := getattr(self, name)) is not None and value not in KNOWN[name]:
                raise RecordError(f"{name}: {value!r} is none of {', '.join(KNOWN[name])}", step="speakers")
        for name in ("since", "until"):
            day = getattr(self, name)
            if day is not None and not DATE.fullmatch(day):
                raise RecordError(f"{name}: {day!r} {NO_DATE}", step="speakers")


class Aim(NamedTuple):
    """A target, and how many statements are for and against it."""

    name: str
    favourable: int
    opposed: int


@dataclass(frozen=True, slots=True)
class Told:
    """A speaker's statements as they were asked for: `total` of them, on this page `rows`. `acts`, `targets`,
    `outlets` and `days` (with the number of statements) count those that there would be without that filter
    alone (of `all_targets` those met most often); days are numbers like 20240305, months 20240300, and
    `undated` statements have none."""

    total: int
    rows: tuple[Row, ...]
    acts: tuple[tuple[str, int], ...]
    targets: tuple[Aim, ...]
    all_targets: int
    outlets: tuple[tuple[str, int], ...]
    days: tuple[tuple[int, int], ...]
    undated: int


class Browsing:
    """What is asked by people who leaf through the record, of what search shows at one time."""

    def __init__(self, gathered: Gathered, read: Callable[[Callable[[Connection], Any]], Any]) -> None:
        self.gathered, self._read = gathered, read

    def speakers(
        self,
        words: str = "",
        *,
        type: str | None = None,
        unnamed: bool = False,
        order: str = "statements",
        start: int = 0,
        limit: int = 50,
    ) -> Found:
        """The speakers in whose names all the words stand, from the one with the number `start` on; with
        `unnamed` those whom no article names. Raises RecordError for an order or type that is none."""
        for name, value, known in (
            ("order", order, get_args(Order)),
            ("type", type, (None, *KNOWN["speaker_type"])),
        ):
            if value not in known:
                listed = ", ".join(each for each in known if each)
                raise RecordError(f"{name}: {value!r} is none of {listed}", step="speakers")
        held = self.gathered
        wanted = (held.statements > 0) & (held.nameless == unnamed)
        if type is not None:
            wanted &= held.kinds == KINDS.index(type)
        ranked = held.ranked[order]
        chosen = ranked[wanted[ranked]].tolist()
        if sought := fold(words).split():
            chosen = [each for each in chosen if all(word in held.written[each] for word in sought)]
        elif words.strip():
            chosen = []
        rows = self._read(lambda connection: rows_of(connection, held, chosen[start : start + limit]))
        return Found(len(chosen), rows)

    def speaker(self, name: str, type: str | None = None) -> tuple[SpeakerRow, ...]:
        """The speakers that bear this name: one, or several to choose from, those with most statements first.
        Raises RecordError where there is none."""
        held = self.gathered
        if type is not None and type not in KNOWN["speaker_type"]:
            raise RecordError(
                f"{type!r} is no type of speaker: {', '.join(KNOWN['speaker_type'])}", step="speakers"
            )
        found = list(held.bearing(name, type)) or list(held.bearing(name))
        if type is not None and len(found) > 1:
            found = [each for each in found if held.names[each][1] == type] or found
        if not found:
            raise NotFoundError(f"no speaker in the record is named {name!r}", step="speakers")
        found = held.most_first(found)
        rows: tuple[SpeakerRow, ...] = self._read(lambda connection: rows_of(connection, held, found))
        return rows

    def told(
        self, speaker: SpeakerRow, wanted: Wanted, *, start: int = 0, limit: int = 25, most: int = GLANCE
    ) -> Told:
        """The speaker's statements that are asked for, the newest first, with what else there is of them."""
        held = self.gathered
        rows, stands = self._theirs(speaker)
        within = _Masks(held, rows, stands, wanted)
        kept = self._newest_first(rows[within.but()])
        ids = held.columns.said[kept[start : start + limit]].tolist()
        days = held.columns.day[rows[within.but("day")]]
        aims, count = _aims(held, stands, rows[within.but("target")], most)
        return Told(
            total=len(kept),
            rows=self._read(lambda connection: rows_told(connection, ids)),
            acts=_counted(held.columns.act[rows[within.but("act")]], held.acts),
            targets=aims,
            all_targets=count,
            outlets=_counted(
                held.columns.outlet[held.paper[rows[within.but("outlet")]]], {0: "", **held.outlets}
            ),
            days=tuple(
                zip(*(each.tolist() for each in np.unique(days[days > 0], return_counts=True)), strict=True)
            ),
            undated=int((days == 0).sum()),
        )

    def all_told(self, speaker: SpeakerRow, wanted: Wanted) -> Picked:
        """All of the speaker's statements that are asked for, in the order of `told`."""
        rows, stands = self._theirs(speaker)
        kept = self._newest_first(rows[_Masks(self.gathered, rows, stands, wanted).but()])
        return Picked(self.gathered.columns.said[kept].tolist(), self.gathered.stamp)

    def _theirs(self, speaker: SpeakerRow) -> tuple[Numbers, Stands]:
        held = self.gathered
        number = held.numbers.get(speaker.key, -1)
        rows = held.rows_of(number) if 0 <= number < held.count else np.zeros(0, np.int64)
        return rows, held.stands_of(number) if len(rows) else held.stands[:0]

    def _newest_first(self, rows: Numbers) -> Numbers:
        return rows[np.lexsort((-rows, -self.gathered.columns.day[rows]))]

    def turns(self, speaker: SpeakerRow) -> tuple[Positions, ...]:
        """The speaker's positions on those targets where there are turns to be checked, as
        `Record.positions` has them."""
        held = self.gathered
        number = held.numbers.get(speaker.key, -1)
        if not 0 <= number < held.count:
            return ()
        stands = held.stands_of(number)
        both = np.intersect1d(stands.target[stands.against == 0], stands.target[stands.against == 1])
        stands = stands[np.isin(stands.target, both)]
        if not len(stands.row):
            return ()
        told = self._read(lambda connection: tuple(with_words(connection, held, stands)))
        found = positions_of(told, parties_of(held, np.append(both, number)))
        return tuple(each for each in found if each.turns)

    def candidates(self, speaker: SpeakerRow) -> tuple[Candidate, ...]:
        """Who may be the same speaker, and what speaks for it."""
        held = self.gathered
        key = held.bearers.get(held.numbers.get(speaker.key, -1), ())
        reasons: dict[int, str] = {}
        for name in {like for own in key for like in held.by_surname.get(own.key.surname or own.key.key, ())}:
            other = held.numbers[held.speakers.speaker(name.id)]
            if held.identities[other] != speaker.key and (reason := likeness(speaker, name)):
                reasons.setdefault(other, reason)
        for other_key in held.speakers.identified(speaker.identifier) if speaker.identifier else ():
            if other_key != speaker.key and other_key in held.numbers:
                reasons[held.numbers[other_key]] = "the same identifier"
        chosen = held.most_first(each for each in reasons if held.statements[each])[:CANDIDATES]
        rows = self._read(lambda connection: rows_of(connection, held, chosen))
        return tuple(Candidate(row, reasons[held.numbers[row.key]]) for row in rows)

    def decisions(self, speaker: SpeakerRow) -> tuple[Decision, ...]:
        """What people decided about this speaker, be it that it holds or not."""
        known = self.gathered.speakers
        return tuple(each for each in known.decisions if concerns(each, known, speaker.key))


class _Masks:
    """Which of a speaker's statements each filter lets through."""

    def __init__(self, held: Gathered, rows: Numbers, stands: Stands, wanted: Wanted) -> None:
        everything = np.ones(len(rows), bool)
        self.masks: dict[str, Flags] = {
            "act": everything,
            "outlet": everything,
            "day": everything,
            "target": everything,
        }
        if wanted.act is not None:
            act = held.acts.index(wanted.act) if wanted.act in held.acts else -1
            self.masks["act"] = held.columns.act[rows] == act
        if wanted.outlet is not None:
            outlet = outlets_named(held.outlets, wanted.outlet)
            self.masks["outlet"] = np.isin(held.columns.outlet[held.paper[rows]], outlet)
        self.masks["day"] = in_period(held.columns.day[rows], wanted.since, wanted.until)
        if wanted.target is not None or wanted.stance is not None:
            meant = np.ones(len(stands.row), bool)
            if wanted.target is not None:
                meant &= np.isin(stands.target, held.targets_named(stands, wanted.target))
            if wanted.stance is not None:
                meant &= stands.against == int(wanted.stance == "against")
            self.masks["target"] = np.isin(rows, stands.row[meant])

    def but(self, left_out: str = "") -> Flags:
        """Those that all filters let through, or all but one."""
        found = np.ones_like(self.masks["day"])
        for name, mask in self.masks.items():
            if name != left_out:
                found = found & mask
        return found


def in_period(days: Numbers, since: str | None, until: str | None) -> Flags:
    """Which days are of a period, both ends taken in; those less precise are, where it touches them."""
    kept = np.ones(len(days), bool)
    if since is not None:
        first = day_number(since)
        kept &= (days >= first) | (days == first // 100 * 100) | (days == first // 10000 * 10000)
    if until is not None:
        last = day_number(until)
        last += 9999 if last % 10000 == 0 else 99 if last % 100 == 0 else 0
        kept &= days <= last
    return kept if since is None and until is None else kept & (days > 0)


def rows_of(connection: Connection, held: Gathered, chosen: Sequence[int]) -> tuple[SpeakerRow, ...]:
    """These speakers as `Record.speakers` tells them."""
    owner = {name.id: each for each in chosen for name in held.bearers.get(each, ())}
    forms: dict[int, set[str]] = {each: set() for each in chosen}
    wanted = select(speaker_aliases.c.speaker, speaker_aliases.c.words)
    for id, words in connection.execute(wanted.where(among(speaker_aliases.c.speaker, owner))):
        forms[owner[id]].add(words)
    return tuple(_row(held, each, forms[each]) for each in chosen)


def _row(held: Gathered, number: int, forms: set[str]) -> SpeakerRow:
    name, kind = held.names[number]
    key, (first, last) = held.identities[number], held.period
    read = held.read_as(number)
    ranked = sorted(read.items(), key=lambda each: (-each[1], each[0]))
    names = list(dict.fromkeys(its for (its, _), _ in ranked))
    more = sorted(forms - set(names), key=lambda each: (-len(each), each))
    places = np.unique(held.columns.outlet[held.paper[held.rows_of(number)]]).tolist()
    return SpeakerRow(
        name=name,
        type=kind,
        statements=int(held.statements[number]),
        articles=int(held.articles[number]),
        first=day_told(int(first[number])) if first[number] < NEVER else None,
        last=day_told(int(last[number])) if last[number] else None,
        aliases=tuple(each for each in (*names, *more) if each and each != name),
        outlets=tuple(sorted(held.outlets[each] for each in places if each)),
        identifier=held.speakers.identifier(key),
        read_as=tuple((its, of, count) for (its, of), count in ranked),
        key=key,
        decided=held.speakers.told(key) is not None,
    )


def day_told(day: int) -> str:
    """A day as ISO 8601 has it, of its number."""
    parts = f"{day:08}"
    return "-".join(part for part in (parts[:4], parts[4:6], parts[6:]) if part != "00")


def _counted(values: Numbers, names: Any) -> tuple[tuple[str, int], ...]:
    numbers, counts = np.unique(values, return_counts=True)
    told = [(names[number], count) for number, count in zip(numbers.tolist(), counts.tolist(), strict=True)]
    return tuple(sorted((each for each in told if each[0]), key=lambda each: (-each[1], each[0])))


def _aims(held: Gathered, stands: Stands, rows: Numbers, most: int) -> tuple[tuple[Aim, ...], int]:
    """The targets met most often, and how many there are."""
    stands = stands[np.isin(stands.row, rows)]
    found, at = np.unique(stands.target, return_inverse=True)
    if not len(found):
        return (), 0
    opposed = np.bincount(at[stands.against == 1], minlength=len(found))
    favourable = np.bincount(at[stands.against == 0], minlength=len(found))
    counts = opposed + favourable
    least = np.sort(counts)[::-1][min(most, len(found)) - 1]
    aims = (
        Aim(held.called[int(found[each])], int(favourable[each]), int(opposed[each]))
        for each in np.flatnonzero(counts >= least)
    )
    ranked = sorted(aims, key=lambda each: (-each.favourable - each.opposed, each.name))
    return tuple(ranked[:most]), len(found)


def parties_of(held: Gathered, numbers: Numbers) -> dict[str, Party]:
    """Speakers and targets by their identities."""
    return {
        held.identities[each]: Party(held.identities[each], *held.names[each])
        if each < held.count
        else Party(held.identities[each], held.called[each])
        for each in np.unique(numbers).tolist()
    }


def with_words(connection: Connection, held: Gathered, stands: Stands) -> Iterator[Stand]:
    """These stands as the database tells them, with what was said."""
    ids = held.columns.said[stands.row].tolist()
    words: dict[int, list[str]] = {}
    said = select(spans.c.statement, spans.c.words).where(
        among(spans.c.statement, set(ids)), spans.c.role == "content"
    )
    for id, piece in connection.execute(said.order_by(spans.c.statement, spans.c.position)):
        words.setdefault(id, []).append(piece)
    for id, stand in zip(ids, exact_stands(connection, held, stands), strict=True):
        yield stand._replace(words=" … ".join(words.get(id, ())))


def exact_stands(connection: Connection, held: Gathered, stands: Stands) -> list[Stand]:
    """These stands as the database tells them."""
    ids = held.columns.said[stands.row].tolist()
    names = ("id", "name", "act", "said_on")
    told = (
        select(
            *(statements.c[name] for name in names), articles.c.address, articles.c.published, outlets.c.name
        )
        .join(articles, statements.c.article == articles.c.id)
        .outerjoin(outlets, articles.c.outlet == outlets.c.id)
        .where(among(statements.c.id, set(ids)))
    )
    of: dict[int, tuple[Any, ...]] = {row[0]: tuple(row[1:]) for row in connection.execute(told)}
    sure = {
        (row[0], row[1], row[2]): row[3]
        for row in connection.execute(
            select(targets.c.statement, targets.c.name, targets.c.stance, targets.c.confidence).where(
                among(targets.c.statement, set(ids))
            )
        )
    }
    made = []
    for at, id in enumerate(ids):
        name, act, said_on, address, published, outlet = of[id]
        stance: Literal["for", "against"] = "against" if stands.against[at] else "for"
        aim = held.aims[stands.aim[at]]
        day = said_on or (published or "")[:10] or None
        made.append(
            Stand(
                statement=name,
                article=address,
                speaker=held.identities[stands.speaker[at]],
                target=held.identities[stands.target[at]],
                stance=stance,
                day=day,
                dated_by=None if day is None else "said" if said_on else "published",
                act=act,
                name=aim,
                outlet=outlet,
                confidence=sure.get((id, aim, stance), 1.0),
            )
        )
    return made
