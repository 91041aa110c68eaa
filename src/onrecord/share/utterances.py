"""Utterances as JSON, a line each: the longest wording, who had it first, and all variants."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from onrecord.share.jsonl import json_line

if TYPE_CHECKING:  # numpy comes with it
    from onrecord.utterance import Edit, Telling, Told, UtteranceDecision, Variant


def utterance_lines(found: "Iterable[Told]") -> Iterator[str]:
    """One line for each utterance."""
    return (json_line(utterance_json(each)) for each in found)


def utterance_json(told: "Told") -> dict[str, Any]:
    """An utterance as a value for `json`; the places of edits are offsets into `words` and into the
    variant's own."""
    utterance = told.utterance
    return {
        "id": utterance.name,
        "words": utterance.longest.text,
        "longest": utterance.longest.name,
        "articles": told.articles,
        "outlets": told.outlets,
        "speakers": told.speakers,
        "first": [each.name for each in utterance.first],
        "variants": [_variant(each, told) for each in utterance.variants],
        "decisions": [_decision(each) for each in told.decisions],
    }


def _variant(variant: "Variant", told: "Told") -> dict[str, Any]:
    comparison = variant.comparison
    return {
        "words": variant.text,
        "relation": comparison.relation,
        "chance": comparison.chance,
        "flags": comparison.flags,
        "edits": [_edit(edit) for edit in comparison.edits],
        "told": [_telling(each, told) for each in variant.told],
    }


def _edit(edit: "Edit") -> dict[str, Any]:
    return {"sort": edit.sort, "whole": edit.whole, "part": edit.part, "marked": edit.marked}


def _telling(telling: "Telling", told: "Told") -> dict[str, Any]:
    return {
        "id": telling.name,
        "speaker": told.names.get(telling.name),
        "said_on": telling.said_on,
        "published": telling.published,
        "outlet": telling.outlet,
        "article": telling.article,
    }


def _decision(decision: "UtteranceDecision") -> dict[str, Any]:
    names = ("number", "action", "one", "other", "made")
    return {**{name: getattr(decision, name) for name in names}, "by": decision.made_by}
