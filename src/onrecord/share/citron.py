"""The JSON of BBC Citron, out and in.

The form, one object an article:

    {"text": "…",
     "quotes": [{"cue": {"text": "said", "start": 53, "end": 57},
                 "sources": [{"text", "start", "end"}, …], "contents": [{"text", "start", "end"}, …],
                 "coreferences": [{"text", "start", "end"}, …], "confidence": 0.97}]}

with offsets in code points. It is written down from memory of Citron's public description, and no Citron was
at hand to hold it against: whoever feeds it to one should first look at a quote of that version's own. What
comes in may also be a list of such objects, or hold them as "documents".

Its limits: a quote has one cue, so of a cue in several pieces the first is told, and none is `null`; there is
no place for the kind, the act, the circumstances, the speaker's name and type, the id, insertions, nesting
and the article's particulars. What comes back is source, cue, content and confidence; its kind is "indirect",
as of every statement that does not say, and where Citron followed the source to other mentions, the speaker
has the words of the first one as its name.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from onrecord.errors import ArticleError, FormatError, OnrecordError
from onrecord.identity import named
from onrecord.nouns import Reading, Span, Statement
from onrecord.share.fields import Fields
from onrecord.share.incoming import attempted, documents_in, quoted
from onrecord.share.interchange import Json, from_json
from onrecord.share.jsonl import json_line

FORM = "citron"


def citron_lines(readings: Iterable[Reading]) -> Iterator[str]:
    """One object for each reading, a line each; equal readings give equal lines."""
    return (json_line(as_citron(reading)) for reading in readings)


def as_citron(reading: Reading) -> Json:
    """The reading as Citron would have told it."""
    reading = named(reading)
    text = reading.article.text
    return {"text": text, "quotes": [_quote(text, statement) for statement in reading.statements]}


def citron_in(data: bytes, file: str) -> Iterator[Reading | FormatError]:
    """The readings of a file that holds one article, several, or one a line; in the place of what cannot
    be read its FormatError."""
    for place, found in documents_in(data, file, FORM):
        inner = found.get("documents") if isinstance(found, dict) else found
        if isinstance(inner, list):
            for number, document in enumerate(inner, 1):
                own = partial(from_citron, id=f"{place}#{number}", file=f"{place}, document {number}")
                yield attempted(document, own)
        else:
            yield attempted(found, partial(from_citron, id=place, file=place))


def from_citron(document: Any, *, id: str = "citron", file: str = "") -> Reading:
    """The reading that an object of Citron's tells; every place is held against the text. Raises
    FormatError, which names the quote."""
    fields = Fields(document, "", file, _format_error)
    text = fields.text("text")
    if "quotes" not in fields.value:
        raise fields.error("quotes", "is missing")
    quotes = fields.each("quotes", lambda quote: _statement(quote, text))
    numbered = [{**quote, "id": str(number)} for number, quote in enumerate(quotes, 1)]
    own = fields.value.get("id")
    try:
        return from_json({"id": own if isinstance(own, str) else id, "text": text, "attributions": numbered})
    except ArticleError as error:
        raise FormatError(error.message, page=file, step=FORM) from error


def _quote(text: str, statement: Statement) -> Json:
    attribution, speaker = statement.attribution, statement.speaker
    others = [mention.span for mention in speaker.mentions] if speaker else []
    return {
        "cue": next(iter(_places(text, attribution.cue)), None),
        "sources": _places(text, attribution.source),
        "contents": _places(text, attribution.content),
        "coreferences": _places(text, [span for span in others if span not in attribution.source]),
        "confidence": attribution.confidence,
    }


def _places(text: str, spans: Sequence[Span]) -> list[Json]:
    return [{"text": span.of(text), "start": span.start, "end": span.end} for span in spans]


def _statement(quote: Fields, text: str) -> Json:
    def spans(name: str) -> list[Span]:
        return list(quote.each(name, lambda place: _span(place, text)))

    sources, others = spans("sources"), spans("coreferences")
    cue = quote.inner("cue", lambda place: _span(place, text))
    mentions = [*((span, "source") for span in sources), *((span, "coreference") for span in others)]
    speaker = {
        "name": others[0].of(text) if others else "",
        "type": "none",
        "mentions": [{"span": list(span), "reason": reason} for span, reason in mentions],
    }
    return {
        "source": [list(span) for span in sources],
        "cue": [list(cue)] if cue else [],
        "content": [list(span) for span in spans("contents")],
        "speaker": speaker if others else None,
        "confidence": quote.probability("confidence", 1.0),
    }


def _span(place: Fields, text: str) -> Span:
    ends = [place.value.get(name) for name in ("start", "end")]
    match ends:
        case [int(start), int(end)] if not (isinstance(start, bool) or isinstance(end, bool)):
            if not 0 <= start <= end <= len(text):
                raise place.error("", f"{quoted(ends)} is outside the text (0 to {len(text)})")
        case _:
            raise place.error("", f"has the place {quoted(ends)}, which is no pair of whole numbers")
    words = place.text_or_none("text")
    if words is not None and words != text[start:end]:
        raise place.error("", f"is {quoted(words)}, and at {start} to {end} stands {quoted(text[start:end])}")
    return Span(start, end)


def _format_error(message: str, file: str) -> OnrecordError:
    return FormatError(message.replace("the article is", "it is", 1), page=file, step=FORM)
