"""Reading that takes too long is broken off, on both stores, and nothing else is."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection

from onrecord.errors import RecordError
from onrecord.record import Record
from onrecord.record.patience import broken_off
from tests.stores import Place

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"


def endless(connection: Connection) -> object:
    return connection.exec_driver_sql(ENDLESS).scalar_one()


def test_what_takes_too_long_is_broken_off(place: Place) -> None:
    with Record(place, patience=0.3) as record:
        with pytest.raises(RecordError) as raised:
            record._database.read(endless)
        assert broken_off(raised.value)
        assert record.count() == 0, "the next reading has its own time"


def test_other_errors_are_not_taken_for_it(place: Place) -> None:
    with Record(place, patience=5) as record:
        with pytest.raises(RecordError) as raised:
            record.statement("abc")
        assert not broken_off(raised.value)
    assert not broken_off(None)


def test_writing_has_all_the_time_it_needs(place: Place) -> None:
    def slow(connection: Connection) -> int:
        return int(
            connection.exec_driver_sql(ENDLESS.replace("FROM n)", "FROM n WHERE i < 2000000)")).scalar_one()
        )

    with Record(place, patience=0.01) as record:
        assert record._database.write(slow) == 2_000_000


def test_without_patience_nothing_is_broken_off(places: Callable[[], Place]) -> None:
    with Record(places()) as record:
        bounded = ENDLESS.replace("FROM n)", "FROM n WHERE i < 100000)")
        assert record._database.read(lambda c: c.exec_driver_sql(bounded).scalar_one()) == 100_000
