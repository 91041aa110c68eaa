"""Other outlets' typography: rewrites an article's quotation marks and carries its spans along.

PolNeAR's outlets set few kinds of marks; pages set all of them, badly. Each rewriting keeps the
words, so the labels stay true; only marks are exchanged or lost.
"""

import random
import re
from typing import Any

from onrecord.quotation import Quotation, quotations

STYLES = {
    "curly": ("\u201c", "\u201d"),
    "straight": ('"', '"'),
    "single": ("\u2018", "\u2019"),
    "straight single": ("'", "'"),
    "doubled": ("''", "''"),
    "guillemets": ("\u00ab", "\u00bb"),
    "low": ("\u201e", "\u201c"),
    "mixed": ("\u201c", '"'),
    "reversed": ('"', "\u201d"),
}
MOVED = ("source", "cue", "content", "addressee", "occasion", "when", "target", "also")
WEIGHTS = (26, 26, 16, 10, 6, 5, 3, 4, 4)


def augmented(article: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """`article` with its double quotation marks set in another style, some of them lost."""
    style = rng.choices(list(STYLES), WEIGHTS)[0]
    loss = rng.choice((0.0, 0.0, 0.03, 0.1))
    text: str = article["text"]
    changes: list[tuple[int, int, str]] = []
    for q in quotations(text):
        if not q.single:
            changes += _marks(q, STYLES[style], loss, rng)
    out: list[str] = []
    place = list(range(len(text) + 1))
    at = shift = 0
    for start, end, new in sorted(changes):
        if start < at:
            continue
        out += [text[at:start], new]
        for i in range(at, start):
            place[i] = i + shift
        for i in range(start, end):
            place[i] = start + shift + min(i - start, len(new))
        shift += len(new) - (end - start)
        at = end
    out.append(text[at:])
    for i in range(at, len(text) + 1):
        place[i] = i + shift
    return _moved(article, "".join(out), place)


def _marks(
    q: Quotation, style: tuple[str, str], loss: float, rng: random.Random
) -> list[tuple[int, int, str]]:
    changes = []
    if q.opened:
        changes.append((q.start, q.inner_start, "" if rng.random() < loss else style[0]))
    if q.closed:
        changes.append((q.inner_end, q.end, "" if rng.random() < loss else style[1]))
    return changes


def _moved(article: dict[str, Any], text: str, place: list[int]) -> dict[str, Any]:
    def move(spans: list[list[int]]) -> list[list[int]]:
        return [[place[s], place[e]] for s, e in spans if place[s] < place[e]]

    return {
        **article,
        "text": text,
        "discard": move(article.get("discard", [])),
        "attributions": [
            {**a, **{role: move(a[role]) for role in MOVED if role in a}} for a in article["attributions"]
        ],
    }


def exchanged(record: dict[str, Any]) -> dict[str, Any]:
    """A GAP record with its two names in each other's places, full and by the last word; what the pronoun
    means stays where it is. Both are of one gender there. The record itself where one is in the other."""
    a, b = record["a"]["text"], record["b"]["text"]
    if set(a.split()) & set(b.split()):
        return record
    into = {a: b, b: a, a.split()[-1]: b.split()[-1], b.split()[-1]: a.split()[-1]} | {a: b, b: a}
    pattern = "|".join(re.escape(name) for name in sorted(into, key=len, reverse=True))
    text, out, at, place = record["text"], [], 0, list(range(len(record["text"]) + 1))
    shift = 0
    for found in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", text):
        start, end = found.span()
        new = into[found.group()]
        for i in range(at, start + 1):
            place[i] = i + shift
        out += [text[at:start], new]
        shift += len(new) - (end - start)
        for i in range(start + 1, end + 1):
            place[i] = end + shift
        at = end
    out.append(text[at:])
    for i in range(at, len(text) + 1):
        place[i] = i + shift
    moved = {"text": "".join(out)}
    for key in ("pronoun", "a", "b"):
        s, e = (place[i] for i in record[key]["span"])
        moved[key] = {**record[key], "span": [s, e], "text": moved["text"][s:e]}  # type: ignore[assignment]
    return {**record, **moved}
