"""What has to be known before readings are written: asked of the database by one query for all of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import zip_longest
from typing import Any, NamedTuple

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Table,
    func,
    literal_column,
    null,
    or_,
    select,
    union_all,
)

from onrecord.nouns import Page, Reading, Statement
from onrecord.record.database import Database, database_of
from onrecord.record.schema import articles, corrections, outlets, speakers, statements

AT_ONCE = 200
"""Names of a kind looked up by one query; SQLite takes some thousands of parameters, older ones 999."""
NUMBERED = (articles, outlets, speakers, statements)
"""Tables whose rows are numbered by who writes them, the only one at a time."""


class Seen(NamedTuple):
    """A reading that the record holds: its row in `articles`, and whether search shows it."""

    row: int
    page: str
    bundle: str
    revision: int
    shown: bool


class Known:
    """What the record holds of the addresses, outlets and speakers of some readings, and its last numbers."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.seen: dict[str, set[Seen]] = defaultdict(set)
        self.outlets: dict[str, int] = {}
        self.speakers: dict[tuple[str, str], int] = {}
        self.last: dict[str, int] = {}
        self.corrected: set[str] = set()
        for what, number, name, more, bundle, revision, shown in rows:
            if what == "reading":
                self.seen[name].add(Seen(number, more, bundle, revision, bool(shown)))
            elif what == "outlet":
                self.outlets[name] = number
            elif what == "speaker":
                self.speakers[name, more] = number
            elif what == "correction":
                self.corrected |= {name, more}
            else:
                self.last[what] = number or 0

    def next(self, table: Table) -> int:
        """A number for a new row."""
        self.last[table.name] += 1
        return self.last[table.name]

    def reading(self, page: Page, bundle: str) -> Seen | None:
        """The reading of this page, at its address, by this bundle, if there is one."""
        wanted = page.sha256, bundle
        return next((each for each in self.seen[page.address] if (each.page, each.bundle) == wanted), None)

    def is_corrected(self, page: Page) -> bool:
        """Whether people corrected anything at this page's address, or of its bytes at another one."""
        return not self.corrected.isdisjoint((page.address, page.sha256))

    def revision(self, page: Page) -> int:
        """The number of this page's bytes among those seen at its address."""
        seen = {each.page: each.revision for each in self.seen[page.address]}
        return seen.get(page.sha256) or max(seen.values(), default=0) + 1


def known(connection: Connection, readings: Sequence[tuple[Page, Reading]]) -> Known:
    """What there is of the addresses, pages, outlets and speakers of these readings."""
    return _known(
        connection,
        {
            "addresses": {page.address for page, _ in readings},
            "pages": {page.sha256 for page, _ in readings},
            "outlets": {each.article.outlet for _, each in readings if each.article.outlet is not None},
            "speakers": {
                told.speaker.name for _, each in readings for told in each.statements if told.speaker
            },
        },
    )


def known_speakers(connection: Connection, told: Iterable[Statement]) -> Known:
    """What there is of the speakers of these statements alone."""
    names = {each.speaker.name for each in told if each.speaker}
    return _known(connection, {"addresses": set(), "pages": set(), "outlets": set(), "speakers": names})


def _known(connection: Connection, named: Mapping[str, set[str]]) -> Known:
    question = _question(type(database_of(connection)))
    parts = zip_longest(*map(_parts, named.values()), fillvalue=[])
    asked = [dict(zip(named, each, strict=True)) for each in parts]
    return Known(row for each in asked for row in connection.execute(question, each).all())


def _parts(names: set[str]) -> Iterator[list[str]]:
    listed = sorted(names)
    yield from (listed[start : start + AT_ONCE] for start in range(0, max(len(listed), 1), AT_ONCE))


@cache
def _question(database: type[Database]) -> CompoundSelect[Any]:
    """Made once: SQLAlchemy takes longer over making a statement than SQLite over a few rows."""
    given = database.given
    reading = select(
        literal_column("'reading'"),
        *(articles.c[name] for name in ("id", "address", "page", "bundle", "revision", "shown")),
    ).where(given(articles.c.address, "addresses"))
    outlet = select(literal_column("'outlet'"), outlets.c.id, outlets.c.name, *[null()] * 4)
    outlet = outlet.where(given(outlets.c.name, "outlets"))
    its = speakers.c
    speaker = select(literal_column("'speaker'"), its.id, its.name, its.type, *[null()] * 3)
    speaker = speaker.where(given(speakers.c.name, "speakers"))
    correction = (
        # What is looked through for doubles has types of its own, which have to be those of the others.
        select(
            literal_column("'correction'"), literal_column("0"), corrections.c.address, corrections.c.page,
            literal_column("''"), literal_column("0"), literal_column("0"),
        )
        .where(or_(given(corrections.c.address, "addresses"), given(corrections.c.page, "pages")))
        .distinct()
    )  # fmt: skip
    last: list[Any] = [
        select(literal_column(f"'{each.name}'"), func.max(each.c.id), *[null()] * 5) for each in NUMBERED
    ]
    return union_all(reading, outlet, speaker, correction, *last)
