"""Readings made for tests: by hand, and by hypothesis over any text that Unicode allows."""

import hashlib
from dataclasses import replace

from hypothesis import settings
from hypothesis import strategies as st

from onrecord.nouns import (
    Article,
    Attribution,
    Block,
    Confidences,
    Mention,
    Page,
    Reading,
    Span,
    Speaker,
    Statement,
    Target,
)
from onrecord.share.interchange import ACTS, KINDS, ROLES, SPEAKER_TYPES, STANCES

QUICK = settings(max_examples=25, deadline=None)
CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXTS = st.text(CHARACTERS | st.sampled_from("\0\n\r\t\x1b\x9b\u2028\u202e“”\"'=+-@[]"), max_size=60)
NAMES = st.text(CHARACTERS, max_size=12)
MAYBE = st.none() | NAMES
PROBABILITIES = st.floats(0, 1)
DAYS = st.dates().map(str) | st.sampled_from(["2021", "2021-12"])
CONFIDENCES = st.builds(Confidences, *[st.none() | PROBABILITIES] * 5)
ADDRESSES = st.text(CHARACTERS, min_size=1, max_size=12)


def spans(text: str) -> st.SearchStrategy[Span]:
    """Spans of `text`, empty ones too."""
    place = st.integers(0, len(text))
    return st.tuples(place, place).map(lambda ends: Span(min(ends), max(ends)))


def several(text: str) -> st.SearchStrategy[tuple[Span, ...]]:
    return st.lists(spans(text), max_size=3).map(tuple)


@st.composite
def statements(draw: st.DrawFn, text: str, ids: list[str], own: str) -> Statement:
    attribution = Attribution(
        id=own,
        kind=draw(st.sampled_from(KINDS)),
        source=draw(several(text)),
        cue=draw(several(text)),
        content=draw(several(text)),
        within=draw(st.none() | st.sampled_from([*ids, "nowhere"])),
        insertions=draw(several(text)),
        flags=draw(st.lists(NAMES, max_size=2).map(tuple)),
        confidence=draw(st.floats(0, 1)),
    )
    mentions = st.lists(st.builds(Mention, spans(text), NAMES), max_size=3).map(tuple)
    speaker = st.builds(Speaker, NAMES, st.sampled_from(SPEAKER_TYPES), mentions, st.booleans())
    target = st.builds(Target, NAMES, st.sampled_from(STANCES), st.none() | spans(text), PROBABILITIES)
    return Statement(
        attribution,
        draw(st.none() | speaker),
        draw(st.none() | st.sampled_from(ACTS)),
        draw(st.lists(target, max_size=2).map(tuple)),
        *(draw(st.none() | spans(text)) for _ in range(3)),
        said_on=draw(st.none() | DAYS),
        flags=draw(st.lists(NAMES, max_size=2).map(tuple)),
        confidences=draw(CONFIDENCES),
    )


@st.composite
def pages_and_readings(draw: st.DrawFn) -> tuple[Page, Reading]:
    """A page and a reading of it that the record may hold."""
    text = draw(TEXTS)
    data = text.encode() + draw(st.binary(max_size=4))
    page = Page(data, draw(ADDRESSES), draw(MAYBE), draw(MAYBE))
    block = st.builds(Block, st.sampled_from(ROLES), spans(text))
    article = Article(
        page.address,
        text,
        draw(st.lists(block, max_size=3).map(tuple)),
        *(draw(MAYBE) for _ in range(6)),
        page=page.sha256,
    )
    ids = [f"a{number}" for number in range(draw(st.integers(0, 4)))]
    told = tuple(draw(statements(text, ids, own)) for own in ids)
    return page, Reading(article, told, draw(NAMES))


READINGS = pages_and_readings().map(lambda made: made[1])


def span_of(text: str, words: str) -> Span:
    """Where these words stand first."""
    start = text.index(words)
    return Span(start, start + len(words))


def told(text: str, id: str, speaker: str, source: str, cue: str, *content: str, **more: object) -> Statement:
    """A statement by a person, its spans where its words first stand."""
    attribution = Attribution(
        id,
        "direct",
        (span_of(text, source),),
        (span_of(text, cue),),
        tuple(span_of(text, words) for words in content),
        **more,  # type: ignore[arg-type]
    )
    return Statement(attribution, Speaker(speaker, "person", (Mention(span_of(text, source), "source"),)))


HARBOUR = (
    "Harbour tolls to rise\n\n"
    "“The tolls will rise in May,” said Inês Côrte-Real, who runs the port of Alvor. "
    "“Nobody likes it.”\n\n"
    "The fishermen’s leader, Tomé Vaz, said that the port had promised no rise.\n"
)


def harbour(
    address: str = "harbour.txt", *, data: bytes | None = None, bundle: str = "small", **particulars: str
) -> tuple[Page, Reading]:
    """A page with two statements, one in two pieces, and one within another."""
    page = Page(HARBOUR.encode() if data is None else data, address, None, "text/plain")
    blocks = (Block("headline", span_of(HARBOUR, "Harbour tolls to rise")),)
    blocks += (Block("body", Span(23, len(HARBOUR) - 1)),)
    known = {"title": "Harbour tolls to rise", "outlet": "Alvor Echo", "published": "2024-03-05"}
    article = Article(address, HARBOUR, blocks, page=page.sha256, **{**known, **particulars})
    return page, Reading(article, _said(), bundle)


def _said() -> tuple[Statement, ...]:
    tolls = ("“The tolls will rise in May,”", "“Nobody likes it.”")
    inner = "the port had promised no rise"
    return (
        told(HARBOUR, "a1", "Inês Côrte-Real", "Inês Côrte-Real", "said", *tolls, confidence=0.97),
        told(HARBOUR, "a2", "Tomé Vaz", "Tomé Vaz", "said that", inner, confidence=0.8, flags=("odd mark",)),
        told(HARBOUR, "a3", "the port", "the port had", "promised", "no rise", within="a2", confidence=0.4),
    )


def whole() -> tuple[Page, Reading]:
    """A page of which every column is read: an accusation told to somebody, somewhere, on a day."""
    text = (
        "Ms Côrte-Real spoke. At a hearing on Thursday she told the judges that the shipowners robbed the "
        "port, and conceded an error.\n"
    )
    page = Page(text.encode(), "hearing.txt")
    one = told(text, "a1", "Inês Côrte-Real", "she", "told", "the shipowners robbed the port", confidence=0.9)
    chain = (Mention(span_of(text, "she"), "source"), Mention(span_of(text, "Ms Côrte-Real"), "pronoun"))
    accused = replace(
        one,
        speaker=Speaker("Inês Côrte-Real", "person", chain),
        act="accuse",
        targets=(
            Target("the shipowners", "against", span_of(text, "the shipowners"), 0.7),
            Target("the port", "for", None, 0.25),
        ),
        addressee=span_of(text, "the judges"),
        occasion=span_of(text, "a hearing"),
        when=span_of(text, "on Thursday"),
        said_on="2024-03-07",
        flags=("occasion is far",),
        confidences=Confidences(0.95, 0.81, 0.92, 0.64, 0.99),
    )
    two = told(text, "a2", "Inês Côrte-Real", "she", "conceded", "an error", confidence=0.8)
    conceded = replace(two, act="agree", said_on="2024-03")
    article = Article(
        page.address, text, (Block("body", Span(0, len(text))),), published="2024-03-08", page=page.sha256
    )
    return page, Reading(article, (accused, conceded), "small")


def article_again(page: Page) -> Article:
    """The harbour's article derived from its page, as a reader of pages would."""
    _, reading = harbour(page.address, data=page.data)
    assert hashlib.sha256(page.data).hexdigest() == reading.article.page
    return reading.article
