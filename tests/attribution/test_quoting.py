"""What the marks say of a content: its kind, what is missing, what an editor put in."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.attribution.quoting import flags_of, insertions_of, kind_of, marks_of, quoted_share, trimmed
from onrecord.nouns import Span


def part(text: str, content: str) -> tuple[Span, ...]:
    """The spans of a content whose parts are parted by a bar."""
    return tuple(Span(text.index(c), text.index(c) + len(c)) for c in content.split(" | "))


KINDS = [
    # text, content, kind
    ('"We are ready," she said.', '"We are ready,"', "direct"),
    ('"We are ready," she said.', "We are ready", "direct"),
    ('"We are," she said, "ready."', '"We are," | "ready."', "direct"),
    ("She said they were ready.", "they were ready", "indirect"),
    (
        'She said they were "quite ready" and "able" to go.',
        'they were "quite ready" and "able" to go',
        "mixed",
    ),
    ('She said: "Go."', '"Go."', "direct"),
    ('She said: "Go"', '"Go"', "direct"),
    ('She called it a "farce".', '"farce"', "mixed"),
    ('She called it a "farce".', "farce", "mixed"),
    ('She called it "a complete and utter farce".', '"a complete and utter farce"', "direct"),
    ("Council 'lying' over budget", "'lying'", "mixed"),
    ("'Lying' council to go, say residents", "'Lying' council to go", "mixed"),
    ("'No more cuts' - mayor", "'No more cuts'", "direct"),
    ("«Oui», dit-elle.", "«Oui»", "direct"),
    ("''We are ready,'' she said.", "We are ready", "direct"),
    ("‘We are ready,’ she said.", "‘We are ready,’", "direct"),
    ('We are ready," she said.', 'We are ready,"', "direct"),
    ('She said: "We are ready.', '"We are ready.', "direct"),
    (
        "She said the workers' union and the bosses' club met.",
        "the workers' union and the bosses' club met",
        "indirect",
    ),
    ('She said the gun was 5" long.', 'the gun was 5" long', "indirect"),
    ("She said … .", "…", "indirect"),
]


@pytest.mark.parametrize(("text", "content", "kind"), KINDS)
def test_kinds(text: str, content: str, kind: str):
    spans = part(text, content)
    share = quoted_share(spans, marks_of(text, [Span(0, len(text))]))
    assert kind_of(text, spans, share) == kind


FLAGS = [
    ('"We are ready," she said.', '"We are ready,"', ()),
    ('We are ready," she said.', 'We are ready,"', ("opening mark missing",)),
    ('She said: "We are ready.', '"We are ready.', ("closing mark missing",)),
    ('One," she said, "two.', 'One," | "two.', ("closing mark missing", "opening mark missing")),
    ('One," she said. She said they go.', "they go", ()),
    ('"Yes," she said. He said it was 5" long.', 'it was 5" long', ()),
]


@pytest.mark.parametrize(("text", "content", "flags"), FLAGS)
def test_missing_marks_are_flagged(text: str, content: str, flags: tuple[str, ...]):
    assert flags_of(part(text, content), marks_of(text, [Span(0, len(text))])) == flags


def test_marks_outside_the_parts_say_nothing():
    text = '"Give today!\nShe said they go.'
    marks = marks_of(text, [Span(text.index("She"), len(text))])
    assert 1 not in marks.state
    assert flags_of((Span(0, len(text)),), marks) == ()


BRACKETS = [
    ('"[They] are ready [for us]," she said.', '"[They] are ready [for us],"', ["[They]", "[for us]"]),
    ("She said they [the mayors] met.", "they [the mayors] met", ["[the mayors]"]),
    ("She said [yes]. They met.", "They met", []),
    ("She said they [the mayors met.", "they [the mayors met", []),
    ("She said [] and [[a]].", "[] and [[a]]", ["[a]"]),
    ('"We [are]," she said, "ready [now]."', '"We [are]," | "ready [now]."', ["[are]", "[now]"]),
    ("She said " + "[" + "x" * 201 + "]", "[" + "x" * 201 + "]", []),
]


@pytest.mark.parametrize(("text", "content", "expected"), BRACKETS)
def test_brackets_are_listed(text: str, content: str, expected: list[str]):
    assert [s.of(text) for s in insertions_of(text, part(text, content))] == expected


@settings(deadline=None)
@given(st.text("ab \n“”\"'‘’«»`.,[]"))
def test_trimming_leaves_the_words(text: str):
    whole = Span(0, len(text))
    inner = trimmed(text, whole)
    assert 0 <= inner.start <= inner.end <= len(text)
    assert [c for c in inner.of(text) if c in "ab"] == [c for c in text if c in "ab"]
    assert trimmed(text, inner) == inner
    share = quoted_share((whole,), marks_of(text, (whole,)))
    assert 0 <= share <= 1
