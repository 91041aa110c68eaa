"""What leaves the program: one module a format, each a view of the Interchange form."""

from onrecord.share.csv import csv_lines
from onrecord.share.frame import to_frame
from onrecord.share.interchange import as_json, from_json
from onrecord.share.jsonl import article_lines, row_json, row_lines
from onrecord.share.parquet import write_parquet
from onrecord.share.screen import highlighted, printable

__all__ = [
    "article_lines",
    "as_json",
    "csv_lines",
    "from_json",
    "highlighted",
    "printable",
    "row_json",
    "row_lines",
    "to_frame",
    "write_parquet",
]
