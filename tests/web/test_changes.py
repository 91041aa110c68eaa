"""Versions of a page side by side, and corrections that lost their words."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from onrecord.identity import article_id
from onrecord.nouns import Article, Attribution, Block, Page, Reading, Span, Speaker, Statement
from onrecord.record import Record
from onrecord.web import Settings
from onrecord.web.views.changes import _edits
from tests.web.sites import SCRIPT, running

OLD = (
    "Harbour plan put off\n\n"
    "The pier will stay closed until spring, said Dora Finch.\n\n"
    "We have money for ten new cranes this year, said Ivo Lund.\n\n"
    f"Nobody {SCRIPT} was asked about it beforehand, said Mina Oak.\n\n"
    "The weather was fair.\n"
)
NEW = (
    "Harbour plan put off\n\n"
    "We have money for two old cranes this year, said Ivo Lund.\n\n"
    "The pier will stay closed until spring, said Dora Finch.\n\n"
    "The weather was fair.\n\n"
    "All of that was known to us for long, said Pia Rask.\n"
)


def version(text: str) -> tuple[Page, Reading]:
    """A page whose every paragraph with "said" is a statement."""
    page = Page(text.encode(), "harbour.txt", "2024-03-05T10:00:00+00:00", "text/plain")
    blocks, told, at = [], [], 0
    for number, words in enumerate(text.rstrip("\n").split("\n\n")):
        blocks.append(Block("headline" if number == 0 else "body", Span(at, at + len(words))))
        what, said, who = words.partition(", said ")
        if said:
            start = at + len(what) + len(said)
            name = who.rstrip(".")
            told.append(
                Statement(
                    Attribution(
                        f"s{number}",
                        "indirect",
                        (Span(start, start + len(name)),),
                        (Span(start - 5, start - 1),),
                        (Span(at, at + len(what)),),
                    ),
                    Speaker(name, "person"),
                    "state",
                )
            )
        at += len(words) + 2
    article = Article(page.address, text, tuple(blocks), "Harbour plan put off", page=page.sha256)
    return page, Reading(article, tuple(told), "scripted")


@pytest.fixture
def harbour(empty_record: Path) -> tuple[Path, str]:
    """A record with the two versions, each corrected somewhere, and the article's id."""
    with Record(empty_record) as record:
        record.add(*version(OLD))
        ids = [each.attribution.id for each in record.article("harbour.txt").reading.statements]
        record.correct(ids[1], {"act": "promise"}, by="Ana")
        record.accept(ids[2], by="Ben")
        record.add(*version(NEW))
        return empty_record, article_id(record.article("harbour.txt").reading.article)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_became_of_each_statement(
    harbour: tuple[Path, str], tab_of: Callable[..., Any], axe: Callable[[Any], list[str]], scheme: str
) -> None:
    with running(Settings(record=str(harbour[0]))) as site:
        tab = tab_of(color_scheme=scheme, viewport={"width": 375, "height": 800})
        tab.goto(f"{site.url}articles/{harbour[1]}")
        tab.get_by_role("button", name="Compare").click()
        assert tab.url.endswith("/changes?old=1&new=2")
        counts = tab.locator(".counts").inner_text().split()
        told = dict(zip(counts[1::3], counts[2::3], strict=True))
        assert told == {"kept": "1", "moved": "0", "reworded": "1", "added": "1", "removed": "1"}
        reworded = tab.locator(".fates li", has_text="reworded")
        assert [each.split() for each in reworded.locator("del .sign + *, del").all_inner_texts()]
        assert "ten new" in " ".join(reworded.locator("del").all_inner_texts())
        assert "two old" in " ".join(reworded.locator("ins").all_inner_texts())
        assert reworded.locator("del").first.inner_text().count("−") == 1, "by signs, too"
        removed = tab.locator(".block.removed")
        assert SCRIPT in removed.inner_text()
        assert tab.locator("main script").count() == 0
        assert tab.locator(".block.moved").count() == 1
        assert tab.locator(".block.added").count() == 1
        assert tab.evaluate("document.documentElement.scrollWidth") <= 375
        assert axe(tab) == []
        tab.locator(".same summary").first.focus()
        tab.keyboard.press("Enter")
        assert tab.get_by_text("Harbour plan put off", exact=True).last.is_visible()


def test_corrections_without_their_words_are_listed(
    harbour: tuple[Path, str], client_of: Callable[..., httpx.Client]
) -> None:
    record, name = harbour
    page = client_of(record).get(f"/articles/{name}").text
    assert "Corrections without their words" in page
    assert "state → promise" in page
    assert "Ben" in page
    assert "gone from the page" in page


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("", 303),
        ("?old=2&new=1", 200),
        ("?old=1&new=1", 200),
        ("?old=1&new=7", 404),
        ("?old=0&new=1", 400),
        ("?old=x", 400),
        ("?old=99999999999999999999", 400),
    ],
)
def test_versions_are_asked_for_by_number(
    harbour: tuple[Path, str], client_of: Callable[..., httpx.Client], asked: str, status: int
) -> None:
    record, name = harbour
    assert client_of(record).get(f"/articles/{name}/changes{asked}").status_code == status


def test_one_version_has_nothing_to_be_compared_with(
    empty_record: Path, client_of: Callable[..., httpx.Client]
) -> None:
    with Record(empty_record) as record:
        record.add(*version(OLD))
        name = article_id(record.article("harbour.txt").reading.article)
    answer = client_of(empty_record).get(f"/articles/{name}/changes")
    assert answer.status_code == 200
    assert "one version of this page" in answer.text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("a b c", "a b c", "a b c"),
        ("we saw ten new ships", "we saw two old ships", "we saw [-ten new-]{+two old+} ships"),
        ("one two", "one", "one[- two-]"),
        ("", "new words", "{+new words+}"),
        ("old words", "", "[-old words-]"),
        ("a x b", "a b", "a [-x -]b"),
    ],
)
def test_words_held_against_each_other(old: str, new: str, told: str) -> None:
    marks = {"same": "{}", "cut": "[-{}-]", "added": "{{+{}+}}"}
    assert "".join(marks[each.sort].format(each.words) for each in _edits(old, new)) == told
