"""A statement as one row, with its article's particulars: what tables, CSV and search show."""

from dataclasses import dataclass

from onrecord.identity import article_id, joined, named
from onrecord.nouns import Reading, Span


@dataclass(frozen=True, slots=True)
class Row:
    """One statement. `source`, `cue` and `words` (the content) are the page's own words, an ellipsis
    between spans; the spans say exactly where. `highlights` are offsets into `words`."""

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
    highlights: tuple[Span, ...] = ()


def rows_of(reading: Reading) -> tuple[Row, ...]:
    """The statements of a reading as rows, in the order of the text."""
    reading = named(reading)
    article, identity = reading.article, article_id(reading.article)
    return tuple(
        Row(
            id=statement.attribution.id,
            article=identity,
            address=article.id,
            outlet=article.outlet,
            published=article.published,
            title=article.title,
            url=article.url,
            speaker=statement.speaker.name if statement.speaker else None,
            speaker_type=statement.speaker.type if statement.speaker else None,
            resolved=statement.speaker.resolved if statement.speaker else False,
            kind=statement.attribution.kind,
            source=joined(article.text, statement.attribution.source),
            cue=joined(article.text, statement.attribution.cue),
            words=joined(article.text, statement.attribution.content),
            act=statement.act,
            within=statement.attribution.within,
            flags=statement.attribution.flags,
            confidence=statement.attribution.confidence,
            source_spans=statement.attribution.source,
            cue_spans=statement.attribution.cue,
            content_spans=statement.attribution.content,
        )
        for statement in reading.statements
    )
