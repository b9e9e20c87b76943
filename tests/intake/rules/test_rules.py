"""The wrong data that every client has: each kept, dropped or refused, and told in rows and money.

One table holds a case of each; the money is worked by hand.
"""

import pandas as pd
import pytest

HEAD = "line_id,customer_id,start,end,mrr,product_id,currency\n"
ROWS = (
    "1,C1,2025-01-01,2026-01-01,100,A,EUR\n"
    "2,C1,2025-12-01,2027-01-01,110,A,EUR\n"  # before the one above has ended
    "3,C2,2025-07-01,2025-05-01,20,A,EUR\n"  # ends before it starts
    "4,C3,2025-01-01,,30,A,\n"  # no currency
    "5,C4,2025-01-01,2025-04-01,40,A,USD\n"  # no rate for March
    "6,C5,2025-01-01,2090-01-01,50,A,EUR\n"  # ends in 2090
    "7,C6,2090-01-01,,60,A,EUR\n"  # starts in 2090
    "8,C7,2025-01-01,9999-12-31,70,A,EUR\n"  # never ends
    "9,C8,2025-01-01,,80,,EUR\n"  # no product
    "9,C8,2025-01-01,,80,,EUR\n"  # the same again
    "10,C9,2025-01-01,2025-01-01,90,A,EUR\n"  # no day
)
FX = "currency,month,rate\nUSD,2025-01,0.9\nUSD,2025-02,0.9\n"
TOLD = {
    "overlap": (1, 1_320.0, "kept"),
    "end_before_start": (1, 240.0, "refused"),
    "currency_assumed": (1, 360.0, "estimated"),
    "no_rate": (1, 432.0, "refused"),  # 480 dollars at the last rate, 0.9
    "far_end": (1, 600.0, "kept"),
    "starts_after_as_of": (1, 720.0, "kept"),
    "far_future_end": (1, 840.0, "kept"),
    "no_product": (1, 960.0, "kept"),
    "duplicate_row": (1, 960.0, "dropped"),
    "zero_length": (1, 1_080.0, "kept"),
}


@pytest.fixture
def intake(client):
    client.write("contracts.csv", HEAD + ROWS)
    client.write("fx.csv", FX)
    return client.load({"bad_rows": "quarantine"}, contracts="contracts.csv", fx="fx.csv")


def test_everything_wrong_is_told_in_rows_and_money(intake) -> None:
    rows = intake.quality.set_index("rule")[["rows", "amount", "action"]]
    found = {rule: tuple(row) for rule, row in zip(rows.index, rows.to_numpy(), strict=True)}
    assert found == TOLD


def test_what_is_kept_out_is_in_quarantine(intake) -> None:
    out = intake.quarantine["contracts"]
    assert out[["_row", "_rule"]].values.tolist() == [
        [4, "end_before_start"],
        [11, "duplicate_row"],
    ]
    assert len(intake.tables["contracts"]) == 9


def test_which_rates_are_missing_is_said(intake) -> None:
    detail = intake.quality.set_index("rule").loc["no_rate", "detail"]
    assert detail.startswith("no exchange rate for USD 2025-03: the review does not run")


def test_a_table_in_one_currency_without_products_lacks_nothing(client) -> None:
    found = client.contracts("customer_id,start,end,mrr\nC1,2025-01-01,,100\n")
    assert found.quality.empty


def test_rates_are_not_asked_of_what_is_free_or_over(client) -> None:
    client.write("fx.csv", FX)
    client.write(
        "contracts.csv",
        HEAD
        + "1,C1,2025-01-01,2025-03-01,100,A,USD\n"  # ends before March does
        + "2,C1,2025-01-01,,0,A,USD\n",
    )
    found = client.load(contracts="contracts.csv", fx="fx.csv")
    assert "no_rate" not in set(found.quality["rule"])
    assert pd.isna(found.quality["amount"]).sum() == 0
