"""Words that break formats: every form holds them, and gives them back to somebody else's reader.

And files that broke: whatever is cut, changed or put in its place, there comes a reading or a FormatError.
"""

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import bioc.brat
import polars
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Literal
from rdflib.namespace import SDO

from onrecord.errors import FormatError
from onrecord.identity import named
from onrecord.nouns import Article, Attribution, Block, Mention, Reading, Span, Speaker, Statement, Target
from onrecord.rows import rows_of
from onrecord.share import (
    as_brat,
    as_citron,
    as_schema_org,
    as_web_annotation,
    citron_in,
    citron_lines,
    from_brat,
    from_citron,
    from_web_annotation,
    schema_org_lines,
    to_frame,
    web_annotation_lines,
    web_annotations_in,
    write_brat,
    write_parquet,
)
from onrecord.share.incoming import attempted
from tests.record.made import whole
from tests.share.offline import triples

NASTY = [
    "</script><!--",
    "]]>",
    '"\\"',
    "'=1+1",
    "@SUM(A1)",
    "\r\n",
    "\n",
    "\t",
    "\x07\x1b[31m",
    "\x1c\x1f",
    "\x85\u2028\u2029",
    "\u202e\u2066",
    "שלום עולם",
    "👩\u200d🚀",
    "\U0001d4b3\U0010fffd",
    "e\u0301\u0323",
    "\ufeff",
    "\u00a0",
    "word",
    " ",
    "%s{0}${x}",
    "T1\tContent 0 1",
    "_:b0",
    "@id",
]
WORDS = st.lists(st.sampled_from(NASTY), min_size=1, max_size=6).map("".join)


def saying(before: str, source: str, content: str) -> Reading:
    """A reading in which hostile words stand in the text and in every field that is made of words."""
    text = f"{before}:{source}|{content}"
    start = len(before) + 1
    spans = Span(start, start + len(source)), Span(start + len(source) + 1, len(text))
    article = Article(
        content, text, (Block("body", Span(0, len(text))),), source, content, source, None, content, "x"
    )
    told = Statement(
        Attribution("a", "direct", spans[:1], (Span(len(before), start),), spans[1:], flags=(content,)),
        Speaker(source, "person", (Mention(spans[0], content),)),
        "deny",
        (Target(content, "against", spans[1]), Target(source, "for")),
        when=spans[0],
        flags=(source,),
    )
    return named(Reading(article, (told,), content))


READINGS = st.builds(saying, WORDS, WORDS, WORDS)
QUICK = settings(max_examples=60, deadline=None)


@QUICK
@given(READINGS)
def test_other_readers_have_the_same_words(reading: Reading):
    text, [told] = reading.article.text, reading.statements
    [content], [source] = told.attribution.content, told.attribution.source
    out = io.BytesIO()
    write_parquet(rows_of(reading), out)
    for [row] in (
        polars.read_parquet(out.getvalue()).to_dicts(),
        to_frame(rows_of(reading)).to_dict("records"),
    ):
        assert (row["content"], row["speaker"]) == (content.of(text), source.of(text))
        assert (row["title"], row["targets"][0]["name"]) == (source.of(text), content.of(text))
    graph = triples(as_schema_org(reading))
    assert set(graph.objects(None, SDO.text)) == {Literal(content.of(text))}
    assert Literal(source.of(text)) in set(graph.objects(None, SDO.name))
    files = as_brat(reading)
    document = bioc.brat.loads(files.text, files.annotations)
    for entity in document.entities:
        places = sorted((each.begin, each.end) for each in entity.locations)
        assert " ".join(text[start:end] for start, end in places) == entity.text


@QUICK
@given(READINGS)
def test_there_and_back(reading: Reading):
    for line in (*web_annotation_lines([reading]), *schema_org_lines([reading])):
        assert line.splitlines() == [line[:-1]]
        assert not set("<>&\x07\x1b\x85\u2028") & set(line)
    assert from_web_annotation(json.loads(*web_annotation_lines([reading]))) == reading
    [line] = citron_lines([reading])
    [back] = citron_in(line.encode(), "x")
    assert isinstance(back, Reading)
    assert back.article.text == reading.article.text
    files = as_brat(reading)
    once = from_brat(files.text, files.annotations, json.loads(files.particulars))
    assert once.article == reading.article
    files = as_brat(once)
    assert from_brat(files.text, files.annotations, json.loads(files.particulars)) == named(once)


def test_half_a_pair_stops_nothing(tmp_path: Path):
    reading = saying("a\ud83d", "b\udc00", "c\ud800")
    assert from_web_annotation(json.loads(*web_annotation_lines([reading]))) == reading
    assert json.loads(*schema_org_lines([reading]))["@graph"][1]["text"] == "c\ud800"
    assert from_citron(json.loads(*citron_lines([reading]))).article.text == reading.article.text
    assert write_brat([reading], tmp_path / "out") == 1
    [text] = (tmp_path / "out").glob("*.txt")
    assert text.read_text() == "a\ufffd:b\ufffd|c\ufffd"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "urn:x", "person", "[0]"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "type"]), inner),
    max_leaves=4,
)


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value within a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(path for key, each in inner for path in paths(each, (*here, key)))]


def changed(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    value = json.loads(json.dumps(value))
    at = value
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = new
    return value


FORMS = [
    (as_web_annotation(whole()[1]), from_web_annotation),
    (as_citron(whole()[1]), from_citron),
]


@pytest.mark.parametrize(("value", "read"), FORMS)
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_any_other_value_anywhere_is_taken_or_told(value: Any, read: Any, data: st.DataObject):
    path, new = data.draw(st.sampled_from(paths(value))), data.draw(JSON)
    outcome = attempted(changed(value, path, new), read)
    assert isinstance(outcome, Reading) or len(str(outcome)) < 500


BRAT = as_brat(whole()[1])
CUTS = st.tuples(
    st.integers(0, 2000), st.integers(0, 5), st.sampled_from(["", "\t", "9", " ", "T1", "\n", "{"])
)


@settings(max_examples=300, deadline=None)
@given(CUTS)
def test_any_cut_of_standoff_is_taken_or_told(cut: tuple[int, int, str]):
    at, length, new = cut
    lines = BRAT.annotations[:at] + new + BRAT.annotations[at + length :]
    outcome = attempted(lines, lambda lines: from_brat(BRAT.text, lines, json.loads(BRAT.particulars)))
    assert isinstance(outcome, Reading) or len(str(outcome)) < 500


@pytest.mark.parametrize("data_in", [web_annotations_in, citron_in])
@settings(max_examples=200, deadline=None)
@given(at=st.integers(0, 6000), new=st.binary(max_size=2))
def test_any_cut_of_a_file_is_taken_or_told(data_in: Any, at: int, new: bytes):
    lines = web_annotation_lines if data_in is web_annotations_in else citron_lines
    data = "".join(lines([whole()[1], replace(whole()[1], bundle="base")])).encode()
    outcomes = list(data_in(data[:at] + new + data[at + 2 :], "x"))
    assert outcomes
    assert all(isinstance(each, Reading | FormatError) for each in outcomes)
