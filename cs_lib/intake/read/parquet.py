"""Parquet: one file, or a folder of them; the file itself knows the types."""

from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from cs_lib.engagement import TableSource
from cs_lib.intake.places import Unreadable
from cs_lib.intake.read.contents import Held
from cs_lib.intake.read.limits import PARQUET_CELLS, refuse_large, refuse_wide
from cs_lib.intake.records import RawTable

BROKEN = (pa.ArrowException, OSError, ValueError, OverflowError, MemoryError)
"""What the reader raises for a broken file; text and JSON of its footer give ValueErrors."""
_WHOLE: dict[pa.DataType, Any] = {
    pa.int8(): pd.Int64Dtype(),
    pa.int16(): pd.Int64Dtype(),
    pa.int32(): pd.Int64Dtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}
"""Types that pandas would turn into fractions or objects where a cell is missing."""


def read_parquet(source: TableSource, held: Held) -> RawTable:
    """A Parquet file, or all those of a folder, one below the other; rows count from 1."""
    if not held.files:
        raise Unreadable("is a folder without .parquet files", "correct the path")
    try:
        data = ds.dataset(
            [f"/{name}" for name in held.files],
            filesystem=held.system(),
            format="parquet",
            partitioning="hive",
            partition_base_dir=f"/{held.root}" if held.is_folder else "/",
        )
        # One file may hold no value of a column at all; then another file knows its type.
        schemas = [data.schema, *(part.physical_schema for part in data.get_fragments())]
        data = data.replace_schema(pa.unify_schemas(schemas, promote_options="permissive"))
        refuse_wide(len(data.schema))
        refuse_large(data.count_rows(), len(data.schema), PARQUET_CELLS)
        frame = _spelt(data.to_table()).to_pandas(types_mapper=_WHOLE.get, ignore_metadata=True)
    except BROKEN as error:
        said = next(iter(str(error).splitlines()), type(error).__name__).rsplit("': ", 1)[-1]
        wrong = f"is not a Parquet file that can be read ({said})"
        raise Unreadable(wrong, "export it again") from None
    frame.columns = frame.columns.astype(str)
    return RawTable(source.named, frame, pd.Series(range(1, len(frame) + 1), dtype="int64"))


def _spelt(rows: pa.Table) -> pa.Table:
    """The table with bytes as text: as UTF-8 where all of a column's are, else by their digits."""
    for place, field in enumerate(rows.schema):
        if _is_bytes(field.type):
            cells = rows.column(place)
            try:
                text = cells.cast(pa.binary()).cast(pa.string())
            except pa.ArrowInvalid:
                hexed = [None if cell is None else cell.hex() for cell in cells.to_pylist()]
                text = pa.array(hexed, pa.string())
            rows = rows.set_column(place, field.name, text)
    return rows


def _is_bytes(kind: pa.DataType) -> bool:
    kinds = (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary)
    return any(is_kind(kind) for is_kind in (*kinds, pa.types.is_binary_view))
