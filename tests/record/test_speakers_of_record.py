"""Speakers over all articles: one row each, whatever the order, and what people decided about them."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from onrecord.errors import RecordError
from onrecord.identity import named
from onrecord.nouns import Article, Block, Mention, Page, Reading, Span, Speaker, Statement, Target
from onrecord.record import Link, Record, SpeakerRow, links_in
from onrecord.rows import KnownAs
from onrecord.share import article_lines, as_json, from_json
from tests.record.made import told
from tests.stores import Place

Said = tuple[str, str]


def page_saying(
    address: str, *said: Said, day: str = "2024-03-05", outlet: str = "Alvor Echo", bundle: str = "small"
) -> tuple[Page, Reading]:
    """A page on which each of these names, with its type, says something; nothing else differs."""
    text = "".join(f"The tolls rise, said {name}, number {n}.\n" for n, (name, _) in enumerate(said))
    page = Page((text + address).encode(), address)
    statements = []
    for n, (name, kind) in enumerate(said):
        at = text.index(f"{name}, number {n}")
        start = text.rindex("The tolls rise", 0, at)
        one = told(text[start:], f"a{n}", name, name, "said", "The tolls rise")
        moved = one.attribution
        attribution = replace(
            moved,
            source=tuple(Span(a + start, b + start) for a, b in moved.source),
            cue=tuple(Span(a + start, b + start) for a, b in moved.cue),
            content=tuple(Span(a + start, b + start) for a, b in moved.content),
        )
        mention = Mention(Span(at, at + len(name)), "source")
        statements.append(Statement(attribution, Speaker(name, kind, (mention,))))  # type: ignore[arg-type]
    blocks = (Block("body", Span(0, len(text))),)
    article = Article(address, text, blocks, outlet=outlet, published=day, page=page.sha256)
    return page, Reading(article, tuple(statements), bundle)


def person(*names: str) -> tuple[Said, ...]:
    return tuple((name, "person") for name in names)


PORT, OFFICIAL = ("the port", "organization"), ("an official", "unnamed")
PAGES = (
    page_saying("one.txt", *person("Inês Côrte-Real", "Inês Côrte-Real", "Vaz"), PORT),
    page_saying(
        "two.txt", *person("Ines M. Corte-Real", "Tomé Vaz"), ("The Port", "organization"), day="2024-05-01"
    ),
    page_saying("three.txt", *person("Inês Côrte-Real", "Rui Vaz"), OFFICIAL, outlet="Sines Post"),
)


@pytest.fixture
def record(place: Place) -> Iterator[Record]:
    with Record(place) as record:
        for each in PAGES:
            record.add(*each)
        yield record


def counted(record: Record) -> dict[str, int]:
    return {row.name: row.statements for row in record.speakers()}


def test_a_speaker_is_one_row_over_all_articles(record: Record):
    first = record.speakers()[0]
    assert first == SpeakerRow(
        name="Inês Côrte-Real",
        type="person",
        statements=4,
        articles=3,
        first="2024-03-05",
        last="2024-05-01",
        aliases=("Ines M. Corte-Real",),
        outlets=("Alvor Echo", "Sines Post"),
        identifier=None,
        read_as=(("Inês Côrte-Real", "person", 3), ("Ines M. Corte-Real", "person", 1)),
        key="person ines corte real",
    )
    assert counted(record) == {"Inês Côrte-Real": 4, "The Port": 2, "Rui Vaz": 1, "Tomé Vaz": 1, "Vaz": 1}
    assert [row.name for row in record.speakers(unnamed=True)] == ["an official"]
    assert record.speakers(limit=1) == (first,)


def test_the_order_of_reading_does_not_tell(places: Callable[[], Place]):
    chance = random.Random(3)
    seen = set()
    for _ in range(4):
        pages = list(PAGES)
        chance.shuffle(pages)
        with Record(places()) as record:
            for each in pages:
                record.add(*each)
            record.merge_speakers("Vaz", "Tomé Vaz", by="me")
            seen.add((record.speakers(), record.speaker("vaz", type="person").candidates))
    assert len(seen) == 1


def test_a_surname_is_merged_with_nobody_and_told_as_a_candidate(record: Record):
    may_be = {each.speaker.name: each.reason for each in record.speaker("Vaz").candidates}
    assert may_be == {"Rui Vaz": "has this surname", "Tomé Vaz": "has this surname"}
    may_be = {each.speaker.name: each.reason for each in record.speaker("Rui Vaz").candidates}
    assert may_be == {"Vaz": "the surname alone"}


def test_details(record: Record):
    page, reading = page_saying("four.txt", *person("Inês Côrte-Real"))
    [one] = reading.statements
    target = Target("the league", "against", Span(0, 9))
    text = reading.article.text
    mentions = (Mention(Span(text.index("said"), text.index("said") + 4), "source"), *one.speaker.mentions)
    one = replace(one, act="accuse", targets=(target,), speaker=replace(one.speaker, mentions=mentions))
    record.add(page, replace(reading, statements=(one,)))
    details = record.speaker("corte")
    assert details.speaker.statements == 5
    assert details.forms == (("Inês Côrte-Real", 4), ("Ines M. Corte-Real", 1))
    assert (details.acts, details.targets) == ((("accuse", 1),), (("against", "the league", 1),))
    assert (details.candidates, details.decisions) == ((), ())


def test_what_could_not_be_followed_is_nobody(record: Record):
    page, reading = page_saying("he.txt", *person("He"))
    [one] = reading.statements
    record.add(
        page, replace(reading, statements=(replace(one, speaker=replace(one.speaker, resolved=False)),))
    )
    assert "He" not in counted(record)
    record.split_speaker("He", ["he.txt"], "Tomé Vaz", by="me")
    assert counted(record)["Tomé Vaz"] == 2
    assert {row.speaker for row in record.search(speaker="Tomé Vaz")} == {"He", "Tomé Vaz"}
    assert record.speaker("Tomé Vaz").speaker.statements == 2


def test_merging_and_undoing(record: Record):
    before = record.speakers(), list(record.readings())
    merged = record.merge_speakers("vaz", "tome vaz", by="Ana")
    assert (merged.number, merged.action, merged.name, merged.other_name) == (1, "merge", "Vaz", "Tomé Vaz")
    assert (merged.made_by, merged.holds, merged.made[-6:]) == ("Ana", True, "+00:00")
    assert counted(record)["Tomé Vaz"] == 2
    row = record.speaker("Vaz").speaker
    assert (row.name, row.decided) == ("Tomé Vaz", True)
    assert row.read_as == (("Tomé Vaz", "person", 1), ("Vaz", "person", 1))
    found = {
        (row.speaker, row.known_as.name if row.known_as else None)
        for row in record.search(speaker="Tomé Vaz")
    }
    assert found == {("Tomé Vaz", None), ("Vaz", "Tomé Vaz")}
    assert list(record.readings()) == before[1]  # the machine's value stays
    assert record.undo(by="Eva") == merged
    assert (record.speakers(), list(record.readings())) == before
    assert [(each.action, each.holds) for each in record.decisions()] == [("merge", False), ("undo", True)]
    record.undo(2, by="Eva")
    assert counted(record)["Tomé Vaz"] == 2
    assert [str(each) for each in record.speaker("Vaz").decisions] == ["Vaz is Tomé Vaz"]


def test_a_decision_holds_for_what_is_read_later_and_by_another_bundle(record: Record):
    record.merge_speakers("Vaz", "Tomé Vaz", by="me")
    record.split_speaker("the port", ["one.txt"], "Port of Sines", by="me")
    record.add(*page_saying("later.txt", *person("Vaz"), PORT))
    page, reading = PAGES[0]
    record.add(page, replace(reading, bundle="base"))
    assert counted(record) == {
        "Inês Côrte-Real": 4, "Tomé Vaz": 3, "The Port": 2, "Port of Sines": 1, "Rui Vaz": 1,
    }  # fmt: skip


def test_splitting_and_undoing(record: Record):
    record.add(*page_saying("four.txt", *person("Inês Côrte-Real")))
    before = record.speakers()
    record.split_speaker("Inês Côrte-Real", ["three.txt", "four.txt"], "Inês Côrte-Real (judge)", by="me")
    assert counted(record)["Inês Côrte-Real"] == 3
    assert counted(record)["Inês Côrte-Real (judge)"] == 2
    judge = record.search(speaker="judge")
    assert {(row.address, row.speaker) for row in judge} == {
        ("three.txt", "Inês Côrte-Real"), ("four.txt", "Inês Côrte-Real"),
    }  # fmt: skip
    assert {row.known_as for row in judge} == {KnownAs("Inês Côrte-Real (judge)", "person")}
    assert {row.address for row in record.search(speaker="ines m")} == {"one.txt", "two.txt"}
    record.split_speaker("Inês Côrte-Real (judge)", ["four.txt"], "Inês Côrte-Real (clerk)", by="me")
    assert counted(record)["Inês Côrte-Real (judge)"] == 1
    record.merge_speakers("Inês Côrte-Real (clerk)", "Rui Vaz", by="me")
    assert counted(record)["Rui Vaz"] == 2
    for _ in range(3):
        record.undo(by="me")
    assert record.speakers() == before


def test_a_split_before_a_merge_takes_what_it_took(record: Record):
    """What was told apart in an article stays what it is when the rest is merged with somebody."""
    record.add(*page_saying("both.txt", *person("Vaz", "Tomé Vaz")))
    record.split_speaker("Vaz", ["both.txt"], "Eva Vaz", by="me")
    record.merge_speakers("Vaz", "Tomé Vaz", by="me")
    assert counted(record) == {
        "Inês Côrte-Real": 4, "Tomé Vaz": 3, "The Port": 2, "Rui Vaz": 1, "Eva Vaz": 1,
    }  # fmt: skip


def test_father_and_son_with_one_name(record: Record):
    record.add(*page_saying("son.txt", *person("Tomé Vaz Jr.")))
    assert counted(record)["Tomé Vaz Jr."] == 2  # the longer of two that are as frequent
    record.add(*page_saying("father.txt", *person("Tomé Vaz Sr.")))
    assert {counted(record)[name] for name in ("Tomé Vaz", "Tomé Vaz Jr.", "Tomé Vaz Sr.")} == {1}
    may_be = {each.speaker.name: each.reason for each in record.speaker("Tomé Vaz").candidates}
    assert may_be["Tomé Vaz Jr."] == may_be["Tomé Vaz Sr."] == "the same name"


def test_links(record: Record):
    table = "name,identifier,type,note\nTomé Vaz,Q12,person,x\nThe port,Q9,,\n\nNot Read Yet,Q7,,\n"
    links = links_in("\ufeff" + table)
    assert links[0] == Link("Tomé Vaz", "Q12", "person")
    assert record.link_speakers(links, by="me") is not None
    assert record.link_speakers(links, by="me") is None
    assert {row.name: row.identifier for row in record.speakers() if row.identifier} == {
        "Tomé Vaz": "Q12", "The Port": "Q9",
    }  # fmt: skip
    assert {row.speaker for row in record.search(speaker="Q9")} == {"the port", "The Port"}
    assert {row.known_as for row in record.search(speaker="Q12")} == {KnownAs("Tomé Vaz", "person", "Q12")}
    record.merge_speakers("Vaz", "Tomé Vaz", by="me")
    assert {row.speaker for row in record.search(speaker="Q12")} == {"Vaz", "Tomé Vaz"}
    record.add(*page_saying("later.txt", *person("Not Read Yet")))
    assert record.speaker("Not Read Yet").speaker.identifier == "Q7"
    record.link_speakers([Link("Rui Vaz", "Q12")], by="me")
    may_be = {each.speaker.name: each.reason for each in record.speaker("Rui Vaz").candidates}
    assert may_be["Tomé Vaz"] == "the same identifier"
    record.undo(1, by="me")
    assert {row.name for row in record.speakers() if row.identifier} == {"Rui Vaz"}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "no column name or identifier"),
        ("name\nVaz\n", "no column identifier"),
        ("name,identifier\n", "no rows"),
        ("name,identifier\nVaz\n", "line 2: it has 1 cells, the head has 2"),
        ("name,identifier\nVaz,\n", "line 2: identifier has to have 1 to 200"),
        ("name,identifier\n,Q1\n", "line 2: name has to have 1 to 200"),
        ("name,identifier\nVaz,Q 1\n", "line 2: 'Q 1' is no identifier"),
        ("name,identifier\nVaz,Q1\nVaz,Q2\n", "line 3: 'Vaz' has two identifiers, Q1 and Q2"),
        ("name,identifier\nVaz,Q\x1b1\n", "line 2: identifier holds characters that are no text"),
        ("name,identifier,type\nVaz,Q1,king\n", "line 2: 'king' is no type of speaker"),
        ('name,identifier\n"Vaz,Q1\n', "line 2: unexpected end of data"),
        (f"name,identifier\n{'x' * 201},Q1\n", "line 2: name has to have"),
    ],
)
def test_a_table_that_is_not_of_the_form_is_told(table: str, said: str):
    with pytest.raises(RecordError) as caught:
        links_in(table)
    assert said in caught.value.message


def test_decisions_that_cannot_be_are_told(record: Record):
    record.add(*page_saying("five.txt", ("Rui Vaz", "organization")))
    record.merge_speakers("Vaz", "Tomé Vaz", by="me")
    cases = [
        (lambda: record.speaker("Nobody"), "no speaker in the record is named 'Nobody'"),
        (lambda: record.speaker("—"), "no speaker in the record"),
        (lambda: record.speaker("\0\ud800"), "no speaker in the record"),
        (lambda: record.speaker("'; DROP TABLE speakers --"), "no speaker in the record"),
        (lambda: record.speaker("Rui Vaz"), "it may be 'Rui Vaz' (organization), 'Rui Vaz' (person)"),
        (lambda: record.merge_speakers("corte", "Vaz", by="me"), "named 'corte'; there is 'Inês Côrte-Real'"),
        (lambda: record.merge_speakers("Vaz", "Tomé Vaz", by="me"), "are one speaker already: 'Tomé Vaz'"),
        (lambda: record.merge_speakers("an official", "Tomé Vaz", by="me"), "is no name"),
        (lambda: record.merge_speakers("the port", "Tomé Vaz", by=" "), "who decides has to have"),
        (lambda: record.split_speaker("Vaz", ["nowhere"], "X", by="me"), "there is no article 'nowhere'"),
        (lambda: record.split_speaker("Vaz", ["three.txt"], "X", by="me"), "says nothing in three.txt"),
        (lambda: record.split_speaker("Vaz", [], "X", by="me"), "needs the articles"),
        (lambda: record.split_speaker("Vaz", ["one.txt"], "a\x1b[31m", by="me"), "no text"),
        (lambda: record.split_speaker("Vaz", ["one.txt"], "Tomé Vaz", by="me"), "that it has already"),
        (lambda: record.undo(9, by="me"), "there is no decision 9"),
        (lambda: record.speaker("Rui Vaz", type="king"), "'king' is no type of speaker"),
    ]  # fmt: skip
    made = record.decisions()
    for call, said in cases:
        with pytest.raises(RecordError) as caught:
            call()
        assert said in caught.value.message
    assert record.decisions() == made
    assert record.speaker("Rui Vaz", type="organization").speaker.type == "organization"
    record.undo(by="me")
    with pytest.raises(RecordError, match="decision 1 was undone already"):
        record.undo(1, by="me")
    with pytest.raises(RecordError, match="there is nothing to undo"):
        record.undo(by="me")


def test_what_was_decided_is_told_of_one_reading_as_of_all(record: Record):
    for each in record.readings():
        assert record.decided(each) is None
    record.merge_speakers("Vaz", "Tomé Vaz", by="me")
    record.link_speakers([Link("Ines Corte-Real", "Q7")], by="me")
    everywhere, found = record.decided(), []
    for each in record.readings():
        here = record.decided(each)
        assert everywhere is not None
        assert here is not None
        for statement in each.statements:
            assert statement.speaker is not None
            found.append(here(each.article.id, statement.speaker))
            assert found[-1] == everywhere(each.article.id, statement.speaker)
    assert sum(each is not None for each in found) > 2


def test_what_people_decided_stands_beside_the_machines_value_in_what_is_exported(record: Record):
    plain = "".join(article_lines(record.readings()))
    record.merge_speakers("Vaz", "Tomé Vaz", by="me")
    record.link_speakers([Link("Tomé Vaz", "Q12")], by="me")
    lines = "".join(article_lines(record.readings(), record.decided()))
    assert lines.count('"known_as"') == 2
    assert '{"name": "Tomé Vaz", "type": "person", "identifier": "Q12"}' in lines
    assert "".join(article_lines(record.readings())) == plain
    for reading in record.readings():
        assert from_json(as_json(reading, record.decided())) == named(reading)
    known = {row.speaker: row.known_as for row in record.rows() if row.known_as}
    assert known["Vaz"] == KnownAs("Tomé Vaz", "person", "Q12")
