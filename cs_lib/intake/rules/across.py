"""What ought to hold across rows and between tables. Nothing here is refused: it is told."""

from collections.abc import Iterator, Mapping

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake.rules import lines as line_rules
from cs_lib.intake.rules import parents, plausible, policies
from cs_lib.intake.scope import annual_value, in_scope, known, live, live_by_customer, money_note
from cs_lib.intake.text_storage import among
from cs_lib.notes import EXAMPLES, Note, told
from cs_lib.tables import REVENUE_TABLES

Tables = Mapping[str, pd.DataFrame]
FOREVER = pd.Timestamp(9999, 12, 31)
ONCE = ("one_off", "services")
CONTRADICTIONS = (
    "churned_flag_but_paying",
    "churn_event_but_paying",
    "line_flagged_but_live",
    "before_first_start",
    "before_sign_up",
)
"""Rules that set one of the client's tables against another: told on a report's first page."""


def check(tables: Tables, engagement: Engagement) -> Iterator[Note]:
    """Every contradiction and oddity worth a line in the report, with rows and money.

    The tables may carry each row's number in its file (`telling.ROW`), for the examples.
    """
    yield from policies.check(tables, engagement)
    if "contracts" in tables:
        holds = tables["contracts"][known(tables["contracts"], engagement)]
        tables = {**tables, "contracts": holds}
        lines = holds.assign(_value=annual_value("contracts", tables["contracts"]))
        yield from _lines(lines, engagement)
        yield from line_rules.check(lines, tables.get("fx"), engagement)
        yield from _too_early(tables, lines)
    if "invoices" in tables:
        invoices = tables["invoices"]
        valued = invoices.assign(_value=annual_value("invoices", invoices))
        yield from _out_of_scope("invoices", valued, engagement)
    yield from _against_the_client(tables, engagement)
    yield from parents.check(tables, engagement)
    yield from _strangers(tables, engagement)
    yield from plausible.check(tables, engagement)


def _lines(lines: pd.DataFrame, engagement: Engagement) -> Iterator[Note]:
    yield from _zero_length(lines, engagement)
    yield from _out_of_scope("contracts", lines, engagement)
    yield from _overlaps(lines, engagement)
    yield from _future(lines, engagement)
    yield from _assumed_period(lines, engagement)
    yield from _flagged_lines(lines, engagement)


def _note(
    rule: str,
    lines: pd.DataFrame,
    engagement: Engagement,
    detail: str,
    table: str = "contracts",
    action: str = "kept",
) -> Iterator[Note]:
    """One line for these contract lines, with their ARR; none where there are none."""
    if len(lines):
        amount = float(lines["_value"].sum())
        yield told(table, rule, lines, detail + money_note(lines, engagement), amount, action)


def _zero_length(lines: pd.DataFrame, engagement: Engagement) -> Iterator[Note]:
    same = lines[lines["end"] == lines["start"]]
    yield from _note("zero_length", same, engagement, "end is start: the line covers no day")


def _out_of_scope(table: str, lines: pd.DataFrame, engagement: Engagement) -> Iterator[Note]:
    for kind, rows in lines[~in_scope(lines)].groupby("line_type", sort=True):
        name = str(kind).replace("_", "-")
        if table == "contracts" and kind in ONCE:
            detail = f"{name} lines do not recur, so they have no annual value: shown as a memo"
            yield told(table, "out_of_scope", rows, detail)
            continue
        unit = "amount billed" if table == "invoices" else "annual value"
        detail = f"{name} lines are no recurring revenue: shown as a memo ({unit})"
        yield from _note("out_of_scope", rows, engagement, detail, table)


def _overlaps(lines: pd.DataFrame, engagement: Engagement) -> Iterator[Note]:
    counted = lines[in_scope(lines)]
    rows = counted[overlapping(counted, ["customer_id", "product_id"])]
    any_product = int(overlapping(lines, ["customer_id"]).sum())
    detail = (
        "the line starts before an earlier line of the same customer and product ends; both "
        f"count. Whatever the product and the line type: {any_product} lines"
    )
    yield from _note("overlap", rows, engagement, detail)


def overlapping(lines: pd.DataFrame, by: list[str]) -> pd.Series:
    """Which lines start before an earlier line of the same `by` has ended?"""
    lasting = lines.assign(_end=lines["end"].fillna(FOREVER))
    ordered = lasting.sort_values([*by, "start", "_end"], kind="stable")
    groups = [ordered[name].fillna("") for name in by]
    reach = ordered.groupby(groups, sort=False)["_end"].cummax()
    before = reach.groupby(groups, sort=False).shift()
    return (ordered["start"] < before).reindex(lines.index, fill_value=False)


def _future(lines: pd.DataFrame, engagement: Engagement) -> Iterator[Note]:
    later = lines[lines["start"] > pd.Timestamp(engagement.as_of)]
    detail = f"starts after {engagement.as_of}: signed, not yet counted"
    yield from _note("starts_after_as_of", later, engagement, detail)


def _assumed_period(lines: pd.DataFrame, engagement: Engagement) -> Iterator[Note]:
    priced = lines["arr"].isna() & lines["mrr"].isna() & lines["_value"].notna()
    unsaid = lines[priced & lines["billing_period"].isna() & in_scope(lines)]
    detail = "no billing_period is given: the price was taken to be for a month"
    yield from _note("billing_period_assumed", unsaid, engagement, detail, action="estimated")


def _flagged_lines(lines: pd.DataFrame, engagement: Engagement) -> Iterator[Note]:
    flagged = lines["churn_flag"].fillna(False).astype(bool)
    paying = lines[flagged & _paying(lines, engagement)]
    detail = f"the client marks the line as churned, but it still runs on {engagement.as_of}"
    yield from _note("line_flagged_but_live", paying, engagement, detail)


def _paying(lines: pd.DataFrame, engagement: Engagement) -> pd.Series:
    return live(lines, engagement.as_of) & in_scope(lines) & (lines["_value"] > 0)


def _against_the_client(tables: Tables, engagement: Engagement) -> Iterator[Note]:
    """The client's own marks of churn against who pays on the last day. Rows are accounts."""
    paying = live_by_customer(tables, engagement.as_of)
    if paying is None:
        return
    if "customers" in tables:
        customers = tables["customers"]
        marked = customers.loc[customers["churned"].fillna(False).astype(bool), "customer_id"]
        yield from _still_paying("customers", "churned_flag_but_paying", marked, paying, engagement)
    if "churn_events" in tables:
        events = tables["churn_events"]
        past = events.loc[events["date"] <= pd.Timestamp(engagement.as_of), "customer_id"]
        yield from _still_paying("churn_events", "churn_event_but_paying", past, paying, engagement)


def _still_paying(
    table: str, rule: str, marked: pd.Series, paying: pd.Series, engagement: Engagement
) -> Iterator[Note]:
    accounts = marked.drop_duplicates()
    still = paying[paying.index.isin(accounts)]
    if not len(still):
        return
    detail = (
        f"rows are accounts: of {len(accounts)} that the client counts as churned, {len(still)} "
        f"have a paying line on {engagement.as_of}; amount: their ARR"
    )
    shown = tuple(still.index[:EXAMPLES].astype("str"))
    yield Note(table, rule, len(still), "kept", detail, float(still.sum()), len(still), shown)


def _too_early(tables: Tables, lines: pd.DataFrame) -> Iterator[Note]:
    """Usage and tickets from before the customer's first contract, or its sign-up."""
    first = lines.groupby("customer_id")["start"].min()
    signed = None
    if "customers" in tables:
        signed = tables["customers"].groupby("customer_id")["acquired_on"].min()
    for table, column in (("usage", "date"), ("tickets", "opened")):
        if table not in tables:
            continue
        rows = tables[table]
        for rule, since, event in (
            ("before_first_start", first, "the customer's first contract"),
            ("before_sign_up", signed, "the customer signed up"),
        ):
            if since is not None and len(early := _before(rows, column, since)):
                yield told(table, rule, early, f"{table} from before {event} (column {column})")


def _before(rows: pd.DataFrame, column: str, since: pd.Series) -> pd.DataFrame:
    return rows[rows[column] < rows["customer_id"].map(since)]


def _strangers(tables: Tables, engagement: Engagement) -> Iterator[Note]:
    """Customers that only one side knows."""
    revenue = next(name for name in REVENUE_TABLES if name in tables)
    known = pd.Index(tables[revenue]["customer_id"].dropna().unique())
    if "customers" in tables:
        lines = tables[revenue].assign(_value=annual_value(revenue, tables[revenue]))
        listed = tables["customers"]["customer_id"]
        missing = lines[~among(lines["customer_id"], listed)]
        detail = f"{missing['customer_id'].nunique()} customers are not in the table customers"
        yield from _note("not_in_customers", missing, engagement, detail, revenue)
    for table, rows in tables.items():
        if table == revenue or "customer_id" not in rows:
            continue
        orphans = rows[rows["customer_id"].notna() & ~among(rows["customer_id"], known)]
        if len(orphans):
            count = orphans["customer_id"].nunique()
            detail = f"{count} customers of these rows have no line in {revenue}"
            yield told(table, "orphan_customer", orphans, detail)
