"""The date of speaking: what the words of a statement's `when` come to, seen from the day of publication.

Our own grammar (date_words) decides which part of the words is a date, and of which kind; a library like
dateparser would read almost anything as one.

The rules, where usage differs:

- A weekday alone is the latest such day that is not after publication: on a Thursday, "Thursday" is that day.
- "Last Thursday" is the latest strictly before publication, the day before it included (news style has no
  other use for "last" with a day of the past week); "next" and "coming" the first strictly after.
- "Thursday last week" and "this Thursday" count where weeks from Monday and weeks from Sunday agree.
- A month and day without a year is the latest that is at most 31 days after publication; a month alone,
  the latest that has begun by then.
- "Two weeks ago" may be some days off: it gives the month, if the three days on both sides are in it too.
  "Two months ago" gives a month (up to eleven), "ten years ago" a year, "a year ago today" a day.
- "Two days earlier", "the next day" and their like count from the anchor, or from publication where there is
  none; forwards only from an anchor, and never to a day after publication, when it was not yet said.
- Times told in hours (up to six) stay on the day.
- A date after "before", "since", "by", "ahead of" and their like is another event's; dates that do not
  agree, a weekday and its date included, come to none.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from onrecord.meaning.date_words import Expression, expressions, words_of
from onrecord.meaning.reckoning import (
    FIRST_YEAR,
    HOURS,
    LAST_YEAR,
    MONTHS,
    WEEKDAYS,
    WEEKS,
    When,
    calendar,
    days_from,
    iso,
    merged,
    moved,
    resolved,
    weekday_from,
    when_of,
)

MOST = 400
"""Characters: longer words are no phrase, and are not read."""
FORWARD = frozenset({"later", "after", "afterward", "afterwards", "following", "next"})
TODAY = {"yesterday": -1, "last night": -1, "last evening": -1, "tomorrow": 1}


class Told(NamedTuple):
    """Where words are seen from: the day of publication, and the date that the narrative has reached."""

    published: date | None
    anchor: When | None


Groups = dict[str, str]
Reader = Callable[[Groups, Told], When | None]


def said_on(words: str, published: str | None, anchor: str | None = None) -> str | None:
    """The ISO 8601 date that `words` tell, in reduced precision where they say no more, or None.

    `published` is the article's date or date and time, of which the local date counts; `anchor` the date
    that the narrative has reached, as this function gave it. Depends on these alone; never raises.
    """
    if len(words) > MOST:
        return None
    told = Told(_day_of(published), _reached(anchor))
    whens = [when for expression in expressions(words) if (when := _read(expression, told))]
    free = [when for when in whens if not when.anchored]
    whole = merged(free or whens)
    date_said = resolved(whole, told.published) if whole else None
    return iso(date_said) if date_said else None


def _day_of(published: str | None) -> date | None:
    """The local date of an ISO 8601 date or date and time."""
    head = (published or "").strip().replace("T", " ").partition(" ")[0]
    try:
        day = date.fromisoformat(head)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _reached(anchor: str | None) -> When | None:
    """An anchor in any precision."""
    if day := _day_of(anchor):
        return when_of(day)
    parts = (anchor or "").strip().split("-")
    if not 1 <= len(parts) <= 2 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    if len(parts[0]) != 4 or not FIRST_YEAR <= int(parts[0]) <= LAST_YEAR:
        return None
    if len(parts) == 1:
        return When(int(parts[0]))
    return When(int(parts[0]), int(parts[1])) if len(parts[1]) == 2 and 1 <= int(parts[1]) <= 12 else None


def _read(expression: Expression, told: Told) -> When | None:
    if expression.origin:
        return _counted_from_date(expression, expression.origin, told)
    return READERS[expression.kind](expression.groups, told)


def _from_narrative(told: Told, forward: bool) -> When | None:
    """Where "two days earlier" counts from."""
    return told.anchor or (None if forward else when_of(told.published))


def _anchored(when: When | None, told: Told) -> When | None:
    """A date counted from the narrative, unless publication was before it."""
    if when is None:
        return None
    day = told.published
    said = (when.year or 0, when.month or 0, when.day or 0)
    if day and said > (day.year, day.month if when.month else 0, day.day if when.day else 0):
        return None
    return replace(when, anchored=True)


def _number(words: str) -> int:
    """A count in figures or words."""
    if words.isdigit():
        return int(words)
    return 1 if words in ("a", "an") else words_of("number").index(words) + 1


def _ordinal(words: str) -> int:
    figures = words.rstrip("stndrh")
    return int(figures) if figures.isdigit() else words_of("ordinal").index(words) + 1


def _month(words: str) -> int:
    return MONTHS.index(words[:3]) + 1


def _year(words: str, told: Told) -> int | None:
    """A year of four figures, or of two in the hundred years up to the one after publication."""
    figures = words.lstrip("'")
    if len(figures) == 4:
        return int(figures)
    if told.published is None:
        return None
    latest = told.published.year + 1
    return latest - (latest - int(figures)) % 100


# ---------------------------------------------------------------- what each shape says


def _edge(groups: Groups, told: Told) -> When | None:
    return days_from(told.published, -2 if groups["side"] == "before yesterday" else 2)


def _before_last(groups: Groups, told: Told) -> When | None:
    if groups["what"] in ("week", "month", "year"):
        return moved(when_of(told.published), groups["what"], -2) if groups["what"] != "week" else None
    last = weekday_from(told.published, groups["what"], -1)
    return days_from(last.date, -7) if last else None


def _today(groups: Groups, told: Told) -> When | None:
    return days_from(told.published, TODAY.get(groups["word"], 0))


def _iso_date(groups: Groups, told: Told) -> When | None:
    return when_of(calendar(int(groups["year"]), int(groups["month"]), int(groups["day"])))


def _numeric(groups: Groups, told: Told) -> When | None:
    """Day and month in figures, where only one order is possible or both say the same."""
    first, second, year = int(groups["first"]), int(groups["second"]), _year(groups["year"], told)
    if year is None or (first != second and max(first, second) <= 12):
        return None
    month, day = (second, first) if first > 12 else (first, second)
    return when_of(calendar(year, month, day))


def _several_days(groups: Groups, told: Told) -> None:
    return None


def _month_and_day(groups: Groups, told: Told) -> When | None:
    month, day = _month(groups["month"]), _ordinal(groups["day"])
    if "year" not in groups:
        return When(month=month, day=day)
    year = _year(groups["year"], told)
    return when_of(calendar(year, month, day)) if year else None


def _month_or_year(groups: Groups, told: Told) -> When | None:
    """A month, a year or both; "last March" is the latest before the month of publication."""
    words = groups.get("year", groups.get("short"))
    year = _year(words, told) if words else None
    if "month" not in groups:
        return When(year) if year else None
    month, way = _month(groups["month"]), groups.get("way")
    if not way:
        return When(year, month) if year or not words else None
    if told.published is None:
        return None
    now = told.published.month
    turn = {"last": -(month >= now), "next": int(month <= now), "this": 0}[way]
    return When(told.published.year + turn, month)


def _ago(groups: Groups, told: Told) -> When | None:
    count = _number(groups["count"]) if "count" in groups else None
    return moved(when_of(told.published), groups["unit"], None if count is None else -count)


def _ago_day(groups: Groups, told: Told) -> When | None:
    """ "A week ago today"; "a week ago Tuesday", where the Tuesday nearest to the day a week ago and the one
    a week before the latest are the same; "two days ago, on Tuesday"."""
    unit, on, day = groups["unit"], groups["on"], told.published
    count = _number(groups["count"])
    if day is None or unit in HOURS:
        return None
    if unit in ("month", "year"):
        back = moved(when_of(day), unit, -count) if on == "today" else None
        return replace(back, month=back.month or day.month, day=day.day) if back else None
    then = days_from(day, -count * 7 * WEEKS[unit] if unit in WEEKS else -count)
    if then is None or on == "today":
        return then
    if unit == "day":
        return replace(then, weekday=WEEKDAYS.index(on[:3]))
    middle, latest = days_from(then.date, 3), weekday_from(then.date, on, 0)
    nearest = weekday_from(middle.date, on, 0) if middle else None
    return nearest if nearest == latest else None


def _shift(groups: Groups, told: Told) -> When | None:
    """ "Two days earlier", "the night before", "hours later"."""
    count, forward = _sized(groups)
    unit = _unit(groups)
    base = _from_narrative(told, forward and unit not in HOURS)
    return _anchored(moved(base, unit, count), told)


def _sized(groups: Groups) -> tuple[int | None, bool]:
    """How far a shift goes, negative backwards, and whether it goes forwards."""
    forward = groups.get("side", "before") in FORWARD
    if "count" in groups:
        count = _number(groups["count"])
    elif "eve" in groups or "one" in groups:
        count = 1
    else:
        return None, forward
    return (count if forward else -count), forward


def _unit(groups: Groups) -> str:
    """The unit that a shift counts in: nights and mornings are days."""
    unit = groups.get("unit", "day")
    return "day" if unit in words_of("daypart") else unit


def _counted_from_date(expression: Expression, origin: Expression, told: Told) -> When | None:
    """ "Two days after the Sept. 27 vote". What was before a weekday's event may have been before one that
    is still to come, so it has no date; minutes and hours stay on its day."""
    start = _read(origin, told)
    whole = resolved(start, told.published) if start else None
    if whole is None or whole.date is None or expression.kind != "shift":
        return None
    count, forward = _sized(expression.groups)
    unit = _unit(expression.groups)
    if origin.kind == "weekday" and not forward and unit not in HOURS:
        return None
    then = _anchored(moved(whole, unit, count), told)
    return replace(then, anchored=False) if then else None


def _step(groups: Groups, told: Told) -> When | None:
    """ "The next day", "the previous month"."""
    forward = groups["way"] in FORWARD
    base = _from_narrative(told, forward)
    return _anchored(moved(base, _unit(groups), 1 if forward else -1), told)


def _step_weekday(groups: Groups, told: Told) -> When | None:
    """ "The following Monday", "the Monday before"."""
    forward = groups.get("way", groups.get("side")) in FORWARD
    base = _from_narrative(told, forward)
    weekday = groups.get("weekday", groups.get("late", ""))
    return _anchored(weekday_from(base.date if base else None, weekday, 1 if forward else -1), told)


def _same(groups: Groups, told: Told) -> When | None:
    """ "That day" is the narrative's alone; "earlier in the day" is publication's where there is no other."""
    base = told.anchor if "unit" in groups else _from_narrative(told, False)
    unit = _unit({"unit": groups.get("unit", groups.get("within", ""))})
    return _anchored(moved(base, unit, 0), told)


def _period(groups: Groups, told: Told) -> When | None:
    turn = {"last": -1, "this": 0, "next": 1}[groups["way"]]
    if groups["unit"] == "week":
        return When(week=turn)
    return moved(when_of(told.published), groups["unit"], turn)


def _weekday(groups: Groups, told: Told) -> When | None:
    weekday, way = groups["weekday"], groups.get("way", groups.get("late", ""))
    if way == "this":
        return When(weekday=WEEKDAYS.index(weekday[:3]), week=0)
    if way in ("next", "coming", "this coming"):
        return weekday_from(told.published, weekday, 1)
    if way:
        return weekday_from(told.published, weekday, -1)
    return When(weekday=WEEKDAYS.index(weekday[:3]))


def _nth(groups: Groups, told: Told) -> When | None:
    return When(day=_ordinal(groups["day"]))


READERS: dict[str, Reader] = {
    "edge": _edge,
    "before_last": _before_last,
    "today": _today,
    "iso": _iso_date,
    "numeric": _numeric,
    "days": _several_days,
    "month_day": _month_and_day,
    "day_month": _month_and_day,
    "month_year": _month_or_year,
    "ago_day": _ago_day,
    "ago": _ago,
    "shift": _shift,
    "step_weekday": _step_weekday,
    "step": _step,
    "same": _same,
    "period": _period,
    "weekday": _weekday,
    "month": _month_or_year,
    "nth": _nth,
    "year": _month_or_year,
}
