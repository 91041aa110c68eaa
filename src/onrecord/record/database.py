"""What a database has to do so that the record can be kept in it: one protocol, one module for each kind.

All that reads and writes is the same code for all of them, in SQLAlchemy's terms. What SQL itself says in
different words stands here as a method, and is reached from any connection by `database_of`.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy import ColumnElement, Connection, Engine, FromClause, Select, Table

from onrecord.record.query import Sought

T = TypeVar("T")
Indexed = tuple[Any, ...]
"""What the index of search holds of a statement, in a form that can be compared."""
LONE_SURROGATE = "a text holds a lone surrogate, which is no character"
KEPT_IN = "onrecord_database"
"""The option of an engine and its connections by which they tell whose they are."""


class Database(Protocol):
    """A database that is open, its tables brought up to this program's."""

    @property
    def name(self) -> str:
        """What a person is told of where the record is; it holds no password."""

    @property
    def engine(self) -> Engine:
        """SQLAlchemy's engine."""

    def reading(self) -> AbstractContextManager[Connection]:
        """A transaction that sees one state of the record, whatever is written beside it."""

    def read(self, work: Callable[[Connection], T]) -> T:
        """What `work` returns in such a transaction; it may be called again if the connection was lost."""

    def write(self, work: Callable[[Connection], T], *, page: str = "", alike: bool = False) -> T:
        """What `work` returns in a transaction that is the only one to write, and does all or nothing.

        `work` may be called again after what it wrote was undone; what it wrote is never written twice.
        What the database cannot hold is an error of the page. `alike` tells that the same is done again and
        again, and on few rows, so that it may be planned once for all.
        """

    def meaning_of(self, error: Exception) -> str:
        """What an error means, in words that follow the record's name."""

    def put_in(self, connection: Connection, rows: Mapping[FromClause, Sequence[Mapping[str, Any]]]) -> None:
        """Put rows into the tables of WRITTEN, all of a table with the same columns. Those of INDEX are
        statements (`id` and WORD_COLUMNS) for the index of search; forms of names are put into their index,
        too; rows of MAY_BE_THERE that are there are let be."""

    def add_rows(self, connection: Connection, table: FromClause, rows: Sequence[Mapping[str, Any]]) -> None:
        """Put rows, all with the same columns, into any table as they are given, and nothing beside them."""

    def add_numbers(
        self, connection: Connection, table: Table, rows: Sequence[tuple[int, ...]], *, new: bool = True
    ) -> None:
        """The same for many rows of a table that has whole numbers alone, in the order of its columns; what
        is not `new` may be there and is let be."""

    def much_at_once(self, connection: Connection) -> None:
        """Makes room in memory for a transaction that touches much of the tables."""

    @staticmethod
    def given(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
        """The condition that a column has one of a list of texts, the parameter `name`."""

    def clear_indexes(self, connection: Connection) -> None:
        """Empty the index of search and that of the forms of names."""

    def index_aliases(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Put forms of names (`id` and `words`) that are in their table into their index."""

    def number_on(self, connection: Connection) -> None:
        """Let new rows be numbered after those that were put in with numbers of their own."""

    def drop_all(self, connection: Connection) -> None:
        """Drop all of the record's tables, indexes and views: as before the first migration."""

    def matching(self, sought: Sequence[Sought]) -> ColumnElement[bool]:
        """The condition that a row of the index of search has all that is sought."""

    def rank(self, sought: Sequence[Sought]) -> ColumnElement[Any]:
        """What to order such rows by: the least is the best."""

    def newest(
        self,
        connection: Connection,
        wanted: Select[Any],
        sought: Sequence[Sought],
        period: tuple[str | None, str | None],
        count: int,
        *,
        rare: bool,
    ) -> FromClause:
        """The rows of `wanted`, which has INDEX and looks up there what is sought, that may be of a period:
        those with the `count` highest numbers in INDEX. What is `rare` is looked up at once."""

    def of_names(self, names: Sequence[str]) -> ColumnElement[bool] | None:
        """A condition that all rows of INDEX fulfil whose speaker has one of these names, and few others;
        None where there is none that helps."""

    def one_of_few(self, number: ColumnElement[int], few: Sequence[int]) -> ColumnElement[bool]:
        """The condition that a row that matches is one of these few statements."""

    def named_so(self, terms: Sequence[str]) -> Select[Any]:
        """The ids of the names that have all these words and phrases in one of their forms."""

    def flagged(self, flags: ColumnElement[str], flag: str) -> ColumnElement[bool]:
        """The condition that a list of flags, as it is stored, has this one."""

    def problems(self, connection: Connection) -> Iterator[str]:
        """What is wrong with the database as a whole."""

    def indexed(self, connection: Connection, rows: Sequence[int]) -> Mapping[int, Indexed]:
        """What the index of search holds in these rows."""

    def unindexed(self, connection: Connection, aliases: Mapping[int, str]) -> Collection[int]:
        """Those of the forms of names, by their numbers, that their index does not hold."""

    def to_be_indexed(self, words: Mapping[str, str]) -> Indexed:
        """What the index should hold of a statement with these WORD_COLUMNS."""


def in_use(who: str, wait: float) -> str:
    """What is told of a record that another program writes to, in words that follow its name; `who` is " (…)"
    or ""."""
    return (
        f"is in use by another program{who}, for which it was waited {wait:g} s; try again when that has "
        "finished, or end it: what it has not finished is undone, and nothing is lost"
    )


def database_of(connection: Connection) -> Database:
    """The database that a connection is of."""
    return cast(Database, connection.get_execution_options()[KEPT_IN])
