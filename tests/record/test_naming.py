"""Names: which are one name, and which mentions are written forms of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.record.grouping import Name, Speakers
from onrecord.record.naming import SORTS, name_key, sort_of, written_forms
from tests.record.made import NAMES, QUICK

ONE = [
    ("person", "Inês Côrte-Real", "INES CORTE-REAL", "Ines Corte Real", "Dr. Inês M. Côrte-Real"),
    ("person", "Anna Keller", "Anna J. Keller", "President Anna Keller", "Anna J. Keller, PhD"),
    ("person", "Sean O'Neill", "Sean O’Neill", "sean o‘neill"),
    ("person", "J. K. Marsh", "J.K. Marsh", "J. Marsh"),
    ("person", "Søren Łuk", "Soren Luk"),
    ("person", "Joe Roe Jr.", "Joe Roe", "Joe Roe, Junior"),
    ("person", "Zero\u200bWidth Smith", "ZeroWidth Smith"),
    ("organization", "The West", "the West", "West"),
    ("organization", "U.S. Treasury", "US Treasury", "the U.S. treasury"),
    ("organization", "Côte d’Or Bank", "Cote d'Or Bank"),
]  # fmt: skip
APART = [
    ("person", "Anna Keller", "Bernd Keller", "Keller", "Mr. Keller", "Mrs. Keller", "A. Keller"),
    ("person", "Joe Roe", "Joe Roe Jr.", "Joe Roe Sr.", "Joe Roe III"),
    ("person", "George W. Marsh", "George H. W. Marsh", "George Marsh"),
    ("person", "Dean Baker", "Baker"),
    ("person", "Pope Martin", "King Martin", "Martin"),
    ("organization", "General Harbour", "Harbour", "Prince Harbour"),
]


def groups(kind: str, *names: str) -> list[str]:
    rows = [Name(n, name, kind, name_key(name, sort_of(kind))) for n, name in enumerate(names)]
    found = Speakers(rows)
    return [found.groups[row.id] for row in rows]


@pytest.mark.parametrize("names", ONE, ids=lambda names: names[1])
def test_one_name(names: tuple[str, ...]):
    assert len(set(groups(*names))) == 1, groups(*names)


@pytest.mark.parametrize("names", APART, ids=lambda names: names[1])
def test_names_apart(names: tuple[str, ...]):
    assert len(set(groups(*names))) == len(names) - 1, groups(*names)


def test_a_person_is_no_company_and_a_description_nobody():
    assert len({name_key("Keller", sort) for sort in SORTS}) == 3
    assert {sort_of(kind) for kind in ("organization", "country", "group", "document", "none")} == {"body"}


@QUICK
@given(st.lists(NAMES, max_size=6), st.randoms(use_true_random=False))
def test_grouping_does_not_depend_on_the_order(names: list[str], chance):
    kinds = [chance.choice(["person", "country", "unnamed"]) for _ in names]
    pairs = zip(names, kinds, strict=True)
    rows = [Name(n, name, kind, name_key(name, sort_of(kind))) for n, (name, kind) in enumerate(pairs)]
    other = list(rows)
    chance.shuffle(other)
    assert Speakers(rows).groups == Speakers(other).groups


@pytest.mark.parametrize(
    ("name", "kind", "mention", "reason", "kept"),
    [
        ("Inês Côrte-Real", "person", "Côrte-Real", "surname", True),
        ("Inês Côrte-Real", "person", "Ms. Côrte-Real", "source", True),
        ("Inês Côrte-Real", "person", "she", "source", False),
        ("Inês Côrte-Real", "person", "The minister", "source", False),
        ("Inês Côrte-Real", "person", "The minister, Inês Côrte-Real,", "pronoun", False),
        ("Inês Côrte-Real", "person", "Nené", "nickname", True),
        ("Inês Côrte-Real", "person", "INÊS", "headline", True),
        ("Inês Côrte-Real", "person", "Côrte-Real", "possessor", False),
        ("Alvor Port Authority", "organization", "APA", "source", True),
        ("Alvor Port Authority", "organization", "XYZ", "source", False),
        ("Alvor Port Authority", "organization", "the authority", "description", False),
        ("Alvor Port Authority", "organization", "the Port Authority", "same name", True),
        ("Lusitania", "country", "Alvor", "capital", True),
        ("the port’s lawyers", "group", "Lawyers", "source", False),
        ("Inês Côrte-Real", "person", "", "surname", False),
        ("Inês Côrte-Real", "person", "x" * 500, "surname", False),
    ],
)
def test_written_forms(name: str, kind: str, mention: str, reason: str, kept: bool):
    assert list(written_forms(name, kind, [(mention, reason)])) == [name, *([mention] if kept else [])]


@QUICK
@given(NAMES, NAMES, NAMES)
def test_any_words_have_keys_and_forms(name: str, mention: str, reason: str):
    for sort in SORTS:
        assert name_key(name, sort).key.startswith(sort)
    for kind in ("person", "organization", "unnamed"):
        assert "\0" not in "".join(written_forms(name, kind, [(mention, reason)]))
