"""The customers table: one row per account, two for the one that changes its parent."""

from collections.abc import Iterator, Sequence

from cs_lib.sample.files import Cell, day
from cs_lib.sample.fit import Fit, at_sale
from cs_lib.sample.plan import Account, Plan

HEADER = [
    "customer_id",
    "name",
    "parent_id",
    "parent_from",
    "parent_to",
    "industry",
    "size",
    "region",
    "owner",
    "acquired_via",
    "acquired_on",
    "appropriate_experience",
    "employees",
    "use_case",
]


def rows(plan: Plan) -> Iterator[Sequence[Cell]]:
    """All rows; a parent is itself a customer, so its name is found here too."""
    merger = plan.merger
    for account in plan.accounts:
        fit = at_sale(plan, account)
        if merger and account.customer_id == merger.child:
            yield _row(account, fit, merger.from_parent, "", day(merger.day))
            yield _row(account, fit, merger.to_parent, day(merger.day), "")
        else:
            yield _row(account, fit, account.parent_id, "", "")


def _row(account: Account, fit: Fit, parent: str, since: str, until: str) -> Sequence[Cell]:
    return (
        account.customer_id,
        account.name,
        parent,
        since,
        until,
        account.industry,
        account.segment.name,
        account.region,
        account.owner,
        account.acquired_via,
        day(account.acquired_on),
        account.segment.experience,
        fit.employees,
        fit.use_case,
    )
