"""The nouns of the project: frozen values, every one with its place in the text.

Offsets are code points of `Article.text`, end exclusive, and `article.text[span.start:span.end]` is
the evidence. Nothing here imports anything else of ours.
"""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Role = Literal[
    "headline",
    "standfirst",
    "body",
    "subheading",
    "caption",
    "byline",
    "appeal",
    "related",
    "navigation",
    "notice",
    "advert",
]
Kind = Literal["direct", "indirect", "mixed"]
SpeakerType = Literal["person", "organization", "country", "group", "unnamed", "document", "none"]
Act = Literal[
    "state",
    "ask",
    "accuse",
    "criticise",
    "deny",
    "demand",
    "propose",
    "promise",
    "threaten",
    "support",
    "agree",
    "predict",
    "believe",
]

ReviewState = Literal["accepted", "corrected", "added", "rejected"]

SPEAKING_ROLES: frozenset[str] = frozenset({"headline", "standfirst", "body", "subheading"})
"""Blocks of these roles are the article; all other blocks are furniture and never speak in its name."""

_YEAR = "([0-9]{3}[1-9]|[0-9]{2}[1-9]0|[0-9][1-9]00|[1-9]000)"
_LEAP = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)"
_MONTH_AND_DAY = "((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
DATE_FORM = f"^({_YEAR}(-(0[1-9]|1[0-2]))?|{_YEAR}-{_MONTH_AND_DAY}|{_LEAP}-02-29)$"
"""A day of the calendar, a month or a year (ISO 8601), in signs that every kind of regular expression has."""
DATE = re.compile(DATE_FORM[1:-1], re.ASCII)
NO_DATE = "is no date like 2021, 2021-12 or 2021-12-23, which has to be in the calendar"
"""What is said of anything else."""


class Span(NamedTuple):
    """[start, end) in code points of an article's text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words at this place."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes as fetched or found.

    `address` is the path or URL as it was given (of a JSON line, the article's id); `fetched` an
    ISO 8601 time in UTC, or None for what was found on disk; `declared_type` a media type, with a
    charset where one was declared.
    """

    data: bytes = field(repr=False)
    address: str
    fetched: str | None = None
    declared_type: str | None = None

    @property
    def sha256(self) -> str:
        """The page's name in the record: SHA-256 of its bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the article's text with its role. An article's blocks are in order, do not overlap,
    and cover every character of its text that is not white space."""

    role: Role
    span: Span


@dataclass(frozen=True, slots=True)
class Article:
    """What was read from a page. `text` is never changed after it is made.

    `id` is the page's address; `published` an ISO 8601 date (or date and time); `language` a BCP 47 tag.
    """

    id: str
    text: str = field(repr=False)
    blocks: tuple[Block, ...] = field(repr=False)
    title: str | None = None
    byline: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    page: str = ""
    """SHA-256 of the page it was read from."""

    def speaking(self) -> tuple[Span, ...]:
        """The spans of the blocks that are the article and not furniture."""
        return tuple(b.span for b in self.blocks if b.role in SPEAKING_ROLES)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who (source), by what words (cue), is said to have said what (content): spans of one article.

    `id` is unique within the article; `within` is the id of the attribution in whose content this one
    stands; `insertions` are editors' brackets inside the content; `confidence` is the calibrated
    probability that source and content are right.
    """

    id: str
    kind: Kind
    source: tuple[Span, ...]
    cue: tuple[Span, ...]
    content: tuple[Span, ...]
    within: str | None = None
    insertions: tuple[Span, ...] = ()
    flags: tuple[str, ...] = ()
    confidence: float = 1.0

    @property
    def spans(self) -> tuple[tuple[str, Span], ...]:
        """All its spans, each with its role."""
        return tuple(
            (role, span)
            for role, spans in (("source", self.source), ("cue", self.cue), ("content", self.content))
            for span in spans
        )


@dataclass(frozen=True, slots=True)
class Mention:
    """A place that leads to a speaker, and why it is taken to: "source", "same name", "surname",
    "pronoun", "description", "headline" …"""

    span: Span
    reason: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who a source is. `name` is the fullest name that the article gives, or the source's own words
    where it gives none; `resolved` is false where a pronoun or description could not be followed."""

    name: str
    type: SpeakerType
    mentions: tuple[Mention, ...] = ()
    resolved: bool = True


@dataclass(frozen=True, slots=True)
class Target:
    """For or against whom or what a statement speaks.

    `name` is resolved through the article as a speaker's is; `span` the words that it was read from;
    `confidence` the calibrated probability that name and stance are right.
    """

    name: str
    stance: Literal["for", "against"]
    span: Span | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Confidences:
    """For each column of a statement the calibrated probability, in [0, 1], that it is right; None where
    the column is empty or nobody measured. Each target carries its own."""

    speaker: float | None = None
    act: float | None = None
    addressee: float | None = None
    occasion: float | None = None
    when: float | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """What people said of a statement: they accepted it as it was read, changed some of its `columns`, added
    it, or rejected it."""

    state: ReviewState
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """The row of the record: an attribution with its speaker and circumstances.

    `speaker` is None where no source could be found. What the bundle could not read, or was not sure
    enough of, is None and never a guess. `said_on` is an ISO 8601 date of the speaking, in reduced
    precision ("2021-12", "2021") where the words of `when` say no more. `flags` are those of its
    columns; the attribution has its own. `review` is None where no person has looked at it; a statement
    that people changed keeps the id under which it was read.
    """

    attribution: Attribution
    speaker: Speaker | None
    act: Act | None = None
    targets: tuple[Target, ...] = ()
    addressee: Span | None = None
    occasion: Span | None = None
    when: Span | None = None
    said_on: str | None = None
    flags: tuple[str, ...] = ()
    confidences: Confidences = Confidences()
    review: Review | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one page gave: the article and its statements, in the order of the text."""

    article: Article
    statements: tuple[Statement, ...]
    bundle: str = ""
    """Name and digest of the bundle that read it."""
    reviewed: bool = False
    """Whether people's corrections are in it: its statements then keep the ids that they have."""
