"""What step 3 says of companies that have little to tell: each generated here, none crashes.

Every company is read from CSV through the door, as a client's is.
"""

import datetime as dt
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from cs_lib import engagement as engagements
from cs_lib import intake as door
from cs_lib.books.books import open_books
from cs_lib.steps import s03_valuation
from cs_lib.steps.s03_valuation import lifetime, outlook, profit, survival_curves
from tests.steps import told

pytestmark = pytest.mark.slow
AS_OF = dt.date(2026, 9, 30)
KEYS = "cost_centre,motion,share,driver,segment\nsales,acquire,1,,\ncs,retain,1,renewal,\n"


def day(months_back: int) -> dt.date:
    """The first day of the month that lies so many months before the last day's."""
    year, month = divmod(AS_OF.year * 12 + AS_OF.month - 1 - months_back, 12)
    return dt.date(year, month + 1, 1)


def line(customer: str, start: int, end: int | None, arr: float, term: int = 12) -> list[str]:
    """Contract rows of a customer from `start` to `end` months back, one a term."""
    rows, begun = [], start
    while begun > (-1 if end is None else end):
        until = max(begun - term, end) if end is not None else begun - term
        rows.append(f"{customer},{day(begun)},{day(until)},{arr / 12:.2f},year")
        begun = until
    return rows


def rolling(customer: str, start: int, end: int | None, arr: float) -> list[str]:
    """A line by the month, open unless it was cancelled."""
    return [f"{customer},{day(start)},{'' if end is None else day(end)},{arr / 12:.2f},month"]


def company(rows: list[str], sizes: Mapping[str, str] | None = None, sales: int = 6_000) -> Any:
    """Step 3 of a company with these contracts, EUR 1,000 of service and `sales` a month."""
    sizes = sizes or {row.split(",")[0]: "Large" for row in rows}
    months = [f"{day(back):%Y-%m}" for back in range(12)]
    costs = [f"{m},{a},6000,{c}" for m in months for c, a in (("cs", 1_000), ("sales", sales))]
    given = {
        "contracts": "customer_id,start,end,mrr,billing_period\n" + "\n".join(rows) + "\n",
        "customers": "customer_id,name,size\n"
        + "".join(f"{name},{name} Ltd,{size}\n" for name, size in sizes.items()),
        "costs": "period,amount,ledger_account,cost_centre\n" + "\n".join(costs) + "\n",
        "allocation_keys": KEYS,
    }
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, text in given.items():
            (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        names = ", ".join(f"{name}: {name}.csv" for name in given)
        file = folder / "engagement.yml"
        file.write_text(
            f"client: Sparse\nas_of: {AS_OF}\ncurrency: EUR\ntables: {{{names}}}\n"
            "assumptions: {gross_margin: 0.8}\n",
            encoding="utf-8",
        )
        loaded = engagements.load(file)
        intake = door.load(loaded)
        return s03_valuation.run(loaded, intake, open_books(loaded, intake))


def many(size: int, start: int, **changed: int) -> list[str]:
    """So many customers of EUR 12,000 that began `start` months back and are still there."""
    return [row for n in range(size) for row in line(f"c{n}", start + n % 6, None, 12_000)]


@cache
def no_churn() -> Any:
    return company(many(30, 30))


@cache
def all_lost() -> Any:
    return company([row for n in range(30) for row in line(f"c{n}", 36, 24 - n % 12, 12_000)])


@cache
def whale() -> Any:
    """One account is 92 % of ARR; nothing was won in the year, though EUR 72,000 were spent."""
    rows = line("whale", 36, None, 1_380_000)
    for n in range(20):
        rows += line(f"c{n}", 34, 6 if n < 6 else None, 8_571.43)
    return company(rows)


@cache
def six_months() -> Any:
    return company(
        [row for n in range(30) for row in rolling(f"c{n}", 6, 2 if n < 5 else None, 12_000)]
    )


@cache
def equal() -> Any:
    """Two segments of the same lives, to the month."""
    rows, sizes = [], {}
    for name in ("Large", "Small"):
        for n in range(40):
            customer = f"{name[0]}{n}"
            rows += line(customer, 40, 16 if n < 10 else None, 12_000)
            sizes[customer] = name
    return company(rows, sizes)


@cache
def monthly() -> Any:
    return company(
        [
            r
            for n in range(60)
            for r in rolling(f"c{n}", 30 - n % 9, n % 20 if n < 24 else None, 9e3)
        ]
    )


COMPANIES = {
    "nobody left": no_churn, "all lost": all_lost, "whale": whale, "six months": six_months,
    "two equal segments": equal, "month to month": monthly,
}  # fmt: skip


@pytest.mark.parametrize("made", COMPANIES.values(), ids=COMPANIES)
def test_everything_that_is_said_can_be_read_and_is_sane(made):
    said = told.read(made())
    assert "nan" not in said.lower().split()
    assert "-0.0" not in said
    frame = made().workings.ltv
    known = frame.dropna(subset=["ltv3"])
    assert (known["ltv3_low"] <= known["ltv3"]).all()
    assert (known["ltv3"] <= known["ltv3_high"]).all()


@pytest.mark.parametrize("made", [no_churn, whale, all_lost], ids=["no churn", "whale", "lost"])
def test_money_spent_on_nothing_won_is_no_bargain(made):
    found = made()
    assert found.acquisition_payback.absent
    row = found.workings.ltv.iloc[-1]
    assert row[["cac", "ltv_cac", "ltv3_landed"]].isna().all()
    assert "costs less than" not in told.read(found).split("Saving")[0]


def test_nobody_left_is_a_capped_value_with_a_range_below():
    found = no_churn()
    assert found.survival.title_message == survival_curves.NobodyLeft()
    row = found.workings.ltv.iloc[-1]
    assert row["unshown"] == "nobody_left"
    assert row["ltv3_low"] < row["ltv3"] == row["ltv3_high"]


def test_a_company_that_lost_everybody_has_lives_and_no_value():
    found = all_lost()
    assert found.workings.observed.losses == 30
    assert found.lifetime_value.absent
    assert found.workings.ltv.iloc[-1]["customers"] == 0
    assert found.future_arr.absent


def test_one_account_that_is_most_of_arr_is_a_scenario_of_its_own():
    found = whale()
    title = found.future_arr.title_message
    assert isinstance(title, outlook.WithAndWithout)
    assert title.kept.value - title.without.value == pytest.approx(1_380_000, rel=1e-3)
    assert any(isinstance(each, outlook.Largest) for each in found.future_arr.messages)
    assert any(isinstance(each, outlook.NothingNew) for each in found.future_arr.messages)


def test_losses_at_one_renewal_do_not_make_a_complete_history_a_short_one():
    """Fifteen of 21 are there after 34 months: six that left at one renewal are no rate of many."""
    curve = whale().workings.staying
    after = curve[curve["segment"].isna()].set_index("tenure_months")["staying_share"]
    assert after[33] > 0.6


def test_nothing_that_did_not_change_is_said_to_grow():
    assert isinstance(no_churn().profit.title_message, profit.Unchanged)
    assert isinstance(all_lost().profit.title_message, profit.NoneLeft)
    assert "1.0x the median" not in told.read(no_churn())


def test_six_months_have_a_value_and_no_years_ahead():
    found = six_months()
    assert found.future_arr.absent
    row = found.workings.ltv.iloc[-1]
    # snapshots 0 to 6; 25 are there for six months, and five left in the fourth
    assert row["churn_month"] == pytest.approx(5 / (25 * 6 + 5 * 4))
    assert isinstance(found.lifetime_value.title_message, lifetime.Average)


def test_two_equal_segments_are_worth_the_same_and_none_is_ranked_first():
    found = equal()
    frame = found.workings.ltv
    assert frame["ltv3"].iloc[0] == pytest.approx(frame["ltv3"].iloc[1])
    assert frame["ltv3"].iloc[2] == pytest.approx(frame["ltv3"].iloc[0])
    assert isinstance(found.lifetime_value.title_message, lifetime.Unranked)
    assert frame["crc_basis"].tolist() == ["company", "company", "own"]


def test_a_company_by_the_month_leaves_in_any_month():
    found = monthly()
    assert set(found.workings.ltv["survival_method"]) == {"months"}
    curve = found.workings.staying
    shares = curve[curve["segment"].isna()]["staying_share"].to_numpy()
    assert (shares[1:] < shares[:-1]).all()
