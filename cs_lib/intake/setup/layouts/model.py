"""One small YAML file per vendor; this is what may stand in it."""

from functools import cache
from importlib.resources import files
from typing import Annotated, Any

import yaml
from pydantic import BeforeValidator, Field

from cs_lib.engagement.frozen import Frozen, FrozenDict, FrozenModel
from cs_lib.engagement.row_keys import Coupons, Either, as_either
from cs_lib.engagement.source_keys import Factor, Words


def _listed(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _nothing() -> FrozenDict[str, Any]:
    return FrozenDict({})


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]


class Check(FrozenModel):
    """What the cells of an export tell that no mapping can read, and a person must then answer.

    `ask` is asked where `column` (the first of several names that is there; a path as under
    `columns`) holds another word than `usual`, or one of `odd`, or what the pattern `like` fits;
    with the number of such rows. Empty cells are always usual. `without` names a column whose
    being there makes it needless.
    """

    column: Names
    usual: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()
    like: str = ""
    without: str = ""
    ask: str
    blocking: bool = True


class Beside(FrozenModel):
    """Another export of the vendor, from which columns are looked up for this one's rows.

    `what` are the exports that serve; `keys` is this one's column of keys -> the other's. Every
    column of the other is at hand as `called`.NAME. `needed` says that nothing is read without it.
    """

    what: Names
    called: str
    keys: Frozen[str, str] = Field(min_length=1, max_length=1)
    needed: bool = True


class Export(FrozenModel):
    """One export of a vendor: invoices, subscriptions, tickets, ...

    `has` lists the columns by which it is recognised, all of them needed, "a | b" being either;
    `lacks` those that it must not have. `columns`: contract column -> the export's names for it,
    best first (API, download and warehouse copies spell them differently; case, spaces and
    underscores do not matter). `table` is null for an export that is known but of no use alone;
    `why` then says so. `ask` is what a person has to confirm in any case, `checks` what only where
    the cells give cause. `rank` decides between two exports
    of one vendor that could both be the table. `row_for_each`, `first_of` and `coupons` are those
    of a table's source, with the names that the exports have for one thing, best first; `beside`
    are other exports that hold what this one lacks. `end_inclusive` is left out where the vendor
    does not say it; the dates are then looked at. The other keys are those of a table's source in
    the engagement file; a condition counts only where its column is there.
    """

    what: str
    table: str | None
    has: tuple[str, ...] = Field(min_length=2)
    lacks: tuple[str, ...] = ()
    columns: Frozen[str, Names] = Field(default_factory=_nothing)
    constants: Frozen[str, str | None] = Field(default_factory=_nothing)
    values: Frozen[str, Frozen[str, str]] = Field(default_factory=_nothing)
    scale: Frozen[str, Factor] = Field(default_factory=_nothing)
    where: Frozen[str, Words] = Field(default_factory=_nothing)
    where_not: Frozen[str, Words] = Field(default_factory=_nothing)
    row_for_each: Names = ()
    first_of: Frozen[str, Annotated[tuple[Either, ...], BeforeValidator(as_either)]] = Field(
        default_factory=_nothing
    )
    coupons: Coupons | None = None
    beside: tuple[Beside, ...] = ()
    end_inclusive: bool | None = None
    ask: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    why: str = ""
    rank: int = 0


class Layout(FrozenModel):
    """A vendor's exports; `source` is where their columns are documented."""

    vendor: str
    source: str
    exports: tuple[Export, ...]


@cache
def layouts() -> tuple[Layout, ...]:
    """Every packaged layout, by vendor."""
    folder = files(__package__)
    found = sorted((each for each in folder.iterdir() if each.name.endswith(".yml")), key=str)
    return tuple(Layout.model_validate(yaml.safe_load(file.read_text("utf-8"))) for file in found)
