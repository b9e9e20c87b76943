"""P17: who continues whose business? A split customer, or a reseller's, stays the same customer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import narwhals as nw
import pandas as pd

from cs_lib.definitions.successors import flaws, line, problem
from cs_lib.errors import DataError
from cs_lib.ledger.frames import Lazy

COLUMNS = ("customer_id", "predecessor_id", "name", "parent_from")
_SHOWN = 5


@dataclass(frozen=True)
class Successors:
    """roots: successor -> the first customer whose business it continues.

    names: that customer -> the name its business goes by today, where there is only one.
    """

    roots: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, customers: Lazy | None, contracts: Lazy, file: str | None) -> "Successors":
        """The successors of a customers table; none where it has no `predecessor_id`.

        Raises DataError for a circle, for two predecessors of one customer, and for one that
        neither the customers nor the contracts know.
        """
        if customers is None or "predecessor_id" not in customers.collect_schema().names():
            return cls()
        rows = _rows(customers)
        if rows.empty:
            return cls()
        before = dict(zip(rows["customer_id"], rows["predecessor_id"], strict=True))
        known = _known(customers, before.values()) | _known(contracts, before.values())
        found = flaws(rows, known)
        if wrong := list(found[found != ""]):
            more = f"; and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
            said = "; ".join(dict.fromkeys(wrong[:_SHOWN])) + more
            raise DataError([problem(said, file or "(customers)")])
        roots = {customer: line(customer, before)[-1] for customer in before}
        named = rows[rows["name"].notna()]
        names = dict(zip(named["customer_id"], named["name"], strict=True))
        return cls(roots, _names(before, roots, names))

    def rooted(self, customer: nw.Expr) -> nw.Expr:
        """The customer, or the first whose business it continues."""
        return _replaced(customer, self.roots, customer)

    def merged(self, rows: pd.DataFrame | None) -> pd.DataFrame | None:
        """A table of the client's own with `rooted` customers in its column customer_id."""
        if rows is None or not self.roots:
            return rows
        customer = rows["customer_id"].astype("str")
        return rows.assign(customer_id=customer.map(self.roots).fillna(customer))

    def named(self, customers: Lazy) -> Lazy:
        """`hierarchy.read_customers` with the names of today's successors."""
        if not self.names:
            return customers
        name = _replaced(nw.col("customer"), self.names, nw.col("name"))
        return customers.with_columns(name=name)


def _replaced(key: nw.Expr, by: Mapping[str, str], default: nw.Expr) -> nw.Expr:
    return key.replace_strict(list(by), list(by.values()), default=default, return_dtype=nw.String)


def _rows(customers: Lazy) -> pd.DataFrame:
    """customer_id, predecessor_id, name: the rows that name a predecessor, in order of time."""
    present = customers.collect_schema().names()
    given = customers.filter(~nw.col("predecessor_id").is_null()).select(
        [nw.col(name).cast(nw.String) for name in COLUMNS if name in present]
    )
    rows: pd.DataFrame = given.collect("pandas").to_native().reindex(columns=list(COLUMNS))
    return rows.sort_values(["customer_id", "parent_from", "name"], na_position="first")


def _known(frame: Lazy, names: Iterable[str]) -> set[str]:
    customer = nw.col("customer_id").cast(nw.String)
    found = frame.select(customer.alias("customer")).filter(nw.col("customer").is_in([*names]))
    return set(found.unique().collect("pandas").to_native()["customer"])


def _names(
    before: Mapping[str, str], roots: Mapping[str, str], names: Mapping[str, str]
) -> dict[str, str]:
    """Root -> name of the last successor, where each of the line has only one."""
    after: dict[str, list[str]] = {}
    for customer, earlier in before.items():
        after.setdefault(earlier, []).append(customer)
    called = {}
    for root in dict.fromkeys(roots.values()):
        last = root
        while len(after.get(last, ())) == 1:
            last = after[last][0]
        if last not in after and last in names:
            called[root] = names[last]
    return called
