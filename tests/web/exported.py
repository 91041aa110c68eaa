"""What stands in files that were exported, whatever their form."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

import pytest

OF_ROWS = ("csv", "jsonl", "parquet")
OF_ARTICLES = ("schema-org", "web-annotation", "brat", "citron")
FORMS = (*OF_ROWS, *OF_ARTICLES)


def ids_in(form: str, data: bytes) -> list[str]:
    """The ids of the statements in a file, in its order."""
    if form == "jsonl":
        return [json.loads(line)["id"] for line in data.splitlines()]
    if form == "csv":
        return [row["id"] for row in csv.DictReader(io.StringIO(data.decode(), newline=""))]
    if form == "parquet":
        table = pytest.importorskip("pyarrow.parquet").read_table(io.BytesIO(data))
        return list(table.column("id").to_pylist())
    if form == "schema-org":
        return [
            each["identifier"]
            for line in data.splitlines()
            for each in json.loads(line)["@graph"]
            if each["@type"] in ("Quotation", "Statement")
        ]
    if form == "web-annotation":
        return [each for line in data.splitlines() for each in _annotated(json.loads(line))]
    files = unzipped(data)
    if form == "brat":
        notes = (text for name, text in files.items() if name.endswith(".ann"))
        return [id for text in notes for id in re.findall(r'\{"id": "([0-9a-f]{12})"', text)]
    return [quote["id"] for text in files.values() for quote in json.loads(text)["quotes"]]


def unzipped(data: bytes) -> dict[str, str]:
    """The files of a ZIP file, each whole."""
    with ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def _annotated(page: dict[str, Any]) -> Iterator[str]:
    for item in page["items"]:
        if item["role"] == "content":
            yield next(body["data"]["id"] for body in item["body"] if "data" in body)
