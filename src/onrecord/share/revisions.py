"""What changed between two versions of a page, as JSON: a line a comparison."""

from typing import Any

from onrecord.identity import joined
from onrecord.nouns import Article, Block, Statement
from onrecord.revision import BlockChange, Comparison, Fate, word_edits
from onrecord.share.jsonl import json_line


def revision_line(comparison: Comparison, old: int, new: int) -> str:
    """One line, its end of line with it; `old` and `new` are the numbers of the versions."""
    return json_line(revision_json(comparison, old, new))


def revision_json(comparison: Comparison, old: int, new: int) -> dict[str, Any]:
    """A comparison as a value for `json`; places are those of the versions' own texts."""
    before, after = comparison.old, comparison.new
    return {
        "id": after.id,
        "old": {"revision": old, "page": before.page},
        "new": {"revision": new, "page": after.page},
        "statements": [_fate(each, before, after) for each in comparison.statements],
        "blocks": [_block(each, before, after) for each in comparison.blocks],
    }


def _fate(fate: Fate, old: Article, new: Article) -> dict[str, Any]:
    return {
        "sort": fate.sort,
        "alike": round(fate.alike, 4),
        "old": fate.old and _statement(fate.old, old),
        "new": fate.new and _statement(fate.new, new),
    }


def _statement(statement: Statement, article: Article) -> dict[str, Any]:
    attribution = statement.attribution
    return {
        "id": attribution.id,
        "speaker": statement.speaker.name if statement.speaker else None,
        "words": joined(article.text, attribution.content),
        "content": [list(span) for span in attribution.content],
    }


def _block(change: BlockChange, old: Article, new: Article) -> dict[str, Any]:
    edits = []
    if change.sort == "changed" and change.old and change.new:
        edits = [
            {"sort": edit.sort, "words": edit.words}
            for edit in word_edits(change.old.span.of(old.text), change.new.span.of(new.text))
        ]
    sides = {"old": _placed(change.old, old), "new": _placed(change.new, new)}
    return {"sort": change.sort, **sides, "edits": edits}


def _placed(block: Block | None, article: Article) -> dict[str, Any] | None:
    if block is None:
        return None
    return {"role": block.role, "span": list(block.span), "words": block.span.of(article.text)}
