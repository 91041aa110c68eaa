"""What leaves the program: one module a format, each a view of the Interchange form."""

from onrecord.share.csv import csv_lines
from onrecord.share.frame import to_frame
from onrecord.share.interchange import as_json, from_json
from onrecord.share.jsonl import article_lines, row_json, row_lines
from onrecord.share.parquet import write_parquet
from onrecord.share.schema_org import as_schema_org, schema_org_lines
from onrecord.share.screen import highlighted, printable

__all__ = [
    "article_lines",
    "as_json",
    "as_schema_org",
    "csv_lines",
    "from_json",
    "highlighted",
    "printable",
    "row_json",
    "row_lines",
    "schema_org_lines",
    "to_frame",
    "write_parquet",
]
