"""The encoder that follows a script: for the whole flow without a network."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.encoder import TAGS, Encoder, Line, Scripted
from onrecord.encoder.windows import PARAGRAPH
from onrecord.nouns import Block, Page, Span
from onrecord.reading import read

TEXT = 'Ann Poe said: "We go." He said no.\n\n"They said yes," said Bo Roe, who said more.'
SCRIPT: list[Line] = [
    {"source": "Ann Poe", "cue": "said", "content": ['"We go."']},
    {"source": "Bo Roe", "cue": "said", "content": ['"They said yes,"'], "sure": 0.75},
]


def tagged(encoder: Encoder, text: str, parts: list[Span] | None = None) -> list[tuple[str, str]]:
    """The pieces that are tagged, each with its likeliest tag."""
    scores = encoder.score(text, parts if parts is not None else [Span(0, len(text))])
    of = scores.pieces
    return [
        (text[s:e], TAGS[tag])
        for s, e, tag in zip(of.start, of.end, scores.tags.argmax(axis=1), strict=True)
        if tag
    ]


def test_it_tags_what_its_script_says():
    assert tagged(Scripted(SCRIPT), TEXT) == [
        ("Ann", "B-source"),
        ("Poe", "I-source"),
        ("said", "B-cue"),
        ('"', "B-content"),
        ("We", "I-content"),
        ("go", "I-content"),
        (".", "I-content"),
        ('"', "I-content"),
        ('"', "B-content"),
        ("They", "I-content"),
        ("said", "I-content"),
        ("yes", "I-content"),
        (",", "I-content"),
        ('"', "I-content"),
        ("said", "B-cue"),
        ("Bo", "B-source"),
        ("Roe", "I-source"),
    ]


def test_it_is_as_sure_as_it_is_told():
    scores = Scripted(SCRIPT).score(TEXT, [Span(0, len(TEXT))])
    assert np.allclose(np.exp(scores.tags).sum(axis=1), 1, atol=1e-5)
    likeliest = np.exp(scores.tags.max(axis=1))
    second = scores.pieces.paragraph == 1
    speaks = scores.tags.argmax(axis=1) > 0
    assert np.allclose(likeliest[second & speaks], 0.75, atol=1e-6)
    assert np.allclose(likeliest[~(second & speaks)], 0.999, atol=1e-6)


def test_it_reads_only_the_parts():
    second = TEXT.index("\n\n") + 2
    found = tagged(Scripted(SCRIPT), TEXT, [Span(second, len(TEXT))])
    assert [word for word, tag in found if tag.endswith("source")] == ["Bo", "Roe"]


@pytest.mark.parametrize(
    "line",
    [
        {"source": "Ann Poe", "cue": "whispered", "content": ['"We go."']},
        {"source": "Poe Ann", "cue": "said", "content": ['"We go."']},
        {"source": "Ann Poe", "cue": "said", "content": ['"We go."', '"We stay."']},
        {"source": "Bo Roe", "cue": "said", "content": ['"We go."']},
        {"source": "nn Poe", "cue": "said", "content": ['"We go."']},
        {"source": "Ann Po", "cue": "said", "content": ['"We go."']},
    ],
)
def test_a_line_whose_words_are_not_all_there_says_nothing(line: Line):
    assert tagged(Scripted([line]), TEXT) == []


def test_the_whole_flow_without_a_network():
    reading = read(Page(TEXT.encode(), "told.txt", declared_type="text/plain"), Scripted(SCRIPT))
    said = [(s.speaker.name if s.speaker else None, s.attribution.kind) for s in reading.statements]
    assert said == [("Ann Poe", "direct"), ("Bo Roe", "direct")]
    assert reading.bundle == "scripted"
    assert all(isinstance(block, Block) for block in reading.article.blocks)


@settings(deadline=None)
@given(st.text() | st.text('ab". \n\ud800'))
def test_any_text_is_scored(text: str):
    scripted = Scripted([{"source": "a", "cue": "b", "content": ['"a"']}, {"content": ["b b"]}])
    one, other = (scripted.score(text, [Span(0, len(text))]) for _ in range(2))
    of = one.pieces
    assert (of.start[of.ids == PARAGRAPH] == of.end[of.ids == PARAGRAPH]).all()
    for first, second in ((one.tags, other.tags), (one.links, other.links), (of.ids, other.pieces.ids)):
        assert len(first) == len(of)
        assert np.isfinite(first).all()
        assert (first == second).all()
