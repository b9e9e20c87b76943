"""Parquet: one file, or a folder of them; the file itself knows the types."""

import posixpath
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds

from cs_lib.engagement import TableSource
from cs_lib.intake.places import place, unusable
from cs_lib.intake.records import RawTable
from cs_lib.intake.storage import Stored

_WHOLE: dict[pa.DataType, Any] = {
    pa.int8(): pd.Int64Dtype(),
    pa.int16(): pd.Int64Dtype(),
    pa.int32(): pd.Int64Dtype(),
    pa.int64(): pd.Int64Dtype(),
    pa.bool_(): pd.BooleanDtype(),
}
"""Types that pandas would turn into fractions or objects where a cell is missing."""


def read_parquet(table: str, source: TableSource, at: Stored) -> RawTable:
    """A Parquet file, or all those of a folder, one below the other; rows count from 1."""
    folder, files = at.is_folder, at.files
    if not files:
        raise unusable(table, source, "is a folder without .parquet files", "correct the path")
    try:
        data = ds.dataset(
            files,
            filesystem=at.system,
            format="parquet",
            partitioning="hive",
            partition_base_dir=at.root if folder else posixpath.dirname(at.root),
        )
        # One file may hold no value of a column at all; then another file knows its type.
        schemas = [data.schema, *(part.physical_schema for part in data.get_fragments())]
        data = data.replace_schema(pa.unify_schemas(schemas, promote_options="permissive"))
        frame = data.to_table().to_pandas(types_mapper=_WHOLE.get, ignore_metadata=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        said = str(error).splitlines()[0]
        raise unusable(
            table, source, f"is not a Parquet file that can be read ({said})", "export it again"
        ) from None
    frame.columns = frame.columns.astype(str)
    return RawTable(place(source), frame, pd.Series(range(1, len(frame) + 1), dtype="int64"))
