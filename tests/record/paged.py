"""Pages made of paragraphs, with the statements that stand in them: for pages that are edited."""

from collections.abc import Sequence
from dataclasses import replace

from onrecord.identity import named
from onrecord.nouns import Article, Attribution, Block, Mention, Page, Reading, Span, Speaker, Statement

REIS = "Ana Reis said the ferry will stop in June, at a hearing on Monday."
LIND = "“We were not asked,” Bo Lind told the council on Thursday."
MAYOR = "The mayor hopes that trade returns."
OTHER = "Nobody else spoke."
SAID = (
    (REIS, "Ana Reis", "said", "the ferry will stop in June"),
    (LIND, "Bo Lind", "told", "“We were not asked,”"),
    (MAYOR, "The mayor", "hopes", "trade returns"),
)


def paged(
    paragraphs: Sequence[str],
    *,
    address: str = "ferry.html",
    bundle: str = "small",
    said: Sequence[tuple[str, str, str, str]] = SAID,
) -> tuple[Page, Reading]:
    """A page of these paragraphs, read as one who knows these statements reads it."""
    text = "\n\n".join(paragraphs) + "\n"
    blocks, told, at = [], [], 0
    for paragraph in paragraphs:
        span = Span(at, at + len(paragraph))
        blocks.append(Block("body", span))
        for own, *words in said:
            if own == paragraph or all(each in paragraph for each in words):
                told.append(_told(f"a{len(told)}", paragraph, at, *words))
        at = span.end + 2
    page = Page(text.encode(), address, None, "text/plain")
    article = Article(address, text, tuple(blocks), outlet="Ferry Echo", page=page.sha256)
    return page, Reading(article, tuple(told), bundle)


def _told(id: str, paragraph: str, at: int, *words: str) -> Statement:
    source, cue, content = (
        Span(at + paragraph.index(each), at + paragraph.index(each) + len(each)) for each in words
    )
    attribution = Attribution(id, "indirect", (source,), (cue,), (content,), confidence=0.8)
    return Statement(attribution, Speaker(words[0], "person", (Mention(source, "source"),)), act="state")


def again(*made: tuple[Page, Reading]):
    """Reads these pages again, as `Record.verify` asks for it."""
    known = {(page.address, page.sha256): reading.article for page, reading in made}
    return lambda page: known[page.address, page.sha256]


def named_one(reading: Reading, words: str) -> str:
    """The id of the statement of a reading that says this."""
    whole = named(reading)
    [found] = [
        each.attribution.id
        for each in whole.statements
        if any(words in span.of(whole.article.text) for span in each.attribution.content)
    ]
    return found


def with_bundle(made: tuple[Page, Reading], bundle: str) -> tuple[Page, Reading]:
    """Another bundle's reading of the page."""
    return made[0], replace(made[1], bundle=bundle)
