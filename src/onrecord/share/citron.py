"""The JSON of BBC Citron, out and in.

What goes out is the format that Citron documents (docs/data_format.md in its repository) and reads for
training and evaluation, one object an article:

    {"text": "…",
     "quotes": [{"id": "…", "cue": {"text": "said", "start": 53, "end": 57},
                 "sources": [{"text", "start", "end"}, …], "contents": [{"text", "start", "end"}, …],
                 "coreferences": [{"text", "start", "end"}, …], "confidence": 0.97}],
     "coreference_groups": [[{"text", "start", "end"}, …], …]}

with offsets in code points. Citron reads one object a file, from a folder (`write_citron`). A group holds
the mentions that lead to one speaker.

What Citron itself finds has another dialect, which is read as well: there `confidence` is a text
("0.9700"), and where it followed a source, `sources` has the mentions that it led to and `coreferences`
the words at the cue. It leaves the text out, which has to be put beside the quotes. What comes in may
also be a list of objects, or hold them as "documents".

Its limits: a quote has one cue, so of a cue in several pieces the first is told, and a statement without
a cue cannot be told at all (Citron stops at a file with such a quote); there is no place for the kind,
the act, the circumstances, the speaker's name and type, insertions, nesting and the article's
particulars. What comes back is source, cue, content and confidence; its kind is "indirect", as of every
statement that does not say, and where the source was followed to other mentions, the speaker has the
words of the first one as its name.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from onrecord.errors import ArticleError, FormatError, OnrecordError
from onrecord.identity import named
from onrecord.nouns import Reading, Span, Statement
from onrecord.share.fields import Fields
from onrecord.share.folders import Counted, File, file_name, write_folder
from onrecord.share.incoming import attempted, documents_in, quoted
from onrecord.share.interchange import Json, from_json
from onrecord.share.jsonl import json_line

FORM = "citron"


def citron_lines(readings: Iterable[Reading]) -> Iterator[str]:
    """One object for each reading, a line each; equal readings give equal lines."""
    return (json_line(as_citron(reading)) for reading in readings)


def as_citron(reading: Reading) -> Json:
    """The reading in Citron's format for annotations, without the statements that have no cue."""
    reading = named(reading)
    text = reading.article.text
    return {
        "text": text,
        "quotes": [_quote(text, each) for each in reading.statements if _filled(each.attribution.cue)],
        "coreference_groups": [_places(text, group) for group in _groups(reading)],
    }


def write_citron(readings: Iterable[Reading], folder: Path) -> int:
    """Writes a file for each reading into a folder, as Citron wants them, and tells how many there were. The
    folder is made; it must be empty if it is there. Raises FormatError."""
    counted = Counted(readings)
    write_folder(citron_files(counted), folder, FORM)
    return counted.count


def citron_files(readings: Iterable[Reading]) -> Iterator[File]:
    """A file for each reading."""
    names: set[str] = set()
    for reading in readings:
        data = json_line(as_citron(reading)).encode("utf-8", "backslashreplace")
        yield File(f"{file_name(reading.article, names)}.json", data)


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
        "id": attribution.id,
        "cue": _places(text, attribution.cue)[0],
        "sources": _places(text, attribution.source),
        "contents": _places(text, attribution.content),
        "coreferences": _places(text, [span for span in others if span not in attribution.source]),
        "confidence": attribution.confidence,
    }


def _groups(reading: Reading) -> list[list[Span]]:
    """For each speaker who is mentioned at several places those places, in order."""
    mentioned: dict[tuple[str, str], set[Span]] = {}
    for statement in reading.statements:
        if (speaker := statement.speaker) is not None and speaker.resolved:
            places = mentioned.setdefault((speaker.name, speaker.type), set())
            places.update(_filled([mention.span for mention in speaker.mentions]))
    return [sorted(places) for places in mentioned.values() if len(places) > 1]


def _places(text: str, spans: Sequence[Span]) -> list[Json]:
    return [{"text": span.of(text), "start": span.start, "end": span.end} for span in _filled(spans)]


def _filled(spans: Sequence[Span]) -> list[Span]:
    """Without those of no character, for which Citron has no place."""
    return [span for span in spans if span.start < span.end]


def _statement(quote: Fields, text: str) -> Json:
    def spans(name: str) -> list[Span]:
        return list(quote.each(name, lambda place: _span(place, text)))

    sources, others = spans("sources"), spans("coreferences")
    confidence = quote.value.get("confidence")
    if isinstance(confidence, str):  # found by Citron: the words at the cue are its coreferences
        sources, others = (others, sources) if others else (sources, others)
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
        "confidence": _confidence(quote),
    }


def _confidence(quote: Fields) -> float:
    given = quote.value.get("confidence")
    if not isinstance(given, str):
        return quote.probability("confidence", 1.0)
    try:
        number = float(given)
    except ValueError:
        raise quote.error("confidence", f"is {quoted(given)}, which is no number") from None
    return Fields({"confidence": number}, quote.place, quote.page, quote.fails).probability("confidence", 1.0)


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
