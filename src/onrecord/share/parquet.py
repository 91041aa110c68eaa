"""Parquet: one statement a row, every column with its type (see `table`). Needs pyarrow."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import IO, Any

from onrecord.errors import FormatError
from onrecord.rows import Row
from onrecord.share.packages import needed
from onrecord.share.table import COLUMNS, REPLACED, table_row

EXTRA = "parquet"
GROUP = 10_000
"""Rows in memory at once, and so in one row group: some 10 MB of statements."""


def write_parquet(rows: Iterable[Row], file: IO[bytes]) -> int:
    """Writes the rows into a file, and tells how many there were; no rows give an empty table, which
    has all of its columns. Equal rows give equal bytes. Raises MissingPackageError without pyarrow."""
    arrow, parquet = needed("pyarrow", EXTRA), needed("pyarrow.parquet", EXTRA)
    schema, written = _schema(arrow), 0
    with parquet.ParquetWriter(file, schema, compression="zstd") as out:
        for group in _groups(rows):
            try:
                table = arrow.Table.from_pylist([table_row(row) for row in group], schema=schema)
            except (arrow.ArrowException, UnicodeError) as error:
                raise FormatError(f"a statement cannot be written: {error}", step=EXTRA) from error
            out.write_table(table)
            written += table.num_rows
    return written


def _schema(arrow: Any) -> Any:
    span = arrow.struct([("start", arrow.int64()), ("end", arrow.int64())])
    target = [("name", arrow.string()), ("stance", arrow.string()), ("span", span)]
    types = {
        "text": arrow.string(),
        "truth": arrow.bool_(),
        "number": arrow.float64(),
        "texts": arrow.list_(arrow.string()),
        "span": span,
        "spans": arrow.list_(span),
        "targets": arrow.list_(arrow.struct([*target, ("confidence", arrow.float64())])),
    }
    return arrow.schema([(column.name, types[column.kind]) for column in (*COLUMNS, REPLACED)])


def _groups(rows: Iterable[Row]) -> Iterator[Iterator[Row]]:
    each = iter(rows)
    for first in each:
        yield chain([first], islice(each, GROUP - 1))
