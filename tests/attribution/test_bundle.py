"""The shipped bundle on sentences that leave no doubt, and on marks that leave much."""

import pytest

from onrecord.encoder import Encoder
from tests.attribution.told import told

# Text; source; words of the content, which is direct.
CLEAR = [
    ('"We counted the boats twice," said Jane Doe.', "Jane Doe", "We counted the boats twice"),
    ("“We counted the boats twice,” said Jane Doe.", "Jane Doe", "We counted the boats twice"),
    ("''We counted the boats twice,'' said Jane Doe.", "Jane Doe", "We counted the boats twice"),
    ("«We counted the boats twice», said Jane Doe.", "Jane Doe", "We counted the boats twice"),
    ("'We counted the boats twice,' said Jane Doe.", "Jane Doe", "We counted the boats twice"),
    (
        "‘It’s the workers’ harbour and we’ll keep it,’ said Jane Doe, the harbour master.",
        "Jane Doe",
        "It’s the workers’ harbour and we’ll keep it",
    ),
    ('Jane Doe said: "We counted [the boats] twice."', "Jane Doe", "We counted [the boats] twice"),
]
# Text; words of the content; a mark is missing.
BROKEN = [
    ('We counted the boats twice," said Jane Doe.', "counted the boats twice"),
    ('"We counted the boats twice, said Jane Doe.', "counted the boats twice"),
    ("“We counted the boats twice,” Jane Doe said. “Nobody asked us.", "counted the boats twice"),
]


@pytest.mark.parametrize(("text", "source", "content"), CLEAR)
def test_what_is_clear_is_found(encoder: Encoder, text: str, source: str, content: str):
    found = [a for a in told(text, encoder) if content in " ".join(s.of(text) for s in a.content)]
    assert len(found) == 1
    assert found[0].kind == "direct"
    assert [s.of(text) for s in found[0].cue] in (["said"], ["said:"])
    assert source in " ".join(s.of(text) for s in found[0].source)
    assert not {"opening mark missing", "closing mark missing"} & set(found[0].flags)
    assert 0 <= found[0].confidence <= 1


@pytest.mark.parametrize(("text", "content"), BROKEN)
def test_a_stray_mark_costs_no_statement(encoder: Encoder, text: str, content: str):
    found = told(text, encoder, 0.0)
    assert any(content in s.of(text) for a in found for s in a.content)
    assert any("Doe" in s.of(text) for a in found for s in a.source)


@pytest.mark.parametrize("text", [*(row[0] for row in CLEAR), *(row[0] for row in BROKEN)])
def test_a_higher_threshold_finds_no_more(encoder: Encoder, text: str):
    counts = [len(told(text, encoder, least)) for least in (0.0, 0.3, 0.6, 0.9, 1.0)]
    assert counts == sorted(counts, reverse=True)
    assert told(text, encoder) == told(text, encoder)


def test_sentences_read_together_keep_their_speakers(encoder: Encoder):
    names = ("Ada Finch", "Bela Crane", "Carl Heron", "Dina Swift")
    text = "\n\n".join(f"“We counted the boats on day {n},” said {name}." for n, name in enumerate(names))
    said = {
        "".join(s.of(text) for s in a.source): "".join(s.of(text) for s in a.content)
        for a in told(text, encoder)
    }
    assert said == {name: f"“We counted the boats on day {n},”" for n, name in enumerate(names)}
