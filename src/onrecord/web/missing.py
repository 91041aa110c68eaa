"""A statement that the machine missed, as somebody tells it in a form: words and places in, values out.

Words are looked up in the article and have to stand there once; where they stand several times, or only
others like them, the places are offered to choose from. What is kept is always a place, never what was typed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from onrecord.attribution.quoting import kind_of, marks_of, quoted_share
from onrecord.errors import RecordError
from onrecord.nouns import SPEAKING_ROLES, Article, Block, Kind, Span
from onrecord.record.changes import occurrences, values_in
from onrecord.web.deciding import LONGEST, Form, place, placed, tidied

PLACES = ("content", "source", "cue")
"""In the order in which they are asked for, and looked up."""
FIELDS = (*PLACES, "speaker", "speaker_type", "act", "kind", "note")
MOST_LINES = 50
MOST_FOUND = 1000
MOST_CHOICES = 24
AROUND = 60
"""Characters shown on either side of a place to choose."""
ALIKE = str.maketrans("“”„«»‟″‘’‚‹›′`–—‐‑−\u00a0\u202f", "\"\"\"\"\"\"\"'''''''-----  ")
"""Signs that keyboards have in one form and pages in several, each for one sign."""


class Choice(NamedTuple):
    """A place to choose: its ends as the form sends them, its words, and what stands on either side."""

    value: str
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Question:
    """Words that do not stand once: in `field`, its line `number` (from 1). `found` is how often they stand
    there, 0 where only words like them do; `choices` are the places, `more` how many are not offered, and
    `likely` the one nearest to what was said."""

    field: str
    number: int
    words: str
    found: int
    choices: tuple[Choice, ...]
    more: int
    likely: str

    @property
    def name(self) -> str:
        """The form's name for the answer."""
        return answer_name(self.field, self.number)


@dataclass(frozen=True, slots=True)
class Told:
    """What a form tells: the columns that could be read (`change`, as `Record.add_statement` takes them);
    what is wrong, by field; what is to be chosen; whether its words stand in what is no part of the article
    (`in_furniture`); and fields in which places were chosen (`chosen`), as the form has them from then on."""

    change: Mapping[str, Any]
    problems: Mapping[str, str]
    questions: tuple[Question, ...]
    in_furniture: bool = False
    chosen: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        """Whether it can be added."""
        return not self.problems and not self.questions


def answer_name(field: str, number: int) -> str:
    """The name of the answer to which place is meant."""
    return f"place-{field}-{number}"


def told_in(sent: Form, answers: Mapping[str, str], article: Article, types: Mapping[str, str]) -> Told:
    """What somebody typed and chose, held against the article. `types` are those of its speakers, by name."""
    change: dict[str, Any] = {}
    problems: dict[str, str] = {}
    questions: list[Question] = []
    chosen: dict[str, str] = {}
    for name in PLACES:
        looked = _Looked(name, article, answers, change.get("content", ()))
        try:
            spans = looked.spans(sent.get(name, ""))
            if spans or (name == "content" and not looked.questions):
                change |= _value(name, [list(each) for each in spans], article)
        except RecordError as error:
            problems[name] = _plain(name, error.message)
        questions += looked.questions
        chosen |= {name: "\n".join(looked.lines)} if looked.any_chosen else {}
    for name in ("speaker", "act", "kind"):
        try:
            change |= _plain_value(name, sent, article, change, types)
        except RecordError as error:
            problems[name] = _plain(name, error.message)
    parts = [span for field in PLACES for span in change.get(field, ())]
    in_furniture = _in_furniture([Span(*each) for each in parts], article)
    return Told(change, problems, tuple(questions), in_furniture, chosen)


class _Looked:
    """Looks up the words of one field."""

    def __init__(
        self, field: str, article: Article, answers: Mapping[str, str], near: Sequence[Sequence[int]]
    ) -> None:
        self.field, self.article, self.answers = field, article, answers
        self.near = near[0][0] if near else None
        self.questions: list[Question] = []
        self.lines: list[str] = []
        self.any_chosen = False

    def spans(self, typed: str) -> list[Span]:
        """The places that are certain; what is not becomes a question. Raises RecordError."""
        if len(typed) > LONGEST:
            raise _error(f"at most {LONGEST:,} characters can be given")
        self.lines = tidied(typed).splitlines()
        if len(self.lines) > MOST_LINES:
            raise _error(f"at most {MOST_LINES} places can be given, a line each")
        found: list[Span] = []
        for number, line in enumerate(tuple(self.lines), 1):
            given = place(line, self.article.text)
            span = self._found(number, given) if isinstance(given, str) else Span(*given)
            found += by_block(span, self.article) if span else ()
        return found

    def _found(self, number: int, words: str) -> Span | None:
        text = self.article.text
        spans = list(islice(occurrences(text, words), MOST_FOUND))
        if len(spans) == 1:
            return spans[0]
        offered = spans or list(islice(alike(text, words), MOST_FOUND))
        answer = place(self.answers.get(answer_name(self.field, number), ""), text)
        chosen = next((each for each in offered if answer == list(each)), None)
        if chosen is not None:
            self.any_chosen = True
            self.lines[number - 1] = placed(chosen, text)
            return chosen
        if not offered:
            said = "does not stand in the article, in these very words: copy them from its text"
            raise _error(f"“{_short(words)}” {said}")
        self.questions.append(self._question(number, words, len(spans), offered))
        return None

    def _question(self, number: int, words: str, found: int, offered: Sequence[Span]) -> Question:
        near = self.near
        nearest = sorted(offered, key=lambda each: abs(each.start - near)) if near is not None else offered
        shown = sorted(nearest[:MOST_CHOICES])
        return Question(
            field=self.field,
            number=number,
            words=_short(words),
            found=found,
            choices=tuple(_choice(self.article.text, each) for each in shown),
            more=len(offered) - len(shown),
            likely=_ends(nearest[0]) if near is not None else "",
        )


def alike(text: str, words: str) -> Iterator[Span]:
    """Where words stand that differ from these in small and capital letters and the form of signs alone."""
    return occurrences(_folded(text), _folded(words))


def by_block(span: Span, article: Article) -> list[Span]:
    """A place paragraph by paragraph, as statements stand; what is no part of the article is left out where
    anything else remains."""
    touched = [
        (block, inner)
        for block in article.blocks
        if (inner := _trimmed(_common(block, span), article.text)).start < inner.end
    ]
    speaking = [inner for block, inner in touched if block.role in SPEAKING_ROLES]
    return speaking or [inner for _, inner in touched] or [span]


def kind_told(spans: Sequence[Span], article: Article) -> Kind:
    """What the quotation marks say of words."""
    marks = marks_of(article.text, [block.span for block in article.blocks])
    return kind_of(article.text, spans, quoted_share(spans, marks))


def _value(field: str, given: Any, article: Article) -> dict[str, Any]:
    """A column, held against what it may be. Raises RecordError."""
    if field == "content" and not given:
        raise _error("what was said is missing: give the words of the statement")
    values_in({field: given}, None, article)
    return {field: given}


def _plain_value(
    field: str, sent: Form, article: Article, change: Mapping[str, Any], types: Mapping[str, str]
) -> dict[str, Any]:
    given: Any = " ".join(sent.get(field, "").split())
    if field == "speaker" and given:
        kind = sent.get("speaker_type", "") or types.get(given, "")
        return _value(field, {"name": given, **({"type": kind} if kind else {})}, article)
    if field == "kind" and not given and "content" in change:
        given = kind_told(sorted(Span(*each) for each in change["content"]), article)
    return _value(field, given, article) if given else {}


def _in_furniture(spans: Sequence[Span], article: Article) -> bool:
    speaking = article.speaking()
    return any(not any(one.start < each.end and each.start < one.end for one in speaking) for each in spans)


def _common(block: Block, span: Span) -> Span:
    return Span(max(block.span.start, span.start), min(block.span.end, span.end))


def _trimmed(span: Span, text: str) -> Span:
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _choice(text: str, span: Span) -> Choice:
    before = text[max(0, span.start - AROUND) : span.start]
    after = text[span.end : span.end + AROUND]
    if span.start > AROUND:
        before = f"… {before.partition(' ')[2] or before}"
    if span.end + AROUND < len(text):
        after = f"{after.rpartition(' ')[0] or after} …"
    return Choice(_ends(span), before, _short(span.of(text)), after)


def _ends(span: Span) -> str:
    return f"{span.start}–{span.end}"


@lru_cache(maxsize=8)  # an article's text is asked for anew with each line of a form
def _folded(words: str) -> str:
    """In one form of signs and letters, sign for sign."""
    return "".join(low if len(low := each.lower()) == 1 else each for each in words.translate(ALIKE))


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 120 else f"{words[:120]}…"


def _plain(field: str, said: str) -> str:
    """What is wrong, without the name of the field before it: it stands beside the field."""
    said = said.removeprefix(f"{field}: ")
    return said[:1].upper() + said[1:]


def _error(said: str) -> RecordError:
    return RecordError(said, step="correct")
