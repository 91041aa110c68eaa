"""Pages that could not be read, kept on both stores until they are read."""

import pytest

from onrecord.errors import ArticleError, FetchError
from onrecord.record import Record
from tests.record.made import harbour
from tests.record.test_migrations import migrate
from tests.stores import Place


def test_a_page_that_fails_is_kept_with_its_reason_until_it_is_read(place: Place):
    with Record(place) as record:
        assert record.failures() == ()
        record.not_read(FetchError("no connection", page="https://a.example/", step="fetch"))
        record.not_read(ArticleError("the page is empty", page="https://a.example/", step="article"))
        record.not_read(FetchError("no such file", page="b.html", step="fetch"))
        found = {each.address: each for each in record.failures()}
        again = found["https://a.example/"]
        assert (again.step, again.reason, again.times) == ("article", "the page is empty", 2)
        assert again.first <= again.last
        assert found["b.html"].times == 1
        assert len(record.failures(limit=1)) == 1
        record.read_after_all("https://a.example/")
        record.read_after_all("never failed")
        assert [each.address for each in record.failures()] == ["b.html"]


@pytest.mark.parametrize(
    "address",
    ["\ud800.html", "a\0b", "é" * 5000, "<script>", "' OR 1=1 --"],
    ids=["half", "nul", "long", "<", "'"],
)
def test_any_address_can_fail(place: Place, address: str):
    with Record(place) as record:
        for _ in range(2):
            record.not_read(FetchError("\ud800 \0 " + "x" * 9999, page=address, step="fetch"))
        [kept] = record.failures()
        assert kept.times == 2
        assert len(kept.reason) <= 1000
        record.read_after_all(address)
        assert record.failures() == ()


def test_an_error_of_no_page_is_not_kept(place: Place):
    with Record(place) as record:
        record.not_read(FetchError("no standard input"))
        assert record.failures() == ()


def test_the_table_goes_and_comes_with_its_migration(place: Place):
    with Record(place) as record:
        record.add(*harbour())
        record.not_read(FetchError("no connection", page="a", step="fetch"))
        readings = list(record.readings())
    migrate(place, "0006")
    with Record(place) as record:
        assert list(record.readings()) == readings
        assert record.failures() == ()
