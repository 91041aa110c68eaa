"""The shipped bundle at work: what it says of a text depends on that text alone."""

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from onrecord.encoder import TAGS, Encoder, Scores, load
from onrecord.encoder.scores import LINK
from onrecord.nouns import Span

REPOSITORY = Path(__file__).resolve().parent.parent.parent
TEXT = (
    "“We counted the boats twice,” said Ingrid Vale, the harbour master.\n\n"
    "According to the port’s log, eleven of them left before dawn. 'Nobody asked us,' Vale added."
)
OTHERS = ("Go.", "They said no. " * 200, "«Oui», dit-elle.\n" * 20)


def score(encoder: Encoder, text: str) -> Scores:
    return encoder.score(text, (Span(0, len(text)),))


def digest(scores: Scores) -> str:
    of = scores.pieces
    arrays = (of.ids, of.surface, of.start, of.end, of.paragraph, scores.tags, scores.no_source, scores.links)
    return hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()


def test_a_score_is_a_row_a_piece(encoder: Encoder):
    scores = score(encoder, TEXT)
    n = len(scores.pieces)
    assert scores.tags.shape == (n, len(TAGS))
    assert scores.no_source.shape == (n,)
    assert scores.links.shape == (n, 4, LINK)
    for array in (scores.tags, scores.no_source, scores.links):
        assert array.dtype == np.float32
        assert np.isfinite(array).all()
    assert np.allclose(np.exp(scores.tags).sum(axis=1), 1, atol=1e-5)
    assert encoder.name.startswith("small-")


def test_neighbours_change_nothing(encoder: Encoder):
    alone = digest(score(load(), TEXT))
    for other in OTHERS:
        score(encoder, other)
        assert digest(score(encoder, TEXT)) == alone


def test_another_process_says_the_same(encoder: Encoder):
    program = (
        "from onrecord.encoder import load; from tests.encoder.test_session import TEXT, digest, score; "
        "print(digest(score(load(), TEXT)))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program],
        cwd=REPOSITORY,
        env={"PYTHONPATH": f"{REPOSITORY / 'src'}:{REPOSITORY}", "PYTHONHASHSEED": "7"},
        capture_output=True,
        check=True,
        text=True,
    )
    assert said.stdout.strip() == digest(score(encoder, TEXT))


def test_what_is_no_part_is_never_read(encoder: Encoder):
    appeal = "“Give today,” said the editor. "
    text = f"{appeal}\n{TEXT}\n{appeal}"
    shift = len(appeal) + 1
    inside = encoder.score(text, (Span(shift, shift + len(TEXT)),))
    alone = score(encoder, TEXT)
    assert (inside.pieces.start == alone.pieces.start + shift).all()
    for one, other in ((inside.tags, alone.tags), (inside.links, alone.links)):
        assert (one == other).all()


HOSTILE = {
    "nothing": "",
    "spaces": " \n \t ",
    "lone surrogates": "\ud800 said \udfff.",
    "one word": "x" * 1_000_000,
    "marks": '"' * 3_000,
    "no letters": "\x00\u200b\ufeff…" * 50,
    "a long paragraph": "The mayor said no. " * 500,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_any_text_is_scored(encoder: Encoder, text: str):
    scores = score(encoder, text)
    assert len(scores.tags) == len(scores.pieces)
    assert np.isfinite(scores.tags).all()


def test_nothing_heavy_is_imported():
    program = (
        "import sys, onrecord.encoder as e; e.load(); roots = {m.partition('.')[0] for m in sys.modules}; "
        "print(sorted(roots & {'torch', 'tensorflow', 'transformers', 'spacy', 'pandas'}))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(REPOSITORY / "src")},
        capture_output=True,
        check=True,
        text=True,
    )
    assert said.stdout.strip() == "[]"
