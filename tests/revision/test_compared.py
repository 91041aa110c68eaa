"""What became of each statement and each block from one version of a page to another."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.nouns import Reading
from onrecord.revision import compared
from tests.record.made import QUICK, READINGS
from tests.record.paged import LIND, MAYOR, OTHER, REIS, SAID, paged

THREE = (REIS, LIND, MAYOR)
REWORDED = MAYOR.replace("trade returns", "trade will soon return")
LATER = (*SAID, (REWORDED, "The mayor", "hopes", "trade will soon return"))


def fates(old: Reading, new: Reading) -> list[str]:
    """In the order of the newer reading."""
    return [f"{fate.sort} {(fate.new or fate.old).speaker.name}" for fate in compared(old, new).statements]


@pytest.mark.parametrize(
    ("paragraphs", "statements", "blocks"),
    [
        (THREE, "kept Ana Reis, kept Bo Lind, kept The mayor", "kept kept kept"),
        ((LIND, MAYOR, REIS), "kept Bo Lind, kept The mayor, moved Ana Reis", "kept kept moved"),
        ((OTHER, *THREE), "kept Ana Reis, kept Bo Lind, kept The mayor", "added kept kept kept"),
        ((REIS, MAYOR), "kept Ana Reis, removed Bo Lind, kept The mayor", "kept removed kept"),
        ((REIS, LIND, REWORDED), "kept Ana Reis, kept Bo Lind, reworded The mayor", "kept kept changed"),
        ((REIS.replace("Monday", "Friday"), LIND, MAYOR), "kept Ana Reis, kept Bo Lind, kept The mayor",
         "changed kept kept"),
        ((REIS.replace("Ana Reis", "Eva Sand"), LIND, MAYOR),
         "removed Ana Reis, kept Bo Lind, kept The mayor",
         "changed kept kept"),
        ((f"{REIS} {LIND}", MAYOR), "kept Ana Reis, kept Bo Lind, kept The mayor", "changed removed kept"),
        ((OTHER,), "removed Ana Reis, removed Bo Lind, removed The mayor", "removed removed removed added"),
    ],
)  # fmt: skip
def test_each_statement_and_block_has_its_fate(paragraphs: tuple[str, ...], statements: str, blocks: str):
    (_, old), (_, new) = paged(THREE), paged(paragraphs, said=LATER)
    assert ", ".join(fates(old, new)) == statements
    assert Counter(each.sort for each in compared(old, new).blocks) == Counter(blocks.split())


def test_other_words_of_another_source_are_no_same_statement():
    said = (("", "Eva Sand", "said", "the ferry will stop in June"),)
    (_, old), (_, new) = paged([REIS]), paged([REIS.replace("Ana Reis", "Eva Sand")], said=said)
    assert fates(old, new) == ["reworded Eva Sand"]


def test_another_reading_of_the_same_words_is_the_same_statement():
    said = (
        ("", "Ana Reis", "said the", "ferry will stop in June"),
        ("", "Reis", "said", "the ferry will stop in June"),
    )
    (_, old), (_, new) = paged([REIS]), paged([REIS], said=said)
    assert fates(old, new) == ["added Ana Reis", "kept Reis"]


@QUICK
@given(READINGS, READINGS)
def test_every_statement_and_block_is_told_once(old: Reading, new: Reading):
    found = compared(old, new)
    for side, reading in (("old", old), ("new", new)):
        told = [id(getattr(fate, side)) for fate in found.statements if getattr(fate, side)]
        assert sorted(told) == sorted(map(id, reading.statements))
        blocks = [getattr(each, side) for each in found.blocks if getattr(each, side)]
        assert Counter(blocks) == Counter(reading.article.blocks)


@QUICK
@given(READINGS)
def test_what_did_not_change_is_kept(reading: Reading):
    assert {fate.sort for fate in compared(reading, reading).statements} <= {"kept"}


@QUICK
@given(st.randoms(use_true_random=False))
def test_paragraphs_in_any_order_keep_their_statements(chance: random.Random):
    paragraphs = [*THREE, OTHER]
    chance.shuffle(paragraphs)
    (_, old), (_, new) = paged(THREE), paged(paragraphs)
    assert {fate.sort for fate in compared(old, new).statements} <= {"kept", "moved"}
