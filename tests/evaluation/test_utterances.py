"""The scorer of utterances, on pairs of our own writing, and the floors on the development part."""

import json
import sys
from itertools import islice
from statistics import mean

import pytest

from evaluation import utterance_speed, utterances
from evaluation.corpora import articles

LONG = "The ferry will not sail again before its hull is mended and the crew is paid"


def pair(a, b, kind, event="storm"):
    label = "different" if kind == "different" else "same"
    return {"event": event, "a": {"text": a}, "b": {"text": b}, "label": label, "kind": kind}


def made():
    found = []
    for n, event in enumerate(("storm", "strike", "vote", "fire")):
        words = f"{LONG} in {n + 20} days, {event}"
        found += [
            pair(words, words.upper(), "identical", event),
            pair(words, LONG, "trimmed", event),
            pair(words, words.replace("will", "would").replace("mended", "repaired"), "reworded", event),
            pair(
                words, f"Nobody has asked the {event} committee about its winter budget", "different", event
            ),
        ]
    return found


def test_all_right():
    pairs = made()
    measures = {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    found = utterances.scored(pairs, utterances.decisions(pairs))
    assert found == {"same": measures, "reworded_or_different": measures}


def test_hard_pairs_are_counted_apart():
    pairs = [pair("", "", "identical"), pair("", "", "reworded"), pair("", "", "different")]
    found = utterances.scored(pairs, [True, False, True])
    assert found["same"] == {"precision": 0.5, "recall": 0.5, "f1": 0.5}
    assert found["reworded_or_different"] == {"precision": 0.0, "recall": 0.0, "f1": 0.0}


def test_a_model_is_learned():
    pairs = made()
    assert utterances.cross_validated(pairs) == [p["label"] == "same" for p in pairs]


def test_the_command(tmp_path, monkeypatch, capsys):
    file, wrong = tmp_path / "pairs.jsonl", tmp_path / "wrong.jsonl"
    odd = pair(LONG, LONG, "different")
    file.write_text("".join(json.dumps(p) + "\n" for p in [*made(), odd]), "utf-8")
    monkeypatch.setattr(sys, "argv", ["utterances", str(file), "--json", "--out", str(wrong)])
    utterances.main()
    assert json.loads(capsys.readouterr().out)["same"]["recall"] == 1.0
    assert list(articles(wrong)) == [odd]


def test_floors(shared_data):
    """Of the development part; with other events' pairs deciding, too."""
    pairs = list(articles(shared_data / "quote_pairs" / "dev.jsonl.gz"))
    for said in (utterances.decisions(pairs), utterances.cross_validated(pairs)):
        found = utterances.scored(pairs, said)
        assert found["same"]["f1"] >= 0.97
        assert found["reworded_or_different"]["f1"] >= 0.93


@pytest.mark.parametrize("line", [{}, {"a": {"text": "x"}}])
def test_a_file_of_another_form(line):
    with pytest.raises(KeyError):
        utterances.decisions([line])


def test_statements_of_the_benchmark_come_from_the_seed():
    one, other, third = (list(islice(utterance_speed.Stories(seed), 500)) for seed in (1, 1, 2))
    assert one == other != third
    assert len({telling.name for telling in one}) == 500
    assert 10 < mean(len(telling.text.split()) for telling in one) < 30
    assert len({telling.text for telling in one}) < 500, "some are told again"


def test_the_benchmark_tells_its_figures():
    *windows, added, _, growth, asked, whole = utterance_speed.measured(utterance_speed.InMemory(), 300, 1)
    assert windows == []
    assert "statements a second" in added
    assert "x CPU" in growth
    assert "median" in asked
    assert "utterances" in whole
