"""schema.org: expanded by PyLD, read by rdflib with its own list of the vocabulary's terms."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import RDF, Literal, URIRef
from rdflib.namespace import SDO

from onrecord.identity import joined, named
from onrecord.nouns import Reading, SpeakerType
from onrecord.rows import KnownAs
from onrecord.share import as_schema_org, schema_org_lines
from onrecord.share.linked import web_address
from tests.record.made import CHARACTERS, QUICK, READINGS, harbour, whole
from tests.share.offline import expanded, graph_of, triples

HOSTILE = "</script><script>alert(1)</script> ]]> \"'\r\n\x07\u202eשלום 👩‍🚀 e\u0301 𝒳"


@QUICK
@given(READINGS)
def test_every_word_is_a_term_of_schema_org_and_every_text_verbatim(reading: Reading):
    document = as_schema_org(reading)
    graph = triples(document)
    terms = {p for _, p, _ in graph if p != RDF.type} | set(graph.objects(None, RDF.type))
    assert [term for term in terms if term not in SDO] == []
    reading = named(reading)
    told = {str(text) for text in graph.objects(None, SDO.text)}
    words = {joined(reading.article.text, each.attribution.content) for each in reading.statements}
    assert told == words - {""}
    assert len(list(graph.subjects(RDF.type, SDO.NewsArticle))) == 1
    types = (*graph.subjects(RDF.type, SDO.Quotation), *graph.subjects(RDF.type, SDO.Statement))
    assert len(types) == len(reading.statements)


def test_rdflib_alone_reads_the_same():
    _, reading = harbour()
    [line] = schema_org_lines([reading])
    assert graph_of(line).isomorphic(triples(as_schema_org(reading)))


def test_a_quotation_with_its_article():
    _, reading = harbour(url="https://echo.example/tolls", byline="By Rui Sá", language="en")
    graph = triples(as_schema_org(reading))
    article = URIRef("https://echo.example/tolls")
    assert graph.value(article, SDO.headline) == Literal("Harbour tolls to rise")
    assert graph.value(article, SDO.datePublished) == Literal("2024-03-05")
    assert graph.value(graph.value(article, SDO.publisher), SDO.name) == Literal("Alvor Echo")
    [one] = [
        each
        for each in graph.subjects(RDF.type, SDO.Quotation)
        if graph.value(each, SDO.creditText) == Literal("Inês Côrte-Real")
    ]
    assert graph.value(one, SDO.text) == Literal("“The tolls will rise in May,” … “Nobody likes it.”")
    creator = graph.value(one, SDO.creator)
    assert graph.value(creator, RDF.type) == SDO.Person
    assert graph.value(creator, SDO.name) == Literal("Inês Côrte-Real")
    [inner] = graph.subjects(SDO.text, Literal("no rise"))
    [outer] = graph.subjects(SDO.text, Literal("the port had promised no rise"))
    assert set(graph.objects(inner, SDO.isPartOf)) == {article, outer}


def changed(type: SpeakerType = "person", kind: str = "direct", resolved: bool = True) -> Reading:
    _, reading = whole()
    first = reading.statements[0]
    speaker = replace(first.speaker, type=type, resolved=resolved)  # type: ignore[type-var]
    attribution = replace(first.attribution, kind=kind)  # type: ignore[arg-type]
    return replace(reading, statements=(replace(first, speaker=speaker, attribution=attribution),))


@pytest.mark.parametrize(
    ("type", "resolved", "creator"),
    [
        ("person", True, "Person"),
        ("organization", True, "Organization"),
        ("person", False, None),
        ("country", True, None),
        ("group", True, None),
        ("unnamed", True, None),
        ("document", True, None),
    ],
)
def test_only_a_person_or_an_organization_can_be_a_creator(
    type: SpeakerType, resolved: bool, creator: str | None
):
    [_, told] = as_schema_org(changed(type, resolved=resolved))["@graph"]
    assert told.get("creator", {}).get("@type") == creator
    assert told["creditText"] == "she"
    assert ("isBasedOn" in told) == (type == "document")
    assert "spokenByCharacter" not in told


@pytest.mark.parametrize(
    ("kind", "type"), [("direct", "Quotation"), ("indirect", "Statement"), ("mixed", "Statement")]
)
def test_only_the_speakers_own_words_are_a_quotation(kind: str, type: str):
    [_, told] = as_schema_org(changed(kind=kind))["@graph"]
    assert (told["@type"], told["dateCreated"]) == (type, "2024-03-07")
    assert [each["name"] for each in told["mentions"]] == ["the shipowners", "the port"]


def test_people_decide_who_the_creator_is():
    known = KnownAs("Inês de Côrte-Real", "person", "Q5")
    [_, told, *_] = as_schema_org(whole()[1], lambda *_: known)["@graph"]
    assert told["creator"] == {
        "@type": "Person",
        "name": "Inês de Côrte-Real",
        "alternateName": "Inês Côrte-Real",
        "identifier": "Q5",
    }


def test_hostile_words_stay_words():
    _, reading = harbour(title=HOSTILE, url="javascript:alert(1)", published="soon", outlet=HOSTILE)
    [line] = schema_org_lines([reading])
    assert not set("<>&\r\x07") & set(line)
    [article, *_] = json.loads(line)["@graph"]
    assert article["headline"] == article["publisher"]["name"] == HOSTILE
    assert not {"url", "datePublished"} & set(article)
    assert article["@id"].startswith("ni:///sha-256;")
    assert Literal(HOSTILE) in triples(json.loads(line)).objects(None, SDO.headline)


@QUICK
@given(st.text(CHARACTERS | st.sampled_from("/:@[]%#?\\<>"), max_size=20))
def test_an_address_is_a_name_or_none(rest: str):
    _, reading = harbour(url="http://" + rest)
    [article, *_] = expanded(as_schema_org(reading))
    assert article["@id"] == (web_address("http://" + rest) or article["@id"])
    assert len(triples(as_schema_org(reading))) > 5
