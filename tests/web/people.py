"""A record in which people say the same in several outlets, change sides, and are made one by decisions."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from onrecord.nouns import (
    Article,
    Attribution,
    Block,
    Mention,
    Page,
    Reading,
    Span,
    Speaker,
    Statement,
    Target,
)
from onrecord.record import Record
from tests.web.sites import hostile

PLAN = "We will not close a single school in the valley, unless the council takes away our money next spring"
REPEATED = (
    ("Harbour Gazette", "2024-03-04T08:00:00Z", PLAN),
    ("The Courier", "2024-03-04T18:30:00Z", "We will not close a single school in the valley"),
    (
        "Morning Post",
        "2024-03-05",
        "We will close a single school in the valley, unless the council takes away our money",
    ),
    ("Valley Voice", "2024-03-07", PLAN),
    (
        "Late Edition",
        "2024-03-09",
        "Next spring, unless the council takes away our money, "
        "we will not close a single school … in the valley",
    ),
)
SIDES = (
    (
        "2023-01-10",
        "Ada Brandt",
        "against",
        "the northern bypass",
        "The northern bypass is a waste of everybody's money",
    ),
    (
        "2023-03-02",
        "Ada Brandt",
        "against",
        "the northern bypass",
        "Nobody who has seen the marsh wants that bypass",
    ),
    (
        "2023-09-21",
        "Ada Brandt",
        "for",
        "the northern bypass",
        "I have come to think that the bypass will save the town",
    ),
    ("2023-11-30", "Ada Brandt", "for", "the northern bypass", "Build it, and build it before the winter"),
    (
        "2023-02-14",
        "Jonas Keller",
        "for",
        "the northern bypass",
        "Every lorry that leaves our streets is a good lorry",
    ),
    (
        "2023-04-18",
        "Jonas Keller",
        "against",
        "Ada Brandt",
        "She has never once driven through the centre at eight",
    ),
    ("2023-05-05", "Ada Brandt", "against", "Jonas Keller", "He counts lorries, and I count herons"),
    (
        "2024-01-15",
        "Mira Solano",
        "for",
        "Ada Brandt",
        "She is the only one who reads the reports to the end",
    ),
    (
        "2024-02-01",
        "Mira Solano",
        "against",
        "the northern bypass",
        "There has to be another way around the lake",
    ),
    (
        "2024-02-20",
        "Marsh Trust",
        "against",
        "the northern bypass",
        "The marsh cannot be moved, the road can",
    ),
)
ACTS = ("state", "criticise", "demand", "promise", "accuse")


class Said(NamedTuple):
    speaker: str
    words: str
    act: str = "state"
    target: str = ""
    stance: str = ""


def article(address: str, outlet: str, published: str | None, said: Sequence[Said]) -> tuple[Page, Reading]:
    """A page with these statements, one a paragraph."""
    text, told = "", []
    for number, each in enumerate(said):
        start = len(text)
        text += f"“{each.words},” said {each.speaker}.\n\n"
        content = Span(start, start + len(each.words) + 3)
        cue = Span(content.end + 1, content.end + 5)
        source = Span(cue.end + 1, cue.end + 1 + len(each.speaker))
        kind = "organization" if "Trust" in each.speaker else "person"
        speaker = Speaker(each.speaker, kind, (Mention(source, "source"),))
        aims = (Target(each.target, each.stance, None, 0.8),) if each.target else ()  # type: ignore[arg-type]
        made = Attribution(f"a{number}", "direct", (source,), (cue,), (content,), confidence=0.9)
        told.append(Statement(made, speaker, each.act, aims))  # type: ignore[arg-type]
    page = Page(text.encode(), address)
    blocks = (Block("body", Span(0, len(text))),)
    title = f"What was said in {outlet}"
    made_of = Article(
        address, text, blocks, title=title, outlet=outlet, published=published, page=page.sha256
    )
    return page, Reading(made_of, tuple(told), "scripted")


def pages() -> Iterator[tuple[Page, Reading]]:
    for number, (outlet, published, words) in enumerate(REPEATED):
        yield article(
            f"https://paper.example/plan/{number}", outlet, published, [Said("Ada Brandt", words, "promise")]
        )
    for number, (day, speaker, stance, target, words) in enumerate(SIDES):
        said = Said(speaker, words, ACTS[number % len(ACTS)], target, stance)
        yield article(f"https://paper.example/road/{number}", REPEATED[number % 5][0], day, [said])
    undated = Said("A. Brandt", "Ask me again when the ice is gone", "ask")
    yield article("https://paper.example/undated", "The Courier", None, [undated])
    yield hostile()


def peopled(place: Path | str) -> None:
    """Fill a record with them, and let A. Brandt be Ada Brandt, by somebody's decision."""
    with Record(place) as record:
        for page, reading in pages():
            record.add(page, reading)
        record.merge_speakers("A. Brandt", "Ada Brandt", by="R. Viewer")
