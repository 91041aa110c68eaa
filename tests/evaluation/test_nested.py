"""Statements within statements, measured on marked passages."""

from pathlib import Path

from evaluation.nested import part, read
from evaluation.passages import passages
from onrecord.encoder import load

PASSAGES = "### Inquiry hears of a sheet that was signed too soon\n\n" + (
    "<state><s>Ingrid Sollie, the pilot,</s> <c>said</c>: <t>“I signed it in the morning. "
    "<deny><s>The owners</s> <c>said</c>, <t>‘It is only paper.’</t></deny>”</t></state>\n"
)


def test_statements_within_others_are_counted_by_themselves(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(PASSAGES, encoding="utf-8")
    those = read(tmp_path, load("small"))
    assert part(those, True).gold == part(those, False).gold == 1
    assert part(those, False).hits == 1


def test_what_is_read_as_marked_is_all_right(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(PASSAGES, encoding="utf-8")
    (article,) = passages(tmp_path)
    marked = [{"within": None, **a} for a in article["attributions"]]
    for nested in (True, False):
        assert part([(article["text"], article["attributions"], marked)], nested).f1 == 1
        assert part([(article["text"], article["attributions"], [])], nested).f1 == 0
