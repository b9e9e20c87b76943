"""Exchange rates that cannot be right; the rates are worked by hand."""

import pytest

from tests.intake.noted import note

LINES = "customer_id,start,end,mrr,currency\nC1,2025-01-01,,100,USD\nC2,2025-01-01,,50,EUR\n"
STEADY = [0.92, 0.93, 0.92, 0.91, 0.92, 0.93]
MONTH_ENDS = ["2025-01-31", "", "2025-03-31", "2025-04-30", "", "2025-06-30"]


def rated(client, code: str, rates: list[float]):
    rows = "".join(f"{code},2025-{month:02d},{rate}\n" for month, rate in enumerate(rates, start=1))
    client.write("fx.csv", "currency,month,rate\n" + rows)
    client.write("contracts.csv", LINES)
    return client.load(contracts="contracts.csv", fx="fx.csv")


def rules(intake) -> list[str]:
    """The rules on exchange rates alone: months without one are told of the contracts."""
    quality = intake.quality
    return quality.loc[quality["table"] == "fx", "rule"].tolist()


def test_usual_movements_are_not_talked_about(client) -> None:
    assert rules(rated(client, "USD", [0.92, 0.95, 0.88, 0.97, 0.99, 1.02])) == []


@pytest.mark.parametrize(
    ("place", "rate", "rule"),
    [
        (2, 1.087, "rate_inverted"),  # 1 / 0.92
        (0, 1.087, "rate_inverted"),
        (5, 92.0, "rate_magnitude"),
        (3, 0.092, "rate_magnitude"),
    ],
)
def test_a_rate_off_its_neighbours(client, place: int, rate: float, rule: str) -> None:
    rates = [*STEADY[:place], rate, *STEADY[place + 1 :]]
    found = rated(client, "USD", rates)
    assert rules(found) == [rule]
    line = note(found, rule, "fx")
    assert (line["rows"], line["amount"]) == (1, 1200)  # the lines in dollars
    assert line["examples"] == f"USD/{MONTH_ENDS[place]} (row {place + 2})"


def test_a_rate_of_one_for_a_foreign_currency(client) -> None:
    assert note(rated(client, "JPY", [0.006, 1, 0.006]), "rate_of_one", "fx")["rows"] == 1
    assert note(rated(client, "USD", [1, 1, 1]), "rate_of_one", "fx")["rows"] == 3


@pytest.mark.parametrize(("code", "rates"), [("EUR", [1, 1, 1]), ("USD", [0.98, 1, 1.02])])
def test_a_rate_of_one_may_be_right(client, code: str, rates: list[float]) -> None:
    assert rules(rated(client, code, rates)) == []
