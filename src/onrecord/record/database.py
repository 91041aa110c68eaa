"""What a database has to do so that the record can be kept in it: one protocol, one module for each kind.

All that reads and writes is the same code for all of them, in SQLAlchemy's terms. What SQL itself says in
different words stands here as a method, and is reached from any connection by `database_of`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy import ColumnElement, Connection, Engine, FromClause, Select

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

    def write(self, work: Callable[[Connection], T], *, page: str = "") -> T:
        """What `work` returns in a transaction that is the only one to write, and does all or nothing.

        `work` may be called again after what it wrote was undone; what it wrote is never written twice.
        What the database cannot hold is an error of the page.
        """

    def meaning_of(self, error: Exception) -> str:
        """What an error means, in words that follow the record's name."""

    def put_in(self, connection: Connection, rows: Mapping[FromClause, Sequence[Mapping[str, Any]]]) -> None:
        """Put rows into the tables of WRITTEN, all of a table with the same columns. Those of INDEX are
        statements (`id` and WORD_COLUMNS) for the index of search; forms of names are put into their index,
        too; rows of MAY_BE_THERE that are there are let be."""

    @staticmethod
    def given(column: ColumnElement[str], name: str) -> ColumnElement[bool]:
        """The condition that a column has one of a list of texts, the parameter `name`."""

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

    def to_be_indexed(self, words: Mapping[str, str]) -> Indexed:
        """What the index should hold of a statement with these WORD_COLUMNS."""


def database_of(connection: Connection) -> Database:
    """The database that a connection is of."""
    return cast(Database, connection.get_execution_options()[KEPT_IN])
