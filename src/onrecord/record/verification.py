"""Verification: every article derived again from its page, every span held against its text.

Nothing in a tampered database may stop it: what cannot be read is a failure like any other.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, select
from sqlalchemy.exc import SQLAlchemyError

from onrecord.errors import OnrecordError
from onrecord.identity import article_id, named
from onrecord.nouns import Article, Page, Reading
from onrecord.record import days
from onrecord.record.correcting import log
from onrecord.record.database import Indexed, database_of
from onrecord.record.indexing import strays
from onrecord.record.loading import load
from onrecord.record.rechecking import problems
from onrecord.record.schema import (
    articles,
    blocks,
    outlets,
    pages,
    spans,
    speaker_aliases,
    speakers,
    statements,
    targets,
)
from onrecord.record.writing import COLUMNS, aliases_of, keyed, searched

ArticleOf = Callable[[Page], Article]
FIELDS = ("title", "byline", "outlet", "published", "url", "language")


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that does not hold: in which article, page and statement, in what role, and how.

    `address`, `page` and `statement` are "" where the failure is of none.
    """

    address: str
    page: str
    statement: str
    role: str
    problem: str

    def __str__(self) -> str:
        where = f"statement {self.statement}" if self.statement else ""
        return ": ".join(part for part in (self.address, where, self.role, self.problem) if part)


@dataclass(frozen=True, slots=True)
class Verified:
    """What one reading came to: how many statements and spans were held against the text, and the
    failures among them. `address` is "" for the database as a whole."""

    address: str
    page: str
    statements: int
    spans: int
    failures: tuple[Failure, ...]


def verified(connection: Connection, article_of: ArticleOf) -> Iterator[Verified]:
    """The database as a whole, then every reading in the order of export."""
    database = database_of(connection)
    problems = [*database.problems(connection), *strays(connection)]
    failures = tuple(Failure("", "", "", "record", problem) for problem in problems)
    yield Verified("", "", 0, 0, failures)
    try:
        order = (articles.c.address, articles.c.page, articles.c.bundle)
        ids = connection.execute(select(articles.c.id).order_by(*order)).scalars().all()
    except SQLAlchemyError as error:
        yield Verified("", "", 0, 0, (Failure("", "", "", "record", database.meaning_of(error)),))
        return
    for number in ids:
        yield _Check(connection, number).result(article_of)


class _Check:
    """One reading being checked; collects its failures."""

    def __init__(self, connection: Connection, number: int) -> None:
        self.connection, self.number = connection, number
        self.address = self.page = ""
        self.failures: list[Failure] = []
        self.statements = self.spans = 0

    def result(self, article_of: ArticleOf) -> Verified:
        try:
            self._all(article_of)
        except SQLAlchemyError as error:
            self.fail("record", database_of(self.connection).meaning_of(error))
        return Verified(self.address, self.page, self.statements, self.spans, tuple(self.failures))

    def fail(self, role: str, problem: str, statement: object = "") -> None:
        self.failures.append(Failure(self.address, self.page, str(statement), role, problem))

    def _all(self, article_of: ArticleOf) -> None:
        places = select(articles.c.address, articles.c.page).where(articles.c.id == self.number)
        self.address, self.page = map(str, self.connection.execute(places).one())
        row = (
            self.connection.execute(
                select(articles, outlets.c.name.label("outlet_name"), pages.c.size, pages.c.compressed)
                .outerjoin(outlets, articles.c.outlet == outlets.c.id)
                .outerjoin(pages, articles.c.page == pages.c.sha256)
                .where(articles.c.id == self.number)
            )
            .mappings()
            .one()
        )
        data = self._bytes(row)
        article = self._derived(article_of, data, row) if data is not None else None
        if article is not None:
            self._compare(article, row)
        self._spans(row["text"])
        self._confidences()
        self._names()

    def _bytes(self, row: RowMapping) -> bytes | None:
        """The page's bytes, if they are those that its SHA-256 names."""
        stored, size = row["compressed"], row["size"]
        if not isinstance(stored, bytes) or not isinstance(size, int) or size < 0:
            self.fail("page", "its bytes are missing")
            return None
        try:
            # A tampered page must not unfold to more than it says.
            data = zlib.decompressobj().decompress(stored, size + 1)
        except (zlib.error, OverflowError, MemoryError) as error:
            self.fail("page", f"its bytes cannot be decompressed: {error}")
            return None
        if len(data) != size:
            more = "more" if len(data) > size else f"{len(data)}"
            self.fail("page", f"it has {more} bytes, where {size} are recorded")
        if hashlib.sha256(data).hexdigest() != self.page:
            self.fail("page", "its bytes have another SHA-256 than recorded")
            return None
        return data

    def _derived(self, article_of: ArticleOf, data: bytes, row: RowMapping) -> Article | None:
        declared = row["declared_type"]
        try:
            return article_of(Page(data, self.address, row["fetched"], declared))
        except OnrecordError as error:
            self.fail("article", f"the page cannot be read again: {error.message}")
        except Exception as error:  # a tampered address or type may break the reader in any way
            self.fail("article", f"the page cannot be read again: {type(error).__name__}: {error}")
        return None

    def _compare(self, article: Article, row: RowMapping) -> None:
        """The article as it is derived again, held against what is stored."""
        for field in FIELDS:
            stored, derived = row["outlet_name" if field == "outlet" else field], getattr(article, field)
            if stored != derived:
                self.fail(field, f"{_short(stored)} is stored, {_short(derived)} is in the page")
        if article.text != row["text"]:
            self.fail("text", _difference(row["text"], article.text))
        if article_id(article) != row["name"]:
            self.fail("article", f"it is stored as {_short(row['name'])}, its id is {article_id(article)}")
        found = self.connection.execute(
            select(blocks.c.role, blocks.c.start, blocks.c.end)
            .where(blocks.c.article == self.number)
            .order_by(blocks.c.position)
        )
        stored_blocks = [tuple(block) for block in found]
        derived_blocks = [(block.role, *block.span) for block in article.blocks]
        for position in range(max(len(stored_blocks), len(derived_blocks))):
            was, now = stored_blocks[position : position + 1], derived_blocks[position : position + 1]
            if was != now:
                self.fail(
                    "block", f"number {position} is stored as {_block(was)}, the page gives {_block(now)}"
                )

    def _spans(self, body: object) -> None:
        """Each span of each statement inside the text, and its stored words those that stand there."""
        if not isinstance(body, str):
            self.fail("text", "it is missing")
            return
        found = self.connection.execute(
            select(spans, statements.c.name)
            .join(statements, spans.c.statement == statements.c.id)
            .where(statements.c.article == self.number)
            .order_by(statements.c.position, spans.c.role, spans.c.position)
        )
        for span in found.mappings():
            self._words(str(span["role"]), span, body, span["name"])
        aims = self.connection.execute(
            select(targets, statements.c.name.label("told"))
            .join(statements, targets.c.statement == statements.c.id)
            .where(statements.c.article == self.number)
            .order_by(statements.c.position, targets.c.position)
        )
        for aim in aims.mappings():
            if any(aim[column] is not None for column in ("start", "end", "words")):
                self._words("target", aim, body, aim["told"])
            self._probability("target", aim["confidence"], aim["told"])

    def _words(self, role: str, place: RowMapping, body: str, statement: object) -> None:
        self.spans += 1
        start, end, words = place["start"], place["end"], place["words"]
        if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start <= end <= len(body):
            outside = f"[{_short(start)}, {_short(end)}] is outside the text (0 to {len(body)})"
            self.fail(role, outside, statement)
        elif body[start:end] != words:
            differs = f"{_short(words)} is stored, {_short(body[start:end])} stands at [{start}, {end}]"
            self.fail(role, differs, statement)

    def _probability(self, role: str, value: object, statement: object) -> None:
        if not isinstance(value, int | float) or not 0 <= value <= 1:
            self.fail("confidence", f"of the {role}, {_short(value)} is no probability", statement)

    def _confidences(self) -> None:
        rows = select(statements).where(statements.c.article == self.number).order_by(statements.c.position)
        for row in self.connection.execute(rows).mappings():
            self._probability("attribution", row["confidence"], row["name"])
            for column in COLUMNS:
                if row[f"{column}_confidence"] is not None:
                    self._probability(column, row[f"{column}_confidence"], row["name"])

    def _index(self) -> Mapping[int, Indexed]:
        """What the index of search holds of each statement, in the row that its day gives it."""
        wanted = select(statements.c.id, articles.c.published)
        wanted = wanted.join(articles, statements.c.article == articles.c.id)
        rows = {
            number: days.row(day if isinstance(day, str) else None, number)
            for number, day in self.connection.execute(wanted.where(articles.c.id == self.number))
        }
        held = database_of(self.connection).indexed(self.connection, list(rows.values()))
        return {number: held[row] for number, row in rows.items() if row in held}

    def _names(self) -> None:
        """Each statement's id, which follows from its spans, and what search would find it by."""
        count = select(statements.c.id).where(statements.c.article == self.number)
        count = count.where(statements.c.corrected == 0)
        numbers = self.connection.execute(count.order_by(statements.c.position)).scalars().all()
        self.statements = len(numbers)
        database = database_of(self.connection)
        index = self._index()
        try:
            [reading] = load(self.connection, [self.number], "read")
            pairs = list(zip(numbers, reading.statements, named(reading).statements, strict=True))
            looked_up = [searched(statement, reading.article.text) for statement in reading.statements]
        except SQLAlchemyError:
            raise
        except Exception as error:  # values of any type may stand in a tampered row
            self.fail("statement", f"the statements cannot be understood: {error}")
            return
        for (number, stored, derived), words in zip(pairs, looked_up, strict=True):
            if stored.attribution.id != derived.attribution.id:
                problem = f"its spans give it the id {derived.attribution.id}"
                self.fail("id", problem, stored.attribution.id)
            if index.get(number) != database.to_be_indexed(words):
                self.fail("search", "the index holds other words than the statement", stored.attribution.id)
        self._speakers(reading)
        self._corrections(reading, index)

    def _corrections(self, reading: Reading, index: Mapping[int, Indexed]) -> None:
        """What people said: the words that they pointed at, and the rows that follow from what they said."""
        try:
            made = log(self.connection, self.address)
            failures = list(problems(self.connection, self.number, made, index))
        except SQLAlchemyError:
            raise
        except Exception as error:  # values of any type may stand in a tampered row
            self.fail("correction", f"the corrections cannot be understood: {error}")
            return
        for statement, role, problem in failures:
            self.fail(role, problem, statement)

    def _speakers(self, reading: Reading) -> None:
        """What joins names to speakers, and the forms in which search finds them."""
        forms = aliases_of(reading.statements, reading.article.text)
        for (name, kind), expected in sorted(forms.items()):
            wanted = select(speakers).where(speakers.c.name == name, speakers.c.type == kind)
            row = self.connection.execute(wanted).mappings().one()
            if any(row[column] != value for column, value in keyed(name, kind).items()):
                self.fail("speaker", f"{_short(name)} is stored with the key of another name")
            known = select(speaker_aliases.c.id, speaker_aliases.c.words)
            known = known.where(speaker_aliases.c.speaker == row["id"])
            kept = {number: str(form) for number, form in self.connection.execute(known)}
            for form in sorted(expected.keys() - set(kept.values())):
                self.fail("speaker", f"{_short(name)} is not kept as {_short(form)}")
            for number in database_of(self.connection).unindexed(self.connection, kept):
                self.fail("search", f"the index of names does not hold {_short(kept[number])}")


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else f"{shown[:60]}… ({len(shown)} characters)"


def _block(block: list[Any]) -> str:
    return f"{block[0][0]} [{block[0][1]}, {block[0][2]}]" if block else "nothing"


def _difference(stored: object, derived: str) -> str:
    """Where two texts part."""
    if not isinstance(stored, str):
        return "it is missing"
    at = next(
        (place for place, (one, other) in enumerate(zip(stored, derived, strict=False)) if one != other),
        min(len(stored), len(derived)),
    )
    here, there = _short(stored[at : at + 30]), _short(derived[at : at + 30])
    return f"at {at}, {here} is stored, {there} is in the page"
