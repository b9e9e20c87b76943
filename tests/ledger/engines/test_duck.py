"""Many lines: the bridge closes to 0.00 and says what the lines themselves say."""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cs_lib import ledger
from cs_lib.ledger import keys
from tests.ledger.histories import engagement

LINES, MONTHS = 200_000, 48
AS_OF = "2025-12-31"


def many_lines() -> pd.DataFrame:
    """Five lines or so per customer, whole months long, in two currencies, some beside others."""
    rng = np.random.default_rng(11)
    first = np.datetime64("2022-01", "M")
    start, length = rng.integers(0, MONTHS, LINES), rng.choice([1, 3, 12, 24], LINES)
    return pd.DataFrame(
        {
            "customer_id": np.char.add("C", rng.integers(0, LINES // 5, LINES).astype(str)),
            "product_id": rng.choice(["A", "B", "C"], LINES),
            "tier": rng.choice(["basic", "pro"], LINES),
            "currency": rng.choice(["EUR", "EUR", "USD"], LINES),
            "start": (first + start).astype("M8[s]"),
            "end": (first + start + length).astype("M8[s]"),
            "qty": rng.integers(1, 50, LINES).astype("float64"),
            "list_price": rng.integers(100, 90_000, LINES) / 100,
            "discount": rng.choice([0.0, 0.05, 0.15], LINES),
            "billing_period": "month",
        }
    )


def rates() -> pd.DataFrame:
    months = pd.date_range("2021-12-31", AS_OF, freq="ME")
    rate = 0.9 + 0.01 * (np.arange(len(months)) % 7)
    return pd.DataFrame({"currency": "USD", "month": months, "rate": rate})


def expected_closings(lines: pd.DataFrame, fx: pd.DataFrame) -> list[float]:
    """ARR at every month's end, straight from the lines that are live then."""
    value = 12 * lines["qty"] * lines["list_price"] * (1 - lines["discount"])
    found = []
    for end, rate in zip(fx["month"][1:], fx["rate"][1:], strict=True):
        live = (lines["start"] <= end) & (lines["end"] > end)
        in_euro = value[live].where(lines["currency"][live] == "EUR", value[live] * rate)
        found.append(in_euro.sum())
    return found


@pytest.mark.slow
def test_two_hundred_thousand_lines_close_to_the_cent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read from a Parquet file, and cut into parts as ten million would be."""
    lines, fx = many_lines(), rates()
    path = tmp_path / "contracts.parquet"
    lines.to_parquet(path)
    asked = engagement(AS_OF, reactivation_gap_days=0)  # no grace: months alone decide
    whole = ledger.build(lines, None, fx, engagement=asked).bridge()
    monkeypatch.setattr(keys, "PEOPLE_AT_ONCE", 15_000)
    book = ledger.build(path, None, fx, engagement=asked)
    bridge, residuals = book.bridge(), book.residuals()
    assert (residuals["residual"].round(2) == 0).all()
    assert (residuals["accounts_residual"] == 0).all()
    months = bridge[(bridge["period_kind"] == "month") & (bridge["leaf"] == "closing")]
    assert len(months) == MONTHS
    assert months["amount"].tolist() == pytest.approx(expected_closings(lines, fx), abs=0.01)
    pd.testing.assert_frame_equal(bridge, whole, check_exact=True)
    ends = [dt.date(2024, 12, 31), dt.date(2025, 12, 31)]
    assert book.accounts(ends[1])["arr"].sum() == pytest.approx(months["amount"].iloc[-1])
