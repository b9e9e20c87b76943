"""What was due, what was renewed (M28, M29), and the way from there to GRR (M30)."""

import datetime as dt
from itertools import chain
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cs_lib.errors import UsageError
from cs_lib.ledger import Ledger, retention
from cs_lib.ledger.renewals import Renewals, bridge_to_grr, rates, table
from tests.ledger.histories import day, ledger_of, line, seats
from tests.ledger.test_properties import (
    AS_OF,
    FIRST,
    contract_lines,
    customer_tables,
    few,
    ledger,
)

pytestmark = pytest.mark.slow

# Opening 2025-12-31, closing 2026-12-31; prices are a year's.
YEAR = [
    # Renewed with two seats less: due 1,000, renewed 800.
    seats("cut", "2025-03-01", "2026-03-01", 10, 100, line_id="A1"),
    seats("cut", "2026-03-01", "2027-03-01", 8, 100, line_id="A2"),
    # Renewed with a product more: due 2,000, renewed 2,000 and 500 on top.
    seats("upsold", "2025-07-01", "2026-07-01", 20, 100, line_id="B1"),
    seats("upsold", "2026-07-01", "2027-07-01", 20, 100, line_id="B2"),
    seats("upsold", "2026-07-01", "2027-07-01", 5, 100, line_id="B3", product_id="B"),
    # Gone at the end of its term: due 500, renewed nothing.
    seats("gone", "2025-05-01", "2026-05-01", 5, 100, line_id="C1"),
    # Without an end, one seat less from June: 100 lost, nothing due.
    seats("open", "2025-01-01", "2026-06-01", 3, 100, line_id="D1"),
    seats("open", "2026-06-01", None, 2, 100, line_id="D1"),
    # In the first of three years, and more bought on the way: nothing due.
    seats("long", "2025-02-01", "2028-02-01", 10, 100, line_id="E1"),
    seats("long", "2026-04-01", "2028-02-01", 2, 100, line_id="E2"),
    # Month to month, cancelled after 17 months: 120 lost, nothing due.
    seats("monthly", "2025-03-05", "2026-08-20", 1, 10, line_id="F1", billing_period="month"),
]  # fmt: skip


def renewals_of(lines: list[dict[str, Any]], opening: str, closing: str, **more: Any) -> Renewals:
    book = ledger_of(lines, more.pop("as_of", closing), **more)
    return book.renewals(book.pair(day(opening), day(closing)))


def steps(found: Renewals) -> dict[str, float]:
    bridge = bridge_to_grr(found)
    assert abs(bridge.residual) < 1e-9
    return dict(zip(bridge.steps["step"], bridge.steps["amount"], strict=True))


@pytest.fixture(scope="module")
def year() -> Renewals:
    return renewals_of(YEAR, "2025-12-31", "2026-12-31")


def test_rates_of_a_year_by_hand(year: Renewals) -> None:
    found = rates(year)
    assert (found.opening, found.atr) == (4_920, 3_500)
    assert (found.renewed, found.renewed_with_upsell) == (2_800, 3_300)
    assert (found.gross, found.net) == (pytest.approx(0.8), pytest.approx(3_300 / 3_500))
    assert (found.due_accounts, found.renewed_accounts) == (3, 2)


def test_the_way_from_the_renewal_rate_to_grr_by_hand(year: Renewals) -> None:
    assert steps(year) == {
        "opening": 4_920,
        "renewal": -700,  # 200 cut, 500 gone
        "settled": 0,
        "elsewhere": -220,  # 100 open, 120 monthly
        "two_parts": 4_000,
        "offset": 0,
        "grr": 4_000,
    }
    assert retention(year.pair).grr == pytest.approx(4_000 / 4_920)


def test_every_part_of_opening_arr_is_named(year: Renewals) -> None:
    stock = year.stock.set_index("status")["arr"].to_dict()
    assert stock == {
        "due": 3_500, "moved": 0, "later": 1_000, "late": 0, "rolling": 120, "open": 300,
    }  # fmt: skip
    assert year.stock["share"].sum() == pytest.approx(1)


def test_the_list_of_what_is_due_adds_up_to_atr(year: Renewals) -> None:
    assert year.due[["account", "line_id", "arr"]].to_numpy().tolist() == [
        ["cut", "A1", 1_000.0],
        ["gone", "C1", 500.0],
        ["upsold", "B1", 2_000.0],
    ]
    assert year.due["end"].dt.strftime("%Y-%m-%d").tolist() == [
        "2026-03-01", "2026-05-01", "2026-07-01",
    ]  # fmt: skip


def test_a_gain_elsewhere_in_the_account_hides_a_loss_at_renewal_from_grr() -> None:
    lines = [
        seats("K", "2025-02-01", "2026-02-01", 10, 100, line_id="1"),
        seats("K", "2026-02-01", "2027-02-01", 9, 100, line_id="2"),
        seats("K", "2026-06-01", "2027-02-01", 3, 100, line_id="3"),
    ]
    found = renewals_of(lines, "2025-12-31", "2026-12-31")
    assert rates(found).gross == pytest.approx(0.9)
    assert steps(found) == {
        "opening": 1_000, "renewal": -100, "settled": 0, "elsewhere": 0, "two_parts": 900,
        "offset": 100, "grr": 1_000,
    }  # fmt: skip


def test_the_step_of_a_term_does_not_make_it_due() -> None:
    lines = [
        seats("K", "2025-02-01", "2026-02-01", 10, 100, line_id="1", signed_on="2025-01-10"),
        seats("K", "2026-02-01", "2027-02-01", 10, 103, line_id="1", signed_on="2025-01-10"),
    ]
    found = renewals_of(lines, "2025-12-31", "2026-12-31")
    assert rates(found).gross is None
    assert rates(found).net is None
    assert found.stock.set_index("status")["arr"]["later"] == 1_000


def test_the_same_line_signed_anew_is_a_renewal() -> None:
    lines = [
        seats("K", "2025-02-01", "2026-02-01", 10, 100, line_id="1", signed_on="2025-01-10"),
        seats("K", "2026-02-01", "2027-02-01", 9, 100, line_id="1", signed_on="2026-01-10"),
    ]
    assert rates(renewals_of(lines, "2025-12-31", "2026-12-31")).gross == pytest.approx(0.9)


# Due on 2026-03-01, renewed on 2025-12-10 with a seat less.
EARLY = [
    seats("K", "2025-03-01", "2025-12-10", 10, 100, line_id="1"),
    seats("K", "2025-12-10", "2026-12-10", 9, 100, line_id="2"),
    seats("L", "2025-01-01", None, 1, 100, line_id="3"),
]


def test_p15_an_early_renewal_is_not_due_when_it_is_made() -> None:
    found = renewals_of(EARLY, "2025-09-30", "2025-12-31", as_of="2026-03-31")
    assert rates(found).gross is None
    assert found.stock.set_index("status")["arr"]["moved"] == 1_000
    assert steps(found)["elsewhere"] == -100


def test_p15_an_early_renewal_is_due_at_its_original_date() -> None:
    found = renewals_of(EARLY, "2025-12-31", "2026-03-31")
    assert (rates(found).atr, rates(found).gross) == (1_000, pytest.approx(0.9))
    assert steps(found) == {
        "opening": 1_000, "renewal": -100, "settled": 100, "elsewhere": 0, "two_parts": 1_000,
        "offset": 0, "grr": 1_000,
    }  # fmt: skip


def test_p15_an_early_renewal_is_flagged_with_both_dates() -> None:
    book = ledger_of(EARLY, "2026-03-31")
    due = book.due(day("2025-11-30"), day("2026-03-31"))
    assert due[["line_id", "early"]].to_numpy().tolist() == [["1", True]]
    assert [f"{due[c][0]:%Y-%m-%d}" for c in ("end", "due")] == ["2025-12-10", "2026-03-10"]


def test_p01_a_late_renewal_counts_as_renewed_where_it_was_due() -> None:
    lines = [
        seats("K", "2025-03-20", "2026-03-20", 10, 100, line_id="1"),
        seats("K", "2026-04-05", "2027-04-05", 8, 100, line_id="2"),
    ]
    first = renewals_of(lines, "2025-12-31", "2026-03-31", as_of="2026-06-30")
    assert rates(first).gross == 1.0
    second = renewals_of(lines, "2026-03-31", "2026-06-30")
    assert second.stock.set_index("status")["arr"]["late"] == 1_000
    assert (rates(second).gross, steps(second)["elsewhere"]) == (None, -200)


def test_segments_have_rates_of_their_own() -> None:
    owners = [{"customer_id": name, "size": size} for name, size in
              [("cut", "S"), ("gone", "S"), ("upsold", "L"), ("long", "M")]]  # fmt: skip
    found = table(renewals_of(YEAR, "2025-12-31", "2026-12-31", customers=owners))
    rows = found.set_index("segment")
    assert rows["atr"].to_dict() == {
        "all": 3_500,
        "(unassigned)": 0,
        "L": 2_000,
        "M": 0,
        "S": 1_500,
    }
    assert rows.loc["S", "gross"] == pytest.approx(800 / 1_500)
    assert pd.isna(rows.loc["M", "gross"])


def test_what_comes_up_after_the_last_day() -> None:
    book = ledger_of(YEAR, "2026-12-31")
    due = book.due(day("2026-12-31"), day("2027-06-30"))
    assert due[["account", "arr"]].to_numpy().tolist() == [["cut", 800.0]]
    with pytest.raises(UsageError, match="last day of a month after 2026-12-31"):
        book.due(day("2026-12-31"), day("2026-11-30"))


def test_amounts_are_at_the_openings_rates() -> None:
    fx = [{"currency": "USD", "month": m, "rate": r}
          for m, r in [("2026-01-31", 0.9), ("2026-02-28", 0.8), ("2026-03-31", 0.8)]]  # fmt: skip
    lines = [
        line("K", "2025-03-01", "2026-03-01", arr=1_000, currency="USD", line_id="1"),
        line("K", "2026-03-01", "2027-03-01", arr=600, currency="USD", line_id="2"),
    ]
    fx += [{"currency": "USD", "month": f"2025-{m:02d}-28", "rate": 0.9} for m in range(2, 13)]
    found = renewals_of(lines, "2026-01-31", "2026-03-31", fx=fx)
    assert (rates(found).atr, rates(found).renewed) == (pytest.approx(900), pytest.approx(540))


@st.composite
def term_lines(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A line, and perhaps what follows it: a step, a renewal on the day, early or late."""
    first = draw(contract_lines()) | {"line_id": draw(st.sampled_from([None, "1", "2"]))}
    if draw(st.booleans()):
        first["start"] = FIRST + dt.timedelta(days=draw(st.integers(0, 90)))
        first["end"] = first["start"] + dt.timedelta(days=draw(st.sampled_from([365, 320, 91])))
        first["billing_period"] = draw(st.sampled_from(["year", "month"]))
    if first["end"] is None or draw(st.booleans()):
        return [first]
    gap = draw(st.sampled_from([0, 0, 0, 12, 40]))
    start = first["end"] + dt.timedelta(days=gap)
    then = draw(contract_lines()) | {"customer_id": first["customer_id"], "start": start}
    length = draw(st.sampled_from([None, 365, 180]))
    then["end"] = None if length is None else start + dt.timedelta(days=length)
    return [first, then | {"line_id": draw(st.sampled_from([None, first["line_id"], "3"]))}]


@pytest.mark.slow
@few
@given(
    st.lists(term_lines(), min_size=1, max_size=15).map(lambda f: [*chain.from_iterable(f)]),
    customer_tables(),
    st.sampled_from(["customer", "parent"]),
    st.sampled_from([("2025-09-30", AS_OF), ("2025-03-31", "2025-12-31"), ("2025-12-31", AS_OF)]),
    st.sampled_from(["original_date", "new_date"]),
)
def test_renewals_and_movements_tell_one_story(lines, customers, grain, span, early) -> None:
    """M30: an identity where what is due and what is not stand apart; bridged to GRR exactly."""
    book: Ledger = ledger(lines, customers, grain=grain, early_renewals=early)
    opening, closing = (min(max(day(d), book.calendar.date(0)), day(AS_OF)) for d in span)
    if opening >= closing:
        return
    found = book.renewals(book.pair(opening, closing))
    frame = found.accounts
    assert ((frame["due"] + frame["rest"] - frame["v0"]).abs() < 1e-6).all()
    assert ((frame["renewed"] + frame["kept"] - frame["v1"]).abs() < 1e-6).all()
    assert abs(found.stock["arr"].sum() - frame["v0"].sum()) < 1e-6
    for segment in [None, *frame["segment"].unique()]:
        check_bridge(found, segment)
    listed = found.due.groupby("account")["arr"].sum()
    apart = frame.set_index("account")["due"].sub(listed, fill_value=0)
    assert (apart.abs() < 1e-6).all()


def check_bridge(found: Renewals, segment: str | None) -> None:
    bridge, of = bridge_to_grr(found, segment), rates(found, segment)
    assert abs(bridge.residual) < 1e-9
    if not of.opening:
        return
    share = dict(zip(bridge.steps["step"], bridge.steps["share"], strict=True))
    lost_at_renewal = (of.atr_share or 0) * (1 - of.gross) if of.gross is not None else 0.0
    two_parts = 1 - lost_at_renewal + share["settled"] + share["elsewhere"]
    assert share["two_parts"] == pytest.approx(two_parts, abs=1e-9)
    grr = retention(found.pair, "account", segment).grr
    assert grr is not None
    assert share["two_parts"] <= grr + 1e-9
    assert share["grr"] == pytest.approx(grr, abs=1e-9)
    assert of.gross is None or 0 <= of.gross <= 1 + 1e-12


def test_nobody_is_due_where_nobody_is() -> None:
    book = ledger_of([seats("K", "2026-02-01", "2027-02-01", 1, 100)], "2026-03-31")
    found = book.renewals(book.pair(day("2026-01-31"), day("2026-03-31")))
    assert (rates(found).opening, rates(found).atr_share, rates(found).gross) == (0, None, None)
    assert bridge_to_grr(found).residual == 0
