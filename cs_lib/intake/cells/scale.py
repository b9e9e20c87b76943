"""Numbers in another unit than the contract's: cents, thousands, a currency's smallest unit."""

from collections.abc import Iterator

import pandas as pd

from cs_lib.engagement import TableSource
from cs_lib.engagement.currencies import minor_units
from cs_lib.errors import DataProblem
from cs_lib.intake.records import Finding, RawTable
from cs_lib.tables import TableSpec


def problems(
    spec: TableSpec, source: TableSource, raw: RawTable, provided: frozenset[str]
) -> Iterator[DataProblem]:
    """What is wrong with `scale` before any cell is looked at."""
    numbers = [column.name for column in spec.columns if column.type in ("number", "integer")]
    for name, factor in source.scale.items():
        fix = "remove it from scale for this table in the engagement file"
        if name not in provided:
            wrong = f"'{name}' is scaled, but the file does not give it"
            allowed = ", ".join(sorted(provided & set(numbers))) or "no column: none is a number"
            yield DataProblem(raw.file, spec.name, wrong, allowed, f"{fix}, or map it", name)
        elif name not in numbers:
            wrong = f"'{name}' is scaled, but is no number"
            yield DataProblem(raw.file, spec.name, wrong, ", ".join(numbers), fix, name)
        elif factor == "minor" and "currency" not in provided:
            wrong = f"'{name}' is in the currency's smallest unit, but no currency is given"
            fix = "map the column currency, say constants: {currency: CODE}, or scale by a number"
            yield DataProblem(raw.file, spec.name, wrong, "a currency in each row", fix, name)


def scaled(
    numbers: pd.Series, name: str, factor: float | str, currency: pd.Series | None
) -> tuple[pd.Series, list[Finding]]:
    """The numbers in the contract's unit, and the cells whose currency is not known.

    A factor such as 0.01 divides by 100, which hits the nearest number where a product may not.
    """
    if factor != "minor":
        share = 1 / float(factor)
        whole = round(share)
        exact = whole > 0 and abs(share - whole) < 1e-9 * share
        return (numbers / whole if exact else numbers * float(factor)), []
    codes = pd.Series(pd.NA, index=numbers.index) if currency is None else currency
    unknown = numbers[numbers.notna() & codes.isna()]
    divisor = codes.map(minor_units, na_action="ignore").astype("float64")
    finding = Finding(
        "no_currency",
        name,
        unknown,
        lambda value: f"{value:g} is in the currency's smallest unit, and the row names none",
        "an ISO 4217 code in the row's currency",
        "fill the cell of the currency, or scale by a number such as 0.01",
    )
    return numbers / divisor, [finding] if len(unknown) else []
