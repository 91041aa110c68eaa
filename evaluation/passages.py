"""Our own passages with their statements marked: acts are told there by what is said, not by a cue's word.

A file has passages one after another, each begun by `###` and its headline. A statement stands within its
act, in it the source, the cue and the content, each as often as it is interrupted:

    ### Ferry talks end without a date
    <demand><t>“The timetable has to be back before midsummer,”</t> <s>the mayor</s> <c>said</c></demand>.

A statement within another's content stands there with its own act, source, cue and content.
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

    The attributions' ids count from 1 in the order in which they begin; one within another's content says
    so in `within`. Raises BrokenPassageError.
    """
    for file in sorted(folder.glob("*.txt")):
        for number, marked in enumerate(BEGIN.split(file.read_text(encoding="utf-8"))[1:], 1):
            try:
                text, statements = unmarked(marked.strip())
            except BrokenPassageError as broken:
                raise BrokenPassageError(f"{file.name}, passage {number}: {broken}") from None
            yield {"id": f"{file.stem}/{number}", "text": text, "attributions": statements}


@dataclass
class _Open:
    """A statement whose mark is not closed yet, and the role in it that is not, with its begin."""

    statement: dict[str, Any]
    role: str = ""
    begin: int = 0


@dataclass
class _Reader:
    text: str = ""
    statements: list[dict[str, Any]] = field(default_factory=list)
    around: list[_Open] = field(default_factory=list)

    def open(self, name: str) -> None:
        now = self.around[-1] if self.around else None
        if name in ROLES:
            if now is None or now.role:
                raise BrokenPassageError(f"<{name}> outside of a statement or within another mark")
            now.role, now.begin = name, len(self.text)
            return
        if now is not None and now.role != "t":
            raise BrokenPassageError(f"<{name}> within a statement, and not in its content")
        new = {"id": str(len(self.statements) + 1), "source": [], "cue": [], "content": [], "act": name}
        if now is not None:
            new["within"] = now.statement["id"]
        self.statements.append(new)
        self.around.append(_Open(new))

    def close(self, name: str) -> None:
        now = self.around[-1] if self.around else None
        if name in ROLES:
            if now is None or now.role != name:
                raise BrokenPassageError(f"</{name}> closes nothing")
            if len(self.text) > now.begin:
                now.statement[ROLES[name]].append([now.begin, len(self.text)])
            now.role = ""
        else:
            if now is None or now.role or now.statement["act"] != name or not now.statement["content"]:
                raise BrokenPassageError(f"</{name}> closes nothing, or a statement without content")
            self.around.pop()


def unmarked(marked: str) -> tuple[str, list[dict[str, Any]]]:
    """A passage's text and its statements, the spans of their roles in characters of the text."""
    reader, at = _Reader(), 0
    for mark in MARK.finditer(marked):
        reader.text += marked[at : mark.start()]
        at = mark.end()
        (reader.close if mark[1] else reader.open)(mark[2])
    reader.text += marked[at:]
    left = LEFT.search(reader.text)
    if reader.around or left:
        what = left[0] if left else f"<{reader.around[-1].statement['act']}>"
        raise BrokenPassageError(f"{what} is left open or unknown")
    return reader.text, reader.statements
