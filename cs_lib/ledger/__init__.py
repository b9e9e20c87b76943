"""The ledger: contract lines -> month-end snapshots -> movement leaves (definitions 4.0-4.2)."""

import narwhals as nw
import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.errors import DataError, DataProblem
from cs_lib.ledger import concentration, escalators, events, grace, hierarchy, prepare, visits
from cs_lib.ledger import lines as contract_lines
from cs_lib.ledger.book import Ledger
from cs_lib.ledger.calendar import Calendar, Period
from cs_lib.ledger.engines import open_store
from cs_lib.ledger.frames import Lazy, Source, Store, fetch
from cs_lib.ledger.history import History, checked
from cs_lib.ledger.keys import Keys, items_of
from cs_lib.ledger.leaves import FLOWS, LEAVES, MOVEMENTS, Leaf
from cs_lib.ledger.money import Rates
from cs_lib.ledger.pair import Pair, Retention, headline, present, retention
from cs_lib.ledger.rates import annualise, quick_ratio
from cs_lib.ledger.successors import Successors

_SHOWN = 5


def build(
    contracts: Source,
    customers: Source | None,
    fx: Source | None,
    *,
    engagement: Engagement,
    grain: str | None = None,
) -> Ledger:
    """Which snapshots and movements do these contract lines make?

    Takes the tables of the data contract as pandas frames, lazy narwhals frames, or the paths or
    addresses of Parquet (files and folders, read where they lie); `grain` overrides the
    engagement's. Raises DataError for an in-scope line whose price cannot be annualised and for a
    missing exchange rate, never guesses either.
    """
    policies, store, grain = (
        engagement.policies,
        open_store(engagement.engine),
        checked(grain or engagement.policies.grain),
    )
    adopted = store.adopt(
        contracts, (*contract_lines.COLUMNS, "escalator", *prepare.columns(policies))
    )
    people, successors = _customers(customers, adopted, store, engagement)
    preparation = prepare.Preparation.of(adopted, engagement, successors)
    prepared = _prepared(adopted, preparation, store)
    keys = Keys.of(prepared, people, engagement.currency, store)
    lines = store.keep(
        contract_lines.coded_lines(
            prepared, engagement.currency, keys.names, keys.kinds, policies, engagement.grid
        )
    )
    _refuse_unpriced(lines, keys, engagement)
    counted = contract_lines.counted(lines)
    parts = keys.parts(counted, "customer")
    gaps = store.keep_parts(
        grace.late_renewals(part, policies.reactivation_gap_days) for part in parts
    )
    escalated = _escalated(prepared, engagement, keys, gaps, store)
    store.drop(prepared, adopted)
    calendar = Calendar.since(_first_start(counted), engagement.as_of, engagement.grid)
    rates = Rates.read(
        _small(fx, store),
        engagement.currency,
        calendar,
        _file(engagement, "fx"),
        policies.exchange_rate,
    )
    history = History(
        store=store,
        calendar=calendar,
        rates=rates,
        keys=keys,
        lines=lines,
        gaps=gaps,
        events=store.keep_parts(
            events.customer_events(grace.hold(part, gaps), calendar) for part in parts
        ),
        visits=_visits(counted, gaps, calendar, store, policies.intra_month_logos),
        escalated=escalated,
        items=store.keep(items_of(counted, keys)),
        customers=people,
        policies=policies,
        contracts=contracts,
        preparation=preparation,
    )
    return Ledger(history, grain)


def _visits(
    counted: Lazy, gaps: Lazy, calendar: Calendar, store: Store, policy: str
) -> Lazy | None:
    if policy == "net_out":
        return None
    return store.keep(visits.brief(grace.hold(counted, gaps), calendar))


def _escalated(
    contracts: Lazy, engagement: Engagement, keys: Keys, gaps: Lazy, store: Store
) -> Lazy | None:
    found = escalators.read(contracts, engagement, keys, gaps)
    if found is None:
        return None
    kept = store.keep(found)
    return kept if len(kept.head(1).collect("pandas")) else None


def _customers(
    customers: Source | None, contracts: Lazy, store: Store, engagement: Engagement
) -> tuple[Lazy | None, Successors]:
    """The customers as `hierarchy.read_customers` has them, and who continues whom."""
    if customers is None:
        return None, Successors()
    policies = engagement.policies
    types = hierarchy.customer_types(policies.segment_by)
    adopted = store.adopt(customers, (*types, "predecessor_id"))
    successors = Successors()
    if policies.successors == "mapped":
        successors = Successors.read(adopted, contracts, _file(engagement, "customers"))
    read = hierarchy.read_customers(adopted, policies.segment_by, engagement.grid)
    return store.keep(successors.named(read)), successors


def _prepared(adopted: Lazy, preparation: prepare.Preparation, store: Store) -> Lazy:
    """The lines that count (P02, P14, P17, P18, P21, P22), computed once where they change."""
    found = preparation.apply(adopted)
    return adopted if found is adopted else store.keep(found)


def _first_start(lines: Lazy) -> int | None:
    first = (
        lines.select(nw.col("start_month").min().alias("first")).collect("pyarrow").item(0, "first")
    )
    return None if pd.isna(first) else int(first)


def _small(fx: Source | None, store: Store) -> pd.DataFrame | None:
    return (
        None
        if fx is None
        else fetch(store.adopt(fx, ("currency", "month", "rate")), ["currency", "month"])
    )


def _file(engagement: Engagement, table: str) -> str | None:
    return engagement.tables[table].named if table in engagement.tables else None


def _refuse_unpriced(lines: Lazy, keys: Keys, engagement: Engagement) -> None:
    unpriced = lines.filter(nw.col("scope") & nw.col("value").is_null())
    found = fetch(unpriced.select("customer", "start_day"), ["start_day"])
    if found.empty:
        return
    found = fetch(keys.named(unpriced.select("customer", "start_day")), ["customer", "start_day"])
    customers = list(dict.fromkeys(found["customer"].astype(str)))
    names = ", ".join(customers[:_SHOWN]) + (", ..." if len(customers) > _SHOWN else "")
    problem = DataProblem(
        file=_file(engagement, "contracts") or "(contracts)",
        table="contracts",
        wrong=f"{len(found)} recurring line(s) have no price that can be annualised, of {names}",
        allowed="arr, mrr, amount or list_price with a known billing_period; 'term' needs an end",
        fix="fill in one of the prices, or the end of lines priced per term",
    )
    raise DataError([problem])


__all__ = [
    "FLOWS",
    "LEAVES",
    "MOVEMENTS",
    "Calendar",
    "Leaf",
    "Ledger",
    "Pair",
    "Period",
    "Retention",
    "annualise",
    "build",
    "concentration",
    "headline",
    "present",
    "quick_ratio",
    "retention",
]
