"""Which rows does a policy leave out or read in its own way? Told in rows and money, by rule."""

from collections.abc import Iterator, Mapping

import narwhals as nw
import pandas as pd

from cs_lib.definitions import annual_price, auto_renewal
from cs_lib.engagement import Engagement
from cs_lib.intake.scope import annual_value, in_scope, known, money_note, negative
from cs_lib.notes import Note, told
from cs_lib.tables import REVENUE_TABLES

Tables = Mapping[str, pd.DataFrame]
FOREVER = pd.Timestamp(9999, 12, 31)
_SHOWN = 3
_ITEM = ["customer_id", "product_id", "tier", "currency"]


def check(tables: Tables, engagement: Engagement) -> Iterator[Note]:
    """What the policies P17, P18, P21 and P22 do to the rows of this client."""
    yield from _not_known(tables, engagement)
    yield from _renames(tables, engagement)
    if "contracts" not in tables:
        return
    lines = tables["contracts"][known(tables["contracts"], engagement)]
    lines = lines.assign(_value=annual_value("contracts", lines))
    yield from _negative(lines, engagement)
    yield from _renewing(lines, engagement)
    if "customers" in tables:
        yield from _alike(lines, tables["customers"], engagement)


def _note(
    rule: str, lines: pd.DataFrame, engagement: Engagement, action: str, detail: str
) -> Iterator[Note]:
    if len(lines):
        amount = float(lines["_value"].sum())
        detail += money_note(lines, engagement)
        yield told("contracts", rule, lines, detail, amount, action)


def _not_known(tables: Tables, engagement: Engagement) -> Iterator[Note]:
    """P22: rows that another has replaced, or that nobody knew yet."""
    if "contracts" not in tables:
        return
    lines = tables["contracts"]
    out = lines[~known(lines, engagement)]
    out = out.assign(_value=annual_value("contracts", out))
    detail = "superseded: another row has taken the row's place"
    if engagement.policies.known_at == "as_of":
        detail = f"recorded after {engagement.as_of}, or superseded by then (known_at: as_of)"
    yield from _note("not_known", out, engagement, "dropped", detail)


def _renames(tables: Tables, engagement: Engagement) -> Iterator[Note]:
    """P18: names of the map that no row bears, which is a slip of the pen more often than not."""
    revenue = next((name for name in REVENUE_TABLES if name in tables), None)
    if revenue is None or engagement.policies.renames == "as_named":
        return
    sold = set(tables[revenue]["product_id"].dropna())
    unused = sorted(set(engagement.product_map) - sold)
    if unused:
        detail = f"product_map names {', '.join(unused)}, which no row bears"
        yield Note(revenue, "rename_unused", 0, "kept", detail)


def _negative(lines: pd.DataFrame, engagement: Engagement) -> Iterator[Note]:
    """P21: what becomes of recurring lines below zero."""
    below = lines[negative(lines) & (lines["_value"] != 0)]
    if below.empty:
        return
    if engagement.policies.negative_lines == "leave_out":
        detail = "below zero: left out (negative_lines: leave_out)"
        yield from _note("negative_line", below, engagement, "dropped", detail)
        return
    paying = lines[in_scope(lines) & ~negative(lines) & (lines["_value"] > 0)]
    of_item, of_customer = (_shares_days(below, paying, by) for by in (_ITEM, ["customer_id"]))
    detail = (
        "below zero: a discount on the customer's line of the same product, tier and currency, "
        "for as long as that runs"
    )
    yield from _note("negative_line", below[of_item], engagement, "kept", detail)
    beside = below[~of_item & of_customer]
    detail = (
        "below zero, and the customer has no line of the same product, tier and currency at the "
        "time: lowers ARR for as long as the customer has other lines; its cause is unallocated"
    )
    yield from _note("negative_line_beside", beside, engagement, "kept", detail)
    alone = below[~of_item & ~of_customer]
    detail = "below zero, and the customer has no other line at the time: nothing to lower"
    yield from _note("negative_line_alone", alone, engagement, "dropped", detail)


def _renewing(lines: pd.DataFrame, engagement: Engagement) -> Iterator[Note]:
    """P14: lines that renew themselves, past their end, which nothing says were stopped."""
    ending = lines[lines["auto_renew"].fillna(False).astype(bool) & lines["end"].notna()]
    if ending.empty:
        return
    days = (ending["end"] - ending["start"]).dt.days
    timed = nw.from_native(ending.assign(_days=days), eager_only=True).with_columns(
        _months=annual_price.term_months(nw.col("_days"))
    )
    today = nw.lit(pd.Timestamp(engagement.as_of))
    asked = timed.with_columns(_past=auto_renewal.past_its_end(nw.col("_months"), today))
    last = lines.groupby("customer_id")["start"].transform("max").loc[ending.index]
    past = ending[asked.to_native()["_past"] & in_scope(ending) & (last < ending["end"])]
    if engagement.policies.auto_renewals == "end":
        detail = "counted as lost at their end (auto_renewals: end), though they renew themselves"
    else:
        detail = "kept in ARR past their end, because they renew themselves and nothing says stop"
    yield from _note("auto_renewed", past, engagement, "kept", detail)


def _shares_days(below: pd.DataFrame, paying: pd.DataFrame, by: list[str]) -> "pd.Series[bool]":
    """Which of the lines share a day with one of `paying` of the same `by`?"""
    spans = [
        frame[by].fillna("").assign(start=frame["start"], end=frame["end"].fillna(FOREVER))
        for frame in (below, paying)
    ]
    both = spans[0].reset_index(names="_line").merge(spans[1], on=by, suffixes=("", "_paying"))
    met = both[(both["start_paying"] < both["end"]) & (both["end_paying"] > both["start"])]
    return pd.Series(below.index.isin(met["_line"]), index=below.index)


def _alike(lines: pd.DataFrame, customers: pd.DataFrame, engagement: Engagement) -> Iterator[Note]:
    """P17: customers that appear in the month in which one of the same name is lost."""
    paying = lines[in_scope(lines) & (lines["_value"] > 0)]
    paying = paying.assign(_end=paying["end"].fillna(FOREVER))
    spans = paying.groupby("customer_id").agg(start=("start", "min"), end=("_end", "max"))
    named = customers.dropna(subset=["name"]).drop_duplicates("customer_id", keep="last")
    named = named.set_index("customer_id")[["name", "predecessor_id"]]
    people = spans.join(named, how="inner").reset_index()
    people["key"] = _normalised(people["name"])
    today = pd.Timestamp(engagement.as_of)
    gone = people[people["end"] <= today]
    gone = gone.assign(month=gone["end"].dt.strftime("%Y-%m"))[["customer_id", "key", "month"]]
    new = people[people["predecessor_id"].isna() & (people["start"] <= today)]
    new = new.assign(month=new["start"].dt.strftime("%Y-%m"))
    pairs = new.merge(gone, on=["key", "month"], suffixes=("", "_before"))
    pairs = pairs[(pairs["key"] != "") & (pairs["customer_id"] != pairs["customer_id_before"])]
    if not len(pairs):
        return
    first = paying[paying["customer_id"].isin(pairs["customer_id"])]
    begun = first[first["start"] == first["customer_id"].map(spans["start"])]
    listed = [f"{a} after {b}" for a, b in pairs[["customer_id", "customer_id_before"]].to_numpy()]
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    detail = (
        f"{', '.join(listed[:_SHOWN])}{more}: the same name is lost and new in one month and looks "
        "like a successor; churn and new counted; set predecessor_id"
    ) + money_note(begun, engagement)
    found = customers[customers["customer_id"].isin(pairs["customer_id"])]
    found = found.drop_duplicates("customer_id")
    amount = float(begun["_value"].sum())
    yield told("customers", "looks_like_successor", found, detail, amount)


def _normalised(names: pd.Series) -> pd.Series:
    """Names without accents, case, blanks and signs."""
    plain = names.str.normalize("NFKD").str.casefold()
    return plain.str.replace(r"[\W_]+", "", regex=True)
