"""Utterances out of the record: which, whose, in what order, and only of what search shows."""

import random
from collections.abc import Iterable, Iterator

import pytest

from onrecord.errors import RecordError
from onrecord.nouns import Article, Block, Page, Reading, Span
from onrecord.record import Record
from onrecord.record.identities import all_speakers
from onrecord.record.naming import sort_of
from onrecord.rows import rows_of
from onrecord.utterance import Telling, Told, UtteranceIndex
from onrecord.utterance.candidates import LIMITS
from tests.record.made import told
from tests.stores import Place, Stores, kept

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


def index_of(record: Record, hidden: Iterable[str] = ()) -> UtteranceIndex:
    """All statements that are shown, in an index in memory; wordings of others count for the keys alone."""
    index = UtteranceIndex()
    by_name = {(name.name, name.type): name for name in record._database.read(all_speakers).names}
    speakers = record._database.read(all_speakers)
    for reading in record.readings(newest=True):
        article = reading.article
        for row, statement in zip(rows_of(reading), reading.statements, strict=True):
            who = by_name.get((statement.speaker.name, statement.speaker.type)) if statement.speaker else None
            key, sort = None, "person"
            if who is not None and statement.speaker and statement.speaker.resolved:
                key = speakers.speaker(who.id, article.id).partition(" ")[2].partition("|")[0]
                sort = sort_of(who.type)
            index.add(
                Telling(row.id, row.words, key, sort, row.said_on, article.published, article.outlet, article.id)
            )
    for text in hidden:
        index.know(text)
    return index


def clusters(record: Record) -> frozenset[frozenset[str]]:
    """What the record tells of all its utterances."""
    found = record.utterances(least=1, limit=10_000)
    names = [frozenset(telling.name for telling in told.utterance.told) for told in found]
    assert len(set().union(*names)) == sum(map(len, names))
    return frozenset(names)


WORDS = (
    "storm boats courage crews harbour board quota net ferry hull winter will never take the of not if our"
).split()


def retold(seed: int, count: int) -> list[tuple[Page, Reading]]:
    """Pages with statements of few words, so that much of it is nearly the same; some pages come twice, changed."""
    chance = random.Random(seed)
    speeches = [chance.choices(WORDS, k=chance.randrange(4, 25)) for _ in range(count // 2)]
    made = []
    for n in range(count):
        said = []
        for _ in range(chance.randrange(5)):
            speech = list(chance.choice(speeches))
            if chance.random() < 0.5:
                start = chance.randrange(len(speech) // 2)
                speech = speech[start : chance.randrange(start + 2, len(speech) + 1)]
            said.append((chance.choice([TENG, ARDEN, "Teng", "Mara B. Teng", "Mara C. Teng"]), " ".join(speech)))
        day = chance.choice([None, "2024-03-05", "2024-03-06T08:00:00", "2024-03-12", "2024-07-01"])
        address = f"{n - (n % 4 == 3)}.txt"
        made.append(page_telling(address, *said, day=day, outlet=chance.choice(["Courier", "Post", "Echo"])))
    return made


@pytest.mark.parametrize("limits", [LIMITS, (2, 3)], ids=["as shipped", "many keys are crowded"])
def test_twenty_orders_of_arrival_give_the_utterances_of_the_index(
    stores: Stores, limits: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord.utterance.index.LIMITS", limits)
    monkeypatch.setattr("onrecord.record.matching.LIMITS", limits)
    monkeypatch.setattr("onrecord.record.matching.RECENT", 100)
    monkeypatch.setattr("onrecord.record.settling.AT_ONCE", 3)
    pages = retold(5, 24)
    found = set()
    for seed in range(20):
        chance = random.Random(seed)
        chance.shuffle(pages)
        with kept(stores) as place, Record(place) as record:
            for each in pages:
                record.add(*each)
                if chance.random() < 0.15:
                    record.match(settle=chance.random() < 0.5)
            for n in range(2, 24, 4):  # whichever came last, the same is shown
                latest = max((p for p in pages if p[0].address == f"{n}.txt"), key=lambda p: p[0].data)
                record.add(*latest)
            found.add(clusters(record))
            hidden = [row.words for row in record.rows()]
            index = index_of(record, hidden)
            assert clusters(record) == index.clusters()
            for told in record.utterances(least=1, limit=5):
                assert record.utterance(told.utterance.told[-1].name) == told
    assert len(found) == 1
