"""Page 9: how much value did customers attain, and do they say so?"""

from typing import Annotated

import pandas as pd

from cs_lib.books.books import Books
from cs_lib.engagement import Engagement
from cs_lib.exhibits import Exhibit, Foot, Said, page
from cs_lib.exhibits.pages import Grade
from cs_lib.models.event_order import FIRST
from cs_lib.steps.s05_success_definition.outcome_experience import BOTH
from cs_lib.steps.s05_success_definition.register import CHECKABLE, FIELDS, with_accounts
from cs_lib.steps.s05_success_definition.success_gaps import UNDEFINED
from cs_lib.texts import Cell, Count, Money, Quantity, Sentence, Share


class Acknowledged(Sentence):
    share: Annotated[Share, "acknowledged_share"]
    value: Annotated[Money, "value_attained"]


class Attained(Sentence):
    share: Annotated[Share, "attained"]


class Nothing(Sentence): ...


class Confirm(Sentence):
    outcomes: Count
    value: Annotated[Money, "value_attained"]


class Define(Sentence):
    accounts: Count
    arr: Annotated[Money, "arr"]


class Measure(Sentence): ...


class Lacking(Sentence):
    share: Share


class FirstValue(Sentence):
    months: Annotated[Quantity, "value_months"]
    low: Quantity
    high: Quantity


class AdoptFirst(Sentence):
    months: Quantity


class OrderOpen(Sentence): ...


@page(number=9, exhibits=("value_acknowledged", "customer_success"))
def value_that_customers_confirm(
    outcomes: pd.DataFrame, accounts: pd.DataFrame, attained: pd.DataFrame, gaps: pd.DataFrame,
    value_medians: pd.DataFrame, order: pd.DataFrame, success_fields: Exhibit,
    books: Books, engagement: Engagement,
) -> Said[
    Acknowledged | Attained | Nothing | Confirm | Define | Measure | Lacking | FirstValue
    | AdoptFirst | OrderOpen
]:  # fmt: skip
    """How much of the value that customers attained do they acknowledge?"""
    rows = with_accounts(outcomes, accounts)
    bullets = [_both(success_fields), _first_value(value_medians), _order(order)]
    return Said(
        claim=_claim(attained, engagement),
        so_what=_so_what(rows, gaps, engagement),
        bullets=tuple(each for each in bullets if each is not None),
        foot=Foot.of(rows["account"].nunique(), books.as_of, "outcomes", grade(rows)),
    )


def grade(rows: pd.DataFrame) -> Grade:
    """How sure is the register: the share of outcomes that can be checked."""
    share = rows[[FIELDS[name] for name in CHECKABLE]].notna().all(axis=1).mean()
    for letter, least in (("A", 0.9), ("B", 0.6), ("C", 0.3)):
        if share >= least:
            return letter  # type: ignore[return-value]
    return "D"


def _claim(attained: pd.DataFrame, engagement: Engagement) -> Acknowledged | Attained | Nothing:
    if attained.empty:
        return Nothing()
    row = attained.iloc[0]
    cell = "success_definition.attainment"
    if pd.notna(row["acknowledged_share"]):
        return Acknowledged(
            Share(row["acknowledged_share"], Cell(cell, None, "acknowledged_share")),
            Money(row["value_attained"], engagement.currency, Cell(cell, None, "value_attained")),
        )
    return Attained(Share(row["attained"], Cell(cell, None, "attained")))


def _so_what(
    rows: pd.DataFrame, gaps: pd.DataFrame, engagement: Engagement
) -> tuple[Confirm | Define | Measure, ...]:
    said: list[Confirm | Define | Measure] = []
    proven = rows["evidence"].notna() & ~rows["acknowledged"].astype(bool) & (rows["attained"] > 0)
    waiting = rows[proven & (rows["benefit"] > 0)]
    if len(waiting):
        value = Money(waiting["benefit"].sum(), engagement.currency)
        said.append(Confirm(Count(len(waiting)), value))
    silent = gaps[gaps["success_gap"] == UNDEFINED]
    if len(silent):
        said.append(Define(Count(len(silent)), Money(silent["arr"].sum(), engagement.currency)))
    return tuple(said) or (Measure(),)


def _both(success_fields: Exhibit) -> Lacking | None:
    """Of all accounts: the chart beside it draws the largest alone."""
    if success_fields.absent:
        return None
    share = success_fields.frame.set_index("success_field")["share_of_arr"]
    return Lacking(Share(1 - float(share[BOTH])))


def _first_value(medians: pd.DataFrame) -> FirstValue | None:
    if medians.empty or medians.iloc[0][["value_months", "value_low", "value_high"]].isna().any():
        return None
    row = medians.iloc[0]
    months, *ends = (row[name] for name in ("value_months", "value_low", "value_high"))
    at = Cell("success_definition.first_value_months", None, "value_months")
    return FirstValue(Quantity(months, at), *map(Quantity, sorted(ends)))


def _order(order: pd.DataFrame) -> AdoptFirst | OrderOpen | None:
    if order.empty:
        return None
    row = order.iloc[0]
    if row["order_verdict"] == FIRST and pd.notna(row["lag_months"]):
        return AdoptFirst(Quantity(row["lag_months"]))
    return OrderOpen()
