"""PLOVER classes of acts."""

from typing import get_args

import pytest

from onrecord.nouns import Act
from onrecord.plover import CLASSES, PLOVER, plover_of


@pytest.mark.parametrize(
    ("act", "cue", "expected"),
    [
        ("ask", "asked", "CONSULT"),
        ("accuse", "accused", "ACCUSE"),
        ("criticise", "slammed", "ACCUSE"),
        ("deny", "denied", "REJECT"),
        ("demand", "urged", "REQUEST"),
        ("propose", "suggested", "COOPERATE"),
        ("promise", "vowed", "AGREE"),
        ("threaten", "warned", "THREATEN"),
        ("support", "praised", "SUPPORT"),
        ("agree", "agreed", "AGREE"),
        ("agree", "confirmed", "AGREE"),
        ("agree", "", "AGREE"),
        ("agree", "conceded", "CONCEDE"),
        ("agree", "has Admitted that", "CONCEDE"),
        ("agree", "apologized … for", "CONCEDE"),
        ("agree", "confessing", "CONCEDE"),
        ("deny", "would not admit", "REJECT"),
        ("state", "admitted", None),
        ("predict", "expects", None),
        ("believe", "thinks", None),
        (None, "said", None),
    ],
)
def test_classes(act: Act | None, cue: str, expected: str | None):
    assert plover_of(act, cue) == expected


def test_all_acts_but_three_have_a_class():
    assert set(get_args(Act)) - set(CLASSES) == {"state", "predict", "believe"}
    assert {plover_of(act) for act in CLASSES} | {"CONCEDE"} == set(PLOVER)
