"""Acts measured on marked passages."""

from pathlib import Path

import pytest

from evaluation.acts import accuracy, macro_f1, told
from onrecord.encoder import load

PASSAGES = """### Ferry talks end without a date

<demand><t>“The boats must be back before midsummer,”</t> <s>Mayor Aino Rautakoski</s> <c>said</c></demand>.

<deny><s>The operator</s> <c>denied</c> <t>that it had sold a ship</t></deny>.
"""


def test_each_statement_has_the_act_that_is_read_the_one_of_its_cue_and_the_right_one(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(PASSAGES, encoding="utf-8")
    ours, by_cue = told(tmp_path, load("small"))
    assert [right for _, right in ours] == ["demand", "deny"]
    assert ours[1] == ("deny", "deny")
    assert by_cue == [("state", "demand"), ("deny", "deny")]


def test_of_headlines_those_in_the_first_line_alone_count(tmp_path: Path) -> None:
    headed = PASSAGES.replace(
        "### Ferry", "### <accuse><s>Mayor</s> <c>slams</c> <t>‘liar’</t></accuse>: ferry"
    )
    (tmp_path / "one.txt").write_text(headed, encoding="utf-8")
    ours, by_cue = told(tmp_path, load("small"), headlines=True)
    assert [right for _, right in ours] == ["accuse"]
    assert by_cue == [("criticise", "accuse")]


@pytest.mark.parametrize(
    ("acts", "share", "mean"),
    [
        ([("state", "state"), ("deny", "deny")], 1.0, 1.0),
        ([("state", "state"), (None, "deny")], 0.5, 0.5),
        ([("state", "deny"), ("state", "state")], 0.5, 1 / 3),
        ([("ask", "state")], 0.0, 0.0),
    ],
)
def test_an_act_that_is_not_read_counts_as_missed(acts, share, mean) -> None:
    assert accuracy(acts) == pytest.approx(share)
    assert macro_f1(acts) == pytest.approx(mean)
