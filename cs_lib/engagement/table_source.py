"""Where one table of the contract lies, and how it is read there."""

import re
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from cs_lib.engagement.frozen import Frozen, FrozenModel
from cs_lib.engagement.row_keys import Coupons, Either, as_either
from cs_lib.engagement.scalars import Constant, Name, Whole, nothing
from cs_lib.engagement.source_keys import (
    Bands,
    Cells,
    DateFormat,
    Encoding,
    Factor,
    Listed,
    Mark,
    Renamed,
    Words,
)

_EXCEL = (".xlsx", ".xlsm")
_SHOWN = 3
"""Files named one by one where a table has several."""


class Lookup(FrozenModel):
    """Columns that another file holds, found for each row by a key.

    `on` maps the column of the table's file to the key of this one ("{Account No: Number}", or
    just the name where both call it so; several columns together make one key). `columns` are
    those to take: a list of names, or a mapping from the name they get to the name they have.
    They stand beside the file's own columns, so that `columns` of the table may name them. The
    other keys are those of a table's source.
    """

    path: str = Field(min_length=1)
    sheet: Name | None = None
    range: Cells | None = None
    header_row: Annotated[Whole, Field(ge=1)] = 1
    delimiter: Mark | None = None
    encoding: Encoding | None = None
    on: Renamed
    columns: Renamed

    @property
    def source(self) -> "TableSource":
        """The file as the source of a table whose names are the key and the columns taken."""
        keys = self.model_fields_set - {"on", "columns"}
        names = dict.fromkeys([*self.on.values(), *self.columns.values()])
        said: dict[str, Any] = {key: getattr(self, key) for key in keys}
        return TableSource(**said, columns={name: name for name in names})


def _as_lookups(value: object) -> object:
    return value if isinstance(value, list | tuple) else (value,)


class TableSource(FrozenModel):
    """Where one table of the contract lies and how its columns are called there.

    `path` is a file or a folder of Parquet files beside the engagement file, or the address of
    Parquet in a store that fsspec knows ("s3://bucket/contracts"). `paths` lists several files,
    and `sheets` several sheets of a workbook, that are read one below the other as one table; the
    other keys hold for each of them. `lookup` takes columns from another file, by a key.
    `columns` maps the contract's names to the file's; `constants` fills a column that the file
    does not have (null: every row is empty); `values` translates the file's words into the
    contract's ("line_type: {Subscription: recurring}"). `range` cuts cells out of a sheet
    ("B9:D15", the first row being the header); `transpose` reads a sheet whose fields run down
    instead of across. `header_row` is the row that holds the column names, where titles stand
    above it. `end_inclusive` says that end dates name the last day of service instead of the
    first day without it. `decimal`, when given, also allows the other mark between thousands.

    A name under `columns` may be a path into nested data, its parts joined by dots: the file's
    column, then keys of the JSON object in its cells, or places in a list counted from 0
    ("items.data.0.price.id"). `where` takes only the rows whose cell in the file's column is one
    of the values, `where_not` leaves those rows out; case does not matter, "" is an empty cell,
    and rows not taken are counted in the quality table. `row_for_each` names a list in each record
    ("items.data"): every element of it is a row, its fields below the same path without a place
    ("items.data.price.id"). `first_of` fills a column of the contract with the first of several
    that is filled in the row, some of them only under a condition ("end: [ended_at, {column:
    period_start, where: {status: unpaid}}]"). `coupons` says where a line's coupons lie; they lower
    list_price for as long as they hold. `date_format` reads the dates that are
    not written 2026-12-31: a pattern such as "%d.%m.%Y", epoch_s or epoch_ms, or excel_days
    for the day numbers of a spreadsheet; `date_formats` says it for single columns of the
    contract. `bands` makes classes of a free number, by where each begins ("size: [50, 250, 1000]"
    for under 50, 50 to 249, 250 to 999, 1000 and more; or "size: {Small: 0, Large: 250}", of which
    nothing may lie below the first). `scale` multiplies a column ("amount: 0.01" for
    cents); `minor` stands for the smallest unit of each row's currency, so that 500 is 5.00 in
    USD and 500 in JPY.
    """

    path: str | None = Field(default=None, min_length=1)
    paths: Listed | None = None
    sql: str | None = Field(default=None, min_length=1)
    url_env: str | None = None
    sheet: Name | None = None
    sheets: Listed | None = None
    range: Cells | None = None
    transpose: bool = False
    header_row: Annotated[Whole, Field(ge=1)] = 1
    lookup: Annotated[tuple[Lookup, ...], BeforeValidator(_as_lookups)] = ()
    columns: Frozen[str, Name] = Field(default_factory=nothing)
    constants: Frozen[str, Constant] = Field(default_factory=nothing)
    values: Frozen[str, Frozen[Name, Name]] = Field(default_factory=nothing)
    delimiter: Mark | None = None
    encoding: Encoding | None = None
    decimal: Literal[".", ","] | None = None
    date_format: DateFormat | None = None
    date_formats: Frozen[str, DateFormat] = Field(default_factory=nothing)
    bands: Frozen[str, Bands] = Field(default_factory=nothing)
    scale: Frozen[str, Factor] = Field(default_factory=nothing)
    row_for_each: Name | None = None
    first_of: Frozen[str, Annotated[tuple[Either, ...], BeforeValidator(as_either)]] = Field(
        default_factory=nothing
    )
    coupons: Coupons | None = None
    where: Frozen[Name, Words] = Field(default_factory=nothing)
    where_not: Frozen[Name, Words] = Field(default_factory=nothing)
    end_inclusive: bool = False

    @field_validator("url_env")
    @classmethod
    def _variable(cls, name: str | None) -> str | None:
        if name is not None and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            raise ValueError(
                "must be the name of an environment variable, such as CLIENT_DB_URL; the "
                "address itself does not belong in this file"
            )
        return name

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if sum(each is not None for each in (self.path, self.paths, self.sql)) != 1:
            raise ValueError("give either 'path', 'paths', or 'sql' with 'url_env'")
        if self.sql is not None and self.url_env is None:
            raise ValueError(
                "'sql' needs 'url_env', the name of the environment variable that holds the "
                "database's URL"
            )
        if self.sheets is not None and self.sheet is not None:
            raise ValueError("give either 'sheet' or 'sheets'")
        if self.sheets is not None and not str(self.path).lower().endswith(_EXCEL):
            raise ValueError("'sheets' needs the 'path' of one Excel file")
        return self

    @property
    def parts(self) -> tuple["TableSource", ...]:
        """One source for each of several files or sheets; itself where it is one."""
        if self.paths is not None:
            return tuple(self._part(paths=None, path=path) for path in self.paths)
        if self.sheets is not None:
            return tuple(self._part(sheets=None, sheet=sheet) for sheet in self.sheets)
        return (self,)

    def _part(self, **place: str | None) -> "TableSource":
        return self.model_copy(update=place)

    @property
    def named(self) -> str:
        """The table's place as a message names it: its files with their sheets, or the query."""
        if self.sql is not None:
            return f"the query of {self.url_env}"
        if self.path is not None:
            sheets = (self.sheet,) if self.sheet else self.sheets
            if not sheets:
                return self.path
            return f"{self.path}, sheet{'s' if len(sheets) > 1 else ''} {listed(sheets)}"
        return listed(self.paths or ()) + (f", sheet {self.sheet}" if self.sheet else "")


def listed(names: tuple[str, ...]) -> str:
    """Names in a sentence: all of them, or the first few and how many more there are."""
    if len(names) > _SHOWN + 1:
        return f"{', '.join(names[:_SHOWN])} and {len(names) - _SHOWN} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
