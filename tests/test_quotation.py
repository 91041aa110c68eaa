"""Quotation marks as newspapers set them, and as they come out of bad conversions."""

import re
import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.quotation import DOUBLE, Quotation, quotations

# Each row is a text in which its quotations are bracketed, their marks taken in: ⟨in double marks⟩,
# ⦃in single marks⦄; ⟪ where the opening mark is missing, ⟫ where the closing one is.
BRACKETS = re.compile("[⟨⟩⟪⟫⦃⦄]")

ROWS = {
    "marks of every make": [
        '⟨"We are ready,"⟩ she said.',
        "⟨“We are ready,”⟩ she said. ⟨“We start at noon.”⟩",
        '⟨“We are ready,"⟩ she said.',
        '⟨"We are ready,”⟩ she said.',
        "⟨“We are ready,“⟩ she said.",
        "⟨”We are ready,”⟩ she said.",
        "⟨''We are ready,''⟩ she said.",
        "⟨``We are ready,''⟩ she said.",
        "⟨''We are ready,\"⟩ she said.",
        "⟨\"We are ready.''⟩ She left.",
        "⟨«We are ready»⟩, she said.",
        "⟨« We are ready »⟩, she said.",
        "⟨«\u00a0We are ready\u00a0»⟩, she said.",
        "⟨»We are ready«⟩, she said.",
        "⟨„We are ready“⟩, she said, ⟨„and willing“⟩.",
        "⟨„We are ready”⟩, she said.",
        "⟨＂We are ready,＂⟩ she said.",
        '⟨""We are ready,""⟩ she said.',
        '⟨"""We are ready."""⟩',
    ],
    "what touches the marks": [
        'She said: ⟨"We are ready."⟩',
        'She said:⟨"We are ready."⟩ Then she left.',
        'She said,⟨"We are ready."⟩',
        '⟨"We are ready,"⟩she said.',
        '(⟨"We are ready"⟩)',
        "(⟨“We are ready,”⟩ she said.)",
        '⟨"[We] are ready,"⟩ she said.',
        '⟨"We are ready [for them],"⟩ she said.',
        "⟨“[They] are ready [for us]”⟩",
        'She spoke—⟨"never again"⟩—and left.',
        'She spoke -⟨"never again"⟩- and left.',
        "She spoke – ⟨“never again”⟩ – and left.",
        '⟨"We are—"⟩ she began.',
        '⟨"We are —"⟩, she began.',
        "⟨“We are –”⟩ she began.",
        '⟨"... and then nothing,"⟩ she said.',
        '⟨". . . and then nothing,"⟩ she said.',
        "⟨“… and then nothing …”⟩ she said.",
        '⟨"$5m is too much,"⟩ he said.',
        '⟨".@council is late,"⟩ she wrote.',
        '⟨"¿Qué?"⟩ he asked.',
        'The ⟨"experts"⟩/⟨"advisers"⟩ left.',
        'A ⟨"B"⟩-list star and a ⟨"scare"⟩-quote.',
        '⟨"Go!"⟩⟨"No!"⟩',
        "He said ⟨“yes.”⟩⟨“No,”⟩ said she.",
        '⟨" We are ready, "⟩ she said.',
        "⟨“ We are ready, ”⟩ she said.",
        '*⟨"We are ready,"⟩* she said.',
    ],
    "missing marks": [
        '⟪We are ready,"⟩ she said.',
        "⟪We are ready,”⟩ she said. ⟨“We start at noon.”⟩",
        '⟪[We] are ready,"⟩ she said.',
        '⟨"One,"⟩ he said. ⟪Two and three,"⟩ he added.',
        '⟨"We are ready, she said.⟫',
        "⟨“We are ready, she said.⟫  ",
        "⟨“We are ready,”⟩ she said. ⟨“We start at noon.⟫",
        "⟨„We are ready, she said.⟫",
        "⟨''We are ready, she said.⟫",
        "We are ready,' she said.",
        "'We are ready, she said.",
    ],
    "over paragraphs": [
        "⟨“We are ready.⟫\n\n⟨“We start at noon,”⟩ she said.",
        '⟨"We are ready.⟫\n⟨"We start at noon.⟫\n⟨"We win,"⟩ she said.',
        "⟨“We are ready.⟫\n\nShe left.\n\n⟪We start at noon.”⟩",
        "⟨“One”⟩\r\n⟨“Two”⟩\u2028⟨“Three”⟩",
    ],
    "single marks": [
        "⦃'We are ready,'⦄ she said.",
        "⦃‘We are ready,’⦄ she said.",
        "⦃‘We are ready,'⦄ she said.",
        "⦃‹We are ready›⦄, she said.",
        "⦃`We are ready,'⦄ she said.",
        "⦃'We are ready!'⦄ she said. ⦃'Are you?'⦄",
        "⦃'Stop'⦄, he said, ⦃'or I'll shoot'⦄.",
        "⦃‘Stop’⦄, he said, ⦃‘or I’ll shoot’⦄.",
        "⦃'We're ready, and it's our turn,'⦄ she said.",
        "⦃‘We’re ready, and it’s our turn,’⦄ she said.",
        "⦃'The workers' union isn't ready,'⦄ she said.",
        "⦃‘The workers’ union isn’t ready,’⦄ she said.",
        "⦃'James' car is mine,'⦄ she said.",
        "⦃'It was the lads' idea'⦄, he said.",
        "⦃'I'm goin' home,'⦄ she said.",
        "O'Brien said ⦃'yes'⦄ and D'Angelo ⦃'no'⦄.",
        "Council ⦃'lying'⦄ over budget",
        "⦃'No more cuts'⦄ - mayor",
        "The boys' ⦃'best'⦄ day",
        "⦃'[We] are ready,'⦄ she said.",
        "⦃'... and then nothing,'⦄ she said.",
        "⦃'£5m is too much,'⦄ he said.",
        "⦃'¿Qué?'⦄ he asked.",
        "⦃'10 years is enough,'⦄ he said.",
        "⦃'We want '90s music,'⦄ he said.",
    ],
    "apostrophes": [
        "The workers' union and the bosses' club met.",
        "Back in the '90s, they told 'em all. It was the bosses' idea.",
        "‘Tis the season. Back in the ’90s we told ’em.",
        "'Twas the '98 team and the girls' coach, rock 'n' roll and all.",
        "The class of '98 met. It was the teachers' idea.",
        "Rock ’n’ roll isn’t dead, O’Brien’s friends’ band said.",
        "It's the Joneses' dog, he's '90s style.",
    ],
    "nested": [
        "⟨\"He told me ⦃'go home'⦄ and left,\"⟩ she said.",
        "⟨“He told me ⦃‘go home’⦄ and left,”⟩ she said.",
        "⦃'He told me ⟨\"go home\"⟩ and left,'⦄ she said.",
        "⦃‘He told me ⟨“go home”⟩ and left,’⦄ she said.",
        "⦃‘He told me: ⟨“Go home.”⟩’⦄ She left.",
        "⟨\"He called me ⦃'a fool'⦄,\"⟩ she said.",
        "⟨\"He called me ⦃'a fool.'⦄\"⟩",
        "⟨“He called me ⦃‘a fool.’⦄”⟩ She left.",
        "⟨\"He said it's ⦃'fine'⦄\"⟩, she said.",
        "⟨\"⦃'Fine,'⦄ he said,\"⟩ she said.",
        "⦃'⟨\"Fine,\"⟩ he said,'⦄ she said.",
        "⟨“⦃‘Fine,’⦄ he said,”⟩ she said.",
        "⟨“Outer “inner” again,”⟩ she said. ⟨“More.”⟩",
        '⟨"Outer "inner" again,"⟩ she said. ⟨"More."⟩',
        "He saw the 'red line. ⟨\"It is the workers' choice.\"⟩",
    ],
    "inches, primes, seconds": [
        'He is 6\'2" tall and owns a 5" gun.',
        "He is 6’2” tall and owns a 5” gun.",
        'A 5" gun and a 10" gun were found.',
        'The 6\'2" player said: ⟨"I am not tall."⟩',
        'The player, 6\' 2", said ⟨"no"⟩.',
        'He said ⟨"the 12" record sold"⟩ yesterday.',
        'He said, ⟨"I\'m 6\'2"."⟩',
        'It is 5.5" wide, a 3"-deep hole.',
        "37° 46' 30\" N",
        "A 5″ gun, 6′2″ long",
        '⟨"We are 12"⟩, she said.',
        '⟪We won in 2016"⟩ she said.',
    ],
    "nothing quoted": [
        "",
        "   \n\t\n",
        'Empty "" marks',
        "Empty “” marks and ⟨“real”⟩ ones",
        "Empty '' marks and ⟨\"real\"⟩ ones",
        'Empty " " marks',
        '"',
        "“",
        "”",
        "'",
        "''",
        '"""',
        "« »",
        'A stray " in the middle.',
    ],
}


def bracketed(text: str) -> str:
    """The text with its quotations bracketed."""
    signs = []
    for q in quotations(text):
        left, right = ("⦃", "⦄") if q.single else ("⟨" if q.opened else "⟪", "⟩" if q.closed else "⟫")
        # Where several stand at one place, ends come first, and what is longer encloses what is shorter.
        signs += [(q.start, 1, -q.end, left), (q.end, 0, -q.start, right)]
    out = [*text, ""]
    for at, _, _, sign in sorted(signs, reverse=True):
        out[at] = sign + out[at]
    return "".join(out)


@pytest.mark.parametrize("row", [row for rows in ROWS.values() for row in rows])
def test_table(row: str):
    assert bracketed(BRACKETS.sub("", row)) == row


@pytest.mark.parametrize("row", [row for rows in ROWS.values() for row in rows])
def test_what_is_quoted_is_what_stands_between_the_marks(row: str):
    text = BRACKETS.sub("", row)
    for q in quotations(text):
        before, after = text[q.start : q.inner_start], text[q.inner_end : q.end]
        whole = re.compile("[‘'’‹›`]" if q.single else f'"+|{DOUBLE.pattern}')
        assert bool(whole.fullmatch(before)) == q.opened, before
        assert bool(whole.fullmatch(after)) == q.closed, after
        assert q.opened or not before
        assert q.closed or not after


def test_a_paragraph_is_read_without_its_neighbours():
    rows = [BRACKETS.sub("", row) for rows in ROWS.values() for row in rows if "\n" not in row]
    assert bracketed("\n".join(rows)) == "\n".join(bracketed(row) for row in rows)


WORDS = [
    "We",
    "are ready",
    "workers'",
    "isn't",
    "'90s",
    "6'2",
    "12",
    "said",
    ",",
    ".",
    "!",
    "[x]",
    "—",
    "-",
    "…",
]
MESSY = st.lists(st.sampled_from([*"\"'“”‘’„«»`‹›‚＂ \n", "''", "``", " ", " ", *WORDS])).map("".join)


@settings(deadline=None)
@given(MESSY | st.text())
def test_spans_are_in_order_and_in_the_text(text: str):
    found = quotations(text)
    for q in found:
        assert 0 <= q.start <= q.inner_start < q.inner_end <= q.end <= len(text)
        assert text[q.inner_start : q.inner_end].strip()
        assert q.opened == (q.start < q.inner_start)
        assert q.closed == (q.inner_end < q.end)
        assert q.opened or q.closed
        assert len(text[q.start : q.end].splitlines()) == 1
    for same in ([q for q in found if q.single], [q for q in found if not q.single]):
        assert all(one.end <= other.start for one, other in pairwise(same))
    for one in found:
        for other in found:
            crossing = one.start < other.start < one.end < other.end
            assert not crossing or not (one.closed and other.closed), (one, other)


@settings(deadline=None)
@given(MESSY, MESSY)
def test_a_line_break_parts_all(one: str, other: str):
    both = quotations(f"{one}\n{other}")
    assert both == (*quotations(one), *(q.moved(len(one) + 1) for q in quotations(other)))


@settings(deadline=None)
@given(st.text(st.characters(categories=["L", "N", "Zs", "Lo"])))
def test_a_text_without_marks_has_no_quotations(text: str):
    assert quotations(text) == ()


HOSTILE = {
    "straight": '"a',
    "pairs": '"a" ',
    "opening": "“a ",
    "closing": "a” ",
    "empty": '"" ',
    "alone": '" ',
    "single openings": "'a ",
    "single closings": "a' ",
    "possessives": "s' ",
    "singles in doubles": "\"'a' b\" ",
    "openings, then closings": None,
    "feet": "6'2\" ",
    "apostrophes": "'''''",
    "spaces": " " * 9,
}


def steps(text: str) -> int:
    """Python function calls and lines run while the quotations of a text are found."""
    count = 0

    def counting(*_: object) -> object:
        nonlocal count
        count += 1
        return counting

    before = sys.gettrace()
    sys.settrace(counting)
    try:
        quotations(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", HOSTILE)
def test_steps_grow_with_the_text_alone(name: str):
    def text(n: int) -> str:
        unit = HOSTILE[name]
        return unit * n if unit else "'a " * n + "s' " * n

    assert steps(text(1000)) < 2.5 * steps(text(500)) + 500


@pytest.mark.parametrize("name", HOSTILE)
def test_ten_thousand_marks(name: str):
    found = quotations((HOSTILE[name] or "'a s' ") * 10_000)
    assert all(isinstance(q, Quotation) for q in found)
    if name == "pairs":
        assert len(found) == 10_000
