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
from cs_lib.ledger.terms.renewals import Renewals, _months_later, bridge_to_grr, rates, table
from tests.ledger.histories import day, ledger_of, line, seats
from tests.ledger.periods import YEAR, known, renewals_of, steps
from tests.ledger.random_histories import (
    AS_OF,
    FIRST,
    contract_lines,
    customer_tables,
    few,
    ledger,
    some,
)

pytestmark = pytest.mark.slow


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
    assert found["segment"].isna().tolist() == [True, False, False, False, False]
    assert found["atr"][0] == 3_500
    rows = found[1:].set_index("segment")
    assert rows["atr"].dropna().to_dict() == {"L": 2_000, "M": 0, "S": 1_500}
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
    some(term_lines()).map(lambda f: [*chain.from_iterable(f)]),
    customer_tables(),
    st.sampled_from(["customer", "parent"]),
    st.sampled_from([("2025-09-30", AS_OF), ("2025-03-31", "2025-12-31"), ("2025-12-31", AS_OF)]),
    st.sampled_from(["original_date", "new_date"]),
    st.sampled_from(["outside", "due"]),
)
def test_renewals_and_movements_tell_one_story(
    lines, customers, grain, span, early, rolling
) -> None:
    """M30: an identity where what is due and what is not stand apart; bridged to GRR exactly."""
    choices = {"early_renewals": early, "rolling": rolling}
    book: Ledger = ledger(lines, customers, grain=grain, **choices)
    opening, closing = (min(max(day(d), book.calendar.date(0)), day(AS_OF)) for d in span)
    if opening >= closing:
        return
    found = book.renewals(book.pair(opening, closing))
    frame = found.accounts
    assert ((frame["due"] + frame["rest"] - frame["v0"]).abs() < 1e-6).all()
    assert ((frame["held"] - frame["v1"]).abs() < 1e-6).all()
    assert (frame["termed"] <= frame["v0"] + 1e-6).all()
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
    lost_at_renewal = (of.due - of.renewed) / of.opening
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


def test_g24_three_year_terms_and_their_annualised_rate() -> None:
    """Kellogg 2018: 27 of 100 lost after three years are 10 a year, since 0.73^(1/3) = 0.90."""
    lines = []
    for n in range(100):
        lines.append(line(f"C{n:02d}", "2023-02-01", "2026-02-01", arr=1_000))
        if n < 73:
            lines.append(line(f"C{n:02d}", "2026-02-01", "2029-02-01", arr=1_000))
    found = renewals_of(lines, "2025-12-31", "2026-12-31")
    assert known(found) == (100_000, pytest.approx(0.73), pytest.approx(0.73))
    assert rates(found).annualised == pytest.approx(0.73 ** (1 / 3), abs=1e-4)
    assert round(rates(found).annualised, 3) == 0.900


def test_terms_of_a_year_have_no_annualised_rate(year: Renewals) -> None:
    assert rates(year).annualised is None


def test_a_renewal_that_keeps_its_line_is_due_and_renewed() -> None:
    """10 seats at 240 go on as 14 at 264: due 2,400, renewed at 3,696."""
    lines = [
        seats("Q", "2025-01-01", "2026-01-01", 10, 240, line_id="Q1"),
        seats("Q", "2026-01-01", "2027-01-01", 14, 264, line_id="Q1"),
    ]
    found = renewals_of(lines, "2025-09-30", "2026-09-30")
    assert known(found) == (2_400, 1.0, pytest.approx(3_696 / 2_400))


@pytest.mark.parametrize(
    "then",
    [
        # Goes on under a term that is renewed early within the year.
        [("2026-03-01", "2026-08-15", "2", 1_000), ("2026-08-15", "2027-08-15", "3", 1_000)],
        # Goes on under half a year, and that again.
        [("2026-03-01", "2026-09-01", "2", 1_000), ("2026-09-01", "2027-03-01", "3", 1_000)],
        # Goes on open-ended, under its own name or another.
        [("2026-03-01", None, "1", 1_000)],
        [("2026-03-01", None, "9", 1_000)],
        # Goes on in two parts.
        [("2026-03-01", "2027-03-01", "2", 400), ("2026-03-01", None, "3", 600)],
        # The new line began a month before the old one ended.
        [("2026-02-01", "2027-02-01", "2", 1_000)],
        # Late, within the days of grace.
        [("2026-03-20", "2027-03-20", "2", 1_000)],
    ],
)
def test_whatever_a_due_term_goes_on_under_is_its_renewal(then: list[Any]) -> None:
    lines = [line("K", "2025-03-01", "2026-03-01", arr=1_000, line_id="1")]
    lines += [line("K", start, end, arr=arr, line_id=name) for start, end, name, arr in then]
    assert known(renewals_of(lines, "2025-12-31", "2026-12-31")) == (1_000, 1.0, 1.0)


def test_a_due_term_can_go_on_inside_a_line_that_was_there_before() -> None:
    lines = [
        line("K", "2025-03-01", "2026-03-01", arr=1_000, line_id="1"),
        line("K", "2024-01-10", "2026-03-01", arr=400, line_id="2"),
        line("K", "2026-03-01", None, arr=1_400, line_id="2"),
    ]
    found = renewals_of(lines, "2025-12-31", "2026-12-31")
    assert known(found) == (1_000, 1.0, 1.0)


def test_what_is_lost_after_the_renewal_was_renewed() -> None:
    """Renewed in full in March, two seats less in June: the renewal lost nothing."""
    lines = [
        seats("K", "2025-03-01", "2026-03-01", 10, 100, line_id="1", signed_on="2025-02-01"),
        seats("K", "2026-03-01", "2026-06-01", 10, 100, line_id="2", signed_on="2026-02-01"),
        seats("K", "2026-06-01", "2027-03-01", 8, 100, line_id="2", signed_on="2026-02-01"),
    ]
    found = renewals_of(lines, "2025-12-31", "2026-12-31")
    assert known(found) == (1_000, 1.0, 1.0)
    assert (steps(found)["renewal"], steps(found)["elsewhere"]) == (0, -200)


lengths = st.sampled_from([None, None, 31, 182, 365, 365, 730])


@st.composite
def those_who_stay(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Customers at one price for ever, under lines, terms and billings that change as they like."""
    lines: list[dict[str, Any]] = []
    for customer in range(draw(st.integers(1, 6))):
        start, price = FIRST - dt.timedelta(days=draw(st.integers(0, 700))), draw(st.integers(1, 9))
        while start is not None and start < dt.date(2026, 6, 1):
            length = draw(lengths)
            end = None if length is None else start + dt.timedelta(days=length)
            lines.append(
                line(f"C{customer}", start, end, arr=price * 1_000,
                     line_id=draw(st.sampled_from([None, "1", "1", "2"])),
                     product_id=draw(st.sampled_from(["A", "A", "B"])),
                     billing_period=draw(st.sampled_from(["month", "quarter", "year", None])),
                     auto_renew=draw(st.sampled_from([None, True, False])))
            )  # fmt: skip
            start = end
    return lines


@pytest.mark.slow
@few
@given(
    those_who_stay(),
    st.sampled_from(["original_date", "new_date"]),
    st.sampled_from(["outside", "due"]),
    st.sampled_from(["2025-03-31", "2025-12-31"]),
)
def test_where_every_customer_stays_all_that_was_due_was_renewed(lines, early, rolling, opening):
    book = ledger_of(lines, AS_OF, early_renewals=early, rolling=rolling)
    found = book.renewals(book.pair(day(opening), day(AS_OF)))
    assert retention(found.pair).grr == 1
    assert rates(found).gross in (None, pytest.approx(1.0))
    assert rates(found).renewed == pytest.approx(rates(found).due)


@pytest.mark.parametrize(
    ("end", "by", "due"),
    [
        ("2026-01-31", 0, "2026-01-31"),
        ("2026-01-31", 1, "2026-02-28"),  # no month has a day that it lacks
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-12-15", 13, "2028-01-15"),
        (None, 3, None),
    ],
)
def test_a_term_is_due_on_its_day_of_a_later_month(
    end: str | None, by: int, due: str | None
) -> None:
    ends = pd.to_datetime(pd.Series([end], index=[7])).astype("datetime64[us]")
    expected = pd.to_datetime(pd.Series([due], index=[7])).astype("datetime64[us]")
    pd.testing.assert_series_equal(_months_later(ends, pd.Series([by], index=[7])), expected)
