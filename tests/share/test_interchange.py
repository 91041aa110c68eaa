"""The Interchange form: there and back, and what is not of it."""

import json

import pytest
from hypothesis import given

from onrecord.errors import ArticleError
from onrecord.identity import named
from onrecord.nouns import Reading, Span
from onrecord.share import as_json, from_json
from tests.record.made import QUICK, READINGS, harbour

ARTICLE_KEYS = "id text title byline outlet published url language blocks attributions page bundle"
STATEMENT_KEYS = (
    "id kind source cue content within speaker act plover targets addressee addressee_span occasion "
    "occasion_span when when_span said_on insertions flags column_flags confidence confidences"
)


@QUICK
@given(READINGS)
def test_there_and_back(reading: Reading):
    there = json.loads(json.dumps(as_json(reading), allow_nan=False))
    assert from_json(there) == named(reading)
    assert as_json(from_json(there)) == there


def test_keys_stand_in_one_order():
    value = as_json(harbour()[1])
    assert list(value) == ARTICLE_KEYS.split()
    assert [list(statement) for statement in value["attributions"]] == [STATEMENT_KEYS.split()] * 3


def test_the_form_of_other_programs_is_taken():
    value = {
        "id": "7",
        "text": "He said no.",
        "attributions": [
            {"id": "x", "source": [[0, 2]], "cue": [[3, 7]], "content": [[8, 10]], "when": "on Thursday"}
        ],
    }
    reading = from_json(value)
    assert [block.span for block in reading.article.blocks] == [Span(0, 11)]
    [statement] = reading.statements
    assert (statement.speaker, statement.when, statement.attribution.content) == (None, None, (Span(8, 10),))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"id": None}, "id is missing"),
        ({"text": 5}, "text is not a text"),
        ({"title": ["x"]}, "title is not a text"),
        ({"blocks": {}}, "blocks is not a list"),
        ({"blocks": [{"role": "body"}]}, "blocks[0].span is missing"),
        ({"blocks": [{"role": "song", "span": [0, 1]}]}, "blocks[0].role is none of"),
        ({"attributions": ["x"]}, "attributions[0] is not an object"),
        ({"attributions": [{"id": "a", "source": [[0, 99]]}]}, "attributions[0].source [0, 99] is outside"),
        ({"attributions": [{"id": "a", "source": [[2, 1]]}]}, "outside the text"),
        ({"attributions": [{"id": "a", "source": [[True, 1]]}]}, "is not a span"),
        ({"attributions": [{"id": "a", "source": [[0.0, 1]]}]}, "is not a span"),
        ({"attributions": [{"id": "a", "cue": [[0]]}]}, "is not a span"),
        ({"attributions": [{"id": "a", "kind": "sung"}]}, "kind is none of direct, indirect, mixed"),
        ({"attributions": [{"id": "a", "act": "sing"}]}, "act is none of"),
        ({"attributions": [{"id": "a", "act": ["state"]}]}, "act is none of"),
        ({"attributions": [{"id": "a", "confidence": "high"}]}, "confidence is not a number"),
        ({"attributions": [{"id": "a", "confidence": 1.5}]}, "confidence is 1.5, which is no probability"),
        ({"attributions": [{"id": "a", "confidences": {"act": -1}}]}, "confidences.act is -1, which is no"),
        ({"attributions": [{"id": "a", "confidences": [0.5]}]}, "confidences is not an object"),
        ({"attributions": [{"id": "a", "said_on": "on Thursday"}]}, "said_on 'on Thursday' is no date"),
        ({"attributions": [{"id": "a", "said_on": "2023-02-29"}]}, "said_on '2023-02-29' is no date"),
        ({"attributions": [{"id": "a", "flags": [1]}]}, "flags is not a list of texts"),
        ({"attributions": [{"id": "a", "column_flags": "x"}]}, "column_flags is not a list"),
        ({"attributions": [{"id": "a", "speaker": "Vaz"}]}, "attributions[0].speaker is not an object"),
        ({"attributions": [{"id": "a", "speaker": {"name": "V", "resolved": 1}}]}, "neither true nor false"),
        ({"attributions": [{"id": "a", "speaker": {"name": "V", "mentions": [{}]}}]}, "span is missing"),
        ({"attributions": [{"id": "a", "targets": [{"name": "V", "stance": "?"}]}]}, "stance is none of"),
    ],
)
def test_what_is_not_of_the_form_is_named(change: dict[str, object], said: str):
    with pytest.raises(ArticleError) as caught:
        from_json({"id": "7", "text": "He said no.", **change})
    assert said in str(caught.value)


@pytest.mark.parametrize("value", [None, [], "x", 5])
def test_what_is_no_object_is_named(value: object):
    with pytest.raises(ArticleError, match="the article is not an object"):
        from_json(value)  # type: ignore[arg-type]
