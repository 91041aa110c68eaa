"""Many hits: what is put in order, page by page, and periods as ranges of rows, alike in both stores."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.record import Record, days, searching, time_slices, vector_search
from tests.record.made import QUICK, harbour
from tests.stores import Stores, kept

DATES = (
    "2021", "2021-12", "2021-12-31", "2022-01-01", "2022-01-01T08:00:00Z", "2022-01", "2022", "2022-02-28",
    "2023-06-15", "2023-06-16", "2023-07-01", "1987-03-01", "", "soon", None,
)  # fmt: skip


@pytest.fixture(scope="module")
def record(stores: Stores) -> Iterator[Record]:
    """Each date twice, in no order; by their words, one is as good as another."""
    with kept(stores) as place, Record(place) as record:
        made = []
        for n, day in enumerate(DATES * 2):
            page, reading = harbour(f"{n * 7 % 30:02}.txt", data=b"%d" % n, published=day)  # type: ignore[arg-type]
            made.append((page, reading))
        assert set(record.add_all(made)) == {"added"}
        yield record


@pytest.mark.parametrize("ranked", [1, 4, 7, 29, 30, 1000])
@pytest.mark.parametrize("limit", [1, 4, 50])
def test_pages_hold_every_hit_once(record: Record, ranked: int, limit: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(searching, "RANKED", ranked)
    whole = record.search("tolls", limit=1000)
    assert len({row.address for row in whole}) == len(whole) == 30
    pages = [record.search("tolls", limit=limit, offset=offset) for offset in range(0, 40, limit)]
    assert [row for page in pages for row in page] == list(whole)


@pytest.mark.parametrize("words", ["", "tolls", "vaz OR promised"])
def test_pages_of_any_search(record: Record, words: str):
    for filters in ({}, {"speaker": "ines"}, {"since": "2022"}, {"speaker": "vaz", "until": "2022"}):
        whole = record.search(words, limit=1000, **filters)  # type: ignore[arg-type]
        pages = [record.search(words, limit=7, offset=n, **filters) for n in range(0, 100, 7)]  # type: ignore[arg-type]
        assert [row for page in pages for row in page] == list(whole)


def test_beyond_what_is_put_in_order_the_newest_come_first(record: Record, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(searching, "RANKED", 2)
    found = [days.day(row.published) for row in record.search("tolls", limit=100)]
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize("since", [None, "2021", "2021-12", "2022-01", "2022-01-01", "2023-06-16", "2024"])
@pytest.mark.parametrize("until", [None, "1990", "2021", "2021-12-31", "2022-01", "2023-06-15", "2024-01-01"])
def test_with_words_a_period_is_the_same_as_without(record: Record, since: str | None, until: str | None):
    def found(words: str) -> set[str]:
        rows = record.search(words, speaker="ines", since=since, until=until, limit=100)
        return {row.address for row in rows if row.published != "soon"}

    assert found("tolls") == found("")


@pytest.mark.parametrize("ranked", [3, 17, 1000])
def test_slices_of_time_find_what_is_found_at_once(
    record: Record, ranked: int, monkeypatch: pytest.MonkeyPatch
):
    """In PostgreSQL, where what is frequent is looked for slice by slice."""
    monkeypatch.setattr(searching, "RANKED", ranked)
    asked = [{}, {"since": "2021-12"}, {"until": "2022-01"}, {"since": "2022-01-01", "until": "2023-06-15"}]
    before = [record.search("tolls", limit=100, **period) for period in asked]
    monkeypatch.setattr(vector_search, "FEW_ROWS", -1)
    for days_apart in (64, 2, 0):
        monkeypatch.setattr(time_slices, "DAYS", days_apart)
        assert [record.search("tolls", limit=100, **period) for period in asked] == before


def test_many_names_of_a_speaker_asked_for_are_looked_up_as_few_are(
    record: Record, monkeypatch: pytest.MonkeyPatch
):
    before = record.search("tolls", speaker="ines", limit=100)
    assert len(before) == 30
    monkeypatch.setattr(vector_search, "MOST_NAMES", 0)
    assert record.search("tolls", speaker="ines", limit=100) == before
    monkeypatch.setattr(searching, "FEW", 3)
    assert record.search("tolls", speaker="ines", limit=100) == before


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        ("2024-03-05", 20240305), ("2024-03", 20240300), ("2024", 20240000), (None, 0), ("", 0), ("soon", 0),
        ("2024-03-05T10:00:00+02:00", 20240305), ("2024-3", 20240000), ("5 March 2024", 0), ("٢٠٢٤", 0),
    ],
)  # fmt: skip
def test_days(published: str | None, expected: int):
    assert days.day(published) == expected
    assert days.of(days.row(published, 7)) == expected


DAYS = st.dates().map(lambda day: days.day(str(day))) | st.integers(1990, 2030).map(lambda year: year * 10000)


@QUICK
@given(st.lists(DAYS, unique=True, max_size=120))
def test_slices_of_time_hold_each_day_once_the_newest_first(found: list[int]):
    met = sorted(found, reverse=True)
    told, rest = met[: time_slices.DAYS], met[time_slices.DAYS :]
    months = dict.fromkeys(day // 100 for day in rest)
    listed = told + [max(day for day in rest if day // 100 == month) for month in months]
    slices = list(time_slices.sliced(listed, 0, days.LATEST << days.BITS | days.OWN))
    assert [each.last for each in slices] == sorted((each.last for each in slices), reverse=True)
    for day in met:
        row = days.row(f"{day // 10000:04}-{day // 100 % 100:02}-{day % 100:02}", 5)
        holding = [each for each in slices if each.first <= row <= each.last]
        assert len(holding) == 1
        assert f"'@{day:08}'" in holding[0].asked or f"'@{day // 100:06}'" in holding[0].asked
