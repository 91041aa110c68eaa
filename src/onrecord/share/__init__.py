"""What leaves the program: one module a format, each a view of the Interchange form."""

from onrecord.share.brat import as_brat, brat_files, write_brat
from onrecord.share.brat_in import brat_in, from_brat
from onrecord.share.citron import as_citron, citron_files, citron_in, citron_lines, from_citron, write_citron
from onrecord.share.csv import csv_lines
from onrecord.share.folders import zipped
from onrecord.share.frame import to_frame
from onrecord.share.graphs import gexf, graphml
from onrecord.share.interchange import as_json, from_json
from onrecord.share.jsonl import article_lines, json_line, row_json, row_lines
from onrecord.share.parquet import write_parquet
from onrecord.share.revisions import revision_json, revision_line
from onrecord.share.schema_org import as_schema_org, schema_org_lines
from onrecord.share.screen import highlighted, printable
from onrecord.share.stances import network_csv, position_csv, position_lines
from onrecord.share.utterances import utterance_lines
from onrecord.share.web_annotation import as_web_annotation, web_annotation_lines
from onrecord.share.web_annotation_in import from_web_annotation, web_annotations_in

__all__ = [
    "article_lines",
    "as_brat",
    "as_citron",
    "as_json",
    "as_schema_org",
    "as_web_annotation",
    "brat_files",
    "brat_in",
    "citron_files",
    "citron_in",
    "citron_lines",
    "csv_lines",
    "from_brat",
    "from_citron",
    "from_json",
    "from_web_annotation",
    "gexf",
    "graphml",
    "highlighted",
    "json_line",
    "network_csv",
    "position_csv",
    "position_lines",
    "printable",
    "revision_json",
    "revision_line",
    "row_json",
    "row_lines",
    "schema_org_lines",
    "to_frame",
    "utterance_lines",
    "web_annotation_lines",
    "web_annotations_in",
    "write_brat",
    "write_citron",
    "write_parquet",
    "zipped",
]
