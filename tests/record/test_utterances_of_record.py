"""Utterances out of the record: which, whose, in what order, and only of what search shows."""

from collections.abc import Iterator

import pytest

from onrecord.errors import RecordError
from onrecord.nouns import Article, Block, Page, Reading, Span
from onrecord.record import Record
from onrecord.utterance import Told
from tests.record.made import told
from tests.stores import Place

DREDGE = "The harbour council will not dredge the northern channel before the herring have spawned."
CUT = "The harbour council will dredge the northern channel"
LAMPS = "Every lamp on the old pier shall burn until the last trawler is home."
ONCE = "Nobody has counted the gulls on the breakwater this winter."
TENG, ARDEN = "Mara Teng", "Nils Arden"


def page_telling(
    address: str, *said: tuple[str, str], day: str | None = "2024-03-05", outlet: str = "Courier"
) -> tuple[Page, Reading]:
    """A page on which each of these speakers says these words."""
    lines = [f"“{words}” said {name}.\n" for name, words in said]
    text = f"{''.join(lines)}{address}\n"
    statements = tuple(told(text, f"a{n}", name, name, "said", words) for n, (name, words) in enumerate(said))
    page = Page(text.encode(), address)
    blocks = (Block("body", Span(0, len(text))),)
    article = Article(address, text, blocks, outlet=outlet, published=day, page=page.sha256)
    return page, Reading(article, statements)


PAGES = (
    page_telling("a.txt", (TENG, DREDGE), (ARDEN, LAMPS), day="2024-03-05T08:00:00Z"),
    page_telling("b.txt", (TENG, CUT), (ARDEN, LAMPS), day="2024-03-06", outlet="Post"),
    page_telling("c.txt", (TENG, DREDGE), (TENG, ONCE), (TENG, ONCE), day="2024-03-04", outlet="Echo"),
)


@pytest.fixture
def record(place: Place) -> Iterator[Record]:
    with Record(place) as record:
        for each in PAGES:
            record.add(*each)
        yield record


def ids(found: tuple[Told, ...]) -> list[list[str]]:
    return [[telling.article for telling in told.utterance.told] for told in found]


@pytest.mark.parametrize(
    ("words", "more", "expected"),
    [
        ("", {}, ["c.txt a.txt b.txt", "a.txt b.txt"]),
        ("", {"least": 3}, ["c.txt a.txt b.txt"]),
        ("", {"least": 4}, []),
        ("", {"limit": 1}, ["c.txt a.txt b.txt"]),
        ("", {"least": 1}, ["c.txt a.txt b.txt", "a.txt b.txt", "c.txt c.txt"]),
        ("LAMP pier", {}, ["a.txt b.txt"]),
        ('"old pier"', {}, ["a.txt b.txt"]),
        ('"pier old"', {}, []),
        ("spawned", {}, ["c.txt a.txt b.txt"]),
        ("spawned lamp", {}, []),
        ("gulls", {}, []),
        ("Teng", {}, []),
        ("…", {}, []),
    ],
)
def test_utterances(record: Record, words: str, more: dict[str, int], expected: list[str]) -> None:
    assert ids(record.utterances(words, **more)) == [each.split() for each in expected]


def test_an_utterance_tells_who_had_it_first_and_what_was_cut(record: Record) -> None:
    [found] = record.utterances("spawned")
    assert (found.articles, found.outlets, found.speakers) == (3, ("Echo", "Courier", "Post"), (TENG,))
    assert [each.outlet for each in found.utterance.first] == ["Echo"]
    assert found.utterance.longest.text == DREDGE
    whole, trimmed = found.utterance.variants
    assert [each.outlet for each in whole.told] == ["Echo", "Courier"]
    assert (trimmed.text, trimmed.comparison.flags) == (CUT, ("negation dropped",))


def test_every_telling_leads_to_its_utterance(record: Record) -> None:
    for found in record.utterances(least=1):
        for telling in found.utterance.told:
            assert record.utterance(telling.name) == found
    [gulls] = record.search("gulls", limit=1)
    assert record.utterance(gulls.id[:8]).articles == 1


@pytest.mark.parametrize(
    ("id", "said"), [("00", "there is no statement '00'"), ("", "there is no"), ("a.txt", "there is no")]
)
def test_what_no_statement_has_is_told(record: Record, id: str, said: str) -> None:
    with pytest.raises(RecordError, match=said):
        record.utterance(id)


def test_only_what_search_shows_counts(record: Record) -> None:
    [lamps] = record.utterances("lamp")
    record.add(*page_telling("b.txt", (TENG, CUT), day="2024-03-06", outlet="Post"))
    assert record.utterances("lamp") == ()
    gone = next(each.name for each in lamps.utterance.told if each.article == "b.txt")
    with pytest.raises(RecordError, match=f"{gone} is of a version since replaced"):
        record.utterance(gone)


def test_the_same_page_at_two_addresses_is_one_article(record: Record) -> None:
    page, reading = page_telling("d.txt", (TENG, ONCE))
    record.add(page, reading)
    again = Page(page.data, "e.txt")
    article = Article("e.txt", reading.article.text, reading.article.blocks, page=again.sha256)
    record.add(again, Reading(article, reading.statements))
    [found] = record.utterances("gulls")
    assert sorted({each.article for each in found.utterance.told}) == ["c.txt", "d.txt"]


def test_merged_speakers_are_one(record: Record) -> None:
    record.add(*page_telling("d.txt", ("Liv Moen", LAMPS), day="2024-03-06", outlet="Echo"))
    assert ids(record.utterances("lamp")) == [["a.txt", "b.txt"]], "another speaker's"
    record.merge_speakers("Liv Moen", ARDEN, by="tests")
    [found] = record.utterances("lamp")
    assert (found.articles, found.speakers) == (3, (ARDEN,))


def test_the_order_of_reading_does_not_tell(record: Record, tmp_path_factory: pytest.TempPathFactory) -> None:
    with Record(tmp_path_factory.mktemp("turned") / "onrecord.db") as turned:
        for each in reversed(PAGES):
            turned.add(*each)
        assert turned.utterances(least=1) == record.utterances(least=1)
