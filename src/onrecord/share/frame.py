"""A pandas data frame: one statement a row, every column with its type (see `table`). Needs pandas."""

from collections.abc import Iterable
from typing import Any

from onrecord.rows import Row
from onrecord.share.packages import needed
from onrecord.share.table import COLUMNS, REPLACED, table_row

EXTRA = "pandas"
TYPES = {"text": "string", "truth": "bool", "number": "float64"}


def to_frame(rows: Iterable[Row]) -> Any:
    """The rows as a pandas.DataFrame, such as of `Record.search` or `Record.rows`.

    Words are of the type "string", what is empty is missing (NA), probabilities are floats; spans,
    targets and flags are lists, a span being {"start", "end"}. Raises MissingPackageError without pandas.
    """
    pandas = needed("pandas", EXTRA)
    cells = [table_row(row) for row in rows]
    return pandas.DataFrame(
        {
            column.name: pandas.Series(
                [each[column.name] for each in cells], dtype=TYPES.get(column.kind, "object")
            )
            for column in (*COLUMNS, REPLACED)
        }
    )
