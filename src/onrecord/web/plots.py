"""Plots as values: where each bar and mark stands, in percent, for templates to draw without scripts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from onrecord.web.look import day as told

MOST_BARS = 60
MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a timeline: its period (`since` and `until`, ISO 8601), how many statements it stands for,
    where it begins and how wide and high it is, in percent; `tick` is what is written below it, if
    anything is."""

    label: str
    since: str
    until: str
    count: int
    x: float
    width: float
    height: float
    tick: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """How much was said when: bars of one `step` ("day", "month", "year"), all of the period, the emptiest
    too; `most` is the number of the highest."""

    step: str
    bars: tuple[Bar, ...]
    most: int


def timeline(days: Iterable[tuple[int, int]]) -> Timeline | None:
    """The timeline of days (as numbers, 20240305) with their counts; None without any. What is dated by month
    or year alone stands where its period begins, in steps of its own length at least."""
    counted = sorted((day, count) for day, count in days if day >= 1_00_00)
    if not counted:
        return None
    lowest, highest = counted[0][0], counted[-1][0]
    exact = all(day % 100 for day, _ in counted) and all(_date(day) for day, _ in counted)
    monthly = all(day // 100 % 100 for day, _ in counted)
    months = _months(highest) - _months(lowest) + 1
    if exact and (one := _date(lowest)) and (other := _date(highest)) and (other - one).days < 45:
        return _made("day", counted, *_days(one, other))
    if monthly and months <= MOST_BARS:
        return _made("month", counted, *_by_month(lowest, highest))
    years = list(range(lowest // 10000, highest // 10000 + 1))
    per = -(-len(years) // MOST_BARS)
    starts = years[::per]
    periods = [(f"{first:04}", f"{min(first + per - 1, years[-1]):04}") for first in starts]
    return _made("year", counted, periods, lambda at: (at // 10000 - years[0]) // per)


def _made(
    step: str,
    counted: Sequence[tuple[int, int]],
    periods: Sequence[tuple[str, str]],
    place: Callable[[int], int],
) -> Timeline:
    heights = [0] * len(periods)
    for at, count in counted:
        heights[place(at)] += count
    most, width = max(heights), 100 / len(periods)
    every = -(-len(periods) // MOST_TICKS)
    bars = tuple(
        Bar(
            label=told(since) if since == until else f"{since} to {until}",
            since=since,
            until=until,
            count=count,
            x=round(number * width, 3),
            width=round(width, 3),
            height=round(100 * count / most, 2),
            tick=_tick(step, since) if number % every == 0 else "",
        )
        for number, ((since, until), count) in enumerate(zip(periods, heights, strict=True))
    )
    return Timeline(step, bars, most)


def _tick(step: str, since: str) -> str:
    words = told(since).split()
    if step == "day":
        return f"{words[0]} {words[1][:3]}"
    return f"{words[0][:3]} {words[1]}" if step == "month" else since


def _date(day: int) -> date | None:
    try:
        return date(day // 10000, day // 100 % 100, day % 100)
    except ValueError:
        return None


def _months(day: int) -> int:
    return day // 10000 * 12 + max(day // 100 % 100, 1) - 1


def _days(one: date, other: date) -> tuple[list[tuple[str, str]], Callable[[int], int]]:
    count = (other - one).days + 1
    periods = [(iso, iso) for iso in ((one + timedelta(n)).isoformat() for n in range(count))]

    def place(at: int) -> int:
        found = _date(at)
        return (found - one).days if found else 0

    return periods, place


def _by_month(lowest: int, highest: int) -> tuple[list[tuple[str, str]], Callable[[int], int]]:
    first = _months(lowest)
    names = [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(first, _months(highest) + 1)]
    return [(name, name) for name in names], lambda at: _months(at) - first


@dataclass(frozen=True, slots=True)
class Mark:
    """A statement on a line of time: where it stands, in percent, its stance, and what is told of it."""

    x: float
    stance: str
    label: str
    id: str


def marks(dated: Sequence[tuple[str, str, str]]) -> tuple[Mark, ...]:
    """The marks of (day, stance, id), as ISO 8601 has days, from 2 to 98 percent of the line."""
    placed = [(_ordinal(day), day, stance, id) for day, stance, id in dated if day]
    if not placed:
        return ()
    lowest, highest = min(placed)[0], max(placed)[0]
    span = max(highest - lowest, 1)
    return tuple(
        Mark(round(2 + 96 * (at - lowest) / span, 2) if highest > lowest else 50.0, stance, told(day), id)
        for at, day, stance, id in placed
    )


def _ordinal(day: str) -> int:
    try:
        return date.fromisoformat((day + "-01-01")[:10] if len(day) == 4 else (day + "-01")[:10]).toordinal()
    except ValueError:
        return 0
