"""Leafing through speakers: the same as the record's own answers, and kept up to date."""

from collections.abc import Iterator
from threading import Event
from typing import Any

import numpy as np
import pytest

from onrecord.errors import NotFoundError, RecordError
from onrecord.network import Settings
from onrecord.record import Record, gathering
from onrecord.record.browsing import Wanted
from onrecord.record.drawing import _foremost
from tests.stores import Place, Stores, kept
from tests.web.people import Said, article, peopled


@pytest.fixture(scope="module")
def record(stores: Stores) -> Iterator[Record]:
    with kept(stores) as place:
        peopled(place)
        with Record(place) as opened:
            yield opened


def test_speakers_are_those_of_the_record(record: Record) -> None:
    found = record.browsing().speakers()
    assert found.speakers == record.speakers()
    assert found.total == len(found.speakers) == 5
    assert record.browsing().speakers(start=1, limit=2).speakers == found.speakers[1:3]


@pytest.mark.parametrize(
    ("words", "options", "names"),
    [
        ("brandt", {}, ["Ada Brandt"]),
        ("BRÄNDT", {}, ["Ada Brandt"]),
        ("a. brandt", {}, ["Ada Brandt"]),
        ("trust marsh", {}, ["Marsh Trust"]),
        ("", {"type": "organization"}, ["Marsh Trust"]),
        ("nobody", {}, []),
        ("\u200b", {}, []),
        ("' OR 1=1 --", {}, []),
        ("", {"unnamed": True}, []),
    ],
)
def test_speakers_by_name(record: Record, words: str, options: dict[str, Any], names: list[str]) -> None:
    assert [each.name for each in record.browsing().speakers(words, **options).speakers] == names


def test_speakers_in_order(record: Record) -> None:
    names = [each.name for each in record.browsing().speakers(order="name").speakers]
    assert names == sorted(names)
    assert record.browsing().speakers(order="last").speakers[0].name == "Ada Brandt"
    with pytest.raises(RecordError, match="order: 'size' is none of"):
        record.browsing().speakers(order="size")


def test_a_speaker_by_every_name(record: Record) -> None:
    browsing = record.browsing()
    assert browsing.speaker("Ada Brandt", "person") == browsing.speaker("A. Brandt")
    assert browsing.speaker("Ada Brandt")[0] == record.speaker("Ada Brandt").speaker
    with pytest.raises(NotFoundError):
        browsing.speaker("Nobody At All")
    with pytest.raises(RecordError, match="no type"):
        browsing.speaker("Ada Brandt", "wizard")


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Wanted(), 10),
        (Wanted(act="promise"), 6),
        (Wanted(stance="against"), 3),
        (Wanted(target="The Northern Bypass"), 4),
        (Wanted(target="bypass", stance="for"), 2),
        (Wanted(target="marsh"), 0),
        (Wanted(outlet="the courier"), 4),
        (Wanted(since="2024"), 5),
        (Wanted(since="2023-03", until="2023-09-21"), 3),
        (Wanted(until="2023-03-02"), 2),
        (Wanted(act="threaten"), 0),
    ],
)
def test_statements_by_filter(record: Record, wanted: Wanted, count: int) -> None:
    browsing = record.browsing()
    (ada,) = browsing.speaker("Ada Brandt")
    told = browsing.told(ada, wanted)
    if wanted == Wanted():
        count += 1  # the one without a date
    assert told.total == len(told.rows) == count
    days = [row.published or "" for row in told.rows]
    assert days == sorted(days, reverse=True)


def test_counts_leave_out_their_own_filter(record: Record) -> None:
    browsing = record.browsing()
    (ada,) = browsing.speaker("Ada Brandt")
    all_, some = browsing.told(ada, Wanted()), browsing.told(ada, Wanted(act="promise"))
    assert dict(all_.acts) == dict(some.acts) == dict(record.speaker("Ada Brandt").acts)
    assert sum(count for _, count in some.outlets) == 6
    assert [(aim.name, aim.favourable, aim.opposed) for aim in all_.targets] == [
        ("the northern bypass", 2, 2),
        ("Jonas Keller", 0, 1),
    ]
    assert all_.undated == 1
    assert sum(count for _, count in all_.days) == 10


@pytest.mark.parametrize(
    "wrong", [{"act": "sing"}, {"stance": "beside"}, {"since": "spring"}, {"until": "2024-3"}]
)
def test_what_cannot_be_asked(wrong: dict[str, str]) -> None:
    with pytest.raises(RecordError, match=next(iter(wrong))):
        Wanted(**wrong)


def test_turns_are_those_of_the_record(record: Record) -> None:
    browsing = record.browsing()
    (ada,) = browsing.speaker("Ada Brandt")
    assert browsing.turns(ada) == tuple(each for each in record.positions("Ada Brandt") if each.turns)
    assert browsing.turns(browsing.speaker("Marsh Trust")[0]) == ()
    assert browsing.decisions(ada) == record.decisions()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"isolates": False},
        {"least": 2},
        {"mode": "congruence"},
        {"mode": "conflict", "count": "all"},
        {"mode": "subtract", "normalise": "jaccard"},
        {"normalise": "activity", "since": "2023-03", "until": "2023-12"},
        {"unnamed": True, "least_weight": 1.0},
    ],
)
def test_networks_are_those_of_the_record(record: Record, options: dict[str, Any]) -> None:
    settings, made = Settings(**options), record.network(**options)
    assert record.drawing.whole(settings) == made
    drawn = record.drawing.drawn(settings)
    assert not drawn.cut
    assert {(each.source, each.target, each.weight) for each in drawn.edges} == {
        (each.source, each.target, each.weight) for each in made.edges
    }
    assert [(each.id, each.party, each.statements) for each in drawn.network.nodes] == [
        (each.id, each.party, each.statements) for each in made.nodes
    ]
    assert drawn.network.undated == made.undated


def test_the_statements_behind_an_edge(record: Record) -> None:
    made = record.network()
    ends = {node.id: node.party.identity for node in made.nodes}
    for edge in made.edges:
        found, _, rows = record.drawing.behind(Settings(), ends[edge.source], ends[edge.target])
        assert tuple(row.id for row in rows) == edge.statements
        assert found.weight == edge.weight
    with pytest.raises(NotFoundError):
        record.drawing.behind(Settings(), "person nobody", "person nobody else")


def test_a_large_network_is_cut_and_says_so(record: Record) -> None:
    drawn = record.drawing.drawn(Settings(), most=1, edges=1)
    assert drawn.cut
    assert (drawn.speakers, drawn.targets) == (5, 4)
    assert len(drawn.network.nodes) <= 2
    assert {node.party.name for node in drawn.network.nodes} == {"Ada Brandt", "the northern bypass"}
    stands = record.browsing().gathered.stands
    assert len(_foremost(stands, np.arange(len(stands.row)), 1, True)) == 4


def test_what_is_added_and_decided_is_taken_over(place: Place) -> None:
    peopled(place)
    with Record(place) as record, Record(place) as other:
        assert record.browsing().speakers().total == 5
        other.add(
            *article(
                "https://paper.example/new", "The Courier", "2024-04-01", [Said("Olu Marsh", "So it is")]
            )
        )
        assert record.browsing().speakers("olu").total == 1
        other.undo(by="R. Viewer")
        assert record.browsing().speakers("brandt").total == 2
        other.split_speaker(
            "Mira Solano", ["https://paper.example/road/8"], "Mira Solano (lake)", by="R. Viewer"
        )
        assert record.browsing().speakers().speakers == record.speakers()
        assert record.drawing.whole(Settings()) == record.network()
        replaced = article(
            "https://paper.example/new", "The Courier", "2024-04-02", [Said("Ida Marsh", "It is not")]
        )
        other.add(*replaced)
        assert [each.name for each in record.browsing().speakers("marsh").speakers] == [
            "Ida Marsh",
            "Marsh Trust",
        ]
        assert record.browsing().speakers().speakers == record.speakers()


def test_a_page_that_is_shown_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "LOOK_S", 0.0)
    old, new = (
        article("https://paper.example/turn", "The Courier", day, [Said(name, "So it is")])
        for day, name in (("2024-04-01", "Olu Marsh"), ("2024-04-02", "Ida Marsh"))
    )
    with Record(place) as record:
        for pages, name in ((old, "Olu Marsh"), (new, "Ida Marsh"), (old, "Olu Marsh")):
            record.add(*pages)
            assert [each.name for each in record.browsing().speakers().speakers] == [name]


def test_whoever_comes_too_early_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "FIRST_PATIENCE_S", 0.0)
    begun = Event()
    monkeypatch.setattr(gathering.Gatherer, "_take_over", lambda self: begun.wait(10))
    with Record(place) as record:
        with pytest.raises(RecordError, match="still being read"):
            record.browsing()
        begun.set()


def test_what_goes_wrong_is_told(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RecordError("broken", step="record")

    with Record(place) as record:
        with monkeypatch.context() as patch:
            patch.setattr(gathering.Gatherer, "_take_over", broken)
            with pytest.raises(RecordError, match="broken"):
                record.browsing()
        assert record.browsing().speakers().total == 0


def test_an_empty_record(place: Place) -> None:
    with Record(place) as record:
        assert record.browsing().speakers().total == 0
        assert record.drawing.drawn(Settings()).edges == ()
        with pytest.raises(NotFoundError):
            record.browsing().speaker("Ada Brandt")
