"""Which names may stand in the engagement file beyond the models' own keys?

Names of tables, of contract columns and of figures are data of the contract; a misspelt one is
told with the nearest name that is known.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from cs_lib.errors import nearest
from cs_lib.tables import REVENUE_TABLES, TABLES

FIGURES = (
    "arr",
    "mrr",
    "grr",
    "nrr",
    "nrr_ex_price",
    "gross_churn",
    "gross_churn_rate",
    "net_churn",
    "logo_churn_rate",
    "customers",
    "opening_arr",
    "new_logo_arr",
    "reactivation",
    "fx",
    "headwind",
    "tailwind",
    "quick_ratio",
    "cac_ratio",
    "crc_ratio",
    "cec_ratio",
    "cuc_ratio",
)
"""Short names of the figures a client may state or aim at, as in the register of metrics."""

METRICS = frozenset((
    "M01", "M02", "M02a", "M02b", "M03", "M04", "M05", "M06", "M07", "M08", "M09", "M10", "M11",
    "M12", "M13", "M14", "M15", "M15a", "M16", "M17", "M20", "M21", "M22", "M23", "M24", "M25",
    "M26", "M28", "M29", "M29b", "M29c", "M30", "M31", "M32", "M33", "M40", "M41", "M42", "M43",
    "M43b", "M43c", "M43d", "M44", "M45", "M46", "M47", "M48", "M49", "M50", "M51", "M53", "M54",
    "M55", "M63", "M64", "M65", "M66", "M67", "M68", "M69", "M69a", "M70", "N01", "N06", "N07",
    "N21", "N22",
))  # fmt: skip
"""The ids of the register of metrics, each of which may be signed off."""

COLUMN_KEYS = ("columns", "constants", "first_of", "values", "scale", "bands", "date_formats")
"""The keys of a table's source whose own keys are columns of the contract."""


def known(value: object, place: str, names: Iterable[str], kind: str) -> Iterator[str]:
    """One problem for each key of `value` that is not among `names`."""
    names = tuple(names)
    for key in value if isinstance(value, Mapping) else ():
        if key not in names:
            yield f"{place}.{key}: unknown {kind}; {nearest(str(key), names)}"


def figures(value: object, place: str) -> Iterator[str]:
    """Problems with the names of stated or aimed-at figures."""
    return known(value, place, FIGURES, "figure")


def tables(value: object) -> Iterator[str]:
    """Problems with the names of tables and of their columns."""
    if not isinstance(value, Mapping):
        return
    yield from known(value, "tables", TABLES, "table")
    if not set(value) & set(REVENUE_TABLES):
        yield f"tables: no revenue table; give at least one of {', '.join(REVENUE_TABLES)}"
    for table, source in value.items():
        if table in TABLES and not isinstance(source, str):
            yield from _columns(table, _plain(source))


def _plain(source: object) -> Mapping[str, object]:
    if isinstance(source, Mapping):
        return source
    return {key: getattr(source, key) for key in COLUMN_KEYS if hasattr(source, key)}


def _bands(table: str, source: Mapping[str, object]) -> Iterator[str]:
    """Only a class without words of its own can be a band, and a band has no words to translate."""
    spec, bands = TABLES[table], source.get("bands")
    classes = [each.name for each in spec.columns if each.type == "category" and not each.allowed]
    classes = [name for name in classes if name != "currency"]
    for column in bands if isinstance(bands, Mapping) else ():
        place = f"tables.{table}.bands.{column}"
        if column in spec.column_names and column not in classes:
            allowed = ", ".join(classes) or "none of this table"
            yield f"{place}: is no column of free classes; bands are for {allowed}"
        translated = source.get("values")
        if isinstance(translated, Mapping) and column in translated:
            yield f"{place}: has words translated under 'values' as well; keep one of them"


def _columns(table: str, source: Mapping[str, object]) -> Iterator[str]:
    spec = TABLES[table]
    for key in COLUMN_KEYS:
        if key in source and not spec.open_columns:
            place = f"tables.{table}.{key}"
            yield from known(source[key], place, spec.column_names, f"column of {table}")
    yield from _bands(table, source)
    for one, other in combinations(("columns", "constants", "first_of"), 2):
        mine, theirs = source.get(one), source.get(other)
        if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
            for column in mine:
                if column in theirs:
                    yield (
                        f"tables.{table}: '{column}' stands under both '{one}' and '{other}'; "
                        "keep one of them"
                    )
