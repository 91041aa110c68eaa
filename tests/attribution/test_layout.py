"""Where no verb says who speaks, the layout may: heads, labels, turns, signatures, announcements."""

import pytest

from onrecord.attribution.layout import headed, labelled, signed, turn
from onrecord.encoder import Line, Scripted
from onrecord.nouns import Page, Span, Statement
from onrecord.reading import read

HEADS = {
    "Fire chief Anna Lind – “Sixty-one are safe.”": ("Fire chief Anna Lind", "–"),
    "Mayor Jo Bell: ‘We will pump all night.’": ("Mayor Jo Bell", ":"),
    "14.05 Police: “The bridge is shut.”": ("Police", ":"),
    "• 9:40 p.m. Coast guard — “Nobody is missing.”": ("Coast guard", "—"),
    "Then it was late. Jo Bell: “Go home.”": None,  # a sentence stands before
    "the mayor: “Go home.”": None,  # no name and no title begins in lower case
    "“Go home.”": None,
    "A very long head that goes on and on for more than ten words in all: “Go home.”": None,
}


@pytest.mark.parametrize(("paragraph", "expected"), HEADS.items())
def test_a_head_names_the_speaker_of_its_paragraph(paragraph: str, expected: tuple[str, str] | None):
    text = f"Something else.\n{paragraph}"
    start = max(text.find(sign) for sign in "“‘")
    source, cue = headed(text, start)
    assert (source[0].of(text), cue[0].of(text)) == expected if expected else source == cue == ()


def test_a_colon_belongs_to_the_name_before_it():
    text = "One.\nRIVERA: Not at all."
    at = text.index(":")
    assert [s.of(text) for s in labelled(text, Span(at, at + 1))] == ["RIVERA"]
    assert labelled("He was sure of this: no", Span(19, 20)) != ()
    assert labelled("One. He was sure of this: no", Span(24, 25)) == ()


@pytest.mark.parametrize(
    ("words", "name", "rest"),
    [
        ("RIVERA: Not at all.", "RIVERA", "Not at all."),
        ("\"O'NEILL: Go on.", "O'NEILL", "Go on."),
        ("Note: this is no turn.", None, "Note: this is no turn."),
        ("RIVERA: ", None, "RIVERA: "),
    ],
)
def test_a_turn_of_a_transcript(words: str, name: str | None, rest: str):
    (source, cue), content = turn(words, Span(0, len(words)))
    assert [s.of(words) for s in source] == ([name] if name else [])
    assert len(cue) == len(source)
    assert content.of(words) == rest


@pytest.mark.parametrize(
    ("below", "name"),
    [
        ("\n― Pamela Pardo", "Pamela Pardo"),
        ("\n\n– Pamela Pardo, a baker", "Pamela Pardo"),
        ("\n-- Lee (31)", "Lee "),
        ("\nPamela Pardo left.", None),
        (" – Pamela Pardo", None),
    ],
)
def test_a_signature_below(below: str, name: str | None):
    text = f"“They never asked us.”{below}"
    source, _ = signed(text, text.index("”") + 1)
    assert [s.of(text) for s in source] == ([name] if name else [])


def statements(text: str, *script: Line) -> list[Statement]:
    return list(read(Page(text.encode(), "page.txt"), Scripted(list(script))).statements)


def test_a_line_that_ends_in_a_colon_announces_the_quotation_below_it():
    text = (
        "A swamp for a lake\n\nAsked about the lake, the mayor put it this way:\n\n"
        "“We asked for a lake, and we have got a swamp.”\n\nThen she sat down and drank some water.\n"
    )
    said = "“We asked for a lake, and we have got a swamp.”"
    found = statements(
        text,
        {"source": "the mayor", "cue": "put it this way:", "content": ["Asked about the lake"]},
        {"cue": "", "content": [said]},
    )
    attribution = next(s.attribution for s in found if s.attribution.content[0].of(text) == said)
    assert [s.of(text) for s in attribution.source] == ["the mayor"]
    assert attribution.flags == ()


def test_a_quotation_over_paragraphs_is_one_attribution():
    text = (
        "A long answer\n\n“Nobody helped us,” Jane Doe said. “Nobody at all.\n\n"
        "“Not the county.\n\n“And we will keep it.”\n\nThen she left the room and did not come back.\n"
    )
    found = statements(
        text,
        {"source": "Jane Doe", "cue": "said", "content": ["“Nobody helped us,”", "“Nobody at all."]},
        {"cue": "", "content": ["“Not the county."]},
        {"cue": "", "content": ["“And we will keep it.”"]},
    )
    assert len(found) == 1
    assert [s.of(text) for s in found[0].attribution.content][2:] == [
        "“Not the county.",
        "“And we will keep it.”",
    ]
    assert found[0].attribution.flags == ()


@pytest.mark.parametrize("below", ["— Sign up for our newsletter", "— Photograph: Jane Doe"])
def test_furniture_signs_nothing(below: str):
    said = "“We asked for a lake, and we have got a swamp.”"
    text = f"A swamp for a lake\n\nThe lake was dug out in the spring of last year.\n\n{said}\n\n{below}\n"
    found = statements(text, {"cue": "", "content": [said]})
    assert [s.attribution.source for s in found] == [()]
