"""Utterances out of the record: which, whose, in what order, and only of what search shows."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product

import pytest

from onrecord.errors import ConflictError, RecordError
from onrecord.nouns import Article, Block, Page, Reading, Span
from onrecord.record import Record, settling
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


SYLLABLES = ["".join(each) for each in product("bdfgklmnprst", "aeiou", ("ndar", "lket", "sto"))]


def many(record: Record, number: int = 23) -> None:
    """Utterances of one to four articles, some of them without a date."""
    chance = random.Random(5)
    lines = ["The bollards " + " ".join(chance.choices(SYLLABLES, k=9)) + "." for _ in range(number)]
    for n in range(4):
        said = [(TENG, line) for place, line in enumerate(lines) if place % 4 >= n]
        day = None if n == 0 else f"2024-03-{n:02}"
        record.add(*page_telling(f"many{n}.txt", *said[::2], day=day, outlet=f"Outlet {n}"))
        record.add(*page_telling(f"more{n}.txt", *said[1::2], day="2024-03", outlet=f"Other {n}"))


@pytest.mark.parametrize("words", ["", "bollards"])
@pytest.mark.parametrize("least", [1, 2, 3])
@pytest.mark.parametrize("first", [2, 5, 1_000])
def test_the_list_is_walked_to_its_end_and_back(
    record: Record, words: str, least: int, first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settling, "FIRST", first)
    many(record)
    names = [each.utterance.name for each in record.utterances(words, least=least, limit=500)]
    assert len(names) > 9
    for size in (1, 4, 7):
        met = [each.utterance.name for each in record.utterances(words, least=least, limit=size)]
        while some := record.utterances(words, least=least, limit=size, after=met[-1]):
            met += [each.utterance.name for each in some]
        assert met == names
        back = names[-1:]
        while some := record.utterances(words, least=least, limit=size, before=back[0]):
            back = [*(each.utterance.name for each in some), *back]
        assert back == names
        by_offset = [
            each.utterance.name
            for at in range(0, len(names), size)
            for each in record.utterances(words, least=least, limit=size, offset=at)
        ]
        assert by_offset == names
    following = record.utterances(words, least=least, limit=2, offset=3, after=names[2])
    assert [each.utterance.name for each in following] == names[6:8]


def test_any_telling_of_an_utterance_tells_its_place_in_the_list(record: Record) -> None:
    many(record)
    found = record.utterances(least=1, limit=500)
    for each in found[0].utterance.told:
        assert record.utterances(least=1, limit=1, after=each.name) == found[1:2]
    gone = found[3].utterance.told
    for each in gone:
        record.reject(each.name, by="ann")
    with pytest.raises(RecordError, match=r"only what search shows|no utterance of the list"):
        record.utterances(after=gone[0].name)
    with pytest.raises(RecordError, match="no statement"):
        record.utterances(after="ffffffffffff")


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
                Telling(
                    row.id, row.words, key, sort, row.said_on, article.published, article.outlet, article.id
                )
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


WORDS = [
    "storm",
    "boats",
    "courage",
    "crews",
    "harbour",
    "board",
    "quota",
    "net",
    "ferry",
    "hull",
    "winter",
    "will",
    "never",
    "take",
    "the",
    "of",
    "not",
    "if",
    "our",
]


def retold(seed: int, count: int) -> list[tuple[Page, Reading]]:
    """Pages with statements of few words, so that much of it is nearly the same; some come twice, changed."""
    chance = random.Random(seed)
    speeches = [chance.choices(WORDS, k=chance.randrange(4, 25)) for _ in range(count // 2)]
    speakers = [TENG, ARDEN, "Teng", "Mara B. Teng", "Mara C. Teng"]
    made = []
    for n in range(count):
        said = []
        for _ in range(chance.randrange(5)):
            speech = list(chance.choice(speeches))
            if chance.random() < 0.5:
                start = chance.randrange(len(speech) // 2)
                speech = speech[start : chance.randrange(start + 2, len(speech) + 1)]
            said.append((chance.choice(speakers), " ".join(speech)))
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


def articles_of(record: Record, words: str = "") -> list[str]:
    """Each utterance as the pages that tell it."""
    return sorted(" ".join(each) for each in ids(record.utterances(words, least=1)))


def first_id(record: Record, words: str, address: str) -> str:
    """The id of the statement in an article that has these words."""
    return next(row.id for row in record.search(words) if row.address == address)


def test_merged_utterances_are_one_until_that_is_undone(record: Record) -> None:
    before = record.utterances(least=1)
    gulls, lamps = first_id(record, "gulls", "c.txt"), first_id(record, "lamp", "b.txt")
    decision = record.merge_utterances(gulls[:8], lamps, by="Ana")
    assert (decision.action, decision.made_by, decision.orphan) == ("merge", "Ana", False)
    assert str(decision) == f"{gulls} tells the same as {lamps}"
    assert articles_of(record, "lamp") == ["c.txt c.txt a.txt b.txt"]
    [found] = record.utterances("gulls")
    assert (found.articles, found.decisions) == (3, (decision,))
    assert record.utterance(gulls) == record.utterance(lamps) == found
    with pytest.raises(RecordError, match="tell one utterance already"):
        record.merge_utterances(gulls, lamps, by="Ana")
    record.add(*page_telling("d.txt", (ARDEN, LAMPS), day="2024-03-06", outlet="Echo"))
    assert record.utterance(gulls).articles == 4, "what arrives later belongs to it"
    record.add(*page_telling("d.txt", day="2024-03-06"))
    assert record.undo_utterances(by="Eva").number == decision.number
    assert record.utterances(least=1) == before
    assert [each.holds for each in record.utterance_decisions()] == [False, True]
    record.undo_utterances(2, by="Eva")
    assert record.utterance(gulls).articles == 3, "an undoing undone"
    with pytest.raises(RecordError, match="decision 2 was undone already"):
        record.undo_utterances(2, by="Eva")


def test_decisions_are_made_against_what_was_seen(record: Record) -> None:
    gulls, lamps = first_id(record, "gulls", "c.txt"), first_id(record, "lamp", "b.txt")
    channel, trimmed = (first_id(record, "channel", f"{page}.txt") for page in "ab")
    record.merge_utterances(gulls, lamps, by="Ana", seen=0)
    record.split_utterance(trimmed, by="Eva", seen=0)
    told = f"Ana has decided since, in number 1: {gulls} tells the same as {lamps}"
    for late in (
        lambda: record.merge_utterances(channel, lamps, by="Bob", seen=0),
        lambda: record.split_utterance(lamps, by="Bob", seen=0),
        lambda: record.undo_utterances(by="Bob", seen=0),
    ):
        with pytest.raises(ConflictError, match=told):
            late()
    with pytest.raises(ConflictError, match="Eva has decided since, in number 2"):
        record.undo_utterances(1, by="Bob", seen=1)
    record.undo_utterances(1, by="Bob", seen=2)
    with pytest.raises(ConflictError, match="in number 3: number 1 undone"):
        record.merge_utterances(lamps, gulls, by="Ana", seen=2)
    record.merge_utterances(lamps, gulls, by="Ana", seen=3)


def test_what_is_left_to_compare_is_known(record: Record) -> None:
    assert not record.is_matched(settled=False)
    record.match(settle=False)
    assert (record.is_matched(settled=False), record.is_matched()) == (True, False)
    record.match()
    assert record.is_matched()
    record.add(*page_telling("d.txt", (TENG, CUT)))
    assert not record.is_matched(settled=False)


def test_statements_that_were_split_off_tell_another_utterance(record: Record) -> None:
    before = record.utterances(least=1)
    trimmed = first_id(record, "northern channel", "b.txt")
    decision = record.split_utterance(trimmed, by="Ana")
    assert ids(record.utterances("channel", least=1)) == [["c.txt", "a.txt"], ["b.txt"]]
    assert record.utterance(trimmed).articles == 1
    assert record.utterance(trimmed).decisions == (decision,)
    record.add(*page_telling("d.txt", (TENG, CUT), day="2024-03-06", outlet="Echo"))
    record.add(*page_telling("e.txt", (TENG, DREDGE), day="2024-03-06", outlet="Echo"))
    assert ids(record.utterances("channel", least=1)) == [["c.txt", "a.txt", "e.txt"], ["d.txt", "b.txt"]]
    for name in (trimmed, first_id(record, "herring", "e.txt")):
        assert record.utterance(name) in record.utterances("channel", least=1)
    for address in ("d.txt", "e.txt"):
        record.add(*page_telling(address))
    record.undo_utterances(by="Ana")
    assert record.utterances(least=1) == before


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((), "a split needs the statements"),
        (("00",), "there is no statement '00'"),
        (("c.txt gulls",), None),
        (("a.txt lamp", "a.txt channel"), "tells another utterance than"),
        (("a.txt lamp", "b.txt lamp"), "nothing else tells what"),
    ],
)
def test_a_split_that_makes_no_sense_is_refused(
    record: Record, asked: tuple[str, ...], said: str | None
) -> None:
    names = [first_id(record, *each.split()[::-1]) if " " in each else each for each in asked]
    if said is None:  # two statements of one article
        assert record.split_utterance(*names, by="Ana").holds
        return
    with pytest.raises(RecordError, match=said):
        record.split_utterance(*names, by="Ana")
    assert record.utterance_decisions() == ()


@pytest.mark.parametrize("by", ["", " ", "Ana\n", "A" * 201])
def test_who_decides_has_to_be_named(record: Record, by: str) -> None:
    with pytest.raises(RecordError, match="who decides"):
        record.split_utterance(first_id(record, "lamp", "a.txt"), by=by)
    with pytest.raises(RecordError, match="nothing to undo about utterances"):
        record.undo_utterances(by="Ana")
    with pytest.raises(RecordError, match="no decision 7 about utterances"):
        record.undo_utterances(7, by="Ana")


def test_a_decision_holds_for_what_another_bundle_reads(record: Record) -> None:
    """Of the same spans the ids are the same; of what it does not find any more the decision is an orphan."""
    trimmed = first_id(record, "northern channel", "b.txt")
    record.split_utterance(trimmed, by="Ana")
    page, reading = PAGES[1]
    record.add(page, replace(reading, bundle="newer"))
    assert record.utterance(trimmed).articles == 1
    assert [each.orphan for each in record.utterance_decisions()] == [False]
    record.add(page, Reading(reading.article, reading.statements[1:], "newest"))
    assert [each.orphan for each in record.utterance_decisions()] == [True]
    assert articles_of(record, "channel") == ["c.txt a.txt"]
    record.add(page, reading)
    assert [each.orphan for each in record.utterance_decisions()] == [False]
    assert record.utterance(trimmed).articles == 1


def test_another_of_the_side_stands_for_a_statement_that_is_gone(record: Record) -> None:
    gulls, lamps = first_id(record, "gulls", "c.txt"), first_id(record, "lamp", "b.txt")
    record.merge_utterances(gulls, lamps, by="Ana")
    record.add(*page_telling("b.txt", day="2024-03-07"))
    assert articles_of(record, "gulls") == ["c.txt c.txt a.txt"]
    assert not record.utterance_decisions()[0].orphan


def test_a_page_that_changes_back_tells_again_what_it_told(record: Record) -> None:
    before = record.utterances(least=1)
    record.add(*page_telling("b.txt", (ARDEN, DREDGE), day="2024-03-06"))
    assert record.utterances(least=1) != before
    record.add(*PAGES[1])
    assert record.unmatched() == 0
    assert record.utterances(least=1) == before


def test_names_that_come_later_can_tell_speakers_apart(record: Record) -> None:
    """Two initials of one surname and first name are two persons, whoever bore the name without one."""
    record.add(*page_telling("d.txt", ("Nils A. Arden", LAMPS), day="2024-03-05"))
    assert [found.articles for found in record.utterances("lamp")] == [3]
    record.add(*page_telling("e.txt", ("Nils B. Arden", ONCE), day="2024-03-05"))
    assert clusters(record) == index_of(record).clusters()


def test_nothing_is_compared_twice(record: Record) -> None:
    assert (record.unmatched(), record.match(), record.match(), record.unmatched()) == (7, 7, 0, 0)
    record.add(*PAGES[0])
    assert record.match() == 0
    record.add(*page_telling("d.txt", (ARDEN, LAMPS)))
    assert (record.match(settle=False), record.unmatched()) == (1, 0)
    assert record.utterances("lamp")[0].articles == 3


def test_other_rules_compare_everything_anew(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    before = record.utterances(least=1)
    monkeypatch.setattr("onrecord.record.matching.RULES", 2)
    assert record.unmatched() == 7
    assert record.utterances(least=1) == before
    assert (record.unmatched(), record.match()) == (0, 0)


def test_a_batch_that_fails_leaves_nothing(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RecordError("the disk is full", step="record")

    with monkeypatch.context() as patched:
        patched.setattr("onrecord.record.matching.touch", fails)
        with pytest.raises(RecordError, match=r"were not compared with each other yet.*the disk is full"):
            record.utterances()
    assert record.unmatched() == 7
    assert articles_of(record, "lamp") == ["a.txt b.txt"]


def test_who_may_only_read_gets_what_was_compared(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    before = record.utterances(least=1)
    record.add(*page_telling("d.txt", (ARDEN, LAMPS)))
    new = first_id(record, "lamp", "d.txt")

    def read_only(*_: object, **__: object) -> None:
        raise RecordError("cannot be written here", step="record")

    monkeypatch.setattr(record._database, "write", read_only)
    assert record.utterances(least=1) == before
    with pytest.raises(RecordError, match=f"{new} was not compared with others yet"):
        record.utterance(new)


def test_what_people_correct_counts_for_the_utterances_until_it_is_undone(record: Record) -> None:
    """Rejected words tell nothing, corrected ones what they are now, also where they had it first."""
    before = [told_by(each) for each in record.utterances(least=1)]
    [found] = record.utterances("spawned")
    first = found.utterance.told[0].name
    number = record.reject(first, by="Ana").number
    assert ids(record.utterances("spawned")) == [["a.txt", "b.txt"]]
    record.undo_correction(number, by="Ana")
    assert [told_by(each) for each in record.utterances(least=1)] == before
    number = record.correct(first, {"content": ["before the herring have spawned"]}, by="Ana").number
    [shorter] = [each for each in record.utterance(first).utterance.told if each.name == first]
    assert shorter.text == "before the herring have spawned"
    record.undo_correction(number, by="Ana")
    assert [told_by(each) for each in record.utterances(least=1)] == before
    named = record.correct(first, {"speaker": {"name": ARDEN, "type": "person"}}, by="Ana").number
    assert ARDEN in record.utterance(first).speakers
    record.add(*page_telling("d.txt", (TENG, DREDGE)))
    record.undo_correction(named, by="Ana")
    assert "d.txt" in ids(record.utterances("spawned"))[0]
    assert next(record.verify()).failures == ()


def told_by(each: Told) -> tuple[tuple[str, ...], ...]:
    return tuple((one.name, one.text, str(one.speaker)) for one in each.utterance.told)
