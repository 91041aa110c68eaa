"""Web Annotation: expanded by PyLD, read by rdflib; there and back; and what other tools may do to it."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from rdflib import RDF, Literal, Namespace, URIRef

from onrecord.errors import FormatError
from onrecord.identity import named
from onrecord.nouns import Reading
from onrecord.rows import KnownAs
from onrecord.share import as_web_annotation, from_web_annotation, web_annotation_lines, web_annotations_in
from onrecord.share.linked import digest_name
from onrecord.share.web_annotation import W3C
from tests.record.made import HARBOUR, QUICK, READINGS, harbour, whole
from tests.share.offline import W3C_TERMS, triples

OA = Namespace("http://www.w3.org/ns/oa#")
CONTEXTS = {W3C: W3C_TERMS}


@QUICK
@given(READINGS)
def test_there_and_back(reading: Reading):
    [line] = web_annotation_lines([reading])
    assert not set("<>&") & set(line)
    assert list(web_annotations_in(line.encode(), "x.json")) == [named(reading)]


@QUICK
@given(READINGS)
def test_others_find_the_words_by_position_and_by_quote(reading: Reading):
    graph, text = triples(as_web_annotation(reading), CONTEXTS), reading.article.text
    annotations = set(graph.subjects(RDF.type, OA.Annotation))
    assert len(annotations) >= len(reading.statements)
    for annotation in annotations:
        assert isinstance(annotation, URIRef)
        assert graph.value(annotation, OA.motivatedBy) is not None
        assert graph.value(annotation, OA.hasBody) is not None
        for target in graph.objects(annotation, OA.hasTarget):
            state = graph.value(target, OA.hasState)
            assert graph.value(state, OA.cachedSource) == URIRef(digest_name(reading.article))
            found = {graph.value(each, RDF.type): each for each in graph.objects(target, OA.hasSelector)}
            if not found:
                continue
            quote, position = found[OA.TextQuoteSelector], found[OA.TextPositionSelector]
            start, end = (int(graph.value(position, place)) for place in (OA.start, OA.end))
            parts = [str(graph.value(quote, part)) for part in (OA.prefix, OA.exact, OA.suffix)]
            assert text[start:end] == parts[1]
            assert text[start - len(parts[0]) : end + len(parts[2])] == "".join(parts)


def test_a_statement_and_its_places():
    _, reading = whole()
    graph = triples(as_web_annotation(reading), CONTEXTS)
    [told] = {
        each
        for each in graph.subjects(OA.motivatedBy, OA.describing)
        if (None, RDF.value, Literal("accuse")) in graph
        and "accuse" in {str(graph.value(body, RDF.value)) for body in graph.objects(each, OA.hasBody)}
    }
    words = {
        (graph.value(body, OA.hasPurpose), str(graph.value(body, RDF.value)))
        for body in graph.objects(told, OA.hasBody)
        if graph.value(body, OA.hasPurpose)
    }
    assert words == {
        (OA.identifying, "Inês Côrte-Real"),
        (OA.classifying, "accuse"),
        (OA.tagging, "the shipowners"),
        (OA.tagging, "the port"),
    }
    items = as_web_annotation(reading)["items"]
    assert [item["role"] for item in items[:9]] == (
        ["content", "source", "cue", "addressee", "occasion", "when", "mention", "mention", "target"]
    )
    assert len({item["id"] for item in items}) == len(items)


def test_what_people_decided_is_told():
    page = as_web_annotation(whole()[1], lambda *_: KnownAs("Inês de Côrte-Real", "person", "Q5"))
    assert page["items"][0]["body"][-1]["data"]["speaker"]["known_as"]["identifier"] == "Q5"
    assert from_web_annotation(page) == named(whole()[1])


def shifted(page: dict[str, Any], by: int) -> dict[str, Any]:
    """The page as a tool that counts from another start would have it."""
    page = copy.deepcopy(page)
    for item in page["items"]:
        for target in item["target"]:
            position = target["selector"][1]
            position["start"], position["end"] = position["start"] + by, position["end"] + by
    return page


def test_a_place_that_moved_is_looked_up():
    _, reading = harbour()
    page = as_web_annotation(reading)
    assert from_web_annotation(shifted(page, 3)) == named(reading)
    assert from_web_annotation(shifted(page, 10_000)) == named(reading)
    moved = from_web_annotation(page, text="Corrected.\n\n" + HARBOUR)
    words = [
        [span.of(moved.article.text) for _, span in statement.attribution.spans]
        for statement in moved.statements
    ]
    assert words == [
        [span.of(HARBOUR) for _, span in statement.attribution.spans] for statement in reading.statements
    ]


def test_correcting_in_another_tool():
    _, reading = whole()
    page = as_web_annotation(reading)
    bodies = page["items"][0]["body"]
    bodies[0]["value"], bodies[1]["value"] = "Ana Lobo", "criticise"
    del bodies[2:4]
    page["items"] = [item for item in page["items"] if item["role"] != "target"]
    del page["items"][1]["target"][0]["selector"][1]
    page["items"][1]["target"][0]["selector"][0].update(exact="At a hearing", prefix="", suffix="")
    [first, _] = from_web_annotation(page).statements
    assert first.speaker is not None
    assert (first.speaker.name, first.speaker.type, first.act) == ("Ana Lobo", "person", "criticise")
    assert first.targets == ()
    assert [span.of(reading.article.text) for span in first.attribution.source] == ["At a hearing"]


def broken(*path: Any, value: Any) -> dict[str, Any]:
    """The whole() page with one field changed."""
    page: Any = json.loads(json.dumps(as_web_annotation(whole()[1])))
    at = page
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return page


SELECTORS = ("items", 0, "target", 0, "selector")
TWICE = [{"type": "TextQuoteSelector", "exact": "the"}]
BAD = [
    (("type",), "Annotation", "type is none of AnnotationPage"),
    (("article",), None, "article.text is missing"),
    (("article", "text"), 5, "article.text is missing"),
    (("article", "blocks"), [{"role": "song", "span": [0, 1]}], "blocks[0].role is none of"),
    (("items",), {}, "items is not a list"),
    (("items", 0), "x", "items[0] is not an object"),
    (("items", 0, "role"), "song", "') has the role 'song', which is none of content, source"),
    (("items", 0, "role"), {}, "has the role {}, which is none of"),
    (("items", 0, "body"), [], "has 0 bodies of the type Statement"),
    (("items", 0, "body", 0), "x", "items[0].body[0] is not an object"),
    (("items", 0, "body", 1, "value"), "sing", "items[0].body[1].value is none of state, ask"),
    (("items", 0, "body", 2, "stance"), "with", "items[0].body[2].stance is none of for, against"),
    (("items", 1, "body", "id"), "urn:x", "belongs to the statement 'urn:x', of which no annotation"),
    (("items", 1, "body", "id"), [], "belongs to the statement [], of which"),
    (("items", 8, "index"), 2, "has the index 2; the statement has 2 targets"),
    (("items", 8, "index"), 10**4000, "has the index 1000"),
    (("items", 6, "reason"), 1, "items[6].reason is not a text"),
    (("items", 5, "target"), [], "has 0 places; a when has one"),
    (SELECTORS, [], "needs one TextQuoteSelector"),
    ((*SELECTORS, 1, "start"), "0", "has the position ['0', "),
    ((*SELECTORS, 1, "start"), 1.5, "which is no pair of whole numbers"),
    ((*SELECTORS, 0, "refinedBy"), {}, "refined by another"),
    ((*SELECTORS, 0, "exact"), "the shipowners sank", "does not stand in the text"),
    ((*SELECTORS, 0, "exact"), None, "exact is missing"),
    (SELECTORS, TWICE, "'the' is ambiguous: it stands at 55, 71, 93"),
    (SELECTORS, [{"type": "TextQuoteSelector", "exact": ""}], "no words are quoted"),
    ((*SELECTORS, 1), {"type": "TextPositionSelector", "start": 9, "end": 10**4000}, None),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "said"), BAD)
def test_what_is_wrong_is_named(path: tuple[Any, ...], value: object, said: str | None):
    page = broken(*path, value=value)
    if said is None:
        assert from_web_annotation(page) == named(whole()[1])
        return
    with pytest.raises(FormatError) as caught:
        from_web_annotation(page, file="gold.json")
    assert said in str(caught.value)
    assert str(caught.value).startswith("gold.json: web-annotation: ")
    assert len(str(caught.value)) < 400


LINE = next(web_annotation_lines([whole()[1]]))
FILES = [
    (LINE[:-40].encode(), "line 1, column "),
    (LINE.replace("Côrte", "C\udcf4rte").encode("utf-8", "surrogateescape"), "line 1: byte 0xf4 at "),
    (LINE.encode("utf-16"), "is no UTF-8"),
    (b"", "line 1, column 1"),
    (b"[]", "it is not an object"),
    (b'{"type": NaN}', "NaN is no number of JSON"),
    (b'{"type": ' + b"9" * 5000 + b"}", "a number in it cannot be read"),
    (b"[" * 100_000, "nested without end"),
    ((LINE + LINE[:-40] + "\n").encode(), "gold.json, line 2: web-annotation: line 1, column "),
]


@pytest.mark.parametrize(("data", "said"), FILES)
def test_a_file_that_is_none_is_named(data: bytes, said: str):
    [*_, failure] = web_annotations_in(data, "gold.json")
    assert isinstance(failure, FormatError)
    assert said in str(failure)


def test_a_file_may_hold_a_page_a_line():
    readings = [harbour()[1], whole()[1]]
    data = "".join(web_annotation_lines(readings)).encode()
    assert list(web_annotations_in(data, "x")) == [named(each) for each in readings]


def test_a_bad_line_costs_no_other_one():
    [first, second] = web_annotation_lines([harbour()[1], whole()[1]])
    data = (first + second[:-9] + "\n\n" + first[9:] + "5\n" + second).encode()
    one, *failures, two = web_annotations_in(data, "x")
    assert [one, two] == [named(harbour()[1]), named(whole()[1])]
    assert [str(each).partition(": ")[0] for each in failures] == ["x, line 2", "x, line 4", "x, line 5"]
