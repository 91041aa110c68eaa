"""Columns of numbers, as they are read out of the database: what is counted when people leaf through it."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, select

from onrecord.record.clauses import among
from onrecord.record.schema import articles, statements, targets

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def day_number(day: str | None) -> int:
    """A date as a number that sorts as it does: 20240305, 20240300 for a month, 20240000 for a year; 0 for
    none."""
    found = DAY.match(day or "")
    return int("".join(part or "00" for part in found.groups())) if found else 0


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns as they were read. Of articles: `paper`, the day by which it was `seen`, its `outlet` (0
    for none). Of statements: `said`, its article, name, whether it was followed, act, day, and a number
    that is the same for the same statement met at another address. Of targets: the statement `aimed` with,
    the target's name as it was read, and whether it is against it."""

    paper: Numbers
    seen: Numbers
    outlet: Numbers
    said: Numbers
    article: Numbers
    name: Numbers
    followed: Numbers
    act: Numbers
    day: Numbers
    same: Numbers
    aimed: Numbers
    aim: Numbers
    against: Numbers

    def without(self, gone: Collection[int]) -> "Columns":
        """What is left without these articles."""
        if not gone:
            return self
        those = np.fromiter(gone, np.int64, len(gone))
        kept = ~np.isin(self.paper, those), ~np.isin(self.article, those)
        stay = np.isin(self.aimed, self.said[kept[1]])
        of = {"paper": kept[0], "seen": kept[0], "outlet": kept[0]}
        of |= {"aimed": stay, "aim": stay, "against": stay}
        return Columns(*(getattr(self, each)[of.get(each, kept[1])] for each in NAMES))


NAMES = tuple(each.name for each in fields(Columns))
PAPERS, SAID, AIMS = NAMES[:3], NAMES[3:10], NAMES[10:]


class Codes:
    """Words as small numbers, in the order in which they were met."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self._numbers: dict[str, int] = {}

    def of(self, word: str) -> int:
        number = self._numbers.setdefault(word, len(self.words))
        if number == len(self.words):
            self.words.append(word)
        return number


def read(connection: Connection, some: Sequence[int], acts: Codes, aims: Codes) -> Columns:
    """The columns of these articles; the words of acts and targets get their numbers."""
    days: dict[str | None, int] = {}

    def day(text: str | None) -> int:
        number = days.get(text)
        if number is None:
            number = days[text] = day_number(text)
        return number

    papers = [
        (id, day(published or fetched), outlet or 0)
        for id, published, fetched, outlet in connection.execute(_papers(some))
    ]
    said = [
        (id, article, name or 0, resolved, acts.of(its or ""), day(said_on or published), _same(sign))
        for id, sign, article, name, resolved, its, said_on, published in connection.execute(_said(some))
    ]
    aimed = [
        (statement, aims.of(name), int(stance == "against"))
        for statement, name, stance in connection.execute(_aims(some))
    ]
    columns = (_columns(papers, len(PAPERS)), _columns(said, len(SAID)), _columns(aimed, len(AIMS)))
    return Columns(*(column for table in columns for column in table))


def _columns(rows: Sequence[tuple[int, ...]], width: int) -> Iterable[Numbers]:
    return np.array(rows, np.int64).reshape(-1, width).T.copy()


def _same(id: str) -> int:
    """A number of a statement's id: 60 bits of the hash that it is."""
    return int(id[:15], 16)


def _papers(some: Sequence[int]) -> Select[Any]:
    columns = (articles.c.id, articles.c.published, articles.c.fetched, articles.c.outlet)
    return select(*columns).where(among(articles.c.id, some)).order_by(articles.c.id)


def _said(some: Sequence[int]) -> Select[Any]:
    names = ("id", "name", "article", "speaker", "resolved", "act", "said_on")
    return (
        select(*(statements.c[name] for name in names), articles.c.published)
        .join(articles, statements.c.article == articles.c.id)
        .where(among(statements.c.article, some), statements.c.counts == 1)
        .order_by(statements.c.id)
    )


def _aims(some: Sequence[int]) -> Select[Any]:
    return (
        select(targets.c.statement, targets.c.name, targets.c.stance)
        .join(statements, targets.c.statement == statements.c.id)
        .where(among(statements.c.article, some), statements.c.counts == 1)
        .order_by(targets.c.statement, targets.c.position)
    )
