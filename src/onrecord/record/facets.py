"""What a search found as a whole: how many, in any order, page by page, and what they have in common.

However many there are, the first MOST of them at most, in the record's own order (the newest, or with words
the best), are looked at, once: their numbers are kept until the record changes, so another page, another
order and the counts beside it cost next to nothing. Where there are more, it is said that there are.
"""

import json
from array import array
from collections import Counter, OrderedDict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Connection, Select, func, select

from onrecord.errors import RecordError
from onrecord.record.clauses import among
from onrecord.record.contents import state
from onrecord.record.highlighting import offsets
from onrecord.record.identities import speakers_around
from onrecord.record.picking import Picked, check, stamp
from onrecord.record.query import Query
from onrecord.record.schema import articles, outlets, speakers, statements, targets
from onrecord.record.searching import RANKED, _filters, _marked, _rows, _within, hits_of, outlets_of
from onrecord.record.searching import all_hits as unordered
from onrecord.rows import Row

Sort = Literal["best", "newest", "oldest", "surest"]
SORTS: tuple[Sort, ...] = get_args(Sort)
MOST = RANKED - 1
"""Statements of a search that are counted, put in order and paged through."""
RARE = 8_000
"""Statements with a value that an index finds, put in order all together: some 40 ms."""
LATE, ENOUGH = 2_500, 200
"""Of values that more have, the statements of so many articles, the newest, are looked at (some 25 ms); only
where these give fewer than so many are all. Of an outlet with no more articles all are."""
LARGEST_PAGE = 200
VALUES = 10
"""Values of a facet that are told."""
KEPT = 100
"""Searches whose finds are kept: some 2 MB for each order."""
LOOKED_UP = 10_000
"""Statements whose articles are looked up by one query."""
AT_ONCE = 400
"""Statements whose rows are read by one query, when all are written out."""
SURE = (0.9, 0.75, 0.5)
ALL = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet, as a filter takes it, and how many of the statements looked at have it; `type` is
    that of a speaker."""

    word: str
    count: int
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found: `rows` in the order `sort`, of `total` statements; `more` is true where
    there are more than were looked at. `facets` are the values that those looked at have: of speaker,
    speaker_type, act, kind, stance, target, outlet, period, flag and min_confidence, most frequent first
    (periods in time, confidences as "this or more")."""

    rows: tuple[Row, ...]
    total: int
    more: bool
    sort: Sort
    page: int
    pages: int
    facets: Mapping[str, tuple[Value, ...]]


@dataclass(slots=True)
class _Window:
    """The statements of a search that are looked at, in the record's order; what was made of them."""

    ids: "array[int]"
    more: bool
    sorted: "dict[Sort, array[int]]" = field(default_factory=dict)
    facets: Mapping[str, tuple[Value, ...]] | None = None


class Windows:
    """What searches found, as long as the record stays as it is."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Query, _Window] = OrderedDict()
        self._state = ""
        self._lock = Lock()

    def found(
        self, connection: Connection, query: Query, sort: Sort | None, page: int, size: int, facets: bool
    ) -> Found:
        """See `Record.found`."""
        first, sort = _sort_of(query, sort)
        size = max(1, min(size, LARGEST_PAGE))
        window = self._window(connection, query)
        ids = window.ids if sort == first else _sorted(connection, window, sort)
        if facets and window.facets is None:
            window.facets = facets_of(connection, window.ids)
        pages = max(1, -(-len(ids) // size))
        page = max(1, min(page, pages))
        rows = told(connection, query, ids[(page - 1) * size : page * size])
        return Found(rows, len(ids), window.more, sort, page, pages, (window.facets or {}) if facets else {})

    def _window(self, connection: Connection, query: Query) -> _Window:
        query, now = replace(query, limit=MOST + 1), state(connection)
        with self._lock:
            if now != self._state:
                self._kept.clear()
                self._state = now
            kept = self._kept.get(query)
            if kept is not None:
                self._kept.move_to_end(query)
                return kept
        ids, others = _hits(connection, query)
        made = _Window(array("q", ids[:MOST]), others or len(ids) > MOST)
        with self._lock:
            if now == self._state:  # else another thread has seen a newer record meanwhile
                self._kept[query] = made
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return made


def _sort_of(query: Query, sort: Sort | None) -> tuple[Sort, Sort]:
    """The record's own order of what a query finds, and the one that is meant. Raises RecordError."""
    first: Sort = "best" if query.has_words else "newest"
    if sort is not None and sort not in SORTS:
        raise RecordError(f"sort: {sort!r} is none of {', '.join(SORTS)}", step="search")
    return first, first if sort in (None, "best") else sort


def all_hits(connection: Connection, query: Query, sort: Sort | None = None) -> Picked:
    """All statements that a query finds, in this order."""
    return Picked(_all_hits(connection, query, sort), stamp(connection))


def _all_hits(connection: Connection, query: Query, sort: Sort | None) -> Sequence[int]:
    first, sort = _sort_of(query, sort)
    if query.asks_in_vain:
        return ()
    if sort == first:
        return array("q", hits_of(connection, replace(query, limit=ALL)))
    return array("q", connection.execute(unordered(connection, query).order_by(*_order(sort))).scalars())


def articles_of(connection: Connection, picked: Picked) -> "dict[int, array[int]]":
    """The articles that these statements stand in, in the order in which they are met first, each with those
    of the statements that are its. Raises RecordError where the numbers are theirs no more."""
    hits = picked.numbers
    found: dict[int, array[int]] = {}
    for start in range(0, len(hits), LOOKED_UP):
        some = hits[start : start + LOOKED_UP]
        check(connection, some, picked.stamp)
        wanted = select(statements.c.id, statements.c.article).where(among(statements.c.id, some))
        its = dict(connection.execute(wanted).all())
        for hit in some:
            found.setdefault(its[hit], array("q")).append(hit)
    return found


def articles_found(connection: Connection, queries: Iterable[Query]) -> set[int]:
    """The articles with some statement that one of these queries finds."""
    return {each for query in queries for each in articles_of(connection, all_hits(connection, query))}


def named(connection: Connection, wanted: Sequence[tuple[str, str]]) -> Picked:
    """The statements of these ids at these addresses, as search shows them, in their order."""
    asked = (
        select(statements.c.name, articles.c.address, statements.c.id)
        .join(articles, statements.c.article == articles.c.id)
        .where(among(statements.c.name, {name for name, _ in wanted}))
        .where(articles.c.shown == 1, statements.c.counts == 1)
    )
    found = {(name, address): number for name, address, number in connection.execute(asked)}
    return Picked([found[each] for each in wanted if each in found], stamp(connection))


def told(connection: Connection, query: Query, ids: Sequence[int]) -> tuple[Row, ...]:
    """The rows of these statements, with what was found in them marked."""
    rows = dict(_rows(connection, list(ids)))
    ids = [each for each in ids if each in rows]  # what was found a while ago may be gone
    if not query.has_words:
        return tuple(rows[each] for each in ids)
    said = {each: rows[each].words for each in ids}
    marked = _marked(query, said)
    return tuple(replace(rows[each], highlights=offsets(marked.get(each, ""), said[each])) for each in ids)


def facets_of(connection: Connection, ids: Collection[int]) -> Mapping[str, tuple[Value, ...]]:
    """The values that these statements have."""
    if not ids:
        return {}
    rows = connection.execute(_told_of(ids)).all()
    columns = list(zip(*rows, strict=True))
    speaker, act, kind, published, outlet, confidence, *flags = columns
    spoke = Counter(speaker)
    return {
        "speaker": _speakers(connection, spoke),
        "speaker_type": _types(connection, spoke),
        "act": _values(Counter(act)),
        "kind": _values(Counter(kind)),
        **_targets(connection, ids),
        "outlet": _outlets(connection, Counter(outlet)),
        "period": _periods(Counter(published)),
        "flag": _values(_flags(flags)),
        "min_confidence": tuple(
            Value(repr(least), count)
            for least in SURE
            if (count := sum(each >= least for each in confidence))
        ),
    }


def _hits(connection: Connection, query: Query) -> tuple[list[int], bool]:
    """The numbers of the statements found, in the record's order, and whether there are others that were
    not looked for."""
    if query.asks_in_vain:
        return [], False
    if not (query.sought or query.has_speaker or query.said_since or query.said_until):
        rare = _rare(connection, query)
        if rare is not None:
            few = [rare, func.coalesce(articles.c.shown, 0) == 1]
            published = func.coalesce(articles.c.published, "")  # else SQLite begins with all articles
            return _newest(connection, query, few, published), False
        since = _lately(connection, query)
        if since is not None:
            late = [articles.c.shown == 1, articles.c.published >= since]
            ids = _newest(connection, query, late, articles.c.published)
            if len(ids) >= ENOUGH:
                return ids, True
    return hits_of(connection, query), False


def _newest(
    connection: Connection, query: Query, within: Sequence[ColumnElement[bool]], day: ColumnElement[Any]
) -> list[int]:
    wanted = (
        select(statements.c.id)
        .join(articles, statements.c.article == articles.c.id)
        .where(*within, *_filters(connection, query))
        .order_by(day.desc(), *_order("newest")[1:])
    )
    return list(connection.execute(wanted.limit(query.limit)).scalars())


def _rare(connection: Connection, query: Query) -> ColumnElement[bool] | None:
    """The condition that a statement is by a type of speaker that few are of, or of an outlet of which there
    is little, if that is asked for: going back in time would meet them too seldom. Acts have no index: SQLite
    would use it for all of them, and put most of the record in order."""
    if query.speaker_type is not None:
        its = select(speakers.c.id).where(speakers.c.type == query.speaker_type)
        theirs = statements.c.speaker.in_(its)
        if _count(connection, select(statements.c.id).where(theirs).limit(RARE + 1)) <= RARE:
            return theirs
    if query.outlet is not None:
        of_outlet = select(articles.c.id).where(articles.c.outlet.in_(outlets_of(connection, query.outlet)))
        if _count(connection, of_outlet.limit(LATE + 1)) <= LATE:
            return statements.c.article.in_(of_outlet)
    return None


def _count(connection: Connection, wanted: Select[Any]) -> int:
    return int(connection.execute(select(func.count()).select_from(wanted.subquery())).scalar_one())


def _lately(connection: Connection, query: Query) -> str | None:
    """The day since when LATE articles were published, of the time that is asked for; None where all may be
    looked at."""
    of_statements = (query.acts, query.speaker_type, query.kind, query.stance, query.flag)
    if not any((*of_statements, query.resolved, query.min_confidence)) or query.outlet is not None:
        return None
    wanted = select(articles.c.published).where(articles.c.shown == 1, articles.c.published.is_not(None))
    wanted = wanted.where(*_within(articles.c.published, query.since, query.until))
    return connection.execute(wanted.order_by(articles.c.published.desc()).offset(LATE).limit(1)).scalar()


def _sorted(connection: Connection, window: _Window, sort: Sort) -> "array[int]":
    if sort not in window.sorted:
        wanted = (
            select(statements.c.id)
            .join(articles, statements.c.article == articles.c.id)
            .where(among(statements.c.id, window.ids.tolist()))
            .order_by(*_order(sort))
        )
        window.sorted[sort] = array("q", connection.execute(wanted).scalars())
    return window.sorted[sort]


def _order(sort: Sort) -> list[ColumnElement[Any]]:
    """What has no date comes last, be it newest or oldest first."""
    published = articles.c.published
    rest = [articles.c.address, articles.c.page, statements.c.position]
    if sort == "oldest":
        return [published.asc().nulls_last(), *rest]
    newest = [published.desc().nulls_last(), *rest]
    return [statements.c.confidence.desc(), *newest] if sort == "surest" else newest


def _told_of(ids: Collection[int]) -> Select[Any]:
    its = statements.c
    return (
        select(
            its.speaker,
            its.act,
            its.kind,
            func.substr(articles.c.published, 1, 7),
            articles.c.outlet,
            its.confidence,
            its.flags,
            its.column_flags,
        )
        .join(articles, its.article == articles.c.id)
        .where(among(its.id, ids))
    )


def _values(counted: Mapping[Any, int]) -> tuple[Value, ...]:
    """The most frequent ones, those of the same number by name."""
    known = sorted((-count, str(word)) for word, count in counted.items() if word is not None)
    return tuple(Value(word, -count) for count, word in known[:VALUES])


def _speakers(connection: Connection, counted: Counter[int | None]) -> tuple[Value, ...]:
    """Names of one speaker are one value, told by the name that is met most, or that people gave."""
    often = dict(sorted(counted.items(), key=lambda each: -each[1])[: 4 * VALUES])
    ids = {number for number in often if number is not None}
    if not ids:
        return ()
    known = speakers_around(connection, ids)
    names = {name.id: name for name in known.names}
    together: Counter[str] = Counter()
    called: dict[str, tuple[str, str]] = {}
    for number in sorted(ids, key=lambda each: (-often[each], names[each].name)):
        speaker = known.speaker(number)
        together[speaker] += often[number]
        called.setdefault(speaker, known.told(speaker) or (names[number].name, names[number].type))
    most = sorted(together, key=lambda speaker: (-together[speaker], called[speaker]))
    return tuple(Value(called[each][0], together[each], called[each][1]) for each in most[:VALUES])


def _types(connection: Connection, counted: Counter[int | None]) -> tuple[Value, ...]:
    wanted = select(speakers.c.id, speakers.c.type).where(among(speakers.c.id, set(counted) - {None}))
    types: Counter[str] = Counter()
    for number, kind in connection.execute(wanted):
        types[kind] += counted[number]
    return _values(types)


def _targets(connection: Connection, ids: Collection[int]) -> dict[str, tuple[Value, ...]]:
    its = targets.c
    wanted = select(its.statement, its.name, its.stance).where(among(its.statement, ids))
    rows = connection.execute(wanted.distinct()).all()
    names = Counter(name for _, name in {(number, name) for number, name, _ in rows})
    stances = Counter(stance for _, stance in {(number, stance) for number, _, stance in rows})
    return {"target": _values(names), "stance": _values(stances)}


def _outlets(connection: Connection, counted: Counter[int | None]) -> tuple[Value, ...]:
    often = sorted(((count, id) for id, count in counted.items() if id is not None), reverse=True)
    wanted = select(outlets.c.id, outlets.c.name).where(
        outlets.c.id.in_([id for _, id in often[: 4 * VALUES]])
    )
    names = dict(connection.execute(wanted).all())
    return _values({names[id]: counted[id] for id in names})


def _periods(months: Counter[str | None]) -> tuple[Value, ...]:
    """By year or, where all are of one year, by month."""
    years: Counter[str] = Counter()
    for month, count in months.items():
        if month:
            years[month[:4]] += count
    parts = {month: count for month, count in months.items() if month} if len(years) == 1 else years
    return tuple(Value(word, parts[word]) for word in sorted(parts))


def _flags(columns: Iterable[Sequence[str]]) -> Counter[str]:
    """A statement may have several, and none twice."""
    counted: Counter[str] = Counter()
    for stored, count in Counter(zip(*columns, strict=True)).items():
        found = {str(flag) for each in stored if each != "[]" for flag in json.loads(each)}
        counted.update(dict.fromkeys(found, count))
    return counted
