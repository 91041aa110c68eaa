"""From links between wordings to utterances, the same whatever came first.

Wordings are taken in one order, those that say most first. A statement joins the utterance whose leader,
the statement that began it, is surely one with it, the surest first; else it leads one of its own. So a
slogan or a boilerplate sentence that stands in two speeches joins one of them and does not tie both: to the
leader each member is linked by itself. Who spoke and when is evidence beside the words:
speakers who cannot be one count against it, days of speaking that lie apart forbid it.

Whether a statement leads depends on those before it in that order alone, so that an utterance can be found
from a part of the record.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import Literal, NamedTuple

Sort = Literal["person", "body", "unnamed"]
LEAST_DAY, MOST_DAY = 0, 4_000_000

# What no quote pair tells, since both of its articles are of one event: set by hand, and held by tests.
SAME_SPEAKER = 1.0
OTHER_SPEAKER = -7.5
"""Only some thirty rare words in common outweigh another speaker: then one of both articles has it wrong."""
OTHER_SORT = -2.0
"""A person who speaks for a body, or a lawsuit that says in other words what its party said before."""
SAME_DAY = 1.0
UNKNOWN_DAY = -1.0
PER_DAYS = -1.5
"""For each e-fold of the days between two articles, from NEAR on, where no day of speaking is known: a slogan
of three words told five weeks later is another utterance, a long sentence is the same for months."""
NEAR = 2
TOLERANCE = 1
"""Days: "on Monday" said abroad is Sunday at home."""


class Telling(NamedTuple):
    """One statement as it tells an utterance: its name (id), its words, whom it has for the speaker (the key
    of the name, and what sort of speaker), the day of speaking (ISO 8601, in reduced precision too) and the
    article's date of publication, outlet and address, as far as they are known."""

    name: str
    text: str
    speaker: str | None = None
    sort: Sort = "person"
    said_on: str | None = None
    published: str | None = None
    outlet: str | None = None
    article: str = ""


Links = Callable[[int], Mapping[int, float]]
"""Of a wording the wordings that are one utterance with it by their words, itself too, with the logit."""
Member = tuple[int, Telling]
Group = list[Member]
Tellings = Sequence[Sequence[Telling]] | Mapping[int, Sequence[Telling]]
"""For each wording, by its number, the statements that have it."""


def grouped(order: Iterable[int], told: Tellings, links: Links) -> list[Group]:
    """The utterances of wordings in order."""
    return [part for star in stars(order, told, links) for part in parted(star, links)]


def stars(order: Iterable[int], told: Tellings, links: Links) -> list[Group]:
    """Leaders, each with the statements that join it after it."""
    groups: list[Group] = []
    led: dict[int, list[int]] = {}
    for number in order:
        linked = [(other, logit) for other, logit in links(number).items() if other == number or other in led]
        for telling in sorted(told[number], key=rank):
            joined = _surest(telling, linked, led, groups)
            if joined is None:
                led.setdefault(number, []).append(len(groups))
                groups.append([(number, telling)])
            else:
                groups[joined].append((number, telling))
    return groups


def _surest(
    telling: Telling,
    linked: Sequence[tuple[int, float]],
    led: Mapping[int, Sequence[int]],
    groups: Sequence[Group],
) -> int | None:
    """Which of the utterances that the linked wordings lead a statement is most surely one with."""
    best, joined = 0.0, None
    for other, logit in linked:
        at_best = logit + OTHER_SPEAKER + SAME_DAY
        unlikely = at_best < best or at_best <= 0
        for place in led.get(other, ()):
            leader = groups[place][0][1]
            if unlikely and unlike(telling, leader):
                continue  # a slogan has a thousand leaders, most of them other speakers
            weighed = evidence(telling, leader)
            sure = logit + weighed if weighed is not None else 0.0
            if sure > best or (sure == best and joined is not None and place < joined):
                best, joined = sure, place
    return joined


def parted(group: Group, links: Links) -> list[Group]:
    """A leader and its members as one utterance, or as several where members that are each one with the
    leader cannot be one with each other: they were said on days apart, or by others."""
    leader = group[0][0]
    if _agreed([telling for _, telling in group]):
        return [group]
    parts: list[Group] = []
    for member in sorted(group, key=lambda m: (said(m[1]), m[1].speaker is None, m is not group[0])):
        fitting = [p for p in parts if all(_fits(member, other, leader, links) for other in p)]
        if fitting:
            day = day_of(member[1].published)
            told = [p for p in fitting if day is None or said(p[0][1])[0] <= day + TOLERANCE]
            (told[-1] if told and day is not None else fitting[0]).append(member)
        else:
            parts.append([member])
    places = {id(member): n for n, member in enumerate(group)}
    return [sorted(part, key=lambda m: places[id(m)]) for part in parts]


def _agreed(told: Sequence[Telling]) -> bool:
    """Whether surely nothing forbids that all of these tell one utterance."""
    ranges = [found for telling in told if (found := said_range(telling.said_on))]
    days = [day for telling in told if (day := day_of(telling.published)) is not None]
    if ranges:
        latest = max(first for first, _ in ranges)
        if latest > min([last for _, last in ranges] + days) + TOLERANCE:
            return False
    speakers = {(each.speaker, each.sort): each for each in told if each.speaker}.values()
    return not any(unlike(one, other) for one, other in combinations(speakers, 2))


def _fits(one: Member, other: Member, leader: int, links: Links) -> bool:
    weighed = evidence(one[1], other[1])
    if weighed is None:
        return False
    if not unlike(one[1], other[1]):
        return True
    return min(links(each[0]).get(leader, 0.0) for each in (one, other)) + weighed > 0


def evidence(one: Telling, other: Telling) -> float | None:
    """What speakers and days say for one utterance, as a logit; None where they forbid it."""
    days = _days(one, other)
    if days is None:
        return None
    if not (one.speaker and other.speaker) or "unnamed" in (one.sort, other.sort):
        return days
    if unlike(one, other):
        return days + OTHER_SPEAKER
    return days + (SAME_SPEAKER if one.sort == other.sort else OTHER_SORT)


def unlike(one: Telling, other: Telling) -> bool:
    """Whether two speakers, both known, cannot be one. One who is named shorter can, and a person who speaks
    for a body."""
    if not (one.speaker and other.speaker) or one.sort != other.sort or one.sort == "unnamed":
        return False
    return one.speaker != other.speaker and _other_name(one.speaker, other.speaker)


@lru_cache(1 << 16)
def _other_name(one: str, other: str) -> bool:
    names, others = set(one.split()), set(other.split())
    return not (names <= others or others <= names)


def _days(one: Telling, other: Telling) -> float | None:
    first, second = said_range(one.said_on), said_range(other.said_on)
    if first and second:
        apart = max(first[0] - second[1], second[0] - first[1])
        return None if apart > TOLERANCE else SAME_DAY
    days, others = day_of(one.published), day_of(other.published)
    if (first and others is not None and first[0] > others + TOLERANCE) or (
        second and days is not None and second[0] > days + TOLERANCE
    ):
        return None  # told before it was said
    days, others = first[1] if first else days, second[1] if second else others
    if days is None or others is None:
        return UNKNOWN_DAY
    return PER_DAYS * math.log(max(1.0, abs(days - others) / NEAR))


def rank(telling: Telling) -> tuple[str, ...]:
    """By this, statements of one wording are in order: those with a day of speaking and a speaker first."""
    day, published = telling.said_on or "~", telling.published or "~"
    return (day, telling.speaker or "~", published, telling.name, *map(str, telling))


def said(telling: Telling) -> tuple[int, int]:
    """The days on which it can have been said, the first and the last."""
    return said_range(telling.said_on) or (LEAST_DAY, MOST_DAY)


@lru_cache(4096)
def said_range(said_on: str | None) -> tuple[int, int] | None:
    """The first and the last day that a date in reduced precision can mean, as numbers."""
    parts = (said_on or "").partition("T")[0].split("-")
    try:
        year, month, day = (int(parts[n]) if n < len(parts) else None for n in range(3))
        if year is None:
            return None
        first = date(year, month or 1, day or 1).toordinal()
        if day:
            return first, first
        after = date(year + (month in (None, 12)), (month or 12) % 12 + 1, 1)
        return first, after.toordinal() - 1
    except ValueError:
        return None


@lru_cache(4096)
def day_of(published: str | None) -> int | None:
    """The day of a date or a time, as a number."""
    try:
        return date.fromisoformat((published or "")[:10]).toordinal()
    except ValueError:
        return None
