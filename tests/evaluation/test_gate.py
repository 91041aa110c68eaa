"""The gate: a floor that is missed is told, and none is lowered by the program."""

import json

import pytest

from evaluation.gate import digest, guarded, held, series, signature, told

NAME = "small.made"
REACHED = {
    "F1": 0.8,
    "calibration error": 0.04,
    "pages": 12,
    "act, cue table alone (given)": 0.9,
    "pointer alone: F1": 0.9,
}


@pytest.fixture
def corpus(tmp_path):
    path = tmp_path / "corpus.jsonl"
    path.write_text('{"id": "1"}\n', "utf-8")
    return path


@pytest.fixture
def floors(tmp_path, corpus):
    path = tmp_path / "floors.json"
    assert guarded(NAME, REACHED, corpus, pin=True, floors=path) == 0
    return path


def pinned(floors):
    return json.loads(floors.read_text("utf-8"))[NAME]["floors"]


def test_pinning_keeps_what_was_reached_but_no_mere_counts(floors):
    assert pinned(floors) == {"F1": 0.8, "calibration error": 0.04}


@pytest.mark.parametrize(
    ("figures", "missed"),
    [
        ({"F1": 0.8, "calibration error": 0.04}, []),
        ({"F1": 0.81, "calibration error": 0.01}, []),
        ({"F1": 0.7999, "calibration error": 0.04}, ["F1"]),
        ({"F1": 0.8, "calibration error": 0.0401}, ["calibration error"]),
        ({"F1": 0.8}, ["calibration error"]),
        ({"F1": 0.8, "calibration error": 0.04, "recall": 0.1}, []),
    ],
)
def test_a_missed_floor_is_told(figures, missed, floors, corpus, capsys):
    assert [h.figure for h in held(NAME, figures, corpus, floors) if h.missed] == missed
    assert guarded(NAME, figures, corpus, floors=floors) == bool(missed)
    told = [line.split("  ")[0] for line in capsys.readouterr().out.splitlines() if "MISSED" in line]
    assert told == missed


def test_no_floor_is_lowered(floors, corpus):
    assert guarded(NAME, {"F1": 0.5, "calibration error": 0.2}, corpus, pin=True, floors=floors) == 1
    assert pinned(floors) == {"F1": 0.8, "calibration error": 0.04}


def test_each_floor_is_raised_by_itself(floors, corpus):
    assert guarded(NAME, {"F1": 0.9, "calibration error": 0.2}, corpus, pin=True, floors=floors) == 1
    assert pinned(floors) == {"F1": 0.9, "calibration error": 0.04}


def test_a_figure_no_longer_measured_keeps_its_floor(floors, corpus):
    assert guarded(NAME, {"F1": 0.9}, corpus, pin=True, floors=floors) == 1
    assert pinned(floors) == {"F1": 0.9, "calibration error": 0.04}


def test_another_corpus_is_not_compared_and_not_pinned(floors, corpus, capsys):
    before = floors.read_bytes()
    corpus.write_text('{"id": "2"}\n', "utf-8")
    assert guarded(NAME, {"F1": 0.9, "calibration error": 0.0}, corpus, pin=True, floors=floors) == 1
    assert "another corpus" in capsys.readouterr().err
    assert floors.read_bytes() == before


def test_others_floors_stay(floors, corpus):
    other = json.loads(floors.read_text("utf-8"))[NAME]
    assert guarded("base.made", {"F1": 0.1}, corpus, pin=True, floors=floors) == 0
    assert json.loads(floors.read_text("utf-8"))[NAME] == other


def test_the_digest_of_a_folder_is_that_of_its_files(tmp_path):
    (tmp_path / "page.txt").write_text("Ada spoke.", "utf-8")
    before = digest(tmp_path)
    (tmp_path / "README.md").write_text("about it", "utf-8")
    assert digest(tmp_path) == before
    (tmp_path / "gold.jsonl").write_text("{}", "utf-8")
    assert digest(tmp_path) != before


@pytest.mark.parametrize(
    "name", ["dev.jsonl", "dev.jsonl.gz", "train.jsonl.gz", "dev_rw.jsonl.gz", "dev_mt.jsonl.gz"]
)
def test_every_set_of_a_folder_counts(name, tmp_path):
    before = digest(tmp_path)
    (tmp_path / name).write_bytes(b"a set")
    assert digest(tmp_path) != before


@pytest.mark.parametrize(
    ("figure", "only_told"),
    [
        ("sources told by the page", True),
        ("act, cue table alone", True),
        ("act, macro-F1, cue table alone (given)", True),
        ("act, beyond the cue table", False),
        ("pointer alone: bias, feminine / masculine", True),
        ("bias, feminine / masculine", True),
        ("told by the page", False),
        ("speakers right of aligned", False),
    ],
)
def test_what_is_told_for_comparison_is_never_pinned(figure, only_told):
    assert told(figure) is only_told


def test_the_signature_names_bundle_and_corpus(corpus):
    said = signature("small-0123456789ab", corpus, "nested")
    assert "bundle:small-0123456789ab | corpus:corpus.jsonl:" in said
    assert said.endswith(" | nested")
    assert series("small-0123456789ab", "made") == NAME
