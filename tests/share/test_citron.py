"""Citron's JSON: what goes out by hand-made examples, there and back, and what is not of the form."""

import json

import pytest
from hypothesis import given

from onrecord.errors import FormatError
from onrecord.nouns import Reading, Span
from onrecord.share import as_citron, citron_in, citron_lines, from_citron
from tests.record.made import QUICK, READINGS, harbour, whole


@QUICK
@given(READINGS)
def test_places_come_back(reading: Reading):
    [line] = citron_lines([reading])
    [back] = citron_in(line.encode(), "x.json")
    assert back.article.text == reading.article.text
    for ours, theirs in zip(reading.statements, back.statements, strict=True):
        one, other = ours.attribution, theirs.attribution
        assert (one.source, one.content, one.confidence) == (other.source, other.content, other.confidence)
        assert other.cue == one.cue[:1]
    assert as_citron(back)["quotes"] == as_citron(reading)["quotes"]


def test_a_quote():
    first = as_citron(whole()[1])["quotes"][0]
    assert first == {
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
