"""What step 8 says of companies with poor data: each generated, none with a wrong sentence."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from cs_lib import engagement as engagements
from cs_lib import workbook
from cs_lib.exhibits.pages import NoPage
from tests.steps import case
from tests.steps.told import read
from tests.texts.voice import spoken

pytestmark = pytest.mark.slow

HEADER = "customer_id,start,end,product_id,qty,list_price,billing_period"
CUSTOMERS = "customer_id,name,size\n"


def made(
    accounts: int = 24, begins: str = "2023-{month:02d}-01", months: int = 12,
    lost: tuple[int, ...] = (3, 8), grows: tuple[int, ...] = (2, 5), large: float = 1.0,
) -> case.Case:  # fmt: skip
    """Accounts of two sizes that sign terms of so many months (0: no end), one after another.

    Account n of `lost` leaves after its first two terms, those of `grows` add seats at each; the
    first is `large` times as large as the others. The last day is 31 December 2025.
    """
    lines, people = [HEADER], []
    for n in range(accounts):
        name, qty = f"C{n:02d}", int(100 * (large if n == 0 else 1.0))
        people.append(f"{name},Customer {n},{'Large' if n % 2 else 'Small'}")
        start = dt.date.fromisoformat(begins.format(month=n % 12 + 1))
        if not months:
            end = "2025-03-15" if n in lost else ""
            lines.append(f"{name},{start},{end},A,{qty},12,month")
            continue
        for _ in range(2 if n in lost else 9):
            end = _later(start, months)
            lines.append(f"{name},{start},{end},A,{qty},120,year")
            start, qty = end, qty + (10 if n in grows else 0)
            if start > dt.date(2025, 12, 31):
                break
    return case.Case(
        engagement=case.ENGAGEMENT.split("stated:")[0] + "assumptions: {gross_margin: 0.8}\n",
        contracts="\n".join(lines) + "\n", customers=CUSTOMERS + "\n".join(people) + "\n",
    )  # fmt: skip


def _later(day: dt.date, months: int) -> dt.date:
    at = day.year * 12 + day.month - 1 + months
    return day.replace(year=at // 12, month=at % 12 + 1)


def computed(small: case.Case) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        engagement = engagements.load(small.write(Path(folder)))
        wanted = [each for each in workbook.steps() if each.number in (3, 4, 8)]
        return workbook.compute(engagement, wanted).results["ltv_opportunity"]


def told(small: case.Case) -> tuple[Any, str]:
    """Step 8 of a company and all it says, which keeps the voice and has no gap."""
    found = computed(small)
    assert [*faults(found)] == []
    said = read(found)
    assert "nan" not in said.lower().split()
    return found, said


def faults(found: Any) -> Iterator[str]:
    return spoken(SimpleNamespace(results={"ltv_opportunity": found}))  # type: ignore[arg-type]


def test_where_all_customers_were_lost_there_is_nothing_to_choose() -> None:
    found, said = told(made(lost=tuple(range(24))))
    assert found.workings.ranked.empty
    assert isinstance(found.opportunity, NoPage)
    assert found.headlines == ()
    assert "Put " not in said


def test_without_churn_retention_cannot_win_more_than_half_a_loss() -> None:
    found, said = told(made(lost=()))
    rows = found.workings.ranked
    kept = rows[rows["lever"] == "retention"]
    # half an account of 24 in two years, of which half is reached at most on average
    assert (kept["uplift"] < 0.5 / 48).all()
    assert rows.iloc[0]["lever"] == "expansion"
    assert "We saw no event of retention in these quarters, and assume half of one." in said


def test_two_segments_that_are_alike_are_not_put_before_each_other() -> None:
    found, said = told(made(lost=(2, 3), grows=(4, 5)))
    assert "too close to separate" in said or "Nobody has yet estimated" in said
    first, second = found.workings.ranked["first_share"].iloc[:2]
    assert first < 0.7
    assert second > 0.15


def test_one_account_with_nearly_all_arr_is_spoken_to_first() -> None:
    _, said = told(made(large=264.0))
    assert "One account has 96% of ARR in Small, so speak to it" in said


def test_six_months_of_history_are_ranked_on_a_wide_prior() -> None:
    found, said = told(made(begins="2025-07-{month:02d}", lost=()))
    assert "Nobody has yet estimated what each lever could achieve" in said
    assert set(found.workings.ranked["uplift_source"]) == {"prior"}
    assert found.workings.trial is None or "Commit budget" not in said


def test_month_to_month_lines_are_a_decision_in_every_quarter() -> None:
    found, _ = told(made(months=0))
    rows = found.workings.ranked
    assert len(rows) == 6
    assert rows.loc[rows["lever"] == "retention", "events"].sum() == 2


def test_money_spent_and_nothing_won_claims_no_return() -> None:
    small = made(grows=())
    costs = "period,amount,cost_centre\n" + "".join(
        f"2025-{month:02d}-01,1000,growth\n" for month in range(1, 13)
    )
    keys = "cost_centre,motion,share\ngrowth,expand,1.0\n"
    with tempfile.TemporaryDirectory() as folder:
        file = small.write(Path(folder))
        (Path(folder) / "costs.csv").write_text(costs, encoding="utf-8")
        (Path(folder) / "keys.csv").write_text(keys, encoding="utf-8")
        text = file.read_text(encoding="utf-8").replace(
            "  customers: customers.csv\n",
            "  customers: customers.csv\n  costs: costs.csv\n  allocation_keys: keys.csv\n",
        )
        file.write_text(text, encoding="utf-8")
        wanted = [each for each in workbook.steps() if each.number in (3, 4, 8)]
        run = workbook.compute(engagements.load(file), wanted)
    found = run.results["ltv_opportunity"]
    assert [*faults(found)] == []
    said = read(found)
    # nobody said what a programme costs: the average of the past, which won nothing, is not shown
    assert found.workings.ranked["lever_cost"].isna().all()
    assert "Nobody has told us what every programme would cost" in said
    assert "We saw no event of expansion in these quarters" in said
