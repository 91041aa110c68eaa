"""Where quoted words stand: a place that somebody else gave, held against the text.

A place is taken only if the words stand there. If they do not (the text has changed, or positions were
counted in other units), the words are looked up with what stands before and after them. Where that finds
none or several, there is no place: nothing is guessed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from onrecord.nouns import Span
from onrecord.share.incoming import quoted

CONTEXT = 32
"""Code points that our own quotes give before and after."""
SHOWN = 5


@dataclass(frozen=True, slots=True)
class Quote:
    """Words with what stands before and after them, and a place, in code points, if one was given."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None
    end: int | None = None


def quote_of(text: str, span: Span) -> Quote:
    """A span as a quote that finds it again."""
    before, after = text[max(0, span.start - CONTEXT) : span.start], text[span.end : span.end + CONTEXT]
    return Quote(span.of(text), before, after, span.start, span.end)


def place_of(text: str, quote: Quote) -> Span:
    """Where the quote stands in the text. Raises ValueError, in plain words, if there is none
    or more than one."""
    start, end = quote.start, quote.end
    if start is not None and end is not None and 0 <= start <= end <= len(text):
        if text[start:end] == quote.exact:
            return Span(start, end)
    elif start is not None or end is not None:
        return _looked_up(text, quote, f"{quoted([start, end])} is outside the text (0 to {len(text)}), and ")
    return _looked_up(text, quote, "")


def _looked_up(text: str, quote: Quote, before: str) -> Span:
    if not quote.exact:
        raise ValueError(f"{before}no words are quoted that could be looked up")
    whole = quote.prefix + quote.exact + quote.suffix
    found = list(islice(_occurrences(text, whole), SHOWN + 1))
    if not found:
        raise ValueError(
            f"{before}{quoted(quote.exact)} does not stand in the text with what is before and after it"
        )
    starts = [at + len(quote.prefix) for at in found]
    if len(found) > 1:
        shown = ", ".join(map(str, starts[:SHOWN])) + (" …" if len(found) > SHOWN else "")
        raise ValueError(f"{before}{quoted(quote.exact)} is ambiguous: it stands at {shown}")
    return Span(starts[0], starts[0] + len(quote.exact))


def _occurrences(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)
