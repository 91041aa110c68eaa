"""What leaves the program: one module a format, each a view of the Interchange form."""

from onrecord.share.csv import csv_lines
from onrecord.share.graphs import gexf, graphml
from onrecord.share.interchange import as_json, from_json
from onrecord.share.jsonl import article_lines, row_json, row_lines
from onrecord.share.screen import highlighted, printable
from onrecord.share.stances import network_csv, position_csv, position_lines

__all__ = [
    "article_lines",
    "as_json",
    "csv_lines",
    "from_json",
    "gexf",
    "graphml",
    "highlighted",
    "network_csv",
    "position_csv",
    "position_lines",
    "printable",
    "row_json",
    "row_lines",
]
