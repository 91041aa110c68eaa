"""Final names of sources: which names are right, what the page can tell, on a document of our own."""

import gzip
import json

import pytest

from evaluation import named
from evaluation.named import lost_turn, on_page, right_names
from tests.meaning.scored import place

TEXT = (
    "Sir Piet Orlan, the mayor, spoke first. He said the pier was safe.\n\n"
    '"I counted the boats," said Dr. Vera Holt (born 1950) of the Harwick Harbour Trust. '
    "The Trust said it had no money.\n\n"
    "I think nobody asked you.\n\nYou say that I know."
)


def source(words, form, entity, name, nth=0, kind="person"):
    return {"span": list(place(TEXT, words, nth)), "form": form, "entity": entity, "name": name, "type": kind}


def attribution(source, content, nth=0):
    return {"source": source, "content": [list(place(TEXT, content, nth))]}


HE = attribution(source("He", "pronoun", "1", "Piet Orlan"), "the pier was safe")
QUOTED_I = attribution(source("I", "pronoun", "2", "Vera Holt"), "the boats")
HOLT = attribution(source("Dr. Vera Holt", "name", "2", "Vera Holt"), "I counted the boats")
TRUST = attribution(
    source("The Trust", "name", "3", "Harwick Harbour Trust", kind="organization"), "it had no money"
)
TURN_I = attribution(source("I", "pronoun", "4", "Nils Arden", nth=1), "nobody asked you")
TURN_YOU = attribution(source("You", "pronoun", "1", "Piet Orlan"), "that I know")
WITHIN_TURN = attribution(source("I", "pronoun", "4", "Nils Arden", nth=2), "know")
NAMELESS = attribution(source("nobody", "pronoun", "5", None), "asked")
DOCUMENT = {
    "id": "made",
    "genre": "interview",
    "title": "The pier",
    "author": "Nils Arden",
    "date": "2024-05-10",
    "text": TEXT,
    "attributions": [
        HE,
        QUOTED_I,
        HOLT,
        TRUST,
        TURN_I,
        TURN_YOU,
        WITHIN_TURN,
        NAMELESS,
        {"content": [[0, 4]]},
    ],
    "entities": [
        {"id": "1", "names": ["Sir Piet Orlan", "the mayor"]},
        {"id": "2", "names": ["Dr. Vera Holt", "Holt's"]},
        {"id": "3", "names": ["The Trust", "the Harwick Harbour Trust"]},
        {"id": "4", "names": []},
        {"id": "5", "names": []},
    ],
    "mentions": [
        {"entity": "2", "form": "name", "span": list(place(TEXT, "Vera Holt (born 1950)"))},
        {"entity": "1", "form": "nominal", "span": list(place(TEXT, "the mayor"))},
    ],
    "sentences": [
        {"span": [at, at + 1], "speaker": "PietOrlan"} for at in range(TEXT.index("I think"), len(TEXT))
    ],
}


@pytest.mark.parametrize(
    ("source", "names", "right"),
    [
        pytest.param(
            HE["source"], ["Sir Piet Orlan", "the mayor"], ("Piet Orlan", "Sir Piet Orlan"), id="full"
        ),
        pytest.param(
            HE["source"], ["Orlan", "Mr. Orlan", "Mayor"], ("Piet Orlan",), id="a surname is not full"
        ),
        pytest.param(HE["source"], ["Chairman of the Trust", "Mr. President"], ("Piet Orlan",), id="offices"),
        pytest.param(
            TRUST["source"],
            ["The Trust", "the Harwick Harbour Trust"],
            ("Harwick Harbour Trust", "the Harwick Harbour Trust"),
            id="the longest of a body",
        ),
        pytest.param(TRUST["source"], [], ("Harwick Harbour Trust",), id="none in the text"),
    ],
)
def test_right_names(source, names, right):
    assert right_names(source, names) == right


def test_names_lose_what_stands_beside_them():
    assert named.names_of(DOCUMENT, "2") == ["Dr. Vera Holt", "Holt", "Vera Holt"]


@pytest.mark.parametrize(
    ("source", "names", "there"),
    [
        (HE["source"], ["Piet Orlan"], True),
        (HE["source"], ["Lisa Murk"], False),
        (HE["source"], ["Lisa Murk", "Lisa Orlan"], True),
        (HE["source"], ["Nils Arden"], True),
        (TRUST["source"], ["Harbour Trust of the North"], True),
        (TRUST["source"], ["Ministry of Fish"], False),
    ],
)
def test_on_page(source, names, there):
    """The author counts as part of the page."""
    assert on_page(DOCUMENT, source, names) is there


@pytest.mark.parametrize(
    ("attribution", "lost"),
    [
        pytest.param(HE, False, id="he is no turn's"),
        pytest.param(QUOTED_I, False, id="within what is attributed to somebody"),
        pytest.param(TURN_I, True, id="somebody else than the author has the turn"),
        pytest.param(TURN_YOU, True, id="you"),
        pytest.param(WITHIN_TURN, True, id="within what is attributed to a lost turn"),
    ],
)
def test_lost_turn(attribution, lost):
    assert lost_turn(DOCUMENT, attribution) is lost


def test_an_authors_own_turn_is_not_lost():
    own = {**DOCUMENT, "author": "Piet Orlan"}
    assert not lost_turn(own, TURN_I)


def test_sources_and_figures(encoder):
    found = named.sources(DOCUMENT, encoder)
    assert [n.words for n in found] == ["He", "I", "Dr. Vera Holt", "The Trust", "I", "You", "I"]
    assert [n.told for n in found] == [True, True, True, True, False, False, False]
    right = {n.number: n.right for n in found}
    assert right[1], "the I within the quotation is the quotation's speaker"
    assert right[2]
    assert right[3]
    figures = named.figures_of(found)
    assert figures["sources"] == 7
    assert figures["sources told by the page"] == 4
    assert figures["final name"] == round(sum(right.values()) / 7, 4)
    assert figures["genre: interview"] == figures["final name"]
    assert figures["form: name"] == figures["form: name, told by the page"] == 1.0
    assert figures["form: pronoun"] < 1, "nothing on the page tells whose turn it is"


def test_an_error_is_shown_in_its_place(encoder):
    told = named.error(named.sources(DOCUMENT, encoder)[2])
    assert told["source"] == "Dr. Vera Holt"
    assert 'boats," said [[Dr. Vera Holt]] (born' in told["text"]
    json.dumps(told)


def test_only_what_is_held_back_of_train_is_measured(tmp_path):
    for name in ("dev", "train"):
        lines = "".join(json.dumps({"id": f"{name} {n}"}) + "\n" for n in range(60))
        with gzip.open(tmp_path / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.write(lines)
    ids = [d["id"] for d in named.documents(tmp_path)]
    assert ids[:60] == [f"dev {n}" for n in range(60)]
    held = ids[60:]
    assert all(name.startswith("train") for name in held)
    assert 10 < len(held) < 30
    assert ids == [d["id"] for d in named.documents(tmp_path)]


def test_nothing_to_measure_on():
    assert named.figures_of([])["final name"] == 0.0
