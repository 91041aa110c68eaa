"""Citron's JSON: what goes out by hand-made examples, there and back, and what is not of the form."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from onrecord.errors import FormatError
from onrecord.identity import named
from onrecord.nouns import Reading, Span
from onrecord.share import as_citron, citron_in, citron_lines, from_citron, write_citron
from tests.record.made import QUICK, READINGS, harbour, whole


@QUICK
@given(READINGS)
def test_places_come_back(reading: Reading):
    [line] = citron_lines([reading])
    [back] = citron_in(line.encode(), "x.json")
    assert back.article.text == reading.article.text
    told = [each.attribution for each in reading.statements if filled(each.attribution.cue)]
    for one, theirs in zip(told, back.statements, strict=True):
        other = theirs.attribution
        assert (filled(one.source), filled(one.content)) == (other.source, other.content)
        assert (filled(one.cue)[:1], one.confidence) == (other.cue, other.confidence)
    assert without_ids(as_citron(back)) == without_ids(as_citron(reading))


def filled(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple(span for span in spans if span.start < span.end)


def without_ids(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [{name: value for name, value in quote.items() if name != "id"} for quote in told["quotes"]]


@QUICK
@given(READINGS)
def test_it_is_as_citron_documents_it(reading: Reading):
    """What its reader asks of a file: a cue of at least one character in every quote, and ends that are those
    of characters of the text, for each place a name the text has there."""
    told = as_citron(reading)
    assert set(told) == {"text", "quotes", "coreference_groups"}
    places = [place for group in told["coreference_groups"] for place in group]
    for quote in told["quotes"]:
        places += [quote["cue"], *quote["sources"], *quote["contents"], *quote["coreferences"]]
    for place in places:
        assert told["text"][place["start"] : place["end"]] == place["text"] != ""


def test_a_quote():
    told = as_citron(whole()[1])
    first = told["quotes"][0]
    assert told["coreference_groups"] == [
        [{"text": "Ms Côrte-Real", "start": 0, "end": 13}, {"text": "she", "start": 46, "end": 49}]
    ]
    assert first == {
        "id": named(whole()[1]).statements[0].attribution.id,
        "cue": {"text": "told", "start": 50, "end": 54},
        "sources": [{"text": "she", "start": 46, "end": 49}],
        "contents": [{"text": "the shipowners robbed the port", "start": 71, "end": 101}],
        "coreferences": [{"text": "Ms Côrte-Real", "start": 0, "end": 13}],
        "confidence": 0.9,
    }


def test_what_citron_followed_has_a_name():
    [first, _] = from_citron(as_citron(whole()[1])).statements
    assert first.speaker is not None
    assert first.speaker.name == "Ms Côrte-Real"
    assert [(each.span, each.reason) for each in first.speaker.mentions] == [
        (Span(46, 49), "source"),
        (Span(0, 13), "coreference"),
    ]
    [alone, *_] = from_citron(as_citron(harbour()[1])).statements
    assert alone.speaker is None


def test_what_citron_found_itself_has_the_places_the_other_way_round():
    """Its own confidence is a text, and its sources are where it followed the words at the cue to."""
    given = as_citron(whole()[1])
    quote = given["quotes"][0]
    found = {
        **quote,
        "sources": quote["coreferences"],
        "coreferences": quote["sources"],
        "confidence": "0.9000",
    }
    alone = {**given["quotes"][1], "coreferences": [], "confidence": "0.8"}
    first, second = from_citron({**given, "quotes": [found, alone]}).statements
    assert first.attribution == from_citron(given).statements[0].attribution
    assert first.speaker is not None
    assert first.speaker.name == "Ms Côrte-Real"
    assert second.attribution.source == whole()[1].statements[1].attribution.source
    assert (second.speaker, second.attribution.confidence) == (None, 0.8)


def test_a_folder_as_citron_reads_it(tmp_path: Path):
    assert write_citron([harbour()[1], whole()[1], whole()[1]], tmp_path / "set") == 3
    files = sorted((tmp_path / "set").iterdir())
    assert [file.suffix for file in files] == [".json"] * 3
    texts = [json.loads(file.read_bytes())["text"] for file in files]
    assert sorted(texts) == sorted([harbour()[1].article.text, *[whole()[1].article.text] * 2])
    with pytest.raises(FormatError, match="not empty"):
        write_citron([], tmp_path / "set")


def test_several_documents():
    one, two = as_citron(harbour()[1]), as_citron(whole()[1])
    for data in (json.dumps({"documents": [one, two]}), json.dumps([one, two])):
        assert [each.article.id for each in citron_in(data.encode(), "c.json")] == ["c.json#1", "c.json#2"]
    outcomes = list(citron_in(json.dumps([one, 5, two]).encode(), "c.json"))
    assert [str(each) for each in outcomes if isinstance(each, FormatError)] == [
        "c.json, document 2: citron: it is not an object"
    ]
    assert len(outcomes) == 3
    lines = "".join(citron_lines([harbour()[1], whole()[1]]))
    assert [each.article.id for each in citron_in(lines.encode(), "c")] == ["c, line 1", "c, line 2"]


PLACE = {"start": 0, "end": 2}
BAD = [
    ([], "it is not an object"),
    ({"quotes": []}, "text is missing"),
    ({"text": "He said no."}, "quotes is missing"),
    ({"text": "He said no.", "quotes": {}}, "quotes is not a list"),
    ({"quotes": [{"sources": [{"start": 0, "end": 99}]}]}, "quotes[0].sources[0] [0, 99] is outside"),
    ({"quotes": [{"sources": [{"start": 0, "end": 10**4000}]}]}, "is outside the text"),
    ({"quotes": [{"contents": [{"start": True, "end": 2}]}]}, "contents[0] has the place [True, 2]"),
    ({"quotes": [{"contents": [{}]}]}, "contents[0] has the place [None, None]"),
    ({"quotes": [{"cue": "said"}]}, "quotes[0].cue is not an object"),
    ({"quotes": [{"cue": {**PLACE, "text": "She"}}]}, "quotes[0].cue is 'She', and at 0 to 2 stands 'He'"),
    ({"quotes": [{"confidence": 2}]}, "quotes[0].confidence is 2, which is no probability"),
    ({"quotes": [{"confidence": "1.5"}]}, "quotes[0].confidence is 1.5, which is no probability"),
    ({"quotes": [{"confidence": "nan"}]}, "quotes[0].confidence is nan, which is no probability"),
    ({"quotes": [{"confidence": "high"}]}, "quotes[0].confidence is 'high', which is no number"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "said"), BAD)
def test_what_is_wrong_is_named(document: object, said: str):
    if isinstance(document, dict) and document.get("quotes"):
        document = {"text": "He said no.", **document}
    with pytest.raises(FormatError) as caught:
        from_citron(document, file="c.json")
    assert said in str(caught.value)
    assert str(caught.value).startswith("c.json: citron: ")
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("data", "said"),
    [(b'{"text": "He', "line 1, column"), (b"\xff", "is no UTF-8"), (b"5", "is not an object")],
)
def test_a_file_that_is_none_is_named(data: bytes, said: str):
    [failure] = citron_in(data, "c.json")
    assert isinstance(failure, FormatError)
    assert said in str(failure)
