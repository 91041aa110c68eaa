"""The words of a text as FTS5's tokenizer `unicode61 remove_diacritics 2` cuts and folds them.

For databases that have no FTS5. How a character counts is asked of SQLite itself, once for each, so that
both find the same: its tables differ from Python's for 833,069 code points, nearly all of them unassigned.
"""

import re
import sqlite3
from collections.abc import Sequence
from functools import cache
from threading import Lock

TOKENIZER = "unicode61 remove_diacritics 2"
SEPARATOR, MARK_ABOVE = " ", ""
"""What a character is folded to that stands between words, and what a combining accent."""
ASCII = re.compile("[0-9a-z]+")


class _Folds(dict[int, str]):
    """What each character is folded to, filled as they are met. Every other one is a letter or number."""

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()
        self._database = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._database.execute(f"CREATE VIRTUAL TABLE met USING fts5(words, tokenize = '{TOKENIZER}')")
        self._database.execute("CREATE VIRTUAL TABLE tokens USING fts5vocab(met, instance)")

    def __missing__(self, code: int) -> str:
        with self._lock:
            self._database.execute("INSERT INTO met VALUES (?)", (f"a{chr(code)}a",))
            found = self._database.execute("SELECT term FROM tokens ORDER BY offset").fetchall()
            self._database.execute("DELETE FROM met")
        folded = self[code] = SEPARATOR if len(found) == 2 else found[0][0][1:-1]
        return folded


@cache
def _folds() -> _Folds:
    return _Folds()


def tokens(text: str) -> list[str]:
    """The words, folded."""
    if text.isascii():
        return ASCII.findall(text.lower())
    return [word for word in text.translate(_folds()).split(SEPARATOR) if word]


def marked(text: str, phrases: Sequence[Sequence[str]], before: str, after: str) -> str:
    """The text with each place where one of the phrases stands set off; those that overlap are one."""
    places = _placed(text)
    words = [word for word, _, _ in places]
    ends: dict[int, int] = {}
    for phrase in filter(None, phrases):
        size = len(phrase)
        for at in range(len(words) - size + 1):
            if words[at : at + size] == list(phrase):
                ends[at] = max(ends.get(at, 0), at + size)
    parts: list[str] = []
    done, last = 0, -1
    for at in sorted(ends):
        if at < last:
            last = max(last, ends[at])
            continue
        if last >= 0:
            parts += [text[done : places[last - 1][2]], after]
            done = places[last - 1][2]
        parts += [text[done : places[at][1]], before]
        done, last = places[at][1], ends[at]
    if last >= 0:
        parts += [text[done : places[last - 1][2]], after]
        done = places[last - 1][2]
    return "".join(parts) + text[done:]


def _placed(text: str) -> list[tuple[str, int, int]]:
    """The words, folded, each with where it begins and ends; accents after it are part of it."""
    folds = _folds()
    found: list[tuple[str, int, int]] = []
    word, start = "", 0
    for at, character in enumerate(text):
        folded = folds[ord(character)]
        if folded == SEPARATOR:
            if word:
                found.append((word, start, at))
            word = ""
        elif folded or word:
            start = start if word else at
            word += folded
    if word:
        found.append((word, start, len(text)))
    return found
