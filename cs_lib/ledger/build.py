"""What a history is made of, stage by stage: read, held over late renewals, converted.

A policy that decides late leaves what was made before it as it is, so that another choice of it
does not read the lines again.
"""

from dataclasses import replace

import narwhals as nw
import pandas as pd

from cs_lib.engagement import Engagement, Policies
from cs_lib.errors import DataError, DataProblem
from cs_lib.ledger.engines import open_store
from cs_lib.ledger.exchange_rates import Rates
from cs_lib.ledger.frames import Lazy, Source, Store, fetch
from cs_lib.ledger.history import Held, History
from cs_lib.ledger.keys import Keys, items_of
from cs_lib.ledger.lines import annual_value as contract_lines
from cs_lib.ledger.lines import escalators, grace, hierarchy, visits
from cs_lib.ledger.lines import policies as line_policies
from cs_lib.ledger.lines.successors import Successors
from cs_lib.ledger.movements import events
from cs_lib.ledger.time.calendar import Calendar

_SHOWN = 5
_LATE = frozenset({
    "grain", "reactivation_gap_days", "win_back_after_days", "intra_month_logos", "exchange_rate",
    "escalators", "early_renewals", "rolling", "hierarchy", "currency_switch", "without_top",
    "small_n", "small_events",
})  # fmt: skip
"""Policies that no line depends on: they decide on what is done with lines once they are read."""
_OF_TERMS = frozenset({"reactivation_gap_days", "early_renewals"})
"""Those of them that decide on when a line's term ends, and when it is due."""


def history(
    contracts: Source,
    customers: Source | None,
    fx: Source | None,
    engagement: Engagement,
    made_of: str = "contracts",
) -> History:
    """The history of these tables (see `ledger.build`)."""
    policies, store = engagement.policies, open_store(engagement.engine, contracts)
    adopted = store.adopt(contracts, (*contract_lines.COLUMNS, *line_policies.columns(policies)))
    people, successors = _customers(customers, adopted, store, engagement)
    preparation = line_policies.Preparation.of(adopted, engagement, successors)
    with preparation.lines(adopted, store) as prepared:
        keys = Keys.of(prepared, people, engagement.currency, store)
        rising = "escalator" in preparation.found
        counting = (engagement.currency, policies, engagement.grid)
        unit = contract_lines.unit_of(prepared, *counting)
        coded = contract_lines.coded_lines(
            prepared,
            engagement.currency,
            keys.names,
            keys.kinds,
            policies,
            engagement.grid,
            rising,
            unit,
            keys.telling,
        )
        lines = store.keep(coded)
    _refuse_unpriced(lines, keys, engagement)
    counted = contract_lines.counted(lines)
    first, uncounted = _looked_at(counted)
    if not uncounted:  # every line has a quantity: nothing more is to be carried about that
        lines = lines.drop("no_qty")
        counted = contract_lines.counted(lines)
    calendar = Calendar.since(first, engagement.as_of, engagement.grid)
    return History(
        store=store,
        calendar=calendar,
        rates=_rates(fx, calendar, engagement, store, unit),
        keys=keys,
        lines=lines,
        late=_held(lines, keys, calendar, policies, store, made_of),
        items=store.keep(items_of(counted, keys)),
        customers=people,
        policies=policies,
        contracts=contracts,
        preparation=preparation,
        made_of=made_of,
    )


def recounted(found: History, policies: Policies) -> History | None:
    """The same history by other policies, as far as it is already made.

    None where the policies that differ decide on the lines themselves: then they are to be read
    again (`history`).
    """
    was = found.policies
    changed = {
        name for name in Policies.model_fields if getattr(was, name) != getattr(policies, name)
    }
    # A notice counts as withdrawn within the days of grace: there they decide on the lines.
    notices = "notice_date" in found.preparation.found
    if not changed <= _LATE or (notices and "reactivation_gap_days" in changed):
        return None
    late, made = found.late, (found.calendar, policies, found.store)
    if "reactivation_gap_days" in changed:
        late = _held(found.lines, found.keys, *made, found.made_of)
    elif "intra_month_logos" in changed:
        late = replace(late, visits=_visits(found.lines, late.gaps, *made))
    rates = replace(found.rates, fixed=policies.exchange_rate)
    same_terms = None if changed & _OF_TERMS else found
    return replace(found, policies=policies, late=late, rates=rates, counted_before=same_terms)


def _held(
    lines: Lazy, keys: Keys, calendar: Calendar, policies: Policies, store: Store, made_of: str
) -> Held:
    """What late renewals and brief visits make of the lines (P01, P03)."""
    counted = contract_lines.counted(lines)
    parts = keys.parts(counted, "customer")
    gaps = store.keep_parts(
        grace.late_renewals(part, policies.reactivation_gap_days, made_of) for part in parts
    )
    moved = store.keep_parts(
        events.customer_events(grace.hold(part, gaps), calendar) for part in parts
    )
    return Held(
        gaps=gaps,
        events=moved,
        visits=_visits(lines, gaps, calendar, policies, store),
        escalated=escalators.held(lines, gaps),
    )


def _visits(
    lines: Lazy, gaps: Lazy, calendar: Calendar, policies: Policies, store: Store
) -> Lazy | None:
    if policies.intra_month_logos == "net_out":
        return None
    held = grace.hold(contract_lines.counted(lines), gaps)
    return store.keep(visits.brief(held, calendar))


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


def _looked_at(lines: Lazy) -> tuple[int | None, bool]:
    """When does the first of these lines start (None: there is none), and has any no quantity?"""
    asked = (nw.col("start_month").min(), nw.col("no_qty").max())
    first, uncounted = lines.select(*asked).collect("pyarrow").row(0)
    return (None, False) if pd.isna(first) else (int(first), uncounted > 0)


def _rates(
    fx: Source | None, calendar: Calendar, engagement: Engagement, store: Store, unit: int
) -> Rates:
    read = None
    if fx is not None:
        read = fetch(store.adopt(fx, ("currency", "month", "rate")), ["currency", "month"])
    fixed = engagement.policies.exchange_rate
    return Rates.read(read, engagement.currency, calendar, _file(engagement, "fx"), fixed, unit)


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
