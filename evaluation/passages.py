"""Our own passages with their statements marked: acts are told there by what is said, not by a cue's word.

A file has passages one after another, each begun by `###` and its headline. A statement stands within its
act, in it the source, the cue and the content, each as often as it is interrupted:

    ### Ferry talks end without a date
    <demand><t>“The timetable has to be back before midsummer,”</t> <s>the mayor</s> <c>said</c></demand>.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from onrecord.nouns import Act

ACTS: tuple[str, ...] = get_args(Act)
ROLES = {"s": "source", "c": "cue", "t": "content"}
BEGIN = re.compile(r"(?m)^###[ \t]*")
MARK = re.compile(rf"<(/?)({'|'.join((*ACTS, *ROLES))})>")
LEFT = re.compile(r"</?\w+>")


class BrokenPassageError(ValueError):
    """A passage's marks do not fit together: which file, which passage, which mark."""


def passages(folder: Path) -> Iterator[dict[str, Any]]:
    """The passages of a folder's text files as articles: id, text, and attributions with their acts.

    The attributions' ids count from 1. Raises BrokenPassageError.
    """
    for file in sorted(folder.glob("*.txt")):
        for number, marked in enumerate(BEGIN.split(file.read_text(encoding="utf-8"))[1:], 1):
            try:
                text, statements = unmarked(marked.strip())
            except BrokenPassageError as broken:
                raise BrokenPassageError(f"{file.name}, passage {number}: {broken}") from None
            yield {"id": f"{file.stem}/{number}", "text": text, "attributions": statements}


@dataclass
class _Reader:
    text: str = ""
    statements: list[dict[str, Any]] = field(default_factory=list)
    now: dict[str, Any] | None = None
    role: str = ""
    begin: int = 0

    def open(self, name: str) -> None:
        if name in ROLES:
            if self.now is None or self.role:
                raise BrokenPassageError(f"<{name}> outside of a statement or within another mark")
            self.role, self.begin = name, len(self.text)
        else:
            if self.now is not None:
                raise BrokenPassageError(f"<{name}> within a statement")
            number = str(len(self.statements) + 1)
            self.now = {"id": number, "source": [], "cue": [], "content": [], "act": name}

    def close(self, name: str) -> None:
        if name in ROLES:
            if self.now is None or self.role != name:
                raise BrokenPassageError(f"</{name}> closes nothing")
            if len(self.text) > self.begin:
                self.now[ROLES[name]].append([self.begin, len(self.text)])
            self.role = ""
        else:
            if self.now is None or self.now["act"] != name or self.role or not self.now["content"]:
                raise BrokenPassageError(f"</{name}> closes nothing, or a statement without content")
            self.statements.append(self.now)
            self.now = None


def unmarked(marked: str) -> tuple[str, list[dict[str, Any]]]:
    """A passage's text and its statements, the spans of their roles in characters of the text."""
    reader, at = _Reader(), 0
    for mark in MARK.finditer(marked):
        reader.text += marked[at : mark.start()]
        at = mark.end()
        (reader.close if mark[1] else reader.open)(mark[2])
    reader.text += marked[at:]
    left = LEFT.search(reader.text)
    if reader.now is not None or left:
        raise BrokenPassageError(f"{left[0] if left else reader.now} is left open or unknown")
    return reader.text, reader.statements
