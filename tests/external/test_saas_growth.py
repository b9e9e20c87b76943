"""A published company that gives invoices only: its recurring revenue, and its subscriptions.

Expected figures are counted on the raw files: an account is live on a day when its last invoice
is less than a month old.
"""

from typing import Any

import pandas as pd
import pytest

from cs_lib import engagement as engagements
from cs_lib import intake, ledger, workbook
from cs_lib.ledger.sources import contract_lines, reconcile
from tests import published

pytestmark = pytest.mark.external
FOLDER = published.DATA / "saas_growth"
AS_OF = pd.Timestamp(2026, 3, 31)
SUBSCRIPTIONS = """\
  contracts:
    path: {folder}/subscriptions.csv
    columns:
      customer_id: account_id
      line_id: subscription_id
      start: trial_start_date
      end: cancel_date
      mrr: monthly_recurring_revenue
      tier: plan_name
      line_type: status
    values: {{line_type: {{trial_expired: trial, active: recurring, cancelled: recurring}}}}
"""


@pytest.fixture(scope="module")
def engagement() -> engagements.Engagement:
    return published.engagement("saas_growth")


@pytest.fixture(scope="module")
def run(engagement) -> Any:
    return workbook.compute(engagement)


@pytest.fixture(scope="module")
def sources(run) -> Any:
    return run.intake.tables, run.books.source


def test_every_invoice_comes_in(sources) -> None:
    invoices = sources[0]["invoices"]
    assert (len(invoices), invoices["amount"].sum()) == (55_318, 5_367_132.0)
    assert invoices["customer_id"].nunique() == 5_617  # of 12,000 accounts: the rest are trials


def test_each_account_is_one_line_without_a_gap(sources) -> None:
    """The data holds no plan change, credit, refund, void or unpaid invoice, and no lapse."""
    source = sources[1]
    assert source.table == "invoices"
    assert source.lines["customer_id"].is_unique
    assert len(source.lines) == 5_617
    (note,) = source.notes
    assert (note.rule, note.rows, note.amount) == ("service_period_estimated", 55_318, 5_367_132.0)


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        # Seven invoices of 49, from 29 February 2024 to 29 August: served until 29 September.
        ("A00005", ("2024-02-29", "2024-09-29", 49.0)),
        # Five invoices of 49, from 25 October 2024 to 25 February.
        ("A00002", ("2024-10-25", "2025-03-25", 49.0)),
        # Two invoices of 249, on 31 May and 30 June 2025.
        ("A00008", ("2025-05-31", "2025-07-30", 249.0)),
    ],
)
def test_an_account_by_hand(sources, account: str, expected: tuple[Any, ...]) -> None:
    line = sources[1].lines.set_index("customer_id").loc[account]
    assert (f"{line['start']:%Y-%m-%d}", f"{line['end']:%Y-%m-%d}", line["mrr"]) == expected


def test_arr_on_the_last_day_as_counted_on_the_raw_file(run) -> None:
    raw = pd.read_csv(FOLDER / "invoices.csv", parse_dates=["invoice_date"])
    last = raw.sort_values("invoice_date").groupby("account_id").last()
    live = last[last["invoice_date"] + pd.DateOffset(months=1) > AS_OF]
    figures = run.results["numbers_review"].workings.kpis.set_index("metric")["now"]
    assert (len(live), 12 * live["amount"].sum()) == (2_146, 2_505_648.0)
    assert figures["arr"] == 2_505_648.0


def test_the_difference_to_the_active_subscriptions_is_the_month_already_paid(run) -> None:
    """59 accounts have cancelled in a month that they have paid: they leave at its end (P02)."""
    raw = pd.read_csv(FOLDER / "subscriptions.csv", parse_dates=["cancel_date"])
    active = raw[raw["status"] == "active"]
    assert (len(active), 12 * active["monthly_recurring_revenue"].sum()) == (2_087, 2_440_356)
    live = run.books.live
    leaving = live[~live["account"].isin(active["account_id"])]
    assert (len(leaving), leaving["arr"].sum()) == (59, 65_292.0)


def test_the_books_close_and_the_page_says_what_was_estimated(run) -> None:
    assert [gate.id for gate in run.gates if not gate.holds] == []
    quality = run.results["numbers_review"].workings.quality.set_index("rule")
    assert quality.loc["service_period_estimated", "action"] == "estimated"


def test_every_month_adds_up_from_the_raw_file(sources, engagement) -> None:
    """ARR at each month end: 12 x the invoices whose month, day for day, holds that day."""
    raw = pd.read_csv(FOLDER / "invoices.csv", parse_dates=["invoice_date"])
    first = raw.groupby("account_id")["invoice_date"].agg(["min", "max"])
    price = raw.groupby("account_id")["amount"].first()
    until = first["max"] + pd.DateOffset(months=1)
    bridge = ledger.build(sources[1].lines, None, None, engagement=engagement).bridge(False)
    closing = bridge[(bridge["period_kind"] == "month") & (bridge["leaf"] == "closing")]
    expected = [
        12 * price[(first["min"] <= day) & (until > day)].sum() for day in closing["period_end"]
    ]
    assert closing["amount"].tolist() == expected
    assert len(expected) == 27


def test_subscriptions_against_billings(sources, engagement, tmp_path) -> None:
    """Contracts run from the trial's start to the day of cancelling, bills by paid months."""
    file = tmp_path / "both.yml"
    text = (published.ENGAGEMENTS / "saas_growth.yml").read_text(encoding="utf-8")
    text = text.replace("../../../shared/data/saas_growth", str(FOLDER))
    file.write_text(text + SUBSCRIPTIONS.format(folder=FOLDER), encoding="utf-8")
    both = intake.load(engagements.load(file)).tables
    assert contract_lines(both, engagement).table == "contracts"
    book = ledger.build(both["contracts"], None, None, engagement=engagement)
    quarter = book.calendar.quarters[-1]
    found = reconcile(both["contracts"], both["invoices"], quarter, engagement=engagement)
    cents = (found["amount"] * 100).round().astype("int64")
    assert cents.iloc[:-1].sum() == cents.iloc[-1]
    amounts = found.set_index("item")["amount"]
    billed = sources[0]["invoices"]
    now = billed[billed["issued"].between("2026-01-01", "2026-03-31")]["amount"].sum()
    assert amounts["billings"] == now
    assert amounts["run_rate"] == 2_440_356 / 4
    # Nobody pays another price than subscribed, and nobody pays without a subscription...
    assert amounts[["price_difference", "credits", "usage", "one_off", "fx"]].eq(0).all()
    # ...but those who cancelled are served to the end of the month they paid.
    assert amounts["other_days"] + amounts["no_contract"] > 0
    assert abs(amounts["unexplained"]) <= 0.05  # cents
