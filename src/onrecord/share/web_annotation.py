"""W3C Web Annotation as JSON-LD: one AnnotationPage an article, every place of a statement an annotation.

- Each place is a target of its own: the article (`source`), the very bytes that were read (`state`: a
  TimeState whose `cached` copy is named by the SHA-256 of the page, `ni:///sha-256;…`, or of the text
  where no page is known), a TextQuoteSelector (`exact`, `prefix`, `suffix`) and a TextPositionSelector,
  which counts code points of the article's text. A page has no one text in all browsers, so readers
  should trust the quote before the position.
- The annotation with the role "content" tells the statement. Its bodies are the speaker (a TextualBody
  whose purpose is "identifying"), the act ("classifying"), the targets of what is said ("tagging", with their
  stance), and `data`: what else the Interchange form knows. The other annotations (source, cue, addressee,
  occasion, when, insertion, mention, target) have the statement as their body, by its name.
- The article itself, with its text and blocks, stands beside the annotations: the page can be read back
  (`web_annotation_in`), and nothing is lost.

The W3C's context is named, as its standard asks; our few terms stand beside it. A program that expands the
document needs a copy of that context, since nothing of ours is to be fetched.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from onrecord.identity import named
from onrecord.nouns import Article, Reading, Span, Statement
from onrecord.rows import Decided
from onrecord.share.interchange import Json, as_json
from onrecord.share.linked import article_name, digest_name, linked_line, made_name, present
from onrecord.share.places import quote_of

W3C = "http://www.w3.org/ns/anno.jsonld"
TERMS = "https://onrecord.invalid/terms#"
CONTEXT: list[Any] = [
    W3C,
    {
        "onrecord": TERMS,
        "Statement": "onrecord:Statement",
        **{term: f"onrecord:{term}" for term in ("role", "index", "reason", "stance", "confidence")},
        **{term: {"@id": f"onrecord:{term}", "@type": "@json"} for term in ("data", "article")},
    },
]
MOTIVATIONS = {
    "content": "describing",
    "source": "identifying",
    "cue": "classifying",
    "addressee": "identifying",
    "occasion": "linking",
    "when": "linking",
    "insertion": "highlighting",
    "mention": "identifying",
    "target": "tagging",
}
"""The roles of places, each with the motivation of its annotation."""
IN_BODIES = {"source", "cue", "content", "speaker", "act", "plover", "targets", "insertions"}
CIRCUMSTANCES = ("addressee", "occasion", "when")


def web_annotation_lines(readings: Iterable[Reading], decided: Decided | None = None) -> Iterator[str]:
    """One document for each reading, a line each; equal readings give equal lines."""
    return (linked_line(as_web_annotation(reading, decided)) for reading in readings)


def as_web_annotation(reading: Reading, decided: Decided | None = None) -> Json:
    """The reading as an AnnotationPage; with `decided`, also what people decided about the speakers."""
    reading = named(reading)
    article, told = reading.article, as_json(reading, decided)
    statements = told.pop("attributions")
    return {
        "@context": CONTEXT,
        "id": made_name("page", digest_name(article), article.id, reading.bundle),
        "type": "AnnotationPage",
        "items": [
            annotation
            for statement, known in zip(reading.statements, statements, strict=True)
            for annotation in _annotations(article, statement, known)
        ],
        "article": told,
    }


def _annotations(article: Article, statement: Statement, known: Json) -> Iterator[Json]:
    attribution = statement.attribution
    name = made_name("statement", digest_name(article), attribution.id)

    def of(
        role: str, spans: Sequence[Span | None], number: int | None = None, **more: object
    ) -> Iterator[Json]:
        places = [span for span in spans if span is not None]
        if places:
            yield _annotation(article, name, role, places, number, **more)

    yield _annotation(article, name, "content", attribution.content) | {"body": _bodies(name, known)}
    yield from of("source", attribution.source)
    yield from of("cue", attribution.cue)
    for role in CIRCUMSTANCES:
        yield from of(role, [getattr(statement, role)])
    yield from of("insertion", attribution.insertions)
    for number, mention in enumerate(statement.speaker.mentions if statement.speaker else ()):
        yield from of("mention", [mention.span], number, reason=mention.reason)
    for number, target in enumerate(statement.targets):
        yield from of("target", [target.span], number)


def _annotation(
    article: Article,
    statement: str,
    role: str,
    spans: Sequence[Span],
    number: int | None = None,
    **more: object,
) -> Json:
    numbered = {} if number is None else {"index": number}
    return {
        "id": made_name("annotation", digest_name(article), statement, role, str(number)),
        "type": "Annotation",
        "motivation": MOTIVATIONS[role],
        "role": role,
        **numbered,
        **more,
        "body": {"id": statement, "type": "Statement"},
        "target": [_place(article, span) for span in spans] or _whole(article),
    }


def _bodies(name: str, known: Json) -> list[Json]:
    speaker = known["speaker"]
    rest = {
        field: value
        for field, value in known.items()
        if field not in IN_BODIES and field.removesuffix("_span") not in CIRCUMSTANCES
    }
    if speaker:
        about = {"type": speaker["type"], "resolved": speaker["resolved"]}
        rest["speaker"] = about | present({"known_as": speaker.get("known_as")})
    return [
        *([_words("identifying", speaker["name"])] if speaker else ()),
        *([_words("classifying", known["act"])] if known["act"] else ()),
        *(
            _words("tagging", target["name"], stance=target["stance"], confidence=target["confidence"])
            for target in known["targets"]
        ),
        {"id": name, "type": "Statement", "data": rest},
    ]


def _words(purpose: str, value: str, **more: object) -> Json:
    return {"type": "TextualBody", "purpose": purpose, "format": "text/plain", "value": value, **more}


def _whole(article: Article) -> Json:
    """The article as a target: of a statement of which no content is known."""
    state = {"type": "TimeState", "cached": digest_name(article)}
    return {"type": "SpecificResource", "source": article_name(article), "state": state}


def _place(article: Article, span: Span) -> Json:
    quote = quote_of(article.text, span)
    words = {"exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix}
    return {
        **_whole(article),
        "selector": [
            {"type": "TextQuoteSelector", **words},
            {"type": "TextPositionSelector", "start": span.start, "end": span.end},
        ],
    }
