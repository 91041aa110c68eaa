"""Tags are told of pieces of words; what stands in the record is whole words, and few spans."""

import re

import numpy as np
import pytest

from onrecord.attribution.passage import Passage, found_in
from onrecord.attribution.quoting import marks_of
from onrecord.encoder import TAGS, Line, Scores, Settings
from onrecord.encoder.scores import LINK
from onrecord.encoder.windows import pieces
from onrecord.nouns import Span
from tests.attribution.told import told


def cut(text: str) -> list[tuple[int, int, int]]:
    """Words in pieces of at most four letters."""
    return [(1000, *m.span()) for m in re.finditer(r"\w{1,4}|[^\w\s]", text)]


def content_of(text: str, tagged: str) -> list[str]:
    """The content that is read where its tags are told of `tagged`, and a cue's of "says"."""
    of = pieces(text, cut)
    tags = np.full((len(of), len(TAGS)), 0.001)
    tags[:, 0] = 0.9
    for words, first in (("says", 3), (tagged, 5)):
        start = text.index(words)
        run = np.flatnonzero((of.end > start) & (of.start < start + len(words)) & (of.end > of.start))
        tags[run, 0], tags[run[0], first], tags[run[1:], first + 1] = 0.001, 0.9, 0.9
    scores = Scores(
        of,
        np.log(tags).astype(np.float32),
        np.full(len(of), 9, np.float32),
        np.ones((len(of), 4, LINK), np.float32),
    )
    passage = Passage(text, marks_of(text, [Span(0, len(text))]), scores)
    ((found, _),) = found_in(passage, Settings())
    return [span.of(text) for span in found.content]


@pytest.mark.parametrize(
    ("text", "tagged", "told_of"),
    [
        ("He says Port Callander must go", "Port Call", ["Port Callander"]),
        ("He says Callander must go", "nder must", ["Callander must"]),
        ("He says Callander-Roebuck must go", "Call", ["Callander"]),
        ("He says Größenordnung zählt", "Größ", ["Größenordnung"]),
        ("He says it’s over", "it", ["it"]),
        ("He says 他说这个计划很好而且必要", "他说这个", ["他说这个"]),
    ],
)
def test_a_word_is_told_whole(text, tagged, told_of):
    assert content_of(text, tagged) == told_of


INNER = "Bo said: ‘The crew asked, the owner answered, “It is coming.” It was not.’ Nobody laughed."
CASES = [
    (INNER, ["‘The crew asked, the owner answered,", "“It is coming.” It was not.’"], 1),
    ("Bo said they were ready now, and left.", ["they were", "ready now"], 1),
    ("‘One,’ ‘two,’ Bo said.", ["‘One,’", "‘two,’"], 2),
    ("They were, Bo said, ready now.", ["They were", "ready now"], 2),
]


@pytest.mark.parametrize(("text", "content", "parts"), CASES)
def test_what_only_white_space_parts_is_one_span(text, content, parts):
    script: list[Line] = [{"source": "Bo", "cue": "said", "content": content}]
    (found,) = told(text, script)
    assert len(found.content) == parts
    assert found.content[0].start == text.index(content[0])
    assert found.content[-1].end == text.index(content[-1]) + len(content[-1])
