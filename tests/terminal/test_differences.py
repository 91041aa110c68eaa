"""Two wordings as one text in which signs, and not colours alone, tell the difference."""

import pytest

from onrecord.terminal.utterances import difference
from onrecord.utterance import compared

WHOLE = "The ferry will not sail, and nobody is sorry."


@pytest.mark.parametrize(
    ("whole", "part", "expected"),
    [
        (WHOLE, WHOLE, WHOLE),
        (WHOLE, "“THE ferry” will not sail", "“THE ferry” will not sail [-and nobody is sorry-]"),
        (WHOLE, "The ferry will sail.", "The ferry will [-not-] sail [-and nobody is sorry-]."),
        (WHOLE, "and nobody is sorry.", "[-The ferry will not sail-] and nobody is sorry."),
        (WHOLE, "“Nobody is sorry.”", "[-The ferry will not sail, and-] “Nobody is sorry.”"),
        (WHOLE, "The ferry … and nobody is sorry", "The ferry […will not sail…] … and nobody is sorry"),
        ("The ferry will sail", "The old ferry will sail", "The {+old+} ferry will sail"),
        ("The ferry sails", "The ferry sailed", "The ferry [-sails-]{+sailed+}"),
        ("The ferry will sail", "The ferry won't sail", "The ferry won't {+won't+} sail"),
        ("The ferry won’t sail", "The ferry will sail", "The ferry will [-won’t-] sail"),
        ("On Monday it will sail", "It will sail on Monday", "[~On Monday~] It will sail {~on Monday~}"),
        ("Sail on", "Sail\x1b[31m on", "Sail\\x1b[{+31m+} on"),
        ("Sail\x1b on", "Sail", "Sail [-on-]"),
        ("", "", ""),
        ("…", "…", "…"),
    ],
)
def test_difference(whole: str, part: str, expected: str) -> None:
    assert difference(whole, part, compared(whole, part).edits).plain == expected
