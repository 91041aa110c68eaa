"""The Interchange form: one reading as JSON, which every other format is a view of.

`from_json(as_json(reading)) == named(reading)`: nothing is lost but the attributions' own ids, for which
the statements' ids stand. Beside each circumstance's words stands its span (`when`, `when_span`).
`flags` are the attribution's, `column_flags` those of the other columns; `confidence` is the attribution's,
`confidences` are the columns' as far as there are any. `review` is what people said of a statement, and which
columns they set; an article with "reviewed" keeps the ids that its statements have. `plover` follows from
act and cue, and is not read back; nor is a speaker's `known_as`: who people say it is, in a record (never
the machine's value).
"""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, Literal, cast, get_args

from onrecord.identity import joined, named
from onrecord.nouns import (
    Act,
    Article,
    Attribution,
    Block,
    Confidences,
    Kind,
    Mention,
    Reading,
    Review,
    ReviewState,
    Role,
    Span,
    Speaker,
    SpeakerType,
    Statement,
    Target,
)
from onrecord.plover import plover_of
from onrecord.rows import Decided
from onrecord.share.fields import Fields

Json = dict[str, Any]
COLUMNS = tuple(each.name for each in fields(Confidences))

ROLES: tuple[str, ...] = get_args(Role)
KINDS: tuple[str, ...] = get_args(Kind)
ACTS: tuple[str, ...] = get_args(Act)
SPEAKER_TYPES: tuple[str, ...] = get_args(SpeakerType)
STANCES: tuple[str, ...] = ("for", "against")


def as_json(reading: Reading, decided: Decided | None = None) -> Json:
    """The reading as a value for `json`, its keys always in the same order; with `decided`, also what
    people decided about its speakers."""
    reading = named(reading)
    article = reading.article
    return {
        "id": article.id,
        "text": article.text,
        "title": article.title,
        "byline": article.byline,
        "outlet": article.outlet,
        "published": article.published,
        "url": article.url,
        "language": article.language,
        "blocks": [{"role": block.role, "span": list(block.span)} for block in article.blocks],
        "attributions": [_statement_json(article, statement, decided) for statement in reading.statements],
        "page": article.page,
        "bundle": reading.bundle,
        **({"reviewed": True} if reading.reviewed else {}),
    }


def _statement_json(article: Article, statement: Statement, decided: Decided | None) -> Json:
    text, attribution = article.text, statement.attribution
    return {
        "id": attribution.id,
        "kind": attribution.kind,
        "source": _pairs(attribution.source),
        "cue": _pairs(attribution.cue),
        "content": _pairs(attribution.content),
        "within": attribution.within,
        "speaker": _speaker_json(article.id, statement.speaker, decided),
        "act": statement.act,
        "plover": plover_of(statement.act, joined(text, attribution.cue)),
        "targets": [target_json(target) for target in statement.targets],
        **_circumstance("addressee", statement.addressee, text),
        **_circumstance("occasion", statement.occasion, text),
        **_circumstance("when", statement.when, text),
        "said_on": statement.said_on,
        "insertions": _pairs(attribution.insertions),
        "flags": list(attribution.flags),
        "column_flags": list(statement.flags),
        "confidence": attribution.confidence,
        "confidences": confidences_json(statement.confidences),
        **({"review": review_json(statement.review)} if statement.review else {}),
    }


def review_json(review: Review | None) -> Json | None:
    """What people said of a statement, as a value for `json`."""
    return None if review is None else {"state": review.state, "columns": list(review.columns)}


def _speaker_json(address: str, speaker: Speaker | None, decided: Decided | None) -> Json | None:
    if speaker is None:
        return None
    known_as = decided(address, speaker) if decided else None
    return {
        "name": speaker.name,
        "type": speaker.type,
        "resolved": speaker.resolved,
        "mentions": [{"span": list(mention.span), "reason": mention.reason} for mention in speaker.mentions],
        **({"known_as": asdict(known_as)} if known_as else {}),
    }


def target_json(target: Target) -> Json:
    """A target as a value for `json`."""
    return {
        "name": target.name,
        "stance": target.stance,
        "span": _pair(target.span),
        "confidence": target.confidence,
    }


def confidences_json(confidences: Confidences) -> Json:
    """The columns' confidences, as far as there are any."""
    return {name: value for name, value in asdict(confidences).items() if value is not None}


def _pair(span: Span | None) -> list[int] | None:
    return None if span is None else list(span)


def _pairs(spans: tuple[Span, ...]) -> list[list[int]]:
    return [list(span) for span in spans]


def _circumstance(name: str, span: Span | None, text: str) -> Json:
    return {name: None if span is None else span.of(text), f"{name}_span": _pair(span)}


def from_json(value: Mapping[str, Any]) -> Reading:
    """The reading that a value in the Interchange form tells.

    `id` and `text` are needed; what else is missing is taken as unknown, and without "blocks" all of
    the text is body. A circumstance without its span is not taken over: it has no place in the text.
    Raises ArticleError, naming the field, for what is not of the form and for spans outside the text.
    """
    fields = Fields(value, "", str(value.get("id", "")) if isinstance(value, Mapping) else "")
    text = fields.text("text")
    whole = (Block("body", Span(0, len(text))),) if text.strip() else ()
    article = Article(
        id=fields.text("id"),
        text=text,
        blocks=fields.each("blocks", lambda block: _block(block, len(text))) if "blocks" in value else whole,
        title=fields.text_or_none("title"),
        byline=fields.text_or_none("byline"),
        outlet=fields.text_or_none("outlet"),
        published=fields.text_or_none("published"),
        url=fields.text_or_none("url"),
        language=fields.text_or_none("language"),
        page=fields.text_or_none("page") or "",
    )
    statements = fields.each("attributions", lambda item: _statement(item, len(text)))
    bundle, reviewed = fields.text_or_none("bundle") or "", fields.truth("reviewed", False)
    return Reading(article, statements, bundle, reviewed)


def _block(block: Fields, length: int) -> Block:
    span = block.span("span", length)
    if span is None:
        raise block.error("span", "is missing")
    return Block(cast(Role, block.one_of("role", ROLES)), span)


def _statement(item: Fields, length: int) -> Statement:
    return Statement(
        attribution=Attribution(
            id=item.text("id"),
            kind=cast(Kind, item.one_of("kind", KINDS, "indirect")),
            source=item.spans("source", length),
            cue=item.spans("cue", length),
            content=item.spans("content", length),
            within=item.text_or_none("within"),
            insertions=item.spans("insertions", length),
            flags=item.texts("flags"),
            confidence=item.probability("confidence", 1.0),
        ),
        speaker=item.inner("speaker", lambda speaker: _speaker(speaker, length)),
        act=cast(Act, item.one_of("act", ACTS)) if item.value.get("act") is not None else None,
        targets=item.each("targets", lambda target: _target(target, length)),
        addressee=item.span("addressee_span", length),
        occasion=item.span("occasion_span", length),
        when=item.span("when_span", length),
        said_on=item.day("said_on"),
        flags=item.texts("column_flags"),
        confidences=item.inner("confidences", _confidences) or Confidences(),
        review=item.inner("review", _review),
    )


def _review(item: Fields) -> Review:
    state = item.one_of("state", get_args(ReviewState))
    return Review(cast(ReviewState, state), item.texts("columns"))


def _confidences(item: Fields) -> Confidences:
    given = {name: item.probability(name, 0.0) for name in COLUMNS if item.value.get(name) is not None}
    return Confidences(**given)


def _speaker(speaker: Fields, length: int) -> Speaker:
    return Speaker(
        name=speaker.text("name"),
        type=cast(SpeakerType, speaker.one_of("type", SPEAKER_TYPES, "none")),
        mentions=speaker.each("mentions", lambda mention: _mention(mention, length)),
        resolved=speaker.truth("resolved", True),
    )


def _mention(mention: Fields, length: int) -> Mention:
    span = mention.span("span", length)
    if span is None:
        raise mention.error("span", "is missing")
    return Mention(span, mention.text("reason"))


def _target(target: Fields, length: int) -> Target:
    stance = cast(Literal["for", "against"], target.one_of("stance", STANCES))
    span, confidence = target.span("span", length), target.probability("confidence", 1.0)
    return Target(target.text("name"), stance, span, confidence)
