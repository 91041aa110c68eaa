"""What a person asks to be changed, held against the article: plain values in, values of columns out.

A place is told by [start, end), or by its words, which have to stand in the article and are looked up: what
is kept is always a place, never words that somebody typed.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise
from typing import Any, get_args

from onrecord.errors import RecordError
from onrecord.nouns import DATE, NO_DATE, Act, Article, Kind, Span, SpeakerType, Statement
from onrecord.record.corrections import COLUMNS, ONE, PLAIN, SEVERAL, words_at
from onrecord.record.deciding import check_words

STEP = "correct"
ONE_OF: dict[str, tuple[str, ...]] = {"act": get_args(Act), "kind": get_args(Kind)}
TYPES: tuple[str, ...] = get_args(SpeakerType)
STANCES = ("for", "against")
LONGEST_NOTE = 10_000
LISTED = 5
MOST_TARGETS = 50
WORD = re.compile(r"\w")
AROUND = 12
"""Characters shown on either side of words that stand several times."""


def values_in(change: Mapping[str, Any], statement: Statement | None, article: Article) -> dict[str, Any]:
    """The values of the columns that a person asks for, of a statement, or of a new one. Raises RecordError,
    in plain words, for what is no column, no value of one, or stands nowhere in the article."""
    if not isinstance(change, Mapping) or not change:
        raise _error(f"nothing is to be changed; these columns can be: {', '.join(COLUMNS)}")
    unknown = sorted(str(name) for name in change if name not in COLUMNS)
    if unknown:
        raise _error(f"{unknown[0]!r} is none of the columns {', '.join(COLUMNS)}")
    reader = _Reader(article, statement)
    return {column: reader.value(column, change[column]) for column in COLUMNS if column in change}


def check_note(note: str | None) -> str | None:
    """A note without what surrounds it; None for none. Raises RecordError for what is no text or too long."""
    if note is None:
        return None
    if not isinstance(note, str):
        raise _error("a note is a text")
    if not note.strip():
        return None
    if len(note) > LONGEST_NOTE:
        raise _error(f"a note has at most {LONGEST_NOTE:,} characters, and this one {len(note):,}")
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\t" for sign in note):
        raise _error("the note holds characters that are no text")
    return note.strip()


def _error(problem: str) -> RecordError:
    return RecordError(problem, step=STEP)


class _Reader:
    """Reads values against one article; words are looked up first where the statement stands."""

    def __init__(self, article: Article, statement: Statement | None) -> None:
        self.article, self.text, self.statement = article, article.text, statement

    def value(self, column: str, given: Any) -> Any:
        if column in PLAIN:
            return self._plain(column, given)
        if column in ONE:
            empty = given is None or given == ""
            return None if empty else words_at(self.span(column, given), self.text)
        if column in SEVERAL:
            return self._several(column, given)
        return self._speaker(given) if column == "speaker" else self._targets(given)

    def _plain(self, column: str, given: Any) -> str | None:
        if given is None or given == "":
            if column == "kind":
                raise _error(f"kind: it is one of {', '.join(ONE_OF['kind'])}")
            return None
        if not isinstance(given, str):
            raise _error(f"{column}: {_short(given)} is no text")
        if column in ONE_OF and given not in ONE_OF[column]:
            raise _error(f"{column}: {_short(given)} is none of {', '.join(ONE_OF[column])}")
        if column == "said_on" and not DATE.fullmatch(given):
            raise _error(f"said_on: {_short(given)} {NO_DATE}")
        return given

    def _speaker(self, given: Any) -> dict[str, Any] | None:
        if given is None or given == "":
            return None
        known = given if isinstance(given, Mapping) else {"name": given}
        was = self.statement.speaker if self.statement else None
        name = known.get("name", was.name if was else None)
        if not isinstance(name, str):
            raise _error(f"speaker: {_short(given)} has no name")
        check_words("speaker: a name", name)
        kind = known.get("type") or (was.type if was and was.type != "none" else "person")
        if kind not in TYPES:
            raise _error(f"speaker: {_short(kind)} is no type of speaker: {', '.join(TYPES)}")
        value = {"name": name.strip(), "type": kind}
        if known.get("span") is not None:
            value |= words_at(self.span("speaker", known["span"]), self.text) or {}
        return value

    def _targets(self, given: Any) -> list[dict[str, Any]]:
        if given is None or given == "":
            return []
        if not isinstance(given, Sequence) or isinstance(given, str):
            raise _error("targets: a list of names, each with its stance, is wanted")
        if len(given) > MOST_TARGETS:
            raise _error(f"targets: a statement has at most {MOST_TARGETS}")
        return [self._target(each) for each in given]

    def _target(self, given: Any) -> dict[str, Any]:
        if not isinstance(given, Mapping) or not isinstance(given.get("name"), str):
            raise _error(f"targets: {_short(given)} has no name")
        if given.get("stance") not in STANCES:
            raise _error(f"targets: the stance {_short(given.get('stance'))} is none of for, against")
        check_words("targets: a name", given["name"])
        value = {"name": given["name"].strip(), "stance": given["stance"]}
        if given.get("span") is not None:
            value |= words_at(self.span("targets", given["span"]), self.text) or {}
        return value

    def _several(self, column: str, given: Any) -> list[dict[str, Any] | None]:
        listed = isinstance(given, Sequence) and not isinstance(given, str) and not _is_pair(given)
        spans = [self.span(column, each) for each in (given if listed else [given] if given else [])]
        spans.sort()
        if any(one.end > other.start for one, other in pairwise(spans)):
            raise _error(f"{column}: its places overlap")
        if column == "content" and not spans:
            raise _error("content: a statement says something; reject it if it is none")
        return [words_at(span, self.text) for span in spans]

    def span(self, column: str, given: Any) -> Span:
        """A place in the text: of two ends, or of words that stand there."""
        if isinstance(given, Mapping):
            given = given.get("span", given.get("words"))
        if isinstance(given, str):
            return self._found(column, given)
        if not _is_pair(given):
            raise _error(f"{column}: {_short(given)} is no place: two whole numbers [start, end), or words")
        span = Span(*given)
        if not 0 <= span.start < span.end <= len(self.text):
            raise _error(f"{column}: {list(span)} is outside the text (0 to {len(self.text)}), or empty")
        if not span.of(self.text).strip():
            raise _error(f"{column}: at {list(span)} stand no words")
        return span

    def _found(self, column: str, words: str) -> Span:
        if not words.strip():
            raise _error(f"{column}: no words are given")
        places = list(islice(occurrences(self.text, words), 1000))
        near = [span for span in places if any(_touch(span, block) for block in self._here())]
        for few in (places, near):
            if len(few) == 1:
                return few[0]
        if not places:
            raise _error(f"{column}: {_short(words)} does not stand in the article, in these very words")
        shown = ", ".join(self._shown(span) for span in (near or places)[:LISTED])
        more = " …" if len(near or places) > LISTED else ""
        raise _error(f"{column}: {_short(words)} stands several times; give the place: {shown}{more}")

    def _here(self) -> list[Span]:
        """The blocks that the statement stands in."""
        its = [span for _, span in self.statement.attribution.spans] if self.statement else []
        return [each.span for each in self.article.blocks if any(_touch(span, each.span) for span in its)]

    def _shown(self, span: Span) -> str:
        before = self.text[max(0, span.start - AROUND) : span.start]
        after = self.text[span.end : span.end + AROUND]
        around = " ".join(f"{before}[{span.of(self.text)}]{after}".split())
        return f"{span.start}-{span.end} (…{around}…)"


def occurrences(text: str, words: str) -> Iterator[Span]:
    """Wherever these words stand, as whole words; white space of any kind is one."""
    inner = r"\s+".join(map(re.escape, words.split()))
    first, last = words.split()[0][0], words.split()[-1][-1]
    before = r"(?<!\w)" if WORD.match(first) else ""
    after = r"(?!\w)" if WORD.match(last) else ""
    form = re.compile(before + inner + after)
    at = 0
    while found := form.search(text, at):
        yield Span(*found.span())
        at = found.start() + 1


def _is_pair(given: Any) -> bool:
    return (
        isinstance(given, Sequence)
        and not isinstance(given, str)
        and len(given) == 2
        and all(isinstance(end, int) and not isinstance(end, bool) for end in given)
    )


def _touch(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _short(given: object) -> str:
    shown = repr(given)
    return shown if len(shown) <= 60 else shown[:60] + "…"
