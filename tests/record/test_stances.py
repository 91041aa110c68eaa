"""Stances out of the record: whom a target's name means, and positions and networks of what search shows."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from onrecord.errors import RecordError
from onrecord.network import Party
from onrecord.nouns import Page, Reading, Target
from onrecord.record import Record
from tests.record.test_speakers_of_record import page_saying

Told = tuple[str, str, str]
"""A speaker with its type ("Ana Keller", or "officials/unnamed"), a sign, and the name of a target or ""."""


def page(
    address: str, *told: Told, day: str | None = "2024-03-05", said_on: str | None = None
) -> tuple[Page, Reading]:
    """A page on which each of these says something for or against somebody."""
    said = [(name, kind or "person") for name, _, kind in (who.partition("/") for who, _, _ in told)]
    made, reading = page_saying(address, *said, day=day)  # type: ignore[arg-type]
    statements = tuple(
        replace(
            one,
            said_on=said_on,
            act="criticise" if sign == "-" else "support",
            targets=(Target(target, "against" if sign == "-" else "for"),) if target else (),
        )
        for one, (_, sign, target) in zip(reading.statements, told, strict=True)
    )
    return made, replace(reading, statements=statements)


PAGES = (
    page("a.txt", ("Jonas Keller", "", ""), ("Ana Vaz", "-", "Keller"), ("Ana Vaz", "+", "the Port")),
    page(
        "b.txt", ("Ana Vaz", "+", "Jonas Keller"), ("the port/organization", "-", "ANA VAZ"), day="2024-05-01"
    ),
    page(
        "c.txt",
        ("Ana Vaz", "-", "the Dam Tax"),
        ("Bo Dahl", "-", "dam tax"),
        ("officials/unnamed", "+", "Dam tax"),
    ),
    page("d.txt", ("J. Keller", "+", "Tomé Vaz"), ("Keller", "+", "officials"), day="2022-01-02"),
)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record(tmp_path / "onrecord.db") as record:
        for each in PAGES:
            record.add(*each)
        yield record


def edges(record: Record, **options: Any) -> set[tuple[str, str, float]]:
    made = record.network(**options)
    names = {node.id: node.party.name for node in made.nodes}
    return {(names[edge.source], names[edge.target], edge.weight) for edge in made.edges}


def test_targets_are_whom_their_names_mean(record: Record) -> None:
    assert edges(record) == {
        ("Ana Vaz", "Jonas Keller", 0.0),  # "Keller" in a.txt, where he speaks, and his whole name in b.txt
        ("Ana Vaz", "the port", 1.0),
        ("the port", "Ana Vaz", -1.0),
        ("Ana Vaz", "the Dam Tax", -1.0),
        ("Bo Dahl", "the Dam Tax", -1.0),
        ("J. Keller", "Tomé Vaz", 1.0),
        ("Keller", "officials", 1.0),
    }
    nodes = {(node.part, node.party.name): node for node in record.network().nodes}
    assert nodes["target", "Jonas Keller"].party == Party("person jonas keller", "Jonas Keller", "person")
    assert nodes["target", "the Dam Tax"].party == Party("target dam tax", "the Dam Tax", None)
    assert nodes["target", "officials"].party.type is None, "a description may mean others"


def test_whom_nobody_names_counts_when_asked(record: Record) -> None:
    assert ("officials", "the Dam Tax", 1.0) in edges(record, unnamed=True)


def test_merging_makes_one_speaker_one_target(record: Record) -> None:
    record.add(*page("e.txt", ("Bo Dahl", "-", "J. Keller"), ("Bo Dahl", "+", "Keller")))
    assert {target for who, target, _ in edges(record) if who == "Bo Dahl"} == {
        "J. Keller",
        "Keller",
        "the Dam Tax",
    }
    for name in ("J. Keller", "Keller"):
        record.merge_speakers(name, "Jonas Keller", by="me")
    assert ("Bo Dahl", "Jonas Keller", 0.0) in edges(record)
    assert ("Jonas Keller", "officials", 1.0) in edges(record)
    [about] = record.positions("Bo Dahl", "keller")
    assert (about.target.name, len(about.positions)) == ("Jonas Keller", 2)
    record.undo(by="me")
    assert ("Keller", "officials", 1.0) in edges(record)


def test_a_split_name_is_another_target_there(record: Record) -> None:
    record.add(*page("e.txt", ("Bo Dahl", "-", "Jonas Keller"), ("Jonas Keller", "", "")))
    record.split_speaker("Jonas Keller", ["e.txt"], "Jonas Keller junior", by="me")
    assert ("Bo Dahl", "Jonas Keller junior", -1.0) in edges(record)
    assert ("Ana Vaz", "Jonas Keller", 0.0) in edges(record)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        # two of the surname speak: neither is meant
        ([("Ana Keller", "", ""), ("Tom Keller", "", ""), ("Bo Dahl", "-", "Mr Keller")], "Mr Keller"),
        ([("Ana Keller", "", ""), ("Bo Dahl", "-", "Ms. Keller")], "Ana Keller"),
        # who speaks on the page goes before who speaks elsewhere
        ([("Ana Keller", "", ""), ("Bo Dahl", "-", "Keller")], "Ana Keller"),
        ([("Bo Dahl", "-", "Keller")], "Keller"),
        # a body of that name is no person of it
        ([("Harrison Port", "", ""), ("Bo Dahl", "-", "the port")], "the port"),
        ([("Ford", "", ""), ("Ford/organization", "", ""), ("Bo Dahl", "-", "Ford")], "Ford"),
        ([("Bo Dahl", "+", "Bo Dahl")], "Bo Dahl"),
    ],
)
def test_names_in_one_article(record: Record, told: list[Told], expected: str) -> None:
    record.add(*page("one.txt", *told))
    [edge] = [
        edge for edge in edges(record, until="2024-03-05") if edge[0] == "Bo Dahl" and "Tax" not in edge[1]
    ]
    assert edge[1] == expected


def test_positions_over_time(record: Record) -> None:
    about = {each.target.name: each for each in record.positions("vaz", type="person")}
    assert list(about) == ["Jonas Keller", "the Dam Tax", "the port"]
    keller = about["Jonas Keller"]
    assert [
        (each.stand.day, each.stand.stance, each.stand.name, each.stand.act) for each in keller.positions
    ] == [
        ("2024-03-05", "against", "Keller", "criticise"),
        ("2024-05-01", "for", "Jonas Keller", "support"),
    ]
    assert {each.stand.words for each in keller.positions} == {"The tolls rise"}
    assert {each.stand.dated_by for each in keller.positions} == {"published"}
    [turn] = keller.turns
    ids = [record.statement(id).statement for id in (*turn.left, *turn.taken)]
    assert [each.targets[0].stance for each in ids if each] == ["against", "for"]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("Keller", ["Jonas Keller"]),
        ("jonas keller", ["Jonas Keller"]),
        ("tax", ["the Dam Tax"]),
        ("DAM TAX", ["the Dam Tax"]),
        ("port", ["the port"]),
        ("nobody", []),
        ("", []),
        ("?!", []),
    ],
)
def test_targets_are_found_by_their_words(record: Record, target: str, expected: list[str]) -> None:
    assert [each.target.name for each in record.positions("Ana Vaz", target)] == expected


def test_the_date_of_speaking_goes_before_that_of_publication(record: Record) -> None:
    record.add(*page("old.txt", ("Bo Dahl", "+", "dam tax"), day="2025-01-01", said_on="2019"))
    record.add(*page("undated.txt", ("Bo Dahl", "-", "dam tax"), day=None))
    [tax] = record.positions("Bo Dahl")
    assert [(each.stand.day, each.stand.dated_by, each.note) for each in tax.positions] == [
        ("2019", "said", ""),
        ("2024-03-05", "published", ""),
        (None, None, "no date"),
    ]
    assert [turn.kind for turn in tax.turns] == ["turn"]
    made = record.network(since="2024")
    assert (made.statements, made.undated) == (6, 1)


def test_unknown_and_ambiguous_speakers(record: Record) -> None:
    with pytest.raises(RecordError, match="no speaker in the record is named 'Nobody'"):
        record.positions("Nobody")
    record.add(*page("e.txt", ("Tomé Vaz", "", "")))
    with pytest.raises(RecordError, match="is not enough"):
        record.positions("vaz")


def test_only_what_search_shows_counts(record: Record) -> None:
    made, reading = page("c.txt", ("Bo Dahl", "+", "dam tax"))
    changed = replace(made, data=made.data + b" ")
    reading = replace(reading, article=replace(reading.article, page=changed.sha256))
    record.add(changed, reading)
    assert {edge for edge in edges(record) if edge[0] == "Bo Dahl"} == {("Bo Dahl", "dam tax", 1.0)}


def test_what_could_not_be_followed_is_nobodys_stance(record: Record) -> None:
    made, reading = page("he.txt", ("He", "-", "dam tax"))
    [one] = reading.statements
    assert one.speaker
    unresolved = replace(one, speaker=replace(one.speaker, resolved=False))
    record.add(made, replace(reading, statements=(unresolved,)))
    before = edges(record)
    assert "He" not in {who for who, _, _ in before}
    record.split_speaker("He", ["he.txt"], "Bo Dahl", by="me")
    assert ("Bo Dahl", "dam tax", -2.0) in edges(record)


def test_the_order_of_reading_does_not_tell(tmp_path: Path) -> None:
    seen = set()
    for n, pages in enumerate((PAGES, PAGES[::-1])):
        with Record(tmp_path / f"{n}.db") as record:
            for each in pages:
                record.add(*each)
            seen.add((record.network(mode="subtract"), record.network(), record.positions("Ana Vaz")))
    assert len(seen) == 1


def test_an_empty_record(tmp_path: Path) -> None:
    with Record(tmp_path / "onrecord.db") as record:
        assert record.network().nodes == ()
