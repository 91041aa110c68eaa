"""Where the words of one text stand in another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.nouns import Span
from onrecord.revision import placing, word_edits
from tests.record.made import QUICK, TEXTS

OLD = "The tolls rise.\n\n“No,” said Vaz. He left at noon.\n\nA vote is planned.\n"


def found(new: str, words: str, old: str = OLD) -> str | None:
    """What stands, in the newer text, where the place of these words is, with where that is."""
    start = old.index(words)
    place = placing(old, new).place(Span(start, start + len(words)))
    return None if place is None else f"{place.start} {place.of(new)}"


@pytest.mark.parametrize(
    ("new", "words", "expected"),
    [
        (OLD, "said Vaz", "23 said Vaz"),
        ("New.\n\n" + OLD, "said Vaz", "29 said Vaz"),
        ("A vote is planned.\n\n“No,” said Vaz. He left at noon.\n\nThe tolls rise.\n", "A vote", "0 A vote"),
        ("“No,” said Vaz.\n\nOn Monday he met them. He left at noon.\n", "He left", "40 He left"),
        ("The tolls rise.\n\n“No,” said Vaz. He left at one.\n", "He left at", "33 He left at"),
        ("The tolls rise.\n\n“No,” said Vaz. He left at one.\n", "left at noon", None),
        ("The tolls rise.\n\n“No,” said Brandt. He left at noon.\n", "said Vaz", None),
        ("Something else entirely.\n", "said Vaz", None),
        ("", "said Vaz", None),
        # Two paragraphs at once: as long as they follow each other.
        (OLD.replace("rise.", "rise again."), "He left at noon.\n\nA vote", "39 He left at noon.\n\nA vote"),
        ("A vote is planned.\n\n“No,” said Vaz. He left at noon.\n", "noon.\n\nA vote", None),
    ],
)
def test_words_are_found_where_they_went(new: str, words: str, expected: str | None):
    assert found(new, words) == expected


def test_of_words_that_stand_twice_the_place_is_told_by_what_is_around():
    old = "“No,” she said.\n\nAna Reis left.\n\n“No,” she said.\n\nBo Lind stayed.\n"
    new = "Ana Reis left.\n\n“No,” she said.\n\nBo Lind stayed.\n"
    second = old.rindex("“No")
    assert placing(old, new).place(Span(second, second + 5)) == Span(16, 21)
    assert placing(old, new).place(Span(0, 5)) is None


def test_what_moved_says_so():
    new = "A vote is planned.\n\nThe tolls rise.\n\n“No,” said Vaz. He left at noon.\n"
    places = placing(OLD, new)
    assert places.moved(Span(OLD.index("A vote"), OLD.index("A vote") + 6))
    assert not places.moved(Span(0, 3))


@QUICK
@given(TEXTS, TEXTS, st.data())
def test_a_place_has_always_the_same_words(old: str, new: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(old)))
    span = Span(start, data.draw(st.integers(start, len(old))))
    place = placing(old, new).place(span)
    assert place is None or place.of(new) == span.of(old)
    assert placing(old, old).place(span) == span


@QUICK
@given(TEXTS, TEXTS)
def test_edits_tell_both_texts(old: str, new: str):
    edits = word_edits(old, new)
    assert "".join(edit.words for edit in edits if edit.sort != "added") == old
    assert "".join(edit.words for edit in edits if edit.sort != "cut") == new


def test_a_text_of_one_line_repeated_takes_no_square_of_time():
    line = "Subscribe to our newsletter.\n"
    places = placing(line * 20_000, "New.\n" + line * 19_999 + "End.\n")
    assert places.place(Span(0, 9)) is None or places.place(Span(0, 9)) == Span(5, 14)


def test_a_long_paragraph_rewritten_is_compared_all_the_same():
    one = " ".join(f"word{n % 700} said so{'.' if n % 9 == 0 else ''}" for n in range(20_000))
    other = " ".join(f"term{n % 650} said so{'.' if n % 7 == 0 else ''}" for n in range(20_000))
    assert placing(one, other).place(Span(0, len(one))) is None
