"""Short gaps between the terms of one customer and product, and ends a day short of a term."""

from collections.abc import Iterator, Mapping

import pandas as pd

from cs_lib.engagement import Engagement
from cs_lib.intake.scope import annual_value, in_scope
from cs_lib.notes import Note, told

FOREVER = pd.Timestamp(9999, 12, 31)


def check(tables: Mapping[str, pd.DataFrame], engagement: Engagement) -> Iterator[Note]:
    """Gaps of up to `reactivation_gap_days` between terms.

    A longer gap is churn and a return, which the review itself lists.
    """
    if "contracts" not in tables:
        return
    lines = tables["contracts"]
    lines = lines.assign(_value=annual_value("contracts", lines))[in_scope(lines)]
    yield from _gaps(lines, engagement)
    yield from _inclusive(lines)


def _inclusive(lines: pd.DataFrame) -> Iterator[Note]:
    """Ends one day short of whole months from the start, where most lines with an end are so.

    31 December for a line from 1 January is the last day of service; the contract's end is the
    first day without (`end_inclusive`). One such line among others is a day that was agreed.
    """
    ended = lines[lines["end"].notna() & (lines["end"] > lines["start"])]
    after = ended["end"] + pd.Timedelta(days=1)
    short = ended[after.dt.day == ended["start"].dt.day]
    if len(short) * 2 > len(ended):
        detail = (
            f"{len(short)} of {len(ended)} lines with an end stop a day short of whole months: is "
            "the end the last day of service? They are read as the first day without"
        )
        yield told("contracts", "ends_look_inclusive", short, detail, float(short["_value"].sum()))


def _gaps(lines: pd.DataFrame, engagement: Engagement) -> Iterator[Note]:
    ordered = lines.sort_values(["customer_id", "product_id", "start", "end"], kind="stable")
    by = [ordered["customer_id"], ordered["product_id"].fillna("")]
    served = ordered[["end", "served_until"]].max(axis="columns").where(ordered["end"].notna())
    reach = served.fillna(FOREVER).groupby(by, sort=False).cummax()
    days = (ordered["start"] - reach.groupby(by, sort=False).shift()).dt.days
    longest = engagement.policies.reactivation_gap_days
    after = ordered[(days > 0) & (days <= longest)]
    if after.empty:
        return
    a_day = int((days.loc[after.index] == 1).sum())
    detail = f"up to {longest} days without a line: a late renewal, no churn (P01)"
    if a_day:
        detail += f"; {a_day} of them one day, as where an end is the last day of service"
    yield told("contracts", "gap_between_terms", after, detail, float(after["_value"].sum()))
