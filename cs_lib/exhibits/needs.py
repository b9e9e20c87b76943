"""What can be missing, whom to ask for it, and which sheet of the request brings it?

Each is registered once; its words (what it is, whom to ask) stand in `needs.yml`. What an exhibit
would have shown is the exhibit's own text `absent`, so that A3 has one list of all that is missing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

Kind = Literal["table", "assumption", "history", "own"]
ASKED: tuple[Kind, ...] = ("table", "assumption")
"""The kinds of needs that somebody can be asked for."""
CUSTOMER_LEVEL = "customer_level"
"""Accounts that are customers or groups of them: what is known of a customer as a whole belongs to
none of its products."""


@dataclass(frozen=True)
class Need:
    """Something that a report can lack: a table, an assumption, a history long enough.

    `own` is what only the analyst adds, such as values set by hand: nobody is asked for it.
    """

    name: str
    kind: Kind

    @property
    def sheet(self) -> str | None:
        """The sheet of the data request that brings it; None where no sheet can."""
        return self.name if self.kind == "table" else None


@dataclass(frozen=True)
class Absent:
    """An exhibit that cannot be made: `need` is the name of what it lacks."""

    need: str

    def __post_init__(self) -> None:
        if self.need not in NEEDS:
            raise KeyError(f"no need '{self.need}'; known: {', '.join(NEEDS)}")


def _needs(*known: tuple[Kind, str]) -> dict[str, Need]:
    return {name: Need(name, kind) for kind, names in known for name in names.split()}


NEEDS = _needs(
    (
        "table",
        "contracts invoices mrr_snapshots customers fx costs allocation_keys roster activities "
        "usage surveys tickets contacts outcomes indicators milestones value_levels plans advocacy "
        "potential processes handoffs raci incentives moments challenges narrative lessons "
        "assessments options decision tests",
    ),
    ("assumption", "gross_margin multiple responses marginal_costs targets stated"),
    ("own", "overrides previous"),
    # what no sheet can bring: it takes time, or did not happen
    ("history", "year customers_lost customers_won terms segments reasons choices"),
    # step 2
    ("assumption", "skills passion"),
    (
        "history",
        "year quarters_recorded customers_lost customers_won terms segments reasons choices",
    ),
    # step 3
    ("history", "customers_live steady_retention"),
    # step 4: a customer list can be there without owners, and use without what it is measured by
    ("history", "owners signs"),
    # step 8
    ("assumption", "uplifts"),
    ("history", "quarter"),
    ("history", CUSTOMER_LEVEL),
)


def true_reason(absent: Absent, provided: Collection[str]) -> Absent:
    """What does an exhibit lack that was given its tables, and made nothing of them?

    Where accounts are products, no row of a table belongs to one: nobody is asked for it again.
    """
    given = absent.need in provided and NEEDS[absent.need].kind in ASKED
    return Absent(CUSTOMER_LEVEL) if given and CUSTOMER_LEVEL not in provided else absent


def lacking(needs: Collection[str], provided: Collection[str]) -> str | None:
    """The first of `needs` that is not among `provided`; None when all are there."""
    return next((need for need in needs if need not in provided), None)
