"""Ids follow from the evidence alone."""

from dataclasses import replace

import pytest
from hypothesis import given

from onrecord.identity import article_id, named, statement_ids
from onrecord.nouns import Attribution, Reading, Span
from onrecord.rows import rows_of
from tests.record.made import QUICK, READINGS, harbour


def test_ids_are_the_same_everywhere():
    """Pinned: a change here would rename every statement in every record."""
    _, reading = harbour()
    assert article_id(reading.article) == "0ba6568ec343"
    ids = statement_ids(reading.article, [each.attribution for each in reading.statements])
    assert ids == ("ce3ac2fe545f", "977ed53f6c41", "58af602eacc3")


@QUICK
@given(READINGS)
def test_naming_twice_changes_nothing(reading: Reading):
    once = named(reading)
    assert named(once) == once
    ids = [each.attribution.id for each in once.statements]
    assert len(set(ids)) == len(ids)


def test_ids_do_not_depend_on_local_names_or_on_address():
    _, reading = harbour()
    _, elsewhere = harbour("moved/harbour.txt")
    renamed = tuple(
        replace(
            each,
            attribution=replace(
                each.attribution,
                id=each.attribution.id.replace("a", "x"),
                within=each.attribution.within and each.attribution.within.replace("a", "x"),
            ),
        )
        for each in reading.statements
    )
    assert named(replace(reading, statements=renamed)) == named(reading)
    assert named(elsewhere).statements == named(reading).statements
    assert article_id(elsewhere.article) != article_id(reading.article)


def test_a_statement_within_another_is_named_after_it():
    _, reading = harbour()
    told = named(reading).statements
    assert told[2].attribution.within == told[1].attribution.id


@pytest.mark.parametrize(
    "within",
    [("a", None, None), ("b", "a", None), ("b", "c", "a"), ("b", "b", "b"), ("z", "a", "b")],
    ids=["itself", "pair", "ring", "tail into a ring", "nowhere"],
)
def test_any_nesting_is_named(within: tuple[str | None, ...]):
    _, reading = harbour()
    attributions = [
        Attribution(id, "direct", (Span(0, 1),), (), (Span(number, number + 1),), within=parent)
        for number, (id, parent) in enumerate(zip("abc", within, strict=True))
    ]
    ids = statement_ids(reading.article, attributions)
    assert len(set(ids)) == 3
    statements = tuple(replace(reading.statements[0], attribution=each) for each in attributions)
    once = named(replace(reading, statements=statements))
    assert named(once) == once


def test_equal_spans_are_told_apart_by_their_order():
    _, reading = harbour()
    twice = replace(reading, statements=reading.statements[:1] * 2)
    first, second = (each.attribution.id for each in named(twice).statements)
    assert first == named(reading).statements[0].attribution.id
    assert second != first


def test_a_chain_of_ten_thousand_is_no_recursion():
    _, reading = harbour()
    chain = [
        Attribution(f"a{number}", "direct", (), (), (Span(0, 1),), within=f"a{number + 1}")
        for number in range(10_000)
    ]
    assert len(set(statement_ids(reading.article, chain))) == 10_000


def test_rows_tell_the_words_of_the_page():
    first, second, third = rows_of(harbour()[1])
    assert first.words == "“The tolls will rise in May,” … “Nobody likes it.”"
    assert (first.speaker, first.source, first.cue) == ("Inês Côrte-Real", "Inês Côrte-Real", "said")
    assert (second.outlet, second.published, second.flags) == ("Alvor Echo", "2024-03-05", ("odd mark",))
    assert third.within == second.id
