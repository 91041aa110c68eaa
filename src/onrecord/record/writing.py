"""Writing readings: the rows that they become, all in the caller's transaction."""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, FromClause, bindparam, select, update

from onrecord.errors import RecordError
from onrecord.identity import article_id, joined, named
from onrecord.nouns import DATE, NO_DATE, Page, Reading, Span, Speaker, Statement, Target
from onrecord.record import asking, days
from onrecord.record.asking import Known
from onrecord.record.database import database_of
from onrecord.record.naming import name_key, sort_of, written_forms
from onrecord.record.schema import (
    INDEX,
    WORD_COLUMNS,
    WRITTEN,
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

Outcome = Literal["added", "unchanged", "revised"]
RowValues = dict[str, Any]


AT_ONCE = 50
CHARACTERS_AT_ONCE = 1_000_000
"""How many readings are written in one transaction, and of what length."""

# Made once: SQLAlchemy takes longer over making a statement than SQLite over a few rows.
KNOWN = select(articles.c.id).where(
    articles.c.address == bindparam("address"),
    articles.c.page == bindparam("page"),
    articles.c.bundle == bindparam("bundle"),
)
HIDE = update(articles).where(articles.c.address == bindparam("its_address")).values(shown=0)
SHOW = update(articles).where(articles.c.id == bindparam("its_id")).values(shown=1)

COLUMNS = ("speaker", "act", "addressee", "occasion", "when")
"""Those that carry a confidence of their own, by the fields of `Confidences`."""


def check(page: Page, reading: Reading) -> None:
    """Raises RecordError unless the reading is one of this page, with all its places inside the text and
    all its confidences in [0, 1]."""
    article, length = reading.article, len(reading.article.text)
    problem = next(
        (
            f"{what} [{span.start}, {span.end}] is outside the text (0 to {length})"
            for what, span in _places(reading)
            if not 0 <= span.start <= span.end <= length
        ),
        "",
    )
    if article.id != page.address:
        problem = f"the article is of {article.id!r}, not of this page"
    elif article.page != page.sha256:
        problem = "the article was read from other bytes than the page's"
    elif not problem:
        problem = next(
            (
                f"a confidence ({what}) is {value}, which is no probability"
                for statement in reading.statements
                for what, value in confidences_of(statement)
                if not 0 <= value <= 1  # nor is NaN
            ),
            "",
        )
    days = (statement.said_on for statement in reading.statements)
    undated = next((day for day in days if day is not None and not DATE.fullmatch(day)), None)
    if undated is not None and not problem:
        problem = f"said_on is {undated!r}, which {NO_DATE}"
    if problem:
        raise RecordError(problem, page=page.address, step="record")


def _places(reading: Reading) -> Iterator[tuple[str, Span]]:
    yield from (("a block", block.span) for block in reading.article.blocks)
    for statement in reading.statements:
        yield from ((f"a span ({role})", span) for role, span, _ in spans_of(statement))
        yield from (("a target", target.span) for target in statement.targets if target.span is not None)


def spans_of(statement: Statement) -> Iterator[tuple[str, Span, str | None]]:
    """All spans of a statement with their roles and, for mentions, reasons."""
    attribution = statement.attribution
    yield from ((role, span, None) for role, span in attribution.spans)
    for role, place in (
        ("addressee", statement.addressee),
        ("occasion", statement.occasion),
        ("when", statement.when),
    ):
        if place is not None:
            yield role, place, None
    yield from (("insertion", span, None) for span in attribution.insertions)
    if statement.speaker is not None:
        yield from (("mention", mention.span, mention.reason) for mention in statement.speaker.mentions)


def confidences_of(statement: Statement) -> Iterator[tuple[str, float]]:
    """All confidences of a statement that there are, each with what it is of."""
    yield "attribution", statement.attribution.confidence
    for column in COLUMNS:
        value = getattr(statement.confidences, column)
        if value is not None:
            yield column, value
    yield from (("target", target.confidence) for target in statement.targets)


def is_known(connection: Connection, page: Page, bundle: str) -> bool:
    """Whether there is a reading of this page, at its address, by this bundle."""
    wanted = {"address": page.address, "page": page.sha256, "bundle": bundle}
    return connection.execute(KNOWN, wanted).first() is not None


class Prepared(NamedTuple):
    """A reading that can be written: what takes a while is made before the transaction."""

    page: Page
    reading: Reading
    page_row: RowValues


def prepared(page: Page, reading: Reading) -> Prepared:
    """A reading, named, with the row of its page. Raises RecordError for what `check` finds."""
    check(page, reading)
    row = {"sha256": page.sha256, "size": len(page.data), "compressed": zlib.compress(page.data)}
    return Prepared(page, named(reading), row)


def batches(readings: Iterable[tuple[Page, Reading]]) -> Iterator[list[Prepared | RecordError]]:
    """Readings that can be written at once, each of another address, or why one of them cannot."""
    batch: list[Prepared | RecordError] = []
    size, addresses = 0, set[str]()
    for page, reading in readings:
        if batch and (page.address in addresses or len(batch) >= AT_ONCE or size >= CHARACTERS_AT_ONCE):
            yield batch
            batch, size, addresses = [], 0, set()
        addresses.add(page.address)
        size += len(reading.article.text)
        try:
            batch.append(prepared(page, reading))
        except RecordError as error:
            batch.append(error)
    if batch:
        yield batch


def write(connection: Connection, readings: Sequence[Prepared], known: Known) -> list[Outcome]:
    """Write readings, each of another address, with what is `known` of them; of an address what is written
    last is what is shown."""
    gathered = Gathered(known)
    outcomes: list[Outcome] = []
    for each in readings:
        seen = known.reading(each.page, each.reading.bundle)
        if seen is not None and seen.shown:
            outcomes.append("unchanged")
            continue
        first = not known.seen[each.page.address]
        if not first:
            # The index of search holds all readings; `shown` alone says which of an address it finds.
            connection.execute(HIDE, {"its_address": each.page.address})
        if seen is not None:  # its page is again as it was
            connection.execute(SHOW, {"its_id": seen.row})
        else:
            gathered.add(each)
        outcomes.append("added" if first else "revised")
    if any(gathered.rows.values()):
        database_of(connection).put_in(connection, gathered.rows)
    return outcomes


class Gathered:
    """The rows that readings become, by table."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.rows: dict[FromClause, list[RowValues]] = {table: [] for table in WRITTEN}
        self._forms: set[tuple[int, str]] = set()

    def add(self, new: Prepared) -> None:
        """Add the rows of a reading that is not known."""
        page, reading, page_row = new
        self.rows[pages].append(page_row)
        article = self._article(page, reading)
        placed = enumerate(reading.article.blocks)
        self.rows[blocks] += [
            {"article": article, "position": n, "role": each.role, **_ends(each.span)} for n, each in placed
        ]
        self.add_statements(article, reading.statements, reading.article.text, reading.article.published)

    def add_statements(
        self, article: int, told: Sequence[Statement], body: str, published: str | None, first: int = 0
    ) -> None:
        """Add the rows of statements of an article, from the position `first` on."""
        for position, each in enumerate(told, start=first):
            number = self.known.next(statements)
            speaker = None if each.speaker is None else self._speaker(each.speaker)
            self.rows[statements].append(_statement_row(number, article, position, each, speaker))
            self.rows[spans] += _span_rows(number, each, body)
            self.rows[targets] += _target_rows(number, each, body)
            self.rows[INDEX].append({"rowid": days.row(published, number), **searched(each, body)})
        for who, forms in aliases_of(told, body).items():
            speaker = self.known.speakers[who]
            for form in forms:
                if (speaker, form) not in self._forms:
                    self._forms.add((speaker, form))
                    self.rows[speaker_aliases].append({"speaker": speaker, "words": form})

    def _article(self, page: Page, reading: Reading) -> int:
        number, article = self.known.next(articles), reading.article
        row = {
            "id": number,
            "name": article_id(article),
            "address": page.address,
            "revision": self.known.revision(page),
            "page": page.sha256,
            "bundle": reading.bundle,
            "shown": 1,
            "declared_type": page.declared_type,
            "fetched": page.fetched,
            "title": article.title,
            "byline": article.byline,
            "outlet": self._outlet(article.outlet),
            "published": article.published,
            "url": article.url,
            "language": article.language,
            "text": article.text,
        }
        self.rows[articles].append(row)
        return number

    def _outlet(self, name: str | None) -> int | None:
        if name is None:
            return None
        if name not in self.known.outlets:
            self.known.outlets[name] = number = self.known.next(outlets)
            self.rows[outlets].append({"id": number, "name": name})
        return self.known.outlets[name]

    def _speaker(self, speaker: Speaker) -> int:
        name, kind = named = speaker.name, speaker.type
        if named not in self.known.speakers:
            self.known.speakers[named] = number = self.known.next(speakers)
            self.rows[speakers].append({"id": number, "name": name, "type": kind, **keyed(name, kind)})
        return self.known.speakers[named]


def write_statements(
    connection: Connection,
    article: int,
    told: Sequence[Statement],
    body: str,
    published: str | None,
    first: int,
) -> None:
    """Write more statements of an article that was published on this day, from the position `first` on."""
    if told:
        gathered = Gathered(asking.known_speakers(connection, told))
        gathered.add_statements(article, told, body, published, first)
        database_of(connection).put_in(connection, gathered.rows)


def searched(statement: Statement, body: str) -> dict[str, str]:
    """What the search index holds of a statement. SQLite's tokenizers stop at a NUL: a space stands for
    it, which keeps all offsets."""
    attribution = statement.attribution
    found = {
        "words": joined(body, attribution.content),
        "speaker": statement.speaker.name if statement.speaker else "",
        "source": joined(body, attribution.source),
        "cue": joined(body, attribution.cue),
        "addressee": statement.addressee.of(body) if statement.addressee else "",
        "occasion": statement.occasion.of(body) if statement.occasion else "",
        "for_whom": _targets(statement.targets, "for"),
        "against_whom": _targets(statement.targets, "against"),
    }
    return {column: found[column].replace("\0", " ") for column in WORD_COLUMNS}


def _targets(targets: Sequence[Target], stance: str) -> str:
    return " … ".join(target.name for target in targets if target.stance == stance)


def keyed(name: str, kind: str) -> RowValues:
    """The columns of `speakers` that follow from a name and its type."""
    key = name_key(name, sort_of(kind))
    return {**key._asdict(), "surname": key.surname}


def aliases_of(statements: Sequence[Statement], body: str) -> dict[tuple[str, str], dict[str, None]]:
    """For each name and type the forms in which these statements name it."""
    mentioned: dict[tuple[str, str], dict[tuple[str, str], None]] = {}
    for statement in statements:
        if (speaker := statement.speaker) is not None:
            met = mentioned.setdefault((speaker.name, speaker.type), {})
            met.update(((mention.span.of(body), mention.reason), None) for mention in speaker.mentions)
    return {named: dict.fromkeys(written_forms(*named, met)) for named, met in mentioned.items()}


def _statement_row(
    number: int, article: int, position: int, statement: Statement, speaker: int | None
) -> RowValues:
    attribution = statement.attribution
    return {
        "id": number,
        "name": attribution.id,
        "article": article,
        "position": position,
        "kind": attribution.kind,
        "within": attribution.within,
        "speaker": speaker,
        "resolved": int(statement.speaker.resolved) if statement.speaker else 0,
        "act": statement.act,
        "said_on": statement.said_on,
        "flags": json.dumps(attribution.flags) if attribution.flags else "[]",
        "column_flags": json.dumps(statement.flags) if statement.flags else "[]",
        "confidence": attribution.confidence,
        **{f"{column}_confidence": getattr(statement.confidences, column) for column in COLUMNS},
    }


def _span_rows(number: int, statement: Statement, body: str) -> Iterator[RowValues]:
    positions: dict[str, int] = {}
    for role, span, reason in spans_of(statement):
        position = positions.get(role, 0)
        positions[role] = position + 1
        yield {
            "statement": number,
            "role": role,
            "position": position,
            "words": body[span.start : span.end],
            "start": span.start,
            "end": span.end,
            "reason": reason,
        }


def _target_rows(number: int, statement: Statement, body: str) -> Iterator[RowValues]:
    for position, target in enumerate(statement.targets):
        row = {"statement": number, "position": position, "name": target.name, "stance": target.stance}
        place = target.span
        words = None if place is None else place.of(body)
        ends = {"start": None, "end": None} if place is None else _ends(place)
        yield {**row, **ends, "words": words, "confidence": target.confidence}


def _ends(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}
