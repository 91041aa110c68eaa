"""Many readings at once, and numbers that hold whatever is written first."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from onrecord.errors import RecordError
from onrecord.nouns import Page, Reading, Span
from onrecord.record import Record, writing
from tests.record.made import article_again, harbour, whole
from tests.stores import Stores, kept


@pytest.fixture
def record(stores: Stores) -> Iterator[Record]:
    with kept(stores) as place, Record(place) as record:
        yield record


def no_failures(record: Record) -> None:
    assert [str(each) for found in record.verify(article_again) for each in found.failures] == []


def broken(page: Page, reading: Reading) -> tuple[Page, Reading]:
    """A reading with a span outside its text."""
    first = reading.statements[0]
    outside = replace(first.attribution, cue=(Span(0, 10**6),))
    return page, replace(reading, statements=(replace(first, attribution=outside), *reading.statements[1:]))


def unwritable(page: Page, reading: Reading) -> tuple[Page, Reading]:
    """A reading with what no database keeps."""
    return page, replace(reading, article=replace(reading.article, byline="by \ud800"))


def test_many_at_once_are_as_many_one_by_one(stores: Stores, record: Record, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(writing, "AT_ONCE", 4)
    readings = [harbour(f"{n}.txt", data=b"%d" % (n % 5), outlet=f"Paper {n % 3}") for n in range(9)]
    readings += [whole(), harbour("2.txt", data=b"changed"), harbour("3.txt"), harbour("2.txt", data=b"2")]
    readings += [readings[0], harbour("none.txt", outlet="Paper 7")]
    outcomes = list(record.add_all(iter(readings)))
    assert outcomes[:10] == ["added"] * 10
    assert outcomes[10:] == ["revised", "revised", "revised", "unchanged", "added"]
    with kept(stores) as place, Record(place) as other:
        assert [other.add(*each) for each in readings] == outcomes
        assert list(other.readings()) == list(record.readings())
        assert other.search("tolls") == record.search("tolls")
        assert other.speakers() == record.speakers()
    harbours = [each.address for each in record.search("tolls")]
    assert sorted(harbours) == [*(f"{n}.txt" for n in range(9)), "none.txt"]


@pytest.mark.parametrize("spoil", [broken, unwritable])
def test_one_that_cannot_be_kept_costs_itself_alone(record: Record, spoil: Any):
    readings = [harbour(f"{n}.txt", data=b"%d" % n) for n in range(4)]
    readings[2] = spoil(*readings[2])
    outcomes = list(record.add_all(readings))
    assert [each for each in outcomes if not isinstance(each, RecordError)] == ["added"] * 3
    assert isinstance(outcomes[2], RecordError)
    assert {each.article.id for each in record.readings()} == {"0.txt", "1.txt", "3.txt"}
    no_failures(record)


def test_a_record_in_trouble_is_no_fault_of_a_page(record: Record, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object) -> None:
        raise RecordError("the disk is full", step="record")

    monkeypatch.setattr(record, "_write", full)
    with pytest.raises(RecordError, match="the disk is full"):
        list(record.add_all([harbour("a.txt"), harbour("b.txt")]))
    assert list(record.add_all([])) == []


def test_what_was_told_is_kept_whatever_comes_next(
    stores: Stores, record: Record, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(writing, "AT_ONCE", 2)

    def until_it_breaks() -> Iterator[tuple[Page, Reading]]:
        yield from (harbour(f"{n}.txt", data=b"%d" % n) for n in range(5))
        raise KeyboardInterrupt

    told = []
    with pytest.raises(KeyboardInterrupt):
        told.extend(record.add_all(until_it_breaks()))
    assert record.count() == 4
    no_failures(record)


def test_two_who_write_many_at_once_lose_nothing(stores: Stores):
    import threading

    with kept(stores) as place:
        told: list[Any] = []

        def work() -> None:
            with Record(place) as record:
                told.extend(record.add_all(harbour(f"{n}.txt", data=b"%d" % n) for n in range(60)))

        workers = [threading.Thread(target=work) for _ in range(2)]
        for each in workers:
            each.start()
        for each in workers:
            each.join()
        with Record(place) as record:
            assert sorted(told) == ["added"] * 60 + ["unchanged"] * 60
            assert record.count() == 60
            no_failures(record)


def test_corrections_hold_of_all_that_is_written_at_once(record: Record):
    record.add(*harbour())
    first = record.search("tolls")[0]
    record.correct(first.id, {"act": "deny"}, by="ann")
    readings = [harbour(bundle="base"), harbour("same.txt"), harbour("other.txt", data=b"other")]
    assert list(record.add_all(readings)) == ["revised", "added", "added"]
    assert {row.address: row.act for row in record.search("tolls") if row.words == first.words} == {
        "harbour.txt": "deny",
        "same.txt": "deny",
        "other.txt": first.act,
    }
    assert record.review_counts()["corrected"] == 2
    no_failures(record)
