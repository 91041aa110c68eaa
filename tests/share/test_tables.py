"""Parquet and data frames, read back by other programs' readers: pyarrow, pandas and polars (Rust)."""

import io
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pandas
import polars
import pyarrow.parquet
import pytest
from hypothesis import given

from onrecord.errors import FormatError, MissingPackageError
from onrecord.nouns import Reading
from onrecord.rows import KnownAs, rows_of
from onrecord.share import parquet, to_frame, write_parquet
from onrecord.share.table import COLUMNS, table_row
from tests.record.made import QUICK, READINGS, harbour, whole

NAMES = [*(column.name for column in COLUMNS), "replaced"]
HOSTILE = "=1+1 <b>\"'</b>\r\n\t\x07\u202eשלום 👩‍🚀 e\u0301 𝒳"


def file_of(reading: Reading) -> bytes:
    out = io.BytesIO()
    assert write_parquet(rows_of(reading), out) == len(reading.statements)
    return out.getvalue()


@QUICK
@given(READINGS)
def test_every_reader_has_every_cell(reading: Reading):
    told, data = [table_row(row) for row in rows_of(reading)], file_of(reading)
    assert pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist() == told
    assert polars.read_parquet(io.BytesIO(data)).to_dicts() == told
    frame = pandas.read_parquet(io.BytesIO(data))
    assert list(frame.columns) == NAMES
    for name in ("content", "source", "confidence", "resolved"):
        assert list(frame[name]) == [each[name] for each in told]


@QUICK
@given(READINGS)
def test_a_frame_has_every_cell(reading: Reading):
    told, frame = [table_row(row) for row in rows_of(reading)], to_frame(rows_of(reading))
    assert list(frame.columns) == NAMES
    shown = frame.astype(object).where(frame.notna(), None).to_dict("records")
    assert shown == told


def test_types_do_not_depend_on_what_is_there():
    empty, full = to_frame([]), to_frame(rows_of(whole()[1]))
    assert list(empty.dtypes) == list(full.dtypes)
    assert (empty["when"].dtype, empty["confidence"].dtype, empty["resolved"].dtype) == (
        "string", "float64", "bool",
    )  # fmt: skip
    none = io.BytesIO()
    assert write_parquet([], none) == 0
    assert pyarrow.parquet.read_schema(none) == pyarrow.parquet.read_schema(io.BytesIO(file_of(whole()[1])))


def test_cells_of_every_kind():
    [first, _] = pyarrow.parquet.read_table(io.BytesIO(file_of(whole()[1]))).to_pylist()
    assert first["targets"] == [
        {"name": "the shipowners", "stance": "against", "span": {"start": 71, "end": 85}, "confidence": 0.7},
        {"name": "the port", "stance": "for", "span": None, "confidence": 0.25},
    ]
    assert (first["when_span"], first["act_confidence"]) == ({"start": 34, "end": 45}, 0.81)
    assert (first["column_flags"], first["said_on"]) == (["occasion is far"], "2024-03-07")


def test_hostile_words_stand_as_they_are():
    row = replace(rows_of(harbour()[1])[0], words=HOSTILE, known_as=KnownAs(HOSTILE, "person", HOSTILE))
    out = io.BytesIO()
    write_parquet([row], out)
    [cell] = polars.read_parquet(io.BytesIO(out.getvalue())).to_dicts()
    assert (cell["content"], cell["known_as"], cell["identifier"]) == (HOSTILE, HOSTILE, HOSTILE)
    assert to_frame([row])["content"][0] == HOSTILE


def test_half_a_pair_is_replaced_in_its_place_and_named():
    row = replace(rows_of(harbour()[1])[0], words="no \ud83d rise", flags=("\udc00",))
    out = io.BytesIO()
    write_parquet([row], out)
    [cell] = pyarrow.parquet.read_table(out).to_pylist()
    assert (cell["content"], cell["flags"]) == ("no \ufffd rise", ["\ufffd"])
    assert cell["replaced"] == ["content", "flags"] == to_frame([row])["replaced"][0]


def test_equal_rows_give_equal_bytes_in_several_groups(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parquet, "GROUP", 2)
    data = file_of(harbour()[1])
    assert data == file_of(harbour()[1])
    file = pyarrow.parquet.ParquetFile(io.BytesIO(data))
    assert (file.num_row_groups, file.read().num_rows) == (2, 3)


@pytest.mark.parametrize(
    ("package", "call"), [("pyarrow", "write_parquet([], None)"), ("pandas", "to_frame([])")]
)
def test_a_package_that_is_absent_is_told_with_the_command(package: str, call: str):
    code = (
        f"import sys; sys.modules[{package!r}] = None\n"
        "from onrecord.share import to_frame, write_parquet\n"
        f"{call}"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    extra = {"pyarrow": "parquet"}.get(package, package)
    assert f"{package} is needed and not installed: pip install 'onrecord[{extra}]'" in done.stderr
    assert issubclass(MissingPackageError, FormatError)


def test_what_is_there_and_broken_is_not_called_absent(monkeypatch: pytest.MonkeyPatch):
    def broken(name: str) -> Any:
        raise ModuleNotFoundError("No module named 'zlib'", name="zlib")

    monkeypatch.setattr("onrecord.share.packages.import_module", broken)
    with pytest.raises(ModuleNotFoundError, match="zlib"):
        to_frame([])
