"""Positions in time: their order, and the turns that ask to be checked."""

import random
from dataclasses import replace

import pytest
from hypothesis import given

from onrecord.network import Party, Positions, Stand, Turn, positions_of
from onrecord.network.positions import BOTH, NO_DATE, VAGUE
from tests.network.made import STANDS, parties, stand
from tests.record.made import QUICK

ANA, DAM = Party("Ana", "Ana", "person"), Party("dam", "dam")


def on_days(told: str) -> Positions:
    """Positions of "+2024-03-05 -2024 ?": a sign and a day each, the ids numbers from 1."""
    made = [
        stand("Ana", "dam", word[0], id=str(number), day=word[1:] if word[1:] != "?" else None)
        for number, word in enumerate(told.split(), 1)
    ]
    [found] = positions_of(made, parties(made))
    return found


def turned(found: Positions) -> list[tuple[str, str, str, str]]:
    """Kind, and the ids that were left, that were taken, and between."""
    return [(t.kind, *(" ".join(ids) for ids in (t.left, t.taken, t.between))) for t in found.turns]


TURNS: list[tuple[str, list[tuple[str, ...]]]] = [
    ("+2024-03-05", []),
    ("+2024-03-05 +2024-03-06", []),
    ("+2024-03-05 -2024-03-06", [("turn", "1", "2", "")]),
    ("-2024-03-06 +2024-03-05", [("turn", "2", "1", "")]),
    ("+2023-01-01 +2023-05-01 -2024-01-01 -2024-02-01", [("turn", "1 2", "3 4", "")]),
    ("+2023-01-01 -2024-01-01 +2025-01-01", [("turn", "1", "2", ""), ("back", "2", "3", "")]),
    # one date with both stances has no order of its own
    ("+2024-03-05 -2024-03-05", []),
    ("+2024-03-04 +2024-03-05 -2024-03-05 -2024-03-06", [("turn", "1", "4", "2 3")]),
    ("+2024-03-04 +2024-03-05 -2024-03-05 +2024-03-06", []),
    ("+2024-03-05 -2024-03-05 -2024-03-06", []),
    # a month or a year is placed where it stands clear of the other stance
    ("+2023 -2024-03-05", [("turn", "1", "2", "")]),
    ("+2024-02 -2024-03-05", [("turn", "1", "2", "")]),
    ("+2024 -2024-03-05", []),
    ("+2024-03 -2024-03-05 +2024-04-01", [("turn", "2", "3", "")]),
    ("+2024-03 +2024-03-05 -2024-04", [("turn", "1 2", "3", "")]),
    ("+2024-03 -2024-03 -2024-04", []),
    # without a date nothing turns
    ("+? -2024-03-05", []),
    ("+? -?", []),
]


@pytest.mark.parametrize(("told", "expected"), TURNS)
def test_turns(told: str, expected: list[tuple[str, ...]]) -> None:
    assert turned(on_days(told)) == expected


def test_a_turn_tells_its_days() -> None:
    [turn] = on_days("+2023-01-01 +2023-05-01 -2024-01-01 -2024-02-01").turns
    assert turn == Turn("turn", "for", "against", "2023-05-01", "2024-01-01", ("1", "2"), ("3", "4"))


def test_what_has_no_place_in_time_is_last_and_says_why() -> None:
    found = on_days("+? +2024 -2024-03-06 +2024-03-05 -2024-03-05 -2022")
    assert [(each.stand.statement, each.note) for each in found.positions] == [
        ("6", ""),
        ("4", BOTH),
        ("5", BOTH),
        ("3", ""),
        ("2", VAGUE),
        ("1", NO_DATE),
    ]
    assert [each.placed for each in found.positions] == [True] * 4 + [False] * 2
    assert (found.count("for"), found.count("against")) == (3, 3)


def test_targets_with_turns_come_first_then_those_of_most_statements() -> None:
    made = [stand("Ana", "tax", "+", id=str(n)) for n in range(3)]
    made += [stand("Ana", "dam", "+", day="2023"), stand("Ana", "dam", "-", day="2024")]
    made += [stand("Ana", "cap", "+"), stand("Ana", "ban", "-")]
    order = [(each.target.name, len(each.turns)) for each in positions_of(made, parties(made))]
    assert order == [("dam", 1), ("tax", 0), ("ban", 0), ("cap", 0)]


def test_what_is_met_at_two_addresses_counts_once() -> None:
    one = stand("Ana", "dam", "+", article="a.txt")
    assert positions_of([one, one._replace(article="b.txt")], parties([one])) == positions_of(
        [one], parties([one])
    )
    both = [one, one._replace(stance="against")]
    [found] = positions_of(both, parties(both))
    assert [each.note for each in found.positions] == [BOTH, BOTH]


@given(made=STANDS)
@QUICK
def test_the_order_of_stands_does_not_tell(made: list[Stand]) -> None:
    found = positions_of(made, parties(made))
    shuffled = random.Random(len(made)).sample(made, len(made))
    assert positions_of(shuffled, parties(made)) == found
    for each in found:
        notes = [each.placed for each in each.positions]
        assert notes == sorted(notes, reverse=True)
        placed = [position.stand.day for position in each.positions if position.placed]
        assert placed == sorted(placed, key=str)
        for turn in each.turns:
            assert turn.before != turn.after
            assert turn.last < turn.first
            assert not turn.first.startswith(turn.last + "-")
            stances = {(position.stand.statement, position.stand.stance) for position in each.positions}
            assert {(id, turn.before) for id in turn.left} | {
                (id, turn.after) for id in turn.taken
            } <= stances


def test_values_are_frozen() -> None:
    found = on_days("+2024")
    assert replace(found, turns=()) == found
    assert (found.speaker, found.target) == (ANA, DAM)


def test_what_is_met_twice_is_one_of_the_two_whatever_their_order() -> None:
    one = stand("Ana", "dam", "+", article="a.txt")
    other = one._replace(words="The dam holds.", confidence=0.5)
    assert positions_of([one, other], parties([one])) == positions_of([other, one], parties([one]))
