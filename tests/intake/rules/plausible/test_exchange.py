"""Exchange rates that cannot be right; the rates are worked by hand."""

import pytest

from cs_lib import engagement as engagements
from cs_lib import intake
from tests.intake.builders import note

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
    ("place", "rate", "rule", "usual"),
    [
        (2, 1.087, "rate_inverted", 0.925),  # 1 / 0.92
        (0, 1.087, "rate_inverted", 0.925),
        (5, 92.0, "rate_magnitude", 0.92),
        (3, 0.092, "rate_magnitude", 0.92),
    ],
)
def test_a_rate_off_its_neighbours(
    client, place: int, rate: float, rule: str, usual: float
) -> None:
    rates = [*STEADY[:place], rate, *STEADY[place + 1 :]]
    found = rated(client, "USD", rates)
    assert rules(found) == [rule]
    line = note(found, rule, "fx")
    assert line["rows"] == 1
    assert line["amount"] == pytest.approx(1200 * usual)  # the lines in dollars, at the median
    assert line["examples"] == f"USD/{MONTH_ENDS[place]} (row {place + 2})"


def test_a_rate_of_one_for_a_foreign_currency(client) -> None:
    assert note(rated(client, "JPY", [0.006, 1, 0.006]), "rate_of_one", "fx")["rows"] == 1
    assert note(rated(client, "USD", [1, 1, 1]), "rate_of_one", "fx")["rows"] == 3


@pytest.mark.parametrize(("code", "rates"), [("EUR", [1, 1, 1]), ("USD", [0.98, 1, 1.02])])
def test_a_rate_of_one_may_be_right(client, code: str, rates: list[float]) -> None:
    assert rules(rated(client, code, rates)) == []


def test_two_rates_for_one_month_put_all_lines_of_the_currency_in_doubt(client) -> None:
    """C1 pays 12 x 100 USD a year at 0.92, C2 12 x 50 EUR; the first of two rates was used."""
    client.write(
        "fx.csv", "currency,month,rate\nUSD,2025-01,0.92\nUSD,2025-02,0.92\nUSD,2025-02,1.2\n"
    )
    client.write("contracts.csv", LINES)
    found = client.load({"bad_rows": "quarantine"}, contracts="contracts.csv", fx="fx.csv")
    line = note(found, "rate_refused", "fx")
    assert (line["rows"], line["amount"]) == (1, pytest.approx(1104))
    grades = intake.grades(found, engagements.load(client.folder / "acme.yml"))
    arr = grades.set_index("figure").loc["ARR"]
    assert (arr["share"], arr["grade"]) == (pytest.approx(1104 / 1704), "D")
