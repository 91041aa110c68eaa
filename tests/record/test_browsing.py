"""Leafing through speakers: the same as the record's own answers, and kept up to date."""

from collections.abc import Iterator
from dataclasses import replace
from threading import Event
from typing import Any

import numpy as np
import pytest

from onrecord.errors import NotFoundError, RecordError
from onrecord.network import Settings
from onrecord.nouns import Target
from onrecord.record import Record, drawing, gathering
from onrecord.record.browsing import Wanted
from onrecord.record.drawing import _foremost
from onrecord.record.query import KNOWN
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


FILTERS: tuple[dict[str, Any], ...] = (
    {"speaker": "Ada Brandt"},
    {"speaker": "a. brandt", "mode": "congruence"},
    {"speaker": "mira"},
    {"speaker": "trust marsh"},
    {"speaker": "nobody"},
    {"speaker": "\u200b"},
    {"speaker_type": "organization"},
    {"speaker_type": "unnamed"},
    {"act": "criticise"},
    {"act": "threaten"},
    {"act": "promise", "since": "2023-03", "until": "2023"},
    {"target": "The Northern Bypass", "mode": "subtract"},
    {"target": "BYPASS", "mode": "conflict"},
    {"target": "keller", "least": 1},
    {"target": "' OR 1=1 --"},
    {"target": "brandt", "least": 2},
    {"outlet": "the courier"},
    {"outlet": "COURIER", "speaker": "ada", "least": 2},
    {"outlet": "nowhere"},
    {"speaker": "", "speaker_type": "", "act": "", "target": "", "outlet": ""},
)


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
        *FILTERS,
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


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"speaker": "mira solano"}, {("Mira Solano", "Ada Brandt"), ("Mira Solano", "the northern bypass")}),
        ({"speaker_type": "organization"}, {("Marsh Trust", "the northern bypass")}),
        ({"target": "jonas"}, {("Ada Brandt", "Jonas Keller")}),
        ({"target": "bypass", "speaker": "marsh"}, {("Marsh Trust", "the northern bypass")}),
        ({"act": "threaten"}, set()),
        ({"outlet": "nowhere"}, set()),
    ],
)
def test_a_network_of_whom_it_is_asked_of(record: Record, options: Any, told: set[tuple[str, str]]) -> None:
    made = record.network(**options)
    names = {node.id: node.party.name for node in made.nodes}
    assert {(names[edge.source], names[edge.target]) for edge in made.edges} == told


def test_each_filter_takes_something_out(record: Record) -> None:
    every = record.network().statements
    for options in FILTERS[:-1]:
        assert record.network(**options).statements < every, options
    assert sum(record.network(act=each).statements for each in KNOWN["act"]) == every


@pytest.mark.parametrize("wrong", [{"act": "sing"}, {"speaker_type": "wizard"}])
def test_what_no_network_is_asked_of(wrong: dict[str, str]) -> None:
    with pytest.raises(RecordError, match=next(iter(wrong))):
        Settings(**wrong)


def test_a_page_of_two_outlets_is_in_both(place: Place) -> None:
    said = [Said("Olu Marsh", "We need the new pier", "demand", "the pier", "for")]
    with Record(place) as record:
        for host, outlet in (("one", "The Courier"), ("two", "Valley Voice")):
            record.add(*article(f"https://{host}.example/pier", outlet, "2024-04-01", said))
        assert len({row.id for row in record.search("pier")}) == 1
        for outlet in ("courier", "voice"):
            settings = Settings(outlet=outlet)
            assert record.drawing.whole(settings) == record.network(outlet=outlet)
            assert len(record.drawing.drawn(settings).edges) == 1


def test_a_statement_on_two_targets_counts_for_each(place: Place) -> None:
    said = [Said("Olu Marsh", f"We need the new pier {each}", "demand", "the pier", "for") for each in "ab"]
    page, reading = article("https://one.example/pier", "The Courier", "2024-04-01", said)
    both = tuple(
        replace(each, targets=(Target("the bridge", "against"), *each.targets)) for each in reading.statements
    )
    with Record(place) as record:
        record.add(page, replace(reading, statements=both))
        options: dict[str, Any] = {"target": "pier", "least": 2}
        assert (
            len(record.drawing.drawn(Settings(**options)).edges) == len(record.network(**options).edges) == 1
        )


def test_the_statements_behind_an_edge(record: Record) -> None:
    made = record.network()
    ends = {node.id: node.party.identity for node in made.nodes}
    for edge in made.edges:
        found, _, rows = record.drawing.behind(Settings(), ends[edge.source], ends[edge.target])
        assert tuple(row.id for row in rows) == edge.statements
        assert found.weight == edge.weight
    with pytest.raises(NotFoundError):
        record.drawing.behind(Settings(), "person nobody", "person nobody else")


def test_a_large_network_is_cut_and_says_so(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = record.drawing.drawn(Settings(), most=1, edges=1)
    assert drawn.cut
    assert (drawn.speakers, drawn.targets) == (5, 4)
    assert len(drawn.network.nodes) <= 2
    assert {node.party.name for node in drawn.network.nodes} == {"Ada Brandt", "the northern bypass"}
    stands = record.browsing().gathered.stands
    every = np.arange(len(stands.row))
    assert len(_foremost(stands, every, 1, True)) == 4
    monkeypatch.setattr(drawing, "MOST_STANDS", 6)
    monkeypatch.setattr(drawing, "FEWEST", 60)
    shared = stands[_foremost(stands, every, 60, False)]
    assert {record.browsing().gathered.called[each] for each in shared.target.tolist()} == {
        "the northern bypass"
    }


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
