"""The date of speaking, from the words that tell when: tables of phrases, and what holds for all words."""

import os
import subprocess
import sys
import time
from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from onrecord.meaning.dates import said_on
from onrecord.meaning.reckoning import MONTHS, calendar, latest

PUBLISHED = "2022-05-18"  # a Wednesday
ANCHOR = "2022-05-03"  # a Tuesday

DAYS = {
    # A weekday alone is the latest, the day of publication included.
    "on Thursday": "2022-05-12",
    "Thursday": "2022-05-12",
    "Wednesday": "2022-05-18",
    "WEDNESDAY NIGHT": "2022-05-18",
    "on Tuesday": "2022-05-17",
    "Tues.": "2022-05-17",
    "on Tue": "2022-05-17",
    "Thurs.": "2022-05-12",
    "on Thu. morning": "2022-05-12",
    "on Sat.": "2022-05-14",
    "Monday evening": "2022-05-16",
    "Monday's": "2022-05-16",
    "Monday\u2019s": "2022-05-16",
    "at Monday's debate": "2022-05-16",
    "in Sunday's interview": "2022-05-15",
    "at a Tuesday night rally in Fargo": "2022-05-17",
    "in a Thursday interview": "2022-05-12",
    "on a Thursday call with reporters": "2022-05-12",
    "at 10 a.m. Tuesday": "2022-05-17",
    "at 10.30am on Tuesday": "2022-05-17",
    "Tuesday at 2100 GMT": "2022-05-17",
    "shortly after 9 p.m. ET on Friday": "2022-05-13",
    "just before midnight Friday": "2022-05-13",
    "between 2 and 4 p.m. Tuesday": "2022-05-17",
    "between 9 a.m. and noon on Tuesday": "2022-05-17",
    "2\u20134 p.m. Tuesday": "2022-05-17",
    "at seven o'clock on Monday": "2022-05-16",
    "early Thursday": "2022-05-12",
    "late on Friday": "2022-05-13",
    "earlier Tuesday": "2022-05-17",
    "in the early hours of Saturday": "2022-05-14",
    "on the evening of Monday": "2022-05-16",
    "as recently as Monday": "2022-05-16",
    "on Thursday, ahead of Sunday's vote": "2022-05-12",
    "on Thursday after Wednesday's ruling": "2022-05-12",
    "on Tuesday before the committee": "2022-05-17",
    "before a Senate committee on Tuesday": "2022-05-17",
    "on Monday in the Sunday Times": "2022-05-16",
    "on Tuesday's \u201cToday\u201d show": "2022-05-17",
    "\u201cTuesday\u201d": "2022-05-17",
    "repeatedly on Monday": "2022-05-16",
    "over the weekend, on Saturday": "2022-05-14",
    "on\u00a0Thursday": "2022-05-12",
    "on\u2009Thursday\u200b": "2022-05-12",
    "  on   Thursday \n": "2022-05-12",
    "ON THURSDAY": "2022-05-12",
    # Weekdays with a direction.
    "last Thursday": "2022-05-12",
    "last Wednesday": "2022-05-11",
    "last Tuesday": "2022-05-17",
    "this past Wednesday": "2022-05-11",
    "Thursday last": "2022-05-12",
    "next Thursday": "2022-05-19",
    "this coming Wednesday": "2022-05-25",
    "next Tuesday": "2022-05-24",
    "Thursday next": "2022-05-19",
    "the Monday before last": "2022-05-09",
    "this Tuesday": "2022-05-17",
    "Tuesday this week": "2022-05-17",
    "Thursday last week": "2022-05-12",
    "on Monday of last week": "2022-05-09",
    "last week, on Monday": "2022-05-09",
    "earlier this week, on Monday": "2022-05-16",
    "a week ago Tuesday": "2022-05-10",
    "two weeks ago on Thursday": None,
    "two weeks ago on Wednesday": "2022-05-04",
    # Days told from the day of publication.
    "today": "2022-05-18",
    "earlier today": "2022-05-18",
    "tonight": "2022-05-18",
    "this morning": "2022-05-18",
    "yesterday": "2022-05-17",
    "yesterday's briefing": "2022-05-17",
    "late yesterday afternoon": "2022-05-17",
    "yesterday, Tuesday": "2022-05-17",
    "last night": "2022-05-17",
    "late last night": "2022-05-17",
    "tomorrow": "2022-05-19",
    "the day before yesterday": "2022-05-16",
    "the day after tomorrow": "2022-05-20",
    "three days ago": "2022-05-15",
    "just 3 days ago": "2022-05-15",
    "a day ago": "2022-05-17",
    "two days ago, on Monday": "2022-05-16",
    "an hour ago": "2022-05-18",
    "moments ago": "2022-05-18",
    "hours ago": "2022-05-18",
    "48 hours ago": "2022-05-16",
    "a week ago today": "2022-05-11",
    "two weeks ago today": "2022-05-04",
    "a year ago today": "2021-05-18",
    "a month ago today": "2022-04-18",
    # Calendar dates.
    "on Dec. 23, 2021": "2021-12-23",
    "Dec 23rd, 2021": "2021-12-23",
    "December the 23rd, 2021": "2021-12-23",
    "on 23 December 2021": "2021-12-23",
    "the 23rd of December 2021": "2021-12-23",
    "the 23rd of December": "2021-12-23",
    "23 December": "2021-12-23",
    "23-Dec-2021": "2021-12-23",
    "on December 23": "2021-12-23",
    "on the first of May": "2022-05-01",
    "on May the fourth": "2022-05-04",
    "in a Sept. 27 interview": "2021-09-27",
    "in an April 27 interview with a local station": "2022-04-27",
    "27/09/2016": "2016-09-27",
    "09/27/2016": "2016-09-27",
    "27.9.2016": "2016-09-27",
    "27/9/16": "2016-09-27",
    "05/05/2016": "2016-05-05",
    "2016-09-27": "2016-09-27",
    "2016/09/27": "2016-09-27",
    "2016-09-27T23:30:00-05:00": "2016-09-27",
    "on Tuesday, Dec. 21": "2021-12-21",
    "on Tuesday 21 December 2021": "2021-12-21",
    "on Tuesday (21 December)": "2021-12-21",
    "Tuesday the 17th": "2022-05-17",
    "Tuesday 3rd": "2022-05-03",
    "Friday, the 13th": "2022-05-13",
    "at 4 p.m. on May 5": "2022-05-05",
    "on May 5 at 4 p.m.": "2022-05-05",
    "the morning of May 5": "2022-05-05",
    "on May 18": "2022-05-18",
    "on May 19": "2022-05-19",
    "June 18": "2022-06-18",
    "June 19": "2021-06-19",
    "on Feb. 29": "2020-02-29",
    "on Feb. 29, 2020": "2020-02-29",
    "on Oct. 5 last year": "2021-10-05",
    "last year, on Oct. 5": "2021-10-05",
    "last week, on May 10": "2022-05-10",
    "on the 14th": "2022-05-14",
    "on the 31st": "2022-03-31",
    "on the 14th of last month": "2022-04-14",
    "two days after the May 5 vote": "2022-05-07",
    "the day before the May 5 vote": "2022-05-04",
    "on the eve of the May 5 vote": "2022-05-04",
    "the morning after Monday's vote": "2022-05-17",
    "a day after Monday's debate": "2022-05-17",
    "minutes after Monday's vote": "2022-05-16",
    "\uff12\uff13 December 2021": "2021-12-23",
}

LESS_THAN_A_DAY = {
    "in March": "2022-03",
    "in May": "2022-05",
    "May": "2022-05",
    "in June": "2021-06",
    "in late September": "2021-09",
    "mid-April": "2022-04",
    "at the end of March": "2022-03",
    "in an April interview": "2022-04",
    "last December": "2021-12",
    "last May": "2021-05",
    "this March": "2022-03",
    "in March 2015": "2015-03",
    "March, 2015": "2015-03",
    "in Sept. 2015": "2015-09",
    "in March of 2015": "2015-03",
    "in October last year": "2021-10",
    "last year, in October": "2021-10",
    "two years ago in March": "2020-03",
    "last month": "2022-04",
    "late last month": "2022-04",
    "this month": "2022-05",
    "earlier this month": "2022-05",
    "a month ago": "2022-04",
    "six months ago": "2021-11",
    "two weeks ago": "2022-05",
    "a week and a half ago": None,
    "three weeks ago on Friday": None,
    "on a Monday in May": "2022-05",
    "a week ago": "2022-05",
    "a fortnight ago": "2022-05",
    "in 2014": "2014",
    "2014": "2014",
    "back in 2014": "2014",
    "in early 2014": "2014",
    "in the spring of 2014": "2014",
    "in a 2014 interview": "2014",
    "in '08": "2008",
    "as early as 2014": "2014",
    "last year": "2021",
    "earlier this year": "2022",
    "late last year": "2021",
    "10 years ago": "2012",
    "two years ago": "2020",
    "a year ago": "2021",
}

NONE = [
    # No single day, month or year.
    "last week",
    "this week",
    "earlier this week",
    "the week before last",
    "over the weekend",
    "last weekend",
    "for weeks",
    "for two days",
    "in recent days",
    "over the past two weeks",
    "within the last month",
    "in the last year",
    "repeatedly",
    "recently",
    "previously",
    "at the time",
    "then",
    "once",
    "now",
    "overnight",
    "overnight Thursday",
    "the other day",
    "during the campaign",
    "during the 2016 campaign",
    "during the 2016 presidential race",
    "in the 1970s",
    "in the '90s",
    "in 2014-15",
    "in the winter of 2014",
    "last summer",
    "in fiscal 2014",
    "on Sundays",
    "every Thursday",
    "on a Monday",
    "one Monday night",
    "on a recent Tuesday",
    "on Black Friday",
    "on Super Tuesday",
    "a week last Monday",
    "Monday week",
    "May Day",
    "even today",
    "Tuesday 4th",
    "in the week of May 9",
    "several days ago",
    "a few weeks ago",
    "a couple of days ago",
    "days ago",
    "two or three days ago",
    "about three days ago",
    "more than 10 years ago",
    "a year and a half ago",
    "18 months ago",
    "12 hours ago",
    "decades ago",
    # The date of another event, or one side of a time.
    "minutes before the vote",
    "ahead of Sunday's debate",
    "before Monday's vote",
    "after Monday's vote",
    "following the Tuesday hearing",
    "in the wake of Monday's ruling",
    "in the run-up to Thursday's election",
    "two days before Sunday's debate",
    "the day after the vote",
    "the day before the election",
    "before Monday",
    "since Monday",
    "since January",
    "since 2014",
    "since last week",
    "until Thursday",
    "by Friday",
    "by the end of March",
    "in an interview to be aired Thursday",
    "by 5 p.m. Friday",
    "from Monday",
    "as of Monday",
    "for Thursday",
    "starting Monday",
    "around May 5",
    "circa 2014",
    "the Monday after Easter",
    # Several dates, or dates at odds.
    "between Monday and Wednesday",
    "Monday and Tuesday",
    "Monday or Tuesday",
    "from Monday to Wednesday",
    "Monday to Wednesday",
    "Monday through Friday",
    "Monday\u2013Wednesday",
    "Thursday night into Friday",
    "May 5-7",
    "May 5 and 6",
    "5\u20137 May 2022",
    "5 and 6 May",
    "April 30 to May 2",
    "in March and April",
    "in 2014 and 2015",
    "on Monday, May 5, 2022",
    "Monday 6 April",
    # Dates that are none, or not sure.
    "03/04/2016",
    "9/11",
    "31/02/2016",
    "2016-02-30",
    "31 June 2021",
    "Feb. 29, 2021",
    "May 32",
    "0000-00-00",
    "9999-12-31",
    "23 December 0999",
    "in 3014",
    "before 2,014 people",
    "in front of 2000 supporters",
    "Theresa May",
    "during the march",
    "on the March on Washington",
    "he may",
    "as he sat down",
    "in the Baltimore Sun",
    "on USA Today",
    "on the 14th Amendment",
    "in the second hour",
    "",
    " ",
]

ANCHORED = {
    "two days earlier": "2022-05-01",
    "two days later": "2022-05-05",
    "a day earlier": "2022-05-02",
    "the day before": "2022-05-02",
    "the day before at a rally in Fargo": "2022-05-02",
    "the day after": "2022-05-04",
    "the night before": "2022-05-02",
    "the next day": "2022-05-04",
    "the next morning": "2022-05-04",
    "the following morning": "2022-05-04",
    "the previous day": "2022-05-02",
    "the previous evening": "2022-05-02",
    "the following Monday": "2022-05-09",
    "the following Tuesday": "2022-05-10",
    "the next Friday": "2022-05-06",
    "the previous Friday": "2022-04-29",
    "the Sunday before": "2022-05-01",
    "hours later": "2022-05-03",
    "a few hours later": "2022-05-03",
    "minutes earlier": "2022-05-03",
    "three hours later": "2022-05-03",
    "24 hours later": "2022-05-04",
    "the same day": "2022-05-03",
    "later that day": "2022-05-03",
    "that night": "2022-05-03",
    "earlier in the day": "2022-05-03",
    "later that month": "2022-05",
    "the previous month": "2022-04",
    "two months earlier": "2022-03",
    "a year earlier": "2021",
    "the previous year": "2021",
    "a week later": "2022-05",
    "a week earlier": "2022-04",
    "days later": None,
    "weeks later": None,
    "later": None,
    "three months later": None,  # past publication
    "the following month": None,
    "20 days later": None,
    # Not of the narrative: the anchor changes nothing.
    "on Thursday": "2022-05-12",
    "yesterday": "2022-05-17",
    "last month": "2022-04",
    "the day before, Tuesday": "2022-05-17",
    "two days earlier, on May 2": "2022-05-02",
}

UNANCHORED = {
    "two days earlier": "2022-05-16",
    "the day before": "2022-05-17",
    "the previous Friday": "2022-05-13",
    "hours later": "2022-05-18",
    "earlier in the day": "2022-05-18",
    "a month earlier": "2022-04",
    "the next day": None,
    "the following Monday": None,
    "two days later": None,
    "that day": None,
    "the same night": None,
}


def test_there_are_enough_phrases():
    assert len({*DAYS, *LESS_THAN_A_DAY, *NONE, *ANCHORED}) >= 130


@pytest.mark.parametrize(("words", "expected"), (DAYS | LESS_THAN_A_DAY).items())
def test_dates(words, expected):
    assert said_on(words, PUBLISHED) == expected


@pytest.mark.parametrize("words", NONE)
def test_null_rather_than_a_guess(words):
    assert said_on(words, PUBLISHED) is None
    assert said_on(words, PUBLISHED, ANCHOR) is None


@pytest.mark.parametrize(("words", "expected"), ANCHORED.items())
def test_from_the_date_the_narrative_has_reached(words, expected):
    assert said_on(words, PUBLISHED, ANCHOR) == expected


@pytest.mark.parametrize(("words", "expected"), UNANCHORED.items())
def test_without_an_anchor(words, expected):
    assert said_on(words, PUBLISHED) == expected


@pytest.mark.parametrize(
    ("words", "published", "anchor", "expected"),
    [
        # The local date of publication counts, whatever its offset.
        ("yesterday", "2022-05-18T00:30:00+02:00", None, "2022-05-17"),
        ("yesterday", "2022-05-18T23:30:00-11:00", None, "2022-05-17"),
        ("today", "2022-05-18 08:00", None, "2022-05-18"),
        ("today", "20220518T080000Z", None, "2022-05-18"),
        # Over the end of a month, of a year, of a leap February.
        ("yesterday", "2022-01-01", None, "2021-12-31"),
        ("on Friday", "2022-01-01", None, "2021-12-31"),
        ("yesterday", "2020-03-01", None, "2020-02-29"),
        ("last month", "2022-01-15", None, "2021-12"),
        ("in December", "2022-01-15", None, "2021-12"),
        ("Dec. 31", "2022-01-01", None, "2021-12-31"),
        ("Jan. 3", "2021-12-30", None, "2022-01-03"),
        ("a year ago today", "2020-02-29", None, None),
        ("a month ago today", "2022-03-31", None, None),
        ("two weeks ago", "2022-05-17", None, None),
        ("a fortnight ago", "2022-05-28", None, "2022-05"),
        # A Sunday begins a week or ends it.
        ("Thursday last week", "2022-05-15", None, None),
        ("on Sunday of last week", "2022-05-18", None, None),
        ("this Friday", "2022-05-18", None, "2022-05-20"),
        # Nothing known of publication: what is complete in itself.
        ("on Thursday", None, None, None),
        ("yesterday", None, None, None),
        ("last month", "soon", None, None),
        ("on Dec. 23", "yesterday", None, None),
        ("on Dec. 23, 2021", None, None, "2021-12-23"),
        ("on Thursday, Dec. 23, 2021", None, None, "2021-12-23"),
        ("in March 2015", "0000-00-00", None, "2015-03"),
        ("in 2014", "", None, "2014"),
        ("27/9/16", None, None, None),
        ("the next day", None, ANCHOR, "2022-05-04"),
        ("two days after the Sept. 27, 2016, vote", None, None, "2016-09-29"),
        # An anchor of less than a day.
        ("the following year", PUBLISHED, "2014", "2015"),
        ("the following month", PUBLISHED, "2014-12", "2015-01"),
        ("the next day", PUBLISHED, "2014-12", None),
        ("later that year", PUBLISHED, "2014-12", "2014"),
        ("the previous month", PUBLISHED, "2014", None),
        ("two days earlier", PUBLISHED, "junk", "2022-05-16"),
        ("two days earlier", PUBLISHED, "2022-13", "2022-05-16"),
        # At the edges of the years there are.
        ("10 years ago", "1005-01-01", None, None),
        ("yesterday", "1000-01-01", None, None),
        ("tomorrow", "2999-12-31", None, None),
        ("9999 years ago", PUBLISHED, None, None),
        ("Dec. 31", "2999-12-31", None, "2999-12-31"),
        ("Jan. 3", "2999-12-31", None, None),
    ],
)
def test_publication_and_anchor(words, published, anchor, expected):
    assert said_on(words, published, anchor) == expected


@pytest.mark.parametrize(
    "words",
    [
        "on Thursday " * 1000,
        "9" * 10_000,
        "before " * 60,
        "a b " * 100,
        "1" * 399,
        "12-" * 133,
        "\0on\0Thursday\0",
        "\u202eyadsruhT no",
        "\u0661\u0662/\u0660\u0663/\u0662\u0660\u0661\u0666",
        "\ud800 on Thursday",
        "²³ ½ ⅔ \u2160 May",
        "on {Thursday} %s <b>",
        "99999999999999999999 days ago",
    ],
)
def test_hostile_words_cost_nothing(words):
    begin = time.process_time()
    assert is_none_or_iso(said_on(words, PUBLISHED, ANCHOR))
    assert time.process_time() - begin < 1


def is_none_or_iso(said):
    if said is None:
        return True
    padded = {4: f"{said}-01-01", 7: f"{said}-01", 10: said}[len(said)]
    return 1000 <= date.fromisoformat(padded).year <= 2999


PIECES = """
on in at the a of before after since until last next this day days week month year years ago earlier later
following previous Thursday Monday Sun. May March Sept. Dec 23 23rd 2021 '08 1 2 two 27/09/2016 2016-09-27
p.m. 10:30 today yesterday morning night and to - , ' 's between overnight 9999 0
"""
WORDS = st.lists(st.sampled_from(PIECES.split()), max_size=9).map(" ".join)
ISO = st.one_of(
    st.dates().map(str), st.datetimes().map(lambda d: d.isoformat()), st.text(max_size=12), st.none()
)


@given(words=st.one_of(st.text(max_size=60), WORDS), published=ISO, anchor=ISO)
@example(words="\ud800", published="\ud800", anchor="\ud800")
@settings(max_examples=300, deadline=None)
def test_never_raises_and_gives_iso_or_none(words, published, anchor):
    assert is_none_or_iso(said_on(words, published, anchor))


@given(
    day=st.dates(date(1001, 1, 1), date(2998, 12, 31)),
    weekday=st.sampled_from(
        ["Monday", "Tues.", "Wednesday night", "Thursday", "Friday", "Saturday", "Sunday's"]
    ),
)
@settings(deadline=None)
def test_a_weekday_is_one_of_the_seven_days_up_to_publication(day, weekday):
    said = date.fromisoformat(said_on(f"on {weekday}", str(day)))
    assert timedelta(0) <= day - said < timedelta(7)
    assert said.strftime("%A")[:3] == weekday[:3]
    last = date.fromisoformat(said_on(f"last {weekday}", str(day)))
    assert timedelta(1) <= day - last <= timedelta(7)


@given(
    day=st.dates(date(1001, 1, 1), date(2998, 12, 31)), said=st.dates(date(1000, 1, 1), date(2999, 12, 31))
)
@settings(deadline=None, max_examples=50)
def test_a_complete_date_is_read_back(day, said):
    month = said.strftime("%B")
    for words in (
        f"{month} {said.day}, {said.year}",
        f"on {said.day} {month[:3]}. {said.year}",
        str(said),
    ):
        assert said_on(words, str(day)) == str(said)


@given(day=st.dates(date(1001, 1, 1), date(2998, 12, 31)), back=st.integers(-31, 333))
@settings(deadline=None, max_examples=50)
def test_a_date_without_a_year_is_the_one_near_publication(day, back):
    said = day - timedelta(back)
    assert said_on(f"on {said.strftime('%B')} {said.day}", str(day)) == str(said)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "No/Such_Zone", ""])
def test_the_clock_zone_and_locale_of_the_machine_do_not_matter(zone):
    words = ["on Thursday", "yesterday", "in a Sept. 27 interview", "Dec. 23, 2021", "27/09/2016"]
    program = (
        "from onrecord.meaning.dates import said_on\n"
        f"print([said_on(words, '2022-05-18T00:10:00+09:00') for words in {words}])"
    )
    environment = os.environ | {"TZ": zone, "LC_ALL": "tr_TR.UTF-8", "LANG": "de_DE.UTF-8"}
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
    )
    assert run.stdout.strip() == "['2022-05-12', '2022-05-17', '2021-09-27', '2021-12-23', '2016-09-27']"


def test_no_date_loads_a_library():
    program = (
        "import sys\nfrom onrecord.meaning.dates import said_on\n"
        "print(said_on('May 5', '2022-05-18'), said_on('3 Sept. 2016', None), 'dateparser' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "2022-05-05 2016-09-03 False"


def test_calendar_dates_are_those_of_dateparser():
    dateparser = pytest.importorskip("dateparser")  # comes with trafilatura

    def read(words, parts, base):
        how = {
            "PARSERS": ["absolute-time"],
            "DATE_ORDER": "DMY",
            "TIMEZONE": "UTC",
            "RELATIVE_BASE": datetime.combine(base, datetime.min.time()),
            "PREFER_DATES_FROM": "past",
            "REQUIRE_PARTS": parts,
        }
        found = dateparser.parse(words, languages=["en"], settings=how)
        return found.date() if found else None

    bases = [date(2016, 2, 28), date(2016, 2, 29), date(1903, 3, 1), date(2017, 1, 1), date(2999, 12, 31)]
    for month, name in enumerate(MONTHS, 1):
        for day in (1, 28, 29, 30, 31):
            for base in bases:
                assert latest(month, day, base) == read(f"{day} {name}", ["day", "month"], base)
                full = read(f"{day} {name} {base.year}", ["day", "month", "year"], base)
                assert calendar(base.year, month, day) == full
