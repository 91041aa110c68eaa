"""Dates as news tells them: what is said of one, what follows from that, and what lies before and after.

Days are added by the standard library; months and years, whose result is a month or a year, are whole
numbers, so that dateutil has nothing to do here. Nor has dateparser: what our grammar takes for a calendar
date is in numbers already. The two agree on all of them, and the library takes 0.3 s at its first date.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

AHEAD = timedelta(days=31)
"""How far after publication a date without a year may lie."""
SAME_DAY_HOURS = 6
"""Longer times told in hours may reach into another day, unless they are whole days."""
MOST_MONTHS = 11
"""Longer times told in months ("18 months ago") are rounded."""
FIRST_YEAR, LAST_YEAR = 1000, 2999
"""No date outside these years is read from words, or believed of an article."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKS = {"week": 1, "fortnight": 2}
HOURS = frozenset({"second", "minute", "moment", "hour"})


@dataclass(frozen=True, slots=True)
class When:
    """What words say of a date; None where they say nothing. `week` counts from the week of publication;
    `anchored` is what counts from where the narrative stands."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    week: int | None = None
    anchored: bool = False

    @property
    def date(self) -> date | None:
        """The day, where year, month and day are said and the calendar has it."""
        if self.year is None or self.month is None or self.day is None:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


NAMES = tuple(field.name for field in fields(When))


def merged(whens: Iterable[When]) -> When | None:
    """All that several expressions say together; None where they contradict one another."""
    said: dict[str, Any] = {}
    for when in whens:
        for name in NAMES:
            value = getattr(when, name)
            if value is not None and said.setdefault(name, value) != value:
                return None
    return When(**said) if said else None


def resolved(when: When, published: date | None) -> When | None:
    """The same with what publication adds: the year of a month, the date of a weekday."""
    if when.day is not None:
        day = when.date if when.year else _latest(when, published)
        fits = day and when.weekday in (None, day.weekday())
        return when_of(day) if fits else None
    if when.weekday is not None:
        return _weekday_alone(when, published) if when.year is when.month is None else None
    if when.month is None or when.year is not None:
        return when
    if published is None:
        return None
    return replace(when, year=published.year - (when.month > published.month))


def _latest(when: When, published: date | None) -> date | None:
    """The latest day of this month and number ("27 September"), or of this number ("the 14th")."""
    if published is None or when.day is None or when.year is not None:
        return None
    if when.month is not None:
        return latest(when.month, when.day, before=published + AHEAD)
    for back in range(3):  # of any three months in a row, one has 31 days
        month = moved(when_of(published), "month", -back)
        day = replace(month, day=when.day).date if month else None
        if day and day <= published:
            return day
    return None


def _weekday_alone(when: When, published: date | None) -> When | None:
    """The latest such day, or the one of the week that was named, where both ways to begin a week agree."""
    if published is None or when.weekday is None:
        return None
    if when.week is None:
        return days_from(published, -((published.weekday() - when.weekday) % 7))
    from_monday = 7 * when.week + when.weekday - published.weekday()
    from_sunday = 7 * when.week + (when.weekday + 1) % 7 - (published.weekday() + 1) % 7
    return days_from(published, from_monday) if from_monday == from_sunday else None


def iso(when: When) -> str | None:
    """The date in as many parts as are known; None outside the years of the record."""
    if when.year is None or not FIRST_YEAR <= when.year <= LAST_YEAR:
        return None
    parts = (f"{n:02}" for n in (when.month, when.day) if n is not None)
    return "-".join((str(when.year), *parts))


def calendar(year: int, month: int, day: int) -> date | None:
    """A calendar date; None where there is no such day."""
    return When(year, month, day).date


def latest(month: int, day: int, before: date) -> date | None:
    """The latest such day that is not after `before`: the 29th of February may be eight years ago."""
    days = (calendar(before.year - back, month, day) for back in range(9))
    return next((found for found in days if found and found <= before), None)


def when_of(day: date | None) -> When | None:
    """A day, said in full."""
    return When(day.year, day.month, day.day) if day else None


def days_from(day: date | None, days: int) -> When | None:
    """The day so many days after another one, or before it where they are negative."""
    try:
        return when_of(day + timedelta(days)) if day else None
    except OverflowError:
        return None


def moved(base: When | None, unit: str, count: int | None) -> When | None:
    """The date `count` units from another one, as precise as the unit is; without a count ("hours later")
    only hours and less say anything."""
    if base is None or base.year is None or (count is None and unit not in HOURS):
        return None
    count = count or 0
    if unit == "year":
        return When(base.year + count)
    if unit == "month":
        if base.month is None or abs(count) > MOST_MONTHS:
            return None
        year, month = divmod(base.year * 12 + base.month - 1 + count, 12)
        return When(year, month + 1)
    if unit in WEEKS:
        ends = [days_from(base.date, 7 * WEEKS[unit] * count + days) for days in (-3, 3)]
        months = {replace(end, day=None) for end in ends if end}
        return months.pop() if len(months) == 1 else None
    if unit == "hour" and abs(count) > SAME_DAY_HOURS:
        return days_from(base.date, count // 24) if count % 24 == 0 else None
    return days_from(base.date, 0 if unit in HOURS else count)


def weekday_from(day: date | None, weekday: str, way: int) -> When | None:
    """The nearest such weekday strictly after (1), strictly before (-1) or not after (0) a day."""
    if day is None:
        return None
    wanted = WEEKDAYS.index(weekday[:3])
    if way > 0:
        return days_from(day, (wanted - day.weekday() - 1) % 7 + 1)
    return days_from(day, way - (day.weekday() + way - wanted) % 7)
