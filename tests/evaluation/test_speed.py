"""What the clock is held to: pages like a newspaper's, and runs that say what they took."""

import json
import re

import pytest

from evaluation import speed
from evaluation.webpages import page, pages_of
from onrecord.nouns import Page
from onrecord.page import article_of

PARAGRAPHS = [
    f'"We shall mend pier {n} & the wall before winter storms come to the bay," said Mara Teng of the board.'
    for n in range(60)
]


def test_pages_have_the_words_asked_for_and_no_paragraph_twice():
    texts = [{"text": "\n\n".join(PARAGRAPHS[:25])}, {"text": "\n".join(PARAGRAPHS[25:])}]
    pages = list(pages_of(texts, 400))
    assert len(pages) == 3
    numbers = [int(n) for text in pages for n in re.findall(r"<p>.*?pier (\d+) &amp;", text)]
    assert numbers == list(range(len(numbers)))
    lengths = [len(" ".join(re.findall(r"<p>\"(.*?)</p>", p)).split()) for p in pages]
    assert all(400 <= length < 440 for length in lengths)


def test_a_made_page_is_read_as_an_article():
    article = article_of(Page(page(3, PARAGRAPHS[:20]).encode(), "3.html"))
    speaking = "\n".join(span.of(article.text) for span in article.speaking())
    assert all(p in speaking for p in PARAGRAPHS[:20])
    assert not re.search("cookies|Most read|Sign up|support us|Photograph|Ferry timetable", speaking)
    assert (article.outlet, article.published) == ("The Harbour Courier", "2024-03-04T06:00:00Z")


@pytest.mark.parametrize("kind", ["made", "folder", "lines"])
def test_html_files(kind, tmp_path):
    texts = tmp_path / "texts.jsonl"
    texts.write_text(json.dumps({"text": "\n".join(PARAGRAPHS * 3)}) + "\n", "utf-8")
    given = None
    if kind == "folder":
        given = tmp_path / "given"
        given.mkdir()
        for n in range(3):
            (given / f"{n}.html").write_text(page(n, PARAGRAPHS[:3]), "utf-8")
    elif kind == "lines":
        given = tmp_path / "pages.jsonl"
        lines = (json.dumps({"html": page(n, PARAGRAPHS[:3])}) + "\n" for n in range(3))
        given.write_text("".join(lines), "utf-8")
    made = speed.html_files(given, texts, 2, tmp_path / "out")
    assert len(list(made.glob("*.html"))) == 2


def test_a_run_says_what_it_took(tmp_path):
    file = tmp_path / "texts.jsonl"
    short = (json.dumps({"id": str(n), "text": speed.SHORT}) + "\n" for n in range(3))
    file.write_text("".join(short), "utf-8")
    core = speed.allowed()[-1]
    lines = [str(line) for line in speed.race(file, None, 1, core)]
    assert any("words/s, cpu" in line for line in lines)
    assert "not run" in lines[-1]
    run = speed.timed(["read", str(file), "--no-record", "--to", "jsonl"], {core})
    assert run.lines == 3
    assert 0 < run.first <= run.last <= run.wall
    assert run.peak_mb > 20
    assert run.cpu > 0
    with pytest.raises(SystemExit, match="exit status 1"):
        speed.timed(["read", str(tmp_path / "none.html"), "--no-record", "--to", "jsonl"], {core})


def test_the_short_page_has_its_statement(encoder):
    from onrecord.reading import read

    statements = read(Page(speed.SHORT.encode(), "short.txt"), encoder).statements
    contents = [span.of(speed.SHORT) for s in statements for span in s.attribution.content]
    assert any(speed.SAID in content for content in contents)
