"""JSON lines: one article a line in the Interchange form, or one row of a search a line.

Characters stand as they are, but for those that some reader takes for the end of a line, those that a
terminal obeys, and lone surrogates: JSON's own escapes stand for these, so a line is a line everywhere.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from onrecord.nouns import Reading, Span
from onrecord.rows import Decided, Row
from onrecord.share.interchange import as_json, confidences_json, review_json, target_json

TO_ESCAPE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
"""`json` itself escapes what is below U+0020."""


def article_lines(readings: Iterable[Reading], decided: Decided | None = None) -> Iterator[str]:
    """One line for each reading, its end of line with it; equal readings give equal lines. With `decided`,
    also what people decided about the speakers."""
    return (json_line(as_json(reading, decided)) for reading in readings)


def row_lines(rows: Iterable[Row]) -> Iterator[str]:
    """One line for each statement."""
    return (json_line(row_json(row)) for row in rows)


def row_json(row: Row) -> dict[str, Any]:
    """One statement with its article's particulars as a value for `json`."""
    speaker = {
        "name": row.speaker,
        "type": row.speaker_type,
        "resolved": row.resolved,
        "known_as": asdict(row.known_as) if row.known_as else None,
    }
    return {
        "id": row.id,
        "article": {
            "id": row.address,
            "key": row.article,
            "title": row.title,
            "outlet": row.outlet,
            "published": row.published,
            "url": row.url,
        },
        "speaker": None if row.speaker is None else speaker,
        "kind": row.kind,
        "source": {"words": row.source, "spans": [list(span) for span in row.source_spans]},
        "cue": {"words": row.cue, "spans": [list(span) for span in row.cue_spans]},
        "content": {"words": row.words, "spans": [list(span) for span in row.content_spans]},
        "highlights": [list(span) for span in row.highlights],
        "act": row.act,
        "plover": row.plover,
        "targets": [target_json(target) for target in row.targets],
        "addressee": _place(row.addressee, row.addressee_span),
        "occasion": _place(row.occasion, row.occasion_span),
        "when": _place(row.when, row.when_span),
        "said_on": row.said_on,
        "within": row.within,
        "flags": list(row.flags),
        "column_flags": list(row.column_flags),
        "confidence": row.confidence,
        "confidences": confidences_json(row.confidences),
        "review": review_json(row.review),
    }


def _place(words: str | None, span: Span | None) -> dict[str, Any] | None:
    return None if span is None else {"words": words, "span": list(span)}


def json_line(value: dict[str, Any]) -> str:
    """A value as one line of JSON, its end of line with it."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))
    return TO_ESCAPE.sub(lambda match: f"\\u{ord(match.group()):04x}", text) + "\n"
