"""Macro-F1 of stances, and which stance a target's pieces give."""

import gzip
import json
from dataclasses import dataclass, field

import pytest

from evaluation.stance import figures, macro_f1, stances
from onrecord.encoder import Scores
from onrecord.encoder.scores import STANCES, Settings
from tests.meaning.scored import Scored, headless, place

TEXT = "Vera Holt praised the crew and called Nils Arden a liar in Harwick."
TARGETS = {"the crew": "positive", "Nils Arden": "negative", "Harwick": "neutral"}
RECORD = {
    "id": "made",
    "text": TEXT,
    "targets": [{"span": list(place(TEXT, w)), "mention": w, "polarity": p} for w, p in TARGETS.items()],
}


@dataclass
class Written:
    """An encoder that says what was written for one text."""

    scores: Scores
    read: list[str] = field(default_factory=list)

    settings = Settings()

    def score(self, text, parts):
        assert [p.of(text) for p in parts] == [text]
        self.read.append(text)
        return self.scores


def test_each_target_is_read_at_its_own_place():
    written = (
        Scored(TEXT).stance("the crew", "for").stance("Nils Arden", "against").stance("Harwick", "neutral")
    )
    encoder = Written(written.done())
    assert list(stances([RECORD], encoder)) == [
        ("for", "for"),
        ("against", "against"),
        ("neutral", "neutral"),
    ]
    assert encoder.read == [TEXT], "one pass a sentence"


def test_a_bundle_without_such_heads_reads_none():
    assert [found for _, found in stances([RECORD], Written(headless(TEXT)))] == ["", "", ""]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], 0.0),
        ([("for", "for"), ("against", "against"), ("neutral", "neutral")], 1.0),
        ([("for", "for")], 1 / 3),
        ([("for", "against"), ("against", "for")], 0.0),
        ([("for", "for"), ("for", "against"), ("against", "against")], (2 / 3 + 2 / 3) / 3),
        ([("for", ""), ("for", "for")], (2 / 3) / 3),
    ],
)
def test_macro_f1(pairs, expected):
    assert macro_f1(pairs, STANCES) == pytest.approx(expected)


def test_figures_of_a_folder(tmp_path):
    for name in ("rw", "mt"):
        with gzip.open(tmp_path / f"dev_{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.write(json.dumps(RECORD) + "\n")
    written = Scored(TEXT).stance("the crew", "for").stance("Nils Arden", "against").stance("Harwick", "for")
    found = figures(tmp_path, Written(written.done()))
    assert found["rw macro-F1"] == found["mt macro-F1"] == pytest.approx((2 / 3 + 1) / 3, abs=1e-4)
    assert found["rw accuracy"] == pytest.approx(2 / 3, abs=1e-4)
    assert (found["mt F1, against"], found["mt F1, neutral"]) == (1.0, 0.0)
