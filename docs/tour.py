"""The pictures of docs/TOUR.md, taken of a real site on a small record: `make tour`.

The record holds the demo pages, two more stories of the same kind, one page in two versions, and what a
reviewer made of some statements. The bundle reads them, the site answers on loopback, Chromium takes the
pictures. Each is written with 256 colours at most, which halves it: text on paper has no more.
"""

import asyncio
import base64
import os
import shutil
import struct
import sys
import tempfile
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from onrecord import Page, load, pages_at, read
from onrecord.identity import article_id
from onrecord.record import Record
from onrecord.web import Settings, app_of
from onrecord.web.serving import listening, server, url_of

REPOSITORY = Path(__file__).resolve().parent.parent
PICTURES = REPOSITORY / "docs" / "tour"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
MOST_COLOURS = 256
WIDE, NARROW = (1200, 780), (375, 720)

STORIES = {
    "sound-weekly.html": (
        "Sound Weekly",
        "2022-07-15",
        "A Week of Trawlers, Timetables and Raised Eyebrows",
        """
“We count the trawlers every morning … and there are more of them,” President Oskar Brandvold told reporters
in Vessen on Tuesday.

Brandvold accused the Northern Pact of sending frigates while it talked of quiet. “No Pact vessel may anchor
east of the Arn light,” he said.

“There was such an assurance,” Ilse Tarrant, the foreign minister of Morvenia, was quoted as saying. She
accused Brandvold of inventing a promise.

“The law took our passports and gave us a leaflet,” Tove Ressing said.

Tove Ressing, who leads the Islanders’ League, accused Brandvold of talking about islands that he never saw.

Piet Okonjo, an analyst at the Sound Institute, criticised Brandvold and praised Tarrant. “Neither of them
wants the ferry before their elections,” Okonjo said.
""",
    ),
    "northern-herald.html": (
        "The Northern Herald",
        "2022-09-21",
        "First Ferry in Eleven Years Crosses the Sound of Arn",
        """
The first ferry in eleven years crossed the Sound of Arn on Wednesday with forty cousins on board.

“We counted the trawlers every morning, and every morning there were more of them,” President Oskar Brandvold
said on the quay.

Brandvold praised Morvenia for keeping its word and thanked Ilse Tarrant for her patience. He accused the
Northern Pact of staying away.

“We do not bring timetables to a meeting that nobody has invited us to,” Ilse Tarrant said. Tarrant praised
Brandvold and said that a second ship would follow in the spring.

“The law took our passports and gave us a leaflet,” Tove Ressing said. Tove Ressing criticised Morvenia and
accused the Northern Pact of sleeping.
""",
    ),
}


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: the page at `path`, in a window of that size; `before` is done to the tab first."""

    name: str
    path: str
    size: tuple[int, int] = WIDE
    dark: bool = False
    before: Callable[[Any], None] | None = None


def pages() -> Iterator[Page]:
    """What the record is made of, the older version of a page before the newer."""
    for page in pages_at(REPOSITORY / "demo" / "pages"):
        if isinstance(page, Page):
            page = replace(page, address=Path(page.address).name)
            if page.address == "press-conference.html":
                older = page.data.replace("“Not one metre,” he".encode(), "“Not one inch,” he".encode())
                yield replace(page, data=older.replace(b"more than 300 journalists", b"some 200 journalists"))
            yield page
    for address, (outlet, day, title, text) in STORIES.items():
        paragraphs = "".join(f"<p>{each}</p>" for each in text.strip().split("\n\n"))
        yield Page(
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
            f'<meta property="og:site_name" content="{outlet}">'
            f'<meta property="article:published_time" content="{day}T09:00:00Z"></head>'
            f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>".encode(),
            address,
            None,
            "text/html",
        )


def fill(place: Path) -> None:
    """Make the record, and be the reviewers who accept, correct and reject some of it."""
    encoder = load()
    with Record(place) as record:
        for page in pages():
            record.add(page, read(page, encoder))
        record.match()
        border_law = {"act": "criticise", "targets": [{"name": "border law", "stance": "against"}]}
        ressing = {"speaker": {"name": "Tove Ressing", "type": "person"}}
        for row in record.search("", speaker="Ressing"):
            if row.speaker == "Ressing":
                record.correct(row.id, ressing, by="Ana")
        record.accept(found(record, "trawlers every morning"), by="Ana")
        record.correct(found(record, "passports"), border_law, by="Ana", note="She is bitter about it.")
        record.reject(found(record, "whether he would run again"), by="Ben")


def found(record: Record, words: str) -> str:
    """The id of the statement with these words in the article that the tour looks at."""
    return next(row.id for row in record.search(words) if row.address == "press-conference.html")


def pictures(record: Record) -> tuple[Picture, ...]:
    """All that are taken, in the order of the tour."""
    article = f"articles/{article_id(record.article('press-conference.html').reading.article)}"
    said = found(record, "trawlers every morning")
    lit = f"{article}?statement={said}#s-{said}"
    first = f"{article}?statement={found(record, 'breaking its word')}"
    return (
        Picture("overview", ""),
        Picture("search", "search?words=ferry&sort=surest"),
        Picture("article-light", lit),
        Picture("article-dark", first, dark=True),
        Picture("article-phone", lit, NARROW),
        Picture("statement", f"statements/{found(record, 'passports')}", (1200, 1620)),
        Picture("changes", f"{article}/changes?old=1&new=2"),
        Picture("utterance", f"utterances/{said}"),
        Picture("speaker", "speakers/Oskar%20Brandvold?type=person"),
        Picture("network", "network?since=2022&until=2022", (1200, 1120), before=settled),
        Picture("review", "review?speaker=Oskar%20Brandvold"),
        Picture("review-phone", "review?speaker=Oskar%20Brandvold", NARROW, dark=True),
    )


def settled(tab: Any) -> None:
    """Wait until the network is drawn."""
    tab.locator("#network canvas").first.wait_for()


@contextmanager
def site(record: Path) -> Iterator[str]:
    """The URL of a site on this record, at a free port on loopback."""
    settings = Settings(record=str(record), by="Ana")
    with listening(settings.host, 0) as at:
        made = server(app_of(settings), settings)
        thread = threading.Thread(target=asyncio.run, args=(made.serve(sockets=[at]),), daemon=True)
        thread.start()
        try:
            yield url_of(settings.host, at.getsockname()[1])
        finally:
            made.should_exit = True
            thread.join(timeout=20)


def take(url: str, wanted: Iterable[Picture]) -> Iterator[tuple[Picture, bytes]]:
    """Each picture, as Chromium takes it. A page that fails, or asks another host, ends the tour."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("ONRECORD_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        sys.exit("no browser is installed: apt-get install chromium, or name one in ONRECORD_BROWSER")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for each in wanted:
            tab = browser.new_page(
                viewport=dict(zip(("width", "height"), each.size, strict=True)),
                color_scheme="dark" if each.dark else "light",
                reduced_motion="reduce",
            )
            answer = tab.goto(url + each.path)
            if answer is None or not answer.ok:
                sys.exit(f"{each.path}: the site answered {answer and answer.status}")
            if each.before:
                each.before(tab)
            taken = tab.screenshot(animations="disabled", caret="hide")
            yield each, few_colours(pixels(browser, taken))
            tab.close()
        browser.close()


def pixels(browser: Any, picture: bytes) -> np.ndarray:
    """Of a PNG: rows of columns of red, green and blue. The browser reads it, so that no package has to."""
    tab = browser.new_page()
    script = """async (data) => {
        const image = await createImageBitmap(await (await fetch(data)).blob());
        const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
        canvas.drawImage(image, 0, 0);
        const bytes = canvas.getImageData(0, 0, image.width, image.height).data;
        let text = "";
        for (let at = 0; at < bytes.length; at += 8192)
            text += String.fromCharCode(...bytes.subarray(at, at + 8192));
        return [image.width, image.height, btoa(text)];
    }"""
    data = "data:image/png;base64," + base64.b64encode(picture).decode()
    width, height, found = tab.evaluate(script, data)
    tab.close()
    return np.frombuffer(base64.b64decode(found), np.uint8).reshape(height, width, 4)[..., :3]


def few_colours(rows: np.ndarray) -> bytes:
    """A PNG with a palette of the commonest colours; what is not among them takes the nearest of them."""
    colours, which, counts = np.unique(rows.reshape(-1, 3), axis=0, return_inverse=True, return_counts=True)
    kept = colours[np.argsort(-counts, kind="stable")[:MOST_COLOURS]].astype(np.int32)
    nearest = [int(((kept - each) ** 2).sum(axis=1).argmin()) for each in colours.astype(np.int32)]
    height, width = rows.shape[:2]
    lines = np.array(nearest, np.uint8)[which.reshape(-1)].reshape(height, width)
    drawn = np.pad(lines, ((0, 0), (1, 0))).tobytes()  # each line begins with its filter: none
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        chunk(name, data)
        for name, data in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            (b"PLTE", kept.astype(np.uint8).tobytes()),
            (b"IDAT", zlib.compress(drawn, 9)),
            (b"IEND", b""),
        )
    )


def chunk(name: bytes, data: bytes) -> bytes:
    """A part of a PNG, with its length and its sum."""
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def main() -> None:
    """Take all pictures anew; those that are none of the tour's any more go."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "tour.db"
        fill(place)
        with Record(place, create=False) as record:
            wanted = pictures(record)
        PICTURES.mkdir(exist_ok=True)
        with site(place) as url:
            for each, data in take(url, wanted):
                (PICTURES / f"{each.name}.png").write_bytes(data)
                print(f"{each.name}.png, {len(data) / 1000:.0f} KB", flush=True)
    for old in PICTURES.glob("*.png"):
        if old.stem not in {each.name for each in wanted}:
            old.unlink()


if __name__ == "__main__":
    main()
