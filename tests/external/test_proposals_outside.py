"""Files that users of billing software had trouble with: proposed, asked about, and read as worked
by hand in the EXPECTED.md beside each.
"""

import datetime as dt
from pathlib import Path

import pytest
import yaml

from cs_lib import engagement, intake
from cs_lib.intake.scope import live_by_customer
from cs_lib.intake.setup import propose
from tests.published import DATA

pytestmark = [pytest.mark.external, pytest.mark.slow]

CASES = DATA / "outside_cases"


@pytest.fixture
def read(tmp_path: Path):
    """What `new` says of a case, the contracts it proposes, and ARR by customer on a day."""

    def read(case: str, day: dt.date):
        said = propose.new(tmp_path / "client", [CASES / case / "in"], today=dt.date(2026, 10, 12))
        file = tmp_path / "client" / "engagement.yml"
        tables = intake.load(engagement.load(file)).tables
        arr = live_by_customer(tables, day)
        source = yaml.safe_load(file.read_text("utf-8"))["tables"]["contracts"]
        return said, source, {} if arr is None else arr[arr > 0].round(2).to_dict()

    return read


def test_a_renewal_tracker_has_two_accounts_whose_terms_end_at_their_renewal(read) -> None:
    said, source, arr = read("n05b_tracker_xlsx", dt.date(2026, 2, 1))
    assert arr == {"A": 1200.0, "B": 600.0}
    assert source["columns"]["end"] == "Contract Renewal"
    assert "ASK contracts.end: is 'Contract Renewal'" in said


def test_the_click_to_cancel_is_no_end_and_a_coupon_is_asked_about(read) -> None:
    said, source, arr = read("n06_stripe_download", dt.date(2026, 9, 30))
    # sub_a 30 a month, sub_b 2 x 600 a year, sub_e 30 a month; c is lost, d on trial
    assert arr == {"cus_a": 360.0, "cus_b": 1200.0, "cus_e": 360.0}
    assert source["columns"]["end"] == "Ended At (UTC)"
    assert "ASK contracts.list_price: is 'Amount' before or after what 'Coupon' takes off?" in said
    assert "(HALF3)" in said


def test_terms_of_years_are_the_whole_line_and_other_words_are_left_out(read) -> None:
    said, source, arr = read("n09_billing_terms", dt.date(2026, 9, 30))
    assert arr == {"A": 2400.0, "B": 2000.0, "C": 6000.0, "D": 6000.0}
    assert source["columns"]["customer_id"] == "Company"
    assert source["where_not"] == {"Billing Term": ["One-Time", "Trial"]}
    assert "do 2-Year, 3-Year stand for the whole of a line" in said
    assert "are rows whose 'Billing Term' is One-Time, Trial no recurring lines?" in said
