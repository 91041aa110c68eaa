"""All columns against the data's own tool, on an article of our own."""

import gzip
import json

import pytest

from evaluation import statements
from evaluation.statements import GIVEN, given, labels_of, on_gold, page_of, scored, scorer
from onrecord.page import article_of

TEXT = (
    "Harbour closed for a week\n\n"
    'Vera Holt accused the port board of lying. "We warned them twice," she said.\n\n'
    "The board denied the charge."
)


def at(words):
    return [[TEXT.index(words), TEXT.index(words) + len(words)]]


ARTICLE = {
    "id": "made",
    "date": "2024-05-10",
    "title": "Harbour closed for a week",
    "text": TEXT,
    "attributions": [
        {
            "id": "E1",
            "source": at("Vera Holt"),
            "cue": at("accused"),
            "content": at("the port board of lying"),
        },
        {"id": "E2", "source": at("she"), "cue": at("said"), "content": at('"We warned them twice,"')},
        {"id": "E3", "source": at("The board"), "cue": at("denied"), "content": at("the charge")},
        {"id": "E4", "source": [], "cue": [], "content": []},
    ],
}
EMPTY = {"addressee": None, "occasion": None, "when": None, "target": None}
LABELS = {
    "E1": {
        "speaker": "Vera Holt",
        "type": "person",
        "act": "accuse",
        **EMPTY,
        "target": {"name": "port board", "stance": "against"},
    },
    "E2": {"speaker": "Vera Holt", "type": "person", "act": "state", **EMPTY},
    "E3": {"speaker": "port board", "type": "organization", "act": "deny", **EMPTY},
    "E4": {"speaker": None, "type": "none", "act": "state", **EMPTY},
}


@pytest.fixture
def data(tmp_path, shared_data):
    """A folder of data sets with one labelled article, the tool beside it as it lies beside the real ones."""
    (tmp_path / "tools").symlink_to(shared_data.parent / "tools")
    folder = tmp_path / "data"
    for name in ("polnear", "polnear_speakers"):
        (folder / name).mkdir(parents=True)
    with gzip.open(folder / statements.TEXTS, "wt", encoding="utf-8") as file:
        other = {**ARTICLE, "id": "another", "text": "Nobody labelled this."}
        file.write("".join(json.dumps(article) + "\n" for article in (ARTICLE, other)))
    (folder / statements.LABELS).write_text(json.dumps({"id": "made", "labels": LABELS}) + "\n", "utf-8")
    return folder


def test_the_tool_is_missing(tmp_path):
    with pytest.raises((SystemExit, FileNotFoundError)):
        scorer(tmp_path / "data")


def test_a_page_carries_what_is_known():
    article = article_of(page_of({**ARTICLE, "byline": "Nils Arden", "url": None}))
    assert (article.id, article.text, article.title) == ("made", TEXT, ARTICLE["title"])
    assert (article.published, article.byline) == ("2024-05-10", "Nils Arden")
    assert article_of(page_of({"id": "bare", "text": TEXT})).published is None


def test_given_attributions_have_the_kind_that_their_marks_say():
    found = given(ARTICLE, article_of(page_of(ARTICLE)))
    assert [a.id for a in found] == ["E1", "E2", "E3", "E4"]
    assert [a.kind for a in found] == ["indirect", "direct", "indirect", "indirect"]
    assert [span.of(TEXT) for span in found[1].source] == ["she"]
    assert found[3].spans == ()


def test_on_gold_keeps_the_annotators_spans_and_order(encoder):
    read = on_gold(ARTICLE, encoder)
    assert [a["id"] for a in read["attributions"]] == ["E1", "E2", "E3", "E4"]
    for ours, theirs in zip(read["attributions"], ARTICLE["attributions"], strict=True):
        assert all(ours[role] == theirs[role] for role in ("source", "cue", "content"))
    assert [a["speaker"] and a["speaker"]["name"] for a in read["attributions"]][:2] == ["Vera Holt"] * 2


def test_figures(data, encoder):
    figures = statements.figures(data, encoder)
    assert figures[f"speaker: persons{GIVEN}"] == figures[f"speaker: pronouns{GIVEN}"] == 1.0
    assert figures[f"act, cue table alone{GIVEN}"] == 1.0, "accused, said, denied"
    assert figures[f"act, macro-F1, cue table alone{GIVEN}"] == 1.0
    for name in ("act", "act, macro-F1"):
        ours, table = figures[f"{name}{GIVEN}"], figures[f"{name}, cue table alone{GIVEN}"]
        assert figures[f"{name}, beyond the cue table{GIVEN}"] == pytest.approx(ours - table, abs=2e-4)
    for slot in ("addressee", "occasion", "when", "target"):
        assert 0 <= figures[slot] <= 1
    assert "who_said_what_named" in figures
    assert f"who_said_what_named{GIVEN}" not in figures


def test_what_the_tool_says_is_told(data):
    labels = labels_of(data)
    perfect = {
        **ARTICLE,
        "attributions": [
            {**a, "speaker": {"name": label["speaker"]}, "act": label["act"], "targets": [label["target"]]}
            for a in ARTICLE["attributions"]
            if (label := LABELS[a["id"]])["target"]
        ],
    }
    result = scored(data, [ARTICLE], labels, [perfect])
    assert (result["aligned"], result["act_accuracy"], result["speaker_accuracy"]) == (1, 1.0, 1.0)
    assert result["target"]["f1"] == 1.0
