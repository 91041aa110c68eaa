"""A content is read again without its own quotation marks, and with those of the quotations in it."""

import pytest

from onrecord.attribution.quoting import unquoted
from onrecord.nouns import Span


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("“We are ready,”", "We are ready,"),
        ("''We are ready,''", "We are ready,"),
        ("We are ready,”", "We are ready,"),
        ("‘He asked. “It is coming,” I said.’", "He asked. “It is coming,” I said."),
        ("that he called it a “farce”", "that he called it a “farce”"),
        ("a plan that he had called ''honest.''", "a plan that he had called ''honest.''"),
        ('that it was "no farce"', 'that it was "no farce"'),
        ("that they asked him ‘why now?’", "that they asked him ‘why now?’"),
        ("that it rained", "that it rained"),
    ],
)
def test_the_marks_of_a_quotation_within_stay(content, words):
    text = f"She said {content} and left."
    assert unquoted(text, Span(9, 9 + len(content))).of(text) == words
