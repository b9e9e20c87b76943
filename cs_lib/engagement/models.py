"""The models of the engagement file; every field is a key that may stand in it."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError

from cs_lib.engagement import names
from cs_lib.engagement.engine import Engine
from cs_lib.engagement.frozen import Frozen, FrozenModel
from cs_lib.engagement.policies import Policies
from cs_lib.engagement.scalars import Constant, CurrencyCode, Name, Number, Share, Whole, nothing


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
    date_format: str | None = None
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

    @field_validator("date_format")
    @classmethod
    def _known_format(cls, pattern: str | None) -> str | None:
        if pattern is not None and not re.search(r"%[YymdbBjF]", pattern):
            raise ValueError(
                f"'{pattern}' is no date format; write %d.%m.%Y for 31.12.2026 or "
                "%m/%d/%Y for 12/31/2026"
            )
        return pattern

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


class Assumptions(FrozenModel):
    """What the client assumes; nothing here is measured by us."""

    gross_margin: Share | None = None
    discount_rate: Annotated[Number, Field(ge=0, lt=1)] = 0.10
    lever_costs: Literal["planning_1_2_4", "pacific_crest_2016", "client_measured"] = (
        "planning_1_2_4"
    )


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


def _raise(problems: Iterator[str]) -> None:
    if found := tuple(problems):
        raise PydanticCustomError("names", "unknown names", {"problems": found})


class Engagement(FrozenModel):
    """Everything one review depends on. `folder` is where relative paths start.

    `reason_families` says to which family of causes a churn reason belongs, by the words in it
    ("R-17: external"); it goes before the words that are known without it. `product_map` gives a
    renamed or repackaged product's old id its new one ("starter-2023: starter", P18).
    """

    client: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    as_of: dt.date
    currency: CurrencyCode
    fiscal_year_start: Annotated[Whole, Field(ge=1, le=12)] = 1
    tables: Frozen[str, Annotated[TableSource, BeforeValidator(_as_source)]]
    engine: Engine = Engine()
    policies: Policies = Policies()
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

    @field_validator("as_of")
    @classmethod
    def _month_end(cls, day: dt.date) -> dt.date:
        if (day + dt.timedelta(days=1)).day != 1:
            first = day.replace(day=1)
            last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
            raise ValueError(
                f"{day} is not the last day of a month, and figures are taken at month ends; "
                f"write {first - dt.timedelta(days=1)} or {last}"
            )
        return day

    @field_validator("tables")
    @classmethod
    def _known_tables(cls, tables: Any) -> Any:
        _raise(names.tables(tables))
        return tables

    @field_validator("stated", "targets")
    @classmethod
    def _known_figures(cls, figures: Any, info: Any) -> Any:
        _raise(names.figures(figures, info.field_name))
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
    def period(self) -> str:
        """The review's name: the fiscal quarter that `as_of` closes ("2026Q3"), else its month.

        A fiscal year that does not start in January is named after the year it ends in.
        """
        month_of_year = (self.as_of.month - self.fiscal_year_start) % 12 + 1
        if month_of_year % 3:
            return f"{self.as_of:%Y-%m}"
        later = self.fiscal_year_start > 1 and self.as_of.month >= self.fiscal_year_start
        return f"{self.as_of.year + later}Q{month_of_year // 3}"

    def path_of(self, table: str) -> Path | None:
        """Where the file or folder of `table` lies; None for a query and for an address."""
        path = self.tables[table].path
        return None if path is None or "://" in path else self.folder / path

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """What may the engagement file hold? A JSON schema, for editors that complete YAML."""
        from cs_lib.engagement.json_schema import of

        return of(cls)
