"""A statement as one row, with its article's particulars: what tables, CSV and search show."""

from collections.abc import Callable
from dataclasses import dataclass, field

from onrecord.identity import article_id, joined, named
from onrecord.nouns import Confidences, Reading, Review, Span, Speaker, Statement, Target
from onrecord.plover import plover_of


@dataclass(frozen=True, slots=True)
class KnownAs:
    """Who a speaker is by people's decision, beside what was read: the name and type that hold in the
    record, and an identifier elsewhere (such as Wikidata's) if one was given."""

    name: str
    type: str
    identifier: str | None = None


Decided = Callable[[str, Speaker], KnownAs | None]
"""Who a speaker is in the article at this address, where people decided anything about it; else None."""


@dataclass(frozen=True, slots=True)
class Row:
    """One statement. `source`, `cue`, `words` (the content), `addressee`, `occasion` and `when` are the
    page's own words, an ellipsis between spans; the spans say exactly where. `highlights` are offsets
    into `words`; `plover` is the act's PLOVER class; `flags` are the attribution's, `column_flags` those
    of the other columns. `known_as` is who people say that `speaker` is, None where nobody decided; `review`
    what they said of the statement and which columns they set, None where nobody looked at it."""

    id: str
    article: str
    address: str
    outlet: str | None
    published: str | None
    title: str | None
    url: str | None
    speaker: str | None
    speaker_type: str | None
    resolved: bool
    kind: str
    source: str
    cue: str
    words: str
    act: str | None
    within: str | None
    flags: tuple[str, ...]
    confidence: float
    source_spans: tuple[Span, ...]
    cue_spans: tuple[Span, ...]
    content_spans: tuple[Span, ...]
    plover: str | None = None
    targets: tuple[Target, ...] = ()
    addressee: str | None = None
    occasion: str | None = None
    when: str | None = None
    said_on: str | None = None
    addressee_span: Span | None = None
    occasion_span: Span | None = None
    when_span: Span | None = None
    column_flags: tuple[str, ...] = ()
    confidences: Confidences = field(default_factory=Confidences)
    known_as: KnownAs | None = None
    review: Review | None = None
    highlights: tuple[Span, ...] = ()


def rows_of(reading: Reading, decided: Decided | None = None) -> tuple[Row, ...]:
    """The statements of a reading as rows, in the order of the text."""
    reading = named(reading)
    return tuple(_row(reading, statement, decided) for statement in reading.statements)


def _row(reading: Reading, statement: Statement, decided: Decided | None) -> Row:
    article, attribution, speaker = reading.article, statement.attribution, statement.speaker
    text, cue = article.text, joined(article.text, attribution.cue)
    return Row(
        id=attribution.id,
        article=article_id(article),
        address=article.id,
        outlet=article.outlet,
        published=article.published,
        title=article.title,
        url=article.url,
        speaker=speaker.name if speaker else None,
        speaker_type=speaker.type if speaker else None,
        resolved=speaker.resolved if speaker else False,
        kind=attribution.kind,
        source=joined(text, attribution.source),
        cue=cue,
        words=joined(text, attribution.content),
        act=statement.act,
        within=attribution.within,
        flags=attribution.flags,
        confidence=attribution.confidence,
        source_spans=attribution.source,
        cue_spans=attribution.cue,
        content_spans=attribution.content,
        plover=plover_of(statement.act, cue),
        targets=statement.targets,
        addressee=words_of(statement.addressee, text),
        occasion=words_of(statement.occasion, text),
        when=words_of(statement.when, text),
        said_on=statement.said_on,
        addressee_span=statement.addressee,
        occasion_span=statement.occasion,
        when_span=statement.when,
        column_flags=statement.flags,
        confidences=statement.confidences,
        known_as=decided(article.id, speaker) if decided and speaker else None,
        review=statement.review,
    )


def words_of(span: Span | None, text: str) -> str | None:
    """The words at a place, if there is one."""
    return None if span is None else span.of(text)
