"""A record for the tests of the face, and a real server on it."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from onrecord import Page, pages_at, read
from onrecord.encoder import Encoder
from onrecord.nouns import (
    Article,
    Attribution,
    Block,
    Mention,
    Reading,
    Span,
    Speaker,
    Statement,
    Target,
)
from onrecord.record import Record
from onrecord.web import Settings, app_of
from onrecord.web.serving import listening, server, url_of

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SCRIPT = "<script>document.title='owned'</script>"
HOSTILE_TEXT = (
    f"{SCRIPT}<img src=x onerror=alert(1)>\n\n"
    f"“We {SCRIPT} will not pay,” said Anna {SCRIPT} Keller.\n\n"
    '{{ 7*7 }} " onmouseover="alert(1) \' &amp; \u202e end\n'
)
HOSTILE_ADDRESS = "javascript:alert(1)//" + SCRIPT


def filled(place: Path | str, encoder: Encoder) -> None:
    """A record with the demo pages of several outlets, one of them in two versions, and a hostile page."""
    with Record(place) as record:
        for page in pages_at(REPOSITORY / "demo" / "pages"):
            assert isinstance(page, Page)
            page = replace(page, address=Path(page.address).name)
            if page.address == "press-conference.html":
                older = replace(page, data=page.data.replace(b"nine days", b"ten days"))
                older = replace(older, data=older.data + b"<!-- older -->")
                record.add(older, read(older, encoder))
            record.add(page, read(page, encoder))
        record.add(*hostile())
        record.add(*namesakes())


def namesakes() -> tuple[Page, Reading]:
    """A page on which a person and a company of one name speak."""
    text, told = "", []
    for kind in ("person", "organization"):
        start = len(text)
        text += "Quillfeather said that the kiln stays.\n\n"
        source, cue = Span(start, start + 12), Span(start + 13, start + 17)
        said = Attribution(kind, "indirect", (source,), (cue,), (Span(start + 18, len(text) - 3),))
        speaker = Speaker("Quillfeather", kind, (Mention(source, "source"),))  # type: ignore[arg-type]
        told.append(Statement(said, speaker, "state"))
    page = Page(text.encode(), "namesakes.txt", None, "text/plain")
    blocks = (Block("body", Span(0, len(text))),)
    article = Article(page.address, text, blocks, "Two of one name", page=page.sha256)
    return page, Reading(article, tuple(told), "scripted")


def hostile() -> tuple[Page, Reading]:
    """A page that tries to be more than text wherever it can."""
    text, page = HOSTILE_TEXT, Page(HOSTILE_TEXT.encode(), HOSTILE_ADDRESS, None, "text/html")

    def place(words: str) -> Span:
        return Span(text.index(words), text.index(words) + len(words))

    body = text.index("“We")
    end = text.index("{{")
    article = Article(
        id=page.address,
        text=text,
        blocks=(
            Block("headline", Span(0, body - 2)),
            Block("body", Span(body, end - 2)),
            Block("advert", Span(end, len(text) - 1)),
        ),
        title=f"{SCRIPT} & title",
        byline=f'{SCRIPT}" onclick="alert(1)',
        outlet=f"{SCRIPT} Gazette",
        published="2024-03-05",
        url="javascript:alert(document.domain)",
        language='en"><script>alert(1)</script>',
        page=page.sha256,
    )
    source = place(f"Anna {SCRIPT} Keller")
    name = f"Anna {SCRIPT} Keller/../../?x=1#y"
    said = Attribution(
        "a", "direct", (source,), (place("said"),), (place(f"We {SCRIPT} will not pay,"),), flags=(SCRIPT,)
    )
    speaker = Speaker(name, "person", (Mention(source, "source"), Mention(source, SCRIPT)))
    statement = Statement(said, speaker, "deny", (Target(SCRIPT, "against", place("will not pay"), 0.5),))
    return page, Reading(article, (statement,), "scripted")


@dataclass(frozen=True)
class Running:
    """A site that answers at `url`, which ends with a slash."""

    url: str
    settings: Settings


@contextmanager
def running(settings: Settings) -> Iterator[Running]:
    """A real server, in a thread of its own, at a free port on loopback."""
    with listening(settings.host, 0) as at:
        made = server(app_of(settings), settings)
        thread = threading.Thread(target=asyncio.run, args=(made.serve(sockets=[at]),), daemon=True)
        thread.start()
        try:
            yield Running(url_of(settings.host, at.getsockname()[1]), settings)
        finally:
            made.should_exit = True
            thread.join(timeout=20)


def long_one(statements: int = 1500, words: int = 20_000) -> tuple[Page, Reading]:
    """A very long article of so many words: every sentence a statement, every fifth within another, by eighty
    people."""
    text, told, blocks = "", [], []
    for number in range(statements):
        start, filler = len(text), (number + 1) * words // statements - number * words // statements - 5
        who, said = f"Speaker Number{number % 80}", " ".join(f"word{number % 7}" for _ in range(filler))
        text += f"{who} said that {said} ended.\n\n"
        content = Span(text.index("that", start), len(text) - 3)
        within = told[-1].attribution.id if number % 5 == 4 else None
        source, cue = Span(start, start + len(who)), Span(start + len(who) + 1, start + len(who) + 5)
        content = Span(content.start - (20 if within and start > 20 else 0), content.end)
        attribution = Attribution(f"s{number}", "indirect", (source,), (cue,), (content,), within)
        told.append(Statement(attribution, Speaker(who, "person", (Mention(source, "source"),)), "state"))
        blocks.append(Block("body", Span(start, len(text) - 2)))
    page = Page(text.encode(), "long.txt", None, "text/plain")
    article = Article(page.address, text, tuple(blocks), "A long one", page=page.sha256)
    return page, Reading(article, tuple(told), "scripted")
