"""Contracts, invoices and snapshots of one client make the same books."""

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cs_lib import engagement as engagements
from cs_lib import intake, ledger
from cs_lib.books.books import Books, open_books
from cs_lib.errors import DataError
from cs_lib.intake import Intake
from cs_lib.ledger.sources import contract_lines
from tests.ledger.billing import (
    apart,
    bill,
    both,
    engagement,
    live,
    snap,
    snapshots,
    sourced,
    terms,
)
from tests.ledger.histories import closings

pytestmark = pytest.mark.slow


@given(st.lists(terms, min_size=1, max_size=25).map(apart), st.integers(0, 4))
@settings(max_examples=12, deadline=None)
def test_contracts_and_their_invoices_are_live_at_the_same_month_ends(
    found: list[Any], late: int
) -> None:
    contracts, invoices = both(found, late)
    setting = engagement("2026-12-31")
    ours = contract_lines({"contracts": contracts, "invoices": invoices}, setting)
    theirs = contract_lines({"invoices": invoices}, setting)
    assert (ours.table, theirs.table) == ("contracts", "invoices")
    ends = pd.date_range("2023-01-31", "2026-12-31", freq="ME")
    assert live(ours.lines, ends) == live(theirs.lines, ends)


def test_contracts_and_their_invoices_make_the_same_bridge() -> None:
    found = [
        ("K", "A", 0, 3, 12, 120.0),
        ("K", "B", 5, 4, 3, 60.0),
        ("L", "A", 2, 4, 1, 48.0),
        ("L", "A", 14, 4, 3, 24.0),
    ]
    setting = engagement("2025-12-31")
    bridges = [
        ledger.build(contract_lines({name: frame}, setting).lines, None, None, engagement=setting)
        for name, frame in zip(("contracts", "invoices"), both(found, 1), strict=True)
    ]
    pd.testing.assert_frame_equal(bridges[0].bridge(), bridges[1].bridge())
    assert closings(bridges[0])["2023-03"] == 12 * (120 + 48)


def test_revenue_that_does_not_recur_is_an_error() -> None:
    with pytest.raises(DataError, match=r"no row is recurring revenue.*map line_type"):
        sourced([bill(1, "2025-01-01", None, None, 500, line_type="one_off")])
    with pytest.raises(DataError, match="no row is recurring revenue"):
        snapshots([snap("K", "2025-01", 0)], "2025-01-31")


def test_no_table_of_revenue_is_an_error() -> None:
    with pytest.raises(DataError, match="no table carries revenue"):
        contract_lines({}, engagement("2025-12-31"))


WIDE = """\
customer_id,product_id,currency,2025-01,2025-02,2025-03
K,A,EUR,100,100,120
K,B,EUR,,50,50
K,A,USD,10,10,10
L,,EUR,7,0,7
"""


LONG = """\
customer_id,product_id,currency,month,mrr
K,A,EUR,2025-01,100
K,A,EUR,2025-02-28,100
K,A,EUR,2025-03-15,120
K,B,EUR,2025-02,50
K,B,EUR,2025-03,50
K,A,USD,2025-01,10
K,A,USD,2025-02,10
K,A,USD,2025-03,10
L,,EUR,2025-01,7
L,,EUR,2025-02,0
L,,EUR,2025-03,7
"""


RATES = "currency,month,rate\nUSD,2025-01,0.5\nUSD,2025-02,0.5\nUSD,2025-03,0.5\n"


def opened(folder: Path, as_of: str, **tables: str) -> tuple[Books, Intake]:
    """The books of an engagement with these tables, each given as the text of its file."""
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    file = folder / "engagement.yml"
    listed = "".join(f"  {name}: {name}.csv\n" for name in tables)
    head = f"client: Example\nas_of: {as_of}\ncurrency: EUR\ntables:\n"
    file.write_text(head + listed, encoding="utf-8")
    setting = engagements.load(file)
    found = intake.load(setting)
    return open_books(setting, found), found


def test_a_wide_sheet_makes_the_books_of_the_long_table(tmp_path: Path) -> None:
    books = {}
    for name, text in (("wide", WIDE), ("long", LONG)):
        (tmp_path / name).mkdir()
        books[name], _ = opened(tmp_path / name, "2025-03-31", mrr_snapshots=text, fx=RATES)
        assert books[name].source.table == "mrr_snapshots"
    wide, long = books["wide"], books["long"]
    pd.testing.assert_frame_equal(wide.source.lines, long.source.lines)
    pd.testing.assert_frame_equal(wide.bridge, long.bridge)
    # 12 x (100 + 10 / 2 + 7); L, gone for the 28 days of February, is held as a late renewal.
    assert closings(wide.main) == {
        "2025-01": 12 * 112.0,
        "2025-02": 12 * 162.0,
        "2025-03": 12 * 182.0,
    }
    assert wide.source.notes[0].rule == "short_gap_held"


def test_books_open_on_invoices_and_contracts_go_first(tmp_path: Path) -> None:
    invoices = (
        "invoice_id,customer_id,issued,amount,service_start,service_end\n"
        "1,K,2025-01-05,1200,2025-01-01,2026-01-01\n2,K,2025-01-07,500,,\n"
    )
    books, _ = opened(tmp_path, "2025-03-31", invoices=invoices)
    assert books.source.table == "invoices"
    assert books.stock(dt.date(2025, 1, 31)) == (1_200 + 6_000, 1)
    assert books.source.quality["rule"].tolist() == ["service_period_estimated"]
    contracts = "customer_id,start,end,mrr\nK,2025-01-01,,75\n"
    books, _ = opened(tmp_path, "2025-03-31", invoices=invoices, contracts=contracts)
    assert books.source.table == "contracts"
    assert books.stock(dt.date(2025, 3, 31)) == (900, 1)
    assert books.source.quality.empty
