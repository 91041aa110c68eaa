"""Comparing the statements that no statement was compared with yet: their wordings, keys and links, as rows.

The same as `utterance.index` does in memory, many statements at once and each batch in one transaction: what
it needs of the tables is asked for in a few queries, and what it finds is put in, in order. Statements are
numbered in the order in which they are kept, so that the last one compared says which are left.
"""

from array import array
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from sys import intern
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Table, delete, func, insert, literal, select, union_all, update

from onrecord.record.clauses import among
from onrecord.record.database import database_of
from onrecord.record.schema import (
    MATCHED,
    crowded_keys,
    recent_keys,
    spans,
    stale_wordings,
    statement_wordings,
    statements,
    utterance_marks,
    wording_keys,
    wording_links,
    wordings,
)
from onrecord.utterance.alignment import aligned, could_be_one, strength_of
from onrecord.utterance.candidates import LIMITS, alike, keys_of, sketch_of
from onrecord.utterance.wording import Wording, wording_of

RULES = 1
"""Of words, wordings, keys and the model. Whoever changes one of them counts on, and all is compared anew."""
AT_ONCE = 1000
"""Statements compared in one transaction: half a second, in which nobody else can write."""
REMEMBERED = 250_000
"""Wordings kept in memory (about 150 MB)."""
FEW = 3000
"""Sketches read one by one; where a batch needs more of them, all are read."""
MASK = (1 << 64) - 1
RECENT = 400_000
"""Keys in the small table before they go into the large one. With a million statements each batch then writes
8 MB; into the large table alone it would be 45 MB."""
GAP = " … "
CONTENT = "content"


class Known(NamedTuple):
    """A wording in the record, with its sketch."""

    wording: Wording
    sketch: int


class Matcher:
    """What one process remembers of the wordings in a record, so that few are read again."""

    def __init__(self) -> None:
        self._forget()

    def _forget(self) -> None:
        self._known: OrderedDict[int, Known] = OrderedDict()
        self._sketches = array("Q", [0])  # by number, which begins with 1

    def match(self, connection: Connection) -> "Batch":
        """Compares the next statements. To be given back to `kept` once that is committed."""
        if _rules_changed(connection):
            self._forget()
        return _Matching(connection, self).done()

    def kept(self, batch: "Batch") -> int:
        """Remembers the wordings of a batch, and says how many statements it had."""
        self._remember(batch.new)
        return batch.statements

    def sketches(
        self, connection: Connection, numbers: Collection[int], last: int
    ) -> "Mapping[int, int] | array[int]":
        """The sketches of these wordings. Where many are not known, those of all wordings up to the last are
        read and kept (8 bytes each)."""
        known = self._sketches
        missing = [number for number in numbers if number >= len(known) and number not in self._known]
        if len(missing) < FEW:
            read = self.known(connection, [number for number in numbers if number >= len(known)])
            return {n: known[n] if n < len(known) else read[n].sketch for n in numbers}
        table = wordings
        wanted = select(table.c.id, table.c.sketch).where(table.c.id.between(len(known), last))
        for number, sketch in connection.execute(wanted.order_by(table.c.id)):
            known.extend([0] * (number - len(known)))
            known.append(sketch & MASK)
        return known

    def known(self, connection: Connection, numbers: Collection[int]) -> dict[int, Known]:
        """The wordings of these numbers."""
        found = {number: self._known[number] for number in numbers if number in self._known}
        missing = [number for number in numbers if number not in found]
        if missing:
            read = dict(known_wordings(connection, missing))
            self._remember(read)
            found |= read
        return found

    def _remember(self, new: Mapping[int, Known]) -> None:
        self._known.update(new)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)


class Batch(NamedTuple):
    """How many statements were compared, and the wordings that are new."""

    statements: int
    new: Mapping[int, Known]


class _Matching:
    """One batch in one transaction."""

    def __init__(self, connection: Connection, matcher: Matcher) -> None:
        self.connection, self.matcher = connection, matcher
        self.database = database_of(connection)
        self.stale: set[int] = set()

    def done(self) -> Batch:
        told = texts(self.connection, AT_ONCE)
        if not told:
            return Batch(0, {})
        self.database.much_at_once(self.connection)
        those = {statement: wording_of(text) for statement, text in told.items()}
        numbers = self._numbers(set(those.values()))
        last = self.connection.execute(select(func.max(wordings.c.id))).scalar() or 0
        fresh = [wording for wording in dict.fromkeys(those.values()) if wording not in numbers]
        new = {n: Known(wording, sketch_of(wording)) for n, wording in enumerate(fresh, start=last + 1)}
        numbers.update((known.wording, number) for number, known in new.items())
        self._keep(new, last)
        self._add(statement_wordings, [(each, numbers[wording]) for each, wording in those.items()])
        self.stale.update(numbers[wording] for wording in those.values())
        touch(self.connection, self.stale)
        return Batch(len(told), new)

    def _numbers(self, met: Collection[Wording]) -> dict[Wording, int]:
        """The numbers of those wordings that the record has."""
        wanted = select(wordings).where(among(wordings.c.digest, {digest_of(wording) for wording in met}))
        found = ((wording_in(row), row.id) for row in self.connection.execute(wanted))
        return {wording: number for wording, number in found if wording in met}

    def _keep(self, new: Mapping[int, Known], last: int) -> None:
        """The rows of new wordings, their keys and links; those up to the last are not new."""
        near = self._candidates(new)
        self.database.add_rows(self.connection, wordings, [wording_row(*each) for each in new.items()])
        others = {other for those in near.values() for other in those if other <= last}
        sketches = self.matcher.sketches(self.connection, others, last)
        near = {number: self._alike(new, number, those, sketches) for number, those in near.items()}
        others = {other for those in near.values() for other in those if other <= last}
        known = {**self.matcher.known(self.connection, others), **new}
        links: list[tuple[int, int, int]] = []
        for number, those in near.items():
            for other in those:
                if strength := _strength(known[number].wording, known[other].wording):
                    links += [(number, other, strength), (other, number, strength)]
        self._add(wording_links, sorted(links))

    def _alike(
        self,
        new: Mapping[int, Known],
        number: int,
        those: Iterable[int],
        sketches: "Mapping[int, int] | array[int]",
    ) -> set[int]:
        """Those of the candidates whose sketches do not rule them out."""
        sketch = new[number].sketch
        return {n for n in those if alike(sketch, new[n].sketch if n in new else sketches[n])}

    def _candidates(self, new: Mapping[int, Known]) -> dict[int, set[int]]:
        """With which earlier wordings each of the new ones shares a key that is not crowded; their keys are
        put into the tables."""
        keys = {number: keys_of(known.wording) for number, known in new.items()}
        limits = {
            signed(key): limit
            for both in keys.values()
            for those, limit in zip(both, LIMITS, strict=True)
            for key in those
        }
        had = self._having(limits)
        crowded = had.crowded
        added: list[tuple[int, int]] = []
        full: set[int] = set()
        near: dict[int, set[int]] = {}
        for number, both in keys.items():
            near[number] = set()
            for key in (signed(key) for those in both for key in those):
                if key in crowded or key in full:
                    continue
                those = had.wordings[key]
                if len(those) >= limits[key]:
                    full.add(key)
                    self.stale.update(those)
                    continue
                near[number].update(those)
                those.append(number)
                added.append((key, number))
        self._put(sorted(row for row in added if row[0] not in full), full)
        return near

    def _having(self, keys: Collection[int]) -> "_Having":
        """Which wordings have these keys, and which of the keys are crowded."""
        found: dict[int, list[int]] = defaultdict(list)
        crowded: set[int] = set()
        for key, number in self.connection.execute(_having(keys)):
            if number < 0:
                crowded.add(key)
            else:
                found[key].append(number)
        return _Having(found, crowded)

    def _put(self, rows: list[tuple[int, int]], full: Collection[int]) -> None:
        self._add(recent_keys, rows)
        recent = (mark(self.connection, "recent keys") or 0) + len(rows)
        if recent > RECENT:
            _merge_keys(self.connection)
            recent = 0
        set_mark(self.connection, "recent keys", recent)
        if full:
            for table in (recent_keys, wording_keys):
                self.connection.execute(delete(table).where(among(table.c.key, full)))
            self._add(crowded_keys, [(key,) for key in sorted(full)])

    def _add(self, table: Table, rows: Sequence[tuple[int, ...]]) -> None:
        self.database.add_numbers(self.connection, table, rows)


class _Having(NamedTuple):
    wordings: dict[int, list[int]]
    crowded: set[int]


def pending(connection: Connection) -> int:
    """How many statements are left to be compared."""
    left = select(func.count(statements.c.id)).where(statements.c.id > compared(connection))
    if mark(connection, "rules") not in (None, RULES):
        left = select(func.count(statements.c.id))
    return int(connection.execute(left).scalar_one())


def compared(connection: Connection) -> int:
    """The last statement that was compared: all before it were, too."""
    return int(connection.execute(select(func.max(statement_wordings.c.statement))).scalar() or 0)


def texts(connection: Connection, at_once: int) -> dict[int, str]:
    """What was said in each of the next statements."""
    those = select(statements.c.id).where(statements.c.id > compared(connection)).order_by(statements.c.id)
    numbers = connection.execute(those.limit(at_once)).scalars().all()
    if not numbers:
        return {}
    parts: dict[int, list[str]] = {number: [] for number in numbers}
    said = (
        select(spans.c.statement, spans.c.words)
        .where(spans.c.statement.between(numbers[0], numbers[-1]), spans.c.role == CONTENT)
        .order_by(spans.c.statement, spans.c.position)
    )
    for number, words in connection.execute(said):
        parts[number].append(words)
    return {number: GAP.join(words) for number, words in parts.items()}


def touch(connection: Connection, numbers: Iterable[int]) -> None:
    """From now on the utterances of these wordings have to be found anew."""
    rows = [(number,) for number in sorted(set(numbers))]
    database_of(connection).add_numbers(connection, stale_wordings, rows, new=False)


def _merge_keys(connection: Connection) -> None:
    """Puts the keys of the small table into the large one."""
    rows = select(recent_keys.c.key, recent_keys.c.wording).order_by(recent_keys.c.key, recent_keys.c.wording)
    connection.execute(insert(wording_keys).from_select(["key", "wording"], rows))
    connection.execute(delete(recent_keys))


def known_wordings(connection: Connection, numbers: Collection[int]) -> Iterator[tuple[int, Known]]:
    """The wordings of these numbers."""
    for row in connection.execute(select(wordings).where(among(wordings.c.id, numbers))):
        yield row.id, Known(wording_in(row), row.sketch & MASK)


def crowded_among(connection: Connection, keys: Collection[int]) -> set[int]:
    """Those of the keys that are crowded."""
    wanted = select(crowded_keys.c.key).where(among(crowded_keys.c.key, keys))
    return set(connection.execute(wanted).scalars())


def wording_in(row: Any) -> Wording:
    """The wording that a row of `wordings` keeps."""
    forms = tuple(map(intern, row.forms.split(" "))) if row.forms else ()
    return Wording(forms, bytes(row.weights), row.gaps)


def wording_row(number: int, known: Known) -> dict[str, Any]:
    """The row of a wording."""
    wording = known.wording
    return {
        "id": number,
        "digest": digest_of(wording),
        "forms": " ".join(wording.forms),
        "weights": wording.weights,
        "gaps": wording.gaps,
        "sketch": signed(known.sketch),
    }


def digest_of(wording: Wording) -> int:
    """A number by which a wording is found."""
    told = "\0".join(wording.forms).encode("utf-8", "surrogatepass")
    digest = blake2b(told + b"\0" + wording.weights, digest_size=8, salt=wording.gaps.to_bytes(8, "big"))
    return int.from_bytes(digest.digest(), "big", signed=True)


def signed(number: int) -> int:
    """64 bits as databases have them: half of the numbers are below zero."""
    return number - (1 << 64) if number >> 63 else number


def _strength(one: Wording, other: Wording) -> int:
    """How surely two wordings are one utterance; 0 where they are not."""
    return max(0, strength_of(aligned(one, other).logit)) if could_be_one(one, other) else 0


def _having(keys: Collection[int]) -> Select[Any]:
    """Rows of key and wording, -1 for a crowded key."""
    found = [
        select(table.c.key, table.c.wording).where(among(table.c.key, keys))
        for table in (wording_keys, recent_keys)
    ]
    full = select(crowded_keys.c.key, literal(-1)).where(among(crowded_keys.c.key, keys))
    return union_all(*found, full)  # type: ignore[return-value]


def mark(connection: Connection, name: str) -> int | None:
    """A number that was noted about the tables."""
    return connection.execute(select(utterance_marks.c.number).where(utterance_marks.c.name == name)).scalar()


def set_mark(connection: Connection, name: str, number: int) -> None:
    """Notes a number about the tables."""
    change = update(utterance_marks).where(utterance_marks.c.name == name).values(number=number)
    if not connection.execute(change).rowcount:
        connection.execute(insert(utterance_marks), {"name": name, "number": number})


def _rules_changed(connection: Connection) -> bool:
    """Whether the tables were filled by other rules than today's: then they are emptied."""
    rules = mark(connection, "rules")
    if rules == RULES:
        return False
    for table in MATCHED if rules is not None else ():
        connection.execute(delete(table))
    set_mark(connection, "rules", RULES)
    return rules is not None
