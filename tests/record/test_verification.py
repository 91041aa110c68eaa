"""Verification names whatever was tampered with, and is stopped by nothing."""

import random
import zlib
from pathlib import Path

import pytest

from onrecord.errors import ArticleError, RecordError
from onrecord.identity import named
from onrecord.nouns import Article, Page
from onrecord.record import Failure, Record
from tests.record.made import HARBOUR, article_again, harbour, whole
from tests.stores import Command, Files, Place, Stores

FIRST = named(harbour()[1]).statements[0].attribution.id


def tampered(stores: Stores, place: Place, *commands: Command) -> bool:
    """Whether the database let us do so."""
    with Record(place) as record:
        record.add(*harbour())
        record.add(*harbour("neighbour.txt", data=b"neighbour"))
    return stores.tamper(place, *commands)


def failures(path: Place) -> list[Failure]:
    with Record(path) as record:
        return [failure for each in record.verify(article_again) for failure in each.failures]


OURS = "article = (SELECT id FROM articles WHERE address = 'harbour.txt')"
SPAN = f"role = 'cue' AND statement = (SELECT id FROM statements WHERE position = 0 AND {OURS})"
PAGE = "sha256 = (SELECT page FROM articles WHERE address = 'harbour.txt')"

CASES = [
    ("UPDATE articles SET text = replace(text, 'May', 'Mai') WHERE address = 'harbour.txt'", "text", "'i,"),
    ("UPDATE articles SET text = text || '!' WHERE address = 'harbour.txt'", "text", "'!' is stored"),
    ("UPDATE articles SET text = x'ff00' WHERE address = 'harbour.txt'", "text", "missing"),
    ("UPDATE articles SET text = CAST(x'ff00' AS TEXT) WHERE address = 'harbour.txt'", "record", "not UTF-8"),
    (
        "UPDATE articles SET title = 'Fall' WHERE address = 'harbour.txt'",
        "title",
        "'Fall' is stored",
    ),
    ("UPDATE articles SET outlet = NULL WHERE address = 'harbour.txt'", "outlet", "None is stored"),
    ("UPDATE articles SET name = 'x' WHERE address = 'harbour.txt'", "article", "its id is"),
    (
        f"UPDATE blocks SET role = 'appeal' WHERE position = 1 AND {OURS}",
        "block",
        "number 1 is stored as appeal",
    ),
    (f"UPDATE blocks SET \"end\" = 'x' WHERE position = 1 AND {OURS}", "block", "the page gives body"),
    (f"DELETE FROM blocks WHERE position = 1 AND {OURS}", "block", "is stored as nothing"),
    (f"UPDATE spans SET words = 'denied' WHERE {SPAN}", "cue", "'denied' is stored, 'said' stands"),
    (f"UPDATE spans SET start = 9999 WHERE {SPAN}", "cue", "is outside the text"),
    (f"UPDATE spans SET start = -1 WHERE {SPAN}", "cue", "is outside the text"),
    (f"UPDATE spans SET start = 'x' WHERE {SPAN}", "cue", "is outside the text"),
    (f'UPDATE spans SET "end" = start WHERE {SPAN}', "cue", "'said' is stored, '' stands"),
    (f"UPDATE spans SET start = 0, \"end\" = 7, words = 'Harbour' WHERE {SPAN}", "id", "its spans give it"),
    (f"DELETE FROM spans WHERE {SPAN}", "id", "its spans give it the id"),
    (f"UPDATE statements SET name = 'ffffffffffff' WHERE position = 0 AND {OURS}", "id", "its spans give"),
    (f"UPDATE statements SET flags = '5' WHERE position = 0 AND {OURS}", "statement", "cannot be understood"),
    ("UPDATE statement_words SET words = 'tolls fall'", "search", "the index holds other words"),
    ("DELETE FROM statement_words", "search", "the index holds other words"),
    (
        "INSERT INTO statement_words (rowid, words) VALUES (9999, 'tolls')",
        "record",
        "holds 1 statements that",
    ),
    (
        "INSERT INTO statement_words (rowid, words) SELECT rowid + 4294967296, words FROM statement_words "
        "WHERE rowid & 4294967295 = 1",
        "record",
        "holds 1 statements that",
    ),
    ("UPDATE statement_words SET rowid = rowid + 4294967296", "search", "the index holds other words"),
    (f"UPDATE pages SET compressed = substr(compressed, 1, 40) WHERE {PAGE}", "page", "are recorded"),
    (f"UPDATE pages SET compressed = x'ffff' WHERE {PAGE}", "page", "cannot be decompressed"),
    (f"UPDATE pages SET compressed = 'text' WHERE {PAGE}", "page", "its bytes are missing"),
    (f"UPDATE pages SET size = 3 WHERE {PAGE}", "page", "it has more bytes"),
    (f"UPDATE pages SET size = 'x' WHERE {PAGE}", "page", "its bytes are missing"),
    (f"DELETE FROM pages WHERE {PAGE}", "page", "its bytes are missing"),
    (f"DELETE FROM pages WHERE {PAGE}", "record", "a row of articles has no pages"),
    ("DELETE FROM articles WHERE address = 'harbour.txt'", "record", "a row of statements has no articles"),
]


AS_SQLITE = ("text = x'ff00'", "CAST(x'ff00' AS TEXT)", "compressed = 'text'")

HEARING = "statement = (SELECT id FROM statements WHERE act = 'accuse')"
COLUMN_CASES = [
    (
        f"UPDATE spans SET words = 'the jury' WHERE role = 'addressee' AND {HEARING}",
        "addressee",
        "'the jury' is",
    ),
    (f"UPDATE spans SET start = 9999 WHERE role = 'when' AND {HEARING}", "when", "is outside the text"),
    (f"UPDATE targets SET start = 9999 WHERE {HEARING}", "target", "is outside the text"),
    (f"UPDATE targets SET words = 'the tenants' WHERE {HEARING}", "target", "'the tenants' is stored"),
    (
        f"UPDATE targets SET start = NULL WHERE words IS NOT NULL AND {HEARING}",
        "target",
        "is outside the text",
    ),
    (f"UPDATE targets SET name = 'Vaz' WHERE {HEARING}", "search", "the index holds other words"),
    (
        f"UPDATE targets SET confidence = 1.5 WHERE {HEARING}",
        "confidence",
        "of the target, 1.5 is no probability",
    ),
    ("UPDATE statements SET act_confidence = -0.1", "confidence", "of the act, -0.1"),
    ("UPDATE statements SET speaker_confidence = 'high'", "confidence", "of the speaker, 'high'"),
    ("UPDATE statements SET confidence = 2", "confidence", "of the attribution, 2"),
    ("UPDATE statements SET column_flags = 'x'", "statement", "cannot be understood"),
    ("UPDATE speakers SET key = 'person tome vaz'", "speaker", "the key of another name"),
    ("DELETE FROM speaker_aliases WHERE words LIKE 'Ms%'", "speaker", "is not kept as 'Ms Côrte-Real'"),
]


@pytest.mark.parametrize(("command", "role", "said"), COLUMN_CASES)
def test_tampering_with_a_column_is_named(stores: Stores, place: Place, command: str, role: str, said: str):
    page, reading = whole()
    with Record(place) as record:
        record.add(page, reading)
        checked = list(record.verify(lambda _: reading.article))
        assert [each.failures for each in checked] == [(), ()]
        assert checked[1].spans == 13
    if not stores.tamper(place, (command, ())):
        return  # the database holds no such value at all
    with Record(place) as record:
        found = [failure for each in record.verify(lambda _: reading.article) for failure in each.failures]
    assert any(failure.role == role and said in failure.problem for failure in found), found


@pytest.mark.parametrize(("command", "role", "said"), CASES)
def test_tampering_is_named(stores: Stores, place: Place, command: str, role: str, said: str):
    if stores.kind == "postgresql" and any(each in command for each in AS_SQLITE):
        pytest.skip("PostgreSQL makes another value of it")
    if not tampered(stores, place, (command, ())):
        assert stores.kind == "postgresql"
        return  # the database holds no such value at all
    found = failures(place)
    assert any(failure.role == role and said in failure.problem for failure in found), found
    if "words = 'denied'" in command:
        [failure] = [each for each in found if each.role == "cue"]
        assert (failure.address, failure.statement) == ("harbour.txt", FIRST)
        assert str(failure) == f"harbour.txt: statement {FIRST}: cue: {failure.problem}"
    if "harbour.txt" in command and role != "record":
        assert not any(failure.address == "neighbour.txt" for failure in found)


def test_an_index_of_names_that_lacks_some_is_named(stores: Stores, place: Place):
    emptied = {
        "sqlite": "INSERT INTO speaker_words (speaker_words) VALUES ('delete-all')",
        "postgresql": "DELETE FROM speaker_words",
    }
    tampered(stores, place, (emptied[stores.kind], ()))
    found = [str(failure) for failure in failures(place)]
    assert len(found) == 6
    assert all("search: the index of names does not hold" in each for each in found)


def test_an_index_of_the_file_that_does_not_fit_its_table_is_named(tmp_path: Path):
    files = Files(tmp_path)
    path = files.new()
    other = "UPDATE sqlite_master SET sql = replace(sql, 'said_on', 'kind') WHERE name = 'statements_by_day'"
    tampered(files, path, ("PRAGMA writable_schema = ON", ()), (other, ()))
    found = failures(path)
    assert {failure.role for failure in found} == {"record"}
    assert any("missing from index statements_by_day" in failure.problem for failure in found)


def test_other_bytes_in_a_pages_place_are_named(stores: Stores, place: Place):
    other = HARBOUR.replace("May", "Mai").encode()
    values = (zlib.compress(other), len(other))
    tampered(stores, place, (f"UPDATE pages SET compressed = ?, size = ? WHERE {PAGE}", values))
    [failure] = failures(place)
    assert (failure.address, failure.role) == ("harbour.txt", "page")
    assert "another SHA-256" in failure.problem


def test_a_page_does_not_unfold_without_end(stores: Stores, place: Place):
    bomb = zlib.compress(bytes(50_000_000), 9)
    tampered(stores, place, (f"UPDATE pages SET compressed = ? WHERE {PAGE}", (bomb,)))
    found = failures(place)
    assert [failure.problem.startswith("it has more bytes") for failure in found] == [True, False]


@pytest.mark.parametrize("error", [ArticleError("nothing in it"), KeyError("x"), RecursionError("deep")])
def test_a_page_that_cannot_be_read_again_is_named(stores: Stores, place: Place, error: Exception):
    def broken(page: Page) -> Article:
        if page.address == "harbour.txt":
            raise error
        return article_again(page)

    tampered(stores, place)
    with Record(place) as record:
        found = [failure for each in record.verify(broken) for failure in each.failures]
    assert [(failure.address, failure.role) for failure in found] == [("harbour.txt", "article")]
    assert "cannot be read again" in found[0].problem


def test_a_reader_that_reads_otherwise_is_named(stores: Stores, place: Place):
    def otherwise(page: Page) -> Article:
        article = article_again(page)
        return Article(article.id, article.text[:-1], article.blocks[:1], page=article.page)

    tampered(stores, place)
    with Record(place) as record:
        _, first, _ = record.verify(otherwise)
    assert [failure.role for failure in first.failures] == ["title", "outlet", "published", "text", "block"]


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_file_stops_nothing(tmp_path: Path, seed: int):
    """Bytes overwritten anywhere but in the first page, or the file cut: told as failures, or on opening."""
    files = Files(tmp_path)
    path = files.new()
    tampered(files, path, ("PRAGMA journal_mode = DELETE", ()))
    data = bytearray(path.read_bytes())
    chance = random.Random(seed)
    if seed % 3 == 0:
        del data[chance.randrange(4096, len(data)) :]
    for _ in range(200):
        data[chance.randrange(4096, len(data))] = chance.randrange(256)
    path.write_bytes(data)
    assert told(path)


def told(path: Path) -> list[str]:
    """What is said of a file: its failures, or why it cannot be opened."""
    try:
        return [str(failure) for failure in failures(path)]
    except RecordError as error:
        return [error.message]
