"""Hostile texts: the time grows with the text and not with its square."""

import time

import pytest

from onrecord.nouns import Article, Attribution, Block, Span
from onrecord.speaker import speakers_of

SIZE = 10_000
TEXTS = {
    "capitalised words": "Alpha Beta Gamma " * SIZE,
    "one word of a megabyte": "A" * 1_000_000,
    "one small word of a megabyte": "a" * 1_000_000,
    "hyphens": "A-" * 200_000,
    "initials": "A." * 200_000,
    "spaced initials": "A. " * 100_000,
    "apostrophes": "O'" * 200_000,
    "stops": "." * 300_000,
    "stops and spaces": ". " * 200_000,
    "quotation marks": '"' * SIZE,
    "open quotations": "“ A " * SIZE,
    "spaces": " " * 500_000,
    "brackets": "Alpha (ABC) " * SIZE,
    "lines": "Alpha\n" * SIZE,
    "bearers of a surname": " ".join(f"Mara{chr(97 + n % 26)}{n} Lund." for n in range(3_000)),
    "commas": "the mayor, Mara Lund, " * 3_000,
    "and": "Mara Lund and " * 3_000,
    "of": "Bank of " * SIZE,
    "particles": "Mara de de de Lund " * 3_000,
    "lone surrogates": "Mara\ud800 Lund \udfff" * 1_000,
    "sentences": "Mara Lund came. He said so. " * 3_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_linear(text):
    article = Article("made", text, (Block("body", Span(0, len(text))),))
    step = max(1, len(text) // 40)
    attributions = tuple(
        Attribution(
            str(n),
            "direct",
            (Span(at, min(len(text), at + 500)),),
            (),
            (Span(at, min(len(text), at + step)),),
        )
        for n, at in enumerate(range(0, len(text), step))
    )
    began = time.process_time()
    speakers_of(article, attributions)
    # Ten times what the slowest takes alone on one core: enough for a busy machine, not for a square.
    assert time.process_time() - began < 10


def test_a_source_of_a_whole_page_and_many_attributions():
    text = "Mara Lund said he was there with Ed Marsh. " * 500
    article = Article("made", text, (Block("body", Span(0, len(text))),))
    pronouns = range(0, len(text), 43)
    attributions = (
        *(
            Attribution(str(n), "indirect", (Span(at + 15, at + 17),), (), (Span(at + 18, at + 30),))
            for n, at in enumerate(pronouns)
        ),
        Attribution("all", "indirect", (Span(0, len(text)),), (), ()),
    )
    began = time.process_time()
    assert len(speakers_of(article, attributions)) == len(attributions)
    assert time.process_time() - began < 10
