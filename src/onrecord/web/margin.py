"""What stands beside an article: its statements, by speaker, each with its way to the name."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from onrecord.identity import joined
from onrecord.nouns import Article, Reading, Speaker, Statement, Target
from onrecord.plover import plover_of
from onrecord.rows import Decided, KnownAs
from onrecord.web.parts import Part, is_in

NOBODY = "Nobody is named"
SNIPPET = 140
"""Characters of a statement's words in the margin: three lines of it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way from the source to the name: the words, why they are taken to lead on (a key of
    the explanations' `reason`), and where they stand."""

    words: str
    reason: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement: its number in the article, its id, what it does, the beginning of its words, the way
    to the speaker's name (empty where the source is the name), for and against whom it is, its flags, and
    the number of the statement it stands `within`, which is `elsewhere` if in another part; `review` is what
    people said of it ("" for nothing), `set` the columns that they set."""

    number: int
    id: str
    kind: str
    act: str | None
    words: str
    steps: tuple[Step, ...]
    targets: tuple[Target, ...]
    flags: tuple[str, ...]
    within: int | None
    elsewhere: bool
    confidence: float
    review: str
    set: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The statements of one speaker. `known_as` is who people say that this is."""

    name: str
    type: str
    resolved: bool
    known_as: KnownAs | None
    entries: tuple[Entry, ...]


def margin(reading: Reading, decided: Decided | None = None, part: Part | None = None) -> tuple[Group, ...]:
    """All statements, or those of a part, by speaker, in the order in which each speaks first."""
    article = reading.article
    numbers = {each.attribution.id: number for number, each in enumerate(reading.statements, 1)}
    here = {n for n, each in enumerate(reading.statements, 1) if part is None or is_in(part, each)}
    found: dict[tuple[str, str], tuple[Speaker | None, KnownAs | None, list[Entry]]] = {}
    for number, statement in enumerate(reading.statements, 1):
        if number not in here:
            continue
        speaker = statement.speaker
        known_as = decided(article.id, speaker) if decided and speaker else None
        name = known_as.name if known_as else speaker.name if speaker else ""
        key = name, known_as.type if known_as else speaker.type if speaker else ""
        _, _, entries = found.setdefault(key, (speaker, known_as, []))
        entries.append(
            _entry(article, statement, number, numbers.get(statement.attribution.within or ""), here)
        )
    return tuple(_group(*each) for each in found.values())


def steps(statement: Statement, text: str) -> tuple[Step, ...]:
    """The way from the source to the name; one step where the source is the name."""
    mentions = statement.speaker.mentions if statement.speaker else ()
    return tuple(
        Step(" ".join(m.span.of(text).split()), m.reason, m.span.start, m.span.end) for m in mentions
    )


def plover(statement: Statement, text: str) -> str | None:
    """The PLOVER class of what a statement does."""
    return plover_of(statement.act, joined(text, statement.attribution.cue))


def shortened(words: str, most: int = SNIPPET) -> str:
    """The beginning of some words, cut between two of them."""
    words = " ".join(words.split())
    if len(words) <= most:
        return words
    cut = words[:most].rpartition(" ")[0] or words[:most]
    return f"{cut} …"


def _group(speaker: Speaker | None, known_as: KnownAs | None, entries: Sequence[Entry]) -> Group:
    if speaker is None:
        return Group(NOBODY, "none", True, None, tuple(entries))
    return Group(speaker.name, speaker.type, speaker.resolved, known_as, tuple(entries))


def _entry(
    article: Article, statement: Statement, number: int, within: int | None, here: Collection[int]
) -> Entry:
    attribution, text = statement.attribution, article.text
    way = steps(statement, text)
    return Entry(
        number=number,
        id=attribution.id,
        kind=attribution.kind,
        act=statement.act,
        words=shortened(joined(text, attribution.content)),
        steps=way if len(way) > 1 else (),
        targets=statement.targets,
        flags=attribution.flags + statement.flags,
        within=within,
        elsewhere=within is not None and within not in here,
        confidence=attribution.confidence,
        review=statement.review.state if statement.review else "",
        set=statement.review.columns if statement.review else (),
    )
