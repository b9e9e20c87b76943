"""The models of the engagement file; every field is a key that may stand in it."""

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, field_validator, model_validator

from cs_lib.engagement import fiscal, names
from cs_lib.engagement.assumptions import Assumptions
from cs_lib.engagement.engine import Engine
from cs_lib.engagement.frozen import Frozen, FrozenModel
from cs_lib.engagement.policies import Policies
from cs_lib.engagement.scalars import Constant, CurrencyCode, Name, Number, Whole, nothing, refuse
from cs_lib.engagement.source_keys import DateFormat, Factor, Words


class TableSource(FrozenModel):
    """Where one table of the contract lies and how its columns are called there.

    `path` is a file or a folder of Parquet files beside the engagement file, or the address of
    Parquet in a store that fsspec knows ("s3://bucket/contracts").
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
    and rows not taken are counted in the quality table. `date_format` reads the dates that are
    not written 2026-12-31: a pattern such as "%d.%m.%Y", epoch_s or epoch_ms, or excel_days
    for the day numbers of a spreadsheet; `date_formats` says it for single columns of the
    contract. `scale` multiplies a column ("amount: 0.01" for
    cents); `minor` stands for the smallest unit of each row's currency, so that 500 is 5.00 in
    USD and 500 in JPY.
    """

    path: str | None = Field(default=None, min_length=1)
    sql: str | None = Field(default=None, min_length=1)
    url_env: str | None = None
    sheet: Name | None = None
    range: str | None = None
    transpose: bool = False
    header_row: Annotated[Whole, Field(ge=1)] = 1
    columns: Frozen[str, Name] = Field(default_factory=nothing)
    constants: Frozen[str, Constant] = Field(default_factory=nothing)
    values: Frozen[str, Frozen[Name, Name]] = Field(default_factory=nothing)
    delimiter: str | None = None
    encoding: str | None = None
    decimal: Literal[".", ","] | None = None
    date_format: DateFormat | None = None
    date_formats: Frozen[str, DateFormat] = Field(default_factory=nothing)
    scale: Frozen[str, Factor] = Field(default_factory=nothing)
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

    @field_validator("range")
    @classmethod
    def _cells(cls, cells: str | None) -> str | None:
        if cells is not None and not re.fullmatch(r"[A-Z]{1,3}[0-9]+:[A-Z]{1,3}[0-9]+", cells):
            raise ValueError(f"'{cells}' is not a range of cells, such as B9:D15")
        return cells

    @field_validator("delimiter")
    @classmethod
    def _one_character(cls, mark: str | None) -> str | None:
        if mark is not None and len(mark) != 1:
            raise ValueError(f"'{mark}' must be one character, such as ';' or \"\\t\" for a tab")
        return mark

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, encoding: str | None) -> str | None:
        try:
            "".encode(encoding or "utf-8")
        except LookupError:
            raise ValueError(
                f"'{encoding}' is no encoding; usual ones: utf-8, utf-16, cp1252"
            ) from None
        return encoding

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.path is None) == (self.sql is None):
            raise ValueError("give either 'path', or 'sql' with 'url_env'")
        if self.sql is not None and self.url_env is None:
            raise ValueError(
                "'sql' needs 'url_env', the name of the environment variable that holds the "
                "database's URL"
            )
        return self


class Signoff(FrozenModel):
    """One person's word on one metric."""

    metric: str
    by: Annotated[str, Field(min_length=1)]
    on: dt.date
    agrees: bool
    comment: str = ""

    @field_validator("metric")
    @classmethod
    def _id(cls, metric: str) -> str:
        if not re.fullmatch(r"[MN][0-9]{2}[a-z]?", metric):
            raise ValueError(
                f"'{metric}' is no metric's id, such as M24; 'tensteps definitions' lists them"
            )
        return metric


def _as_source(value: object) -> object:
    return {"path": value} if isinstance(value, str) else value


class Engagement(FrozenModel):
    """Everything one review depends on. `folder` is where relative paths start.

    `reason_families` says to which family of causes a churn reason belongs, by the words in it
    ("R-17: external"); it goes before the words that are known without it. `product_map` gives a
    renamed or repackaged product's old id its new one ("starter-2023: starter", P18).
    `fiscal_week` says when the fiscal year ends, where `policies.fiscal_periods` counts weeks.
    """

    client: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    currency: CurrencyCode
    fiscal_year_start: Annotated[Whole, Field(ge=1, le=12)] = 1
    tables: Frozen[str, Annotated[TableSource, BeforeValidator(_as_source)]]
    engine: Engine = Engine()
    policies: Policies = Policies()
    fiscal_week: fiscal.FiscalWeek | None = None
    as_of: dt.date  # after what says on which days periods end: fields are read in this order
    assumptions: Assumptions = Assumptions()
    stated: Frozen[str, Number] = Field(default_factory=nothing)
    targets: Frozen[str, Number] = Field(default_factory=nothing)
    signoff: tuple[Signoff, ...] = ()
    reason_families: Frozen[Name, Literal["competitor", "own", "external"]] = Field(
        default_factory=nothing
    )
    product_map: Frozen[Name, Name] = Field(default_factory=nothing)
    previous: str | None = None
    folder: Path = Field(default=Path("."), exclude=True)

    @field_validator("fiscal_week")
    @classmethod
    def _asked_for(cls, week: fiscal.FiscalWeek | None, info: Any) -> Any:
        if "policies" not in info.data:
            return week  # whether it is needed is not known
        chosen = info.data["policies"].fiscal_periods
        if chosen == "months":
            if week is not None:
                raise ValueError(
                    "calendar months need none; leave it out, or set policies.fiscal_periods "
                    "to 4-4-5, 4-5-4 or 5-4-4"
                )
            return None
        if week is None:
            raise ValueError(
                f"policies.fiscal_periods {chosen} needs the day on which the fiscal year ends; "
                "write fiscal_week: {ends_on: saturday, rule: last}, or rule: nearest (to the "
                "end of the month before fiscal_year_start)"
            )
        if {"contracts", "invoices"}.isdisjoint(info.data.get("tables", ("contracts",))):
            raise ValueError(
                f"mrr_snapshots are taken at month ends, which periods of {chosen} weeks do not "
                "share; give contracts or invoices, or leave policies.fiscal_periods at months"
            )
        return week

    @field_validator("as_of")
    @classmethod
    def _period_end(cls, day: dt.date, info: Any) -> dt.date:
        known = info.data
        if known.get("fiscal_week", ...) is None:
            periods: fiscal.Grid = fiscal.MonthGrid()
        elif {"fiscal_year_start", "policies", "fiscal_week"} <= set(known):
            periods = fiscal.grid(
                known["policies"].fiscal_periods, known["fiscal_year_start"], known["fiscal_week"]
            )
        else:
            return day  # what is wrong there decides on which days periods end
        if problem := periods.problem(day):
            raise ValueError(problem)
        return day

    @field_validator("tables")
    @classmethod
    def _known_tables(cls, tables: Any) -> Any:
        refuse(names.tables(tables))
        return tables

    @field_validator("stated", "targets")
    @classmethod
    def _known_figures(cls, figures: Any, info: Any) -> Any:
        refuse(names.figures(figures, info.field_name))
        return figures

    @field_validator("product_map")
    @classmethod
    def _no_circle(cls, renamed: Any) -> Any:
        if again := sorted(set(renamed) & set(renamed.values())):
            raise ValueError(
                f"'{again[0]}' is both an old and a new product; give every old name its last one"
            )
        return renamed

    @property
    def grid(self) -> fiscal.Grid:
        """The periods at whose ends snapshots are taken: months, or fiscal weeks (P23)."""
        return fiscal.grid(self.policies.fiscal_periods, self.fiscal_year_start, self.fiscal_week)

    @property
    def period(self) -> str:
        """The review's name: the fiscal quarter that `as_of` closes ("2026Q3"), else its period.

        A period is called "2026-08" by month and "2026P08" in fiscal weeks. A fiscal year that
        does not start in January is named after the year it ends in.
        """
        number = self.grid.number(self.as_of)
        closes = self.grid.place(number) % 3 == 2
        return self.grid.quarter(number) if closes else self.grid.label(number)

    def path_of(self, table: str) -> Path | None:
        """Where the file or folder of `table` lies; None for a query and for an address."""
        path = self.tables[table].path
        return None if path is None or "://" in path else self.folder / path

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """What may the engagement file hold? A JSON schema, for editors that complete YAML."""
        from cs_lib.engagement.json_schema import of

        return of(cls)
